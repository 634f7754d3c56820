"""A register as a CSV or Excel file: every row of the filtered list, and no cell that a spreadsheet would run."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from severalty.engine.evidence import Evidence, carries_figure, show_money, shown_pence
from severalty.web.columns import Column, plain_text

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
IN_MEMORY = 5_000_000
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
AMOUNTS = frozenset({"money", "pounds"})
_FORMATS = {"money": "#,##0.00", "pounds": "#,##0", "date": "d mmm yyyy", "count": "#,##0"}


class _Echo:
    """A file that hands back what is written to it, so that rows can be streamed."""

    def write(self, text: str) -> str:
        """The text itself."""
        return text


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe before it."""
    clean = _UNPRINTABLE.sub("", text)
    risky = clean.startswith(_RUNS) or clean.lstrip().startswith(_RUNS)
    return (f"'{clean}" if risky else clean)[:LONGEST_CELL]


def exported(column: Column, row: Any) -> str | int | float | Decimal | date:
    """One cell for a file: money in pounds, numbers and whole dates as such, everything else as harmless text."""
    value = column.value_of(row)
    if column.kind in AMOUNTS and isinstance(value, int):
        return _amount(value, column.evidence_for(row))
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return value
    return harmless(plain_text(column, value))


def _amount(pence: int, evidence: Evidence) -> Decimal | str:
    """Pounds no more precise than their evidence; words where there is no figure to be had."""
    if not carries_figure(evidence):
        return show_money(pence, evidence)
    return Decimal(shown_pence(pence, evidence)) / 100


def heading_of(column: Column) -> str:
    """The column's name in a file; amounts say that they are pounds."""
    return harmless(f"{column.label} (£)" if column.kind in AMOUNTS else column.label)


def write_csv(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[bytes]:
    """The file line by line, in UTF-8 with the mark that Excel needs; dates as 2025-03-14."""
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf" + str(writer.writerow([heading_of(column) for column in columns])).encode()
    for row in rows:
        yield str(writer.writerow([exported(column, row) for column in columns])).encode()


def write_xlsx(columns: Sequence[Column], rows: Iterable[Any], *, title: str = "List") -> IO[bytes]:
    """The workbook, open for reading at its start: one sheet, headings frozen and in bold.

    Rows go to disk as they come, so fifty thousand need no more memory than fifty.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '")[:31] or "List")
    sheet.freeze_panes = "A2"
    heads = [WriteOnlyCell(sheet, value=heading_of(column)) for column in columns]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([_sheet_cell(sheet, column, exported(column, row)) for column in columns])
    # The response closes the file when the last byte has gone.
    stream = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    book.save(stream)
    stream.seek(0)
    return stream


def _sheet_cell(sheet: Any, column: Column, value: Any) -> Any:
    form = _FORMATS.get(column.kind)
    if form is None or isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = "#,##0.00" if isinstance(value, Decimal) and column.kind == "count" else form
    return cell
