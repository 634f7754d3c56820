"""The rows under a record, all on one page: amounts by year, scores, verdicts of a gate, points for and against."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True)
class Sheet:
    """One form for the rows under a record: its kind, what it is made with, and the words around it."""

    kind: type[FamilyForm]
    made_with: dict[str, Any]
    heading: str
    lead: str
    first: str = ""


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
    sheet, token = sheet_of(viewer, case, row, held), family_token(binding, row, held)

    def make(data: Any) -> FamilyForm:
        return sheet.kind(data, parent=row.pk, held=held, initial={"token": token}, **sheet.made_with)

    def save(form: FamilyForm) -> str:
        rows, gone = (spelled(viewer, case, binding, found) for found in (form.rows(), form.gone()))
        family = Family(binding, row.pk, form.cleaned_data["token"], rows, gone)
        why = form.cleaned_data["why"]
        return back_of(request) or page_of(
            case, save_family(by=viewer, at=timezone.now(), why=why, case=case, family=family)
        )

    template = "appraisal/edit.html" if sheet.kind is PointsForm else "appraisal/grid.html"
    desk = Desk(make, save, _context(request, case, row, sheet), template)
    return _fill(request, desk) if AmountsForm.filling in request.POST else answer(request, desk)


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
