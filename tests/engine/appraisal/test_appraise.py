"""An appraisal as a whole: gates, then value and cost, and what the evidence lets one conclude."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.appraisal.appraise import Appraised, Conclusion, Question, Standing, appraise
from severalty.engine.appraisal.lines import Prices
from severalty.engine.appraisal.options import Gate, GateVerdict, Outcome, Passing
from severalty.engine.appraisal.weights import ScoringError
from severalty.engine.evidence import Evidence
from tests.engine.appraisal.costings import STANDARD, amounts, appraisal, line, option
from tests.engine.appraisal.scored import factor, scores_of, sheet

GATE = Gate(key="january", name="Live by January", appraisal="it")
POUND = 100
Rows = Mapping[str, Sequence[int | None]]


def question(
    keys: str = "ab", scores: Rows | None = None, pounds: Mapping[str, int] | None = None,
    swings: Sequence[int | None] = (60, 40), **values: Any,
) -> Question:  # fmt: skip
    """Options with one sheet of scores and what each costs in its one year, as far as they are given."""
    factors = tuple(factor(f"f{place}", swing) for place, swing in enumerate(swings)) if scores else ()
    found: dict[str, Any] = {
        "appraisal": appraisal(1),
        "options": tuple(option(key, name=f"Option {key}", place=place) for place, key in enumerate(keys)),
        "schedule": STANDARD,
        "factors": factors,
        "sheets": (sheet("s"),) if scores else (),
        "scores": scores_of("s", scores, factors) if scores else (),
        "lines": tuple(line(key, option=key) for key in pounds or {}),
        "amounts": tuple(row for key, value in (pounds or {}).items() for row in amounts(key, {2026: value * POUND})),
    }
    return Question(**found | values)


def said(verdicts: Mapping[str, Passing]) -> dict[str, Any]:
    """One gate with a verdict for some options."""
    return {
        "gates": (GATE,),
        "verdicts": tuple(
            GateVerdict(gate=GATE.key, option=key, verdict=verdict, reason="The plan says so")
            for key, verdict in verdicts.items()
        ),
    }


def of(found: Appraised, key: str) -> Standing:
    [standing] = [one for one in found.standings if one.option == key]
    return standing


# ----------------------------------------------------------------------------------------------------- the conclusions
def test_without_scores_and_costs_nothing_is_ranked() -> None:
    found = appraise(question())
    assert (found.conclusion, found.leader) == (Conclusion.NOTHING, "")
    assert (found.scores, found.costs, found.problems) == (None, None, ())
    assert {one.score for one in found.standings} == {one.npc_pence for one in found.standings} == {None}


@pytest.mark.parametrize("keys", ["", "a"])
def test_fewer_than_two_options_are_nothing_to_compare(keys: str) -> None:
    whole = question(keys, {key: [9, 9] for key in keys}, dict.fromkeys(keys, 5))
    assert appraise(whole).conclusion is Conclusion.NOTHING


def test_where_every_option_fails_a_gate_none_is_viable_however_well_it_scores() -> None:
    found = appraise(question("ab", {"a": [90, 90], "b": [1, 1]}, **said({"a": Passing.FAILS, "b": Passing.FAILS})))
    assert (found.conclusion, found.leader) == (Conclusion.NONE_VIABLE, "")
    assert [one.rank for one in found.standings] == [None, None], "an option that is out takes a rank"
    assert all(one.out and one.viable is False for one in found.standings)


def test_the_one_option_that_passes_is_the_only_viable_one_though_another_is_better() -> None:
    verdicts = said({"a": Passing.FAILS, "b": Passing.PASSES})
    found = appraise(question("ab", {"a": [90, 90], "b": [1, 1]}, {"a": 1, "b": 9}, **verdicts))
    assert (found.conclusion, found.leader) == (Conclusion.ONLY_VIABLE, "b")
    assert of(found, "a").cost_rank is None
    assert of(found, "b").cost_rank == 1


def test_the_one_option_left_is_not_said_to_pass_where_nobody_said_so() -> None:
    found = appraise(question(**said({"a": Passing.FAILS})))
    assert (found.conclusion, found.leader, of(found, "b").viable) == (Conclusion.ONLY_VIABLE, "b", None)
    assert found.reason == "A gate shuts out every option but Option b. Of that one: Live by January: not known."


def test_gates_that_shut_nothing_out_decide_nothing() -> None:
    passed = said({"a": Passing.PASSES, "b": Passing.PASSES})
    assert appraise(question("ab", {"a": [9, 9], "b": [1, 1]}, **passed)).conclusion is Conclusion.LEADS


def test_a_leader_whose_gate_is_open_is_named_with_that() -> None:
    found = appraise(question("ab", {"a": [9, 9], "b": [1, 1]}, **said({"b": Passing.PASSES})))
    assert (found.conclusion, found.leader) == (Conclusion.LEADS, "a")
    assert found.reason.endswith("Whether Option a is viable is not known: Live by January: not known.")


def test_value_alone_leads() -> None:
    found = appraise(question("ab", {"a": [9, 9], "b": [1, 1]}))
    assert (found.conclusion, found.leader) == (Conclusion.LEADS, "a")
    assert found.reason == "On value: Option a is ahead of every other option on every sheet."
    assert [(one.score, one.rank) for one in found.standings] == [(9.0, 1), (1.0, 2)]


def test_cost_alone_leads() -> None:
    found = appraise(question("ab", pounds={"a": 300, "b": 100}))
    assert (found.conclusion, found.leader) == (Conclusion.LEADS, "b")
    assert found.reason.startswith("On cost: Option b has the lowest net present cost, £100;")
    assert [(one.npc_pence, one.cost_rank) for one in found.standings] == [(30_000, 2), (10_000, 1)]


def test_value_and_cost_that_agree_lead_together() -> None:
    found = appraise(question("ab", {"a": [9, 9], "b": [1, 1]}, {"a": 100, "b": 300}))
    assert (found.conclusion, found.leader) == (Conclusion.LEADS, "a")
    assert "On value:" in found.reason
    assert "On cost:" in found.reason


def test_value_and_cost_that_point_apart_speak_for_nobody() -> None:
    found = appraise(question("ab", {"a": [9, 9], "b": [1, 1]}, {"a": 300, "b": 100}))
    assert (found.conclusion, found.leader) == (Conclusion.DIFFER, "")
    assert found.reason.startswith("Option a leads on value and Option b on cost.")


def test_a_lead_on_value_stands_where_costs_cannot_be_told_apart() -> None:
    found = appraise(question("ab", {"a": [9, 9], "b": [1, 1]}, {"a": 300, "b": 300}))
    assert (found.conclusion, found.leader) == (Conclusion.LEADS, "a")


@pytest.mark.parametrize(
    ("scores", "pounds"),
    [
        ({"a": [5, 5], "b": [5, 5]}, None),
        (None, {"a": 300, "b": 300}),
        ({"a": [5, 5], "b": [5, 5]}, {"a": 300, "b": 300}),
    ],
)
def test_what_is_even_cannot_be_told_apart(scores: Rows | None, pounds: Mapping[str, int] | None) -> None:
    found = appraise(question("ab", scores, pounds))
    assert (found.conclusion, found.leader) == (Conclusion.NOT_APART, "")


def test_without_weights_an_option_leads_only_where_it_is_ahead_on_every_factor() -> None:
    ahead = appraise(question("ab", {"a": [9, 9], "b": [1, 9]}, swings=(None, None)))
    mixed = appraise(question("ab", {"a": [9, 1], "b": [1, 9]}, swings=(None, None)))
    assert (ahead.conclusion, ahead.leader) == (Conclusion.LEADS, "a")
    assert mixed.conclusion is Conclusion.NOT_APART
    assert [one.score for one in ahead.standings] == [None, None], "a total without weights"
    assert [one.factors_won for one in mixed.standings] == [1, 1]
    assert ahead.crossings is None


@pytest.mark.parametrize("weak", [Evidence.UNKNOWN, Evidence.CONTRADICTED])
def test_costs_that_rest_on_nothing_carry_no_ranking(weak: Evidence) -> None:
    whole = question("ab", pounds={"a": 300, "b": 100})
    lines = tuple(replace(one, evidence=weak) if one.option == "b" else one for one in whole.lines)
    assert appraise(replace(whole, lines=lines)).conclusion is not Conclusion.LEADS


def test_estimates_whose_ranges_meet_carry_no_ranking() -> None:
    whole = question("ab", pounds={"a": 300, "b": 100})
    lines = tuple(replace(one, evidence=Evidence.ESTIMATED) for one in whole.lines)
    near = tuple(replace(one, low=9_000, high=31_000) for one in whole.amounts)
    assert appraise(replace(whole, lines=lines, amounts=near)).conclusion is Conclusion.NOT_APART
    far = tuple(replace(one, low=one.amount, high=one.amount) for one in whole.amounts)
    assert appraise(replace(whole, lines=lines, amounts=far)).conclusion is Conclusion.LEADS


# ---------------------------------------------------------------------------------- what cannot be worked out, and said
def test_weights_that_cannot_be_scaled_are_a_problem_and_costs_are_compared_all_the_same() -> None:
    found = appraise(question("ab", {"a": [9, 9], "b": [1, 1]}, {"a": 300, "b": 100}, swings=(0, 0)))
    assert (found.scores, found.by_factor, found.separation, found.crossings) == (None, None, None, None)
    assert len(found.problems) == 1
    assert "nought" in found.problems[0]
    assert (found.conclusion, found.leader) == (Conclusion.LEADS, "b")


def test_an_appraisal_without_years_has_no_costs_says_so_and_compares_scores_all_the_same() -> None:
    whole = question("ab", {"a": [9, 9], "b": [1, 1]}, {"a": 300, "b": 100})
    found = appraise(replace(whole, appraisal=appraisal(1, first_year=None)))
    assert {one.npc_pence for one in found.standings} == {None}
    assert any("first year" in one for one in found.cautions), found.cautions
    assert (found.conclusion, found.leader) == (Conclusion.LEADS, "a")


def test_an_option_without_costs_in_a_year_has_no_net_present_cost_and_the_year_is_named() -> None:
    whole = question("ab", pounds={"a": 300, "b": 100}, appraisal=appraisal(2))
    filled = (*whole.amounts, *amounts("a", {2027: 100}))
    found = appraise(replace(whole, amounts=filled))
    assert of(found, "b").npc_pence is None
    assert of(found, "a").npc_pence is not None
    assert any("2027/28" in one for one in found.cautions), found.cautions


def test_real_and_cash_lines_are_never_mixed_without_an_inflation() -> None:
    whole = question("ab", pounds={"a": 300, "b": 100}, appraisal=appraisal(2))
    lines = tuple(replace(one, prices=Prices.CASH) if one.option == "b" else one for one in whole.lines)
    later = tuple(row for key in "ab" for row in amounts(key, {2027: 100}))
    mixed = replace(whole, lines=lines, amounts=(*whole.amounts, *later))
    assert of(appraise(mixed), "b").npc_pence is None, "a cash amount was taken for a real one"
    known = replace(mixed, appraisal=appraisal(2, inflation="2.0"))
    assert of(appraise(known), "b").npc_pence is not None


def test_a_figure_without_a_source_is_told() -> None:
    whole = question("ab", pounds={"a": 300, "b": 100})
    lines = tuple(replace(one, source="") if one.option == "b" else one for one in whole.lines)
    assert any("source" in one for one in appraise(replace(whole, lines=lines)).cautions)
    assert not any("source" in one for one in appraise(whole).cautions)


def test_a_verdict_on_what_is_not_there_is_refused() -> None:
    with pytest.raises(ScoringError):
        appraise(question(**said({"z": Passing.PASSES})))


def test_what_people_chose_is_kept_apart_from_what_the_evidence_says() -> None:
    whole = question("ab", {"a": [9, 9], "b": [1, 1]})
    chosen = tuple(
        replace(one, outcome=Outcome.PREFERRED, outcome_reason="Members asked for it") if one.key == "b" else one
        for one in whole.options
    )
    found = appraise(replace(whole, options=chosen))
    assert (found.leader, found.preferred) == ("a", ("b",))
    assert of(found, "b").outcome_reason == "Members asked for it"


# ------------------------------------------------------------------------------------------------------------ the laws
SCORES = st.integers(0, 100)
KEYS = "abcd"


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Two to four options with scores on two factors, costs, and verdicts at one gate."""
    keys = KEYS[: draw(st.integers(2, 4))]
    scores = {key: [draw(SCORES), draw(SCORES)] for key in keys}
    pounds = {key: draw(st.integers(1, 5)) * 1_000 for key in keys}
    verdicts = {key: draw(st.sampled_from(Passing)) for key in keys}
    weights = draw(st.sampled_from([(60, 40), (None, None), (1, 0)]))
    return question(keys, scores, pounds, weights, **said(verdicts))


@given(questions())
def test_nothing_that_a_gate_shuts_out_leads_or_takes_a_rank(whole: Question) -> None:
    found = appraise(whole)
    out = {one.option for one in found.standings if one.out}
    assert found.leader not in out
    assert all(one.rank is None and one.cost_rank is None for one in found.standings if one.out)
    failed = {one.option for one in whole.verdicts if one.verdict is Passing.FAILS}
    assert out == failed


@given(questions(), st.lists(SCORES, min_size=8, max_size=8), st.integers(1, 9))
def test_what_is_out_changes_nothing_for_the_others(whole: Question, other: list[int], pounds: int) -> None:
    found = appraise(whole)
    out = {one.option for one in found.standings if one.out}
    scores = tuple(
        replace(one, score=other[place % 8]) if one.option in out else one for place, one in enumerate(whole.scores)
    )
    costs = tuple(replace(one, amount=pounds) if one.cost_line in out else one for one in whole.amounts)
    again = appraise(replace(whole, scores=scores, amounts=costs))
    assert (again.conclusion, again.leader) == (found.conclusion, found.leader)
    assert [one for one in again.standings if not one.out] == [one for one in found.standings if not one.out]


@given(questions(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_decides_nothing(whole: Question, chance: Any) -> None:
    def shuffled(rows: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(chance.sample(rows, len(rows)))

    again = replace(
        whole,
        scores=shuffled(whole.scores),
        verdicts=shuffled(whole.verdicts),
        lines=shuffled(whole.lines),
        amounts=shuffled(whole.amounts),
        options=shuffled(whole.options),
        factors=shuffled(whole.factors),
    )
    first, second = appraise(whole), appraise(again)
    assert (first.conclusion, first.leader) == (second.conclusion, second.leader)
    assert first.standings == second.standings


@given(questions())
def test_a_conclusion_speaks_for_an_option_exactly_where_it_says_so(whole: Question) -> None:
    found = appraise(whole)
    speaks = found.conclusion in (Conclusion.LEADS, Conclusion.ONLY_VIABLE)
    assert bool(found.leader) == speaks
    assert found.reason.endswith(".")


@given(questions(), st.sampled_from([5, 40, 1_000]))
def test_swings_in_another_unit_change_nothing(whole: Question, times: int) -> None:
    scaled = tuple(replace(one, swing=None if one.swing is None else one.swing * times) for one in whole.factors)
    assert appraise(replace(whole, factors=scaled)).standings == appraise(whole).standings
