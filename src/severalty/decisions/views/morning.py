"""What waits for somebody of bodies and meetings: on the overview of decisions, and at most few on the first page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from severalty.decisions.binding import BODIES
from severalty.decisions.queries.book import Book, Entry, book_for
from severalty.decisions.views.lists import is_coming, needs_of, needs_words
from severalty.decisions.views.tables import url_of
from severalty.engine.dates import day
from severalty.engine.decisions.meetings import MeetingState
from severalty.engine.decisions.standing import Keeping, Stand
from severalty.tenancy.permissions import Permission
from severalty.web.parts import Prompt

RECENT = timedelta(days=90)


def body_prompts(viewer: Any, case: Any, on: date) -> Iterator[Prompt]:
    """What the viewer's own organisation has to see to: the next meeting, then what is late or open."""
    if viewer.organisation is None or not viewer.may(Permission.DECISION_EDIT, case):
        return
    book = book_for(viewer, case, on)
    if not book.of(BODIES):
        return
    coming = next((one for one in book.meetings() if is_coming(book, one) and is_ours(book, one)), None)
    if coming is not None:
        yield Prompt(_next_words(book, coming), url_of(book, "meeting", coming.ref))
    yield from (Prompt(words, url) for words, url in waits(book, own=True))


def waits(book: Book, *, own: bool = False) -> Iterator[tuple[str, str]]:
    """What is late, called in, to be published or to be recorded, each with the place where it is dealt with."""
    at = {name: reverse(f"decisions:{name}", args=[book.case.key]) for name in ("commitments", "resolutions")}
    kept = [book.kept(one.record).keeping for one in book.commitments() if not own or _is_held(book, one)]
    late, soon = kept.count(Keeping.LATE), kept.count(Keeping.SOON)
    if late or soon:
        yield _late_words(late, soon), f"{at['commitments']}?open=open"
    stands = [(one, book.standing(one.record).stand) for one in _recent(book) if not own or is_ours(book, one)]
    for stand, one_word, many_words in (
        (Stand.CALLED_IN, "resolution is called in and not settled", "resolutions are called in and not settled"),
        (Stand.TO_PUBLISH, "resolution is not on record as published", "resolutions are not on record as published"),
    ):
        found = [one for one, how in stands if how is stand]
        if len(found) == 1:
            yield f"1 {one_word}: {found[0].name}.", url_of(book, "resolution", found[0].ref)
        elif found:
            yield f"{len(found):,} {many_words}.", f"{at['resolutions']}?stands={stand.value.replace(' ', '+')}"
    for one in _unrecorded(book):
        if not own or is_ours(book, one):
            yield f"{one.name} still needs {needs_words(needs_of(book, one))}.", url_of(book, "meeting", one.ref)


def is_ours(book: Book, entry: Entry) -> bool:
    """Whether the viewer's own organisation keeps a record."""
    own = book.viewer.organisation
    return own is not None and entry.row.item.recorded_by_id == own.pk


def _is_held(book: Book, entry: Entry) -> bool:
    own = book.viewer.organisation
    return own is not None and entry.record.organisation == own.key


def _recent(book: Book) -> list[Entry]:
    """The resolutions of the last time: what is long past is for the register, not for the morning."""
    since = book.on - RECENT
    return [one for one in book.resolutions() if one.record.decided_on and one.record.decided_on.last >= since]


def _unrecorded(book: Book) -> list[Entry]:
    since = book.on - RECENT
    return [
        one for one in book.meetings()
        if one.record.state in (MeetingState.PLANNED, MeetingState.HELD) and one.record.meets_on
        and since <= one.record.meets_on.last < book.on and needs_of(book, one)
    ]  # fmt: skip


def _next_words(book: Book, meeting: Entry) -> str:
    last, when = book.last_day(meeting.record), meeting.record.meets_on
    name = book.body(meeting.record.body).name
    if last is None:
        return f"{name} meets on {when}."
    if last < book.on:
        return f"{name} meets on {when}; the last day for its papers was {day(last)}."
    return f"{name} meets on {when}; the last day for its papers is {day(last)}."


def _late_words(late: int, soon: int) -> str:
    parts = [f"{late:,} late"] if late else []
    parts += [f"{soon:,} due soon"] if soon else []
    return f"Actions and promises: {' and '.join(parts)}."
