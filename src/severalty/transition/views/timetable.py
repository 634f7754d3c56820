"""The timetable of a plan: strips beside the words of their rows, zoom, groups and pages by the address alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from severalty.engine.dates import day
from severalty.engine.transition.packages import WorkPackage
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.forms.looking import TimetableForm
from severalty.transition.reports.pictures import (
    Group,
    bands_of,
    groups_of,
    key_rows,
    links_of,
    pages_of,
    row_of,
    span_of,
)
from severalty.transition.reports.pictures_look import Look
from severalty.transition.reports.standing import against_end
from severalty.transition.reports.timetable_table import sheets_of
from severalty.transition.views.timetable_look import Looked, looked, of_a_plan, shown
from severalty.web.asked import read_page, value_of
from severalty.web.axes import Axis, Scale, axis_of, fitting
from severalty.web.timetable import Ground, Row, definitions, head, legend, lines_of, strip

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


EDGE = timedelta(days=14)  # room for a mark on the last day


@dataclass(frozen=True)
class Drawing:
    """One group of rows, each with its strip."""

    name: str
    rows: tuple[tuple[Row, SafeString], ...]


@require_GET
@requires(Permission.PLAN_VIEW)
@of_a_plan
def timetable(request: Request, case: Case) -> HttpResponseBase:
    found = looked(request, case)
    look = found.look
    form, asked = _asked(request, found)
    axis = _axis(look, asked)
    packages = [one for one in look.packages if _is_shown(look, one, asked["only"]) and _is_in(look, one, asked, axis)]
    pages = pages_of(groups_of(look, asked["group"] or "workstream", packages))
    page = min(max(read_page(value_of(request.GET, "page"), []), 1), len(pages))
    ground = Ground(axis, look.record.on, bands_of(look))
    links = found.drawn.seen.handles.get(asked["links"], asked["links"])
    context = {
        "form": form, "drawings": _drawings(look, ground, pages[page - 1], links), "head": head(ground),
        "defs": definitions(ground), "legend": _legend(look, ground.axis), "page": page, "lead": _lead(look),
        "parts": [", ".join(group.name for group in one) for one in pages], "axis": ground.axis,
        "in_axis": _span_words(ground.axis), "links": asked["links"],
    }  # fmt: skip
    here = packages if "export" in request.GET else [one for group in pages[page - 1] for one in group.packages]
    return shown(request, case, found, "timetable", sheets_of(look, list(dict.fromkeys(here)), links), context)


def _asked(request: Request, found: Looked) -> tuple[TimetableForm, dict[str, Any]]:
    refs = found.drawn.seen.refs
    packages = sorted((one.name, refs[one.key]) for one in found.look.record.packages if one.key in refs)
    form = TimetableForm(
        request.GET or None, initial={"group": "workstream", "plan": found.ref}, plans=found.drawn.others,
        packages=[(ref, name) for name, ref in packages],
    )  # fmt: skip
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    empty: dict[str, Any] = {"start": None, "until": None, "scale": "", "group": "", "only": "", "links": ""}
    return form, empty | {key: value for key, value in data.items() if value}


def _axis(look: Look, asked: dict[str, Any]) -> Axis:
    """The axis that is asked for; without a span that of the whole plan."""
    first, last = span_of(look)
    first = asked["start"].first if asked["start"] else first
    last = asked["until"].last if asked["until"] else max(first, last) + EDGE
    scale = Scale(asked["scale"]) if asked["scale"] else fitting(first, max(first, last))
    return axis_of(first, last, scale)


def _is_shown(look: Look, package: WorkPackage, only: str) -> bool:
    if only == "critical":
        return package.key in look.critical
    if only == "open":
        return package.finished_on is None
    if only == "late":
        days, approved = look.days(package), look.baseline.get(package.key)
        return days is not None and approved is not None and days[1] > approved[1]
    return True


def _is_in(look: Look, package: WorkPackage, asked: dict[str, Any], axis: Axis) -> bool:
    """Whether a package has a day in the span that is asked for; without a span every package is shown."""
    if not asked["start"] and not asked["until"]:
        return True
    days = look.days(package)
    return days is not None and axis.holds(*days)


def _drawings(look: Look, ground: Ground, groups: Sequence[Group], links: str) -> list[Drawing]:
    """The days to keep, then the groups of this page; links run over all of its rows."""
    named = [("Days to keep", key_rows(look))]
    named += [
        (group.name, tuple(row_of(look, one, f"r{place}-") for one in group.packages))
        for place, group in enumerate(groups)
    ]
    every = [row for _, rows in named for row in rows]
    prefix = {one.key: f"r{place}-{one.key}" for place, group in enumerate(groups) for one in group.packages}
    lines = lines_of(ground.axis, every, links_of(look, links, prefix))
    nothing = SafeString("")
    return [
        Drawing(name, tuple((row, strip(ground, row, lines.get(row.ident, nothing))) for row in rows))
        for name, rows in named
        if rows
    ]


def _legend(look: Look, axis: Axis) -> list[tuple[SafeString, str]]:
    kinds = {mark.shape for row in key_rows(look) for mark in row.marks}
    kinds |= {one.kind for one in bands_of(look) if axis.holds(one.starts, one.ends)}
    return legend(kinds | {"milestone"})


def _lead(look: Look) -> str:
    """Where the plan stands, in a sentence."""
    many = len(look.record.packages)
    days = [found for one in look.record.packages if (found := look.days(one))]
    if not days:
        return f"{many} packages, none of which has dates yet: no plan has been worked out that you may see."
    last, plan = max(ends for _, ends in days), look.record.plan
    without = many - len(days)
    rest = f" {without} have no dates yet." if without else ""
    return (
        f"{len(days)} of {many} packages have dates; the last ends on {day(last)}{_against(last, plan.ends_by)}.{rest}"
    )


def _against(last: date, fixed: Any) -> str:
    if fixed is None:
        return ""
    return f", {against_end((fixed.last - last).days)} of {fixed}"


def _span_words(axis: Axis) -> str:
    return f"{day(axis.first)} to {day(axis.last)}"
