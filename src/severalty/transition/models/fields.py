"""The field of tables of plans that is like no other app's."""

from enum import StrEnum
from typing import Any

from severalty.tenancy.fields import one_of


def word(words: type[StrEnum]) -> Any:
    """One of some words, at first that for which nobody has said anything."""
    return one_of(words, words("unknown") if "unknown" in set(words) else next(iter(words)), 80)
