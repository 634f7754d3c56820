"""Dates keep the precision they came with."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from severalty.engine.dates import (
    DateError,
    Duration,
    PartialDate,
    Precision,
    add_months,
    calendar_year,
    day,
    earlier_by,
    financial_year,
    financial_year_name,
    financial_year_of,
    later_by,
    month,
    quarter,
    read_date,
    read_duration,
    read_financial_year,
)
from tests.engine.strategies import DATES, DAYS, LENGTHS, YEARS


@given(DATES)
def test_the_code_of_a_date_reads_back(value: PartialDate) -> None:
    assert read_date(value.code) == value


@given(DATES)
def test_the_words_of_a_date_cover_the_same_days(value: PartialDate) -> None:
    assume(value.precision is not Precision.RANGE)
    assert read_date(str(value)) == value


@given(DATES, LENGTHS)
def test_earlier_by_never_narrows_a_date(value: PartialDate, length: Duration) -> None:
    moved = earlier_by(value, length)
    assert moved.first <= length.before(value.first)
    assert moved.last >= length.before(value.last)
    assert moved.about == value.about
    if value.precision is not Precision.DAY and value.first != value.last:
        # A clamped month may be shorter by up to three days; it never becomes a day.
        assert (moved.last - moved.first) >= (value.last - value.first) - timedelta(days=3)


@given(DATES, LENGTHS)
def test_later_by_never_narrows_a_date(value: PartialDate, length: Duration) -> None:
    moved = later_by(value, length)
    assert moved.first <= length.after(value.first)
    assert moved.last >= length.after(value.last)


@given(YEARS, st.integers(1, 12), st.integers(0, 60))
def test_a_month_less_months_is_a_month(year: int, number: int, count: int) -> None:
    assert earlier_by(month(year, number), Duration(count, "months")).precision is Precision.MONTH


@given(DAYS, st.integers(-600, 600))
def test_months_clamp_to_the_last_of_a_shorter_month(value: date, count: int) -> None:
    moved = add_months(value, count)
    assert (moved.year * 12 + moved.month) - (value.year * 12 + value.month) == count
    assert moved.day == value.day or (moved.day < value.day and (moved + timedelta(days=1)).day == 1)


def test_31_may_less_three_months_is_the_end_of_february() -> None:
    assert add_months(date(2025, 5, 31), -3) == date(2025, 2, 28)
    assert add_months(date(2024, 5, 31), -3) == date(2024, 2, 29)


@given(DAYS)
def test_a_day_lies_in_its_financial_year(value: date) -> None:
    year = financial_year(financial_year_of(value))
    assert year.first <= value <= year.last


@given(YEARS)
def test_the_name_of_a_financial_year_reads_back(year: int) -> None:
    assert read_financial_year(financial_year_name(year)) == year


@given(YEARS)
def test_quarters_fill_the_financial_year(year: int) -> None:
    quarters = [quarter(year, number) for number in range(1, 5)]
    assert quarters[0].first == financial_year(year).first
    assert quarters[3].last == financial_year(year).last
    for earlier, later in pairwise(quarters):
        assert later.first - earlier.last == timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31 March 2025", day(date(2025, 3, 31))),
        ("31/03/2025", day(date(2025, 3, 31))),
        ("3.4.2025", day(date(2025, 4, 3))),
        ("1st Sept 2024", day(date(2024, 9, 1))),
        ("2025-03", month(2025, 3)),
        ("Aug'24", month(2024, 8)),
        ("Jan 2025", month(2025, 1)),
        ("Q3 2025/26", quarter(2025, 3)),
        ("25/26 Q3", quarter(2025, 3)),
        ("24/25", financial_year(2024)),
        ("2024-25", financial_year(2024)),
        ("2013", calendar_year(2013)),
        ("circa March 2025", month(2025, 3, about=True)),
    ],
)
def test_dates_as_people_write_them(text: str, expected: PartialDate) -> None:
    assert read_date(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "soon", "31/02/2025", "2025-13", "2024/26", "Q5 2025/26", "1066", "32 March 2025", "2025-02-01..2025-01-01"],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        read_date(text)


def test_a_date_out_of_the_range_is_told_the_range() -> None:
    for text, read in (("1066-01-01", read_date), ("14 October 1066", read_date), ("1066/67", read_financial_year)):
        with pytest.raises(DateError, match="out of the range of dates; write a year from 1900 to 2199"):
            read(text)


@given(LENGTHS)
def test_a_length_reads_back(length: Duration) -> None:
    assert read_duration(str(length)) == length


@pytest.mark.parametrize("text", ["", "three months", "3", "3 fortnights", "-3 months", "1.5 years"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        read_duration(text)


def test_a_length_that_leaves_the_calendar_is_refused() -> None:
    with pytest.raises(DateError, match="is no date"):
        earlier_by(month(2025, 1), Duration(9999, "years"))


def test_a_date_cannot_end_before_it_begins() -> None:
    with pytest.raises(DateError):
        PartialDate(date(2025, 1, 2), date(2025, 1, 1))
