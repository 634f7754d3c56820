"""Rules of what is written and published: the wording of letters, and the steps of a procurement."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from severalty.engine.dates import PartialDate
from severalty.engine.dispositions import contract_way, letter_wording, steps
from severalty.engine.dispositions.contract_way import Step
from severalty.engine.dispositions.letter_wording import Worded, Wording
from severalty.engine.dispositions.steps import ProcurementStep, StepKind, StepState
from severalty.engine.rules.rule import Rule


@dataclass(frozen=True)
class LetterQuestion:
    """A wording, the values of its merge fields now and when it was sent, and what was typed in its gaps."""

    wording: Wording
    values: Mapping[str, str] = field(default_factory=dict)
    sent_with: Mapping[str, str] = field(default_factory=dict)
    filled: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LetterWritten:
    """What is wrong with the wording; if nothing is, the letter, the gaps left in it, and what changed since it went.

    `changed` names each merge field with its value then and now.
    """

    faults: tuple[str, ...]
    fields: tuple[str, ...]
    letter: Worded | None
    gaps: tuple[str, ...]
    changed: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class StepQuestion:
    """A step of a procurement, seen from a day."""

    step: ProcurementStep
    on: PartialDate


@dataclass(frozen=True)
class StepFound:
    """How the step stands, what a record of it as done lacks, and how it shows on the way of its contract."""

    state: StepState
    faults: tuple[tuple[str, str], ...]
    shown: Step


@dataclass(frozen=True)
class TimetableStep:
    """A step of a timetable in words, with the notice that it publishes."""

    what: str
    notice: str = ""


@dataclass(frozen=True)
class KindFound:
    """The kind of a step."""

    kind: StepKind


def _written(question: LetterQuestion) -> LetterWritten:
    faults, fields = letter_wording.wording_faults(question.wording), letter_wording.fields_of(question.wording)
    changed = letter_wording.changed_values(question.sent_with, question.values)
    if faults:
        return LetterWritten(faults, fields, None, (), changed)
    merged = letter_wording.merged(question.wording, question.values)
    gaps = letter_wording.gaps_of([merged.subject, *merged.said, *merged.asked])

    def filled(text: str) -> str:
        return letter_wording.with_gaps_filled(text, question.filled)

    letter = Worded(filled(merged.subject), tuple(map(filled, merged.said)), tuple(map(filled, merged.asked)))
    return LetterWritten((), fields, letter, tuple(one for one in gaps if not question.filled.get(one)), changed)


def _step(question: StepQuestion) -> StepFound:
    step, on = question.step, question.on
    return StepFound(
        steps.state_of_step(step.due, step.done_on, on),
        steps.step_faults(step.kind, step.done_on, step.reference, on),
        contract_way.step_on_record(step, on),
    )


RULES = (
    Rule(
        name="letter-wording",
        summary="A council's own wording of a letter with its merge fields filled, its gaps, and what changed since.",
        takes=LetterQuestion,
        gives=LetterWritten,
        run=_written,
        of=(
            letter_wording.gap,
            letter_wording.gaps_of,
            letter_wording.wording_faults,
            letter_wording.fields_of,
            letter_wording.merged,
            letter_wording.with_gaps_filled,
            letter_wording.changed_values,
        ),
        example={
            "wording": {"subject": "Notice", "text": "{council} gives notice to {supplier} for {takes_effect}."},
            "values": {"council": "Alderbourne", "supplier": "Fernlight"},
            "filled": {"day on which it is to take effect": "31 March 2027"},
        },
    ),
    Rule(
        name="procurement-step",
        summary="How a dated step of a procurement stands on a day, and what a record of it as done lacks.",
        takes=StepQuestion,
        gives=StepFound,
        run=_step,
        of=(steps.state_of_step, steps.step_faults, contract_way.step_on_record),
        example={
            "step": {
                "key": "uk4",
                "name": "Desk",
                "contract": "C-014",
                "kind": "tender notice (UK4)",
                "due": "2027-01-29",
            },
            "on": "2027-02-01",
        },
    ),
    Rule(
        name="procurement-step-kind",
        summary="Which kind of step a line of a procurement timetable is.",
        takes=TimetableStep,
        gives=KindFound,
        run=lambda question: KindFound(steps.kind_of_notice(question.what, question.notice)),
        of=(steps.kind_of_notice,),
        example={"what": "Tender notice published", "notice": "UK4"},
    ),
)
