"""Lengths between dates, lengths together, and slips."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.dates import DateError, Duration, PartialDate, day, earlier_by, month, read_date, read_duration
from severalty.engine.estate.spans import length_of, lengths_together, slipped
from tests.engine.strategies import DATES, DAYS, LENGTHS


def test_the_oracle_of_the_reports(oracles: dict[str, Any]) -> None:
    expected = oracles["O20"]["expected"]
    start = earlier_by(read_date("1 April 2024"), read_duration("18 months"))
    assert start.code == expected["linc_transition_team_latest_start_18_months_before_2024_04_01"]
    window = slipped(read_date("2023-11-14"), Duration(2, "weeks"), Duration(3, "weeks"))
    assert [window.first.isoformat(), window.last.isoformat()] == expected["jc_slip_window_from_2023_11_14"]
    term = length_of(read_date("1 January 2022"), read_date("31 December 2026"))
    assert term == Duration(expected["melton_term_years"], "years")
    whole = lengths_together([Duration(5, "years"), Duration(12, "months"), Duration(1, "years")])
    assert whole == Duration(expected["linc_initial_plus_extensions_years"], "years")


@pytest.mark.parametrize(
    ("starts", "ends", "length"),
    [
        ("2022-01", "2026-12", "5 years"),
        ("2024-03-01", "2024-05-31", "3 months"),
        ("2024-03-01", "2024-03-10", "10 days"),
        ("2024-02-29", "2024-02-29", "1 day"),
    ],
)
def test_lengths_between_dates(starts: str, ends: str, length: str) -> None:
    assert str(length_of(read_date(starts), read_date(ends))) == length


@pytest.mark.parametrize(("starts", "ends"), [("2024", "2026"), ("2024-03", "2026-03-31"), ("2026-03", "2024-03")])
def test_no_length_follows_from_inexact_or_backward_dates(starts: str, ends: str) -> None:
    with pytest.raises(DateError):
        length_of(read_date(starts), read_date(ends))


@given(DAYS, st.integers(1, 120))
def test_a_length_of_months_leads_back_to_the_end(start: date, months: int) -> None:
    first = start.replace(day=1)
    after = Duration(months, "months").after(first)
    length = length_of(day(first), earlier_by(day(after), Duration(1, "days")))
    assert length.months == months


@pytest.mark.parametrize(
    ("lengths", "whole"), [(["2 weeks", "3 days"], "17 days"), (["6 months", "7 months"], "13 months"), ([], "0 years")]
)
def test_lengths_add_up(lengths: list[str], whole: str) -> None:
    assert str(lengths_together([read_duration(text) for text in lengths])) == whole


def test_months_and_days_do_not_add_up() -> None:
    with pytest.raises(DateError):
        lengths_together([Duration(1, "months"), Duration(1, "days")])


@given(DATES, LENGTHS, st.integers(0, 30))
def test_a_slip_never_narrows_a_date(value: PartialDate, least: Duration, more: int) -> None:
    most = Duration(least.count + more, least.unit)
    moved = slipped(value, least, most)
    assert moved.first <= least.after(value.first)
    assert moved.last >= most.after(value.last)


def test_a_slip_is_the_shorter_first() -> None:
    with pytest.raises(DateError):
        slipped(month(2024, 1), Duration(3, "weeks"), Duration(2, "weeks"))
