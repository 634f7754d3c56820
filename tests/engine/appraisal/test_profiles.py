"""Benefits by financial year."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.appraisal.cost_tables import FaultKind
from severalty.engine.appraisal.lines import Benefit, BenefitKind, Prices
from severalty.engine.appraisal.prices import PriceError
from severalty.engine.appraisal.profiles import BenefitProfile, BenefitProfiles, benefit_profiles
from severalty.engine.dates import PartialDate, read_date
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from tests.engine.strategies import DATES

ANNUAL = 120_00


def benefit(key: str = "b", **values: Any) -> Benefit:
    """A reported benefit of £120 a year in cash from April 2024."""
    standard: dict[str, Any] = {
        "name": key.upper(), "owner": "newham", "kind": BenefitKind.CASHABLE, "annual": ANNUAL, "prices": Prices.CASH,
        "starts": read_date("2024-04"), "evidence": Evidence.REPORTED, "source": "Report 2.5.2",
    }  # fmt: skip
    return Benefit(key=key, **standard | values)


def profile(years: int = 4, **values: Any) -> BenefitProfile:
    """Its profile from 2024/25."""
    (found,) = benefit_profiles([benefit(**values)], 2024, years).profiles
    return found


def pounds(found: BenefitProfile) -> dict[int, float]:
    return {year.year: year.pence / 100 for year in found.years}


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ("2024/25", {2024: 120, 2025: 120}),
        ("2024-06", {2024: 100, 2025: 120}),
        ("2024-06-28", {2024: 100, 2025: 120}),
        ("2024/25 Q3", {2024: 60, 2025: 120}),
        ("2025", {2024: 30, 2025: 120}),
        ("2025-03", {2024: 10, 2025: 120}),
        ("2025-04", {2025: 120}),
        ("2020-01", {2024: 120, 2025: 120}),
        ("2026-04", {}),
    ],
)
def test_a_benefit_counts_twelfths_from_the_month_of_its_start(starts: str, expected: dict[int, int]) -> None:
    assert pounds(profile(2, starts=read_date(starts))) == expected


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ("2025-06", {2024: 120, 2025: 30}),
        ("2025-06-02", {2024: 120, 2025: 30}),
        ("2025/26", {2024: 120, 2025: 120}),
        ("2025", {2024: 120, 2025: 90}),
        ("2024-04", {2024: 10}),
    ],
)
def test_a_benefit_counts_to_the_end_of_the_month_of_its_end(ends: str, expected: dict[int, int]) -> None:
    assert pounds(profile(3, ends=read_date(ends))) == expected


@pytest.mark.parametrize(
    ("build_up", "expected"),
    [
        (None, [120, 120, 120, 120]),
        (0, [120, 120, 120, 120]),
        (1, [120, 120, 120, 120]),
        (2, [60, 120, 120, 120]),
        (4, [30, 60, 90, 120]),
    ],
)
def test_a_benefit_builds_up_in_equal_steps(build_up: int | None, expected: list[int]) -> None:
    assert list(pounds(profile(build_up=build_up)).values()) == expected


def test_steps_come_every_twelve_months_after_the_start() -> None:
    assert pounds(profile(2, starts=read_date("2024-10"), build_up=2)) == {2024: 30, 2025: 90}
    assert pounds(profile(2, starts=read_date("2023-04"), build_up=2)) == {2024: 120, 2025: 120}


def test_the_way_of_counting_is_said() -> None:
    assert profile().counting == "Counted from the beginning of April 2024 to the end of 2027/28, for no end is given."
    found = profile(starts=read_date("about 2024/25"), ends=read_date("2026-06"), build_up=2)
    assert found.counting == (
        "Counted from the beginning of April 2024 (its start is given as about 2024/25) to the end of June 2026. "
        "It builds up over 2 years, by as much every twelve months."
    )


@given(st.integers(0, 10**9), DATES, st.integers(0, 5), st.integers(2000, 2040), st.integers(1, 8))
def test_months_and_pence_stay_within_a_year(
    annual: int, starts: PartialDate, build_up: int, first: int, n: int
) -> None:
    (found,) = benefit_profiles([benefit(annual=annual, starts=starts, build_up=build_up)], first, n).profiles
    assert all(1 <= year.months <= 12 and 0 <= year.pence <= annual + 1 for year in found.years)
    assert found.total_pence == sum(year.pence for year in found.years)
    assert [year.year for year in found.years] == sorted({year.year for year in found.years})


@given(st.integers(0, 10**9), st.integers(0, 5), st.integers(0, 5))
def test_a_slower_build_up_is_never_worth_more(annual: int, first: int, second: int) -> None:
    quick, slow = (profile(annual=annual, build_up=years).total_pence or 0 for years in sorted((first, second)))
    assert slow <= quick


def totals(*benefits: Benefit) -> BenefitProfiles:
    return benefit_profiles(benefits, 2024, 1)


def test_totals_keep_cashable_and_not_and_owners_apart() -> None:
    found = totals(
        benefit("a"),
        benefit("b", kind=BenefitKind.NON_CASHABLE, annual=7, evidence=Evidence.ESTIMATED),
        benefit("c", kind=BenefitKind.UNKNOWN, annual=5),
        benefit("d", owner="havering", annual=3),
        benefit("e", prices=Prices.REAL, annual=1),
    ).totals
    shown = [
        (row.owner, row.prices, row.cashable_pence, row.non_cashable_pence, row.not_said_pence, row.total_pence)
        for row in found
    ]
    assert shown == [
        ("havering", Prices.CASH, 3, 0, 0, 3),
        ("newham", Prices.CASH, ANNUAL, 7, 5, ANNUAL + 12),
        ("newham", Prices.REAL, 1, 0, 0, 1),
    ]
    assert found[1].evidence is Evidence.ESTIMATED


@pytest.mark.parametrize(
    ("values", "kind", "words"),
    [
        ({"annual": None}, FaultKind.NOT_KNOWN, "what it is worth a year is not known"),
        ({"starts": None}, FaultKind.START, "its start is not known"),
        ({"ends": read_date("2023")}, FaultKind.START, "it ends before it starts"),
        ({"evidence": Evidence.CONTRADICTED}, FaultKind.EVIDENCE, "no figure is derived from it"),
        ({"value_evidence": "annual: unknown"}, FaultKind.EVIDENCE, "no figure is derived from it"),
        ({"value_evidence": "nonsense"}, FaultKind.EVIDENCE, "no figure is derived from it"),
    ],
)
def test_what_is_lacking_is_told_and_nothing_is_derived(values: dict[str, Any], kind: FaultKind, words: str) -> None:
    found = totals(benefit(**values))
    assert [(fault.kind, fault.blocking) for fault in found.faults] == [(kind, True)]
    assert words in found.faults[0].sentence
    assert (found.profiles[0].years, found.profiles[0].total_pence, found.totals) == ((), None, ())


@pytest.mark.parametrize(
    ("values", "kind"), [({"source": ""}, FaultKind.SOURCE), ({"prices": Prices.UNKNOWN}, FaultKind.PRICES)]
)
def test_cautions_keep_the_figure(values: dict[str, Any], kind: FaultKind) -> None:
    found = totals(benefit(**values))
    assert [(fault.kind, fault.blocking) for fault in found.faults] == [(kind, False)]
    assert found.profiles[0].total_pence == ANNUAL


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ({"contract": "c1"}, {"contract": "c1"}, ["a", "b"]),
        ({"contract": "c1", "option": "x"}, {"contract": "c1"}, ["a", "b"]),
        ({"contract": "c1", "option": "x"}, {"contract": "c1", "option": "y"}, []),
        ({"contract": "c1"}, {"contract": "c2"}, []),
        ({}, {}, []),
    ],
)
def test_two_benefits_of_one_contract_may_count_twice(first: Any, second: Any, told: list[str]) -> None:
    found = totals(benefit("a", **first), benefit("b", **second))
    assert [fault.line for fault in found.faults if fault.kind is FaultKind.DOUBLE_COUNT] == told
    assert not any(fault.blocking for fault in found.faults)


@given(st.permutations([benefit("a", contract="c"), benefit("b", contract="c"), benefit("c", owner="")]))
def test_the_order_of_benefits_does_not_matter(benefits: list[Benefit]) -> None:
    assert totals(*benefits) == totals(*sorted(benefits, key=lambda each: each.key))


def test_a_profile_keeps_what_the_source_says_of_it() -> None:
    found = profile(approximate=Known.YES, value_evidence="annual: estimated (finance, May)")
    assert (found.approximate, found.evidence, found.source) == (True, Evidence.ESTIMATED, "finance, May")


@pytest.mark.parametrize("years", [0, 1001])
def test_years_that_cannot_be_are_refused(years: int) -> None:
    with pytest.raises(PriceError):
        benefit_profiles([benefit()], 2024, years)
