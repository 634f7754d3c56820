"""Circles: things that wait for one another in the round. Every member is named, and the cheapest links to bridge."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from severalty.engine.evidence import show_money
from severalty.engine.graph import cycles
from severalty.engine.transition.drawing_waits import lag_of
from severalty.engine.transition.packages import WaitKind
from severalty.engine.transition.record import PlanRecord

_MOST_CIRCLES = 50
_EFFORT = 10.0


@dataclass(frozen=True)
class CircleLink:
    """`after` waits for `before`. `bridge` says what could stand in for that, `cost` at what price in pence.

    `days` are the working days from one start to the next that the link asks for.
    """

    before: str
    after: str
    bridge: str = ""
    cost: int | None = None
    days: int = 1


@dataclass(frozen=True)
class Circle:
    """Everything that waits for everything else within it, and the smallest rounds, each closed by its first member.

    `blocks` says whether some round takes time, so that no plan can keep it.
    """

    members: tuple[str, ...]
    rounds: tuple[tuple[str, ...], ...]
    blocks: bool = True


@dataclass(frozen=True)
class Circles:
    """All circles, and the links to bridge so that none is left.

    `cost` is what the bridges cost together in pence, None where that is not known of each; `unknown` is how many have
    no price on record. `least` says that nothing cheaper cuts all. Fewest unknown prices come first, then the cost,
    then the number of bridges.
    """

    circles: tuple[Circle, ...] = ()
    bridges: tuple[CircleLink, ...] = ()
    cost: int | None = 0
    unknown: int = 0
    least: bool = True
    sentences: tuple[str, ...] = ()


def circles_of(links: Iterable[CircleLink], names: Mapping[str, str] | None = None) -> Circles:
    """Every circle among these links, and the cheapest set of links whose bridging cuts them all."""
    rows = list(links)
    groups = [sorted(group) for group in cycles([(one.before, one.after) for one in rows])]
    if not groups:
        return Circles()
    inside = {member: number for number, group in enumerate(groups) for member in group}
    held = [one for one in rows if one.before in inside and inside[one.before] == inside.get(one.after)]
    cut, least = _cheapest(held)
    found = tuple(_circle(group, [one for one in held if one.before in group]) for group in groups)
    unknown = sum(one.cost is None for one in cut)
    cost = None if unknown else sum(one.cost or 0 for one in cut)
    return Circles(found, cut, cost, unknown, least, _sentences(found, cut, names or {}))


def plan_circles(record: PlanRecord) -> Circles:
    """The circles among the packages of a plan. Waits that take no time may run in the round, and block nothing."""
    packages = {one.key: one for one in record.packages}
    links = []
    for wait in record.waits:
        if wait.package not in packages or wait.follows not in packages:
            continue
        before, after = packages[wait.follows].likely or 0, packages[wait.package].likely or 0
        days = lag_of(wait)
        days += before if wait.kind in (WaitKind.FINISH_START, WaitKind.FINISH_FINISH) else 0
        days -= after if wait.kind in (WaitKind.FINISH_FINISH, WaitKind.START_FINISH) else 0
        links.append(CircleLink(wait.follows, wait.package, wait.bridge, wait.bridge_cost, days))
    return circles_of(links, {one.key: one.name for one in record.packages})


def _cheapest(links: Sequence[CircleLink]) -> tuple[tuple[CircleLink, ...], bool]:
    """Links to take out so that the rest can be put in an order; exact, by a position for every member."""
    members = sorted({one for link in links for one in (link.before, link.after)})
    model = cp_model.CpModel()
    place = {one: model.new_int_var(0, len(members) - 1, one) for one in members}
    cut = [model.new_bool_var(f"cut {number}") for number in range(len(links))]
    for link, taken in zip(links, cut, strict=True):
        model.add(place[link.after] >= place[link.before] + 1).only_enforce_if(taken.negated())
    many = len(links) + 1
    dear = many * (1 + sum(one.cost or 0 for one in links))
    weights = [1 + (dear if one.cost is None else many * one.cost) for one in links]
    model.minimize(sum(weight * taken for weight, taken in zip(weights, cut, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = _EFFORT
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return tuple(links), False
    chosen = tuple(link for link, taken in zip(links, cut, strict=True) if solver.value(taken))
    return chosen, status == cp_model.OPTIMAL


def _circle(group: Sequence[str], links: Sequence[CircleLink]) -> Circle:
    """The smallest rounds: through every link the shortest, each told once; the shortest first."""
    after: dict[str, list[str]] = {}
    days: dict[tuple[str, str], int] = {}
    for link in links:
        after.setdefault(link.before, []).append(link.after)
        days[link.before, link.after] = max(link.days, days.get((link.before, link.after), link.days))
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for link in links:
        way = _way(after, link.after, link.before)
        if way:
            least = way.index(min(way))
            found.setdefault(frozenset(way), (*way[least:], *way[:least]))
    rounds = sorted(found.values(), key=lambda one: (len(one), one))[:_MOST_CIRCLES]
    blocks = any(sum(days[one, other] for one, other in _steps(way)) > 0 for way in rounds)
    return Circle(tuple(group), tuple(rounds), blocks)


def _steps(way: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(way, (*way[1:], way[0]), strict=True))


def _way(after: Mapping[str, Sequence[str]], first: str, last: str) -> tuple[str, ...]:
    """The shortest way from one member to another, both counted."""
    came: dict[str, str | None] = {first: None}
    ahead = deque([first])
    while ahead and last not in came:
        one = ahead.popleft()
        for other in sorted(after.get(one, ())):
            if other not in came:
                came[other] = one
                ahead.append(other)
    way: list[str] = []
    at: str | None = last if last in came else None
    while at is not None:
        way.append(at)
        at = came[at]
    return tuple(reversed(way))


def _sentences(found: Sequence[Circle], cut: Sequence[CircleLink], names: Mapping[str, str]) -> tuple[str, ...]:
    lines = []
    for circle in found:
        members = ", ".join(names.get(one, one) for one in circle.members)
        lines.append(f"{members} wait for one another in the round.")
    for link in cut:
        pair = f"{names.get(link.after, link.after)} need not wait for {names.get(link.before, link.before)}"
        how = f" if bridged by {link.bridge}" if link.bridge else ""
        price = "at a cost that is not on record" if link.cost is None else f"for {show_money(link.cost)}"
        lines.append(f"{pair}{how}, {price}.")
    return tuple(lines)
