"""The invented appraisal: it is whole, its verdict is close, and what one council keeps to itself stays with it."""

from collections import Counter
from functools import cache
from typing import Any

import pytest

from severalty.engine.appraisal.charges import Funding, Recurrence
from severalty.engine.appraisal.cost_tables import Costing, CostTable
from severalty.engine.appraisal.costs import option_costs
from severalty.engine.appraisal.discounting import Band, Schedule
from severalty.engine.appraisal.gates import Gating, Viability, gate
from severalty.engine.appraisal.lines import BenefitKind, Prices
from severalty.engine.appraisal.matrix import Scoring
from severalty.engine.appraisal.options import Outcome, Rates, SheetKind
from severalty.engine.appraisal.scoring import weigh
from severalty.engine.appraisal.separation import Telling, separate
from severalty.engine.decisions.papers import TREES, PaperKind
from severalty.engine.estate.parties import Audience
from tests.cases.demonstration import APPRAISED, items_by_key, records, rows

pytestmark = pytest.mark.engine_only
FAILED = "keep-sharing"


def _leaves() -> set[str]:
    return {row.key for row in records("factors")} - {row.part_of for row in records("factors")}


@cache
def _scoring(without: str = "") -> Scoring:
    return Scoring(
        options=records("options"),
        factors=records("factors"),
        sheets=tuple(row for row in records("score_sheets") if row.key != without),
        scores=tuple(row for row in records("scores") if row.sheet != without),
        out=(FAILED,),
    )


@cache
def _costs() -> CostTable:
    rates = Schedule(Rates.STANDARD, "3.5 per cent", (Band(0, None, "3.5"),))
    [appraisal] = records("appraisals")
    return option_costs(
        Costing(
            appraisal, records("options"), records("cost_lines"), records("cost_amounts"), rates,
            records("cost_keys"), records("key_counts"),
        )
    )  # fmt: skip


def _economic(option: str) -> Any:
    return next(one.economic for one in _costs().options if one.option == option)


# ---------------------------------------------------------------------------------------------------------- it is whole
def test_every_table_of_an_appraisal_is_filled() -> None:
    tables = (*APPRAISED, "points", "gate_verdicts", "scores", "cost_amounts")
    assert [table for table in tables if not rows(table)] == [], "tables without a row"


def test_six_options_of_which_one_is_of_today_and_one_came_later() -> None:
    options = records("options")
    assert [row.letter for row in options] == list("abcdef")
    assert [row.key for row in options if row.business_as_usual == "yes"] == [FAILED]
    assert [row.key for row in options if row.addendum] == ["hybrid-shared-security"]
    assert {row.outcome for row in options} == set(Outcome), "an outcome does not occur"


def test_one_option_fails_a_gate_and_of_one_it_is_not_known() -> None:
    gated = gate(Gating(records("options"), records("gates"), records("gate_verdicts")))
    states = {one.option: one.state for one in gated.options}
    assert len(gated.gates) == 4
    assert states.pop(FAILED) is Viability.NOT_VIABLE
    assert states.pop("hybrid-shared-security") is Viability.UNKNOWN
    assert set(states.values()) == {Viability.VIABLE}
    assert all(row.reason for row in records("gate_verdicts")), "a verdict without a reason"


def test_nine_factors_in_three_groups_are_weighted_and_anchored() -> None:
    factors = {row.key: row for row in records("factors")}
    assert Counter(factors[key].part_of for key in _leaves()) == {
        "F-quality": 3, "F-own-course": 3, "F-delivery": 3,
    }  # fmt: skip
    assert all(row.swing for row in factors.values()), "a factor without a swing"
    assert all(factors[key].anchor_low and factors[key].anchor_high for key in _leaves()), "a scale without its ends"
    for group in {row.part_of for row in factors.values()}:
        swings = [row.swing for row in factors.values() if row.part_of == group]
        assert max(swings) == 100, f"no factor of {group or 'the whole'} matters most"


def test_three_scorers_of_each_council_and_the_group_scored_everything_with_a_reason() -> None:
    sheets = records("score_sheets")
    own = Counter(row.organisation for row in sheets if row.kind is SheetKind.INDIVIDUAL)
    assert own == {"alderbourne": 3, "stanmere": 3}
    assert sum(row.kind is SheetKind.AGREED for row in sheets) == 1
    scored = Counter(row.sheet for row in records("scores"))
    assert scored == {row.key: len(records("options")) * len(_leaves()) for row in sheets}
    assert all(row.reason for row in records("scores")), "a score without a reason"


def test_every_option_costs_something_in_every_year_and_nothing_stands_in_the_way() -> None:
    faults = [fault.sentence for one in _costs().options for fault in one.faults]
    assert faults == [], "cost lines with faults"
    for one in _costs().options:
        assert len(one.economic.years) == 6
        assert all(year.pence for year in one.economic.years), f"{one.option} costs nothing in a year"


def test_cost_lines_of_every_sort_occur() -> None:
    lines = records("cost_lines")
    assert {row.funding for row in lines} >= {Funding.REVENUE, Funding.CAPITAL}
    assert {row.recurrence for row in lines} == set(Recurrence)
    assert {row.prices for row in lines} == {Prices.REAL, Prices.CASH}
    assert {row.borne_by for row in lines} == {"", "alderbourne", "stanmere"}
    assert {row.cost_key for row in lines} >= {"K-users-2026", "K-devices-2026", "K-circuits-2026", "K-equal"}
    assert {row.treatment.value for row in lines} >= {"counted", "sunk cost", "transfer between partners"}


def test_what_a_lead_authority_is_paid_cancels_between_the_boroughs() -> None:
    sums = Counter[int]()
    transfers = {row.key for row in records("cost_lines") if row.treatment == "transfer between partners"}
    for row in records("cost_amounts"):
        if row.cost_line in transfers:
            sums[row.year] += row.amount
    assert sums
    assert set(sums.values()) == {0}, "paid and received differ"


def test_amounts_lie_within_their_ranges_and_most_have_one() -> None:
    amounts = records("cost_amounts")
    ranged = [row for row in amounts if row.low is not None]
    assert len(ranged) * 10 >= len(amounts) * 8, "too few amounts have a range"
    assert all(row.low <= row.amount <= row.high for row in ranged), "an amount outside its range"


def test_two_boroughs_spend_what_two_boroughs_might() -> None:
    for one in _costs().options:
        last = one.economic.years[-1].pence
        assert 9_000_000_00 <= last <= 14_000_000_00, f"{one.option} costs £{last // 100:,} a year in the end"


def test_what_a_borough_states_of_its_capital_is_what_its_envelopes_say() -> None:
    stated = {row.key: row for row in records("assumptions")}
    for key, borough, parts in (("ALD-S-01", "alderbourne", ()), ("STA-S-01", "stanmere", ("£2.6m", "£1.5m"))):
        capital = [row.amount for row in records("envelopes") if row.key.startswith(f"EN-{borough[:3]}-capital")]
        assert stated[key].amount == sum(capital), f"{key}: another sum than the envelopes'"
        assert all(part in stated[key].statement for part in parts), f"{key}: approved money and a bid are mixed up"


def test_benefits_are_cashable_or_not_and_each_is_owned_and_measured() -> None:
    benefits = records("benefits")
    assert len(benefits) == 5
    assert {row.kind for row in benefits} == {BenefitKind.CASHABLE, BenefitKind.NON_CASHABLE}
    assert all(row.owner and row.owner_post and row.measure and row.starts for row in benefits)


def test_fourteen_services_are_sourced_and_one_of_them_is_not_settled() -> None:
    sourcings = records("sourcings")
    assert len(sourcings) == len({row.service for row in sourcings}) == 14
    assert [row.service for row in sourcings if row.model == "unknown"] == ["cctv"]
    assert {row.model.value for row in sourcings} >= {"insource", "outsource", "hybrid", "shared"}


# ------------------------------------------------------------------------------------------------- the verdict is close
def test_the_hybrid_leads_but_one_scorer_keeps_it_from_being_told_apart() -> None:
    verdict = separate(_scoring())
    assert (verdict.leader, verdict.verdict) == ("hybrid", Telling.NOT_APART)
    against = {pair.other: pair.against for pair in verdict.others if pair.verdict is Telling.NOT_APART}
    assert against == {"managed-provider": ("STA-SS-02",)}, "Stanmere's Head of Finance was to differ, and nobody else"
    assert separate(_scoring("STA-SS-02")).verdict is Telling.APART, "without that sheet the hybrid was to be apart"


def test_costs_of_hybrid_and_managed_provider_overlap() -> None:
    hybrid, managed = _economic("hybrid"), _economic("managed-provider")
    assert managed.npc_pence < hybrid.npc_pence, "the managed provider was to cost a little less"
    assert managed.high_npc_pence > hybrid.low_npc_pence, "their ranges were to meet"
    assert hybrid.npc_pence - managed.npc_pence < managed.npc_pence // 20, "they were to lie close together"


def test_the_cheapest_option_of_all_is_the_one_that_fails() -> None:
    costs = {one.option: one.economic.npc_pence for one in _costs().options}
    assert min(costs, key=lambda key: costs[key]) == FAILED


def test_councils_differ_most_on_control() -> None:
    apart = {
        (cell.option, cell.factor): cell.between_organisations
        for cell in weigh(_scoring()).cells
        if cell.between_organisations is not None
    }
    most = max(apart, key=lambda place: apart[place])
    assert most == ("lead-authority", "F-control"), f"they differ most on {most}"
    assert apart[most] >= 50


# ------------------------------------------------------------------------------------------ papers, and what is private
def test_each_cabinet_has_a_paper_with_words_for_every_section_and_there_is_a_progress_report() -> None:
    papers = {row.key: row for row in records("papers")}
    assert Counter(row.kind for row in papers.values()) == {
        PaperKind.COMMITTEE: 2, PaperKind.PROGRESS: 1, PaperKind.DISPOSITIONS: 1, PaperKind.IMPACT: 1,
    }  # fmt: skip
    for paper in (row for row in papers.values() if row.kind in (PaperKind.COMMITTEE, PaperKind.PROGRESS)):
        told = {(row.section, row.about) for row in records("passages") if row.paper == paper.key}
        for heading in TREES[paper.kind]:
            wanted = ("alderbourne", "stanmere") if heading.by_council else ("",)
            missing = [about for about in wanted if heading.key and (heading.key, about) not in told]
            assert missing == [], f"{paper.key}: nothing on {heading.words} {missing}"


def test_one_sheet_and_one_cost_line_are_alderbourne_s_alone() -> None:
    kept = {
        row.key: row.recorded_by
        for key, row in items_by_key().items()
        if row.audience is Audience.HOLDERS and key in {one.key for table in APPRAISED for one in records(table)}
    }
    assert kept == {"ALD-SS-02": "alderbourne", "ALD-CL-01": "alderbourne"}


def test_the_verdict_is_the_same_for_those_who_do_not_see_the_private_sheet() -> None:
    assert separate(_scoring("ALD-SS-02")).verdict is separate(_scoring()).verdict
