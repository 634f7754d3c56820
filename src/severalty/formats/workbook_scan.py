"""A look through the XML of a workbook before it is loaded: its size, its error cells, its unsaved formulas."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from severalty.formats.archives import Archive
from severalty.formats.problems import unreadable

REFERENCE = re.compile(r"([A-Z]{1,7})([0-9]{1,10})\Z")
SHARED = "xl/sharedstrings.xml"
BOOK = frozenset({"xl/workbook.xml", "xl/_rels/workbook.xml.rels"})
MOST_MARKS = 1_000
LONGEST = 32_767

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


@dataclass
class Extent:
    """How far the filled cells of one sheet reach, and the cells that a person must mend.

    `last_row` and `last_column` count from 1. `errors` holds (row, column, text), `unsaved` the cells whose formula was
    saved without its result.
    """

    part: str
    last_row: int = 0
    last_column: int = 0
    text: int = 0
    is_shared: bool = False
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    unsaved: list[tuple[int, int]] = field(default_factory=list)


def letter(column: int) -> str:
    """The letters above a column, counted from 1: 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column from its letters: A is 1, AA is 27."""
    number = 0
    for character in letters:
        number = number * 26 + ord(character) - 64
    return number


def scan_xlsx(archive: Archive) -> dict[str, Extent]:
    """The extent of each sheet of an .xlsx by sheet name; raises Unreadable for unsafe XML or sizes over the limits."""
    shared = SharedTexts()
    entries = sorted(archive.entries, key=lambda entry: entry.filename.lower() != SHARED)
    extents: dict[str, Extent] = {}
    book = BookParts()
    for entry in entries:
        path = entry.filename.lower()
        if path == SHARED:
            parse(archive, entry, shared.start, shared.end, shared.characters)
        if path in BOOK:
            parse(archive, entry, book.start)
        if looks_like_xml(archive, entry):
            # Every part is followed as if it were a sheet: relations may name any part as one.
            reader = SheetReader(Extent(entry.filename), shared.lengths)
            parse(archive, entry, reader.start, reader.end, reader.characters, strict=path.endswith((".xml", ".rels")))
            extents[path] = reader.extent
    if sum(extent.is_shared for extent in extents.values()) > 1:
        raise unreadable(
            archive.name, "two lists of shared texts", "one", "open the file in a spreadsheet program and save it again"
        )
    found = {name: _extent_of(extents, target) for name, target in book.targets().items()}
    check_sizes(archive, list(extents.values()), {id(extent): name for name, extent in found.items()})
    return found


def scan_ods(archive: Archive) -> dict[str, Extent]:
    """The extent of each table of an .ods by name; raises Unreadable for unsafe XML or sizes over the limits."""
    reader = TableReader()
    for entry in archive.entries:
        path = entry.filename.lower()
        if path == "content.xml":
            parse(archive, entry, reader.start, reader.end, reader.characters)
        elif path.endswith(".xml"):
            parse(archive, entry, reader.ignore)
    check_sizes(archive, reader.extents, {id(extent): extent.part for extent in reader.extents})
    return {extent.part: extent for extent in reader.extents}


def check_sizes(archive: Archive, extents: list[Extent], names: dict[int, str]) -> None:
    """Raise Unreadable, naming the sheet, when the limits on rows, columns, cells or text are passed."""
    limits = archive.limits
    for extent in extents:
        title = names.get(id(extent), extent.part)
        for count, most, unit in (
            (extent.last_row, limits.rows, "rows"),
            (extent.last_column, limits.columns, "columns"),
        ):
            if count > most:
                raise unreadable(
                    archive.name,
                    f'{count:,} {unit} in the sheet "{title}"',
                    f"at most {most:,}",
                    "delete what lies beyond the data, or divide the sheet",
                )
    cells = sum(extent.last_row * extent.last_column for extent in extents)
    if cells > limits.cells:
        raise unreadable(
            archive.name, f"{cells:,} cells", f"at most {limits.cells:,}", "divide the workbook into smaller files"
        )
    if sum(extent.text for extent in extents) > limits.text_bytes:
        raise unreadable(
            archive.name,
            "more text than a register holds",
            f"at most {limits.text_bytes:,} characters",
            "divide the workbook into smaller files",
        )


def looks_like_xml(archive: Archive, entry: zipfile.ZipInfo) -> bool:
    """Whether a member could be read as XML, whatever its name: a sheet may hide behind a picture's name."""
    first = next(archive.chunks(entry), b"")[:64]
    return first.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


def parse(
    archive: Archive,
    entry: zipfile.ZipInfo,
    start: Start,
    end: End | None = None,
    characters: End | None = None,
    strict: bool = True,
) -> None:
    """Send a member through the XML parser; raises Unreadable for a document type, entities or broken XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, values: start(tag.rsplit(":", 1)[-1], values)
    if end is not None:
        parser.EndElementHandler = lambda tag: end(tag.rsplit(":", 1)[-1])
    if characters is not None:
        parser.CharacterDataHandler = characters

    def refuse(*_: object) -> None:
        raise unreadable(
            archive.name,
            f'a document type declaration in "{entry.filename}"',
            "plain XML without one",
            "open the file in a spreadsheet program and save it again",
        )

    parser.StartDoctypeDeclHandler = refuse
    try:
        for chunk in archive.chunks(entry):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as fault:
        if strict:
            raise unreadable(
                archive.name,
                f'broken XML in "{entry.filename}"',
                "a spreadsheet as its program saves it",
                "open the file in a spreadsheet program and save it again",
            ) from fault


def _extent_of(extents: dict[str, Extent], target: str) -> Extent:
    wanted = target.lower().lstrip("/")
    for path in (wanted, f"xl/{wanted}"):
        if path in extents:
            return extents[path]
    return Extent(target)


class BookParts:
    """Which sheet name lives in which member, from workbook.xml and its relations."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.relations: dict[str, str] = {}

    def start(self, tag: str, values: dict[str, str]) -> None:
        """Note a sheet or a relation."""
        plain = {key.rsplit(":", 1)[-1]: value for key, value in values.items()}
        if tag == "sheet":
            self.sheets[plain.get("name", "")] = plain.get("id", "")
        elif tag == "Relationship":
            self.relations[values.get("Id", "")] = values.get("Target", "")

    def targets(self) -> dict[str, str]:
        """Sheet name to member path."""
        return {name: self.relations.get(relation, "") for name, relation in self.sheets.items()}


class SharedTexts:
    """The length of each shared text, so that repeated ones can be counted before they are written out."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.length = 0

    def start(self, tag: str, _: dict[str, str]) -> None:
        """A shared text begins."""
        if tag == "si":
            self.length = 0

    def end(self, tag: str) -> None:
        """A shared text ends."""
        if tag == "si":
            self.lengths.append(self.length)

    def characters(self, text: str) -> None:
        """Part of a shared text."""
        self.length += len(text)


class SheetReader:
    """Follows the cells of one worksheet part without keeping them."""

    def __init__(self, extent: Extent, lengths: list[int]) -> None:
        self.extent = extent
        self.lengths = lengths
        self.row = self.column = 0
        self.kind = ""
        self.formula = self.inside = False
        self.value: list[str] = []

    def start(self, tag: str, values: dict[str, str]) -> None:
        """A row, a cell, a formula or a value begins."""
        if tag == "sst":
            self.extent.is_shared = True
        elif tag == "c":
            self.kind, self.formula, self.value = values.get("t", ""), False, []
            self._move(values.get("r", ""))
        elif tag == "row":
            number = values.get("r", "")
            self.row = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else self.row + 1
            self.column = 0
        elif tag == "f":
            self.formula = True
        elif tag in ("v", "t"):
            self.inside = True

    def end(self, tag: str) -> None:
        """A value or a cell ends."""
        if tag in ("v", "t"):
            self.inside = False
        elif tag == "c":
            self._close()

    def characters(self, text: str) -> None:
        """Part of a value."""
        if self.inside:
            self.value.append(text)

    def _move(self, reference: str) -> None:
        match = REFERENCE.match(reference.upper())
        if match:
            self.column, self.row = column_number(match[1]), int(match[2])
        else:
            self.column += 1

    def _close(self) -> None:
        extent, text = self.extent, "".join(self.value)
        if not text:
            if self.formula and len(extent.unsaved) < MOST_MARKS:
                extent.unsaved.append((self.row, self.column))
            if not self.formula:
                return
        extent.last_row = max(extent.last_row, self.row)
        extent.last_column = max(extent.last_column, self.column)
        if self.kind == "e" and len(extent.errors) < MOST_MARKS:
            extent.errors.append((self.row, self.column, text))
        extent.text += self._shared_length(text) if self.kind == "s" else len(text)

    def _shared_length(self, text: str) -> int:
        index = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
        # A text that is not in the list counts as the longest there can be: the list may stand elsewhere.
        return self.lengths[index] if 0 <= index < len(self.lengths) else LONGEST


class TableReader:
    """Follows the tables of an OpenDocument sheet, in which rows and cells may be repeated by a number."""

    def __init__(self) -> None:
        self.extents: list[Extent] = []
        self.row = self.rows = 0
        self.column = self.cells = 0
        self.width = self.length = self.row_text = 0
        self.valued = False

    def ignore(self, tag: str, values: dict[str, str]) -> None:
        """Parts other than the content are only checked for being safe XML."""

    def start(self, tag: str, values: dict[str, str]) -> None:
        """A table, a row or a cell begins."""
        if tag == "table":
            self.extents.append(Extent(next(_named(values, "name"), f"table {len(self.extents) + 1}")))
            self.row = 0
        elif tag == "table-row":
            self.rows = _repeats(values, "number-rows-repeated")
            self.column = self.width = self.row_text = 0
        elif tag in ("table-cell", "covered-table-cell"):
            self.cells = _repeats(values, "number-columns-repeated")
            self.valued, self.length = any(_named(values, "value-type")) or any(_named(values, "formula")), 0

    def end(self, tag: str) -> None:
        """A cell or a row ends."""
        if tag in ("table-cell", "covered-table-cell"):
            self.column += self.cells
            if self.valued or self.length:
                self.width = self.column
                self.row_text += self.length * self.cells
        elif tag == "table-row" and self.extents:
            extent = self.extents[-1]
            self.row += self.rows
            if self.width:
                extent.last_row, extent.last_column = self.row, max(extent.last_column, self.width)
                extent.text += self.row_text * self.rows

    def characters(self, text: str) -> None:
        """Part of a cell's text."""
        self.length += len(text.strip())


def _named(values: dict[str, str], name: str) -> Iterator[str]:
    return (value for key, value in values.items() if key.rsplit(":", 1)[-1] == name)


def _repeats(values: dict[str, str], name: str) -> int:
    text = next(_named(values, name), "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
