"""What this stage offers to the shared pages."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from severalty.decisions.binding import TABLES
from severalty.decisions.queries.papers import asked_of, frozen_files, frozen_with, papers_for
from severalty.engine.dates import day
from severalty.tenancy.permissions import Permission
from severalty.web.parts import Hit, NavItem, Part, Prompt

MOST_PROMPTS, MOST_HITS = 3, 50


def prompts(viewer: Any, case: Any, on: date) -> Iterator[Prompt]:
    """What the viewer's organisation is asked of papers, and its own papers whose meeting is to come."""
    if viewer.organisation is None or not viewer.belongs_to(case):
        return
    for one in asked_of(viewer, case).filter(answered_at__isnull=True)[:MOST_PROMPTS]:
        address = reverse("decisions:part", args=[case.key, one.paper_id])
        yield Prompt(
            f"{one.paper.item.recorded_by.name} asks you to look at your part of “{one.paper.item.name}”.", address
        )
    if not viewer.may(Permission.PAPER_EDIT, case):
        return
    own = [row for row in papers_for(viewer, case) if row.item.recorded_by_id == viewer.organisation.pk]
    coming = [row for row in own if row.meeting_on is not None and row.meeting_on.last >= day(on).first]
    for row in sorted(coming, key=lambda one: one.meeting_on.first)[:MOST_PROMPTS]:
        where = f"{row.body}, {row.meeting_on}" if row.body else str(row.meeting_on)
        yield Prompt(f"“{row.item.name}” goes to {where}.", reverse("decisions:paper", args=[case.key, row.pk]))


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


PART = Part(
    stage="decisions",
    label="Decisions",
    navigation=(
        NavItem("Papers", "decisions:papers", Permission.PAPER_VIEW),
        NavItem("Check a paper", "decisions:check", Permission.PAPER_VIEW),
        NavItem("Decision routes", "decisions:routes", Permission.DECISION_VIEW),
        NavItem("Notice for a meeting", "decisions:notice", Permission.DECISION_VIEW),
    ),
    tables=TABLES,
    prompts=prompts,
    finds=finds,
    files=files,
)
