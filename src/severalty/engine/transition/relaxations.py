"""What would make a plan possible: how far one constraint, or two together, must give way, and what that costs.

Each relaxation is the least that does: found exactly, then tried again on a plan in which only that is changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice, product

from severalty.engine.transition.conflicts import (
    EFFORT,
    Clash,
    Conflict,
    Possible,
    clashes_of,
    clashing_of,
    conflict_told,
    gives_way,
)
from severalty.engine.transition.conflicts_model import (
    Effort,
    Stop,
    Verdict,
    effort_of,
    groups_of,
    least_slack,
    most_kept,
    reach_of,
)
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing import drawn_of
from severalty.engine.transition.drawing_check import broken
from severalty.engine.transition.drawing_parts import Constraint, Drawn, Form, problem_with
from severalty.engine.transition.record import PlanRecord
from severalty.engine.transition.relaxations_words import Given, Unit, words_of

_MOST_PAIRS = 12
_MOST_WAYS = 3  # out of one of several clashes
_LARGE = 80  # pieces; a larger plan gets less work for each question, so that all of them are answered in time
_MOST_DAYS = 260
_MOST = {Unit.DAYS: _MOST_DAYS, Unit.PEOPLE: 2_000, Unit.CUT_OVERS: 100, Unit.PENCE: 10**10}
"""How far something may give at most; a last day may move as far as the plan is counted."""


@dataclass(frozen=True)
class Give:
    """How far one constraint gives way.

    `amount` is in `unit`: working days, per cent of a person, cut-overs or pence. `cost` is in pence; None: not known.
    `sentence` says it for people, with days where there are some.
    """

    kind: ConstraintKind
    sentence: str
    records: tuple[str, ...]
    amount: int
    unit: Unit
    cost: int | None = None


@dataclass(frozen=True)
class Relaxation:
    """Constraints that give way so that a plan is possible; `least` says that less was proved not to do.

    `clash` is the place, from 1, of the only clash that it mends, where each of several has to be mended by itself.
    """

    gives: tuple[Give, ...]
    least: bool = True
    clash: int = 0

    @property
    def cost(self) -> int | None:
        """What it costs in pence; None where that is not known of every part."""
        known = [one.cost for one in self.gives if one.cost is not None]
        return sum(known) if len(known) == len(self.gives) else None


@dataclass(frozen=True)
class Relaxations:
    """What would make a plan possible: the cheapest first, then what costs are not known of, by how far they give.

    Where not `complete`, the work ended before everything was tried: there may be cheaper ways. `beside` are sentences
    of constraints that have to give way too, in clashes that are not told.
    """

    possible: Possible
    found: tuple[Relaxation, ...] = ()
    complete: bool = True
    beside: tuple[str, ...] = ()


def relaxations_of(record: PlanRecord, effort: float = EFFORT) -> Relaxations:
    """The single relaxations that make a plan possible, and pairs where no single one does or each gives less.

    Only what the record holds is ever changed; what the law or the past has set (today, work under way) is not offered.
    """
    return explained(record, effort)[1]


def explained(
    record: PlanRecord, effort: float = EFFORT, *, soonest: bool = False, stop: Stop | None = None
) -> tuple[Conflict, Relaxations]:
    """Why no plan is possible and what would make one possible: the clashes are looked for once.

    Once `stop` says so, what was found until then is told, as not minimal and not complete where that is so.

    With `soonest` the undefined is in as well, as if it took no time and came today: what clashes then clashes however
    it is defined, and what gives way gives so much at the least.
    """
    drawn = drawn_of(record, soonest=soonest, from_today=True)
    groups = groups_of(drawn)
    allowed = effort_of(effort, stop)
    possible, clashes = clashes_of(drawn, groups, allowed)
    conflict = replace(conflict_told(record, drawn, groups, clashes, effort, stop), possible=possible)
    if not clashes:
        return conflict, Relaxations(possible, complete=not allowed.pot.stopped)
    share = effort_of(effort, stop).times(min(1.0, _LARGE / max(1, len(drawn.pieces))))
    return conflict, _relaxations(record, drawn, groups, clashes, share)


def _relaxations(
    record: PlanRecord, drawn: Drawn, groups: Sequence[Sequence[Constraint]], clashes: Sequence[Clash], effort: Effort
) -> Relaxations:
    soft = [[one for one in clash.groups if gives_way(drawn, groups[one])] for clash in clashes]
    found = [_try(record, drawn, groups, (one,), effort) for one in soft[0]] if len(soft) == 1 else []
    singles = [one for one in found if one is not None]
    if not singles:
        singles = _several(record, drawn, groups, soft, effort)
        if not singles and len(soft) > 1:
            return _one_by_one(record, drawn, groups, soft, effort)
    else:
        singles += _milder(_milder_pairs(record, drawn, groups, soft[0], effort), singles)
    return Relaxations(Possible.NO, tuple(sorted(singles, key=_order)), not effort.spent)


def _several(
    record: PlanRecord, drawn: Drawn, groups: Sequence[Sequence[Constraint]], soft: Sequence[Sequence[int]],
    effort: Effort,
) -> list[Relaxation]:  # fmt: skip
    """What mends everything together: one of each clash gives way, or two of the only one."""
    sets = combinations(soft[0], 2) if len(soft) == 1 else product(*soft)
    chosen = list(islice(sets, _MOST_PAIRS))
    tried = [_try(record, drawn, groups, one, effort.times(2 / len(chosen))) for one in chosen]
    return [one for one in tried if one is not None]


def _one_by_one(
    record: PlanRecord, drawn: Drawn, groups: Sequence[Sequence[Constraint]], soft: Sequence[Sequence[int]],
    effort: Effort,
) -> Relaxations:  # fmt: skip
    """What mends each clash by itself, as if what could give way in the others were not there; and what is beside."""
    told = {number for one in soft for number in one}
    rest = {number: group for number, group in enumerate(groups) if number not in told}
    rigid = [number for number, group in rest.items() if not gives_way(drawn, group)]
    beside = most_kept(drawn, rest, rigid, effort.times(0.25)).core
    found = []
    for place, own in enumerate(soft, start=1):
        dropped = (told | beside).difference(own)
        left = [() if number in dropped else group for number, group in enumerate(groups)]
        tried = [_try(record, drawn, left, (one,), effort.times(1 / len(soft))) for one in own]
        ways = [replace(one, clash=place) for one in tried if one is not None]
        found += sorted(ways, key=_order)[:_MOST_WAYS]
    sentences = tuple(groups[number][0].sentence for number in sorted(beside))
    return Relaxations(Possible.NO, tuple(found), not effort.spent, sentences)


def _milder_pairs(
    record: PlanRecord, drawn: Drawn, groups: Sequence[Sequence[Constraint]], soft: Sequence[int], effort: Effort
) -> list[Relaxation]:
    """Pairs that share a delay out, where both are counted in working days."""
    days = [one for one in soft if unit_of(groups[one]) is Unit.DAYS]
    pairs = list(combinations(days, 2))[:_MOST_PAIRS]
    tried = [_try(record, drawn, groups, pair, effort.times(1 / (2 * len(pairs))), share=True) for pair in pairs]
    return [one for one in tried if one is not None and len(one.gives) == 2]


def _milder(pairs: Sequence[Relaxation], singles: Sequence[Relaxation]) -> list[Relaxation]:
    """The pairs that are proved least and of which each side gives less than it would have to alone."""
    alone = {(give.kind, give.records): give.amount for one in singles for give in one.gives}
    return [
        one
        for one in pairs
        if one.least and all(give.amount < alone.get((give.kind, give.records), give.amount + 1) for give in one.gives)
    ]


def unit_of(group: Sequence[Constraint]) -> Unit:
    """What a group gives way in."""
    if group[0].form is Form.CAPACITY:
        return Unit.PEOPLE
    if group[0].kind is ConstraintKind.WAVE_SIZE:
        return Unit.CUT_OVERS
    return Unit.PENCE if group[0].form is Form.QUOTA else Unit.DAYS


def _order(one: Relaxation) -> tuple[int, int, int, int, int, str]:
    cost = one.cost
    sentence = " ".join(give.sentence for give in one.gives)
    amount = sum(give.amount for give in one.gives)
    return (one.clash, 0 if cost is not None else 1, cost or 0, len(one.gives), amount, sentence)


def _try(
    record: PlanRecord,
    drawn: Drawn,
    groups: Sequence[Sequence[Constraint]],
    giving: Sequence[int],
    effort: Effort,
    *,
    share: bool = False,
) -> Relaxation | None:
    """The least that these groups must give; None where even much does not do, or it is not found out."""
    most = [_most(drawn, groups[number]) for number in giving]
    least = 1 if share else 0
    tried = least_slack(drawn, groups, giving, most, effort, least)
    if tried.verdict is not Verdict.CAN:
        return None
    gives: list[Give] = []
    for number, amount in zip(giving, tried.slack, strict=True):
        if amount:
            gives.append(_give(record, drawn, groups[number], amount, tried.starts))
    kept = [one for number, group in enumerate(groups) if number not in giving for one in group]
    drawn = replace(drawn, horizon=reach_of(drawn)[1])
    if broken(problem_with(drawn, kept), tried.starts, drawn.first):
        return None
    if any(
        _overdone(drawn, groups[number], amount, tried.starts)
        for number, amount in zip(giving, tried.slack, strict=True)
    ):
        return None
    return Relaxation(tuple(gives), tried.proved) if gives else None


def _most(drawn: Drawn, group: Sequence[Constraint]) -> int:
    unit = unit_of(group)
    if unit is not Unit.DAYS or group[0].form is not Form.LATEST:
        return _MOST[unit]
    return max(_MOST_DAYS, reach_of(drawn)[1] - min(one.slots[0] for one in group))


def _give(record: PlanRecord, drawn: Drawn, group: Sequence[Constraint], amount: int, starts: tuple[int, ...]) -> Give:
    clashing = clashing_of(drawn, group)
    unit = unit_of(group)
    sentence, cost = words_of(record, drawn, Given(tuple(group), amount, unit, starts))
    return Give(clashing.kind, sentence, clashing.records, amount, unit, cost)


def _overdone(drawn: Drawn, group: Sequence[Constraint], amount: int, starts: tuple[int, ...]) -> bool:
    """Whether starts break a group by more than it is said to give: the second look at every relaxation."""
    if group[0].kind is ConstraintKind.FREEZE:
        moved = (_moved(group, by) for by in (amount, -amount))
        return all(bool(broken(problem_with(drawn, one), starts, drawn.first)) for one in moved)
    if group[0].kind is ConstraintKind.START:
        return any(starts[number] < one.slots[0] - amount for one in group for number in one.activities)
    return bool(broken(problem_with(_given(drawn, group, amount), _wider(group, amount)), starts, drawn.first))


def _moved(group: Sequence[Constraint], by: int) -> list[Constraint]:
    return [replace(one, slots=(one.slots[0] + by, one.slots[1] + by)) for one in group]


def _given(drawn: Drawn, group: Sequence[Constraint], amount: int) -> Drawn:
    """The plan with more people in a team."""
    place = group[0].resource
    if place is None:
        return drawn
    resources = list(drawn.resources)
    old = resources[place]
    more = tuple(there + amount for there in old.profile)
    resources[place] = replace(old, capacity=old.capacity + amount, profile=more)
    return replace(drawn, resources=tuple(resources))


def _wider(group: Sequence[Constraint], amount: int) -> list[Constraint]:
    """A group as it is once it has given way; pins and joint starts become the days around them."""
    wider: list[Constraint] = []
    for one in group:
        first, last = one.slots
        if one.form is Form.EARLIEST:
            wider.append(replace(one, slots=(first - amount, 0)))
        elif one.form is Form.LATEST:
            wider.append(replace(one, slots=(first + amount, 0)))
        elif one.form is Form.CLOSED:
            wider.append(replace(one, slots=(first + amount, max(first + amount, last - amount))))
        elif one.link is not None:
            most = None if one.link.most is None else one.link.most + amount
            wider.append(replace(one, link=replace(one.link, lag=one.link.lag - amount, most=most)))
        elif one.quota is not None:
            windows = tuple((first, last, most + amount) for first, last, most in one.quota.windows)
            wider.append(replace(one, quota=replace(one.quota, windows=windows)))
        else:
            wider += _wider_otherwise(one, amount)
    return wider


def _wider_otherwise(one: Constraint, amount: int) -> list[Constraint]:
    if one.choice is not None:
        options = tuple(tuple((low - amount, high + amount) for low, high in option) for option in one.choice.options)
        return [replace(one, choice=replace(one.choice, options=options))]
    return [one] if one.form is Form.CAPACITY else []
