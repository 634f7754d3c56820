"""One cell's text: what a person sees, without the marks that nobody sees."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

UNSEEN = re.compile("[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f]")
EDGES = " \t\r\n\u00a0\u2007\u202f\u200c\u200d\u3000"
ERRORS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"}
)

Value = str | int | float | bool | dt.date | dt.time | dt.timedelta


def tidy(text: str) -> str:
    """The text without characters nobody sees, hard spaces made plain, edges trimmed."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return UNSEEN.sub("", text).strip(EDGES).replace("\u00a0", " ").replace("\r\n", "\n").replace("\r", "\n")


def as_text(value: Value) -> str:
    """A cell's value as text: ISO dates, `yes` or `no`, whole numbers without a point, no exponents."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return value.isoformat()


def _number(value: int | float) -> str:
    # A spreadsheet keeps 15 significant digits; more would show the noise of binary fractions.
    text = format(Decimal(f"{value:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
