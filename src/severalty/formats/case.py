"""A whole case from a folder of CSV tables, the same in a zip, or a workbook with a sheet per table."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from severalty.engine.estate.value_evidence import EvidenceError, read_value_evidence
from severalty.engine.fields import Column, FieldError, Kind, columns_of, read
from severalty.engine.tables import TABLES
from severalty.formats.archives import EMPTY_ZIP, ZIP, opened, whole_file
from severalty.formats.cells import EXAMPLE, unmarked
from severalty.formats.day_order import day_order
from severalty.formats.limits import LIMITS
from severalty.formats.problems import Problem, Unreadable, clipped, unreadable
from severalty.formats.sheets import Book, Headers, Sheet, read_book
from severalty.formats.workbook_scan import letter

EXPECTED = {
    Kind.DATE: "a date that exists, such as 31 March 2025, March 2025 or 2025/26",
    Kind.MONEY: "an amount in pounds, such as 1234.50",
    Kind.DURATION: "a length of time, such as 3 months",
    Kind.YEAR: "a financial year, such as 2025/26",
}
"""What cells of some kinds should hold, in words."""

Place = tuple[int, Column, str]
"""Where a column stands in a row, what it takes, and its letter."""

Mapped = Mapping[str, Mapping[str, str]]
"""By table, the heading in the file and the column it stands for; an empty column means: leave it out."""


@dataclass
class TableFile:
    """The rows of one table as read: each with the number of its row; `headings` are those of the file.

    `columns` leads from a heading to the column it stands for, `letters` from a column to its letter in the sheet,
    `samples` from a heading to the first text below it.
    """

    table: str
    sheet: str
    headings: tuple[str, ...]
    records: list[tuple[int, Any]] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    samples: dict[str, str] = field(default_factory=dict)
    unmapped: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[Column, ...]:
        """The columns that every row needs and the file does not have; none for rows that came without headings."""
        held = set(self.columns.values())
        return tuple(s for s in columns_of(self.record_type) if self.headings and s.required and s.name not in held)

    @property
    def record_type(self) -> type:
        """The record that rows become."""
        return TABLES[self.table]


@dataclass
class CaseFile:
    """What a file or folder holds: the case's own description, its tables, everything wrong with it."""

    name: str
    about: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, TableFile] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    strange_sheets: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows were read in all."""
        return sum(len(table.records) for table in self.tables.values())


def sheet_title(table: str) -> str:
    """The sheet that carries a table in a workbook: `Configuration items` for `configuration_items`."""
    return table.replace("_", " ").capitalize()


def table_of(title: str) -> str | None:
    """The table that a sheet or file carries, or None."""
    wanted = re.sub(r"[\W_]+", "_", title.strip().removesuffix(".csv")).lower()
    return wanted if wanted in TABLES else None


def read_case(
    source: Path | bytes,
    name: str = "",
    *,
    table: str = "",
    mapped: Mapped | None = None,
    progress: Callable[[int], None] = lambda rows: None,
) -> CaseFile:
    """Read a case. `table` names the table of a file with one sheet whose title does not.

    All problems are collected in the result. Raises Unreadable when nothing can be read.
    """
    if isinstance(source, Path) and source.is_dir():
        return _read_members(source.name, _folder(source), mapped or {}, progress)
    data, title = whole_file(source, name, LIMITS)
    members = _members_of(data, title)
    if members:
        return _read_members(title, members, mapped or {}, progress)
    book = read_book(data, title, headers=Headers())
    case = CaseFile(title, problems=list(book.problems), notices=list(book.notices))
    _read_book(case, book, table, mapped or {}, progress)
    return case


def _members_of(data: bytes, title: str) -> list[tuple[str, bytes]]:
    """The tables in a zip of CSV; none for a workbook or anything else. Raises Unreadable for bombs and damage."""
    if not data.startswith((ZIP, EMPTY_ZIP)):
        return []
    archive = opened(data, title, LIMITS)
    if "[Content_Types].xml" in archive.names or not any(name.endswith(".csv") for name in archive.names):
        return []
    return [
        (entry.filename.rsplit("/", 1)[-1], b"".join(archive.chunks(entry)))
        for entry in archive.entries
        if entry.filename.endswith((".csv", ".toml"))
    ]


def _folder(path: Path) -> Iterable[tuple[str, bytes]]:
    for file in sorted(path.iterdir()):
        if file.suffix in (".csv", ".toml") and file.is_file():
            yield file.name, whole_file(file, file.name, LIMITS)[0]


def _read_members(
    title: str, members: Iterable[tuple[str, bytes]], mapped: Mapped, progress: Callable[[int], None]
) -> CaseFile:
    case = CaseFile(title)
    strange = []
    for name, data in members:
        if name == "case.toml":
            case.about = _about(name, data)
        elif table_of(name) is None:
            strange.append(name)
        elif data.strip():
            book = read_book(data, name, headers=Headers(rows={name.removesuffix(".csv"): 1}))
            case.problems += book.problems
            case.notices += [f"{name}: {notice}" for notice in book.notices]
            _read_book(case, book, table_of(name) or "", mapped, progress)
    case.strange_sheets = tuple(strange)
    if not case.tables and not case.about:
        raise unreadable(title, "no table of a case", "files such as contracts.csv", "use the template's file names")
    return case


def _about(name: str, data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unreadable(
            Problem(name, None, None, str(error), "a TOML file", "correct the line named, or remove the file")
        ) from error


def _read_book(case: CaseFile, book: Book, table: str, mapped: Mapped, progress: Callable[[int], None]) -> None:
    strange = []
    filled = [sheet for sheet in book.sheets if sheet.header_row is not None]
    for sheet in book.sheets:
        name = table if table and len(filled) == 1 else table_of(sheet.name)
        if sheet.header_row is None or (name is None and sheet.name.strip().lower() in ("notes", "read me", "lists")):
            continue
        if name is None:
            strange.append(sheet.name)
            continue
        _read_table(case, sheet, name, mapped.get(name, {}))
        progress(case.rows)
    case.strange_sheets += tuple(strange)


def match_headings(table: str, headings: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """For each heading the column it stands for: as chosen, else by the column's name or label; others are left out."""
    words = {}
    for shape in columns_of(TABLES[table]):
        words[_plain(shape.name)] = words[_plain(shape.label)] = shape.name
    found: dict[str, str] = {}
    for heading in headings:
        column = chosen[heading] if heading in chosen else words.get(_plain(heading), "")
        if column and column not in found.values():
            found[heading] = column
    return found


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()


def _read_table(case: CaseFile, sheet: Sheet, table: str, chosen: Mapping[str, str]) -> None:
    headings = tuple(heading for heading in sheet.headers if heading)
    columns = match_headings(table, headings, chosen)
    if table in case.tables:
        place = f"the table {table} a second time; it stands in {case.tables[table].sheet!r} already"
        case.problems.append(Problem(sheet.name, None, None, place, "each table once", "put all its rows in one sheet"))
        return
    found = TableFile(table, sheet.name, headings, columns=columns)
    found.letters = {columns[text]: letter(at) for at, text in enumerate(sheet.headers, start=1) if text in columns}
    found.unmapped = tuple(h for h in headings if h not in columns and chosen.get(h) != "")
    case.tables[table] = found
    shapes = {shape.name: shape for shape in columns_of(TABLES[table])}
    found.samples = {text: _sample(sheet, at) for at, text in enumerate(sheet.headers) if text}
    for shape in found.missing:
        case.problems.append(
            Problem(
                sheet.name, sheet.header_row.number if sheet.header_row else 1, None, "no such column",
                f"a column {shape.label!r} ({shape.name})", "add the column, or say which of yours it is",
            )
        )  # fmt: skip
    if found.unmapped:
        case.notices.append(f"{sheet.name}: not read, because no column is called that: {', '.join(found.unmapped)}.")
    if not found.missing:
        _read_rows(case, sheet, found, shapes)


def _sample(sheet: Sheet, at: int) -> str:
    return next((clipped(row.cells[at]) for row in sheet.rows[:50] if at < len(row.cells) and row.cells[at]), "")


def _read_rows(case: CaseFile, sheet: Sheet, found: TableFile, shapes: Mapping[str, Column]) -> None:
    places = [
        (index, shapes[found.columns[heading]], letter(index + 1))
        for index, heading in enumerate(sheet.headers)
        if heading in found.columns
    ]
    blanks = {shape.name: shape.blank for shape in shapes.values()}
    orders = {index: _order(case, sheet, index, at) for index, shape, at in places if shape.kind is Kind.DATE}
    for row in sheet.rows:
        if row.cells[0].split(" ")[0] == EXAMPLE:
            continue
        values, good = dict(blanks), True
        for index, shape, at in places:
            text = row.cells[index] if index < len(row.cells) else ""
            if not text and not shape.required:
                continue
            try:
                values[shape.name] = read(shape, orders[index](text) if index in orders else unmarked(text))
            except FieldError as error:
                good = False
                case.problems.append(_problem(sheet, row.number, at, text, shape, error))
        fault = _evidence_fault(sheet, row.number, values, places, found.record_type) if good else None
        if fault is not None:
            case.problems.append(fault)
        elif good:
            found.records.append((row.number, found.record_type(**values)))


def _evidence_fault(
    sheet: Sheet, row: int, values: Mapping[str, Any], places: Iterable[Place], record: type
) -> Problem | None:
    text = values.get("value_evidence")
    try:
        if text:
            read_value_evidence(text, record)
    except EvidenceError as error:
        at = next((at for _, shape, at in places if shape.name == "value_evidence"), None)
        expected, _, mend = str(error).rstrip(".").rpartition("; ")
        return Problem(sheet.name, row, at, text or "", "evidence by column", mend or expected)
    return None


def _order(case: CaseFile, sheet: Sheet, index: int, at: str) -> Callable[[str], str]:
    texts = [(row.number, row.cells[index]) for row in sheet.rows if index < len(row.cells) and row.cells[index]]
    slashed = [(number, text) for number, text in texts if re.match(r"\d{1,2}[/.-]\d{1,2}[/.-]\d", text)]
    if not slashed:
        return lambda text: text
    order = day_order(slashed, sheet=sheet.name, column=at)
    case.problems += order.problems
    if order.notice:
        case.notices.append(order.notice)
    return lambda text: order.iso(text) or text


def _problem(sheet: Sheet, row: int, at: str, text: str, shape: Column, error: FieldError) -> Problem:
    expected, mend = error.expected, error.mend.rstrip(".")
    if shape.kind in EXPECTED:  # the readers of these say what was found, which the problem says already
        expected = EXPECTED[shape.kind]
        mend = "" if mend.startswith("'") else mend
    mend = mend or f"correct what stands under {shape.label}"
    return Problem(sheet.name, row, at, text or "nothing", expected, mend[0].lower() + mend[1:])
