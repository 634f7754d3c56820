"""What this stage offers to the shared pages."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.urls import reverse

from severalty.decisions.binding import TABLES
from severalty.decisions.queries.authority import refuse_acts_without_authority
from severalty.decisions.queries.exempt import exempt_files, to_review
from severalty.decisions.queries.papers import asked_of, frozen_files, frozen_with, papers_for
from severalty.decisions.reports.change_sections import SECTIONS
from severalty.decisions.reports.changes import changes
from severalty.decisions.reports.core_section import SECTIONS as CORES
from severalty.decisions.reports.earlier import SECTIONS as EARLIER
from severalty.decisions.views.core_prompts import core_prompts
from severalty.decisions.views.holds import held_panel
from severalty.decisions.views.links import PAGES as DECISION_PAGES
from severalty.decisions.views.links import decision_link
from severalty.decisions.views.morning import body_prompts
from severalty.engine.dates import day
from severalty.tenancy.permissions import Permission
from severalty.web.parts import Hit, NavItem, Panel, Part, Prompt

HELD = (
    "contracts", "services", "configuration_items", "entitlements", "posts", "charges", "appraisals", "papers",
    "agreements", "variations", "letters", "procurement_steps",
)  # fmt: skip
"""The tables of what is held, and of what is acted on."""
CORE_PAGES = tuple(
    f"decisions:core{name}"
    for name in ("", "-version", "-check", "-freeze", "-amend", "-decider", "-leave", "-resolve", "-call-in")
)
"""The pages below the list of common cores."""
MOST_PROMPTS, MOST_HITS = 3, 50
WHEN_PAGES = tuple(f"decisions:{name}" for name in ("replay", "calendar", "routes", "route-value", "notice"))
"""The pages about days: they lie under the question when something can be decided."""
HOLDS_PAGES = ("decisions:holds", "decisions:hold-new", "decisions:hold-lift")
PUBLIC_PAGES = ("decisions:register",)
BODIES_PAGES = ("decisions:bodies", "decisions:body", "decisions:meeting")


def prompts(viewer: Any, case: Any, on: date) -> Iterator[Prompt]:
    """What the viewer's organisation is asked of papers, what waits of meetings, its own papers to come."""
    if viewer.organisation is None or not viewer.belongs_to(case):
        return
    for one in asked_of(viewer, case).filter(answered_at__isnull=True)[:MOST_PROMPTS]:
        address = reverse("decisions:part", args=[case.key, one.paper_id])
        yield Prompt(
            f"{one.paper.item.recorded_by.name} asks you to look at your part of “{one.paper.item.name}”.", address
        )
    yield from islice(core_prompts(viewer, case, on), MOST_PROMPTS)
    if not viewer.may(Permission.PAPER_EDIT, case):
        return
    yield from islice(body_prompts(viewer, case, on), MOST_PROMPTS)
    yield from _reviews(viewer, case, on)
    own = [row for row in papers_for(viewer, case) if row.item.recorded_by_id == viewer.organisation.pk]
    coming = [row for row in own if row.meeting_on is not None and row.meeting_on.last >= day(on).first]
    for row in sorted(coming, key=lambda one: one.meeting_on.first)[:MOST_PROMPTS]:
        where = f"{row.body}, {row.meeting_on}" if row.body else str(row.meeting_on)
        yield Prompt(f"“{row.item.name}” goes to {where}.", reverse("decisions:paper", args=[case.key, row.pk]))


def _reviews(viewer: Any, case: Any, on: date) -> Iterator[Prompt]:
    """The exempt parts of the viewer's own papers whose review is due."""
    for one in to_review(viewer, case, on)[:MOST_PROMPTS]:
        who = f" by {one.reviewed_by}" if one.reviewed_by else ""
        yield Prompt(
            f"Look whether “{one.item.name}” in “{one.paper.item.name}” is still to be kept from the public: "
            f"a review{who} was planned for {one.review_on}.",
            reverse("estate:item", args=[case.key, one.pk]),
        )


def finds(viewer: Any, case: Any, words: str) -> Iterator[Hit]:
    """The frozen papers that have the words, for the search of a case."""
    if not viewer.may(Permission.PAPER_VIEW, case):
        return
    for row in frozen_with(viewer, case, words)[:MOST_HITS]:
        address = reverse("decisions:frozen", args=[case.key, row.pk])
        yield Hit("frozen papers", row.item.name, address, f"version {row.number}", f"SHA-256 {row.digest[:12]}…")


def files(viewer: Any, case: Any) -> Iterator[tuple[str, bytes]]:
    """The frozen papers, for a case that is taken away."""
    if viewer.may(Permission.PAPER_VIEW, case):
        yield from frozen_files(viewer, case)
        yield from exempt_files(viewer, case)


PART = Part(
    stage="decisions",
    label="Decisions",
    navigation=(
        NavItem("Overview", "decisions:overview", Permission.DECISION_VIEW),
        NavItem("Meetings", "decisions:meetings", Permission.DECISION_VIEW, pages=BODIES_PAGES),
        NavItem("Matters", "decisions:matters", Permission.DECISION_VIEW),
        NavItem("Resolutions", "decisions:resolutions", Permission.DECISION_VIEW),
        NavItem("Actions and promises", "decisions:commitments", Permission.DECISION_VIEW),
        NavItem("When", "decisions:when", Permission.DECISION_VIEW, pages=WHEN_PAGES),
        NavItem("Papers", "decisions:papers", Permission.PAPER_VIEW),
        NavItem("Common cores", "decisions:cores", Permission.DECISION_VIEW, pages=CORE_PAGES),
        NavItem("Delegations", "decisions:delegations", Permission.DECISION_VIEW, pages=HOLDS_PAGES),
        NavItem("What changed", "decisions:changed", Permission.DECISION_VIEW),
        NavItem("Forward plan", "decisions:forward-plan", Permission.DECISION_VIEW, pages=PUBLIC_PAGES),
    ),
    panels=(
        *(Panel(table, "Holds and authority", held_panel) for table in HELD),
        *(Panel(table, "Decisions", decision_link) for table in DECISION_PAGES),
    ),
    tables=TABLES,
    prompts=prompts,
    finds=finds,
    files=files,
    changes=changes,
    sections={**SECTIONS, **EARLIER, **CORES},
    checks=refuse_acts_without_authority,
)
