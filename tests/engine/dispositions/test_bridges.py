"""Temporary bridges and double running: parts of a month add up to it, and nothing is counted twice or guessed."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.dates import add_months, read_date
from severalty.engine.dispositions.agreements import Bridge
from severalty.engine.dispositions.bridges import (
    Bridges,
    BridgesQuestion,
    BridgeState,
    Divided,
    bridges_of,
    monthly_cost,
)
from severalty.engine.dispositions.dispositions import Disposition, Route
from severalty.engine.dispositions.double_running import (
    DoubleRunning,
    DoubleRunningQuestion,
    Leaving,
    OldShare,
    annual_by_month,
    double_running,
)
from severalty.engine.estate.items import Contract

PRICES = st.integers(0, 10**9)
STARTS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
MAIL = Bridge(
    key="mail", name="Mail", thing="mail", council="south", monthly_cost=850_000, agreement="ict",
    starts=read_date("2027-04-15"), ends=read_date("2027-06-30"), exit_test="No sign-in for 30 days",
)  # fmt: skip
OLD = Contract(key="old", name="Old", ends=read_date("2027-06-30"), extensions="none", annual_charge=1_200_001)
NEW = Contract(key="new", name="New", starts=read_date("2027-04-01"))
SHARES = (OldShare("north", 1), OldShare("south", 1))


def leaving(council: str = "south", **values: object) -> Leaving:
    made = Disposition(thing="old", council=council, key=f"old for {council}", route=Route.REPROCURE)
    return Leaving(made, **({"old": OLD, "new": NEW, "shares": SHARES} | values))  # type: ignore[arg-type]


def bridged(*bridges: Bridge, on: date = date(2027, 5, 1), divided: tuple[Divided, ...] = ()) -> Bridges:
    return bridges_of(BridgesQuestion(bridges, on, divided))


@given(PRICES, STARTS, st.integers(0, 27))
def test_two_parts_of_a_month_cost_the_whole_to_the_penny(price: int, day: date, cut: int) -> None:
    first = day.replace(day=1)
    last = add_months(first, 1) - timedelta(days=1)
    between = first + timedelta(days=cut)
    parts = (*monthly_cost(price, first, between - timedelta(days=1)), *monthly_cost(price, between, last))
    assert sum(one.pence for one in parts) == price


@given(PRICES, st.integers(2020, 2040), st.integers(1, 364))
def test_a_years_charge_by_month_adds_up_wherever_it_is_cut(charge: int, year: int, cut: int) -> None:
    first, last = date(year, 4, 1), date(year + 1, 3, 31)
    between = first + timedelta(days=cut)
    parts = (*annual_by_month(charge, first, between - timedelta(days=1)), *annual_by_month(charge, between, last))
    assert sum(one.pence for one in parts) == charge


def test_a_bridge_costs_its_days_and_the_years_add_up() -> None:
    found = bridged(MAIL, replace(MAIL, key="b", starts=read_date("2027-03-01"), ends=read_date("2027-04-30")))
    assert [one.pence for one in found.rows[0].months] == [453_334, 850_000, 850_000]
    assert sum(one.pence for one in found.years) == sum(one.pence for one in found.months) == found.pence
    assert [one.year for one in found.years] == [2026, 2027]


def test_a_bridge_past_its_end_is_overdue_and_goes_on_costing_until_its_thing_is_divided() -> None:
    late = bridged(MAIL, on=date(2027, 8, 31))
    assert late.rows[0].state is BridgeState.OVERDUE
    assert late.beyond == 2 * 850_000
    down = bridged(MAIL, on=date(2027, 8, 31), divided=(Divided("mail", "south"),))
    assert (down.rows[0].state, down.beyond) == (BridgeState.DOWN, 0)
    assert bridged(MAIL, on=date(2027, 6, 30)).rows[0].state is BridgeState.STANDS


def test_what_a_bridge_lacks_is_said_and_its_cost_is_not_guessed() -> None:
    bare = bridged(Bridge(key="b", name="b", council="south", exit_test=" ")).rows[0]
    assert bare.pence is None
    assert len(bare.faults) == 5
    assert any("exit test" in fault for fault in bare.faults)
    assert bridged(replace(MAIL, ends=read_date("2127-06-30"))).uncosted == 1


def test_shares_of_the_old_add_up_while_both_run() -> None:
    both = double_running(DoubleRunningQuestion((leaving("north"), leaving("south"))))
    alone = annual_by_month(1_200_001, date(2027, 4, 1), date(2027, 6, 30))
    assert abs(both.pence - sum(one.pence for one in alone)) <= 1
    whole = double_running(
        DoubleRunningQuestion(
            tuple(leaving(name, old=replace(OLD, ends=read_date("2028-03-31"))) for name in ("north", "south"))
        )
    )
    assert whole.pence == 1_200_001
    assert whole.pence == sum(one.pence for one in whole.months) == sum(one.pence for one in whole.councils)


def test_months_between_two_costs_are_shown_with_nought() -> None:
    later = replace(MAIL, starts=read_date("2027-09-01"), ends=read_date("2027-09-30"))
    found = double_running(DoubleRunningQuestion((leaving(),), (later,)))
    assert [one.pence for one in found.months][3:5] == [0, 0]
    assert found.months[5].bridges == 850_000


def test_what_does_not_follow_is_named_and_not_counted() -> None:
    cases: dict[str, dict[str, Any]] = {
        "not named": {"new": None},
        "day from which the new": {"new": replace(NEW, starts=None)},
        "end of the old": {"old": replace(OLD, ends=None)},
        "costs the council": {"shares": (OldShare("north", 1), OldShare("south", None))},
    }
    for words, values in cases.items():
        found = double_running(DoubleRunningQuestion((leaving(**values),)))
        assert found.pence == 0
        assert words in found.not_counted[0].why


def test_two_proposals_for_one_council_are_counted_neither_once_nor_twice() -> None:
    assert len(double_running(DoubleRunningQuestion((leaving(), leaving()))).not_counted) == 2


def test_an_old_contract_that_ends_before_the_new_begins_leaves_a_gap_and_one_the_day_before_does_not() -> None:
    gap = double_running(DoubleRunningQuestion((leaving(new=replace(NEW, starts=read_date("2027-07-02"))),)))
    assert "The old ends on 30 June 2027" in gap.gaps[0].why
    seamless = double_running(DoubleRunningQuestion((leaving(new=replace(NEW, starts=read_date("2027-07-01"))),)))
    assert (seamless.gaps, seamless.not_counted, seamless.pence) == ((), (), 0)


def test_moving_to_a_contract_one_has_anyway_costs_the_old_from_the_day_of_the_move_only() -> None:
    made = Disposition(
        thing="old", council="south", key="k", route=Route.CONSOLIDATE, by_when=read_date("2027-06-01"), moves_to="new"
    )
    long_held = replace(NEW, starts=read_date("2022-04-01"))
    found = double_running(DoubleRunningQuestion((Leaving(made, OLD, long_held, SHARES),)))
    assert [one.first for one in found.overlaps] == [date(2027, 6, 1)]
    undated = replace(made, by_when=None)
    assert double_running(DoubleRunningQuestion((Leaving(undated, OLD, long_held, SHARES),))).not_counted


SHORT = replace(OLD, annual_charge=365_00, ends=read_date("2026-05-10"))  # a pound a day
DUAL = replace(NEW, starts=read_date("2026-04-21"), annual_charge=730_00, holder="south")
AFTER = Disposition(thing="old", council="south", key="k", route=Route.REPROCURE, annual_cost=182_50)


def side_by_side(on: date | None = None, **values: Any) -> DoubleRunning:
    one = Leaving(replace(AFTER, **values), SHORT, DUAL, (OldShare("south", None),))
    return double_running(DoubleRunningQuestion((one,), on=on))


def test_double_running_is_old_and_new_less_what_the_new_costs_in_the_end() -> None:
    found = side_by_side()
    one = found.overlaps[0]
    # By hand: ten days of April and ten of May, 1.00 + 2.00 - 0.50 a day.
    assert (one.old, one.new, one.steady, one.pence) == (20_00, 40_00, 10_00, 50_00)
    assert [(month.month.month, month.pence) for month in found.months] == [(4, 25_00), (5, 25_00)]
    assert (one.alike, one.confirmed, one.continues) == (False, False, False)


def test_a_month_side_by_side_is_within_a_penny_of_its_exact_share() -> None:
    """Old, new and steady rounded each by itself were out by two."""
    dear, rest = replace(SHORT, annual_charge=338), replace(AFTER, annual_cost=391)
    one = Leaving(rest, dear, replace(DUAL, annual_charge=375), (OldShare("south", None),))
    (found,) = double_running(DoubleRunningQuestion((one,))).overlaps
    for month in found.months:
        assert abs(month.pence - Fraction(10 * (338 + 375 - 391), 365)) < 1, month
    assert found.old + found.new - found.steady == found.pence == sum(month.pence for month in found.months)


def test_until_the_old_is_said_to_be_gone_it_costs_on() -> None:
    late = side_by_side(on=date(2026, 5, 20)).overlaps[0]
    assert (late.last, late.continues, late.pence) == (date(2026, 5, 20), True, 75_00)
    gone = side_by_side(on=date(2026, 5, 20), done_on=read_date("2026-04-30")).overlaps[0]
    assert (gone.last, gone.confirmed, gone.continues, gone.pence) == (date(2026, 4, 30), True, False, 25_00)


def test_where_the_steady_cost_is_not_known_the_new_is_taken_to_cost_it_from_the_start() -> None:
    one = side_by_side(annual_cost=None).overlaps[0]
    assert (one.alike, one.new, one.steady, one.pence) == (True, 0, 0, 20_00)
