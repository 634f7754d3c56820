"""The parts of a paper that the public does not read, written apart from the rest and put in their places."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.crypto import salted_hmac

from severalty.decisions.reports.passages import blocks_of
from severalty.engine.decisions.exempt import Amounts, ExemptPart, exemption_of, given_away
from severalty.engine.decisions.papers import Heading, Passage
from severalty.engine.evidence import show_money
from severalty.engine.fields import Known
from severalty.engine.freeze import canonical, plain
from severalty.formats.documents import Block
from severalty.formats.paper_json import plain_blocks
from severalty.formats.paper_withheld import EXEMPT_MARK, digest_of_part
from severalty.formats.papers import ExemptText, Figure, Figures, Rendition, Withheld
from severalty.web.parts import Writing, filled

_EXEMPT_FIGURES = "figures of exempt parts"


@dataclass(frozen=True)
class Kept:
    """A part as it was written, before it has a place in the paper: what it is, and how many blocks stand before."""

    record: ExemptPart
    after: int
    blocks: tuple[Block, ...]
    figures: tuple[Figure, ...]


def kept_parts(writing: Writing, parts: Sequence[ExemptPart], heading: Heading, after: int) -> tuple[Kept, ...]:
    """The exempt parts of a section after so many blocks; the first that covers its tables holds what is filled in."""
    figures = writing.once(_EXEMPT_FIGURES, lambda: Figures(mark=EXEMPT_MARK))
    apart, found = replace(writing, figures=figures), []
    covering = next((one for one in parts if one.covers_tables is Known.YES), None)
    for one in parts:
        before = len(figures.found)
        blocks = [*blocks_of((_passage(one),), heading.words, figures)]
        blocks += filled(apart, str(heading.key)) if one is covering else ()
        found.append(Kept(one, after, tuple(blocks), tuple(figures.found[before:])))
    return tuple(found)


def covers_tables(parts: Sequence[ExemptPart]) -> bool:
    """Whether what the record fills into a section is exempt."""
    return any(one.covers_tables is Known.YES for one in parts)


def _passage(part: ExemptPart) -> Passage:
    return Passage(paper=part.paper, section=part.section, about=part.about, text=part.text, evidence=part.evidence,
                   source=part.source)  # fmt: skip


def withheld_of(kept: Kept, section: int, paper: str) -> tuple[Withheld, ExemptText]:
    """What stands for a part in the public rendition, and the part with its salt."""
    exemption = exemption_of(kept.record)
    text = ExemptText(_salt(kept, paper), kept.blocks, kept.figures)
    told = Withheld(
        section=section, after=kept.after, under=exemption.paragraphs, confidential=exemption.confidential,
        public_interest=kept.record.public_interest.strip(), digest=digest_of_part(text),
    )  # fmt: skip
    return told, text


def _salt(kept: Kept, paper: str) -> str:
    """Nobody without the installation's secret can guess it, and the same words of the same paper have the same one,
    so that a paper that is drawn twice is one paper; other words have another."""
    words = canonical([paper, kept.record.key, plain_blocks(kept.blocks), plain(kept.figures)])
    return salted_hmac("exempt part of a paper", words, algorithm="sha256").hexdigest()


def told_elsewhere(rendition: Rendition) -> tuple[str, ...]:
    """Amounts of exempt parts that the public parts of the paper tell as well, in words."""

    def amounts(figures: Any) -> tuple[int, ...]:
        return tuple(one.value for one in figures if one.unit == "pence" and one.value)

    exempt = amounts(figure for part in rendition.parts for figure in part.figures)
    found = given_away(Amounts(exempt, amounts(rendition.content.figures)))
    return tuple(show_money(pence) for pence in found.pence)
