"""How sure a plan is, as kept or simulated from what the viewer may see: curve, bands, chances, and what has moved."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods

from severalty.engine.dates import day
from severalty.engine.transition.confidence.kept import Kept, kept_of
from severalty.engine.transition.confidence.network import NetworkError
from severalty.engine.transition.record import PlanError
from severalty.engine.transition.weekends import works_weekends
from severalty.tenancy.access import Request, refused, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.actions.confidence import AskingConfidence, ask_confidence
from severalty.transition.queries.kept import is_own_run
from severalty.transition.reports.budget_table import evidence_of
from severalty.transition.reports.confidence_table import (
    Told,
    confidence_sheets,
    curve_picture,
    headline,
    joint_words,
    path_words,
    spread_picture,
    weekend_words,
)
from severalty.transition.reports.kept import KeptLook, Since, days_of
from severalty.transition.reports.movement_table import (
    chances_then_sheet,
    changes_sheet,
    figures_words,
    moved_sheet,
    movement_words,
    trend_rows,
    trend_sheet,
)
from severalty.transition.reports.pictures_trend import trend_picture
from severalty.transition.views.panels import GONE
from severalty.transition.views.timetable_look import Looked, looked, of_a_plan, shown
from severalty.transition.views.trails import at, may_edit
from severalty.web.sheets import Sheet

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

SIMULATED = "severalty.transition.reports.simulated.simulated"
"""By name: only a page that simulates loads what it takes to do so."""
MOST_AT_ONCE = 350
"""A plan of more packages takes over three seconds of a processor: who may keep its figures has them worked out in the
background (208 packages took 0.7, twice as many 3.9)."""
TOO_LARGE = (
    "This plan is too large to be simulated while you wait. Have it worked out in the background; the figures are kept "
    "and stand here then."
)
TOO_LARGE_TO_READ = (
    "This plan is too large to be simulated while you wait. How sure it is stands here once somebody of your "
    "organisation has made a run of it count, and had that worked out."
)


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_VIEW)
@of_a_plan
def confidence(request: Request, case: Case) -> HttpResponseBase:
    found = looked(request, case, explain=False)
    may_keep = may_edit(request.viewer, case) and is_own_run(request.viewer, case, found.drawn.seen.run)
    if request.method == "POST":
        return _asked(request, case, found, may_keep=may_keep)
    kept, money = KeptLook(found.drawn.seen), request.viewer.may(Permission.MONEY_VIEW, case)
    told, why_not = _told(found, kept, wait=may_keep)
    now = _now(found, kept, told)
    sheets, context = _compared(found, kept, now, money=money)
    if told is not None:
        own = confidence_sheets(told, lambda key: found.look.urls.get(key, ""), money)
        sheets, context = [*own[:2], *sheets, *own[2:]], _simulated(told, money=money) | context
    context |= {"told": told, "nothing": why_not, "may_keep": may_keep and not kept.holds}
    return shown(request, case, found, "confidence", sheets, context)


def _asked(request: Request, case: Case, found: Looked, *, may_keep: bool) -> HttpResponseBase:
    """The job that works it out and keeps it; refused to who may not edit plans, and said where no own run counts."""
    if not may_edit(request.viewer, case):
        return refused(request, Permission.PLAN_EDIT)
    if not may_keep:
        messages.error(request, GONE, fail_silently=True)
        return redirect(request.get_full_path())
    asking = AskingConfidence(found.ref, found.name)
    job = ask_confidence(by=request.viewer, at=timezone.now(), case=case, asking=asking)
    return redirect(reverse("tenancy:job", args=[job.ref]))


def _told(found: Looked, kept: KeptLook, *, wait: bool) -> tuple[Told | None, str]:
    """How sure the plan is, as it was kept or simulated, or why nothing can be told."""
    look, told = found.look, kept.held.found if kept.holds else None
    if not look.record.packages:
        return None, "No package of this plan is on record, as far as you may see."
    weekends = any(works_weekends(one) for one in look.record.packages)
    if told is not None:
        return Told(told, days_of(look.record), look.name, evidence_of(look), weekends), ""
    if len(look.record.packages) > MOST_AT_ONCE:
        return None, TOO_LARGE if wait else TOO_LARGE_TO_READ
    try:
        laid, result = import_string(SIMULATED)(look.record, kept.risks)
    except (PlanError, NetworkError) as error:
        return None, f"How sure the plan is cannot be worked out. {error}"
    return Told(result, laid.day_at, look.name, evidence_of(look), weekends), ""


def _now(found: Looked, kept: KeptLook, told: Told | None) -> Kept | None:
    """The figures of now, to be held against what was kept; nothing where nothing was."""
    if kept.holds or told is None or not kept.keepings:
        return kept.last if kept.holds else None
    seen = found.drawn.seen
    return kept_of(told.found, told.on, seen.refs, timezone.now(), seen.record.on, kept.fingerprint)


def _simulated(told: Told, *, money: bool) -> dict[str, Any]:
    result = told.found
    return {
        "lead": headline(told), "curve": curve_picture(told), "spread": spread_picture(told),
        "undefined": [told.names(one) for one in result.undefined], "warnings": result.warnings,
        "joint": joint_words(result.joint) if result.joint and money else "", "path": path_words(told),
        "weekends": weekend_words(told),
        "draws": f"{result.draws:,}", "seed": result.seed,
    }  # fmt: skip


def _compared(found: Looked, kept: KeptLook, now: Kept | None, *, money: bool) -> tuple[list[Sheet], dict[str, Any]]:
    """What was kept, and how the figures of now stand against it."""
    if kept.last is None:
        return [], {}
    seen = found.drawn.seen

    def name_of(ref: str) -> str:
        return found.look.name(seen.handles[ref]) if ref in seen.handles else ""

    since, rows = kept.since(now) if now else None, trend_rows(kept.keepings, now)
    trend = trend_sheet(rows, name_of, lambda ref: at(seen.case, "run", ref), money)
    context = {
        "kept_on": str(day(kept.last.on)), "holds": kept.holds, "was": figures_words(kept.last), "since": since,
        "trend": trend_picture(rows, _fixed_end(found)),
    }  # fmt: skip
    if since is None:
        return [trend], context
    context |= {"movement": movement_words(since.then, since.now), "changed": _changed_words(since)}
    sheets = [moved_sheet(since, name_of), chances_then_sheet(since, money),
              changes_sheet(since, lambda key: found.look.urls.get(key, ""))]  # fmt: skip
    return [*(one for one in sheets if one.rows), trend], context


def _changed_words(since: Since) -> str:
    """How much of what the figures rest on differs, as far as the viewer may see."""
    if since.changes:
        many = len(since.changes)
        return f"{many:,} {'thing that it rests on has' if many == 1 else 'things that it rests on have'} changed."
    if since.only_the_day:
        return "Nothing on record has changed: what has not begun is later by the days that have passed."
    return ""


def _fixed_end(found: Looked) -> date | None:
    ends = found.look.record.plan.ends_by
    return ends.last if ends else None
