"""The heat map: a picture with its equal table, for the inherent, the current or the target scores of one matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from severalty.engine.risks.heat import Heat, HeatQuestion, Score, heat
from severalty.engine.risks.rating import Grid
from severalty.risks.queries.book import Book, book_for
from severalty.risks.queries.matrices import Matrix
from severalty.risks.views.heat_picture import heat_picture
from severalty.risks.views.lines import risk_url, tone_of, trail_of
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.web.asked import value_of
from severalty.web.columns import Column
from severalty.web.marks import Tag, tag_mark
from severalty.web.sheets import Sheet, csv_file

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

LABELS = {Score.INHERENT: "Before controls", Score.CURRENT: "As they are now", Score.TARGET: "As they are meant to be"}


@require_GET
@requires(Permission.RISK_VIEW)
def heat_map(request: Request, case: Case) -> HttpResponseBase:
    book = book_for(request.viewer, case, timezone.localdate())
    matrix = _matrix(book, value_of(request.GET, "matrix"))
    score = next((one for one in Score if one.value == value_of(request.GET, "score")), Score.CURRENT)
    context: dict[str, Any] = {
        "case": case, "heading": "Heat map", "trail": trail_of(case, ("Heat map", "")), "matrix": matrix,
        "scores": [(one.value, words, one is score) for one, words in LABELS.items()],
        "matrices": [(one.ref, one.name, one is matrix) for one in book.matrices.values()],
    }  # fmt: skip
    if matrix is not None:
        found = heat(HeatQuestion(matrix.grid, book.question.risks, score))
        sheet = _sheet(book, matrix.grid, found, score)
        if value_of(request.GET, "export") == sheet.ident:
            return csv_file(sheet, "heat-map")
        context |= {
            "sheet": sheet,
            "picture": heat_picture(matrix.grid, found, title=f"{matrix.name}: {LABELS[score].lower()}"),
            "label": LABELS[score], "bands": _bands(book, matrix, found),
            "unscored": _links(book, found.unscored), "off": _links(book, found.off_matrix),
        }  # fmt: skip
    return render(request, "risks/heat.html", context)


def _matrix(book: Book, ref: str) -> Matrix | None:
    """The matrix that is asked for, or else the one that most risks are scored on."""
    if ref in book.matrices:
        return book.matrices[ref]
    scored = [line.risk.matrix for line in book.lines]
    return max(book.matrices.values(), key=lambda one: (scored.count(one.ref), one.name), default=None)


def _sheet(book: Book, grid: Grid, found: Heat, score: Score) -> Sheet:
    """The same as the picture: a row for each likelihood, a column for each impact, each cell with its risks."""
    cells = {(cell.likelihood, cell.impact): cell for cell in found.cells}
    lines = {line.entry.ref: line for line in book.lines}

    def shown(impact: int) -> Any:
        def value(likelihood: int) -> SafeString:
            cell = cells[likelihood, impact]
            band = tag_mark(Tag(cell.word, tone_of(cell.band, len(grid.bands))) if cell.band else Tag("to confirm"))
            links = format_html_join(
                "; ", '<a class="govuk-link" href="{}">{}</a>',
                ((risk_url(book.case, ref), lines[ref].item.name) for ref in cell.risks),
            )  # fmt: skip
            return format_html("{} {}", band, links)

        return value

    columns = (
        Column("likelihood", "Likelihood", value=lambda place: f"{place} {grid.likelihoods[place - 1]}"),
        *(
            Column(f"impact{place}", f"{place} {word}", value=shown(place))
            for place, word in enumerate(grid.impacts, start=1)
        ),
    )
    rows = list(range(len(grid.likelihoods), 0, -1))
    return Sheet(f"Risks by likelihood and impact, {LABELS[score].lower()}", columns, rows, ident="cells")


def _bands(book: Book, matrix: Matrix, found: Heat) -> Sheet:
    """How many risks lie in each band; those in an open cell stand by themselves."""
    counts = [
        (word, sum(len(cell.risks) for cell in found.cells if cell.band == place), matrix.bands[place - 1].calls_for)
        for place, word in enumerate(matrix.grid.bands, start=1)
    ]
    counts.reverse()
    counts.append(("Council to confirm", sum(len(cell.risks) for cell in found.cells if not cell.band), ""))
    columns = (
        Column("band", "Band", value=lambda one: one[0]),
        Column("risks", "Open risks", "count", value=lambda one: one[1]),
        Column("calls_for", "Calls for", value=lambda one: one[2]),
    )
    return Sheet("Risks by band", columns, counts, ident="bands")


def _links(book: Book, refs: tuple[str, ...]) -> list[tuple[str, str]]:
    names = {line.entry.ref: line.item.name for line in book.lines}
    return [(names[ref], risk_url(book.case, ref)) for ref in refs]
