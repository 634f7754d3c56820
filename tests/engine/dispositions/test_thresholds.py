"""Thresholds by time, and the value of what is bought against them: no extension, option or council left out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.dates import read_date
from severalty.engine.dispositions.procurement import ProcurementError
from severalty.engine.dispositions.thresholds import (
    Buyer,
    Checked,
    Planned,
    Share,
    Supply,
    Threshold,
    threshold_for,
    valuation,
    value_of,
)
from severalty.engine.estate.items import Contract
from severalty.formats.procurement import thresholds

NOW = threshold_for(thresholds(), Supply.GOODS_AND_SERVICES, date(2026, 11, 26))
OLD = threshold_for(thresholds(), Supply.GOODS_AND_SERVICES, date(2021, 12, 31))


@pytest.mark.parametrize(
    ("begins", "goods", "central", "works", "light_touch", "with_vat"),
    [
        (2018, 181_302, 118_133, 4_551_413, 615_278, False),
        (2020, 189_330, 122_976, 4_733_252, 663_540, False),
        (2022, 213_477, 138_760, 5_336_937, 663_540, True),
        (2024, 214_904, 139_688, 5_372_609, 663_540, True),
        (2026, 207_720, 135_018, 5_193_000, 663_540, True),
    ],
)
def test_every_two_years_have_their_thresholds(
    begins: int, goods: int, central: int, works: int, light_touch: int, with_vat: bool
) -> None:
    for on in (date(begins, 1, 1), date(begins + 1, 12, 31)):
        found = [
            threshold_for(thresholds(), supply, on, buyer)
            for supply, buyer in (
                (Supply.GOODS_AND_SERVICES, Buyer.SUB_CENTRAL),
                (Supply.GOODS_AND_SERVICES, Buyer.CENTRAL),
                (Supply.WORKS, Buyer.SUB_CENTRAL),
                (Supply.CONCESSIONS, Buyer.CENTRAL),
                (Supply.LIGHT_TOUCH, Buyer.SUB_CENTRAL),
            )
        ]
        assert [one.pence // 100 for one in found] == [goods, central, works, works, light_touch]
        assert {one.with_vat for one in found} == {with_vat}
        assert all(one.source for one in found)
        assert [one.state is Checked.VERIFIED for one in found] == [True, True, True, begins > 2018, True]


def test_the_concessions_of_light_touch_have_their_own_threshold_from_the_act_on() -> None:
    for on in (date(2025, 2, 24), date(2026, 1, 1)):
        assert threshold_for(thresholds(), Supply.LIGHT_TOUCH_CONCESSIONS, on).pence == 5_372_609_00
    with pytest.raises(ProcurementError, match="light touch concessions is on record for 2025-02-23"):
        threshold_for(thresholds(), Supply.LIGHT_TOUCH_CONCESSIONS, date(2025, 2, 23))
    with pytest.raises(ProcurementError, match="No threshold for goods and services is on record for 2017-12-31"):
        threshold_for(thresholds(), Supply.GOODS_AND_SERVICES, date(2017, 12, 31))


def test_no_two_thresholds_hold_on_one_day_for_the_same() -> None:
    changes = {one.valid_from for one in thresholds()} | {
        one.valid_to + timedelta(days=1) for one in thresholds() if one.valid_to
    }
    for on in changes:
        held = [(one.supply, one.buyer) for one in thresholds() if one.valid_from <= on <= (one.valid_to or on)]
        assert len(held) == len(set(held)), on


# --------------------------------------------------------------------------------------------------------------- value


def desk(council: str, pounds: int, *extensions: int, vat: int = 20) -> Planned:
    share = Share(council, pounds * 100, tuple(one * 100 for one in extensions))
    return Planned(f"Desk for {council}", (share,), vat)


def test_every_extension_option_and_council_counts() -> None:
    both = Planned("Desk", (Share("A", 100, (20, 3), (5,)), Share("B", 1_000, (), (7,))), vat_percent=0)
    assert valuation([both], NOW).together == 1_135


def test_vat_counts_since_2022_and_a_part_of_a_penny_is_a_whole_one() -> None:
    one = Planned("Desk", (Share("A", 101),), vat_percent=20)
    assert valuation([one], NOW).together == 122
    assert valuation([one], OLD).together == 101
    near = desk("A", 180_000)
    assert (valuation([near], NOW).over, valuation([near], OLD).over) == (True, False)


def test_what_equals_the_threshold_reaches_it() -> None:
    assert valuation([desk("A", 173_100)], NOW).together == NOW.pence
    assert valuation([desk("A", 173_100)], NOW).over
    assert not valuation([desk("A", 173_099)], NOW).over


def test_two_contracts_below_the_threshold_and_together_above_it_are_told_with_their_sum() -> None:
    found = valuation([desk("Alderbourne", 80_000, 20_000), desk("Stanmere", 60_000, 30_000)], NOW)
    assert [one.over for one in found.contracts] == [False, False]
    assert (found.together, found.over) == (228_000_00, True)
    (said,) = found.warnings
    for words in (
        "£207,720",
        "Desk for Alderbourne £120,000, Desk for Stanmere £108,000",
        "£228,000 with VAT",
        "split",
    ):
        assert words in said


def test_one_below_beside_one_above_is_told_and_what_is_below_altogether_is_not() -> None:
    assert "Desk for B £1,200" in valuation([desk("A", 300_000), desk("B", 1_000)], NOW).warnings[0]
    assert valuation([desk("A", 80_000), desk("B", 60_000)], NOW).warnings == ()
    assert valuation([desk("A", 300_000), desk("B", 300_000)], NOW).warnings == ()
    assert valuation([desk("A", 300_000)], NOW).warnings == ()


def test_a_value_that_is_not_known_is_treated_as_above() -> None:
    unknown = Planned("Desk", (Share("A", None), Share("B", 100_00)))
    found = valuation([unknown], NOW)
    assert (found.together, found.over, found.contracts[0].known) == (None, None, 120_00)
    assert "treat it as above" in found.warnings[0]
    assert valuation([unknown, desk("C", 300_000)], NOW).over


def test_a_threshold_to_be_confirmed_says_so() -> None:
    loose = Threshold(Supply.WORKS, 1_000_000, date(2018, 1, 1))
    assert "procurement officer" in valuation([desk("A", 1)], loose).warnings[0]


def test_amounts_that_cannot_be_are_refused() -> None:
    for ask, words in (
        (lambda: valuation([], NOW), "at least one contract"),
        (lambda: Planned("Desk", ()), "Desk: give the share of each council"),
        (lambda: Planned("Desk", (Share("A", 1, (-1,)),)), "Desk: an amount of A is below nought"),
        (lambda: desk("A", 1, vat=101), "101 is no rate of VAT"),
    ):
        with pytest.raises(ProcurementError, match=words):
            ask()


@pytest.mark.parametrize(
    ("terms", "pounds"),
    [
        ({"total_value": 300_000_00, "annual_charge": 100_000_00, "extensions": "12 months; 6 months"}, 450_000),
        ({"total_value": 300_000_00, "extensions": "none"}, 300_000),
        ({"total_value": 300_000_00, "extensions": "12 months"}, None),
        ({"total_value": 300_000_00, "extensions": ""}, 300_000),
        ({"annual_charge": 100_000_00, "starts": "2024-04-01", "ends": "2027-03-31", "extensions": "1 year"}, 400_000),
        ({"annual_charge": 100_000_00, "starts": "2023-04-01", "ends": "2024-03-31"}, 100_000),
        ({"annual_charge": 100_000_00, "starts": "2023-04-01", "ends": "2028-03-31"}, 500_000),
        ({"annual_charge": 100_000_00, "starts": "2024-04-01", "ends": "2024-04-01"}, 274),
        ({"annual_charge": 100_000_00, "ends": "2027-03-31"}, None),
        ({}, None),
    ],
)
def test_a_contract_is_worth_what_may_be_paid_over_its_longest_term(
    terms: dict[str, object], pounds: int | None
) -> None:
    values = {name: read_date(str(value)) if name in ("starts", "ends") else value for name, value in terms.items()}
    found = value_of(Contract(key="C-1", name="Desk", **values))  # type: ignore[arg-type]
    assert (found if found is None else -(-found // 100)) == pounds


@given(st.lists(st.integers(0, 300_000), min_size=2, max_size=5))
def test_the_warning_is_there_exactly_where_splitting_hides_something(parts: list[int]) -> None:
    found = valuation([desk(f"C{place}", pounds, vat=0) for place, pounds in enumerate(parts)], NOW)
    limit = NOW.pence // 100
    assert bool(found.warnings) == (sum(parts) >= limit and any(pounds < limit for pounds in parts))
    assert found.together == sum(parts) * 100
