"""What if: values of records that are taken to be others, without anything being written."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from severalty.decisions.queries.book import Book, Entry
from severalty.engine.dates import PartialDate, Precision, add_months, between, day
from severalty.engine.fields import Column, FieldError, Kind, columns_of, read
from severalty.tenancy.binding import Binding

_MOVE = re.compile(r"([+-])\s*(\d{1,4})\s*(days?|weeks?|months?)?", re.IGNORECASE)
_PER = {"day": 1, "week": 7}


class SupposeError(ValueError):
    """A change that cannot be supposed; the sentence says what was found, and how to mend it."""


class Unit(StrEnum):
    """What the length of a slip is counted in. Days are calendar days."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True)
class Slippage:
    """By how much something is later; below nought sooner."""

    count: int
    unit: Unit = Unit.WEEKS

    @property
    def length(self) -> str:
        """`3 weeks`, `1 day`."""
        return f"{abs(self.count)} {self.unit.value[:-1] if abs(self.count) == 1 else self.unit.value}"

    @property
    def words(self) -> str:
        """`3 weeks later`."""
        return f"{self.length} {'later' if self.count >= 0 else 'sooner'}"

    @property
    def becomes(self) -> str:
        """As a change writes it: `+3 weeks`."""
        return f"{'+' if self.count >= 0 else '-'}{self.length}"

    def after(self, on: date) -> date:
        """The day to which a day moves."""
        if self.unit is Unit.MONTHS:
            return add_months(on, self.count)
        return on + timedelta(days=self.count * (7 if self.unit is Unit.WEEKS else 1))


@dataclass(frozen=True)
class Change:
    """One value of one item (its reference) that is taken to be another: the name of its column, and what it becomes
    as a file writes it; `+3 weeks` moves a date or a number on."""

    ref: str
    value: str
    becomes: str


def changed(record: Any, changes: Iterable[Change]) -> Any:
    """The record with other values. Raises SupposeError."""
    kind: type = type(record)
    shapes = {shape.name: shape for shape in columns_of(kind)}
    for one in changes:
        record = replace(record, **{one.value: value_after(shapes.get(one.value), record, one)})
    return record


def value_after(shape: Column | None, record: Any, change: Change) -> Any:
    """The value that a change comes to. Raises SupposeError for a column that is not there, cannot be supposed, or a
    value that cannot be read."""
    if shape is None or shape.last or shape.kind in (Kind.KEY, Kind.REFERENCE, Kind.REFERENCES):
        raise SupposeError(f"There is no value {change.value!r} here that can be tried out; name another column.")
    now = getattr(record, shape.name)
    moved = _MOVE.fullmatch(change.becomes.strip())
    if moved and shape.kind is Kind.DATE:
        if now is None:
            raise SupposeError(f"{record.name}: “{shape.label}” has no day that could move; enter the day instead.")
        return later(now, f"{moved[1]}{moved[2]} {moved[3] or 'days'}")
    if moved and moved[3] is None and shape.kind in (Kind.WHOLE, Kind.MONEY):
        return (now or 0) + int(moved[1] + moved[2]) * (100 if shape.kind is Kind.MONEY else 1)
    try:
        return read(shape, change.becomes.strip())
    except FieldError as error:
        raise SupposeError(f"{shape.label}: {error}") from error


def later(on: PartialDate, text: str) -> PartialDate:
    """A date moved by `+3 weeks`, `-10 days` or `+2 months`, as precise as it was. Raises SupposeError."""
    moved = _MOVE.fullmatch(text.strip())
    if moved is None:
        raise SupposeError(f"{text!r} is no move of a date; write it as +3 weeks, -10 days or +2 months.")
    count, unit = int(moved[1] + moved[2]), (moved[3] or "days").lower().rstrip("s")
    if unit == "month":
        first, last = add_months(on.first, count), add_months(on.last, count)
    else:
        first, last = (one + timedelta(days=count * _PER[unit]) for one in (on.first, on.last))
    if on.precision is Precision.DAY:
        return day(first, about=on.about)
    return between(first, max(first, last), about=on.about)


@dataclass(frozen=True)
class SupposedBook(Book):
    """The record of decisions as a viewer sees it, with some values taken to be others."""

    supposed: Mapping[str, Sequence[Change]] = field(default_factory=dict)

    def of(self, binding: Binding) -> dict[str, Entry]:
        """The rows of a table of items by reference, as they are supposed to be."""
        is_new = binding.table not in self._held
        found = super().of(binding)
        for ref in self.supposed if is_new else ():
            if ref in found:
                found[ref] = Entry(found[ref].row, changed(found[ref].record, self.supposed[ref]))
        return found


def by_ref(changes: Iterable[Change]) -> dict[str, tuple[Change, ...]]:
    """Changes by the item that they are about."""
    found: dict[str, tuple[Change, ...]] = {}
    for one in changes:
        found[one.ref] = (*found.get(one.ref, ()), one)
    return found
