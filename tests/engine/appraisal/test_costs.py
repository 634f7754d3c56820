"""The cost table of an appraisal: economic view, cash view, and everything that is wrong or lacking."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.appraisal.charges import CostKey, Funding, KeyCount, Recurrence, Unit
from severalty.engine.appraisal.cost_tables import CashYear, Costing, FaultKind, OptionCosts, View
from severalty.engine.appraisal.costs import option_costs
from severalty.engine.appraisal.discounting import at_nominal_rates
from severalty.engine.appraisal.lines import CostAmount, CostLine, Prices, Treatment
from severalty.engine.appraisal.options import Rates, Timing
from severalty.engine.appraisal.prices import PriceError
from severalty.engine.evidence import Evidence
from severalty.formats.rates import discount_schedules
from tests.engine.appraisal.costings import STANDARD, amounts, appraisal, costing, line, option

KEY = CostKey(key="users", name="Users", unit=Unit.USERS, evidence=Evidence.REPORTED)
PARTNERS = ("Hinckley", "Blaby", "Melton")
COUNTS = tuple(
    KeyCount(cost_key="users", organisation=name, count=n) for name, n in zip(PARTNERS, (499, 341, 229), strict=True)
)
FLOW = {2026: 100_00, 2027: 200_00}
NO_YEAR = CostAmount(cost_line="desk", year=None, amount=1)
PENCE = st.integers(-(10**9), 10**9)


def only(question: Costing) -> OptionCosts:
    (found,) = option_costs(question).options
    return found


def found_faults(question: Costing) -> list[tuple[FaultKind, str, bool, View]]:
    return [(fault.kind, fault.line, fault.blocking, fault.view) for fault in only(question).faults]


def one_line(given: Any = FLOW, setting: Any = None, **values: Any) -> Costing:
    """One line with its amounts."""
    rows = given if isinstance(given, tuple) else amounts("desk", given)
    return costing([line(**values)], rows, appraisal=setting or appraisal())


def test_the_oracle_of_three_options(oracles: dict[str, Any]) -> None:
    oracle = oracles["O01"]
    lines: list[CostLine] = []
    rows: list[CostAmount] = []
    for name, flow in oracle["inputs"]["options"].items():
        lines.append(line(name, option=name))
        rows += amounts(name, {2026 + t: 100 * pounds for t, pounds in enumerate(flow)})
    table = option_costs(costing(lines, rows, appraisal=appraisal(6)))
    for found in table.options:
        assert found.economic.npc_pence == round(100 * oracle["expected"][found.option]["npc"])
        assert found.economic.eac_pence == round(100 * oracle["expected"][found.option]["eac"])
        assert (found.economic.eac_years, found.faults) == (5, ())
    assert table.rates == "Standard (Green Book, February 2026)"
    assert table.convention.startswith("Flows count at the start")


@given(st.lists(st.lists(PENCE, min_size=3, max_size=3), min_size=1, max_size=4))
def test_a_net_present_cost_is_what_decimals_give(flows: list[list[int]]) -> None:
    rows = [row for n, flow in enumerate(flows) for row in amounts(str(n), dict(enumerate(flow, start=2026)))]
    found = only(costing([line(str(n)) for n in range(len(flows))], rows, appraisal=appraisal(3))).economic
    by_hand = sum(Decimal(pence) / Decimal("1.035") ** t for flow in flows for t, pence in enumerate(flow))
    assert found.npc_pence == int(Decimal(by_hand).to_integral_value(ROUND_HALF_UP))
    assert sum(year.discounted_pence or 0 for year in found.years) == found.npc_pence
    assert sum(each.npc_pence or 0 for each in found.lines) == found.npc_pence
    assert found.total_pence == sum(map(sum, flows)) == sum(year.pence or 0 for year in found.years)


@given(PENCE, PENCE, st.integers(0, 10**8), st.sampled_from(list(Prices)[1:]))
def test_a_higher_amount_never_lowers_the_cost(first: int, second: int, more: int, prices: Prices) -> None:
    setting = appraisal(inflation="2.5", timing=Timing.MID)
    low, high = (
        only(one_line({2026: first, 2027: amount}, setting, prices=prices)).economic.npc_pence
        for amount in (second, second + more)
    )
    assert low is not None
    assert high is not None
    assert low <= high


@given(st.data())
def test_the_order_of_rows_does_not_matter(data: st.DataObject) -> None:
    lines = [line("a"), line("b", cost_key="users"), line("c", borne_by="Melton", option="b")]
    rows = [row for each in lines for row in amounts(each.key, {2026: 7, 2027: 11})]
    expected = option_costs(costing(lines, rows, keys=(KEY,), counts=COUNTS))
    mixed = costing(data.draw(st.permutations(lines)), data.draw(st.permutations(rows)), keys=(KEY,), counts=COUNTS)
    assert option_costs(mixed) == expected


# ------------------------------------------------------------------------------------------------------------ prices


def test_cash_is_turned_into_real_prices_by_inflation() -> None:
    found = only(one_line({2026: 100_00, 2027: 102_00}, appraisal(inflation="2"), prices=Prices.CASH))
    assert [year.pence for year in found.economic.years] == [100_00, 100_00]
    assert found.economic.npc_pence == 100_00 + round(100_00 / 1.035)
    assert [row.total_pence for row in found.cash.years] == [100_00, 102_00]


def test_real_prices_are_turned_into_cash_by_inflation_and_growth() -> None:
    found = only(one_line({2026: 100_00, 2027: 100_00}, appraisal(inflation="2"), growth="10"))
    assert [year.pence for year in found.economic.years] == [100_00, 110_00]
    assert [row.total_pence for row in found.cash.years] == [100_00, 112_20]


def test_a_line_in_older_prices_is_brought_to_the_price_year() -> None:
    found = only(one_line({2026: 100_00, 2027: 100_00}, appraisal(inflation="2"), price_year=2025, growth="1"))
    assert [year.pence for year in found.economic.years] == [103_02, 104_05]
    assert found.economic.lines[0].prices == "real, 2025/26"


def test_the_timing_of_the_appraisal_is_used() -> None:
    found = only(one_line(setting=appraisal(timing=Timing.END))).economic
    assert found.npc_pence == round(100_00 / 1.035 + 200_00 / 1.035**2)


def test_mixed_prices_without_inflation_are_told() -> None:
    lines = [line("desk"), line("lease", prices=Prices.CASH)]
    found = only(costing(lines, [*amounts("desk", FLOW), *amounts("lease", FLOW)]))
    assert found.economic.npc_pence is None
    fault = next(fault for fault in found.faults if fault.line == "lease")
    assert (fault.kind, fault.years, fault.blocking, fault.view) == (FaultKind.PRICES, (2027,), True, View.ECONOMIC)
    assert fault.sentence == (
        "Lease: it is in cash, the appraisal in real prices of 2026/27, and no inflation is given to turn one into "
        "the other; enter the general inflation, or give the line in real prices."
    )
    assert [year.pence for year in found.economic.years] == [200_00, None]


def test_real_prices_without_inflation_have_no_cash_but_a_present_cost() -> None:
    found = only(one_line())
    assert found.economic.npc_pence == 100_00 + round(200_00 / 1.035)
    assert [(row.year, row.total_pence, row.missing) for row in found.cash.years] == [
        (2026, 100_00, ()), (2027, None, ("Desk",)),
    ]  # fmt: skip
    assert found.faults == ()
    (fault,) = option_costs(one_line()).faults
    assert (fault.kind, fault.years, fault.blocking, fault.view) == (FaultKind.PRICES, (2027,), True, View.CASH)


@pytest.mark.parametrize(
    ("values", "setting", "expected"),
    [
        ({"prices": Prices.UNKNOWN}, appraisal(inflation="2"), (FaultKind.PRICES, "desk", True, View.BOTH)),
        (
            {"prices": Prices.CASH, "price_year": 2026},
            appraisal(inflation="2"),
            (FaultKind.PRICES, "desk", True, View.BOTH),
        ),
        (
            {"prices": Prices.CASH, "growth": "2"},
            appraisal(inflation="2"),
            (FaultKind.GROWTH, "desk", False, View.BOTH),
        ),
        ({"price_year": 2025}, appraisal(), (FaultKind.PRICES, "desk", True, View.ECONOMIC)),
        ({}, appraisal(price_year=None), (FaultKind.PRICES, "desk", True, View.BOTH)),
    ],
)
def test_prices_that_cannot_be_used_are_told(values: dict[str, Any], setting: Any, expected: Any) -> None:
    question = one_line(setting=setting, **values)
    assert expected in found_faults(question)
    assert (only(question).economic.npc_pence is None) is expected[2]


def test_a_price_year_that_is_lacking_is_told_once() -> None:
    table = option_costs(one_line(setting=appraisal(price_year=None), prices=Prices.CASH))
    assert [(fault.kind, fault.view) for fault in table.faults] == [(FaultKind.APPRAISAL, View.ECONOMIC)]
    assert table.options[0].economic.npc_pence is None
    assert [row.total_pence for row in table.options[0].cash.years] == [100_00, 200_00]


def test_growth_is_not_applied_to_cash() -> None:
    setting = appraisal(inflation="2")
    plain, grown = (only(one_line(setting=setting, prices=Prices.CASH, growth=growth)) for growth in ("", "5"))
    assert plain.economic.npc_pence == grown.economic.npc_pence
    assert plain.cash == grown.cash


# ------------------------------------------------------------------------------------------------------------ faults


@pytest.mark.parametrize("values", [{"first_year": None}, {"years": None}, {"years": 0}, {"years": 10**9}])
def test_years_that_are_not_known_leave_every_option_without_a_cost(values: dict[str, Any]) -> None:
    table = option_costs(one_line(setting=replace(appraisal(), **values)))
    assert [(fault.kind, fault.blocking) for fault in table.faults] == [(FaultKind.APPRAISAL, True)]
    assert (table.years, table.options[0].economic.npc_pence) == ((), None)


def test_a_missing_year_is_named_and_never_nought() -> None:
    found = only(one_line({2026: 100, 2028: 5}, appraisal(4)))
    assert found.economic.npc_pence is found.economic.total_pence is found.economic.eac_pence is None
    fault = found.faults[0]
    assert (fault.kind, fault.option, fault.line, fault.years) == (FaultKind.NO_COST, "a", "", (2027, 2029))
    assert fault.what == "it has no usable cost in 2027/28 and 2029/30, so it has no net present cost"
    assert [year.pence for year in found.economic.years] == [100, None, 5, None]
    assert [year.discounted_pence for year in found.economic.years] == [None] * 4


def test_a_nought_that_somebody_entered_is_an_amount() -> None:
    found = only(one_line({2026: 100, 2027: 0}, appraisal(inflation="2")))
    assert (found.economic.npc_pence, found.faults) == (100, ())
    assert [row.total_pence for row in found.cash.years] == [100, 0]


def test_an_option_without_lines_has_no_cost() -> None:
    table = option_costs(costing([line()], amounts("desk", FLOW), options=(option("a"), option("b"))))
    assert [found.economic.npc_pence is None for found in table.options] == [False, True]
    assert table.options[1].faults[0].what == "it has no usable cost in any year, so it has no net present cost"


@pytest.mark.parametrize(
    ("given", "values", "expected"),
    [
        (amounts("desk", {2026: 1, 2027: None}), {}, (FaultKind.NOT_KNOWN, "desk", True, View.BOTH)),
        ((), {}, (FaultKind.NOT_KNOWN, "desk", True, View.BOTH)),
        ((*amounts("desk", FLOW), NO_YEAR), {}, (FaultKind.NOT_KNOWN, "desk", True, View.BOTH)),
        ((*amounts("desk", FLOW), *amounts("desk", {2026: 100_00})), {}, (FaultKind.TWICE, "desk", True, View.BOTH)),
        (amounts("desk", FLOW | {2030: 1}), {}, (FaultKind.OUTSIDE, "desk", True, View.ECONOMIC)),
        (amounts("desk", FLOW), {"evidence": Evidence.CONTRADICTED}, (FaultKind.EVIDENCE, "desk", True, View.BOTH)),
        (amounts("desk", FLOW), {"evidence": Evidence.UNKNOWN}, (FaultKind.EVIDENCE, "desk", False, View.BOTH)),
        (amounts("desk", FLOW), {"source": ""}, (FaultKind.SOURCE, "desk", False, View.BOTH)),
        (amounts("desk", FLOW), {"evidence": Evidence.ESTIMATED}, (FaultKind.RANGE, "desk", False, View.BOTH)),
        (amounts("desk", FLOW, low=150_00), {}, (FaultKind.RANGE_WRONG, "desk", True, View.BOTH)),
        (amounts("desk", FLOW, high=150_00), {}, (FaultKind.RANGE_WRONG, "desk", True, View.BOTH)),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_line_is_told(
    given: tuple[CostAmount, ...], values: dict[str, Any], expected: Any
) -> None:
    question = one_line(given, appraisal(inflation="2"), **values)
    assert expected in found_faults(question)
    assert (only(question).economic.npc_pence is None) is expected[2]


def test_a_source_of_the_amount_is_a_source() -> None:
    question = one_line(amounts("desk", FLOW, source="Quotation"), appraisal(inflation="2"), source="")
    assert only(question).faults == ()
    assert only(question).economic.lines[0].years[0].source == "Quotation"


def test_years_of_a_fault_are_its_own() -> None:
    rows = (*amounts("desk", {2026: 1}), *amounts("desk", {2027: 3}, low=4, source=""))
    fault = next(fault for fault in only(one_line(rows)).faults if fault.kind is FaultKind.RANGE_WRONG)
    assert (fault.years, fault.name, fault.line) == ((2027,), "Desk", "desk")
    assert fault.what == "£0.03 does not lie between its least, £0.04, and its most, not known"


def test_a_year_given_twice_is_in_neither_view() -> None:
    found = only(one_line((*amounts("desk", FLOW), *amounts("desk", {2027: 1})), appraisal(inflation="0")))
    assert [year.pence for year in found.economic.years] == [100_00, None]
    assert [(row.total_pence, row.missing) for row in found.cash.years] == [(100_00, ()), (None, ("Desk",))]


def test_rows_that_belong_to_nothing_are_told_and_change_nothing() -> None:
    lines = [line(), line("stray", option="x"), line("other", appraisal="elsewhere", option="y")]
    rows = [*amounts("desk", FLOW), *amounts("ghost", FLOW), *amounts("stray", FLOW), *amounts("other", FLOW)]
    table = option_costs(costing(lines, rows, options=(option(), option("y", appraisal="elsewhere"))))
    assert [(fault.kind, fault.line, fault.blocking) for fault in table.faults] == [
        (FaultKind.PRICES, "", True), (FaultKind.PLACE, "stray", False), (FaultKind.PLACE, "ghost", False),
    ]  # fmt: skip
    assert [found.option for found in table.options] == ["a"]
    assert table.options[0].economic == only(one_line()).economic


def test_a_schedule_other_than_the_one_named_is_refused() -> None:
    with pytest.raises(PriceError, match="asks for health rates and Standard has standard ones"):
        option_costs(one_line(setting=appraisal(rates=Rates.HEALTH)))
    with pytest.raises(PriceError, match="the economic view is real"):
        option_costs(replace(one_line(), schedule=at_nominal_rates(STANDARD, "2")))


def test_another_schedule_changes_the_cost() -> None:
    health = replace(one_line(setting=appraisal(rates=Rates.HEALTH)), schedule=discount_schedules()[Rates.HEALTH])
    assert only(health).economic.npc_pence == 100_00 + round(200_00 / 1.015)
    assert "unverified" in option_costs(health).rates_note


# ------------------------------------------------------------------------------------------------------------ ranges


def test_ranges_give_the_least_and_the_most() -> None:
    rows = amounts("desk", FLOW, low=50_00, high=300_00)
    found = only(one_line(rows, evidence=Evidence.ESTIMATED)).economic
    assert (found.low_npc_pence, found.high_npc_pence) == (50_00 + round(50_00 / 1.035), 300_00 + round(300_00 / 1.035))
    assert found.evidence is Evidence.ESTIMATED


def test_a_reported_figure_is_its_own_range_and_an_estimate_without_one_has_none() -> None:
    reported = only(one_line()).economic
    assert reported.low_npc_pence == reported.high_npc_pence == reported.npc_pence
    estimated = only(one_line(evidence=Evidence.ESTIMATED)).economic
    assert (estimated.npc_pence, estimated.low_npc_pence, estimated.high_npc_pence) == (reported.npc_pence, None, None)


def test_the_evidence_of_an_option_is_its_weakest() -> None:
    lines = [
        line("a"),
        line("b", evidence=Evidence.QUOTED),
        line("c", evidence=Evidence.UNKNOWN, treatment=Treatment.VAT),
    ]
    rows = [row for each in lines for row in amounts(each.key, FLOW)]
    assert only(costing(lines, rows)).economic.evidence is Evidence.QUOTED


# -------------------------------------------------------------------------------------------------------------- cash


def rows_of(found: OptionCosts) -> dict[tuple[str, int], CashYear]:
    return {(row.organisation, row.year): row for row in found.cash.years}


@given(st.lists(st.tuples(PENCE, PENCE), min_size=1, max_size=4), st.lists(st.integers(0, 999), min_size=3, max_size=3))
def test_the_parts_of_partners_add_up_to_every_line(flows: list[tuple[int, int]], counts: list[int]) -> None:
    lines = [line(str(n), cost_key="users", prices=Prices.CASH) for n in range(len(flows))]
    rows = [row for n, flow in enumerate(flows) for row in amounts(str(n), dict(enumerate(flow, start=2026)))]
    held = tuple(replace(row, count=n + 1) for row, n in zip(COUNTS, counts, strict=True))
    found = only(costing(lines, rows, keys=(KEY,), counts=held, appraisal=appraisal(inflation="2")))
    for n, flow in enumerate(flows):
        for t, whole in enumerate(flow):
            parts = [cell.pence for cell in found.cash.cells if (cell.line, cell.year) == (str(n), 2026 + t)]
            assert sum(parts) == whole
    for t in range(2):
        whole = sum(flow[t] for flow in flows)
        assert sum(row.total_pence or 0 for row in found.cash.years if row.year == 2026 + t) == whole
        assert found.cash.together[t].total_pence == whole


def test_cash_stands_by_budget_and_by_whether_it_recurs() -> None:
    lines = [
        line("a", prices=Prices.CASH, borne_by="Melton"),
        line("b", prices=Prices.CASH, borne_by="Melton", funding=Funding.CAPITAL, recurrence=Recurrence.ONE_OFF),
        line("c", prices=Prices.CASH, borne_by="Melton", funding=Funding.CAPITAL_FROM_REVENUE),
        line("d", prices=Prices.CASH),
    ]
    rows = [row for n, each in enumerate(lines) for row in amounts(each.key, {2026: 10**n, 2027: 0})]
    found = rows_of(only(costing(lines, rows, appraisal=appraisal(inflation="2"))))
    own = found["Melton", 2026]
    assert (own.revenue_pence, own.capital_pence, own.capital_from_revenue_pence) == (1, 10, 100)
    assert (own.one_off_pence, own.recurring_pence, own.total_pence) == (10, 101, 111)
    assert found["", 2026].total_pence == 1000


def excluded(treatment: Treatment) -> OptionCosts:
    lines = [line("desk", prices=Prices.CASH), line("x", prices=Prices.CASH, treatment=treatment, borne_by="Melton")]
    rows = [*amounts("desk", FLOW), *amounts("x", {2026: 7, 2027: 7})]
    return only(costing(lines, rows, appraisal=appraisal(inflation="0")))


@pytest.mark.parametrize("treatment", [each for each in Treatment if each is not Treatment.COUNTED])
def test_what_does_not_count_in_the_economic_view_counts_in_cash_unless_it_is_sunk(treatment: Treatment) -> None:
    found = excluded(treatment)
    assert found.economic.npc_pence == 100_00 + round(200_00 / 1.035)
    shown = {each.line: (each.counted, each.treatment, each.npc_pence) for each in found.economic.lines}
    assert shown["x"] == (False, treatment, None)
    paid = [row.total_pence for row in found.cash.years if row.organisation == "Melton"]
    assert paid == ([] if treatment is Treatment.SUNK else [7, 7])
    together = 100_00 if treatment in (Treatment.SUNK, Treatment.TRANSFER) else 100_07
    assert found.cash.together[0].total_pence == together


def test_an_excluded_line_blocks_the_cash_view_only() -> None:
    lines = [line("desk"), line("vat", treatment=Treatment.VAT, prices=Prices.UNKNOWN, borne_by="Melton")]
    found = only(costing(lines, [*amounts("desk", FLOW), *amounts("vat", FLOW)], appraisal=appraisal(inflation="2")))
    assert found.economic.npc_pence is not None
    assert [(fault.line, fault.view, fault.blocking) for fault in found.faults] == [("vat", View.CASH, True)]
    assert rows_of(found)["Melton", 2026].missing == ("Vat",)
    assert rows_of(found)["", 2026].total_pence == 100_00


@pytest.mark.parametrize(
    ("keys", "counts"), [((), ()), ((KEY,), ()), ((KEY,), tuple(replace(row, count=0) for row in COUNTS))]
)
def test_a_key_without_counts_blocks_the_view_of_partners(keys: Any, counts: Sequence[KeyCount]) -> None:
    question = replace(one_line(setting=appraisal(inflation="2"), cost_key="users"), keys=keys, counts=tuple(counts))
    found = only(question)
    assert [(fault.kind, fault.years, fault.blocking, fault.view) for fault in found.faults] == [
        (FaultKind.KEY, (2026, 2027), True, View.CASH)
    ]
    assert found.economic.npc_pence is not None
    assert found.cash.cells == ()
    assert [row.total_pence for row in found.cash.together] == [None, None]


def test_the_evidence_of_cash_is_the_weakest_of_line_and_key() -> None:
    key = replace(KEY, evidence=Evidence.ESTIMATED)
    question = replace(one_line(setting=appraisal(inflation="2"), cost_key="users"), keys=(key,), counts=COUNTS)
    assert {row.evidence for row in only(question).cash.years} == {Evidence.ESTIMATED}


# ---------------------------------------------------------------------------------------------------------- variants


def test_a_variant_has_its_own_lines_only() -> None:
    options = (option("a", place=1), option("a1", place=2, part_of="a"), option("a2", place=3, part_of="a"))
    lines: list[CostLine] = [line("x", option="a1"), line("y", option="a2")]
    table = option_costs(costing(lines, [*amounts("x", FLOW), *amounts("y", {2026: 1, 2027: 0})], options=options))
    assert [(found.option, found.only_variants, found.economic.npc_pence) for found in table.options] == [
        ("a", True, None), ("a1", False, 100_00 + round(200_00 / 1.035)), ("a2", False, 1),
    ]  # fmt: skip
    assert table.options[0].faults == ()
