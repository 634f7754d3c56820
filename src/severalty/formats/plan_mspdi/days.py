"""Days and lengths between plans and MSPDI: working days of eight hours, and the calendars they are counted by."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal

from severalty.formats.mspdi.times import Calendar, CalendarException, Period, WeekDay, WorkingTime

MINUTES_PER_DAY = 480
MORNING, NOON, AFTERNOON, EVENING = time(8), time(12), time(13), time(17)
LATE = time(23, 59)
STANDARD = 1
"""The UID of the project's calendar."""
BANK_HOLIDAY = "Bank holiday"
DAYS, GUESSED_DAYS = 7, 39
"""Formats of a length: days, and days that are a guess."""
_SHIFTS = (WorkingTime(starts=MORNING, ends=NOON), WorkingTime(starts=AFTERNOON, ends=EVENING))


def opening(on: date) -> datetime:
    """When work begins on a day."""
    return datetime.combine(on, MORNING)


def closing(on: date) -> datetime:
    """When work ends on a day."""
    return datetime.combine(on, EVENING)


def length_of(days: int) -> timedelta:
    """So many working days as working time."""
    return timedelta(minutes=days * MINUTES_PER_DAY)


def is_working(on: date, closed: Collection[date]) -> bool:
    """Whether a day is Monday to Friday and no bank holiday."""
    return on.weekday() < 5 and on not in closed


def working_days(first: date, last: date, closed: Collection[date]) -> int:
    """Working days between two days, both counted; the days themselves where none of them is a working day."""
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    return sum(1 for day in days if is_working(day, closed)) or len(days)


def standard_calendar(closed: Iterable[date]) -> Calendar:
    """Monday to Friday, eight hours, without bank holidays."""
    week = tuple(
        WeekDay(day=number, working=number in range(2, 7), times=_SHIFTS if number in range(2, 7) else ())
        for number in range(1, 8)
    )
    off = tuple(day_off(BANK_HOLIDAY, day, day) for day in sorted(closed))
    return Calendar(uid=STANDARD, name="Standard", is_base=True, base_uid=-1, days=week, exceptions=off)


def day_off(name: str, first: date, last: date) -> CalendarException:
    """Days on which nothing is done."""
    period = Period(starts=datetime.combine(first, time()), ends=datetime.combine(last, LATE))
    return CalendarException(period=period, occurrences=1, name=name, kind=1)


def runs_of(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days as first and last of each unbroken run."""
    runs: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def days_up(length: timedelta, minutes_per_day: int) -> int:
    """Working time as whole working days, a part of one counted as one."""
    minutes = Decimal(length // timedelta(microseconds=1)) / 60_000_000
    return int((minutes / minutes_per_day).to_integral_value(ROUND_CEILING))
