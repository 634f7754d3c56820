"""Notice for a meeting: every last day with the rule and the source that give it, as a table and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.decisions.forms.routes import OFFICER, MeetingForm
from severalty.decisions.queries import routes as queries
from severalty.decisions.queries.papers import councils_of
from severalty.decisions.views.routes import trail_of
from severalty.engine.clear_days import DaysError
from severalty.engine.dates import day
from severalty.engine.decisions.meetings import NoticeWay
from severalty.engine.decisions.notice import Notice, NoticeQuestion, OfficerQuestion, notice_for, officer_notice
from severalty.engine.decisions.route_reading import route_on
from severalty.formats.reference import bank_holidays
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.web.exports import CSV_TYPE, write_csv
from severalty.web.lists import Column

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

COLUMNS = (
    Column("words", "Step", value="words"),
    Column("on", "Last day", "date", value="on"),
    Column("weekday", "Weekday", value="weekday"),
    Column("rule", "Rule", value="rule"),
    Column("force", "Behind it", value=lambda step: step.force.value),
    Column("whose", "Whose value", value=lambda step: "the council’s own" if step.own else "national"),
    Column("state", "State", value=lambda step: step.state.value),
    Column("source", "Source", value="source"),
    Column("warning", "Look at this", value="warning"),
)


@require_GET
@requires(Permission.DECISION_VIEW)
def notice(request: Request, case: Case) -> HttpResponseBase:
    councils = [(one.key, one.name) for one in councils_of(case)]
    form = MeetingForm(request.GET if "meeting" in request.GET else None, councils=councils)
    found = _found(case, form) if form.is_bound and form.is_valid() else None
    if found is not None and request.GET.get("format") == "csv":
        return _file(found)
    asked = form.cleaned_data.get("council", "") if form.is_bound else ""
    council = queries.council_of(request.viewer, case, asked)
    if not form.is_bound:
        form.initial = {"council": council.key}
    query = request.GET.copy()
    query["format"] = "csv"
    context = {
        "case": case, "heading": "Notice for a meeting", "form": form, "found": found, "council": council,
        "meeting": day(found.meeting) if found else None, "is_meeting": request.GET.get("way") != OFFICER,
        "file_query": query.urlencode(),
        "meetings": queries.meetings_from(request.viewer, case, council, timezone.localdate()),
        "trail": trail_of(case, ("Decision routes", reverse("decisions:routes", args=[case.key])), ("Notice", "")),
    }  # fmt: skip
    return render(request, "decisions/notice.html", context, status=422 if form.errors else 200)


def _found(case: Case, form: Any) -> Notice | None:
    """Every last day; nothing, with a sentence on the form, where days cannot be counted."""
    data = form.cleaned_data
    route = route_on(data["council"], data["meeting"], queries.records_of(queries.values_for(case)))
    closures, way = bank_holidays().closures, data["way"] or NoticeWay.NOTICE
    try:
        if way == OFFICER:
            return officer_notice(OfficerQuestion(route, data["meeting"], closures, called_in=True))
        way = NoticeWay(way)
        return notice_for(NoticeQuestion(route, data["meeting"], closures, way, data["private"], data["published"]))
    except DaysError as error:
        form.add_error("meeting", str(error))
        return None


def _file(found: Notice) -> HttpResponseBase:
    response = StreamingHttpResponse(write_csv(COLUMNS, found.steps), content_type=CSV_TYPE)
    name = f"notice-{found.council}-{found.meeting.isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
