"""How what was resolved stands on a day, what an officer's record lacks, and how promises stand."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.clear_days import Closures, Effect
from severalty.engine.dates import day, read_date
from severalty.engine.decisions.bodies import Body, BodyKind
from severalty.engine.decisions.delegations import Delegation
from severalty.engine.decisions.resolutions import (
    CallIn,
    Commitment,
    CommitmentKind,
    CommitmentState,
    Form,
    Outcome,
    Resolution,
)
from severalty.engine.decisions.standing import (
    EarlierQuestion,
    Keeping,
    KeepingQuestion,
    OfficerRecord,
    Stand,
    Standing,
    StandingQuestion,
    earlier_of,
    keeping_of,
    officer_findings,
    standing_of,
)
from severalty.engine.fields import Known

CLOSED = Closures(frozenset({date(2026, 5, 4)}), date(2026, 1, 1), date(2026, 12, 31))
CABINET = Body(key="cabinet", name="Cabinet", kind=BodyKind.EXECUTIVE, formal=Known.YES, call_in=Known.YES)
TAKEN = Resolution(
    key="r", name="R", body="cabinet", outcome=Outcome.APPROVED, decided_on=read_date("2026-04-29"),
    published_on=read_date("2026-04-30"),
)  # fmt: skip


def stands(on: str = "2026-05-01", body: Body = CABINET, days: int | None = 5, **changes: Any) -> Standing:
    return standing_of(
        StandingQuestion(
            resolution=replace(TAKEN, **changes), body=body, on=date.fromisoformat(on), closures=CLOSED, days=days,
            effect=Effect.DAY_AFTER,
        )
    )  # fmt: skip


def test_a_decision_goes_through_call_in_across_a_bank_holiday_and_takes_effect() -> None:
    found = stands()
    assert (found.stand, found.last_day, found.effective) == (Stand.IN_CALL_IN, date(2026, 5, 8), date(2026, 5, 9))
    assert stands("2026-05-08").stand is Stand.IN_CALL_IN
    assert stands("2026-05-09").stand is Stand.EFFECTIVE


@pytest.mark.parametrize(
    ("changes", "stand"),
    [
        ({"outcome": Outcome.REFUSED}, Stand.NOT_CARRIED),
        ({"decided_on": None}, Stand.CANNOT_SAY),
        ({"decided_on": read_date("2026-06-01")}, Stand.TO_COME),
        ({"published_on": None}, Stand.TO_PUBLISH),
        ({"call_in": CallIn.PENDING}, Stand.CALLED_IN),
        ({"call_in": CallIn.REFERRED_BACK}, Stand.REFERRED),
        ({"call_in": CallIn.RELEASED}, Stand.CANNOT_SAY),
        ({"call_in": CallIn.RELEASED, "call_in_ended_on": read_date("2026-04-30")}, Stand.EFFECTIVE),
        ({"expires_on": read_date("2026-04-30")}, Stand.LAPSED),
        ({"effective_on": read_date("2026-04-30")}, Stand.EFFECTIVE),
        ({"effective_on": read_date("2026-04-30"), "condition": "The partner too"}, Stand.CONDITION),
        ({"form": Form.RECOMMENDATION}, Stand.RECOMMENDED),
        ({"days": None}, Stand.CANNOT_SAY),
        ({"body": replace(CABINET, kind=BodyKind.BOARD)}, Stand.AGREED),
        ({"body": replace(CABINET, call_in=Known.UNKNOWN)}, Stand.CANNOT_SAY),
        ({"body": replace(CABINET, kind=BodyKind.COUNCIL, call_in=Known.UNKNOWN)}, Stand.EFFECTIVE),
    ],
)
def test_each_state_of_a_resolution(changes: dict[str, Any], stand: Stand) -> None:
    assert stands(**changes).stand is stand


def test_beyond_the_bank_holidays_that_are_held_nobody_can_say() -> None:
    found = stands("2027-01-20", published_on=read_date("2026-12-30"), decided_on=read_date("2026-12-30"))
    assert (found.stand, "add the bank holidays" in found.words) == (Stand.CANNOT_SAY, True)


def test_a_condition_is_met_when_its_commitment_is_kept() -> None:
    one = replace(TAKEN, effective_on=read_date("2026-04-30"), condition="The partner too")
    kept = Commitment(key="c", name="C", kind=CommitmentKind.CONDITION, resolution="r", state=CommitmentState.KEPT)
    question = StandingQuestion(
        resolution=one, body=CABINET, on=date(2026, 5, 20), closures=CLOSED, conditions=(kept,)
    )  # fmt: skip
    assert standing_of(question).stand is Stand.EFFECTIVE


@given(
    body=st.sampled_from([BodyKind.BOARD, BodyKind.SCRUTINY]), form=st.sampled_from(list(Form)),
    outcome=st.sampled_from(list(Outcome)), call_in=st.sampled_from(list(CallIn)),
    on=st.dates(date(2026, 1, 1), date(2027, 6, 1)), formal=st.sampled_from(list(Known)),
)  # fmt: skip
def test_what_an_informal_body_or_scrutiny_says_is_never_in_effect(
    body: BodyKind, form: Form, outcome: Outcome, call_in: CallIn, on: date, formal: Known
) -> None:
    one = replace(TAKEN, form=form, outcome=outcome, call_in=call_in, effective_on=day(date(2026, 1, 1)))
    asked = StandingQuestion(resolution=one, body=replace(CABINET, kind=body, formal=formal), on=on, closures=CLOSED)
    assert standing_of(asked).stand in (Stand.AGREED, Stand.RECOMMENDED)


@given(st.integers(0, 60), st.integers(0, 20))
def test_once_in_effect_it_stays_so(after: int, days: int) -> None:
    on = date(2026, 4, 30) + timedelta(days=after)
    now, later = (stands(str(when), days=days).stand for when in (on, on + timedelta(days=1)))
    assert now is not Stand.EFFECTIVE or later is Stand.EFFECTIVE


def test_the_record_of_an_officer_says_what_it_lacks() -> None:
    bare = replace(TAKEN, form=Form.OFFICER_DECISION, published_on=None)
    assert len(officer_findings(OfficerRecord(resolution=bare, on=read_date("2026-05-01"))).findings) == 6
    full = replace(
        TAKEN, form=Form.OFFICER_DECISION, description="Signed", reasons="Cheapest", alternatives="None",
        interests="None", delegation="d",
    )  # fmt: skip
    link = Delegation(key="d", name="D", holder="Director", in_consultation_with="Section 151 Officer")
    found = officer_findings(OfficerRecord(resolution=full, delegation=link, on=read_date("2026-05-01"))).findings
    assert found == (
        "The delegation asks for consultation with Section 151 Officer; nothing shows that it took place before.",
    )
    assert officer_findings(OfficerRecord(resolution=TAKEN, on=read_date("2026-05-01"))).findings == ()


@pytest.mark.parametrize(
    ("changes", "keeping"),
    [
        ({"due": read_date("2026-06-30")}, Keeping.OPEN),
        ({"due": read_date("2026-05-10")}, Keeping.SOON),
        ({"due": read_date("2026-05")}, Keeping.OPEN),
        ({"due": read_date("2026-04-30")}, Keeping.LATE),
        ({}, Keeping.UNDATED),
        ({"kind": CommitmentKind.ADVICE}, Keeping.ON_RECORD),
        ({"state": CommitmentState.NOT_KEPT}, Keeping.NOT_KEPT),
        ({"state": CommitmentState.KEPT}, Keeping.KEPT),
        ({"state": CommitmentState.KEPT, "due": read_date("2026-04-01"), "done_on": read_date("2026-04-02")},
         Keeping.KEPT_LATE),
    ],
)  # fmt: skip
def test_how_a_commitment_stands(changes: dict[str, Any], keeping: Keeping) -> None:
    one = replace(Commitment(key="c", name="C"), **changes)
    assert keeping_of(KeepingQuestion(one, read_date("2026-05-01"))).keeping is keeping


def test_a_new_paper_is_told_what_its_body_resolved_before_on_the_subject_and_what_came_of_it() -> None:
    other, later = replace(TAKEN, key="other"), replace(TAKEN, key="later", decided_on=read_date("2027-01-01"))
    promise = Commitment(key="p", name="P", resolution="r", due=read_date("2026-04-30"))
    loose = Commitment(key="q", name="Q", body="cabinet")
    found = earlier_of(
        EarlierQuestion(
            bodies=("cabinet",), resolutions=(other, TAKEN, later), commitments=(promise, loose),
            topics=("r", "later"), on=read_date("2026-05-01"),
        )
    )  # fmt: skip
    assert [(one.resolution.key, [kept.keeping for _, kept in one.promises]) for one in found.resolved] == [
        ("r", [Keeping.LATE])
    ]
    assert [one.key for one, _ in found.promised] == ["q"]
