"""Rules of what is published: where an entry of a forward plan stands, what it lacks, when a decision counts."""

from dataclasses import dataclass, field
from datetime import date

from severalty.engine.clear_days import Closures
from severalty.engine.decisions import publishing
from severalty.engine.decisions.publishing import CallInTerms, Effective, Place, PlannedDecision, TakenDecision
from severalty.engine.rules.rule import Rule


@dataclass(frozen=True)
class PlanQuestion:
    """The entries of a forward plan, seen from a day."""

    entries: tuple[PlannedDecision, ...]
    on: date


@dataclass(frozen=True)
class PlannedFound:
    """Where an entry stands, and what the record does not say of what the law wants published."""

    reference: str
    place: Place
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class PlanFound:
    """The entries of a forward plan by due day."""

    entries: tuple[PlannedFound, ...]


@dataclass(frozen=True)
class RecordQuestion:
    """A decision, the call-in of its council, and the bank holidays."""

    entry: TakenDecision
    closures: Closures
    terms: CallInTerms = field(default_factory=CallInTerms)


@dataclass(frozen=True)
class RecordFound:
    """When a decision takes effect, and what the record of it does not say."""

    effective: Effective
    lacking: tuple[str, ...]


def _plan(asked: PlanQuestion) -> PlanFound:
    ordered = sorted(asked.entries, key=publishing.plan_order)
    return PlanFound(
        tuple(
            PlannedFound(one.reference, publishing.place_of(one, asked.on), publishing.lacking_in_notice(one))
            for one in ordered
        )
    )


def _record(asked: RecordQuestion) -> RecordFound:
    found = publishing.takes_effect(asked.entry, asked.terms, asked.closures)
    return RecordFound(found, publishing.lacking_in_record(asked.entry))


RULES = (
    Rule(
        name="forward-plan",
        summary="A forward plan in order, where each entry stands on a day, and what its notice does not say yet.",
        takes=PlanQuestion,
        gives=PlanFound,
        run=_plan,
        of=(publishing.place_of, publishing.lacking_in_notice, publishing.plan_order),
        example={
            "on": "2026-03-10",
            "entries": [
                {"reference": "ICT-01", "title": "ICT to be shared", "description": "How ICT is given from 2027.",
                 "decision_maker": "Cabinet", "members": ["Leader"], "due": "2026-04-08", "key_decision": "yes",
                 "documents": "Report of the Director", "exempt_under": "3"},
            ],
        },
        source="SI 2012/2089 regs 5 and 9 to 11",
    ),
    Rule(
        name="decision-record",
        summary="When a decision takes effect, and what its published record does not say yet.",
        takes=RecordQuestion,
        gives=RecordFound,
        run=_record,
        of=(publishing.takes_effect, publishing.lacking_in_record),
        example={
            "entry": {"reference": "D-7", "title": "ICT to be shared", "decision": "To share it.",
                      "decision_maker": "Cabinet", "outcome": "approved", "decided_on": "2026-04-08",
                      "published_on": "2026-04-09", "can_be_called_in": "yes"},
            "terms": {"days": 5, "effect": "day_after"},
            "closures": {"days": ["2026-04-03", "2026-04-06"], "first": "2026-01-01", "last": "2026-12-31"},
        },
        source="SI 2012/2089 regs 12 and 13; SI 2014/2095 reg 7; the council’s constitution for call-in",
    ),
)  # fmt: skip
