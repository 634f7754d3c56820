"""Rules on parts of papers that are kept from the public."""

from dataclasses import dataclass

from severalty.engine.decisions import exempt
from severalty.engine.decisions.exempt import Amounts, ExemptPart, GivenAway, ReviewAnswer, ReviewQuestion
from severalty.engine.decisions.schedule_12a import Exemption
from severalty.engine.estate.parties import Audience
from severalty.engine.rules.rule import Rule


@dataclass(frozen=True)
class Readers:
    """Who may read each of several exempt parts."""

    audiences: tuple[Audience, ...]


@dataclass(frozen=True)
class Reader:
    """Who may read all of them together."""

    audience: Audience


RULES: tuple[Rule, ...] = (
    Rule(
        name="exempt-part",
        summary="What a part of a paper is kept from the public under, and what is wrong with that.",
        takes=ExemptPart,
        gives=Exemption,
        run=exempt.exemption_of,
        of=(exempt.exemption_of,),
        example={"key": "lot-2", "name": "Price of lot 2", "paper": "cabinet", "section": "costs", "text": "£412,000",
                 "exempt_under": "3", "public_interest": "Negotiations are not ended"},
    ),
    Rule(
        name="exemption-review",
        summary="Whether the reason to keep a part of a paper from the public is to be looked at again.",
        takes=ReviewQuestion,
        gives=ReviewAnswer,
        run=exempt.review_of,
        of=(exempt.review_of,),
        example={"review_on": "2027-03", "on": "2027-03-15"},
    ),
    Rule(
        name="exempt-given-away",
        summary="Amounts that an exempt part of a paper keeps back and that its public parts tell all the same.",
        takes=Amounts,
        gives=GivenAway,
        run=exempt.given_away,
        of=(exempt.given_away,),
        example={"exempt": [41200000, 5200000], "public": [5200000, 100]},
    ),
    Rule(
        name="exempt-readers",
        summary="Who may read several exempt parts of a paper together: those who may read the narrowest of them.",
        takes=Readers,
        gives=Reader,
        run=lambda question: Reader(exempt.narrowest(question.audiences)),
        of=(exempt.narrowest,),
        example={"audiences": ["partners", "holders"]},
    ),
)  # fmt: skip
