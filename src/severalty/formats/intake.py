"""What other systems send, as the tables of a case: published contracts, configuration databases, lists of users."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from severalty.engine.appraisal.charges import CostKey, KeyCount, Unit
from severalty.engine.dates import day
from severalty.engine.estate.items import (
    ConfigurationItem,
    Contract,
    Dependency,
    ItemClass,
    Relation,
    Service,
    Supplier,
)
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.engine.fields import MOST_LINE, MOST_TEXT
from severalty.formats.case import CaseFile, TableFile
from severalty.formats.configuration import CmdbImport, ImportedItem
from severalty.formats.problems import clipped
from severalty.formats.published import Published, PublishedContract, PublishedSupplier
from severalty.formats.suppliers import COMPANY, plain_name

ICT = ("48", "72")
"""Divisions of the Common Procurement Vocabulary: software packages, and IT services."""


@dataclass(frozen=True)
class Known:
    """A supplier on record: the text that refers to it, its name and its company number (empty where not known)."""

    reference: str
    name: str
    company_number: str


@dataclass(frozen=True)
class Taking:
    """What is taken of published contracts.

    `merged` are the suggestions that a person confirmed, by their `key`; `organisations` lead from a name to the key of
    an organisation of the case; an empty `contains` or `buyer` takes all.
    """

    only_ict: bool = False
    contains: str = ""
    buyer: str = ""
    merged: frozenset[str] = frozenset()
    known: Sequence[Known] = ()
    organisations: Mapping[str, str] = field(default_factory=dict)
    audience: Audience = Audience.HOLDERS


@dataclass(frozen=True)
class Alike:
    """Two suppliers that may be one; `keep` and `other` are names, `key` is what a person confirms by."""

    key: str
    keep: str
    other: str
    why: str


@dataclass
class Intake:
    """The tables that a stranger's file comes to; `alike` waits for a person, `left_out` says what was not taken."""

    file: CaseFile
    alike: list[Alike] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def key_from(text: str) -> str:
    """A key of this program from a stranger's; the same text gives the same key."""
    clean = re.sub(r"[^\w./:|>()&',+ -]", "-", " ".join(text.split()))
    return re.sub(r"^\W+", "", clean)[:MOST_LINE] or "unnamed"


def table_file(table: str, records: Iterable[tuple[int, Any]]) -> TableFile:
    """A table of records that came without headings of their own."""
    return TableFile(table, table.replace("_", " ").capitalize(), (), records=list(records))


def published_case(published: Published, name: str, taking: Taking) -> Intake:
    """Published contracts and their suppliers as tables.

    Suppliers with the company number of one on record become that one; those that a person confirmed as the same, too.
    """
    wanted = [contract for contract in published.contracts if _is_wanted(contract, taking)]
    used = {key for contract in wanted for key in contract.supplier_keys}
    suppliers = [supplier for supplier in published.suppliers if supplier.key in used]
    settled, alike = _settled(suppliers, published, taking)
    names = {supplier.key: supplier.name for supplier in suppliers}
    intake = Intake(CaseFile(name), alike)
    kept = [supplier for supplier in suppliers if settled[supplier.key] == key_from(supplier.key)]
    rows = enumerate((_supplier(supplier, taking) for supplier in kept), start=1)
    intake.file.tables["suppliers"] = table_file("suppliers", rows)
    contracts = enumerate(_contracts(wanted, settled, names, taking), start=1)
    intake.file.tables["contracts"] = table_file("contracts", contracts)
    intake.file.notices += [*published.notices, *map(str, published.problems)]
    intake.left_out += [f"{one.title or one.ocid}: {one.reason}." for one in published.skipped]
    passed = len(published.contracts) - len(wanted)
    if passed:
        intake.file.notices.append(f"{passed:,} of {len(published.contracts):,} contracts were not asked for.")
    return intake


def _is_wanted(contract: PublishedContract, taking: Taking) -> bool:
    if taking.only_ict and not any(code.startswith(ICT) for code in contract.cpv):
        return False
    if taking.buyer and taking.buyer.casefold() not in (contract.buyer or "").casefold():
        return False
    text = f"{contract.title or ''} {contract.description or ''} {contract.ocid}".casefold()
    return taking.contains.casefold() in text


def _settled(
    suppliers: Sequence[PublishedSupplier], published: Published, taking: Taking
) -> tuple[dict[str, str], list[Alike]]:
    """By supplier of the file, the reference to use; and what a person may still confirm."""
    by_number = {one.company_number: one for one in taking.known if one.company_number}
    own = {key_from(supplier.key) for supplier in suppliers}
    by_name: dict[str, Known] = {}
    for one in taking.known:
        if one.reference not in own:
            by_name.setdefault(plain_name(one.name), one)
    found: dict[str, str] = {}
    alike: list[Alike] = []
    for supplier in suppliers:
        key, number = key_from(supplier.key), _company_number(supplier)
        same, similar = by_number.get(number), by_name.get(plain_name(supplier.name))
        found[supplier.key] = same.reference if same else key
        differs = similar is not None and number and similar.company_number not in ("", number)
        if same is None and similar is not None and not differs:
            mark = f"{similar.reference}|{key}"
            alike.append(Alike(mark, f"{similar.name} (on record)", supplier.name, "The names are alike."))
            found[supplier.key] = similar.reference if mark in taking.merged else key
    alike += _alike_inside(suppliers, published, found, taking)
    return found, alike


def _alike_inside(
    suppliers: Sequence[PublishedSupplier], published: Published, found: dict[str, str], taking: Taking
) -> list[Alike]:
    names = {supplier.key: supplier.name for supplier in suppliers}
    alike = []
    for suggestion in published.suggestions:
        keys = [key for key in (suggestion.keep, *suggestion.merge) if key in names]
        for other in keys[1:]:
            mark = f"{key_from(keys[0])}|{key_from(other)}"
            alike.append(Alike(mark, names[keys[0]], names[other], suggestion.why))
            if mark in taking.merged and found[other] == key_from(other):
                found[other] = found[keys[0]]
    return alike


def _company_number(supplier: PublishedSupplier) -> str:
    return next((number for scheme, number in supplier.identifiers if scheme == COMPANY), "")


def _supplier(supplier: PublishedSupplier, taking: Taking) -> Supplier:
    marks = [f"{scheme} {number}" for scheme, number in supplier.identifiers if scheme != COMPANY]
    names = [f"Also written {name}" for name in supplier.other_names]
    return Supplier(
        key=key_from(supplier.key), name=clipped(supplier.name, MOST_LINE), company_number=_company_number(supplier),
        description=_text([*names, *marks]), audience=taking.audience, evidence=Evidence.REPORTED,
        source="Published contract notices",
    )  # fmt: skip


def _contracts(
    wanted: Iterable[PublishedContract], settled: Mapping[str, str], names: Mapping[str, str], taking: Taking
) -> Iterable[Contract]:
    times: dict[str, int] = {}
    for contract in wanted:
        key = key_from(f"{contract.ocid}/{contract.award_id}" if contract.award_id else contract.ocid)
        times[key] = times.get(key, 0) + 1
        yield _contract(key if times[key] == 1 else f"{key}/{times[key]}", contract, settled, names, taking)


def _contract(
    key: str, contract: PublishedContract, settled: Mapping[str, str], names: Mapping[str, str], taking: Taking
) -> Contract:
    parties = list(dict.fromkeys(settled[key] for key in contract.supplier_keys))
    others = [names[key] for key in contract.supplier_keys if settled[key] != parties[0]] if parties else []
    in_pounds = contract.currency in (None, "GBP")
    holder = taking.organisations.get(plain_name(contract.buyer or ""), "")
    extent = contract.max_extent
    facts = [
        contract.description or "",
        "" if holder or not contract.buyer else f"Buyer: {contract.buyer}",
        f"Also supplied by {'; '.join(dict.fromkeys(others))}" if others else "",
        f"May run until {extent.isoformat()} at the longest" if extent and extent != contract.ends else "",
        "" if in_pounds or contract.value_pence is None else f"Its value is in {contract.currency} and was left out",
        "The value includes VAT" if contract.value_is == "gross" else "",
    ]
    return Contract(
        key=key, name=clipped(contract.title or contract.ocid, MOST_LINE), description=_text(facts),
        supplier=parties[0] if parties else "", holder=holder, reference=clipped(contract.ocid, MOST_LINE),
        starts=day(contract.starts) if contract.starts else None, ends=day(contract.ends) if contract.ends else None,
        total_value=contract.value_pence if in_pounds else None, route=clipped(contract.procedure or "", MOST_LINE),
        audience=taking.audience, evidence=Evidence.REPORTED,
        source=clipped(contract.source or f"Published notice {contract.ocid}", MOST_LINE),
    )  # fmt: skip


def cmdb_case(cmdb: CmdbImport, name: str, audience: Audience = Audience.HOLDERS) -> Intake:
    """Configuration items, services and dependencies as tables; what has no place here is named in `left_out`."""
    intake = Intake(CaseFile(name, problems=list(cmdb.problems), notices=list(cmdb.notices)))
    common: dict[str, Any] = {"audience": audience, "evidence": Evidence.REPORTED, "source": clipped(name, MOST_LINE)}
    services = [
        Service(
            key=key_from(one.key), name=clipped(one.name, MOST_LINE), description=_text([one.description]), **common
        )
        for one in cmdb.services
    ]
    items = [
        ConfigurationItem(
            key=key_from(one.key), name=clipped(one.name, MOST_LINE), description=_item_text(one),
            item_class=ItemClass(one.item_class), **common,
        )
        for one in cmdb.items
    ]  # fmt: skip
    links = [
        Dependency(
            key="", name="", depends=key_from(one.depends), relation=Relation(one.kind), on=key_from(one.on),
            description=_text([one.note]), **common,
        )
        for one in cmdb.dependencies
    ]  # fmt: skip
    for table, records in (("services", services), ("configuration_items", items), ("dependencies", links)):
        intake.file.tables[table] = table_file(table, enumerate(records, start=1))
    intake.left_out += [f"{one.name or one.place} ({one.source_type}): {one.reason}." for one in cmdb.unmapped]
    return intake


def _item_text(item: ImportedItem) -> str:
    return _text([item.description, *(f"{name}: {value}" for name, value in item.attributes)])


def directory_case(
    counts: Mapping[str, int], census_on: dt.date, name: str, audience: Audience = Audience.HOLDERS
) -> Intake:
    """Numbers of users by organisation on a census day, as a cost key with its counts; nothing of any person."""
    key = f"users-{census_on.isoformat()}"
    intake = Intake(CaseFile(name))
    record = CostKey(
        key=key, name=f"Users on {census_on.day} {census_on:%B %Y}", unit=Unit.USERS, counted_on=day(census_on),
        counted_in="Directory", audience=audience, evidence=Evidence.REPORTED, source="Counted from a directory's list",
    )  # fmt: skip
    rows = [
        KeyCount(cost_key=key, organisation=organisation, count=count, source="Counted from a directory's list")
        for organisation, count in counts.items()
    ]
    intake.file.tables["cost_keys"] = table_file("cost_keys", [(1, record)])
    intake.file.tables["key_counts"] = table_file("key_counts", enumerate(rows, start=1))
    return intake


def _text(parts: Iterable[str]) -> str:
    text = "\n".join(part.strip() for part in parts if part.strip())
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"
