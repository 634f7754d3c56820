"""What the forms of this stage need: their choices, the rows under a record, and what refers to one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import F
from django.http import Http404

from severalty.appraisal.binding import APPRAISALS, COMPARED, FACTORS, OPTIONS
from severalty.appraisal.models import KeyCount
from severalty.engine.estate.parties import Audience
from severalty.engine.fields import Column, Kind, columns_of
from severalty.engine.freeze import digest
from severalty.estate.queries import bindings
from severalty.tenancy.access import Viewer, visible_items
from severalty.tenancy.binding import Binding, is_item_reference, lookup_for, record_of, shared_with, texts_of
from severalty.tenancy.models import Case, Item, Organisation
from severalty.tenancy.queries import organisations_of

MOST_NAMED = 50
_BY_TABLE = {binding.table: binding for binding in COMPARED}


def item_references(binding: Binding) -> list[Column]:
    """The columns of a table that refer to other items."""
    return [shape for shape in binding.own_columns if shape.kind is Kind.REFERENCE and is_item_reference(shape)]


def within_appraisals(table: str) -> Binding | None:
    """The binding of a table whose records belong to one appraisal each; None for any other table."""
    binding = _BY_TABLE.get(table)
    return binding if binding and any(shape.name == "appraisal" for shape in columns_of(binding.record)) else None


@dataclass(frozen=True)
class Options:
    """What the choices of a form offer: pairs of value and words. Items go by reference, organisations by key.

    `items` are by table; `within` tells the appraisal of those that belong to one. `appraisal` is the one that the
    form keeps to, empty for any.
    """

    organisations: tuple[tuple[str, str], ...] = ()
    items: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    within: Mapping[str, str] = field(default_factory=dict)
    appraisal: str = ""

    def for_table(self, table: str) -> list[tuple[str, Any]]:
        """The choices for references to one table: of the form's appraisal, or else by the name of theirs."""
        if table == "organisations":
            return list(self.organisations)
        pairs = self.items.get(table, ())
        if table == APPRAISALS.table and self.appraisal:
            return [pair for pair in pairs if pair[0] == self.appraisal]
        if within_appraisals(table) is None:
            return list(pairs)
        if self.appraisal:
            return [pair for pair in pairs if self.within.get(pair[0]) == self.appraisal]
        names = dict(self.items.get(APPRAISALS.table, ()))
        groups: dict[str, list[tuple[str, str]]] = {}
        for pair in pairs:
            groups.setdefault(names.get(self.within.get(pair[0], ""), "Others"), []).append(pair)
        return list(groups.items())

    def refs(self, table: str) -> set[str]:
        """The items of one table that are offered."""
        pairs = self.items.get(table, ())
        return {ref for ref, _ in pairs if not self.appraisal or self.within.get(ref, self.appraisal) == self.appraisal}


def table_of(viewer: Viewer, case: Case, ref: str) -> str:
    """The table of an item; empty where there is none that this viewer may see."""
    return visible_items(viewer, case).filter(pk=ref).values_list("table", flat=True).first() or ""


def options_for(viewer: Viewer, case: Case, binding: Binding, appraisal: str = "") -> Options:
    """What a record of one table may refer to, as far as the viewer may see it. As many queries however many rows."""
    tables = {shape.refers_to for shape in item_references(binding)}
    items: dict[str, list[tuple[str, str]]] = {}
    found = visible_items(viewer, case).filter(table__in=tables).order_by("name", "key", "ref")
    for ref, table, key, name in found.values_list("ref", "table", "key", "name"):
        items.setdefault(table, []).append((ref, f"{name} ({key})"))
    within: dict[str, str] = {}
    for other in filter(None, map(within_appraisals, sorted(tables))):
        within |= dict(other.rows_for(viewer, case).values_list("pk", "appraisal"))
    return Options(
        tuple((one.key, one.name) for one in organisations_of(case)),
        {table: tuple(pairs) for table, pairs in items.items()},
        within,
        appraisal,
    )


def spelled(viewer: Viewer, case: Case, binding: Binding, records: Iterable[Any]) -> list[Any]:
    """Records whose references to items are references, with the words by which a file would find each again.

    What the viewer may not see stays as it is, so that it is refused like something that does not exist.
    """
    lookup = lookup_for(viewer, case)
    own = viewer.organisation.pk if viewer.organisation else 0
    shapes = item_references(binding)
    return [
        replace(record, **{
            shape.name: lookup.name_of(ref, shape.refers_to, own) or ref
            for shape in shapes if (ref := getattr(record, shape.name))
        })
        for record in records
    ]  # fmt: skip


def audience_within(viewer: Viewer, case: Case, appraisal: str) -> dict[str, Any]:
    """Who is to see a new record unless its form says otherwise: those who see its appraisal, and never the public."""
    row = APPRAISALS.rows_for(viewer, case).filter(pk=appraisal).first() if appraisal else None
    if row is None or row.item.audience == Audience.PUBLIC:
        return {"audience": Audience.PARTNERS.value}
    named = Organisation.objects.filter(pk__in=shared_with([row.pk]).get(row.pk, ())).order_by("pk")
    return {"audience": row.item.audience, "shared_with": list(named.values_list("key", flat=True))}


def parent_of(binding: Binding) -> Binding:
    """The table of the records under which the rows of one table stand."""
    return next(_BY_TABLE[shape.refers_to] for shape in binding.columns if shape.name == binding.through)


def children_of(viewer: Viewer, case: Case, binding: Binding, row: Any) -> tuple[Any, ...]:
    """The rows of one table under a record that its own recorder keeps; they refer to items by their references."""
    names = lookup_for(viewer, case, ())
    rows = binding.rows_for(viewer, case).filter(recorded_by=row.item.recorded_by_id, **{binding.through: row.pk})
    shapes = item_references(binding)
    return tuple(
        replace(record_of(binding, one, names), **{shape.name: getattr(one, f"{shape.name}_id") for shape in shapes})
        for one in rows.order_by("pk")
    )


def appraisal_behind(viewer: Viewer, case: Case, row: Any) -> Any:
    """The appraisal of one record. Raises Http404 where it is not for this viewer to see."""
    found = APPRAISALS.rows_for(viewer, case).filter(pk=row.appraisal_id).first()
    if found is None:
        raise Http404
    return found


def options_in(viewer: Viewer, case: Case, appraisal: str) -> list[Any]:
    """The options of one appraisal that the viewer may see, in the order of the list."""
    return _in_order(OPTIONS.rows_for(viewer, case).filter(appraisal=appraisal))


def factors_in(viewer: Viewer, case: Case, appraisal: str) -> list[Any]:
    """The factors of one appraisal that are scored: those that have none under them, in the order of the list."""
    rows = _in_order(FACTORS.rows_for(viewer, case).filter(appraisal=appraisal))
    wholes = {row.part_of_id for row in rows}
    return [row for row in rows if row.pk not in wholes]


def _in_order(rows: Any) -> list[Any]:
    return list(rows.order_by(F("place").asc(nulls_last=True), "item__name", "pk"))


def token_of(version: int, under: Mapping[str, Any]) -> str:
    """What a form carries along to see whether a record, or what stands under it, was changed since it was opened."""
    return f"{version}-{digest(dict(under))[:12]}"


def family_token(binding: Binding, row: Any, children: Sequence[Any]) -> str:
    """The token of a record with the rows of one table under it; they must come from `children_of`."""
    return token_of(row.item.version, {str(place): texts_of(binding, child) for place, child in enumerate(children)})


def own_counts(row: Any) -> dict[str, int]:
    """The counts under a key that its own recorder keeps, by organisation. The key must come from `row_of`."""
    counts = KeyCount.objects.filter(cost_key=row.pk, recorded_by=row.item.recorded_by_id).order_by("pk")
    return dict(counts.values_list("organisation__key", "count"))


@dataclass(frozen=True)
class Referring:
    """One record that refers to another: what it is, and its item."""

    what: str
    item: Item


def referring_to(viewer: Viewer, case: Case, binding: Binding, ref: str) -> list[Referring]:
    """The records that refer to one, as far as the viewer may see them, by kind and name.

    Rows under the record itself go with it and are left out; rows under others count as those others.
    One query for each kind of reference.
    """
    tables = bindings()
    found: dict[str, Item] = {}
    for other in tables.values():
        for shape in other.columns:
            if shape.refers_to != binding.table or shape.name == other.through or not (other.is_item or other.through):
                continue
            rows = other.rows_for(viewer, case).filter(**{f"{shape.name}_id": ref})
            if not other.is_item:
                rows = rows.select_related(f"{other.through}__item")
            for row in rows.order_by("pk")[:MOST_NAMED]:
                item = row.item if other.is_item else getattr(row, other.through).item
                found[item.pk] = item
    return sorted(
        (Referring(tables[item.table].singular, item) for item in found.values()),
        key=lambda one: (one.what, one.item.name, one.item.pk),
    )
