"""The calendar of a person: a page to make and revoke its secret address, and the feed behind that address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from severalty.decisions.actions import calendar as actions
from severalty.decisions.queries.book import book_for
from severalty.decisions.queries.calendar import address_of, entries_for, viewer_by
from severalty.decisions.views.tables import trail_of
from severalty.formats.calendar_feed import feed_of
from severalty.tenancy.access import Request, open_to_all, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.web.asked import value_of

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

CALENDAR_TYPE = "text/calendar; charset=utf-8"


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_VIEW)
def calendar(request: Request, case: Case) -> HttpResponseBase:
    told, status = "", 200
    try:
        if request.method == "POST" and value_of(request.POST, "do") == "revoke":
            actions.revoke_address(by=request.viewer, at=timezone.now(), case=case)
            messages.success(request, "The address is revoked: calendars that use it read nothing any more.")
            return redirect("decisions:calendar", case.key)
        if request.method == "POST":
            token = actions.renew_address(by=request.viewer, at=timezone.now(), case=case)
            told = request.build_absolute_uri(reverse("decisions:calendar-feed", args=[token]))
    except Refused as error:
        messages.error(request, str(error))
        status = 403
    context: dict[str, Any] = {
        "case": case, "heading": "Your calendar", "told": told, "held": address_of(request.viewer),
        "may": request.viewer.appointment is not None and request.viewer.belongs_to(case),
        "trail": trail_of(case, ("Your calendar", "")),
    }  # fmt: skip
    return _secret(render(request, "decisions/calendar.html", context, status=status))


@require_safe
@open_to_all("calendars cannot sign in; whoever holds the secret address sees what its owner may see today")
def calendar_feed(request: Request, token: str) -> HttpResponseBase:
    on = timezone.localdate()
    viewer, case = viewer_by(token, on)
    entries = entries_for(book_for(viewer, case, on), request.build_absolute_uri("/").rstrip("/"))
    name = f"Decisions, {viewer.organisation.name}" if viewer.organisation else "Decisions"
    return _secret(HttpResponse(feed_of(name, entries), content_type=CALENDAR_TYPE))


def _secret(response: HttpResponse) -> HttpResponse:
    """Neither caches nor search engines keep it, and the address is passed on to nobody."""
    response["Cache-Control"] = "private, no-store"
    # Not "no-referrer": browsers would then send a form of this page without its origin, and it would be refused.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
