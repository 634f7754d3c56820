"""One record has one text and one digest."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.appraisal.apportionment import Apportionment, Count
from severalty.engine.dates import Duration, month
from severalty.engine.freeze import canonical, digest, plain, salted_digest

VALUES = st.dictionaries(st.text(max_size=5), st.one_of(st.integers(), st.text(max_size=5), st.none()), max_size=6)


@given(VALUES)
def test_the_order_of_fields_does_not_matter(value: dict[str, object]) -> None:
    assert digest(value) == digest(dict(reversed(value.items())))


def test_a_record_has_one_text() -> None:
    record = Apportionment(100, (Count("b", 1), Count("a", 2)))
    assert canonical(record) == '{"shares":[{"count":1,"key":"b"},{"count":2,"key":"a"}],"total_pence":100}'


def test_dates_and_lengths_are_text() -> None:
    assert plain([date(2025, 3, 31), month(2025, 3), Duration(3, "months")]) == ["2025-03-31", "2025-03", "3 months"]


def test_sets_are_in_order() -> None:
    assert plain(frozenset({"b", "a"})) == ["a", "b"]


@pytest.mark.parametrize("value", [object(), b"bytes", float("nan")])
def test_what_cannot_be_frozen_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical(value)


def test_what_stands_for_something_withheld_depends_on_it_and_on_its_salt() -> None:
    salts = ["a" * 32, "b" * 32]
    assert len({salted_digest(value, salt) for value in ("£1", "£2", None) for salt in salts}) == 6
    assert salted_digest({"a": 1, "b": 2}, salts[0]) == salted_digest({"b": 2, "a": 1}, salts[0])


def test_a_short_salt_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 32 letters"):
        salted_digest("£1", "a" * 31)
