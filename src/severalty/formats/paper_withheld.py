"""Parts of a paper that the public does not read: how they enter its digest, how they are told, and their own file.

The digest of a paper is that of its public rendition, which holds for each such part its place, why it is withheld, and
a salted digest. Who has the part with its salt can show that it belongs there; who has not verifies all the rest.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from severalty.engine.freeze import canonical, plain, salted_digest
from severalty.formats.documents import Block, Note, Paragraph, Section
from severalty.formats.paper_json import (
    Unprintable,
    digest_of,
    paper_bytes,
    paper_in,
    parsed,
    plain_blocks,
    plain_paper,
    read_as,
    read_paper,
    with_digest,
    without_digest,
)
from severalty.formats.papers import ExemptText, PaperContent, Rendition, Withheld
from severalty.formats.problems import unreadable

SCHEMA = "severalty paper with exempt parts 1"
EXEMPT_MARK = "E"
"""Stands before the number of each figure in an exempt part, so that the public numbers tell nothing of them."""
END = "Here the part that is not for publication ends."

_ACT = "the Local Government Act 1972"
_MEND = "ask for the paper again as it was frozen"
_FIELDS = {"paper", "parts", "schema"}
_GROUP = 8


def grouped(digest: str) -> str:
    """A digest in groups of eight, so that it wraps and can be read aloud."""
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))


def digest_of_part(part: ExemptText) -> str:
    """The salted digest that stands for a part in public. Raises ValueError where its salt is too short."""
    return salted_digest({"blocks": plain_blocks(part.blocks), "figures": plain(part.figures)}, part.salt)


def part_faults(rendition: Rendition) -> Iterator[str]:
    """A sentence for each part that is not the one that the paper was frozen with."""
    wanted = rendition.content.withheld
    if rendition.parts and len(rendition.parts) != len(wanted):
        yield f"The file holds {len(rendition.parts)} exempt parts, and the paper has {len(wanted)}."
        return
    for number, (one, part) in enumerate(zip(wanted, rendition.parts, strict=False), start=1):
        try:
            fits = digest_of_part(part) == one.digest
        except ValueError:
            fits = False
        if not fits:
            heading = rendition.content.sections[one.section - 1].heading
            yield f"Exempt part {number}, in the section “{heading}”: its text or its salt is not as it was frozen."


# ------------------------------------------------------------------------------------------------------------ in words
def by_virtue_of(under: tuple[int, ...], *, confidential: bool = False) -> str:
    """Why something is withheld: `by virtue of paragraphs 1 and 3 of Part 1 of Schedule 12A to the …`."""
    if confidential:
        return f"because it is confidential information (section 100A of {_ACT})"
    named = [str(one) for one in under]
    words = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return f"by virtue of paragraph{'s' * (len(named) > 1)} {words} of Part 1 of Schedule 12A to {_ACT}"


def marking(content: PaperContent) -> str:
    """What stands on each page of the rendition with its exempt parts."""
    under = tuple(sorted({number for one in content.withheld for number in one.under}))
    confidential = any(one.confidential for one in content.withheld)
    whys = [by_virtue_of(under)] if under else []
    whys += [by_virtue_of((), confidential=True)] if confidential else []
    return f"NOT FOR PUBLICATION {' and '.join(whys)}"


def withheld_in_words(content: PaperContent) -> str:
    """How many parts are withheld, and why the digest tells of them all the same."""
    count = len(content.withheld)
    what = "One part is" if count == 1 else f"{count} parts are"
    return f"{what} not for publication; the reason stands in its place. The digest below holds for the whole paper."


def note_of(one: Withheld) -> Note:
    """What stands in the place of a part, for everybody."""
    why = by_virtue_of(one.under, confidential=one.confidential)
    weighed = one.public_interest.strip()
    reason = f" {weighed}{'' if weighed.endswith(('.', '!', '?')) else '.'}" if weighed else ""
    return Note(f"This part is not for publication {why}.{reason} Its salted digest is {grouped(one.digest)}.")


def with_parts(rendition: Rendition) -> tuple[Section, ...]:
    """The sections with a note where a part is withheld, and with its text where the rendition has it.

    Raises ValueError where the parts are not those of the paper.
    """
    fault = next(part_faults(rendition), "")
    if fault and len(rendition.parts) != len(rendition.content.withheld):
        raise ValueError(fault)
    texts = [_unnumbered(part.blocks) for part in rendition.parts] or [()] * len(rendition.content.withheld)
    put: dict[int, list[tuple[int, tuple[Block, ...]]]] = {}
    for one, blocks in zip(rendition.content.withheld, texts, strict=True):
        told = (note_of(one), *blocks, Note(END)) if blocks else (note_of(one),)
        put.setdefault(one.section, []).append((one.after, told))
    return tuple(
        replace(section, blocks=_with(section.blocks, put[number])) if number in put else section
        for number, section in enumerate(rendition.content.sections, start=1)
    )


def _unnumbered(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Without numbers of paragraphs, so that all who speak of paragraph 7.10 mean the same one, whatever they read."""
    return tuple(replace(one, numbered=False) if isinstance(one, Paragraph) else one for one in blocks)


def _with(blocks: tuple[Block, ...], put: list[tuple[int, tuple[Block, ...]]]) -> tuple[Block, ...]:
    found: list[Block] = []
    for place in range(len(blocks) + 1):
        found += [one for after, told in put if after == place for one in told]
        found += blocks[place : place + 1]
    return tuple(found)


# ------------------------------------------------------------------------------------------------------------- the file
def rendition_bytes(rendition: Rendition) -> bytes:
    """The one JSON text of a rendition: of the public one that of the paper; see `paper_bytes` for what it raises."""
    public = paper_bytes(rendition.content)
    if not rendition.parts:
        return public
    fault = next(part_faults(rendition), "")
    if fault:
        raise Unprintable(fault)
    return canonical(_plain_rendition(rendition)).encode()


def rendition_json(rendition: Rendition) -> bytes:
    """The JSON file of a rendition, which states the digest of the paper as a last field, `sha256`."""
    return with_digest(rendition_bytes(rendition), digest_of(rendition.content))


def parts_bytes(parts: tuple[ExemptText, ...]) -> bytes:
    """The one JSON text of the exempt parts alone, as they are kept beside the paper."""
    return canonical([_plain_part(one) for one in parts]).encode()


def read_parts(data: bytes, name: str = "exempt parts") -> tuple[ExemptText, ...]:
    """The exempt parts that `parts_bytes` wrote; raises Unreadable for anything else."""
    return _parts(parsed(data, name), name)


def read_rendition(data: bytes, name: str = "paper") -> Rendition:
    """The paper that JSON holds, with its exempt parts or without; raises Unreadable as `read_paper`.

    Whether the parts are those of the paper is not compared: see `part_faults`.
    """
    held = parsed(without_digest(data)[0], name)
    if not (isinstance(held, dict) and held.get("schema") == SCHEMA):
        return Rendition(read_paper(data, name))
    if held.keys() != _FIELDS:
        raise unreadable(name, "other fields", f"the fields {', '.join(sorted(_FIELDS))}", _MEND)
    return Rendition(paper_in(held["paper"], name), _parts(held["parts"], name))


def canonical_rendition(rendition: Rendition) -> bytes:
    """The one JSON text of a rendition as it was read, even where its parts are not those of the paper."""
    return canonical(_plain_rendition(rendition)).encode() if rendition.parts else paper_bytes(rendition.content)


def _plain_rendition(rendition: Rendition) -> dict[str, Any]:
    parts = [_plain_part(one) for one in rendition.parts]
    return {"paper": plain_paper(rendition.content), "parts": parts, "schema": SCHEMA}


def _plain_part(part: ExemptText) -> dict[str, Any]:
    return {"salt": part.salt, "blocks": plain_blocks(part.blocks), "figures": plain(part.figures)}


def _parts(held: Any, name: str) -> tuple[ExemptText, ...]:
    parts: tuple[ExemptText, ...] = read_as(tuple[ExemptText, ...], held, name)
    if not parts:
        raise unreadable(name, "no exempt part", "at least one", _MEND)
    return parts
