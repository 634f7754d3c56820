"""What one viewer may read of cases, organisations, items, holdings, history and jobs."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from severalty.engine.decisions.changes import Act, Net, Step, net_of
from severalty.engine.estate.holdings import Basis
from severalty.engine.estate.holdings import Holding as HoldingRecord
from severalty.engine.estate.parties import Audience
from severalty.engine.estate.parties import Membership as MembershipRecord
from severalty.engine.estate.parties import Organisation as OrganisationRecord
from severalty.engine.estate.parties import Partnership as PartnershipRecord
from severalty.engine.evidence import Evidence
from severalty.tenancy.access import (
    Viewer,
    operator_for,
    sight_of,
    standing_for,
    viewer_acting,
    visible_cases,
    visible_items,
)
from severalty.tenancy.audit import read_body
from severalty.tenancy.binding import Binding, with_ends
from severalty.tenancy.models import (
    Appointment,
    AuditEntry,
    Case,
    ChangeSet,
    Holding,
    Item,
    Job,
    Membership,
    Organisation,
    Partnership,
    Person,
    SignInFailure,
    WordTemplate,
)  # fmt: skip
from severalty.tenancy.permissions import Permission, held_by
from severalty.web.parts import parts

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
    rows = (
        Holding.objects.filter(item__in=list(refs))
        .select_related("organisation", "claimed_by", "recorded_by")
        .order_by("pk")
    )
    for row in rows:
        found[row.item_id] = (*found.get(row.item_id, ()), _holding(row))
    return found


def name_of_share(claim: HoldingRecord) -> str:
    """What tells one claim on an item from the others: whose share, by whose word, from when."""
    return f"{claim.organisation}|{claim.claimed_by}|{claim.starts.code if claim.starts else ''}"


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
        recorded_by=row.recorded_by.key,
        evidence=Evidence(row.evidence),
        source=row.source,
    )


def history_of(item: Item) -> QuerySet[AuditEntry]:
    """What was done to an item, newest first. The item must come from `item_for`."""
    return AuditEntry.objects.filter(item=item).order_by("-number")


def is_told(viewer: Viewer, body: Mapping[str, Any]) -> bool:
    """Whether a change of an item that the viewer keeps is told to them: of a row that another organisation hung on it
    not, where such rows say something of a second item, which may be hidden from the keeper of the first."""
    told_of = {one.table for part in parts() for one in part.tables if one.ends and not one.is_item}
    if viewer.operator or body.get("table") not in told_of:
        return True
    recorder = {**body["before"], **body["after"]}.get("recorded_by") or body["for"]
    return viewer.organisation is not None and bool(recorder == viewer.organisation.key)


def last_number(case: Case) -> int:
    """The number of the last change to a case, whoever made it and whoever may see it; nought before the first."""
    last = AuditEntry.objects.filter(case=case).order_by("-number").values_list("number", flat=True)
    return last.first() or 0


def change_sets_for(viewer: Viewer, case: Case) -> QuerySet[ChangeSet]:
    """The change sets that the viewer's organisation made, newest first."""
    return ChangeSet.objects.filter(case=case, organisation=viewer.organisation).order_by("-made_at")


def jobs_for(viewer: Viewer) -> QuerySet[Job]:
    """The jobs that the viewer's organisation asked for, newest first."""
    jobs = Job.objects.defer("upload", "result").order_by("-asked_at")
    return jobs if viewer.operator else jobs.filter(organisation=viewer.organisation, person=viewer.person)


def job_for(viewer: Viewer, ref: str) -> Job:
    """One job of the viewer's. Raises Http404."""
    job = jobs_for(viewer).filter(ref=ref).first()
    if job is None or (viewer.is_anonymous and not viewer.operator):
        raise Http404
    return job


def items_by_ref(viewer: Viewer, case: Case, refs: Iterable[str]) -> Mapping[str, Item]:
    """Those of some items that the viewer may see. One query."""
    found: dict[str, Any] = visible_items(viewer, case).select_related("recorded_by").in_bulk(list(set(refs)))
    return found


def running_job(viewer: Viewer, ref: str) -> Job | None:
    """The job that a worker has in hand, without what is large in it; for the operator."""
    return Job.objects.defer("upload", "request", "result").filter(ref=ref).first() if viewer.operator else None


def acting_in(viewer: Viewer, job: Job, on: date) -> Viewer:
    """Who a job works for, with what they may do on the day; for the operator. Raises Http404 if they are gone."""
    if job.person is None or not viewer.operator:
        return operator_for(job.organisation) if viewer.operator else viewer
    held = Appointment.objects.filter(person=job.person, organisation=job.organisation, person__is_active=True)
    appointments = list(held.select_related("organisation", "person"))
    if not appointments:
        raise Http404
    return viewer_acting(
        next((one for one in appointments if one.pk == job.request.get("acting")), appointments[0]), on
    )


def recent_failures(viewer: Viewer, email: str, since: datetime) -> int:
    """How often signing in to an account failed since a time; open to the public, who are asked to wait."""
    return SignInFailure.objects.filter(email=email.lower()[:254], at__gte=since).count()


def people_of(viewer: Viewer) -> QuerySet[Appointment]:
    """The appointments to the viewer's own organisation, by name and role."""
    held = Appointment.objects.filter(organisation=viewer.organisation).select_related("person", "organisation__case")
    return held.order_by("person__name", "role")


def appointment_for(viewer: Viewer, pk: int) -> Appointment:
    """One appointment to the viewer's own organisation. Raises Http404."""
    found = people_of(viewer).filter(pk=pk).first()
    if found is None or not viewer.may(Permission.PEOPLE_MANAGE):
        raise Http404
    return found


def may_be_given_link(viewer: Viewer, person: Person) -> bool:
    """Whether the viewer may hand this person a link for a password.

    Who holds a link can sign in as that person; so it is for people of one's own organisation only whose roles may do
    no more than one's own, and never for an administrator, unless one is an administrator oneself.
    """
    if viewer.person is not None and viewer.person.is_administrator:
        return True
    own = viewer.organisation.pk if viewer.organisation else 0
    held = Appointment.objects.filter(person=person).values_list("organisation", "role")
    within = all(organisation == own and held_by(role) <= viewer.permissions for organisation, role in held)
    return not person.is_administrator and within


def person_with(viewer: Viewer, *, pk: int = 0, email: str = "") -> Person | None:
    """The person of this number or address, for the door that a link or the command line opens."""
    wanted = Q(pk=pk) if pk else Q(email=email.lower())
    return Person.objects.filter(wanted, is_active=True).first()


def needs_first_administrator(viewer: Viewer) -> bool:
    """Whether nobody administers this installation yet."""
    return not Person.objects.filter(is_administrator=True).exists()


def installation_for(viewer: Viewer) -> list[tuple[Case, list[Organisation]]]:
    """Every case with its organisations, each with the count of appointments as `people`; for administrators."""
    if viewer.person is None or not viewer.person.is_administrator:
        raise Http404
    counted = Organisation.objects.annotate(people=Count("appointments")).order_by("pk")
    cases = Case.objects.order_by("name").prefetch_related(Prefetch("organisations", counted))
    return [(case, list(case.organisations.all())) for case in cases]


def word_template_of(viewer: Viewer) -> bytes | None:
    """The Word template of the viewer's organisation, or None for the product's own."""
    if viewer.organisation is None:
        return None
    body = WordTemplate.objects.filter(organisation=viewer.organisation).values_list("body", flat=True).first()
    return None if body is None else bytes(body)


def entries_of(change_set: ChangeSet) -> list[AuditEntry]:
    """What a change set did, last first."""
    return list(AuditEntry.objects.filter(change_set=change_set).order_by("-number"))


def changed_since(entries: list[AuditEntry]) -> bool:
    """Whether any item that these entries wrote was changed after them."""
    refs = [entry.item_id for entry in entries if entry.item_id]
    later = AuditEntry.objects.filter(item__in=refs, number__gt=entries[0].number if entries else 0)
    return later.exists()


def template_name_of(viewer: Viewer) -> str:
    """The name of the Word template that the viewer's organisation uses; empty for the product's own."""
    found = WordTemplate.objects.filter(organisation=viewer.organisation).values_list("name", flat=True).first()
    return found or ""


_ACTS = {"create": Act.ADDED, "withdraw": Act.WITHDRAWN, "remove": Act.WITHDRAWN}
_OPENS = frozenset({"audience", "shared_with"})


@dataclass(frozen=True)
class NetRow:
    """The net change of one row between two moments: its table, the item that it is or hangs on, whether that item is
    the viewer's own, and the day on which it was written last."""

    table: str
    item: Item
    net: Net
    own: bool
    on: date


def net_changes(viewer: Viewer, case: Case, tables: Collection[str], since: date, until: date) -> list[NetRow]:
    """What rows of some tables, all of items of the same tables, came to after one day and until the end of another.

    Told is what the viewer may see now and could see all the while: what was written of an item before it was opened
    to the viewer is left out, and what others took off the record too. What the installation itself put on record when
    it opened the case is where the record begins, and no change. A text that is erased is nothing. Few queries, however
    many rows.
    """
    after, before = _end_of(since), _end_of(until)
    entries = AuditEntry.objects.filter(case=case, at__gte=after, item__table__in=tables)
    entries = entries.exclude(change_set__in=_founding(case))
    then = _standing_then(viewer, case, since)
    items = _told_items(viewer, case, entries, then)
    found: dict[str, tuple[str, Item, datetime]] = {}
    steps: list[Step] = []
    opened: dict[str, int] = {}
    written = entries.filter(item__in=items).order_by("number").only("number", "at", "item", "body")
    for entry in written.iterator(chunk_size=2_000):
        body, item = read_body(entry), items[str(entry.item_id)]
        if not _is_own(viewer, item) and _may_open(body, by_shares=not _by_audience(viewer, then, item)):
            opened[item.ref] = entry.number
        if entry.at < before and body.get("table") in tables and is_told(viewer, body):
            subject = f"{item.ref} {body['table']} {'' if body['table'] == item.table else body['subject']}"
            found[subject] = (body["table"], item, entry.at)
            act = _ACTS.get(body["act"], Act.CHANGED)
            steps.append(Step(entry.number, subject, act, body["before"], body["after"]))
    told = (one for one in steps if one.number > opened.get(one.subject.partition(" ")[0], 0))
    return [
        NetRow(table, item, net, _is_own(viewer, item), timezone.localtime(at).date())
        for net in net_of(told)
        for table, item, at in [found[net.subject]]
    ]


def _founding(case: Case) -> list[str]:
    """The first set of changes of a case, where no organisation made it: what the case was opened with."""
    first = ChangeSet.objects.filter(case=case).order_by("made_at", "pk").first()
    return [first.pk] if first is not None and first.organisation_id is None else []


def _end_of(on: date) -> datetime:
    """The moment at which a day is over."""
    return timezone.make_aware(datetime.combine(on, time()) + timedelta(days=1))


def _is_own(viewer: Viewer, item: Item) -> bool:
    return viewer.operator or (viewer.organisation is not None and item.recorded_by_id == viewer.organisation.pk)


def _standing_then(viewer: Viewer, case: Case, on: date) -> Viewer:
    """What the viewer's organisation could see on a day; itself where it has none in the case."""
    if viewer.operator or viewer.organisation is None or not viewer.belongs_to(case):
        return viewer
    return standing_for(viewer.organisation, on)


def _by_audience(viewer: Viewer, then: Viewer, item: Item) -> bool:
    """Whether the viewer sees an item by its audience, then as now, whoever holds a share of it."""
    open_to = {Audience.PARTNERS: viewer.partners & then.partners, Audience.PARTNERSHIP: viewer.fellows & then.fellows}
    return item.audience == Audience.PUBLIC or item.recorded_by_id in open_to.get(Audience(item.audience), ())


def _may_open(body: Mapping[str, Any], *, by_shares: bool) -> bool:
    """Whether a change may have opened an item to somebody who could not see it before."""
    if not body:
        return True  # what is erased may have
    if body["table"] == HOLDINGS.table:
        return by_shares
    return body["act"] != "create" and not _OPENS.isdisjoint({**body["before"], **body["after"]})


def _told_items(viewer: Viewer, case: Case, entries: QuerySet[AuditEntry], then: Viewer) -> dict[str, Item]:
    """Those of the items that entries are about which the viewer may see and could see then; of one's own, what was
    withdrawn as well."""
    items = Item.objects.filter(case=case, ref__in=entries.values("item"))
    if not viewer.operator:
        seen = sight_of(viewer, case) & with_ends(viewer, case) & Q(withdrawn=False)
        if viewer.organisation is not None and viewer.belongs_to(case):
            seen &= sight_of(then, case)
            seen |= Q(recorded_by=viewer.organisation)
        items = items.filter(seen)
    return {item.ref: item for item in items.select_related("recorded_by")}
