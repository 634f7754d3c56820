"""Records to elements, in the order they had in their file or, without one, in that of the schema.

Tags are written without the project's namespace, which its outermost element declares.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from severalty.formats.mspdi.known import order_of
from severalty.formats.mspdi.shape import Record, Slot, slots_of


class Encoder:
    """Writes records into elements."""

    def __init__(self, namespace: str) -> None:
        self.head = f"{{{namespace}}}" if namespace else ""

    def fill(self, element: Element, record: Record) -> None:
        """Give an element the children that a record stands for."""
        children: dict[str, list[Element]] = {}
        for kept in record.aside.kept:
            children.setdefault(kept.tag.removeprefix(self.head), []).append(self._plain(kept))
        kind: type = type(record)
        for slot in slots_of(kind):
            found = list(self._children(slot, record, slot.outer in children))
            if found:
                children.setdefault(slot.outer, []).extend(found)
        order = _arranged(children, record)
        split = {tag for tag in children if len(children[tag]) > 1 and order.count(tag) == len(children[tag])}
        for tag in order:
            element.extend([children[tag].pop(0)] if tag in split else children.pop(tag, ()))

    def _children(self, slot: Slot, record: Record, kept_whole: bool) -> Iterable[Element]:
        value = getattr(record, slot.name)
        if slot.codec is not None:
            text = _text(slot, value, record, kept_whole)
            if text is not None:
                yield _leaf(slot.tag, text)
        elif slot.inside:
            kept = record.aside.within.get(slot.inside, ())
            if value or kept or (slot.inside in record.aside.layout and not kept_whole):
                yield self._group(slot, value, kept)
        else:
            for one in value if slot.many else () if value is None else (value,):
                element = Element(slot.tag)
                self.fill(element, one)
                yield element

    def _group(self, slot: Slot, records: Iterable[Record], kept: Iterable[Element]) -> Element:
        group = Element(slot.inside)
        for record in records:
            self.fill(SubElement(group, slot.tag), record)
        group.extend(self._plain(one) for one in kept)
        return group

    def _plain(self, kept: Element, own: bool = True) -> Element:
        """A copy without the project's namespace; `own`: it stands within elements of that namespace."""
        tag = kept.tag.removeprefix(self.head)
        strange = bool(self.head) and tag == kept.tag
        copy = Element(tag, dict(kept.attrib))
        if strange and own and not tag.startswith("{"):
            copy.set("xmlns", "")
        copy.text = kept.text
        copy.tail = kept.tail if kept.tail and kept.tail.strip() else None
        within = not (strange and not tag.startswith("{"))
        copy.extend(self._plain(child, within) for child in kept)
        return copy


def _leaf(tag: str, text: str) -> Element:
    element = Element(tag)
    element.text = text
    return element


def _text(slot: Slot, value: Any, record: Record, kept_whole: bool) -> str | None:
    """The text of a leaf: as it stood in the file while it stands for the same value; nothing where none is written."""
    assert slot.codec is not None  # noqa: S101 - only leaves get here
    aside = record.aside
    stood = aside.texts.get(slot.tag)
    if stood is not None and _same(slot, stood, value):
        return stood
    if value is None:
        return None
    if value == slot.default:
        was_there = slot.tag in aside.layout and stood is None and not kept_whole
        if not was_there and not (slot.always and not aside.layout):
            return None
    return slot.codec.write(value)


def _same(slot: Slot, text: str, value: Any) -> bool:
    assert slot.codec is not None  # noqa: S101 - only leaves get here
    if not text.strip() and not slot.codec.is_text:
        return bool(value == slot.default)
    try:
        return bool(slot.codec.read(text) == value)
    except ValueError:
        return bool(value == slot.default)


def _arranged(children: dict[str, list[Element]], record: Record) -> list[str]:
    """The tags in order: those of the file as there, each other one behind the last that the schema has before it."""
    order = order_of(type(record).__name__)
    end = len(order)
    if not record.aside.layout:
        return sorted(children, key=lambda tag: order.get(tag, end))
    placed = [tag for tag in record.aside.layout if tag in children]
    missing = sorted(children.keys() - set(placed), key=lambda tag: order.get(tag, end))
    for tag in missing:
        rank = order.get(tag, end)
        before = [at for at, other in enumerate(placed) if order.get(other, -1) <= rank]
        placed.insert(before[-1] + 1 if before else 0, tag)
    return placed
