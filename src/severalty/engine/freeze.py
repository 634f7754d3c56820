"""Canonical JSON and digest of any record."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from severalty.engine.dates import Duration, PartialDate

SHORTEST_SALT = 32
"""Letters that a salt has at least: as hexadecimal, 128 bits of chance."""


def plain(value: Any) -> Any:
    """A record as JSON's own kinds: dataclasses by field, dates as text, sets in order. Raises TypeError."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, PartialDate | Duration | date | datetime):
        return _written(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(plain(key)): plain(inner) for key, inner in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(plain(inner) for inner in value)
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    raise TypeError(f"{type(value).__name__} cannot be frozen.")


def _written(value: PartialDate | Duration | date) -> str:
    if isinstance(value, PartialDate):
        return value.code
    return str(value) if isinstance(value, Duration) else value.isoformat()


def canonical(value: Any) -> str:
    """One JSON text for one value: keys in order, no spaces, letters as they are."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def salted_digest(value: Any, salt: str) -> str:
    """What stands for something withheld: SHA-256 of the canonical JSON of `{"salt": salt, "value": value}`.

    Who has value and salt can show that they belong to it; who has not learns nothing, not even whether a guess is
    right. `salt` is at least 32 letters of chance, drawn by the caller anew for each thing withheld; raises ValueError
    for a shorter one. Papers, cores and rows of the trail all go by this one function.
    """
    if len(salt) < SHORTEST_SALT:
        raise ValueError(f"A salt needs at least {SHORTEST_SALT} letters; this one has {len(salt)}.")
    return digest({"salt": salt, "value": value})
