"""How many working days each package may be later without moving the end of the plan or breaking a day that binds.

Teams count: who hands people on to whom is read from the plan as a flow, so that a package which is late takes with it
those that wait for its people (resource links). A float is safe: it is no more than can really be used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from severalty.engine.transition.conflicts_model import missing_of
from severalty.engine.transition.drawing_parts import Drawn, Form, without_overlap
from severalty.engine.transition.scheduling.problem import Link, LinkKind, Quota

_FROM_END = (LinkKind.FINISH_START, LinkKind.FINISH_FINISH)
_TO_END = (LinkKind.FINISH_FINISH, LinkKind.START_FINISH)


@dataclass(frozen=True)
class Handed:
    """People that one piece hands on to another, or to nobody before a slot from which they are missing."""

    before: int
    after: int | None
    slot: int


def floats_of(drawn: Drawn, starts: Sequence[int]) -> tuple[int, ...]:
    """The float of every piece in working days."""
    latest = _latest_by_days(drawn, starts)
    links = [one.link for one in drawn.constraints if one.link is not None]
    for handed in handed_on(drawn, starts):
        if handed.after is None:
            days = drawn.pieces[handed.before].days
            latest[handed.before] = min(latest[handed.before], handed.slot - days)
        else:
            links.append(Link(handed.before, handed.after))
    links += _apart(drawn, starts)
    closed = _closed(drawn)
    together = [one.activities for one in drawn.constraints if one.form is Form.TOGETHER]
    for _ in range(len(drawn.pieces) + 1):
        if not _lowered(drawn, latest, (links, closed, together), starts):
            break
    return tuple(max(0, late - start) for late, start in zip(latest, starts, strict=True))


def _latest_by_days(drawn: Drawn, starts: Sequence[int]) -> list[int]:
    end = max((start + piece.days for start, piece in zip(starts, drawn.pieces, strict=True)), default=0)
    latest = [end - piece.days for piece in drawn.pieces]
    for one in drawn.constraints:
        for number in one.activities:
            if one.form is Form.LATEST:
                latest[number] = min(latest[number], one.slots[0] - drawn.pieces[number].days)
            elif one.form is Form.FIXED:
                latest[number] = min(latest[number], one.slots[0])
        if one.quota is not None:
            _stay(one.quota, latest, starts)
        if one.link is not None and one.link.most is not None:
            link = one.link
            at = starts[link.before] + (drawn.pieces[link.before].days if link.kind in _FROM_END else 0)
            held = at + (link.most or 0) - (drawn.pieces[link.after].days if link.kind in _TO_END else 0)
            latest[link.after] = min(latest[link.after], held)
    return latest


def _stay(quota: Quota, latest: list[int], starts: Sequence[int]) -> None:
    """Whatever moved into a window, or out of one, might take there what others have: it stays on its side."""
    for first, last, _ in quota.windows:
        for number, _ in quota.amounts:
            if starts[number] < last:
                latest[number] = min(latest[number], (first if starts[number] < first else last) - 1)


def _closed(drawn: Drawn) -> list[tuple[tuple[int, int], ...]]:
    spells: list[list[tuple[int, int]]] = [[] for _ in drawn.pieces]
    for one in drawn.constraints:
        for number in one.activities if one.form is Form.CLOSED else ():
            spells[number].append(one.slots)
    return [without_overlap(one) for one in spells]


def _apart(drawn: Drawn, starts: Sequence[int]) -> list[Link]:
    """Of what is kept apart, each comes before the next as the plan has them."""
    found = []
    for one in drawn.constraints:
        if one.form is Form.APART:
            order = sorted((number for number in one.activities if drawn.pieces[number].days), key=lambda n: starts[n])
            found += [Link(before, after) for before, after in pairwise(order)]
    return found


Ties = tuple[list[Link], list[tuple[tuple[int, int], ...]], list[tuple[int, ...]]]


def _lowered(drawn: Drawn, latest: list[int], ties: Ties, starts: Sequence[int]) -> bool:
    """One round backwards over links, joint starts and closed days; whether anything still moved."""
    links, closed, together = ties
    before = list(latest)
    for link in reversed(links):
        late = latest[link.after] + (drawn.pieces[link.after].days if link.kind in _TO_END else 0) - link.lag
        late -= drawn.pieces[link.before].days if link.kind in _FROM_END else 0
        latest[link.before] = min(latest[link.before], late)
    for tied in together:
        least = min(latest[number] for number in tied)
        for number in tied:
            latest[number] = least
    for number, spells in enumerate(closed):
        days = drawn.pieces[number].days
        for first, last in reversed(spells):
            if latest[number] < last and latest[number] + days > first:
                latest[number] = first - days
        latest[number] = max(latest[number], starts[number])
    return latest != before


def handed_on(drawn: Drawn, starts: Sequence[int]) -> list[Handed]:
    """Who hands people on to whom: a flow through each team that the plan's own order allows."""
    found: list[Handed] = []
    links = {(one.link.before, one.link.after) for one in drawn.constraints if one.link is not None}
    for resource in range(len(drawn.resources)):
        found += _flow(drawn, starts, resource, links)
    return found


def _flow(drawn: Drawn, starts: Sequence[int], resource: int, links: set[tuple[int, int]]) -> list[Handed]:
    """People of one team: each piece takes them first from what it waits for anyhow, then from whoever ended first."""
    team = drawn.resources[resource]
    pool: list[tuple[int, int | None, int]] = [(0, None, max(team.profile, default=team.capacity))]
    takers: list[tuple[int, int, int | None, int, int]] = []
    for first, last, units in missing_of(team.profile, team.capacity, drawn.horizon):
        takers.append((first, 0, None, last, units))
    for number, piece in enumerate(drawn.pieces):
        units = sum(count for place, count in piece.uses if place == resource)
        if units and piece.days:
            takers.append((starts[number], 1, number, starts[number] + piece.days, units))
    found: list[Handed] = []
    for first, _, taker, end, units in sorted(takers, key=lambda one: (one[0], one[1], one[3])):
        ready = [one for one in pool if one[0] <= first]
        ready.sort(key=lambda one: (one[1] is not None and (one[1], taker) not in links, one[0]))
        left = units
        while left > 0 and ready:
            one = ready.pop(0)
            pool.remove(one)
            taken = min(left, one[2])
            left -= taken
            pool += [(one[0], one[1], one[2] - taken)] if one[2] > taken else []
            found += [Handed(one[1], taker, first)] if one[1] is not None else []
        pool.append((end, taker, units))
    return found
