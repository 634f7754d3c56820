"""A part of a plan as a model of CP-SAT: some blocks may move, all others stand where they are.

What stands takes its share of every profile, window and wait. With all blocks free the model is the whole problem, so
that what is proved of it holds.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from ortools.sat.python import cp_model

from severalty.engine.transition.scheduling.problem import Aim, Choice
from severalty.engine.transition.scheduling.weighted.reduced import Reduced

Term = Any  # a number, or an expression of the solver


@dataclass
class Part:
    """The model, the start of every block (a number where it stands), and the value of every aim."""

    reduced: Reduced
    free: Collection[int]
    starts: list[Term]
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    values: list[Term] = field(default_factory=list)

    def variables(self) -> Iterable[tuple[int, cp_model.IntVar]]:
        """The blocks that may move with their variables."""
        return ((one, var) for one in sorted(self.free) if isinstance(var := self.starts[one], cp_model.IntVar))


def part_of(reduced: Reduced, standing: Sequence[int], free: Collection[int]) -> Part:
    """The model in which `free` blocks may move and the others start where `standing` says."""
    part = Part(reduced, free, list(standing))
    for number in sorted(free):
        block = reduced.blocks[number]
        part.starts[number] = part.model.new_int_var_from_domain(_open(block.low, block.high, block.barred), "")
    for before, after, slots in reduced.waits:
        if before in free or after in free:
            part.model.add(part.starts[after] >= part.starts[before] + slots)
    for row in range(len(reduced.capacity)):
        _profile(part, standing, row)
    for quota in reduced.problem.quotas:
        for first, last, most in quota.windows:
            _window(part, quota.amounts, first, last, most)
    for choice in reduced.problem.choices:
        _choose(part, choice)
    part.values = [_value(part, aim) for aim in reduced.problem.aims]
    return part


def _choose(part: Part, choice: Choice) -> None:
    """One option for all of its activities; where none of them may move, the one that stands is enough."""
    blocks = [part.reduced.block_of[one] for one in choice.activities]
    if not any(block in part.free for block in blocks):
        return
    taken = []
    for option in choice.options:
        stands = [
            low <= start < high
            for block, (low, high) in zip(blocks, option, strict=True)
            if isinstance(start := part.starts[block], int)
        ]
        if not all(stands):
            continue
        taken.append(part.model.new_bool_var(""))
        for block, (low, high) in zip(blocks, option, strict=True):
            if not isinstance(part.starts[block], int):
                part.model.add_linear_constraint(part.starts[block], low, high - 1).only_enforce_if(taken[-1])
    part.model.add_bool_or(taken)


def _open(low: int, high: int, barred: Sequence[tuple[int, int]]) -> cp_model.Domain:
    intervals, since = [], low
    for first, last in barred:
        if first > since:
            intervals.append([since, min(high, first - 1)])
        since = max(since, last)
        if since > high:
            break
    if since <= high:
        intervals.append([since, high])
    return cp_model.Domain.from_intervals([one for one in intervals if one[0] <= one[1]])


def _profile(part: Part, standing: Sequence[int], row: int, peak: cp_model.IntVar | None = None) -> None:
    """Intervals of the blocks that may move, and what stands or is not there as fixed intervals below one capacity."""
    intervals, demands = [], []
    slots, using = part.reduced.slots, part.reduced.using[row]
    for number, units, since, until in using:
        if number in part.free:
            start = part.starts[number]
            intervals.append(part.model.new_fixed_size_interval_var(start + since, until - since, ""))
            demands.append(units)
    if not intervals and peak is None:
        return
    more = [0] * (slots + 1)
    for number, units, since, until in using:
        if number not in part.free:
            more[min(standing[number] + since, slots)] += units
            more[min(standing[number] + until, slots)] -= units
    needed = list(accumulate(more[:slots]))
    capacity = part.reduced.capacity[row]
    most = 0 if peak is not None else max(capacity)
    taken = needed if peak is not None else [most - there + use for there, use in zip(capacity, needed, strict=True)]
    for since, until, units in _steps(taken):
        if units > 0:
            intervals.append(part.model.new_fixed_size_interval_var(since, until - since, ""))
            demands.append(units)
    part.model.add_cumulative(intervals, demands, most if peak is None else peak)


def _steps(values: Sequence[int]) -> Iterable[tuple[int, int, int]]:
    since = 0
    for slot in range(1, len(values) + 1):
        if slot == len(values) or values[slot] != values[since]:
            yield since, slot, values[since]
            since = slot


def _window(part: Part, amounts: Sequence[tuple[int, int]], first: int, last: int, most: int) -> None:
    any_free = False
    total: list[Term] = []
    for activity, amount in amounts:
        block = part.reduced.block_of[activity]
        start = part.starts[block]
        if block not in part.free:
            total.append(amount if isinstance(start, int) and first <= start < last else 0)
            continue
        any_free = True
        inside, early, late = (part.model.new_bool_var("") for _ in range(3))
        part.model.add_exactly_one(inside, early, late)
        part.model.add_linear_constraint(start, first, last - 1).only_enforce_if(inside)
        part.model.add(start < first).only_enforce_if(early)
        part.model.add(start >= last).only_enforce_if(late)
        total.append(amount * inside)
    if any_free:
        part.model.add(sum(total) <= most)


def _value(part: Part, aim: Aim) -> Term:
    problem, block_of = part.reduced.problem, part.reduced.block_of
    long = [one.duration for one in problem.activities]
    terms: list[Term] = []
    for late in aim.late:
        over = part.starts[block_of[late.activity]] + (long[late.activity] - late.due)
        terms.append(late.weight * _above_nought(part, over))
    for span in aim.spans:
        end, begin = (part.starts[block_of[one]] + long[one] for one in (span.last, span.first))
        terms.append(span.weight * _above_nought(part, end - begin))
    if aim.finish:
        terms.append(aim.finish * _finish(part, aim.after))
    for number, then in enumerate(aim.previous if aim.moved else ()):
        if then is not None:
            terms.append(aim.moved * _distance(part, part.starts[block_of[number]] - then))
    for row, weight in aim.peaks:
        peak = part.model.new_int_var(0, max(part.reduced.capacity[row]), "")
        _profile(part, [one if isinstance(one, int) else 0 for one in part.starts], row, peak)
        terms.append(weight * peak)
    return sum(terms)


def _above_nought(part: Part, over: Term) -> Term:
    if isinstance(over, int):
        return max(0, over)
    above = part.model.new_int_var(0, 2 * part.reduced.problem.horizon, "")
    part.model.add(above >= over)
    return above


def _distance(part: Part, way: Term) -> Term:
    if isinstance(way, int):
        return abs(way)
    distance = part.model.new_int_var(0, part.reduced.problem.horizon, "")
    part.model.add(distance >= way)
    part.model.add(distance >= -way)
    return distance


def _finish(part: Part, after: int) -> Term:
    lengths = [block.length for block in part.reduced.blocks]
    stands = [one + lengths[k] for k, one in enumerate(part.starts) if isinstance(one, int)]
    most = max(0, max(stands, default=0) - after)
    if not part.free:
        return most
    finish = part.model.new_int_var(most, max(most, part.reduced.problem.horizon), "")
    for number in part.free:
        part.model.add(finish >= part.starts[number] + (lengths[number] - after))
    return finish
