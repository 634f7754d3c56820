"""What stands in a file beside what should stand there, text by text, and where they differ."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

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
from severalty.formats.word_outside import AFTER, BEFORE
from severalty.formats.word_xml import clean

_MOST_WORK = 4_000_000  # pairs of texts that are looked at to find what moved
_FEW = 8
_BEFORE, _SHOWN = 30, 110

Span = tuple[int, int, int, int]


@dataclass(frozen=True)
class Place:
    """A text of a report and where it stands, in words."""

    where: str
    text: str


def plain_text(text: str) -> str:
    """A text as it is compared: any white space is one space, and a hyphen that does not break is a hyphen."""
    return " ".join(clean(text).replace("\u2011", "-").split())


def places_of(document: Document) -> Iterator[Place]:
    """Every text of a report in reading order, as Word has it: numbers of lists are not among them."""
    for label, value in document.summary_facts:
        yield Place(f"Head of the paper, “{label}”", label)
        yield Place(f"Head of the paper, “{label}”", value)
    above = ""
    for section, labels in zip(document.sections, number_document(document), strict=True):
        number = f"Section {labels.heading}, " if labels.heading else "Section "
        where = f"{number}{section.heading}" if section.level == 1 else f"{above}, {section.heading}"
        above = where if section.level == 1 else above
        yield Place(f"{where}, heading", section.heading)
        yield from _section_places(section, labels, where)


def _section_places(section: Section, labels: SectionLabels, where: str) -> Iterator[Place]:
    count = 0
    for block, label in zip(section.blocks, labels.blocks, strict=True):
        count += isinstance(block, Paragraph)
        yield from _block_places(block, label or str(count), where)


def _block_places(block: Block, label: str, where: str) -> Iterator[Place]:
    match block:
        case Paragraph():
            yield Place(f"{where}, paragraph {label}", block.text)
        case Note():
            yield Place(f"{where}, note", block.text)
        case Bullets():
            for number, item in enumerate(block.items, start=1):
                yield Place(f"{where}, list, item {number}", item)
        case Picture():
            yield Place(f"{where}, {label.lower()}, caption", f"{label}: {block.caption}")
            yield Place(f"{where}, {label.lower()}, text alternative", block.alt)
        case Table():
            yield from _table_places(block, label, f"{where}, {label.lower()}")


def _table_places(table: Table, label: str, where: str) -> Iterator[Place]:
    yield Place(f"{where}, caption", f"{label}: {table.caption}")
    for column in table.columns:
        yield Place(f"{where}, column heading", column.label)
    for number, row in enumerate(table.rows, start=1):
        for column, cell in zip(table.columns, row, strict=True):
            yield Place(f"{where}, row {number}, {column.label}", cell)
    if not table.rows:
        yield Place(f"{where}, row 1", "No entries.")
    if table.notes:
        yield Place(f"{where}, notes", table.notes)


def differences_of(expected: Sequence[Place], found: Sequence[str], *, added: bool = True) -> Iterator[str]:
    """A sentence for each text that differs, is missing or (with `added`) stands there besides."""
    texts = [plain_text(place.text) for place in expected]
    for first, last, begin, end in spans([*texts], [plain_text(text) for text in found]):
        pairs = min(last - first, end - begin)
        for place, text in zip(expected[first : first + pairs], found[begin : begin + pairs], strict=True):
            yield f"{place.where}: {focused(plain_text(text), plain_text(place.text))}."
        for place in expected[first + pairs : last]:
            if plain_text(place.text):
                yield f"{place.where}: missing, expected {quoted(place.text)}."
        if added:
            after = f"After {expected[first + pairs - 1].where}" if first + pairs else "At the start"
            yield from (f"{after}: added {quoted(text)}." for text in found[begin + pairs : end] if plain_text(text))


def outside_differences(
    expected: Mapping[str, Sequence[str]], found: Mapping[str, Sequence[str]], told: Collection[str], *, marked: bool
) -> Iterator[str]:
    """A sentence for each text outside the paper that differs, by where it stands.

    Those in `told` were named already. Without the marks of the report there is no before and after.
    """
    known = {plain_text(text) for text in told}
    for where in dict.fromkeys([*expected, *found]):
        if where in (BEFORE, AFTER) and not marked:
            continue
        wanted, standing = ([plain_text(text) for text in side.get(where, ())] for side in (expected, found))
        for first, last, begin, end in spans(wanted, standing):
            for before, now in zip_longest(wanted[first:last], standing[begin:end], fillvalue=""):
                if not now or now not in known:
                    yield f"Outside the paper, {where}: {_instead(now, before)}."


def _instead(found: str, expected: str) -> str:
    if found and expected:
        return focused(found, expected)
    return f"added {quoted(found)}" if found else f"missing, expected {quoted(expected)}"


def spans(expected: Sequence[str], found: Sequence[str]) -> Iterator[Span]:
    """Where two lists of texts differ: from and to in the first, from and to in the second.

    Texts that are as many as expected and mostly in their places are compared place by place.
    """
    start, shorter = 0, min(len(expected), len(found))
    while start < shorter and expected[start] == found[start]:
        start += 1
    ending = 0
    while ending < shorter - start and expected[-1 - ending] == found[-1 - ending]:
        ending += 1
    left, right = expected[start : len(expected) - ending], found[start : len(found) - ending]
    apart = [at for at, (a, b) in enumerate(zip(left, right, strict=False), start=start) if a != b]
    if len(left) == len(right) and 2 * len(apart) <= max(len(left), _FEW):
        yield from ((at, at + 1, at, at + 1) for at in apart)
        return
    if len(left) * len(right) > _MOST_WORK:
        yield start, start + len(left), start, start + len(right)
        return
    for kind, first, last, begin, end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind != "equal":
            yield start + first, start + last, start + begin, start + end


def focused(found: str, expected: str) -> str:
    """`found “…”, expected “…”`, each cut to the letters around the first that differs."""
    same = next((at for at, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b), len(found))
    start = max(0, same - _BEFORE) if max(len(found), len(expected)) > _SHOWN else 0
    return f"found {_cut(found, start)}, expected {_cut(expected, start)}"


def quoted(text: str) -> str:
    """The text in quotation marks, cut where it is long."""
    return _cut(plain_text(text), 0)


def _cut(text: str, start: int) -> str:
    if not text:
        return "nothing"
    shown = text[start : start + _SHOWN]
    return f"“{'…' if start else ''}{shown}{'…' if start + _SHOWN < len(text) else ''}”"
