"""A heat map drawn on the server as SVG: each cell carries its band and its count in words, and colour besides."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from severalty.engine.risks.heat import Heat, HeatCell
from severalty.engine.risks.rating import Grid
from severalty.web.pictures import INK, LINE, QUIET, drawn, short

LEFT, TOP, CELL, HIGH, FOOT = 118, 8, 92, 62, 44
LOW_TINT, MIDDLE_TINT, HIGH_TINT = (226, 240, 233), (252, 240, 205), (246, 199, 182)
LETTERS = 13


def heat_picture(grid: Grid, found: Heat, *, title: str, ident: str = "heat") -> SafeString:
    """The matrix with the most likely at the top and the worst at the right. The table beneath says the same."""
    width = LEFT + CELL * len(grid.impacts) + 8
    height = TOP + HIGH * len(grid.likelihoods) + FOOT
    cells = format_html_join("", "{}", ((_cell(grid, cell),) for cell in found.cells))
    inner = format_html("{}{}{}", _rows(grid), cells, _columns(grid, height))
    return drawn(ident, title, _words(grid, found), (width, height), (), inner)


def _place(grid: Grid, likelihood: int, impact: int) -> tuple[int, int]:
    return LEFT + CELL * (impact - 1), TOP + HIGH * (len(grid.likelihoods) - likelihood)


def _rows(grid: Grid) -> SafeString:
    return format_html_join(
        "",
        '<text x="{}" y="{}" font-size="13" text-anchor="end" fill="{}">{}</text>',
        (
            (LEFT - 10, _place(grid, place, 1)[1] + HIGH // 2 + 4, INK, short(f"{place} {word}", LETTERS + 3))
            for place, word in enumerate(grid.likelihoods, start=1)
        ),
    )


def _columns(grid: Grid, height: int) -> SafeString:
    return format_html_join(
        "",
        '<text x="{}" y="{}" font-size="13" text-anchor="middle" fill="{}">{}</text>',
        (
            (LEFT + CELL * place - CELL // 2, height - FOOT + 20, INK, short(f"{place} {word}", LETTERS))
            for place, word in enumerate(grid.impacts, start=1)
        ),
    )


def tint(band: int, bands: int) -> str:
    """The colour behind a band by its rank, from green over yellow to red; always light enough for dark words."""
    part = (band - 1) / max(1, bands - 1)
    low, high, inside = (LOW_TINT, MIDDLE_TINT, part * 2) if part < 0.5 else (MIDDLE_TINT, HIGH_TINT, part * 2 - 1)
    mixed = [round(a + (b - a) * inside) for a, b in zip(low, high, strict=True)]
    return "#{:02x}{:02x}{:02x}".format(*mixed)


def _cell(grid: Grid, cell: HeatCell) -> SafeString:
    x, y = _place(grid, cell.likelihood, cell.impact)
    fill = tint(cell.band, len(grid.bands)) if cell.band else "#ffffff"
    dashes = "" if cell.band else "4 3"
    count = len(cell.risks)
    middle = x + CELL // 2
    number = format_html(
        '<text x="{}" y="{}" font-size="22" font-weight="700" text-anchor="middle" fill="{}">{}</text>',
        middle, y + 30, INK, count,
    ) if count else ""  # fmt: skip
    return format_html(
        '<g><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-dasharray="{}"/>'
        '{}<text x="{}" y="{}" font-size="11" text-anchor="middle" fill="{}">{}</text></g>',
        cell_words(grid, cell), x + 2, y + 2, CELL - 4, HIGH - 4, fill, INK if count else LINE, dashes, number,
        middle, y + HIGH - 12, QUIET if not cell.band else INK, short(cell.word or "to confirm", LETTERS + 1),
    )  # fmt: skip


def cell_words(grid: Grid, cell: HeatCell) -> str:
    """`Significant, Critical: Medium Risk, 2 risks`."""
    place = f"{grid.likelihoods[cell.likelihood - 1]}, {grid.impacts[cell.impact - 1]}"
    count = len(cell.risks)
    return f"{place}: {cell.word or 'council to confirm'}, {count:,} {'risk' if count == 1 else 'risks'}"


def _words(grid: Grid, found: Heat) -> str:
    full: Sequence[HeatCell] = [cell for cell in found.cells if cell.risks]
    held = "; ".join(cell_words(grid, cell) for cell in full) or "no risk lies in any cell"
    return (
        f"{len(grid.likelihoods)} likelihoods by {len(grid.impacts)} impacts. {held}. The table beneath says the same."
    )
