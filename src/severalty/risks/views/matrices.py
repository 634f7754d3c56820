"""Matrices: the list with templates to copy, and the editor; what a source states is changed only for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from severalty.engine.estate.parties import Audience
from severalty.engine.risks.rating import (
    Determined,
    DeterminedQuestion,
    ObservedRating,
    Ordering,
    determined_cells,
)
from severalty.risks import actions
from severalty.risks.forms import BandsForm, CellsForm, ProposalForm, TemplateForm
from severalty.risks.queries.book import Book, book_for
from severalty.risks.queries.drafted import CellWish, is_own, may_edit
from severalty.risks.queries.matrices import Matrix, matrices_for, matrix_for, templates
from severalty.risks.views.lines import item_url, trail_of
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.web.columns import Column
from severalty.web.sheets import Sheet

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


@require_http_methods(["GET", "POST"])
@requires(Permission.RISK_VIEW)
def matrices(request: Request, case: Case) -> HttpResponse:
    found = matrices_for(request.viewer, case)
    form = TemplateForm(request.POST or None, templates=templates()) if may_edit(request.viewer, case) else None
    if request.method == "POST" and form is not None and form.is_valid():
        chosen = next(one for one in templates() if one.key == form.cleaned_data["template"])
        audience = Audience(form.cleaned_data["audience"])
        ref = actions.take_template(by=request.viewer, at=timezone.now(), case=case, template=chosen, audience=audience)
        messages.success(request, f"{chosen.name} is copied. Change its words, bands and cells as you need.")
        return redirect("risks:matrix", case.key, ref)
    context = {
        "case": case, "heading": "Risk matrices", "trail": trail_of(case, ("Matrices", "")), "form": form,
        "sheet": _list_sheet(case, found), "templates": templates(),
    }  # fmt: skip
    return render(request, "risks/matrices.html", context, status=422 if form is not None and form.errors else 200)


def _list_sheet(case: Case, found: list[Matrix]) -> Sheet:
    columns = (
        Column("name", "Matrix", "link", url=lambda one: reverse("risks:matrix", args=[case.key, one.ref])),
        Column("size", "Likelihoods by impacts", value=_size),
        Column("bands", "Bands", value=lambda one: "; ".join(one.grid.bands)),
        Column("open", "Cells to confirm", "count", value="check.open"),
        Column("faults", "Faults", "count", value=lambda one: len(one.check.findings)),
        Column("recorded_by", "Recorded by", "organisation", value="row.item.recorded_by"),
    )
    return Sheet("Matrices on record", columns, found, ident="matrices")


def _size(one: Matrix) -> str:
    return f"{len(one.grid.likelihoods)} by {len(one.grid.impacts)}"


@require_GET
@requires(Permission.RISK_VIEW)
def matrix(request: Request, case: Case, ref: str) -> HttpResponse:
    found = matrix_for(request.viewer, case, ref)
    return _page(request, case, found, CellsForm(matrix=found, initial={"seen": found.print}))


@require_POST
@requires(Permission.RISK_EDIT)
def matrix_cells(request: Request, case: Case, ref: str) -> HttpResponse:
    found = matrix_for(request.viewer, case, ref)
    form = CellsForm(request.POST, matrix=found)
    if form.is_valid():
        wishes = {at: CellWish(band, form.cleaned_data["reason"]) for at, band in form.chosen().items()}
        try:
            count = actions.set_cells(
                by=request.viewer, at=timezone.now(), case=case, ref=ref, wishes=wishes, seen=form.cleaned_data["seen"]
            )
            messages.success(request, f"{count:,} {'cell is' if count == 1 else 'cells are'} set.")
            return redirect("risks:matrix", case.key, ref)
        except Refused as error:
            form.add_error(None, str(error))
            form.show(found)
    return _page(request, case, found, form)


@require_POST
@requires(Permission.RISK_EDIT)
def matrix_fill(request: Request, case: Case, ref: str) -> HttpResponse:
    found = matrix_for(request.viewer, case, ref)
    form = ProposalForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return redirect("risks:matrix", case.key, ref)
    data = form.cleaned_data
    try:
        count = actions.propose_cells(
            by=request.viewer, at=timezone.now(), case=case, ref=found.ref, floors=data["floors"], seen=data["seen"]
        )
        messages.success(request, f"{count:,} open cells are filled and marked as our proposal.")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("risks:matrix", case.key, ref)


@require_POST
@requires(Permission.RISK_EDIT)
def matrix_bands(request: Request, case: Case, ref: str) -> HttpResponse:
    found = matrix_for(request.viewer, case, ref)
    form = BandsForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return redirect("risks:matrix", case.key, ref)
    data = form.cleaned_data
    try:
        actions.set_bands(
            by=request.viewer, at=timezone.now(), case=case, ref=found.ref, words=data["bands"], seen=data["seen"]
        )
        messages.success(request, "The bands are set; cells keep theirs by its word.")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("risks:matrix", case.key, ref)


@require_POST
@requires(Permission.RISK_EDIT)
def matrix_confirm(request: Request, case: Case, ref: str) -> HttpResponse:
    found = matrix_for(request.viewer, case, ref)
    try:
        count = actions.confirm_cells(
            by=request.viewer, at=timezone.now(), case=case, ref=found.ref, seen=request.POST.get("seen", "")[:64]
        )
        messages.success(request, f"{count:,} cells are confirmed by the council.")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("risks:matrix", case.key, ref)


def _page(request: Request, case: Case, found: Matrix, form: CellsForm) -> HttpResponse:
    own = is_own(request.viewer, found.row) and may_edit(request.viewer, case)
    book = book_for(request.viewer, case, timezone.localdate())
    grid, check = found.grid, found.check
    known, many = check.known, check.cells
    context = {
        "case": case, "heading": found.name, "matrix": found, "grid": grid, "check": check, "own": own,
        "trail": trail_of(case, ("Matrices", reverse("risks:matrices", args=[case.key])), (found.name, "")),
        "lead": f"{known:,} of {many:,} cells have a band; {check.open:,} are for the council to confirm.",
        "form": form if own else None, "rows": _rows(found, form), "record_url": item_url(case, found.ref),
        "proposal": ProposalForm(initial={"seen": found.print}, auto_id="fill_%s") if own and check.open else None,
        "bands": _band_sheet(found), "band_form": _band_form(found) if own else None, "settled": _settled(book, found),
    }  # fmt: skip
    return render(request, "risks/matrix.html", context, status=422 if form.errors else 200)


def _rows(found: Matrix, form: CellsForm) -> list[tuple[str, list[dict[str, Any]]]]:
    """A row for each likelihood, the highest first: each cell with its band, who says so, and its box."""
    grid = found.grid
    rows: dict[int, list[dict[str, Any]]] = {}
    for likelihood, impact in form.cells():
        cell = grid.cell(likelihood, impact)
        held = found.cells.get((likelihood, impact))
        rows.setdefault(likelihood, []).append(
            {"band": grid.word(cell.band), "standing": cell.standing.value, "box": form[f"cell-{likelihood}-{impact}"],
             "impact": f"{impact} {grid.impacts[impact - 1]}", "reason": held.reason if held else "",
             "fixed": cell.standing.value == "stated by the source"}
        )  # fmt: skip
    return [(f"{place} {grid.likelihoods[place - 1]}", cells) for place, cells in rows.items()]


def _band_form(found: Matrix) -> BandsForm:
    return BandsForm(initial={"seen": found.print, "bands": "; ".join(found.grid.bands)}, auto_id="bands_%s")


def _band_sheet(found: Matrix) -> Sheet:
    columns = (
        Column("place", "Place", "count", value=lambda one: one[0]),
        Column("word", "Band", value=lambda one: one[1].word),
        Column("calls_for", "Calls for", value=lambda one: one[1].calls_for),
    )
    return Sheet("Bands, the lowest first", columns, list(enumerate(found.bands, start=1)), ident="bands")


def _settled(book: Book, found: Matrix) -> list[tuple[str, Determined]]:
    """What the bands that sources state beside risks settle of the matrix, under each of three assumptions."""
    grid = found.grid
    observed = tuple(
        ObservedRating(risk.current_likelihood, risk.current_impact, risk.stated_band)
        for risk in book.question.risks
        if risk.matrix == found.ref and risk.current_likelihood and risk.current_impact
        and grid.holds(risk.current_likelihood, risk.current_impact) and grid.place(risk.stated_band)
    )  # fmt: skip
    if not observed:
        return []
    # Where a source names one band alone, there may be others: what follows is told as if there were.
    bands = grid.bands if len(grid.bands) > 1 else ("a lower band", *grid.bands, "a higher band")
    size = (len(grid.likelihoods), len(grid.impacts))
    return [(one.value, determined_cells(DeterminedQuestion(*size, bands, observed, one))) for one in Ordering]
