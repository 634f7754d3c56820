"""The overview of decisions: what waits, what comes next, and the way to everything about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.decisions.queries.book import Book, book_for
from severalty.decisions.views.lists import is_coming, needs_of, needs_words, papers_words
from severalty.decisions.views.morning import waits
from severalty.decisions.views.panels import may_edit
from severalty.decisions.views.tables import Cell, Section, Table, link, new_url, words
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.web.frame import address

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

MOST_MEETINGS, MOST_WAITS = 8, 7
_PLACES = (
    ("bodies", "Bodies", "Who decides, recommends or only agrees; who sits on them, and who chaired when."),
    ("meetings", "Meetings", "The calendar of every body, with what each meeting still needs."),
    ("matters", "Matters", "What is to be decided: forward plans, scrutiny work programme, agendas of boards."),
    ("when", "When can it be decided?", "The earliest day for a matter, alone and jointly, and what a slip costs."),
    ("replay", "History, replayed", "How the earliest day moved as meetings were put off and decisions came."),
    ("resolutions", "Resolutions", "What was resolved, recommended or agreed, and how it stands today."),
    ("commitments", "Actions and promises", "What somebody undertook, by when, and whether it was kept."),
    ("consultations", "Consultations", "Who was asked before a decision, and what came of it."),
    ("papers", "Papers", "Papers in preparation and frozen ones."),
    ("check", "Check a paper", "Whether a paper in hand is as it was frozen."),
    ("cores", "Common cores", "What partners approve in the same words, and where each stands."),
    ("delegations", "Delegations", "Who may do what for a body, within which limits."),
    ("holds", "Holds", "What is paused, by whom, until when."),
    ("routes", "Decision routes", "What each council asks for on the way to a decision."),
    ("notice", "Notice for a meeting", "Every last day for one meeting."),
    ("changed", "What changed", "What changed between two days, for a board or a paper."),
    ("forward-plan", "Forward plan", "The key decisions to come, as the public sees them."),
    ("register", "Decision register", "The decisions taken, as the public sees them."),
)


@require_GET
@requires(Permission.DECISION_VIEW)
def overview(request: Request, case: Case) -> HttpResponse:
    book = book_for(request.viewer, case, timezone.localdate())
    places = [(label, address(f"decisions:{name}", case), about) for name, label, about in _PLACES]
    context = {
        "add_url": new_url(case, "matters") if may_edit(request, case) else "",
        "case": case, "heading": "Decisions", "lead": _lead(book), "waits": list(waits(book))[:MOST_WAITS],
        "sections": [Section("next", "What comes next", _next(book))],
        "places": [place for place in places if place[1]],
    }  # fmt: skip
    return render(request, "decisions/overview.html", context)


def _lead(book: Book) -> str:
    coming = [one for one in book.meetings() if is_coming(book, one)]
    if not coming:
        return "No meeting to come is on record."
    first = coming[0].record
    many = "1 meeting is" if len(coming) == 1 else f"{len(coming):,} meetings are"
    return f"{many} to come; the next is {book.body(first.body).name} on {first.meets_on}."


def _next(book: Book) -> Table:
    rows = []
    for one in [one for one in book.meetings() if is_coming(book, one)][:MOST_MEETINGS]:
        needs = needs_words(needs_of(book, one))
        rows.append((link(book, "meeting", one), words(one.record.meets_on), words(papers_words(book, one)),
                     Cell(needs or "nothing that can be told")))  # fmt: skip
    heads = ("Meeting", "Day", "Last day for papers", "Still needs")
    return Table("Meetings to come", heads, tuple(rows), "No meeting to come is on record that you may see.")
