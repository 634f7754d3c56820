"""Every last day for a meeting: the oracle's rows through the whole list, and what is warned of."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.clear_days import Counting, DaysError, clear_between
from severalty.engine.decisions.meetings import NoticeWay
from severalty.engine.decisions.notice import (
    Notice,
    NoticeQuestion,
    OfficerQuestion,
    StepCode,
    lateness,
    notice_for,
    officer_notice,
    pre_elections,
)
from severalty.engine.decisions.route_reading import Force, Route, route_on
from severalty.engine.decisions.routes import RouteRule, RouteState, RouteValue
from severalty.engine.rules import RULES
from severalty.formats.decision_routes import national_values, route_councils, route_values
from severalty.formats.records import build
from severalty.formats.reference import bank_holidays
from tests.engine.strategies import at_most

CLOSED = bank_holidays().closures
CODES = StepCode


def own(rule: RouteRule, value: str, council: str = "north", **more: Any) -> RouteValue:
    return RouteValue(**{"organisation": council, "rule": rule, "value": value, "recorded_by": council} | more)


def route(on: str | date, *values: RouteValue, council: str = "north") -> Route:
    day = on if isinstance(on, date) else date.fromisoformat(on)
    return route_on(council, day, (*national_values(), *values))


def asked(meeting: str, *values: RouteValue, **more: Any) -> Notice:
    day = date.fromisoformat(meeting)
    return notice_for(NoticeQuestion(route(day, *values), day, CLOSED, **more))


def days_of(found: Notice) -> dict[str, str]:
    return {one.code.value: one.on.isoformat() if one.on else "" for one in found.steps}


# ------------------------------------------------------------------------------------------------------------- oracles


@pytest.mark.parametrize("counting", Counting)
def test_the_oracle_of_clear_days_through_the_whole_list(oracles: dict[str, Any], counting: Counting) -> None:
    for row in oracles["O11"]["expected"]["rows"]:
        found = days_of(asked(row["meeting"], own(RouteRule.PLAN_COUNTING, counting.value), private=True))
        plan = row[f"forward_plan_latest_28_clear_{counting.value}"]
        agenda = row["agenda_latest_5_clear_working"]
        assert (found["forward-plan"], found["private-notice"]) == (plan, plan)
        assert (found["agenda"], found["private-second-notice"]) == (agenda, agenda)


def test_the_oracle_of_call_in_through_the_whole_list(oracles: dict[str, Any]) -> None:
    oracle = oracles["O12"]
    for one, expected in zip(oracle["inputs"]["callin"], oracle["expected"]["callin"], strict=True):
        values = own(RouteRule.CALL_IN_DAYS, str(one["n"])), own(RouteRule.CALL_IN_EFFECT, one["mode"])
        published = date.fromisoformat(one["published"])
        found = days_of(asked(one["published"], *values, published=published))
        assert (found["call-in"], found["effective"]) == (expected["window_last_day"], expected["effective"])


def test_the_oracle_of_elections_through_the_periods(oracles: dict[str, Any]) -> None:
    expected = oracles["O12"]["expected"]["latest_election_notice"]
    polls = [own(RouteRule.POLL, poll) for poll in expected]
    found = {one.poll.isoformat(): one.starts.isoformat() for one in pre_elections(route("2026-01-01", *polls), CLOSED)}
    assert {poll: found[poll] for poll in expected} == expected


def test_the_oracles_through_the_catalogue(oracles: dict[str, Any]) -> None:
    """What `severalty calculate` runs."""
    rule = RULES["clear-days"]
    held = {"days": sorted(one.isoformat() for one in CLOSED.days), "first": "2012-01-01", "last": "2028-12-31"}
    late = oracles["O11"]["expected"]["too_late"]
    asked_for = {"days": 5, "meeting": late["meeting"], "published": late["published"], "closures": held}
    found = rule.run(build(asked_for, rule.takes))
    assert (found.clear_days, found.enough) == (late["clear_working_days"], late["lawful"])


# --------------------------------------------------------------------------------------------------------------- steps


def test_every_step_has_a_rule_and_a_dated_one_a_source_and_a_state() -> None:
    values = [own(rule, "5", source="constitution 4.2") for rule in (RouteRule.DRAFT_DAYS, RouteRule.COMMENT_DAYS)]
    found = asked("2026-04-08", *values, private=True)
    assert [one.code for one in found.steps] == [
        CODES.FORWARD_PLAN, CODES.PRIVATE, CODES.DRAFT, CODES.COMMENTS, CODES.SECOND, CODES.CLEARANCE,
        CODES.PRE_MEETING, CODES.AGENDA, CODES.MEETING, CODES.PUBLISHED, CODES.CALL_IN, CODES.EFFECTIVE,
    ]  # fmt: skip
    assert all(one.rule for one in found.steps)
    assert all(one.source and one.state is RouteState.CONFIRM for one in found.steps if one.on)
    assert [one.code.value for one in found.steps if one.on is None] == ["clearance", "pre-meeting"]
    assert days_of(found)["draft"] == "2026-03-20"


def test_a_step_that_nobody_stated_is_unknown_and_has_no_date() -> None:
    step = asked("2026-04-08").step(CODES.CLEARANCE)
    assert step is not None
    assert (step.on, step.source, step.weekday) == (None, "", "")
    assert step.rule.startswith("unknown")


def test_without_any_value_only_the_meeting_has_a_date() -> None:
    on = date(2026, 4, 8)
    found = notice_for(NoticeQuestion(Route("north", on), on, CLOSED, private=True))
    assert [one.code for one in found.steps if one.on] == [CODES.MEETING]


def test_what_rests_on_law_constitution_and_practice_is_told_apart() -> None:
    found = asked("2026-04-08", own(RouteRule.CALL_IN_DAYS, "3"))
    force = {one.code: one.force for one in found.steps if one.on}
    assert force[CODES.AGENDA] is Force.LAW
    assert force[CODES.CALL_IN] is Force.CONSTITUTION
    assert force[CODES.PUBLISHED] is Force.PRACTICE
    assert force[CODES.EFFECTIVE] is Force.PRACTICE  # national: typical, and no council's own word


@pytest.mark.parametrize(
    ("way", "code", "on"),
    [
        (NoticeWay.NOTICE, CODES.FORWARD_PLAN, "2026-03-10"),
        (NoticeWay.UNKNOWN, CODES.FORWARD_PLAN, "2026-03-10"),
        (NoticeWay.GENERAL_EXCEPTION, CODES.EXCEPTION, "2026-03-27"),
        (NoticeWay.SPECIAL_URGENCY, CODES.URGENCY, "2026-04-08"),
    ],
)
def test_the_way_of_notice_decides_how_it_begins(way: NoticeWay, code: StepCode, on: str) -> None:
    found = asked("2026-04-08", way=way)
    assert days_of(found)[code.value] == on
    assert len([one for one in found.steps if one.code in list(CODES)[:3]]) == 1
    assert ("How notice is given is not known" in " ".join(found.warnings)) is (way is NoticeWay.UNKNOWN)


def test_what_is_not_a_key_decision_needs_no_notice_of_one() -> None:
    assert asked("2026-04-08", way=NoticeWay.NOT_KEY).steps[0].code is CODES.DRAFT


def test_special_urgency_names_who_agrees_in_order() -> None:
    step = asked("2026-04-08", way=NoticeWay.SPECIAL_URGENCY).step(CODES.URGENCY)
    assert step is not None
    rule = step.rule
    places = [rule.index(words) for words in ("overview and scrutiny", "chair of the council", "vice-chair")]
    assert places == sorted(places)


def test_a_private_meeting_at_short_notice_says_who_must_agree_to_that() -> None:
    found = asked("2026-04-08", way=NoticeWay.SPECIAL_URGENCY, private=True)
    assert "The notices of a private meeting stay due." in " ".join(found.warnings)
    assert "open from when it is convened" in " ".join(found.warnings)


def test_the_close_of_business_stands_with_the_rule() -> None:
    step = asked("2026-04-08", own(RouteRule.CLOSE_OF_BUSINESS, "17:00")).step(CODES.AGENDA)
    assert step is not None
    assert "by 17:00" in step.rule


def test_a_value_that_cannot_be_read_makes_its_step_unknown_and_is_named() -> None:
    found = asked("2026-04-08", own(RouteRule.CALL_IN_DAYS, "five"))
    step = found.step(CODES.CALL_IN)
    assert step is not None
    assert step.on is None
    assert "call-in: working days: 'five' is not a number of days" in " ".join(found.warnings)


def test_an_officers_decision_is_published_and_may_be_called_in() -> None:
    on = date(2026, 4, 2)
    values = own(RouteRule.OFFICER_PUBLICATION_DAYS, "2"), own(RouteRule.CALL_IN_DAYS, "3")
    question = OfficerQuestion(route(on, *values), on, CLOSED)
    assert days_of(officer_notice(question)) == {"published": "2026-04-08"}
    assert days_of(officer_notice(replace(question, called_in=True))) == {
        "published": "2026-04-08", "call-in": "2026-04-13", "effective": "2026-04-14",
    }  # fmt: skip
    assert days_of(officer_notice(replace(question, route=route(on)))) == {"published": ""}


# ------------------------------------------------------------------------------------------------------------ warnings


@pytest.mark.parametrize(
    ("meeting", "words"),
    [
        ("2026-04-06", "Monday 6 April 2026 is a bank holiday"),
        ("2022-09-19", "Monday 19 September 2022 is a bank holiday"),
        ("2026-04-11", "Saturday 11 April 2026 is a Saturday"),
        ("2026-11-30", "That is a Sunday; the last working day before is Friday 30 October 2026."),
        ("2020-06-06", "That is a bank holiday; the last working day before is Thursday 7 May 2020."),
    ],
)
def test_days_on_which_nobody_is_in_are_warned_of(meeting: str, words: str) -> None:
    assert words in " ".join(asked(meeting).warnings)


def test_a_meeting_before_a_poll_is_warned_of_and_keeps_all_its_days() -> None:
    poll = own(RouteRule.POLL, "2026-05-07")
    before, within, after = (asked(day, poll) for day in ("2026-03-24", "2026-04-08", "2026-05-13"))
    assert not before.warnings
    assert "which begins on Monday 30 March 2026 at the latest: meeting, decisions published" in within.warnings[0]
    assert within.step(CODES.EFFECTIVE) is not None
    assert "meeting" not in " ".join(after.warnings).partition("latest: ")[2].partition(".")[0]


def test_on_the_day_of_the_poll_it_still_counts() -> None:
    period = pre_elections(route("2026-05-07", own(RouteRule.POLL, "2026-05-07")), CLOSED)[-1]
    assert period.has(date(2026, 5, 7))
    assert not period.has(date(2026, 5, 8))
    assert period.meets(date(2026, 2, 1), date(2026, 3, 30))
    assert not period.meets(date(2026, 5, 8), date(2026, 6, 1))
    assert not period.meets(date(2026, 2, 1), date(2026, 3, 29))


def test_polls_outside_the_bank_holidays_on_record_are_left_out() -> None:
    found = pre_elections(route("2026-05-07", own(RouteRule.POLL, "2031-05-01")), CLOSED)
    assert date(2031, 5, 1) not in {one.poll for one in found}


@pytest.mark.parametrize("meeting", ["2029-01-03", "2012-01-04", "2028-12-28"])
def test_beyond_the_bank_holidays_it_is_refused_in_a_sentence(meeting: str) -> None:
    with pytest.raises(DaysError, match="lies outside"):
        asked(meeting)


@pytest.mark.parametrize(
    ("published", "days"), [("2026-03-27", 0), ("2026-03-28", 1), ("2026-03-30", 1), ("2026-04-07", 5)]
)
def test_how_late_a_publication_was_is_counted_in_working_days(published: str, days: int) -> None:
    assert lateness(date.fromisoformat(published), date(2026, 3, 27), CLOSED) == days


# ---------------------------------------------------------------------------------------------------------------- laws

_MEETINGS = st.dates(date(2013, 1, 1), date(2028, 10, 1))


@at_most(15)
@given(_MEETINGS, st.sampled_from(list(route_councils())), st.booleans())
def test_whoever_keeps_the_last_days_gives_lawful_notice(meeting: date, council: str, private: bool) -> None:
    found = notice_for(NoticeQuestion(route_on(council, meeting, route_values()), meeting, CLOSED, private=private))
    on = {one.code: one.on for one in found.steps if one.on}
    assert clear_between(on[CODES.FORWARD_PLAN], meeting, Counting.CALENDAR, CLOSED) == 28
    assert clear_between(on[CODES.AGENDA], meeting, Counting.WORKING, CLOSED) == 5
    dated = [one.on for one in found.steps if one.on and one.code in list(CODES)[9:]]
    assert dated == sorted(dated)
    before = [one.on for one in found.steps[: [one.code for one in found.steps].index(CODES.MEETING)] if one.on]
    assert before == sorted(before)
    assert on[CODES.FORWARD_PLAN] < on[CODES.AGENDA] < meeting


@at_most(15)
@given(_MEETINGS, st.integers(1, 40))
def test_a_later_meeting_takes_effect_no_sooner(meeting: date, later: int) -> None:
    first, second = (asked(day.isoformat()) for day in (meeting, meeting + timedelta(days=later)))
    pairs = zip(first.steps, second.steps, strict=True)
    assert all(one.on is None or (two.on is not None and one.on <= two.on) for one, two in pairs)
