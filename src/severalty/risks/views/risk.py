"""One risk: how it stands and what is amiss, its scores and their history; its review, acceptance and end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from severalty.engine.risks.register import Response, RiskState
from severalty.risks import actions
from severalty.risks.binding import ACTIONS
from severalty.risks.forms import SCORES, AcceptForm, CloseForm, DoneForm, ReviewForm, VersionForm
from severalty.risks.queries.book import Book, Line, book_for
from severalty.risks.queries.drafted import Accepting, Closing, DoneAction, Reviewing, is_own, may_edit
from severalty.risks.views.lines import item_url, risk_url, trail_of
from severalty.risks.views.tables import (
    action_sheet,
    control_sheet,
    effect_sheet,
    issue_sheet,
    review_sheet,
    score_sheet,
)
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.web.asked import value_of
from severalty.web.sheets import csv_file

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


@require_GET
@requires(Permission.RISK_VIEW)
def risk(request: Request, case: Case, ref: str) -> HttpResponseBase:
    book = book_for(request.viewer, case, timezone.localdate())
    line = book.line(ref)
    sheets = [
        score_sheet(line), control_sheet(case, line), action_sheet(book, line), effect_sheet(book, line),
        issue_sheet(case, line), review_sheet(book, line),
    ]  # fmt: skip
    wanted = next((one for one in sheets if one.ident == value_of(request.GET, "export")), None)
    if wanted:
        return csv_file(wanted, wanted.ident)
    context = {
        "case": case, "line": line, "heading": line.item.name, "trail": trail_of(case, (line.item.name, "")),
        "lead": _lead(line), "concerns": [(book.told(one.words), one) for one in line.standing.concerns],
        "facts": _facts(book, line), "sheets": [one for one in sheets if one.rows],
        "may_edit": may_edit(request.viewer, case), "own": is_own(request.viewer, line.entry.row),
        "open": line.risk.state is RiskState.OPEN,
        "key": f"{line.item.key}@{line.item.recorded_by.key}",
        "heat_url": f"{reverse('risks:heat', args=[case.key])}?matrix={line.risk.matrix}" if line.matrix else "",
    }  # fmt: skip
    return render(request, "risks/risk.html", context)


def _lead(line: Line) -> str:
    risk, standing = line.risk, line.standing
    if risk.state is RiskState.CLOSED:
        return f"Closed{f' on {risk.closed_on}' if risk.closed_on else ''}. {risk.closed_reason}".strip()
    words = [standing.current.word or standing.current.state.value]
    if standing.appetite:
        words.append(f"the most that is borne is {standing.appetite}")
    if standing.target.word:
        words.append(f"the target is {standing.target.word}")
    text = "; ".join(words)
    return f"{text[:1].upper()}{text[1:]}."


def _facts(book: Book, line: Line) -> list[tuple[str, str, str]]:
    """What is on record of a risk in words: label, value, address."""
    risk, case = line.risk, book.case
    thing, _ = book.names.get(risk.thing, ("", ""))
    post, _ = book.names.get(risk.owner_post, ("", ""))
    accepted = f"{risk.accepted_by}{f', {risk.accepted_on}' if risk.accepted_on else ''}" if risk.accepted_by else ""
    until = f", until {risk.accepted_until}" if risk.accepted_until else ""
    apart = {"yes": "It tells options apart", "no": "It weighs the same on every option"}.get(risk.discriminates, "")
    matrix = line.matrix
    facts = [
        ("In full", line.item.description, ""), ("Cause", risk.cause, ""), ("Event", risk.event, ""),
        ("Effect", risk.effect, ""), ("Category", risk.category, ""), ("About", thing, item_url(case, risk.thing)),
        ("Owned by", book.name_of(risk.owned_by), ""), ("Owner", risk.owner, ""),
        ("Post on record", post, item_url(case, risk.owner_post)),
        ("How soon", "" if risk.proximity == "unknown" else str(risk.proximity), ""),
        ("Response", "" if risk.response is Response.UNKNOWN else str(risk.response), ""),
        ("Next review", str(risk.review_on or ""), ""), ("Accepted by", f"{accepted}{until if accepted else ''}", ""),
        ("Why accepted", risk.acceptance_reason, ""), ("Options", apart, ""),
        ("Band as stated", risk.stated_band, ""),
        ("Matrix", matrix.name if matrix else "", reverse("risks:matrix", args=[case.key, matrix.ref])
         if matrix else ""),
        ("Taken to", line.standing.taken_to if line.standing.breach else "", ""), ("Source", risk.source, ""),
    ]  # fmt: skip
    return [fact for fact in facts if fact[1]]


def _open_risk(request: Request, case: Case, ref: str, *, own: bool) -> tuple[Book, Line]:
    """A risk that the viewer may do something to. Raises Http404."""
    book = book_for(request.viewer, case, timezone.localdate())
    line = book.line(ref)
    if line.risk.state is not RiskState.OPEN or (own and not is_own(request.viewer, line.entry.row)):
        raise Http404
    return book, line


@require_http_methods(["GET", "POST"])
@requires(Permission.RISK_EDIT)
def review(request: Request, case: Case, ref: str) -> HttpResponse:
    book, line = _open_risk(request, case, ref, own=False)
    own = is_own(request.viewer, line.entry.row)
    initial = {name: getattr(line.risk, _column(name)) for name, _, _ in SCORES} | {"version": line.item.version}
    form = ReviewForm(request.POST or None, matrix=line.matrix, own=own, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        kept = {name: data.get(name, initial[name]) for name, _, _ in SCORES}
        reviewing = Reviewing(ref, data["version"], note=data["note"], next_review=data.get("next_review"), **kept)
        if _done(form, line, lambda: actions.review(
            by=request.viewer, at=timezone.now(), on=book.on, case=case, reviewing=reviewing)):  # fmt: skip
            messages.success(request, f"The review of {line.item.name} is on record.")
            return redirect("risks:risk", case.key, ref)
    words = "" if own else (
        f"{line.item.recorded_by.name} keeps this risk. You say how your own organisation sees it; its scores stay."
    )  # fmt: skip
    return _form_page(request, case, line, form, f"Review: {line.item.name}", words)


def _column(name: str) -> str:
    return name if name.startswith("target") else f"current_{name}"


@require_http_methods(["GET", "POST"])
@requires(Permission.RISK_EDIT)
def accept(request: Request, case: Case, ref: str) -> HttpResponse:
    book, line = _open_risk(request, case, ref, own=True)
    initial = {"version": line.item.version, "accepted_by": line.risk.accepted_by, "response": Response.TOLERATE.value}
    form = AcceptForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        accepting = Accepting(ref, data["version"], data["accepted_by"], data["reason"], data["until"],
                              Response(data["response"]))  # fmt: skip
        if _done(form, line, lambda: actions.accept(
            by=request.viewer, at=timezone.now(), on=book.on, case=case, accepting=accepting)):  # fmt: skip
            messages.success(request, f"That {line.item.name} is borne is on record.")
            return redirect("risks:risk", case.key, ref)
    most = line.standing.appetite
    words = f"{line.standing.current.word} is above {most}." if line.standing.breach else ""
    return _form_page(request, case, line, form, f"Accept: {line.item.name}", words)


@require_http_methods(["GET", "POST"])
@requires(Permission.RISK_EDIT)
def close(request: Request, case: Case, ref: str) -> HttpResponse:
    book, line = _open_risk(request, case, ref, own=True)
    form = CloseForm(request.POST or None, initial={"version": line.item.version})
    if request.method == "POST" and form.is_valid():
        closing = Closing(ref, form.cleaned_data["version"], form.cleaned_data["reason"])
        if _done(form, line, lambda: actions.close(
            by=request.viewer, at=timezone.now(), on=book.on, case=case, closing=closing)):  # fmt: skip
            messages.success(request, f"{line.item.name} is closed; its history is kept.")
            return redirect("risks:register", case.key)
    return _form_page(request, case, line, form, f"Close: {line.item.name}", "")


@require_http_methods(["GET", "POST"])
@requires(Permission.RISK_EDIT)
def done(request: Request, case: Case, ref: str) -> HttpResponse:
    book = book_for(request.viewer, case, timezone.localdate())
    entry = next((one for one in book.entries[ACTIONS.table] if one.ref == ref), None)
    if entry is None or entry.record.done_on is not None or not is_own(request.viewer, entry.row):
        raise Http404
    form = DoneForm(request.POST or None, initial={"version": entry.row.item.version, "proof": entry.record.proof})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        finished = DoneAction(ref, data["version"], data["done_on"], data["proof"])
        if _done(form, entry, lambda: actions.finish_action(
            by=request.viewer, at=timezone.now(), on=book.on, case=case, done=finished)):  # fmt: skip
            messages.success(request, f"{entry.row.item.name} is done.")
            return redirect("risks:actions", case.key)
    heading = f"Done: {entry.row.item.name}"
    context = {
        "case": case, "form": form, "heading": heading, "back": reverse("risks:actions", args=[case.key]),
        "trail": trail_of(case, ("Actions", reverse("risks:actions", args=[case.key])), (heading, "")),
    }  # fmt: skip
    return render(request, "risks/form.html", context, status=422 if form.errors else 200)


def _done(form: VersionForm, held: Any, act: Callable[[], None]) -> bool:
    """Whether something could be written; if not, the form says why and may be sent again over what changed."""
    try:
        act()
    except Refused as error:
        form.add_error(None, str(error))
        item = held.item if isinstance(held, Line) else held.row.item
        form.show_version(item.version)
        return False
    return True


def _form_page(request: Request, case: Case, line: Line, form: VersionForm, heading: str, words: str) -> HttpResponse:
    back = risk_url(case, line.entry.ref)
    context = {
        "case": case, "form": form, "heading": heading, "words": words, "back": back, "line": line,
        "trail": trail_of(case, (line.item.name, back), (heading, "")),
    }  # fmt: skip
    return render(request, "risks/form.html", context, status=422 if form.errors else 200)
