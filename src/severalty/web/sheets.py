"""Tables that are no registers: a caption, columns, rows and a foot, shown on a page or handed out as a file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict, StreamingHttpResponse
from django.utils.html import format_html

from severalty.engine.evidence import show_money, show_pounds
from severalty.web.asked import read_page, value_of
from severalty.web.columns import Cell, Column, cell_of
from severalty.web.exports import CSV_TYPE, write_csv

MOST_NARROW = 6


PART = 50
"""Rows of a part of a long table; one that is little longer is shown whole."""


@dataclass(frozen=True)
class SheetPart:
    """One part of a long table: which rows it has, and where it is."""

    words: str
    url: str
    chosen: bool


@dataclass(frozen=True)
class Sheet:
    """A table of a page. `foot` is a row like the others, shown as the total under `foot_label`; a long table that is
    shown in `parts` of so many rows (`part`) leads to the others."""

    caption: str
    columns: tuple[Column, ...]
    rows: Sequence[Any]
    foot: Any = None
    foot_label: str = "Total"
    ident: str = ""
    parts: tuple[SheetPart, ...] = ()
    part: int = PART

    @property
    def is_wide(self) -> bool:
        """Whether it has so many columns that the first must not be squeezed."""
        return len(self.columns) > MOST_NARROW

    @property
    def body(self) -> list[list[Cell]]:
        """The cells, row by row."""
        return [[self._cell(column, row) for column in self.columns] for row in self.rows]

    @property
    def foot_cells(self) -> list[Cell]:
        """The cells of the total but for the first, which its words take."""
        return [self._cell(column, self.foot) for column in self.columns[1:]] if self.foot is not None else []

    def _cell(self, column: Column, row: Any) -> Cell:
        """The cell; an amount leaves the mark of its evidence to the row's own column of evidence."""
        cell = cell_of(column, row)
        if column.kind not in ("money", "pounds") or not any(one.key == "evidence" for one in self.columns):
            return cell
        if column.kind == "pounds" and cell.value is None:
            return cell
        show = show_money if column.kind == "money" else show_pounds
        words = format_html('<span class="sev-number">{}</span>', show(cell.value, column.evidence_for(row)))
        return replace(cell, html=format_html('<a href="{}">{}</a>', cell.url, words) if cell.url else words)


def in_parts(sheet: Sheet, params: QueryDict) -> Sheet:
    """The part of a long table that an address asks for; a short one whole."""
    many, size, key = len(sheet.rows), sheet.part, f"{sheet.ident}-part"
    if many <= size + size // 2 or not sheet.ident:
        return sheet
    last = -(-many // size)
    chosen = min(read_page(value_of(params, key), []), last)
    spans = [(one, size * (one - 1), min(size * one, many)) for one in range(1, last + 1)]
    parts = []
    for number, first, end in spans:
        query = params.copy()
        query[key] = str(number)
        parts.append(SheetPart(f"{first + 1} to {end}", f"?{query.urlencode()}#{sheet.ident}", number == chosen))
    _, first, end = spans[chosen - 1]
    caption = f"{sheet.caption}: {first + 1} to {end} of {many:,}"
    return replace(sheet, caption=caption, rows=sheet.rows[first:end], parts=tuple(parts))


def csv_file(sheet: Sheet, name: str) -> StreamingHttpResponse:
    """The rows of a table as a CSV file."""
    response = StreamingHttpResponse(write_csv(sheet.columns, sheet.rows), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
