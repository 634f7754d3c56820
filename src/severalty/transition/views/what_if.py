"""What if: one slip with what comes of it, and scenarios side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET, require_http_methods

from severalty.engine.dates import day
from severalty.engine.transition.record import PlanError
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.transition.actions import scenarios as actions
from severalty.transition.forms.changing import SlipForm
from severalty.transition.queries.record import SeenPlan, plan_seen, scenario_changes
from severalty.transition.queries.scenarios import scenario_for, scenarios_for
from severalty.transition.queries.slips import changes_for, slip_of, slips_for
from severalty.transition.queries.supposing import Change, SupposeError
from severalty.transition.queries.threats import risk_events
from severalty.transition.reports.what_if import Range, WhatIf, percent, sentence_of
from severalty.transition.views.plans import EYES
from severalty.transition.views.trails import at, may_edit, trail_of
from severalty.web.asked import value_of
from severalty.web.lists import Column
from severalty.web.sheets import Sheet, csv_file

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

SIMULATED = "severalty.transition.reports.simulated.what_if_of"
"""By name: only a page that simulates loads what it takes to do so."""
MOST_COMPARED = 4


@dataclass(frozen=True)
class _Asked:
    """What is supposed: its words and changes; or why it cannot be."""

    title: str = ""
    changes: tuple[Change, ...] = ()
    fault: str = ""


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_VIEW)
def what_if(request: Request, case: Case, ref: str) -> HttpResponseBase:
    seen = plan_seen(request.viewer, case, ref, timezone.localdate())
    form = _form(request, seen)
    asked = _asked(request, case, seen, form)
    if request.method == "POST":
        return _kept(request, case, ref, asked)
    found, fault = _worked(request, case, seen, asked) if asked.changes else (None, asked.fault)
    sheets = sheets_of(found) if found else []
    wanted = next((one for one in sheets if one.ident == value_of(request.GET, "export")), None)
    if wanted is not None:
        return csv_file(wanted, f"what-if-{wanted.ident}")
    context = {
        "case": case, "heading": "What if?", "form": form, "sheets": [one for one in sheets if one.rows],
        "lead": sentence_of(found) if found else fault or "Choose what slips, and by how many weeks.", "found": found,
        "chances": (percent(found.chance_before), percent(found.chance_after)) if found else (),
        "title": asked.title, "eyes": EYES, "findings": found.warnings if found else (),
        "trail": trail_of(case, (seen.record.plan.name, at(case, "plan", ref)), ("What if?", "")),
        "may_keep": found is not None and may_edit(request.viewer, case) and not value_of(request.GET, "scenario"),
    }  # fmt: skip
    return render(request, "transition/what_if.html", context, status=422 if form.errors or fault else 200)


def _form(request: Request, seen: SeenPlan) -> SlipForm:
    slips = [(group.title, [(one.key, one.name) for one in group.slips]) for group in slips_for(seen)]
    given = request.GET if "slip" in request.GET else None
    return SlipForm(given, initial={"weeks": 3}, slips=slips)


def _asked(request: Request, case: Case, seen: SeenPlan, form: SlipForm) -> _Asked:
    """What an address supposes: a scenario, or a slip by weeks."""
    scenario = value_of(request.GET, "scenario")
    if scenario:
        row = scenario_for(request.viewer, case, scenario)
        return _Asked(row.item.name, scenario_changes(request.viewer, case, scenario))
    if not form.is_bound or not form.is_valid():
        return _Asked()
    slip, weeks = slip_of(seen, form.cleaned_data["slip"]), form.cleaned_data["weeks"]
    if slip is None:
        return _Asked()
    unit = "week" if abs(weeks) == 1 else "weeks"
    title = f"{slip.name}: {abs(weeks)} {unit} {'later' if weeks >= 0 else 'sooner'}"
    try:
        return _Asked(title, changes_for(seen, slip, weeks))
    except SupposeError as error:
        form.add_error("slip", str(error))
        return _Asked(title, fault=str(error))


def _worked(request: Request, case: Case, seen: SeenPlan, asked: _Asked) -> tuple[WhatIf | None, str]:
    try:
        supposed = plan_seen(request.viewer, case, seen.row.pk, seen.record.on, asked.changes)
        return import_string(SIMULATED)(seen.record, supposed.record, asked.title, risk_events(seen)), ""
    except (SupposeError, PlanError, ValueError) as error:
        return None, str(error)


def _kept(request: Request, case: Case, ref: str, asked: _Asked) -> HttpResponse:
    """Keep what is tried out as a scenario; who may not is refused by the action."""
    if not asked.changes or not may_edit(request.viewer, case):
        return redirect(request.get_full_path())
    supposing = actions.Supposing(ref, asked.title, "Tried out on the page What if.", asked.changes)
    try:
        made = actions.make_scenario(by=request.viewer, at=timezone.now(), case=case, supposing=supposing)
    except Refused:
        return redirect(at(case, "scenarios"))
    return redirect(at(case, "scenario", made))


def _at(percentile: int, after: bool, row: Range) -> Any:
    return row.at(percentile, after=after)


def sheets_of(found: WhatIf) -> list[Sheet]:
    """What comes of a supposition as tables."""
    percents = (10, 50, 80, 90)
    dates = [
        Column(f"{name}{one}", f"P{one} {'then' if after else 'now'}", "date", value=partial(_at, one, after))
        for one in percents
        for name, after in (("before", False), ("after", True))
    ]
    return [
        Sheet("When it ends", (
            Column("name", "What"), *dates,
            Column("moved", "P80 moves by days", "count", value=lambda row: row.moved(80)),
            Column("undefined", "Not defined", value=lambda row: ", ".join(row.undefined)),
        ), found.ranges, ident="ranges"),
        Sheet("Last days that are missed", (
            Column("name", "Package"), Column("what", "Last day"), Column("last_day", "On", "date"),
            Column("before", "Done by now (P50)", "date"), Column("after", "Done by then (P50)", "date"),
            Column("chance_before", "Chance now", value=lambda one: percent(one.chance_before)),
            Column("chance_after", "Chance then", value=lambda one: percent(one.chance_after)),
            Column("new", "New", value=lambda one: "yes" if one.is_new else ""),
        ), found.missed, ident="missed"),
        Sheet("Contracts whose end is passed, and what running on costs", (
            Column("name", "Contract"), Column("ends", "Ends", "date"),
            Column("days_before", "Days past it now", "count"), Column("days_after", "Days past it then", "count"),
            Column("cost_before", "Cost now", "money"), Column("cost_after", "Cost then", "money"),
            Column("extension", "Extension on record"),
        ), found.bridges, ident="bridges"),
        Sheet("Decisions that move", (
            Column("name", "Decision"), Column("before", "Counts from, now", "date"),
            Column("after", "Counts from, then", "date"),
        ), found.gates, ident="gates"),
    ]  # fmt: skip


@dataclass(frozen=True)
class _Side:
    """One side of a comparison: a scenario, or the plan as it stands."""

    name: str
    found: WhatIf | None
    fault: str = ""
    changes: int = 0


@require_GET
@requires(Permission.PLAN_VIEW)
def compare(request: Request, case: Case, ref: str) -> HttpResponseBase:
    seen = plan_seen(request.viewer, case, ref, timezone.localdate())
    rows = list(scenarios_for(request.viewer, case, ref).filter(state="open")[:MOST_COMPARED])
    sides = [_side(request, case, seen, row) for row in rows]
    sheet = compared(sides)
    if value_of(request.GET, "export") == "compared":
        return csv_file(sheet, "scenarios")
    context = {
        "case": case, "heading": "Scenarios side by side", "sheets": [sheet] if sides else [], "eyes": EYES,
        "lead": "Each open scenario beside the plan as it stands." if sides else "There is no open scenario.",
        "findings": [f"{one.name}: {one.fault}" for one in sides if one.fault],
        "trail": trail_of(case, (seen.record.plan.name, at(case, "plan", ref)), ("Side by side", "")),
        "tools": [(row.item.name, at(case, "scenario", row.pk)) for row in rows], "forms": [],
    }  # fmt: skip
    return render(request, "transition/thing.html", context)


def _side(request: Request, case: Case, seen: SeenPlan, row: Any) -> _Side:
    changes = scenario_changes(request.viewer, case, row.pk)
    found, fault = _worked(request, case, seen, _Asked(row.item.name, changes))
    return _Side(row.item.name, found, fault, len(changes))


def compared(sides: Sequence[_Side]) -> Sheet:
    """Scenarios side by side: a row for each measure, a column for the plan and each scenario."""
    good = [one for one in sides if one.found is not None]
    columns = [
        Column("measure", "Measure", value=lambda row: row[0]),
        Column("now", "As it stands", value=lambda row: row[1]),
    ]
    columns += [Column(f"side{place}", one.name, value=itemgetter(2 + place)) for place, one in enumerate(good)]
    rows = _measures([one.found for one in good if one.found])
    return Sheet("Dates, cost and last days missed", tuple(columns), rows, ident="compared")


def _measures(found: Sequence[WhatIf]) -> list[list[str]]:
    if not found:
        return []
    first, rows = found[0], []
    for place, one in enumerate(first.ranges):
        for chance in (50, 80):
            old = one.at(chance, after=False)
            rows.append([f"{one.name}: ends by, P{chance}", _date(old),
                         *(_date(each.ranges[place].at(chance, after=True)) for each in found)])  # fmt: skip
    rows.append(
        ["Chance to meet the fixed end", percent(first.chance_before), *(percent(one.chance_after) for one in found)]
    )
    rows.append(["Last days missed", str(sum(1 for one in first.deadlines if _was_missed(one.chance_before))),
                 *(str(len(one.missed)) for one in found)])  # fmt: skip
    rows.append(
        ["Cost of running on", f"£{first.cost_before / 100:,.0f}", *(f"£{one.cost_after / 100:,.0f}" for one in found)]
    )
    return rows


def _was_missed(chance: float | None) -> bool:
    return chance is not None and chance < 0.5


def _date(value: Any) -> str:
    return "cannot be said" if value is None else str(day(value))
