"""Each option against business as usual, and its net present cost after cashable benefits, as a pencil has them."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.appraisal.costs import option_costs
from severalty.engine.appraisal.lines import Benefit, BenefitKind, Prices
from severalty.engine.appraisal.net_costs import NO_BENEFIT, BenefitWorth, NetCost, NetCosts, net_costs
from severalty.engine.appraisal.options import Timing
from severalty.engine.dates import read_date
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from tests.engine.appraisal.costings import amounts, appraisal, costing, line, option

YEARS = (2026, 2027, 2028)
A, B = 10_000, 12_000  # pence a year: 28,996.94 and 34,796.33 in all at 3.5 per cent
USUAL = option("a", business_as_usual=Known.YES)
OPTIONS = (USUAL, option("b"))


def benefit(key: str = "gain", **values: Any) -> Benefit:
    """A reported real benefit of £240 a year of option b from April 2027, whole from the start."""
    standard: dict[str, Any] = {
        "name": key.title(), "appraisal": "it", "option": "b", "kind": BenefitKind.CASHABLE, "annual": 240_00,
        "prices": Prices.REAL, "starts": read_date("2027-04"), "evidence": Evidence.REPORTED, "source": "Report 1",
    }  # fmt: skip
    return Benefit(key=key, **standard | values)


def net(*benefits: Benefit, **values: Any) -> NetCosts:
    """Options a and b over three years at £100 and £120 a year, with some benefits."""
    lines = (line("a-cost", option="a"), line("b-cost", option="b"))
    given = [*amounts("a-cost", dict.fromkeys(YEARS, A)), *amounts("b-cost", dict.fromkeys(YEARS, B))]
    about = costing(lines, given, **{"appraisal": appraisal(3), "options": OPTIONS} | values)
    return net_costs(about, option_costs(about), benefits)


def of(found: NetCosts, key: str = "b") -> NetCost:
    return next(one for one in found.options if one.option == key)


def worth(found: NetCosts, key: str = "gain") -> BenefitWorth:
    return next(one for one in found.benefits if one.benefit == key)


# -------------------------------------------------------------------------------------------------- business as usual
def test_every_option_is_held_against_business_as_usual() -> None:
    found = net()
    assert found.business_as_usual == "a"
    assert found.words.startswith("Business as usual is A;")
    assert (of(found, "a").against.pence, of(found).against.pence) == (0, 34_796 - 28_997)
    assert (of(found, "a").is_business_as_usual, of(found).is_business_as_usual) == (True, False)


def test_an_option_that_costs_less_lies_below_nought() -> None:
    options = (option("a"), option("b", business_as_usual=Known.YES))
    assert of(net(options=options), "a").against.pence == 28_997 - 34_796


def test_the_ends_of_one_range_are_held_against_the_other_ends() -> None:
    lines = (line("a-cost", option="a"), line("b-cost", option="b"))
    given = (
        *amounts("a-cost", {2026: A}, low=9_000, high=11_000),
        *amounts("b-cost", {2026: B}, low=11_500, high=15_000),
    )
    about = costing(lines, given, appraisal=appraisal(1), options=OPTIONS)
    against = of(net_costs(about, option_costs(about))).against
    assert (against.pence, against.low_pence, against.high_pence) == (2_000, 500, 6_000)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((option("a"), option("b", business_as_usual=Known.NO)), "No option is marked as business as usual"),
        (
            (USUAL, option("b", business_as_usual=Known.YES)),
            "More than one option is marked as business as usual: A, B; mark one",
        ),
        (
            (option("a"), option("b"), option("c", business_as_usual=Known.YES)),
            "C is business as usual and has no net present cost",
        ),
    ],
)
def test_it_is_said_why_nothing_is_held_against_business_as_usual(options: Any, words: str) -> None:
    found = net(options=options)
    assert found.business_as_usual == ""
    assert found.words.startswith(words)
    assert {one.against.pence for one in found.options} == {None}
    assert all(one.against.why_not == found.words for one in found.options)


def test_an_option_without_a_cost_differs_by_nobody_knows_what() -> None:
    found = net(options=(*OPTIONS, option("c")))
    assert of(found, "c").against.pence is None
    assert of(found, "c").against.why_not == "C has no net present cost."
    assert of(found).against.pence == 5_799


def test_costs_that_stand_with_variants_are_said_to_stand_there() -> None:
    found = net(options=(*OPTIONS, option("c"), option("c-1", part_of="c")))
    assert of(found, "c").against.why_not == "The costs of C stand with its variants."


# ---------------------------------------------------------------------------------------------------- cashable benefits
@pytest.mark.parametrize(
    ("about", "changes", "pence"),
    [
        ({}, {"build_up": 2}, 33_998),  # 12,000 / 1.035 + 24,000 / 1.035^2
        ({}, {"starts": read_date("2026-04"), "prices": Prices.CASH, "annual": 24_000}, None),
        ({"inflation": "2.0"}, {"starts": read_date("2026-04"), "prices": Prices.CASH}, 68_268),
        ({"timing": Timing.MID}, {"build_up": 2}, 33_419),
        ({"timing": Timing.END}, {"ends": read_date("2028-03")}, 22_404),  # 24,000 / 1.035^2
        ({}, {"starts": read_date("2030-04")}, 0),
    ],
)
def test_a_benefit_is_worth_what_a_pencil_says(about: Any, changes: Any, pence: int | None) -> None:
    found = net(benefit(**changes), appraisal=appraisal(3, **about))
    assert worth(found).present_pence == pence
    assert of(found).cashable_pence == pence
    cost = of(found).npc_pence
    assert cost is not None
    assert of(found).after_pence == (None if pence is None else cost - pence)


def test_the_cost_itself_stays_what_it_was() -> None:
    assert of(net(benefit())).npc_pence == of(net()).npc_pence == 34_796
    assert of(net(benefit()), "a").against == of(net(), "a").against


@pytest.mark.parametrize(
    ("about", "changes", "why"),
    [
        ({}, {"prices": Prices.UNKNOWN}, "Gain: it does not say whether it is real or cash; choose its prices."),
        ({}, {"prices": Prices.CASH}, "Gain: it is in cash and no inflation is given to make it real"),
        ({}, {"annual": None}, "Gain: what it is worth a year is not known; enter its worth."),
        ({}, {"starts": None}, "Gain: its start is not known; enter from when it counts."),
        ({}, {"evidence": Evidence.CONTRADICTED}, "Gain: its source contradicts itself"),
        ({"years": None}, {}, "Future of IT: the years appraised are not known"),
        ({"price_year": None}, {}, "Gain: no price year is set"),
    ],
)
def test_where_a_benefit_cannot_be_netted_it_is_said_why(about: Any, changes: Any, why: str) -> None:
    found = net(benefit(**changes), benefit("sure"), appraisal=appraisal(**{"years": 3} | about))
    assert (of(found).cashable_pence, of(found).after_pence) == (None, None), "A benefit was taken for nought."
    assert of(found).why_not[0].startswith(why)
    assert worth(found).present_pence is None


def test_what_is_not_cashable_is_listed_and_not_netted() -> None:
    found = net(benefit(), benefit("hours", kind=BenefitKind.NON_CASHABLE), benefit("hope", kind=BenefitKind.UNKNOWN))
    assert of(found).cashable_pence == worth(found).present_pence
    for key, why in (("hours", "It is not cashable"), ("hope", "Nobody has said whether it is cashable")):
        assert not worth(found, key).netted
        assert worth(found, key).why_not.startswith(why)
        assert worth(found, key).present_pence == worth(found).present_pence, "Its worth is not shown."


def test_a_benefit_of_no_option_alone_is_not_netted() -> None:
    found = net(benefit(option=""))
    assert worth(found).why_not == "It is of no option alone, so it is listed and not netted."
    assert {one.after_pence for one in found.options} == {None}


def test_without_a_cashable_benefit_nothing_is_taken_for_nought() -> None:
    assert (of(net()).cashable_pence, of(net()).why_not) == (None, (NO_BENEFIT,))
    said = net(benefit(annual=0))
    assert (of(said).cashable_pence, of(said).after_pence) == (0, of(said).npc_pence)


def test_what_remains_rests_on_the_weakest_of_costs_and_benefits() -> None:
    assert of(net(benefit(evidence=Evidence.ESTIMATED))).evidence is Evidence.ESTIMATED
    assert of(net(benefit(value_evidence="annual: quoted (letter)"))).evidence is Evidence.QUOTED
    assert of(net(benefit(option="a", evidence=Evidence.ESTIMATED))).evidence is Evidence.REPORTED


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(2024, 2031)), min_size=1, max_size=5))
def test_the_pence_of_benefits_add_up_to_their_rounded_sum(gains: list[tuple[int, int]]) -> None:
    held = [benefit(f"g{n}", annual=annual, starts=read_date(f"{year}-04")) for n, (annual, year) in enumerate(gains)]
    found = net(*held)
    exactly = sum(
        (Fraction(annual) * Fraction(1000, 1035) ** t
         for annual, year in gains for t, when in enumerate(YEARS) if when >= year),
        Fraction(0),
    )  # fmt: skip
    assert of(found).cashable_pence == sum(one.present_pence or 0 for one in found.benefits)
    assert abs((of(found).cashable_pence or 0) - exactly) <= Fraction(1, 2)
