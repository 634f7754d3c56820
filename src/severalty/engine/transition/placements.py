"""Why each package stands where it does: what holds its start, what bars every day before, how far it may move.

All others are held where they are: the question is what this package alone (with those that go with it) meets on each
earlier day. Everything is told from the record that is handed in, and names nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from severalty.engine.transition.calendar import words
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing import drawn_of, starts_of
from severalty.engine.transition.drawing_check import there
from severalty.engine.transition.drawing_parts import Constraint, Drawn, Form, merged, with_choices_made
from severalty.engine.transition.placements_float import floats_of
from severalty.engine.transition.record import Dated, PlanRecord
from severalty.engine.transition.scheduling.problem import LinkKind, Quota
from severalty.engine.transition.weekends import weekends_between

_FROM_END = (LinkKind.FINISH_START, LinkKind.FINISH_FINISH)
_TO_END = (LinkKind.FINISH_FINISH, LinkKind.START_FINISH)
_AIMS = "Nothing on record bars an earlier start; it stands here for the sake of the aims."


@dataclass(frozen=True)
class Reason:
    """One thing that bars a day: its kind, a sentence, and the handles of the records that it comes from."""

    kind: ConstraintKind
    sentence: str
    records: tuple[str, ...]


@dataclass(frozen=True)
class Barred:
    """Working days, the first and the last counted, on which a package cannot start, and why; free where no reason."""

    first: date
    last: date
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Placement:
    """Why one package stands where it stands.

    `holds` is what bars the working day before its start, `earlier` all days from the start of the plan, in order; of
    weekend work, what bars the weekend before, and all weekends.
    `float_days` are the working days by which it may be later without moving the end of the plan, a promise or any
    other day that binds; None for what is under way or done. One without float is critical.
    """

    package: str
    starts: date
    ends: date
    sentence: str
    holds: tuple[Reason, ...] = ()
    earlier: tuple[Barred, ...] = ()
    float_days: int | None = None
    critical: bool = False


@dataclass(frozen=True)
class Placements:
    """Every package with a date, in the order of the record."""

    placements: tuple[Placement, ...]


def placements_of(record: PlanRecord, dates: tuple[Dated, ...]) -> Placements:
    """Why each package stands where these dates have it. Raises PlanError where a package that is drawn has no date."""
    drawn = drawn_of(record)
    starts = starts_of(drawn, dates)
    drawn = with_choices_made(drawn, starts)
    floats = floats_of(drawn, starts)
    place = drawn.place
    found = []
    taken, near = _taken_of(drawn, starts), _near(drawn, starts)
    for dated in dates:
        number = place.get(dated.package)
        if number is None or drawn.pieces[number].begun is not None:
            state = "Done." if number is None else "Under way."
            found.append(Placement(dated.package, dated.starts, dated.ends, state))
            continue
        rows = list(_barring(drawn, starts, number, taken, near))
        if drawn.pieces[number].weekend:
            earlier, holds = _weekends(drawn, rows, starts[number])
        else:
            earlier = _ranges(drawn, rows, starts[number])
            holds = next((one.reasons for one in reversed(earlier) if one.last == _before(drawn, starts[number])), ())
        sentence = _AIMS if not holds else "It cannot start earlier: " + " ".join(one.sentence for one in holds)
        if starts[number] == 0:
            sentence = "It starts with the plan."
        left = floats[number]
        found.append(Placement(dated.package, dated.starts, dated.ends, sentence, holds, earlier, left, left == 0))
    return Placements(tuple(found))


def _before(drawn: Drawn, start: int) -> date:
    return drawn.calendar.day_of(start - 1)


@dataclass(frozen=True)
class _Team:
    """Who has a team when: by slot the pieces that use it, and the units that are left of it, which may be below 0."""

    used: Mapping[int, list[int]]
    left: Sequence[int]


def _taken_of(drawn: Drawn, starts: Sequence[int]) -> list[_Team]:
    """Every team as these starts have it, counted once for all pieces."""
    slots = max((start + piece.days for start, piece in zip(starts, drawn.pieces, strict=True)), default=0)
    used: list[dict[int, list[int]]] = [{} for _ in drawn.resources]
    left = [[there(one, slot) for slot in range(slots)] for one in drawn.resources]
    for number, piece in enumerate(drawn.pieces):
        for resource, units in piece.uses:
            asked = _asked(drawn, number, resource)
            for slot in range(starts[number], starts[number] + piece.days) if units else ():
                used[resource].setdefault(slot, []).append(number)
                left[resource][slot] -= asked
    return [_Team(*one) for one in zip(used, left, strict=True)]


def _asked(drawn: Drawn, number: int, resource: int) -> int:
    return sum(units for place, units in drawn.pieces[number].uses if place == resource)


@dataclass(frozen=True)
class _Quota:
    """What counts amounts: by piece its amount, and by window what all that starts in it comes to."""

    amounts: Mapping[int, int]
    taken: tuple[int, ...]


@dataclass(frozen=True)
class _Near:
    """The constraints that a piece can be barred by, by their places in order: its own, and all that count amounts."""

    own: Mapping[int, tuple[int, ...]]
    counting: Mapping[int, _Quota]
    tied: Mapping[int, tuple[frozenset[int], ...]]


def _near(drawn: Drawn, starts: Sequence[int]) -> _Near:
    """Looked up once for all pieces, so that what is explained takes time in proportion to the plan."""
    own: dict[int, list[int]] = {}
    tied: dict[int, list[frozenset[int]]] = {}
    for place, one in enumerate(drawn.constraints):
        members = frozenset(one.activities)
        for member in members:
            own.setdefault(member, []).append(place)
            if one.form is Form.TOGETHER:
                tied.setdefault(member, []).append(members)
    counting = {
        place: _counted(one.quota, starts) for place, one in enumerate(drawn.constraints) if one.quota is not None
    }
    return _Near(
        {member: tuple(places) for member, places in own.items()}, counting,
        {member: tuple(groups) for member, groups in tied.items()},
    )  # fmt: skip


def _counted(quota: Quota, starts: Sequence[int]) -> _Quota:
    amounts: dict[int, int] = {}
    for number, amount in quota.amounts:
        amounts[number] = amounts.get(number, 0) + amount
    taken = (
        sum(amount for number, amount in amounts.items() if first <= starts[number] < last)
        for first, last, _ in quota.windows
    )
    return _Quota(amounts, tuple(taken))


Row = tuple[tuple[tuple[int, int], ...], Reason]


def _barring(drawn: Drawn, starts: Sequence[int], number: int, taken: Sequence[_Team], near: _Near) -> Iterator[Row]:
    """Every constraint that bars some earlier start, with the half-open spells of starts that it bars."""
    unit = _unit(near, number)
    places = set(near.counting).union(*(near.own.get(member, ()) for member in unit))
    for at in sorted(places):
        one = drawn.constraints[at]
        spells: list[tuple[int, int]] = []
        sentence = one.sentence
        for member in unit & set(one.activities):
            spells += _alone(one, drawn.pieces[member].days)
            spells += _linked(drawn, one, member, unit, starts)
            spells += _apart(drawn, one, member, unit, starts)
            if one.resource is not None:
                busy, others = _taken(drawn, one.resource, member, unit, (starts, taken[one.resource]))
                spells += busy
                if others:
                    names = ", ".join(drawn.pieces[other].name for other in others)
                    sentence = f"{one.sentence} It is taken by {names}."
        if one.quota is not None:
            spells += _full(one.quota, near.counting[at], unit, starts)
        cut = merged((max(0, first), min(last, starts[number])) for first, last in spells)
        if cut:
            yield cut, Reason(one.kind, sentence, one.records)


def _unit(near: _Near, number: int) -> set[int]:
    """What starts together with a piece, itself included."""
    unit, fresh = {number}, {number}
    while fresh:
        fresh = {other for member in fresh for group in near.tied.get(member, ()) for other in group} - unit
        unit |= fresh
    return unit


def _alone(one: Constraint, days: int) -> list[tuple[int, int]]:
    first, last = one.slots
    if one.form is Form.EARLIEST:
        return [(0, first)]
    if one.form is Form.FIXED:
        return [(0, first)]
    return [(first - days + 1, last)] if one.form is Form.CLOSED else []


def _linked(drawn: Drawn, one: Constraint, member: int, unit: set[int], starts: Sequence[int]) -> list[tuple[int, int]]:
    link = one.link
    if link is None or {link.before, link.after} <= unit:
        return []
    days = drawn.pieces[member].days
    if link.after == member:
        at = starts[link.before] + (drawn.pieces[link.before].days if link.kind in _FROM_END else 0)
        return [(0, at + link.lag - (days if link.kind in _TO_END else 0))]
    if link.most is None:
        return []
    held = starts[link.after] + (drawn.pieces[link.after].days if link.kind in _TO_END else 0)
    return [(0, held - link.most - (days if link.kind in _FROM_END else 0))]


def _apart(drawn: Drawn, one: Constraint, member: int, unit: set[int], starts: Sequence[int]) -> list[tuple[int, int]]:
    if one.form is not Form.APART or not drawn.pieces[member].days:
        return []
    others = [other for other in one.activities if other not in unit and drawn.pieces[other].days]
    return [
        (starts[other] - drawn.pieces[member].days + 1, starts[other] + drawn.pieces[other].days) for other in others
    ]


def _taken(
    drawn: Drawn,
    resource: int,
    member: int,
    unit: set[int],
    seen: tuple[Sequence[int], _Team],
) -> tuple[list[tuple[int, int]], list[int]]:
    """Starts at which a team would be asked for too much, and the pieces that have it just before the present start."""
    starts, team = seen
    days, before = drawn.pieces[member].days, starts[member] - 1
    asked = sum(_asked(drawn, number, resource) for number in unit)
    left = list(team.left[: starts[member] + days])
    for number in unit:
        own = _asked(drawn, number, resource)
        for slot in range(starts[number], min(starts[number] + drawn.pieces[number].days, len(left))) if own else ():
            left[slot] += own * team.used[slot].count(number)
    short = [slot for slot, units in enumerate(left) if units < asked]
    near = [slot for slot in short if slot - days + 1 <= before <= slot]
    holders = dict.fromkeys(other for slot in near for other in team.used.get(slot, ()) if other not in unit)
    return [(slot - days + 1, slot + 1) for slot in short], list(holders)


def _full(quota: Quota, counted: _Quota, unit: set[int], starts: Sequence[int]) -> list[tuple[int, int]]:
    """The windows in which the others leave too little for all that starts together with a piece."""
    mine = [(starts[number], counted.amounts[number]) for number in unit if number in counted.amounts]
    own = sum(amount for _, amount in mine)
    spells = []
    for (first, last, most), taken in zip(quota.windows, counted.taken, strict=True):
        rest = taken - sum(amount for start, amount in mine if first <= start < last)
        if rest + own > most:
            spells.append((first, last))
    return spells


def _ranges(drawn: Drawn, rows: Sequence[Row], start: int) -> tuple[Barred, ...]:
    """The slots before a start in runs of the same reasons."""
    edges = {0, start} | {edge for spells, _ in rows for spell in spells for edge in spell if 0 < edge < start}
    ordered = sorted(edges)
    found: list[Barred] = []
    for first, last in pairwise(ordered):
        reasons = tuple(why for spells, why in rows if any(low <= first and last <= high for low, high in spells))
        if found and found[-1].reasons == reasons:
            found[-1] = Barred(found[-1].first, drawn.calendar.day_of(last - 1), reasons)
        else:
            found.append(Barred(drawn.calendar.day_of(first), drawn.calendar.day_of(last - 1), reasons))
    return tuple(found)


def _weekends(drawn: Drawn, rows: Sequence[Row], start: int) -> tuple[tuple[Barred, ...], tuple[Reason, ...]]:
    """The weekends before a start in runs of the same reasons, and what bars the last of them.

    That work is done at weekends only holds it first, unless the weekend before is free.
    """
    only = tuple(why for _, why in rows if why.kind is ConstraintKind.WEEKEND)
    found: list[Barred] = []
    for slot, (saturday, sunday) in weekends_between(drawn.calendar, 0, start - 1):
        reasons = tuple(
            why
            for spells, why in rows
            if why.kind is not ConstraintKind.WEEKEND and any(low <= slot < high for low, high in spells)
        )
        if found and found[-1].reasons == reasons:
            found[-1] = Barred(found[-1].first, sunday, reasons)
        else:
            found.append(Barred(saturday, sunday, reasons))
    before = found[-1].reasons if found else ()
    return tuple(found), (*only[:1], *before) if before or not found else ()


def told_of(placement: Placement) -> tuple[str, ...]:
    """A placement in lines: why here, why not earlier by days, how far it may move."""
    lines = [placement.sentence]
    for one in placement.earlier:
        span = words(one.first) if one.first == one.last else f"{words(one.first)} to {words(one.last)}"
        why = " ".join(reason.sentence for reason in one.reasons) or "free."
        lines.append(f"{span}: {why}")
    if placement.critical:
        lines.append("It is critical: a day later moves the end, or breaks a day that binds.")
    elif placement.float_days is not None:
        days = placement.float_days
        lines.append(
            f"It may be {days} working day{'' if days == 1 else 's'} later without moving anything that binds."
        )
    return tuple(lines)
