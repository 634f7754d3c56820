"""Which option costs least, and whether the evidence carries that."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.appraisal.cost_ranking import CostRanking, rank_costs
from severalty.engine.appraisal.cost_tables import CostTable
from severalty.engine.appraisal.costs import option_costs
from severalty.engine.appraisal.lines import CostAmount, CostLine
from severalty.engine.appraisal.separation import Telling
from severalty.engine.evidence import Evidence
from tests.engine.appraisal.costings import amounts, appraisal, costing, line, option

POUND = 100


def table(**options: Any) -> CostTable:
    """A cost table of one year; each option is its pounds, or pounds with low and high and other values."""
    lines: list[CostLine] = []
    rows: list[CostAmount] = []
    for key, values in options.items():
        pounds, low, high, evidence = values if isinstance(values, tuple) else (values, None, None, Evidence.REPORTED)
        lines.append(line(key, option=key, evidence=evidence))
        ends = {name: None if end is None else end * POUND for name, end in (("low", low), ("high", high))}
        rows += amounts(key, {2026: pounds * POUND}, **ends)
    return option_costs(costing(lines, rows, appraisal=appraisal(1)))


def ranks(found: CostRanking) -> list[tuple[str, int | None]]:
    return [(standing.option, standing.rank) for standing in found.options]


def test_the_lowest_comes_first_and_equal_ones_share_a_rank() -> None:
    found = rank_costs(table(a=300, b=100, c=200, d=200))
    assert ranks(found) == [("b", 1), ("c", 2), ("d", 2), ("a", 4)]
    assert [standing.rank_shared for standing in found.options] == [False, True, True, False]
    assert [standing.more_pence for standing in found.options] == [0, 10000, 10000, 20000]
    assert (found.leader, found.verdict) == ("b", Telling.APART)
    assert found.reason == "B has the lowest net present cost, £100; next is C at £200, £100 more."


@given(st.lists(st.integers(0, 50), min_size=2, max_size=5))
def test_ranks_follow_the_costs(pounds: Iterable[int]) -> None:
    options = {chr(97 + n): amount for n, amount in enumerate(pounds)}
    for key, rank in ranks(rank_costs(table(**options))):
        assert rank == 1 + sum(amount < options[key] for amount in options.values())


def test_ranges_that_overlap_do_not_tell_options_apart() -> None:
    found = rank_costs(table(a=(100, 90, 120, Evidence.QUOTED), b=(130, 115, 150, Evidence.QUOTED)))
    assert found.verdict is Telling.NOT_APART
    assert found.leader == "a"
    assert found.reason == (
        "A has the lowest net present cost, £100, but cannot be told apart on this evidence: "
        "it may cost up to £120, and others as little as this: B £115."
    )


@pytest.mark.parametrize(("least", "verdict"), [(120, Telling.NOT_APART), (121, Telling.APART)])
def test_ranges_that_touch_overlap(least: int, verdict: Telling) -> None:
    found = rank_costs(table(a=(100, 90, 120, Evidence.QUOTED), b=(130, least, 150, Evidence.QUOTED)))
    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (Evidence.ESTIMATED, "costs of B are estimated without a range"),
        (Evidence.UNKNOWN, "the evidence for the costs of B is unknown"),
    ],
)
def test_weak_evidence_carries_no_ranking(evidence: Evidence, words: str) -> None:
    found = rank_costs(table(a=100, b=(900, None, None, evidence)))
    assert (found.verdict, found.options[1].why_not) == (Telling.NOT_APART, words)
    assert (found.options[0].told_apart, found.options[1].told_apart) == (None, False)


def test_unknown_evidence_carries_no_ranking_even_with_a_range() -> None:
    assert rank_costs(table(a=100, b=(900, 800, 1000, Evidence.UNKNOWN))).verdict is Telling.NOT_APART


def test_an_estimate_with_a_range_carries_a_ranking() -> None:
    assert rank_costs(table(a=100, b=(900, 800, 1000, Evidence.ESTIMATED))).verdict is Telling.APART


def test_a_contradicted_cost_is_no_cost() -> None:
    found = rank_costs(table(a=100, b=(900, None, None, Evidence.CONTRADICTED)))
    assert ranks(found) == [("a", 1), ("b", None)]
    assert found.verdict is Telling.NOT_APART
    assert found.reason.endswith("cannot be told apart on this evidence: B has no net present cost.")


def test_equal_costs_have_no_leader() -> None:
    found = rank_costs(table(a=100, b=100))
    assert (found.leader, found.verdict) == ("", Telling.NOT_APART)
    assert "A and B cost the same" in found.reason


def test_options_that_are_out_are_not_ranked() -> None:
    found = rank_costs(table(a=100, b=200, c=(200, 150, 300, Evidence.QUOTED)), out=("a", "c"))
    assert ranks(found) == [("b", 1)]
    assert (found.verdict, found.reason) == (Telling.NOTHING, "B is the only option, at £200.")


def test_nothing_is_ranked_where_nothing_is_known() -> None:
    nothing = option_costs(costing([], [], options=(option("a"), option("b"))))
    found = rank_costs(nothing)
    assert (found.leader, found.verdict, found.reason) == ("", Telling.NOTHING, "No option has a net present cost.")
    assert [(standing.rank, standing.told_apart) for standing in found.options] == [(None, None), (None, None)]
    assert rank_costs(nothing, out=("a", "b")).reason == "There are no options to rank."


def test_an_option_that_only_has_variants_is_left_to_them() -> None:
    options = (option("a"), option("a1", part_of="a"), option("b"))
    lines = [line("x", option="a1"), line("y", option="b")]
    rows = [*amounts("x", {2026: 100}), *amounts("y", {2026: 200})]
    found = rank_costs(option_costs(costing(lines, rows, options=options, appraisal=appraisal(1))))
    assert (ranks(found), found.verdict) == ([("a1", 1), ("b", 2)], Telling.APART)
