"""When a contract ends and the last day to act."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from severalty.engine.dates import Duration, PartialDate, Precision, day, earlier_by, month, read_date
from severalty.engine.estate.items import Contract, Renewal
from severalty.engine.estate.terms import (
    MOST_EXTENSIONS,
    ActState,
    TermError,
    last_day_to_act,
    read_extensions,
    terms_of,
    working_day_before,
)
from tests.engine.strategies import DATES, LENGTHS

ON = day(date(2024, 6, 1))
CONTRACT = Contract(
    key="C-1", name="Desk", ends=read_date("2025-05-31"), extensions="12 months; 12 months", extensions_used=0,
    renewal=Renewal.RENEWS_UNLESS_STOPPED, notice="3 months",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("", None),
        ("none", ()),
        ("12 months; 12 months", (Duration(12, "months"),) * 2),
        ("2 x 12 months; 1 year", (Duration(12, "months"),) * 2 + (Duration(1, "years"),)),
        ("6 weeks;", (Duration(6, "weeks"),)),
    ],
)
def test_extensions_as_people_write_them(text: str, lengths: tuple[Duration, ...] | None) -> None:
    assert read_extensions(text) == lengths


@pytest.mark.parametrize(
    "text", ["two years", "12", "12 months, 12 months", "0 months", "9999 years", f"{MOST_EXTENSIONS + 1} x 1 year"]
)
def test_an_extension_that_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(TermError, match=text[:6]):
        read_extensions(text)


def test_used_extensions_move_the_end() -> None:
    found = terms_of(replace(CONTRACT, extensions_used=1))
    assert (str(found.current_end), str(found.final_end)) == ("31 May 2026", "31 May 2027")
    assert found.remaining == (Duration(12, "months"),)


@pytest.mark.parametrize(
    ("ends", "extension", "moved"),
    [
        ("2023-02-28", "12 months", "2024-02-29"),
        ("2025-09-30", "3 months", "2025-12-31"),
        ("2025-03", "1 year", "2026-03"),
    ],
)
def test_an_extension_begins_on_the_day_after_the_end(ends: str, extension: str, moved: str) -> None:
    contract = replace(CONTRACT, ends=read_date(ends), extensions=extension, extensions_used=1)
    assert terms_of(contract).current_end == read_date(moved)


@pytest.mark.parametrize("used", [3, -1])
def test_more_used_than_recorded_leaves_the_end_unknown(used: int) -> None:
    found = terms_of(replace(CONTRACT, extensions_used=used))
    assert found.current_end is None
    assert str(used) in found.faults[0]


def test_what_nobody_has_said_is_a_fault_and_never_a_guess() -> None:
    found = terms_of(Contract(key="C-2", name="Unknown", extensions="12 months"))
    assert (found.current_end, found.final_end, found.notice) == (None, None, None)
    assert len(found.faults) == 2


def test_blank_extensions_leave_the_final_end_unknown() -> None:
    found = terms_of(replace(CONTRACT, extensions="", extensions_used=None))
    assert found.current_end == CONTRACT.ends
    assert found.final_end is None


@given(DATES, LENGTHS)
def test_the_last_day_is_no_more_precise_than_the_end(ends: PartialDate, notice: Duration) -> None:
    contract = replace(CONTRACT, ends=ends, notice=str(notice))
    assert last_day_to_act(contract, ON).last_day == earlier_by(ends, notice)


def test_31_may_less_three_months_is_the_end_of_february() -> None:
    assert last_day_to_act(CONTRACT, ON).last_day == day(date(2025, 2, 28))


@pytest.mark.parametrize(
    ("renewal", "act", "last"),
    [
        (Renewal.RENEWS_UNLESS_STOPPED, "give notice, or it renews", "2025-02-28"),
        (Renewal.EXTENDS_BY_CHOICE, "take up the extension of 12 months, or let it end", "2025-02-28"),
        (Renewal.EXPIRES, "have what follows in place: it ends", "2025-05-31"),
        (Renewal.UNKNOWN, "find out what happens at the end, and give notice by then if it renews", "2025-02-28"),
    ],
)
def test_what_must_be_done_depends_on_the_end(renewal: Renewal, act: str, last: str) -> None:
    found = last_day_to_act(replace(CONTRACT, renewal=renewal), ON)
    assert (found.act, found.last_day) == (act, read_date(last))


def test_without_a_notice_period_no_day_is_invented() -> None:
    found = last_day_to_act(replace(CONTRACT, notice=""), ON)
    assert (found.last_day, found.state) == (None, ActState.NOTHING_KNOWN)
    assert found.missing == ("The notice period is not known.",)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2025-02-28", ActState.OPEN),
        ("2025-03-01", ActState.PASSED),
        ("2025-05-31", ActState.PASSED),
        ("2025-06-01", ActState.ENDED),
    ],
)
def test_the_state_changes_the_day_after(on: str, state: ActState) -> None:
    assert last_day_to_act(CONTRACT, read_date(on)).state is state


def test_within_an_imprecise_last_day_it_may_have_passed() -> None:
    contract = replace(CONTRACT, ends=month(2025, 5))
    found = last_day_to_act(contract, day(date(2025, 2, 10)))
    assert found.last_day is not None
    assert found.last_day.precision is Precision.MONTH
    assert found.state is ActState.MAY_HAVE_PASSED


def test_a_weekend_or_holiday_moves_the_advice_and_not_the_day() -> None:
    saturday = day(date(2025, 5, 31))
    assert working_day_before(saturday) == (
        date(2025, 5, 30),
        "31 May 2025 is a Saturday: act by Friday 30 May 2025.",
    )
    easter = [date(2025, 4, 18), date(2025, 4, 21)]
    assert working_day_before(day(date(2025, 4, 21)), easter) == (
        date(2025, 4, 17),
        "21 April 2025 is a bank holiday: act by Thursday 17 April 2025.",
    )
    contract = replace(CONTRACT, renewal=Renewal.EXPIRES)
    assert last_day_to_act(contract, ON).last_day == saturday


@pytest.mark.parametrize("value", [None, month(2025, 5), day(date(2025, 5, 31), about=True), day(date(2025, 5, 30))])
def test_there_is_no_advice_about_a_working_day_or_an_inexact_one(value: PartialDate | None) -> None:
    assert working_day_before(value) == (None, "")
