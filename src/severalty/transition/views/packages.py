"""Packages of work: the register, one package with what holds it and how far it is, and making many by templates."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from severalty.engine.transition.packages import Maturity, PackageKind, TaskCalendar
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.actions import packages as actions
from severalty.transition.binding import PACKAGES
from severalty.transition.forms.changing import PinForm, ProgressForm
from severalty.transition.queries import plans as queries
from severalty.transition.reports.timetable_table import lag_text
from severalty.transition.views.panels import FormPanel, answered, sent
from severalty.transition.views.trails import at, is_own, lock_of, may_edit, trail_of
from severalty.web.lists import Column, Filter, Register, render_list
from severalty.web.marks import Tag
from severalty.web.sheets import Sheet

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

MATURITY = {
    Maturity.UNDEFINED: "bad", Maturity.INDICATIVE: "warn", Maturity.QUOTED: "good", Maturity.APPROVED: "good",
}  # fmt: skip
STANDING = (("open", "not done yet"), ("running", "under way"), ("done", "done"), ("undated", "without dates"))


@require_GET
@requires(Permission.PLAN_VIEW)
def packages(request: Request, case: Case) -> HttpResponseBase:
    rows = queries.package_rows(request.viewer, case)
    context = {
        "case": case, "heading": "Packages of work", "trail": trail_of(case, ("Packages of work", "")),
        "about": "Every piece of work that you may see, with its dates in the plan that counts.",
        "example": "Cut over e-mail: two to five working days, by the infrastructure team, after its rehearsal.",
        "add_url": reverse("estate:new", args=[case.key, "work_packages"]) if may_edit(request.viewer, case) else "",
        "add_words": "Add a package",
        "tools": [("All columns, and files", reverse("estate:register", args=[case.key, "work_packages"]))],
    }  # fmt: skip
    return render_list(request, _register(request, case), rows, context, "transition/listed.html")


def _register(request: Request, case: Case) -> Register:
    dates = queries.planned_days(request.viewer, case)
    plans = tuple((row.pk, row.item.name) for row in queries.plans_for(request.viewer, case))
    return Register(
        "package", "packages",
        (
            Column("name", "Package", "link", "item__name", "item.name", url=lambda row: at(case, "package", row.pk)),
            Column("workstream", "Workstream", "text", "workstream_name", "workstream_name"),
            Column("kind", "Kind", "text", "kind"),
            Column("starts", "Starts", "date", value=lambda row: _day(dates, row, "starts")),
            Column("ends", "Ends", "date", value=lambda row: _day(dates, row, "ends")),
            Column("standing", "Stands", "tag", value=standing_of),
            Column("maturity", "Estimate", "tag", "maturity", lambda row: maturity_tag(row.maturity)),
            Column("likely", "Working days", "count", "likely"),
            Column("owner", "Owner", "text", "owner"),
            Column("council", "For", "organisation", "council__name", hidden_by_default=True),
            Column("thing", "About", "text", value="thing_name", hidden_by_default=True),
            Column("wave", "Pinned to wave", "count", "wave", hidden_by_default=True),
        ),
        (
            Filter("q", "Contains", None, lambda rows, words: rows.filter(item__name__icontains=words)),
            Filter("plan", "Plan", plans, lambda rows, ref: rows.filter(workstream__plan=ref)),
            Filter("standing", "Stands", STANDING, partial(_stands, dates)),
            Filter("kind", "Kind", tuple((one.value, one.value) for one in PackageKind),
                   lambda rows, value: rows.filter(kind=value)),
            Filter("maturity", "Estimate", tuple((one.value, one.value) for one in Maturity),
                   lambda rows, value: rows.filter(maturity=value)),
        ),
        "name", lock_of,
    )  # fmt: skip


def _day(dates: dict[str, Any], row: Any, name: str) -> Any:
    done = getattr(row, {"starts": "started_on", "ends": "finished_on"}[name])
    found = dates.get(row.pk)
    return done or (getattr(found, name) if found else None)


def _stands(dates: dict[str, Any], rows: Any, value: str) -> Any:
    if value == "done":
        return rows.exclude(finished_on=None)
    if value == "running":
        return rows.exclude(started_on=None).filter(finished_on=None)
    return rows.filter(finished_on=None) if value == "open" else rows.exclude(pk__in=list(dates))


def standing_of(row: Any) -> Tag:
    """How far a package is, in a word."""
    if row.finished_on is not None:
        return Tag("done", "good")
    if row.started_on is not None:
        done = "" if row.percent_done is None else f", {row.percent_done}%"
        return Tag(f"under way{done}", "warn")
    return Tag("not begun")


def maturity_tag(text: str) -> Tag:
    """How far an estimate is, in its word."""
    return Tag(text or "nobody has said", MATURITY.get(Maturity(text), "plain") if text in set(Maturity) else "plain")


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_VIEW)
def package(request: Request, case: Case, ref: str) -> HttpResponseBase:
    row = queries.one_of(request.viewer, case, PACKAGES, ref)
    dated = queries.planned_days(request.viewer, case).get(ref)
    before, after = queries.waits_of(request.viewer, case, ref)
    needs, plan = queries.needs_of(request.viewer, case, ref), queries.plan_of(request.viewer, case, row)
    context = {
        "case": case, "heading": row.item.name, "lead": _lead(row, dated), "facts": _facts(case, row, plan),
        "trail": trail_of(case, ("Packages of work", at(case, "packages")), (row.item.name, "")),
        "tools": _tools(request, case, row), "sheets": _sheets(case, before, after, needs),
        "what_if": at(case, "what-if", plan) if plan else "", "slip": f"package:{ref}",
    }  # fmt: skip
    return answered(request, _forms(request, case, row), context, "transition/package.html")


def _lead(row: Any, dated: Any) -> str:
    if row.finished_on is not None:
        return f"Done on {row.finished_on}."
    if dated is None:
        return "It has no dates in a plan that counts and that you may see."
    if dated.starts == dated.ends:
        return f"By the plan that counts it is done on {dated.starts}."
    return f"By the plan that counts it starts on {dated.starts} and ends on {dated.ends}."


def _tools(request: Request, case: Case, row: Any) -> list[tuple[str, str]]:
    found = [("The whole record, its history, and who may see it", reverse("estate:item", args=[case.key, row.pk]))]
    found.append(("Why here, and why not earlier", at(case, "why", row.pk)))
    if is_own(request.viewer, case, row):
        found.append(("Change it", reverse("estate:edit", args=[case.key, row.pk])))
    return found


def _facts(case: Case, row: Any, plan: str) -> list[tuple[str, Any, str]]:
    estimate = "undefined: no number is invented"
    if row.likely is not None:
        low, high = (row.likely if one is None else one for one in (row.low, row.high))
        many = "day" if row.likely == 1 else "days"
        days = (
            f"{row.likely} {many} at a weekend"
            if row.calendar == TaskCalendar.WEEKEND
            else f"{row.likely} working {many}"
        )
        spread = "" if low == high else f", {low} to {high}"
        estimate = f"{days}{spread}; {row.maturity or 'nobody has said how mature'}"
    return [
        ("Workstream", row.workstream_name, at(case, "plan", plan) if plan else ""),
        ("Kind", str(row.kind).capitalize(), ""),
        ("About", row.thing_name or "",
         reverse("estate:item", args=[case.key, row.thing_ref]) if row.thing_ref else ""),
        ("For council", row.council.name if row.council else "all together", ""),
        ("Owner", row.owner, ""),
        ("Estimate", estimate + (f" ({row.estimated_by})" if row.estimated_by else ""), ""),
        ("Must end by", f"{row.must_end_by}, {row.must_because}".rstrip(", ") if row.must_end_by else "", ""),
        ("Wanted by", str(row.wanted_by or ""), ""),
        ("Pinned", _pinned(row), ""),
        ("Fulfils the promise", row.fulfils_name or "none",
         at(case, "promise", row.fulfils_ref) if row.fulfils_ref else ""),
        ("May run in a freeze", row.freeze_exception or "no", ""),
    ]  # fmt: skip


def _pinned(row: Any) -> str:
    words = [f"to start on {row.starts_on}" if row.starts_on else "", f"to wave {row.wave}" if row.wave else ""]
    return " and ".join(one for one in words if one) or "nowhere"


def _sheets(case: Case, before: list[Any], after: list[Any], needs: list[Any]) -> list[Sheet]:
    lag = Column("lag", "Lag", value=lag_text)
    return [
        Sheet("What it waits for, as far as you may see it", (
            Column("name", "Waits for", "link", value=lambda one: one.follows.name,
                   url=lambda one: reverse("estate:item", args=[case.key, one.follows_id])),
            Column("kind", "Link"), lag, Column("because", "Because"), Column("bridge", "Could be bridged by"),
        ), before, ident="waits"),
        Sheet("What waits for it, as far as you may see it", (
            Column("name", "Package", "link", value=lambda one: one.package.item.name,
                   url=lambda one: at(case, "package", one.package_id)),
            Column("kind", "Link"), lag, Column("because", "Because"),
        ), after, ident="waiting"),
        Sheet("Teams that it needs every day", (
            Column("name", "Team", "link", value=lambda one: one.team.item.name,
                   url=lambda one: reverse("estate:item", args=[case.key, one.team_id])),
            Column("skill", "Skill"), Column("units", "Per cent of a person", "count"),
        ), needs, ident="needs"),
    ]  # fmt: skip


def _forms(request: Request, case: Case, row: Any) -> list[FormPanel]:
    if not is_own(request.viewer, case, row):
        return []
    values = {name: _text(getattr(row, name)) for name in ("started_on", "finished_on", "percent_done", "days_left")}
    values |= {"version": row.item.version, "spent": "" if row.spent is None else f"{row.spent / 100:.2f}"}
    pins = {"version": row.item.version, "starts_on": _text(row.starts_on), "wave": _text(row.wave)}
    return [
        FormPanel("progress", "Record how far it is", "Record it",
                  ProgressForm(initial=values, **sent(request, "progress")), partial(_progress, request, case, row.pk),
                  "How far it is stands on record.", is_first=True),
        FormPanel("pin", "Pin it", "Save", PinForm(initial=pins, **sent(request, "pin")),
                  partial(_pin, request, case, row.pk), "Saved. The next run of the planner keeps to it.",
                  "What is pinned stays where it is when the plan is worked out again."),
    ]  # fmt: skip


def _text(value: Any) -> str:
    return "" if value is None else str(getattr(value, "code", value))


def _progress(request: Request, case: Case, ref: str, data: dict[str, Any]) -> None:
    done = actions.Progressed(
        ref, data["version"], data["started_on"], data["finished_on"], data["percent_done"], data["days_left"],
        data["spent"],
    )  # fmt: skip
    viewer, on = request.viewer, timezone.localdate()
    actions.record_progress(by=viewer, at=timezone.now(), on=on, case=case, progress=done)


def _pin(request: Request, case: Case, ref: str, data: dict[str, Any]) -> None:
    pinned = actions.Pinned(ref, data["version"], data["starts_on"], data["wave"])
    actions.pin_package(by=request.viewer, at=timezone.now(), case=case, pinned=pinned)
