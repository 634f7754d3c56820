"""Money is whole pence, and its parts add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.money import MOST_PENCE, MoneyError, read_pounds, split, write_pounds
from tests.engine.strategies import PENCE, WEIGHTS


@given(PENCE, WEIGHTS)
def test_parts_add_up_to_the_total(total: int, weights: list[int]) -> None:
    assert sum(split(total, weights)) == total


@given(PENCE, WEIGHTS)
def test_every_part_is_within_a_penny_of_the_exact_share(total: int, weights: list[int]) -> None:
    whole = sum(weights)
    for part, weight in zip(split(total, weights), weights, strict=True):
        assert abs(part * whole - total * weight) < whole


@given(PENCE, WEIGHTS)
def test_a_negative_total_is_the_negative_of_the_positive(total: int, weights: list[int]) -> None:
    assert split(-total, weights) == tuple(-part for part in split(total, weights))


@given(PENCE, WEIGHTS)
def test_a_larger_weight_never_gets_less(total: int, weights: list[int]) -> None:
    parts = [abs(part) for part in split(total, weights)]
    for weight, part in zip(weights, parts, strict=True):
        for other, other_part in zip(weights, parts, strict=True):
            assert weight <= other or part >= other_part


@given(PENCE, WEIGHTS)
def test_of_equal_weights_the_earlier_never_gets_less(total: int, weights: list[int]) -> None:
    parts = [abs(part) for part in split(total, weights)]
    for place, weight in enumerate(weights):
        later = [parts[other] for other in range(place, len(weights)) if weights[other] == weight]
        assert later == sorted(later, reverse=True)


def test_of_equal_remainders_the_larger_weight_comes_first() -> None:
    assert split(2, [1, 3]) == (0, 2)


@given(st.integers(-99, 99), st.lists(st.integers(1, 12), min_size=2, max_size=8, unique=True), st.randoms())
def test_the_order_of_partners_matters_only_for_equal_weights(total: int, weights: list[int], chance: object) -> None:
    moved = list(weights)
    chance.shuffle(moved)  # type: ignore[attr-defined]
    before = dict(zip(weights, split(total, weights), strict=True))
    after = dict(zip(moved, split(total, moved), strict=True))
    assert before == after


@given(PENCE, WEIGHTS)
def test_who_counts_nought_pays_nought(total: int, weights: list[int]) -> None:
    assert all(part == 0 for part, weight in zip(split(total, weights), weights, strict=True) if not weight)


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [-1]])
def test_there_must_be_something_to_share_by(weights: list[int]) -> None:
    with pytest.raises(MoneyError):
        split(100, weights)


@given(st.integers(-(MOST_PENCE - 1), MOST_PENCE - 1))
def test_what_is_written_reads_back(pence: int) -> None:
    assert read_pounds(write_pounds(pence)) == pence


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("1,234.50", 123450),
        ("£ 52,000", 5200000),
        ("-100", -10000),
        ("−1.5", -150),
        ("(12.34)", -1234),
        ("52k", 5200000),
        ("£8.1m", 810000000),
        ("-£1.5M", -150000000),
        ("0.0005k", 50),
    ],
)
def test_amounts_as_people_write_them(text: str, pence: int) -> None:
    assert read_pounds(text) == pence


@pytest.mark.parametrize(
    "text", ["", "12,34", "1.234", "0.000001k", "ten", "1e5", "1 000 00", "9" * 14, "9" * 5000, "12 %"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(MoneyError):
        read_pounds(text)
