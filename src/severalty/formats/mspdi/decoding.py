"""Elements to records: each child into its field, the rest kept aside so that it can go back."""

from __future__ import annotations

from collections import Counter
from typing import Any
from xml.etree.ElementTree import Element

from severalty.formats.mspdi.known import order_of
from severalty.formats.mspdi.losses import Fate, Tally
from severalty.formats.mspdi.shape import Aside, Record, Slot, by_tag
from severalty.formats.mspdi.values import DAY_MINUTES, SPAN, read_span
from severalty.formats.problems import clipped

MEND = "correct it in the program that wrote the file, and save the file again"
NEEDED_IN = ("Project/Tasks", "Project/Calendars")
NEEDED = frozenset({"UID", "TaskUID", "ResourceUID", "Units", "MinutesPerDay"})
"""Values without which a plan would be taken over wrongly; others that cannot be read are taken as not said."""


def local(tag: str, namespace: str) -> str:
    """The tag without the project's own namespace; one of another namespace stays as it is."""
    head = f"{{{namespace}}}" if namespace else ""
    return tag[len(head) :] if head and tag.startswith(head) else tag


def is_bare(element: Element) -> bool:
    """Whether an element is text alone."""
    return len(element) == 0 and not element.attrib


class Gathering:
    """A record in the making: children are taken one by one, in their order in the file.

    `day_minutes` are the minutes of a day's work, which a project says before its tasks.
    """

    def __init__(
        self, record: type[Record], path: str, namespace: str, tally: Tally, day_minutes: int = DAY_MINUTES
    ) -> None:
        self.record, self.path, self.namespace, self.tally = record, path, namespace, tally
        self.day_minutes = day_minutes
        kind: type = record
        self.slots, self.known = by_tag(kind), order_of(record.__name__)
        self.values: dict[str, Any] = {}
        self.layout: list[str] = []
        self.seen: set[str] = set()
        self.texts: dict[str, str] = {}
        self.kept: list[Element] = []
        self.within: dict[str, list[Element]] = {}

    def take(self, child: Element, place: str) -> None:
        """Take one child; `place` says in words which record this is."""
        tag = local(child.tag, self.namespace)
        slot = self.slots.get(tag)
        again = tag in self.seen
        self.seen.add(tag)
        self.layout.append(tag)
        if slot is None or (slot.part is None and not is_bare(child)) or (slot.inside and child.attrib):
            self._keep(tag, child)
        elif slot.inside:
            for inner in child:
                self.take_inner(slot, inner, place)
        elif slot.many:
            self._add(slot, decode(slot.part, child, f"{self.path}/{tag}", self, place))
        else:
            if again:
                self.tally.lose(f"{self.path}/{tag} (more than once; the last counts)", Fate.DROPPED)
            self._set(slot, child, place)

    def open_group(self, tag: str) -> None:
        """Note that an element which groups records was there, even if it is empty."""
        if tag not in self.seen:
            self.seen.add(tag)
            self.layout.append(tag)

    def take_inner(self, slot: Slot, inner: Element, place: str) -> None:
        """Take one child of an element that groups records."""
        tag = local(inner.tag, self.namespace)
        path = f"{self.path}/{slot.inside}/{tag}"
        if tag == slot.tag and slot.part is not None:
            self._add(slot, decode(slot.part, inner, path, self, place))
        else:
            self.tally.lose(shown(path), Fate.UNKNOWN)
            self.within.setdefault(slot.inside, []).append(inner)

    def finish(self, **more: Any) -> Any:
        """The record."""
        lists = {name: tuple(value) for name, value in self.values.items() if isinstance(value, list)}
        within = {tag: tuple(kept) for tag, kept in self.within.items()}
        aside = Aside(_shared(self.layout), self.texts, tuple(self.kept), within)
        return self.record(**(self.values | lists), aside=aside, **more)

    def _add(self, slot: Slot, record: Any) -> None:
        self.values.setdefault(slot.name, []).append(record)

    def _set(self, slot: Slot, child: Element, place: str) -> None:
        if slot.codec is None:
            self.values[slot.name] = decode(slot.part, child, f"{self.path}/{slot.tag}", self, place)
            return
        text = child.text or ""
        self.texts.pop(slot.tag, None)
        self.values.pop(slot.name, None)
        if not text.strip() and not slot.codec.is_text:
            self.texts[slot.tag] = text
            return
        try:
            value: Any = read_span(text, self.day_minutes) if slot.codec is SPAN else slot.codec.read(text)
        except ValueError:
            counts = slot.tag in NEEDED or self.path.startswith(NEEDED_IN)
            note = self.tally.blame if counts else self.tally.remark
            note(f"{place}, {slot.tag}", f'"{clipped(text)}"', slot.codec.expected, MEND)
            self.texts[slot.tag] = text
            return
        self.values[slot.name] = value
        if slot.tag == "MinutesPerDay" and 0 < value <= 24 * 60:
            self.day_minutes = value
        if slot.codec.write(value) != text:
            self.texts[slot.tag] = text

    def _keep(self, tag: str, child: Element) -> None:
        self.kept.append(child)
        self.tally.lose(shown(f"{self.path}/{tag}"), Fate.CARRIED if tag in self.known else Fate.UNKNOWN)


def decode(record: type | None, element: Element, path: str, outer: Gathering, place: str) -> Any:
    """The record of an element; attributes of it, which MSPDI has none of, are counted and cannot be kept."""
    assert record is not None  # noqa: S101 - a slot without a codec has a part
    gathering = Gathering(record, path, outer.namespace, outer.tally, outer.day_minutes)
    for name in element.attrib:
        outer.tally.lose(f"{shown(path)} (attribute {shown(name)})", Fate.DROPPED)
    if any(text and text.strip() for text in (element.text, *(child.tail for child in element))):
        outer.tally.lose(f"{shown(path)} (text beside its elements)", Fate.DROPPED)
    for child in element:
        gathering.take(child, place)
    return gathering.finish()


def shown(path: str) -> str:
    """A path without the addresses of namespaces."""
    if "{" not in path:
        return path
    head, _, rest = path.partition("{")
    return f"{head}{rest.partition('}')[2]} (of another namespace)"


_LAYOUTS: dict[tuple[str, ...], tuple[str, ...]] = {}
MOST_LAYOUTS = 1_000


def _shared(layout: list[str]) -> tuple[str, ...]:
    """The order of children, one tuple for all records of the same: a tag once, unless others stand between."""
    runs = [tag for at, tag in enumerate(layout) if at == 0 or layout[at - 1] != tag]
    often = {tag for tag, times in Counter(runs).items() if times > 1} if len(runs) > len(set(runs)) else set()
    key = tuple(tag for at, tag in enumerate(layout) if at == 0 or layout[at - 1] != tag or tag in often)
    if len(_LAYOUTS) > MOST_LAYOUTS:
        _LAYOUTS.clear()
    return _LAYOUTS.setdefault(key, key)
