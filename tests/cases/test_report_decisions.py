"""What the reports state of bodies, meetings, decisions and promises: no more, in order, as precise as printed."""

from typing import Any

import pytest

from severalty.engine.dates import Precision
from severalty.engine.decisions.acts import acts_in
from severalty.engine.decisions.meetings import MeetingState, PlanKind
from severalty.engine.decisions.resolutions import CommitmentKind, CommitmentState, Form
from severalty.engine.fields import Known
from tests.cases.reports import REPORTS, manifest_of, one, rows_of

CASE = "havering-newham"
UNSTATED = ("overrides", "authorised_acts", "core_versions", "core_exempt_terms")
pytestmark = pytest.mark.engine_only
each_case = pytest.mark.parametrize("case", REPORTS)


def _told() -> list[tuple[Any, str]]:
    """What happened, by day: meetings, decisions and commitments of Havering and Newham that have one."""
    days = [(row.meets_on, row.key) for row in rows_of(CASE, "meetings")]
    days += [(row.decided_on, row.key) for row in rows_of(CASE, "resolutions")]
    days += [(row.made_on, row.key) for row in rows_of(CASE, "commitments")]
    return sorted((day, key) for day, key in days if day is not None)


# ---------------------------------------------------------------------------------------------------------- all reports
@each_case
def test_no_fact_waits_for_the_stage_that_is_here(case: str) -> None:
    assert "decisions" not in {entry["stage"] for entry in manifest_of(case)["not_held"]}


@each_case
def test_no_override_act_digest_attendance_or_publication_was_invented(case: str) -> None:
    assert [table for table in UNSTATED if rows_of(case, table)] == [], f"{case}: the reports state none of these"
    meetings = rows_of(case, "meetings")
    assert [row.key for row in meetings if row.present or row.agenda_on or row.minutes_on] == []
    assert [row.key for row in rows_of(case, "resolutions") if row.published_on or row.core_digest] == []
    assert [row.key for row in rows_of(case, "bodies") if row.seats or row.quorum] == []
    assert [row.key for row in rows_of(case, "delegations") if row.limit is not None] == [], "no limit is printed"


@each_case
def test_acts_of_delegations_are_acts_and_said_to_be_a_reading(case: str) -> None:
    for row in rows_of(case, "delegations"):
        assert acts_in(row.acts).others == (), f"{row.key}: {row.acts}"
        assert not row.acts or "acts: estimated" in row.value_evidence, f"{row.key}: who says that it covers these?"


@each_case
def test_informal_agreements_are_of_bodies_that_do_not_decide(case: str) -> None:
    for row in rows_of(case, "resolutions"):
        body = one(case, "bodies", row.body)
        assert row.form is not Form.INFORMAL or body.formal is not Known.YES, row.key
        assert row.form is not Form.RESOLUTION or body.formal is Known.YES, row.key


@each_case
def test_posts_stand_where_people_would(case: str) -> None:
    posts = [row.post for row in rows_of(case, "body_members")] + [row.owner for row in rows_of(case, "commitments")]
    posts += [row.holder for row in rows_of(case, "delegations")] + [row.placed_by for row in rows_of(case, "holds")]
    words = ("Officer", "Lead", "Holder", "Director", "Chief", "Councillor", "Leader", "Council", "Executive")
    assert [post for post in posts if post and not any(word in post for word in words)] == []


# -------------------------------------------------------------------------------- Havering and Newham, November 2022 on
def test_the_history_runs_from_an_informal_agreement_to_the_committee_of_june_2024() -> None:
    order = [key for _, key in _told()]
    wanted = [
        "informal-2022-11", "havering-leaves-2023-04", "way-forward-2023-05", "joint-committee-2023-10",
        "option-three-elt", "option-three-theme-board", "letter-2023-11-07", "joint-committee-2023-12",
        "havering-cabinet-2024-02", "havering-cabinet-2024-04", "onesource-committee-2024-06-19",
    ]  # fmt: skip
    assert [key for key in order if key in wanted] == wanted


def test_a_day_is_on_record_only_where_a_day_is_printed() -> None:
    exact = {key: str(day) for day, key in _told() if day.precision is Precision.DAY}
    own = {"join-modernisation", "own-delivery", "new-advisers", "honour-may-2023"}
    assert {key: day for key, day in exact.items() if key not in own} == {
        "elt-2023-11-03": "3 November 2023", "option-three-elt": "3 November 2023",
        "theme-board-2023-11-06": "6 November 2023", "option-three-theme-board": "6 November 2023",
        "letter-2023-11-07": "7 November 2023", "letter-answered-2023-11-07": "7 November 2023",
        "onesource-committee-2024-06-19": "19 June 2024",
    }  # fmt: skip
    assert {exact[key] for key in own} == {"6 November 2023"}, "promised with the choice of Option Three"
    undated = [row.key for row in rows_of(CASE, "resolutions") if row.decided_on is None]
    assert all("decided_on: unknown" in one(CASE, "resolutions", key).value_evidence for key in undated), undated


def test_the_joint_committee_was_put_off_by_two_to_three_weeks() -> None:
    first, then = one(CASE, "meetings", "joint-committee-2023-11-14"), one(CASE, "meetings", "joint-committee-2023-12")
    assert (first.state, first.meets_on, first.put_off_to) == (MeetingState.PUT_OFF, None, then.key)
    assert str(first.planned_on) == str(then.planned_on) == "14 November 2023", "S0 6.2, 7.1"
    late = (then.meets_on.first - first.planned_on.first).days, (then.meets_on.last - first.planned_on.last).days
    assert (late, then.meets_on.about) == ((14, 21), True), "S0 8.1: circa 2 to 3 weeks"
    assert "meets_on: estimated" in then.value_evidence


def test_both_cabinets_are_to_approve_one_core_and_april_is_for_havering_alone() -> None:
    [core] = rows_of(CASE, "cores")
    needed = {(row.organisation, row.body) for row in rows_of(CASE, "core_bodies")}
    assert needed == {("havering", "havering-cabinet"), ("newham", "newham-cabinet")}, "S0 7.3"
    on_it = {row.body: row.meeting for row in rows_of(CASE, "matters") if row.core == core.key}
    assert on_it == {"havering-cabinet": "havering-cabinet-2024-02", "newham-cabinet": "newham-cabinet-2024-02"}
    alone = one(CASE, "matters", "preparing-havering")
    assert (alone.core, alone.meeting, alone.source) == ("", "havering-cabinet-2024-04", "S0 7.4")
    assert all((core.approach, core.timeline, core.costing)), "S0 7.3"


def test_cabinet_of_november_2023_did_not_get_the_plan_and_procurement_stood_still() -> None:
    plan = one(CASE, "matters", "formal-plan-2023-11")
    assert (str(plan.decide_on), plan.meeting) == ("November 2023", ""), "S0 2.7"
    assert plan.outcome.startswith("Not put before Cabinet")
    [hold] = rows_of(CASE, "holds")
    assert (hold.placed_by, str(hold.starts), hold.until, hold.lifted_on) == (
        "Section 151 Officer",
        "October 2023",
        None,
        None,
    )


def test_newham_was_told_after_the_month_in_which_it_was_promised() -> None:
    promise = one(CASE, "commitments", "tell-newham-2023-10")
    assert (promise.organisation, promise.towards, str(promise.due)) == ("havering", "newham", "October 2023"), "S0 3.5"
    assert promise.state is CommitmentState.KEPT
    assert promise.done_on.first > promise.due.last, "S0 6.1"
    answer = one(CASE, "commitments", "letter-answered-2023-11-07")
    assert (answer.organisation, answer.towards, answer.kind) == ("newham", "havering", CommitmentKind.LETTER)


def test_the_authority_of_the_s151_officer_has_eight_heads() -> None:
    heads = [row for row in rows_of(CASE, "delegations") if row.resolution == "authority-s151"]
    assert [row.source for row in heads] == [f"S2 2.1.4 {letter}" for letter in "abcdefgh"]
    assert {(row.holder, row.in_consultation_with, row.starts) for row in heads} == {
        ("s.151 Officer", "Chief Executive", None)
    }
    assert [row.source for row in heads if row.conditions] == ["S2 2.1.4 h"], "only h names the portfolio lead"


def test_advice_stands_on_record_as_the_shared_service_gave_it() -> None:
    advice = [row for row in rows_of(CASE, "commitments") if row.kind is CommitmentKind.ADVICE]
    assert {row.recorded_by for row in advice} == {"onesource"}
    assert [row.source for row in advice] == ["S1 2.6.4.2", "S1 2.6.5.1", "S1 2.6.5.2", "S1 2.6.6.1", "S1 2.6.6.2"]


def test_scrutiny_asked_for_its_update() -> None:
    item = one(CASE, "matters", "update-scrutiny-2023-11")
    assert (item.plan, item.paper) == (PlanKind.WORK_PROGRAMME, "scrutiny-2023-11")


# ---------------------------------------------------------------------------------------------- Melton and Lincolnshire
def test_melton_s_cabinet_is_asked_and_has_not_answered() -> None:
    [matter] = rows_of("melton", "matters")
    assert (matter.key_decision, matter.key_reason, matter.paper) == (
        Known.YES, "Incurring expenditure of £50,000 or more", "cabinet-2020-12",
    )  # fmt: skip
    assert [row.key for row in rows_of("melton", "resolutions")] == ["early-end-2019-07"], "S3 is a report, no minute"
    [value] = rows_of("melton", "route_values")
    assert (value.value, value.source) == ("50000", "S3 hdr")
    assert one("melton", "consultations", "managers").asked == 80, "S3 7.1"
    due = one("melton", "commitments", "all-partners-agree").due
    assert (str(due), due.precision) == ("December 2020", Precision.MONTH), "S3 8.1 prints no day"


def test_scrutiny_in_lincolnshire_met_four_times_and_will_again() -> None:
    met = {str(row.meets_on): row.state for row in rows_of("lincolnshire", "meetings") if row.body == "osmb"}
    assert list(met) == ["17 December 2020", "17 March 2021", "26 August 2021", "27 January 2022", "28 April 2022"]
    assert list(met.values()) == [MeetingState.HELD] * 4 + [MeetingState.PLANNED]
    interest = one("lincolnshire", "consultations", "expression-of-interest")
    assert (interest.answered, interest.asked) == (17, None), "App A 1: how many had acknowledged is not printed"
    [delegation] = rows_of("lincolnshire", "delegations")
    assert delegation.in_consultation_with == "Executive Councillor for Highways, Transport and IT", "S4 Rec 3"
