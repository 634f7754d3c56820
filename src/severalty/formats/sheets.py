"""Any spreadsheet-like file to rows of text with coordinates, refusing what would harm."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine as calamine

from severalty.formats.archives import EMPTY_ZIP, ZIP, Archive, gunzipped, locked, opened, whole_file
from severalty.formats.cells import ERRORS, as_text, tidy
from severalty.formats.delimited import decoded, delimiter_of, records, without_separator_line
from severalty.formats.limits import LIMITS, Limits
from severalty.formats.problems import Problem, Unreadable, clipped, unreadable
from severalty.formats.workbook_scan import Extent, letter, scan_ods, scan_xlsx

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WORKBOOKS = (".xlsx", ".xlsm", ".ods")
Numbered = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class Row:
    """One row of text cells; `number` is what a person sees beside it, the first cell stands in column A."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet: its header row and the rows below it that hold anything.

    `header_row` is None when the sheet is empty. `rows` are as wide as the header row or wider. Rows above the header
    are in `above`.
    """

    name: str
    header_row: Row | None
    rows: tuple[Row, ...]
    above: tuple[Row, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """The column headings, empty texts for columns without one."""
        return self.header_row.cells if self.header_row else ()

    def letter_of(self, heading: str) -> str | None:
        """The letter of the column under a heading, capitals and spaces at the edges apart; None when there is none."""
        wanted = heading.strip().casefold()
        return next((letter(at + 1) for at, text in enumerate(self.headers) if text.casefold() == wanted), None)

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row's number and its texts by heading; columns without a heading are left out."""
        for row in self.rows:
            yield row.number, {name: text for name, text in zip(self.headers, row.cells, strict=False) if name}


@dataclass(frozen=True)
class Book:
    """What a file holds: its sheets, the problems a person must mend and the notices a person should see."""

    name: str
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, capitals apart."""
        return next((sheet for sheet in self.sheets if sheet.name.casefold() == name.strip().casefold()), None)


@dataclass(frozen=True)
class Headers:
    """Where the header row is looked for.

    The first row with at least `least_cells` filled cells is the header, or the row numbered in `rows` for its sheet.
    """

    least_cells: int = 2
    rows: Mapping[str, int] = field(default_factory=dict)


def read_book(source: bytes | Path, name: str = "", *, headers: Headers | None = None, limits: Limits = LIMITS) -> Book:
    """Read .xlsx, .xlsm, .ods, .csv, .tsv or .txt (also gzipped); the content decides, not the file's ending.

    All problems of the file are collected in the result. Raises Unreadable when nothing can be read.
    """
    packed, title = whole_file(source, name, limits)
    data = gunzipped(packed, title, limits)
    where = headers or Headers()
    if not data.strip(b"\x00\r\n\t "):
        raise unreadable(
            title, "an empty file", "a sheet with a header row", "save the sheet again and choose that file"
        )
    if data.startswith((ZIP, EMPTY_ZIP)):
        return _read_workbook(opened(data, title, limits), where)
    if data.startswith(OLD_OFFICE[: len(data)]):
        raise _old_office(data, title)
    return _read_text(data, title, where, limits)


def _read_text(data: bytes, title: str, where: Headers, limits: Limits) -> Book:
    decoding = decoded(data, title)
    text = without_separator_line(decoding.text)
    problems: list[Problem] = []
    notices = list(decoding.notices)
    name = title.rsplit(".", 1)[0] if "." in title else title
    rows: list[Numbered] = []
    held = 0
    for number, fields in records(text, delimiter_of(decoding.text), name, problems):
        held += max(len(fields), 1)
        if number > limits.rows or held > limits.cells:
            problems.append(_too_many_rows(name, number, limits))
            break
        rows.append((number, tuple(tidy(field_text) for field_text in fields)))
    sheet = _sheet(name, rows, where, limits, problems, notices)
    if title.lower().endswith(WORKBOOKS) and not (sheet.rows and sum(map(bool, sheet.headers)) > 1):
        raise unreadable(
            title, "a text file that is no workbook, and holds no table", "a workbook, as its name says",
            "open the data in a spreadsheet program, save it as .xlsx and choose that file",
        )  # fmt: skip
    return Book(title, (sheet,), tuple(problems), tuple(notices))


def _read_workbook(archive: Archive, where: Headers) -> Book:
    extents = _scan(archive)
    if len(extents) > archive.limits.sheets:
        raise unreadable(
            archive.name, f"{len(extents)} sheets", f"at most {archive.limits.sheets}", "divide the workbook"
        )
    problems: list[Problem] = []
    notices = list(archive.notices)
    if any(path.lower().endswith("vbaproject.bin") for path in archive.names):
        notices.append(f'"{archive.name}" holds macros; they were not run.')
    sheets: list[Sheet] = []
    try:
        with calamine.load_workbook(io.BytesIO(archive.data)) as book:
            for facts in book.sheets_metadata:
                if facts.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                if facts.visible != calamine.SheetVisibleEnum.Visible:
                    notices.append(f'The sheet "{facts.name}" is hidden; it was read all the same.')
                loaded = book.get_sheet_by_name(facts.name)
                extent = extents.get(facts.name, Extent(facts.name))
                sheets.append(_loaded_sheet(loaded, extent, where, archive.limits, problems, notices))
    except calamine.PasswordError as fault:
        raise locked(archive.name) from fault
    except calamine.CalamineError as fault:
        raise unreadable(
            archive.name,
            f"a workbook that cannot be read ({clipped(str(fault))})",
            "an undamaged spreadsheet",
            "open it in a spreadsheet program and save it again as .xlsx",
        ) from fault
    return Book(archive.name, tuple(sheets), tuple(problems), tuple(notices))


def _scan(archive: Archive) -> dict[str, Extent]:
    paths = {path.lower() for path in archive.names}
    if "xl/workbook.xml" in paths:
        return scan_xlsx(archive)
    if "content.xml" in paths and "mimetype" in paths:
        manifest = next((entry for entry in archive.entries if entry.filename.lower() == "meta-inf/manifest.xml"), None)
        if manifest is not None and b"encryption-data" in b"".join(archive.chunks(manifest)):
            raise locked(archive.name)
        return scan_ods(archive)
    kind = "a Word document" if "word/document.xml" in paths else "a packed archive without a workbook"
    kind = "a binary workbook (.xlsb)" if "xl/workbook.bin" in paths else kind
    raise unreadable(archive.name, kind, "a spreadsheet (.xlsx, .ods) or a .csv file", "save the data as .xlsx")


def _loaded_sheet(
    loaded: calamine.CalamineSheet,
    extent: Extent,
    where: Headers,
    limits: Limits,
    problems: list[Problem],
    notices: list[str],
) -> Sheet:
    values = loaded.to_python(skip_empty_area=False) if loaded.start is not None else []
    rows = [(number, tuple(map(as_text, row))) for number, row in enumerate(values, start=1)]
    for row, column, text in extent.errors:
        problems.append(_error_cell(loaded.name, row, letter(column), text))
    for row, column in extent.unsaved:
        problems.append(
            Problem(
                loaded.name,
                row,
                letter(column),
                "a formula saved without its result",
                "a value",
                "open the file in a spreadsheet program, save it and choose it again",
            )
        )
    sheet = _sheet(loaded.name, rows, where, limits, problems, notices)
    merged = [
        area for area in loaded.merged_cell_ranges or [] if sheet.header_row and area[1][0] >= sheet.header_row.number
    ]
    if merged:
        (top, left), (bottom, right) = merged[0]
        notices.append(
            f'The sheet "{loaded.name}" has merged cells among its data ({len(merged)}), such as '
            f"{letter(left + 1)}{top + 1} to {letter(right + 1)}{bottom + 1}; only the top left cell holds a value."
        )
    return sheet


def _sheet(
    name: str,
    rows: list[Numbered],
    where: Headers,
    limits: Limits,
    problems: list[Problem],
    notices: list[str],
) -> Sheet:
    filled = [(number, cells) for number, cells in rows if any(cells)]
    if not filled:
        notices.append(f'The sheet "{name}" is empty.')
        return Sheet(name, None, ())
    at = _header_at(name, filled, where, problems)
    width = max(_width(cells) for _, cells in filled[at:])
    if width > limits.columns:
        problems.append(
            Problem(
                name,
                None,
                letter(width),
                f"{width:,} columns",
                f"at most {limits.columns}",
                "delete what lies beyond the data; those columns were not read",
            )
        )
        width = limits.columns
    header, *below = [Row(number, _padded(cells, width)) for number, cells in filled[at:]]
    if at:
        notices.append(
            f'The sheet "{name}" has its headings in row {header.number}; the rows above were not read as data.'
        )
    _check_header(name, header, below, problems)
    _check_cells(name, below, limits, problems)
    return Sheet(name, header, tuple(below), tuple(Row(number, cells) for number, cells in filled[:at]))


def _header_at(name: str, filled: list[Numbered], where: Headers, problems: list[Problem]) -> int:
    wanted = where.rows.get(name)
    if wanted is not None:
        for at, (number, _) in enumerate(filled):
            if number == wanted:
                return at
        problems.append(
            Problem(name, wanted, None, "an empty row", "the headings", "say in which row the headings stand")
        )
    full = (at for at, (_, cells) in enumerate(filled) if sum(map(bool, cells)) >= where.least_cells)
    return next(full, 0)


def _check_header(name: str, header: Row, below: list[Row], problems: list[Problem]) -> None:
    first: dict[str, str] = {}
    for at, text in enumerate(header.cells):
        here = letter(at + 1)
        if not text:
            row = next((row for row in below if row.cells[at]), None)
            if row is not None:
                problems.append(
                    Problem(
                        name,
                        header.number,
                        here,
                        "no heading",
                        f"a heading, since cell {here}{row.number} holds data",
                        "write a heading or delete the column; it was not read",
                    )
                )
        elif text.casefold() in first:
            problems.append(
                Problem(
                    name,
                    header.number,
                    here,
                    f'the heading "{text}" again, as in column {first[text.casefold()]}',
                    "each heading once",
                    f"rename column {first[text.casefold()]} or column {here}, or delete one",
                )
            )
        else:
            first[text.casefold()] = here


def _check_cells(name: str, rows: Iterable[Row], limits: Limits, problems: list[Problem]) -> None:
    for row in rows:
        for at, text in enumerate(row.cells):
            if len(text) > limits.cell_characters:
                problems.append(
                    Problem(
                        name,
                        row.number,
                        letter(at + 1),
                        f"{len(text):,} characters",
                        f"at most {limits.cell_characters:,}",
                        "shorten the text",
                    )
                )
            elif text.startswith("#") and text in ERRORS:
                problems.append(_error_cell(name, row.number, letter(at + 1), text))


def _width(cells: tuple[str, ...]) -> int:
    return next((at for at in range(len(cells), 0, -1) if cells[at - 1]), 0)


def _padded(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return cells[:width] + ("",) * (width - len(cells))


def _error_cell(name: str, row: int, column: str, text: str) -> Problem:
    return Problem(name, row, column, f"the error {text}", "a value", "mend the formula or type the value")


def _too_many_rows(name: str, number: int, limits: Limits) -> Problem:
    return Problem(
        name,
        number,
        None,
        "more rows than can be read",
        f"at most {limits.rows:,} rows and {limits.cells:,} cells",
        "divide the file; this row and those below it were not read",
    )


def _old_office(data: bytes, title: str) -> Unreadable:
    if ENCRYPTED in data:
        return locked(title)
    return unreadable(
        title,
        "a workbook in the old .xls format, or another old Office file",
        "an .xlsx, .ods or .csv file",
        "open it in a spreadsheet program and save it as .xlsx",
    )
