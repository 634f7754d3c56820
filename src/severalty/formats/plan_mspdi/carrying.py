"""What MS Project has no place for rides along in text fields of its own kind, named Severalty, and comes back.

A record is JSON cut into pieces of at most 255 characters, which is what a text field of MS Project holds; pieces
begin and end with signs that no program trims.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from severalty.engine.fields import FieldError, columns_of, read, write
from severalty.engine.tables import TABLES
from severalty.formats.mspdi.custom import ExtendedField, ExtendedValue

MOST_TEXT = 255
PIECE = 250
_FIRST_FREE = 7
"""Text fields below this one are for people to read."""
TASK_TEXTS = (
    188743731, 188743734, 188743737, 188743740, 188743743, 188743746, 188743747, 188743748, 188743749, 188743750,
    *range(188743997, 188744017),
)  # fmt: skip
TASK_NUMBERS = (188743767, 188743768, 188743769, 188743770, 188743771)
RESOURCE_TEXTS = (
    205520904, 205520905, 205520926, 205520927, 205520928, 205520993, 205520994, 205520995, 205520996, 205520997,
    *range(205521121, 205521141),
)  # fmt: skip
READABLE = {
    "key": ("Severalty key", "Text1", TASK_TEXTS[0]),
    "kind": ("Severalty kind", "Text2", TASK_TEXTS[1]),
    "maturity": ("Severalty maturity", "Text3", TASK_TEXTS[2]),
    "owner": ("Severalty owner", "Text4", TASK_TEXTS[3]),
    "low": ("Severalty working days, low", "Number1", TASK_NUMBERS[0]),
    "likely": ("Severalty working days, most likely", "Number2", TASK_NUMBERS[1]),
    "high": ("Severalty working days, high", "Number3", TASK_NUMBERS[2]),
}
"""Columns of a package that a person may read and change in MS Project, with name, field and number of the field."""


def own_fields() -> tuple[ExtendedField, ...]:
    """The definitions of the fields, for the project."""
    readable = [ExtendedField(field_id=str(uid), name=name, alias=alias) for alias, name, uid in READABLE.values()]
    packed = [
        ExtendedField(field_id=str(uids[at]), name=f"Text{at + 1}", alias=f"Severalty {at - _FIRST_FREE + 2}")
        for uids in (TASK_TEXTS, RESOURCE_TEXTS)
        for at in range(_FIRST_FREE - 1, len(uids))
    ]
    return (*readable, *packed)


def own_among(fields: Iterable[ExtendedField]) -> frozenset[str]:
    """The numbers of those fields that are ours, told by their name: a stranger's plan uses the same for its own."""
    ours = {one.field_id: one.alias for one in own_fields()}
    return frozenset(one.field_id for one in fields if one.alias and ours.get(one.field_id) == one.alias)


def readable_values(texts: Mapping[str, str]) -> tuple[ExtendedValue, ...]:
    """The values of a package that a person may read in MS Project."""
    return tuple(
        ExtendedValue(field_id=str(uid), value=texts[column][:MOST_TEXT])
        for column, (_, _, uid) in READABLE.items()
        if texts.get(column)
    )


def packed(payload: Mapping[str, Any], uids: tuple[int, ...]) -> tuple[ExtendedValue, ...]:
    """The values that carry a payload; what is too much for the pieces stands in the last, longer than MS Project
    keeps it (`too_long` says so)."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    free = uids[_FIRST_FREE - 1 :]
    pieces = list(_pieces(text, len(free)))
    return tuple(ExtendedValue(field_id=str(uid), value=piece) for uid, piece in zip(free, pieces, strict=False))


def too_long(values: Iterable[ExtendedValue]) -> bool:
    """Whether MS Project would shorten one of the values."""
    return any(len(one.value) > MOST_TEXT for one in values)


def unpacked(values: Iterable[ExtendedValue], uids: tuple[int, ...]) -> dict[str, Any] | None:
    """The payload that values carry, or nothing. Raises ValueError where it was shortened or changed."""
    by_field = {one.field_id: one.value for one in values}
    pieces = [by_field.get(str(uid), "") for uid in uids[_FIRST_FREE - 1 :]]
    text = "".join(pieces)
    if not text.startswith('{"severalty":'):
        return None
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError(text)
    return found


def _pieces(text: str, most: int) -> Iterator[str]:
    at = 0
    for number in range(most):
        end = len(text) if number == most - 1 else min(at + PIECE, len(text))
        while at + 1 < end < len(text) and (text[end - 1].isspace() or text[end].isspace()):
            end -= 1
        if at < len(text):
            yield text[at:end]
        at = end


def texts_of(record: Any) -> dict[str, str]:
    """The columns of a record that are not blank, as files spell them."""
    kind: type = type(record)
    found = {shape.name: write(shape, getattr(record, shape.name)) for shape in columns_of(kind)}
    return {name: text for name, text in found.items() if text}


def record_of(table: str, texts: Mapping[str, Any]) -> Any:
    """The record that texts spell; what is needed may be blank, since its reader may not have been shown it.

    Raises ValueError where they spell none.
    """
    kind = TABLES.get(table)
    if kind is None:
        raise ValueError(table)
    values = {}
    for shape in columns_of(kind):
        try:
            text = str(texts.get(shape.name, ""))
            values[shape.name] = read(shape, text) if text else shape.blank
        except FieldError as error:
            raise ValueError(error.about(shape.label)) from error
    return kind(**values)
