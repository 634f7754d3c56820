"""No plan is possible: the smallest set of constraints that clash, in words, with the records that they come from.

A clash is minimal: it can be kept no more as soon as it is whole, and leaving out any one of it mends it. It is proved
smallest where no clash of fewer constraints exists anywhere in the plan (implicit hitting sets, Ignatiev, Previti,
Liffiton and Marques-Silva 2015: every clash meets every set of constraints whose removal makes a plan possible).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ortools.sat.python import cp_model

from severalty.engine.transition.conflicts_model import (
    Effort,
    Stop,
    Verdict,
    effort_of,
    groups_of,
    most_kept,
    try_groups,
)
from severalty.engine.transition.conflicts_words import clash_words
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing import drawn_of
from severalty.engine.transition.drawing_parts import Constraint, Drawn
from severalty.engine.transition.record import PlanRecord

EFFORT = 4.0
_RIGID = frozenset((ConstraintKind.TODAY, ConstraintKind.STARTED, ConstraintKind.WEEKEND))
_ROUNDS = 40
_SMALL = 6
_MANY = 200
_CLASHES = 6


class Possible(StrEnum):
    """Whether there is a plan."""

    YES = "a plan is possible"
    NO = "no plan is possible"
    UNKNOWN = "not found out"


@dataclass(frozen=True)
class Clashing:
    """One constraint of a clash: in a sentence, with the handles of its records and of the packages that it holds."""

    kind: ConstraintKind
    sentence: str
    records: tuple[str, ...]
    packages: tuple[str, ...]


@dataclass(frozen=True)
class Conflict:
    """Whether a plan is possible, and what clashes where none is.

    `minimal` says that leaving out any one of the clash was proved to mend it, `smallest` that no clash of fewer
    constraints exists. `others` are further clashes, which have nothing in common with the first but what the past
    has set. `told` has a tuple of sentences for the first and for each other: the chain of work with its length in
    place of its waits, and by how much it is too late.
    """

    possible: Possible
    clash: tuple[Clashing, ...] = ()
    minimal: bool = False
    smallest: bool = False
    others: tuple[tuple[Clashing, ...], ...] = ()
    told: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Clash:
    """A clash by the places of its groups, for those who work on with it."""

    groups: tuple[int, ...]
    minimal: bool
    smallest: bool = False


def conflict_of(record: PlanRecord, effort: float = EFFORT) -> Conflict:
    """Whether a plan is possible, and the smallest set of constraints that clash where it is not.

    `effort` bounds the work of each question to the solver, in its own units, and twice as much that of all; what is
    not answered is told as not minimal, or as not found out.
    """
    drawn = drawn_of(record, from_today=True)
    groups = groups_of(drawn)
    possible, clashes = clashes_of(drawn, groups, effort_of(effort))
    return replace(conflict_told(record, drawn, groups, clashes, effort), possible=possible)


def conflict_told(
    record: PlanRecord, drawn: Drawn, groups: Sequence[Sequence[Constraint]], clashes: Sequence[Clash], effort: float,
    stop: Stop | None = None,
) -> Conflict:  # fmt: skip
    """Clashes as people are told of them; by how much they are too late only as long as `stop` lets it be asked."""
    if not clashes:
        return Conflict(Possible.UNKNOWN)
    kept = [[groups[number] for number in clash.groups] for clash in clashes]
    found = [tuple(clashing_of(drawn, group) for group in one) for one in kept]
    told = tuple(clash_words(record, drawn, one, effort_of(effort, stop)) for one in kept)
    return Conflict(Possible.NO, found[0], clashes[0].minimal, clashes[0].smallest, tuple(found[1:]), told)


def gives_way(drawn: Drawn, group: Sequence[Constraint]) -> bool:
    """Whether a group could give way at all. What the past has set does not: today, what is under way, and the start of
    a plan that begins today; nor do weekends, which no days bring nearer. They may stand in several clashes."""
    if group[0].kind is not ConstraintKind.START:
        return group[0].kind not in _RIGID
    return any(one.slots[0] - drawn.pieces[number].closing > drawn.first for one in group for number in one.activities)


def clashing_of(drawn: Drawn, group: Sequence[Constraint]) -> Clashing:
    """A group of constraints as people are told of it."""
    records = dict.fromkeys(handle for one in group for handle in one.records)
    packages = dict.fromkeys(drawn.pieces[number].package for one in group for number in one.activities)
    return Clashing(group[0].kind, group[0].sentence, tuple(records), tuple(packages))


def clashes_of(
    drawn: Drawn, groups: Sequence[Sequence[Constraint]], effort: Effort, most: int = _CLASHES
) -> tuple[Possible, tuple[Clash, ...]]:
    """Clashes that share nothing that could give way; none where a plan is possible or nothing was found out."""
    left = dict(enumerate(groups))
    found: list[Clash] = []
    possible = Possible.UNKNOWN
    while len(found) < most:
        tried = try_groups(drawn, left, effort, left.keys())
        if not found:
            possible = _POSSIBLE[tried.verdict]
        if tried.verdict is not Verdict.CANNOT:
            break
        clash = _least(drawn, left, tried.core, effort)
        found.append(clash)
        moved = [number for number in clash.groups if gives_way(drawn, groups[number])]
        left = {number: group for number, group in left.items() if number not in moved}
        if not moved:
            break
    return possible, tuple(found)


_POSSIBLE = {Verdict.CAN: Possible.YES, Verdict.CANNOT: Possible.NO, Verdict.UNKNOWN: Possible.UNKNOWN}


def _least(drawn: Drawn, groups: Mapping[int, Sequence[Constraint]], core: Collection[int], effort: Effort) -> Clash:
    minimal = _minimised(drawn, groups, core or groups.keys(), effort)
    if len(minimal.groups) <= 1 or len(minimal.groups) > _SMALL or len(groups) > _MANY:
        return Clash(minimal.groups, minimal.minimal, len(minimal.groups) <= 1 and minimal.minimal)
    return _smallest(drawn, groups, minimal, effort)


def _minimised(
    drawn: Drawn, groups: Mapping[int, Sequence[Constraint]], core: Collection[int], effort: Effort
) -> Clash:
    """Leave out one group after the other; what cannot be left out stays. Cores on the way leave out many at once."""
    kept, proved = sorted(core), True
    for number in sorted(core, key=lambda one: (len(groups[one][0].activities), -one), reverse=True):
        if number not in kept:
            continue
        if effort.spent:
            return Clash(tuple(kept), minimal=False)
        rest = {one: groups[one] for one in kept if one != number}
        tried = try_groups(drawn, rest, effort, rest.keys())
        if tried.verdict is Verdict.CANNOT:
            kept = sorted(tried.core) if tried.core else sorted(rest)
        proved = proved and tried.verdict is not Verdict.UNKNOWN
    return Clash(tuple(kept), proved)


def _smallest(drawn: Drawn, groups: Mapping[int, Sequence[Constraint]], known: Clash, effort: Effort) -> Clash:
    """The smallest clash of all, by hitting sets of what mends; the known one where work or rounds run out."""
    mends: list[frozenset[int]] = []
    for _ in range(_ROUNDS):
        chosen = _hitting(mends)
        if chosen is None or len(chosen) >= len(known.groups):
            return Clash(known.groups, known.minimal, chosen is not None and known.minimal)
        tried = try_groups(drawn, {number: groups[number] for number in chosen}, effort)
        if tried.verdict is Verdict.CANNOT:
            return Clash(tuple(sorted(chosen)), True, True)
        if tried.verdict is Verdict.UNKNOWN:
            break
        grown = most_kept(drawn, groups, chosen, effort.times(0.25))
        if grown.verdict is not Verdict.CAN or not grown.core:
            break
        mends.append(grown.core)
    return known


def _hitting(sets: Sequence[frozenset[int]]) -> frozenset[int] | None:
    """The fewest numbers that meet every set; None where that is not proved."""
    if not sets:
        return frozenset()
    model = cp_model.CpModel()
    chosen = {number: model.new_bool_var(f"group {number}") for number in sorted(frozenset().union(*sets))}
    for one in sets:
        model.add_bool_or([chosen[number] for number in sorted(one)])
    model.minimize(sum(chosen.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 2.0
    if solver.solve(model) != cp_model.OPTIMAL:
        return None
    return frozenset(number for number, literal in chosen.items() if solver.value(literal))
