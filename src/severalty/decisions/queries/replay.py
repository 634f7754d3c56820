"""What happened around one common core or matter, in order, as one viewer may see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from severalty.decisions.binding import BODIES, COMMITMENTS, CORE_VERSIONS, CORES, HOLDS, MATTERS, RESOLUTIONS
from severalty.decisions.queries.book import Book, Entry
from severalty.decisions.queries.lattice import Posed, Wish, calendar_of, posed
from severalty.engine.clear_days import DaysError
from severalty.engine.dates import PartialDate
from severalty.engine.decisions.bodies import BodyKind
from severalty.engine.decisions.history import Decided, Event, EventKind, HistoryQuestion, Paused, PutOff
from severalty.engine.decisions.meetings import MeetingState
from severalty.engine.decisions.resolutions import Form, Outcome, Resolution
from severalty.engine.gates.records import Chain, Gate, Link, Window
from severalty.engine.gates.steps import effective_day

_TAKEN = frozenset({Outcome.APPROVED, Outcome.AMENDED})


def history_for(book: Book, wish: Wish, since: date | None, until: date | None) -> tuple[HistoryQuestion, Posed]:
    """The events of a period, and the gate of a wish, with the joint committees that look at its subject first."""
    found = posed(book, replace(wish, ready={}))
    gate = _with_joint(book, wish, found.gate)
    events = [
        one
        for one in _events(book)
        if (since is None or one.on.last >= since) and one.on.first <= min(until or book.on, book.on)
    ]
    names = dict(found.names) | {one.body: one.words for one in gate.calendars}
    question = HistoryQuestion(
        gate=replace(gate, chains=tuple(replace(one, pauses=()) for one in gate.chains)),
        events=tuple(events),
        put_off=tuple(_put_off(book)),
        paused=tuple(_paused(book, wish, gate)),
        decided=tuple(_decided(book, wish, gate)),
    )
    return question, replace(found, gate=gate, names=names)


def _subject(book: Book, wish: Wish) -> str:
    entry = book.entry(CORES, wish.core) if wish.core else book.entry(MATTERS, wish.matter) if wish.matter else None
    return entry.record.subject if entry else ""


def _with_joint(book: Book, wish: Wish, gate: Gate) -> Gate:
    """The gate with each joint committee before the bodies of the councils, where it looks at the same subject."""
    subject, bodies = _subject(book, wish), book.of(BODIES)
    joint = {
        one.record.body
        for one in book.matters()
        if subject and one.record.subject == subject and bodies[one.record.body].record.kind is BodyKind.JOINT_COMMITTEE
    }
    more = sorted(joint - {one.body for one in gate.calendars})
    if not more:
        return gate
    calendars = (*(calendar_of(book, ref) for ref in more), *gate.calendars)
    links = tuple(Link(ref) for ref in more)
    return replace(gate, calendars=calendars, chains=tuple(_before(one, links) for one in gate.chains))


def _before(chain: Chain, links: tuple[Link, ...]) -> Chain:
    """The links first; the draft of the next body waits for them where its steps are known."""
    return replace(chain, links=(*links, replace(chain.links[0], waits=""), *chain.links[1:]))


def _events(book: Book) -> Iterator[Event]:
    yield from _of_resolutions(book)
    yield from _of_holds(book)
    yield from _of_commitments(book)
    yield from _of_meetings(book)
    for one in book.of(CORE_VERSIONS).values():
        if one.record.frozen_on:
            words = f"{book.names.get(one.record.core, 'A common core')} is frozen as version {one.record.number}."
            yield Event(one.ref, one.record.frozen_on, EventKind.FROZEN, words)


def _of_resolutions(book: Book) -> Iterator[Event]:
    for one in book.resolutions():
        if one.record.decided_on:
            informal = one.record.form is Form.INFORMAL
            kind = EventKind.AGREED if informal else EventKind.DECIDED
            words = f"{book.names.get(one.record.body, '')}: {one.name} ({one.record.outcome.value})."
            yield Event(one.ref, one.record.decided_on, kind, words)


def _of_holds(book: Book) -> Iterator[Event]:
    for one in book.of(HOLDS).values():
        hold = one.record
        if hold.starts:
            yield Event(one.ref, hold.starts, EventKind.HELD, f"{hold.placed_by}: {one.name}.")
        if hold.lifted_on:
            yield Event(f"{one.ref} lifted", hold.lifted_on, EventKind.LIFTED, f"Lifted: {one.name}.")


def _of_commitments(book: Book) -> Iterator[Event]:
    for one in book.of(COMMITMENTS).values():
        if one.record.made_on:
            yield Event(
                one.ref, one.record.made_on, EventKind.LETTER, f"{one.record.kind.value.capitalize()}: {one.name}."
            )
        if one.record.done_on and one.record.done_on != one.record.made_on:
            yield Event(f"{one.ref} kept", one.record.done_on, EventKind.KEPT, f"Kept: {one.name}.")


def _of_meetings(book: Book) -> Iterator[Event]:
    """Meetings that were put off, and joint ones that were to be; what others decided stands with their resolutions."""
    bodies = book.of(BODIES)
    for one in book.meetings():
        meeting, kind = one.record, bodies[one.record.body].record.kind
        if meeting.state is MeetingState.PUT_OFF and (meeting.planned_on or meeting.meets_on):
            yield Event(one.ref, meeting.planned_on or meeting.meets_on, EventKind.PUT_OFF, f"Put off: {one.name}.")
        elif meeting.meets_on and kind is BodyKind.JOINT_COMMITTEE and not meeting.planned_on:
            yield Event(one.ref, meeting.meets_on, EventKind.MET, f"{one.name} ({meeting.state.value}).")


def _put_off(book: Book) -> Iterator[PutOff]:
    """Each meeting that was put off, known by the day for which it was planned at the latest."""
    for one in book.meetings():
        first = one.record.planned_on or one.record.meets_on
        if one.record.state is MeetingState.PUT_OFF and first:
            yield PutOff(one.record.body, one.ref, first, first, one.record.put_off_to)


def _paused(book: Book, wish: Wish, gate: Gate) -> Iterator[Paused]:
    things = {wish.core, wish.matter, _subject(book, wish)} - {""}
    for one in book.of(HOLDS).values():
        hold = one.record
        if hold.thing in things and hold.starts:
            free, told = hold.lifted_on or hold.until, hold.lifted_on or hold.starts
            yield Paused(hold.organisation, f"Held by the {hold.placed_by}.", hold.starts, free, free and told)


def _decided(book: Book, wish: Wish, gate: Gate) -> Iterator[Decided]:
    """What bodies of the chains approved of the core or matter, void from the day of a later version of the core."""
    for one in book.of(RESOLUTIONS).values():
        resolved = one.record
        if not resolved.decided_on or resolved.outcome not in _TAKEN or resolved.form is not Form.RESOLUTION:
            continue
        if not ((wish.core and resolved.core == wish.core) or (wish.matter and resolved.matter == wish.matter)):
            continue
        void = _void(book, wish.core, resolved)
        for chain in gate.chains:
            if resolved.body in {link.body for link in chain.links}:
                effective = _effective(gate, one, resolved.decided_on)
                yield Decided(chain.council, resolved.body, resolved.decided_on, effective, void)


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
