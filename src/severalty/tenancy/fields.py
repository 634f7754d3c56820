"""The fields that tables of every app are made of, and the row that lies under an item."""

from typing import Any

from django.db import models

from severalty.tenancy.models import Case, Item, Organisation, choices


def item_of(name: str) -> Any:
    """The item of a row, which carries its key, audience and recorder."""
    return models.OneToOneField(Item, primary_key=True, on_delete=models.PROTECT, related_name=name)


def organisation_of() -> Any:
    """An organisation, or none."""
    return models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")


def link(table: Any, name: str = "+", *, needed: bool = False) -> Any:
    """A reference to a row of another table."""
    return models.ForeignKey(table, null=not needed, on_delete=models.PROTECT, related_name=name)


def one_of(words: Any, default: Any, longest: int = 30) -> Any:
    """One of some words."""
    return models.CharField(max_length=longest, choices=choices(words), default=default)


def any_text() -> Any:
    """Text of any length."""
    return models.TextField(blank=True)


def one_line(longest: int = 300) -> Any:
    """One line of text."""
    return models.CharField(max_length=longest, blank=True)


def whole() -> Any:
    """A whole number (of pence, where it is money), or none."""
    return models.BigIntegerField(null=True)


class Child(models.Model):
    """A row under an item, which decides who sees it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    source = one_line()

    class Meta:
        abstract = True
