"""A case written as a folder of CSV, a zip or a workbook, and the empty workbook to begin with."""

import csv
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from types import MappingProxyType
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from severalty.engine.fields import Column, Kind, columns_of, write
from severalty.engine.tables import TABLES
from severalty.formats.case import sheet_title
from severalty.formats.cells import EXAMPLE, marked, tidy

Rows = Mapping[str, Iterable[Any]]
"""Records by table."""

_NOTHING: Mapping[str, bytes] = MappingProxyType({})
_STAMP = (1980, 1, 1, 0, 0, 0)
_HEADER = PatternFill("solid", fgColor="FF00555F")
TEMPLATE_ROWS = 2_000


def harmless(text: str) -> str:
    """The text as a file may carry it: without unseen characters, and so that no spreadsheet takes it for a formula.

    Reading takes the mark off again.
    """
    return marked(tidy(text))


def texts(record: Any) -> list[str]:
    """A record's cells, in the order of its columns."""
    return [harmless(write(shape, getattr(record, shape.name))) for shape in columns_of(record.__class__)]


def csv_of(table: str, records: Iterable[Any]) -> str:
    """One table as CSV with its header row."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([shape.name for shape in columns_of(TABLES[table])])
    writer.writerows(texts(record) for record in records)
    return out.getvalue()


def toml_of(about: Mapping[str, Any]) -> str:
    """A case's description as TOML: single values and lists first, then tables, then tables of rows."""
    rows = {key: value for key, value in about.items() if _is_rows(value)}
    tables = {key: value for key, value in about.items() if isinstance(value, dict)}
    plain = {key: value for key, value in about.items() if key not in rows and key not in tables}
    lines = _pairs(plain)
    for key, value in tables.items():
        lines += ["", f"[{_toml_key(key)}]", *_pairs(value)]
    for key, value in rows.items():
        for inner in value:
            lines += ["", f"[[{_toml_key(key)}]]", *_pairs(inner)]
    return "\n".join(lines) + "\n"


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(inner, dict) for inner in value)


def _pairs(values: Mapping[str, Any]) -> list[str]:
    return [f"{_toml_key(key)} = {_toml(value)}" for key, value in values.items() if value is not None]


def _toml_key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(inner) for inner in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(_pairs(value)) + "}"
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    # The escapes of JSON are escapes of TOML too, but for the one sign that JSON lets stand.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def zip_of(about: Mapping[str, Any], rows: Rows, files: Mapping[str, bytes] = _NOTHING) -> bytes:
    """A case as a zip of its folder, with `files` beside its tables; the same case gives the same bytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("case.toml", _STAMP), toml_of(about))
        for table, records in rows.items():
            archive.writestr(zipfile.ZipInfo(f"{table}.csv", _STAMP), csv_of(table, records))
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path, _STAMP), content)
    return out.getvalue()


def workbook_of(rows: Rows) -> bytes:
    """A case as a workbook with a sheet per table, one row per record."""
    book = Workbook(write_only=True)
    for table, records in rows.items():
        sheet = book.create_sheet(sheet_title(table))
        _widths(sheet, columns_of(TABLES[table]))
        sheet.freeze_panes = "C2"
        sheet.append([_head(sheet, shape) for shape in columns_of(TABLES[table])])
        for record in records:
            cells = zip(columns_of(TABLES[table]), texts(record), strict=True)
            sheet.append([_cell(sheet, shape, text) for shape, text in cells])
    return _saved(book)


def template(tables: Sequence[str] = tuple(TABLES)) -> bytes:
    """The empty workbook: a sheet per table with drop-down lists, notes on every heading and an example row."""
    book = Workbook(write_only=True)
    notes = book.create_sheet("Read me")
    notes.column_dimensions["A"].width = 110
    for line in (*_GUIDE, *(_ALL_SHEETS if len(tables) == len(TABLES) else ())):
        notes.append([line])
    for table in tables:
        shapes = columns_of(TABLES[table])
        sheet = book.create_sheet(sheet_title(table))
        _widths(sheet, shapes)
        sheet.freeze_panes = "C2"
        for index, shape in enumerate(shapes, start=1):
            if shape.choices:
                _drop_down(sheet, get_column_letter(index), shape)
        sheet.append([_head(sheet, shape) for shape in shapes])
        sheet.append([_example(sheet, shape, first=index == 0) for index, shape in enumerate(shapes)])
    return _saved(book)


_GUIDE = (
    "How to fill in this workbook",
    "Each sheet is one register. Leave out the sheets and the columns that you do not need.",
    f"The first row under the headings of each sheet is an example: it begins with {EXAMPLE} and is not read.",
    "Every row needs a key of your own: it finds the row again when you bring the workbook in a second time.",
    "Dates may be as imprecise as you know them: 31 March 2025, March 2025, Q3 2025/26, 2025/26, about 2025.",
    "Money is in pounds: 1234.50. Shares are whole numbers (users, pounds, thirds), never percentages.",
    "Leave blank what nobody knows: blank is shown as missing, not as nought.",
    "A sheet that refers to another (a contract to its supplier) does so by the other row's key.",
    "Audience says who may see a row: holders (you and those who hold a share), named, partners, partnership, public.",
)
_ALL_SHEETS = (
    "",
    "Where to begin",
    "Nobody fills in all of this. Everybody begins with: Organisations, Partnerships, Memberships.",
    "What there is: Suppliers, Services, Configuration items, Contracts, Holdings, Dependencies.",
    "To compare options: Appraisals, Options, Gates, Factors, Score sheets, Scores, Cost lines, Cost amounts.",
    "To prepare decisions: Bodies, Meetings, Matters, Delegations.",
    "To take a service apart: Dispositions, Agreements, Bridges, Licence needs, Post transfers.",
    "To plan it: Plans, Workstreams, Teams, Freezes, Promises. Its packages can be made from dispositions.",
    "To watch risks: Risk matrices, Risks, Risk controls, Risk actions, Risk effects.",
    "Made by pages, and not by hand: Core versions, Core exempt terms, Plan runs, Planned dates, Baseline dates.",
)


def _widths(sheet: Any, shapes: Sequence[Column]) -> None:
    for index, shape in enumerate(shapes, start=1):
        wide = shape.kind is Kind.TEXT or shape.name == "name"
        sheet.column_dimensions[get_column_letter(index)].width = 40 if wide else max(14, len(shape.label) + 4)


def _head(sheet: Any, shape: Column) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=shape.label)
    cell.font = Font(bold=True, color="FFFFFFFF")
    cell.fill = _HEADER
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    about = [shape.help, "Needed." if shape.required else "", f"For example: {shape.example}" if shape.example else ""]
    if shape.choices:
        about.insert(1, f"One of: {', '.join(shape.words)}.")
    comment = Comment("\n".join(part for part in about if part) or shape.label, "Severalty")
    comment.width, comment.height = 320, 120
    cell.comment = comment
    return cell


def _example(sheet: Any, shape: Column, *, first: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=f"{EXAMPLE} {shape.example}".strip() if first else shape.example)
    cell.font = Font(italic=True, color="FF505A5F")
    return cell


def _cell(sheet: Any, shape: Column, text: str) -> Any:
    if shape.kind in (Kind.WHOLE, Kind.MONEY) and text:
        return float(text) if "." in text else int(text)
    text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)  # a workbook takes _x0041_ for a letter's number
    if text[:1] in ("=", "'"):
        cell = WriteOnlyCell(sheet, value=text)
        cell.data_type = "s"
        return cell
    return text or None


def _drop_down(sheet: Any, column: str, shape: Column) -> None:
    rule = DataValidation("list", formula1=f'"{",".join(shape.words)}"', allow_blank=True, showErrorMessage=True)
    rule.error = f"Choose one of: {', '.join(shape.words)}"[:225]
    rule.errorTitle = shape.label[:32]
    sheet.data_validations.append(rule)
    rule.add(f"{column}2:{column}{TEMPLATE_ROWS}")


def _saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()
