"""Key test, exempt paragraphs, consents, and what an officer is to look at before a matter is decided."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from severalty.engine.dates import read_date
from severalty.engine.decisions.consents import ConsentQuestion, Deal, consent_needed
from severalty.engine.decisions.delegations import Override, OverrideOf
from severalty.engine.decisions.key_test import KeyQuestion, key_test, wards_in
from severalty.engine.decisions.matter_warnings import MatterQuestion, Warned, warnings_of
from severalty.engine.decisions.meetings import Matter, Meeting, NoticeWay, PlanKind
from severalty.engine.decisions.route_reading import Route, route_on
from severalty.engine.decisions.routes import RouteRule, RouteValue
from severalty.engine.decisions.schedule_12a import PARAGRAPHS, ExemptQuestion, read_exemption
from severalty.engine.fields import Known
from severalty.formats.decision_routes import national_values
from severalty.formats.reference import bank_holidays

CLOSED = bank_holidays().closures
ON = date(2026, 4, 8)
R = RouteRule


def route(**values: str) -> Route:
    own = [RouteValue(organisation="north", rule=RouteRule[name], value=value) for name, value in values.items()]
    return route_on("north", ON, (*national_values(), *own))


# ------------------------------------------------------------------------------------------------------------ key test


@pytest.mark.parametrize(
    ("value", "wards", "savings", "expected", "reason"),
    [
        (5_000_000, "Egerton", "", Known.YES, "reaches the council’s £50,000"),
        (4_999_999, "Egerton", "", Known.NO, "below the council’s £50,000"),
        (4_999_999, "All", "", Known.UNKNOWN, "all wards; whether its effects there are significant"),
        (4_999_999, "Egerton; Sysonby", "", Known.UNKNOWN, "2 wards"),
        (4_999_999, "", "", Known.UNKNOWN, "Which wards are affected is not on record"),
        (4_999_999, "None", "", Known.NO, "affects 0 wards"),
        (5_000_000, "", "", Known.YES, "reaches"),
        (None, "None", "", Known.UNKNOWN, "The whole value of the decision is not on record"),
        (-6_000_000, "None", "yes", Known.YES, "and savings count"),
        (-6_000_000, "None", "no", Known.UNKNOWN, "The council’s sum leaves savings out; the law does not"),
        (-6_000_000, "None", "", Known.YES, "and savings count"),
        (-100, "None", "", Known.NO, "below the council’s"),
    ],
)
def test_the_key_test_proposes_with_a_reason(
    value: int | None, wards: str, savings: str, expected: Known, reason: str
) -> None:
    more = {"KEY_SAVINGS": savings} if savings else {}
    found = key_test(KeyQuestion(route(KEY_THRESHOLD="50000", **more), value, wards))
    assert found.key is expected
    assert reason in " ".join(found.reasons)
    assert found.words == {"unknown": "cannot say"}.get(expected.value, expected.value)


def test_without_a_threshold_of_the_council_it_cannot_be_said() -> None:
    found = key_test(KeyQuestion(route(), 10**9, "None"))
    assert found.key is Known.UNKNOWN
    assert "The sum from which the council counts a decision as key is not on record." in found.reasons


def test_where_nobody_has_said_whether_savings_count_it_cannot_be_said() -> None:
    only = route_on("north", ON, [RouteValue(organisation="north", rule=R.KEY_THRESHOLD, value="50000")])
    assert "whether savings count there is not on record" in key_test(KeyQuestion(only, -(10**7), "None")).reasons[0]


@pytest.mark.parametrize(
    ("text", "count"),
    [("All", None), ("", None), ("none", 0), ("Egerton", 1), ("Egerton and Sysonby", 2), ("A; B, C", 3)],
)
def test_wards_are_counted_as_they_are_written(text: str, count: int | None) -> None:
    assert wards_in(text) == count


# -------------------------------------------------------------------------------------------------------------- exempt


def test_the_paragraphs_are_seven_each_with_its_words() -> None:
    assert list(PARAGRAPHS) == [1, 2, 3, 4, 5, 6, 7]
    found = read_exemption(ExemptQuestion("3; paragraph 5", "Prices would be known to bidders."))
    assert (found.paragraphs, found.faults, found.is_private) == ((3, 5), (), True)
    assert "financial or business affairs" in found.words[0]


@pytest.mark.parametrize(
    ("under", "reason", "fault"),
    [
        ("3", "", "no reason why keeping it back outweighs disclosing it"),
        ("8", "x", "“8” is no paragraph of Schedule 12A; they are 1 to 7."),
        ("yes", "x", "“yes” is no paragraph"),
        ("3; confidential", "x", "say which part is which"),
    ],
)
def test_what_is_wrong_with_an_exemption_is_said(under: str, reason: str, fault: str) -> None:
    assert fault in " ".join(read_exemption(ExemptQuestion(under, reason)).faults)


def test_confidential_information_is_not_weighed() -> None:
    found = read_exemption(ExemptQuestion("Confidential"))
    assert (found.confidential, found.paragraphs, found.faults, found.is_private) == (True, (), (), True)
    assert not read_exemption(ExemptQuestion(" ")).is_private


# ------------------------------------------------------------------------------------------------------------ consents


@pytest.mark.parametrize(
    ("direction", "more", "needed"),
    [
        ("", {"deal": Deal.OTHER, "value": 10**9}, Known.UNKNOWN),
        ("no", {"deal": Deal.OTHER, "value": 10**9}, Known.NO),
        ("yes", {"deal": Deal.LAND, "value": 10_000_000}, Known.NO),
        ("yes", {"deal": Deal.LAND, "value": 10_000_001}, Known.YES),
        ("yes", {"deal": Deal.LAND}, Known.UNKNOWN),
        ("yes", {"deal": Deal.CAPITAL, "value": 100_000_000}, Known.NO),
        ("yes", {"deal": Deal.CAPITAL, "value": 1, "variable_price": True}, Known.YES),
        ("yes", {"deal": Deal.OTHER, "value": 9_000_000, "runs_until": "2030-03-31"}, Known.NO),
        ("yes", {"deal": Deal.OTHER, "value": 9_000_000, "earlier": 2_000_000, "runs_until": "2030-03-31"}, Known.YES),
        ("yes", {"deal": Deal.OTHER, "value": 11_000_000, "runs_until": "2028-03-31"}, Known.NO),
        ("yes", {"deal": Deal.OTHER, "value": 11_000_000, "runs_until": "2028"}, Known.UNKNOWN),
        ("yes", {"deal": Deal.OTHER, "value": 11_000_000}, Known.UNKNOWN),
    ],
)
def test_consent_is_needed_above_the_limits_of_a_direction(
    direction: str, more: dict[str, Any], needed: Known
) -> None:  # fmt: skip
    values = {"DIRECTION": direction, "DIRECTION_BEYOND": "2028-03-31"} if direction else {}
    if "runs_until" in more:
        more = more | {"runs_until": read_date(more["runs_until"])}
    found = consent_needed(ConsentQuestion(route(**values), **more))
    assert found.needed is needed
    assert found.reasons


# ------------------------------------------------------------------------------------------------------------ warnings

MEETING = Meeting(key="c", name="Cabinet", body="cabinet", meets_on=read_date("2026-04-08"),
                  agenda_on=read_date("2026-03-27"))  # fmt: skip
IN_ORDER = Matter(
    key="m", name="Shared ICT", plan=PlanKind.FORWARD_PLAN, body="cabinet", value=5_200_000, wards="Egerton",
    key_decision=Known.YES, way=NoticeWay.NOTICE, notice_on=read_date("2026-03-10"), consent=Known.NO,
)  # fmt: skip
AGREED = {"urgent_reason": "The contract ends.", "urgent_agreed_by": "Chair of Overview and Scrutiny"}
QUESTION = MatterQuestion(IN_ORDER, route(KEY_THRESHOLD="50000"), CLOSED, date(2026, 4, 1), MEETING)


def warned(question: MatterQuestion = QUESTION, meeting: Meeting | None = MEETING, **matter: Any) -> tuple[Warned, ...]:
    changes: dict[str, Any] = {
        name: read_date(value) if name.endswith("_on") and value else value for name, value in matter.items()
    }
    return warnings_of(replace(question, meeting=meeting, matter=replace(question.matter, **changes)))


def test_a_matter_in_order_has_no_warning() -> None:
    assert warned() == ()


@pytest.mark.parametrize(
    ("matter", "of", "words"),
    [
        ({"key_decision": Known.NO, "way": NoticeWay.NOT_KEY}, OverrideOf.KEY_TEST, "and it is marked as none"),
        ({"key_decision": Known.UNKNOWN}, OverrideOf.KEY_TEST, "and it is not marked"),
        ({"way": NoticeWay.NOT_KEY}, OverrideOf.NOTICE, "its notice says that it is none"),
        ({"notice_on": "2026-03-11"}, OverrideOf.NOTICE, "1 day too late: the last day was Tuesday 10 March 2026"),
        ({"notice_on": "2026-03-13"}, OverrideOf.NOTICE, "3 days too late"),
        ({"notice_on": "March 2026"}, OverrideOf.NOTICE, "it may have been too late"),
        ({"notice_on": None}, OverrideOf.NOTICE, "is not on record as published; the last day was"),
        (
            {"way": NoticeWay.GENERAL_EXCEPTION, "notice_on": "2026-03-30"} | AGREED,
            OverrideOf.NOTICE, "1 working day too late: the last day was Friday 27 March 2026",
        ),
        (
            {"way": NoticeWay.GENERAL_EXCEPTION, "notice_on": "2026-03-27"},
            OverrideOf.NOTICE, "not on record which chair was told or why it could not wait",
        ),
        (
            {"way": NoticeWay.SPECIAL_URGENCY, "urgent_reason": "The contract ends."},
            OverrideOf.NOTICE, "It goes by special urgency, and it is not on record who agreed.",
        ),
        ({"exempt_under": "3", "private_notice_on": "2026-03-10"}, OverrideOf.PRIVATE, "no reason why"),
        (
            {"exempt_under": "3", "public_interest": "Bids."},
            OverrideOf.PRIVATE, "Notice of the private meeting is not on record as published",
        ),
        ({"consent": Known.YES}, OverrideOf.CONSENT, "consent is needed, and none is on record"),
        ({"consent": Known.YES, "consent_on": "2026-04-09"}, OverrideOf.CONSENT, "comes after the decision"),
    ],
)  # fmt: skip
def test_each_fault_is_one_warning(matter: dict[str, Any], of: OverrideOf, words: str) -> None:
    found = warned(**matter)
    assert all(one.rule for one in found)
    assert [one.of for one in found] == [of]
    assert words in found[0].words
    assert not found[0].is_answered


@pytest.mark.parametrize(
    ("agenda", "words"),
    [
        ("2026-03-30", "The agenda was published on 30 March 2026, 1 working day too late"),
        ("2026-04-01", "3 working days too late"),
        ("", "The agenda is not on record as published"),
    ],
)
def test_an_agenda_too_late_is_warned_of(agenda: str, words: str) -> None:
    meeting = replace(MEETING, agenda_on=read_date(agenda) if agenda else None)
    assert [words in one.words for one in warned(meeting=meeting)] == [True]


def test_before_the_last_day_nothing_is_missing_yet() -> None:
    early = replace(QUESTION, on=date(2026, 3, 10))
    assert warned(early, meeting=replace(MEETING, agenda_on=None), notice_on=None) == ()
    assert (
        len(warned(replace(early, on=date(2026, 3, 11)), meeting=replace(MEETING, agenda_on=None), notice_on=None)) == 1
    )


def test_a_decision_before_a_poll_is_warned_of() -> None:
    before = replace(QUESTION, route=route(KEY_THRESHOLD="50000", POLL="2026-05-07"))
    assert [one.of for one in warned(before)] == [OverrideOf.PRE_ELECTION]


def test_a_direction_asks_for_a_word_about_consent() -> None:
    directed = replace(QUESTION, route=route(KEY_THRESHOLD="50000", DIRECTION="yes"))
    assert [one.of for one in warned(directed, consent=Known.UNKNOWN)] == [OverrideOf.CONSENT]
    assert warned(consent=Known.UNKNOWN) == ()


def test_without_a_day_it_says_that_nobody_can_say() -> None:
    found = warned(meeting=None, decide_on="2026-04")
    assert ["nobody can say whether notice is in time" in one.words for one in found] == [True]


def test_of_a_body_that_is_no_executive_neither_key_test_nor_notice_is_asked() -> None:
    other = replace(QUESTION, executive=False)
    assert warned(other, key_decision=Known.NO, notice_on="2026-04-07", exempt_under="3", public_interest="Bids.") == ()


def test_where_the_route_is_unknown_the_due_day_is_said_to_be_unknown() -> None:
    found = warned(replace(QUESTION, route=Route("north", ON)))
    assert {one.of for one in found} == {OverrideOf.NOTICE, OverrideOf.AGENDA}
    assert all("By when it was due is not known" in one.words for one in found)


def test_an_override_answers_its_warning_and_never_hides_it() -> None:
    given = Override(key="o", name="Late notice", description="Agreed by the chair.", of=OverrideOf.NOTICE,
                     officer="Monitoring Officer", given_on=read_date("2026-03-30"))  # fmt: skip
    late = replace(QUESTION, overrides=(given,), meeting=MEETING)
    found = {one.of: one for one in warned(late, notice_on="2026-03-13", consent=Known.YES)}
    assert found[OverrideOf.NOTICE].is_answered
    assert (found[OverrideOf.NOTICE].officer, found[OverrideOf.NOTICE].reason) == (
        "Monitoring Officer", "Agreed by the chair.",
    )  # fmt: skip
    assert not found[OverrideOf.CONSENT].is_answered
