"""One resolution, one commitment, one consultation: the facts, how each stands, and what is recorded of it later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from severalty.decisions.actions import outcomes as actions
from severalty.decisions.binding import BODIES, COMMITMENTS, CONSULTATIONS, MATTERS, MEETINGS, RESOLUTIONS
from severalty.decisions.forms.outcomes import CallInForm, DoneForm
from severalty.decisions.queries.book import Book, Entry, book_for
from severalty.decisions.views.panels import FormPanel, answered, is_own, sent
from severalty.decisions.views.tables import (
    KEEPINGS,
    STANDS,
    Cell,
    Section,
    commitments_table,
    core_link,
    holder,
    item_link,
    link,
    lock_of,
    share_words,
    trail_of,
    words,
)
from severalty.engine.decisions.sitting import WordQuestion, word_of
from severalty.engine.decisions.standing import OfficerRecord, officer_findings
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_VIEW)
def resolution(request: Request, case: Case, ref: str) -> HttpResponse:
    book = book_for(request.viewer, case, timezone.localdate())
    entry = book.entry(RESOLUTIONS, ref)
    held = commitments_table(book, book.of_resolution(ref), "Nothing that somebody undertook is on record from it.")
    context = _page(book, entry, "Resolutions", "resolutions") | {
        "stand": _stand(book, entry), "findings": _findings(book, entry), "facts": _facts(book, entry),
        "sections": [Section("commitments", "What somebody undertook", held)],
    }  # fmt: skip
    panels = [_call_in(request, case, entry)] if is_own(request, case, entry) else []
    return answered(request, panels, context, "decisions/thing.html")


def _stand(book: Book, entry: Entry) -> tuple[str, str, str]:
    if entry.record.body not in book.of(BODIES):
        return ("cannot say", "warn", "Who took it is not on record, or not for you to see.")
    found = book.standing(entry.record)
    return (found.stand.value, STANDS.get(found.stand, "plain"), found.words)


def _findings(book: Book, entry: Entry) -> list[str]:
    """What an officer's record lacks, and what another body than one that decides cannot do."""
    record, body = entry.record, book.of(BODIES).get(entry.record.body)
    found = list(
        officer_findings(
            OfficerRecord(resolution=record, delegation=book.delegation(record.delegation), on=book.today)
        ).findings
    )
    word = word_of(WordQuestion(body.record, record.form)) if body else None
    return [word.words, *found] if word and word.words else found


def _facts(book: Book, entry: Entry) -> list[tuple[str, Cell]]:
    one = entry.record
    call_in = one.call_in.value + (f", on {one.called_in_on}" if one.called_in_on else "")
    settled = f"; settled on {one.call_in_ended_on}" if one.call_in_ended_on else ""
    return [
        ("Decided by", link(book, "body", book.of(BODIES).get(one.body))),
        ("What it is", Cell(one.form.value, lock=lock_of(entry))),
        ("Outcome", Cell(one.outcome.value)),
        ("Decided on", words(one.decided_on)),
        ("At meeting", link(book, "meeting", book.of(MEETINGS).get(one.meeting))),
        ("Matter", link(book, "matter", book.of(MATTERS).get(one.matter))),
        ("On paper", item_link(book, one.paper)),
        ("Digest of the paper", words(one.paper_digest, "none on record")),
        ("On common core", core_link(book, one.core)),
        ("Digest of the core", words(one.core_digest, "none on record")),
        ("Under delegation", item_link(book, one.delegation)),
        ("Reasons", words(one.reasons, "none on record")),
        ("Alternatives considered and rejected", words(one.alternatives, "none on record")),
        ("Interests declared", words(one.interests, "none on record")),
        ("Consulted before", words(one.consulted, "nobody on record")),
        ("Published on", words(one.published_on, "not on record")),
        ("Call-in", Cell(call_in + settled)),
        ("Stated to take effect on", words(one.effective_on, "not stated")),
        ("Subject to", words(one.condition, "nothing on record")),
        ("Lapses on", words(one.expires_on, "no day on record")),
    ]


def _call_in(request: Request, case: Case, entry: Entry) -> FormPanel:
    one, version = entry.record, entry.row.item.version
    initial = {
        "version": version, "published_on": _code(one.published_on), "call_in": one.call_in.value,
        "called_in_on": _code(one.called_in_on), "settled_on": _code(one.call_in_ended_on),
    }  # fmt: skip
    return FormPanel(
        "call-in", "Publication and call-in", "Record it", CallInForm(initial=initial, **sent(request, "call-in")),
        lambda form: actions.record_call_in(
            by=request.viewer, at=timezone.now(), case=case, called=form.called(entry.ref)
        ),
        "It is on record.", "Leave a day blank where nothing happened.", ("version", str(version)),
    )  # fmt: skip


def _code(when: Any) -> str:
    return str(when) if when else ""


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_VIEW)
def commitment(request: Request, case: Case, ref: str) -> HttpResponse:
    book = book_for(request.viewer, case, timezone.localdate())
    entry = book.entry(COMMITMENTS, ref)
    kept, one = book.kept(entry.record), entry.record
    context = _page(book, entry, "Actions and promises", "commitments") | {
        "stand": (kept.keeping.value, KEEPINGS.get(kept.keeping, "plain"), kept.words),
        "facts": [
            ("Kind", Cell(one.kind.value, lock=lock_of(entry))),
            ("Who is held to it", holder(book, one.organisation)),
            ("Owner", words(one.owner, "nobody is named")),
            ("Towards", holder(book, one.towards, "nobody in particular")),
            ("Made by or before", link(book, "body", book.of(BODIES).get(one.body))),
            ("From resolution", link(book, "resolution", book.of(RESOLUTIONS).get(one.resolution))),
            ("At meeting", link(book, "meeting", book.of(MEETINGS).get(one.meeting))),
            ("Made on", words(one.made_on)), ("Due", words(one.due)), ("Done on", words(one.done_on, "not yet")),
            ("Shown by", words(one.proof, "nothing on record")),
        ],
    }  # fmt: skip
    panels = [_done(request, case, entry)] if is_own(request, case, entry) else []
    return answered(request, panels, context, "decisions/thing.html")


def _done(request: Request, case: Case, entry: Entry) -> FormPanel:
    version = entry.row.item.version
    initial = {"version": version, "done_on": _code(entry.record.done_on), "proof": entry.record.proof}
    return FormPanel(
        "done", "Record what became of it", "Record it", DoneForm(initial=initial, **sent(request, "done")),
        lambda form: actions.settle_commitment(
            by=request.viewer, at=timezone.now(), on=timezone.localdate(), case=case, done=form.done(entry.ref)
        ),
        "It is on record.", current=("version", str(version)),
    )  # fmt: skip


@require_GET
@requires(Permission.DECISION_VIEW)
def consultation(request: Request, case: Case, ref: str) -> HttpResponse:
    book = book_for(request.viewer, case, timezone.localdate())
    entry = book.entry(CONSULTATIONS, ref)
    one = entry.record
    context = _page(book, entry, "Consultations", "consultations") | {
        "lead": f"Answered: {share_words(one.answered, one.asked)}.",
        "facts": [
            ("Who was asked", Cell(one.consulted or "not known", lock=lock_of(entry))), ("How", words(one.method)),
            ("From", words(one.starts)), ("Until", words(one.ends)),
            ("Before the decision of", link(book, "body", book.of(BODIES).get(one.body))),
            ("On matter", link(book, "matter", book.of(MATTERS).get(one.matter))),
            ("About", item_link(book, one.subject)),
            ("What they said", words(one.findings, "not on record")),
            ("What came of it", words(one.effect, "not on record")),
        ],
    }  # fmt: skip
    return answered(request, [], context, "decisions/thing.html")


def _page(book: Book, entry: Entry, group: str, url_name: str) -> dict[str, Any]:
    """What every page of one thing shows: where it is, its text, and the way to its record."""
    case = book.case
    return {
        "case": case, "heading": entry.name, "text": entry.record.description,
        "trail": trail_of(case, (group, reverse(f"decisions:{url_name}", args=[case.key])), (entry.name, "")),
        "tools": [("Its record, history, and who may see it", reverse("estate:item", args=[case.key, entry.ref]))],
    }  # fmt: skip
