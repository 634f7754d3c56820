"""Rules of progress: work against its baseline, and the path to planning confidence."""

from dataclasses import dataclass
from datetime import date

from severalty.engine.rules.rule import Rule
from severalty.engine.transition.earned import Earned, EarnedQuestion, earned_of, working_days
from severalty.engine.transition.packages import Workstream
from severalty.engine.transition.path import Path, PathQuestion, is_undefined, path_of
from severalty.engine.transition.stated_colour import ColourFault, both_colours, colour_faults, stated_words


@dataclass(frozen=True)
class SpanQuestion:
    """Two days, both counted, and the days between that are no working days beside weekends."""

    first: date
    last: date
    closed: tuple[date, ...] = ()


@dataclass(frozen=True)
class SpanFound:
    """How many working days lie between."""

    days: int


@dataclass(frozen=True)
class ColourFaults:
    """Why a stated colour cannot stand; none where it can."""

    faults: tuple[ColourFault, ...]


def _span(question: SpanQuestion) -> SpanFound:
    return SpanFound(working_days(question.first, question.last, question.closed))


_PACKAGE = {"key": "firewalls", "name": "Firewalls", "workstream": "network", "low": 8, "likely": 10, "high": 20}
_STEP = {
    "key": "circuits", "name": "Circuits", "workstream": "network", "colour": "amber",
    "action": "Count the circuits", "owner": "Network Manager", "due": "2024-10",
}  # fmt: skip

RULES = (
    Rule(
        name="working-days-between",
        summary="How many working days lie from one day to another, both counted.",
        takes=SpanQuestion,
        gives=SpanFound,
        run=_span,
        of=(working_days,),
        example={"first": "2026-12-21", "last": "2026-12-31", "closed": ["2026-12-25", "2026-12-28"]},
    ),
    Rule(
        name="earned-value",
        summary="How far work has come against its baseline, and what it has cost, in plain words.",
        takes=EarnedQuestion,
        gives=Earned,
        run=earned_of,
        of=(earned_of,),
        example={
            "on": "2026-11-26",
            "works": [
                {
                    "key": "firewalls", "name": "Firewalls", "starts": "2026-11-02", "ends": "2026-12-11",
                    "started": "2026-11-09", "percent": 35, "cost": 8500000, "spent": 2200000,
                }
            ],
        },
    ),
    Rule(
        name="path-to-confidence",
        summary="How well each workstream is defined: red, amber or green, why, and what moves it on.",
        takes=PathQuestion,
        gives=Path,
        run=path_of,
        of=(path_of, is_undefined, both_colours, stated_words),
        example={
            "on": "2024-06-19",
            "workstreams": [{"key": "network", "name": "Network", "plan": "split"}],
            "packages": [_PACKAGE],
            "steps": [_STEP],
        },
    ),
    Rule(
        name="stated-colour-faults",
        summary="Why a colour that a person states for a workstream cannot stand: who, when or why is lacking.",
        takes=Workstream,
        gives=ColourFaults,
        run=lambda stream: ColourFaults(colour_faults(stream)),
        of=(colour_faults,),
        example={
            "key": "network", "name": "Network", "plan": "split", "colour": "green", "colour_by": "Programme Manager",
            "colour_on": "2026-11-03",
        },
        source="Domain rules 5.4",
    ),
)  # fmt: skip
