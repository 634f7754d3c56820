"""The path to planning confidence: how well each workstream is defined, and by how much each step narrows its band."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from severalty.engine.dates import day
from severalty.engine.transition.path import PathQuestion, path_of
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.queries.standing import path_question
from severalty.transition.reports.keeping import asks_to_narrow, narrows_of
from severalty.transition.reports.kept import KeptLook
from severalty.transition.reports.standing_tables import steps_sheet, streams_sheet
from severalty.transition.views.timetable_look import Looked, looked, of_a_plan, shown
from severalty.transition.views.trails import at
from severalty.web.asked import value_of

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


@require_GET
@requires(Permission.PLAN_VIEW)
@of_a_plan
def path(request: Request, case: Case) -> HttpResponseBase:
    found = looked(request, case, explain=False)
    question = path_question(found.drawn.seen, found.look.record.on)
    asks, kept_on = asks_to_narrow(question), ""
    if asks:
        question, kept_on = _narrowed(found, question, now=value_of(request.GET, "narrow") == "now")
    on_path = path_of(question)
    refs = found.drawn.seen.refs
    pages = {one.workstream.key: at(case, "colour", refs[one.workstream.key]) for one in on_path.streams}
    sheets = [streams_sheet(found.look, on_path, pages), steps_sheet(found.look, on_path)]
    narrowed = any(one.narrows is not None or one.unsaid for stream in on_path.streams for one in stream.steps)
    context = {
        "path": on_path, "overdue": len(on_path.overdue), "narrowed": narrowed, "kept_on": kept_on,
        "asks": asks and not question.narrows,
    }  # fmt: skip
    return shown(request, case, found, "path", sheets, context)


def _narrowed(found: Looked, question: PathQuestion, *, now: bool) -> tuple[PathQuestion, str]:
    """The same with the working days by which each step narrows a band, where they are kept and hold, with the day on
    which they were kept; or where they are asked for. To work them out takes longer than the rest of the page."""
    kept = KeptLook(found.drawn.seen)
    narrows = kept.narrows(question)
    if narrows is not None and kept.last is not None:
        return replace(question, narrows=dict(narrows)), str(day(kept.last.on))
    return (replace(question, narrows=narrows_of(found.drawn.seen, question)) if now else question), ""
