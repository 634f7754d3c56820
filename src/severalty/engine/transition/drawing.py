"""A plan drawn for a solver, and its dates read back from what the solver found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from severalty.engine.transition.calendar import calendar_of
from severalty.engine.transition.drawing_aims import aims_of
from severalty.engine.transition.drawing_amounts import draw_budgets, draw_sizes, draw_teams
from severalty.engine.transition.drawing_bounds import draw_bounds, draw_freezes
from severalty.engine.transition.drawing_gates import draw_gates
from severalty.engine.transition.drawing_parts import Drawn, Piece
from severalty.engine.transition.drawing_sketch import Sketch, draw_pieces
from severalty.engine.transition.drawing_soonest import draw_soonest
from severalty.engine.transition.drawing_undated import mark_undated, undated_of
from severalty.engine.transition.drawing_waits import draw_last_users, draw_rules, draw_waits
from severalty.engine.transition.drawing_waves import draw_waves
from severalty.engine.transition.drawing_weekends import draw_weekends
from severalty.engine.transition.record import Dated, PlanError, PlanRecord
from severalty.engine.transition.weekends import check_weekends, weekend_at

_PAST_END = 260


@dataclass(frozen=True)
class Dates:
    """When everything is done that can be dated: in the order of the record."""

    dates: tuple[Dated, ...]


def drawn_of(record: PlanRecord, *, soonest: bool = False, from_today: bool = False) -> Drawn:
    """A plan drawn for a solver: every constraint with its sentence and records, aims in the user's order.

    The horizon lies a year past the fixed end (and past everything that is waited for), so that what is late can still
    be told. What cannot be dated is left out and told. Drawn `soonest` it is in: undefined work counts as no work, and
    what has no day comes today, so that what is impossible then is impossible however it is defined. Drawn
    `from_today`, the days before a plan that starts later are in as well, for those who ask what an earlier start
    would do. Raises PlanError where dates cannot be laid out.
    """
    check_weekends(record)
    sketch = Sketch(record, calendar_of(record, from_today=from_today), soonest)
    draw_pieces(sketch)
    sketch.horizon = _horizon(sketch)
    if not soonest:
        mark_undated(sketch)
    draw_teams(sketch)
    draw_bounds(sketch)
    draw_waits(sketch)
    draw_last_users(sketch)
    draw_rules(sketch)
    draw_gates(sketch)
    if soonest:
        draw_soonest(sketch)
    draw_freezes(sketch)
    draw_weekends(sketch)
    draw_waves(sketch)
    draw_sizes(sketch)
    draw_budgets(sketch)
    aims = aims_of(sketch)
    return Drawn(
        sketch.calendar,
        tuple(sketch.pieces),
        tuple(sketch.constraints),
        aims,
        sketch.horizon,
        sketch.now,
        tuple(sketch.resources),
        tuple(sketch.settled[one.key] for one in record.packages if one.key in sketch.settled),
        undated_of(sketch),
        tuple(sketch.notes),
        min(0, sketch.calendar.next_slot(record.on)),
    )


def dates_of(record: PlanRecord, drawn: Drawn, starts: Sequence[int]) -> Dates:
    """The dates of every package for the slots that a solver found, with those of what is done or under way.

    The wave is the one it is pinned to; `waves_of` proposes the others. Raises PlanError where starts and pieces do not
    go together.
    """
    if len(starts) != len(drawn.pieces):
        raise PlanError(f"{len(starts)} starts were found for {len(drawn.pieces)} packages; draw the plan again.")
    waves = {one.key: one.wave for one in record.packages}
    begun = {one.key: one.started_on for one in record.packages}
    found = {
        piece.package: _dated(drawn, piece, start, waves) for piece, start in zip(drawn.pieces, starts, strict=True)
    }
    for one in drawn.pieces:
        since = begun[one.package]
        if one.begun is not None and since is not None:
            found[one.package] = Dated(one.package, since.first, found[one.package].ends, waves[one.package])
    for package in record.packages:
        if package.finished_on is not None:
            since = package.started_on or package.finished_on
            last = package.finished_on.last
            found[package.key] = Dated(package.key, min(since.first, last), last, package.wave)
    return Dates(tuple(found[one.key] for one in record.packages if one.key in found))


def starts_of(drawn: Drawn, dates: Sequence[Dated]) -> tuple[int, ...]:
    """The slots of dates; `dates_of` turns them back. Raises PlanError where a package that is drawn has no date."""
    by_package = {one.package: one for one in dates}
    found = []
    for piece in drawn.pieces:
        dated = by_package.get(piece.package)
        if dated is None:
            raise PlanError(f"{piece.name} has no date; make the plan again.")
        slot = drawn.calendar.next_slot(dated.starts) + piece.closing
        found.append(drawn.now if piece.begun is not None else slot)
    return tuple(found)


def _dated(drawn: Drawn, piece: Piece, start: int, waves: Mapping[str, int | None]) -> Dated:
    weekend = weekend_at(drawn.calendar, start) if piece.weekend else None
    if weekend is not None:
        return Dated(piece.package, *weekend, waves[piece.package])
    first = drawn.calendar.day_of(start - piece.closing)
    last = first if piece.days == 0 else drawn.calendar.day_of(start + piece.days - 1)
    return Dated(piece.package, first, last, waves[piece.package])


def _horizon(sketch: Sketch) -> int:
    record, calendar = sketch.record, sketch.calendar
    ends = [record.on]
    ends += [record.plan.ends_by.last] if record.plan.ends_by is not None else []
    ends += [one.latest for one in record.gates if one.latest is not None]
    ends += [one.promised_for.last for one in record.promises if one.promised_for is not None]
    ends += [one.ends for one in record.elsewhere]
    pins = [one.starts_on or one.not_before for one in record.packages]
    ends += [one.last for one in pins if one is not None]
    work = sum(piece.days for piece in sketch.pieces)
    known = calendar.last_slot(max(ends)) + 1
    return min(
        known + _PAST_END + (0 if record.plan.ends_by is not None else work), len(calendar.days) - calendar.zero - 2
    )
