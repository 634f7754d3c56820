"""Leaving a supplier: what is done, overdue and at risk, and whether one could leave today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from severalty.engine.dates import PartialDate
from severalty.engine.dispositions.answers import State
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.dispositions.exit_items import (
    Consequence,
    ExitItem,
    ExitKind,
    ExitProgress,
    ExitWord,
    Likelihood,
)

NEAR = 30
"""Days before its day within which an open item needs a word that it is on course."""
FRESH = 31
"""Days for which such a word counts."""


class ExitState(StrEnum):
    """How an exit item stands on a day."""

    DONE = "done"
    UNPROVEN = "done, not shown"
    CLAIMED = "said to be done"
    OVERDUE = "overdue"
    AT_RISK = "at risk"
    OPEN = "open"
    NO_DAY = "no day"


@dataclass(frozen=True)
class Way:
    """One contract that the supplier holds, for one council: what is to become of it, by when and how far that is.

    `one_off` and `annual` are pence; None is not known.
    """

    thing: str
    council: str
    route: Route
    state: State
    by_when: PartialDate | None = None
    one_off: int | None = None
    annual: int | None = None


@dataclass(frozen=True)
class LeavingQuestion:
    """What is on record of leaving one supplier, seen from a day.

    `leaves` is the last day on which it still works for the councils; without one nothing can be too late for it.
    `ways` are those of the contracts that it holds on the councils' behalf.
    """

    on: date
    items: tuple[ExitItem, ...]
    words: tuple[ExitWord, ...] = ()
    ways: tuple[Way, ...] = ()
    leaves: PartialDate | None = None


@dataclass(frozen=True)
class ExitRow:
    """One exit item with how it stands, why, what must be put right, and the last word of each side, latest first."""

    item: str
    kind: ExitKind
    state: ExitState
    reasons: tuple[str, ...]
    last_words: tuple[ExitWord, ...]


@dataclass(frozen=True)
class ExitPart:
    """How many items of one kind there are, and how they stand."""

    kind: ExitKind
    items: int
    done: int
    overdue: int
    at_risk: int


@dataclass(frozen=True)
class RiskScore:
    """What one organisation said of a risk on a day. `score` is likelihood times impact; None where one is unknown."""

    item: str
    organisation: str
    said_on: PartialDate | None
    likelihood: Likelihood
    consequence: Consequence
    score: int | None
    note: str


@dataclass(frozen=True)
class Held:
    """The contracts that the supplier holds, each counted for each council: decided, agreed or done, and too late."""

    ways: int
    contracts: int
    decided: int
    agreed: int
    late: tuple[Way, ...]
    by_route: Mapping[str, int]


@dataclass(frozen=True)
class Leaving:
    """How far leaving is. `ready` of `needed` is what must be so and is; `lacking` says what is not, in sentences.

    `scores` are in the order in which they were said; `trends` compare, by risk, the last two of one organisation.
    """

    rows: tuple[ExitRow, ...]
    parts: tuple[ExitPart, ...]
    held: Held
    scores: tuple[RiskScore, ...]
    trends: Mapping[str, str]
    ready: int
    needed: int
    lacking: tuple[str, ...]


def leaving(question: LeavingQuestion) -> Leaving:
    """What is done, overdue and at risk, and what is lacking until one can leave.

    An item is done once whoever recorded it gives the day and what shows it; that a side says so is not enough. It is
    at risk where a side says so, where its day is later than the supplier stays, or where its day is near and nobody
    has said of late that it is on course. Whether the supplier works with the councils is a risk with a history and
    no item to be done.
    """
    said: dict[str, list[ExitWord]] = {}
    for word in question.words:
        said.setdefault(word.exit_item, []).append(word)
    rows = tuple(_row(one, said.get(one.key, []), question) for one in question.items)
    due = [one for one in rows if one.kind is not ExitKind.COOPERATION]
    parts = tuple(part for kind in ExitKind if kind is not ExitKind.COOPERATION and (part := _part(kind, due)).items)
    held = _held(question.ways, question.leaves)
    scores = _scores(question.items, said)
    done = sum(one.state is ExitState.DONE for one in due)
    return Leaving(
        rows, parts, held, scores,
        _trends(scores), done + held.agreed - len(_agreed(held.late)),
        len(due) + held.ways, tuple(_lacking(parts, held)),
    )  # fmt: skip


def _row(item: ExitItem, words: Sequence[ExitWord], question: LeavingQuestion) -> ExitRow:
    last = _last_of_each(words, question.on)
    if item.kind is ExitKind.COOPERATION:
        return ExitRow(item.key, item.kind, ExitState.OPEN, (), last)
    state, reasons = _state(item, last, question)
    return ExitRow(item.key, item.kind, state, (*reasons, *_unclear(item, state)), last)


def _last_of_each(words: Sequence[ExitWord], on: date) -> tuple[ExitWord, ...]:
    """The last word of each organisation that is not still to come, the latest first."""
    last: dict[str, ExitWord] = {}
    for word in sorted(words, key=lambda one: _day(one.said_on)):
        if _day(word.said_on) <= on:
            last[word.organisation] = word
    return tuple(sorted(last.values(), key=lambda one: (_day(one.said_on), one.organisation), reverse=True))


def _day(day: PartialDate | None) -> date:
    return day.last if day is not None else date.min


def _state(item: ExitItem, last: Sequence[ExitWord], question: LeavingQuestion) -> tuple[ExitState, tuple[str, ...]]:
    if item.done_on is not None and item.done_on.first <= question.on:
        if item.proof.strip():
            return ExitState.DONE, ()
        return ExitState.UNPROVEN, ("Nothing shows that it is done.",)
    doubts = tuple(
        f"{one.organisation} says that it is at risk." for one in last if one.progress is ExitProgress.AT_RISK
    )
    if item.due is not None and item.due.last < question.on:
        return ExitState.OVERDUE, (f"Its day, {item.due}, has passed.", *doubts)
    claims = tuple(
        f"{one.organisation} says that it is done; {item.recorded_by or 'whoever recorded it'} has not said so."
        for one in last
        if one.progress is ExitProgress.DONE
    )
    late = _too_late(item, question)
    if doubts or late:
        return ExitState.AT_RISK, (*doubts, *late, *claims)
    if claims:
        return ExitState.CLAIMED, claims
    if item.due is None:
        return ExitState.NO_DAY, ()
    left = (item.due.first - question.on).days
    if left <= NEAR and not any(_is_fresh(one, question.on) for one in last):
        return ExitState.AT_RISK, (f"Its day, {item.due}, is near, and nobody has said of late that it is on course.",)
    return ExitState.OPEN, ()


def _is_fresh(word: ExitWord, on: date) -> bool:
    return word.progress is ExitProgress.ON_COURSE and (on - _day(word.said_on)).days <= FRESH


def _too_late(item: ExitItem, question: LeavingQuestion) -> tuple[str, ...]:
    if question.leaves is None or item.due is None or item.due.first <= question.leaves.last:
        return ()
    return (f"Its day, {item.due}, is later than the supplier stays, {question.leaves}.",)


def _unclear(item: ExitItem, state: ExitState) -> Iterable[str]:
    if state is ExitState.DONE:
        return
    if not item.owner:
        yield "Nobody is named to do it."
    if item.due is None:
        yield "It has no day."
    if item.kind is ExitKind.TOOL and not item.replaced_by:
        yield "What replaces it is not on record."
    if item.kind is ExitKind.PLAN and not item.jointly_with:
        yield "One side alone owns it."


def _part(kind: ExitKind, rows: Sequence[ExitRow]) -> ExitPart:
    states = [one.state for one in rows if one.kind is kind]
    return ExitPart(
        kind, len(states), states.count(ExitState.DONE), states.count(ExitState.OVERDUE),
        states.count(ExitState.AT_RISK),
    )  # fmt: skip


def _held(ways: Sequence[Way], leaves: PartialDate | None) -> Held:
    counts: dict[str, int] = {}
    for route in Route:
        number = sum(one.route is route for one in ways)
        if number:
            counts[route.value] = number
    late = tuple(
        one for one in ways
        if leaves is not None and one.by_when is not None and one.by_when.first > leaves.last
        and one.state is not State.DONE
    )  # fmt: skip
    return Held(
        len(ways), len({one.thing for one in ways}), sum(one.route is not Route.UNDECIDED for one in ways),
        len(_agreed(ways)), late, counts,
    )  # fmt: skip


def _agreed(ways: Iterable[Way]) -> list[Way]:
    return [one for one in ways if one.state in (State.AGREED, State.DONE)]


def _scores(items: Iterable[ExitItem], said: Mapping[str, Sequence[ExitWord]]) -> tuple[RiskScore, ...]:
    risks = [one.key for one in items if one.kind is ExitKind.COOPERATION]
    found = [
        RiskScore(risk, one.organisation, one.said_on, one.likelihood, one.consequence,
                  risk_score(one.likelihood, one.consequence), one.note)
        for risk in risks
        for one in said.get(risk, ())
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (_day(one.said_on), one.item, one.organisation)))


def risk_score(likelihood: Likelihood, consequence: Consequence) -> int | None:
    """Likelihood, 1 to 6, times impact, 1 to 4, by Melton's scales (S3 15); None where one of them is unknown.

    What a score means is for each council to say: the report leaves most of its matrix open.
    """
    if likelihood is Likelihood.UNKNOWN or consequence is Consequence.UNKNOWN:
        return None
    return list(Likelihood).index(likelihood) * list(Consequence).index(consequence)


def _trends(scores: Sequence[RiskScore]) -> dict[str, str]:
    risks = dict.fromkeys(one.item for one in scores)
    return {risk: _trend([one for one in scores if one.item == risk]) for risk in risks}


def _trend(scores: Sequence[RiskScore]) -> str:
    known = [one for one in scores if one.score is not None]
    if not known:
        return ""
    same = [one for one in known if one.organisation == known[-1].organisation]
    if len(same) < 2:
        return "first score"
    before, after = same[-2].score or 0, same[-1].score or 0
    return "steady" if before == after else ("worse" if after > before else "better")


def _lacking(parts: Sequence[ExitPart], held: Held) -> Iterable[str]:
    undecided, waiting = held.ways - held.decided, held.decided - held.agreed
    if undecided:
        yield f"Nothing is decided for {_many(undecided, 'contract', 'contracts')} that it holds, a council at a time."
    if waiting:
        words = _many(waiting, "contract", "contracts")
        yield f"What becomes of {words} that it holds is not agreed, a council at a time."
    if held.late:
        words = _many(len(held.late), "contract", "contracts")
        yield f"What becomes of {words} that it holds comes later than the supplier stays, a council at a time."
    for part in parts:
        left = part.items - part.done
        if left:
            one_or_more = {
                ExitKind.COMMITMENT: ("exit commitment is", "exit commitments are"),
                ExitKind.PLAN: ("item of the exit plan is", "items of the exit plan are"),
                ExitKind.TOOL: ("tool is", "tools are"), ExitKind.KEY_ROLE: ("key role is", "key roles are"),
            }[part.kind]  # fmt: skip
            yield f"{_many(left, *one_or_more)} not seen to."


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"
