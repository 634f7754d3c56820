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
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.transition.actions import packages as actions
from severalty.transition.forms.changing import MakeForm
from severalty.transition.queries import making as queries
from severalty.transition.queries.plans import plan_for
from severalty.transition.views.trails import at, trail_of
from severalty.web.asked import value_of
from severalty.web.lists import Column
from severalty.web.sheets import Sheet, csv_file, in_parts

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

CHANGED = "What would be made has changed since you looked at it. Look again, then make it."


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def make_packages(request: Request, case: Case, ref: str) -> HttpResponseBase:
    plan = plan_for(request.viewer, case, ref)
    streams = queries.workstreams_of(request.viewer, case, ref)
    if request.viewer.organisation is None:
        raise Http404
    chosen = request.POST.get("workstream") or request.GET.get("workstream") or (streams[0][0] if streams else "")
    form = MakeForm(request.POST or None, initial={"workstream": chosen}, workstreams=streams)
    found = _look(request, case, chosen, form) if streams else None
    if request.method == "POST" and found and form.is_valid() and _made(request, case, form, found):
        return redirect(f"{at(case, 'packages')}?plan={ref}")
    if found and not form.is_bound:
        form = MakeForm(initial={"workstream": chosen, "seen": found.seen}, workstreams=streams)
    sheets = [_sheet(found)] if found and found.drafts.packages else []
    if sheets and value_of(request.GET, "export") == sheets[0].ident:
        return csv_file(sheets[0], "packages-to-be-made")
    context = {
        "case": case, "heading": "Make packages from dispositions", "form": form, "found": found,
        "lead": _lead(found, bool(streams)), "sheets": [in_parts(one, request.GET) for one in sheets],
        "findings": found.drafts.notes[:50] if found else (), "streams": streams, "chosen": chosen,
        "trail": trail_of(case, (plan.item.name, at(case, "plan", ref)), ("Make packages", "")),
    }  # fmt: skip
    return render(request, "transition/make.html", context, status=422 if form.errors else 200)


def _look(request: Request, case: Case, workstream: str, form: MakeForm) -> queries.Proposed | None:
    try:
        return queries.proposed(request.viewer, case, workstream)
    except (Refused, PlanError) as error:
        if form.is_bound:
            form.add_error(None, str(error))
        return None


def _made(request: Request, case: Case, form: MakeForm, found: queries.Proposed) -> bool:
    if form.cleaned_data["seen"] != found.seen:
        form.add_error(None, CHANGED)
        return False
    drafts = found.drafts
    batch = actions.Batch(drafts.packages, drafts.waits, drafts.needs)
    try:
        actions.add_packages(
            by=request.viewer, at=timezone.now(), why="packages made from dispositions", case=case, batch=batch
        )
    except Refused as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, f"{len(drafts.packages):,} packages are on record, for your organisation alone.")
    return True


def _lead(found: queries.Proposed | None, has_streams: bool) -> str:
    if not has_streams:
        return "Your organisation keeps no workstream of this plan; add one first."
    if found is None or not found.drafts.packages:
        return "Nothing is to be made: the packages are there already, or no disposition asks for any."
    kept = len(found.drafts.kept)
    there = f" {kept:,} are there already and stay as they are." if kept else ""
    return f"{len(found.drafts.packages):,} packages would be made.{there} Nothing is written yet."


def _sheet(found: queries.Proposed) -> Sheet:
    columns: tuple[Any, ...] = (
        Column("name", "Package"), Column("kind", "Kind", value=lambda one: one.kind.value),
        Column("likely", "Working days", "count"), Column("low", "Low", "count"), Column("high", "High", "count"),
        Column("wanted_by", "Wanted by", "date"), Column("estimated_by", "Source of the estimate"),
    )  # fmt: skip
    return Sheet("What would be made", columns, found.drafts.packages, ident="made")
