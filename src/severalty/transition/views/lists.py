"""The registers of teams, freezes and templates of work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.estate.queries import register_for
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.binding import FREEZES, TEAMS, TEMPLATES
from severalty.transition.queries import plans as queries
from severalty.transition.views.trails import lock_of, may_edit, trail_of
from severalty.web.lists import Column, Filter, Register, render_list
from severalty.web.marks import Tag

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

_CONTAINS = Filter("q", "Contains", None, lambda rows, words: rows.filter(item__name__icontains=words))


@require_GET
@requires(Permission.PLAN_VIEW)
def teams(request: Request, case: Case) -> HttpResponseBase:
    needed = queries.needs_by_team(request.viewer, case)
    register = Register(
        "team", "teams",
        (
            _name(case), Column("council", "Of", "organisation", "council__name"), Column("skills", "Skills"),
            Column("units", "Per cent of a person", "count", "units"),
            Column("day_to_day", "Day-to-day work", value=lambda row: f"{row.day_to_day}%" if row.day_to_day else ""),
            Column("starts", "From", "date", "starts", hidden_by_default=True, in_files=True),
            Column("ends", "Until", "date", "ends", hidden_by_default=True, in_files=True),
            Column("day_cost", "A person’s day", "money", "day_cost", evidence="item.evidence"),
            Column("packages", "Packages", "count", value=lambda row: needed.get(row.pk, 0)),
        ),
        (_CONTAINS,), "name", lock_of,
    )  # fmt: skip
    about = ("Teams", ("Who does the work, and what each gives beside its day-to-day work. What a council may ask of "
             "a shared team is its allotment; what it leaves over is told to nobody."),
             "Infrastructure engineers: ten people, half of their time for day-to-day work.", "Add a team")  # fmt: skip
    rows = register_for(request.viewer, case, TEAMS)
    return render_list(request, register, rows, _context(request, case, "teams", about), "transition/listed.html")


@require_GET
@requires(Permission.PLAN_VIEW)
def freezes(request: Request, case: Case) -> HttpResponseBase:
    on = timezone.localdate()
    register = Register(
        "change freeze", "change freezes",
        (
            _name(case), Column("council", "For", "organisation", "council__name"),
            Column("kind", "Why", "text", "kind"),
            Column("starts", "First day", "date", "starts"), Column("ends", "Last day", "date", "ends"),
            Column("reach", "Stops", "text", "reach"), Column("severity", "Severity", "text", "severity"),
            Column("stands", "Today", "tag", value=lambda row: _freeze_tag(row, on)),
        ),
        (_CONTAINS,), "starts", lock_of,
    )  # fmt: skip
    about = ("Change freezes", ("Days on which changes are frozen: elections, the end of the year, billing. What "
             "they stop is not planned into them, unless a package has leave to run."),
             "From 24 April to 8 May no cut-over, because of the election.", "Add a freeze")  # fmt: skip
    rows = register_for(request.viewer, case, FREEZES)
    return render_list(request, register, rows, _context(request, case, "freezes", about), "transition/listed.html")


def _freeze_tag(row: Any, on: Any) -> Tag:
    if row.starts is None or row.ends is None:
        return Tag("not known", "warn")
    if row.ends.last < on:
        return Tag("over")
    return Tag("frozen", "bad") if row.starts.first <= on else Tag("to come")


@require_GET
@requires(Permission.PLAN_VIEW)
def templates(request: Request, case: Case) -> HttpResponseBase:
    register = Register(
        "template", "templates",
        (
            _name(case), Column("description", "What it is for", value="item.description"),
            Column("routes", "For routes", "text", "routes"), Column("classes", "For classes", "text", "classes"),
            Column("by", "Recorded by", "organisation", "item__recorded_by__name", "item.recorded_by"),
        ),
        (_CONTAINS,), "name", lock_of,
    )  # fmt: skip
    about = ("Templates of work", ("From what becomes of a thing, a template makes the packages that it takes. Those "
             "that come with the product are used where a council has none of its own for a route."),
             "Rehost: design, build, migrate, test, rehearse, cut over, switch off.", "Add a template")  # fmt: skip
    rows = register_for(request.viewer, case, TEMPLATES)
    context = _context(request, case, "work_templates", about)
    return render_list(request, register, rows, context, "transition/listed.html")


def _name(case: Case) -> Column:
    return Column("name", "Name", "link", "item__name", "item.name",
                  url=lambda row: reverse("estate:item", args=[case.key, row.pk]))  # fmt: skip


def _context(request: Request, case: Case, table: str, about: tuple[str, str, str, str]) -> dict[str, Any]:
    heading, words, example, add = about
    return {
        "case": case, "heading": heading, "trail": trail_of(case, (heading, "")), "about": words, "example": example,
        "add_url": reverse("estate:new", args=[case.key, table]) if may_edit(request.viewer, case) else "",
        "add_words": add, "tools": [("All columns, and files", reverse("estate:register", args=[case.key, table]))],
    }  # fmt: skip
