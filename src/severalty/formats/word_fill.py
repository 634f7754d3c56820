"""Placeholders in a Word template: found even when Word has cut them into pieces, filled by plain replacement."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from severalty.formats.word_xml import clean, qualified

FIELDS = ("title", "subtitle", "organisation", "prepared_on")
CONTENT = "content"
PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_PARAGRAPH, _TEXT, _BODY = qualified("p"), qualified("t"), qualified("body")


@dataclass(frozen=True)
class Filled:
    """A placeholder that was filled: its paragraph, and how many letters of the paragraph stand before and after."""

    paragraph: Any
    field: str
    before: int
    after: int


def paragraphs(root: Any) -> Iterator[Any]:
    """Every paragraph under this element, those in tables, text boxes and content controls too."""
    yield from root.iter(_PARAGRAPH)


def texts(paragraph: Any) -> list[Any]:
    """The text elements of this paragraph, without those of a text box anchored in it."""
    return [text for text in paragraph.iter(_TEXT) if next(text.iterancestors(_PARAGRAPH)) is paragraph]


def text_of(paragraph: Any) -> str:
    """The plain text of a paragraph."""
    return "".join(text.text or "" for text in texts(paragraph))


def content_paragraph(body: Any) -> Any | None:
    """The paragraph that says `{{ content }}`, or None."""
    for paragraph in paragraphs(body):
        if CONTENT in PLACEHOLDER.findall(text_of(paragraph)):
            return paragraph
    return None


def fill(root: Any, values: Mapping[str, str]) -> list[Filled]:
    """Put the values where their placeholders are; what is filled in is never read again as a placeholder.

    A paragraph of the body that held nothing but placeholders and is now empty is taken out. Tells what was filled.
    """
    filled: list[Filled] = []
    for paragraph in list(paragraphs(root)):
        before = text_of(paragraph)
        if not PLACEHOLDER.search(before):
            continue
        _fill_paragraph(paragraph, before, values)
        if text_of(paragraph).strip() or not _may_go(paragraph):
            filled += _fillings(paragraph, before, values)
        else:
            paragraph.getparent().remove(paragraph)
    return filled


def shown(value: str) -> str:
    """A value as it is filled in: on one line."""
    return " ".join(clean(value).split())


def _fillings(paragraph: Any, before: str, values: Mapping[str, str]) -> Iterator[Filled]:
    whole, start, at = len(text_of(paragraph)), 0, 0
    for found in PLACEHOLDER.finditer(before):
        start += found.start() - at
        length = len(shown(values.get(found.group(1), found.group())))
        if found.group(1) in values and length:
            yield Filled(paragraph, found.group(1), start, whole - start - length)
        start, at = start + length, found.end()


def _may_go(paragraph: Any) -> bool:
    kept = ("sectPr", "drawing", "pict", "fldSimple", "fldChar")
    holds_more = any(next(paragraph.iter(qualified(name)), None) is not None for name in kept)
    return paragraph.getparent().tag == _BODY and not holds_more


def _fill_paragraph(paragraph: Any, before: str, values: Mapping[str, str]) -> None:
    """Each value goes into the piece in which its placeholder began, so that it keeps that piece's look."""
    elements = texts(paragraph)
    owners = [element for element in elements for _ in element.text or ""]
    new: dict[int, list[str]] = {index: [] for index in range(len(elements))}
    index_of = {id(element): index for index, element in enumerate(elements)}
    at = 0
    for found in PLACEHOLDER.finditer(before):
        for place in range(at, found.start()):
            new[index_of[id(owners[place])]].append(before[place])
        value = values.get(found.group(1), found.group())
        new[index_of[id(owners[found.start()])]].append(shown(value))
        at = found.end()
    for place in range(at, len(before)):
        new[index_of[id(owners[place])]].append(before[place])
    for index, element in enumerate(elements):
        element.text = "".join(new[index])
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
