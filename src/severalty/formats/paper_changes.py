"""Two versions of a paper beside each other: the figures and sections that differ."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from severalty.formats.paper_compare import focused, places_of, quoted, spans
from severalty.formats.paper_face import FIGURES, document_of
from severalty.formats.papers import Figure, PaperContent

MOST_TEXTS = 12


@dataclass(frozen=True)
class FigureChange:
    """One figure that differs: what it is of, and how it reads in the first version and in the second.

    `difference` is in the unit of the figure, None where one of the two is not known.
    """

    label: str
    before: str
    after: str
    unit: str
    difference: int | None


@dataclass(frozen=True)
class SectionChange:
    """One section that differs: its heading, how many of its texts differ, and the first of them in words."""

    heading: str
    count: int
    texts: tuple[str, ...]


@dataclass(frozen=True)
class VersionsCompared:
    """What is different between two versions of a paper, or between two papers."""

    figures: tuple[FigureChange, ...]
    sections: tuple[SectionChange, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.figures and not self.sections


def compare_versions(first: PaperContent, second: PaperContent) -> VersionsCompared:
    """The figures that differ by what they are of, and the sections that differ by their heading."""
    return VersionsCompared(tuple(_figures(first, second)), tuple(_sections(first, second)))


def _figures(first: PaperContent, second: PaperContent) -> Iterator[FigureChange]:
    then, now = _by_label(first.figures), _by_label(second.figures)
    for key in dict.fromkeys([*then, *now]):
        before, after = then.get(key), now.get(key)
        if before is None or after is None or (before.shown, before.value) != (after.shown, after.value):
            known = before is not None and after is not None and None not in (before.value, after.value)
            yield FigureChange(
                key[0],
                before.shown if before else "not in it",
                after.shown if after else "not in it",
                key[1],
                _less(after, before) if known else None,
            )


def _less(after: Figure | None, before: Figure | None) -> int | None:
    values = (after.value if after else None, before.value if before else None)
    return None if None in values else (values[0] or 0) - (values[1] or 0)


def _by_label(figures: tuple[Figure, ...]) -> dict[tuple[str, str, int], Figure]:
    """Figures by what they are of; the second of the same name and unit counts as another."""
    seen: Counter[tuple[str, str]] = Counter()
    found = {}
    for figure in figures:
        name = (figure.label, figure.unit)
        found[(*name, seen[name])] = figure
        seen[name] += 1
    return found


def _sections(first: PaperContent, second: PaperContent) -> Iterator[SectionChange]:
    then, now = _by_section(first), _by_section(second)
    for heading in dict.fromkeys([*then, *now]):
        texts = list(_texts(then.get(heading, []), now.get(heading, [])))
        if texts:
            yield SectionChange(heading, len(texts), tuple(texts[:MOST_TEXTS]))


def _by_section(content: PaperContent) -> dict[str, list[str]]:
    """The texts of each section by its heading; the list of figures has a table of its own."""
    found: dict[str, list[str]] = {}
    for place in places_of(document_of(content)):
        if place.where.endswith(", heading"):
            continue
        head = place.where.partition(",")[0] if place.where.startswith("Head of") else _heading(place.where)
        if not head.endswith(FIGURES):
            found.setdefault(head, []).append(_bare(place.text))
    return found


def _heading(where: str) -> str:
    """`Financial implications` of `Section 3, Financial implications, paragraph 3.1`, with a number or without."""
    parts = where.removeprefix("Section ").split(", ")
    return parts[1] if len(parts) > 1 and parts[0].isdigit() else parts[0]


def _bare(text: str) -> str:
    """A text without the numbers of its figures, which move when one is added before."""
    words = text.split(" ")
    return " ".join(word for word in words if not (word.startswith("[") and word.rstrip(".,;:)").endswith("]")))


def _texts(before: list[str], after: list[str]) -> Iterator[str]:
    for start, stop, begin, end in spans(before, after):
        pairs = min(stop - start, end - begin)
        for then, now in zip(before[start : start + pairs], after[begin : begin + pairs], strict=True):
            yield f"Now {focused(now, then).removeprefix('found ').replace(', expected ', ', before ')}."
        yield from (f"Gone: {quoted(text)}." for text in before[start + pairs : stop] if text)
        yield from (f"New: {quoted(text)}." for text in after[begin + pairs : end] if text)
