"""Forward plans and records of decisions: what stands where, what is not said, and from when a decision counts."""

from dataclasses import replace
from datetime import date

import pytest

from severalty.engine.clear_days import Closures, Effect
from severalty.engine.dates import day, month
from severalty.engine.decisions.meetings import NoticeWay
from severalty.engine.decisions.publishing import (
    CallInTerms,
    Place,
    PlannedDecision,
    TakenDecision,
    lacking_in_notice,
    lacking_in_record,
    place_of,
    plan_order,
    takes_effect,
)
from severalty.engine.decisions.resolutions import CallIn, Form, Outcome
from severalty.engine.fields import Known

EASTER = Closures(frozenset({date(2026, 4, 3), date(2026, 4, 6)}), date(2026, 1, 1), date(2026, 12, 31))
FIVE = CallInTerms(5, Effect.DAY_AFTER)
WHOLE = PlannedDecision(
    reference="1", title="ICT", description="How it is given.", decision_maker="Cabinet", members=("Leader",),
    due=day(date(2026, 4, 8)), key_decision=Known.YES, documents="A report", contact="Democratic Services",
)  # fmt: skip
TAKEN = TakenDecision(
    reference="1", title="ICT", decision="To share it.", decision_maker="Cabinet", outcome=Outcome.APPROVED,
    decided_on=day(date(2026, 3, 31)), published_on=day(date(2026, 4, 1)), can_be_called_in=Known.YES,
    reasons="It costs less.", alternatives="None", interests="None",
)  # fmt: skip


def test_an_entry_is_to_be_decided_until_its_last_possible_day_has_passed() -> None:
    april = replace(WHOLE, due=month(2026, 4))
    assert place_of(april, date(2026, 4, 30)) is Place.COMING
    assert place_of(april, date(2026, 5, 1)) is Place.PASSED
    assert place_of(replace(april, is_decided=True), date(2026, 5, 1)) is Place.DECIDED
    assert place_of(replace(april, outcome="Taken off."), date(2026, 4, 1)) is Place.DECIDED
    assert place_of(replace(april, due=None), date(2026, 4, 1)) is Place.UNDATED
    assert sorted([replace(april, due=None), WHOLE, april], key=plan_order)[0] is april


def test_a_whole_notice_lacks_nothing_and_each_part_of_it_is_missed() -> None:
    assert lacking_in_notice(WHOLE) == ()
    bare = PlannedDecision(reference="1", title="ICT")
    assert lacking_in_notice(bare) == (
        "whether it is a key decision", "the matter", "the decision maker", "its members", "the day or the period",
        "the documents", "where copies are had",
    )  # fmt: skip
    assert lacking_in_notice(replace(bare, key_decision=Known.NO)) == (), "The law asks for key decisions."
    assert lacking_in_notice(replace(WHOLE, members=(), decision_maker_kind="officer")) == ()


def test_private_and_short_notices_say_why() -> None:
    private = replace(WHOLE, exempt_under="3")
    assert lacking_in_notice(private) == ("why it is private", "when notice of the private meeting was given")
    assert lacking_in_notice(replace(WHOLE, way=NoticeWay.GENERAL_EXCEPTION)) == ("why it cannot wait",)
    urgent = replace(WHOLE, way=NoticeWay.SPECIAL_URGENCY, urgent_reason="The contract ends.")
    assert lacking_in_notice(urgent) == ("who agreed that it is urgent",)


def test_a_decision_counts_after_its_call_in_over_easter() -> None:
    # Published on Wednesday 1 April: the five working days are 2, 7, 8, 9 and 10 April.
    assert takes_effect(TAKEN, FIVE, EASTER).on == date(2026, 4, 11)
    assert takes_effect(TAKEN, CallInTerms(5, Effect.ON_NTH_DAY), EASTER).on == date(2026, 4, 10)
    assert takes_effect(replace(TAKEN, can_be_called_in=Known.NO), FIVE, EASTER).on == date(2026, 3, 31)
    assert takes_effect(replace(TAKEN, stated_on=day(date(2026, 5, 1))), FIVE, EASTER).on == date(2026, 5, 1)


@pytest.mark.parametrize("entry", [
    replace(TAKEN, published_on=None), replace(TAKEN, can_be_called_in=Known.UNKNOWN), replace(TAKEN, decided_on=None),
    replace(TAKEN, call_in=CallIn.PENDING), replace(TAKEN, outcome=Outcome.DEFERRED),
    replace(TAKEN, form=Form.RECOMMENDATION), replace(TAKEN, condition="The same decision by the partner"),
])  # fmt: skip
def test_where_it_cannot_be_said_when_a_decision_counts_the_reason_is(entry: TakenDecision) -> None:
    found = takes_effect(entry, FIVE, EASTER)
    assert found.on is None
    assert found.why_not


def test_call_in_that_nobody_has_counted_is_not_guessed() -> None:
    assert takes_effect(TAKEN, CallInTerms(), EASTER).on is None


def test_a_record_of_a_decision_says_its_reasons_and_an_officer_the_delegation() -> None:
    assert lacking_in_record(TAKEN) == ()
    bare = TakenDecision(reference="1", title="ICT", form=Form.OFFICER_DECISION)
    assert len(lacking_in_record(bare)) == 6
    assert "the delegation" in lacking_in_record(bare)
