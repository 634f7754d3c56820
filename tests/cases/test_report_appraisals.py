"""What three councils weighed and how they told their members: the appraisals and papers of the report cases."""

from collections import Counter
from typing import Any

import pytest

from severalty.engine.appraisal.gates import Gating, Viability, gate
from severalty.engine.appraisal.options import Outcome, Passing
from severalty.engine.decisions.papers import TREES, PaperKind, Purpose, SectionKey
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from tests.cases.reports import REPORTS, one, rows_of

pytestmark = pytest.mark.engine_only
each_case = pytest.mark.parametrize("case", REPORTS)

# Lincolnshire's table of paragraph 45, written off the report a second time: service, option, tower, route, in scope.
_DESK, _CLOUD = "Support Desk and Operations", "Managed Cloud Services and Enhanced Security Services"
SERVICES = [
    ("IT Support Desk", "outsource", _DESK, "TS3 framework, Lot 3a", "yes"),
    ("End User Computing", "outsource", _DESK, "TS3 framework, Lot 3a", "yes"),
    ("Managed Cloud Services", "outsource", _CLOUD, "TS3 framework, Lot 3b", "yes"),
    ("Enhanced Security Services", "outsource", _CLOUD, "TS3 framework, Lot 3b", "yes"),
    (
        "Local Area Network (LAN) and WiFi", "outsource", "[Option within the WAN contract]",
        "Option within the WAN procurement", "no",
    ),
    ("Service Integration and Management (SIAM)", "insource", "SIAM (Internal Council owned)", "", "yes"),
    ("Application Support", "insource", "Application Services (Internal Council owned)", "", "yes"),
    ("Technical Operations (DataCentres)", "insource", "Technical Operations (Internal - Council owned)", "", "yes"),
    ("Vendor and Licence Management", "insource", "Vendor and Licence Mgmt (Internal - Council owned)", "", "yes"),
    ("VIP Support", "insource", "VIP Support (Internal - Council owned)", "", "yes"),
]  # fmt: skip

# The cells of its table of paragraph 59: how many points each holds.
POINTS = {
    ("multisource", "pro"): 3, ("multisource", "con"): 2,
    ("prime-provider", "pro"): 1, ("prime-provider", "con"): 3,
    ("full-insource", "pro"): 1, ("full-insource", "con"): 6,
}  # fmt: skip


def _in_place(case: str, table: str) -> list[Any]:
    return sorted(rows_of(case, table), key=lambda row: row.place)


# ------------------------------------------------------------------------------------------------------- the appraisals
@each_case
def test_no_score_weight_or_cost_of_an_option_was_invented(case: str) -> None:
    for table in ("score_sheets", "scores", "cost_lines", "cost_amounts"):
        assert rows_of(case, table) == (), f"{case}/{table}.csv: the report publishes none"
    assert {row.swing for row in rows_of(case, "factors")} <= {None}, f"{case}: the report publishes no weights"


@each_case
def test_one_option_is_preferred_and_says_why(case: str) -> None:
    preferred = [row for row in rows_of(case, "options") if row.outcome is Outcome.PREFERRED]
    assert len(preferred) == 1, f"{case}: {[row.key for row in preferred]} are preferred"
    assert preferred[0].outcome_reason, f"{case}: the preferred option lacks its reason"
    rejected = [row for row in rows_of(case, "options") if row.outcome is Outcome.REJECTED]
    assert all(row.outcome_reason for row in rejected), f"{case}: an option is rejected without a reason"


def test_melton_has_five_options_in_order_and_two_ways_of_going_alone() -> None:
    options = _in_place("melton", "options")
    assert [row.letter for row in options if not row.part_of] == ["a", "b", "c", "d", "e"]
    assert [row.key for row in options if row.part_of == "option-d"] == ["option-d-insourced", "option-d-outsourced"]
    assert [row.key for row in options if row.business_as_usual is Known.YES] == ["option-a"], "S3 5.1: a is of today"
    assert one("melton", "options", "option-b").outcome is Outcome.PREFERRED, "S3 5.3 recommends b"


def test_melton_has_six_factors_in_order_and_one_of_them_is_cost() -> None:
    factors = _in_place("melton", "factors")
    names = ["Cost", "Deliverability", "Complexity", "Control", "Resilience", "Innovation"]
    assert [row.name for row in factors] == names, "S3 5.2"
    assert [row.name for row in factors if row.measures_cost is Known.YES] == ["Cost"]


def test_melton_says_of_no_option_but_the_preferred_one_whether_it_comes_in_time() -> None:
    verdicts = {row.option: row.verdict for row in rows_of("melton", "gate_verdicts")}
    assert verdicts.pop("option-b") is Passing.PASSES, "S3 3.1: deliverable within the timescales"
    assert set(verdicts.values()) == {Passing.UNKNOWN}, "a verdict that the report does not give"


def test_lincolnshire_sources_ten_services_as_paragraph_45_prints_them() -> None:
    found = [
        (row.name, row.model.value, row.tower, row.route, row.in_scope.value)
        for row in _in_place("lincolnshire", "sourcings")
    ]
    assert found == SERVICES
    assert all(row.comment and row.service for row in rows_of("lincolnshire", "sourcings")), "a comment is missing"
    siam = one("lincolnshire", "sourcings", "sourcing-siam")
    assert siam.extent == "strategic SIAM and governance", "only a part of SIAM is insourced"


def test_lincolnshire_bundles_two_and_two_services() -> None:
    bundles = Counter(row.bundle for row in rows_of("lincolnshire", "sourcings") if row.bundle)
    assert sorted(bundles.values()) == [2, 2], "S4 47 names two bundles"


def test_lincolnshire_points_stand_in_the_cells_of_paragraph_59() -> None:
    points = rows_of("lincolnshire", "points")
    assert Counter((row.option, row.side.value) for row in points) == POINTS
    for option, side in POINTS:
        places = [row.place for row in points if (row.option, row.side.value) == (option, side)]
        assert places == list(range(1, len(places) + 1)), f"{option}, {side}: out of order"


def test_lincolnshire_says_of_prime_providers_no_more_than_its_report() -> None:
    texts = [row.text for row in rows_of("lincolnshire", "points") if row.option == "prime-provider"]
    for text in (*texts, one("lincolnshire", "options", "prime-provider").outcome_reason):
        assert "specialist" not in text or "need not be" in text, "S4 59: not necessarily specialists, in every field"


def test_lincolnshire_names_its_options_in_the_order_of_paragraph_59() -> None:
    assert [(row.key, row.letter) for row in _in_place("lincolnshire", "options")] == [
        ("multisource", "Preferred"), ("prime-provider", "A"), ("full-insource", "B"),
    ]  # fmt: skip


def test_lincolnshire_keeps_the_principle_and_the_guide_figure_apart() -> None:
    principle = one("lincolnshire", "envelopes", "no-step-change")
    guide = one("lincolnshire", "envelopes", "guide-figure")
    assert (principle.most_rise, principle.amount, principle.year) == ("0", None, 2024), "S4 9: no step change"
    assert "most_rise: estimated" in principle.value_evidence, "S4 9 prints no percentage: 0 is how it was read"
    assert (guide.amount, guide.most_rise) == (650_000_000, ""), "S4 60: in the order of 6.5m a year"
    assert guide.evidence is Evidence.ESTIMATED, "S4 60 calls it a guide"


def test_havering_first_weighed_two_options_and_added_one() -> None:
    [addendum] = rows_of("havering-newham", "addenda")
    options = _in_place("havering-newham", "options")
    assert [row.key for row in options if not row.addendum] == ["option-one", "option-two"], "S0 4.5.1: the first list"
    assert [row.key for row in options if row.addendum == addendum.key] == ["option-three"], "S0 4.5.3"


def test_only_havering_s_third_option_is_viable() -> None:
    case = "havering-newham"
    gated = gate(Gating(rows_of(case, "options"), rows_of(case, "gates"), rows_of(case, "gate_verdicts")))
    states = {one.option: one.state for one in gated.options}
    assert states == {
        "option-one": Viability.NOT_VIABLE, "option-two": Viability.NOT_VIABLE, "option-three": Viability.VIABLE,
    }, "S0 5.1: the only viable approach"  # fmt: skip


def test_havering_s_costs_decide_nothing_and_both_paper_and_outcome_say_so() -> None:
    [costs] = [row for row in rows_of("havering-newham", "passages") if row.section is SectionKey.COSTS]
    assert (costs.paper, costs.source) == ("scrutiny-2023-11", "S0 4.2")
    for text in (costs.text, one("havering-newham", "options", "option-three").outcome_reason):
        assert "broadly similar" in text, "S0 4.2 is not carried"


def test_the_telephony_saving_is_about_178k_and_nobody_is_said_to_own_it() -> None:
    saving = one("havering-newham", "benefits", "daisy-saving")
    assert (saving.annual, saving.approximate, saving.contract) == (17_800_000, Known.YES, "daisy-telephony")
    assert (saving.owner, saving.starts, saving.appraisal) == ("", None, ""), "S1 2.5.2 states none of these"


# ----------------------------------------------------------------------------------------------------------- the papers
@each_case
def test_each_passage_stands_in_a_section_of_its_paper_and_once(case: str) -> None:
    kinds = {row.key: row.kind for row in rows_of(case, "papers")}
    places = [(row.paper, row.section, row.about) for row in rows_of(case, "passages")]
    assert len(places) == len(set(places)), f"{case}: two passages in one place"
    for row in rows_of(case, "passages"):
        assert row.section in {heading.key for heading in TREES[kinds[row.paper]]}, f"{row.paper} has no {row.section}"


@each_case
def test_what_a_paper_tells_of_one_council_stands_under_a_heading_for_each(case: str) -> None:
    kinds = {row.key: row.kind for row in rows_of(case, "papers")}
    by_council = {kind: {heading.key for heading in tree if heading.by_council} for kind, tree in TREES.items()}
    for row in rows_of(case, "passages"):
        assert bool(row.about) == (row.section in by_council[kinds[row.paper]]), f"{row.paper}, {row.section}"


def test_papers_carry_what_their_heads_state() -> None:
    melton = one("melton", "papers", "cabinet-2020-12")
    assert (melton.meeting_on.code, melton.purpose, melton.subject) == ("2020-12-16", Purpose.DECISION, "future-ict")
    assert (melton.key_decision, melton.call_in, melton.exempt) == (Known.YES, Known.YES, Known.NO), "S3 hdr"
    assert "£50,000" in melton.key_reason
    executive = one("lincolnshire", "papers", "executive-2022-05")
    assert (executive.meeting_on.code, executive.reference) == ("2022-05-04", "I025179"), "S4 hdr"
    scrutiny = one("havering-newham", "papers", "scrutiny-2023-11")
    assert (scrutiny.purpose, scrutiny.meeting_on.code) == (Purpose.NOTING, "2023-11"), "S0 hdr"
    update = one("havering-newham", "papers", "joint-committee-2024-06")
    assert (update.kind, update.organisation) == (PaperKind.PROGRESS, "onesource")
    assert (update.period_from.code, update.period_to.code) == ("2024-04", "2024-06"), "S1 summary"


def test_the_progress_report_tells_of_each_borough_apart() -> None:
    told = {(row.section.value, row.about) for row in rows_of("havering-newham", "passages") if row.about}
    sections = ("technology", "budget", "plans and confidence")
    assert told == {(section, borough) for section in sections for borough in ("havering", "newham")}


def test_every_risk_and_mitigation_of_the_reports_is_told() -> None:
    risks = {
        case: next(row.text for row in rows_of(case, "passages") if row.section is SectionKey.RISKS)
        for case in ("melton", "lincolnshire")
    }
    melton = [line for line in risks["melton"].splitlines() if line.startswith("- ")]
    assert [line[2] for line in melton] == [*"12345678", *"123456789"], "S3 15: eight risks and nine mitigations"
    assert sum("ikelihood" in line and "impact" in line for line in melton) == 8, "a risk without its rating"
    assert risks["lincolnshire"].count("\n- ") == 6, "S4 64"


def test_the_path_to_confidence_has_the_eight_rows_of_the_plan() -> None:
    [plan] = [
        row
        for row in rows_of("havering-newham", "passages")
        if row.section is SectionKey.PLANS and row.about == "havering"
    ]
    assert plan.text.count("\n- ") == 8, "S1 App 2"
    assert "Jan'24" in plan.text, "the month that contradicts the plan is not told"
