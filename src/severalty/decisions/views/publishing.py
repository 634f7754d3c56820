"""The forward plan and the register of decisions: open to everybody, as pages, CSV, JSON and a feed.

Whoever is signed in reads what the public reads: what is published is the same for all.
"""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from severalty.decisions.queries import publishing as queries
from severalty.decisions.views.tables import trail_of as decisions_trail
from severalty.engine.dates import day
from severalty.engine.decisions.publishing import (
    Place,
    PlannedDecision,
    lacking_in_notice,
    lacking_in_record,
    place_of,
    plan_order,
)
from severalty.engine.decisions.resolutions import CallIn
from severalty.formats.open_data import (
    DECISION_FIELDS,
    PLAN_FIELDS,
    About,
    Dataset,
    as_cells,
    as_json,
    decision_dataset,
    plan_dataset,
)
from severalty.formats.reference import bank_holidays
from severalty.tenancy.access import PUBLIC_VIEWER, Request, requires
from severalty.tenancy.permissions import Permission
from severalty.web.exports import CSV_TYPE, harmless

JSON_TYPE = "application/json; charset=utf-8"
MOST_IN_FEED = 50
NO_LICENCE = "Not stated; ask the council."
_INVENTED = "MIT, as the software: everything in it is invented."
PLAN_LABELS = {
    "DecisionMaker": "Decision maker", "DecisionMakerMembers": "Its members", "Council": "Council",
    "DecisionDue": "To be decided", "KeyDecisionReason": "Why a key decision", "WardsAffected": "Wards affected",
    "LeadMember": "Presented by", "Documents": "Documents put before it",
    "ContactOfficer": "Copies, and other documents",
    "NoticeType": "Notice", "NoticePublished": "Notice published", "UrgencyReason": "Why it cannot wait",
    "UrgencyAgreedBy": "Urgency agreed by", "ExemptParagraphs": "In private under Schedule 12A, paragraph",
    "PrivateReason": "Why in private", "PrivateNoticePublished": "Notice of private meeting",
    "Outcome": "What came of it",
}  # fmt: skip
DECISION_LABELS = {
    "DecisionMaker": "Decided by", "Council": "Council", "DateOfDecision": "On", "DecisionType": "What it is",
    "WardsAffected": "Wards affected", "Reasons": "Reasons", "AlternativeOptions": "Alternatives rejected",
    "InterestsDeclared": "Interests declared", "Consultation": "Consulted before", "Delegation": "Under delegation",
    "SubjectTo": "Subject to", "PublicationDate": "Published", "CallIn": "Call-in", "EffectiveDate": "Takes effect",
    "EffectiveNote": "No day of effect, because", "LapsesOn": "Lapses on",
}  # fmt: skip
_SILENT: tuple[Any, ...] = (None, "", [], CallIn.NONE.value)
_KINDS = {name: kind for name, kind, _ in (*PLAN_FIELDS, *DECISION_FIELDS)}
_HEADINGS = {
    Place.COMING: "To be decided", Place.UNDATED: "No day stated yet",
    Place.PASSED: "The day has passed, and no decision is on record", Place.DECIDED: "Decided",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One entry as a page shows it: its tags, its facts, and what the record does not say of it."""

    ident: str
    title: str
    text: str
    tags: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    lacking: str


@require_safe
@requires(Permission.DECISION_VIEW)
def forward_plan(request: Request, case: Any) -> HttpResponse:
    on, is_all = timezone.localdate(), request.GET.get("all") == "yes"
    planned = sorted(queries.planned_for(PUBLIC_VIEWER, case, on), key=plan_order)
    rows = {id(one): row for one, row in zip(planned, plan_dataset(planned, on).rows, strict=True)}
    groups = [
        (_HEADINGS[place], [_of_plan(one, rows[id(one)]) for one in planned if place_of(one, on) is place])
        for place in Place
        if is_all or place is not Place.DECIDED
    ]
    context = {
        "case": case, "heading": "Forward plan", "lead": _plan_lead(planned, on), "is_all": is_all, "on": on,
        "groups": [(words, entries) for words, entries in groups if entries], "data": "decisions:plan-data",
        "decided": sum(place_of(one, on) is Place.DECIDED for one in planned), "licence": licence_of(case),
        "trail": decisions_trail(case, ("Forward plan", "")),
    }  # fmt: skip
    return render(request, "decisions/forward_plan.html", context)


@require_safe
@requires(Permission.DECISION_VIEW)
def register(request: Request, case: Any) -> HttpResponse:
    taken = queries.decisions_for(PUBLIC_VIEWER, case)
    rows = _taken(case, taken).rows
    entries = [
        Entry(row["Reference"], row["DecisionTitle"], row["Decision"], _decision_tags(row),
              _facts(row, DECISION_LABELS), ", ".join(lacking_in_record(one)))
        for one, row in zip(taken, rows, strict=True)
    ]  # fmt: skip
    count = (
        f"{len(entries):,} {'decision is' if len(entries) == 1 else 'decisions are'}" if entries else "No decision is"
    )
    context = {
        "case": case, "heading": "Decision register", "lead": f"{count} published, the latest first.",
        "groups": [("Decisions", entries)] if entries else [], "data": "decisions:register-data",
        "licence": licence_of(case), "trail": decisions_trail(case, ("Decision register", "")),
    }  # fmt: skip
    return render(request, "decisions/register.html", context)


@require_safe
@requires(Permission.DECISION_VIEW)
def plan_data(request: Request, case: Any, form: str) -> HttpResponseBase:
    on = timezone.localdate()
    return _file(request, case, form, plan_dataset(queries.planned_for(PUBLIC_VIEWER, case, on), on), "forward-plan")


@require_safe
@requires(Permission.DECISION_VIEW)
def register_data(request: Request, case: Any, form: str) -> HttpResponseBase:
    return _file(request, case, form, _taken(case, queries.decisions_for(PUBLIC_VIEWER, case)), "register")


@require_safe
@requires(Permission.DECISION_VIEW)
def feed(request: Request, case: Any) -> HttpResponseBase:
    page = request.build_absolute_uri(reverse("decisions:register", args=[case.key]))
    made = Atom1Feed(f"Decisions – {case.name}", page, "Decisions that are published.", language="en-GB",
                     feed_url=request.build_absolute_uri())  # fmt: skip
    for row in _taken(case, queries.decisions_for(PUBLIC_VIEWER, case)).rows[:MOST_IN_FEED]:
        link = f"{page}#{row['Reference']}"
        words = f"{row['DecisionMaker']}: {row['DecisionStatus']}. {row['Decision']}".strip()
        made.add_item(row["DecisionTitle"], link, words, unique_id=link, updateddate=_moment(row["LastChanged"]))
    return _cached(request, case, made.writeString("utf-8").encode(), "application/atom+xml; charset=utf-8")


def licence_of(case: Any) -> str:
    """The licence under which a case publishes, as its file says; nobody's licence is guessed."""
    return str(case.facts.get("open_data_licence", "")) or (_INVENTED if case.illustrative else NO_LICENCE)


def _taken(case: Any, taken: Iterable[Any]) -> Dataset:
    return decision_dataset(taken, queries.call_in_terms(PUBLIC_VIEWER, case), bank_holidays().closures)


def _plan_lead(planned: list[PlannedDecision], on: Any) -> str:
    coming = [one for one in planned if place_of(one, on) in (Place.COMING, Place.UNDATED)]
    key, private = sum(one.key_decision == "yes" for one in coming), sum(one.is_private for one in coming)
    if not coming:
        return "No decision to come is published."
    what = "1 decision is" if len(coming) == 1 else f"{len(coming):,} decisions are"
    counts = [f"{count:,} {words}" for count, words in ((key, "key"), (private, "at least partly in private")) if count]
    return f"{what} to come{': ' if counts else ''}{', '.join(counts)}."


def _of_plan(one: PlannedDecision, row: dict[str, Any]) -> Entry:
    tags = [("key decision", "warn")] if row["KeyDecision"] == "Yes" else []
    tags += [("partly in private", "plain")] if one.is_private else []
    tags += [(row["NoticeType"], "bad")] if one.is_short else []
    lacking = "" if one.is_decided or one.outcome else ", ".join(lacking_in_notice(one))
    return Entry(one.reference, one.title, one.description, tuple(tags), _facts(row, PLAN_LABELS), lacking)


def _decision_tags(row: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    tone = {"approved": "good", "approved with amendments": "good", "refused": "bad"}.get(
        row["DecisionStatus"], "plain"
    )
    key = (("key decision", "warn"),) if row["IsKey"] == "Yes" else ()
    return ((row["DecisionStatus"], tone), *key)


def _facts(row: dict[str, Any], labels: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """What is said of an entry: label and words; what nobody has said is left out here and named as lacking."""
    return tuple((label, _words(name, row[name])) for name, label in labels.items() if row[name] not in _SILENT)


def _words(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    return str(day(date.fromisoformat(value))) if _KINDS[name] == "date" else str(value)


def _file(request: Request, case: Any, form: str, dataset: Dataset, page: str) -> HttpResponseBase:
    address = request.build_absolute_uri(reverse(f"decisions:{page}", args=[case.key]))
    if form == "json":
        about = About(case.key, case.name, case.illustrative, timezone.localdate(), licence_of(case), address)
        body = json.dumps(as_json(dataset, about), ensure_ascii=False, indent=1).encode()
        return _cached(request, case, body, JSON_TYPE, dataset)
    if form != "csv":
        raise Http404
    lines = io.StringIO()
    csv.writer(lines).writerows([harmless(cell) for cell in line] for line in as_cells(dataset))
    return _cached(request, case, b"\xef\xbb\xbf" + lines.getvalue().encode(), CSV_TYPE, dataset)


def _cached(request: Request, case: Any, body: bytes, kind: str, dataset: Dataset | None = None) -> HttpResponseBase:
    """The file with its tag, or 304 for whoever has it. A day alone does not tell whether it changed: what was taken
    back changes the file and makes no row newer."""
    tag = quote_etag(sha256(body).hexdigest())
    response = get_conditional_response(request, etag=tag) or HttpResponse(body, content_type=kind)
    response["ETag"] = tag
    days = [row["LastChanged"] for row in dataset.rows if row["LastChanged"]] if dataset else []
    if days:
        response["Last-Modified"] = http_date(_moment(max(days)).timestamp())
    if case.public:
        response["Access-Control-Allow-Origin"] = "*"
    if request.viewer.is_anonymous:
        response["Cache-Control"] = "public, max-age=300"
    return response


def _moment(day: str) -> datetime:
    return datetime.combine(datetime.fromisoformat(day).date(), time(), UTC)
