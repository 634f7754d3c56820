"""The history of Havering and Newham, November 2022 to June 2024, replayed from the tables of its case."""

from datetime import date

import pytest

from severalty.engine.clear_days import Effect
from severalty.engine.decisions.history import Event, EventKind, HistoryQuestion, PutOff, replay
from severalty.engine.decisions.meetings import MeetingState
from severalty.engine.gates.records import Calendar, Chain, Gate, Lead, Link, Sitting, Window
from severalty.engine.gates.slips import moved
from severalty.formats.reference import bank_holidays
from tests.cases.reports import rows_of

CASE = "havering-newham"
BODIES = ("joint-committee", "havering-cabinet", "newham-cabinet")
LEAD = Lead(publish=None, call_in=3, effect=Effect.ON_NTH_DAY)
"""What is published of call-in at Havering; when decisions are published is not stated."""
pytestmark = pytest.mark.engine_only


def question() -> HistoryQuestion:
    """The chains of both boroughs with the joint committee before both cabinets, and all events with a day."""
    meetings = rows_of(CASE, "meetings")
    calendars = tuple(
        Calendar(body, LEAD, tuple(
            Sitting(row.key, row.meets_on, row.state in (MeetingState.PLANNED, MeetingState.HELD))
            for row in meetings if row.body == body
        ))
        for body in BODIES
    )  # fmt: skip
    events = [Event(row.key, row.decided_on, EventKind.DECIDED, row.name) for row in rows_of(CASE, "resolutions")]
    events += [Event(row.key, row.made_on, EventKind.LETTER, row.name) for row in rows_of(CASE, "commitments")]
    events += [Event(row.key, row.starts, EventKind.HELD, row.name) for row in rows_of(CASE, "holds")]
    off = [row for row in meetings if row.state is MeetingState.PUT_OFF]
    events += [Event(row.key, row.planned_on, EventKind.PUT_OFF, row.name) for row in off]
    chains = tuple(
        Chain(council, (Link("joint-committee"), Link(f"{council}-cabinet")), None)
        for council in ("havering", "newham")
    )
    return HistoryQuestion(
        Gate(chains, calendars, bank_holidays().closures),
        tuple(one for one in events if one.on is not None),
        tuple(PutOff(row.body, row.key, row.planned_on, row.planned_on, row.put_off_to) for row in off),
    )


def test_the_whole_history_is_there_in_order() -> None:
    keys = [one.event.key for one in replay(question()).after]
    wanted = [
        "informal-2022-11", "havering-leaves-2023-04", "way-forward-2023-05", "pause-msp", "option-three-elt",
        "option-three-theme-board", "letter-2023-11-07", "joint-committee-2023-11-14",
    ]  # fmt: skip
    assert [key for key in keys if key in wanted] == wanted


def test_the_committee_put_off_moves_the_next_step_by_two_to_three_weeks_and_stays_a_range() -> None:
    found = {one.event.key: one for one in replay(question()).after}
    letter, off = found["letter-2023-11-07"], found["joint-committee-2023-11-14"]
    assert letter.next_on == Window(date(2023, 11, 14), date(2023, 11, 14))
    assert off.next_on == Window(date(2023, 11, 28), date(2023, 12, 5))
    shift = moved(letter.next_on, off.next_on)
    assert (shift.least, shift.most) == (14, 21)


def test_the_cabinets_of_february_bound_the_joint_day_from_below_and_nothing_bounds_it_from_above() -> None:
    for one in replay(question()).after:
        assert one.jointly.last is None, "when decisions are published is not stated, so no later end is known"
    off = next(one for one in replay(question()).after if one.event.kind is EventKind.PUT_OFF)
    # Known to the month: the first working day of February 2024, and three working days of call-in.
    assert off.jointly.first == date(2024, 2, 6)
