"""Whether the scores carry a ranking."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from severalty.engine.appraisal.options import SheetKind
from severalty.engine.appraisal.scoring import weigh
from severalty.engine.appraisal.separation import Separation, Telling, separate
from severalty.engine.evidence import Evidence
from tests.engine.appraisal.scored import factor, made, scoring, sheet, tables

AGREED = sheet("agreed", kind=SheetKind.AGREED)


def verdicts(found: Separation) -> dict[str, Telling]:
    return {pair.other: pair.verdict for pair in found.others}


def test_a_lead_on_every_sheet_is_told_apart() -> None:
    found = separate(made([1, 1], [{"a": [50, 50], "b": [40, 40]}, {"a": [30, 70], "b": [60, 30]}]))
    assert (found.leader, found.verdict, found.caution) == ("a", Telling.APART, "")
    assert found.reason == "a is ahead of every other option on every sheet and in every organisation's mean."
    assert (found.others[0].leader_total, found.others[0].other_total) == (50.0, 42.5)


def test_one_scorer_who_differs_is_named() -> None:
    found = separate(made([1], [{"a": [90], "b": [40], "c": [10]}, {"a": [40], "b": [40], "c": [10]}]))
    assert found.verdict is Telling.NOT_APART
    assert verdicts(found) == {"b": Telling.NOT_APART, "c": Telling.APART}
    assert (found.others[0].against, found.others[0].organisations_against) == (("s1",), ("o1",))
    assert found.reason == "S1 does not put a ahead of b."


def test_a_whole_group_that_differs_is_named() -> None:
    found = separate(made([1], [{"a": [100], "b": [0]}, *[{"a": [1], "b": [2]}] * 5]))
    assert found.reason == "These do not put a ahead of b: s1, s2, s3 and 2 more."


def test_a_council_whose_mean_differs_is_named_though_no_sheet_is_whole() -> None:
    rows = {
        sheet("m1", "melton"): {"a": [10, None], "b": [50, None]},
        sheet("m2", "melton"): {"a": [None, 50], "b": [None, 50]},
        sheet("b1", "blaby"): {"a": [100, 100], "b": [0, 0]},
    }
    found = separate(scoring(rows, [factor("f", 1), factor("g", 1)], organisations={"melton": "Melton Borough"}))
    assert (found.others[0].against, found.others[0].organisations_against) == ((), ("melton",))
    assert found.reason == "The mean of Melton Borough does not put a ahead of b."


def test_an_agreed_score_does_not_hide_that_scorers_differed() -> None:
    rows = {sheet("m"): {"a": [10], "b": [20]}, sheet("n"): {"a": [30], "b": [20]}, AGREED: {"a": [30], "b": [20]}}
    found = separate(scoring(rows, [factor("f", 1)]))
    assert (found.leader, found.verdict, found.others[0].against) == ("a", Telling.NOT_APART, ("m",))


def test_an_agreed_sheet_counts_only_through_what_it_agrees() -> None:
    rows = {sheet("m"): {"a": [10, 90], "b": [20, 20]}, AGREED: {"a": [30, None], "b": [20, None]}}
    found = separate(scoring(rows, [factor("f", 1), factor("g", 1)]))
    assert (found.leader, found.verdict, found.others[0].unable) == ("a", Telling.APART, ())


@pytest.mark.parametrize("weak", [Evidence.UNKNOWN, Evidence.CONTRADICTED])
def test_scores_that_rest_on_nothing_carry_no_ranking(weak: Evidence) -> None:
    question = made([1, 1], [{"a": [90, 90], "b": [1, 1], "c": [2, 2]}])
    scores = tuple(
        replace(one, evidence=weak) if (one.option, one.factor) == ("b", "f1") else one for one in question.scores
    )
    found = separate(replace(question, scores=scores))
    assert verdicts(found) == {"b": Telling.NOT_APART, "c": Telling.APART}
    assert found.others[0].unsupported == (f"b on f1 ({weak.label})",)
    assert found.reason == f"The evidence does not carry a ranking: b on f1 ({weak.label})."


def test_what_weighs_nothing_need_not_rest_on_anything() -> None:
    question = made([1, 0], [{"a": [90, 90], "b": [1, 1]}])
    scores = tuple(replace(one, evidence=Evidence.UNKNOWN) if one.factor == "f1" else one for one in question.scores)
    assert separate(replace(question, scores=scores)).verdict is Telling.APART


def test_illustrative_scores_carry_a_ranking() -> None:
    question = made([1], [{"a": [90], "b": [1]}])
    scores = tuple(replace(one, evidence=Evidence.ILLUSTRATIVE) for one in question.scores)
    assert separate(replace(question, scores=scores)).verdict is Telling.APART


def test_one_sheet_alone_comes_with_a_caution() -> None:
    assert "no spread" in separate(made([1], [{"a": [90], "b": [1]}])).caution
    agreed = separate(scoring({AGREED: {"a": [90], "b": [1]}}, [factor("f", 1)]))
    assert (agreed.verdict, agreed.reason) == (Telling.APART, "a is ahead of every other option on every sheet.")
    assert "agreed" in agreed.caution


def test_equal_totals_are_not_told_apart() -> None:
    found = separate(made([1], [{"a": [5], "b": [5], "c": [1]}]))
    assert (found.leader, found.leaders, found.verdict) == ("", ("a", "b"), Telling.NOT_APART)
    assert found.reason == "These options have the same total: a, b."


def test_an_option_that_is_not_scored_everywhere_is_not_told_apart() -> None:
    found = separate(made([1, 1], [{"a": [90, 90], "b": [1, None], "c": [1, 1]}]))
    assert verdicts(found) == {"b": Telling.NOT_APART, "c": Telling.APART}
    assert found.reason == "b is not scored on f1."


def test_a_sheet_with_gaps_cannot_tell() -> None:
    found = separate(made([1], [{"a": [90], "b": [1]}, {"a": [None], "b": [1]}]))
    assert (found.verdict, found.others[0].unable) == (Telling.NOT_APART, ("s1",))
    assert found.reason == "Scores of a or b are open on: s1."


def test_the_same_verdict_on_several_is_said_once() -> None:
    found = separate(made([1], [{"a": [90], "b": [80], "c": [70]}, {"a": [55], "b": [60], "c": [60]}]))
    assert found.reason == "S1 does not put a ahead of b. The same verdict holds for c."


def test_without_weights_one_leads_that_is_ahead_on_every_factor() -> None:
    found = separate(made([None, None], [{"a": [9, 5], "b": [8, 5], "c": [1, 1]}]))
    assert (found.leader, found.verdict, found.others[0].leader_total) == ("a", Telling.APART, None)
    differing = separate(made([None, None], [{"a": [9, 9], "b": [8, 5]}, {"a": [9, 5], "b": [8, 6]}]))
    assert (differing.leader, differing.verdict) == ("a", Telling.NOT_APART)


def test_without_weights_options_that_each_win_somewhere_are_not_told_apart() -> None:
    found = separate(made([None, None], [{"a": [9, 5], "b": [8, 6]}]))
    assert (found.leader, found.leaders, found.verdict) == ("", (), Telling.NOT_APART)
    assert found.reason == "There are no weights, and no option is ahead of every other on every factor."


def test_without_any_total_nobody_leads() -> None:
    found = separate(made([1, 1], [{"a": [9, None], "b": [None, 6]}]))
    assert (found.verdict, found.others) == (Telling.NOT_APART, ())
    assert found.reason == "No option has a total, because a score or a scale is lacking for each."


def test_without_two_options_or_a_score_there_is_nothing_to_compare() -> None:
    assert separate(made([1], [{"a": [9]}])).verdict is Telling.NOTHING
    assert separate(made([1], [{"a": [None], "b": [None]}])).reason == "No score is on record."
    out = separate(replace(made([1], [{"a": [9], "b": [1]}]), out=("a",)))
    assert (out.verdict, out.reason) == (Telling.NOTHING, "There are not two options to compare.")


@given(tables(scorers=3))
def test_told_apart_means_that_every_sheet_agrees(table: Any) -> None:
    swings, sheets = table
    found, totals = separate(made(swings, sheets)), {one.option: one for one in weigh(made(swings, sheets)).totals}
    for pair in found.others:
        ours, theirs = totals[found.leader].by_sheet, totals[pair.other].by_sheet
        ahead = all((one.value or 0) > (two.value or 0) for one, two in zip(ours, theirs, strict=True))
        assert (pair.verdict is Telling.APART) == ahead


@given(tables(scorers=2))
def test_the_leader_has_the_highest_total(table: Any) -> None:
    found, first = separate(made(*table)), weigh(made(*table)).ranking[0]
    assert found.leader == first if len(found.leaders) == 1 else first in found.leaders
