"""Facts of the estate and of dispositions that a plan is held against, as far as one viewer may see them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from severalty.dispositions.binding import DISPOSITIONS
from severalty.engine.dates import day
from severalty.engine.dispositions.dispositions import Disposition, Route
from severalty.engine.estate.items import ConfigurationItem, Contract, Renewal
from severalty.engine.estate.terms import last_day_to_act, terms_of
from severalty.engine.fields import Known
from severalty.engine.transition.record import ContractFact, DispositionFact, Extension, SupportFact, UseFact
from severalty.tenancy.access import Viewer
from severalty.tenancy.models import Case
from severalty.tenancy.queries import HOLDINGS

_DAYS_OF_YEAR, _MONTHS_OF_YEAR = 365, 12
_RENEWS = {Renewal.RENEWS_UNLESS_STOPPED: Known.YES, Renewal.UNKNOWN: Known.UNKNOWN}


def contract_fact(contract: Contract, on: date, closed: Collection[date]) -> ContractFact:
    """What a contract asks of a plan; its key stays what it is. An extension costs what the contract does by the month,
    for no other price is on record."""
    act = last_day_to_act(contract, day(on), closed)
    annual, months = contract.annual_charge, [one.months for one in terms_of(contract).remaining]
    return ContractFact(
        contract.key, contract.name, act.current_end, act.advised or (act.last_day.first if act.last_day else None),
        _RENEWS.get(contract.renewal, Known.NO),
        tuple(Extension(one, None if annual is None else annual * one // _MONTHS_OF_YEAR) for one in months if one),
        None if annual is None else annual // _DAYS_OF_YEAR,
    )  # fmt: skip


def support_fact(item: ConfigurationItem) -> SupportFact:
    """Until when the maker supports a thing."""
    return SupportFact(item.key, item.name, item.support_ends, item.quantity or 1)


def disposition_fact(record: Disposition, thing: Mapping[str, str]) -> DispositionFact:
    """What becomes of a thing for one council; `thing` is its name, table and class."""
    return DispositionFact(
        record.key, record.thing, record.council, record.route, thing.get("name", ""), thing.get("table", ""),
        thing.get("item_class", ""), record.by_when, record.one_off_cost, record.annual_cost,
    )  # fmt: skip


def dispositions_about(viewer: Viewer, case: Case, refs: Iterable[str]) -> list[Any]:
    """The rows of dispositions of some things that the viewer may see, those undecided left out."""
    rows = DISPOSITIONS.rows_for(viewer, case).filter(thing__in=list(refs)).exclude(route=Route.UNDECIDED.value)
    return list(rows.order_by("pk"))


def use_facts(viewer: Viewer, case: Case, handles: Mapping[str, str]) -> tuple[UseFact, ...]:
    """Who uses some things, by reference to handle, as far as the viewer may see the shares in them."""
    held = HOLDINGS.rows_for(viewer, case).filter(item__in=list(handles)).order_by("item_id", "organisation__key")
    pairs = dict.fromkeys(held.values_list("item_id", "organisation__key"))
    return tuple(UseFact(handles[ref], council) for ref, council in pairs)
