"""A plan worked out from a record by the planner, with what is told on the way; loaded by workers and the command."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from severalty.engine.freeze import digest
from severalty.engine.transition.conflicts import Conflict, Possible
from severalty.engine.transition.drawing import dates_of, drawn_of, starts_of
from severalty.engine.transition.drawing_parts import Drawn
from severalty.engine.transition.progress import RunState
from severalty.engine.transition.record import Dated, PlanError, PlanRecord
from severalty.engine.transition.relaxations import Relaxations, explained
from severalty.engine.transition.scheduling.problem import Found, Outcome, Status
from severalty.engine.transition.scheduling.solve import solve
from severalty.engine.transition.undefined import Undefined, undefined_of
from severalty.transition.reports.clashes import MOST_TOLD, conflict_words, ways_words
from severalty.transition.reports.standing import AimFound, Told, breaches_of

STATES = {
    Status.OPTIMAL: RunState.OPTIMAL, Status.FEASIBLE: RunState.FOUND, Status.INFEASIBLE: RunState.IMPOSSIBLE,
    Status.UNKNOWN: RunState.NOTHING,
}  # fmt: skip
MOST_EFFORT = 10**9
Stop = Callable[[], bool]


@dataclass(frozen=True)
class Effort:
    """By which seed, and with how much work at most in the planner's own units, which know no clock."""

    seed: int = 1
    work: int = MOST_EFFORT


@dataclass(frozen=True)
class WorkedOut:
    """What the planner found: the dates, each aim with its bound, why there is none, and what it was made from."""

    state: RunState
    dates: tuple[Dated, ...]
    told: Told
    work: int
    seed: int
    digest: str


Better = Callable[[tuple[AimFound, ...], Callable[[], WorkedOut]], None]


def worked_out(
    record: PlanRecord, effort: Effort, stop: Stop, better: Better | None = None,
    in_slots: Drawn | None = None, why_stop: Stop | None = None,
) -> WorkedOut:  # fmt: skip
    """The best plan that is found until `stop` says so, the effort is spent or nothing better is possible.

    `better` is told what the first plan and every better one come to, and how to have it whole: that checks all of it
    against the record. What is done, promised or pinned is kept, for the record says so. `in_slots` is the record drawn
    already. `why_stop` says when to look no longer for why no plan is possible: what was found until then is told.
    Raises PlanError where it cannot be laid out in days.
    """
    drawn, made_from = in_slots or drawn_of(record), digest(record)
    undefined = undefined_of(record, drawn)
    known = _without_search(record, effort, (drawn, made_from, undefined), why_stop)
    if known is not None:
        return known

    def told(found: Found) -> None:
        if better is not None:
            outcome = Outcome(Status.FEASIBLE, found, found.bounds, 0, effort.seed)
            beside = _Beside(made_from, undefined)
            better(_aims(drawn, outcome, found), partial(_plan, record, drawn, outcome, found, beside))

    before = starts_before(record, drawn)
    outcome = solve(drawn.problem, effort.work, effort.seed, stop, told, before)
    if outcome.found is None:
        return _none(record, outcome, made_from, undefined, why_stop)
    return _plan(record, drawn, outcome, outcome.found, _Beside(made_from, undefined, _stopped(outcome, stop)))


def starts_before(record: PlanRecord, drawn: Drawn) -> tuple[int, ...] | None:
    """The slots of the run that counts, to begin with; nothing where it lacks a date of what is to be dated."""
    try:
        return starts_of(drawn, record.previous) if record.previous else None
    except PlanError:
        return None


def _stopped(outcome: Outcome, stop: Stop) -> str:
    if outcome.status is Status.OPTIMAL:
        return "nothing better is possible"
    return "the time was over, or it was stopped" if stop() else "the work that it was given was done"


@dataclass(frozen=True)
class _Beside:
    """What is told beside dates: the digest of what they were made from, what is undefined, why the search ended."""

    made_from: str
    undefined: Undefined
    stopped: str = ""


def _plan(record: PlanRecord, drawn: Drawn, outcome: Outcome, found: Found, beside: _Beside) -> WorkedOut:
    dates = dates_of(record, drawn, found.starts).dates
    notes = tuple(one.sentence for one in drawn.notes[:MOST_TOLD])
    aims = _aims(drawn, outcome, found)
    told = Told(aims, beside.stopped, (*breaches_of(record, dates), *notes), beside.undefined.sentences)
    return WorkedOut(STATES[outcome.status], dates, told, outcome.work, outcome.seed, beside.made_from)


def _aims(drawn: Drawn, outcome: Outcome, found: Found) -> tuple[AimFound, ...]:
    return tuple(
        AimFound(aim.key, value, bound)
        for aim, value, bound in zip(drawn.aims, found.values, outcome.bounds, strict=True)
    )


def _none(record: PlanRecord, outcome: Outcome, made_from: str, undefined: Undefined, stop: Stop | None) -> WorkedOut:
    """Why there is no plan, and what would make one possible."""
    conflict, relaxations = explained(record, stop=stop)
    if conflict.possible is not Possible.NO and outcome.status is not Status.INFEASIBLE:
        told = Told(stopped="the time was over before a plan was found", undated=undefined.sentences)
        return WorkedOut(RunState.NOTHING, (), told, outcome.work, outcome.seed, made_from)
    told = Told(
        conflict=tuple(conflict_words(conflict)), relaxations=_ways(conflict, relaxations),
        undated=undefined.sentences,
    )  # fmt: skip
    return WorkedOut(RunState.IMPOSSIBLE, (), told, outcome.work, outcome.seed, made_from)


def _ways(conflict: Conflict, relaxations: Relaxations, *, at_least: bool = False) -> tuple[str, ...]:
    """What would make a plan possible; of a clash that was not found out nothing can be said to mend it."""
    return tuple(ways_words(relaxations, at_least=at_least)) if conflict.clash else ()


def _without_search(
    record: PlanRecord, effort: Effort, known: tuple[Drawn, str, Undefined], stop: Stop | None
) -> WorkedOut | None:
    """What needs no search: nothing can be dated, or no plan is possible however the undefined turns out."""
    drawn, made_from, undefined = known
    if undefined.never:
        conflict, relaxations = explained(record, soonest=True, stop=stop)
        told = Told(
            conflict=tuple(conflict_words(conflict)), relaxations=_ways(conflict, relaxations, at_least=True),
            undated=undefined.sentences,
        )  # fmt: skip
        return WorkedOut(RunState.IMPOSSIBLE, (), told, 0, effort.seed, made_from)
    if undefined.sentences and not drawn.pieces:
        notes = tuple(one.sentence for one in drawn.notes[:MOST_TOLD])
        told = Told(stopped="nothing that is left to do can be dated", sentences=notes, undated=undefined.sentences)
        return WorkedOut(RunState.UNDATED, dates_of(record, drawn, ()).dates, told, 0, effort.seed, made_from)
    return None


def aims_words(aims: Sequence[AimFound]) -> str:
    """The first aims in a line, for a page that shows how far the planner is."""
    shown = [one.so_far for one in aims[:3]]
    return "; ".join(shown) or "A plan is there"
