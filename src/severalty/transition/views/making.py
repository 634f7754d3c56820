"""Making packages from what becomes of things, by templates: looked at first, then made as one change that undoes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from severalty.engine.transition.record import PlanError
from severalty.engine.transition.templates import Drafts
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.transition.actions import packages as actions
from severalty.transition.forms.changing import MakeForm
from severalty.transition.queries import making as queries
from severalty.transition.queries.plans import plan_for
from severalty.transition.reports.making_table import made_sheet, rows_by_thing, totals_sheets
from severalty.transition.views.trails import at, trail_of
from severalty.web.asked import value_of
from severalty.web.sheets import csv_file

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

CHANGED = "What would be made has changed since you looked at it. Look again, then make it."
NOTHING = "Everything is left out, so there is nothing to make. Take the tick from what is to be made."
MOST_NOTES = 50


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def make_packages(request: Request, case: Case, ref: str) -> HttpResponseBase:
    plan = plan_for(request.viewer, case, ref)
    streams = queries.workstreams_of(request.viewer, case, ref)
    if request.viewer.organisation is None:
        raise Http404
    chosen = request.POST.get("workstream") or request.GET.get("workstream") or (streams[0][0] if streams else "")
    found, fault = _look(request, case, chosen) if streams else (None, "")
    form = _form(request, streams, chosen, found)
    drafts = queries.chosen_of(found, _choice(request, form, found)) if found else None
    if form.is_bound and fault:
        form.add_error(None, fault)
    if form.is_bound and found and drafts and form.is_valid() and _made(request, case, form, found, drafts):
        return redirect(f"{at(case, 'packages')}?plan={ref}")
    if found and drafts and value_of(request.GET, "export") == "made":
        return csv_file(made_sheet(drafts), "packages-to-be-made")
    context = {
        "case": case, "heading": "Make packages from dispositions", "form": form, "found": found, "drafts": drafts,
        "lead": _lead(found, drafts, bool(streams)), "streams": streams, "chosen": chosen,
        "totals": totals_sheets(drafts, found.teams) if found and drafts and drafts.packages else [],
        "findings": found.every.notes[:MOST_NOTES] if found else (),
        "rows": rows_by_thing(found.every, found.asked.dispositions) if found else [],
        "left_out": request.POST.getlist("leave"), "things_out": request.POST.getlist("thing"),
        "trail": trail_of(case, (plan.item.name, at(case, "plan", ref)), ("Make packages", "")),
    }  # fmt: skip
    return render(request, "transition/make.html", context, status=422 if form.errors else 200)


def _look(request: Request, case: Case, workstream: str) -> tuple[queries.Proposed | None, str]:
    try:
        return queries.proposed(request.viewer, case, workstream), ""
    except (Refused, PlanError) as error:
        return None, str(error)


def _form(request: Request, streams: list[tuple[str, str]], chosen: str, found: queries.Proposed | None) -> MakeForm:
    """The form as it was sent to be made; else anew, with what was chosen so far and the fingerprint of now."""
    skills = found.every.skills if found else ()
    teams = sorted(found.teams.items(), key=lambda one: one[1]) if found else []
    given: dict[str, Any] = {"workstreams": streams, "skills": skills, "teams": teams}
    if request.method == "POST" and value_of(request.POST, "do") != "look":
        return MakeForm(request.POST, **given)
    initial = {name: value_of(request.POST, name) for name in request.POST if name.startswith("team-")}
    seen = found.seen if found else ""
    return MakeForm(initial={**initial, "workstream": chosen, "seen": seen}, **given)


def _choice(request: Request, form: MakeForm, found: queries.Proposed) -> queries.Choice:
    things = set(request.POST.getlist("thing"))
    left_out = set(request.POST.getlist("leave")) | {one.key for one in found.every.packages if one.thing in things}
    return queries.Choice(frozenset(left_out), form.teams_in(request.POST))


def _made(request: Request, case: Case, form: MakeForm, found: queries.Proposed, drafts: Drafts) -> bool:
    if form.cleaned_data["seen"] != found.seen:
        form.add_error(None, CHANGED)
        return False
    if not drafts.packages:
        form.add_error(None, NOTHING)
        return False
    batch = actions.Batch(drafts.packages, drafts.waits, drafts.needs)
    try:
        actions.add_packages(
            by=request.viewer, at=timezone.now(), why="packages made from dispositions", case=case, batch=batch
        )
    except Refused as error:
        form.add_error(None, str(error))
        return False
    out = len(found.every.packages) - len(drafts.packages)
    left = f" {_packages(out)} left out." if out else ""
    messages.success(request, f"{_packages(len(drafts.packages))} on record, for your organisation alone.{left}")
    return True


def _packages(many: int) -> str:
    return f"{many:,} packages are" if many != 1 else "1 package is"


def _lead(found: queries.Proposed | None, drafts: Drafts | None, has_streams: bool) -> str:
    if not has_streams:
        return "Your organisation keeps no workstream of this plan; add one first."
    if found is None or drafts is None or not found.every.packages:
        return "Nothing is to be made: the packages are there already, or no disposition asks for any."
    many, every, kept = len(drafts.packages), len(found.every.packages), len(found.every.kept)
    out = f"; {every - many:,} of {every:,} are left out" if many < every else ""
    there = f" {kept:,} are there already and stay as they are." if kept else ""
    lacking = [one.skill for one in drafts.skills if not one.team]
    skills = f" No team has these skills: {', '.join(lacking)}. Choose one for each, or none." if lacking else ""
    made = "1 package would be made" if many == 1 else f"{many:,} packages would be made"
    return f"{made}{out}.{there}{skills} Nothing is written yet."
