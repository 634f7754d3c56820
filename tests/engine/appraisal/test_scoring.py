"""Scores side by side, weighted totals and ranks."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from severalty.engine.appraisal.matrix import Scoring
from severalty.engine.appraisal.options import Scale, SheetKind
from severalty.engine.appraisal.scoring import Cell, Held, OptionTotal, Scores, weigh
from severalty.engine.appraisal.weights import ScoringError
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from tests.engine.appraisal.scored import factor, made, option, plain_total, score, scoring, sheet, tables

AGREED = sheet("agreed", kind=SheetKind.AGREED)


def totals(found: Scores) -> dict[str, float | None]:
    return {one.option: one.total for one in found.totals}


def ranks(found: Scores) -> dict[str, int | None]:
    return {one.option: one.rank for one in found.totals}


def total_of(found: Scores, key: str) -> OptionTotal:
    return next(one for one in found.totals if one.option == key)


def cell_of(found: Scores, key: str, factor_key: str) -> Cell:
    return next(one for one in found.cells if (one.option, one.factor) == (key, factor_key))


def test_the_oracle_of_weighted_totals(oracles: dict[str, Any]) -> None:
    inputs, expected = oracles["O06"]["inputs"], oracles["O06"]["expected"]
    factors = [factor(key, inputs["swing_points"][key]) for key in inputs["criteria"]]
    found = weigh(scoring({sheet("s"): inputs["scores"]}, factors))
    assert totals(found) == pytest.approx(expected["totals"], abs=oracles["O06"]["tolerance"])
    assert list(found.ranking) == expected["ranking"]


@given(tables())
def test_a_total_is_the_weighted_sum(table: Any) -> None:
    swings, sheets = table
    expected = {key: float(plain_total(row, swings)) for key, row in sheets[0].items()}
    assert totals(weigh(made(swings, sheets))) == pytest.approx(expected, abs=1e-6)


@given(tables(scorers=3))
def test_totals_of_organisations_and_sheets_average_to_the_total(table: Any) -> None:
    for one in weigh(made(*table)).totals:
        assert [held.value for held in one.by_sheet] == [held.value for held in one.by_organisation]
        assert sum(held.value or 0 for held in one.by_sheet) / 3 == pytest.approx(one.total, abs=2e-6)
        assert one.lowest == min(held.value or 0 for held in one.by_sheet)
        assert one.highest == max(held.value or 0 for held in one.by_sheet)
        assert one.between_organisations == pytest.approx(one.highest - one.lowest, abs=2e-6)


@given(tables(scorers=2))
def test_a_total_lies_between_the_least_and_the_most_score(table: Any) -> None:
    swings, sheets = table
    for one in weigh(made(swings, sheets)).totals:
        given_scores = [value for rows in sheets for value in rows[one.option]]
        assert min(given_scores) - 1e-6 <= (one.total or 0) <= max(given_scores) + 1e-6


@given(tables(), st.data())
def test_the_same_on_top_of_one_factor_for_all_keeps_the_order(table: Any, data: st.DataObject) -> None:
    swings, (rows,) = table
    place = data.draw(st.integers(0, len(swings) - 1))
    more = data.draw(st.integers(0, 100 - max(row[place] for row in rows.values())))
    lifted = {key: [value + more * (at == place) for at, value in enumerate(row)] for key, row in rows.items()}
    assert ranks(weigh(made(swings, [lifted]))) == ranks(weigh(made(swings, [rows])))


@given(tables(scorers=2), st.randoms())
def test_the_order_of_what_is_given_does_not_matter(table: Any, chance: Any) -> None:
    question = made(*table)
    shuffled = {}
    for name in ("options", "factors", "sheets", "scores"):
        parts = list(getattr(question, name))
        chance.shuffle(parts)
        shuffled[name] = tuple(parts)
    assert weigh(replace(question, **shuffled)) == weigh(question)


@given(tables())
def test_weights_without_swing_points_are_not_made_up(table: Any) -> None:
    swings, sheets = table
    found = weigh(made([None] * len(swings), sheets))
    assert set(totals(found).values()) == set(ranks(found).values()) == {None}
    assert found.ranking == ()
    assert all(cell.value is not None and cell.weighted is None for cell in found.cells)


def test_equal_totals_share_a_rank() -> None:
    found = weigh(made([1, 1], [{"a": [10, 20], "b": [20, 10], "c": [15, 14], "d": [30, 1]}]))
    assert ranks(found) == {"a": 2, "b": 2, "c": 4, "d": 1}
    assert [one.rank_shared for one in found.totals] == [True, True, False, False]
    assert found.ranking == ("d", "a", "b", "c")


def test_thirds_tie_exactly() -> None:
    found = weigh(made([1, 1, 1], [{"a": [1, 0, 0], "b": [0, 1, 0], "c": [0, 0, 1]}]))
    assert set(ranks(found).values()) == {1}


def test_a_missing_cell_is_named_and_withholds_the_total_of_its_option_only() -> None:
    found = weigh(made([1, 1], [{"a": [10, None], "b": [20, 10]}]))
    assert found.lacking == ("a has no score on f1.",)
    assert (totals(found), ranks(found)) == ({"a": None, "b": 15.0}, {"a": None, "b": 1})
    assert total_of(found, "a").lacking == ("f1",)
    assert cell_of(found, "a", "f1").value is None


def test_a_blank_score_says_nothing() -> None:
    question = made([1], [{"a": [10], "b": [20]}])
    blank = replace(question.scores[0], score=None)
    assert weigh(replace(question, scores=(blank, question.scores[1]))).lacking == ("a has no score on f0.",)


def test_a_cell_shows_every_sheet_and_how_far_organisations_lie_apart() -> None:
    rows = {sheet("m1", "melton"): {"a": [10]}, sheet("m2", "melton"): {"a": [20]}, sheet("b1", "blaby"): {"a": [60]}}
    found = cell_of(weigh(scoring(rows, [factor("f", 1)])), "a", "f")
    assert (found.value, found.mean, found.lowest, found.highest, found.agreed) == (30.0, 30.0, 10, 60, None)
    assert found.by_organisation == (Held("blaby", 60.0), Held("melton", 15.0))
    assert found.between_organisations == 45.0
    assert [(said.sheet, said.score) for said in found.said] == [("b1", 60), ("m1", 10), ("m2", 20)]


def test_an_agreed_score_takes_the_place_of_the_mean_and_both_are_shown() -> None:
    rows = {sheet("m", "melton"): {"a": [10, 50]}, sheet("b", "blaby"): {"a": [30, 70]}, AGREED: {"a": [25, None]}}
    found = weigh(scoring(rows, [factor("f", 1), factor("g", 1)]))
    agreed, not_agreed = cell_of(found, "a", "f"), cell_of(found, "a", "g")
    assert (agreed.value, agreed.agreed, agreed.mean) == (25.0, 25, 20.0)
    assert (not_agreed.value, not_agreed.agreed, not_agreed.mean) == (60.0, None, 60.0)
    total = total_of(found, "a")
    assert (total.total, total.lowest, total.highest) == (42.5, 30.0, 50.0)
    assert total.by_sheet == (Held("b", 50.0), Held("m", 30.0), Held("agreed", None))


def test_what_the_group_left_open_is_said_to_rest_on_the_scorers() -> None:
    own, two = {sheet("m", "melton"): {"a": [10, 50]}}, [factor("f", 1), factor("g", 1)]
    found = weigh(scoring(own | {AGREED: {"a": [25, None]}}, two))
    said = "1 score was not agreed though others were; the mean of the scorers' sheets stands in."
    assert said in found.cautions
    for rows in (own, own | {AGREED: {"a": [25, 60]}}, own | {AGREED: {"a": [None, None]}}):
        assert not any("not agreed" in one for one in weigh(scoring(rows, two)).cautions), rows


def test_what_was_agreed_is_neither_in_a_mean_nor_among_the_ends_of_the_scorers() -> None:
    rows = {sheet("m", "melton"): {"a": [10]}, sheet("n", "melton", SheetKind.AGREED): {"a": [90]}}
    found = weigh(scoring(rows, [factor("f", 1)]))
    assert found.cells[0].by_organisation == found.totals[0].by_organisation == (Held("melton", 10.0),)
    assert (found.totals[0].total, found.totals[0].lowest, found.totals[0].highest) == (90.0, 10.0, 10.0)


def test_the_evidence_of_a_cell_is_that_of_the_scores_that_count() -> None:
    question = scoring({sheet("m"): {"a": [10]}, AGREED: {"a": [25]}}, [factor("f", 1)])
    own, agreed = question.scores
    weak = replace(question, scores=(replace(own, evidence=Evidence.UNKNOWN), agreed))
    assert weigh(weak).cells[0].evidence is Evidence.ESTIMATED
    alone = replace(question, scores=(replace(own, evidence=Evidence.UNKNOWN),))
    assert weigh(alone).totals[0].evidence is Evidence.UNKNOWN


def test_a_relative_scale_runs_from_the_worst_to_the_best_option_present() -> None:
    found = weigh(made([1, 3], [{"a": [20, 50], "b": [60, 40], "c": [30, 90]}], scale=Scale.RELATIVE))
    assert [cell.scaled for cell in found.cells if cell.factor == "f0"] == [0.0, 100.0, 25.0]
    assert totals(found) == {"a": 15.0, "b": 25.0, "c": 81.25}
    assert found.out_of == 100


@given(tables(scorers=2))
def test_on_a_relative_scale_the_ends_are_nought_and_a_hundred(table: Any) -> None:
    found = weigh(made(*table, scale=Scale.RELATIVE))
    for key in found.factors:
        scaled = [cell.scaled for cell in found.cells if cell.factor == key]
        values = [cell.value for cell in found.cells if cell.factor == key]
        if len(set(values)) == 1:
            assert set(scaled) == {None}
            assert any(f"same on {key}" in caution for caution in found.cautions)
        else:
            assert (min(scaled), max(scaled)) == (0.0, 100.0)


def test_a_relative_scale_without_length_makes_no_total() -> None:
    found = weigh(made([1, 1], [{"a": [5, 1], "b": [5, 2]}], scale=Scale.RELATIVE))
    assert set(totals(found).values()) == {None}
    assert "all score the same on f0" in found.cautions[0]
    assert found.lacking == ()


def test_a_relative_scale_says_whom_it_leaves_out() -> None:
    found = weigh(made([1], [{"a": [5], "b": [9], "c": [None]}], scale=Scale.RELATIVE))
    assert "The relative scale of f0 runs between the options that are scored; without c." in found.cautions
    assert totals(found) == {"a": 0.0, "b": 100.0, "c": None}


def test_an_option_that_is_out_keeps_its_scores_and_takes_no_rank() -> None:
    question = made([1], [{"a": [100], "b": [40], "c": [20]}])
    found = weigh(replace(question, out=("a",)))
    assert (total_of(found, "a").total, total_of(found, "a").rank, total_of(found, "a").out) == (100.0, None, True)
    assert found.ranking == ("b", "c")
    relative = weigh(replace(question, out=("a",), scale=Scale.RELATIVE))
    assert totals(relative) == {"a": 400.0, "b": 100.0, "c": 0.0}, "it does not stretch the scale"


def test_a_sheet_with_gaps_is_named() -> None:
    found = weigh(made([1, 1], [{"a": [1, 2], "b": [3, 4]}, {"a": [1, None], "b": [3, 4]}]))
    assert found.cautions == ("s1 leaves 1 score open, so its means rest on fewer scorers.",)
    assert found.lacking == ()


def test_cost_in_both_is_a_caution() -> None:
    factors = [factor("price", 1, measures_cost=Known.YES)]
    question = scoring({sheet("s"): {"a": [1]}}, factors, has_costs=True)
    assert "cost counts twice" in weigh(question).cautions[0]
    assert weigh(replace(question, has_costs=False)).cautions == ()


def test_nothing_to_compare_is_no_error() -> None:
    found = weigh(Scoring(options=(), factors=()))
    assert (found.cells, found.totals, found.ranking) == ((), (), ())
    unscored = weigh(Scoring(options=(option("a"),), factors=(factor("f"),)))
    assert unscored.lacking == ("a has no score on f.",)


BASE = scoring({sheet("s"): {"a": [10, 20], "b": [30, 40]}}, [factor("f", 1), factor("g", 1)], top=50)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"scores": (score("s", "a", "f", 51),)}, "s, a on f: the score is 51; write a whole number from 0 to 50"),
        ({"scores": (score("s", "a", "f", -1),)}, "s, a on f: the score is -1"),
        ({"scores": (score("s", "a", "f", 1), score("s", "a", "f", 1))}, "s, a on f: scored twice"),
        ({"scores": (score("s", "z", "f", 1),)}, "score of z on f in the sheet s: there is no option z"),
        ({"scores": (score("z", "a", "f", 1),)}, "there is no sheet z"),
        ({"scores": (score("s", "a", "z", 1),)}, "there is no factor z"),
        ({"factors": (factor("f"), factor("g", part_of="f"))}, "s, a on f: this factor has parts"),
        (
            {
                "sheets": (AGREED, replace(AGREED, key="s", name="s")),
                "scores": (score("s", "a", "f", 1), score("agreed", "a", "f", 1)),
            },
            "agreed in s as well",
        ),
        ({"top": 0}, "highest score is 0"),
        ({"out": ("z",)}, "z is said to be out"),
        ({"options": (option("a"), option("a"))}, "option a is given twice"),
        ({"sheets": (sheet("s"), sheet("s"))}, "sheet s is given twice"),
        ({"factors": (factor("f", 1), factor("g"))}, "no swing points"),
    ],
)
def test_scores_that_cannot_be_are_refused_where_they_stand(change: dict[str, Any], fault: str) -> None:
    with pytest.raises(ScoringError, match=fault):
        weigh(replace(BASE, **change))


@given(tables(least=3))
def test_variants_of_the_oracle_rank_as_worked_out_anew(table: Any) -> None:
    swings, (rows,) = table
    expected = {key: plain_total(row, swings) for key, row in rows.items()}
    assume(len(set(expected.values())) == len(expected))
    assert list(weigh(made(swings, [rows])).ranking) == sorted(expected, key=lambda key: -expected[key])
