"""A workstream's colour: what is read off the record, and what a named person states beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from severalty.engine.transition.packages import Colour
from severalty.engine.transition.path import StreamOnPath, path_of
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.actions.colours import StatedColour, state_colour
from severalty.transition.binding import PLANS, WORKSTREAMS
from severalty.transition.forms.colours import ColourForm, TakeBackForm
from severalty.transition.queries import plans as queries
from severalty.transition.queries.record import plan_seen
from severalty.transition.queries.standing import path_question
from severalty.transition.reports.standing_tables import because_words, leaves_words
from severalty.transition.views.panels import FormPanel, answered, sent
from severalty.transition.views.trails import at, is_own, trail_of

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_VIEW)
def colour(request: Request, case: Case, ref: str) -> HttpResponseBase:
    row = queries.one_of(request.viewer, case, WORKSTREAMS, ref)
    found = _on_path(request, case, row)
    context = {
        "case": case, "heading": f"Colour of {row.item.name}", "facts": _facts(found),
        "is_own": _may(request, case, row),
        "trail": trail_of(case, ("Path to confidence", at(case, "path")), (row.item.name, "")),
        "tools": [("The whole record, its history, and who may see it", reverse("estate:item", args=[case.key, ref]))],
    }  # fmt: skip
    return answered(request, _forms(request, case, row), context, "transition/thing.html")


def _on_path(request: Request, case: Case, row: Any) -> StreamOnPath:
    """The workstream as its viewer's own record bears it out."""
    plan = queries.one_of(request.viewer, case, PLANS, row.plan_id)
    seen = plan_seen(request.viewer, case, plan.pk, timezone.localdate())
    key = seen.handles[row.pk]
    return next(one for one in path_of(path_question(seen, seen.record.on)).streams if one.workstream.key == key)


def _facts(found: StreamOnPath) -> list[tuple[str, str, str]]:
    return [
        ("Colours", found.told[0].upper() + found.told[1:], ""), ("Calculated, because", because_words(found), ""),
        ("Leaves its colour when", leaves_words(found), ""),
    ]  # fmt: skip


def _may(request: Request, case: Case, row: Any) -> bool:
    return is_own(request.viewer, case, row) and row.council_id in (None, row.item.recorded_by_id)


def _forms(request: Request, case: Case, row: Any) -> list[FormPanel]:
    if not _may(request, case, row):
        return []
    stated = row.colour != Colour.UNKNOWN
    values = {
        "version": row.item.version, "colour": row.colour if stated else "", "colour_by": row.colour_by,
        "colour_on": row.colour_on.code if row.colour_on else "", "colour_because": row.colour_because,
    }  # fmt: skip
    panels = [
        FormPanel("state", "State a colour", "State it", ColourForm(initial=values, **sent(request, "state")),
                  partial(_state, request, case, row.pk), "The colour is stated. The calculated one stays beside it.",
                  "A person who sees it otherwise than the record says so, with a reason. The calculated colour stays.",
                  is_first=True),
    ]  # fmt: skip
    if stated:
        form = TakeBackForm(initial={"version": row.item.version}, **sent(request, "take-back"))
        panels.append(
            FormPanel("take-back", "Take the stated colour back", "Take it back", form,
                      partial(_take_back, request, case, row.pk), "It is taken back; the calculated one stays.")
        )  # fmt: skip
    return panels


def _state(request: Request, case: Case, ref: str, data: dict[str, Any]) -> None:
    stated = StatedColour(
        ref, data["version"], Colour(data["colour"]), data["colour_by"], data["colour_on"], data["colour_because"]
    )
    state_colour(by=request.viewer, at=timezone.now(), case=case, stated=stated)


def _take_back(request: Request, case: Case, ref: str, data: dict[str, Any]) -> None:
    state_colour(by=request.viewer, at=timezone.now(), case=case, stated=StatedColour(ref, data["version"]))
