"""How records of the engine lie in tables: one binding per table of a case, and the keys by which rows find others."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import SimpleNamespace
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from severalty.engine.estate.items import Item as ItemRecord
from severalty.engine.fields import Column, Kind, columns_of, write
from severalty.tenancy.access import Viewer, sight_of, visible_items
from severalty.tenancy.models import Case, Item, Organisation
from severalty.tenancy.permissions import Permission
from severalty.tenancy.sight import Among
from severalty.web.parts import parts

COMMON = frozenset(shape.name for shape in columns_of(ItemRecord))
_OF_ITEM = {*COMMON, "ref", "table", "version"}
_ELSEWHERE = (Kind.REFERENCE, Kind.REFERENCES)


def _nothing(_: Any) -> dict[str, Any]:
    return {}


def _stand(_: Any, __: Any) -> None:
    """Rows stand each for itself."""


@dataclass(frozen=True)
class Binding:
    """One table of a case: its record, its model, and the columns that name a row.

    Tables of items hang on an Item; the others name theirs in `through` (the column whose item decides who sees the
    row), or are open to all who may open the case. `ends` are columns without whose items a row says nothing: others
    than its recorder see it where they see all of those, and nobody reads it once one of those is withdrawn.
    `only_once` are the references of which only one row may hold the same, whoever records it. `derived` gives columns
    that are worked out from a record. `judge` looks at all drafts of the table together, with the drafting that they
    are part of, and refuses those that cannot stand beside one another or beside what is there.
    """

    table: str
    singular: str
    plural: str
    record: type
    model: type[models.Model]
    natural: tuple[str, ...] = ("key",)
    through: str = ""
    ends: tuple[str, ...] = ()
    permission: Permission = Permission.ESTATE_EDIT
    only_once: tuple[str, ...] = ()
    derived: Callable[[Any], dict[str, Any]] = field(default=_nothing)
    judge: Callable[[Any, Any], None] = field(default=_stand)

    @property
    def one(self) -> str:
        """One of them in words: `a risk`, `an effect of a risk`."""
        return f"{'an' if self.singular[0] in 'aeio' else 'a'} {self.singular}"

    @property
    def is_item(self) -> bool:
        """Whether rows are items, with an audience of their own."""
        return issubclass(self.record, ItemRecord)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the record, in the order of the file."""
        return columns_of(self.record)

    @property
    def own_columns(self) -> tuple[Column, ...]:
        """The columns that are not common to all items."""
        return tuple(shape for shape in self.columns if shape.name not in COMMON) if self.is_item else self.columns

    @cached_property
    def readings(self) -> tuple[tuple[str, Column | None, Any, bool], ...]:
        """How each column is read: its name, its shape where it leads elsewhere, its choices, and whether it is one
        that all items have."""
        return tuple(
            (shape.name, shape if shape.kind in _ELSEWHERE else None, shape.choices,
             self.is_item and shape.name in COMMON)
            for shape in self.columns
        )  # fmt: skip

    def written_of(self, record: Any) -> list[str]:
        """The columns that a write of a record fills; what an item's row keeps beside its record stays as it is."""
        names = [field.name for field in self.model._meta.concrete_fields if not field.primary_key]
        filled = {shape.name for shape in self.own_columns} | set(self.derived(record))
        return [name for name in names if name in filled] if self.is_item else names

    def rows_for(self, viewer: Viewer, case: Case) -> QuerySet[Any]:
        """The rows of this table that the viewer may see."""
        organisation = _member(viewer, case)
        return _rows_seen(sight_of, self, case.pk, viewer.operator, organisation, viewer.partners, viewer.fellows).all()

    def _rows_for(self, viewer: Viewer, case: Case) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        if self.is_item:
            rows = rows.filter(item__case=case, item__withdrawn=False, item__table=self.table)
            rows = rows.filter(sight_of(viewer, case, "item__"))
            return rows.filter(self.sight_of_ends(viewer, case)).select_related("item")
        rows = rows.filter(case=case)
        if not self.through:
            return rows
        prefix = f"{self.through}__" if self.through == "item" else f"{self.through}__item__"
        rows = rows.filter(sight_of(viewer, case, prefix), **{f"{prefix}withdrawn": False})
        leads_to = {shape.name: shape.refers_to for shape in self.columns}
        paths = [name if leads_to[name] == "item" else f"{name}__item" for name in self.ends]
        rows = rows.filter(**{f"{path}__withdrawn": False for path in paths})
        return rows.filter(self.sight_of_ends(viewer, case))

    def sight_of_ends(self, viewer: Viewer, case: Case, prefix: str = "") -> Q:
        """The condition under which the viewer may see the ends of a row reached through `prefix`."""
        seen = Q()
        owner = "item__recorded_by" if self.is_item else "recorded_by"
        leads_to = {shape.name: shape.refers_to for shape in self.columns}
        for name in () if viewer.operator else self.ends:
            to_item = "" if leads_to[name] == "item" else "item__"
            seen &= sight_of(viewer, case, f"{prefix}{name}__{to_item}")
        own = Q(**{f"{prefix}{owner}": viewer.organisation}) if viewer.belongs_to(case) else Q(pk__in=[])
        return seen | own if seen else seen


@dataclass
class Lookup:
    """Keys to primary keys and back, for one viewer in one case; holds nothing the viewer may not see."""

    organisations: dict[int, str]
    partnerships: dict[int, str]
    items: dict[str, tuple[str, str, int]]
    by_key: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.organisation_ids = {key: pk for pk, key in self.organisations.items()}
        self.partnership_ids = {key: pk for pk, key in self.partnerships.items()}
        for ref, (_, key, _) in self.items.items():
            self.by_key.setdefault(key, []).append(ref)

    def add(self, ref: str, table: str, key: str, recorder: int) -> None:
        """Make an item known that is about to be written."""
        self.items[ref] = (table, key, recorder)
        self.by_key.setdefault(key, []).append(ref)

    def expect_organisation(self, key: str) -> None:
        """Make an organisation known that is about to be written; it stands under a negative number until then."""
        if key not in self.organisation_ids:
            self.organisation_ids[key] = -1 - len(self.organisation_ids)
            self.organisations[self.organisation_ids[key]] = key

    def expect_partnership(self, key: str) -> None:
        """Make a partnership known that is about to be written."""
        if key not in self.partnership_ids:
            self.partnership_ids[key] = -1 - len(self.partnership_ids)
            self.partnerships[self.partnership_ids[key]] = key

    def own(self, table: str, key: str, recorder: int) -> str | None:
        """The item that one organisation records under a key."""
        return next((ref for ref in self.by_key.get(key, ()) if self.items[ref] == (table, key, recorder)), None)

    def find(self, text: str, table: str, recorder: int) -> list[str]:
        """The items that a reference may mean: those of the recorder before those of others.

        `table` is `item` where any kind will do. `contracts:C-014@newham` names table and recorder outright.
        """
        key, _, owner = text.partition("@")
        if table == "item" and key not in self.by_key and ":" in key:
            table, _, key = key.partition(":")
        found = [ref for ref in self.by_key.get(key, ()) if table in ("item", self.items[ref][0])]
        if owner:
            return [ref for ref in found if self.items[ref][2] == self.organisation_ids.get(owner)]
        return [ref for ref in found if self.items[ref][2] == recorder] or found

    def name_of(self, ref: str | None, table: str, recorder: int) -> str:
        """The reference that finds this item again from a row of `recorder`; empty if it may not be seen."""
        if ref is None or ref not in self.items:
            return ""
        its_table, key, owner = self.items[ref]
        for text in (key, f"{key}@{self.organisations[owner]}", f"{its_table}:{key}@{self.organisations[owner]}"):
            if self.find(text, table, recorder) == [ref]:
                return text
        return key


def lookup_for(viewer: Viewer, case: Case, refs: Iterable[str] | None = None) -> Lookup:
    """The keys that the viewer may know: of the whole case, or of some items only. Three queries.

    An item that is about something the viewer may not see is none to them, whoever its own audience is.
    """
    items = visible_items(viewer, case).filter(with_ends(viewer, case))
    if refs is not None:
        items = items.filter(ref__in=set(refs))
    organisations = Organisation.objects.filter(case=case).values_list("pk", "key")
    return Lookup(
        dict(organisations),
        dict(case.partnerships.values_list("pk", "key")),
        {
            ref: (table, key, owner)
            for ref, table, key, owner in items.values_list("ref", "table", "key", "recorded_by")
        },
    )


def with_ends(viewer: Viewer, case: Case, but: str = "") -> Q:
    """The condition on items of all tables `but` one under which what their rows are about may be seen as well."""
    if viewer.operator:
        return Q()
    bindings = tuple(one for part in parts() for one in part.tables if one.is_item and one.ends)
    every = _ends_seen(sight_of, bindings, case.pk, _member(viewer, case), viewer.partners, viewer.fellows)
    queries = tuple(one for one in every if one[0] != but)
    return Q(Among(queries)) if queries else Q()


def _member(viewer: Viewer, case: Case) -> int | None:
    """The viewer's organisation where it takes part in the case."""
    return viewer.organisation.pk if viewer.organisation and viewer.belongs_to(case) else None


# Queries take longer to put together than to run. Those of sight are kept: the arguments are all that comes into them,
# the rule itself, who looks and when included, and no row of a table but by its primary key.


@lru_cache(maxsize=1_024)
def _rows_seen(
    _rule: Callable[..., Q], binding: Binding, case_id: int, operator: bool, organisation: int | None,
    partners: frozenset[int], fellows: frozenset[int],
) -> QuerySet[Any]:  # fmt: skip
    """The rows of a table, as a query that is never run itself."""
    viewer, case = _stand_in(case_id, operator, organisation, partners, fellows)
    return binding._rows_for(viewer, case)


@lru_cache(maxsize=64)
def _ends_seen(
    _rule: Callable[..., Q], bindings: tuple[Binding, ...], case_id: int, organisation: int | None,
    partners: frozenset[int], fellows: frozenset[int],
) -> tuple[tuple[str, str, tuple[Any, ...]], ...]:  # fmt: skip
    """For each table whose rows are about others: the query of the rows whose ends may be seen, as SQL."""
    viewer, case = _stand_in(case_id, False, organisation, partners, fellows)
    found = []
    for binding in bindings:
        rows = binding.model._default_manager.filter(binding.sight_of_ends(viewer, case), item__case=case)
        found.append((binding.table, *rows.order_by().values("pk").query.sql_with_params()))
    return tuple(found)


def _stand_in(
    case_id: int, operator: bool, organisation: int | None, partners: frozenset[int], fellows: frozenset[int]
) -> tuple[Viewer, Case]:
    """Somebody who sees what they see who are meant, and the case."""
    member = None if organisation is None else Organisation(pk=organisation, case_id=case_id)
    viewer = Viewer(operator=operator, organisation=member, partners=partners, fellows=fellows)
    return viewer, Case(pk=case_id)


def refs_of(binding: Binding, rows: Iterable[Any]) -> set[str]:
    """The items that rows refer to."""
    names = [s.name for s in binding.own_columns if s.kind is Kind.REFERENCE and is_item_reference(s)]
    return {ref for row in rows for name in names if (ref := getattr(row, f"{name}_id"))}


def is_item_reference(shape: Column) -> bool:
    """Whether a reference leads to an item rather than to an organisation or a partnership."""
    return shape.refers_to not in ("organisations", "partnerships")


def record_of(
    binding: Binding, row: Any, lookup: Lookup, shared: Mapping[str, tuple[int, ...]] | None = None,
    instead: Mapping[str, Any] | None = None,
) -> Any:  # fmt: skip
    """The record that a row stands for. References that the viewer may not see are blank; `instead` are values that
    it is to have and its row has not."""
    recorder = row.item.recorded_by_id if binding.is_item else getattr(row, "recorded_by_id", 0)
    item = row.item if binding.is_item else None
    values: dict[str, Any] = dict(instead or {})
    for name, leads, choices, is_common in binding.readings:
        if name in values:
            continue
        holder = item if is_common else row
        if leads is not None:
            values[name] = _found_by(leads, holder, lookup, recorder, shared or {})
        else:
            value = getattr(holder, name)
            values[name] = choices(value) if choices else value
    return binding.record(**values)


def _found_by(shape: Column, row: Any, lookup: Lookup, recorder: int, shared: Mapping[str, tuple[int, ...]]) -> Any:
    if shape.kind is Kind.REFERENCES:
        return tuple(sorted(lookup.organisations[pk] for pk in shared.get(row.ref, ())))
    target = getattr(row, f"{shape.name}_id")
    if shape.refers_to == "organisations":
        return lookup.organisations.get(target, "")
    if shape.refers_to == "partnerships":
        return lookup.partnerships.get(target, "")
    return lookup.name_of(target, shape.refers_to, recorder)


def plain_rows(rows: QuerySet[Any], *more: str) -> list[Any]:
    """The rows of a table of items, to be read and not to be saved: values under the names that a model has them by,
    `item` with its columns, table, reference and version among them, and `more` that the query annotates. A third of
    the time that models take. One query."""
    own = [field.attname for field in rows.model._meta.concrete_fields] + list(more)
    common = [field.attname for field in Item._meta.concrete_fields if field.name in _OF_ITEM]
    found = []
    for values in rows.values_list(*own, *(f"item__{name}" for name in common)):
        item = SimpleNamespace(**dict(zip(common, values[len(own) :], strict=True)))
        found.append(SimpleNamespace(**dict(zip(own, values, strict=False)), pk=item.ref, item=item))
    return found


def shared_with(items: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The organisations that items are shared with by name. One query."""
    found: dict[str, tuple[int, ...]] = {}
    links = Item.shared_with.through.objects.filter(item__in=list(items))
    for ref, organisation in links.values_list("item_id", "organisation_id"):
        found[ref] = (*found.get(ref, ()), organisation)
    return found


def records_for(viewer: Viewer, case: Case, binding: Binding, lookup: Lookup | None = None) -> list[tuple[Any, Any]]:
    """Every row of a table that the viewer may see, with its record, by key."""
    found = binding.rows_for(viewer, case)
    rows = found.order_by("item__key", "item__recorded_by") if binding.is_item else found.order_by("pk")
    lookup = lookup or lookup_for(viewer, case)
    shared: dict[str, tuple[int, ...]] = {}
    if binding.is_item:
        links = Item.shared_with.through.objects.filter(item__case=case, item__table=binding.table)
        for ref, organisation in links.values_list("item_id", "organisation_id"):
            shared[ref] = (*shared.get(ref, ()), organisation)
    return [(row, record_of(binding, row, lookup, shared)) for row in rows]


def texts_of(binding: Binding, record: Any) -> dict[str, str]:
    """A record as a file spells it, column by column."""
    return {shape.name: write(shape, getattr(record, shape.name)) for shape in binding.columns}
