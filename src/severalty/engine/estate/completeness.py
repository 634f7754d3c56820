"""How much of what matters about a record is known."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from severalty.engine.fields import Column, columns_of

_UNKNOWN_WORDS = frozenset({"unknown", "undefined"})


@dataclass(frozen=True)
class Completeness:
    """Weight known of the weight asked for, and the labels of the columns that are missing."""

    known: int
    total: int
    missing: tuple[str, ...]

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down so that 100 means all; None where nothing is asked for."""
        return 100 * self.known // self.total if self.total else None


def is_known(shape: Column, value: Any) -> bool:
    """Whether a value says anything: not blank, not `unknown` or `undefined`. Nought is known."""
    return value not in (None, "", ()) and not (shape.choices and value in _UNKNOWN_WORDS)


def completeness(record: Any) -> Completeness:
    """The completeness of one record by the weights of its columns, heaviest missing column first."""
    kind: type = type(record)
    shapes = [shape for shape in columns_of(kind) if shape.weight]
    missing = [shape for shape in shapes if not is_known(shape, getattr(record, shape.name))]
    total = sum(shape.weight for shape in shapes)
    return Completeness(
        total - sum(shape.weight for shape in missing),
        total,
        tuple(shape.label for shape in sorted(missing, key=lambda shape: -shape.weight)),
    )


def all_of(records: Iterable[Any]) -> Completeness:
    """The completeness of many records together; labels missing most often come first."""
    found = [completeness(record) for record in records]
    often = Counter(label for one in found for label in one.missing)
    return Completeness(
        sum(one.known for one in found),
        sum(one.total for one in found),
        tuple(label for label, _ in often.most_common()),
    )
