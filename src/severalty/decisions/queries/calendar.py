"""The days that concern a person acting for an organisation, and the secret address at which a calendar reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.http import Http404
from django.urls import reverse

from severalty.decisions.binding import BODIES, COMMITMENTS, DELEGATIONS
from severalty.decisions.models import CalendarAddress
from severalty.decisions.queries.book import Book, Entry
from severalty.decisions.queries.lattice import STEP_WORDS, lead_of
from severalty.engine.clear_days import DaysError
from severalty.engine.dates import PartialDate
from severalty.engine.decisions.meetings import MeetingState
from severalty.engine.decisions.resolutions import CommitmentState
from severalty.engine.gates.steps import last_days
from severalty.formats.calendar_feed import FeedEntry, read_time
from severalty.formats.reference import bank_holidays
from severalty.tenancy.access import Viewer, viewer_acting
from severalty.tenancy.models import Case

KEPT_DAYS = 92
"""How long what is past stays in a feed."""
_OFF = frozenset({MeetingState.PUT_OFF, MeetingState.CANCELLED})


def digest_of_token(token: str) -> str:
    """What is kept of a secret address."""
    return sha256(token.encode()).hexdigest()


def address_of(viewer: Viewer) -> CalendarAddress | None:
    """The address that the viewer has for the organisation they act for; only its digest is known."""
    return CalendarAddress.objects.filter(appointment=viewer.appointment).first() if viewer.appointment else None


def viewer_by(token: str, on: date) -> tuple[Viewer, Case]:
    """Who a calendar reads for, with what they may see on the day. Raises Http404 for an address that is not in use."""
    found = (
        CalendarAddress.objects.filter(digest=digest_of_token(token), appointment__person__is_active=True)
        .select_related("appointment__person", "appointment__organisation__case")
        .first()
    )
    if found is None:
        raise Http404
    return viewer_acting(found.appointment, on), found.appointment.organisation.case


def entries_for(book: Book, root: str) -> list[FeedEntry]:
    """Meetings, last days, commitments due and delegations that end; `root` is the address of the installation."""
    found = [*_meetings(book), *_last_days(book), *_commitments(book), *_delegations(book)]
    since = book.on - timedelta(days=KEPT_DAYS)
    return [_at(one, book, root) for one in found if one.on >= since]


def _own(book: Book) -> str:
    return book.viewer.organisation.key if book.viewer.organisation else ""


def _meetings(book: Book) -> Iterator[FeedEntry]:
    """The meetings whose day is known; one that is off stays, marked as such, so that calendars take it out."""
    for one in book.meetings():
        meeting, on = one.record, _day(one.record.meets_on or one.record.planned_on)
        if on is not None:
            yield _entry(one, "meeting", on, one.name, begins=read_time(meeting.begins_at), place=meeting.place,
                         cancelled=meeting.state in _OFF)  # fmt: skip


def _last_days(book: Book) -> Iterator[FeedEntry]:
    """Every last day before a meeting to come at which the viewer's own organisation has something to decide."""
    closures, bodies = bank_holidays().closures, book.of(BODIES)
    for one in book.meetings():
        body, on = bodies[one.record.body].record, _day(one.record.meets_on)
        if on is None or on < book.on or one.record.state in _OFF or body.organisation != _own(book):
            continue
        matters = [matter.name for matter in book.at_meeting(one.ref)]
        lead = lead_of(book.route(body.organisation, on), body)
        try:
            days = last_days(lead, on, closures) if matters else {}
        except DaysError:
            continue
        for step, last in days.items():
            if last is not None:
                words = f"{STEP_WORDS.get(step, step)}: last day for {one.name}"
                yield _entry(one, step.replace(" ", "-"), last, words, description="; ".join(matters))


def _commitments(book: Book) -> Iterator[FeedEntry]:
    for one in book.of(COMMITMENTS).values():
        on = _day(one.record.due)
        if on is not None and one.record.organisation == _own(book) and one.record.state is CommitmentState.OPEN:
            yield _entry(one, "due", on, f"Due: {one.name}")


def _delegations(book: Book) -> Iterator[FeedEntry]:
    for one in book.of(DELEGATIONS).values():
        on = _day(one.record.ends)
        if on is not None and one.record.organisation == _own(book) and not one.record.revoked_on:
            yield _entry(one, "ends", on, f"Delegation ends: {one.name} ({one.record.holder})")


def _entry(one: Entry, what: str, on: date, title: str, **more: Any) -> FeedEntry:
    """An entry that goes by the version of its item: changed when that was, and numbered as it is."""
    item = one.row.item
    values = {"changed": item.changed_at, "sequence": item.version} | more
    return FeedEntry(uid=f"{one.ref}-{what}@severalty", on=on, title=title, **values)


def _at(one: FeedEntry, book: Book, root: str) -> FeedEntry:
    """The entry with the address of the record that it comes from."""
    ref = one.uid.partition("-")[0]
    return replace(one, url=f"{root}{reverse('estate:item', args=[book.case.key, ref])}")


def _day(on: PartialDate | None) -> date | None:
    """A day that is known to the day; a month is none, and no day of it is made up."""
    return on.first if on is not None and on.first == on.last else None
