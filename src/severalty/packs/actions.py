"""Everything that changes partner packs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import transaction

from severalty import __version__
from severalty.dispositions import actions as dispositions
from severalty.dispositions.queries.workbench import workbench_for
from severalty.engine.dispositions.dispositions import Answer
from severalty.engine.estate.parties import OrganisationKind
from severalty.formats.pack import Envelope, Party, pack_file
from severalty.formats.pack_verify import PackVerdict, made_at
from severalty.packs.models import PartnerAnswer, PartnerPack, RowAnswer
from severalty.packs.queries import packs as queries
from severalty.packs.queries.beside import Line
from severalty.packs.queries.said import told_by
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.audit import Change, record, take_turn
from severalty.tenancy.models import Case, Organisation

AUDITED = "partner packs"
_SHORT = 12


@transaction.atomic
def build_pack(*, by: Viewer, at: datetime, on: date, case: Case, partner: Organisation, seen: str = "") -> PartnerPack:
    """Make a pack of what the viewer's organisation recorded and the partner may see, sign it and keep it.

    Made twice in one second without a change it is one pack. `seen` is the fingerprint of the rows that were looked
    at. Raises Refused where there is nobody to make it for or nothing to put in, Stale where the rows have changed.
    """
    take_turn()
    own = by.organisation
    if own is None or partner not in queries.partners_of(by, case):
        raise Refused("A pack goes from one organisation of a case to another council or shared service of it.")
    _, brought = queries.exchanged(by, case, partner)
    last = max(brought, key=lambda one: one.made_at, default=None)
    moment = at.astimezone(UTC).replace(microsecond=0)
    envelope = Envelope(
        Party(case.key, case.name), Party(own.key, own.name), Party(partner.key, partner.name), moment.isoformat(),
        f"Severalty {__version__}", case.illustrative, last.digest if last else "",
    )  # fmt: skip
    signer, rows = queries.signer_for(by, case), queries.shared_rows(by, case, partner, on)
    if seen and seen != queries.seen_of(rows):
        raise Stale("The record has changed since you looked, so no pack is made yet. Look at what goes in again.")
    if not any(list(held) for _, held in rows.values()):
        raise Refused(queries.nothing_shared(own, partner))
    body, digest = pack_file(envelope, rows, signer.sign)
    values = {"key": signer.key, "made_at": moment, "at": at, "person": by.person, "body": body, "key_compared": True}
    pack, new = PartnerPack.objects.get_or_create(
        case=case, organisation=own, partner=partner, made_here=True, digest=digest, defaults=values
    )
    if new:
        record([Change("build", AUDITED, digest[:_SHORT], {}, {"for": partner.key, "digest": digest})], by=by, at=at,
               why=f"partner pack for {partner.name}", case=case)  # fmt: skip
    return pack


@transaction.atomic
def lay_down_pack(
    *, by: Viewer, at: datetime, case: Case, partner: Organisation, verdict: PackVerdict, body: bytes
) -> PartnerPack:
    """Keep a pack that a partner gave, which was looked at; given again it is the same."""
    take_turn()
    values = {"key": verdict.key, "made_at": made_at(verdict.manifest), "at": at, "person": by.person, "body": body}
    pack, new = PartnerPack.objects.get_or_create(
        case=case, organisation=by.organisation, partner=partner, made_here=False, digest=verdict.digest,
        defaults=values,
    )  # fmt: skip
    if new:
        record([_change("receive", pack)], by=by, at=at, why=f"partner pack of {partner.name}", case=case)
    return pack


def _change(act: str, pack: PartnerPack, **more: str) -> Change:
    after = {"from": pack.partner.key, "digest": pack.digest} | more
    return Change(act, AUDITED, pack.digest[:_SHORT], {}, after)


@transaction.atomic
def mark_brought_in(*, by: Viewer, at: datetime, case: Case, pack: PartnerPack, rows: int) -> None:
    """Write that a pack was brought in, under a key whose fingerprint was compared."""
    PartnerPack.objects.filter(pk=pack.pk).update(brought_in_at=pack.brought_in_at or at, key_compared=True)
    record([_change("import", pack, rows=str(rows))], by=by, at=at, why=f"partner pack of {pack.partner.name}",
           case=case)  # fmt: skip
    _keep_told(by, case, pack.partner)


@transaction.atomic
def mark_undone(*, by: Viewer, at: datetime, case: Case, pack: PartnerPack, rows: int) -> None:
    """Write that what a pack brought in was taken back; it may be brought in again."""
    PartnerPack.objects.filter(pk=pack.pk).update(brought_in_at=None)
    record([_change("undo", pack, rows=str(rows))], by=by, at=at, why=f"partner pack of {pack.partner.name}",
           case=case)  # fmt: skip
    _keep_told(by, case, pack.partner)


def _keep_told(by: Viewer, case: Case, partner: Organisation) -> None:
    """Keep what the last pack of a partner that is brought in says of one's own rows, and nothing of earlier ones."""
    PartnerAnswer.objects.filter(pack__case=case, pack__organisation=by.organisation, pack__partner=partner).delete()
    last = queries.last_brought_in(by, case, partner)
    if last is not None:
        made = {one.digest: one for one in queries.made_for(by, case, partner)}
        PartnerAnswer.objects.bulk_create(told_by(by, case, last, made), batch_size=500)


@dataclass(frozen=True)
class Verdict:
    """What is said of some rows of a pack: accepted, or disputed with a reason."""

    answer: Answer
    reason: str = ""


@transaction.atomic
def answer_rows(
    *, by: Viewer, at: datetime, on: date, case: Case, pack: PartnerPack, lines: Sequence[Line], verdict: Verdict
) -> int:
    """Accept or dispute rows of a pack that was given; they go back with the next pack for its sender.

    Where a row is a disposition that stands on record as the row tells it, and one's own council is asked about it, it
    is answered there too; a row of an older or newer wording answers nothing but itself.
    Raises Refused where nothing is chosen, and where a dispute gives no reason.
    """
    take_turn()
    if not lines:
        raise Refused("Tick at least one row to answer.")
    if verdict.answer is Answer.DISPUTED and not verdict.reason.strip():
        raise Refused("Say why it is disputed, so that it can be put right.")
    for line in lines:
        values = {
            "row": line.name[:700], "digest": line.digest, "answer": verdict.answer.value,
            "reason": verdict.reason.strip(), "at": at, "item_id": line.about or None,
        }  # fmt: skip
        RowAnswer.objects.update_or_create(pack=pack, table=line.table, line=line.number, defaults=values)
    after = {"answer": verdict.answer.value, "reason": verdict.reason.strip()}
    subject = pack.digest[:_SHORT]
    record(
        [Change("answer", AUDITED, f"{subject} {line.table} row {line.number}", {}, after) for line in lines],
        by=by, at=at, why=f"partner pack of {pack.partner.name}", case=case,
    )  # fmt: skip
    _answer_dispositions(by, at, on, case, lines, verdict)
    return len(lines)


def _answer_dispositions(
    by: Viewer, at: datetime, on: date, case: Case, lines: Sequence[Line], verdict: Verdict
) -> None:
    own = by.organisation
    refs = {one.ref for one in lines if one.table == "dispositions" and one.ref and one.stands}
    if not refs or own is None or own.kind != OrganisationKind.COUNCIL:
        return
    replies = [
        dispositions.Reply(one.ref, verdict.answer, verdict.reason, one.fingerprint)
        for place in workbench_for(by, case, on).places
        for one in place.proposals
        if one.ref in refs and one.recorder.pk != own.pk and own.key in {*place.subject.users, place.council.key}
    ]
    if replies:
        _, left_out = dispositions.answer(by=by, at=at, on=on, case=case, replies=replies)
        if left_out:  # a row counts as accepted here only if it is accepted on record
            raise Refused(" ".join(left_out))
