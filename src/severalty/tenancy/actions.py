"""Everything that changes cases, organisations, people, items, holdings and jobs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction

from severalty.engine.estate.completeness import completeness
from severalty.engine.fields import Kind
from severalty.tenancy.access import Viewer
from severalty.tenancy.audit import Change, record
from severalty.tenancy.binding import Binding
from severalty.tenancy.drafts import Draft, Effect
from severalty.tenancy.models import Appointment, Case, ChangeSet, Item, Organisation, Person
from severalty.tenancy.permissions import Role

_BATCH = 500
SWATCHES = 8


class Refused(Exception):
    """An action that cannot be done; the message says why and what would mend it."""


class Stale(Refused):
    """Somebody else changed the record since it was opened."""


@transaction.atomic
def write_drafts(
    *,
    by: Viewer,
    at: datetime,
    why: str,
    case: Case,
    drafts: Sequence[Draft],
    change_set: ChangeSet | None = None,
    act: str = "",
) -> int:
    """Write the new and changed drafts of one table, with an audit row each; all or nothing.

    Returns how many were written. Raises Refused where one of them is refused.
    """
    refused = next((draft for draft in drafts if draft.effect is Effect.REFUSED), None)
    if refused:
        raise Refused(f"{refused.subject}: {refused.refusals[0].column} must be {refused.refusals[0].expected}.")
    writing = [draft for draft in drafts if draft.effect in (Effect.NEW, Effect.CHANGED)]
    if not writing:
        return 0
    binding = writing[0].binding
    items = _write_items(case, writing, at) if binding.is_item else {}
    _write_rows(binding, case, writing, items)
    if binding.table == "organisations":
        _give_swatches(case)
    record(
        [
            Change(
                act or ("create" if draft.effect is Effect.NEW else "change"),
                binding.table,
                draft.subject,
                draft.before,
                draft.after,
                items.get(draft.ref) or _item_of(binding, draft),
            )
            for draft in writing
        ],
        by=by,
        at=at,
        why=why,
        case=case,
        change_set=change_set,
    )
    return len(writing)


def _give_swatches(case: Case) -> None:
    organisations = list(Organisation.objects.filter(case=case).order_by("pk"))
    for place, organisation in enumerate(organisations):
        organisation.swatch = place % SWATCHES + 1
    Organisation.objects.bulk_update(organisations, ["swatch"])


def _item_of(binding: Binding, draft: Draft) -> Item | None:
    ref = draft.targets.get(binding.through) if binding.through else None
    return Item(ref=ref) if ref else None


def _write_items(case: Case, drafts: Sequence[Draft], at: datetime) -> dict[str, Item]:
    present = Item.objects.select_for_update().in_bulk([draft.ref for draft in drafts])
    items: dict[str, Item] = {}
    for draft in drafts:
        item = present.get(draft.ref) or Item(
            ref=draft.ref, case=case, table=draft.binding.table, recorded_by_id=draft.recorder, version=0
        )
        _check_version(draft, item)
        for name in ("key", "name", "description", "audience", "evidence", "source", "value_evidence"):
            setattr(item, name, getattr(draft.record, name))
        item.version += 1
        item.withdrawn, item.changed_at = False, at
        percent = completeness(draft.record).percent
        item.completeness = 100 if percent is None else percent
        items[draft.ref] = item
    new = [item for ref, item in items.items() if ref not in present]
    Item.objects.bulk_create(new, batch_size=_BATCH)
    changing = [item for ref, item in items.items() if ref in present]
    Item.objects.bulk_update(
        changing,
        ["name", "description", "audience", "evidence", "source", "value_evidence", "version", "withdrawn",
         "changed_at", "completeness"],
        batch_size=_BATCH,
    )  # fmt: skip
    _share(drafts)
    return items


def _check_version(draft: Draft, item: Item) -> None:
    if draft.row is not None and draft.row.item.version != item.version:
        raise Stale(f"{item.name} was changed by somebody else since you opened it. Look at it again, then save.")


def _share(drafts: Sequence[Draft]) -> None:
    links = Item.shared_with.through.objects
    links.filter(item__in=[draft.ref for draft in drafts if draft.effect is Effect.CHANGED]).delete()
    links.bulk_create(
        [
            Item.shared_with.through(item_id=draft.ref, organisation_id=pk)
            for draft in drafts
            for pk in draft.targets.get("shared_with", ())
        ],
        batch_size=_BATCH,
        ignore_conflicts=True,
    )


def _write_rows(binding: Binding, case: Case, drafts: Sequence[Draft], items: dict[str, Item]) -> None:
    manager = binding.model._default_manager
    present = set(manager.filter(pk__in=list(items)).values_list("pk", flat=True)) if items else set()
    rows = [_row_of(binding, case, draft) for draft in drafts]
    new = [row for row, draft in zip(rows, drafts, strict=True) if draft.row is None and draft.ref not in present]
    kept = [row for row, draft in zip(rows, drafts, strict=True) if draft.row is not None or draft.ref in present]
    manager.bulk_create(new, batch_size=_BATCH)
    names = [field.name for field in binding.model._meta.concrete_fields if not field.primary_key]
    manager.bulk_update(kept, names, batch_size=_BATCH)


def _row_of(binding: Binding, case: Case, draft: Draft) -> models.Model:
    values: dict[str, Any] = {}
    for shape in binding.own_columns:
        if shape.kind is Kind.REFERENCE:
            target = draft.recorder if shape.name == "recorded_by" else draft.targets.get(shape.name)
            values[f"{shape.name}_id"] = target
        else:
            values[shape.name] = getattr(draft.record, shape.name)
    values |= binding.derived(draft.record)
    if binding.is_item:
        return binding.model(item_id=draft.ref, **values)
    row = binding.model(case=case, **values)
    row.pk = draft.row.pk if draft.row is not None else None
    if draft.row is not None:
        for field in binding.model._meta.concrete_fields:
            if field.attname not in values and not field.primary_key:
                setattr(row, field.attname, getattr(draft.row, field.attname))
    return row


@transaction.atomic
def withdraw(*, by: Viewer, at: datetime, why: str, item: Item) -> None:
    """Take an item off the record; its history stays. Raises Refused for another organisation's item."""
    if not by.operator and (by.organisation is None or item.recorded_by_id != by.organisation.pk):
        raise Refused("Only the organisation that recorded it can withdraw it.")
    Item.objects.filter(pk=item.pk).update(withdrawn=True, version=item.version + 1, changed_at=at)
    record([Change("withdraw", item.table, item.key, {"name": item.name}, {}, item)], by=by, at=at, why=why,
           case=item.case)  # fmt: skip


@transaction.atomic
def remove_rows(*, by: Viewer, at: datetime, why: str, case: Case, drafts: Iterable[Draft],
                change_set: ChangeSet | None = None) -> int:  # fmt: skip
    """Remove rows that are no items (holdings, counts); `before` of each draft is what the trail keeps."""
    drafts = list(drafts)
    for draft in drafts:
        draft.binding.model._default_manager.filter(pk=draft.row.pk).delete()
    record(
        [
            Change("remove", draft.binding.table, draft.subject, draft.before, {}, _item_of(draft.binding, draft))
            for draft in drafts
        ],
        by=by, at=at, why=why, case=case, change_set=change_set,
    )  # fmt: skip
    return len(drafts)


@transaction.atomic
def open_case(*, by: Viewer, at: datetime, key: str, name: str, about: dict[str, Any]) -> Case:
    """Open a case, or bring an existing one's description up to date."""
    case, made = Case.objects.update_or_create(key=key, defaults={"name": name, **about})
    record([Change("create" if made else "change", "cases", key, {}, {"name": name})], by=by, at=at, why="case opened",
           case=case)  # fmt: skip
    return case


@transaction.atomic
def add_organisation(*, by: Viewer, at: datetime, case: Case, key: str, name: str, kind: str) -> Organisation:
    """Add an organisation to a case; it is given the next colour and pattern."""
    swatch = Organisation.objects.filter(case=case).count() % SWATCHES + 1
    organisation = Organisation.objects.create(case=case, key=key, name=name, kind=kind, swatch=swatch)
    record([Change("create", "organisations", key, {}, {"name": name, "kind": kind})], by=by, at=at,
           why="organisation added", case=case)  # fmt: skip
    return organisation


@transaction.atomic
def add_person(*, by: Viewer, at: datetime, email: str, name: str, password: str, administrator: bool) -> Person:
    """Add someone who can sign in. Raises Refused if the address is taken."""
    if Person.objects.filter(email=email.lower()).exists():
        raise Refused(f"{email} already signs in here.")
    person = Person(email=email.lower(), name=name, is_administrator=administrator)
    person.set_password(password)
    person.save()
    record([Change("create", "people", email.lower(), {}, {"administrator": str(administrator)})], by=by, at=at,
           why="person added")  # fmt: skip
    return person


@transaction.atomic
def appoint(*, by: Viewer, at: datetime, person: Person, organisation: Organisation, role: Role) -> Appointment:
    """Give a person a role for an organisation."""
    appointment, made = Appointment.objects.get_or_create(person=person, organisation=organisation, role=role.value)
    if made:
        record([Change("appoint", "people", person.email, {}, {"organisation": organisation.key, "role": role.value})],
               by=by, at=at, why="appointed", case=organisation.case)  # fmt: skip
    return appointment




def open_change_set(*, by: Viewer, at: datetime, why: str, case: Case) -> ChangeSet:
    """Begin a set of changes that can be undone together."""
    return ChangeSet.objects.create(case=case, organisation=by.organisation, person=by.person, made_at=at, why=why)


def close_change_set(
    *, by: Viewer, at: datetime, change_set: ChangeSet, summary: dict[str, Any], undone: bool = False
) -> None:
    """Write what a set of changes came to, or that it was undone."""
    change_set.summary = summary
    if undone:
        change_set.undone_at, change_set.undone_by = at, by.person
    change_set.save()


@transaction.atomic
def withdraw_items(*, by: Viewer, at: datetime, why: str, case: Case, refs: Sequence[str]) -> None:
    """Take several items off the record; their history stays."""
    items = list(Item.objects.filter(case=case, pk__in=refs, withdrawn=False))
    for item in items:
        item.withdrawn, item.changed_at, item.version = True, at, item.version + 1
    Item.objects.bulk_update(items, ["withdrawn", "changed_at", "version"], batch_size=_BATCH)
    record([Change("withdraw", item.table, item.key, {"name": item.name}, {}, item) for item in items],
           by=by, at=at, why=why, case=case)  # fmt: skip
