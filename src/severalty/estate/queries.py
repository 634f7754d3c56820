"""What one viewer may read of an estate."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, cast

from django.db.models import (
    Avg,
    Count,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)  # fmt: skip
from django.db.models import Case as DbCase
from django.db.models.functions import Coalesce
from django.http import Http404

from severalty.engine.dates import day
from severalty.engine.estate import items as records
from severalty.engine.estate.attestation import Attestation as AttestationRecord
from severalty.engine.estate.holdings import position_of
from severalty.engine.estate.terms import last_day_to_act
from severalty.engine.fields import Kind
from severalty.engine.tables import TABLES
from severalty.estate.models import (
    Assumption,
    Attestation,
    ConfigurationItem,
    Contract,
    Dependency,
    Entitlement,
    Post,
    Recovery,
    Service,
    Supplier,
)  # fmt: skip
from severalty.tenancy.access import Viewer, sight_of, visible_items
from severalty.tenancy.binding import (
    Binding,
    is_item_reference,
    lookup_for,
    record_of,
    refs_of,
    shared_with,
    with_ends,
)  # fmt: skip
from severalty.tenancy.models import Case, Holding, Item
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import holdings_of, item_for
from severalty.web.parts import parts

SEEN_BY = {
    Permission.BELIEFS_VIEW: Permission.BELIEFS_VIEW,
    Permission.MONEY_EDIT: Permission.MONEY_VIEW,
    Permission.APPRAISAL_EDIT: Permission.APPRAISAL_VIEW,
    Permission.DISPOSITION_EDIT: Permission.DISPOSITION_VIEW,
    Permission.DECISION_EDIT: Permission.DECISION_VIEW,
    Permission.RISK_EDIT: Permission.RISK_VIEW,
    Permission.PAPER_EDIT: Permission.PAPER_VIEW,
}
"""What one must hold to see a table, by what one must hold to write it; for the others, what the page asks for."""
SHOWN_ELSEWHERE = ("dependencies", "charges")
_ANY_DAY = day(date(2000, 1, 1))


def _dates_of(contract: records.Contract) -> dict[str, Any]:
    act = last_day_to_act(contract, _ANY_DAY, bank_holidays())
    return {"act_by": act.last_day, "runs_until": act.current_end}


SUPPLIERS = Binding("suppliers", "supplier", "suppliers", records.Supplier, Supplier)
SERVICES = Binding("services", "service", "services", records.Service, Service)
CONFIGURATION_ITEMS = Binding(
    "configuration_items", "configuration item", "configuration items", records.ConfigurationItem, ConfigurationItem
)
CONTRACTS = Binding("contracts", "contract", "contracts", records.Contract, Contract, derived=_dates_of)
ENTITLEMENTS = Binding("entitlements", "entitlement", "licence entitlements", records.Entitlement, Entitlement)
POSTS = Binding("posts", "post", "posts", records.Post, Post)
RECOVERIES = Binding("recoveries", "recovery", "recoveries", records.Recovery, Recovery, ends=("service",))
DEPENDENCIES = Binding(
    "dependencies", "dependency", "dependencies", records.Dependency, Dependency, ends=("depends", "on")
)
ASSUMPTIONS = Binding(
    "assumptions", "assumption", "assumptions", records.Assumption, Assumption, permission=Permission.BELIEFS_VIEW
)
ATTESTATIONS = Binding(
    "attestations", "attestation", "attestations", AttestationRecord, Attestation,
    natural=("item", "owner", "due_on"), through="item", permission=Permission.ESTATE_ATTEST,
)  # fmt: skip
REGISTERS = (SERVICES, CONFIGURATION_ITEMS, CONTRACTS, SUPPLIERS, ENTITLEMENTS, POSTS, RECOVERIES, DEPENDENCIES)


def register_for(viewer: Viewer, case: Case, binding: Binding) -> QuerySet[Any]:
    """The rows of a register with the names of what they refer to, as far as the viewer may see it.

    Each reference to another item gives `<column>_name` and `<column>_ref`, empty where that item is hidden.
    """
    rows = binding.rows_for(viewer, case).select_related("item__recorded_by")
    for shape in binding.own_columns:
        if shape.kind is Kind.REFERENCE and not is_item_reference(shape):
            rows = rows.select_related(shape.name)
        elif shape.kind is Kind.REFERENCE:
            path = shape.name if shape.refers_to == "item" else f"{shape.name}__item"
            seen = sight_of(viewer, case, f"{path}__") & Q(**{f"{path}__withdrawn": False})
            rows = rows.annotate(
                **{
                    f"{shape.name}_name": DbCase(When(seen, then=F(f"{path}__name")), default=None),
                    f"{shape.name}_ref": DbCase(When(seen, then=F(f"{path}__ref")), default=None),
                }
            )
    return rows.annotate(complete=_percent_seen(viewer, case, binding))


def _percent_seen(viewer: Viewer, case: Case, binding: Binding) -> Any:
    """The completeness of a record without what references add that the viewer may not see.

    What is stored is the recorder's own view, and would tell others that a hidden record is referred to.
    """
    hidden: Any = Value(0)
    for shape in binding.own_columns:
        if viewer.operator or not shape.weight or shape.kind is not Kind.REFERENCE or not is_item_reference(shape):
            continue
        path = shape.name if shape.refers_to == "item" else f"{shape.name}__item"
        seen = sight_of(viewer, case, f"{path}__") & Q(**{f"{path}__withdrawn": False})
        nothing = Q(**{f"{shape.name}__isnull": True})
        hidden += DbCase(When(nothing, then=0), When(seen, then=0), default=shape.weight, output_field=IntegerField())
    stored, total = "item__completeness", sum(shape.weight for shape in binding.columns)
    if not total or isinstance(hidden, Value):
        return F(stored)
    known = (F(stored) * total + 99) / 100  # whole numbers: the weight that the stored percentage was made of
    percent: Any = ExpressionWrapper((known - hidden) * 100 / total, output_field=IntegerField())
    return percent


def row_for(viewer: Viewer, case: Case, ref: str) -> tuple[Binding, Any]:
    """One item's own row with its binding. Raises Http404 where there is none that this viewer may see."""
    item = item_for(viewer, case, ref)
    binding = binding_of(item.table)
    if item.table not in _seen_tables(viewer, case):
        raise Http404
    row = register_for(viewer, case, binding).filter(pk=ref).first()
    if row is None:
        raise Http404
    return binding, row


def _seen_tables(viewer: Viewer, case: Case) -> set[str]:
    """The tables of items that the viewer's role reaches, whoever records their rows."""
    return {
        binding.table
        for binding in item_bindings()
        if viewer.may(SEEN_BY.get(binding.permission, Permission.ESTATE_VIEW), case)
    }


def _items_but(viewer: Viewer, case: Case, table: str) -> QuerySet[Item]:
    """The items that the viewer's role reaches, without those of one table."""
    items = visible_items(viewer, case).filter(table__in=_seen_tables(viewer, case) - {table})
    return items.filter(with_ends(viewer, case, table))


def binding_of(table: str) -> Binding:
    """The binding of a table of any stage. Raises Http404 for a word that is none."""
    for part in parts():
        for binding in part.tables:
            if binding.table == table:
                return cast(Binding, binding)
    raise Http404


def item_bindings() -> list[Binding]:
    """The tables of items of all stages."""
    return [binding for part in parts() for binding in part.tables if binding.is_item]


def record_for(viewer: Viewer, case: Case, binding: Binding, row: Any) -> Any:
    """The record of one row, with what it refers to as far as the viewer may see it."""
    lookup = lookup_for(viewer, case, refs_of(binding, [row]))
    return record_of(binding, row, lookup, shared_with([row.pk]))


@dataclass(frozen=True)
class Touch:
    """Something that touches an item: how, and what it is."""

    how: str
    item: Item


def touching(viewer: Viewer, case: Case, ref: str) -> list[Touch]:
    """Everything on record that refers to an item, by kind; one query for each kind of reference."""
    table = Item.objects.get(pk=ref).table
    found: list[Touch] = []
    for binding in item_bindings():
        for shape in binding.own_columns:
            if (
                binding.table in ("dependencies", "charges")
                or shape.kind is not Kind.REFERENCE
                or shape.refers_to != table
            ):
                continue
            rows = binding.rows_for(viewer, case).filter(**{f"{shape.name}_id": ref}).order_by("item__name")[:200]
            found += [Touch(f"{binding.singular} · {shape.label.lower()}", row.item) for row in rows]
    return found


def links_for(viewer: Viewer, case: Case, refs: Iterable[str] | None = None) -> QuerySet[Dependency]:
    """The dependencies of which the viewer may see both ends; with `refs`, those that touch one of them."""
    links = DEPENDENCIES.rows_for(viewer, case).filter(
        sight_of(viewer, case, "depends__"),
        sight_of(viewer, case, "on__"),
        depends__withdrawn=False,
        on__withdrawn=False,
    )
    links = links.select_related("depends", "on").order_by("item__key")
    wanted = list(refs) if refs is not None else None
    return links if wanted is None else links.filter(Q(depends__in=wanted) | Q(on__in=wanted))


def edges_for(viewer: Viewer, case: Case) -> list[tuple[str, str]]:
    """Every dependency that the viewer may see, as pairs of items. One query."""
    return list(links_for(viewer, case).values_list("depends_id", "on_id"))


def search_for(viewer: Viewer, case: Case, words: str) -> QuerySet[Item]:
    """The items whose name, key or description has all the words, names first."""
    items = _items_but(viewer, case, DEPENDENCIES.table)
    for word in words.split()[:8]:
        items = items.filter(Q(name__icontains=word) | Q(key__icontains=word) | Q(description__icontains=word))
    return items.order_by("table", "name", "ref")


def counts_for(viewer: Viewer, case: Case) -> dict[str, int]:
    """How many items of each table the viewer may see. Two queries."""
    items = _items_but(viewer, case, DEPENDENCIES.table)
    counted = items.values_list("table").annotate(Count("ref")).order_by("table")
    return {**dict(counted), DEPENDENCIES.table: DEPENDENCIES.rows_for(viewer, case).count()}


def runway_rows(viewer: Viewer, case: Case, on: date, until: date) -> QuerySet[Any]:
    """The contracts that end, or must be acted upon, from a day until another, by their last day to act."""
    rows = register_for(viewer, case, CONTRACTS).filter(runs_until__gte=on)
    rows = rows.filter(Q(act_by__lte=until) | Q(act_by__isnull=True, runs_until__lte=until))
    return rows.order_by(F("act_by").asc(nulls_last=True), "runs_until", "pk")


def without_an_end(viewer: Viewer, case: Case) -> QuerySet[Any]:
    """The contracts of which nobody can say when their current term ends."""
    return CONTRACTS.rows_for(viewer, case).filter(runs_until__isnull=True).order_by("item__name", "pk")


def contract_records(viewer: Viewer, case: Case, rows: list[Any]) -> list[records.Contract]:
    """Contracts as records; `key` is the item's reference."""
    lookup = lookup_for(viewer, case, refs_of(CONTRACTS, rows))
    return [replace(record_of(CONTRACTS, row, lookup), key=row.pk) for row in rows]


@cache
def bank_holidays() -> frozenset[date]:
    """The bank holidays of England and Wales that the installation holds."""
    text = files("severalty.reference").joinpath("bank_holidays.toml").read_text(encoding="utf-8")
    return frozenset(row["on"] for row in tomllib.loads(text)["holiday"])


def assumptions_for(viewer: Viewer, case: Case) -> list[records.Assumption]:
    """What the viewer's organisation believes, and what others state to it; `key` is the item's reference."""
    rows = list(ASSUMPTIONS.rows_for(viewer, case).order_by("item__key"))
    lookup = lookup_for(viewer, case, ())
    return [replace(record_of(ASSUMPTIONS, row, lookup), key=row.pk) for row in rows]


def attestations_for(viewer: Viewer, case: Case, ref: str = "") -> QuerySet[Attestation]:
    """The confirmations asked for, of items that the viewer may see, soonest first."""
    rows = ATTESTATIONS.rows_for(viewer, case).select_related("item", "recorded_by").order_by("due_on", "pk")
    rows = rows.filter(item__table__in=_seen_tables(viewer, case))
    return rows.filter(item=ref) if ref else rows


def matrix_for(viewer: Viewer, case: Case, binding: Binding = SERVICES) -> QuerySet[Any]:
    """The rows of the who-shares-what matrix, by name."""
    return binding.rows_for(viewer, case).select_related("item__recorded_by").order_by("item__name", "pk")


def without_shares(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of some rows for which nobody has recorded a share."""
    return rows.filter(item__holdings__isnull=True)


def disputed_refs(viewer: Viewer, case: Case, on: date) -> list[str]:
    """The items that the viewer may see and whose shares are disputed on a day. Two queries.

    The database finds those whose claims may clash; the engine then judges them.
    """
    claims = Holding.objects.filter(case=case, item__withdrawn=False).filter(sight_of(viewer, case, "item__"))
    doubtful = claims.values("item").annotate(
        rows=Count("pk"), parties=Count("organisation", distinct=True), bases=Count("basis", distinct=True),
        least=Min("out_of"), most=Max("out_of"), whole=Sum("weight"),
    )  # fmt: skip
    doubtful = doubtful.filter(
        Q(rows__gt=F("parties")) | Q(bases__gt=1) | ~Q(least=F("most")) & Q(least__isnull=False)
        | Q(least__isnull=False) & ~Q(whole=F("least"))
    )  # fmt: skip
    found = holdings_of([row["item"] for row in doubtful])
    return [ref for ref, held in found.items() if position_of(held, day(on)).disputed]


def least_complete(viewer: Viewer, case: Case) -> QuerySet[Item]:
    """Items by completeness, least first."""
    return _with_completeness(viewer, case).select_related("recorded_by").order_by("complete", "name", "ref")


def _with_completeness(viewer: Viewer, case: Case) -> QuerySet[Any]:
    whens = []
    for binding in item_bindings():
        seen = _percent_seen(viewer, case, binding)
        if not isinstance(seen, F):
            row = binding.model._default_manager.filter(pk=OuterRef("pk")).annotate(percent=seen)
            whens.append(When(table=binding.table, then=Coalesce(Subquery(row.values("percent")), F("completeness"))))
    items: QuerySet[Any] = _items_but(viewer, case, DEPENDENCIES.table)
    return items.annotate(complete=DbCase(*whens, default=F("completeness"), output_field=IntegerField()))


def completeness_by_table(viewer: Viewer, case: Case) -> list[tuple[str, int, int]]:
    """Table, how many items, and their mean completeness in whole per cent. One query."""
    items = _with_completeness(viewer, case)
    counted = items.values("table").annotate(count=Count("ref"), mean=Avg("complete")).order_by("table")
    return [(row["table"], row["count"], int(row["mean"])) for row in counted]


def attestation_record(row: Attestation) -> AttestationRecord:
    """One confirmation as the engine's record; `item` is the item's reference."""
    return AttestationRecord(
        item=row.item_id, owner=row.owner, due_on=row.due_on, attested_on=row.attested_on, note=row.note
    )


def reference_to(viewer: Viewer, case: Case, item: Item) -> str:
    """The text by which a row of the viewer's organisation refers to an item, whoever records it."""
    owner = item.recorded_by.key
    return f"{item.table}:{item.key}@{owner}" if viewer.organisation else item.key


def register_binding(table: str) -> Binding:
    """The binding of a register that has a list page. Raises Http404 for a word that is none."""
    binding = binding_of(table)
    if not binding.is_item or binding is ASSUMPTIONS:
        raise Http404
    return binding


def held_by(rows: QuerySet[Any], key: str) -> QuerySet[Any]:
    """Those of some rows in which an organisation is said to hold a share."""
    return rows.filter(item__in=Holding.objects.filter(organisation__key=key).values("item"))


def bindings() -> dict[str, Binding]:
    """The tables of all stages, in the order in which they are written."""
    offered = {binding.table: binding for part in parts() for binding in part.tables}
    return {table: offered[table] for table in TABLES if table in offered}
