"""Options compared factor by factor, and weights at which the leader is caught."""

from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import assume, given

from severalty.engine.appraisal.comparison import Dominance, FactorWin, compare_by_factor
from severalty.engine.appraisal.crossings import Crossings, weight_crossings
from severalty.engine.appraisal.options import Scale
from severalty.engine.appraisal.weights import ScoringError
from severalty.engine.rules import RULES
from severalty.formats.records import build
from tests.engine.appraisal.scored import factor, made, plain_total, scoring, sheet, tables


def test_an_option_that_is_nowhere_worse_dominates() -> None:
    found = compare_by_factor(made([None, None], [{"a": [5, 5], "b": [5, 7], "c": [9, 1]}]))
    assert found.dominances == (Dominance("b", "a", ("f1",)),)
    assert found.factors == (FactorWin("f0", "f0", ("c",), 9.0, ()), FactorWin("f1", "f1", ("b",), 7.0, ()))
    assert [(one.option, one.won, one.dominates, one.dominated_by) for one in found.options] == [
        ("a", 0, (), ("b",)),
        ("b", 1, ("a",), ()),
        ("c", 1, (), ()),
    ]
    assert found.words == "Another option is at least as good on every factor as each of these: a."


def test_one_above_all_others_is_said_in_words() -> None:
    above = compare_by_factor(made([None], [{"a": [5], "b": [7], "c": [1]}]))
    assert above.words == "b is at least as good as every other option on every factor."
    apart = compare_by_factor(made([None, None], [{"a": [5, 1], "b": [1, 5]}]))
    assert apart.words == "No option is at least as good as another on every factor."


def test_ties_win_together() -> None:
    found = compare_by_factor(made([None, None], [{"a": [7, 1], "b": [7, 0], "c": [1, 0]}]))
    assert found.factors[0].best == ("a", "b")
    assert [(one.won, one.won_alone) for one in found.options] == [(2, 1), (1, 0), (0, 0)]


def test_what_is_not_scored_neither_wins_nor_dominates() -> None:
    found = compare_by_factor(made([None, None], [{"a": [9, None], "b": [1, 5], "c": [0, None]}]))
    assert found.factors[0].best == ("a",)
    assert (found.factors[1].best, found.factors[1].lacking) == ((), ("a", "c")), "one score alone wins nothing"
    assert found.dominances == ()
    assert found.options[0].lacking == ("f1",)


def test_an_option_that_is_out_is_left_aside() -> None:
    found = compare_by_factor(replace(made([None], [{"a": [9], "b": [5], "c": [1]}]), out=("a",)))
    assert found.factors[0].best == ("b",)
    assert found.dominances == (Dominance("b", "c", ("f0",)),)


@given(tables(least=3))
def test_dominance_is_never_of_oneself_and_carries_on(table: Any) -> None:
    swings, sheets = table
    pairs = {(one.option, one.over) for one in compare_by_factor(made(swings, sheets)).dominances}
    assert all((second, first) not in pairs and first != second for first, second in pairs)
    for first, second, third in permutations(sheets[0], 3):
        assert (first, third) in pairs or not {(first, second), (second, third)} <= pairs


@given(tables())
def test_dominance_is_what_its_words_say(table: Any) -> None:
    swings, (rows,) = table
    expected = {
        (first, second)
        for first, second in permutations(rows, 2)
        if all(x >= y for x, y in zip(rows[first], rows[second], strict=True)) and rows[first] != rows[second]
    }
    found = compare_by_factor(made(swings, [rows])).dominances
    assert {(one.option, one.over) for one in found} == expected


@given(tables())
def test_weights_do_not_matter_factor_by_factor(table: Any) -> None:
    swings, sheets = table
    assert compare_by_factor(made(swings, sheets)) == compare_by_factor(made([None] * len(swings), sheets))


# ------------------------------------------------------------------------------------------------------- crossings


def ties(found: Crossings) -> dict[str, float | None]:
    return {f"{one.factor}: {found.leader} vs {one.other}": one.weight for one in found.crossings}


def total_at(row: list[int], swings: list[int], place: int, weight: Fraction) -> Fraction:
    """The total with one factor at a weight and the others in their ratios, worked out anew."""
    others = sum(swings) - swings[place]
    rest = sum(value * swing for at, (value, swing) in enumerate(zip(row, swings, strict=True)) if at != place)
    return weight * row[place] + (1 - weight) * Fraction(rest, others)


def test_the_oracle_of_crossings(oracles: dict[str, Any]) -> None:
    inputs, expected = oracles["O06"]["inputs"], oracles["O06"]["expected"]
    factors = [factor(key, inputs["swing_points"][key]) for key in inputs["criteria"]]
    question = scoring({sheet("s"): inputs["scores"]}, factors)
    assert ties(weight_crossings(question)) == {
        key: None if weight is None else pytest.approx(weight, abs=1e-6)
        for key, weight in expected["weight_on_criterion_at_which_b_ties"].items()
    }


def test_the_oracle_can_be_calculated_from_plain_json(oracles: dict[str, Any]) -> None:
    inputs, expected = oracles["O06"]["inputs"], oracles["O06"]["expected"]
    base = {"appraisal": "it"}
    question = {
        "options": [{"key": key, "name": key, **base} for key in inputs["scores"]],
        "factors": [{"key": key, "name": key, "swing": swing, **base} for key, swing in inputs["swing_points"].items()],
        "sheets": [{"key": "s", "name": "s", **base}],
        "scores": [
            {"sheet": "s", "option": key, "factor": criterion, "score": value}
            for key, row in inputs["scores"].items()
            for criterion, value in zip(inputs["criteria"], row, strict=True)
        ],
    }
    for name, check in (
        ("weighted-scores", lambda answer: list(answer.ranking) == expected["ranking"]),
        ("weight-crossings", lambda answer: len(answer.crossings) == 24 and answer.leader == "b"),
        ("compare-by-factor", lambda answer: [one.won for one in answer.options] == [0, 4, 0, 1, 1]),
        ("told-apart", lambda answer: answer.verdict == "cannot be told apart on this evidence"),
    ):
        assert check(RULES[name].run(build(question, RULES[name].takes))), name


@given(tables())
def test_at_the_crossing_the_two_really_tie_and_elsewhere_they_never_do(table: Any) -> None:
    swings, (rows,) = table
    assume(all(swing < sum(swings) for swing in swings))
    found = weight_crossings(made(swings, [rows]))
    for one in found.crossings:
        place = int(one.factor[1:])
        ends = [
            total_at(rows[found.leader], swings, place, at) - total_at(rows[one.other], swings, place, at)
            for at in (Fraction(0), Fraction(1))
        ]
        if one.weight is not None:
            at = Fraction(one.weight)
            gap = total_at(rows[found.leader], swings, place, at) - total_at(rows[one.other], swings, place, at)
            assert abs(gap) < Fraction(1, 5000)
            assert 0 <= one.weight <= 1
        else:
            assert ends == [0, 0] if one.level else ends[0] * ends[1] > 0


@given(tables())
def test_lines_pass_through_the_total_at_the_weight_of_now(table: Any) -> None:
    swings, (rows,) = table
    for line in weight_crossings(made(swings, [rows])).lines:
        now = swings[int(line.factor[1:])] / sum(swings)
        total = float(plain_total(rows[line.option], swings))
        assert (line.at_nought or 0) * (1 - now) + line.at_one * now == pytest.approx(total, abs=1e-5)


def test_the_nearest_crossing_needs_the_least_change() -> None:
    found = weight_crossings(made([60, 40], [{"a": [80, 10], "b": [20, 60], "c": [0, 90]}]))
    assert found.leader == "a"
    assert [(one.factor, one.other, one.weight) for one in found.nearest] == [
        ("f0", "c", 0.5),
        ("f1", "c", 0.5),
    ]
    assert found.nearest[0].words == "c ties with a when f0 weighs 0.500 instead of 0.600."


def test_a_lead_that_no_weight_takes_is_said_in_words() -> None:
    found = weight_crossings(made([1, 1], [{"a": [9, 9], "b": [1, 1]}]))
    assert {one.words for one in found.crossings} == {
        "a stays ahead of b whatever f0 weighs.",
        "a stays ahead of b whatever f1 weighs.",
    }
    assert found.nearest == ()


def test_options_alike_everywhere_tie_at_every_weight() -> None:
    found = weight_crossings(made([1, 1], [{"a": [9, 3], "b": [9, 3]}]))
    assert found.leaders == ("a", "b")
    assert all(one.level and one.weight is None and "whatever" in one.words for one in found.crossings)


def test_two_that_share_the_lead_cross_at_the_weight_of_now() -> None:
    found = weight_crossings(made([1, 3], [{"a": [30, 10], "b": [0, 20]}]))
    assert found.leaders == ("a", "b")
    assert [(one.weight, one.weight_now) for one in found.crossings] == [(0.25, 0.25), (0.75, 0.75)]


def test_the_only_weight_cannot_move() -> None:
    found = weight_crossings(made([5, 0], [{"a": [9, 0], "b": [1, 50]}]))
    only, other = found.crossings
    assert (only.weight, only.words) == (None, "No other factor has any weight, so the weight of f0 cannot move.")
    assert other.weight == pytest.approx(8 / 58, abs=1e-6)
    assert [line.at_nought for line in found.lines] == [None, None, 9.0, 1.0]


def test_crossings_are_the_same_on_a_relative_scale_worked_out_by_hand() -> None:
    found = weight_crossings(made([3, 1], [{"a": [60, 20], "b": [20, 30], "c": [40, 10]}], scale=Scale.RELATIVE))
    assert ties(found)["f0: a vs b"] == pytest.approx(1 / 3, abs=1e-6), "100w + 50(1 - w) = 100(1 - w)"


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        (made([None], [{"a": [1], "b": [2]}]), "no weight to move"),
        (made([1, 1], [{"a": [1, None]}]), "No option has a total"),
    ],
)
def test_without_totals_there_is_nothing_to_cross(question: Any, fault: str) -> None:
    with pytest.raises(ScoringError, match=fault):
        weight_crossings(question)
