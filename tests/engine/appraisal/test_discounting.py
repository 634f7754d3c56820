"""Discount factors, present values, and what they come to a year."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.appraisal.discounting import (
    Band,
    Schedule,
    annuity,
    at_nominal_rates,
    discount_factors,
    equivalent_annual,
    exact_factors,
    net_present_value,
    present_value,
    rate_at,
)
from severalty.engine.appraisal.options import Rates, Timing
from severalty.engine.appraisal.prices import PriceError
from severalty.formats.rates import discount_schedules
from tests.engine.appraisal.costings import FIRST, STANDARD, cash, real
from tests.engine.strategies import PENCE

FLOWS = st.lists(PENCE, min_size=1, max_size=12)
RATES = st.decimals(-5, 15, places=2).map(str)


def flat(rate: str) -> Schedule:
    return Schedule(Rates.STANDARD, "Flat", (Band(0, None, rate),))


def pennies(pounds: float) -> int:
    return int((Decimal(str(pounds)) * 100).to_integral_value(ROUND_HALF_UP))


def test_the_oracle_of_three_options(oracles: dict[str, Any]) -> None:
    oracle = oracles["O01"]
    found = {
        name: present_value(real(name, [100 * pounds for pounds in flow]), STANDARD, FIRST)
        for name, flow in oracle["inputs"]["options"].items()
    }
    for name, value in found.items():
        assert value.pence == pennies(oracle["expected"][name]["npc"])
        assert value.a_year_pence == pennies(oracle["expected"][name]["eac"])
    assert sorted(found, key=lambda name: found[name].pence) == oracle["expected"]["ranking_lowest_npc_first"]
    assert round(float(annuity(STANDARD, 5)), 6) == oracle["expected"]["annuity_factor_years_1_to_5"]


def test_the_public_cross_check(oracles: dict[str, Any]) -> None:
    flow = [100 * pounds for pounds in oracles["O01"]["inputs"]["public_cross_check_flow"]]
    found = present_value(real("net", flow), STANDARD, FIRST)
    assert found.pence == pennies(oracles["O01"]["expected"]["public_cross_check_npv"]) == -2374
    costs = real("costs", [max(-pence, 0) for pence in flow])
    benefits = real("benefits", [max(pence, 0) for pence in flow])
    assert net_present_value(benefits, costs, STANDARD, FIRST).pence == -2374


@pytest.mark.parametrize(
    ("rates", "series"), [(Rates.STANDARD, "standard"), (Rates.LONG_HORIZON, "long_horizon_sensitivity")]
)
def test_the_oracle_of_the_steps(oracles: dict[str, Any], rates: Rates, series: str) -> None:
    oracle = oracles["O02"]
    found = discount_factors(discount_schedules()[rates], oracle["inputs"]["t"])
    assert len(found) == len(oracle["expected"][series])
    for factor in found:
        assert abs(float(factor.factor) - oracle["expected"][series][str(factor.t)]) <= oracle["tolerance"]


def test_a_step_holds_for_the_further_year_only() -> None:
    by_hand = Decimal(1) / Decimal("1.035") ** 30 / Decimal("1.03")
    (factor,) = discount_factors(STANDARD, [31])
    assert (factor.rate, factor.factor) == ("3.0", str(by_hand.quantize(Decimal("1e-12"))))


@given(RATES, FLOWS)
def test_a_present_value_is_what_decimals_give(rate: str, flow: list[int]) -> None:
    growth = 1 + Decimal(rate) / 100
    by_hand = sum((pence / growth**t for t, pence in enumerate(flow)), Decimal(0))
    assert abs(present_value(real("flow", flow), flat(rate), FIRST).pence - by_hand) <= Decimal("0.500001")


@given(FLOWS)
def test_discounted_years_add_up_to_the_penny(flow: list[int]) -> None:
    found = present_value(real("flow", flow), STANDARD, FIRST)
    assert sum(year.discounted_pence for year in found.years) == found.pence
    for year in found.years:
        assert abs(year.discounted_pence - Decimal(year.factor) * year.pence) < Decimal("1.6")


@given(st.lists(st.tuples(PENCE, PENCE), min_size=1, max_size=10))
def test_present_values_add_up(pairs: list[tuple[int, int]]) -> None:
    first, second, both = (
        present_value(real("flow", flow), STANDARD, FIRST).pence
        for flow in ([a for a, _ in pairs], [b for _, b in pairs], [a + b for a, b in pairs])
    )
    assert abs(first + second - both) <= 1


@given(FLOWS, st.integers(0, 11), st.integers(0, 10**9))
def test_a_higher_cost_never_lowers_the_present_cost(flow: list[int], place: int, more: int) -> None:
    higher = [pence + (more if t == place else 0) for t, pence in enumerate(flow)]
    before, after = (present_value(real("flow", each), STANDARD, FIRST).pence for each in (flow, higher))
    assert after >= before


@given(st.sampled_from(list(Rates)), st.sampled_from(list(Timing)))
def test_factors_fall(rates: Rates, timing: Timing) -> None:
    factors = exact_factors(discount_schedules()[rates], 120, timing)
    assert all(later < earlier for earlier, later in pairwise(factors))


@given(st.integers(0, 60))
def test_the_middle_of_a_year_lies_between_its_ends(t: int) -> None:
    start, mid, end = (exact_factors(STANDARD, t + 1, timing)[t] for timing in Timing)
    assert end < mid < start
    assert abs(mid * mid - start * end) < Decimal("1e-50")
    assert end == exact_factors(STANDARD, t + 2)[t + 1]


def test_the_middle_of_the_first_year_is_half_a_year_away() -> None:
    (factor,) = discount_factors(STANDARD, [0], Timing.MID)
    assert factor.factor == str((1 / Decimal("1.035").sqrt()).quantize(Decimal("1e-12")))


def test_the_first_year_is_not_discounted() -> None:
    assert discount_factors(STANDARD, [0])[0].factor == "1.000000000000"
    found = present_value(real("flow", [12345]), STANDARD, FIRST)
    assert (found.pence, found.a_year_pence, found.annuity_years) == (12345, None, 0)


@given(st.integers(1, 40), st.integers(1, 10**9))
def test_equal_amounts_are_worth_what_they_spread(years: int, pence: int) -> None:
    worth = present_value(real("flow", [0] + [pence] * years), STANDARD, FIRST)
    assert worth.a_year_pence == pence
    in_advance = present_value(real("flow", [pence] * years), STANDARD, FIRST)
    assert abs(equivalent_annual(in_advance.pence, STANDARD, years, in_advance=True) - pence) <= 1


def test_amounts_in_advance_are_less_by_one_year_of_interest() -> None:
    found = present_value(real("flow", [0, 103500, 103500]), flat("3.5"), FIRST)
    assert (found.a_year_pence, found.a_year_in_advance_pence) == (103500, 100000)


def test_a_value_says_what_it_was_worked_out_by() -> None:
    found = present_value(real("flow", [1, 1]), STANDARD, FIRST, Timing.END)
    assert found.rates == "Standard (Green Book, February 2026)"
    assert found.prices == "real prices of 2026/27"
    assert found.convention == "Flows count at the end of their year, so year 0 is discounted by a whole year."


def test_cash_at_real_rates_is_refused() -> None:
    with pytest.raises(PriceError, match="Desk is in cash and Standard has real rates; turn it into real prices"):
        present_value(cash("Desk", [1]), STANDARD, FIRST)


def test_real_prices_at_rates_for_cash_are_refused() -> None:
    with pytest.raises(
        PriceError, match="Desk is in real prices and Standard with inflation of 2 % has rates for cash"
    ):
        present_value(real("Desk", [1]), at_nominal_rates(STANDARD, "2"), FIRST)
    with pytest.raises(PriceError, match="for cash already"):
        at_nominal_rates(at_nominal_rates(STANDARD, "2"), "2")


@pytest.mark.parametrize(
    ("first", "words"),
    [(2025, r"no amount in 2025/26; enter it, nought"), (2027, "in 2026/27, before the first year 2027/28")],
)
def test_nothing_is_not_nought(first: int, words: str) -> None:
    with pytest.raises(PriceError, match=words):
        present_value(real("Desk", [1, 2]), STANDARD, first)


def test_a_gap_in_a_flow_is_named() -> None:
    flow = real("Desk", [1, 2, 3])
    with pytest.raises(PriceError, match="Desk has no amount in 2027/28"):
        present_value(replace(flow, amounts=(flow.amounts[0], flow.amounts[2])), STANDARD, FIRST)
    with pytest.raises(PriceError, match="has no amounts"):
        present_value(replace(flow, amounts=()), STANDARD, FIRST)


@pytest.mark.parametrize(
    "bands",
    [
        (),
        (Band(1, None, "3"),),
        (Band(0, 30, "3"),),
        (Band(0, 30, "3"), Band(32, None, "2")),
        (Band(0, None, "3"), Band(31, None, "2")),
        (Band(0, None, "-100"),),
        (Band(0, None, "three"),),
    ],
)
def test_a_schedule_speaks_for_every_year_once(bands: tuple[Band, ...]) -> None:
    with pytest.raises(PriceError):
        Schedule(Rates.STANDARD, "Broken", bands)


def test_years_out_of_reach_are_refused() -> None:
    for question in (lambda: exact_factors(STANDARD, 1001), lambda: discount_factors(STANDARD, [3, -1])):
        with pytest.raises(PriceError):
            question()
    with pytest.raises(PriceError, match="at least one year"):
        annuity(STANDARD, 0)


@pytest.mark.parametrize(("t", "rate"), [(0, "3.5"), (30, "3.5"), (31, "3.0"), (300, "1.5"), (900, "1.0")])
def test_a_year_has_the_rate_of_its_band(t: int, rate: str) -> None:
    assert rate_at(STANDARD, t) == rate
