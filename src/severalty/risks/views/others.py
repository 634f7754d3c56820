"""Appetite, issues, and what all risks would do in days and pounds before mitigation and after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.engine.evidence import show_pounds
from severalty.engine.risks.register import RiskState, Severity
from severalty.risks.binding import APPETITES, ISSUES
from severalty.risks.queries.book import Book, Entry, Line, book_for
from severalty.risks.queries.drafted import may_edit
from severalty.risks.views.lines import band_tag, item_url, lock_words, many, risk_url, trail_of
from severalty.risks.views.tables import effect_columns, effect_lines
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.web.asked import value_of
from severalty.web.columns import Column
from severalty.web.lists import Filter, Register, render_list
from severalty.web.marks import Tag
from severalty.web.sheets import Sheet, csv_file

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


@dataclass(frozen=True)
class Borne:
    """One appetite with the open risks that it holds for and how many are above it."""

    book: Book
    entry: Entry
    lines: tuple[Line, ...]

    @property
    def above(self) -> int:
        """How many of its risks are above it."""
        return sum(bool(line.standing.breach) for line in self.lines)


@require_GET
@requires(Permission.RISK_VIEW)
def appetite(request: Request, case: Case) -> HttpResponseBase:
    book = book_for(request.viewer, case, timezone.localdate())
    breaches = [line for line in book.lines if line.risk.state is RiskState.OPEN and line.standing.breach]
    without = [line for line in book.lines if line.risk.state is RiskState.OPEN and not line.standing.appetite]
    sheets = [_appetite_sheet(book), _breach_sheet(book, breaches)]
    wanted = next((one for one in sheets if one.ident == value_of(request.GET, "export")), None)
    if wanted:
        return csv_file(wanted, wanted.ident)
    context = {
        "case": case, "heading": "Risk appetite", "trail": trail_of(case, ("Appetite", "")),
        "lead": f"{many(len(breaches), 'risk is', 'risks are')} above what is borne." if breaches
        else "No risk is above what is borne.",
        "sheets": [one for one in sheets if one.rows], "without": [(line.item.name, risk_url(case, line.entry.ref))
                                                                   for line in without],
        "may_edit": may_edit(request.viewer, case), "any": bool(book.entries[APPETITES.table]),
    }  # fmt: skip
    return render(request, "risks/appetite.html", context)


def _appetite_sheet(book: Book) -> Sheet:
    columns = (
        Column("name", "Appetite", "link", value="row.item.name", url=lambda one: item_url(book.case, one.ref)),
        Column("whose", "Whose", "organisation", value=lambda one: book.organisations.get(one.record.organisation)),
        Column("category", "Category", value=lambda one: one.record.category or "all others"),
        Column("matrix", "On the matrix",
               value=lambda one: book.matrices[one.record.matrix].name if one.record.matrix in book.matrices else ""),
        Column("most", "Highest band borne", value="record.most"),
        Column("taken_to", "More is taken to", value="record.taken_to"),
        Column("fault", "To put right", value=lambda one: _fault(book, one)),
    )  # fmt: skip
    return Sheet("What is borne, by category", columns, book.entries[APPETITES.table], ident="appetites")


def _fault(book: Book, one: Entry) -> str:
    matrix = book.matrices.get(one.record.matrix)
    if matrix is not None and matrix.grid.place(one.record.most) is None:
        return f"“{one.record.most}” is no band of the matrix; name one of {', '.join(matrix.grid.bands) or 'none'}."
    return "" if one.record.taken_to.strip() else "Nobody is named to whom more is taken."


def _breach_sheet(book: Book, breaches: list[Line]) -> Sheet:
    columns = (
        Column("name", "Risk", "link", value="item.name", url=lambda line: risk_url(book.case, line.entry.ref)),
        Column("category", "Category", value="risk.category"),
        Column("band", "Band now", "tag",
               value=lambda line: band_tag(line.standing.current, line.matrix.grid if line.matrix else None)),
        Column("most", "Most that is borne", value="standing.appetite"),
        Column("taken_to", "To be taken to", value="standing.taken_to"),
        Column("response", "Response", value=_response),
        Column("accepted", "Accepted by", value="risk.accepted_by"),
    )  # fmt: skip
    return Sheet("Above what is borne", columns, breaches, ident="breaches")


def _response(line: Line) -> str:
    return "" if line.risk.response == "unknown" else str(line.risk.response)


@require_GET
@requires(Permission.RISK_VIEW)
def issues(request: Request, case: Case) -> HttpResponseBase:
    book = book_for(request.viewer, case, timezone.localdate())
    rows = book.entries[ISSUES.table]
    left = sum(one.record.resolved_on is None for one in rows)
    context = {
        "case": case, "heading": "Issues", "trail": trail_of(case, ("Issues", "")),
        "lead": f"{many(left, 'issue is', 'issues are')} not settled." if rows else "",
        "may_edit": may_edit(request.viewer, case),
        "empty": {"title": "No issue is on record here", "text": "An issue has gone wrong already, whether a risk "
                  "foresaw it or not. What is taken for granted stands among the assumptions."},
    }  # fmt: skip
    return render_list(request, _issue_register(book), rows, context, "risks/issues.html")


def _issue_register(book: Book) -> Register:
    names = {line.entry.ref: line.item.name for line in book.lines}
    return Register(
        "issue", "issues",
        (
            Column("name", "Issue", "link", "row.item.name", "row.item.name",
                   url=lambda one: item_url(book.case, one.ref)),
            Column("state", "State", "tag", value=lambda one: _issue_tag(book, one)),
            Column("severity", "How bad", "text", "record.severity",
                   lambda one: "" if one.record.severity == "unknown" else one.record.severity),
            Column("risk", "Foreseen as", "link", value=lambda one: names.get(one.record.risk, ""),
                   url=lambda one: risk_url(book.case, one.record.risk)),
            Column("about", "About", "link", value=lambda one: book.names.get(one.record.thing, ("", ""))[0],
                   url=lambda one: item_url(book.case, one.record.thing)),
            Column("owner", "Owner", "text", "record.owner", "record.owner"),
            Column("raised_on", "Raised", "date", "record.raised_on.last", "record.raised_on"),
            Column("due", "To be settled by", "date", "record.due.last", "record.due"),
            Column("resolved_on", "Settled", "date", "record.resolved_on.last", "record.resolved_on"),
            Column("answer", "What is done", "text", "record.answer", "record.answer", True),
        ),
        (
            Filter("q", "Contains", None, lambda rows, text: [one for one in rows if text.casefold() in
                                                              f"{one.row.item.name} {one.record.owner}".casefold()]),
            Filter("state", "State", tuple((one, one) for one in ("open", "overdue", "settled")),
                   lambda rows, value: [one for one in rows if _issue_tag(book, one).text == value]),
            Filter("severity", "How bad", tuple((one.value, one.value) for one in Severity),
                   lambda rows, value: [one for one in rows if one.record.severity == value]),
        ),
        "name", lambda one: lock_words(one.row),
    )  # fmt: skip


def _issue_tag(book: Book, one: Entry) -> Tag:
    issue = one.record
    if issue.resolved_on is not None:
        return Tag("settled", "good")
    late = issue.due is not None and issue.due.last < book.on
    return Tag("overdue", "bad") if late else Tag("open", "warn")


@require_GET
@requires(Permission.RISK_VIEW)
def effects(request: Request, case: Case) -> HttpResponseBase:
    book = book_for(request.viewer, case, timezone.localdate())
    found = book.compared
    lines = effect_lines(book)
    context = {
        "case": case, "heading": "Effects in days and pounds", "trail": trail_of(case, ("Effects", "")),
        "lead": _effects_lead(book) if lines else "", "lacking": found.lacking,
        "may_edit": may_edit(request.viewer, case),
        "empty": {"title": "No effect of a risk is on record here",
                  "text": "What a risk would do to one thing if it came true, with its probability, before mitigation "
                  "and after it."},
    }  # fmt: skip
    spec = Register(
        "effect", "effects", _sortable(effect_columns(with_risk=True)),
        (Filter("q", "Contains", None, lambda rows, text: [one for one in rows if text.casefold() in
                                                           f"{one.risk} {one.thing}".casefold()]),
         Filter("same", "Mitigation", (("same", "Changes no figure"),),
                lambda rows, _: [one for one in rows if one.row.unchanged])),
        "risk",
    )  # fmt: skip
    return render_list(request, spec, lines, context, "risks/effects.html")


def _sortable(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    order: dict[str, Any] = {"risk": "risk", "thing": "thing"}
    order |= {f"{side}_expected": f"row.{side}.expected_pence" for side in ("before", "after")}
    return tuple(
        Column(one.key, one.label, one.kind, order.get(one.key), one.value, False, one.url, one.evidence)
        for one in columns
    )


def _effects_lead(book: Book) -> str:
    found = book.compared
    before, after = (show_pounds(pence, found.evidence) for pence in (found.before_pence, found.after_pence))
    return f"In all {before} is to be expected before mitigation and {after} after it."
