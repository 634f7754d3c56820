"""What an officer wrote for a section, as blocks of a paper, with every figure in it entered."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from severalty.engine.decisions.papers import Passage
from severalty.formats.documents import Block, Bullets, Paragraph
from severalty.formats.papers import Figures

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_FIGURE = re.compile(
    rf"(?P<money>£{_NUMBER}(?P<until>[-–]£?{_NUMBER})?(?:\s?(?P<scale>k|m|bn|thousand|million|billion)\b)?)"
    rf"|(?P<rate>(?<![\d,.]){_NUMBER}(?:\s?%|\sper\s?cent\b))",
    re.IGNORECASE,
)
_SCALES = {"k": 1_000, "thousand": 1_000, "m": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9}
_DASH = re.compile(r"^\s*[-–•*]\s+")


def blocks_of(passages: Iterable[Passage], where: str, figures: Figures) -> Iterator[Block]:
    """The paragraphs and lists of passages; `where` is the section in words, for the list of figures."""
    for passage in passages:
        text = with_figures(passage, where, figures)
        chunks = [chunk for chunk in re.split(r"\n\s*\n", text.strip()) if chunk.strip()]
        for place, chunk in enumerate(chunks):
            yield from _chunk(chunk, passage.source if place == len(chunks) - 1 else "")


def with_figures(passage: Passage, where: str, figures: Figures) -> str:
    """The text with the number of each amount and percentage behind it; what it rests on is entered under it."""
    name = f"passages:{passage.paper}/{passage.section}" + (f"/{passage.about}" if passage.about else "")
    place = f"{where} ({passage.about})" if passage.about else where

    def entered(found: re.Match[str]) -> str:
        unit = "pence" if found["money"] else "per cent"
        label = f"{place}: {_around(found)}"
        return figures.add(label, found[0], _value(found), unit, passage.evidence, passage.source, (name,))

    return _FIGURE.sub(entered, passage.text)


def _around(found: re.Match[str]) -> str:
    """The few words of its sentence in front of a figure, by which a reader finds it again."""
    sentence = re.split(r"[.!?]\s|\n", found.string[: found.start()])[-1]
    return f"{' '.join(sentence.split()[-6:])} {found[0]}".strip()


def _value(found: re.Match[str]) -> int | None:
    """Whole pence of an amount; a percentage and a range are given as they read."""
    if not found["money"] or found["until"]:
        return None
    number = re.match(rf"£({_NUMBER})", found[0])
    pence = Decimal(number[1].replace(",", "")) * 100 * _SCALES.get((found["scale"] or "").lower(), 1) if number else 0
    return int(pence) if pence == int(pence) else None


def _chunk(chunk: str, source: str) -> Iterator[Block]:
    """A paragraph and the list under it; the source stands at the end."""
    lines = [line.strip() for line in chunk.splitlines() if line.strip()]
    words = [line for line in lines if not _DASH.match(line)]
    items = [_DASH.sub("", line) for line in lines if _DASH.match(line)]
    behind = f" ({source})" if source else ""
    if words:
        yield Paragraph(" ".join(words) + ("" if items else behind), numbered=True)
    if items:
        yield Bullets((*items[:-1], items[-1] + behind))
