"""When work is done by a calendar of MSPDI: its days, its exceptions once or again and again, its base calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time, timedelta
from functools import lru_cache

from severalty.formats.mspdi.times import Calendar, CalendarException, Period, WeekDay, WorkingTime

MOST_DAYS = 15_000
"""Days of one exception that are looked at: forty years."""
DAILY, YEARLY, YEARLY_BY_PLACE, MONTHLY, MONTHLY_BY_PLACE, WEEKLY, DAYS, WEEK_DAYS = range(1, 9)
Shifts = tuple[tuple[time, time], ...]


def working_shifts(calendar: Calendar, on: date, calendars: Mapping[int | None, Calendar]) -> Shifts:
    """From when until when work is done on a day; an end of midnight is the end of the day."""
    line = _line(calendar, calendars)
    for one in line:
        for period_days, times, working in _exceptions(one):
            if on in period_days:
                return _shifts(times) if working else ()
    for one in line:
        for week in one.weeks:
            found = _day_of(week.days, on) if _covers(week.period, on) else None
            if found is not None:
                return _shifts(found.times) if found.working else ()
        found = _day_of(one.days, on)
        if found is not None:
            return _shifts(found.times) if found.working else ()
    return ()


def working_minutes(calendar: Calendar, on: date, calendars: Mapping[int | None, Calendar]) -> int:
    """How many minutes of work a day has."""
    return sum(_minutes(start, end) for start, end in working_shifts(calendar, on, calendars))


@lru_cache(maxsize=1_000)
def days_of(exception: CalendarException) -> frozenset[date]:
    """The days that an exception holds on."""
    days = _span(exception.period)
    every = max(exception.every or 1, 1)
    kind = exception.kind or DAILY
    if kind > WEEK_DAYS or (kind in (DAILY, DAYS) and every == 1):
        return frozenset(days)
    if kind == WEEK_DAYS:
        days = [day for day in days if day.weekday() < 5]
        return frozenset(days[::every])
    found = [day for day in days if _recurs(exception, kind, every, day, days[0])]
    return frozenset(found[: exception.occurrences] if exception.by_occurrences and exception.occurrences else found)


def days_off(calendar: Calendar) -> Iterator[tuple[str, frozenset[date]]]:
    """Names and days of the exceptions on which nothing is done, those written as Project 2003 does among them.

    Later versions write each exception in both ways, so days that an exception with a name has are not told again.
    """
    told: set[date] = set()
    for exception in calendar.exceptions:
        found = days_of(exception)
        told |= found
        if not exception.working:
            yield exception.name, found
    for day in calendar.days:
        rest = frozenset(_span(day.period)) - told if day.day == 0 and not day.working else frozenset()
        if rest:
            yield "", rest


def _line(calendar: Calendar, calendars: Mapping[int | None, Calendar]) -> list[Calendar]:
    line = [calendar]
    while (base := calendars.get(line[-1].base_uid)) is not None and base not in line:
        line.append(base)
    return line


def _exceptions(calendar: Calendar) -> Iterator[tuple[frozenset[date], Iterable[WorkingTime], bool]]:
    for exception in calendar.exceptions:
        yield days_of(exception), exception.times, exception.working
    for day in calendar.days:
        if day.day == 0:
            yield frozenset(_span(day.period)), day.times, day.working


def _day_of(days: Iterable[WeekDay], on: date) -> WeekDay | None:
    number = on.isoweekday() % 7 + 1
    return next((day for day in days if day.day == number), None)


def _shifts(times: Iterable[WorkingTime]) -> Shifts:
    return tuple((one.starts, one.ends) for one in times if one.starts is not None and one.ends is not None)


def _minutes(start: time, end: time) -> int:
    first, last = start.hour * 60 + start.minute, end.hour * 60 + end.minute
    return (last or 24 * 60) - first if last == 0 or last >= first else 24 * 60 - first


def _covers(period: Period | None, on: date) -> bool:
    if period is None or period.starts is None or period.ends is None:
        return False
    return period.starts.date() <= on <= period.ends.date()


def _span(period: Period | None) -> list[date]:
    """The days of a period, both counted whatever the time of the day, at most MOST_DAYS of them."""
    if period is None or period.starts is None or period.ends is None:
        return []
    first = period.starts.date()
    count = min((period.ends.date() - first).days + 1, MOST_DAYS)
    return [first + timedelta(days=at) for at in range(count)]


def _recurs(exception: CalendarException, kind: int, every: int, day: date, first: date) -> bool:
    if kind in (DAILY, DAYS):
        return (day - first).days % every == 0
    if kind == WEEKLY:
        sunday = first - timedelta(days=first.isoweekday() % 7)
        bit = 1 << day.isoweekday() % 7
        return bool((exception.days or 0) & bit) and ((day - sunday).days // 7) % every == 0
    if kind in (MONTHLY, MONTHLY_BY_PLACE):
        months = (day.year - first.year) * 12 + day.month - first.month
        return months % every == 0 and _is_place(exception, kind == MONTHLY, day)
    return day.month == (exception.month or 0) + 1 and _is_place(exception, kind == YEARLY, day)


def _is_place(exception: CalendarException, by_day: bool, day: date) -> bool:
    """Whether a day is the one of its month: the 14th, or the second Tuesday."""
    if by_day:
        return day.day == exception.month_day
    if not _is_item(exception.item or 0, day):
        return False
    month = [date(day.year, day.month, one) for one in range(1, 32) if _exists(day.year, day.month, one)]
    found = [one for one in month if _is_item(exception.item or 0, one)]
    position = exception.position or 0
    place = found[-1:] if position >= 4 else found[position : position + 1]
    return place == [day]


def _is_item(item: int, day: date) -> bool:
    """0 any day, 1 a week day, 2 a day of the weekend, 3 to 9 Sunday to Saturday."""
    weekday = day.isoweekday()
    if item in (0, 1, 2):
        return item == 0 or (weekday <= 5) == (item == 1)
    return weekday % 7 + 3 == item


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
