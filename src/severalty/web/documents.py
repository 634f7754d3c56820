"""A report's tree of blocks, made ready for a page: the same numbers, captions and order as in Word and PDF."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from severalty.formats.documents import Block, Bullets, Document, Note, Paragraph, Picture, Table, number_document

_REFERENCE = re.compile(r"\[(\d{1,4})\]")
_LIVE = re.compile(r"<script|<foreignObject|<iframe|[\s/'\"]on\w+\s*=|\bhref\s*=|&#", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """One block: what it is, its number, and what a template needs of it."""

    kind: str
    number: str
    body: Any


@dataclass(frozen=True)
class Chapter:
    """A heading with its number, one level below the page's own, and the blocks under it."""

    heading: str
    level: int
    number: str
    pieces: tuple[Piece, ...]
    ident: str = ""
    """The name by which the page leads to it."""


def chapters_of(document: Document, figures: int = 0) -> tuple[Chapter, ...]:
    """The sections of a report for a page; `[3]` leads to the third of its `figures`."""
    idents = _idents(section.heading for section in document.sections)
    return tuple(
        Chapter(
            section.heading, section.level + 1, labels.heading, tuple(_pieces(section.blocks, labels.blocks, figures)),
            ident,
        )
        for section, labels, ident in zip(document.sections, number_document(document), idents, strict=True)
    )  # fmt: skip


def _idents(headings: Iterable[str]) -> Iterator[str]:
    """A name for each heading; one that comes again, such as that of a council, has its turn behind it."""
    seen: Counter[str] = Counter()
    for heading in headings:
        name = "s-" + re.sub(r"\W+", "-", heading.lower()).strip("-")
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name}-{seen[name]}"


def referring(text: str, figures: int) -> SafeString:
    """A text in which the numbers of figures lead to the list of them."""
    escaped = str(conditional_escape(text))

    def link(found: re.Match[str]) -> str:
        number = int(found[1])
        return f'<a class="sev-ref" href="#figure-{number}">{found[0]}</a>' if 0 < number <= figures else found[0]

    return mark_safe(_REFERENCE.sub(link, escaped))  # noqa: S308 - the text was escaped above


def _pieces(blocks: tuple[Block, ...], labels: tuple[str, ...], figures: int) -> Iterator[Piece]:
    for block, label in zip(blocks, labels, strict=True):
        match block:
            case Paragraph():
                yield Piece("paragraph", label, referring(block.text, figures))
            case Bullets():
                yield Piece("bullets", label, [referring(item, figures) for item in block.items])
            case Table():
                yield Piece("table", label, _table(block, label, figures))
            case Picture():
                yield Piece("picture", label, {"svg": _picture(block), "caption": block.caption})
            case Note():
                yield Piece("note", label, referring(block.text, figures))


def _table(block: Table, label: str, figures: int) -> dict[str, Any]:
    is_list = block.columns[0].label == "No."
    most = 0 if is_list else figures
    rows = [
        (
            f"figure-{row[0]}" if is_list and row[0].isdigit() else "",
            [(column, referring(cell, most)) for column, cell in zip(block.columns, row, strict=True)],
        )
        for row in block.rows
    ]
    return {"caption": block.caption, "columns": block.columns, "rows": rows, "notes": block.notes, "ident": label,
            "total": block.total_row}  # fmt: skip


def _picture(block: Picture) -> SafeString:
    """An SVG that the product drew itself; anything else is told in words."""
    text = block.image.decode("utf-8", "replace") if block.is_svg else ""
    safe = text.lstrip().startswith("<svg") and not _LIVE.search(text)
    return mark_safe(text) if safe else format_html("<p>{}</p>", block.alt)  # noqa: S308 - checked above
