"""One contract's way from notice to new contract: its steps in the order of their days, and what still blocks it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from severalty.engine.dates import PartialDate, day
from severalty.engine.dispositions.answers import Standing, State
from severalty.engine.dispositions.correspondence import ANSWERS, days_overdue
from severalty.engine.dispositions.dispositions import Consent, Disposition, Route
from severalty.engine.dispositions.letters import Letter, LetterState
from severalty.engine.dispositions.procurement import Timetable
from severalty.engine.dispositions.steps import ProcurementStep, StepKind, StepState, kind_of_notice, state_of_step
from severalty.engine.estate.items import Contract
from severalty.engine.estate.terms import terms_of

_ELSEWHERE = (Route.REPROCURE, Route.CONSOLIDATE)


class When(StrEnum):
    """Whether a step lies behind or ahead."""

    DONE = "done"
    TO_COME = "to come"
    OVERDUE = "overdue"
    UNDATED = "no day on record"


@dataclass(frozen=True)
class Step:
    """One step: what, on which day, how it stands, and for which council (empty: for all). `ref` is the record that
    tells of it."""

    what: str
    on: PartialDate | None
    state: When
    council: str = ""
    detail: str = ""
    ref: str = ""


@dataclass(frozen=True)
class Course:
    """What is on record of one contract for one council.

    `last_day` is the last day to act for the route, `advised` the working day before where it is none; `refusals` say
    why the route cannot be. `successor` is the contract that its use moves to; `moves` that one is named at all.
    """

    council: str
    standing: Standing
    last_day: PartialDate | None = None
    advised: date | None = None
    refusals: tuple[str, ...] = ()
    consent_outstanding: bool = False
    needs_notice: bool = False
    letters: tuple[Letter, ...] = ()
    successor: Contract | None = None
    moves: bool = False

    @property
    def disposition(self) -> Disposition | None:
        """The proposal on the table."""
        return self.standing.disposition


def in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Steps by their days, earliest first; those without a day at the end, in the order in which they came."""
    listed = list(steps)
    dated = sorted((one for one in listed if one.on), key=lambda one: (one.on.first, one.on.last) if one.on else ())
    return (*dated, *(one for one in listed if one.on is None))


def steps_of_contract(contract: Contract, on: PartialDate) -> list[Step]:
    """The days of the contract itself."""
    terms = terms_of(contract)
    fixed = (
        ("The contract starts", contract.starts),
        ("Its framework ends: no call-off after that", contract.framework_ends),
        ("Its current term ends", terms.current_end),
        ("Its last possible extension ends", terms.final_end if terms.final_end != terms.current_end else None),
    )
    return [Step(what, when, _when(when, on, done=True)) for what, when in fixed if when is not None]


def steps_of_course(course: Course, on: PartialDate) -> list[Step]:
    """What was and is to be done for one council, its letters apart."""
    found = _proposal_steps(course, on)
    if course.successor is not None:
        when, new = course.successor.starts, course.successor
        found.append(Step(f"The new contract starts: {new.name}", when, _when(when, on, done=True), course.council))
    return found


def _proposal_steps(course: Course, on: PartialDate) -> list[Step]:
    one, council = course.disposition, course.council
    done = one is not None and one.done_on is not None
    found: list[Step] = []
    if course.last_day is not None:
        acted = done or (one is not None and one.notice_given_on is not None)
        advised = f"Act by {course.advised:%A} {day(course.advised)}." if course.advised else ""
        state = When.DONE if acted else _when(course.last_day, on, done=False)
        found.append(Step("Last day to act", course.last_day, state, council, advised))
    if one is None:
        return found
    facts = (
        ("Approved", one.approved_on, one.approved_by),
        ("Notice given", one.notice_given_on, ""),
        (f"Consent of the supplier: {one.consent.value}", one.consent_on, ""),
        (f"Done: {one.route.value}", one.done_on, one.proof),
    )
    found += [Step(what, when, When.DONE, council, detail) for what, when, detail in facts if when is not None]
    if not done:
        found.append(Step(f"To be done: {one.route.value}", one.by_when, _when(one.by_when, on, done=False), council,
                          one.owner))  # fmt: skip
    return found


def steps_of_procurement(
    council: str, timetable: Timetable, on: PartialDate, taken_up: Collection[StepKind] = ()
) -> list[Step]:
    """The steps of buying anew at the latest days on which each is still in time, without those `taken_up` already."""
    found = []
    for one in timetable.steps:
        if kind_of_notice(one.what, one.notice) in taken_up:
            continue
        said = [one.notice, one.rule, "set by law" if one.by_law else "the council’s own time"]
        when = day(one.on)
        found.append(Step(f"Buying anew, at the latest: {one.what}", when, _when(when, on, done=False), council,
                          "; ".join(filter(None, said))))  # fmt: skip
    return found


def step_on_record(one: ProcurementStep, on: PartialDate) -> Step:
    """A step of the register of procurement steps; its key is what tells of it."""
    state = state_of_step(one.due, one.done_on, on)
    how = {StepState.DONE: When.DONE, StepState.OVERDUE: When.OVERDUE, StepState.UNDATED: When.UNDATED}
    told = [one.reference, one.owner, one.procurement]
    what = f"{one.kind.value[:1].upper()}{one.kind.value[1:]}"
    return Step(what, one.done_on or one.due, how.get(state, When.TO_COME), one.council, "; ".join(filter(None, told)),
                one.key)  # fmt: skip


def steps_of_letter(letter: Letter, council: str, on: PartialDate) -> list[Step]:
    """The days of one letter, for one council or for all; its key is what tells of it."""
    kind = letter.kind.value
    if letter.state is LetterState.WITHDRAWN:
        return []
    sent_state = When.TO_COME if letter.state is LetterState.DRAFT else When.DONE
    found = [Step(f"Letter sent: {kind}", letter.sent_on, sent_state if letter.sent_on else When.UNDATED, council,
                  letter.state.value, letter.key)]  # fmt: skip
    if letter.state in ANSWERS:
        state = When.DONE if letter.answered_on else When.UNDATED
        answered = f"Answered: {letter.state.value}"
        found.append(Step(answered, letter.answered_on, state, council, letter.answer, letter.key))
    elif letter.answer_due is not None:
        when = letter.answer_due
        found.append(Step(f"Answer due: {kind}", when, _when(when, on, done=False), council, "", letter.key))
    if letter.takes_effect is not None:
        when = letter.takes_effect
        found.append(Step(f"Takes effect: {kind}", when, _when(when, on, done=True), council, "", letter.key))
    return found


def _when(when: PartialDate | None, on: PartialDate, *, done: bool) -> When:
    """How a day stands: once it has certainly passed, what was to happen by itself is done, a deadline is missed."""
    if when is None:
        return When.UNDATED
    if when.last >= on.first:
        return When.TO_COME
    return When.DONE if done else When.OVERDUE


def blocks_of(contract: Contract, course: Course, on: PartialDate) -> tuple[str, ...]:
    """What still stands between one council and its new arrangement, in sentences; nothing once it is done."""
    one, standing = course.disposition, course.standing
    if standing.state is State.DONE:
        return ()
    found = list(_unsettled(standing))
    if one is not None:
        found += [*(() if one.override.strip() and one.overridden_by.strip() else course.refusals)]
        found += _unrecorded(one)
    if course.consent_outstanding and one is not None:
        word = "not known" if one.consent is Consent.UNKNOWN else one.consent.value
        found.append(f"The supplier’s consent: {word}.")
    missed = course.last_day is not None and course.last_day.last < on.first
    if missed and course.needs_notice and not (one and one.notice_given_on):
        found.append(f"The last day to act, {course.last_day}, has passed and no notice is on record.")
    found += _from_letters(course, on)
    found += _gap(contract, course)
    return tuple(dict.fromkeys(found))


def _unsettled(standing: Standing) -> Iterable[str]:
    if standing.state is State.UNDECIDED:
        yield "Nothing is proposed yet."
    elif standing.waiting_for:
        yield f"Still to answer: {', '.join(standing.waiting_for)}."
    yield from standing.reasons


def _unrecorded(one: Disposition) -> list[str]:
    missing = (
        (one.by_when, "No day is on record by which it is to be done."),
        (one.owner, "Nobody is named who sees to it."),
        (one.approved_on, "No approval is on record."),
    )
    return [sentence for value, sentence in missing if not value]


def _from_letters(course: Course, on: PartialDate) -> list[str]:
    found = []
    for letter in course.letters:
        days = days_overdue(letter, on)
        if days is not None:
            found.append(f"{letter.name}: the answer is {days:,} {'day' if days == 1 else 'days'} overdue.")
        elif letter.state in (LetterState.REFUSED, LetterState.AGREED_WITH_CONDITIONS):
            said = f": {letter.answer}" if letter.answer else "."
            found.append(f"{letter.name}: {letter.state.value}{said}")
        elif letter.state is LetterState.DRAFT:
            found.append(f"{letter.name}: drafted and not sent.")
    return found


def _gap(contract: Contract, course: Course) -> list[str]:
    one, new = course.disposition, course.successor
    if one is None or one.route not in _ELSEWHERE:
        return []
    if not course.moves:
        return ["No new contract is named to which its use moves."]
    end = terms_of(contract).current_end
    if new is None or new.starts is None or end is None:
        return ["Whether the new contract starts before this one ends is not known."]
    days = (new.starts.first - end.last).days - 1
    if days > 0:
        return [f"Between the end, {end}, and the new contract, {new.starts}, at least {days:,} days are uncovered."]
    return []
