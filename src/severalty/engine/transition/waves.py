"""Waves of cut-overs: which wave each goes in, why in that one, and why in none before.

Where waves have days, a cut-over goes in the wave in whose days it starts; where they have none, the plan's own order
is cut into as few waves as their sizes allow, so that groups stay whole and the cuts fall where most days lie between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from severalty.engine.transition.calendar import words
from severalty.engine.transition.packages import PackageKind, WorkPackage
from severalty.engine.transition.placements import Placement, placements_of
from severalty.engine.transition.record import Dated, PlanRecord
from severalty.engine.transition.resources import CutOverKind, Wave

_USUAL = 12


@dataclass(frozen=True)
class WavePlace:
    """One cut-over in its wave.

    `with_these` are the packages that move with it; `sentence` says why it is in this wave, `not_before` why in none
    of the waves before, in their order.
    """

    package: str
    wave: int | None
    pinned: bool
    sentence: str
    with_these: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProposedWave:
    """A wave with its first and last day, what is in it and how many it takes; `on_record` if somebody has set it."""

    number: int
    starts: date
    ends: date
    packages: tuple[str, ...]
    most: int | None = None
    on_record: bool = False


@dataclass(frozen=True)
class WavePlan:
    """All waves in order, every cut-over in its place, and what could not be kept, in sentences."""

    waves: tuple[ProposedWave, ...] = ()
    places: tuple[WavePlace, ...] = ()
    breaches: tuple[str, ...] = ()


def waves_of(record: PlanRecord, dates: tuple[Dated, ...]) -> WavePlan:
    """The wave of every cut-over that has a date. Pins are kept. Raises PlanError as `placements_of` does."""
    by_package = {one.package: one for one in dates}
    cut_overs = [one for one in record.packages if one.kind is PackageKind.CUT_OVER and one.key in by_package]
    if not cut_overs:
        return WavePlan()
    whole = _groups(record, cut_overs)
    reasons = {one.package: one for one in placements_of(record, dates).placements}
    if any(one.starts is not None and one.ends is not None for one in record.waves):
        return _by_days(record, cut_overs, (by_package, whole, reasons))
    return _by_order(record, cut_overs, by_package, whole)


Known = tuple[Mapping[str, Dated], Mapping[str, tuple[str, ...]], Mapping[str, Placement]]


def _groups(record: PlanRecord, cut_overs: Sequence[WorkPackage]) -> dict[str, tuple[str, ...]]:
    """Of each cut-over, all those that move with it, itself included: tied by a rule, or waiting for each other."""
    group = {one.key: {one.key} for one in cut_overs}
    pairs = {(one.package, one.follows) for one in record.waits}
    tied = [{one, other} for one, other in pairs if (other, one) in pairs]
    tied += [
        {one.package for one in record.members if one.rule == rule.key}
        for rule in record.rules
        if rule.kind in (CutOverKind.TOGETHER, CutOverKind.SAME_WAVE)
    ]
    for one in tied:
        joined = set().union(*(group[key] for key in one if key in group))
        for key in joined:
            group[key] = joined
    order = [one.key for one in cut_overs]
    return {key: tuple(sorted(members, key=order.index)) for key, members in group.items()}


def _by_days(record: PlanRecord, cut_overs: Sequence[WorkPackage], known: Known) -> WavePlan:
    by_package, whole, reasons = known
    waves = sorted((one for one in record.waves if one.number is not None), key=lambda one: one.number or 0)
    places = []
    for package in cut_overs:
        dated = by_package[package.key]
        number = package.wave if package.wave is not None else _number(waves, dated)
        wave = next((one for one in waves if one.number == number), None)
        sentence = _why(package, dated, wave)
        with_these = tuple(one for one in whole[package.key] if one != package.key)
        before = [one for one in waves if number is not None and (one.number or 0) < number]
        why_not = tuple(_why_not(one, reasons[package.key]) for one in before) if package.wave is None else ()
        places.append(WavePlace(package.key, number, package.wave is not None, sentence, with_these, why_not))
    proposed = []
    for wave in waves:
        inside = tuple(one.package for one in places if one.wave == wave.number)
        if wave.starts is not None and wave.ends is not None:
            starts, ends = wave.starts.first, wave.ends.last
            proposed.append(ProposedWave(wave.number or 0, starts, ends, inside, wave.most, on_record=True))
    return WavePlan(tuple(proposed), tuple(places), _breaches(record, proposed, places))


def _number(waves: Sequence[Wave], dated: Dated) -> int | None:
    for wave in waves:
        if wave.starts is not None and wave.ends is not None and wave.starts.last <= dated.starts <= wave.ends.first:
            return wave.number
    return None


def _why(package: WorkPackage, dated: Dated, wave: Wave | None) -> str:
    if wave is None:
        return f"{package.name} starts on {words(dated.starts)}, which lies in no wave."
    span = f"{wave.starts or 'no first day'} to {wave.ends or 'no last day'}"
    if package.wave is not None:
        return f"{package.name} is pinned to {wave.name} ({span})."
    return f"{package.name} starts on {words(dated.starts)}, within {wave.name} ({span})."


def _why_not(wave: Wave, placement: Placement) -> str:
    """What bars the days of an earlier wave to a package."""
    if wave.starts is None or wave.ends is None:
        return f"{wave.name} has no days on record."
    first, last = wave.starts.last, wave.ends.first
    met = [one for one in placement.earlier if one.first <= last and one.last >= first]
    if any(not one.reasons for one in met):
        return f"{wave.name}: free on some days; the plan has it later for the sake of the aims."
    said = dict.fromkeys(reason.sentence for one in met for reason in one.reasons)
    return f"{wave.name}: " + (" ".join(said) or "it had passed when the plan began.")


def _breaches(record: PlanRecord, waves: Sequence[ProposedWave], places: Sequence[WavePlace]) -> tuple[str, ...]:
    names = {one.key: one.name for one in record.packages}
    number = {one.package: one.wave for one in places}
    found = [
        f"Wave {wave.number} takes {wave.most} cut-overs, and {len(wave.packages)} are in it."
        for wave in waves
        if wave.most is not None and len(wave.packages) > wave.most
    ]
    found += [f"{names[one.package]} lies in no wave." for one in places if one.wave is None]
    for one in places:
        parted = [other for other in one.with_these if number[other] != one.wave and other > one.package]
        found += [f"{names[one.package]} and {names[other]} move together, but go in two waves." for other in parted]
    return tuple(found)


def _by_order(
    record: PlanRecord,
    cut_overs: Sequence[WorkPackage],
    by_package: Mapping[str, Dated],
    whole: Mapping[str, tuple[str, ...]],
) -> WavePlan:
    """As few waves as sizes allow, cut where most days lie between; exact, by what is best up to each place."""
    limits = {one.number: one.most for one in record.waves if one.number is not None}
    groups = sorted(set(whole.values()), key=lambda one: (_first(one, by_package), one))
    units = _whole_spans(groups, by_package)
    cuts = _cut(units, by_package, limits)
    waves, places = [], []
    for number, members in enumerate(cuts, start=1):
        days = [by_package[key] for key in members]
        starts, ends = min(one.starts for one in days), max(one.ends for one in days)
        most = limits.get(number, None if limits else _USUAL)
        waves.append(ProposedWave(number, starts, ends, members, most))
        span = f"{words(starts)} to {words(ends)}"
        for key in members:
            name = next(one.name for one in cut_overs if one.key == key)
            sentence = f"{name} starts on {words(by_package[key].starts)}; wave {number} is cut from {span}."
            others = tuple(one for one in whole[key] if one != key)
            places.append(WavePlace(key, number, False, sentence, others, _after(waves, number)))
    order = [one.key for one in cut_overs]
    return WavePlan(
        tuple(waves), tuple(sorted(places, key=lambda one: order.index(one.package))), _breaches(record, waves, places)
    )


def _after(waves: Sequence[ProposedWave], number: int) -> tuple[str, ...]:
    return tuple(
        f"Wave {one.number}: it ends on {words(one.ends)}"
        + (f", with {len(one.packages)} of the {one.most} cut-overs that it takes." if one.most else ".")
        for one in waves
        if one.number < number
    )


def _first(members: Sequence[str], by_package: Mapping[str, Dated]) -> date:
    return min(by_package[key].starts for key in members)


def _whole_spans(groups: Sequence[tuple[str, ...]], by_package: Mapping[str, Dated]) -> list[tuple[str, ...]]:
    """Groups whose spans of starts overlap are one unit, as waves follow one another in time."""
    units: list[tuple[str, ...]] = []
    for group in groups:
        last = max((by_package[key].starts for key in units[-1]), default=None) if units else None
        if last is not None and _first(group, by_package) < last:
            units[-1] = (*units[-1], *group)
        else:
            units.append(group)
    return units


def _cut(
    units: Sequence[tuple[str, ...]], by_package: Mapping[str, Dated], limits: Mapping[int, int | None]
) -> list[tuple[str, ...]]:
    """The best cuts: least beyond the sizes, then fewest waves, then most days between them."""
    best: dict[tuple[int, int], tuple[tuple[int, int, int], int]] = {(0, 0): ((0, 0, 0), 0)}
    for end in range(1, len(units) + 1):
        for wave in range(1, end + 1):
            options = []
            for begin in range(wave - 1, end):
                if (begin, wave - 1) in best:
                    over, count, gap = best[begin, wave - 1][0]
                    options.append(
                        (
                            (
                                over + _over(units[begin:end], wave, limits),
                                count + 1,
                                gap - _gap(units, begin, by_package),
                            ),
                            begin,
                        )
                    )
            if options:
                best[end, wave] = min(options)
    wave = min((key[1] for key in best if key[0] == len(units)), key=lambda number: best[len(units), number][0])
    cuts: list[tuple[str, ...]] = []
    end = len(units)
    while wave:
        begin = best[end, wave][1]
        cuts.append(tuple(key for unit in units[begin:end] for key in unit))
        end, wave = begin, wave - 1
    return list(reversed(cuts))


def _over(units: Sequence[tuple[str, ...]], wave: int, limits: Mapping[int, int | None]) -> int:
    most = limits.get(wave, _USUAL if not limits else max((one or 0 for one in limits.values()), default=0) or _USUAL)
    return 0 if most is None else max(0, sum(len(unit) for unit in units) - most)


def _gap(units: Sequence[tuple[str, ...]], begin: int, by_package: Mapping[str, Dated]) -> int:
    """The days between the last start before a cut and the first after it."""
    if begin == 0:
        return 0
    last = max(by_package[key].starts for key in units[begin - 1])
    return (_first(units[begin], by_package) - last).days
