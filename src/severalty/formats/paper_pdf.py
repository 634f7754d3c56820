"""A paper as tagged PDF (PDF/UA-1) that carries its JSON along: the same bytes for the same paper, on any machine."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from severalty.formats.documents import (
    Block,
    Bullets,
    Document,
    Note,
    Paragraph,
    Picture,
    Section,
    SectionLabels,
    Table,
    number_document,
)
from severalty.formats.paper_face import document_of
from severalty.formats.paper_json import digest_of
from severalty.formats.paper_letters import LONGEST_WORD, plainest, printable
from severalty.formats.paper_withheld import grouped, marking, rendition_bytes
from severalty.formats.papers import PaperContent, Rendition, rendition_of
from severalty.formats.problems import clipped
from severalty.formats.word_media import EMU_PER_TWIP, size_of

ATTACHMENT = "paper.json"

_ROOM = 458.0, 470.0  # points that a picture may take, width and height
_LONG = 44  # letters after which a word may be broken where it has a whole line
_LINE = 92, 136  # letters in a line of a table that takes a whole page, upright and on its side
_NARROWEST = 4
_TWIPS_PER_POINT = 20
Text = Callable[..., str]


def paper_pdf(paper: PaperContent | Rendition) -> bytes:
    """The paper as PDF/UA-1 with headings, tables and pictures that a screen reader can follow.

    Raises ValueError when the paper cannot be frozen, or a picture does not say how large it is or cannot be drawn.
    """
    rendition = rendition_of(paper)
    content, body = rendition.content, rendition_bytes(rendition)
    foot = digest_of(content) if rendition.parts else ""
    kept = marking(content) if rendition.parts else ""
    made_on = date.fromisoformat(content.prepared_on)
    return printed(document_of(rendition), body, made_on, draft=content.draft, digest=foot, kept=kept)


def printed(document: Document, attached: bytes, day: date, *, draft: bool, digest: str = "", kept: str = "") -> bytes:
    """A report as PDF with this JSON attached, its digest (or another) at the foot of each page; see `paper_pdf`.

    `kept` is what every page says of not being for publication.
    """
    marks = {"draft": draft, "digest": grouped(digest or digest_of(attached)), "kept": kept}
    fails = _typst().TypstError
    try:
        return _typeset(_face(document, day, marks, printable), attached, day)
    except fails as fault:
        if "could not be displayed" not in str(fault):
            raise ValueError(f"The paper cannot be set as PDF: {fault}") from fault

    def careful(text: str, longest: int = LONGEST_WORD) -> str:
        return printable(plainest(text), longest)

    try:
        return _typeset(_face(document, day, marks, careful), attached, day)
    except fails as fault:
        raise ValueError(f"The paper cannot be set as PDF: {fault}") from fault


def _typeset(face: dict[str, Any], attached: bytes, day: date) -> bytes:
    """Everything that the report says is handed over as data, so no text of it can be taken for an instruction."""
    made: bytes = _typst().compile(
        _template(),
        sys_inputs={"face": json.dumps(face), "paper": attached.decode("utf-8"), "name": ATTACHMENT},
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()),
    )
    return made


@cache
def _typst() -> Any:
    """The typesetter, 84 MB large: loaded with the first PDF, since a process that serves pages may never make one."""
    return import_module("typst")


@cache
def _template() -> bytes:
    return files("severalty.formats").joinpath("paper.typ").read_bytes()


def _face(document: Document, day: date, marks: dict[str, Any], text: Text) -> dict[str, Any]:
    return {
        "title": text(document.title),
        "subtitle": text(document.subtitle),
        "organisation": text(document.organisation),
        "running": text(f"{clipped(document.organisation, 40)}  {clipped(document.title, 60)}"),
        "prepared": text(document.prepared_on),
        "day": [day.year, day.month, day.day],
        **marks,
        "indent": document.numbered,
        "facts": [[text(label, 18), text(value, 34)] for label, value in document.summary_facts],
        "runs": _runs(document, text),
    }


def _runs(document: Document, text: Text) -> list[dict[str, Any]]:
    """What is to be set, in order, cut where the pages turn for a wide table."""
    runs: list[dict[str, Any]] = []
    for section, labels in zip(document.sections, number_document(document), strict=True):
        for wide, item in _items(section, labels, text):
            if not runs or runs[-1]["wide"] != wide:
                runs.append({"wide": wide, "items": []})
            runs[-1]["items"].append(item)
    return runs


def _items(section: Section, labels: SectionLabels, text: Text) -> Iterator[tuple[bool, dict[str, Any]]]:
    """Each item with whether it lies on a turned page; a heading lies where what follows it does."""
    first = section.blocks[0] if section.blocks else None
    heading = {"is": "heading", "level": section.level, "number": labels.heading, "text": text(section.heading)}
    yield _is_wide(first), heading
    for block, label in zip(section.blocks, labels.blocks, strict=True):
        yield _is_wide(block), _item(block, label, text)


def _is_wide(block: Block | None) -> bool:
    return isinstance(block, Table) and block.wide


def _item(block: Block, label: str, text: Text) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"is": "paragraph", "number": label if block.numbered else "", "text": text(block.text, _LONG)}
        case Bullets():
            return {"is": "bullets", "items": [text(item, _LONG) for item in block.items]}
        case Table():
            return _table(block, label, text)
        case Picture():
            return _picture(block, label, text)
        case Note():
            return {"is": "note", "text": text(block.text, _LONG)}


def _table(table: Table, label: str, text: Text) -> dict[str, Any]:
    """A word that is too long for its column may be broken after as many letters as the column has room for."""
    rooms = [max(_NARROWEST, int(share * _LINE[table.wide])) for share in table.shares]
    return {
        "is": "table",
        "caption": text(f"{label}: {table.caption}", _LONG),
        "columns": [
            {"label": text(column.label, room), "align": column.align, "share": share}
            for column, room, share in zip(table.columns, rooms, table.shares, strict=True)
        ],
        "rows": [[text(cell, room) for cell, room in zip(row, rooms, strict=True)] for row in table.rows],
        "total": table.total_row and bool(table.rows),
        "notes": text(table.notes, _LONG),
    }


def _picture(picture: Picture, label: str, text: Text) -> dict[str, Any]:
    width, height = (side / EMU_PER_TWIP / _TWIPS_PER_POINT for side in size_of(picture))
    scale = min(1.0, _ROOM[0] / width, _ROOM[1] / height)
    return {
        "is": "picture",
        "caption": text(f"{label}: {picture.caption}", _LONG),
        "alt": text(picture.alt),
        "format": "png" if picture.is_png else "svg",
        "data": list(picture.image) if picture.is_png else picture.image.decode("utf-8"),
        "width": width * scale,
    }
