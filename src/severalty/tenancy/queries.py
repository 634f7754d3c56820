"""What one viewer may read of cases, organisations, items, holdings, history and jobs."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from severalty.engine.estate.holdings import Basis, Holding as HoldingRecord
from severalty.engine.estate.parties import Membership as MembershipRecord
from severalty.engine.estate.parties import Organisation as OrganisationRecord
from severalty.engine.estate.parties import Partnership as PartnershipRecord
from severalty.engine.evidence import Evidence
from severalty.tenancy.access import Viewer, visible_cases, visible_items
from severalty.tenancy.binding import Binding
from severalty.tenancy.models import (
    AuditEntry, Case, ChangeSet, Holding, Item, Job, Membership, Organisation, Partnership,
)  # fmt: skip
from severalty.tenancy.permissions import Permission

BINDINGS: tuple[Binding, ...] = (
    Binding("organisations", "organisation", "organisations", OrganisationRecord, Organisation,
            permission=Permission.CASE_MANAGE),
    Binding("partnerships", "partnership", "partnerships", PartnershipRecord, Partnership,
            permission=Permission.CASE_MANAGE),
    Binding("memberships", "membership", "memberships", MembershipRecord, Membership,
            natural=("partnership", "organisation", "starts"), permission=Permission.CASE_MANAGE),
)  # fmt: skip
HOLDINGS = Binding(
    "holdings", "holding", "holdings", HoldingRecord, Holding,
    natural=("item", "organisation", "claimed_by", "starts"), through="item",
)  # fmt: skip


def case_for(viewer: Viewer, key: str, permission: Permission = Permission.ESTATE_VIEW) -> Case:
    """The case of this key. Raises Http404 where there is none, or none for this viewer to open."""
    case = visible_cases(viewer).filter(key=key).first()
    if case is None or not viewer.may(permission, case):
        raise Http404
    return case


def cases_for(viewer: Viewer) -> QuerySet[Case]:
    """The cases that the viewer may open."""
    return visible_cases(viewer)


def organisations_of(case: Case) -> list[Organisation]:
    """The organisations that take part in a case, in the order of the record. One query."""
    return list(Organisation.objects.filter(case=case).order_by("pk"))


def item_for(viewer: Viewer, case: Case, ref: str) -> Item:
    """One item with its recorder. Raises Http404 where there is none that this viewer may see."""
    item = visible_items(viewer, case).select_related("recorded_by").filter(ref=ref).first()
    if item is None:
        raise Http404
    return item


def holdings_of(refs: Iterable[str]) -> dict[str, tuple[HoldingRecord, ...]]:
    """The claims on items, by item; organisations by key. The items must come from a query for a viewer. One query."""
    found: dict[str, tuple[HoldingRecord, ...]] = {}
    rows = Holding.objects.filter(item__in=list(refs)).select_related("organisation", "claimed_by").order_by("pk")
    for row in rows:
        found[row.item_id] = (*found.get(row.item_id, ()), _holding(row))
    return found


def _holding(row: Holding) -> HoldingRecord:
    return HoldingRecord(
        item=row.item_id,
        organisation=row.organisation.key,
        weight=row.weight,
        out_of=row.out_of,
        basis=Basis(row.basis),
        counted_on=row.counted_on,
        starts=row.starts,
        ends=row.ends,
        claimed_by=row.claimed_by.key if row.claimed_by else "",
        evidence=Evidence(row.evidence),
        source=row.source,
    )


def history_of(item: Item) -> QuerySet[AuditEntry]:
    """What was done to an item, newest first. The item must come from `item_for`."""
    return AuditEntry.objects.filter(item=item).order_by("-number")


def own_changes(viewer: Viewer, case: Case) -> QuerySet[AuditEntry]:
    """What the viewer's organisation did in a case, newest first."""
    return AuditEntry.objects.filter(case=case, organisation=viewer.organisation).order_by("-number")


def change_sets_for(viewer: Viewer, case: Case) -> QuerySet[ChangeSet]:
    """The change sets that the viewer's organisation made, newest first."""
    return ChangeSet.objects.filter(case=case, organisation=viewer.organisation).order_by("-made_at")


def jobs_for(viewer: Viewer) -> QuerySet[Job]:
    """The jobs that the viewer's organisation asked for, newest first."""
    jobs = Job.objects.defer("upload").order_by("-asked_at")
    return jobs if viewer.operator else jobs.filter(organisation=viewer.organisation, person=viewer.person)


def job_for(viewer: Viewer, ref: str) -> Job:
    """One job of the viewer's. Raises Http404."""
    job = jobs_for(viewer).filter(ref=ref).first()
    if job is None or viewer.is_anonymous and not viewer.operator:
        raise Http404
    return job


def items_by_ref(viewer: Viewer, case: Case, refs: Iterable[str]) -> Mapping[str, Item]:
    """Those of some items that the viewer may see. One query."""
    found: dict[str, Any] = visible_items(viewer, case).in_bulk(list(set(refs)))
    return found
