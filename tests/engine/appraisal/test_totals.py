"""Parts against stated wholes, and what rounded figures imply."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from severalty.engine.appraisal.charges import Charge
from severalty.engine.appraisal.totals import (
    Part,
    agree,
    agreements_of,
    change,
    implied_count,
    implied_total,
)
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from severalty.engine.money import MoneyError, read_pounds
from tests.engine.strategies import PENCE


def part(label: str, pounds: str, in_headline: Known = Known.YES) -> Part:
    return Part(label, read_pounds(pounds), in_headline, Evidence.REPORTED)


def test_the_oracle_of_the_capital_of_newham(oracles: dict[str, Any]) -> None:
    expected = oracles["O20"]["expected"]
    parts = [
        part("stabilisation", "1.0m"),
        part("network", "1.5m"),
        part("partner", "5.6m"),
        part("laptops", "804k", Known.NO),
    ]
    found = agree(parts, read_pounds("8.1m"), Evidence.REPORTED)
    assert found.sum_pence == 100 * expected["newham_capital_gbp"]
    assert found.agrees is expected["newham_matches_8_1m"]
    assert found.parts_outside == ("laptops",)
    assert found.outside_pence == 100 * expected["newham_devices_revenue_excluded"]
    assert found.evidence is Evidence.REPORTED


def test_the_oracle_of_the_charge_of_melton(oracles: dict[str, Any]) -> None:
    expected = oracles["O20"]["expected"]
    capital = agree([part("2020/21", "10k"), part("2021/22", "7k")], read_pounds("17k"))
    assert (capital.agrees, capital.sum_pence) == (True, 100 * expected["melton_capital_split"])
    one_off = agree([part("capital", "17k"), part("revenue", "35k")], read_pounds("52k"))
    assert (one_off.agrees, one_off.sum_pence) == (True, 100 * expected["melton_one_off"])
    charge = agree([part("service", "277k"), part("web", "34k")], 100 * expected["melton_new_charge"])
    assert charge.agrees is False
    assert charge.sum_pence == 100 * expected["melton_old_running_plus_web"]
    assert charge.difference_pence == 100 * expected["melton_increase"]
    assert charge.percent == str(expected["melton_increase_percent"])


def test_the_oracle_of_the_responses(oracles: dict[str, Any]) -> None:
    expected = oracles["O20"]["expected"]
    rate = f"{100 * expected['linc_response_rate']:.0f}"
    found = implied_count(expected["linc_responses"], rate)
    assert list(range(found.least, found.most + 1)) == expected["linc_acknowledging_suppliers_possible"]


def test_the_oracle_of_the_implied_total(oracles: dict[str, Any]) -> None:
    found = implied_total(read_pounds("52k"), read_pounds("1k"), 229, 1069)
    expected = oracles["O08"]["expected"]["implied_partnership_total_of_melton_52k_rounded_to_nearest_1k"]
    assert [found.least, found.most] == [round(100 * end) for end in expected]


@given(st.integers(1, 500), st.integers(1, 1000), st.integers(0, 2))
def test_whoever_was_asked_is_within_the_implied_count(responses: int, more: int, decimals: int) -> None:
    asked = responses + more
    step = 10**decimals
    rounded = (200 * step * responses + asked) // (2 * asked)
    assume(rounded)
    text = f"{rounded // step}" + (f".{rounded % step:0{decimals}d}" if decimals else "")
    found = implied_count(responses, text)
    assert found.least <= asked <= found.most


@pytest.mark.parametrize("text", ["0", "101", "forty", "4e1", "", "40.", "-1"])
def test_a_rate_is_a_number_up_to_100(text: str) -> None:
    with pytest.raises(MoneyError):
        implied_count(17, text)


def test_a_count_that_fits_nothing_is_refused() -> None:
    with pytest.raises(MoneyError, match="cannot be"):
        implied_count(1, "40")


@pytest.mark.parametrize(("count", "total", "rounding"), [(0, 5, 1), (6, 5, 1), (1, 5, 0)])
def test_impossible_counts_imply_nothing(count: int, total: int, rounding: int) -> None:
    with pytest.raises(MoneyError):
        implied_total(100, rounding, count, total)


@given(st.lists(PENCE, max_size=6))
def test_parts_agree_with_their_own_sum(amounts: list[int]) -> None:
    parts = [Part(str(number), pence) for number, pence in enumerate(amounts)]
    assert agree(parts, sum(amounts)).agrees is True
    assert agree(parts, sum(amounts) + 1).agrees is False


def test_an_unknown_part_leaves_the_answer_open() -> None:
    found = agree([part("a", "1"), Part("b", None)], 500)
    assert (found.agrees, found.not_known, found.unsaid) == (None, ("b",), ("b",))
    assert agree([part("a", "1")], None).difference_pence is None


def test_a_rounded_whole_agrees_within_its_rounding() -> None:
    parts = [part("a", "8,149,999.99")]
    assert agree(parts, read_pounds("8.1m"), rounded_to_pence=read_pounds("0.1m")).agrees is True
    assert agree([part("a", "8.15m")], read_pounds("8.1m"), rounded_to_pence=read_pounds("0.1m")).agrees is True
    assert agree(parts, read_pounds("8.1m"), rounded_to_pence=read_pounds("1k")).agrees is False
    with pytest.raises(MoneyError):
        agree(parts, 1, rounded_to_pence=0)


@pytest.mark.parametrize(
    ("before", "after", "percent"),
    [(31100000, 31500000, "1.29"), (200, 100, "-50.00"), (-200, -100, "50.00"), (0, 5, "")],
)
def test_a_change_in_per_cent_is_of_the_first(before: int, after: int, percent: str) -> None:
    assert change(before, after).percent == percent


def test_charges_that_are_part_of_another_are_held_against_it() -> None:
    whole = Charge(key="w", name="Whole", year=2020, amount=300, evidence=Evidence.REPORTED)
    parts = [
        Charge(key=key, name=key, year=2020, amount=amount, part_of="w", evidence=Evidence.ESTIMATED)
        for key, amount in {"a": 100, "b": 150}.items()
    ]
    found = agreements_of([whole, *parts])
    assert list(found) == ["w"]
    assert (found["w"].difference_pence, found["w"].evidence) == (50, Evidence.ESTIMATED)
