"""What holds cut-overs to waves: pins, the days of waves, and groups that go in one wave."""

from collections.abc import Mapping, Sequence

from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing_parts import Constraint, Form
from severalty.engine.transition.drawing_sketch import Sketch
from severalty.engine.transition.drawing_weekends import bar_weekends, weekends_among
from severalty.engine.transition.packages import PackageKind
from severalty.engine.transition.resources import CutOverKind, CutOverRule, Wave
from severalty.engine.transition.scheduling.problem import Choice
from severalty.engine.transition.weekends import first_from, last_by

Windows = Mapping[int | None, tuple[int | None, int | None]]


def draw_waves(sketch: Sketch) -> None:
    """Cut-overs lie within their wave; where every wave of the plan has its days, within some wave."""
    waves = sorted(sketch.record.waves, key=lambda one: (one.number or 0, one.key))
    windows = {one.number: _window(sketch, one) for one in waves}
    for package in sketch.record.packages:
        number = sketch.place.get(package.key)
        wave = next((one for one in waves if one.number == package.wave), None)
        if number is None or wave is None or package.wave is None or sketch.pieces[number].begun is not None:
            continue
        sentence = f"{package.name} is pinned to {wave.name}, {_spell(wave)}."
        _hold_within(sketch, (ConstraintKind.WAVE, sentence, (package.key, wave.key)), wave, number)
    _draw_same_wave(sketch, waves, windows)
    if waves and all(first is not None and last is not None for first, last in windows.values()):
        _close_between(sketch, waves, [(first or 0, last or 0) for first, last in windows.values()])


def _close_between(sketch: Sketch, waves: list[Wave], windows: list[tuple[int, int]]) -> None:
    free = [
        sketch.place[one.key]
        for one in sketch.record.packages
        if one.kind is PackageKind.CUT_OVER
        and one.wave is None
        and one.key in sketch.place
        and sketch.pieces[sketch.place[one.key]].begun is None
    ]
    records = tuple(one.key for one in waves)
    sentence = "Cut-overs lie within a wave, and no wave covers these days."
    at_work, at_weekends = weekends_among(sketch, free)
    at = 0
    for first, last in [*sorted(windows), (sketch.horizon, sketch.horizon)]:
        if first > at:
            sketch.hold(ConstraintKind.WAVE, Form.CLOSED, sentence, records, at_work, (at, first))
        at = max(at, last)
    known = [(one.starts.last, one.ends.first) for one in waves if one.starts is not None and one.ends is not None]
    held = (ConstraintKind.WAVE, sentence, records)
    bar_weekends(
        sketch, held, at_weekends,
        lambda _, days: not all(any(first <= one <= last for first, last in known) for one in days),
    )  # fmt: skip


def _hold_within(sketch: Sketch, held: tuple[ConstraintKind, str, tuple[str, ...]], wave: Wave, number: int) -> None:
    """Hold a piece to the days of a wave, as far as it has a first and a last one."""
    kind, sentence, records = held
    first, last = _window(sketch, wave)
    if sketch.pieces[number].weekend:
        first = None if wave.starts is None else first_from(sketch.calendar, wave.starts.last)
        last = None if wave.ends is None else last_by(sketch.calendar, wave.ends.first)
    if first is not None:
        sketch.hold(kind, Form.EARLIEST, sentence, records, (number,), (first, 0))
    if last is not None:
        sketch.hold(kind, Form.LATEST, sentence, records, (number,), (last, 0))


def _window(sketch: Sketch, wave: Wave) -> tuple[int | None, int | None]:
    first = (
        None if wave.starts is None else sketch.calendar.next_slot(sketch.ready(wave.starts, wave.name, (wave.key,)))
    )
    last = None if wave.ends is None else sketch.calendar.last_slot(sketch.until(wave.ends, wave.name, (wave.key,))) + 1
    return first, last


def _spell(wave: Wave) -> str:
    return f"{wave.starts or 'no first day'} to {wave.ends or 'no last day'}"


def _draw_same_wave(sketch: Sketch, waves: Sequence[Wave], windows: Windows) -> None:
    """Groups that go in one wave: in that of one that is pinned or has begun, else in any that has its days."""
    for rule in sketch.record.rules:
        if rule.kind is not CutOverKind.SAME_WAVE:
            continue
        members = [one.package for one in sketch.record.members if one.rule == rule.key]
        tied = [key for key in members if key in sketch.place]
        free = [key for key in tied if sketch.pieces[sketch.place[key]].begun is None]
        set_already = _wave_set(sketch, members, waves, windows)
        if not free or (len(free) == 1 and set_already is None):
            continue
        if set_already is not None:
            _hold_in(sketch, rule, set_already, free)
            continue
        open_waves = [one for one in waves if None not in windows[one.number]]
        if len(open_waves) < len(waves):
            sketch.note(f"{rule.name}: only waves with a first and a last day are reckoned with.", (rule.key,))
        if open_waves:
            _hold_choice(sketch, rule, open_waves, free)


def _hold_in(sketch: Sketch, rule: CutOverRule, wave: Wave, free: Sequence[str]) -> None:
    sentence = f"{rule.name}: in one wave; {wave.name}, {_spell(wave)}, is that of one of them."
    held = (ConstraintKind.SAME_WAVE, sentence, (rule.key, wave.key, *free))
    for key in free:
        _hold_within(sketch, held, wave, sketch.place[key])


def _hold_choice(sketch: Sketch, rule: CutOverRule, waves: Sequence[Wave], free: Sequence[str]) -> None:
    """Which wave it is the planner finds out: nothing is impossible before all of them are."""
    told = tuple(f"{one.name}, {_spell(one)}" for one in waves)
    sentence = f"{rule.name}: in one wave, whichever it is."
    options = tuple(tuple(_starts_in(sketch, key, one) for key in free) for one in waves)
    places = tuple(sketch.place[key] for key in free)
    records = (rule.key, *(one.key for one in waves), *free)
    sketch.constraints.append(
        Constraint(
            ConstraintKind.SAME_WAVE, Form.CHOICE, sentence, records, places,
            choice=Choice(rule.key, places, options), chosen=told,
        )
    )  # fmt: skip


def _starts_in(sketch: Sketch, key: str, wave: Wave) -> tuple[int, int]:
    """The slots in which a package may start that lies within a wave; a milestone stands on a day of it."""
    first, last = _window(sketch, wave)
    piece = sketch.pieces[sketch.place[key]]
    if piece.weekend and wave.starts is not None and wave.ends is not None:
        begin = first_from(sketch.calendar, wave.starts.last)
        return begin, max(begin, last_by(sketch.calendar, wave.ends.first) + 1)
    since = (first or 0) + piece.closing
    return since, max(since, (last or 0) + piece.closing - max(1, piece.days) + 1)


def _wave_set(sketch: Sketch, members: Sequence[str], waves: Sequence[Wave], windows: Windows) -> Wave | None:
    """The wave of the first that is pinned or has begun; None where nobody has set one."""
    for key in members:
        package = sketch.packages.get(key)
        if package is None:
            continue
        begun = package.started_on or package.finished_on
        slot = None if begun is None else sketch.calendar.next_slot(begun.first)
        for wave in waves:
            first, last = windows[wave.number]
            inside = slot is not None and first is not None and last is not None and first <= slot < last
            if wave.number == package.wave or inside:
                return wave
    return None
