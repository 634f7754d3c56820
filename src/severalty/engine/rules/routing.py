"""Rules on what the route of a decision asks for: key test, exemption, consents, warnings; never legal advice."""

from dataclasses import dataclass
from datetime import date

from severalty.engine.clear_days import Closures
from severalty.engine.dates import day
from severalty.engine.decisions import consents, key_test, matter_warnings, route_reading, schedule_12a
from severalty.engine.decisions.consents import ConsentFound, ConsentQuestion, Deal
from severalty.engine.decisions.delegations import Override
from severalty.engine.decisions.key_test import KeyFound, KeyQuestion
from severalty.engine.decisions.matter_warnings import MatterQuestion, Warned
from severalty.engine.decisions.meetings import Matter, Meeting
from severalty.engine.decisions.route_reading import Route
from severalty.engine.decisions.routes import RouteValue
from severalty.engine.decisions.schedule_12a import Exemption, ExemptQuestion
from severalty.engine.rules.noticing import CLOSURES, LAW, VALUES, route_of
from severalty.engine.rules.rule import Rule


@dataclass(frozen=True)
class RouteQuestion:
    """A council, a day, and the values on record: those of no council are national."""

    council: str
    on: date
    values: tuple[RouteValue, ...]


@dataclass(frozen=True)
class DecisionQuestion:
    """What is to be decided: its whole value over all years in pence, and the wards affected as written."""

    council: str
    on: date
    values: tuple[RouteValue, ...]
    value: int | None = None
    wards: str = ""


@dataclass(frozen=True)
class DealQuestion:
    """What a council is about to do, with its whole value in pence and what counts with it."""

    council: str
    on: date
    values: tuple[RouteValue, ...]
    deal: Deal
    value: int | None = None
    earlier: int = 0
    variable_price: bool = False
    runs_until: date | None = None


@dataclass(frozen=True)
class LookedAt:
    """A matter with its meeting, the values on record, the day from which one looks, and overrides on record."""

    council: str
    matter: Matter
    values: tuple[RouteValue, ...]
    closures: Closures
    on: date
    meeting: Meeting | None = None
    executive: bool = True
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True)
class WarnedOf:
    """The warnings, the answered ones among them."""

    warnings: tuple[Warned, ...]


def _deal(question: DealQuestion) -> ConsentFound:
    runs = day(question.runs_until) if question.runs_until else None
    return consents.consent_needed(
        ConsentQuestion(
            route_of(question, question.on), question.deal, question.value, question.earlier, question.variable_price,
            runs,
        )
    )  # fmt: skip


def _looked_at(question: LookedAt) -> WarnedOf:
    meets = question.meeting.meets_on if question.meeting else question.matter.decide_on
    route = route_of(question, meets.first if meets else question.on)
    return WarnedOf(
        matter_warnings.warnings_of(
            MatterQuestion(
                question.matter, route, question.closures, question.on, question.meeting, question.executive,
                question.overrides,
            )
        )
    )  # fmt: skip


RULES: tuple[Rule, ...] = (
    Rule(
        name="decision-route",
        summary="What the route of a council asks for on a day: its own values before the national ones.",
        takes=RouteQuestion,
        gives=Route,
        run=lambda question: route_of(question, question.on),
        of=(route_reading.route_on, route_reading.read_value, route_reading.value_words),
        example={"council": "melton", "on": "2026-04-08", "values": VALUES},
        source=LAW,
    ),
    Rule(
        name="key-decision",
        summary="Whether a decision is a key one: yes, no or cannot be said, with reasons; an officer confirms.",
        takes=DecisionQuestion,
        gives=KeyFound,
        run=lambda question: key_test.key_test(
            KeyQuestion(route_of(question, question.on), question.value, question.wards)
        ),
        of=(key_test.key_test, key_test.wards_in),
        example={
            "council": "melton",
            "on": "2026-04-08",
            "values": VALUES,
            "value": 5200000,
            "wards": "Egerton; Sysonby",
        },
        source="SI 2012/2089 regulation 8; each council’s constitution",
    ),
    Rule(
        name="exempt-information",
        summary="The paragraphs of Schedule 12A that a matter names, in words, and what is wrong with what it says.",
        takes=ExemptQuestion,
        gives=Exemption,
        run=schedule_12a.read_exemption,
        of=(schedule_12a.read_exemption,),
        example={"exempt_under": "3; 10"},
        source=schedule_12a.SOURCE,
    ),
    Rule(
        name="section-24-consent",
        summary="Whether a council that is to be dissolved needs consent for a deal; confirm it.",
        takes=DealQuestion,
        gives=ConsentFound,
        run=_deal,
        of=(consents.consent_needed,),
        example={
            "council": "melton",
            "on": "2026-04-08",
            "deal": "other contract",
            "value": 9000000,
            "earlier": 2500000,
            "runs_until": "2030-03-31",
            "values": [
                {"organisation": "", "rule": "section 24: other contract of more than pounds", "value": "100000"},
                {"organisation": "melton", "rule": "section 24: a direction is in force", "value": "yes"},
                {
                    "organisation": "melton",
                    "rule": "section 24: other contract that runs beyond",
                    "value": "2028-03-31",
                },
            ],
        },
        source=consents.SOURCE,
    ),
    Rule(
        name="matter-warnings",
        summary="What an officer should look at before a matter is decided, with the overrides that answer it.",
        takes=LookedAt,
        gives=WarnedOf,
        run=_looked_at,
        of=(matter_warnings.warnings_of,),
        example={
            "council": "melton",
            "on": "2026-03-31",
            "values": VALUES,
            "closures": CLOSURES,
            "matter": {
                "key": "ict",
                "name": "Shared ICT",
                "plan": "forward plan",
                "body": "cabinet",
                "value": 5200000,
                "wards": "All",
                "key_decision": "no",
            },
            "meeting": {
                "key": "cabinet-2026-04-08",
                "name": "Cabinet",
                "body": "cabinet",
                "meets_on": "2026-04-08",
                "agenda_on": "2026-03-30",
            },
        },
        source=LAW,
    ),
)
