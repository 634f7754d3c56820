"""What the estate offers to shared pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from severalty.estate import queries
from severalty.estate.jobs import JOBS
from severalty.estate.reports.changes import changes
from severalty.estate.reports.sections import SECTIONS
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import BINDINGS, HOLDINGS
from severalty.web.parts import NavItem, Part, Prompt

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

SOON = 90


def prompts(viewer: Any, case: Case, on: date) -> Iterator[Prompt]:
    """What needs the viewer's organisation this morning, most pressing first."""
    if viewer.organisation is None or not viewer.belongs_to(case):
        return
    contracts = queries.CONTRACTS.rows_for(viewer, case)
    soon = contracts.filter(act_by__gte=on, act_by__lte=on + timedelta(days=SOON + 1)).count()
    if soon:
        url = reverse("estate:register", args=[case.key, "contracts"]) + "?act=90&sort=act_by"
        yield Prompt(f"{_many(soon, 'contract')} must be acted on within {SOON} days.", url)
    disputed = len(queries.disputed_refs(viewer, case, on))
    if disputed:
        yield Prompt(f"{_many(disputed, 'shared item')} {'has' if disputed == 1 else 'have'} disputed shares.",
                     reverse("estate:disputes", args=[case.key]))  # fmt: skip
    overdue = queries.attestations_for(viewer, case).filter(
        attested_on__isnull=True, due_on__lt=on, recorded_by=viewer.organisation
    )
    count = overdue.count()
    if count:
        yield Prompt(f"{_many(count, 'confirmation')} you asked for {'is' if count == 1 else 'are'} overdue.",
                     reverse("estate:attestations", args=[case.key]))  # fmt: skip
    unknown = contracts.filter(item__recorded_by=viewer.organisation, act_by__isnull=True).count()
    if unknown:
        url = reverse("estate:register", args=[case.key, "contracts"]) + f"?act=none&recorded={viewer.organisation.key}"
        yield Prompt(f"For {_many(unknown, 'contract')} of yours the last day to act is not known.", url)


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


PART = Part(
    stage="estate",
    label="Estate",
    navigation=(
        NavItem("Overview", "estate:overview"),
        NavItem("Who shares what", "estate:matrix"),
        NavItem("Disputed shares", "estate:disputes"),
        NavItem("Contract runway", "estate:runway"),
        NavItem("Map", "estate:map"),
        NavItem("Completeness", "estate:completeness"),
        NavItem("Confirmations", "estate:attestations"),
        NavItem("Beliefs", "estate:beliefs", Permission.BELIEFS_VIEW),
        NavItem("Bring in", "estate:import", Permission.ESTATE_IMPORT),
        NavItem("Take away", "estate:export", Permission.ESTATE_EXPORT),
    ),
    tables=(*BINDINGS, *queries.REGISTERS, HOLDINGS, queries.ASSUMPTIONS, queries.ATTESTATIONS),
    prompts=prompts,
    jobs=JOBS,
    sections=SECTIONS,
    changes=changes,
)
