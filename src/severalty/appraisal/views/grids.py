"""The rows under a record, all on one page: amounts by year, scores, verdicts of a gate, points for and against."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from severalty.appraisal.actions import Family, save_family
from severalty.appraisal.binding import (
    COST_AMOUNTS,
    GATE_VERDICTS,
    POINTS,
    SCORES,
)
from severalty.appraisal.forms.families import (
    AmountsForm,
    FamilyForm,
    Place,
    PointsForm,
    ScoresForm,
    VerdictsForm,
)
from severalty.appraisal.forms.records import MOST_YEARS
from severalty.appraisal.queries.books import row_of
from severalty.appraisal.queries.editing import (
    appraisal_behind,
    children_of,
    factors_in,
    family_token,
    options_in,
    parent_of,
    spelled,
)
from severalty.appraisal.reports.sums import year_words
from severalty.appraisal.views.editing import Desk, answer, may_write
from severalty.appraisal.views.records import back_of, page_of
from severalty.tenancy.access import Request, refused, requires
from severalty.tenancy.binding import Binding
from severalty.tenancy.permissions import Permission

HIGHEST_SCORE = 100
MOST_ROWS = 240


@dataclass(frozen=True)
class Sheet:
    """One form for the rows under a record: its kind, what it is made with, and the words around it."""

    kind: type[FamilyForm]
    made_with: dict[str, Any]
    heading: str
    lead: str
    first: str = ""


@dataclass(frozen=True)
class Part:
    """One page of a grid that is too long for one: its number from 1, the first and the last of it, its address."""

    number: int
    words: str
    url: str
    is_here: bool


@requires(Permission.APPRAISAL_EDIT)
def amounts_change(request: Request, case: Any, ref: str) -> HttpResponse:
    return _answer(request, case, COST_AMOUNTS, ref, _amounts)


@requires(Permission.APPRAISAL_EDIT)
def scores_change(request: Request, case: Any, ref: str) -> HttpResponse:
    return _answer(request, case, SCORES, ref, _scores)


@requires(Permission.APPRAISAL_EDIT)
def verdicts_change(request: Request, case: Any, ref: str) -> HttpResponse:
    return _answer(request, case, GATE_VERDICTS, ref, _verdicts)


@requires(Permission.APPRAISAL_EDIT)
def points_change(request: Request, case: Any, ref: str) -> HttpResponse:
    return _answer(request, case, POINTS, ref, _points)


def _answer(
    request: Request, case: Any, binding: Binding, ref: str, sheet_of: Callable[[Any, Any, Any, Any], Sheet]
) -> HttpResponse:
    viewer = request.viewer
    row = row_of(viewer, case, parent_of(binding), ref)
    if not may_write(request, row):
        return refused(request, Permission.APPRAISAL_EDIT)
    held = children_of(viewer, case, binding, row)
    sheet, parts = _part(request, sheet_of(viewer, case, row, held))
    token = family_token(binding, row, held)

    def make(data: Any) -> FamilyForm:
        return sheet.kind(data, parent=row.pk, held=held, initial={"token": token}, **sheet.made_with)

    def save(form: FamilyForm) -> str:
        rows, gone = (spelled(viewer, case, binding, found) for found in (form.rows(), form.gone()))
        family = Family(binding, row.pk, form.cleaned_data["token"], rows, gone)
        why = form.cleaned_data["why"]
        saved = save_family(by=viewer, at=timezone.now(), why=why, case=case, family=family)
        return _following(parts) or back_of(request) or page_of(case, saved)

    template = "appraisal/edit.html" if sheet.kind is PointsForm else "appraisal/grid.html"
    desk = Desk(make, save, _context(request, case, row, sheet) | {"parts": parts}, template)
    return _fill(request, desk) if AmountsForm.filling in request.POST else answer(request, desk)


def parted(places: Sequence[Place], most: int) -> list[list[Place]]:
    """The rows of a grid by pages, groups kept whole where they fit: a form has no more boxes than can be sent."""
    pages: list[list[Place]] = [[]]
    for _, group in groupby(places, key=lambda place: place.group):
        rows = list(group)
        if pages[-1] and len(pages[-1]) + len(rows) > most:
            pages.append([])
        for start in range(0, len(rows), most):
            if start:
                pages.append([])
            pages[-1] += rows[start : start + most]
    return pages


def _part(request: Request, sheet: Sheet) -> tuple[Sheet, list[Part]]:
    """The sheet with the rows of one of its pages, and all pages if there are several."""
    pages = parted(sheet.made_with.get("places", ()), MOST_ROWS)
    if len(pages) == 1:
        return sheet, []
    asked = request.GET.get("part", "")
    here = min(max(int(asked), 1), len(pages)) if asked.isdecimal() and len(asked) < 6 else 1
    parts = []
    for number, rows in enumerate(pages, start=1):
        ends = list(dict.fromkeys((rows[0].group or rows[0].name, rows[-1].group or rows[-1].name)))
        parts.append(Part(number, " to ".join(ends), _url(request, number), number == here))
    return replace(sheet, made_with=sheet.made_with | {"page": pages[here - 1]}), parts


def _url(request: Request, number: int) -> str:
    back = back_of(request)
    return f"{request.path}?{urlencode({'part': number} | ({'back': back} if back else {}))}"


def _following(parts: Sequence[Part]) -> str:
    """The address of the next page of the grid; empty after the last."""
    here = next((part.number for part in parts if part.is_here), 0)
    return parts[here].url if 0 < here < len(parts) else ""


def _context(request: Request, case: Any, row: Any, sheet: Sheet) -> dict[str, Any]:
    page = page_of(case, row.pk)
    return {
        "case": case, "heading": sheet.heading, "lead": sheet.lead, "first": sheet.first,
        "trail": [(row.item.name, page)], "back_url": back_of(request) or page,
    }  # fmt: skip


def _fill(request: Request, desk: Desk) -> HttpResponse:
    """The grid with the blank years filled as the person asked; nothing is saved."""
    form = desk.make(request.POST)
    filled: dict[str, str] | None = None
    if form.is_valid():
        filled, data = form.filled(), request.POST.copy()
        for name, text in filled.items():
            data[name] = text
        form = desk.make(data)
    return render(request, desk.template, {**desk.context, "form": form, "filled": filled})


def _amounts(viewer: Any, case: Any, row: Any, held: Sequence[Any]) -> Sheet:
    appraisal = appraisal_behind(viewer, case, row)
    years = {one.year for one in held}
    if appraisal.first_year is not None:
        years |= set(range(appraisal.first_year, appraisal.first_year + min(appraisal.years or 0, MOST_YEARS)))
    places = [Place((year,), year_words(year)) for year in sorted(years)]
    return Sheet(
        AmountsForm, {"places": places}, f"Amounts of {row.item.name}",
        "A blank year means that no amount is on record; 0 means that it costs nothing.", "Financial year",
    )  # fmt: skip


def _scores(viewer: Any, case: Any, row: Any, held: Sequence[Any]) -> Sheet:
    appraisal = appraisal_behind(viewer, case, row)
    options = options_in(viewer, case, appraisal.pk)
    places = [
        Place((option.pk, factor.pk), option.item.name, factor.item.name, _anchors(factor))
        for factor in factors_in(viewer, case, appraisal.pk)
        for option in options
    ]
    top = HIGHEST_SCORE if appraisal.scale_top is None else appraisal.scale_top
    lead = f"Whole numbers from 0 to {top:,}, each with its reason. Leave blank what you do not score."
    return Sheet(ScoresForm, {"places": places, "top": top}, f"Scores of {row.item.name}", lead, "Option")


def _anchors(factor: Any) -> str:
    ends = (("Lowest", factor.anchor_low), ("Highest", factor.anchor_high))
    return ". ".join(f"{word}: {text}" for word, text in ends if text)


def _verdicts(viewer: Any, case: Any, row: Any, held: Sequence[Any]) -> Sheet:
    appraisal = appraisal_behind(viewer, case, row)
    places = [Place((option.pk,), option.item.name) for option in options_in(viewer, case, appraisal.pk)]
    lead = "Whether each option passes, with the reason. What is unknown counts neither way."
    return Sheet(VerdictsForm, {"places": places}, f"Verdicts of the gate {row.item.name}", lead, "Option")


def _points(viewer: Any, case: Any, row: Any, held: Sequence[Any]) -> Sheet:
    lead = "A point whose words you leave as they are keeps what it rests on."
    return Sheet(PointsForm, {}, f"Points for and against {row.item.name}", lead)
