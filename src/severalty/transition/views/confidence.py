"""How sure a plan is: simulated from what the viewer may see, told as a curve, bands, chances and what they hang on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from severalty.engine.transition.confidence.network import NetworkError
from severalty.engine.transition.record import PlanError
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.queries.threats import risk_events
from severalty.transition.reports.budget_table import evidence_of
from severalty.transition.reports.confidence_table import (
    Told,
    confidence_sheets,
    curve_picture,
    headline,
    joint_words,
    path_words,
    spread_picture,
)
from severalty.transition.views.timetable_look import Looked, looked, of_a_plan, shown

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

SIMULATED = "severalty.transition.reports.simulated.simulated"
"""By name: only a page that simulates loads what it takes to do so."""


@require_GET
@requires(Permission.PLAN_VIEW)
@of_a_plan
def confidence(request: Request, case: Case) -> HttpResponseBase:
    found = looked(request, case)
    told, why_not = _told(found)
    if told is None:
        return shown(request, case, found, "confidence", [], {"nothing": why_not})
    money = request.viewer.may(Permission.MONEY_VIEW, case)
    result = told.found
    context: dict[str, Any] = {
        "told": told, "lead": headline(told), "curve": curve_picture(told), "spread": spread_picture(told),
        "undefined": [told.names(one) for one in result.undefined], "warnings": result.warnings,
        "joint": joint_words(result.joint) if result.joint and money else "", "path": path_words(told),
        "draws": f"{result.draws:,}", "seed": result.seed,
    }  # fmt: skip
    sheets = confidence_sheets(told, lambda key: found.look.urls.get(key, ""), money)
    return shown(request, case, found, "confidence", sheets, context)


def _told(found: Looked) -> tuple[Told | None, str]:
    """The simulation of the plan, or why there can be none."""
    look = found.look
    if not look.record.packages:
        return None, "No package of this plan is on record, as far as you may see."
    try:
        laid, result = import_string(SIMULATED)(look.record, risk_events(found.drawn.seen))
    except (PlanError, NetworkError) as error:
        return None, f"How sure the plan is cannot be worked out. {error}"
    return Told(result, laid.day_at, look.name, evidence_of(look)), ""
