"""The decision route of one council on one day: its own values before the national ones, each with source and state.

A value is text in a record (RouteValue); what the text stands for depends on its rule. Amounts are whole pence, days
are whole numbers, times are on the clock of the place. A value that cannot be read counts as unknown and says why. A
council cannot ask for fewer days than the law: then the law's number counts, and the reading says so.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import TypeAlias

from severalty.engine.clear_days import Counting, Effect
from severalty.engine.dates import DateError, PartialDate, Precision, day, read_date
from severalty.engine.decisions.routes import RouteRule, RouteState, RouteValue
from severalty.engine.estate.parties import in_force
from severalty.engine.money import read_pounds

Value: TypeAlias = int | bool | date | time | Counting | Effect | str
_MOST_DAYS = 366


class RouteError(ValueError):
    """A value of a decision route that cannot be read; the message says what was expected."""


class Force(StrEnum):
    """What stands behind a rule."""

    LAW = "law"
    CONSTITUTION = "constitution"
    PRACTICE = "practice"


_LAW = frozenset(
    {
        RouteRule.KEY_SAVINGS, RouteRule.KEY_WARDS, RouteRule.PLAN_DAYS, RouteRule.AGENDA_DAYS, RouteRule.PRIVATE_DAYS,
        RouteRule.SECOND_DAYS, RouteRule.EXCEPTION_DAYS, RouteRule.ELECTION_DAYS, RouteRule.POLL, RouteRule.DIRECTION,
        RouteRule.DIRECTION_LAND, RouteRule.DIRECTION_CAPITAL, RouteRule.DIRECTION_OTHER, RouteRule.DIRECTION_BEYOND,
    }
)  # fmt: skip
_PRACTICE = frozenset(
    {
        RouteRule.PLAN_COUNTING, RouteRule.CLOSE_OF_BUSINESS, RouteRule.DRAFT_DAYS, RouteRule.COMMENT_DAYS,
        RouteRule.CLEARANCE_DAYS, RouteRule.PRE_MEETING_DAYS, RouteRule.MINUTE_DAYS,
        RouteRule.OFFICER_PUBLICATION_DAYS,
    }
)  # fmt: skip
_AT_LEAST = frozenset(
    {RouteRule.PLAN_DAYS, RouteRule.AGENDA_DAYS, RouteRule.PRIVATE_DAYS, RouteRule.SECOND_DAYS,
     RouteRule.EXCEPTION_DAYS}
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """One value on one day: its text, the words for people, whose it is (nobody's: national), what stands behind it.

    `fault` says why the value that is on record does not count, or not as it stands.
    """

    rule: RouteRule
    value: str
    words: str
    council: str
    force: Force
    state: RouteState
    source: str
    confirmed_by: str = ""
    confirmed_on: PartialDate | None = None
    starts: PartialDate | None = None
    ends: PartialDate | None = None
    fault: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it is a value of this council, not a national one."""
        return bool(self.council)


@dataclass(frozen=True)
class Route:
    """What the decision route of a council asks for on a day; a rule without a reading is not known."""

    council: str
    on: date
    readings: tuple[Reading, ...] = ()
    polls: tuple[date, ...] = ()

    def reading(self, rule: RouteRule) -> Reading | None:
        """The reading of a rule; nothing where nobody has said."""
        return next((one for one in self.readings if one.rule is rule), None)

    def number(self, rule: RouteRule) -> int | None:
        """Days, wards or pence of a rule; nothing where it is not known."""
        found = self._typed(rule)
        return found if isinstance(found, int) else None

    def holds(self, rule: RouteRule) -> bool | None:
        """Yes or no; nothing where it is not known."""
        found = self._typed(rule)
        return found if isinstance(found, bool) else None

    def day(self, rule: RouteRule) -> date | None:
        """The day of a rule; nothing where it is not known."""
        found = self._typed(rule)
        return found if isinstance(found, date) else None

    @property
    def close(self) -> time | None:
        """The close of business after which a publication counts as of the next working day."""
        found = self._typed(RouteRule.CLOSE_OF_BUSINESS)
        return found if isinstance(found, time) else None

    @property
    def plan_counting(self) -> Counting:
        """How the days of a forward plan are counted: calendar days unless the council says otherwise."""
        found = self._typed(RouteRule.PLAN_COUNTING)
        return found if isinstance(found, Counting) else Counting.CALENDAR

    @property
    def effect(self) -> Effect | None:
        """When a decision takes effect that nobody called in; nothing where it is not known."""
        found = self._typed(RouteRule.CALL_IN_EFFECT)
        return found if isinstance(found, Effect) else None

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with values on record, in sentences."""
        return tuple(one.fault for one in self.readings if one.fault)

    def _typed(self, rule: RouteRule) -> Value | None:
        found = self.reading(rule)
        return read_value(rule, found.value) if found is not None and found.value else None


def route_on(council: str, on: date, values: Iterable[RouteValue]) -> Route:
    """The route of a council on a day, from its own values, those that others recorded of it, and national ones.

    A national value is one of no council. The council's own word counts before another's word about it, and that before
    the national value; among equals the one that began last. Polls are never superseded: every day counts.
    """
    held = [one for one in values if one.organisation in ("", council)]
    readings = []
    for rule in RouteRule:
        of_rule = [one for one in held if one.rule is rule and in_force(one.starts, one.ends, day(on))]
        if of_rule and rule is not RouteRule.POLL:
            chosen = min(of_rule, key=_rank)
            readings.append(_floored(_reading(chosen), of_rule))
    return Route(council, on, (*readings, *_poll_faults(held)), _polls(held))


def read_value(rule: RouteRule, text: str) -> Value:
    """What the text of a value stands for under its rule. Raises RouteError with what was expected."""
    try:
        return _READERS[rule](text.strip())
    except ValueError as error:
        raise RouteError(f"{rule.value}: {error}") from error


def value_words(rule: RouteRule, text: str) -> str:
    """A value as people read it: `£50,000`, `5 working days`, `the day after the last day`. Raises RouteError."""
    found = read_value(rule, text)
    if rule in _POUNDS and isinstance(found, int):
        return f"£{found // 100:,}" + (f".{found % 100:02d}" if found % 100 else "")
    if isinstance(found, bool):
        return "yes" if found else "no"
    if isinstance(found, int):
        unit = _UNITS.get(rule, "working days")
        return f"{found} {unit if found != 1 else unit[:-1]}"
    if isinstance(found, Effect):
        return {Effect.ON_NTH_DAY: "on the last day of call-in", Effect.DAY_AFTER: "the day after call-in"}[found]
    if isinstance(found, Counting):
        return f"{found.value} days"
    if isinstance(found, time):
        return f"{found:%H:%M}"
    return str(day(found)) if isinstance(found, date) else str(found)


def _rank(value: RouteValue) -> tuple[int, int]:
    if not value.organisation:
        place = 3
    elif value.recorded_by == value.organisation:
        place = 0
    else:
        place = 1 if value.recorded_by else 2
    return place, -(value.starts.first.toordinal() if value.starts else 0)


def _reading(held: RouteValue, fault: str = "") -> Reading:
    value, words = held.value.strip(), ""
    try:
        words = value_words(held.rule, value)
    except RouteError as error:
        value, words, fault = "", "cannot be read", f"{error} Until it is mended it counts as unknown."
    return Reading(
        held.rule, value, words, held.organisation, _force(held), held.state, held.source, held.confirmed_by,
        held.confirmed_on, held.starts, held.ends, fault,
    )  # fmt: skip


def _floored(found: Reading, held: Iterable[RouteValue]) -> Reading:
    """The law's own number where a council would ask for fewer days."""
    national = next((one for one in held if not one.organisation), None)
    if national is None or not found.is_own or found.rule not in _AT_LEAST or not found.value:
        return found
    if int(found.value) >= int(national.value):
        return found
    fault = f"{found.rule.value}: {found.value} is fewer than the {national.value} that the law asks for, which count."
    return _reading(national, fault)


def _force(held: RouteValue) -> Force:
    """What a national value gives that each constitution sets for itself is practice."""
    if held.rule in _LAW:
        return Force.LAW
    return Force.PRACTICE if held.rule in _PRACTICE or not held.organisation else Force.CONSTITUTION


def _polls(held: Iterable[RouteValue]) -> tuple[date, ...]:
    found = (_reading(one) for one in held if one.rule is RouteRule.POLL)
    days = (read_value(RouteRule.POLL, one.value) for one in found if one.value)
    return tuple(sorted({one for one in days if isinstance(one, date)}))


def _poll_faults(held: Iterable[RouteValue]) -> tuple[Reading, ...]:
    """Polls are shown as days; a reading of one stands only for what cannot be read."""
    return tuple(one for one in (_reading(two) for two in held if two.rule is RouteRule.POLL) if one.fault)


def _read_days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:5]) <= _MOST_DAYS):
        raise RouteError(f"{text!r} is not a number of days; write a whole number from 0 to {_MOST_DAYS}.")
    return int(text)


def _read_wards(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:5]) <= _MOST_DAYS):
        raise RouteError(f"{text!r} is not a number of wards; write a whole number from 1, such as 2.")
    return int(text)


def _read_amount(text: str) -> int:
    pence = read_pounds(text)
    if pence < 0:
        raise RouteError(f"{text!r} is below nought; write it as 50000.")
    return pence


def _read_yes(text: str) -> bool:
    if text.lower() not in ("yes", "no"):
        raise RouteError(f"{text!r} is neither yes nor no; write one of the two.")
    return text.lower() == "yes"


def _read_clock(text: str) -> time:
    hours, sign, minutes = text.replace(".", ":").partition(":")
    if not (sign and (hours + minutes).isascii() and (hours + minutes).isdigit() and len(minutes) == 2):
        raise RouteError(f"{text!r} is not a time; write it as 17:00.")
    if len(hours) > 2 or int(hours) > 23 or int(minutes) > 59:
        raise RouteError(f"{text!r} is no time of the day; write it as 17:00.")
    return time(int(hours), int(minutes))


def _read_day(text: str) -> date:
    found = read_date(text)
    if found.precision is not Precision.DAY or found.about:
        raise DateError(f"{text!r} is not known to the day; write it as 7 May 2026.")
    return found.first


def _read_word(words: type[Counting] | type[Effect]) -> Callable[[str], Counting | Effect]:
    def reader(text: str) -> Counting | Effect:
        try:
            return words(text.lower().replace(" ", "_"))
        except ValueError:
            known = " or ".join(one.value for one in words)
            raise RouteError(f"{text!r} is not known; write {known}.") from None

    return reader


def _read_text(text: str) -> str:
    if not text:
        raise RouteError("nothing is written; say it in a few words.")
    return text


_POUNDS = frozenset(
    {
        RouteRule.KEY_THRESHOLD, RouteRule.OFFICER_THRESHOLD, RouteRule.MEMBER_THRESHOLD, RouteRule.DIRECTION_LAND,
        RouteRule.DIRECTION_CAPITAL, RouteRule.DIRECTION_OTHER,
    }
)  # fmt: skip
_UNITS = {RouteRule.KEY_WARDS: "wards", RouteRule.PLAN_DAYS: "days", RouteRule.PRIVATE_DAYS: "days"}
_READERS: dict[RouteRule, Callable[[str], Value]] = (
    dict.fromkeys(RouteRule, _read_days)
    | dict.fromkeys(_POUNDS, _read_amount)
    | {
        RouteRule.KEY_SAVINGS: _read_yes,
        RouteRule.KEY_WARDS: _read_wards,
        RouteRule.PLAN_COUNTING: _read_word(Counting),
        RouteRule.CLOSE_OF_BUSINESS: _read_clock,
        RouteRule.CALL_IN_EFFECT: _read_word(Effect),
        RouteRule.CALL_IN_BY: _read_text,
        RouteRule.POLL: _read_day,
        RouteRule.DIRECTION: _read_yes,
        RouteRule.DIRECTION_BEYOND: _read_day,
    }
)
