"""One meeting: its agenda with what each matter still needs, who was there, and every outcome in one form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from severalty.decisions.actions import bodies as moving
from severalty.decisions.actions import meetings as actions
from severalty.decisions.binding import BODIES, MEETINGS
from severalty.decisions.forms.sittings import AgendaForm, AlongForm, HeldForm, MoveForm, initial_of
from severalty.decisions.queries.book import Book, Entry, book_for
from severalty.decisions.queries.making import bases_of, fingerprint
from severalty.decisions.views.lists import is_coming, needs_of, needs_words, outcome_of, papers_words
from severalty.decisions.views.panels import FormPanel, answered, is_own, may_edit, sent
from severalty.decisions.views.tables import (
    MEETINGS as TONES,
)
from severalty.decisions.views.tables import (
    Cell,
    Section,
    Table,
    commitments_table,
    item_link,
    link,
    lock_of,
    new_url,
    resolutions_table,
    spelled,
    trail_of,
    words,
)
from severalty.engine.decisions.meetings import MeetingState
from severalty.engine.decisions.sitting import Quorum, QuorumQuestion, power_of, quorum_of
from severalty.engine.fields import Known
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

_RECORDED = frozenset({MeetingState.PLANNED, MeetingState.HELD, MeetingState.INQUORATE})


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_VIEW)
def meeting(request: Request, case: Case, ref: str) -> HttpResponse:
    book = book_for(request.viewer, case, timezone.localdate())
    entry = book.entry(MEETINGS, ref)
    state, needs = entry.record.state, needs_of(book, entry)
    context = {
        "case": case, "heading": entry.name, "text": entry.record.description,
        "stand": (state.value, TONES.get(state, "plain"), _needs(book, entry, needs)), "facts": _facts(book, entry),
        "findings": _findings(book, entry), "sections": _sections(book, entry),
        "trail": trail_of(case, ("Meetings", reverse("decisions:meetings", args=[case.key])), (entry.name, "")),
        "tools": _tools(request, book, entry),
    }  # fmt: skip
    panels = _panels(request, book, entry) if is_own(request, case, entry) else []
    return answered(request, panels, context, "decisions/meeting.html")


def _tools(request: Request, book: Book, entry: Entry) -> list[tuple[str, str]]:
    """The record, a matter for its agenda, and its last days where the council has a route and the day is known."""
    found = [
        ("The record of this meeting, and who may see it", reverse("estate:item", args=[book.case.key, entry.ref]))
    ]
    body = book.of(BODIES).get(entry.record.body)
    if is_coming(book, entry) and may_edit(request, book.case):
        known = {"body": spelled(book, body), "meeting": spelled(book, entry)}
        found.append(("Add a matter to its agenda", new_url(book.case, "matters", **known)))
    if body is not None and body.record.organisation and book.last_day(entry.record):
        asked = urlencode({"council": body.record.organisation, "meeting": entry.record.meets_on.code})
        found.append(
            ("Every last day for this meeting", f"{reverse('decisions:notice', args=[book.case.key])}?{asked}")
        )
    return found


def _needs(book: Book, entry: Entry, needs: list[str]) -> str:
    left = sum(1 for one in book.at_meeting(entry.ref) if not outcome_of(book, one))
    if left and entry.record.state in (MeetingState.PUT_OFF, MeetingState.CANCELLED):
        return f"{left} {'matter stands' if left == 1 else 'matters stand'} on its agenda still."
    return f"Still needs {needs_words(needs)}." if needs else "Nothing is missing that can be told."


def _facts(book: Book, entry: Entry) -> list[tuple[str, Cell]]:
    one = entry.record
    body = book.of(BODIES).get(one.body)
    found = [
        ("Body", link(book, "body", body)),
        ("Day", Cell(str(one.meets_on or "not known"), lock=lock_of(entry))),
        ("Begins at", words(one.begins_at)), ("Place", words(one.place)),
        ("Last day for papers", words(papers_words(book, entry), "no rule or no day is known")),
        ("Agenda published on", words(one.agenda_on, "not on record")),
        ("Quorum", _quorum(body, entry, is_coming(book, entry))),
    ]  # fmt: skip
    if one.planned_on:
        found.append(("First planned for", words(one.planned_on)))
    if one.state is MeetingState.PUT_OFF:
        later = book.of(MEETINGS).get(one.put_off_to)
        found.append(("Put off to", link(book, "meeting", later, "no other meeting on record")))
    elif not is_coming(book, entry):
        found.append(("Minutes published on", words(one.minutes_on, "not on record")))
    return found


def _quorum(body: Entry | None, entry: Entry, coming: bool) -> Cell:
    """How many must be there; of a meeting that is over, whether they were."""
    if body is None:
        return Cell("not known")
    if coming:
        return words(body.record.quorum)
    return Cell(quorum_of(QuorumQuestion(body.record, entry.record.present)).words)


def _findings(book: Book, entry: Entry) -> list[str]:
    body = book.of(BODIES).get(entry.record.body)
    if body is None:
        return []
    found = []
    power, quorum = power_of(body.record), quorum_of(QuorumQuestion(body.record, entry.record.present))
    if power.decides is not Known.YES:
        found.append(power.words)
    if quorum.state is Quorum.NOT_MET:
        found.append(quorum.words)
    return found


def _sections(book: Book, entry: Entry) -> list[Section]:
    matters = book.at_meeting(entry.ref)
    warned = tuple(
        f"{one.name}: {two.words}" + (f" {two.officer} goes on all the same: {two.reason}" if two.is_answered else "")
        for one in matters if is_coming(book, entry) for two in book.warnings(one.record)
    )  # fmt: skip
    rows = tuple(
        (link(book, "matter", one), item_link(book, one.record.paper, "no paper yet"),
         Cell(one.record.key_decision.value), Cell(outcome_of(book, one) or "none yet"))
        for one in matters
    )  # fmt: skip
    agenda = Table("Agenda", ("Matter", "Paper", "Key decision", "Outcome"), rows, "No matter is on its agenda.")
    taken = [one for one in book.resolutions() if one.record.meeting == entry.ref]
    actions_of = [one for one in book.commitments() if one.record.meeting == entry.ref]
    return [
        Section("agenda", "Agenda", agenda, findings=warned),
        Section("taken", "What it resolved", resolutions_table(book, taken, "No resolution of it is on record.")),
        Section("actions", "Actions arising", commitments_table(book, actions_of, "No action is on record.")),
    ]


def _panels(request: Request, book: Book, entry: Entry) -> list[FormPanel]:
    state, when = entry.record.state, entry.record.meets_on
    has_come = when is not None and when.first <= book.on
    panels = [_held(request, book, entry)] if state in _RECORDED and has_come else []
    if is_coming(book, entry):
        panels.append(_agenda(request, book, entry))
    left = _left(request, book, entry)
    if left:
        panels.append(_along(request, book, entry, left))
    return [*panels, _moved(request, book, entry)] if state is not MeetingState.HELD else panels


def _held(request: Request, book: Book, entry: Entry) -> FormPanel:
    viewer, matters = request.viewer, book.at_meeting(entry.ref)
    seen = fingerprint(viewer, book.case, entry.ref)
    own = viewer.organisation.key if viewer.organisation else ""
    known = {
        one.record.matter: one for one in book.resolutions()
        if one.record.meeting == entry.ref and one.recorder == viewer.organisation
    }  # fmt: skip
    form = HeldForm(
        matters=matters, organisations=[(one.key, one.name) for one in book.organisations.values()],
        bases={ref: one for ref, one in bases_of(viewer, book.case, entry.ref).items() if ref not in known},
        initial=initial_of(entry, matters, known, seen, own), **sent(request, "held"),
    )  # fmt: skip
    return FormPanel(
        "held", "Record what it resolved", "Record the meeting", form,
        lambda form: actions.record_meeting(
            by=viewer, at=timezone.now(), on=book.on, case=book.case, record=form.held(entry.ref)
        ),
        "The meeting is on record.",
        "Everything here is written at once: who was there, each outcome, and the actions. What a board agrees is put "
        "down as an informal agreement.",
        ("seen", seen),
    )  # fmt: skip


def _agenda(request: Request, book: Book, entry: Entry) -> FormPanel:
    version: Any = entry.row.item.version
    initial = {"version": version, "agenda_on": str(entry.record.agenda_on or "")}
    return FormPanel(
        "agenda", "Agenda published", "Record it", AgendaForm(initial=initial, **sent(request, "agenda")),
        lambda form: moving.publish_agenda(
            by=request.viewer, at=timezone.now(), case=book.case, meeting=entry.ref,
            version=form.cleaned_data["version"], agenda_on=form.cleaned_data["agenda_on"],
        ),
        "It is on record.", current=("version", str(version)),
    )  # fmt: skip


def _moved(request: Request, book: Book, entry: Entry) -> FormPanel:
    version: Any = entry.row.item.version
    return FormPanel(
        "moved", "Put it off or call it off", "Record it",
        MoveForm(initial={"version": version}, **sent(request, "moved")),
        lambda form: moving.move_meeting(
            by=request.viewer, at=timezone.now(), case=book.case, moved=form.moved(entry.ref)
        ),
        "It is on record.", "Its matters stay here until somebody moves them.", ("version", str(version)),
    )  # fmt: skip


def _left(request: Request, book: Book, entry: Entry) -> list[Entry]:
    """The own matters without an outcome on the agenda of a meeting that was put off to another."""
    if entry.record.state is not MeetingState.PUT_OFF or entry.record.put_off_to not in book.of(MEETINGS):
        return []
    return [
        one for one in book.at_meeting(entry.ref)
        if not outcome_of(book, one) and is_own(request, book.case, one)
    ]  # fmt: skip


def _along(request: Request, book: Book, entry: Entry, left: list[Entry]) -> FormPanel:
    to = book.of(MEETINGS)[entry.record.put_off_to].name
    form = AlongForm(matters=[(one.ref, one.name) for one in left], **sent(request, "along"))
    return FormPanel(
        "along", "Move its matters along", "Move them", form,
        lambda form: moving.move_matters(
            by=request.viewer, at=timezone.now(), case=book.case, meeting=entry.ref, matters=form.cleaned_data["which"]
        ),
        f"They are on the agenda of {to}.",
        f"They go on the agenda of {to}. Look at their notice again: its last day counts from the new meeting.",
    )  # fmt: skip
