"""Weights of factors from swing points."""

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.appraisal.options import Factor
from severalty.engine.appraisal.weights import (
    FactorWeight,
    ScoringError,
    double_counting,
    exact_weights,
    in_place,
    leaves,
    once,
    rounded,
    weights_of,
)
from severalty.engine.fields import Known
from tests.engine.appraisal.scored import factor


@st.composite
def trees(draw: st.DrawFn) -> list[Factor]:
    """Factors with swing points above nought, each at the top or part of an earlier one."""
    found: list[Factor] = []
    for number in range(draw(st.integers(1, 9))):
        above = draw(st.sampled_from(["", *(one.key for one in found)]))
        found.append(factor(f"f{number}", draw(st.integers(1, 100)), part_of=above, place=draw(st.integers(1, 3))))
    return found


def test_the_oracle_of_swing_weights(oracles: dict[str, Any]) -> None:
    points, expected = oracles["O06"]["inputs"]["swing_points"], oracles["O06"]["expected"]["weights"]
    found = weights_of([factor(key, swing) for key, swing in points.items()])
    assert found.weighted
    assert {one.factor: one.weight for one in found.factors} == pytest.approx(expected, abs=5e-7)


def test_a_leaf_weighs_the_product_of_the_shares_down_to_it() -> None:
    found = weights_of(
        [
            factor("cost", 50, place=2),
            factor("people", 100, place=1),
            factor("skills", 30, part_of="people"),
            factor("knowledge", 90, part_of="people"),
        ]
    )
    assert found.factors == (
        FactorWeight("people", "people", "", 0, False, 100, 0.666667, 0.666667),
        FactorWeight("knowledge", "knowledge", "people", 1, True, 90, 0.75, 0.5),
        FactorWeight("skills", "skills", "people", 1, True, 30, 0.25, 0.166667),
        FactorWeight("cost", "cost", "", 0, True, 50, 0.333333, 0.333333),
    )


@given(trees())
def test_the_weights_of_the_leaves_add_up_to_one(factors: list[Factor]) -> None:
    whole = exact_weights(factors)
    assert sum(whole[one.key] for one in leaves(factors)) == 1


@given(trees())
def test_the_weights_of_the_parts_add_up_to_the_weight_of_the_whole(factors: list[Factor]) -> None:
    whole, parts = exact_weights(factors), defaultdict(Fraction)
    for one in factors:
        parts[one.part_of] += whole[one.key]
    assert parts == {"": 1} | {key: whole[key] for key in parts if key}


@given(trees(), st.randoms())
def test_the_order_of_factors_does_not_matter(factors: list[Factor], chance: Any) -> None:
    shuffled = list(factors)
    chance.shuffle(shuffled)
    assert weights_of(shuffled) == weights_of(factors)


@given(trees(), st.integers(2, 9))
def test_swings_count_in_proportion_only(factors: list[Factor], times: int) -> None:
    larger = [replace(one, swing=times * (one.swing or 0)) for one in factors]
    assert exact_weights(larger) == exact_weights(factors)


@given(trees())
def test_every_factor_stands_after_the_one_it_is_part_of(factors: list[Factor]) -> None:
    depths = {"": -1}
    for one in weights_of(factors).factors:
        assert one.depth == depths[one.part_of] + 1
        depths[one.factor] = one.depth


def test_without_swing_points_there_are_no_weights() -> None:
    found = weights_of([factor("cost"), factor("control")])
    assert not found.weighted
    assert [(one.factor, one.among_siblings, one.weight) for one in found.factors] == [
        ("control", None, None),
        ("cost", None, None),
    ]
    assert weights_of([]).factors == ()


def test_a_factor_may_weigh_nothing_beside_others() -> None:
    assert exact_weights([factor("a", 0), factor("b", 7)]) == {"a": 0, "b": 1}


@pytest.mark.parametrize(
    ("factors", "fault"),
    [
        ([factor("a", 1), factor("b"), factor("c")], "no swing points, though others have: b, c;"),
        ([factor("a", 1), factor("b", part_of="a")], "no swing points, though others have: b;"),
        ([factor("a", -3), factor("b", 9)], "of a are -3;"),
        ([factor("a", 0), factor("b", 0)], "of the factors are all nought"),
        ([factor("a", 5), factor("b", 0, part_of="a")], "of the factors of a are all nought"),
        ([factor("a", part_of="b"), factor("b", part_of="a"), factor("c")], "part of one another: a, b;"),
        ([factor("a", part_of="a")], "part of one another: a;"),
        ([factor("a", 1, part_of="z")], "a is part of z, which is not among the factors"),
        ([factor("a", 1), factor("a", 2)], "factor a is given twice"),
        ([factor("", 1)], "factor has no key"),
    ],
)
def test_weights_that_cannot_be_scaled_are_refused_by_name(factors: list[Factor], fault: str) -> None:
    with pytest.raises(ScoringError, match=fault):
        weights_of(factors)


def test_only_factors_without_parts_are_scored() -> None:
    assert [one.key for one in leaves([factor("b", part_of="a"), factor("a"), factor("c", place=1)])] == ["c", "b"]


def test_cost_counts_twice_only_beside_cost_lines() -> None:
    factors = [factor("price", measures_cost=Known.YES), factor("control", measures_cost=Known.NO), factor("x")]
    found = double_counting(factors, has_costs=True)
    assert len(found) == 1
    assert found[0].startswith("price measures cost")
    assert double_counting(factors, has_costs=False) == ()


def test_records_without_a_place_come_last() -> None:
    assert [one.key for one in in_place([factor("a"), factor("c", place=2), factor("b", place=2)])] == ["b", "c", "a"]


def test_a_key_may_occur_once() -> None:
    once(("a", "b"), "sheet")
    with pytest.raises(ScoringError, match="sheet a is given twice"):
        once(("a", "b", "a"), "sheet")


def test_results_carry_six_decimals() -> None:
    assert rounded(Fraction(2, 3)) == 0.666667
    assert rounded(None) is None
