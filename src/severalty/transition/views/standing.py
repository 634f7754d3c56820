"""How a plan stands against its baseline and its money, and the path to planning confidence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from severalty.engine.transition.confidence.network import NetworkError
from severalty.engine.transition.earned import earned_of
from severalty.engine.transition.packages import Maturity
from severalty.engine.transition.path import PathQuestion, path_of
from severalty.engine.transition.record import PlanError
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.queries.standing import baselines_of, earned_question, path_question, spend_lines
from severalty.transition.queries.threats import risk_events
from severalty.transition.reports.standing_tables import progress_sheet, spend_sheet, steps_sheet, streams_sheet
from severalty.transition.views.timetable_look import Looked, looked, of_a_plan, shown
from severalty.web.asked import value_of

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

NARROWED = "severalty.transition.reports.narrowed.narrowed"
"""By name: only a page that simulates loads what it takes to do so."""


@require_GET
@requires(Permission.PLAN_VIEW)
@of_a_plan
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
@of_a_plan
def path(request: Request, case: Case) -> HttpResponseBase:
    found = looked(request, case)
    on_path = path_of(_narrowed(found, path_question(found.drawn.seen, found.look.record.on)))
    sheets = [streams_sheet(found.look, on_path), steps_sheet(found.look, on_path)]
    narrowed = any(one.narrows is not None or one.unsaid for stream in on_path.streams for one in stream.steps)
    context = {"path": on_path, "overdue": len(on_path.overdue), "narrowed": narrowed}
    return shown(request, case, found, "path", sheets, context)


def _narrowed(found: Looked, question: PathQuestion) -> PathQuestion:
    """The same with the working days by which each step narrows a band, where they can be worked out."""
    if not any(one.package and one.moves_to is not Maturity.UNKNOWN for one in question.steps):
        return question
    try:
        narrows = import_string(NARROWED)(found.look.record, question.steps, risk_events(found.drawn.seen))
    except (PlanError, NetworkError):
        return question
    return replace(question, narrows=narrows)
