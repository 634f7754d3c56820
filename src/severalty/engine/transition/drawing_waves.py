"""What holds cut-overs to waves: pins, the days of waves, and groups that go in one wave."""

from collections.abc import Mapping, Sequence

from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing_gates import earliest_starts
from severalty.engine.transition.drawing_parts import Form
from severalty.engine.transition.drawing_sketch import Sketch
from severalty.engine.transition.packages import PackageKind
from severalty.engine.transition.resources import CutOverKind, CutOverRule, Wave

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
        first, last = windows[wave.number]
        sentence = f"{package.name} is pinned to {wave.name}, {_spell(wave)}."
        records = (package.key, wave.key)
        if first is not None:
            sketch.hold(ConstraintKind.WAVE, Form.EARLIEST, sentence, records, (number,), (first, 0))
        if last is not None:
            sketch.hold(ConstraintKind.WAVE, Form.LATEST, sentence, records, (number,), (last, 0))
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
    at = 0
    for first, last in [*sorted(windows), (sketch.horizon, sketch.horizon)]:
        if first > at:
            sentence = "Cut-overs lie within a wave, and no wave covers these days."
            sketch.hold(ConstraintKind.WAVE, Form.CLOSED, sentence, records, free, (at, first))
        at = max(at, last)


def _window(sketch: Sketch, wave: Wave) -> tuple[int | None, int | None]:
    first = (
        None if wave.starts is None else sketch.calendar.next_slot(sketch.ready(wave.starts, wave.name, (wave.key,)))
    )
    last = None if wave.ends is None else sketch.calendar.last_slot(sketch.until(wave.ends, wave.name, (wave.key,))) + 1
    return first, last


def _spell(wave: Wave) -> str:
    return f"{wave.starts or 'no first day'} to {wave.ends or 'no last day'}"


def _draw_same_wave(sketch: Sketch, waves: Sequence[Wave], windows: Windows) -> None:
    """Groups that go in one wave: the wave of one that is pinned or has begun, else the first that all can reach.

    Which wave is chosen before the plan is: a constraint in words of its own, so that a clash can name it.
    """
    for rule in sketch.record.rules:
        if rule.kind is not CutOverKind.SAME_WAVE:
            continue
        tied = [one.package for one in sketch.record.members if one.rule == rule.key and one.package in sketch.place]
        free = [sketch.place[key] for key in tied if sketch.pieces[sketch.place[key]].begun is None]
        wave = _wave_for(sketch, rule, waves, windows, free)
        if wave is None or not free:
            continue
        first, last = windows[wave.number]
        sentence = f"{rule.name}: in one wave; the plan takes {wave.name}, {_spell(wave)}."
        records = (rule.key, wave.key, *tied)
        if first is not None:
            sketch.hold(ConstraintKind.SAME_WAVE, Form.EARLIEST, sentence, records, free, (first, 0))
        if last is not None:
            sketch.hold(ConstraintKind.SAME_WAVE, Form.LATEST, sentence, records, free, (last, 0))


def _wave_for(
    sketch: Sketch, rule: CutOverRule, waves: Sequence[Wave], windows: Windows, free: Sequence[int]
) -> Wave | None:
    members = [one.package for one in sketch.record.members if one.rule == rule.key]
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
    starts = earliest_starts(sketch)
    for wave in waves:
        first, last = windows[wave.number]
        if first is None or last is None or (wave.most is not None and wave.most < len(free)):
            continue
        if all(max(first, starts[one]) + sketch.pieces[one].days <= last for one in free):
            return wave
    return None
