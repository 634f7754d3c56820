"""The fields that tables of plans are made of, beside those of decisions."""

from enum import StrEnum
from typing import Any

from django.db import models

from severalty.decisions.models.fields import one_of_many


def whole() -> Any:
    """A whole number, or none."""
    return models.BigIntegerField(null=True)


def word(words: type[StrEnum]) -> Any:
    """One of some words, at first that for which nobody has said anything."""
    return one_of_many(words, words("unknown") if "unknown" in set(words) else next(iter(words)))
