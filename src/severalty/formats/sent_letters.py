"""The text of a letter as it was sent, as canonical JSON of which its digest is taken, and back."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from severalty.engine.freeze import canonical
from severalty.formats.documents import Block, Bullets, Document, Note, Paragraph, Section

SCHEMA = "severalty letter 1"
_KINDS: Mapping[str, type[Note | Paragraph | Bullets]] = {"note": Note, "paragraph": Paragraph, "bullets": Bullets}
_NAMES = {kind: name for name, kind in _KINDS.items()}


@dataclass(frozen=True)
class SentText:
    """A letter as it was sent: its document, what the record said for each merge field, what was typed for gaps.

    `values` and `filled` go by merge field and by the words of the gap; `rests_on` are the references of what it drew
    on; `own_wording` says that the council's own wording was used in place of the standard one.
    """

    document: Document
    values: Mapping[str, str]
    filled: Mapping[str, str] = field(default_factory=dict)
    rests_on: tuple[str, ...] = ()
    own_wording: bool = False


def sent_json(text: SentText) -> str:
    """The one JSON text of a sent letter."""
    document = text.document
    return canonical(
        {
            "schema": SCHEMA,
            "title": document.title,
            "subtitle": document.subtitle,
            "organisation": document.organisation,
            "prepared_on": document.prepared_on,
            "heads": document.summary_facts,
            "sections": [
                {"heading": one.heading, "blocks": list(map(_plain, one.blocks))} for one in document.sections
            ],
            "values": dict(text.values),
            "filled": dict(text.filled),
            "rests_on": text.rests_on,
            "own_wording": text.own_wording,
        }
    )


def sent_digest(body: str) -> str:
    """SHA-256 of the JSON text, in hexadecimal."""
    return hashlib.sha256(body.encode()).hexdigest()


def read_sent(body: str) -> SentText:
    """The letter that a JSON text of `sent_json` holds. Raises ValueError for anything else."""
    held = json.loads(body)
    if not isinstance(held, dict) or held.get("schema") != SCHEMA:
        raise ValueError(f"The text of a sent letter is not of the schema “{SCHEMA}”.")
    document = Document(
        title=held["title"], subtitle=held["subtitle"], organisation=held["organisation"],
        prepared_on=held["prepared_on"], summary_facts=tuple((label, value) for label, value in held["heads"]),
        sections=tuple(Section(one["heading"], 1, tuple(map(_read, one["blocks"]))) for one in held["sections"]),
    )  # fmt: skip
    return SentText(document, held["values"], held["filled"], tuple(held["rests_on"]), held["own_wording"])


def _plain(block: Block) -> dict[str, Any]:
    if isinstance(block, Bullets):
        return {"block": _NAMES[Bullets], "items": block.items}
    if isinstance(block, Note | Paragraph):
        return {"block": _NAMES[type(block)], "text": block.text}
    raise ValueError(f"A letter holds notes, paragraphs and lists; it cannot keep a {type(block).__name__}.")


def _read(held: Mapping[str, Any]) -> Block:
    if held["block"] == "bullets":
        return Bullets(tuple(held["items"]))
    return Note(held["text"]) if held["block"] == "note" else Paragraph(held["text"])
