"""Calendars of MSPDI: the days of the week with their working times, exceptions, and weeks that differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from severalty.formats.mspdi.shape import Record, leaf, part, parts
from severalty.formats.mspdi.values import BOOLEAN, CLOCK, MOMENT, TEXT, WHOLE

EXCEPTION = 0
"""The day type of a week day that is not one of the week: an exception as Project 2003 writes them."""


@dataclass(frozen=True, kw_only=True)
class WorkingTime(Record):
    """From when until when work is done on a day; an end of midnight is the end of that day."""

    starts: time | None = leaf("FromTime", CLOCK)
    ends: time | None = leaf("ToTime", CLOCK)


@dataclass(frozen=True, kw_only=True)
class Period(Record):
    """From when until when something holds, both days counted."""

    starts: datetime | None = leaf("FromDate", MOMENT)
    ends: datetime | None = leaf("ToDate", MOMENT)


@dataclass(frozen=True, kw_only=True)
class WeekDay(Record):
    """A day of the week, 1 (Sunday) to 7 (Saturday), or with a period an exception (0)."""

    day: int | None = leaf("DayType", WHOLE, always=True)
    working: bool = leaf("DayWorking", BOOLEAN, False, always=True)
    period: Period | None = part("TimePeriod", Period)
    times: tuple[WorkingTime, ...] = parts("WorkingTime", WorkingTime, inside="WorkingTimes")


@dataclass(frozen=True, kw_only=True)
class CalendarException(Record):
    """Days that differ from the week, once or again and again.

    `kind`: 1 daily, 2 and 3 yearly by day and by position, 4 and 5 monthly by day and by position, 6 weekly, 7 every so
    many days and 8 every so many week days (`every` says how many), 9 no exception. `days` has a bit for each day of
    the week, Sunday the first. `item` and `position` say which (the second Tuesday), `month` counts from 0.
    """

    by_occurrences: bool = leaf("EnteredByOccurrences", BOOLEAN, False, always=True)
    period: Period | None = part("TimePeriod", Period)
    occurrences: int | None = leaf("Occurrences", WHOLE)
    name: str = leaf("Name", TEXT, "")
    kind: int | None = leaf("Type", WHOLE)
    every: int | None = leaf("Period", WHOLE)
    days: int | None = leaf("DaysOfWeek", WHOLE)
    item: int | None = leaf("MonthItem", WHOLE)
    position: int | None = leaf("MonthPosition", WHOLE)
    month: int | None = leaf("Month", WHOLE)
    month_day: int | None = leaf("MonthDay", WHOLE)
    working: bool = leaf("DayWorking", BOOLEAN, False, always=True)
    times: tuple[WorkingTime, ...] = parts("WorkingTime", WorkingTime, inside="WorkingTimes")


@dataclass(frozen=True, kw_only=True)
class WorkWeek(Record):
    """Days of the week as they are for a while."""

    period: Period | None = part("TimePeriod", Period)
    name: str = leaf("Name", TEXT, "")
    days: tuple[WeekDay, ...] = parts("WeekDay", WeekDay, inside="WeekDays")


@dataclass(frozen=True, kw_only=True)
class Calendar(Record):
    """A calendar; one that is no base calendar belongs to a resource and says only what differs from its base."""

    uid: int | None = leaf("UID", WHOLE, always=True)
    guid: str = leaf("GUID", TEXT, "")
    name: str = leaf("Name", TEXT, "", always=True)
    is_base: bool = leaf("IsBaseCalendar", BOOLEAN, False, always=True)
    is_baseline: bool = leaf("IsBaselineCalendar", BOOLEAN, False)
    base_uid: int | None = leaf("BaseCalendarUID", WHOLE)
    days: tuple[WeekDay, ...] = parts("WeekDay", WeekDay, inside="WeekDays")
    exceptions: tuple[CalendarException, ...] = parts("Exception", CalendarException, inside="Exceptions")
    weeks: tuple[WorkWeek, ...] = parts("WorkWeek", WorkWeek, inside="WorkWeeks")
