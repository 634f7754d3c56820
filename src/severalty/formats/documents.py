"""A report as a tree of records, rendered to Word here and to accessible HTML by a page template."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "right", "centre"]
_PNG = b"\x89PNG\r\n\x1a\n"
_SAMPLE = 200  # rows looked at to share out the width
WIDEST_UPRIGHT_TABLE = 7  # columns; a wider table is printed on a page turned on its side


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of plain text; `numbered` ones are 1.1, 1.2 … under the first-level heading above them."""

    text: str
    numbered: bool = False


@dataclass(frozen=True)
class Bullets:
    """A bulleted list, one plain text for each item."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class TableColumn:
    """A column: its heading, how its cells align, and its share of the width (relative to the other columns)."""

    label: str
    align: Align = "left"
    width_share: float = 1.0

    def __post_init__(self) -> None:
        if self.width_share <= 0:
            raise ValueError(
                f"Column ‘{self.label}’ has a width share of {self.width_share}. Give it a number above zero."
            )


@dataclass(frozen=True)
class Table:
    """A captioned table of plain texts; with `total_row` the last row is set as a total. `notes` is printed beneath.

    Raises ValueError when the caption or the columns are missing, or a row has the wrong number of cells.
    """

    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    total_row: bool = False
    notes: str = ""

    def __post_init__(self) -> None:
        if not self.caption.strip():
            raise ValueError("A table has no caption. Say in a few words what the table shows.")
        if not self.columns:
            raise ValueError(f"Table ‘{self.caption}’ has no columns. Give it at least one.")
        for place, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"Table ‘{self.caption}’, row {place}: found {len(row)} cells, expected {len(self.columns)}. "
                    "Give each row one text for each column."
                )

    @property
    def wide(self) -> bool:
        """Whether the table needs a page turned on its side."""
        return len(self.columns) > WIDEST_UPRIGHT_TABLE

    @property
    def shares(self) -> tuple[float, ...]:
        """The part of the width that each column has; they add up to 1.

        When no column asks for a share, columns with longer words and texts get more.
        """
        given = [column.width_share for column in self.columns]
        if set(given) == {1.0}:
            given = [
                _need((column.label, *(row[place] for row in self.rows[:_SAMPLE])))
                for place, column in enumerate(self.columns)
            ]
        return tuple(share / sum(given) for share in given)


@dataclass(frozen=True)
class Picture:
    """A PNG or SVG picture, with the text that stands for it when it cannot be seen, and its caption.

    Word draws SVG; programs that cannot show `stand_in`, the same picture as PNG, or a grey field without one.
    Raises ValueError when the alternative text is empty or the bytes are not of these kinds.
    """

    image: bytes
    alt: str
    caption: str
    stand_in: bytes = b""

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError(
                f"Picture ‘{self.caption}’ has no alternative text. Say in a sentence or two what it shows."
            )
        if not (self.is_png or self.is_svg):
            raise ValueError(f"Picture ‘{self.caption}’ is neither PNG nor SVG. Save it as one of the two.")
        if self.stand_in and not self.stand_in.startswith(_PNG):
            raise ValueError(f"Picture ‘{self.caption}’ has a stand-in that is not PNG. Save the stand-in as PNG.")

    @property
    def is_png(self) -> bool:
        """Whether the bytes are a PNG picture."""
        return self.image.startswith(_PNG)

    @property
    def is_svg(self) -> bool:
        """Whether the bytes are an SVG picture."""
        return not self.is_png and b"<svg" in self.image[:4096]


@dataclass(frozen=True)
class Note:
    """A statement set apart from the text: what the evidence is, or that figures are illustrative."""

    text: str


Block = Paragraph | Bullets | Table | Picture | Note


@dataclass(frozen=True)
class Section:
    """A heading (level 1 to 4) and what stands under it. Raises ValueError when the heading or level cannot be used."""

    heading: str
    level: int = 1
    blocks: tuple[Block, ...] = ()

    def __post_init__(self) -> None:
        if not self.heading.strip():
            raise ValueError("A section has no heading. Give it a few words that say what it holds.")
        if self.level not in (1, 2, 3, 4):
            raise ValueError(f"Section ‘{self.heading}’ has heading level {self.level}. Use 1, 2, 3 or 4.")


@dataclass(frozen=True)
class Document:
    """A whole report. `prepared_on` is the date as printed, such as ‘14 March 2025’; `summary_facts` are
    (label, value) pairs shown first; sections follow in reading order.

    Raises ValueError when the title is missing or a heading level is skipped, which screen readers stumble on.
    """

    title: str
    subtitle: str
    organisation: str
    prepared_on: str
    summary_facts: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    language: str = "en-GB"

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("The document has no title. Give it one.")
        above = 0
        for section in self.sections:
            if section.level > above + 1:
                raise ValueError(
                    f"Section ‘{section.heading}’ has heading level {section.level}, expected at most {above + 1}. "
                    "Do not skip a level: start at 1 and go down one at a time."
                )
            above = section.level

    @property
    def numbered(self) -> bool:
        """Whether any paragraph is numbered, so that first-level headings carry numbers too."""
        return any(isinstance(b, Paragraph) and b.numbered for s in self.sections for b in s.blocks)


@dataclass(frozen=True)
class SectionLabels:
    """What Word prints before a heading and each of its blocks: ‘2’, ‘2.1’, ‘Table 3’, ‘Figure 1’ or nothing."""

    heading: str
    blocks: tuple[str, ...]


def number_document(document: Document) -> tuple[SectionLabels, ...]:
    """The labels of every section, in order, so that the HTML carries the same numbers as the Word document."""
    counts: Counter[str] = Counter()
    labels = []
    for section in document.sections:
        heading = ""
        if section.level == 1 and document.numbered:
            counts["heading"] += 1
            counts["paragraph"] = 0
            heading = str(counts["heading"])
        labels.append(SectionLabels(heading, tuple(_label(block, counts) for block in section.blocks)))
    return tuple(labels)


def _need(texts: tuple[str, ...]) -> float:
    """Roughly how many characters wide a column would like to be."""
    word = max((len(word) for text in texts for word in text.split()), default=1)
    mean = sum(map(len, texts)) / len(texts)
    return max(min(word, 16), min(mean, 40) * 0.7) + 3


def _label(block: Block, counts: Counter[str]) -> str:
    match block:
        case Paragraph(numbered=True):
            counts["paragraph"] += 1
            return f"{counts['heading']}.{counts['paragraph']}"
        case Table():
            counts["table"] += 1
            return f"Table {counts['table']}"
        case Picture():
            counts["figure"] += 1
            return f"Figure {counts['figure']}"
        case _:
            return ""
