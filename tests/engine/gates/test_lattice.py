"""When it can be decided: laws of the lattice, against an oracle that looks at each day by itself."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.dates import between, day, month
from severalty.engine.gates.answering import answer_of
from severalty.engine.gates.records import Calendar, Chain, Gate, GateError, Lead, Link, Pause, Sitting, Step, Window
from severalty.engine.gates.slips import Slip, after, slips_of
from tests.engine.gates.calendars import (
    COUNCILS,
    HOLIDAYS,
    LEAD,
    READY,
    Council,
    gate_of,
    one_council,
    oracle,
    sitting,
    works,
)

DAY = timedelta(days=1)
APRIL, JUNE = date(2026, 4, 14), date(2026, 6, 16)


def test_a_paper_in_time_goes_to_the_first_meeting_and_all_last_days_are_told() -> None:
    found = answer_of(one_council(APRIL, JUNE, ready=date(2026, 3, 10))).alone[0]
    assert [(one.meeting, one.on.first) for one in found.taken] == [("2026-04-14", APRIL)]
    days = {one.name: one.last_day.first for one in found.taken[0].last_days}
    # Good Friday and Easter Monday lie between, so the agenda goes out on Thursday 2 April.
    assert days == {"agenda": date(2026, 4, 2), "draft": date(2026, 3, 19)}
    assert found.effective == Window(date(2026, 4, 24), date(2026, 4, 24))
    assert not found.missing


def test_a_day_late_costs_a_cycle_and_the_step_that_is_missed_is_named() -> None:
    in_time = answer_of(one_council(APRIL, JUNE, ready=date(2026, 3, 19))).alone[0]
    late = answer_of(one_council(APRIL, JUNE, ready=date(2026, 3, 20))).alone[0]
    assert in_time.one_day is not None
    assert (in_time.one_day.keeps, in_time.one_day.days) == (date(2026, 3, 19), 63)
    assert late.taken[0].on.first == JUNE
    passed = late.taken[0].passed[0]
    assert (passed.meeting, passed.step, passed.last_day, passed.days) == ("2026-04-14", "draft", date(2026, 3, 19), 1)


def test_nothing_on_record_a_day_later_is_not_read_as_free() -> None:
    found = answer_of(one_council(APRIL, ready=date(2026, 3, 19))).alone[0].one_day
    assert found is not None
    assert found.days is None


def test_a_meeting_known_to_the_month_gives_a_range_and_no_invented_day() -> None:
    found = answer_of(one_council(month(2026, 6), ready=date(2026, 3, 10))).alone[0]
    assert found.taken[0].on == Window(date(2026, 6, 1), date(2026, 6, 30))
    assert found.effective == Window(date(2026, 6, 11), date(2026, 7, 10))


def test_a_month_that_may_be_too_early_counts_at_its_best_but_not_for_sure() -> None:
    found = answer_of(one_council(month(2026, 6), date(2026, 7, 14), ready=date(2026, 5, 20))).alone[0]
    assert found.taken[0].on == Window(date(2026, 6, 12), date(2026, 7, 14))


def test_readiness_as_a_range_gives_a_range() -> None:
    found = answer_of(one_council(APRIL, JUNE, ready=between(date(2026, 3, 1), date(2026, 3, 31)))).alone[0]
    assert (found.taken[0].on.first, found.taken[0].on.last) == (APRIL, JUNE)


def test_notice_of_a_key_decision_holds_a_paper_back_that_is_ready() -> None:
    gate = one_council(APRIL, JUNE, ready=date(2026, 2, 1), key=True, noticed=day(date(2026, 3, 17)))
    passed = answer_of(gate).alone[0].taken[0].passed
    assert [(one.step, one.days) for one in passed] == [("notice", 1)]
    in_time = one_council(APRIL, JUNE, ready=date(2026, 2, 1), key=True, noticed=day(date(2026, 3, 16)))
    assert answer_of(in_time).alone[0].taken[0].on.first == APRIL


def test_a_body_that_needs_no_notice_does_not_wait_for_it() -> None:
    gate = one_council(APRIL, ready=date(2026, 3, 1), lead=replace(LEAD, notice=None), key=True,
                       noticed=day(date(2026, 6, 1)))  # fmt: skip
    assert answer_of(gate).jointly.is_known


def test_whether_it_is_key_is_not_known_so_the_answer_is_a_range_and_says_why() -> None:
    gate = one_council(APRIL, JUNE, ready=date(2026, 3, 10), key=None, noticed=day(date(2026, 4, 1)))
    found = answer_of(gate).alone[0]
    assert (found.taken[0].on.first, found.taken[0].on.last) == (APRIL, JUNE)
    assert any("key decision" in one for one in found.missing)


def test_numbers_that_nobody_stated_bound_from_below_only() -> None:
    lead = replace(LEAD, steps=(LEAD.steps[0], replace(LEAD.steps[1], count=None)), call_in=None)
    found = answer_of(one_council(APRIL, ready=date(2026, 4, 1), lead=lead)).alone[0]
    assert found.effective == Window(date(2026, 4, 16), None)
    assert found.missing == ("Cabinet: nobody has stated the days for draft, call-in.",)


def test_a_hold_keeps_readiness_back_until_it_is_free_and_without_an_end_nothing_is_known() -> None:
    held = one_council(APRIL, JUNE, ready=date(2026, 3, 1), pauses=(Pause("Held.", day(date(2026, 3, 20))),))
    assert answer_of(held).alone[0].taken[0].on.first == JUNE
    open_end = one_council(APRIL, JUNE, ready=date(2026, 3, 1), pauses=(Pause("Held by the s151 officer."),))
    found = answer_of(open_end)
    assert found.jointly == Window()
    assert found.missing == ("Held by the s151 officer. No end is known.",)


def test_a_partner_that_shows_no_calendar_makes_the_joint_answer_unknown() -> None:
    hidden = Gate(
        (Chain("a", (Link("x"),), day(date(2026, 3, 1))), Chain("b", (Link("y"),), day(date(2026, 3, 1)))),
        (Calendar("x", LEAD, (sitting(APRIL),)), Calendar("y", LEAD, (), known=False, name="Cabinet, B")),
        HOLIDAYS,
    )
    found = answer_of(hidden)
    assert found.alone[0].effective.is_day
    assert found.jointly == Window()
    assert found.missing == ("Cabinet, B: its calendar is not open to you.",)


def shared(ready_a: date, ready_b: date) -> Gate:
    """A joint committee before both cabinets."""
    return Gate(
        (
            Chain("a", (Link("joint"), Link("a-cabinet", "draft")), day(ready_a)),
            Chain("b", (Link("joint"), Link("b-cabinet")), day(ready_b)),
        ),
        (
            Calendar("joint", LEAD, (sitting(date(2026, 1, 20)), sitting(date(2026, 2, 10)))),
            Calendar("a-cabinet", LEAD, (sitting(date(2026, 2, 11)), sitting(date(2026, 3, 11)))),
            Calendar("b-cabinet", LEAD, (sitting(date(2026, 2, 12)), sitting(date(2026, 3, 12)))),
        ),
        HOLIDAYS,
    )


def test_a_joint_committee_waits_for_both_and_a_step_may_wait_for_it() -> None:
    found = answer_of(shared(date(2025, 12, 1), date(2026, 1, 10)))
    assert [one.on.first for one in found.alone[0].taken] == [date(2026, 1, 20), date(2026, 2, 11)]
    assert [one.on.first for one in found.together[0].taken] == [date(2026, 2, 10), date(2026, 3, 11)]
    assert [one.on.first for one in found.together[1].taken] == [date(2026, 2, 10), date(2026, 2, 12)]
    # The draft for Cabinet can only be written once the committee has met.
    assert found.together[0].taken[1].passed[0].step == "draft"


def test_a_committee_put_off_by_two_to_three_weeks_moves_what_comes_after() -> None:
    gate = shared(date(2025, 12, 1), date(2025, 12, 1))
    moved = slips_of(gate, [Slip(14, 21, meeting="2026-01-20"), Slip(0, 0)])
    (a, of_a), (b, of_b) = moved[0].alone
    assert (a, b) == ("a", "b")
    assert (of_a.least, of_a.most) == (28, 28)
    assert (of_b.least, of_b.most) == (0, 0)
    assert (moved[0].jointly.least, moved[1].jointly.least) == (25, 0)


def test_what_cannot_be_is_refused_in_a_sentence() -> None:
    gate = one_council(APRIL, ready=APRIL)
    for wrong in (
        replace(gate, chains=(Chain("a", (), None),)),
        replace(gate, chains=(Chain("a", (Link("nobody"),), None),)),
        replace(gate, chains=(Chain("a", (Link("cabinet", "no step"),), None),)),
        replace(gate, chains=(Chain("a", (Link("cabinet"), Link("cabinet")), None),)),
    ):
        with pytest.raises(GateError, match=r"\w+.*; .*\."):
            answer_of(wrong)
    with pytest.raises(GateError, match="no meeting"):
        after(gate, Slip(7, 7, meeting="none"))


def test_meetings_beyond_the_bank_holidays_are_left_out_and_said() -> None:
    found = answer_of(one_council(date(2031, 4, 14), ready=APRIL))
    assert found.jointly == Window()
    assert any("bank holidays on record" in one for one in found.missing)


def test_meetings_that_are_off_take_nothing() -> None:
    gate = one_council(APRIL, JUNE, ready=date(2026, 3, 1))
    off = replace(gate.calendars[0], sittings=(Sitting("off", day(APRIL), stands=False), sitting(JUNE)))
    assert answer_of(replace(gate, calendars=(off,))).alone[0].taken[0].on.first == JUNE


@given(COUNCILS)
def test_it_agrees_with_looking_at_each_day(council: Council) -> None:
    assert answer_of(gate_of(council)).alone[0].effective.first == oracle(council)


@given(COUNCILS, COUNCILS)
def test_jointly_is_the_later_of_both_and_only_where_both_are_known(one: Council, two: Council) -> None:
    found, ends = answer_of(gate_of(one, two)).jointly, [oracle(one), oracle(two)]
    assert found.first == (max(ends) if all(ends) else None)  # type: ignore[type-var]
    assert found.first == found.last


@given(COUNCILS, st.integers(0, 90))
def test_to_be_ready_later_is_never_to_decide_sooner(council: Council, later: int) -> None:
    now = answer_of(gate_of(council)).jointly.first
    then = answer_of(gate_of(replace(council, ready=council.ready + later * DAY))).jointly.first
    assert then is None or (now is not None and now <= then)


@given(COUNCILS)
def test_the_last_readiness_comes_to_the_same_and_the_day_after_does_not(council: Council) -> None:
    found = answer_of(gate_of(council)).alone[0]
    if found.one_day is not None and found.one_day.slack < 700:
        keeps = found.one_day.keeps
        assert oracle(replace(council, ready=keeps)) == found.effective.first
        then = oracle(replace(council, ready=keeps + DAY))
        assert then != found.effective.first
        assert found.effective.first is not None
        assert found.one_day.days == (None if then is None else (then - found.effective.first).days)


@given(st.data(), READY)
def test_whatever_the_days_turn_out_to_be_lies_within_the_range(data: st.DataObject, ready: date) -> None:
    months = data.draw(st.lists(st.integers(1, 12), min_size=1, max_size=5, unique=True))
    spans = [month(2026, number) for number in months]
    found = answer_of(one_council(*spans, ready=ready)).jointly
    numbers = [data.draw(st.integers(1, 28)) for _ in spans]
    days = [one.first.replace(day=number) for one, number in zip(spans, numbers, strict=True)]
    meets = [next(on + n * DAY for n in (0, 1, 2, 3, 4, -3, -4, -5) if works(on + n * DAY)) for on in days]
    actual = oracle(Council(ready, None, ((tuple(meets), LEAD),)))
    if found.first is None:
        assert actual is None
    if actual is not None:
        assert found.first is not None
        assert found.first <= actual
    if found.last is not None:
        assert actual is not None
        assert actual <= found.last


def test_steps_count_from_those_before_them_only() -> None:
    lead = Lead((Step("draft", 5, before="agenda"), Step("agenda", 5)))
    with pytest.raises(GateError, match="counts back"):
        answer_of(one_council(APRIL, ready=date(2026, 3, 1), lead=lead))
