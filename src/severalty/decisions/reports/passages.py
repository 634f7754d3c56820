"""What an officer wrote for a section, as blocks of a paper, with every figure in it entered."""

import re
from collections.abc import Iterable, Iterator

from severalty.engine.decisions.papers import Passage
from severalty.engine.money import MoneyError, read_pounds
from severalty.formats.documents import Block, Bullets, Paragraph
from severalty.formats.papers import Figures

_FIGURE = re.compile(
    r"(?P<money>£\d[\d,]*(?:\.\d+)?(?:\s?(?:k|m|bn|million|billion)\b)?)"
    r"|(?P<rate>\b\d+(?:\.\d+)?(?:\s?%|\sper cent\b))"
)
_SCALES = {"k": "k", "m": "m", "million": "m", "bn": "m", "billion": "m"}
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

    def entered(found: re.Match[str]) -> str:
        shown, unit = found[0], "pence" if found["money"] else "per cent"
        label = f"{where}: {_around(found)}"
        return figures.add(label, shown, _value(shown, unit), unit, passage.evidence, passage.source, (name,))

    return _FIGURE.sub(entered, passage.text)


def _around(found: re.Match[str]) -> str:
    """The few words in front of a figure, by which a reader finds it again."""
    before = " ".join(found.string[: found.start()].split()[-6:])
    return f"{before} {found[0]}".strip()


def _value(shown: str, unit: str) -> int | None:
    """Whole pence of an amount; a percentage is given as it reads."""
    if unit != "pence":
        return None
    word = re.search(r"[a-z]+$", shown)
    number = shown[: word.start()].strip() if word else shown
    scale = _SCALES[word[0]] if word else ""
    try:
        pence = read_pounds(number + scale)
    except MoneyError:
        return None
    return pence * 1_000 if word and word[0] in ("bn", "billion") else pence


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
