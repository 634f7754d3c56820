"""Contracts in the order in which somebody must act."""

from dataclasses import replace
from datetime import date

import pytest

from severalty.engine.dates import DateError, day, month, read_date
from severalty.engine.estate.items import Contract, Renewal
from severalty.engine.estate.runway import runway
from severalty.engine.evidence import Evidence

ON = day(date(2024, 6, 1))
HORIZON = (date(2024, 4, 1), date(2026, 3, 31))
FIRST = Contract(
    key="A", name="Desk", ends=read_date("2025-03-31"), renewal=Renewal.RENEWS_UNLESS_STOPPED, notice="6 months",
    evidence=Evidence.REPORTED,
)  # fmt: skip
SECOND = replace(FIRST, key="B", ends=read_date("2024-12-31"), notice="1 month")


def test_the_first_to_act_upon_comes_first() -> None:
    found = runway([SECOND, FIRST], ON, HORIZON)
    assert [(row.key, str(row.last_day)) for row in found.rows] == [
        ("A", "30 September 2024"),
        ("B", "30 November 2024"),
    ]


def test_a_contract_without_an_end_is_listed_apart() -> None:
    found = runway([FIRST, Contract(key="Z", name="Paper")], ON, HORIZON)
    assert [row.key for row in found.rows] == ["A"]
    assert found.missing[0].key == "Z"
    assert "The end of the initial term is not known." in found.missing[0].reasons


def test_those_outside_the_horizon_are_counted() -> None:
    past, future = replace(FIRST, key="P", ends=month(2024, 3)), replace(FIRST, key="F", ends=read_date("2030-01-01"))
    found = runway([past, future], ON, HORIZON)
    assert (found.rows, found.ended, found.later) == ((), 1, 1)


def test_nothing_is_lost() -> None:
    contracts = [FIRST, SECOND, Contract(key="Z", name="Paper"), replace(FIRST, key="P", ends=month(2020, 3))]
    found = runway(contracts, ON, HORIZON)
    assert len(found.rows) + len(found.missing) + found.ended + found.later == len(contracts)


def test_the_evidence_is_that_of_the_end() -> None:
    guessed = replace(FIRST, value_evidence="ends: estimated (App 2)")
    assert runway([guessed], ON, HORIZON).rows[0].evidence is Evidence.ESTIMATED


def test_an_end_that_its_source_contradicts_is_not_drawn() -> None:
    doubtful = replace(FIRST, value_evidence="ends: source contradicts itself (App 2)")
    found = runway([doubtful], ON, HORIZON)
    assert not found.rows
    assert found.missing[0].key == FIRST.key


def test_a_horizon_runs_forward() -> None:
    with pytest.raises(DateError):
        runway([], ON, (HORIZON[1], HORIZON[0]))
