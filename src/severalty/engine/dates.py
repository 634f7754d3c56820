"""Dates as people know them: to the day, the month, the quarter, the year, or about then."""

import re
from calendar import monthrange
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import StrEnum

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
_YEARS = range(1900, 2200)
_SATURDAY = 5
_WORKING = "working days"


class DateError(ValueError):
    """A date that cannot be read; the message says what was expected."""


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    FINANCIAL_YEAR = "financial year"
    YEAR = "year"
    RANGE = "range"


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date with its precision: every day from `first` to `last` is possible and none is preferred.

    Quarters and financial years are those of English councils (1 April to 31 March).
    `about` marks a date that its source gives as approximate. Raises DateError when `last` is before `first`.
    """

    first: date
    last: date
    precision: Precision = Precision.DAY
    about: bool = False

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise DateError(f"A date cannot end ({self.last}) before it begins ({self.first}).")

    @property
    def code(self) -> str:
        """The one spelling that files carry, such as `2025-03`, `2025/26 Q3` or `about 2025-03`."""
        return ("about " if self.about else "") + _CODES[self.precision](self)

    def __str__(self) -> str:
        return ("about " if self.about else "") + _WORDS[self.precision](self)


def day(value: date, *, about: bool = False) -> PartialDate:
    """A date known to the day."""
    return PartialDate(value, value, Precision.DAY, about)


def month(year: int, number: int, *, about: bool = False) -> PartialDate:
    """A date known to the month."""
    return PartialDate(date(year, number, 1), date(year, number, monthrange(year, number)[1]), Precision.MONTH, about)


def quarter(start_year: int, number: int, *, about: bool = False) -> PartialDate:
    """Quarter 1 to 4 of the financial year that begins on 1 April of `start_year`."""
    first = add_months(date(start_year, 4, 1), 3 * (number - 1))
    return PartialDate(first, add_months(first, 3) - timedelta(days=1), Precision.QUARTER, about)


def financial_year(start_year: int, *, about: bool = False) -> PartialDate:
    """The financial year from 1 April of `start_year` to 31 March."""
    return PartialDate(date(start_year, 4, 1), date(start_year + 1, 3, 31), Precision.FINANCIAL_YEAR, about)


def calendar_year(year: int, *, about: bool = False) -> PartialDate:
    """A date known to the calendar year only."""
    return PartialDate(date(year, 1, 1), date(year, 12, 31), Precision.YEAR, about)


def between(first: date, last: date, *, about: bool = False) -> PartialDate:
    """Some day from `first` to `last`."""
    return PartialDate(first, last, Precision.RANGE if first != last else Precision.DAY, about)


def add_months(value: date, count: int) -> date:
    """The corresponding day `count` months later (earlier if negative); the last of the month if there is none.

    Raises DateError outside the years 1 to 9999.
    """
    years, index = divmod(value.month - 1 + count, 12)
    year = value.year + years
    if not MINYEAR <= year <= MAXYEAR:
        raise DateError(
            f"{abs(count)} months {'after' if count > 0 else 'before'} {value} is no date; use a shorter time."
        )
    return date(year, index + 1, min(value.day, monthrange(year, index + 1)[1]))


def financial_year_of(value: date) -> int:
    """The year in which the financial year of this day begins."""
    return value.year if value.month >= 4 else value.year - 1


def financial_year_name(start_year: int) -> str:
    """`2024/25` for 2024."""
    return f"{start_year}/{(start_year + 1) % 100:02d}"


def read_financial_year(text: str) -> int:
    """The start year of `2024/25`, `24/25` or `2024-25`. Raises DateError when the two years do not follow."""
    found = re.fullmatch(r"(?:FY\s*)?(\d{2}|\d{4})\s*[/-]\s*(\d{2}|\d{4})", text.strip(), re.IGNORECASE)
    if not found:
        raise DateError(f"{text!r} is not a financial year; write it as 2024/25.")
    start = int(found[1]) + (2000 if len(found[1]) == 2 else 0)
    if int(found[2]) % 100 != (start + 1) % 100:
        raise DateError(f"{text!r} is not a financial year: the second year must follow the first, as in 2024/25.")
    if start not in _YEARS:
        raise _out_of_range(text)
    return start


def _out_of_range(text: str) -> DateError:
    return DateError(f"{text!r} is out of the range of dates; write a year from {_YEARS[0]} to {_YEARS[-1]}.")


@dataclass(frozen=True)
class Duration:
    """A length of time as contracts state it: a whole number of days, working days, weeks, months or years."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit if self.count != 1 else self.unit[:-1]}"

    @property
    def months(self) -> int | None:
        """Whole months, or None where the length is in days or weeks."""
        return {"months": self.count, "years": 12 * self.count}.get(self.unit)

    def before(self, value: date, closed: Collection[date] = ()) -> date:
        """The last day from which at least this long passes until `value`; `closed` are bank holidays."""
        return self._moved(value, -1, closed)

    def after(self, value: date, closed: Collection[date] = ()) -> date:
        """The day this long after `value`; `closed` are bank holidays, which only working days leave out."""
        return self._moved(value, 1, closed)

    def _moved(self, value: date, sign: int, closed: Collection[date]) -> date:
        if self.unit == _WORKING:
            return _working_days(value, self.count, sign, closed)
        if self.months is not None:
            return add_months(value, sign * self.months)
        return value + timedelta(days=sign * self.count * (7 if self.unit == "weeks" else 1))


def _working_days(value: date, count: int, sign: int, closed: Collection[date]) -> date:
    """So many working days on or back: of the days passed over, that of the end among them, so many are working days.

    Back, it is the last day from which so many follow until `value`, whether that day is one itself or not.
    """
    step = timedelta(days=sign)
    while count:
        counted = value if sign < 0 else value + step
        count -= counted.weekday() < _SATURDAY and counted not in closed
        value += step
    return value


def read_duration(text: str) -> Duration:
    """A duration from words such as `3 months`, `90 days` or `20 working days`. Raises DateError."""
    found = re.fullmatch(r"(\d{1,4})\s*((?:working\s+|business\s+)?day|week|month|year)s?", text.strip(), re.IGNORECASE)
    if not found:
        raise DateError(
            f"{text!r} is not a length of time; write it as 3 months, 90 days, 20 working days, 6 weeks or 2 years."
        )
    unit = found[2].lower()
    return Duration(int(found[1]), _WORKING if unit.startswith(("working", "business")) else unit + "s")


def earlier_by(value: PartialDate, length: Duration, closed: Collection[date] = ()) -> PartialDate:
    """The moment `length` before an imprecise date, no more precise than that date.

    A month less a whole number of months is a month; anything else that is not a day becomes a range. `closed` are
    bank holidays, which only working days leave out.
    """
    return _shifted(value, length.before(value.first, closed), length.before(value.last, closed), length.months)


def later_by(value: PartialDate, length: Duration, closed: Collection[date] = ()) -> PartialDate:
    """The moment `length` after an imprecise date, no more precise than that date."""
    return _shifted(value, length.after(value.first, closed), length.after(value.last, closed), length.months)


def _shifted(value: PartialDate, first: date, last: date, months: int | None) -> PartialDate:
    if value.precision is Precision.DAY:
        return day(first, about=value.about)
    if value.precision is Precision.MONTH and months is not None:
        return month(first.year, first.month, about=value.about)
    return between(first, max(first, last), about=value.about)


_ABOUT = re.compile(r"^(about|circa|approx(?:imately|\.)?|c\.?|around|~)\s*", re.IGNORECASE)
_SHAPES = (
    ("iso", re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")),
    ("slashed", re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")),
    ("worded", re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})")),
    ("iso month", re.compile(r"(\d{4})-(\d{1,2})")),
    ("worded month", re.compile(r"([A-Za-z]{3,9})\.?\s*[ '’]\s*(\d{4}|\d{2})")),
    ("quarter first", re.compile(r"Q([1-4])\s+(.+)", re.IGNORECASE)),
    ("quarter last", re.compile(r"(\d{2,4}\s*[/-]\s*\d{2,4})\s+Q([1-4])", re.IGNORECASE)),
    ("year", re.compile(r"(\d{4})")),
)


def read_date(text: str) -> PartialDate:
    """A date from what people write: `31 March 2025`, `2025-03`, `Q3 2025/26`, `24/25`, `about March 2025`,
    `2025-01-04..2025-02-03`. Day-first where slashes are used, as in Britain.

    Raises DateError, whose message says what was expected.
    """
    clean = " ".join(text.split())
    marked = _ABOUT.match(clean)
    about = marked is not None
    rest = clean[marked.end() :] if marked else clean
    if ".." in rest:
        first, last = (read_date(part) for part in rest.split("..", 1))
        return between(first.first, last.last, about=about)
    try:
        found = _read_shape(rest)
    except ValueError as error:
        raise DateError(f"{text!r} is not a date that exists.") from error
    if found is not None and found.first.year not in _YEARS:
        raise _out_of_range(text)
    if found is None:
        raise DateError(
            f"{text!r} is not a date; write 2025-03-31, 31 March 2025, March 2025, Q3 2025/26, 2025/26 or about 2025."
        )
    return PartialDate(found.first, found.last, found.precision, about)


def _read_shape(text: str) -> PartialDate | None:
    for name, shape in _SHAPES:
        found = shape.fullmatch(text)
        if found:
            return _BUILDERS[name](*found.groups())
    if re.fullmatch(r"(FY\s*)?\d{2,4}\s*[/-]\s*\d{2,4}", text, re.IGNORECASE):
        return financial_year(read_financial_year(text))
    return None


def _month_number(word: str) -> int:
    number = _MONTH_NUMBERS.get(word[:3].lower(), 0)
    if not number or not MONTHS[number - 1].lower().startswith(word.lower().removesuffix("t") or "-"):
        raise DateError(f"{word!r} is not a month.")
    return number


def _short_year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


_BUILDERS: dict[str, Callable[..., PartialDate]] = {
    "iso": lambda y, m, d: day(date(int(y), int(m), int(d))),
    "slashed": lambda d, m, y: day(date(int(y), int(m), int(d))),
    "worded": lambda d, m, y: day(date(int(y), _month_number(m), int(d))),
    "iso month": lambda y, m: (
        month(int(y), int(m)) if int(m) <= 12 else financial_year(read_financial_year(f"{y}-{m}"))
    ),
    "worded month": lambda m, y: month(_short_year(y), _month_number(m)),
    "quarter first": lambda q, y: quarter(read_financial_year(y), int(q)),
    "quarter last": lambda y, q: quarter(read_financial_year(y), int(q)),
    "year": lambda y: calendar_year(int(y)),
}


def _quarter_number(value: PartialDate) -> int:
    return (value.first.month - 4) % 12 // 3 + 1


def _day_words(value: date) -> str:
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


_CODES: dict[Precision, Callable[[PartialDate], str]] = {
    Precision.DAY: lambda v: v.first.isoformat(),
    Precision.MONTH: lambda v: f"{v.first:%Y-%m}",
    Precision.QUARTER: lambda v: f"{financial_year_name(financial_year_of(v.first))} Q{_quarter_number(v)}",
    Precision.FINANCIAL_YEAR: lambda v: financial_year_name(v.first.year),
    Precision.YEAR: lambda v: str(v.first.year),
    Precision.RANGE: lambda v: f"{v.first.isoformat()}..{v.last.isoformat()}",
}
_WORDS: dict[Precision, Callable[[PartialDate], str]] = {
    Precision.DAY: lambda v: _day_words(v.first),
    Precision.MONTH: lambda v: f"{MONTHS[v.first.month - 1]} {v.first.year}",
    Precision.QUARTER: lambda v: f"Q{_quarter_number(v)} {financial_year_name(financial_year_of(v.first))}",
    Precision.FINANCIAL_YEAR: lambda v: financial_year_name(v.first.year),
    Precision.YEAR: lambda v: str(v.first.year),
    Precision.RANGE: lambda v: f"between {_day_words(v.first)} and {_day_words(v.last)}",
}
