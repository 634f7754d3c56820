"""What is limited in amount: people on a day, cut-overs in a wave, money in a financial year."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from severalty.engine.dates import financial_year_name, financial_year_of
from severalty.engine.evidence import show_money
from severalty.engine.transition.calendar import safe_from, safe_until, start_day
from severalty.engine.transition.capacity import capacity_of
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing_parts import Constraint, Form
from severalty.engine.transition.drawing_sketch import Sketch
from severalty.engine.transition.drawing_weekends import bar_edges
from severalty.engine.transition.packages import PackageKind, WorkPackage
from severalty.engine.transition.progress import BudgetState, MoneyClass, PlanBudget
from severalty.engine.transition.resources import Team
from severalty.engine.transition.scheduling.problem import Quota, Resource

_SURE = (BudgetState.APPROVED, BudgetState.REPROFILED, BudgetState.REPURPOSED)


def draw_teams(sketch: Sketch) -> None:
    """Teams with what they can give in every slot, and what each piece asks of them; weekend work asks nothing."""
    uses: dict[str, dict[str, int]] = {}
    for need in sketch.record.needs:
        if need.package in sketch.place and not sketch.at_weekend(need.package):
            if need.units is None:
                told = f"How much {sketch.name(need.package)} needs of {sketch.name(need.team)} is not on record; it"
                sketch.note(f"{told} is not counted.", (need.package, need.team))
            asked = uses.setdefault(need.team, {})
            asked[need.package] = asked.get(need.package, 0) + (need.units or 0)
    for team in sketch.record.teams:
        asked = {package: units for package, units in uses.get(team.key, {}).items() if units}
        if asked:
            _draw_team(sketch, team, asked)


def _draw_team(sketch: Sketch, team: Team, asked: dict[str, int]) -> None:
    found = [capacity_of(sketch.record, team, sketch.calendar.day_of(slot)) for slot in range(sketch.horizon + 1)]
    before = max(0, sketch.calendar.next_slot(start_day(sketch.record)))
    found[:before] = [one or 0 for one in found[:before]]
    profile = tuple(one for one in found if one is not None)
    if len(profile) < len(found):
        sketch.note(f"How many people {team.name} has is not on record; the plan does not reckon with it.", (team.key,))
        return
    resource = len(sketch.resources)
    sketch.resources.append(Resource(team.key, max(profile), profile))
    for package, units in asked.items():
        number = sketch.place[package]
        piece = sketch.pieces[number]
        sketch.pieces[number] = replace(piece, uses=(*piece.uses, (resource, units)))
    low, high = min(profile), max(profile)
    size = f"{low} to {high}" if low < high else f"{high}"
    sentence = f"{team.name} can give this plan {size} per cent of a person a day."
    records = (team.key,)
    activities = tuple(sorted(sketch.place[package] for package in asked))
    sketch.constraints.append(
        Constraint(ConstraintKind.TEAM, Form.CAPACITY, sentence, records, activities, resource=resource)
    )


def draw_sizes(sketch: Sketch) -> None:
    """No more cut-overs start in the days of a wave than it takes."""
    cut_overs = [one for one in sketch.record.packages if one.kind is PackageKind.CUT_OVER]
    for wave in sketch.record.waves:
        if wave.most is None or wave.starts is None or wave.ends is None:
            continue
        first, last = safe_from(wave.starts), safe_until(wave.ends)
        taken = sum(1 for one in _begun(sketch, cut_overs, first, last))
        sentence = f"{wave.name} takes at most {wave.most} cut-overs."
        amounts = [(one, 1) for one in cut_overs]
        held = (ConstraintKind.WAVE_SIZE, sentence, (wave.key,))
        _hold_quota(sketch, held, (first, last, wave.most - taken), amounts)
        numbers = [sketch.place[one.key] for one in cut_overs if one.key in sketch.place]
        told = f"{wave.name} has a size, so weekend work is not set on a weekend that it only touches."
        bar_edges(sketch, (ConstraintKind.WAVE_SIZE, told, (wave.key,)), numbers, (first, last))


def draw_budgets(sketch: Sketch) -> None:
    """No more money is bound by packages that start in a financial year than a council has for it."""
    groups: dict[tuple[str, MoneyClass, int], list[PlanBudget]] = {}
    for budget in sketch.record.budgets:
        if budget.year is not None and budget.amount is not None and budget.plan == sketch.record.plan.key:
            groups.setdefault((budget.council, budget.money, budget.year), []).append(budget)
    for (council, money, year), rows in sorted(groups.items()):
        total = sum(one.amount or 0 for one in rows)
        mine = [one for one in sketch.record.packages if council in ("", one.council)]
        costs = [(one, _cost(one, money)) for one in mine if _cost(one, money)]
        first, last = date(year, 4, 1), date(year + 1, 3, 31)
        left = total - sum(_cost(one, money) for one in _begun(sketch, mine, first, last))
        who = sketch.name(council) if council else "The plan"
        name = financial_year_name(year)
        sentence = f"{who} has {show_money(total)} of {money} for {name}."
        records = tuple(one.key for one in rows)
        if any(one.state not in _SURE for one in rows):
            sketch.note(f"Part of the {money} for {name} is not approved; the plan reckons with it.", records)
        _hold_quota(sketch, (ConstraintKind.BUDGET, sentence, records), (first, last, left), costs)
        _keep_off_last_day(sketch, last, records, costs)
        numbers = [sketch.place[one.key] for one, _ in costs if one.key in sketch.place]
        told = "It binds money, so it is not set on the weekend at the turn of a financial year."
        bar_edges(sketch, (ConstraintKind.BUDGET, told, records), numbers, (first, last))
    _tell_unknown_years(sketch, groups)


def _keep_off_last_day(
    sketch: Sketch, last: date, records: tuple[str, ...], costs: Iterable[tuple[WorkPackage, int]]
) -> None:
    """A milestone that is reached at the close of the last day of a year stands at a slot of the next: kept off it."""
    slot = sketch.calendar.last_slot(last) + 1
    for package, _ in costs:
        number = sketch.place.get(package.key)
        if number is not None and sketch.pieces[number].closing:
            sentence = f"{package.name} binds money, so it is not set on the last working day of a financial year."
            slots = (slot - 1, slot + 1)
            sketch.hold(ConstraintKind.BUDGET, Form.CLOSED, sentence, (package.key, *records), (number,), slots)


def _tell_unknown_years(sketch: Sketch, groups: Iterable[tuple[str, MoneyClass, int]]) -> None:
    years = {year for _, _, year in groups}
    if years:
        start = financial_year_of(sketch.calendar.day_of(max(0, sketch.now)))
        lacking = [one for one in range(start, max(years) + 1) if one not in years]
        for year in lacking:
            sketch.note(f"No budget is on record for {financial_year_name(year)}; the plan does not limit it.")


def _cost(package: WorkPackage, money: MoneyClass) -> int:
    return (package.capital if money is MoneyClass.CAPITAL else package.revenue) or 0


def _begun(sketch: Sketch, packages: Iterable[WorkPackage], first: date, last: date) -> list[WorkPackage]:
    """Those of some packages that were begun in these days."""
    found = []
    for one in packages:
        begun = one.started_on or one.finished_on
        if begun is not None and first <= begun.first <= last:
            found.append(one)
    return found


def _hold_quota(
    sketch: Sketch,
    words: tuple[ConstraintKind, str, tuple[str, ...]],
    window: tuple[date, date, int],
    costs: Iterable[tuple[WorkPackage, int]],
) -> None:
    kind, sentence, records = words
    first, last = sketch.calendar.next_slot(window[0]), sketch.calendar.last_slot(window[1]) + 1
    amounts = tuple(
        (sketch.place[one.key], amount)
        for one, amount in costs
        if one.key in sketch.place and sketch.pieces[sketch.place[one.key]].begun is None
    )
    if not amounts or last <= 0:
        return
    if window[2] < 0:
        sketch.note(f"More has begun than this allows: {sentence}", records)
    quota = Quota(records[0], ((max(0, first), last, max(0, window[2])),), amounts)
    activities = tuple(number for number, _ in amounts)
    sketch.constraints.append(Constraint(kind, Form.QUOTA, sentence, records, activities, quota=quota))
