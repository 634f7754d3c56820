"""A plan is taken away as a file, with what has no place there told beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from severalty.tenancy.access import Request, refused, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.queries.record import SeenPlan, plan_seen
from severalty.transition.queries.taken import changed_at, taken_plan
from severalty.transition.reports.taking import FORMS, Taken, loss_sheet, losses_of
from severalty.transition.views.trails import at, trail_of
from severalty.web.asked import value_of
from severalty.web.sheets import csv_file

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


@require_GET
@requires(Permission.ESTATE_EXPORT)
def take_away(request: Request, case: Case, ref: str) -> HttpResponseBase:
    if not request.viewer.may(Permission.PLAN_VIEW, case):
        return refused(request, Permission.PLAN_VIEW)
    seen = plan_seen(request.viewer, case, ref, timezone.localdate())
    sheet = loss_sheet(losses_of(taken_plan(seen)))
    if value_of(request.GET, "export") == sheet.ident:
        return csv_file(sheet, "plan-losses")
    name, dated = seen.record.plan.name, bool(seen.record.previous)
    context = {
        "case": case, "heading": "Take the plan away", "plan": name, "sheet": sheet, "dated": dated,
        "trail": trail_of(case, (name, at(case, "plan", ref)), ("Take away", "")),
        "files": [(one, at(case, "plan-file", ref, one.suffix)) for one in FORMS.values()],
    }  # fmt: skip
    return render(request, "transition/take_away.html", context)


@require_GET
@requires(Permission.ESTATE_EXPORT)
def plan_file(request: Request, case: Case, ref: str, form: str) -> HttpResponseBase:
    if not request.viewer.may(Permission.PLAN_VIEW, case):
        return refused(request, Permission.PLAN_VIEW)
    if form not in FORMS:
        raise Http404
    seen = plan_seen(request.viewer, case, ref, timezone.localdate())
    response = HttpResponse(FORMS[form].body(_taken(seen)), content_type=FORMS[form].kind)
    name = f"{case.key}-{seen.row.item.key}.{form}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def _taken(seen: SeenPlan) -> Taken:
    return Taken(taken_plan(seen), seen.record.plan.name, changed_at(seen))
