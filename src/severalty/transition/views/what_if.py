"""What if: one slip, or one scenario, with what comes of it if nothing is re-planned, and planned again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods

from severalty.engine.transition.progress import ScenarioState
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.transition.actions import scenarios as actions
from severalty.transition.forms.changing import SlipForm
from severalty.transition.queries.record import SeenPlan, plan_seen, scenario_changes
from severalty.transition.queries.scenarios import scenario_for
from severalty.transition.queries.slips import changes_for, slip_of, slips_for
from severalty.transition.queries.supposing import Change, Slippage, SupposeError, Unit
from severalty.transition.queries.threats import risk_events
from severalty.transition.reports.unpriced import unpriced
from severalty.transition.reports.what_if import WORK, WhatIf, cautions_of, sentence_of
from severalty.transition.reports.what_if_tables import sheets_of
from severalty.transition.views.plans import EYES
from severalty.transition.views.trails import at, may_edit, trail_of
from severalty.web.asked import value_of
from severalty.web.sheets import csv_file

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

SUPPOSED = "severalty.transition.reports.supposed.AsItStands"
"""By name: only a page that simulates and plans loads what it takes to do so."""


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
    found, fault = _worked(seen, asked)
    sheets = sheets_of(found, _charges(seen)) if found else []
    wanted = next((one for one in sheets if one.ident == value_of(request.GET, "export")), None)
    if wanted is not None:
        return csv_file(wanted, f"what-if-{wanted.ident}")
    context = {
        "case": case, "heading": "What if?", "form": form, "sheets": [one for one in sheets if one.rows],
        "lead": sentence_of(found) if found else fault or "Choose what slips, and by how much.", "found": found,
        "title": asked.title, "work": WORK, "eyes": EYES, "findings": cautions_of(seen.record, found) if found else (),
        "trail": trail_of(case, (seen.record.plan.name, at(case, "plan", ref)), ("What if?", "")),
        "tools": [("Compare scenarios", at(case, "compare", ref))],
        "may_keep": found is not None and may_edit(request.viewer, case) and not value_of(request.GET, "scenario"),
    }  # fmt: skip
    return render(request, "transition/what_if.html", context, status=422 if form.errors or fault else 200)


def _form(request: Request, seen: SeenPlan) -> SlipForm:
    slips = [(group.title, [(one.key, one.name) for one in group.slips]) for group in slips_for(seen)]
    given = request.GET if "slip" in request.GET else None
    return SlipForm(given, initial={"by": 3, "unit": Unit.WEEKS.value}, slips=slips)


def _asked(request: Request, case: Case, seen: SeenPlan, form: SlipForm) -> _Asked:
    """What an address supposes: a scenario, or a slip."""
    scenario = value_of(request.GET, "scenario")
    if scenario:
        row = scenario_for(request.viewer, case, scenario)
        if row.state == ScenarioState.ADOPTED:
            return _Asked(row.item.name, fault=f"“{row.item.name}” was adopted: the records say so already.")
        return _Asked(row.item.name, scenario_changes(request.viewer, case, scenario))
    if not form.is_bound or not form.is_valid():
        return _Asked()
    data = form.cleaned_data
    slip, by = slip_of(seen, data["slip"]), Slippage(data["by"], Unit(data["unit"]))
    if slip is None:
        return _Asked()
    title = f"{slip.name}{slip.what}: {by.words}"
    try:
        return _Asked(title, changes_for(seen, slip, by))
    except SupposeError as error:
        form.add_error("slip", str(error))
        return _Asked(title, fault=str(error))


def _worked(seen: SeenPlan, asked: _Asked) -> tuple[WhatIf | None, str]:
    if not asked.changes:
        return None, asked.fault
    return next(worked(seen, [(asked.title, asked.changes)]))


def worked(seen: SeenPlan, asked: Sequence[tuple[str, Sequence[Change]]]) -> Any:
    """What comes of each supposition, by its words and changes, or why that cannot be worked out; the plan as it
    stands is simulated once. An iterator of pairs."""
    stands = import_string(SUPPOSED)(seen.record, risk_events(seen))
    money = seen.viewer.may(Permission.MONEY_VIEW, seen.case)
    for title, changes in asked:
        try:
            supposed = plan_seen(seen.viewer, seen.case, seen.row.pk, seen.record.on, changes)
            found = stands.what_if(supposed.record, title)
            yield found if money else unpriced(found), ""
        except (SupposeError, ValueError) as error:
            yield None, str(error)


def _charges(seen: SeenPlan) -> dict[str, int | None]:
    """What ending a contract early is charged with, in pence."""
    return {one.key: getattr(seen.rows.get(one.key), "termination_charge", None) for one in seen.record.contracts}


def _kept(request: Request, case: Case, ref: str, asked: _Asked) -> HttpResponse:
    """Keep what is tried out as a scenario; who may not is refused by the action."""
    if not asked.changes or not may_edit(request.viewer, case):
        return redirect(request.get_full_path())
    supposing = actions.Supposing(ref, asked.title, "Tried out on the page What if.", asked.changes)
    try:
        made = actions.make_scenario(by=request.viewer, at=timezone.now(), case=case, supposing=supposing)
    except Refused as error:
        messages.error(request, str(error), fail_silently=True)
        return redirect(at(case, "scenarios"))
    return redirect(at(case, "scenario", made))
