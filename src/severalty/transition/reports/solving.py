"""A plan worked out from a record by the planner, with what is told on the way; loaded by workers and the command."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from severalty.engine.freeze import digest
from severalty.engine.transition.conflicts import Conflict, Possible
from severalty.engine.transition.drawing import dates_of, drawn_of, starts_of
from severalty.engine.transition.drawing_parts import Drawn
from severalty.engine.transition.progress import RunState
from severalty.engine.transition.record import Dated, PlanError, PlanRecord
from severalty.engine.transition.relaxations import Relaxation, Relaxations, explained
from severalty.engine.transition.scheduling.problem import Found, Outcome, Status
from severalty.engine.transition.scheduling.solve import solve
from severalty.transition.reports.standing import AimFound, Told, breaches_of

STATES = {
    Status.OPTIMAL: RunState.OPTIMAL, Status.FEASIBLE: RunState.FOUND, Status.INFEASIBLE: RunState.IMPOSSIBLE,
    Status.UNKNOWN: RunState.NOTHING,
}  # fmt: skip
MOST_EFFORT = 10**9
MOST_TOLD = 12
_MORE_WAYS = "There may be other or cheaper ways: the work that was allowed ended before all were tried."
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


def worked_out(
    record: PlanRecord, effort: Effort, stop: Stop, better: Callable[[WorkedOut], None] | None = None,
    in_slots: Drawn | None = None,
) -> WorkedOut:  # fmt: skip
    """The best plan that is found until `stop` says so, the effort is spent or nothing better is possible.

    `better` is told the first plan and every better one. What is done, promised or pinned is kept, for the record says
    so. `in_slots` is the record drawn already. Raises PlanError where it cannot be laid out in days.
    """
    drawn, made_from = in_slots or drawn_of(record), digest(record)

    def told(found: Found) -> None:
        if better is not None:
            better(_plan(record, drawn, Outcome(Status.FEASIBLE, found, found.bounds, 0, effort.seed), made_from))

    before = starts_before(record, drawn)
    outcome = solve(drawn.problem, effort.work, effort.seed, stop, told, before)
    if outcome.found is None:
        return _none(record, outcome, made_from)
    return _plan(record, drawn, outcome, made_from, stopped=_stopped(outcome, stop))


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


def _plan(record: PlanRecord, drawn: Drawn, outcome: Outcome, made_from: str, stopped: str = "") -> WorkedOut:
    found = outcome.found
    if found is None:
        return _none(record, outcome, made_from)
    dates = dates_of(record, drawn, found.starts).dates
    aims = tuple(
        AimFound(aim.key, value, bound)
        for aim, value, bound in zip(drawn.aims, found.values, outcome.bounds, strict=True)
    )
    notes = tuple(one.sentence for one in drawn.notes[:MOST_TOLD])
    undated = tuple(f"{one.name}: {one.sentence}" for one in drawn.undated[:MOST_TOLD])
    told = Told(aims, stopped, (*breaches_of(record, dates), *notes), undated)
    return WorkedOut(STATES[outcome.status], dates, told, outcome.work, outcome.seed, made_from)


def _none(record: PlanRecord, outcome: Outcome, made_from: str) -> WorkedOut:
    """Why there is no plan, and what would make one possible."""
    conflict, relaxations = explained(record)
    if conflict.possible is not Possible.NO and outcome.status is not Status.INFEASIBLE:
        told = Told(stopped="the time was over before a plan was found")
        return WorkedOut(RunState.NOTHING, (), told, outcome.work, outcome.seed, made_from)
    ways = tuple(relaxation_words(one) for one in relaxations.found[:MOST_TOLD])
    told = Told(conflict=tuple(_clash(conflict)), relaxations=(*ways, *_more(relaxations)))
    return WorkedOut(RunState.IMPOSSIBLE, (), told, outcome.work, outcome.seed, made_from)


def _more(relaxations: Relaxations) -> Iterator[str]:
    """What is to be said of ways that are not told."""
    if not relaxations.complete:
        yield _MORE_WAYS
    elif not relaxations.found:
        yield "Nothing was found that makes a plan possible by giving way once in each clash: there may be more."


def _clash(conflict: Conflict) -> Iterator[str]:
    yield from (one.sentence for one in conflict.clash)
    if not conflict.clash:
        yield "It is proved that no plan keeps everything; which of it clashes was not found out in the work allowed."
    elif not conflict.minimal:
        yield "Perhaps not all of these are needed for the clash: the work ended before that was known."


def relaxation_words(one: Relaxation) -> str:
    """What gives way, and what that costs as far as it is known."""
    words = " And: ".join(give.sentence.rstrip(".") for give in one.gives)
    cost = "" if one.cost is None else f" This costs £{one.cost / 100:,.0f}."
    return f"It would be possible so: {words}.{cost}"


def aims_words(told: Told) -> str:
    """The first aims in a line, for a page that shows how far the planner is."""
    shown = [one.so_far for one in told.aims[:3]]
    return "; ".join(shown) or "A plan is there"
