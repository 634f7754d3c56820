"""JSON becomes records, and what is wrong in it is said with its place."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from severalty.engine.appraisal.apportionment import Apportionment, Count
from severalty.engine.dates import Duration, PartialDate, month
from severalty.engine.estate.items import Contract, Renewal
from severalty.engine.evidence import Evidence
from severalty.formats.problems import Unreadable
from severalty.formats.records import build, read_record, schema_of, write_record
from severalty.formats.reference import bank_holidays

pytestmark = pytest.mark.engine_only


@dataclass(frozen=True)
class Sample:
    """One of every kind of field."""

    when: PartialDate
    length: Duration
    on: date
    evidence: Evidence
    counts: tuple[Count, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    weights: dict[str, int | None] = field(default_factory=dict)
    ends: PartialDate | None = None
    names: frozenset[str] = frozenset()


SAMPLE = Sample(
    month(2025, 3), Duration(3, "months"), date(2025, 3, 31), Evidence.QUOTED, (Count("a", 1),), (("a", "b"),),
    {"a": 1, "b": None}, month(2025, 4), frozenset({"x", "y"}),
)  # fmt: skip


def test_a_record_reads_back() -> None:
    assert read_record(write_record(SAMPLE), Sample) == SAMPLE


def test_a_contract_needs_only_what_is_required() -> None:
    found = read_record('{"key": "C-1", "name": "Desk", "renewal": "expires", "ends": "about 2025"}', Contract)
    assert (found.renewal, str(found.ends), found.notice) == (Renewal.EXPIRES, "about 2025", "")


@pytest.mark.parametrize(
    ("raw", "column", "words"),
    [
        ('{"total_pence": "1", "shares": []}', "$.total_pence", 'found "1", expected a whole number'),
        ('{"total_pence": 1}', "$.shares", "found nothing, expected a value; add the field shares"),
        ('{"total_pence": 1, "share": []}', "$.share", "only these: total_pence, shares"),
        ('{"total_pence": 1, "shares": [{"key": "a", "cuont": 1}]}', "$.shares[0].cuont", "only these: key, count"),
        ('{"total_pence": 1, "shares": [{"key": "a", "count": 1.5}]}', "$.shares[0].count", "found 1.5"),
        ('{"total_pence": 1, "shares": [{"key": "a", "count": -1}]}', "$.shares[0]", "below nought"),
        ('{"total_pence": 1, "shares": []}', "$", "nobody to share between"),
        ("[]", "$", "expected an object"),
        ("null", "$", "found null"),
    ],
)
def test_a_fault_names_its_place(raw: str, column: str, words: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_record(raw, Apportionment)
    assert caught.value.problem.column == column
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"when": "soon"}, "expected a date"),
        ({"when": 2025}, "expected a date"),
        ({"length": "a while"}, "expected a length of time"),
        ({"on": "31/03/2025"}, "day such as 2025-03-31"),
        ({"evidence": "rumoured"}, "expected one of: attested"),
        ({"pairs": [["a"]]}, "a list of length 2"),
        ({"weights": {"a": "x"}}, "expected a whole number or null"),
        ({"ends": "2024/26"}, "expected a date"),
    ],
)
def test_a_fault_says_what_was_expected(changed: dict[str, Any], words: str) -> None:
    data = {"when": "2025", "length": "1 year", "on": "2025-03-31", "evidence": "quoted", **changed}
    with pytest.raises(Unreadable) as caught:
        build(data, Sample)
    assert words in str(caught.value)


@pytest.mark.parametrize("raw", ["", "{", '{"total_pence": NaN}', b"\xff\xfe", '{"total_pence": 1}}'])
def test_what_is_not_json_is_refused(raw: str | bytes) -> None:
    with pytest.raises(Unreadable, match="not JSON"):
        read_record(raw, Apportionment)


def test_endless_nesting_is_refused() -> None:
    with pytest.raises(Unreadable, match="nest less deeply"):
        read_record("[" * 100_000, Apportionment)


def test_the_schema_says_what_is_needed() -> None:
    shape = schema_of(Sample)["$defs"]["Sample"]
    assert shape["required"] == ["when", "length", "on", "evidence"]
    assert shape["additionalProperties"] is False
    assert shape["properties"]["when"]["type"] == "string"


def test_bank_holidays_come_with_source_licence_and_time() -> None:
    held = bank_holidays()
    assert {date(2022, 9, 19), date(2023, 5, 8), date(2025, 4, 18), date(2026, 12, 28)} <= held.days
    assert "Open Government Licence" in held.licence
    assert held.source.startswith("https://www.gov.uk/")
    assert all(held.speaks_for(day) and day.weekday() < 5 for day in held.days)
    assert not held.speaks_for(date(2029, 1, 1))
