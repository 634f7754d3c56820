"""Days of notice: the oracles O11 and O12, awkward calendars, and that the latest day is the latest."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.clear_days import (
    Closures,
    Counting,
    DaysError,
    Effect,
    call_in,
    clear_between,
    counts_from,
    earliest_meeting,
    is_working,
    latest_publication,
    working_day_after,
    working_day_before,
)
from severalty.formats.reference import bank_holidays

CLOSED = bank_holidays().closures
WORKING, CALENDAR = Counting.WORKING, Counting.CALENDAR
DAY = timedelta(days=1)
DAYS = st.dates(date(2012, 6, 1), date(2028, 6, 1))
COUNTS = st.integers(0, 40)


def on(text: str) -> date:
    return date.fromisoformat(text)


# ------------------------------------------------------------------------------------------------------------- oracles


def test_the_oracle_of_clear_days(oracles: dict[str, Any]) -> None:
    oracle = oracles["O11"]
    rows = oracle["expected"]["rows"]
    assert [row["meeting"] for row in rows] == oracle["inputs"]["meetings"]
    for row in rows:
        meeting = on(row["meeting"])
        found = {
            "agenda_latest_5_clear_working": latest_publication(meeting, 5, WORKING, CLOSED),
            "forward_plan_latest_28_clear_calendar": latest_publication(meeting, 28, CALENDAR, CLOSED),
            "forward_plan_latest_28_clear_working": latest_publication(meeting, 28, WORKING, CLOSED),
        }
        assert {name: value.isoformat() for name, value in found.items()} == {name: row[name] for name in found}


def test_the_oracle_counts_and_finds_a_notice_too_late(oracles: dict[str, Any]) -> None:
    expected = oracles["O11"]["expected"]
    counted, late = expected["count_check"], expected["too_late"]
    between = on(counted["published"]), on(counted["meeting"])
    assert clear_between(*between, WORKING, CLOSED) == counted["clear_working_days"]
    assert clear_between(*between, CALENDAR, CLOSED) == counted["clear_calendar_days"]
    found = clear_between(on(late["published"]), on(late["meeting"]), WORKING, CLOSED)
    assert (found, found >= 5) == (late["clear_working_days"], late["lawful"])


def test_the_bank_holidays_of_the_oracle_are_those_on_record(oracles: dict[str, Any]) -> None:
    """The oracle also lists those that fall on a weekend, which closes no office that was open."""
    used = {on(text) for text in oracles["O11"]["inputs"]["bank_holidays_used"]}
    years = {one.year for one in used}
    assert {one for one in used if one.weekday() < 5} == {one for one in CLOSED.days if one.year in years}


def test_the_oracle_of_call_in(oracles: dict[str, Any]) -> None:
    oracle = oracles["O12"]
    found = [call_in(on(one["published"]), one["n"], Effect(one["mode"]), CLOSED) for one in oracle["inputs"]["callin"]]
    assert [
        {"window_last_day": one.last_day.isoformat(), "effective": one.effective.isoformat()} for one in found
    ] == oracle["expected"]["callin"]


def test_the_oracle_of_notices_of_election(oracles: dict[str, Any]) -> None:
    oracle = oracles["O12"]
    found = {poll: working_day_before(on(poll), 25, CLOSED).isoformat() for poll in oracle["inputs"]["polls"]}
    assert found == oracle["expected"]["latest_election_notice"]


# --------------------------------------------------------------------------------------------------- awkward calendars


@pytest.mark.parametrize(
    ("meeting", "latest"),
    [
        ("2024-04-03", "2024-03-22"),  # Easter at the end of March: Good Friday and Easter Monday within the week
        ("2021-01-06", "2020-12-24"),  # Christmas Day, the substitute of Boxing Day on the 28th, New Year’s Day
        ("2022-06-09", "2022-05-30"),  # two in a row: 2 and 3 June 2022, the one moved from 30 May, which was open
        ("2020-05-12", "2020-05-01"),  # moved: Friday 8 May 2020, and Monday 4 May was open
        ("2022-09-26", "2022-09-15"),  # the state funeral of 19 September 2022
        ("2023-05-15", "2023-05-04"),  # the coronation: Monday 8 May 2023
        ("2026-03-30", "2026-03-20"),  # clocks go forward on 29 March 2026
        ("2026-10-26", "2026-10-16"),  # clocks go back on 25 October 2026
        ("2012-06-12", "2012-05-31"),  # two in a row: 4 and 5 June 2012
        ("2024-03-06", "2024-02-27"),  # over 29 February
    ],
)
def test_five_clear_days_across(meeting: str, latest: str) -> None:
    found = latest_publication(on(meeting), 5, WORKING, CLOSED)
    assert found == on(latest)
    assert clear_between(found, on(meeting), WORKING, CLOSED) == 5


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2020-05-04", True),
        ("2020-05-08", False),
        ("2022-05-30", True),
        ("2022-06-02", False),
        ("2022-06-03", False),
        ("2022-09-19", False),
        ("2023-05-01", False),
        ("2023-05-08", False),
        ("2026-12-28", False),
        ("2026-12-27", False),
        ("2027-12-28", False),
    ],
)
def test_moved_and_extra_holidays(day: str, working: bool) -> None:
    assert is_working(on(day), CLOSED) is working


def test_a_notice_on_the_weekend_after_the_latest_day_counts_as_much() -> None:
    assert clear_between(on("2026-03-29"), on("2026-04-08"), WORKING, CLOSED) == 5


def test_after_the_close_of_business_it_is_the_next_working_day() -> None:
    close, day = time(17, 0), on("2026-04-02")
    assert counts_from(day, time(17, 0), close, CLOSED) == day
    assert counts_from(day, time(17, 1), close, CLOSED) == on("2026-04-07")
    assert counts_from(day, time(23, 0), None, CLOSED) == day
    assert counts_from(day, None, close, CLOSED) == day


def test_a_decision_that_nobody_can_call_in_takes_effect_at_once() -> None:
    for effect in Effect:
        assert call_in(on("2026-04-02"), 0, effect, CLOSED).effective == on("2026-04-02")


@pytest.mark.parametrize("published", ["2028-12-28", "2011-12-30", "2031-05-01"])
def test_beyond_the_bank_holidays_on_record_nothing_is_counted(published: str) -> None:
    with pytest.raises(DaysError, match=r"speak for 1 January 2012 to 31 December 2028; .* lies outside"):
        call_in(on(published), 5, Effect.DAY_AFTER, CLOSED)


def test_calendar_days_need_no_bank_holidays() -> None:
    assert latest_publication(on("2031-05-01"), 28, CALENDAR, CLOSED) == on("2031-04-02")


@pytest.mark.parametrize("count", [-1, 100_000])
def test_a_count_that_makes_no_sense_is_refused(count: int) -> None:
    for counting in Counting:
        with pytest.raises(DaysError, match="cannot be counted"):
            latest_publication(on("2026-04-08"), count, counting, CLOSED)
    with pytest.raises(DaysError, match="cannot be held until"):
        Closures(frozenset(), on("2026-01-02"), on("2026-01-01"))


# ---------------------------------------------------------------------------------------------------------------- laws


@given(DAYS, COUNTS, st.sampled_from(Counting))
def test_the_latest_day_is_lawful_and_the_next_one_is_not(meeting: date, count: int, counting: Counting) -> None:
    latest = latest_publication(meeting, count, counting, CLOSED)
    later = working_day_after(latest, 1, CLOSED) if counting is WORKING else latest + DAY
    assert clear_between(latest, meeting, counting, CLOSED) >= count
    assert later >= meeting or clear_between(later, meeting, counting, CLOSED) < count


@given(DAYS, COUNTS, st.sampled_from(Counting))
def test_the_earliest_meeting_is_lawful_and_the_day_before_is_not(day: date, count: int, counting: Counting) -> None:
    earliest = earliest_meeting(day, count, counting, CLOSED)
    assert clear_between(day, earliest, counting, CLOSED) >= count
    before = working_day_before(earliest, 1, CLOSED) if counting is WORKING else earliest - DAY
    assert before <= day or clear_between(day, before, counting, CLOSED) < count


@given(DAYS, DAYS, COUNTS, st.sampled_from(Counting))
def test_a_later_meeting_never_asks_for_an_earlier_notice(a: date, b: date, count: int, counting: Counting) -> None:
    first, second = sorted((a, b))
    assert latest_publication(first, count, counting, CLOSED) <= latest_publication(second, count, counting, CLOSED)
    assert latest_publication(first, count + 1, counting, CLOSED) < latest_publication(first, count, counting, CLOSED)


@given(DAYS, COUNTS)
def test_working_days_there_and_back_are_the_same(value: date, count: int) -> None:
    day = working_day_after(value, 1, CLOSED)
    assert working_day_before(working_day_after(day, count, CLOSED), count, CLOSED) == day


@given(DAYS, DAYS, st.integers(0, 15), st.sampled_from(Effect))
def test_who_publishes_later_waits_as_long_or_longer(a: date, b: date, count: int, effect: Effect) -> None:
    first, second = (call_in(day, count, effect, CLOSED) for day in sorted((a, b)))
    assert first.effective <= second.effective
    assert first.last_day <= first.effective
