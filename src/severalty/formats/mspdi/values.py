"""Single values of MSPDI: how each is read from its text and written to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import IntEnum
from typing import Any

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?([0-9]{1,20}(\.[0-9]{0,20})?|\.[0-9]{1,20})([eE][+-]?[0-9]{1,2})?")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_CLOCK = re.compile(r"([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?")
_SPAN = re.compile(
    r"(-)?P(?:([0-9]{1,6})D)?(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})(\.[0-9]{1,9})?S)?)?"
)
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
DAY_END = "24:00:00"
DAY_MINUTES = 480
"""Minutes of work that a day has where a project does not say."""


@dataclass(frozen=True)
class Codec:
    """How a value is read and written; `read` raises ValueError for a text that is none, `expected` says what is."""

    read: Callable[[str], Any]
    write: Callable[[Any], str]
    expected: str

    @property
    def is_text(self) -> bool:
        """Whether every text is a value, an empty one too."""
        return self.expected == "text"


def _read_whole(text: str) -> int:
    clean = text.strip()
    if not _WHOLE.fullmatch(clean):
        raise ValueError(clean)
    return int(clean)


def _read_decimal(text: str) -> Decimal:
    clean = text.strip()
    if not _DECIMAL.fullmatch(clean):
        raise ValueError(clean)
    return Decimal(clean)


def _read_boolean(text: str) -> bool:
    clean = text.strip()
    if clean not in ("0", "1", "true", "false"):
        raise ValueError(clean)
    return clean in ("1", "true")


def _read_moment(text: str) -> datetime:
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return datetime.fromisoformat(found[1]).replace(microsecond=_micro(found[2]))


def _read_clock(text: str) -> time:
    clean = text.strip()
    if clean == DAY_END:
        return time()
    found = _CLOCK.fullmatch(clean)
    if found is None:
        raise ValueError(text)
    return time.fromisoformat(found[1]).replace(microsecond=_micro(found[2]))


def _read_span(text: str) -> timedelta:
    """A length of time; years and months, which have no certain length, are refused, and so is a bare `P`."""
    return read_span(text, DAY_MINUTES)


def read_span(text: str, day_minutes: int) -> timedelta:
    """A length of time whose days have so many minutes: `P1D`, which programs write beside `PT8H0M0S`, is a day's work.

    Raises ValueError for what is none.
    """
    found = _SPAN.fullmatch(text.strip())
    if found is None or not any(found.groups()[1:]):
        raise ValueError(text)
    sign, days, hours, minutes, seconds, fraction = found.groups()
    span = timedelta(
        hours=int(hours or 0), minutes=int(minutes or 0) + int(days or 0) * day_minutes, seconds=int(seconds or 0),
        microseconds=_micro(fraction),
    )  # fmt: skip
    return -span if sign else span


def _micro(fraction: str | None) -> int:
    return int(fraction[1:7].ljust(6, "0")) if fraction else 0


def write_span(span: timedelta) -> str:
    """`PT12H30M0S`: hours, minutes and seconds, as MS Project writes every length of time."""
    micro = abs(span) // timedelta(microseconds=1)
    seconds, micro = divmod(micro, 1_000_000)
    tail = f".{micro:06d}".rstrip("0") if micro else ""
    sign = "-" if span < timedelta() else ""
    return f"{sign}PT{seconds // 3600}H{seconds // 60 % 60}M{seconds % 60}{tail}S"


def _write_moment(moment: datetime) -> str:
    return moment.isoformat().rstrip("0") if moment.microsecond else moment.isoformat()


def _write_clock(clock: time) -> str:
    return clock.isoformat().rstrip("0") if clock.microsecond else clock.isoformat()


def _write_text(text: str) -> str:
    """The text, with a mark in place of each character that XML cannot hold."""
    return _UNFIT.sub("\ufffd", text)


TEXT = Codec(lambda text: text, _write_text, "text")
WHOLE = Codec(_read_whole, str, "a whole number of at most 18 digits")
DECIMAL = Codec(_read_decimal, lambda value: format(value, "f"), "a number such as 1.5, of at most 20 digits")
BOOLEAN = Codec(_read_boolean, lambda value: "1" if value else "0", "0 or 1")
MOMENT = Codec(_read_moment, _write_moment, "a day and time such as 2024-10-05T08:00:00")
CLOCK = Codec(_read_clock, _write_clock, "a time of the day such as 08:00:00")
SPAN = Codec(_read_span, write_span, "a length of time such as PT8H0M0S")


def choice(kinds: type[IntEnum]) -> Codec:
    """A number that stands for one of a few things."""
    words = ", ".join(f"{int(one)} ({one.name.lower().replace('_', ' ')})" for one in kinds)
    return Codec(lambda text: kinds(_read_whole(text)), lambda value: str(int(value)), f"one of {words}")


class LinkType(IntEnum):
    """Which end of the predecessor holds which end of the task."""

    FINISH_FINISH = 0
    FINISH_START = 1
    START_FINISH = 2
    START_START = 3


class ConstraintType(IntEnum):
    """What binds a task's dates besides its links."""

    AS_SOON_AS_POSSIBLE = 0
    AS_LATE_AS_POSSIBLE = 1
    MUST_START_ON = 2
    MUST_FINISH_ON = 3
    START_NO_EARLIER_THAN = 4
    START_NO_LATER_THAN = 5
    FINISH_NO_EARLIER_THAN = 6
    FINISH_NO_LATER_THAN = 7


class TaskType(IntEnum):
    """What of a task stays when another of its three values changes."""

    FIXED_UNITS = 0
    FIXED_DURATION = 1
    FIXED_WORK = 2


class ResourceType(IntEnum):
    """What a resource is; money alone is a material or work resource that `cost_resource` marks."""

    MATERIAL = 0
    WORK = 1
    COST = 2


@dataclass(frozen=True)
class LengthUnit:
    """The unit that a length of time is shown in: `d`, `ed` for elapsed days, `%`; guessed lengths are estimated."""

    letters: str
    elapsed: bool = False
    estimated: bool = False


_UNITS = {3: "m", 5: "h", 7: "d", 9: "w", 11: "mo", 19: "%"}
UNITS: dict[int, LengthUnit] = {
    code + step + (32 if guessed else 0): LengthUnit(("e" if step else "") + letters, bool(step), guessed)
    for code, letters in _UNITS.items()
    for step in (0, 1)
    for guessed in (False, True)
} | {21: LengthUnit("d"), 53: LengthUnit("d", estimated=True)}
"""By the number of a format; 21 and 53 leave the unit to the project's own."""
PER_CENT = frozenset(code for code, unit in UNITS.items() if unit.letters.endswith("%"))
