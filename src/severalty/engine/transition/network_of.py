"""A plan as a simulation sees it: the same pieces and constraints, durations as spreads, decisions as steps.

What is wished for and what is promised to others are deadlines there, not constraints: a simulation shows what comes
of the work. Budgets and sizes of waves, which only choose among plans, are left out, and so is the end of the last
wave; the order in which teams take work is that of the plan.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from severalty.engine.effects.events import RiskEvent
from severalty.engine.effects.spreads import Shape, Spread
from severalty.engine.transition.confidence.network import (
    CorrelationGroup,
    Deadline,
    Network,
    NetworkActivity,
    NetworkGate,
    NetworkLink,
    NetworkResource,
    StandingCost,
)
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing import drawn_of, starts_of
from severalty.engine.transition.drawing_delays import with_delays
from severalty.engine.transition.drawing_parts import Constraint, Drawn, Form, with_choices_made, without_overlap
from severalty.engine.transition.packages import PackageKind, PackageWait, WorkPackage
from severalty.engine.transition.record import Dated, GateFact, PlanError, PlanRecord
from severalty.engine.transition.scheduling.problem import LinkKind

_SOFT = frozenset((ConstraintKind.WAVE_SIZE, ConstraintKind.BUDGET))


def network_of(
    record: PlanRecord, dates: Sequence[Dated], risks: Sequence[RiskEvent] = (), *, rho: float = 0.0,
    drawn: Drawn | None = None,
) -> Network:  # fmt: skip
    """The network that a plan is simulated on; packages without an estimate are in it with no duration.

    `risks` name packages by their keys; those on packages that are not in the plan are left out. With `rho` the
    durations within a workstream go together, each pair with that rank correlation. `drawn` is the same record drawn
    already. Money is pence, time slots of the plan's calendar.
    """
    drawn = _as_planned(drawn or drawn_of(record), dates)
    packages = {one.key: one for one in record.packages}
    starts = {one.package: drawn.calendar.next_slot(one.starts) for one in dates if one.package in packages}
    lost = [packages[one.package] for one in drawn.undated if one.package in packages]
    held = _held(drawn)
    activities = [
        _activity(drawn, number, packages[piece.package], starts, held.get(number, ()))
        for number, piece in enumerate(drawn.pieces)
    ]
    activities += [_lost(one) for one in lost]
    activities += [_decision(drawn, record, gate, place) for place, gate in enumerate(_stepped(record))]
    place = {one.key: number for number, one in enumerate(activities)}
    known = set(place)
    network = Network(
        tuple(activities),
        (*_links(drawn, starts), *_lost_links(record, lost, place), *_gate_links(drawn, record, place)),
        tuple(NetworkResource(one.key, one.capacity, one.profile, _team(record, one.key)) for one in drawn.resources),
        (),
        tuple(_gate(drawn, gate) for gate in _stepped(record)),
        tuple(one.activities for one in drawn.constraints if one.form is Form.TOGETHER),
        tuple(one.activities for one in drawn.constraints if one.form is Form.APART),
        tuple(_deadlines(drawn)),
        tuple(_standing(drawn, starts)),
        tuple(_correlated(activities, rho)),
        tuple(one for one in risks if set(one.on) <= known),
        _end(drawn),
        max((starts[piece.package] + piece.days for piece in drawn.pieces if piece.package in starts), default=None),
        _budget(record),
        float(drawn.now),
        whole=True,
    )
    return with_delays(network, [piece.package for piece in drawn.pieces if piece.weekend])


def _as_planned(drawn: Drawn, dates: Sequence[Dated]) -> Drawn:
    """A plan drawn, with the waves that its dates have chosen for groups as first and last days, where it has dates."""
    try:
        return with_choices_made(drawn, starts_of(drawn, dates))
    except PlanError:
        return drawn


def spread_of(package: WorkPackage, days: int) -> Spread:
    """The spread of a duration: triangular from three points, scaled to the days that are left; fixed from one.

    Points that do not rise are taken in rising order around the likely one.
    """
    likely = package.likely or 0
    if not days or package.low is None or package.high is None or not likely:
        return Spread(float(days), shape=Shape.FIXED)
    low, high = min(package.low, likely), max(package.high, likely)
    if low == high:
        return Spread(float(days), shape=Shape.FIXED)
    part = days / likely
    return Spread(float(days), low * part, high * part, Shape.TRIANGULAR)


def _held(drawn: Drawn) -> dict[int, list[Constraint]]:
    """By the place of a piece the constraints that hold it, in order."""
    held: dict[int, list[Constraint]] = {}
    for one in drawn.constraints:
        for number in dict.fromkeys(one.activities):
            held.setdefault(number, []).append(one)
    return held


def _activity(
    drawn: Drawn, number: int, package: WorkPackage, starts: dict[str, int], held: Sequence[Constraint]
) -> NetworkActivity:
    piece = drawn.pieces[number]
    earliest = [one.slots[0] for one in held if one.form is Form.EARLIEST and not _from_steps(one.kind)]
    earliest += [one.slots[0] for one in held if one.form is Form.FIXED and one.kind is ConstraintKind.PINNED]
    closed = without_overlap(one.slots for one in held if _bars(drawn, one))
    cost = (package.capital or 0) + (package.revenue or 0)
    return NetworkActivity(
        piece.package,
        spread_of(package, piece.days),
        piece.name,
        package.workstream,
        float(max([0, drawn.now if piece.begun is not None else 0, *earliest])),
        piece.uses,
        closed=tuple((max(-1, first), last) for first, last in closed if last > 0),
        planned_start=float(starts[piece.package]) if piece.package in starts else None,
        started=None if piece.begun is None else float(piece.begun),
        cost_fixed=cost,
        reported=package.kind in (PackageKind.CUT_OVER, PackageKind.MILESTONE, PackageKind.NOTICE)
        or bool(package.fulfils),
    )


def _bars(drawn: Drawn, one: Constraint) -> bool:
    """Whether days are closed to work in a simulation. What misses the last wave goes late there, and not never."""
    past = one.kind is ConstraintKind.WAVE and bool(one.slots) and one.slots[1] >= drawn.horizon
    return one.form is Form.CLOSED and one.kind not in _SOFT and not past


def _from_steps(kind: ConstraintKind) -> bool:
    """Whether a first day comes from a decision; the simulation takes it from the gate, as far as it has steps."""
    return kind is ConstraintKind.DECISION


def _lost(package: WorkPackage) -> NetworkActivity:
    return NetworkActivity(package.key, None, package.name, package.workstream)


def _stepped(record: PlanRecord) -> list[GateFact]:
    """The decisions that something in the plan waits for and of which any day is known."""
    waited = {one.follows for one in record.waits}
    return [one for one in record.gates if one.key in waited and (one.steps or one.latest or one.earliest)]


def _decision(drawn: Drawn, record: PlanRecord, gate: GateFact, place: int) -> NetworkActivity:
    """A decision as a step of the network; what has been decided already is over, and nothing comes too late for it."""
    value, at_once = gate.latest or gate.earliest, Spread(0.0, shape=Shape.FIXED)
    if not gate.steps and value is not None and value <= record.on:
        since = float(max(0, drawn.calendar.next_slot(value)))
        return NetworkActivity(gate.key, at_once, gate.name, started=since, ended=since)
    return NetworkActivity(gate.key, at_once, gate.name, gate=place)


def _gate(drawn: Drawn, gate: GateFact) -> NetworkGate:
    """A decision in steps, before them the day that the plan reckons with, for which it is ready now; where only its
    window is known, one step to the latest day, or the earliest."""
    value = gate.latest or gate.earliest
    rows = [(drawn.calendar.last_slot(ready) + 1, drawn.calendar.next_slot(day)) for ready, day in gate.steps]
    if value is not None and all(day > value for _, day in gate.steps):
        slot = drawn.calendar.next_slot(value)
        rows.append((min(slot, drawn.now) if rows else slot, slot))
    return NetworkGate(gate.key, tuple(sorted((max(0, ready), max(0, day)) for ready, day in rows)), gate.name)


def _links(drawn: Drawn, starts: dict[str, int]) -> Iterator[NetworkLink]:
    """Links, and those by which of what is kept apart each lies at a later weekend than the one before it."""
    for one in drawn.constraints:
        if one.link is not None:
            yield NetworkLink(one.link.before, one.link.after, one.link.kind, float(one.link.lag))
        if one.kind is ConstraintKind.APART and one.form is Form.QUOTA:
            order = sorted((starts.get(drawn.pieces[n].package, 0), n) for n in one.activities)
            yield from (NetworkLink(before, after, lag=1.0) for (_, before), (_, after) in pairwise(order))


def _lost_links(record: PlanRecord, lost: Sequence[WorkPackage], place: dict[str, int]) -> Iterator[NetworkLink]:
    """Waits that touch a package without an estimate, so that what comes after it has no band either."""
    keys = {one.key for one in lost}
    for wait in record.waits:
        if wait.follows in place and wait.package in place and keys & {wait.follows, wait.package}:
            yield _network_link(wait, place[wait.follows], place[wait.package])


def _gate_links(drawn: Drawn, record: PlanRecord, place: dict[str, int]) -> Iterator[NetworkLink]:
    gates = {one.key for one in _stepped(record)}
    undated = {key for key in place if key in gates}
    weekends = {piece.package for piece in drawn.pieces if piece.weekend}
    for wait in record.waits:
        if wait.follows in undated and wait.package in place:
            link = _network_link(wait, place[wait.follows], place[wait.package])
            # A decision counts when its day opens, which is after the weekend that lies at the same slot.
            yield replace(link, lag=1.0) if wait.package in weekends and not link.lag else link
    for package in record.packages:
        if package.thing in gates and package.key in place and package.kind is not PackageKind.MILESTONE:
            yield NetworkLink(place[package.key], place[package.thing])


def _network_link(wait: PackageWait, before: int, after: int) -> NetworkLink:
    return NetworkLink(before, after, LinkKind(wait.kind.value), float((wait.lag or 0) - (wait.overlap or 0)))


def _team(record: PlanRecord, key: str) -> str:
    return next((one.name for one in record.teams if one.key == key), "")


def _deadlines(drawn: Drawn) -> Iterator[Deadline]:
    """Every last day that binds: of contracts, notice, promises and packages."""
    for number, one in enumerate(drawn.constraints):
        if one.form is Form.LATEST and one.kind is not ConstraintKind.FIXED_END:
            for activity in one.activities:
                yield Deadline(f"{number}:{drawn.pieces[activity].package}", one.slots[0], activity, one.sentence)


def _end(drawn: Drawn) -> float | None:
    """The slot by which all is to have ended, as work on working days counts it, where there is any."""
    ends = [one for one in drawn.constraints if one.kind is ConstraintKind.FIXED_END]
    plain = [one for one in ends if not all(drawn.pieces[number].weekend for number in one.activities)]
    return next((float(one.slots[0]) for one in plain or ends), None)


def _standing(drawn: Drawn, starts: dict[str, int]) -> Iterator[StandingCost]:
    """Old and new side by side, from where the plan has somebody go over to the new; and contracts that run on."""
    aim = next((one for one in drawn.aims if one.key == "double running"), None)
    for number, span in enumerate(aim.spans if aim else ()):
        first = drawn.pieces[span.first]
        since = starts.get(first.package, 0) + first.days
        yield StandingCost(f"{number}:{drawn.pieces[span.last].package}", span.weight, float(since), span.last)
    for number, late in enumerate(aim.late if aim else ()):
        yield StandingCost(f"{number}:late", late.weight, float(late.due), late.activity)


def _correlated(activities: Sequence[NetworkActivity], rho: float) -> Iterator[CorrelationGroup]:
    groups: dict[str, list[int]] = {}
    for number, one in enumerate(activities):
        if one.duration is not None and one.duration.shape is not Shape.FIXED:
            groups.setdefault(one.workstream, []).append(number)
    for key, members in sorted(groups.items()):
        if rho and len(members) > 1:
            yield CorrelationGroup(key, tuple(members), rho)


def _budget(record: PlanRecord) -> int | None:
    amounts = [one.amount for one in record.budgets if one.plan == record.plan.key and one.amount is not None]
    return sum(amounts) if amounts else None
