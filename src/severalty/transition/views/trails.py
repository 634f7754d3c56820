"""Where one is, and from the page of an item to the page of this stage that says more of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.html import format_html

from severalty.engine.estate.parties import Audience
from severalty.tenancy.permissions import Permission

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

PAGES = {
    "plans": ("plan", "The plan: where it stands, its runs, and what if"),
    "work_packages": ("package", "The package: its dates, what holds it, and how far it is"),
    "plan_runs": ("run", "The run: what it found, and its dates"),
    "scenarios": ("scenario", "The scenario: what it changes, and what comes of it"),
    "cut_over_rules": ("cut-over", "The cut-over: each council’s word, go or no go"),
    "workstreams": ("colour", "Its colour: calculated, and as a person states it"),
    "promises": ("promise", "The promise: who waits for it, and whether it is kept"),
}


def trail_of(case: Case, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The case, the plans, then these steps: words and an address, empty for here."""
    return [
        (case.name, reverse("estate:overview", args=[case.key])),
        ("Plans", reverse("transition:plans", args=[case.key])),
        *steps,
    ]


def at(case: Case, name: str, *more: str) -> str:
    """The address of a page of this stage."""
    return reverse(f"transition:{name}", args=[case.key, *more])


def page_link(viewer: Any, item: Any) -> str:
    """The link for an item of one of these tables; empty for whoever may not follow it."""
    if item.table not in PAGES or not viewer.may(Permission.PLAN_VIEW, item.case):
        return ""
    name, words = PAGES[item.table]
    address = reverse(f"transition:{name}", args=[item.case.key, item.pk])
    return format_html('<p class="govuk-body"><a class="govuk-link" href="{}">{}</a></p>', address, words)


def lock_of(row: Any) -> str:
    """The words of the lock of a private row."""
    return f"only {row.item.recorded_by.name} sees this" if row.item.audience == Audience.HOLDERS else ""


def may_edit(viewer: Any, case: Any) -> bool:
    """Whether the viewer may record plans here."""
    return viewer.organisation is not None and viewer.may(Permission.PLAN_EDIT, case)


def is_own(viewer: Any, case: Any, row: Any) -> bool:
    """Whether the viewer may change a row: it is its organisation's own."""
    return may_edit(viewer, case) and row.item.recorded_by_id == viewer.organisation.pk
