"""Scenarios of a plan side by side: dates, waves, cost, teams, and what is missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.forms.looking import CompareForm
from severalty.transition.queries.record import SeenPlan, plan_seen, scenario_changes
from severalty.transition.queries.scenarios import scenarios_for
from severalty.transition.reports.compared import Compared, comparison
from severalty.transition.reports.what_if import names
from severalty.transition.views.plans import EYES
from severalty.transition.views.trails import at, may_edit, trail_of
from severalty.transition.views.what_if import worked
from severalty.web.asked import value_of
from severalty.web.sheets import csv_file

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

MOST_COMPARED = 4


@require_GET
@requires(Permission.PLAN_VIEW)
def compare(request: Request, case: Case, ref: str) -> HttpResponseBase:
    seen = plan_seen(request.viewer, case, ref, timezone.localdate())
    rows = list(scenarios_for(request.viewer, case, ref).filter(state="open"))
    asked = set(request.GET.getlist("scenario"))
    chosen = [row for row in rows if row.pk in asked] or rows
    sides = _sides(request, case, seen, chosen[:MOST_COMPARED])
    sheets = comparison(sides)
    wanted = next((one for one in sheets if one.ident == value_of(request.GET, "export")), None)
    if wanted is not None:
        return csv_file(wanted, f"scenarios-{wanted.ident}")
    context = {
        "case": case, "heading": "Scenarios side by side", "sheets": [one for one in sheets if one.rows], "eyes": EYES,
        "lead": _lead(rows, chosen), "findings": _findings(sides, chosen[MOST_COMPARED:]),
        "trail": trail_of(case, (seen.record.plan.name, at(case, "plan", ref)), ("Side by side", "")),
        "tools": [(row.item.name, at(case, "scenario", row.pk)) for row in chosen[:MOST_COMPARED]] if rows
        else _ways(request, case, ref),
        "form": _form(rows, chosen) if len(rows) > 1 else None,
    }  # fmt: skip
    return render(request, "transition/compare.html", context)


def _form(rows: list[Any], chosen: list[Any]) -> CompareForm:
    shown = [row.pk for row in chosen[:MOST_COMPARED]]
    return CompareForm(initial={"scenario": shown}, scenarios=[(row.pk, row.item.name) for row in rows])


def _ways(request: Request, case: Case, ref: str) -> list[tuple[str, str]]:
    """Where scenarios come from, for who has none yet."""
    made = [("Make a scenario", at(case, "scenario-new", ref))] if may_edit(request.viewer, case) else []
    return [("What if something slips?", at(case, "what-if", ref)), *made]


def _sides(request: Request, case: Case, seen: SeenPlan, rows: list[Any]) -> list[Compared]:
    if not rows:
        return []
    asked = [(row.item.name, scenario_changes(request.viewer, case, row.pk)) for row in rows]
    return [Compared(name, *found) for (name, _), found in zip(asked, worked(seen, asked), strict=True)]


def _lead(rows: list[Any], chosen: list[Any]) -> str:
    if not rows:
        return (
            "There is no open scenario to compare. Try a slip out on the page What if and keep it as a scenario, or "
            "make one value by value."
        )
    if len(chosen) == len(rows) <= MOST_COMPARED:
        return "Each open scenario beside the plan as it stands."
    return f"{min(len(chosen), MOST_COMPARED)} of {len(rows):,} open scenarios beside the plan as it stands."


def _findings(sides: list[Compared], left: list[Any]) -> list[str]:
    found = [f"{one.name}: {one.fault}" for one in sides if one.fault]
    if left:
        out = names([row.item.name for row in left], most=len(left))
        found.append(f"Left out, since at most {MOST_COMPARED} are worked out at a time: {out}. Choose others below.")
    return found
