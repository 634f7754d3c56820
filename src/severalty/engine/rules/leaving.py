"""Rules of leaving a supplier."""

from dataclasses import dataclass

from severalty.engine.dispositions import leaving
from severalty.engine.dispositions.exit_items import Consequence, Likelihood
from severalty.engine.dispositions.leaving import Leaving, LeavingQuestion
from severalty.engine.rules.rule import Rule


@dataclass(frozen=True)
class RiskSeen:
    """How likely something is, and how bad it would be."""

    likelihood: Likelihood
    consequence: Consequence


@dataclass(frozen=True)
class Scored:
    """Likelihood times impact; None where one of them is unknown."""

    score: int | None


RULES: tuple[Rule, ...] = (
    Rule(
        name="leaving-a-supplier",
        summary="What is done, overdue and at risk before a supplier goes, and what is lacking until one can leave.",
        takes=LeavingQuestion,
        gives=Leaving,
        run=leaving.leaving,
        of=(leaving.leaving,),
        example={
            "on": "2026-11-26",
            "leaves": "2027-06-30",
            "items": [
                {
                    "key": "export",
                    "name": "Export of all tickets",
                    "supplier": "fernlight",
                    "kind": "exit commitment",
                    "owner": "fernlight",
                    "due": "2026-10-31",
                },
                {
                    "key": "together",
                    "name": "Fernlight works with the councils to the end",
                    "supplier": "fernlight",
                    "kind": "co-operation",
                },
            ],
            "words": [
                {"exit_item": "export", "organisation": "fernlight", "said_on": "2026-10-30", "progress": "done"},
                {
                    "exit_item": "together",
                    "organisation": "alderbourne",
                    "said_on": "2026-11-02",
                    "likelihood": "high",
                    "consequence": "critical",
                },
            ],
            "ways": [
                {
                    "thing": "C-061",
                    "council": "stanmere",
                    "route": "re-procure",
                    "state": "agreed",
                    "by_when": "2027-04-30",
                }
            ],
        },
        source="Melton 2020, 5.16 and 9.4; Lincolnshire 2022, paragraphs 54 and 64",
    ),
    Rule(
        name="risk-score",
        summary="Likelihood from 1 to 6 times impact from 1 to 4.",
        takes=RiskSeen,
        gives=Scored,
        run=lambda seen: Scored(leaving.risk_score(seen.likelihood, seen.consequence)),
        of=(leaving.risk_score,),
        example={"likelihood": "high", "consequence": "marginal"},
        source="Melton 2020, section 15",
    ),
)
