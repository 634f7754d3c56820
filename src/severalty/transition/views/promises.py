"""Promises between councils: the register, and one with who waits for it, kept or moved to another day."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.actions import promises as actions
from severalty.transition.binding import PROMISES
from severalty.transition.forms.changing import KeepForm, MovePromiseForm, PromiseForm
from severalty.transition.queries import plans as queries
from severalty.transition.views.panels import FormPanel, answered, sent
from severalty.transition.views.trails import at, is_own, lock_of, may_edit, trail_of
from severalty.web.lists import Column, Filter, Register, render_list
from severalty.web.marks import Tag
from severalty.web.sheets import Sheet

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

STATES = (("open", "to be kept"), ("kept", "kept"), ("late", "past its latest day"))


@require_GET
@requires(Permission.PLAN_VIEW)
def promises(request: Request, case: Case) -> HttpResponseBase:
    viewer, on = request.viewer, timezone.localdate()
    ours, theirs = queries.fulfilling(viewer, case), queries.waiting_for(viewer, case)
    dates = queries.planned_days(viewer, case)
    register = Register(
        "promise", "promises",
        (
            Column("name", "Promise", "link", "item__name", "item.name", url=lambda row: at(case, "promise", row.pk)),
            Column("council", "Promised by", "organisation", "council__name"),
            Column("promised_for", "Promised for", "date", "promised_for"),
            Column("latest", "At the latest", "date", "latest"),
            Column("state", "Stands", "tag", value=lambda row: tag_of(row, on)),
            Column("plan", "By your plan", "date", value=lambda row: planned(ours.get(row.pk, ()), dates)),
            Column("waiting", "Packages that wait", "count", value=lambda row: len(theirs.get(row.pk, ()))),
        ),
        (
            Filter("q", "Contains", None, lambda rows, words: rows.filter(item__name__icontains=words)),
            Filter("state", "Stands", STATES, lambda rows, value: _in_state(rows, value, on)),
        ),
        "promised_for", lock_of,
    )  # fmt: skip
    return render_list(
        request, register, queries.promises_for(viewer, case), _context(request, case), "transition/listed.html"
    )


def _context(request: Request, case: Case) -> dict[str, Any]:
    return {
        "case": case, "heading": "Promises", "trail": trail_of(case, ("Promises", "")),
        "about": "What one council promises the others: what is done, and by when. The other side waits for the "
        "promise and never sees the work behind it; “by your plan” is what your own packages come to.",
        "example": "A council is ready to leave the joint directory by 11 June, at the latest by 27 August.",
        "add_url": at(case, "promise-new") if may_edit(request.viewer, case) else "", "add_words": "Make a promise",
    }  # fmt: skip


def tag_of(row: Any, on: Any) -> Tag:
    """How a promise stands."""
    if row.kept_on is not None:
        late = row.latest is not None and row.kept_on.first > row.latest.last
        return Tag(f"kept on {row.kept_on}", "warn" if late else "good")
    last = row.latest or row.promised_for
    if last is not None and last.last < on:
        return Tag("past its latest day", "bad")
    return Tag("to be kept")


def planned(packages: Any, dates: dict[str, Any]) -> Any:
    """The last day of the packages that fulfil a promise, where all of them have dates."""
    found = [one.finished_on or (dates[one.pk].ends if one.pk in dates else None) for one in packages]
    known = [one for one in found if one is not None]
    return max(known, key=lambda one: one.last) if known and len(known) == len(found) else None


def _in_state(rows: Any, value: str, on: Any) -> Any:
    if value == "kept":
        return rows.exclude(kept_on=None)
    late = [row.pk for row in rows if tag_of(row, on).tone == "bad"]
    return rows.filter(pk__in=late) if value == "late" else rows.filter(kept_on=None)


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def promise_new(request: Request, case: Case) -> HttpResponseBase:
    panel = FormPanel("make", "What is promised", "Make the promise", PromiseForm(**sent(request, "make")),
                      partial(_make, request, case), "The promise is on record; the partners see it.",
                      is_first=True)  # fmt: skip
    context = {"case": case, "heading": "Make a promise",
               "trail": trail_of(case, ("Promises", at(case, "promises")), ("Make a promise", ""))}  # fmt: skip
    return answered(request, [panel], context, "transition/thing.html")


def _make(request: Request, case: Case, data: dict[str, Any]) -> str:
    promised = actions.Promised(data["name"], data["promised_for"], data["latest"], data["agreed_in"])
    return at(case, "promise", actions.make_promise(by=request.viewer, at=timezone.now(), case=case, promised=promised))


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_VIEW)
def promise(request: Request, case: Case, ref: str) -> HttpResponseBase:
    viewer = request.viewer
    row = queries.one_of(viewer, case, PROMISES, ref)
    ours, theirs = queries.fulfilling(viewer, case).get(ref, []), queries.waiting_for(viewer, case).get(ref, [])
    dates = queries.planned_days(viewer, case)
    context = {
        "case": case, "heading": row.item.name, "lead": _lead(row, planned(ours, dates)),
        "is_own": is_own(viewer, case, row),
        "trail": trail_of(case, ("Promises", at(case, "promises")), (row.item.name, "")),
        "tools": [("The record of this promise", reverse("estate:item", args=[case.key, ref]))],
        "facts": [
            ("Promised by", row.council.name if row.council else "", ""),
            ("Promised for", str(row.promised_for or ""), ""), ("At the latest", str(row.latest or ""), ""),
            ("Agreed in", row.agreed_in, ""), ("Kept on", str(row.kept_on or "not yet"), ""),
        ],
        "sheets": [_sheet("Your packages that fulfil it", ours, dates, case, "ours"),
                   _sheet("Packages that wait for it", theirs, dates, case, "theirs")],
    }  # fmt: skip
    return answered(request, _forms(request, case, row), context, "transition/thing.html")


def _lead(row: Any, ends: Any) -> str:
    if row.kept_on is not None:
        return f"Kept on {row.kept_on}."
    if ends is None:
        return f"Promised for {row.promised_for or 'no day on record'}."
    if row.latest is not None and ends.last > row.latest.last:
        return f"By your plan it is kept on {ends}, which is after its latest day, {row.latest}. Tell the others."
    return f"By your plan it is kept on {ends}; it is promised for {row.promised_for}."


def _sheet(title: str, rows: list[Any], dates: dict[str, Any], case: Case, ident: str) -> Sheet:
    return Sheet(title, (
        Column("name", "Package", "link", value=lambda one: one.item.name,
               url=lambda one: at(case, "package", one.pk)),
        Column("starts", "Starts", "date", value=lambda one: dates[one.pk].starts if one.pk in dates else None),
        Column("ends", "Ends", "date", value=lambda one: dates[one.pk].ends if one.pk in dates else None),
    ), rows, ident=ident)  # fmt: skip


def _forms(request: Request, case: Case, row: Any) -> list[FormPanel]:
    if not is_own(request.viewer, case, row) or row.kept_on is not None:
        return []
    version = {"version": row.item.version}
    days = {name: getattr(getattr(row, name), "code", "") for name in ("promised_for", "latest")}
    return [
        FormPanel("keep", "Record that it was kept", "Record it", KeepForm(initial=version, **sent(request, "keep")),
                  partial(_keep, request, case, row.pk), "That it was kept stands on record.", is_first=True),
        FormPanel("move", "Promise another day", "Promise it", MovePromiseForm(initial=version | days,
                  **sent(request, "move")), partial(_move, request, case, row.pk), "The other day stands on record.",
                  "All who see the promise see that it was moved."),
    ]  # fmt: skip


def _keep(request: Request, case: Case, ref: str, data: dict[str, Any]) -> None:
    actions.keep_promise(by=request.viewer, at=timezone.now(), on=timezone.localdate(), case=case,
                         seen=(ref, data["version"]), kept_on=data["kept_on"])  # fmt: skip


def _move(request: Request, case: Case, ref: str, data: dict[str, Any]) -> None:
    moved = actions.Moved(ref, data["version"], data["promised_for"], data["latest"])
    actions.move_promise(by=request.viewer, at=timezone.now(), case=case, moved=moved)
