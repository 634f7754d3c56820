"""What one viewer may read of scenarios: their changes beside what stands now, and what adopting them would write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from severalty.engine.dates import DateError, read_date
from severalty.engine.evidence import show_money
from severalty.engine.fields import Column, Kind, columns_of, write
from severalty.engine.freeze import digest
from severalty.engine.transition.progress import ScenarioState
from severalty.estate.queries import bindings, register_for
from severalty.tenancy.access import Viewer, visible_items
from severalty.tenancy.audit import read_body
from severalty.tenancy.binding import Binding, lookup_for, record_of
from severalty.tenancy.models import Case, ChangeSet, Item
from severalty.tenancy.queries import entries_of, history_of, is_told, items_by_ref
from severalty.transition.binding import SCENARIO_CHANGES, SCENARIOS
from severalty.transition.queries.supposing import Change, SupposeError, value_after

_MOST_NAMED = 3


@dataclass(frozen=True)
class Supposed:
    """One change of a scenario: the thing, the words of the value, what stands now and what it would be, as a file
    carries them, and why it cannot be where it cannot. The shape of the value is nothing where there is none here."""

    change: Change
    item: Item
    label: str
    now: str
    then: str
    fault: str = ""
    shape: Column | None = None

    @property
    def now_words(self) -> str:
        """What stands now, as people write it: `26 March 2027`, `£1,000`."""
        return _said(self.shape, self.now)

    @property
    def then_words(self) -> str:
        """What it would be, as people write it; what was written where it cannot be."""
        return self.then if self.fault else _said(self.shape, self.then)

    @property
    def becomes_words(self) -> str:
        """What the change says, with a day as people write it: `+3 weeks`, `14 March 2027`."""
        text = self.change.becomes.strip()
        return text if self.fault or not re.fullmatch(r"\d{4}-\d\d-\d\d", text) else str(read_date(text))


@dataclass(frozen=True)
class Written:
    """One value that adopting a scenario wrote: the thing, the words of the value, what stood before and after, each
    as people write it."""

    item: Item
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Adoption:
    """What adopting a scenario came to: its change set, by which it can be undone, and the values that it wrote."""

    change_set: ChangeSet
    written: tuple[Written, ...]


def scenarios_for(viewer: Viewer, case: Case, plan: str = "") -> QuerySet[Any]:
    """The scenarios that the viewer may see, of one plan or of all, the newest first."""
    rows = register_for(viewer, case, SCENARIOS)
    return (rows.filter(plan=plan) if plan else rows).order_by("-item__changed_at", "pk")


def scenario_for(viewer: Viewer, case: Case, ref: str) -> Any:
    """One scenario. Raises Http404 where the viewer may not see it, or its plan."""
    row = scenarios_for(viewer, case).filter(pk=ref).first()
    if row is None or not row.plan_ref:
        raise Http404
    return row


def changes_of(viewer: Viewer, case: Case, scenario: str) -> list[Supposed]:
    """The changes of a scenario that the viewer may see, each beside what stands now."""
    rows = SCENARIO_CHANGES.rows_for(viewer, case).filter(scenario=scenario).order_by("pk")
    changes = [Change(*one) for one in rows.values_list("thing", "value", "becomes")]
    return supposed_of(viewer, case, changes)


def supposed_of(viewer: Viewer, case: Case, changes: list[Change]) -> list[Supposed]:
    """Changes beside what stands now; those of things that the viewer may not see are left out. A query or two for
    each table that is touched."""
    items = visible_items(viewer, case).select_related("recorded_by").in_bulk([one.ref for one in changes])
    records = records_of(viewer, case, items)
    return [_supposed(one, items[one.ref], records[one.ref]) for one in changes if one.ref in records]


def records_of(viewer: Viewer, case: Case, items: Mapping[Any, Item]) -> dict[str, tuple[Binding, Any, Any]]:
    """The binding, the row and the record of some items that the viewer may see, by reference."""
    known = bindings()
    lookup = lookup_for(viewer, case, ())
    found: dict[str, tuple[Binding, Any, Any]] = {}
    for table in sorted({one.table for one in items.values() if one.table in known}):
        binding = known[table]
        refs = [ref for ref, one in items.items() if one.table == table]
        for row in binding.rows_for(viewer, case).filter(pk__in=refs):
            found[row.pk] = (binding, row, record_of(binding, row, lookup))
    return found


def _supposed(change: Change, item: Item, held: tuple[Binding, Any, Any]) -> Supposed:
    binding, _, record = held
    shape = next((one for one in columns_of(binding.record) if one.name == change.value), None)
    if shape is None:
        return Supposed(change, item, change.value, "", change.becomes, f"There is no value {change.value!r} here.")
    now = write(shape, getattr(record, shape.name))
    try:
        then = write(shape, value_after(shape, record, change))
    except SupposeError as error:
        return Supposed(change, item, shape.label, now, change.becomes, str(error), shape)
    return Supposed(change, item, shape.label, now, then, shape=shape)


def _said(shape: Column | None, text: str) -> str:
    """What a file carries for a value, as people write it: days and pounds; anything else, and what cannot be read, as
    it stands."""
    if shape is None:
        return text
    if shape.kind is Kind.MONEY and re.fullmatch(r"-?\d+(\.\d\d)?", text):
        return show_money(round(100 * Decimal(text)))
    if shape.kind is not Kind.DATE or not text:
        return text
    try:
        return str(read_date(text))
    except DateError:
        return text


def seen_of(viewer: Viewer, case: Case, scenario: str) -> str:
    """The fingerprint of what adopting a scenario would write, and of the versions that it would be written over.

    Of what the viewer may see no more, its version is none either: it would tell that somebody works on it."""
    rows = SCENARIO_CHANGES.rows_for(viewer, case).filter(scenario=scenario).order_by("thing", "value")
    changes = [list(one) for one in rows.values_list("thing", "value", "becomes")]
    refs = [scenario, *(one[0] for one in changes)]
    versions = visible_items(viewer, case).filter(pk__in=refs).order_by("pk").values_list("pk", "version")
    return digest([changes, [list(one) for one in versions]])[:16]


def barred(viewer: Viewer, case: Case, changes: list[Supposed]) -> list[str]:
    """Why some changes cannot be adopted, in sentences: who keeps what, what may not be written, what cannot be."""
    own = viewer.organisation.pk if viewer.organisation else 0
    kept: dict[str, list[str]] = {}
    found = []
    for one in changes:
        binding = bindings().get(one.item.table)
        if one.item.recorded_by_id != own:
            kept.setdefault(one.item.recorded_by.name, []).append(f"“{one.item.name}”")
        elif binding is None or not viewer.may(binding.permission, case):
            found.append(f"“{one.item.name}”: your role may not change it.")
        elif one.fault:
            found.append(f"“{one.item.name}”: {one.fault}")
    return [*(_kept_by(whose, list(dict.fromkeys(names))) for whose, names in kept.items()), *dict.fromkeys(found)]


def _kept_by(whose: str, names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    shown = ", ".join(names[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
    one = len(names) == 1
    return f"{shown} {'is' if one else 'are'} kept by {whose}: only they change {'it' if one else 'them'}."


def adoption_of(viewer: Viewer, case: Case, row: Any) -> Adoption | None:
    """What adopting a scenario wrote, from the trail; for the organisation that keeps it, and for nobody else. Nothing
    where it is not adopted, or was not by its page. A few queries, however many values."""
    if viewer.organisation is None or row.item.recorded_by_id != viewer.organisation.pk:
        return None
    for entry in history_of(row.item).select_related("change_set"):
        body, made = read_body(entry), entry.change_set
        is_this = body["table"] == SCENARIOS.table and body["after"].get("state") == ScenarioState.ADOPTED.value
        if made is not None and is_this:
            return Adoption(made, tuple(_written(viewer, case, made, row.pk)))
    return None


def _written(viewer: Viewer, case: Case, change_set: ChangeSet, scenario: str) -> Iterator[Written]:
    entries = [(entry, read_body(entry)) for entry in reversed(entries_of(change_set)) if entry.item_id != scenario]
    items = items_by_ref(viewer, case, [str(entry.item_id) for entry, _ in entries])
    for entry, body in entries:
        item = items.get(str(entry.item_id))
        if item is None or not is_told(viewer, body) or body["table"] not in bindings():
            continue
        shapes = {one.name: one for one in columns_of(bindings()[body["table"]].record)}
        for name, after in body["after"].items():
            if name in shapes and body["before"].get(name) != after:
                before = _said(shapes[name], body["before"].get(name) or "")
                yield Written(item, shapes[name].label, before, _said(shapes[name], after or ""))
