"""Work against its baseline."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from severalty.engine.transition.earned import EarnedError, EarnedQuestion, Work, earned_of, working_days

MONDAY = date(2026, 11, 2)


def asked(*works: Work, on: date = date(2026, 11, 13)) -> EarnedQuestion:
    return EarnedQuestion(works, on)


def test_half_the_working_days_are_half_of_the_cost() -> None:
    work = Work(
        "a", "A", starts=MONDAY, ends=date(2026, 11, 27), started=MONDAY, percent=25, cost=100_000, spent=40_000
    )
    found = earned_of(asked(work))
    assert (found.planned, found.earned, found.spent) == (50_000, 25_000, 40_000)
    assert found.as_planned == 40_000 + 75_000
    assert found.at_this_rate == 160_000
    assert found.sentences == (
        "Work for £500 should have been done by this day; work for £250 has been.",
        "For every £1 that should have been done, £0.50 has been.",
        "What is done has cost £400: £1.60 for every £1 of work done.",
    )


def test_what_is_finished_is_done_whatever_was_said() -> None:
    work = Work("a", "A", starts=MONDAY, ends=MONDAY, finished=date(2026, 11, 4), percent=10, cost=100)
    [found] = earned_of(asked(work)).standings
    assert (found.percent, found.earned, found.later, found.overdue) == (100, 100, 2, False)


def test_what_should_have_begun_and_of_which_nobody_speaks_is_named() -> None:
    found = earned_of(asked(Work("a", "A", starts=MONDAY, ends=date(2026, 11, 27), cost=100)))
    assert (found.silent, found.earned, found.standings[0].percent) == (("a",), 0, None)


def test_nothing_is_said_of_a_rate_while_nothing_is_done() -> None:
    found = earned_of(asked(Work("a", "A", starts=date(2027, 1, 4), ends=date(2027, 1, 8), cost=100)))
    assert (found.as_planned, found.at_this_rate) == (None, None)
    assert found.sentences == ("Nothing was to be done by this day.",)


def test_before_its_baseline_is_below_nought() -> None:
    work = Work("a", "A", starts=MONDAY, ends=date(2026, 11, 13), now_ends=date(2026, 11, 11))
    assert earned_of(asked(work)).standings[0].later == -2


def test_a_percentage_that_cannot_be_names_the_package() -> None:
    with pytest.raises(EarnedError, match=r"Firewalls: 120 per cent done; it lies between 0 and 100\."):
        Work("a", "Firewalls", percent=120)
    with pytest.raises(EarnedError, match="ends before it starts"):
        Work("a", "Firewalls", starts=MONDAY, ends=date(2026, 11, 1))


@settings(max_examples=60)
@given(st.integers(0, 900), st.integers(-3, 60), st.sets(st.integers(0, 70), max_size=6))
def test_working_days_are_those_that_one_counts(start: int, length: int, closed: set[int]) -> None:
    first = MONDAY + timedelta(days=start)
    last = first + timedelta(days=length)
    shut = [first + timedelta(days=more) for more in closed]
    counted = sum(
        (first + timedelta(days=more)).weekday() < 5 and first + timedelta(days=more) not in shut
        for more in range(length + 1)
    )
    assert working_days(first, last, shut) == counted
