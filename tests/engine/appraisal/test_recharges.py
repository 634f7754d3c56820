"""Charges become lines, lines become statements, and every penny is accounted for."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.appraisal.apportionment import Count
from severalty.engine.appraisal.bridge import bridge
from severalty.engine.appraisal.charges import Charge, CostKey, Funding, KeyCount, Unit
from severalty.engine.appraisal.recharges import Costs, Line, lines_of, recharge_schedule, true_up
from severalty.engine.appraisal.statements import statement
from severalty.engine.evidence import Evidence
from severalty.engine.money import MoneyError
from tests.engine.strategies import PENCE

USERS = CostKey(key="users", name="Users", unit=Unit.USERS, evidence=Evidence.REPORTED)
LATE = replace(USERS, key="late")
COUNTS = tuple(
    KeyCount(cost_key=key, organisation=name, count=count)
    for key, found in {"users": {"h": 499, "b": 341, "m": 229}, "late": {"h": 480, "b": 360, "n": 10}}.items()
    for name, count in found.items()
)
DESK = Charge(
    key="desk", name="Desk", year=2020, amount=3500001, cost_key="users", evidence=Evidence.REPORTED
)  # fmt: skip
CHARGES = st.lists(
    st.builds(
        Charge,
        key=st.uuids().map(str),
        name=st.just("Charge"),
        year=st.sampled_from([2020, 2021]),
        amount=PENCE,
        actual=st.one_of(st.none(), PENCE),
        funding=st.sampled_from(Funding),
        cost_key=st.sampled_from(["users", "late"]),
        true_up_key=st.sampled_from(["", "late"]),
        borne_by=st.sampled_from(["", "", "h"]),
        evidence=st.sampled_from([Evidence.REPORTED, Evidence.ESTIMATED, Evidence.CONTRADICTED]),
    ),
    max_size=6,
)
LINES = st.lists(
    st.builds(
        Line,
        charge=st.sampled_from("abcd"),
        amount_pence=PENCE,
        counts=st.dictionaries(st.sampled_from("xyz"), st.integers(1, 50), min_size=1).map(
            lambda found: tuple(Count(key, count) for key, count in found.items())
        ),
    ),
    max_size=4,
    unique_by=lambda line: line.charge,
)


def costs(*charges: Charge) -> Costs:
    return Costs(charges, (USERS, LATE), COUNTS)


@given(CHARGES)
def test_the_schedule_adds_up_to_the_charges(charges: list[Charge]) -> None:
    found = recharge_schedule(costs(*charges))
    left_out = {one.charge for one in found.left_out}
    shared = sum(charge.amount or 0 for charge in charges if charge.key not in left_out)
    assert sum(row.total_pence for row in found.rows) == found.total_pence == shared
    for row in found.rows:
        assert row.total_pence == row.revenue_pence + row.capital_pence + row.capital_from_revenue_pence


@given(CHARGES)
def test_the_true_up_adds_up_to_what_it_came_to(charges: list[Charge]) -> None:
    found = true_up(costs(*charges))
    left_out = {one.charge for one in found.left_out}
    settled = [charge for charge in charges if charge.key not in left_out]
    assert found.actual_pence == sum(charge.actual or 0 for charge in settled)
    assert found.difference_pence == sum(row.difference_pence for row in found.rows)
    assert found.difference_pence == sum((charge.actual or 0) - (charge.amount or 0) for charge in settled)


@given(CHARGES)
def test_all_statements_together_are_the_charges(charges: list[Charge]) -> None:
    found = lines_of(costs(*charges))
    sums = [statement(name, found.lines) for name in "hbmn"]
    whole = sum(line.amount_pence for line in found.lines)
    assert sum(one.total_pence for one in sums) == sum(one.total_method_pence for one in sums) == whole


def test_capital_and_revenue_stay_apart() -> None:
    capital = replace(DESK, key="tool", funding=Funding.CAPITAL_FROM_REVENUE, amount=1700000, year=2021)
    rows = recharge_schedule(costs(capital, DESK)).rows
    assert [(row.year, row.partner) for row in rows][:1] == [(2020, "h")]
    assert sum(row.revenue_pence for row in rows if row.year == 2020) == 3500001
    assert sum(row.capital_from_revenue_pence for row in rows if row.year == 2021) == 1700000
    assert not any(row.capital_pence for row in rows)


def test_a_partner_new_at_the_year_end_pays_and_one_gone_is_paid_back() -> None:
    rows = {row.partner: row for row in true_up(costs(replace(DESK, actual=3500001, true_up_key="late"))).rows}
    assert (rows["n"].billed_pence, rows["m"].actual_pence) == (0, 0)
    assert rows["m"].difference_pence < 0 < rows["n"].difference_pence


@pytest.mark.parametrize(
    ("charge", "reason"),
    [
        (replace(DESK, amount=None), "amount is not known"),
        (replace(DESK, evidence=Evidence.CONTRADICTED), "source contradicts itself"),
        (replace(DESK, value_evidence="amount: unknown"), "unknown"),
        (replace(DESK, cost_key=""), "neither a key"),
        (replace(DESK, cost_key="sites"), "not on record"),
    ],
)
def test_what_cannot_be_shared_is_left_out_with_the_reason(charge: Charge, reason: str) -> None:
    found = lines_of(costs(charge))
    assert not found.lines
    assert reason in found.left_out[0].reason


@pytest.mark.parametrize(
    ("counts", "evidence", "reason"),
    [
        ([], Evidence.REPORTED, "no counts"),
        ([("h", 0)], Evidence.REPORTED, "no counts"),
        ([("h", 1), ("h", 2)], Evidence.REPORTED, "twice"),
        ([("h", 1), ("b", -2)], Evidence.REPORTED, "below nought"),
        ([("h", 1)], Evidence.CONTRADICTED, "evidence source contradicts itself"),
    ],
)
def test_a_key_that_cannot_be_used_is_said(counts: list[tuple[str, int]], evidence: Evidence, reason: str) -> None:
    rows = tuple(KeyCount(cost_key="users", organisation=name, count=count) for name, count in counts)
    found = lines_of(Costs((DESK,), (replace(USERS, evidence=evidence),), rows))
    assert reason in found.left_out[0].reason


def test_parts_are_shared_in_place_of_their_whole_and_by_its_key() -> None:
    part = replace(DESK, key="part", part_of="desk", cost_key="")
    found = lines_of(costs(DESK, part))
    assert [(line.charge, line.key) for line in found.lines] == [("part", "users")]
    assert found.left_out[0].reason == "its parts are shared in its place"


def test_a_part_keeps_its_own_year_end_key() -> None:
    part = replace(DESK, key="part", part_of="desk", cost_key="", true_up_key="late", actual=3500001)
    assert "n" in {row.partner for row in true_up(costs(DESK, part)).rows}


def test_without_year_end_counts_nothing_is_settled() -> None:
    found = true_up(costs(replace(DESK, actual=1, true_up_key="nowhere")))
    assert not found.rows
    assert found.left_out[0].reason == "its year-end key has no counts"


def test_charges_that_are_part_of_one_another_do_not_hang() -> None:
    found = lines_of(costs(replace(DESK, part_of="other"), replace(DESK, key="other", part_of="desk", cost_key="")))
    assert not found.lines


def test_a_line_is_as_weak_as_the_weaker_of_charge_and_key() -> None:
    (line,) = lines_of(costs(replace(DESK, evidence=Evidence.ATTESTED))).lines
    assert line.evidence is Evidence.REPORTED


def test_a_statement_can_be_checked_by_hand() -> None:
    found = statement("m", lines_of(costs(DESK, replace(DESK, key="own", borne_by="m", amount=100))).lines)
    first, own = found.lines
    assert (first.key, first.count, first.total_count, first.percent, first.share_pence) == (
        "users",
        229,
        1069,
        "21.4",
        749767,
    )
    assert (own.key, own.share_pence) == ("", 100)
    assert found.total_pence == 749867


def test_rounding_line_by_line_is_reconciled() -> None:
    pennies = [Line(str(number), 1, (Count("a", 1), Count("b", 1))) for number in range(3)]
    found = statement("a", pennies)
    assert (found.total_pence, found.total_method_pence, found.difference_pence) == (3, 2, 1)
    assert found.reconciliation.endswith("rounding line by line makes £0.01 more.")
    assert statement("a", pennies[:1]).reconciliation == "Sharing the total at once gives the same amount."


@given(LINES, LINES)
def test_a_bridge_is_exact(old: list[Line], new: list[Line]) -> None:
    for partner in "xyz":
        found = bridge(partner, old, new)
        effects = found.membership_pence + found.counts_pence + found.amounts_pence + found.scope_pence
        assert found.old_pence + effects == found.new_pence
        assert found.old_pence == sum(line.shares().get(partner, 0) for line in old)
        assert found.new_pence == sum(line.shares().get(partner, 0) for line in new)


@given(LINES)
def test_a_bridge_to_the_same_has_no_effects(lines: list[Line]) -> None:
    found = bridge("x", lines, lines)
    assert not any((found.membership_pence, found.counts_pence, found.amounts_pence, found.scope_pence))


def test_each_cause_has_its_own_effect() -> None:
    four = Line("desk", 1000, (Count("m", 1), Count("h", 1), Count("o", 2)))
    three = replace(four, counts=(Count("m", 1), Count("h", 1)))
    counted = replace(four, counts=(Count("m", 3), Count("h", 1)))
    web = Line("web", 100, (Count("m", 1), Count("h", 1)))
    assert bridge("m", [four], [three]).membership_pence == 250
    assert bridge("m", [three], [counted]).counts_pence == 250
    joined = bridge("m", [three], [four])
    assert (joined.membership_pence, joined.counts_pence) == (-250, 0)
    assert bridge("m", [three], [replace(three, amount_pence=1200)]).amounts_pence == 100
    assert bridge("m", [three], [three, web]).scope_pence == 50


def test_a_charge_stands_once_on_each_side() -> None:
    line = Line("desk", 1, (Count("a", 1),))
    with pytest.raises(MoneyError, match="twice"):
        bridge("a", [line, line], [])
