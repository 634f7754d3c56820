"""Rules of the meeting lattice: the last days before a meeting, when it can be decided, and what a slip does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from severalty.engine.clear_days import Closures
from severalty.engine.decisions import history
from severalty.engine.decisions.history import HistoryQuestion, Replay
from severalty.engine.gates import answering, lattice, passing, slips, steps
from severalty.engine.gates.records import Gate, GateAnswer, Lead, StepDay, Window
from severalty.engine.gates.slips import Slip, Slipped
from severalty.engine.rules.rule import Rule


@dataclass(frozen=True)
class MeetingSteps:
    """What a body needs before a meeting and after it, and the day of the meeting."""

    lead: Lead
    meeting: date
    closures: Closures


@dataclass(frozen=True)
class StepsFound:
    """The last day of each step, the day of effect (not before, where a number is missing), and what is missing."""

    last_days: tuple[StepDay, ...]
    effective: date
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class SlipQuestion:
    """A gate, and slips that are each tried by itself."""

    gate: Gate
    slips: tuple[Slip, ...]


@dataclass(frozen=True)
class SlipsFound:
    """What each slip does, in the order of the question."""

    slips: tuple[Slipped, ...]


def _steps(question: MeetingSteps) -> StepsFound:
    lead = question.lead
    found = steps.last_days(lead, question.meeting, question.closures)
    return StepsFound(
        tuple(StepDay(one.name, Window(found[one.name], found[one.name]), one.rule) for one in steps.steps_of(lead)),
        steps.effective_day(lead, question.meeting, question.closures),
        (*steps.missing_before(lead, key=True), *steps.missing_after(lead)),
    )


_CLOSURES = {"days": ["2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25"], "first": "2025-01-01",
             "last": "2027-12-31"}  # fmt: skip
_LEAD: Mapping[str, Any] = {
    "steps": [
        {"name": "agenda", "count": 5, "unit": "clear working days", "rule": "5 clear working days"},
        {"name": "draft", "count": 10, "unit": "working days", "before": "agenda"},
    ],
    "notice": {"name": "forward plan", "count": 28, "unit": "clear days"},
    "publish": 2,
    "call_in": 5,
    "effect": "day_after",
}
_GATE: Mapping[str, Any] = {
    "chains": [
        {"council": "alderbourne", "links": [{"body": "ald-cabinet"}], "ready": "2026-03-10"},
        {"council": "stanmere", "links": [{"body": "sta-cabinet"}], "ready": "2026-03-17"},
    ],
    "calendars": [
        {
            "body": "ald-cabinet",
            "lead": _LEAD,
            "sittings": [{"key": "a-1", "on": "2026-04-14"}, {"key": "a-2", "on": "2026-05-12"}],
        },
        {
            "body": "sta-cabinet",
            "lead": _LEAD,
            "sittings": [{"key": "s-1", "on": "2026-04-09"}, {"key": "s-2", "on": "2026-05"}],
        },
    ],
    "closures": _CLOSURES,
}
_SOURCE = "Design: an approval lies on a lattice of meetings, so a day late may cost a cycle; days as in clear-days"

RULES: tuple[Rule, ...] = (
    Rule(
        name="meeting-steps",
        summary="The last day of every step before a meeting, counted backwards, and the day of effect after it.",
        takes=MeetingSteps,
        gives=StepsFound,
        run=_steps,
        of=(steps.last_days, steps.steps_of, steps.effective_day, steps.missing_before, steps.missing_after),
        example={"lead": _LEAD, "meeting": "2026-04-14", "closures": _CLOSURES},
        source=_SOURCE,
    ),
    Rule(
        name="meeting-lattice",
        summary="When each council can decide alone and all jointly, why not sooner, and what a day later costs.",
        takes=Gate,
        gives=GateAnswer,
        run=answering.answer_of,
        of=(
            answering.answer_of,
            answering.answer_from,
            answering.ready_on,
            lattice.lattice_of,
            lattice.possible_days,
            passing.taken_by,
            passing.missing_for,
        ),
        example=_GATE,
        source=_SOURCE,
    ),
    Rule(
        name="meeting-slips",
        summary="What it does when a paper, a body or one meeting slips by so many days, alone and jointly.",
        takes=SlipQuestion,
        gives=SlipsFound,
        run=lambda question: SlipsFound(slips.slips_of(question.gate, question.slips)),
        of=(slips.slips_of, slips.after, slips.moved),
        example={
            "gate": _GATE,
            "slips": [{"least": 7, "most": 7}, {"least": 14, "most": 21, "body": "sta-cabinet"}],
        },
        source=_SOURCE,
    ),
    Rule(
        name="decision-history",
        summary="What happened in order, and when it could have been decided after each event, as known then.",
        takes=HistoryQuestion,
        gives=Replay,
        run=history.replay,
        of=(history.replay, history.gate_at),
        example={
            "gate": _GATE,
            "events": [
                {"key": "met", "on": "2026-02", "kind": "agreed informally", "words": "Both boards agree."},
                {"key": "off", "on": "2026-04-09", "kind": "meeting put off", "words": "Stanmere waits."},
            ],
            "put_off": [
                {"body": "sta-cabinet", "meeting": "s-1", "first": "2026-04-09", "since": "2026-04-09", "target": "s-2"}
            ],
        },
        source=_SOURCE,
    ),
)
