"""Why one package stands where it does: what holds it, what bars every day before, how far it may move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.binding import PACKAGES
from severalty.transition.queries.drawn import drawn_plan
from severalty.transition.queries.plans import one_of
from severalty.transition.reports.pictures import words_of
from severalty.transition.reports.timetable_table import earlier_sheet
from severalty.transition.views.timetable_look import Looked, look_of, shown, trail_of

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


@require_GET
@requires(Permission.PLAN_VIEW)
def why(request: Request, case: Case, ref: str) -> HttpResponseBase:
    row = one_of(request.viewer, case, PACKAGES, ref)
    drawn = drawn_plan(request.viewer, case, row.workstream.plan_id, timezone.localdate())
    found = Looked(drawn, look_of(drawn, case))
    package = found.look.by_key.get(drawn.seen.handles.get(ref, ""))
    if package is None:
        raise Http404
    told = found.look.told.get(package.key)
    heading = f"Why here: {package.name}"
    context = {
        "heading": heading, "lead": words_of(found.look, package), "trail": trail_of(case, found, heading),
        "told": told, "package_url": reverse("transition:package", args=[case.key, ref]),
    }  # fmt: skip
    sheets = [earlier_sheet(told)] if told is not None and told.spells else []
    return shown(request, case, found, "why", sheets, context)
