"""Counting days of notice: working days, clear days, call-in, and the last day to publish.

What other modules may rest on (all pure; a day is a `date`; `Closures` are the bank holidays with the time that they
speak for):

    is_working(value, closures) -> bool
    working_day_before(value, count, closures) -> date    the count-th working day before a day (25th before a poll)
    working_day_after(value, count, closures) -> date     the count-th working day after a day
    clear_between(published, meeting, counting, closures) -> int
    latest_publication(meeting, count, counting, closures) -> date
    earliest_meeting(published, count, counting, closures) -> date
    counts_from(published, at, close, closures) -> date   the day as which a publication counts (close of business)
    call_in(published, count, effect, closures) -> CallIn(last_day, effective)

"Clear" leaves out both the day of publication and the day of the meeting (R v Herefordshire Justices, 1820). Days of an
agenda are working days (R v Swansea CC, ex parte Elitestone, CA 1993); the 28 days of a forward plan are calendar days
in practice, and working days where a council so chooses. Every function raises `DaysError` with a sentence where
working days would have to be counted outside the time for which bank holidays are held, and for a count below nought.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from severalty.engine.dates import MONTHS

_SATURDAY = 5
_DAY = timedelta(days=1)
_MOST = 3660


class DaysError(ValueError):
    """Days that cannot be counted; the message says why, and what to do."""


class Counting(StrEnum):
    """Which days count towards a period of notice."""

    WORKING = "working"
    CALENDAR = "calendar"


class Effect(StrEnum):
    """When a decision takes effect that nobody called in."""

    ON_NTH_DAY = "on_nth_day"
    DAY_AFTER = "day_after"


@dataclass(frozen=True)
class Closures:
    """Bank holidays, and the first and the last day of the time that they speak for."""

    days: frozenset[date]
    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise DaysError(
                f"Bank holidays cannot be held until {_words(self.last)} and only from {_words(self.first)}."
            )


@dataclass(frozen=True)
class CallIn:
    """The last day on which a decision may be called in, and the day on which it takes effect if nobody does."""

    last_day: date
    effective: date


def is_working(value: date, closures: Closures) -> bool:
    """Whether a day is neither a Saturday, a Sunday nor a bank holiday. Raises DaysError outside of what is held."""
    if not closures.first <= value <= closures.last:
        raise DaysError(
            f"The bank holidays on record speak for {_words(closures.first)} to {_words(closures.last)}; "
            f"{_words(value)} lies outside, so working days cannot be counted. Choose a day within, "
            "or add the bank holidays of that year."
        )
    return value.weekday() < _SATURDAY and value not in closures.days


def working_day_before(value: date, count: int, closures: Closures) -> date:
    """The `count`-th working day before a day, which itself does not count; nought gives the day itself."""
    return _nth(value, count, -_DAY, closures)


def working_day_after(value: date, count: int, closures: Closures) -> date:
    """The `count`-th working day after a day, which itself does not count; nought gives the day itself."""
    return _nth(value, count, _DAY, closures)


def clear_between(published: date, meeting: date, counting: Counting, closures: Closures) -> int:
    """How many days count strictly between publication and meeting; nought where publication is no earlier."""
    if counting is Counting.CALENDAR:
        return max(0, (meeting - published).days - 1)
    _bounded(max(0, (meeting - published).days))
    days = (published + _DAY * number for number in range(1, (meeting - published).days))
    return sum(is_working(day, closures) for day in days)


def latest_publication(meeting: date, count: int, counting: Counting, closures: Closures) -> date:
    """The last day on which publication leaves `count` clear days before a meeting.

    Counted in working days it is a working day: who publishes on the Sunday after gives as much notice in law, but
    nobody can inspect the papers sooner. Domain rule 3.4, oracle O11.
    """
    _bounded(count)
    if counting is Counting.CALENDAR:
        return meeting - _DAY * (count + 1)
    return working_day_before(meeting, count + 1, closures)


def earliest_meeting(published: date, count: int, counting: Counting, closures: Closures) -> date:
    """The first day on which a body may meet `count` clear days after publication; in working days a working day."""
    _bounded(count)
    if counting is Counting.CALENDAR:
        return published + _DAY * (count + 1)
    return working_day_after(published, count + 1, closures)


def counts_from(published: date, at: time | None, close: time | None, closures: Closures) -> date:
    """The day as which a publication counts: after the close of business it is the next working day.

    Without a time, or where the council has no such rule, the day of publication itself.
    """
    if at is None or close is None or at <= close:
        return published
    return working_day_after(published, 1, closures)


def call_in(published: date, count: int, effect: Effect, closures: Closures) -> CallIn:
    """The window of call-in: `count` working days after the day of publication, which itself does not count.

    A decision that nobody calls in takes effect on the last of them, or on the calendar day after it, as the council's
    constitution says. With no days it takes effect on the day of publication. Domain rule 3.5, oracle O12.
    """
    last = working_day_after(published, count, closures)
    waits = effect is Effect.DAY_AFTER and count > 0
    return CallIn(last, last + _DAY if waits else last)


def _nth(value: date, count: int, step: timedelta, closures: Closures) -> date:
    _bounded(count)
    while count:
        value += step
        count -= is_working(value, closures)
    return value


def _bounded(count: int) -> int:
    if not 0 <= count <= _MOST:
        raise DaysError(f"{count} days cannot be counted; give a number from 0 to {_MOST}.")
    return count


def _words(value: date) -> str:
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
