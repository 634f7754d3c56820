"""Tables that are no registers: a caption, columns, rows and a foot, shown on a page or handed out as a file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.html import format_html

from severalty.engine.evidence import show_money, show_pounds
from severalty.web.columns import Cell, Column, cell_of
from severalty.web.exports import CSV_TYPE, write_csv

MOST_NARROW = 6


@dataclass(frozen=True)
class Sheet:
    """A table of a page. `foot` is a row like the others, shown as the total under `foot_label`."""

    caption: str
    columns: tuple[Column, ...]
    rows: Sequence[Any]
    foot: Any = None
    foot_label: str = "Total"
    ident: str = ""

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


def csv_file(sheet: Sheet, name: str) -> StreamingHttpResponse:
    """The rows of a table as a CSV file."""
    response = StreamingHttpResponse(write_csv(sheet.columns, sheet.rows), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
