"""One matter: its way to a decision, what to look at, paper, consultation, what came of it, and what was before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from severalty.decisions.actions import outcomes as actions
from severalty.decisions.binding import BODIES, MATTERS, MEETINGS
from severalty.decisions.forms.outcomes import AgainstForm
from severalty.decisions.queries.book import Book, Entry, book_for
from severalty.decisions.views.earlier import earlier_table, more_earlier
from severalty.decisions.views.lists import outcome_of
from severalty.decisions.views.panels import FormPanel, answered, may_edit, sent
from severalty.decisions.views.tables import (
    Cell,
    Section,
    Table,
    consultations_table,
    core_link,
    item_link,
    link,
    lock_of,
    new_url,
    resolutions_table,
    spelled,
    trail_of,
    words,
)
from severalty.engine.dates import day
from severalty.engine.decisions.matter_warnings import Warned
from severalty.engine.decisions.notice import LastDay
from severalty.engine.evidence import show_money
from severalty.engine.fields import Known
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_VIEW)
def matter(request: Request, case: Case, ref: str) -> HttpResponse:
    book = book_for(request.viewer, case, timezone.localdate())
    entry = book.entry(MATTERS, ref)
    warned = book.warnings(entry.record) if not outcome_of(book, entry) else ()
    waiting = [one for one in warned if not one.is_answered]
    context = {
        "case": case, "heading": entry.name, "text": entry.record.description,
        "stand": _stand(book, entry, warned, waiting), "facts": _facts(book, entry),
        "sections": _sections(book, entry, warned),
        "trail": trail_of(case, ("Matters", reverse("decisions:matters", args=[case.key])), (entry.name, "")),
        "tools": _tools(request, book, entry),
    }  # fmt: skip
    panels = [_against(request, book, entry, waiting)] if waiting and may_edit(request, case) else []
    return answered(request, panels, context, "decisions/thing.html")


def _tools(request: Request, book: Book, entry: Entry) -> list[tuple[str, str]]:
    """The record, when it can be decided, and the forms that a matter leads to, with what it knows filled in."""
    case, one = book.case, entry.record
    when = f"{reverse('decisions:when', args=[case.key])}?what=matter:{entry.ref}"
    found = [("The record of this matter, and who may see it", reverse("estate:item", args=[case.key, entry.ref]))]
    found += [] if outcome_of(book, entry) else [("When can it be decided?", when)]
    if not may_edit(request, case):
        return found
    known = {"matter": spelled(book, entry), "body": spelled(book, book.of(BODIES).get(one.body))}
    found.append(("Add a consultation on it", new_url(case, "consultations", **known)))
    if not outcome_of(book, entry) and one.meeting not in book.of(MEETINGS):
        asked = new_url(case, "resolutions", **known, name=entry.name, decided_on=str(book.today))
        found.append(("Record its outcome", asked))
    return found


def _stand(book: Book, entry: Entry, warned: tuple[Warned, ...], waiting: list[Warned]) -> tuple[str, str, str]:
    taken = book.of_matter(entry.ref)
    if taken:
        return (taken[0].record.outcome.value, "plain", f"{book.body(taken[0].record.body).name}, {taken[0].name}.")
    if entry.record.outcome:
        return ("has an outcome", "plain", entry.record.outcome)
    count = len(waiting)
    if count:
        return ("to come", "warn", f"{count} {'thing is' if count == 1 else 'things are'} to be looked at before.")
    if warned:
        return ("to come", "warn", "An officer goes on in spite of what stands below under “To be looked at”.")
    return ("to come", "plain", "Nothing speaks against it that can be told from the record.")


def _facts(book: Book, entry: Entry) -> list[tuple[str, Cell]]:
    one = entry.record
    value = "not known" if one.value is None else show_money(one.value, one.evidence)
    found = [
        ("Stands in", Cell(one.plan.value, lock=lock_of(entry))),
        ("Decision maker", link(book, "body", book.of(BODIES).get(one.body))),
        ("Meeting", link(book, "meeting", book.of(MEETINGS).get(one.meeting), "no meeting is named yet")),
        ("To be decided", words(book.decided(one))),
        ("About", item_link(book, one.subject)), ("Paper", item_link(book, one.paper, "no paper yet")),
        ("Common core", core_link(book, one.core)), ("Draft ready on", words(one.ready_on)),
        ("Whole value", Cell(value)), ("Key decision", Cell(one.key_decision.value)),
    ]  # fmt: skip
    if one.key_reason or one.key_decision is Known.YES:
        found.append(("Why a key decision", words(one.key_reason, "not said")))
    found += [
        ("Wards affected", words(one.wards)), ("Documents", words(one.documents, "none on record")),
        ("Contact", words(one.contact, "nobody is named")),
        ("Exempt under", words(one.exempt_under, "nothing is exempt")),
    ]  # fmt: skip
    if one.exempt_under or one.public_interest:
        found.append(("Why exemption outweighs disclosure", words(one.public_interest, "not said")))
    return found


def _sections(book: Book, entry: Entry, warned: tuple[Warned, ...]) -> list[Section]:
    one = entry.record
    asked = [two for two in book.consultations() if two.record.matter == entry.ref]
    before = book.earlier([one.body], one.subject, one.core) if one.body in book.of(BODIES) else None
    sections = [
        Section("way", "Its way to a decision", _way(book, entry)),
        Section("warnings", "To be looked at", _warnings(warned)),
        Section("consultation", "Consultation", consultations_table(book, asked, "Nobody is on record as asked.")),
        Section("outcome", "What came of it",
                resolutions_table(book, book.of_matter(entry.ref), one.outcome or "Nothing is on record yet.")),
    ]  # fmt: skip
    if before is not None:
        table, more = earlier_table(book, before, entry.ref), more_earlier(before, entry.ref)
        sections.append(Section("earlier", "Earlier decisions and promises", table, more))
    return sections


def _way(book: Book, entry: Entry) -> Table:
    """The steps of its notice: the last day of each, and the day on which it was done."""
    one, meeting = entry.record, book.of(MEETINGS).get(entry.record.meeting)
    done = {
        "forward-plan": one.notice_on, "private-notice": one.private_notice_on,
        "agenda": meeting.record.agenda_on if meeting else None, "draft": one.ready_on,
    }  # fmt: skip
    rows = tuple(
        (Cell(step.words), _last_day(step, done.get(step.code.value)), Cell(step.rule)) for step in book.way(one)
    )  # fmt: skip
    empty = "Its days cannot be reckoned: no day of decision is known, or an informal body has no rule."
    return Table("Its way to a decision", ("Step", "Last day", "Rule"), rows, empty)


def _last_day(step: LastDay, done: Any) -> Cell:
    last = str(day(step.on)) if step.on else "not known"
    return Cell(f"{last}; done on {done}" if done else last)


def _warnings(warned: tuple[Warned, ...]) -> Table:
    rows = tuple(
        (Cell(one.words), Cell(one.of.value), Cell(one.rule or "–"),
         Cell(_answer(one)) if one.is_answered else Cell("open", tone="warn"))
        for one in warned
    )  # fmt: skip
    return Table(
        "Warnings",
        ("Warning", "Kind", "Rule and source", "Answered by"),
        rows,
        "Nothing speaks against it that can be told.",
    )


def _answer(one: Warned) -> str:
    return f"{one.officer}{f', {one.given_on}' if one.given_on else ''}: {one.reason}"


def _against(request: Request, book: Book, entry: Entry, waiting: list[Warned]) -> FormPanel:
    return FormPanel(
        "against", "Go on in spite of a warning", "Record it",
        AgainstForm(warnings=[one.of for one in waiting], **sent(request, "against")),
        lambda form: actions.go_against(
            by=request.viewer, at=timezone.now(), on=book.on, case=book.case, against=form.against(entry.ref)
        ),
        "The officer and the reason are on record.",
        "The warning stays, with the officer and the reason beside it. Confirm it with the monitoring officer first.",
    )  # fmt: skip
