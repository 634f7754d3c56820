"""The invented demonstration case: what is awkward in it is there on purpose, and it keeps its secrets."""

import re
from collections import Counter
from datetime import date
from typing import Any

import pytest

from severalty.engine.dates import Precision, earlier_by, read_duration
from severalty.engine.estate.holdings import State
from severalty.engine.estate.items import Assignable, Relation, Renewal
from severalty.engine.estate.parties import Audience
from severalty.engine.fields import Known
from tests.cases.demonstration import (
    ITEM_TABLES,
    KEYED,
    TODAY,
    contract,
    items_by_key,
    position,
    records,
    references,
    rows,
    viewers,
)

pytestmark = pytest.mark.engine_only


def _private(organisation: str) -> list[Any]:
    return [
        record
        for record in items_by_key().values()
        if record.audience is Audience.HOLDERS and record.recorded_by == organisation
    ]


def _last_day_for_notice(record: Any) -> date | None:
    if not record.notice or record.ends is None or record.extensions_used:
        return None
    return earlier_by(record.ends, read_duration(record.notice)).last


# ------------------------------------------------------------------------------------------------------ what is awkward
def test_awkward_terms_are_there() -> None:
    contracts = records("contracts")
    assert {record.assignable for record in contracts} == set(Assignable), "a word for assignability is missing"
    assert {record.renewal for record in contracts} == set(Renewal), "a way for a contract to end is missing"
    assert any(record.consent_needed is Known.YES for record in contracts)
    assert sum(record.partners_named is Known.NO and record.shared is Known.YES for record in contracts) >= 5
    assert sum(bool(record.minimum_volume) for record in contracts) >= 4, "too few minimum volumes"
    assert any(record.extensions == "12 months; 12 months; 12 months" for record in contracts), "no options of 1+1+1"
    assert sum(record.holder == "fernlight" for record in contracts) >= 3, "the supplier holds none on behalf of both"
    assert any(record.holder in ("alderbourne", "stanmere") and record.shared is Known.YES for record in contracts)


def test_awkward_ends_are_there() -> None:
    ends = {record.key: record.ends for record in records("contracts")}
    precisions = {value.precision for value in ends.values() if value is not None}
    assert precisions >= {Precision.DAY, Precision.MONTH, Precision.QUARTER, Precision.FINANCIAL_YEAR}
    assert None in ends.values(), "no contract without an end"
    assert ends["C-007"].last < TODAY, "C-007 was to have expired and to be running on"
    evidence = " ".join(record.value_evidence for record in records("contracts"))
    assert "ends: contradicted" in evidence
    assert "annual_charge: estimated" in evidence
    assert "annual_charge: unknown" in evidence


def test_some_support_outlasts_its_contract() -> None:
    items = {record.key: record for record in records("configuration_items")}
    outlasting = [
        (record.depends, record.on)
        for record in records("dependencies")
        if record.relation is Relation.CONTRACTED_UNDER
        and record.depends in items
        and items[record.depends].support_ends
        and contract(record.on).ends
        and contract(record.on).ends.last < items[record.depends].support_ends.first
    ]
    assert ("firewall-edge", "C-065") in outlasting, "the firewalls were to be without a contract before support ends"


def test_the_runway_is_lively() -> None:
    last_days = {
        record.key: last for record in records("contracts") if (last := _last_day_for_notice(record)) is not None
    }
    passed = {key for key, last in last_days.items() if last < TODAY <= contract(key).ends.last}
    soon = {key for key, last in last_days.items() if 0 <= (last - TODAY).days <= 60}
    later = {key for key, last in last_days.items() if last.year >= 2027}
    assert {"C-001", "C-008", "C-009"} <= passed, "contracts whose last day for notice was to have passed"
    assert {"C-042", "C-038", "C-040", "C-037", "C-066"} <= soon, "contracts to act on within weeks"
    assert len(later) >= 20, "too little is left for next year and after"


def test_one_company_is_spelt_twice_and_another_may_be() -> None:
    numbers = Counter(row["company_number"] for row in rows("suppliers") if row["company_number"])
    assert [number for number, count in numbers.items() if count > 1] == ["ZZ058824"], "one pair with one number"
    tessaly = [row["company_number"] for row in rows("suppliers") if row["name"].startswith("Tessaly")]
    assert sorted(map(bool, tessaly)) == [False, True], "one pair that only the name joins"


def test_entitlements_are_over_and_under_used() -> None:
    known = [record for record in records("entitlements") if None not in (record.quantity, record.in_use)]
    assert sum(record.in_use > record.quantity for record in known) >= 8, "too few are over-used"
    assert sum(record.in_use * 2 < record.quantity for record in known) >= 4, "too few are under-used"


def test_positions_of_every_kind_occur() -> None:
    shared = [key for table in ITEM_TABLES[1:5] for key in (row["key"] for row in rows(table))]
    states = Counter(position(key).state for key in shared)
    assert set(states) == set(State), f"a kind of position is missing: {states}"
    assert states[State.DISPUTED] >= 10
    assert any("against" in reason for reason in position("C-054").reasons), "the service desk was to be disputed"
    assert any("stated total" in reason for reason in position("numbers").reasons), "numbers were not to add up"
    assert position("vm-cluster-1").weights == {"alderbourne": 2, "stanmere": 1}, "thirds"
    assert position("service-desk").weights == {"alderbourne": 4120, "stanmere": 2980}, "users"


def test_what_partners_believe_is_partly_answered_and_differs() -> None:
    views = records("assumptions")
    beliefs = [record for record in views if record.about != record.recorded_by]
    answers = {(record.about, record.matter): record for record in views if record.about == record.recorded_by}
    assert Counter(record.recorded_by for record in beliefs) == {"alderbourne": 6, "stanmere": 6}
    assert {record.audience for record in beliefs} == {Audience.HOLDERS}, "a belief that the partner could read"
    answered = [record for record in beliefs if (record.about, record.matter) in answers]
    assert 3 <= len(answered) < len(beliefs), "some beliefs are answered, and some are not"
    assert any(record.amount and record.amount != answers[record.about, record.matter].amount for record in answered)


def test_attestations_are_done_late_and_owing() -> None:
    attestations = rows("attestations")
    owing = [row for row in attestations if not row["attested_on"]]
    assert any(date.fromisoformat(row["due_on"]) < TODAY for row in owing), "none is overdue"
    assert any(date.fromisoformat(row["due_on"]) > TODAY for row in owing), "none is still to come"
    assert any(row["attested_on"] > row["due_on"] for row in attestations), "none was late"
    assert sum(bool(row["attested_on"]) for row in attestations) >= 10, "too few are done"


def test_posts_name_nobody_and_some_are_vacant_or_part_time() -> None:
    posts = records("posts")
    assert sum(post.vacant is Known.YES for post in posts) >= 8
    assert sum(post.hours is not None and post.hours < 100 for post in posts) >= 4
    assert not any("@" in f"{post.name} {post.description}" for post in posts), "a post carries an address"


# ------------------------------------------------------------------------------------------------------ what is private
@pytest.mark.parametrize(("organisation", "other"), [("alderbourne", "stanmere"), ("stanmere", "alderbourne")])
def test_each_borough_has_things_that_only_it_sees(organisation: str, other: str) -> None:
    private = _private(organisation)
    assert len(private) >= 20, f"{organisation} has too few private rows"
    for record in private:
        assert viewers(record.key) == {organisation}, f"{record.key} is private and {other} or others could see it"


def test_no_row_leads_to_a_row_that_its_reader_may_not_see() -> None:
    leaks = [
        f"{record.key} ({column}) leads to {key}, which is hidden from {', '.join(sorted(hidden))}"
        for table, record, column, target, key in references()
        if table in KEYED
        and target not in ("organisations", "partnerships")
        and (hidden := viewers(record.key) - viewers(key))
    ]
    assert leaks == [], "rows that give away what is hidden"


def test_a_private_key_is_not_mentioned_in_what_others_read() -> None:
    private = {record.key for name in ("alderbourne", "stanmere") for record in _private(name)}
    private -= {key for key in private if "|" in key}
    for record in items_by_key().values():
        if record.audience is Audience.HOLDERS:
            continue
        text = f"{record.name} {record.description} {record.key}"
        assert not [key for key in private if re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", text)], record.key


def test_the_managed_service_supplier_sees_its_own_and_no_more() -> None:
    seen = [record for record in records("contracts") if "fernlight" in viewers(record.key)]
    named = {record.key for record in seen if record.audience is Audience.NAMED}
    assert named == {"C-028", "C-054", "C-055", "C-056", "C-060", "C-061"}, "contracts shared with Fernlight"
    assert all(record.audience in (Audience.NAMED, Audience.PUBLIC) for record in seen)
    items = [record for record in records("configuration_items") if "fernlight" in record.shared_with]
    assert len(items) >= 20, "Fernlight supports more than it is shown"
