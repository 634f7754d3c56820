"""How a plan stands against its baseline and its money, and the path to planning confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from severalty.engine.transition.earned import earned_of
from severalty.engine.transition.path import path_of
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.queries.standing import baselines_of, earned_question, path_question, spend_lines
from severalty.transition.reports.standing_tables import progress_sheet, spend_sheet, steps_sheet, streams_sheet
from severalty.transition.views.timetable_look import looked, shown
from severalty.web.asked import value_of

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


@require_GET
@requires(Permission.PLAN_VIEW)
def progress(request: Request, case: Case) -> HttpResponseBase:
    found = looked(request, case)
    seen = found.drawn.seen
    baselines = baselines_of(seen)
    wanted = value_of(request.GET, "baseline")
    baseline = next((one for one in baselines if one.pk == wanted), baselines[0] if baselines else None)
    earned = earned_of(earned_question(seen, baseline.pk if baseline else "", found.look.record.on))
    sheets = [progress_sheet(found.look, earned), spend_sheet(found.look, spend_lines(seen))]
    context = {"earned": earned, "baseline": baseline, "baselines": baselines,
               "silent": [found.look.name(key) for key in earned.silent]}  # fmt: skip
    return shown(request, case, found, "progress", sheets, context)


@require_GET
@requires(Permission.PLAN_VIEW)
def path(request: Request, case: Case) -> HttpResponseBase:
    found = looked(request, case)
    on_path = path_of(path_question(found.drawn.seen, found.look.record.on))
    sheets = [streams_sheet(found.look, on_path), steps_sheet(found.look, on_path)]
    return shown(request, case, found, "path", sheets, {"path": on_path, "overdue": len(on_path.overdue)})
