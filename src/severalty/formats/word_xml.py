"""Fragments of WordprocessingML, written as text because adding table rows one by one is far too slow."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml.parser import parse_xml

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = f'xmlns:w="{W}" xmlns:r="{R}"'
INK = "1F3A4D"
RULE = "B8C4CC"
TINT = "EEF2F5"

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ALIGN = {"left": "left", "right": "right", "centre": "center"}


def clean(text: str) -> str:
    """The text without the characters that XML cannot hold, and with one kind of line end."""
    return _ILLEGAL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def attribute(text: str) -> str:
    """The text on one line, quoted as an XML attribute."""
    return quoteattr(" ".join(clean(text).split()))


def fragment(xml: str) -> Any:
    """Parse a fragment whose outer element is in the `w:` namespace."""
    return parse_xml(re.sub(r"^<[\w:]+", lambda name: f"{name.group()} {NAMESPACES}", xml, count=1))


def qualified(name: str) -> str:
    """The full name of an element or attribute in the `w:` namespace."""
    return f"{{{W}}}{name}"


def runs(text: str, *, bold: bool = False, half_points: int = 0) -> str:
    """The text as one run; line ends become line breaks and tabs become tabs. Size 0 leaves it to the style."""
    pieces = []
    for index, line in enumerate(clean(text).split("\n")):
        if index:
            pieces.append("<w:br/>")
        for place, part in enumerate(line.split("\t")):
            if place:
                pieces.append("<w:tab/>")
            if part:
                pieces.append(f'<w:t xml:space="preserve">{escape(part)}</w:t>')
    look = "<w:b/><w:bCs/>" if bold else ""
    look += f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>' if half_points else ""
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{''.join(pieces)}</w:r>"


def caption_field(word: str, number: int, text: str) -> str:
    """‘Table 1: text’, the number being a field that Word can gather into a list of tables."""
    return (
        runs(f"{word} ")
        + f'<w:fldSimple w:instr=" SEQ {word} \\* ARABIC "><w:r><w:t>{number}</w:t></w:r></w:fldSimple>'
        + runs(f": {text}")
    )


@dataclass(frozen=True)
class Look:
    """How a paragraph is set; lengths in twentieths of a point. `number` is (list, level) in the numbering part."""

    style: str | None = None
    keep_next: bool = False
    number: tuple[int, int] | None = None
    bar: bool = False
    before: int | None = None
    after: int | None = None
    indent: tuple[int, int] | None = None  # left, hanging
    align: str = ""
    outline: int | None = None

    def xml(self) -> str:
        """The paragraph properties, in the order that the schema demands."""
        parts = [
            f"<w:pStyle w:val={attribute(self.style)}/>" if self.style else "",
            "<w:keepNext/>" if self.keep_next else "",
            _number_xml(self.number),
            f'<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="{INK}"/></w:pBdr>' if self.bar else "",
            _spacing_xml(self.before, self.after),
            f'<w:ind w:left="{self.indent[0]}" w:hanging="{self.indent[1]}"/>' if self.indent else "",
            f'<w:jc w:val="{_ALIGN[self.align]}"/>' if self.align in ("right", "centre") else "",
            f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline is not None else "",
        ]
        return f"<w:pPr>{''.join(parts)}</w:pPr>"


def _number_xml(number: tuple[int, int] | None) -> str:
    if number is None:
        return ""
    return f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'


def _spacing_xml(before: int | None, after: int | None) -> str:
    sides = "".join(f' w:{side}="{size}"' for side, size in (("before", before), ("after", after)) if size is not None)
    return f"<w:spacing{sides}/>" if sides else ""


def paragraph(content: str, look: Look) -> str:
    """A paragraph of ready-made runs."""
    return f"<w:p>{look.xml()}{content}</w:p>"


@dataclass(frozen=True)
class Grid:
    """A table ready to be written: column widths (twentieths of a point) and alignments, and what stands in it.

    `header` may be empty, and then the first column heads each row.
    """

    widths: Sequence[int]
    aligns: Sequence[str]
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    total_row: bool
    title: str
    description: str


def table(grid: Grid, table_style: str | None, text_style: str | None) -> str:
    """The whole table: fixed widths so that a long word wraps in its cell, no row split, header row repeated."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid.widths)
    writer = _Rows(grid, text_style)
    parts = [writer.header()] if grid.header else []
    last = len(grid.rows) - 1
    parts += [writer.row(row, total=grid.total_row and place == last) for place, row in enumerate(grid.rows)]
    if not grid.rows:
        parts.append(writer.empty())
    return f"<w:tbl>{_table_properties(grid, table_style)}<w:tblGrid>{columns}</w:tblGrid>{''.join(parts)}</w:tbl>"


def _table_properties(grid: Grid, style: str | None) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>' for side in sides)
    flags = {
        "firstRow": (0x20, bool(grid.header)),
        "lastRow": (0x40, grid.total_row),
        "firstColumn": (0x80, not grid.header),
        "lastColumn": (0x100, False),
        "noHBand": (0x200, True),
        "noVBand": (0x400, True),
    }
    # Older programs read the sum, newer ones the names.
    look = f'w:val="{sum(bit for bit, on in flags.values() if on):04X}"'
    look += "".join(f' w:{name}="{int(on)}"' for name, (_, on) in flags.items())
    return (
        "<w:tblPr>"
        + (f"<w:tblStyle w:val={attribute(style)}/>" if style else "")
        + f'<w:tblW w:w="{sum(grid.widths)}" w:type="dxa"/>'
        + ("" if style else f"<w:tblBorders>{borders}</w:tblBorders>")
        + f'<w:tblLayout w:type="fixed"/><w:tblLook {look}/>'
        + f"<w:tblCaption w:val={attribute(grid.title)}/><w:tblDescription w:val={attribute(grid.description)}/>"
        + "</w:tblPr>"
    )


class _Rows:
    """Writes rows; what does not change from row to row is made once."""

    def __init__(self, grid: Grid, text_style: str | None) -> None:
        self.grid = grid
        spacing = None if text_style else 40
        self.size = 0 if text_style else 18
        self.cells = [
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p>'
            + Look(style=text_style, align=align, before=spacing, after=spacing).xml()
            for width, align in zip(grid.widths, grid.aligns, strict=True)
        ]

    def header(self) -> str:
        return self._row(self.grid.header, "<w:cantSplit/><w:tblHeader/>", bold_columns=len(self.cells))

    def row(self, row: Sequence[str], *, total: bool) -> str:
        bold = len(self.cells) if total else 0 if self.grid.header else 1
        return self._row(row, "<w:cantSplit/>", bold_columns=bold)

    def empty(self) -> str:
        span, width = len(self.cells), sum(self.grid.widths)
        cell = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{span}"/></w:tcPr>'
        return f"<w:tr><w:tc>{cell}<w:p>{runs('No entries.')}</w:p></w:tc></w:tr>"

    def _row(self, texts: Sequence[str], properties: str, *, bold_columns: int) -> str:
        cells = "".join(
            f"{start}{runs(text, bold=place < bold_columns, half_points=self.size)}</w:p></w:tc>"
            for place, (start, text) in enumerate(zip(self.cells, texts, strict=True))
        )
        return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"
