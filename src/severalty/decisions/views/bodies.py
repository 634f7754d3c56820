"""One body: who sits on it today and over time, its quorum, its meetings, what it resolved and promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from severalty.decisions.actions import bodies as actions
from severalty.decisions.binding import BODIES, RESOLUTIONS
from severalty.decisions.forms.sittings import EndSeatForm, MeetingForm, SeatForm
from severalty.decisions.queries.book import Book, Entry, book_for
from severalty.decisions.views.lists import is_coming, outcome_of
from severalty.decisions.views.panels import FormPanel, answered, is_own, sent
from severalty.decisions.views.tables import (
    MEETINGS,
    Cell,
    Section,
    Table,
    commitments_table,
    holder,
    link,
    lock_of,
    of_body,
    resolutions_table,
    trail_of,
    words,
)
from severalty.engine.dates import day
from severalty.engine.decisions.bodies import Body, BodyMember
from severalty.engine.decisions.sitting import (
    Sitting,
    SittingQuestion,
    chairs_over_time,
    power_of,
    sitting_on,
    votes,
)
from severalty.engine.decisions.standing import OPEN_KEEPINGS
from severalty.engine.fields import Known
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.web.pictures import RunwayRow, runway

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

MOST = 12
"""So many rows of each kind stand on the page of a body; the lists have all."""
_TONES = {Known.YES: "good", Known.NO: "plain", Known.UNKNOWN: "warn"}
_WORDS = {Known.YES: "decides", Known.NO: "informal or advises", Known.UNKNOWN: "not known"}


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_VIEW)
def body(request: Request, case: Case, ref: str) -> HttpResponse:
    book = book_for(request.viewer, case, timezone.localdate())
    entry = book.entry(BODIES, ref)
    seats = tuple(member for _, member in book.members.get(ref, ()))
    sitting = sitting_on(SittingQuestion(body=entry.record, members=seats, on=book.today))
    power = power_of(entry.record)
    context = {
        "case": case, "heading": entry.name, "stand": (_WORDS[power.decides], _TONES[power.decides], power.words),
        "trail": trail_of(case, ("Bodies", reverse("decisions:bodies", args=[case.key])), (entry.name, "")),
        "text": entry.record.description, "facts": _facts(book, entry, sitting),
        "tools": [("The record of this body, and who may see it", reverse("estate:item", args=[case.key, ref]))],
        "sections": [_today(book, sitting), _over_time(book, seats), *_came_and_comes(book, entry)],
    }  # fmt: skip
    panels = _panels(request, book, entry) if is_own(request, case, entry) else []
    return answered(request, panels, context, "decisions/thing.html")


def _facts(book: Book, entry: Entry, sitting: Sitting) -> list[tuple[str, Cell]]:
    record: Body = entry.record
    empty = "not known" if sitting.vacancies is None else str(sitting.vacancies)
    return [
        ("Kind", Cell(record.kind.value, lock=lock_of(entry))),
        ("Of", of_body(book, record)),
        ("Voting seats", words(record.seats)),
        ("Posts that vote today", Cell(str(sitting.voting) if sitting.seats else "no seat is on record")),
        ("Empty seats", Cell(empty)),
        ("Quorum", words(record.quorum)),
        ("How it publishes", words(record.publication)),
        ("Its decisions can be called in", words(record.call_in.value)),
    ]


def _today(book: Book, sitting: Sitting) -> Section:
    rows = tuple(
        (Cell(one.post), Cell(one.seat.value), holder(book, one.organisation), Cell(votes(one).value),
         words(one.starts), words(one.ends, "–"))
        for one in sitting.seats
    )  # fmt: skip
    heads = ("Post", "Sits as", "Of council", "Votes", "From", "Until")
    table = Table("Members today", heads, rows, "Nobody’s seat is on record for today.")
    return Section("members", "Members today", table, findings=sitting.findings)


def _over_time(book: Book, seats: tuple[BodyMember, ...]) -> Section:
    dated = [one for one in seats if one.starts or one.ends]
    found = chairs_over_time(seats)
    bars = [
        RunwayRow(f"{one.post}, {one.seat.value}", one.starts.first if one.starts else None,
                  one.ends.last if one.ends else book.on, None, (_swatch(book, one),))
        for one in dated
    ]  # fmt: skip
    picture = runway(bars, book.on, title="Who sat on it from when to when", ident="seats")
    rows = tuple(
        (Cell(one.post), Cell(one.seat.value), holder(book, one.organisation), words(one.starts),
         words(one.ends, "no end on record"))
        for one in seats
    )  # fmt: skip
    heads = ("Post", "Sits as", "Of council", "From", "Until")
    table = Table("Members over time", heads, rows, "No seat is on record.")
    return Section("over-time", "Members over time", table, findings=found.findings, picture=picture)


def _swatch(book: Book, seat: BodyMember) -> int:
    found = book.organisations.get(seat.organisation)
    return found.swatch if found else 8


def _came_and_comes(book: Book, entry: Entry) -> list[Section]:
    meetings = book.meetings(entry.ref)
    coming = [one for one in meetings if is_coming(book, one)]
    past = [one for one in reversed(meetings) if not is_coming(book, one)]
    matters = [one for one in book.matters() if one.record.body == entry.ref and not outcome_of(book, one)]
    resolved = [one for one in book.resolutions() if one.record.body == entry.ref]
    promises = [one for one in book.commitments() if _is_of(book, one, entry.ref)]
    promises.sort(key=lambda one: book.kept(one.record).keeping not in OPEN_KEEPINGS)
    return [
        Section("coming", "Meetings to come", _meetings(book, "Meetings to come", coming[:MOST], "None is on record."),
                _cut(coming, "meetings")),
        Section("matters", "Matters to come", _matters(book, matters[:MOST]), _cut(matters, "matters")),
        Section("resolutions", "What it resolved",
                resolutions_table(book, resolved[:MOST], "Nothing is on record."), _cut(resolved, "resolutions")),
        Section("promises", "What it promised",
                commitments_table(book, promises[:MOST], "No promise is on record."),
                _cut(promises, "actions and promises")),
        Section("past", "Meetings past", _meetings(book, "Meetings past", past[:MOST], "None is on record."),
                _cut(past, "meetings")),
    ]  # fmt: skip


def _cut(entries: list[Entry], what: str) -> str:
    left = len(entries) - MOST
    return f"{left:,} more {'stands' if left == 1 else 'stand'} in the list of {what}." if left > 0 else ""


def _is_of(book: Book, commitment: Entry, body: str) -> bool:
    own = commitment.record.body
    if own:
        return bool(own == body)
    taken = book.of(RESOLUTIONS).get(commitment.record.resolution)
    return taken is not None and taken.record.body == body


def _meetings(book: Book, title: str, entries: list[Entry], empty: str) -> Table:
    def row(one: Entry) -> tuple[Cell, ...]:
        last = book.last_day(one.record)
        state = Cell(one.record.state.value, tone=MEETINGS.get(one.record.state, "plain"))
        return (link(book, "meeting", one), words(one.record.meets_on), state, words(day(last) if last else None))

    heads = ("Meeting", "Day", "State", "Last day for papers")
    return Table(title, heads, tuple(row(one) for one in entries), empty)


def _matters(book: Book, entries: list[Entry]) -> Table:
    rows = tuple(
        (link(book, "matter", one), words(book.decided(one.record)), Cell(one.record.key_decision.value))
        for one in entries
    )
    return Table(
        "Matters to come", ("Matter", "To be decided", "Key decision"), rows, "No matter to come is on record."
    )


def _panels(request: Request, book: Book, entry: Entry) -> list[FormPanel]:
    own = [(one.key, one.name) for one in book.organisations.values()]
    act: dict[str, Any] = {"by": request.viewer, "at": timezone.now(), "case": book.case}
    panels = [
        FormPanel(
            "meeting", "Add a meeting", "Add it", MeetingForm(**sent(request, "meeting")),
            lambda form: actions.add_meeting(new=form.meeting(entry.ref), **act), "The meeting is on record.",
        ),
        FormPanel(
            "seat", "Add a seat", "Add it", SeatForm(organisations=own, **sent(request, "seat")),
            lambda form: actions.add_seat(new=form.new(entry.ref), **act), "The seat is on record.",
        ),
    ]  # fmt: skip
    seats = [(str(pk), f"{one.post}, {one.seat.value}") for pk, one in book.members.get(entry.ref, ()) if not one.ends]
    if seats:
        panels.append(
            FormPanel(
                "end", "End a seat", "End it", EndSeatForm(seats=seats, **sent(request, "end")),
                lambda form: actions.end_seat(
                    seat=int(form.cleaned_data["which"]), ends=form.cleaned_data["ends"], **act
                ),
                "The seat has an end on record.",
            )
        )  # fmt: skip
    return panels
