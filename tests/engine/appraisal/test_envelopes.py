"""Does each year stay within what it may cost?"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.appraisal.charges import Funding
from severalty.engine.appraisal.cost_tables import CostTable
from severalty.engine.appraisal.costs import option_costs
from severalty.engine.appraisal.envelopes import EnvelopeCheck, EnvelopeTest, EnvelopeVerdict, envelope_checks
from severalty.engine.appraisal.lines import Envelope, Prices, Spending, Treatment
from severalty.engine.appraisal.prices import PriceError
from severalty.engine.evidence import Evidence
from tests.engine.appraisal.costings import amounts, appraisal, costing, line

FUNDINGS = {"rev": Funding.REVENUE, "cap": Funding.CAPITAL, "rcap": Funding.CAPITAL_FROM_REVENUE}


def table(inflation: str = "2", **by_line: dict[int, int]) -> CostTable:
    """One option in cash; the lines are named for their budgets and borne by the county."""
    lines = [line(key, prices=Prices.CASH, borne_by="county", funding=FUNDINGS[key]) for key in by_line]
    rows = [row for key, flow in by_line.items() for row in amounts(key, flow)]
    return option_costs(costing(lines, rows, appraisal=appraisal(inflation=inflation)))


def envelope(**values: Any) -> Envelope:
    """An envelope of the county for 2027/28."""
    standard: dict[str, Any] = {
        "appraisal": "it",
        "organisation": "county",
        "year": 2027,
        "evidence": Evidence.REPORTED,
    }
    return Envelope(key="e", name="Guide", **standard | values)


def check(costs: CostTable, **values: Any) -> EnvelopeCheck:
    (found,) = envelope_checks(costs, [envelope(**values)]).checks
    return found


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_year_is_over_by_what_exceeds_the_most(pence: int, most: int) -> None:
    found = check(table(rev={2026: 0, 2027: pence}), amount=most)
    assert found.over_pence == pence - most
    assert found.verdict is (EnvelopeVerdict.OVER if pence > most else EnvelopeVerdict.WITHIN)


def test_the_words_name_both_amounts() -> None:
    costs = table(rev={2026: 0, 2027: 700_000_000})
    assert check(costs, amount=650_000_000).sentence == "£7,000,000 against £6,500,000: over by £500,000."
    assert check(costs, amount=710_000_000).sentence == "£7,000,000 against £7,100,000: within, with £100,000 left."


@pytest.mark.parametrize(("after", "verdict"), [(100_00, EnvelopeVerdict.WITHIN), (100_01, EnvelopeVerdict.OVER)])
def test_no_step_change_means_not_a_penny_more(after: int, verdict: EnvelopeVerdict) -> None:
    found = check(table(rev={2026: 100_00, 2027: after}), most_rise="0")
    assert (found.test, found.verdict, found.before_pence, found.limit_pence) == (
        EnvelopeTest.RISE, verdict, 100_00, 100_00,
    )  # fmt: skip


def test_a_rise_is_in_per_cent_of_the_year_before() -> None:
    found = check(table(rev={2026: 100_00, 2027: 102_60}), most_rise="2.5")
    assert (found.limit_pence, found.over_pence) == (102_50, 10)
    assert found.sentence == "£103 against £103, 2.5 % on £100 the year before: over by less than £1."


def test_an_envelope_may_hold_an_amount_and_a_rise() -> None:
    found = envelope_checks(table(rev={2026: 1, 2027: 2}), [envelope(amount=5, most_rise="0")]).checks
    assert [(each.test, each.verdict) for each in found] == [
        (EnvelopeTest.AMOUNT, EnvelopeVerdict.WITHIN), (EnvelopeTest.RISE, EnvelopeVerdict.OVER),
    ]  # fmt: skip


@pytest.mark.parametrize(("spending", "pence"), [(Spending.ALL, 111), (Spending.REVENUE, 101), (Spending.CAPITAL, 10)])
def test_an_envelope_holds_its_own_spending(spending: Spending, pence: int) -> None:
    costs = table(rev={2026: 0, 2027: 1}, cap={2026: 0, 2027: 10}, rcap={2026: 0, 2027: 100})
    assert check(costs, amount=0, spending=spending).cash_pence == pence


def test_without_an_organisation_all_are_held_together_and_transfers_cancel() -> None:
    lines = [
        line("a", prices=Prices.CASH, borne_by="north"),
        line("b", prices=Prices.CASH, borne_by="south"),
        line("c", prices=Prices.CASH, borne_by="south", treatment=Treatment.TRANSFER),
    ]
    rows = [row for each in lines for row in amounts(each.key, {2026: 10, 2027: 10})]
    costs = option_costs(costing(lines, rows, appraisal=appraisal(inflation="0")))
    assert check(costs, amount=0, organisation="").cash_pence == 20
    assert check(costs, amount=0, organisation="south").cash_pence == 20


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            {"amount": 1, "organisation": "elsewhere"},
            "Cannot be judged because no cost of 2027/28 is on record for it.",
        ),
        ({"amount": 1, "year": 2030}, "Cannot be judged because no cost of 2030/31 is on record for it."),
        ({"amount": 1, "year": None}, "Cannot be judged because the envelope names no year."),
        ({"most_rise": "0", "year": 2026}, "Cannot be judged because no cost of 2025/26 is on record for it."),
        ({}, "Cannot be judged because the envelope names neither an amount nor a rise."),
        (
            {"amount": 1, "evidence": Evidence.CONTRADICTED},
            "Cannot be judged because the source of the envelope contradicts itself.",
        ),
    ],
)
def test_what_cannot_be_judged_says_because_of_what(values: dict[str, Any], words: str) -> None:
    found = check(table(rev={2026: 1, 2027: 2}), **values)
    assert (found.verdict, found.sentence) == (EnvelopeVerdict.CANNOT_BE_JUDGED, words)
    assert (found.cash_pence, found.over_pence) == (None, None)


def test_cash_that_is_not_known_cannot_be_judged() -> None:
    costs = option_costs(costing([line(borne_by="county")], amounts("desk", {2026: 1, 2027: 2})))
    found = check(costs, amount=5)
    assert found.sentence == "Cannot be judged because the cash of 2027/28 is not known of: Desk."
    assert check(costs, amount=5, year=2026).verdict is EnvelopeVerdict.WITHIN


def test_envelopes_of_other_appraisals_are_left_out() -> None:
    assert envelope_checks(table(rev={2026: 1, 2027: 2}), [envelope(appraisal="other", amount=1)]).checks == ()


def test_a_rise_that_is_no_number_is_refused() -> None:
    with pytest.raises(PriceError, match="The most rise of Guide is 'none'"):
        check(table(rev={2026: 1, 2027: 2}), most_rise="none")


def test_the_evidence_is_the_weakest_of_cost_and_envelope() -> None:
    found = check(table(rev={2026: 1, 2027: 123_456_00}), amount=100_000_00, evidence=Evidence.ESTIMATED)
    assert found.evidence is Evidence.ESTIMATED
    assert found.sentence == "£123,456 against about £100,000: over by about £23,500."
