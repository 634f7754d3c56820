"""The first slots that some constraints allow, the chain of work behind each, and the last slots that last days leave.

Only first days, links and what goes together is looked at, so that what is found too late here is too late in every
plan; teams, freezes, waves and money may make it later still.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from severalty.engine.transition.drawing_parts import Constraint, Drawn, Form
from severalty.engine.transition.scheduling.problem import Link, LinkKind

_FROM_END = (LinkKind.FINISH_START, LinkKind.FINISH_FINISH)
_TO_END = (LinkKind.FINISH_FINISH, LinkKind.START_FINISH)


@dataclass(frozen=True)
class Reached:
    """The first slot in which a piece can start, the constraint that says so, and the piece that it follows, if any."""

    slot: int
    by: Constraint
    before: int | None = None


@dataclass(frozen=True)
class Overrun:
    """A piece that ends later than a constraint allows, even at its soonest, and by how many slots."""

    number: int
    by: Constraint
    slots: int


def soonest_of(drawn: Drawn, constraints: Iterable[Constraint]) -> list[Reached | None]:
    """The first slot of each piece by these constraints; None where nothing says when it could start.

    Around a circle the figures stop rising after as many rounds as there are pieces; `has_circle` tells of it.
    """
    held = list(constraints)
    found: list[Reached | None] = [None] * len(drawn.pieces)
    for one in held:
        if one.form in (Form.EARLIEST, Form.FIXED):
            for number in one.activities:
                _raise(found, number, Reached(one.slots[0], one))
    ties = [(one, *pair) for one in held for pair in _pairs(drawn, one)]
    for _ in drawn.pieces:
        raised = [_raise(found, after, _after(found[before], one, before, gap)) for one, before, after, gap in ties]
        if not any(raised):
            break
    return found


def has_circle(drawn: Drawn, constraints: Iterable[Constraint], soonest: Sequence[Reached | None]) -> bool:
    """Whether the first slots still rise, since something waits for itself in the round."""
    ties = [pair for one in constraints for pair in _pairs(drawn, one)]
    for before, after, gap in ties:
        reached, follower = soonest[before], soonest[after]
        if reached is not None and (follower is None or follower.slot < reached.slot + gap):
            return True
    return False


def overruns_of(drawn: Drawn, constraints: Sequence[Constraint], soonest: Sequence[Reached | None]) -> list[Overrun]:
    """What ends too late by these constraints, the worst first."""
    found = []
    for one in constraints:
        for number in one.activities if one.form in (Form.LATEST, Form.FIXED) else ():
            reached = soonest[number]
            if reached is not None:
                late = reached.slot - one.slots[0] + (drawn.pieces[number].days if one.form is Form.LATEST else 0)
                found += [Overrun(number, one, late)] if late > 0 else []
    return sorted(found, key=lambda one: (-one.slots, one.number))


def chain_behind(soonest: Sequence[Reached | None], number: int) -> list[int]:
    """The pieces that hold one another up to a piece, the first first."""
    chain = [number]
    while (reached := soonest[chain[-1]]) is not None and reached.before is not None and reached.before not in chain:
        chain.append(reached.before)
    return chain[::-1]


def latest_of(drawn: Drawn, constraints: Sequence[Constraint]) -> list[int | None]:
    """The slot by which each piece must have ended so that all after it keep their last days; None where none binds."""
    found: list[int | None] = [None] * len(drawn.pieces)
    for one in constraints:
        if one.form is Form.LATEST:
            for number in one.activities:
                found[number] = _least(found[number], one.slots[0])
    ties = [pair for one in constraints for pair in _pairs(drawn, one)]
    for _ in drawn.pieces:
        before = list(found)
        for first, second, gap in ties:
            end = found[second]
            if end is not None:
                start = end - drawn.pieces[second].days - gap
                found[first] = _least(found[first], start + drawn.pieces[first].days)
        if found == before:
            break
    return found


def _least(known: int | None, other: int) -> int:
    return other if known is None else min(known, other)


def _raise(found: list[Reached | None], number: int, reached: Reached | None) -> bool:
    known = found[number]
    if reached is None or (known is not None and known.slot >= reached.slot):
        return False
    found[number] = reached
    return True


def _after(before: Reached | None, one: Constraint, number: int, gap: int) -> Reached | None:
    return None if before is None else Reached(before.slot + gap, one, number)


def _pairs(drawn: Drawn, one: Constraint) -> Iterator[tuple[int, int, int]]:
    """(before, after, slots from start to start at least) of everything that ties two pieces."""
    if one.link is not None:
        yield one.link.before, one.link.after, _gap(drawn, one.link)
    elif one.form is Form.TOGETHER:
        for number in one.activities:
            yield from ((number, other, 0) for other in one.activities if other != number)


def _gap(drawn: Drawn, link: Link) -> int:
    gap = link.lag + (drawn.pieces[link.before].days if link.kind in _FROM_END else 0)
    return gap - (drawn.pieces[link.after].days if link.kind in _TO_END else 0)
