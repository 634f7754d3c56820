"""How a record of MSPDI lies in XML: declared once beside each field, read and written from the declaration."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

from severalty.formats.mspdi.values import Codec


@dataclass(frozen=True)
class Slot:
    """Where a field lies: in the element `tag`, within the element `inside` where that is not blank.

    A leaf has a `codec`; a part is a record of its own, and `many` of them are a tuple. `always`: written in a record
    that was not read from a file even where it has its `default`.
    """

    name: str
    tag: str
    default: Any = None
    codec: Codec | None = None
    part: type | None = None
    many: bool = False
    inside: str = ""
    always: bool = False

    @property
    def outer(self) -> str:
        """The tag that the record's own element has as a child."""
        return self.inside or self.tag


@dataclass(frozen=True)
class Aside:
    """What of an element stands in no field, so that it can go back unchanged; two records are equal without it.

    `layout` is the order of the children; `texts` are values that are written otherwise here (`8` for `8.0`) or that
    could not be read; `kept` are children that no field holds, and `within` those inside an element that groups others.
    """

    layout: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    kept: tuple[Element, ...] = ()
    within: Mapping[str, tuple[Element, ...]] = field(default_factory=dict)


NOTHING_ASIDE = Aside()


@dataclass(frozen=True, kw_only=True)
class Record:
    """What every record of MSPDI is: fields with their places, and what was kept aside."""

    aside: Aside = field(default=NOTHING_ASIDE, compare=False, repr=False)


def leaf(tag: str, codec: Codec, default: Any = None, *, always: bool = False) -> Any:
    """A field that is the text of one element; `default` where there is none."""
    slot = Slot("", tag, default, codec, always=always)
    return field(default=default, metadata={"slot": slot})


def part(tag: str, record: type) -> Any:
    """A field that is one record of its own, or nothing."""
    return field(default=None, metadata={"slot": Slot("", tag, part=record)})


def parts(tag: str, record: type, *, inside: str = "") -> Any:
    """A field that is a tuple of records, side by side or within the element `inside`."""
    return field(default=(), metadata={"slot": Slot("", tag, (), part=record, many=True, inside=inside)})


@cache
def slots_of(record: type) -> tuple[Slot, ...]:
    """The places of a record's fields, in the order of the fields."""
    return tuple(
        dataclasses.replace(one.metadata["slot"], name=one.name)
        for one in dataclasses.fields(record)
        if "slot" in one.metadata
    )


@cache
def by_tag(record: type) -> Mapping[str, Slot]:
    """The places by the tag of the child."""
    return {slot.outer: slot for slot in slots_of(record)}
