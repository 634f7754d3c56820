"""Everything that changes keys, their counts and charges."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from severalty.appraisal.binding import CHARGES, COST_KEYS, KEY_COUNTS
from severalty.appraisal.queries.books import own_counts, token_of
from severalty.engine.appraisal.charges import CostKey, KeyCount
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, Stale, remove_rows, write_drafts
from severalty.tenancy.audit import take_turn
from severalty.tenancy.binding import texts_of
from severalty.tenancy.drafts import Draft, Drafting, Effect
from severalty.tenancy.models import Case, Item


@dataclass(frozen=True)
class Edit:
    """A record as a form left it. `ref` is the item it changes, `token` what the form was opened on; both are empty
    for a new record. `counts` are those of a key by organisation, blank where none is given any more."""

    record: Any
    ref: str = ""
    token: str = ""
    counts: Mapping[str, int | None] | None = None


@transaction.atomic
def save_charge(*, by: Viewer, at: datetime, why: str, case: Case, edit: Edit) -> str:
    """Write one charge of the viewer's organisation. Returns its reference.

    Raises Stale where somebody else changed it since the form was opened, Refused where it cannot be written.
    """
    take_turn()
    item = _held(edit)
    if item is not None and edit.token != token_of(item.version, {}):
        raise Stale(_stale_words(item))
    drafting = Drafting(by, case)
    drafts = drafting.claim(CHARGES, [(0, edit.record)])
    drafting.settle()
    _expected(drafts[0], edit)
    if _is_part_of_itself(drafts[0]):
        raise Refused("A charge cannot be part of itself; choose another whole, or none.")
    write_drafts(by=by, at=at, why=why, case=case, drafts=drafts)
    return drafts[0].ref


@transaction.atomic
def save_key(*, by: Viewer, at: datetime, why: str, case: Case, edit: Edit) -> str:
    """Write one key of the viewer's organisation with the counts under it. Returns its reference.

    A count left blank is taken off the record. Raises Stale and Refused as `save_charge` does.
    """
    take_turn()
    item = _held(edit)
    record: CostKey = edit.record
    wanted = {key: count for key, count in (edit.counts or {}).items() if count is not None}
    drafting = Drafting(by, case)
    keys = drafting.claim(COST_KEYS, [(0, record)])
    counts = drafting.claim(KEY_COUNTS, [(place, _count(record, *one)) for place, one in enumerate(wanted.items())])
    drafting.settle()
    _expected(keys[0], edit)
    if item is not None and edit.token != token_of(item.version, own_counts(keys[0].row)):
        raise Stale(_stale_words(item))
    gone = _gone(drafting, keys[0], edit.counts or {})
    if keys[0].effect is Effect.SAME and (gone or any(one.effect is not Effect.SAME for one in counts)):
        keys[0].effect = Effect.CHANGED  # the counts are part of the key: its version moves with them
    write_drafts(by=by, at=at, why=why, case=case, drafts=keys)
    write_drafts(by=by, at=at, why=why, case=case, drafts=counts)
    if gone:
        remove_rows(by=by, at=at, why=why, case=case, drafts=gone)
    return keys[0].ref


def _held(edit: Edit) -> Item | None:
    """The item to be changed, held until the transaction ends, so that two people cannot pass the check together."""
    return Item.objects.select_for_update().filter(pk=edit.ref).first() if edit.ref else None


def _stale_words(item: Item) -> str:
    return f"{item.name} was changed by somebody else since you opened it. Nothing of yours is saved yet."


def _expected(draft: Draft, edit: Edit) -> None:
    """Refuse a new record whose key is taken, and a change that would land on another record."""
    if draft.effect is Effect.REFUSED:
        return
    if not edit.ref and draft.row is not None:
        raise Refused(f"Your organisation keeps {draft.subject} already; choose another key, or change that record.")
    if edit.ref and draft.ref != edit.ref:
        raise Refused("The key of a record cannot be changed; add a new record instead.")


def _is_part_of_itself(draft: Draft) -> bool:
    whole = draft.targets.get("part_of")
    seen: set[str] = set()
    while whole and whole not in seen:
        if whole == draft.ref:
            return True
        seen.add(whole)
        row = CHARGES.model._default_manager.filter(pk=whole).values_list("part_of_id", flat=True).first()
        whole = row
    return False


def _count(record: CostKey, organisation: str, count: int) -> KeyCount:
    return KeyCount(cost_key=record.key, organisation=organisation, count=count, source=record.source)


def _gone(drafting: Drafting, key: Draft, asked: Mapping[str, int | None]) -> list[Draft]:
    """The counts on record that the form left blank."""
    blank = {organisation for organisation, count in asked.items() if count is None}
    return [
        Draft(KEY_COUNTS, record, row=row, before=texts_of(KEY_COUNTS, record), targets={"cost_key": key.ref})
        for row, record in drafting.existing(KEY_COUNTS).values()
        if row.cost_key_id == key.ref and row.recorded_by_id == key.recorder and record.organisation in blank
    ]
