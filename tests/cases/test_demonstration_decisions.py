"""The invented demonstration case: who decides, by when, and the story that its calendar and decisions tell."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from severalty.engine.dates import day
from severalty.engine.decisions.acts import acts_in
from severalty.engine.decisions.bodies import INFORMAL, Seat
from severalty.engine.decisions.core_content import core_digest
from severalty.engine.decisions.delegations import Act
from severalty.engine.decisions.meetings import MeetingState, NoticeWay, PlanKind
from severalty.engine.decisions.resolutions import CallIn, CommitmentState, Form, Outcome
from severalty.engine.decisions.route_reading import RouteRule, route_on
from severalty.engine.estate.parties import Audience
from severalty.engine.fields import Known
from severalty.formats.core_json import read_core
from tests.cases.demonstration import TODAY, records, rows, viewers

pytestmark = pytest.mark.engine_only
CALENDARS = ("ald-cabinet", "sta-cabinet", "ald-overview", "sta-scrutiny", "twin-committee")


def _one(table: str, key: str) -> Any:
    return next(record for record in records(table) if record.key == key)


def _met_on(body: str) -> list[date]:
    return sorted(row.meets_on.first for row in records("meetings") if row.body == body)


# ----------------------------------------------------------------------------------------------------- calendars
@pytest.mark.parametrize("body", CALENDARS)
def test_bodies_meet_from_2026_to_2028_but_not_in_august_or_on_a_weekend(body: str) -> None:
    found = [on for on in _met_on(body) if on.year >= 2026]
    assert {on.year for on in found} == {2026, 2027, 2028}, body
    assert [on for on in found if on.month == 8 or on.weekday() > 4] == [], body


@pytest.mark.parametrize("body", ["ald-cabinet", "sta-cabinet"])
def test_cabinets_meet_every_few_weeks_and_not_before_a_poll(body: str) -> None:
    council = _one("bodies", body).organisation
    polls = route_on(council, TODAY, records("route_values")).polls
    found = _met_on(body)
    assert polls, f"no poll of {council}"
    for poll in polls:
        assert [on for on in found if timedelta(0) <= poll - on < timedelta(days=35)] == [], f"{body} before {poll}"
    gaps = [(later - on).days for on, later in pairwise(found) if on.year >= 2026]
    assert sorted(gaps)[len(gaps) // 2] in range(27, 43), "the usual gap is four to six weeks"


def test_what_is_past_was_held_and_what_is_to_come_is_planned() -> None:
    for row in records("meetings"):
        to_come = row.state in (MeetingState.PLANNED, MeetingState.CANCELLED)
        assert (row.meets_on.first > TODAY) == to_come, row.key
    assert {row.state for row in records("meetings")} == set(MeetingState), "a way for a meeting to go is missing"


def test_no_quorum_where_too_few_came() -> None:
    for row in records("meetings"):
        quorum = _one("bodies", row.body).quorum
        if row.present is not None and quorum is not None:
            assert (row.present < quorum) == (row.state is MeetingState.INQUORATE), row.key


def test_chairs_change_and_never_overlap() -> None:
    for body in ("twin-committee", "sta-cabinet"):
        chairs = sorted(
            (row for row in records("body_members") if row.body == body and row.seat is Seat.CHAIR),
            key=lambda row: row.starts.first,
        )
        assert len(chairs) == 2, f"{body}: no change of chair"
        assert chairs[0].ends.first + timedelta(days=1) == chairs[1].starts.first, f"{body}: two chairs, or none"


# -------------------------------------------------------------------------------------------------------- routes
def test_the_two_routes_differ_where_it_matters() -> None:
    held = records("route_values")
    ald, sta = (route_on(council, TODAY, held) for council in ("alderbourne", "stanmere"))
    wanted = (RouteRule.KEY_THRESHOLD, RouteRule.CALL_IN_DAYS, RouteRule.MINUTE_DAYS, RouteRule.AGENDA_DAYS)
    assert [ald.number(rule) for rule in wanted] == [10_000_000, 5, 2, 5]
    assert [sta.number(rule) for rule in wanted] == [25_000_000, 3, 3, 6]
    assert (ald.effect, sta.effect) == ("day_after", "on_nth_day")
    assert ald.number(RouteRule.DRAFT_DAYS) == sta.number(RouteRule.DRAFT_DAYS) == 15
    assert ald.faults == sta.faults == (), "a value of a route that cannot be read"


# ----------------------------------------------------------------------------------------------- the common core
def test_alderbourne_has_approved_the_core_that_stands_and_stanmere_has_not() -> None:
    first, second = sorted(records("core_versions"), key=lambda row: row.number)
    assert (second.supersedes, first.supersedes) == (first.digest, "")
    words = [(row.body, row.outcome, row.core_digest) for row in records("resolutions") if row.core]
    assert words == [
        ("ald-cabinet", Outcome.APPROVED, first.digest),
        ("ald-cabinet", Outcome.APPROVED, second.digest),
        ("sta-cabinet", Outcome.DEFERRED, second.digest),
    ]
    coming = [row for row in records("matters") if row.core and _one("meetings", row.meeting).meets_on.first > TODAY]
    assert [row.body for row in coming] == ["sta-cabinet"], "it is Stanmere's turn, on 8 December"


def test_frozen_versions_are_as_they_were_frozen() -> None:
    for row in records("core_versions"):
        content = read_core(row.body)
        assert core_digest(content) == row.digest, row.key
        assert (content.number, content.frozen_on, content.illustrative) == (row.number, str(row.frozen_on.first), True)
    [core] = records("cores")
    newest = read_core(max(records("core_versions"), key=lambda row: row.number).body)
    parts = ("approach", "timeline", "costing", "terms")
    assert [getattr(core, part) for part in parts] == [getattr(newest, part) for part in parts], "an edit not frozen"


# ------------------------------------------------------------------------------------ authority, holds, promises
def test_every_act_can_be_done_under_some_delegation_in_each_borough() -> None:
    for council in ("alderbourne", "stanmere"):
        held = [
            row for row in records("delegations") if row.organisation == council and row.audience is Audience.PUBLIC
        ]
        covered = {act for row in held for act in acts_in(row.acts).acts}
        kept_back = {Act.FREEZE_PAPER, Act.CHOOSE_OPTION} | ({Act.SPEND} if council == "stanmere" else set())
        assert covered >= set(Act) - kept_back, f"{council}: nobody may {sorted(set(Act) - covered)}"


def test_one_delegation_is_passed_on_one_is_revoked_and_one_may_not_be_passed_on() -> None:
    passed_on = {row.key: _one("delegations", row.parent) for row in records("delegations") if row.parent}
    assert {key: parent.may_pass_on for key, parent in passed_on.items()} == {
        "ald-d-letters": Known.YES, "sta-d-draft": Known.NO,
    }  # fmt: skip
    [revoked] = [row for row in records("delegations") if row.revoked_on]
    assert revoked.revoked_by == "ald-revokes-2026"
    assert all(acts_in(row.acts).others == () for row in (*records("delegations"), *records("holds")))


def test_one_hold_stands_and_one_was_lifted() -> None:
    assert Counter(bool(row.lifted_on) for row in records("holds")) == {True: 1, False: 1}
    assert all(row.power and row.description for row in records("holds"))


def test_promises_are_kept_late_open_overdue_and_broken() -> None:
    found = records("commitments")
    assert {row.state for row in found} == set(CommitmentState)
    kept = [row for row in found if row.state is CommitmentState.KEPT and row.due]
    assert any(row.done_on.first > row.due.last for row in kept), "none was kept late"
    still = [row for row in found if row.state is CommitmentState.OPEN and row.due]
    assert any(row.due.last < TODAY for row in still), "none is overdue"
    assert any(row.due.first > TODAY for row in still), "none is to come"


def test_one_decision_was_called_in_and_came_back_amended() -> None:
    [called] = [row for row in records("resolutions") if row.call_in is not CallIn.NONE]
    assert (called.body, called.call_in) == ("sta-cabinet", CallIn.REFERRED_BACK)
    assert called.called_in_on.first > called.published_on.first, "called in before it was published"
    assert [row.key for row in records("resolutions") if row.outcome is Outcome.AMENDED] == ["sta-mere-road-amended"]


def test_every_form_of_decision_and_way_of_notice_occurs() -> None:
    assert {row.form for row in records("resolutions")} == set(Form)
    assert {row.way for row in records("matters")} == set(NoticeWay)
    assert {row.plan for row in records("matters")} == set(PlanKind)
    for row in records("resolutions"):
        informal = _one("bodies", row.body).kind in INFORMAL
        assert informal == (row.form is Form.INFORMAL), row.key


def test_resolutions_were_taken_at_their_meetings() -> None:
    for row in records("resolutions"):
        if row.meeting:
            meeting = _one("meetings", row.meeting)
            assert (meeting.body, meeting.meets_on, meeting.state) == (row.body, row.decided_on, MeetingState.HELD)
        if row.matter:
            assert _one("matters", row.matter).body == row.body, row.key


def test_key_decisions_taken_had_their_notice_or_say_why_not() -> None:
    for row in records("matters"):
        if not row.meeting or row.key_decision is not Known.YES or row.way is not NoticeWay.NOTICE:
            continue
        days = (_one("meetings", row.meeting).meets_on.first - row.notice_on.first).days - 1
        assert days >= 28, f"{row.key}: {days} clear days"
    short = [row for row in records("matters") if row.way in (NoticeWay.GENERAL_EXCEPTION, NoticeWay.SPECIAL_URGENCY)]
    assert all(row.urgent_reason for row in short)
    assert all(row.urgent_agreed_by for row in short if row.way is NoticeWay.SPECIAL_URGENCY)


# --------------------------------------------------------------------------------------------------- who sees it
def test_what_a_borough_keeps_to_itself_is_seen_by_nobody_else() -> None:
    for key, owner in (
        ("ald-bridge-lane", "alderbourne"),
        ("sta-managed-offer", "stanmere"),
        ("sta-d-draft", "stanmere"),
    ):
        assert viewers(key) == {owner}, key


def test_what_is_decided_in_public_is_public_and_drafts_are_not() -> None:
    formal = [row for row in records("resolutions") if row.form is not Form.INFORMAL]
    assert {row.audience for row in formal} == {Audience.PUBLIC}
    assert {row.audience for row in records("matters") if row.paper} == {Audience.PARTNERS}, "drafts that are held"
    assert {row["audience"] for row in rows("meetings") if row["body"] != "twin-board"} == {"public"}


def test_what_is_exempt_names_its_paragraph_and_its_reason_and_no_price() -> None:
    exempt = [row for row in records("matters") if row.exempt_under]
    assert len(exempt) >= 3
    assert all(row.public_interest for row in exempt)
    assert not [row.key for row in exempt if "£" in f"{row.name} {row.description} {row.documents}"]


def test_the_case_tells_of_one_day() -> None:
    late = [row.key for row in records("resolutions") if row.decided_on.first > TODAY]
    late += [row.key for row in records("commitments") if row.done_on and row.done_on.first > TODAY]
    assert late == [], f"after {day(TODAY)}"
