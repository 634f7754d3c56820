"""Real prices and cash, turned into each other and never mixed."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.appraisal.discounting import Band, Schedule, at_nominal_rates, present_value
from severalty.engine.appraisal.lines import Prices
from severalty.engine.appraisal.options import Rates
from severalty.engine.appraisal.prices import (
    Deflator,
    Flow,
    IndexPoint,
    Inflation,
    PriceError,
    YearKind,
    YearPence,
    added,
    decimal_text,
    nominal_rate,
    pence_that_add_up,
    percent_text,
    price_ratio,
    real_growth,
    relative_price_effect,
    to_cash,
    to_real,
    whole_pence,
)
from severalty.formats.rates import gdp_deflator
from tests.engine.appraisal.costings import FIRST, STANDARD, cash, real
from tests.engine.strategies import PENCE

RATES = st.decimals(-5, 15, places=2).map(str)
TWO = Inflation(rate="2.0")


def index(*levels: str, years: YearKind = YearKind.FINANCIAL) -> Deflator:
    return Deflator("Index", years, tuple(IndexPoint(FIRST + t, level) for t, level in enumerate(levels)))


def test_the_oracle_of_the_deflator(oracles: dict[str, Any]) -> None:
    oracle = oracles["O03"]
    amounts = tuple(YearPence(int(year), 100 * pounds) for year, pounds in oracle["inputs"]["nominal"].items())
    flow = Flow("Charge", Prices.CASH, amounts, years=YearKind.CALENDAR)
    found = to_real(flow, oracle["inputs"]["base_year"], Inflation(deflator=gdp_deflator()))
    expected = oracle["expected"]["real_2024"]
    assert {str(amount.year): amount.pence for amount in found.amounts} == {
        year: int((Decimal(str(pounds)) * 100).to_integral_value(ROUND_HALF_UP)) for year, pounds in expected.items()
    }
    assert (found.prices, found.price_year) == (Prices.REAL, 2024)


def test_the_oracle_holds_the_index_that_comes_with_the_package(oracles: dict[str, Any]) -> None:
    held = {str(point.year): float(point.level) for point in gdp_deflator().points}
    assert held == oracles["O03"]["inputs"]["index"]


def test_the_oracle_of_the_nominal_rate(oracles: dict[str, Any]) -> None:
    expected = oracles["O03"]["expected"]
    assert float(nominal_rate("3.5", "2.0")) == 100 * expected["nominal_discount_rate"]
    flow = real("Charge", [0, 0, 0, 0, 0, 10_000_000])
    in_cash = to_cash(flow, TWO)
    assert in_cash.amounts[5].pence == round(100 * expected["equality_check"]["nominal_flow_year5"])
    by_cash = present_value(in_cash, at_nominal_rates(STANDARD, "2.0"), FIRST).pence
    assert by_cash == round(100 * expected["equality_check"]["pv_nominal_rate"])
    assert present_value(flow, STANDARD, FIRST).pence == round(100 * expected["equality_check"]["pv_real_route"])


@given(st.lists(st.integers(-(10**10), 10**10), min_size=1, max_size=8), RATES, RATES)
def test_cash_and_real_prices_are_worth_the_same(flow: list[int], rate: str, inflation: str) -> None:
    schedule = Schedule(Rates.STANDARD, "Flat", (Band(0, None, rate),))
    in_cash = to_cash(real("flow", flow), Inflation(rate=inflation))
    by_cash = present_value(in_cash, at_nominal_rates(schedule, inflation), FIRST).pence
    # Each amount in cash was rounded by half a penny at most, which discounting at -5 and -5 per cent can double.
    assert abs(by_cash - present_value(real("flow", flow), schedule, FIRST).pence) <= len(flow) + 1


@given(st.lists(PENCE, min_size=1, max_size=8), st.integers(2020, 2032))
def test_amounts_return_from_other_prices(flow: list[int], year: int) -> None:
    there = to_real(real("flow", flow), year, TWO)
    back = to_real(there, FIRST, TWO)
    assert all(abs(a.pence - b.pence) <= 1 for a, b in zip(back.amounts, real("flow", flow).amounts, strict=True))


def test_an_index_is_what_decimals_give() -> None:
    found = to_real(cash("Desk", [123_45, 678_90, 222_22]), FIRST, Inflation(deflator=index("91.7", "95.13", "102.4")))
    by_hand = [Decimal(12345), Decimal(67890) * Decimal("91.7") / Decimal("95.13"), Decimal(22222) * Decimal("91.7")]
    by_hand[2] /= Decimal("102.4")
    assert [amount.pence for amount in found.amounts] == [
        int(pence.to_integral_value(ROUND_HALF_UP)) for pence in by_hand
    ]


def test_a_year_that_the_index_lacks_is_named() -> None:
    with pytest.raises(
        PriceError, match=r"Desk in 2028/29 needs the price level of 2028, which Index does not give; use"
    ):
        to_real(cash("Desk", [1, 2, 3]), FIRST, Inflation(deflator=index("100", "102")))


def test_amounts_by_financial_year_are_not_turned_by_a_calendar_series() -> None:
    calendar = Inflation(deflator=index("100", "102", years=YearKind.CALENDAR))
    for turn in (lambda: to_real(cash("Desk", [1]), FIRST, calendar), lambda: to_cash(real("Desk", [1]), calendar)):
        with pytest.raises(
            PriceError, match="Desk counts financial years and Index calendar years; use an index of fin"
        ):
            turn()


def test_without_inflation_prices_stay_as_they_are() -> None:
    assert not Inflation().is_known
    assert to_real(cash("Desk", [5]), FIRST, Inflation()).amounts == (YearPence(FIRST, 5),)
    with pytest.raises(
        PriceError, match="from prices of 2027/28 to those of 2026/27, and nobody has said how prices move"
    ):
        to_real(cash("Desk", [5, 6]), FIRST, Inflation())


def test_a_mixed_series_is_refused() -> None:
    with pytest.raises(PriceError, match=r"B is in cash of each year and A in real prices of 2026/27; turn one into"):
        added([real("A", [1]), cash("B", [1])], "Both")
    with pytest.raises(PriceError, match="B is in real prices of 2025/26"):
        added([real("A", [1]), real("B", [1], price_year=2025)], "Both")
    with pytest.raises(PriceError, match="no flows"):
        added([], "Nothing")


@given(st.permutations([real("A", [1, 2]), real("B", [10], first=2027), real("C", [100])]))
def test_flows_add_up_in_any_order(flows: list[Flow]) -> None:
    assert added(flows, "All").amounts == (YearPence(2026, 101), YearPence(2027, 12))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"prices": Prices.UNKNOWN}, "does not say its prices"),
        ({"price_year": None}, "real prices of no year"),
        ({"prices": Prices.CASH}, "in cash and names a price year"),
        ({"amounts": (YearPence(2026, 1), YearPence(2026, 2))}, "has 2026/27 twice"),
    ],
)
def test_a_flow_says_its_prices(values: dict[str, Any], words: str) -> None:
    with pytest.raises(PriceError, match=words):
        replace(real("Desk", [1]), **values)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Inflation(rate="2", deflator=index("100")),
        lambda: Inflation(rate="much"),
        lambda: Inflation(rate="-100"),
        lambda: Inflation(rate="NaN"),
        lambda: Inflation(rate="1e99"),
        lambda: index("100", "0"),
        lambda: index("x"),
        lambda: Deflator("Index", YearKind.CALENDAR, (IndexPoint(2020, "1"), IndexPoint(2020, "2"))),
        lambda: price_ratio(TWO, 2026, 9999),
    ],
)
def test_impossible_inflation_is_refused(make: Any) -> None:
    with pytest.raises(PriceError):
        make()


@given(RATES, RATES)
def test_relative_growth_on_top_of_inflation_is_the_growth_itself(growth: str, inflation: str) -> None:
    assert abs(Decimal(nominal_rate(real_growth(growth, inflation), inflation)) - Decimal(growth)) < Decimal("1e-9")


def test_growth_counts_from_the_price_year_on() -> None:
    assert relative_price_effect("3", 2026, 2028) == Fraction(10609, 10000)
    assert relative_price_effect("3", 2026, 2026) == relative_price_effect("3", 2026, 2020) == 1
    assert relative_price_effect("", 2026, 2040) == 1


@given(st.lists(st.fractions(-(10**6), 10**6), max_size=8))
def test_parts_in_whole_pence_add_up(parts: list[Fraction]) -> None:
    found = pence_that_add_up(parts)
    assert sum(found) == whole_pence(sum(parts, Fraction(0)))
    assert all(abs(pence - part) <= 1 for pence, part in zip(found, parts, strict=True))


@pytest.mark.parametrize(
    ("value", "pence"), [("0.5", 1), ("-0.5", -1), ("1.499", 1), ("-1.499", -1), ("2.5", 3), ("0", 0)]
)
def test_half_a_penny_goes_away_from_nought(value: str, pence: int) -> None:
    assert whole_pence(Fraction(value)) == pence


@pytest.mark.parametrize(("growth", "text"), [("1.0557", "5.57"), ("1", "0"), ("0.98", "-2"), ("1.1", "10")])
def test_a_rate_is_written_without_noughts(growth: str, text: str) -> None:
    assert percent_text(Fraction(growth)) == text


def test_decimals_are_rounded_half_up() -> None:
    assert (decimal_text(Fraction(1, 8), 2), decimal_text(Fraction(1, 3), 12)) == ("0.13", "0.333333333333")
