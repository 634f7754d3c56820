"""A column of a register: how its value is found, shown, sorted and written to a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any, Literal

from django.core.exceptions import ObjectDoesNotExist
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString

from severalty.engine.evidence import Evidence
from severalty.web.marks import (
    date_words,
    evidence_of,
    holder_mark,
    holder_names,
    lock_mark,
    money_mark,
    pounds_mark,
    tag_mark,
)

Kind = Literal["text", "money", "pounds", "date", "count", "tag", "link", "organisation", "lock"]
Finder = str | Callable[[Any], Any]


@dataclass(frozen=True)
class Column:
    """One column.

    `value`, `url` and `evidence` are each a path (`supplier.name`) or a function of the row; without `value`
    the key is the path. Money is whole pence; `pounds` shows it in whole pounds. `order_by` is a lookup
    (`supplier__name`); without it the column cannot be sorted. A `link` needs `url`; any other kind may have one.
    A column that is hidden by default goes into files where it is `in_files`.
    An `organisation` may be several: joint.
    """

    key: str
    label: str
    kind: Kind = "text"
    order_by: str | None = None
    value: Finder = ""
    hidden_by_default: bool = False
    url: Finder | None = None
    evidence: Finder | None = None
    in_files: bool = False

    def __post_init__(self) -> None:
        if not self.key or "," in self.key or self.key.startswith("-"):
            raise ValueError(f"A column's key is a plain word; {self.key!r} is not.")

    def value_of(self, row: Any) -> Any:
        """The bare value, or nothing where the path breaks off."""
        return found(row, self.value or self.key)

    def evidence_for(self, row: Any) -> Evidence:
        """What the value of this row rests on; reported unless the column says where to look."""
        return evidence_of(found(row, self.evidence)) if self.evidence is not None else Evidence.REPORTED


@dataclass(frozen=True)
class Cell:
    """One place in a table, ready to show."""

    column: Column
    value: Any
    html: SafeString
    url: str = ""


def found(row: Any, finder: Finder) -> Any:
    """The value that a path or a function finds in a row; nothing where a step is missing."""
    if not isinstance(finder, str):
        return finder(row)
    value = row
    for step in finder.split("."):
        try:
            value = value.get(step) if isinstance(value, Mapping) else getattr(value, step, None)
        except ObjectDoesNotExist:
            return None
        if callable(value) and not isinstance(value, type):
            value = value()
        if value is None:
            return None
    return value


def cell_of(column: Column, row: Any) -> Cell:
    """The cell of a row in a column."""
    value = column.value_of(row)
    html = _shown(column, row, value)
    url = str(found(row, column.url) or "") if column.url is not None else ""
    if url and html:
        html = format_html('<a href="{}">{}</a>', url, html)
    return Cell(column, value, html, url)


def plain_text(column: Column, value: Any) -> str:
    """The value in words without marks, for files and for the clipboard."""
    if value is None:
        return ""
    if column.kind == "organisation":
        return holder_names(value)
    if column.kind == "date":
        return date_words(value)
    if isinstance(value, SafeString):
        return unescape(strip_tags(value))
    return value.label if isinstance(value, Evidence) else str(value)


def _shown(column: Column, row: Any, value: Any) -> SafeString:
    if column.kind == "money":
        return money_mark(value, column.evidence_for(row)) if value is not None or column.evidence else SafeString("")
    if column.kind == "pounds":
        return SafeString("") if value is None else pounds_mark(value, column.evidence_for(row))
    if value is None or value == "":
        return SafeString("")
    if isinstance(value, SafeString):
        return value
    if column.kind == "count" and isinstance(value, int):
        return format_html('<span class="sev-number">{}</span>', f"{value:,}")
    marks: dict[str, Callable[[Any], SafeString]] = {
        "tag": tag_mark,
        "organisation": holder_mark,
        "lock": lock_mark,
    }
    mark = marks.get(column.kind)
    return mark(value) if mark else SafeString(conditional_escape(plain_text(column, value)))
