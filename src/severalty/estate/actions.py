"""Everything that changes an estate."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from severalty.engine.dates import day
from severalty.estate.models import Attestation
from severalty.formats.word_check import check_template
from severalty.tenancy import actions as tenancy
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.audit import Change, take_turn
from severalty.tenancy.audit import record as write_audit
from severalty.tenancy.binding import Binding, texts_of
from severalty.tenancy.drafts import Draft, Drafting, Effect, Refusal
from severalty.tenancy.models import Case, Item, WordTemplate
from severalty.tenancy.queries import HOLDINGS, name_of_share
from severalty.web.parts import check_drafts

KEY_TAKEN = ("key", "a key that you do not use already", "Choose another key, or change that record.")
ASKED_ALREADY = ("due_on", "a day for which you have not asked them already", "Choose another day.")


@transaction.atomic
def save_record(
    *,
    by: Viewer,
    at: datetime,
    why: str,
    case: Case,
    binding: Binding,
    record: Any,
    version: int | None = None,
) -> tuple[str, list[Refusal]]:
    """Write one record of the viewer's own organisation.

    Returns the item's reference and why it was refused, if it was. What stands on record in the very same words is
    not written again, and is no conflict. Raises Stale where somebody else was quicker with other words. `version` is
    the one that the change was made to; nought is for a record that the organisation must not keep yet.
    """
    take_turn()
    drafting = Drafting(by, case)
    draft = drafting.claim(binding, [(0, record)])[0]
    drafting.settle()
    if draft.effect is Effect.SAME:  # sent twice in the same moment, or saved by somebody else in the very same words
        return draft.ref, draft.refusals
    if version and (draft.row is None or draft.row.item.version != version):
        raise Stale("Somebody else changed this while you saved it. Open it again and look at their change.")
    if version == 0 and draft.row is not None:
        draft.refuse(*(KEY_TAKEN if binding.is_item else ASKED_ALREADY))
    check_drafts(by, case, timezone.localtime(at).date(), drafting)
    if draft.effect is not Effect.REFUSED:
        tenancy.write_drafts(by=by, at=at, why=why, case=case, drafts=[draft])
    return draft.ref, draft.refusals


def withdraw(*, by: Viewer, at: datetime, why: str, item: Item) -> None:
    """Take an item of the viewer's own organisation off the record. Raises Refused for another's."""
    if not by.operator and item.recorded_by != by.organisation:
        raise Refused("Only the organisation that recorded it can withdraw it.")
    tenancy.withdraw_items(by=by, at=at, why=why, case=item.case, refs=[item.pk])


@transaction.atomic
def attest(*, by: Viewer, at: datetime, on: date, attestation: Attestation, item: Item, note: str) -> None:
    """Confirm a record as it stands."""
    take_turn()
    attestation.attested_on, attestation.note = day(on), note
    attestation.attested_version = item.version
    attestation.save()
    after = {"attested_on": on.isoformat(), "note": note}
    write_audit([Change("attest", "attestations", attestation.owner, {}, after, item)], by=by, at=at,
                why="confirmed by its owner", case=item.case)  # fmt: skip


@transaction.atomic
def remove_share(*, by: Viewer, at: datetime, case: Case, item: Item, share: str) -> None:
    """Remove a share that the viewer's own organisation recorded; `share` is what `name_of_share` calls it.

    Raises Refused where there is no such share.
    """
    take_turn()
    for row, claim in Drafting(by, case).existing(HOLDINGS).values():
        own = by.operator or row.recorded_by == by.organisation
        if own and row.item_id == item.pk and name_of_share(claim) == share:
            draft = Draft(HOLDINGS, claim, row=row, before=texts_of(HOLDINGS, claim), targets={"item": item.pk})
            tenancy.remove_rows(by=by, at=at, why="share removed", case=case, drafts=[draft])
            return
    raise Refused("Only the organisation that recorded a share can remove it.")


@transaction.atomic
def set_word_template(*, by: Viewer, at: datetime, case: Case, name: str, body: bytes | None) -> None:
    """Keep an organisation's own Word template for the papers it takes away; without a body, forget it.

    Raises Refused with every fault where the file is not a template that can be used.
    """
    if by.organisation is None:
        raise Refused("A template belongs to an organisation; sign in for one.")
    before = WordTemplate.objects.filter(organisation=by.organisation).values_list("name", flat=True).first() or ""
    if body is None:
        WordTemplate.objects.filter(organisation=by.organisation).delete()
    else:
        faults = check_template(body)
        if faults:
            raise Refused(" ".join(faults))
        values = {"name": name[:200], "body": body, "changed_at": at}
        WordTemplate.objects.update_or_create(organisation=by.organisation, defaults=values)
    after = {"name": name} if body is not None else {}
    change = Change("change", "word templates", by.organisation.key, {"name": before} if before else {}, after)
    write_audit([change], by=by, at=at, why="template of papers", case=case)
