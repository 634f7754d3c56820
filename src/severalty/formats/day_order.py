"""In which order a column writes day, month and year: found from the whole column, never cell by cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from severalty.formats.problems import Problem

Order = Literal["dmy", "mdy", "ymd"]
NUMERIC = re.compile(r"([0-9]{1,2})([/.\- ])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})\Z")
YEAR_FIRST = re.compile(r"([0-9]{4})([/.\-]?)([0-9]{1,2})\2([0-9]{1,2})\Z")
DAY_NAMED = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[ \-./]*(?:of )?([a-z]{3,9})\.?,?[ \-./]*([0-9]{4}|[0-9]{2})\Z")
MONTH_NAMED = re.compile(r"([a-z]{3,9})\.?[ \-./]*([0-9]{1,2})(?:st|nd|rd|th)?,?[ \-./]+([0-9]{4})\Z")
WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+")
CLOCK = re.compile(
    r"[ t,]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s*(?:am|pm)?(?:z|utc|gmt|bst|[+-][0-9]{2}:?[0-9]{2})?\Z"
)
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
PIVOT = 70
"""Two-digit years below this are of the 2000s, others of the 1900s."""


@dataclass(frozen=True)
class DayOrder:
    """How one column writes dates; `order` is None when the column mixes orders or holds no slashed dates."""

    order: Order | None
    notice: str | None
    problems: tuple[Problem, ...]

    def iso(self, text: str) -> str | None:
        """The date as `2025-03-31`, times of day dropped; None when the text is no date or cannot be told."""
        bare = _bare(text)
        clear = _clear(bare)
        if clear is not None:
            return clear
        match = NUMERIC.match(bare)
        if not match:
            return None
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        readings = {"dmy": _day(year, second, first), "mdy": _day(year, first, second)}
        if self.order in readings:
            return readings[self.order]
        # In a column of mixed orders only a date with one possible reading is safe.
        possible = set(readings.values()) - {None}
        return possible.pop() if len(possible) == 1 else None


def day_order(texts: Sequence[tuple[int, str]], *, sheet: str, column: str) -> DayOrder:
    """Decide the order of a column from its (row number, text) pairs.

    A part above 12 decides. Where nothing decides, day/month/year is assumed with a notice. Where both orders are
    proved, every cell against the commoner order and every cell that could be either becomes a problem.
    """
    slashed = [(row, text, match) for row, text in texts if (match := NUMERIC.match(_bare(text)))]
    day_first = [(row, text) for row, text, match in slashed if int(match[1]) > 12 >= int(match[3])]
    month_first = [(row, text) for row, text, match in slashed if int(match[3]) > 12 >= int(match[1])]
    doubtful = [
        (row, text)
        for row, text, match in slashed
        if int(match[1]) <= 12 and int(match[3]) <= 12 and match[1].zfill(2) != match[3].zfill(2)
    ]
    if day_first and month_first:
        fewer = min(month_first, day_first, key=len)
        return DayOrder(None, None, tuple(_mixed(sheet, column, row, text) for row, text in sorted(fewer + doubtful)))
    if day_first or month_first:
        return DayOrder("dmy" if day_first else "mdy", None if day_first else _american(sheet, column), ())
    if slashed:
        return DayOrder("dmy", _assumed(sheet, column, doubtful) if doubtful else None, ())
    proved = any(YEAR_FIRST.match(_bare(text)) for _, text in texts)
    return DayOrder("ymd" if proved else None, None, ())


def _bare(text: str) -> str:
    return WEEKDAY.sub("", CLOCK.sub("", " ".join(text.casefold().split())), count=1)


def _clear(text: str) -> str | None:
    """A date that cannot be misread: year first, or the month in letters."""
    if match := YEAR_FIRST.match(text):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    if match := DAY_NAMED.match(text):
        return _day(_year(match[3]), _month(match[2]), int(match[1]))
    if match := MONTH_NAMED.match(text):
        return _day(int(match[3]), _month(match[1]), int(match[2]))
    return None


def _month(word: str) -> int:
    wanted = "sep" if word == "sept" else word
    return next((at for at, name in enumerate(MONTHS, start=1) if name == wanted or name[:3] == wanted), 0)


def _year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) < PIVOT else 1900)


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def _mixed(sheet: str, column: str, row: int, text: str) -> Problem:
    return Problem(
        sheet,
        row,
        column,
        f"the date {text} in a column that writes some days and some months first",
        "one order of day and month",
        "write it as year-month-day, such as 2025-03-31",
    )


def _american(sheet: str, column: str) -> str:
    return f'Sheet "{sheet}", column {column}: the dates were read as month/day/year, as some of them can only be.'


def _assumed(sheet: str, column: str, doubtful: list[tuple[int, str]]) -> str:
    row, text = doubtful[0]
    return (
        f'Sheet "{sheet}", column {column}: {len(doubtful)} dates such as {text} in row {row} could be read '
        "either way; "
        "they were read as day/month/year."
    )
