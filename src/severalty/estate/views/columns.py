"""The columns and filters of every register, made from the record's own declaration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from severalty.engine.dates import financial_year_name
from severalty.engine.estate.holdings import Basis
from severalty.engine.estate.parties import Audience
from severalty.engine.estate.value_evidence import EvidenceError, read_value_evidence
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Column as Shape
from severalty.engine.fields import Kind
from severalty.estate.queries import held_by
from severalty.tenancy.binding import COMMON, Binding, is_item_reference
from severalty.web.lists import Column, Filter, Register

if TYPE_CHECKING:
    from severalty.tenancy.models import Case, Organisation

SHOWN = {
    "services": ("name", "provider", "users", "essential", "residents_lose"),
    "configuration_items": ("name", "item_class", "service", "treatment", "support_ends", "hosted_at"),
    "contracts": ("name", "supplier", "holder", "runs_until", "act_by", "annual_charge"),
    "suppliers": ("name", "company_number", "organisation"),
    "entitlements": ("name", "product", "metric", "quantity", "in_use", "contract", "ends"),
    "posts": ("name", "team", "grade", "employer", "hours", "vacant"),
    "dependencies": ("name", "depends", "relation", "on"),
    "assumptions": ("name", "about", "believed_on", "statement", "amount"),
    "cost_keys": ("name", "unit", "counted_on", "counted_in"),
    "charges": ("name", "year", "amount", "funding", "state", "cost_key"),
}
ALWAYS = ("completeness", "evidence")
_KINDS = {Kind.MONEY: "money", Kind.DATE: "date", Kind.WHOLE: "count", Kind.CHOICE: "tag"}


def register_of(binding: Binding, case: Case, organisations: list[Organisation], on: date) -> Register:
    """The register of a table: every column of its record, those of SHOWN visible at first."""
    shown = (*SHOWN.get(binding.table, ("name",)), *ALWAYS)
    shapes = [shape for shape in binding.columns if shape.name not in ("name", "shared_with", "recorded_by")]
    columns = [_name_column(case), *(_column(binding, s, case, hidden=s.name not in shown) for s in shapes)]
    if binding.table == "contracts":
        columns.append(Column("runs_until", "Term ends", "date", "runs_until"))
        columns.append(Column("act_by", "Last day to act", "date", "act_by"))
    columns += [
        Column("completeness", "Complete", "count", "complete", value=_percent),
        Column("recorded_by", "Recorded by", "organisation", "item__recorded_by__name", "item.recorded_by", True),
    ]
    return Register(
        noun=binding.singular,
        nouns=binding.plural,
        columns=tuple(sorted(columns, key=lambda c: shown.index(c.key) if c.key in shown else len(shown))),
        filters=_filters(binding, organisations, on),
        default_sort="name",
        lock=lock_words,
    )


def lock_words(row: Any) -> str:
    """Who alone sees a row that is kept to its holders; nothing for one that others see as well."""
    item = getattr(row, "item", row)
    return f"only {item.recorded_by.name} sees this" if item.audience == Audience.HOLDERS else ""


def named(reason: str, organisations: Mapping[str, Organisation]) -> str:
    """A reason for a dispute with the organisation's name in place of its key."""
    key, colon, rest = reason.partition(": ")
    return f"{organisations[key].name}{colon}{rest}" if key in organisations else reason


def counted(number: int, basis: Basis, total: int | None = None) -> str:
    """`120 users`, `£3,000 of £9,000 of budget`, `1 of 3 by agreement`: a share in what it is counted in."""
    pound = "£" if basis is Basis.BUDGET else ""
    units = {Basis.BUDGET: " of budget", Basis.AGREEMENT: " by agreement", Basis.UNKNOWN: ""}
    whole = f" of {pound}{total:,}" if total else ""
    return f"{pound}{number:,}{whole}{units.get(basis, f' {basis.value}')}"


def item_url(case: Case, ref: str | None) -> str:
    """The page of an item, or nothing."""
    return reverse("estate:item", args=[case.key, ref]) if ref else ""


def _percent(row: Any) -> str:
    return f"{row.complete}%"


def _name_column(case: Case) -> Column:
    return Column("name", "Name", "link", "item__name", "item.name", url=lambda row: item_url(case, row.pk))


def _column(binding: Binding, shape: Shape, case: Case, *, hidden: bool) -> Column:
    path = f"item__{shape.name}" if shape.name in COMMON else shape.name
    if shape.kind is Kind.REFERENCE and is_item_reference(shape):
        return Column(
            shape.name, shape.label, "link", f"{shape.name}_name", f"{shape.name}_name", hidden,
            url=lambda row: item_url(case, getattr(row, f"{shape.name}_ref")),
        )  # fmt: skip
    if shape.kind is Kind.REFERENCE:
        return Column(shape.name, shape.label, "organisation", f"{shape.name}__name", shape.name, hidden)
    value: Any = _year(shape.name) if shape.kind is Kind.YEAR else path.replace("__", ".")
    kind: Any = "tag" if shape.name == "evidence" else _KINDS.get(shape.kind, "text")
    if shape.kind is Kind.CHOICE:
        value = _word(path.replace("__", "."), shape)
    evidence = _evidence(binding, shape.name) if shape.kind is Kind.MONEY else None
    return Column(shape.name, shape.label, kind, path, value, hidden, evidence=evidence)


def _year(name: str) -> Callable[[Any], str]:
    return lambda row: financial_year_name(getattr(row, name)) if getattr(row, name) else ""


def _word(path: str, shape: Shape) -> Callable[[Any], Any]:
    def word(row: Any) -> Any:
        value = row
        for step in path.split("."):
            value = getattr(value, step)
        if shape.name == "evidence":
            return Evidence(value)
        return None if value in ("unknown", "undefined") else value

    return word


def _evidence(binding: Binding, name: str) -> Callable[[Any], Evidence]:
    return partial(value_evidence, binding, name)


def value_evidence(binding: Binding, name: str, row: Any) -> Evidence:
    """What one value of a row rests on; a missing value rests on nothing."""
    if getattr(row, name, None) is None:
        return Evidence.UNKNOWN
    entries = _entries(row.item.value_evidence, binding.record)
    return entries.get(name, Evidence(row.item.evidence))


@lru_cache(maxsize=1024)
def _entries(text: str, record: type) -> dict[str, Evidence]:
    try:
        return {entry.column: entry.evidence for entry in read_value_evidence(text, record)}
    except EvidenceError:
        return {}


def _filters(binding: Binding, organisations: list[Organisation], on: date) -> tuple[Filter, ...]:
    parties = tuple((organisation.key, organisation.name) for organisation in organisations)
    made = [Filter("q", "Contains", None, _contains), Filter("held", "Held by", parties, held_by)]
    if binding.table == "contracts":
        windows = (("passed", "Last day to act has passed"), ("30", "Act within 30 days"), ("90", "Act within 90 days"),
                   ("none", "Last day to act not known"))  # fmt: skip
        made.append(Filter("act", "Last day to act", windows, partial(_act_within, on)))
    made += [
        Filter(shape.name, shape.label, tuple((word, word) for word in shape.words), _equals(shape.name))
        for shape in binding.own_columns
        if shape.kind is Kind.CHOICE
    ]
    made.append(Filter("evidence", "Evidence", tuple((e.value, e.label) for e in Evidence), _equals("item__evidence")))
    made.append(Filter("audience", "Audience", tuple((a.value, a.value) for a in Audience), _equals("item__audience")))
    made.append(Filter("recorded", "Recorded by", parties, _recorded_by))
    return tuple(made)


def _contains(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(
        Q(item__name__icontains=text) | Q(item__key__icontains=text) | Q(item__description__icontains=text)
    )


def _recorded_by(rows: QuerySet[Any], key: str) -> QuerySet[Any]:
    return rows.filter(item__recorded_by__key=key)


def _equals(path: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    return lambda rows, value: rows.filter(**{path: value})


def _act_within(on: date, rows: QuerySet[Any], window: str) -> QuerySet[Any]:
    if window == "none":
        return rows.filter(act_by__isnull=True)
    if window == "passed":
        return rows.filter(act_by__lt=on)
    return rows.filter(act_by__gte=on, act_by__lte=on + timedelta(days=int(window) + 1))
