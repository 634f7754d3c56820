"""The lists of bodies, meetings, matters, resolutions, commitments and consultations, each with its filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.decisions.binding import BODIES
from severalty.decisions.queries.book import Book, Entry, book_for
from severalty.decisions.views.tables import (
    KEEPINGS,
    MEETINGS,
    STANDS,
    lock_of,
    share_words,
    trail_of,
    url_of,
)
from severalty.engine.dates import day
from severalty.engine.decisions.meetings import MeetingState, PlanKind
from severalty.engine.decisions.resolutions import CommitmentKind, Form, Outcome
from severalty.engine.decisions.sitting import power_of
from severalty.engine.decisions.standing import OPEN_KEEPINGS, Keeping, Stand
from severalty.engine.fields import Known
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.web.lists import Column, Filter, Register, render_list
from severalty.web.marks import Tag

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

AHEAD = timedelta(days=28)
"""How long before its last day an agenda is asked for."""
_FORMAL = {
    Known.YES: Tag("decides", "good"),
    Known.NO: Tag("informal or advises"),
    Known.UNKNOWN: Tag("not known", "warn"),
}


@require_GET
@requires(Permission.DECISION_VIEW)
def bodies(request: Request, case: Case) -> HttpResponseBase:
    book = _book(request, case)
    rows = list(book.of(BODIES).values())
    return _listed(request, book, _bodies(book), rows, (
        "Bodies", "Who decides, recommends or only agrees. What a board or team agrees binds no council.",
        "A cabinet of six with a quorum of three; a project board, which only agrees.", "bodies",
    ))  # fmt: skip


def _bodies(book: Book) -> Register:
    coming = {one.ref: _next(book, one.ref) for one in book.of(BODIES).values()}
    return Register(
        "body", "bodies",
        (
            _name(book, "body", "Body"),
            Column("decides", "Decides", "tag", value=lambda one: _FORMAL[power_of(one.record).decides]),
            Column("kind", "Kind", "text", "record__kind", "record.kind"),
            Column("whose", "Of", "organisation", value=lambda one: book.holder(one.record)),
            Column("joint", "Joint", "text", value=lambda one: "joint" if one.record.partnership else ""),
            Column("next", "Next meeting", "date", value=lambda one: _meets(coming[one.ref])),
            Column("papers", "Last day for papers", "date", value=lambda one: _papers(book, coming[one.ref])),
        ),
        (
            _contains(),
            Filter("decides", "Decides", (("yes", "decides"), ("no", "informal or advises"), ("unknown", "not known")),
                   lambda rows, value: [one for one in rows if power_of(one.record).decides == value]),
            _council(book, lambda one: one.record),
        ),
        "name", lock_of,
    )  # fmt: skip


def _next(book: Book, body: str) -> Entry | None:
    coming = (one for one in book.meetings(body) if is_coming(book, one))
    return next(coming, None)


def is_coming(book: Book, meeting: Entry) -> bool:
    """Whether a meeting is still to take place."""
    when = meeting.record.meets_on
    return meeting.record.state is MeetingState.PLANNED and when is not None and when.last >= book.on


def _meets(meeting: Entry | None) -> Any:
    return meeting.record.meets_on if meeting else None


def _papers(book: Book, meeting: Entry | None) -> Any:
    last = book.last_day(meeting.record) if meeting else None
    return day(last) if last else None


@require_GET
@requires(Permission.DECISION_VIEW)
def meetings(request: Request, case: Case) -> HttpResponseBase:
    book = _book(request, case)
    coming = [one for one in book.meetings() if is_coming(book, one)]
    past = [one for one in reversed(book.meetings()) if not is_coming(book, one)]
    return _listed(request, book, _meetings(book), [*coming, *past], (
        "Meetings", "The calendar of every body: what comes, and what each meeting still needs.",
        "Cabinet on 8 April 2026, its agenda to be published by 27 March.", "meetings",
    ))  # fmt: skip


def _meetings(book: Book) -> Register:
    return Register(
        "meeting", "meetings",
        (
            Column("meets_on", "Day", "date", "record__meets_on", "record.meets_on"),
            _name(book, "meeting", "Meeting"),
            Column("body", "Body", "text", value=lambda one: book.body(one.record.body).name),
            Column("state", "State", "tag",
                   value=lambda one: Tag(one.record.state.value, MEETINGS.get(one.record.state, "plain"))),
            Column("needs", "Still needs", "text", value=lambda one: needs_words(needs_of(book, one))),
            Column("papers", "Last day for papers", "date", value=lambda one: _papers(book, one)),
            Column("whose", "Of", "organisation", value=lambda one: book.holder(book.body(one.record.body))),
        ),
        (
            Filter("when", "When", (("coming", "to come"), ("past", "past")),
                   lambda rows, value: [one for one in rows if is_coming(book, one) == (value == "coming")]),
            _body(book),
            _council(book, lambda one: book.body(one.record.body)),
            Filter("state", "State", _choices(MeetingState),
                   lambda rows, value: [one for one in rows if one.record.state == value]),
        ),
        "", lock_of,
    )  # fmt: skip


def needs_words(needs: list[str]) -> str:
    """`1 outcome, 2 papers and minutes`; empty where nothing is missing."""
    return " and ".join(part for part in (", ".join(needs[:-1]), *needs[-1:]) if part)


def papers_words(book: Book, meeting: Entry) -> str:
    """The last day for the papers of a meeting, and that it is past where the agenda is still not out."""
    last = book.last_day(meeting.record)
    if last is None:
        return ""
    is_late = last < book.on and is_coming(book, meeting) and not meeting.record.agenda_on
    return f"{day(last)}, passed" if is_late else str(day(last))


def needs_of(book: Book, meeting: Entry) -> list[str]:
    """What a meeting still needs, in a few words each."""
    record, found = meeting.record, []
    matters = book.at_meeting(meeting.ref)
    if record.state is MeetingState.PLANNED and record.meets_on and record.meets_on.last < book.on:
        found.append("whether it was held")
    if record.state is MeetingState.HELD:
        open_matters = sum(1 for one in matters if not book.of_matter(one.ref) and not one.record.outcome)
        found += [f"{open_matters} outcome{'s' if open_matters != 1 else ''}"] if open_matters else []
        found += [] if record.minutes_on else ["minutes"]
    if is_coming(book, meeting):
        without = sum(1 for one in matters if not one.record.paper)
        found += [f"{without} paper{'s' if without != 1 else ''}"] if without else []
        last = book.last_day(record)
        found += ["agenda"] if not record.agenda_on and last and last - book.on <= AHEAD else []
    return found


@require_GET
@requires(Permission.DECISION_VIEW)
def matters(request: Request, case: Case) -> HttpResponseBase:
    book = _book(request, case)
    return _listed(request, book, _matters(book), book.matters(), (
        "Matters", "What is to come before a body: forward plans, the scrutiny work programme, agendas of boards.",
        "Service desk to be bought anew, a key decision of Cabinet in April.", "matters",
    ))  # fmt: skip


def _matters(book: Book) -> Register:
    return Register(
        "matter", "matters",
        (
            _name(book, "matter", "Matter"),
            Column("decide", "To be decided", "date", value=lambda one: book.decided(one.record)),
            Column("body", "Decision maker", "text", value=lambda one: book.body(one.record.body).name),
            Column("plan", "Stands in", "text", "record__plan", "record.plan"),
            Column("key", "Key decision", "text", "record__key_decision", "record.key_decision"),
            Column("warnings", "Warnings", "count",
                   value=lambda one: sum(1 for two in book.warnings(one.record) if not two.is_answered)
                   if _is_open(book, one) else 0),
            Column("outcome", "Outcome", "text", value=lambda one: outcome_of(book, one)),
            Column("paper", "Paper", "text", value=lambda one: book.names.get(one.record.paper, ""),
                   hidden_by_default=True),
        ),
        (
            _contains(),
            Filter("plan", "Stands in", _choices(PlanKind),
                   lambda rows, value: [one for one in rows if one.record.plan == value]),
            Filter("state", "State", (("open", "still to come"), ("done", "with an outcome")),
                   lambda rows, value: [one for one in rows if _is_open(book, one) == (value == "open")]),
            _body(book),
            _council(book, lambda one: book.body(one.record.body)),
        ),
        "", lock_of,
    )  # fmt: skip


def _is_open(book: Book, matter: Entry) -> bool:
    return not outcome_of(book, matter)


def outcome_of(book: Book, matter: Entry) -> str:
    """What came of a matter: its last resolution, else what its own record says."""
    found = book.of_matter(matter.ref)
    return found[0].record.outcome.value if found else str(matter.record.outcome)


@require_GET
@requires(Permission.DECISION_VIEW)
def resolutions(request: Request, case: Case) -> HttpResponseBase:
    book = _book(request, case)
    return _listed(request, book, _resolutions(book), book.resolutions(), (
        "Resolutions", "What bodies and officers resolved, recommended or agreed, and how each stands today.",
        "Approved on 8 April 2026, published on 10 April, may be called in until 17 April.", "resolutions",
    ))  # fmt: skip


def _resolutions(book: Book) -> Register:
    stands = {one.ref: book.standing(one.record).stand for one in book.resolutions()}
    return Register(
        "resolution", "resolutions",
        (
            _name(book, "resolution", "Resolution"),
            Column("decided_on", "Day", "date", "record__decided_on", "record.decided_on"),
            Column("body", "Body", "text", value=lambda one: book.body(one.record.body).name),
            Column("form", "What it is", "text", "record__form", "record.form"),
            Column("outcome", "Outcome", "text", "record__outcome", "record.outcome"),
            Column("stands", "Stands today", "tag",
                   value=lambda one: Tag(stands[one.ref].value, STANDS.get(stands[one.ref], "plain"))),
            Column("published_on", "Published", "date", "record__published_on", "record.published_on",
                   hidden_by_default=True),
        ),
        (
            _contains(), _body(book),
            Filter("outcome", "Outcome", _choices(Outcome),
                   lambda rows, value: [one for one in rows if one.record.outcome == value]),
            Filter("stands", "Stands today", _choices(Stand),
                   lambda rows, value: [one for one in rows if stands[one.ref] == value]),
            Filter("form", "What it is", _choices(Form),
                   lambda rows, value: [one for one in rows if one.record.form == value]),
            Filter("since", "Taken", (("90", "in the last 90 days"), ("365", "in the last year")),
                   lambda rows, value: [one for one in rows if _since(book, one, int(value))]),
        ),
        "-decided_on", lock_of,
    )  # fmt: skip


def _since(book: Book, one: Entry, days: int) -> bool:
    when = one.record.decided_on
    return when is not None and when.last >= book.on - timedelta(days=days)


@require_GET
@requires(Permission.DECISION_VIEW)
def commitments(request: Request, case: Case) -> HttpResponseBase:
    book = _book(request, case)
    order = list(Keeping)
    kept = {one.ref: book.kept(one.record).keeping for one in book.commitments()}
    rows = sorted(book.commitments(), key=lambda one: order.index(kept[one.ref]))
    return _listed(request, book, _commitments(book, kept), rows, (
        "Actions and promises",
        "Actions, promises, letters between councils, conditions and advice on record: late and open ones first.",
        "Inform the partner by the end of October 2023.", "commitments",
    ))  # fmt: skip


def _commitments(book: Book, kept: dict[str, Keeping]) -> Register:
    return Register(
        "commitment", "commitments",
        (
            _name(book, "commitment", "What", ""),
            Column("stands", "Stands today", "tag",
                   value=lambda one: Tag(kept[one.ref].value, KEEPINGS.get(kept[one.ref], "plain"))),
            Column("due", "Due", "date", "record__due", "record.due"),
            Column("owner", "Owner", "text", "record__owner", "record.owner"),
            Column("who", "Held to it", "organisation",
                   value=lambda one: book.organisations.get(one.record.organisation)),
            Column("kind", "Kind", "text", "record__kind", "record.kind"),
            Column("done_on", "Done", "date", "record__done_on", "record.done_on", hidden_by_default=True),
        ),
        (
            _contains(),
            Filter("open", "State", (("open", "open"), ("closed", "closed")),
                   lambda rows, value: [one for one in rows if (kept[one.ref] in OPEN_KEEPINGS) == (value == "open")]),
            Filter("kind", "Kind", _choices(CommitmentKind),
                   lambda rows, value: [one for one in rows if one.record.kind == value]),
            Filter("council", "Held to it", tuple((key, one.name) for key, one in book.organisations.items()),
                   lambda rows, value: [one for one in rows if one.record.organisation == value]),
        ),
        "", lock_of,
    )  # fmt: skip


@require_GET
@requires(Permission.DECISION_VIEW)
def consultations(request: Request, case: Case) -> HttpResponseBase:
    book = _book(request, case)
    register = Register(
        "consultation", "consultations",
        (
            _name(book, "consultation", "Consultation"),
            Column("consulted", "Who was asked", "text", "record__consulted", "record.consulted"),
            Column("starts", "From", "date", "record__starts", "record.starts"),
            Column("ends", "Until", "date", "record__ends", "record.ends"),
            Column("share", "Answered", "text",
                   value=lambda one: share_words(one.record.answered, one.record.asked)),
            Column("effect", "What came of it", "text", value="record.effect"),
            Column("care", "Look at this", "text", value=lambda one: book.poll_near(one.record)),
        ),
        (_contains(),), "-starts", lock_of,
    )  # fmt: skip
    return _listed(request, book, register, book.consultations(), (
        "Consultations", "Whom somebody asked before a decision, how many answered, and what came of it.",
        "Managers of three councils asked in workshops and a survey.", "consultations",
    ))  # fmt: skip


# --------------------------------------------------------------------------------------------------------------- shared


def _book(request: Request, case: Case) -> Book:
    return book_for(request.viewer, case, timezone.localdate())


def _listed(
    request: Request, book: Book, register: Register, rows: Iterable[Entry], said: tuple[str, str, str, str]
) -> HttpResponseBase:
    heading, about, example, table = said
    may_add = request.viewer.organisation is not None and request.viewer.may(Permission.DECISION_EDIT, book.case)
    context = {
        "case": book.case, "heading": heading, "about": about, "example": example,
        "trail": trail_of(book.case, (heading, "")), "add_words": f"Add a {register.noun}",
        "add_url": reverse("estate:new", args=[book.case.key, table]) if may_add else "",
    }  # fmt: skip
    return render_list(request, register, list(rows), context, template="decisions/listed.html")


def _name(book: Book, page: str, label: str, order_by: str = "record__name") -> Column:
    return Column("name", label, "link", order_by or None, "record.name",
                  url=lambda one: url_of(book, page, one.ref))  # fmt: skip


def _choices(words: Any) -> tuple[tuple[str, str], ...]:
    return tuple((one.value, one.value) for one in words)


def _contains() -> Filter:
    def holds(rows: list[Entry], text: str) -> list[Entry]:
        wanted = text.casefold()
        return [one for one in rows if wanted in f"{one.record.name}\n{one.record.description}".casefold()]

    return Filter("q", "Contains", None, holds)


def _body(book: Book) -> Filter:
    bodies = tuple((ref, one.name) for ref, one in book.of(BODIES).items())
    return Filter("body", "Body", bodies, lambda rows, value: [one for one in rows if one.record.body == value])


def _council(book: Book, body_of: Callable[[Entry], Any]) -> Filter:
    councils = tuple((key, one.name) for key, one in book.organisations.items())
    return Filter("council", "Of", (*councils, ("joint", "joint")),
                  lambda rows, value: [one for one in rows if _is_of(body_of(one), value)])  # fmt: skip


def _is_of(body: Any, value: str) -> bool:
    return bool(body.partnership) if value == "joint" else body.organisation == value
