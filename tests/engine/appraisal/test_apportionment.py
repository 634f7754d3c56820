"""Shares of cost from whole counts."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.appraisal.apportionment import (
    Apportionment,
    BlendPart,
    Count,
    apportion,
    blended,
    equal_parts,
    percent,
    weighted,
)
from severalty.engine.money import MoneyError, read_pounds
from tests.engine.strategies import NAMES, PENCE

COUNTS = st.dictionaries(NAMES, st.integers(0, 10**6), min_size=1, max_size=8).filter(lambda found: any(found.values()))


def counts(found: dict[str, int]) -> tuple[Count, ...]:
    return tuple(Count(key, count) for key, count in found.items())


def shares(total: int, found: dict[str, int]) -> dict[str, int]:
    return {share.key: share.pence for share in apportion(Apportionment(total, counts(found))).shares}


def test_the_oracle_of_users(oracles: dict[str, Any]) -> None:
    oracle = oracles["O08"]
    users = oracle["inputs"]["weights"]
    for pounds in oracle["inputs"]["totals_gbp"]:
        expected = {key: round(100 * part) for key, part in oracle["expected"]["shares_gbp"][pounds].items()}
        assert shares(read_pounds(pounds), users) == expected, f"£{pounds} is shared wrongly"
    tie = oracle["inputs"]["tie_case"]
    found = shares(tie["total_pence"], dict(zip("abc", tie["weights"], strict=True)))
    assert found == oracle["expected"]["tie_case"]


def test_the_oracle_of_percentages(oracles: dict[str, Any]) -> None:
    users = oracles["O08"]["inputs"]["weights"]
    total = sum(users.values())
    assert total == oracles["O08"]["expected"]["total_users"] == oracles["O20"]["expected"]["users_total"]
    expected = {key: f"{share:.1f}" for key, share in oracles["O08"]["expected"]["percent_1dp_independent"].items()}
    assert {key: percent(count, total) for key, count in users.items()} == expected


@given(PENCE, COUNTS)
def test_shares_add_up_and_keep_their_order(total: int, found: dict[str, int]) -> None:
    answer = apportion(Apportionment(total, counts(found)))
    assert sum(share.pence for share in answer.shares) == answer.total_pence == total
    assert [share.key for share in answer.shares] == list(found)


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda: Count("a", -1), "below nought"),
        (lambda: Apportionment(1, ()), "nobody"),
        (lambda: Apportionment(1, (Count("a", 1), Count("a", 2))), "twice"),
        (lambda: apportion(Apportionment(1, (Count("a", 0),))), "nought"),
        (lambda: weighted({"a": {"full": 1}}, {"part": 1}), "no weight"),
        (lambda: weighted({"a": {"full": -1}}, {"full": 1}), "below nought"),
        (lambda: weighted({"a": {"full": 1}}, {"full": -1}), "below nought"),
        (lambda: BlendPart(-1, (Count("a", 1),)), "parts"),
        (lambda: BlendPart(1, (Count("a", 0),)), "nought"),
        (lambda: blended([]), "no parts"),
        (lambda: blended([BlendPart(0, (Count("a", 1),))]), "no parts"),
        (lambda: equal_parts([]), "nobody"),
    ],
)
def test_what_cannot_be_shared_is_refused_with_the_reason(make: Any, fault: str) -> None:
    with pytest.raises(MoneyError, match=fault):
        make()


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_percentages_are_rounded_to_a_tenth(count: int, total: int) -> None:
    assert abs(float(percent(count, total)) - 100 * count / total) <= 0.05 + 1e-9


def test_of_nothing_there_is_no_percentage() -> None:
    assert percent(0, 0) == "–"


def test_classes_count_by_their_weight() -> None:
    found = weighted({"a": {"full": 10, "frontline": 10}, "b": {"full": 13}}, {"full": 10, "frontline": 3})
    assert [count.count for count in found] == [130, 130]


@given(PENCE, COUNTS, st.integers(1, 50))
def test_a_blend_of_one_key_is_that_key(total: int, found: dict[str, int], parts: int) -> None:
    blend = blended([BlendPart(parts, counts(found))])
    assert {share.key: share.pence for share in apportion(Apportionment(total, blend)).shares} == shares(total, found)


def test_a_blend_weighs_keys_and_not_their_size() -> None:
    users, sites = counts({"a": 900, "b": 100}), counts({"a": 1, "c": 1})
    assert blended([BlendPart(1, users), BlendPart(1, sites)]) == counts({"a": 14, "b": 1, "c": 5})


def test_equal_parts_count_one_each() -> None:
    assert shares(100, {count.key: count.count for count in equal_parts("abc")}) == {"a": 34, "b": 33, "c": 33}
