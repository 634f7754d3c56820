"""What every page that draws a plan gathers first: the plan that is asked for, as the viewer may see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from severalty.tenancy.access import Request
from severalty.tenancy.permissions import Permission
from severalty.transition.queries.drawn import Drawn, NoPlan, drawn_plan
from severalty.transition.reports.pictures_look import Look, explained, plain_look
from severalty.transition.reports.unpriced import unpriced_sheets, without_pounds
from severalty.web.asked import value_of
from severalty.web.sheets import Sheet, csv_file, in_parts

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

PAGES = (
    ("timetable", "Timetable"), ("waves", "Waves"), ("workload", "Workload"),
    ("dependencies", "Dependencies"), ("confidence", "Confidence"), ("budget", "Budget"),
    ("progress", "Progress"), ("path", "Path to confidence"),
)  # fmt: skip


def of_a_plan(view: Callable[[Request, Case], HttpResponseBase]) -> Callable[[Request, Case], HttpResponseBase]:
    """A page that draws a plan; where the viewer may see none at all, it says so."""

    @wraps(view)
    def answer(request: Request, case: Case) -> HttpResponseBase:
        try:
            return view(request, case)
        except NoPlan:
            title = dict(PAGES)[view.__name__]
            trail = [(case.name, reverse("estate:overview", args=[case.key])), (title, "")]
            return render(request, "transition/no_plan.html", {"case": case, "heading": title, "trail": trail})

    return answer


@dataclass(frozen=True)
class Looked:
    """The plan of a page."""

    drawn: Drawn
    look: Look

    @property
    def ref(self) -> str:
        """The reference of the plan."""
        return str(self.drawn.seen.row.pk)

    @property
    def name(self) -> str:
        """What people call the plan."""
        return self.look.record.plan.name


def looked(request: Request, case: Case, *, explain: bool = True) -> Looked:
    """The plan that an address asks for; a page that tells nothing of why it stands so needs no explanation of it.
    Raises Http404 where there is none that this viewer may see."""
    drawn = drawn_plan(request.viewer, case, value_of(request.GET, "plan"), timezone.localdate())
    return Looked(drawn, look_of(drawn, case, explain=explain))


def look_of(drawn: Drawn, case: Case, *, explain: bool = True) -> Look:
    """The plan with its dates, and a way to the page of everything in it."""
    seen = drawn.seen
    urls = {handle: _url(case, handle, ref) for handle, ref in seen.refs.items()}
    look = plain_look(seen.record, drawn.approved, drawn.organisations, urls)
    return explained(look) if explain else look


def _url(case: Case, handle: str, ref: str) -> str:
    """The page of a package, or of any other item."""
    page = "transition:package" if handle.startswith("work_packages:") else "estate:item"
    return reverse(page, args=[case.key, ref])


def shown(
    request: Request, case: Case, found: Looked, page: str, sheets: Sequence[Sheet], context: dict[str, Any]
) -> HttpResponseBase:
    """The page of a name with its tables, or one of the tables as a file; without pounds for whom they are not."""
    if not request.viewer.may(Permission.MONEY_VIEW, case):
        sheets, context = unpriced_sheets(sheets), context | {"lead": without_pounds(context.get("lead", ""))}
    wanted = next((one for one in sheets if one.ident == value_of(request.GET, "export")), None)
    if wanted is not None:
        return csv_file(wanted, f"{page}-{wanted.ident}")
    title = dict(PAGES).get(page, "")
    form = context.get("form")
    return _page(request, page, 422 if form is not None and form.errors else 200, {
        "case": case, "heading": title, "sheets": [in_parts(one, request.GET) for one in sheets],
        "plan": found.look.record.plan, "ref": found.ref,
        "look": found.look, "on": found.look.record.on, "trail": trail_of(case, found, title),
        "pages": [(name, words, _address(case, name, found), name == page) for name, words in PAGES
                  if len(found.drawn.others) > 1],
        "has_run": bool(found.look.dates), **context,
    })  # fmt: skip


def _page(request: Request, page: str, status: int, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"transition/{page}.html", context, status=status)


def _address(case: Case, name: str, found: Looked) -> str:
    return f"{reverse(f'transition:{name}', args=[case.key])}?plan={found.ref}"


def trail_of(case: Case, found: Looked, title: str) -> list[tuple[str, str]]:
    """The case, the plan, and this page."""
    return [
        (case.name, reverse("estate:overview", args=[case.key])), (found.name, _address(case, "timetable", found)),
        (title, ""),
    ]  # fmt: skip
