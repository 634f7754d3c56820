"""Everything that changes what things cost, who pays, and what is compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from severalty.appraisal.binding import CHARGES, COST_KEYS, DRAW_DOWNS, KEY_COUNTS
from severalty.appraisal.queries.books import is_own, record_behind, row_of
from severalty.appraisal.queries.deeds import deeds_in, refuse_held_choices
from severalty.appraisal.queries.editing import (
    children_of,
    family_token,
    item_references,
    own_counts,
    parent_of,
    referring_to,
    token_of,
    within_appraisals,
)
from severalty.decisions.actions.authority import authorise
from severalty.decisions.queries.authority import NOTHING, Resting
from severalty.engine.appraisal.charges import CostKey, DrawDown, KeyCount
from severalty.engine.dates import day
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, Stale, remove_rows, withdraw_items, write_drafts
from severalty.tenancy.audit import take_turn
from severalty.tenancy.binding import Binding, texts_of
from severalty.tenancy.drafts import Draft, Drafting, Effect
from severalty.tenancy.models import Case, Item

LONGEST_MADE_KEY = 60


class Unfit(Refused):
    """A record with values that cannot be written; `refusals` say which, and what was expected."""

    def __init__(self, draft: Draft) -> None:
        first = draft.refusals[0]
        super().__init__(f"{draft.subject}: {first.column} must be {first.expected}.")
        self.refusals = tuple(draft.refusals)


@dataclass(frozen=True)
class Edit:
    """A record as a form left it. `ref` is the item it changes, `token` what the form was opened on; both are empty
    for a new record. `counts` are those of a key by organisation, blank where none is given any more."""

    record: Any
    ref: str = ""
    token: str = ""
    counts: Mapping[str, int | None] | None = None


@dataclass(frozen=True)
class Family:
    """The rows of one table under a record as a form left them: those that stand now, and those that are gone.

    Rows are spelled as a file would spell them. `ref` is the record, `token` what the form was opened on.
    """

    binding: Binding
    ref: str
    token: str
    rows: Sequence[Any] = ()
    gone: Sequence[Any] = ()


@transaction.atomic
def save_record(*, by: Viewer, at: datetime, why: str, case: Case, binding: Binding, edit: Edit) -> str:
    """Write one record of the viewer's organisation. Returns its reference.

    A new record without a key is given one made of its name; sent twice, it is written once. Raises Stale where
    somebody else changed it since the form was opened, Refused where it cannot be written.
    """
    take_turn()
    item = _held(edit.ref)
    drafting = Drafting(by, case)
    record, twin = (edit.record, "") if edit.record.key else _with_key(drafting, binding, edit.record)
    if twin:
        return twin
    draft = drafting.claim(binding, [(0, record)])[0]
    drafting.settle()
    if item is not None and draft.effect is Effect.SAME and draft.ref == edit.ref:
        return draft.ref  # sent twice, or saved by somebody else in the very same words
    if item is not None and edit.token != token_of(item.version, {}):
        raise Stale(_stale_words(item.name))
    _expected(draft, edit)
    _check_appraisal([draft], draft.targets.get("appraisal"))
    refuse_held_choices(by, case, timezone.localtime(at).date(), [draft])
    if draft.effect is Effect.REFUSED:
        raise Unfit(draft)
    write_drafts(by=by, at=at, why=why, case=case, drafts=[draft])
    return draft.ref


@transaction.atomic
def save_family(*, by: Viewer, at: datetime, why: str, case: Case, family: Family) -> str:
    """Write the rows under one record of the viewer's organisation, all or none. Returns the record's reference.

    What other organisations recorded under it is left alone. Raises Stale and Refused as `save_record` does.
    """
    take_turn()
    parent = parent_of(family.binding)
    item = _held(family.ref)
    row = row_of(by, case, parent, family.ref)
    if item is None or not is_own(by, row):
        raise Refused("Only the organisation that recorded it can change what stands under it.")
    drafting = Drafting(by, case)
    [holder] = drafting.claim(parent, [(0, record_behind(by, case, parent, row))])
    rows = drafting.claim(family.binding, list(enumerate(family.rows, start=1)))
    drafting.settle()
    _check_rows(rows, row)
    gone = _standing(drafting, holder, family)
    if not gone and all(draft.effect is Effect.SAME for draft in rows):
        return holder.ref
    if family.token != family_token(family.binding, row, children_of(by, case, family.binding, row)):
        raise Stale(_stale_words(item.name))
    if holder.effect is Effect.SAME:
        holder.effect = Effect.CHANGED  # what stands under a record is part of it: its version moves with it
    for drafts in ([holder], rows):
        write_drafts(by=by, at=at, why=why, case=case, drafts=drafts)
    if gone:
        remove_rows(by=by, at=at, why=why, case=case, drafts=gone)
    return holder.ref


@transaction.atomic
def withdraw_record(*, by: Viewer, at: datetime, why: str, case: Case, binding: Binding, ref: str) -> None:
    """Take one record of the viewer's organisation off the record, with the rows under it; its history stays.

    Raises Refused for another organisation's, where other records on record refer to it, and where another
    organisation has drawn from it.
    """
    take_turn()
    row = row_of(by, case, binding, ref)
    if not is_own(by, row):
        raise Refused("Only the organisation that recorded it can withdraw it.")
    others = referring_to(by, case, binding, ref)
    if others:
        names = ", ".join(f"{one.what} {one.item.name}" for one in others)
        raise Refused(f"{row.item.name} cannot be withdrawn while others refer to it: {names}.")
    drawn = DRAW_DOWNS.rows_for(by, case).filter(contingency=ref).exclude(recorded_by=by.organisation)
    theirs = drawn.select_related("recorded_by").first() if binding is CHARGES else None
    if theirs is not None:
        raise Refused(
            f"{row.item.name} cannot be withdrawn: {theirs.recorded_by.name} has recorded {theirs.reference} as drawn."
        )
    withdraw_items(by=by, at=at, why=why, case=case, refs=[ref])


@transaction.atomic
def save_key(*, by: Viewer, at: datetime, why: str, case: Case, edit: Edit) -> str:
    """Write one key of the viewer's organisation with the counts under it. Returns its reference.

    A count left blank is taken off the record. Raises Stale and Refused as `save_charge` does.
    """
    take_turn()
    item = _held(edit.ref)
    record: CostKey = edit.record
    wanted = {key: count for key, count in (edit.counts or {}).items() if count is not None}
    drafting = Drafting(by, case)
    keys = drafting.claim(COST_KEYS, [(0, record)])
    counts = drafting.claim(KEY_COUNTS, [(place, _count(record, *one)) for place, one in enumerate(wanted.items())])
    drafting.settle()
    _expected(keys[0], edit)
    if item is not None and edit.token != token_of(item.version, own_counts(keys[0].row)):
        raise Stale(_stale_words(item.name))
    gone = _gone(drafting, keys[0], edit.counts or {})
    if keys[0].effect is Effect.SAME and (gone or any(one.effect is not Effect.SAME for one in counts)):
        keys[0].effect = Effect.CHANGED  # the counts are part of the key: its version moves with them
    write_drafts(by=by, at=at, why=why, case=case, drafts=keys)
    write_drafts(by=by, at=at, why=why, case=case, drafts=counts)
    if gone:
        remove_rows(by=by, at=at, why=why, case=case, drafts=gone)
    return keys[0].ref


def _held(ref: str) -> Item | None:
    """The item to be changed, held until the transaction ends, so that two people cannot pass the check together."""
    return Item.objects.select_for_update().filter(pk=ref).first() if ref else None


def _stale_words(name: str) -> str:
    return f"{name} was changed by somebody else since you opened it. Nothing of yours is saved yet."


def _with_key(drafting: Drafting, binding: Binding, record: Any) -> tuple[Any, str]:
    """The record with a free key made of its name; or the reference of the record that says the very same already."""
    own = drafting.viewer.organisation.pk if drafting.viewer.organisation else 0
    taken = {old.key: (row.pk, old) for row, old in drafting.existing(binding).values()
             if row.item.recorded_by_id == own}  # fmt: skip
    base = slugify(record.name)[:LONGEST_MADE_KEY] or slugify(binding.singular)
    for number in count(1):
        key = base if number == 1 else f"{base}-{number}"
        if key not in taken:
            return replace(record, key=key), ""
        ref, old = taken[key]
        if _says(binding, old) == _says(binding, record):
            return record, ref
    raise AssertionError("count() has no end")


def _says(binding: Binding, record: Any) -> dict[str, str]:
    plain = replace(record, key="", recorded_by="", shared_with=tuple(sorted(record.shared_with)))
    return texts_of(binding, plain)


def _check_appraisal(drafts: Sequence[Draft], appraisal: str | None) -> None:
    """Refuse references to options, factors and the like of another appraisal. One query for each such reference."""
    binding = drafts[0].binding
    for shape in item_references(binding):
        other = within_appraisals(shape.refers_to)
        if other is None or shape.name == binding.through:
            continue
        targets = {target for draft in drafts if (target := draft.targets.get(shape.name))}
        theirs = dict(other.model._default_manager.filter(pk__in=targets).values_list("pk", "appraisal_id"))
        for draft in drafts:
            if theirs.get(draft.targets.get(shape.name), appraisal) != appraisal:
                draft.refuse(shape.name, f"one of the {other.plural} of the same appraisal", "Choose another.")


def _check_rows(drafts: Sequence[Draft], row: Any) -> None:
    """Refuse rows that stand under another record, or that refer to another appraisal."""
    if drafts:
        _check_appraisal(drafts, row.appraisal_id)
    for draft in drafts:
        through = draft.binding.through
        if draft.effect is not Effect.REFUSED and draft.targets.get(through) != row.pk:
            draft.refuse(through, "the record that the form is about", "Open the form again.")


def _standing(drafting: Drafting, holder: Draft, family: Family) -> list[Draft]:
    """The rows on record under the holder, of its own recorder, that the form has done away with."""
    binding = family.binding
    names = [name for name in binding.natural if name != binding.through]
    gone = {tuple(str(getattr(record, name)) for name in names) for record in family.gone}
    return [
        Draft(binding, record, row=row, before=texts_of(binding, record), targets={binding.through: holder.ref})
        for row, record in drafting.existing(binding).values()
        if getattr(row, f"{binding.through}_id") == holder.ref and row.recorded_by_id == holder.recorder
        and tuple(str(getattr(record, name)) for name in names) in gone
    ]  # fmt: skip


def _expected(draft: Draft, edit: Edit) -> None:
    """Refuse a new record whose key is taken, and a change that would land on another record."""
    if draft.effect is Effect.REFUSED:
        return
    if not edit.ref and draft.row is not None:
        raise Refused(f"Your organisation keeps {draft.subject} already; choose another key, or change that record.")
    if edit.ref and draft.ref != edit.ref:
        raise Refused("The key of a record cannot be changed; add a new record instead.")


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


@transaction.atomic
def draw_down(
    *, by: Viewer, at: datetime, why: str, case: Case, record: DrawDown, resting: Resting = NOTHING
) -> list[str]:
    """Put a sum drawn from a contingency on record, for the viewer's own organisation.

    Returns what is to be looked at all the same. Raises Unfit where it is more than is left, where nothing is held,
    where its day is still to come, and where its reference is taken; Unauthorised where it rests on nothing that
    covers it.
    """
    take_turn()
    drafting = Drafting(by, case)
    draft = drafting.claim(DRAW_DOWNS, [(0, record)])[0]
    drafting.settle()
    if draft.row is not None:
        draft.refuse("reference", "one that this contingency does not have yet", "Choose another reference.")
    today = day(timezone.localtime(at).date())
    if record.drawn_on is not None and record.drawn_on.first > today.last:
        draft.refuse("drawn_on", f"a day up to {today}", "Record it once it is drawn.")
    if draft.effect is Effect.REFUSED:
        raise Unfit(draft)
    wanted = deeds_in(drafting)
    write_drafts(by=by, at=at, why=why, case=case, drafts=[draft])
    return authorise(by=by, at=at, case=case, wanted=wanted, resting=resting)
