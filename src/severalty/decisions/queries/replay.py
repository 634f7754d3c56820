"""What happened around one common core or matter, in order, as one viewer may see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from severalty.decisions.binding import BODIES, COMMITMENTS, CORE_VERSIONS, HOLDS, MEETINGS, RESOLUTIONS
from severalty.decisions.queries.book import Book, Entry
from severalty.decisions.queries.lattice import (
    Posed,
    Wish,
    joint_before,
    joint_word,
    posed,
    subject_of,
    touching,
)
from severalty.engine.clear_days import DaysError
from severalty.engine.dates import PartialDate
from severalty.engine.decisions.bodies import Body, BodyKind
from severalty.engine.decisions.history import About, Decided, Event, EventKind, HistoryQuestion, Paused, PutOff
from severalty.engine.decisions.meetings import Meeting, MeetingState
from severalty.engine.decisions.resolutions import Form, Outcome, Resolution
from severalty.engine.gates.records import Gate, Window
from severalty.engine.gates.steps import effective_day

_TAKEN = frozenset({Outcome.APPROVED, Outcome.AMENDED})


def history_for(book: Book, wish: Wish, since: date | None, until: date | None) -> tuple[HistoryQuestion, Posed]:
    """The events of a period, and the gate of a wish as it stood before anybody decided."""
    wish = replace(wish, ready={}, replays=True)
    found = posed(book, wish)
    gate, scope = found.gate, _scope(book, wish, found.gate)
    events = [
        one
        for one in _events(book, scope)
        if (since is None or one.on.last >= since) and one.on.first <= min(until or book.on, book.on)
    ]
    question = HistoryQuestion(
        gate=replace(gate, chains=tuple(replace(one, pauses=()) for one in gate.chains)),
        events=tuple(events),
        put_off=tuple(_put_off(book)),
        paused=tuple(_paused(book, wish)),
        decided=tuple(_decided(book, wish, gate)),
    )
    return question, found


@dataclass(frozen=True)
class _Scope:
    """What touches the decision, by reference: core, matters, subject and resolutions; and the bodies on its way."""

    things: frozenset[str]
    bodies: frozenset[str]

    def about(self, *refs: str, body: str = "") -> About:
        """What something has to do with the decision, by what it refers to and whose it is."""
        if self.things.intersection(refs):
            return About.DECISION
        return About.BODY if body in self.bodies else About.OTHER


def _scope(book: Book, wish: Wish, gate: Gate) -> _Scope:
    matters = {one.ref for one in touching(book, wish)}
    things = {wish.core, wish.matter, subject_of(book, wish), *matters} - {""}
    words = {one.ref for one in book.resolutions() if {one.record.core, one.record.matter} & things}
    return _Scope(frozenset(things | words), frozenset(one.body for one in gate.calendars))


def _events(book: Book, scope: _Scope) -> Iterator[Event]:
    yield from _of_resolutions(book, scope)
    yield from _of_holds(book, scope)
    yield from _of_commitments(book, scope)
    yield from _of_meetings(book, scope)
    for one in book.of(CORE_VERSIONS).values():
        if one.record.frozen_on:
            words = f"{book.names.get(one.record.core, 'A common core')} is frozen as version {one.record.number}."
            yield Event(one.ref, one.record.frozen_on, EventKind.FROZEN, words, scope.about(one.record.core))


def _of_resolutions(book: Book, scope: _Scope) -> Iterator[Event]:
    for one in book.resolutions():
        if one.record.decided_on:
            informal = one.record.form is Form.INFORMAL
            kind = EventKind.AGREED if informal else EventKind.DECIDED
            words = f"{book.names.get(one.record.body, '')}: {one.name} ({one.record.outcome.value})."
            yield Event(one.ref, one.record.decided_on, kind, words, scope.about(one.ref, body=one.record.body))


def _of_holds(book: Book, scope: _Scope) -> Iterator[Event]:
    for one in book.of(HOLDS).values():
        hold, about = one.record, scope.about(one.record.thing)
        if hold.starts:
            yield Event(one.ref, hold.starts, EventKind.HELD, f"{hold.placed_by}: {one.name}.", about)
        if hold.lifted_on:
            yield Event(f"{one.ref} lifted", hold.lifted_on, EventKind.LIFTED, f"Lifted: {one.name}.", about)


def _of_commitments(book: Book, scope: _Scope) -> Iterator[Event]:
    for one in book.of(COMMITMENTS).values():
        held = one.record
        about = scope.about(held.resolution, body=held.body)
        if held.made_on:
            words = f"{held.kind.value.capitalize()}: {one.name}."
            yield Event(one.ref, held.made_on, EventKind.LETTER, words, about)
        if held.done_on and held.done_on != held.made_on:
            yield Event(f"{one.ref} kept", held.done_on, EventKind.KEPT, f"Kept: {one.name}.", about)


def _of_meetings(book: Book, scope: _Scope) -> Iterator[Event]:
    """Meetings that were put off, joint ones, and those that were to take it and of which no word is on record."""
    bodies, spoke = book.of(BODIES), {one.record.meeting for one in book.resolutions()}
    for one in book.meetings():
        meeting, first = one.record, one.record.planned_on or one.record.meets_on
        matters = {matter.ref for ref in (one.ref, meeting.put_off_to) for matter in book.at_meeting(ref)}
        about = scope.about(*matters, body=meeting.body)
        if meeting.state is MeetingState.PUT_OFF:
            if first:
                yield Event(one.ref, first, EventKind.PUT_OFF, f"Put off: {one.name}.{_later(book, meeting)}", about)
            continue
        takes = about is About.DECISION
        if meeting.meets_on and one.ref not in spoke and (takes or _is_joint(bodies[meeting.body].record)):
            words = f"{one.name} ({meeting.state.value}{'; no outcome on record' if takes else ''})."
            yield Event(one.ref, meeting.meets_on, EventKind.MET, words, about)


def _later(book: Book, meeting: Meeting) -> str:
    after = book.of(MEETINGS).get(meeting.put_off_to)
    return f" New day: {after.record.meets_on}." if after and after.record.meets_on else ""


def _is_joint(body: Body) -> bool:
    return body.kind is BodyKind.JOINT_COMMITTEE


def _put_off(book: Book) -> Iterator[PutOff]:
    """Each meeting that was put off, known by the day for which it was planned at the latest."""
    for one in book.meetings():
        first = one.record.planned_on or one.record.meets_on
        if one.record.state is MeetingState.PUT_OFF and first:
            yield PutOff(one.record.body, one.ref, first, first, one.record.put_off_to)


def _paused(book: Book, wish: Wish) -> Iterator[Paused]:
    own = {one.ref for one in book.matters() if wish.core and one.record.core == wish.core}
    things = {wish.core, wish.matter, subject_of(book, wish), *own} - {""}
    for one in book.of(HOLDS).values():
        hold = one.record
        if hold.thing in things and hold.starts:
            free, told = hold.lifted_on or hold.until, hold.lifted_on or hold.starts
            yield Paused(hold.organisation, f"Held by the {hold.placed_by}.", hold.starts, free, free and told)


def _decided(book: Book, wish: Wish, gate: Gate) -> Iterator[Decided]:
    """What bodies of the chains approved of the core or matter, void from the day of a later version of the core; and
    what joint committees let go on."""
    for one in (*_approvals(book, wish), *_joint_words(book, wish)):
        resolved = one.record
        void = _void(book, wish.core, resolved) if resolved.core else None
        for chain in gate.chains:
            if resolved.body in {link.body for link in chain.links}:
                effective = _effective(gate, one, resolved.decided_on)
                yield Decided(chain.council, resolved.body, resolved.decided_on, effective, void)


def _approvals(book: Book, wish: Wish) -> Iterator[Entry]:
    for one in book.of(RESOLUTIONS).values():
        said = one.record
        is_it = (wish.core and said.core == wish.core) or (wish.matter and said.matter == wish.matter)
        if is_it and said.decided_on and said.outcome in _TAKEN and said.form is Form.RESOLUTION:
            yield one


def _joint_words(book: Book, wish: Wish) -> Iterator[Entry]:
    """The word of each joint committee on the last of its matters that touch the decision."""
    last = {one.record.body: one for one in touching(book, wish)}
    for body in joint_before(book, wish):
        word = joint_word(book, last[body])
        if word is not None and word.record.decided_on and word.record.core != wish.core:
            yield word


def _void(book: Book, core: str, resolved: Resolution) -> PartialDate | None:
    """The day on which a later version of the core was frozen than the one that was resolved on."""
    versions = [one.record for one in book.of(CORE_VERSIONS).values() if core and one.record.core == core]
    later = [
        one.frozen_on
        for one in versions
        if one.frozen_on and one.digest != resolved.core_digest and resolved.decided_on
        and one.frozen_on.first > resolved.decided_on.last
    ]  # fmt: skip
    return min(later, default=None, key=lambda on: on.first)


def _effective(gate: Gate, entry: Entry, on: PartialDate) -> Window:
    """As stated, else from the day of the decision on by the route of the council."""
    stated = entry.record.effective_on
    if stated:
        return Window(stated.first, stated.last)
    lead = next(one.lead for one in gate.calendars if one.body == entry.record.body)
    try:
        first, last = (effective_day(lead, each, gate.closures) for each in (on.first, on.last))
    except DaysError:
        return Window()
    is_known = lead.publish is not None and lead.call_in is not None and lead.effect is not None
    return Window(first, last if is_known else None)
