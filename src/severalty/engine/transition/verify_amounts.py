"""Whether dates keep within what teams can give, what waves take and what budgets allow: added up day by day."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from severalty.engine.dates import financial_year_name
from severalty.engine.evidence import show_money
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.packages import PackageKind, WorkPackage
from severalty.engine.transition.progress import MoneyClass
from severalty.engine.transition.resources import Team, Wave
from severalty.engine.transition.verify_days import Breach, Seen, told

_DAY = timedelta(days=1)


def amounts_kept(seen: Seen) -> list[Breach]:
    """Everything that these dates use more of than there is."""
    found: list[Breach] = []
    for team in seen.record.teams:
        found += _team(seen, team)
        found += _skills(seen, team)
    found += _waves(seen)
    found += _budgets(seen)
    return found


def _team(seen: Seen, team: Team) -> Iterator[Breach]:
    """The first day of each spell of days on which a team is asked for more than it has, and by how much at most."""
    asked: dict[date, int] = {}
    who: dict[date, set[str]] = {}
    for need in seen.record.needs:
        if need.team == team.key and need.units and need.package in seen.dates and not seen.takes_no_day(need.package):
            for value in _days(seen, need.package):
                asked[value] = asked.get(value, 0) + need.units
                who.setdefault(value, set()).add(need.package)
    over: list[tuple[date, int]] = []
    for value in sorted(asked):
        there = _there(seen, team, value)
        if there is not None and asked[value] > there:
            over.append((value, asked[value] - there))
    if over:
        worst = max(short for _, short in over)
        packages = sorted({key for value, _ in over for key in who[value]})
        sentence = (
            f"{team.name} is asked for more than it can give on {len(over)} working days, first on {told(over[0][0])}, "
            f"by up to {worst} per cent of a person."
        )
        yield Breach(ConstraintKind.TEAM, sentence, tuple(packages), worst)


def _days(seen: Seen, key: str) -> Iterator[date]:
    """The working days from today on on which a package runs; what is past asks nothing of anybody any more."""
    dated, package = seen.dates[key], seen.packages[key]
    if package.finished_on is not None:
        return
    value = max(dated.starts, seen.record.on)
    while value <= dated.ends:
        if seen.is_working(value):
            yield value
        value += _DAY


def _there(seen: Seen, team: Team, value: date) -> int | None:
    """What a plan may ask of a team on a day, in whole per cent of a person."""
    if team.starts is not None and value < team.starts.last:
        return 0
    if team.ends is not None and value > team.ends.first:
        return 0
    shares = [one for one in seen.record.allotments if one.team == team.key]
    running = [
        one
        for one in shares
        if (one.starts is None or one.starts.last <= value) and (one.ends is None or value <= one.ends.first)
    ]
    council = seen.record.plan.council
    mine = sum(one.units or 0 for one in running if council and one.organisation == council)
    if team.units is None:
        return mine if any(council and one.organisation == council for one in running) else None
    plan_share = 1 - Fraction(team.day_to_day or "0") / 100
    usual = max(Fraction(0), team.units * plan_share)
    missing = sum(
        team.units if one.units is None else one.units
        for one in seen.record.leave
        if one.team == team.key
        and one.starts is not None
        and one.starts.first <= value <= (one.ends or one.starts).last
    )
    today = max(Fraction(0), (team.units - min(team.units, missing)) * plan_share)
    if any(council and one.organisation == council for one in running):
        return int(min(Fraction(mine), usual) * today / usual) if usual else 0
    stranger = council not in ("", team.council)
    if not running:
        return 0 if stranger and shares else int(today)
    if stranger:
        return 0
    return int(max(Fraction(0), usual - sum(one.units or 0 for one in running)) * today / usual) if usual else 0


def _skills(seen: Seen, team: Team) -> Iterator[Breach]:
    has = [one.strip().lower() for one in team.skills.split(";") if one.strip()]
    for need in seen.record.needs:
        wanted = need.skill.strip().lower()
        lacks = has and wanted and need.team == team.key and wanted not in has
        if lacks and need.package in seen.packages and seen.is_open(need.package):
            sentence = f"{seen.name(need.package)} needs {need.skill}, which {team.name} is on record without."
            yield Breach(ConstraintKind.SKILL, sentence, (need.package,))


def _waves(seen: Seen) -> Iterator[Breach]:
    waves = seen.record.waves
    all_dated = bool(waves) and all(one.starts is not None and one.ends is not None for one in waves)
    for package in seen.record.packages:
        if seen.is_open(package.key) and package.wave is not None:
            for wave in waves:
                if wave.number == package.wave and not _inside(seen, package, wave):
                    sentence = f"{package.name} lies outside of {wave.name}, to which it is pinned."
                    yield Breach(ConstraintKind.WAVE, sentence, (package.key,))
        elif seen.is_open(package.key) and package.kind is PackageKind.CUT_OVER and all_dated:
            yield from _uncovered(seen, package)
    for wave in waves:
        yield from _size(seen, wave)


def _uncovered(seen: Seen, package: WorkPackage) -> Iterator[Breach]:
    dated, waves = seen.dates[package.key], seen.record.waves
    both = (dated.starts, dated.ends) if seen.is_at_weekend(package.key) else _days(seen, package.key)
    days = [one for one in both if not any(_covers(wave, one) for wave in waves)]
    if days:
        sentence = f"{package.name} starts on {told(dated.starts)}, and no wave covers all of its days."
        yield Breach(ConstraintKind.WAVE, sentence, (package.key,), len(days))


def _inside(seen: Seen, package: WorkPackage, wave: Wave) -> bool:
    dated = seen.dates[package.key]
    early = wave.starts is not None and dated.starts < wave.starts.last
    late = wave.ends is not None and seen.end(dated) > seen.close(wave.ends.first)
    if seen.is_at_weekend(package.key):
        late = wave.ends is not None and dated.ends > wave.ends.first
    return not early and not late


def _covers(wave: Wave, value: date) -> bool:
    return wave.starts is not None and wave.ends is not None and wave.starts.last <= value <= wave.ends.first


def _size(seen: Seen, wave: Wave) -> Iterator[Breach]:
    if wave.most is None:
        return
    inside = [
        one.key
        for one in seen.record.packages
        if one.kind is PackageKind.CUT_OVER
        and one.key in seen.dates
        and (
            seen.dates[one.key].wave == wave.number
            or (seen.dates[one.key].wave is None and _starts_in(seen, one, wave))
        )
    ]
    if len(inside) > wave.most and any(seen.is_open(key) for key in inside):
        sentence = f"{wave.name} takes {wave.most} cut-overs, and {len(inside)} lie in it."
        yield Breach(ConstraintKind.WAVE_SIZE, sentence, tuple(inside), len(inside) - wave.most)


def _starts_in(seen: Seen, package: WorkPackage, wave: Wave) -> bool:
    return _covers(wave, seen.dates[package.key].starts)


def _starts(seen: Seen, package: WorkPackage) -> date | None:
    """When a package began on record, else when these dates begin it; None where neither says."""
    begun = package.started_on or package.finished_on
    if begun is not None:
        return begun.first
    return seen.dates[package.key].starts if package.key in seen.dates else None


def _budgets(seen: Seen) -> Iterator[Breach]:
    limits: dict[tuple[str, MoneyClass, int], int] = {}
    for budget in seen.record.budgets:
        if budget.plan == seen.record.plan.key and budget.year is not None and budget.amount is not None:
            place = (budget.council, budget.money, budget.year)
            limits[place] = limits.get(place, 0) + budget.amount
    for (council, money, year), limit in limits.items():
        first, last = date(year, 4, 1), date(year + 1, 3, 31)
        spent: dict[str, int] = {}
        for package in seen.record.packages:
            cost = (package.capital if money is MoneyClass.CAPITAL else package.revenue) or 0
            starts = _starts(seen, package) if cost and council in ("", package.council) else None
            if starts is not None and first <= starts <= last:
                spent[package.key] = cost
        chosen = [key for key in spent if seen.is_open(key)]
        if sum(spent.values()) > limit and chosen:
            over = sum(spent.values()) - limit
            name = financial_year_name(year)
            sentence = f"Packages that start in {name} bind {show_money(over)} more {money} than there is."
            yield Breach(ConstraintKind.BUDGET, sentence, tuple(sorted(chosen)), over)
