"""What one viewer may read of partner packs, and what of the record goes into one."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from severalty.engine.dispositions.dispositions import Answer
from severalty.engine.dispositions.packs import Sent
from severalty.engine.estate.parties import OrganisationKind
from severalty.engine.freeze import digest
from severalty.estate.queries import SEEN_BY, bindings
from severalty.formats.case_writing import texts
from severalty.formats.pack import ANSWER_COLUMNS, ANSWERS, PackAnswer, Rows
from severalty.formats.pack_signing import Signer
from severalty.formats.pack_verify import verify_pack
from severalty.packs.models import PartnerPack, RowAnswer
from severalty.tenancy.access import Viewer, standing_for
from severalty.tenancy.binding import Binding, Lookup, lookup_for, records_for
from severalty.tenancy.models import Appointment, Case, Organisation
from severalty.tenancy.permissions import HELD, Permission, Role
from severalty.tenancy.queries import organisations_of

_READERS = (OrganisationKind.COUNCIL.value, OrganisationKind.SHARED_SERVICE.value)


class FullNames(Lookup):
    """Spells every reference with table and recorder, so that it finds the same row in another installation."""

    def name_of(self, ref: str | None, table: str, recorder: int) -> str:
        """`contracts:C-014@newham`, or `C-014@newham` where the column says which table; empty if it is not seen."""
        if ref is None or ref not in self.items:
            return ""
        its_table, key, owner = self.items[ref]
        full = f"{key}@{self.organisations[owner]}"
        return f"{its_table}:{full}" if table == "item" else full


def seen_by(organisation: Organisation, on: date) -> Viewer:
    """What somebody of an organisation with every permission sees on a day. They write their own rows and no others."""
    stand = standing_for(organisation, on)
    return Viewer(
        organisation=organisation, partners=stand.partners, fellows=stand.fellows,
        permissions=HELD[Role.RECORDS_ADMINISTRATOR],
    )  # fmt: skip


def own_bindings() -> list[Binding]:
    """The tables whose rows are recorded by somebody: those that travel."""
    return [one for one in bindings().values() if any(shape.name == "recorded_by" for shape in one.columns)]


def partners_of(viewer: Viewer, case: Case) -> list[Organisation]:
    """The councils and shared services of a case but the viewer's own organisation."""
    own = viewer.organisation.pk if viewer.organisation else 0
    return [one for one in organisations_of(case) if one.kind in _READERS and one.pk != own]


def shared_rows(viewer: Viewer, case: Case, partner: Organisation, on: date) -> Rows:
    """What the viewer's organisation recorded and the partner may see, by table; nothing else enters a pack.

    Gathered with the partner's own eyes, so that what it may not see leaves no trace: references to it are blank. So
    are those to what the viewer's organisation may see no more, and rows under it are left out: the one who makes a
    pack reads it too. A role that does not reach a table puts nothing of it into a pack.
    """
    own = viewer.organisation
    eyes, mine = seen_by(partner, on), seen_by(own, on) if own else viewer
    lookup = full_names(eyes, case, also=mine)
    rows: dict[str, tuple[tuple[str, ...], Iterable[tuple[str, ...]]]] = {}
    for binding in own_bindings():
        if own is None or not viewer.may(SEEN_BY.get(binding.permission, Permission.ESTATE_EXPORT), case):
            continue
        known = set(binding.rows_for(mine, case).values_list("pk", flat=True)) if binding.through else None
        found = [
            record
            for row, record in records_for(eyes, case, binding, lookup)
            if record.recorded_by == own.key and (known is None or row.pk in known)
        ]
        columns = tuple(shape.name for shape in binding.columns)
        rows[binding.table] = (columns, sorted(tuple(texts(record)) for record in found))
    rows[ANSWERS] = (ANSWER_COLUMNS, sorted(one.cells() for one in answers_to(viewer, case, partner)))
    return rows


def nothing_shared(own: Organisation, partner: Organisation) -> str:
    """That a pack would have no rows, and how to mend it, in sentences."""
    return (
        f"Nothing that {own.name} recorded is open to {partner.name}, so a pack would be empty. "
        f"Give records the audience “partners”, or “named” with {partner.name} among those they are shared with."
    )


def seen_of(rows: Rows) -> str:
    """The fingerprint of what goes into a pack."""
    return digest({table: (columns, list(held)) for table, (columns, held) in rows.items()})


def answers_to(viewer: Viewer, case: Case, partner: Organisation) -> list[PackAnswer]:
    """What the viewer's organisation says of rows of the last pack of a partner that it brought in.

    A row that was answered in an earlier pack and is still the same is answered.
    """
    last = last_brought_in(viewer, case, partner)
    if last is None:
        return []
    held = verify_pack(bytes(last.body), "pack").manifest.tables
    there = {(one.table, digest) for one in held for digest in one.rows}
    return [
        PackAnswer(one.pack.digest, one.table, one.row, one.digest, one.answer, one.reason, one.at.date().isoformat())
        for place, one in row_answers(viewer, case, partner).items()
        if place in there
    ]


def packs_for(viewer: Viewer, case: Case) -> QuerySet[PartnerPack]:
    """The packs of the viewer's own organisation in a case, made and received, newest first, without their files."""
    disputed = Count("answers", filter=Q(answers__answer=Answer.DISPUTED.value))
    own = PartnerPack.objects.filter(case=case, organisation=viewer.organisation)
    return own.select_related("partner").defer("body").annotate(disputed=disputed).order_by("-made_at", "-at")


def waiting_packs(viewer: Viewer, case: Case) -> list[PartnerPack]:
    """The last pack of each partner that is not brought in yet, or of which no row is answered yet. One query."""
    given = packs_for(viewer, case).filter(made_here=False).annotate(said=Count("answers"))
    last: dict[int, Any] = {}
    for one in given:
        last.setdefault(one.partner_id, one)
    return [one for one in last.values() if one.brought_in_at is None or not one.said]


def received_from(viewer: Viewer, case: Case, partner: Organisation) -> QuerySet[PartnerPack]:
    """The packs that a partner gave to the viewer's organisation."""
    return packs_for(viewer, case).filter(partner=partner, made_here=False)


def made_for(viewer: Viewer, case: Case, partner: Organisation) -> QuerySet[PartnerPack]:
    """The packs that were made here for a partner, whole."""
    return packs_for(viewer, case).filter(partner=partner, made_here=True).defer(None)


def last_brought_in(viewer: Viewer, case: Case, partner: Organisation) -> PartnerPack | None:
    """The last pack of a partner that is brought in, whole."""
    return received_from(viewer, case, partner).filter(brought_in_at__isnull=False).defer(None).first()


def acts_in(viewer: Viewer, case: str) -> bool:
    """Whether the person who looks acts for the same council in another case too."""
    own = viewer.organisation
    held = Appointment.objects.filter(person=viewer.person, organisation__case__key=case)
    return own is not None and viewer.person is not None and held.filter(organisation__key=own.key).exists()


def keeps_rows_here(organisation: Organisation) -> bool:
    """Whether somebody on this installation may write an organisation's records for it. One query."""
    writers = [role.value for role, held in HELD.items() if Permission.ESTATE_EDIT in held]
    return Appointment.objects.filter(organisation=organisation, role__in=writers).exists()


def pack_of(viewer: Viewer, case: Case, ref: str) -> PartnerPack:
    """One pack of the viewer's own organisation, whole. Raises Http404."""
    own = PartnerPack.objects.filter(case=case, organisation=viewer.organisation, pk=ref)
    found = own.select_related("partner", "organisation").first()
    if found is None or viewer.organisation is None:
        raise Http404
    return found


def row_answers(viewer: Viewer, case: Case, partner: Organisation) -> dict[tuple[str, str], RowAnswer]:
    """What the viewer's organisation last said of rows of a partner's packs, by table and digest of the row."""
    own = RowAnswer.objects.filter(pack__case=case, pack__organisation=viewer.organisation, pack__partner=partner)
    rows = own.select_related("pack").defer("pack__body").order_by("at", "pk")
    return {(one.table, one.digest): one for one in rows}


def exchanged(viewer: Viewer, case: Case, partner: Organisation) -> tuple[tuple[Sent, ...], tuple[Sent, ...]]:
    """The packs that were made for a partner, and those of the partner's that were brought in."""
    made, brought = list[Sent](), list[Sent]()
    for one in packs_for(viewer, case).filter(partner=partner):
        sent = Sent(one.digest, one.made_at.isoformat(timespec="seconds"))
        if one.made_here:
            made.append(sent)
        elif one.brought_in_at is not None:
            brought.append(sent)
    return tuple(made), tuple(brought)


def known_key(viewer: Viewer, case: Case, partner: Organisation) -> str:
    """The key of a partner whose fingerprint was last compared with what it told; empty if none was."""
    rows = received_from(viewer, case, partner).filter(key_compared=True).order_by("-at")
    return rows.values_list("key", flat=True).first() or ""


def needs_comparing(viewer: Viewer, case: Case, pack: PartnerPack) -> bool:
    """Whether the key of a pack that was given is not one whose fingerprint was compared before."""
    known = known_key(viewer, case, pack.partner) == pack.key
    return not known and not is_made_here(case, pack.partner, pack.key)


def signer_for(viewer: Viewer, case: Case) -> Signer:
    """What signs for the viewer's organisation: a key made of the installation's secret. Raises Http404."""
    if viewer.organisation is None:
        raise Http404
    return Signer(settings.SECRET_KEY, case.key, viewer.organisation.key)


def is_made_here(case: Case, partner: Organisation, key: str) -> bool:
    """Whether a key is the one with which this installation signs for a partner."""
    return bool(Signer(settings.SECRET_KEY, case.key, partner.key).key == key)


def full_names(viewer: Viewer, case: Case, also: Viewer | None = None) -> FullNames:
    """The keys that the viewer may know, and `also` somebody else, spelled in full. Three queries, or six."""
    seen = lookup_for(viewer, case)
    known = lookup_for(also, case).items if also is not None else seen.items
    return FullNames(
        seen.organisations, seen.partnerships, {ref: one for ref, one in seen.items.items() if ref in known}
    )


def rows_seen(viewer: Viewer, case: Case, binding: Binding, lookup: Lookup) -> list[tuple[Any, Any]]:
    """The rows of a table that the viewer may see with their records, if their role reaches the table."""
    if not viewer.may(SEEN_BY.get(binding.permission, Permission.ESTATE_VIEW), case):
        return []
    return records_for(viewer, case, binding, lookup)
