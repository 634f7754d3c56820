"""One cell's text: what a person sees, without the marks that nobody sees."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

UNSEEN = re.compile("[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
EDGES = " \t\r\n\u00a0\u2007\u202f\u200c\u200d\u3000"
ERRORS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"}
)

NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
EXAMPLE = "EXAMPLE"
"""A row whose first cell begins with this word is the example of the template and is not read."""

Value = str | int | float | bool | dt.date | dt.time | dt.timedelta


def tidy(text: str) -> str:
    """The text without characters nobody sees, hard spaces made plain, edges trimmed."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return UNSEEN.sub("", text).strip(EDGES).replace("\u00a0", " ").replace("\r\n", "\n").replace("\r", "\n")


def needs_mark(text: str) -> bool:
    """Whether a spreadsheet would run the text, or reading would drop it: apostrophes before it do not count."""
    bare = text.lstrip("'")
    return bare[:1] in FORMULA_STARTS or bare in ERRORS or bare.split(" ")[0] == EXAMPLE


def marked(text: str) -> str:
    """The text with an apostrophe before it where it needs one; numbers such as -5 stay as they are."""
    return f"'{text}" if text and needs_mark(text) and not NUMBER.fullmatch(text) else text


def unmarked(text: str) -> str:
    """The text without the one apostrophe that `marked` put before it."""
    return text[1:] if text[:1] == "'" and needs_mark(text) else text


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
