"""What is taken away from an estate: a whole case as far as one viewer may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from severalty.estate.queries import SEEN_BY, bindings
from severalty.formats.intake import Known
from severalty.formats.suppliers import plain_name
from severalty.tenancy.access import Viewer
from severalty.tenancy.binding import lookup_for, records_for
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import organisations_of

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

ABOUT = ("key", "name", "summary", "illustrative", "public", "as_of")


def export_for(viewer: Viewer, case: Case) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """The case's description and its rows by table, as far as the viewer may see them; always in the same order."""
    lookup = lookup_for(viewer, case)
    rows: dict[str, list[Any]] = {}
    for table, binding in bindings().items():
        if viewer.may(SEEN_BY.get(binding.permission, Permission.ESTATE_EXPORT), case):
            found = [record for _, record in records_for(viewer, case, binding, lookup)]
            rows[table] = sorted(found, key=_place) if binding.is_item else found
    return _about_of(viewer, case), rows


def _place(record: Any) -> tuple[str, str]:
    return record.key, record.recorded_by


def _about_of(viewer: Viewer, case: Case) -> dict[str, Any]:
    about = {name: getattr(case, name) for name in ABOUT}
    facts = {key: _in_order(case.facts[key]) for key in sorted(case.facts)}
    if not viewer.operator:
        facts.pop("sign_ins", None)
    return {key: value for key, value in about.items() if value is not None} | facts


def _in_order(value: Any) -> Any:
    """The value with its keys in order: databases keep JSON in orders of their own."""
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    return [_in_order(inner) for inner in value] if isinstance(value, list) else value


def known_suppliers(viewer: Viewer, case: Case) -> list[Known]:
    """The suppliers on record that the viewer may see, with the text that refers to each from a row of the viewer's."""
    lookup = lookup_for(viewer, case)
    own = viewer.organisation.pk if viewer.organisation else 0
    return [
        Known(lookup.name_of(row.pk, "suppliers", own), record.name, record.company_number)
        for row, record in records_for(viewer, case, bindings()["suppliers"], lookup)
    ]


def organisation_keys(case: Case) -> dict[str, str]:
    """The keys of the organisations that take part, by their plain names."""
    return {plain_name(organisation.name): organisation.key for organisation in organisations_of(case)}
