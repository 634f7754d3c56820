"""What could be decided when, after each event of a history, as it was known then."""

from dataclasses import replace
from datetime import date

from severalty.engine.dates import PartialDate, between, day, month
from severalty.engine.decisions.history import About, Decided, Event, EventKind, HistoryQuestion, Paused, PutOff, replay
from severalty.engine.gates.records import Calendar, Chain, Gate, Link, Sitting, Window
from tests.engine.gates.calendars import HOLIDAYS, LEAD, sitting

COMMITTEE = day(date(2026, 3, 10))
LATER = between(date(2026, 3, 24), date(2026, 3, 31))


def event(key: str, on: PartialDate, kind: EventKind = EventKind.LETTER) -> Event:
    """Something that happened."""
    return Event(key, on, kind, f"{key} happened.")


GATE = Gate(
    (Chain("a", (Link("joint"), Link("cabinet", "draft")), None),),
    (
        Calendar("joint", LEAD, (Sitting("j-1", None, stands=False), Sitting("j-2", LATER))),
        Calendar("cabinet", LEAD, (sitting(date(2026, 4, 21), "c-1"), sitting(date(2026, 5, 19), "c-2"))),
    ),
    HOLIDAYS,
)
PUT_OFF = PutOff("joint", "j-1", COMMITTEE, COMMITTEE, "j-2")


def test_a_meeting_stands_on_its_first_day_until_it_is_put_off() -> None:
    question = HistoryQuestion(
        GATE, (event("put-off", COMMITTEE, EventKind.PUT_OFF), event("letter", day(date(2026, 2, 2)))), (PUT_OFF,)
    )
    letter, off = replay(replace(question, gate=_ready(date(2026, 2, 2)))).after
    assert (letter.event.key, off.event.key) == ("letter", "put-off")
    # Cabinet's draft waits for the committee: the 10th of March is in time for April, the 24th is at its earliest too.
    assert letter.jointly == Window(date(2026, 5, 1), date(2026, 5, 1))
    assert off.jointly == Window(date(2026, 5, 1), date(2026, 5, 30))
    assert (off.moved.least, off.moved.most) == (0, 29)


def test_of_one_day_the_event_that_is_about_the_decision_has_what_the_day_moved() -> None:
    near = event("put-off", COMMITTEE, EventKind.PUT_OFF)
    far = replace(event("another", COMMITTEE), about=About.OTHER)
    before = event("letter", day(date(2026, 2, 2)))
    _, first, second = replay(HistoryQuestion(_ready(date(2026, 2, 2)), (far, near, before), (PUT_OFF,))).after
    assert (first.event.key, second.event.key) == ("put-off", "another")
    assert first.next_moved is not None
    assert (first.next_moved.least, first.next_moved.most) == (14, 21)
    assert [(key, one.most) for key, one in first.alone_moved] == [("a", 29)]
    assert second.moved.old == second.moved.new


def _ready(on: date) -> Gate:
    return replace(GATE, chains=(replace(GATE.chains[0], ready=day(on)),))


def test_without_a_day_of_readiness_the_meetings_alone_count() -> None:
    found = replay(HistoryQuestion(GATE, (event("month", month(2026, 1)), event("late", COMMITTEE)), (PUT_OFF,))).after
    assert found[0].jointly == Window(date(2026, 5, 1), date(2026, 5, 1))
    assert (found[0].next_body, found[0].next_on) == ("joint", Window(COMMITTEE.first, COMMITTEE.first))
    # Nothing is late: after the putting off the later meeting of the committee still comes before Cabinet's.
    assert found[1].next_on == Window(LATER.first, LATER.last)
    assert found[1].jointly == Window(date(2026, 5, 1), date(2026, 5, 1))


def test_a_hold_counts_from_its_day_and_its_end_once_it_was_told() -> None:
    held, told = day(date(2026, 1, 12)), day(date(2026, 2, 2))
    pause = Paused("", "Held by the s151 officer.", held, told, told)
    events = (event("before", day(date(2026, 1, 5))), event("held", held), event("lifted", told))
    before, then, after = replay(HistoryQuestion(GATE, events, (PUT_OFF,), (pause,))).after
    assert before.jointly.is_day
    assert then.jointly == Window()
    assert then.missing == ("Held by the s151 officer. No end is known.",)
    assert after.jointly.is_day


def test_who_has_decided_is_not_waited_for_until_it_is_void() -> None:
    decided, void = day(date(2026, 1, 20)), day(date(2026, 2, 10))
    done = Decided("a", "cabinet", decided, Window(date(2026, 1, 30), date(2026, 1, 30)), void)
    events = (event("decided", decided, EventKind.DECIDED), event("amended", void))
    first, second = replay(HistoryQuestion(GATE, events, (PUT_OFF,), (), (done,))).after
    assert first.jointly == Window(date(2026, 1, 30), date(2026, 1, 30))
    assert second.jointly != first.jointly
    assert second.moved.least is not None
