"""What can be said of a case file on its own: whether keys are unique and references resolve inside it."""

from collections.abc import Iterator, Mapping
from typing import Any

from severalty.engine.fields import Column, Kind, columns_of
from severalty.formats.case import CaseFile, TableFile
from severalty.formats.problems import Problem

NATURAL: Mapping[str, tuple[str, ...]] = {
    "memberships": ("partnership", "organisation", "starts"),
    "holdings": ("item", "organisation", "claimed_by", "starts", "recorded_by"),
    "key_counts": ("cost_key", "organisation", "recorded_by"),
    "attestations": ("item", "owner", "due_on", "recorded_by"),
    "points": ("option", "side", "place", "recorded_by"),
    "gate_verdicts": ("gate", "option", "recorded_by"),
    "scores": ("sheet", "option", "factor", "recorded_by"),
    "cost_amounts": ("cost_line", "year", "recorded_by"),
    "disposition_answers": ("disposition", "organisation", "recorded_by"),
    "agreement_parties": ("agreement", "organisation", "recorded_by"),
    "variation_signatures": ("variation", "organisation", "recorded_by"),
    "licence_needs": ("entitlement", "organisation", "recorded_by"),
    "draw_downs": ("contingency", "reference", "recorded_by"),
    "price_tiers": ("entitlement", "quantity_from", "recorded_by"),
    "expert_items": ("expert", "thing", "recorded_by"),
    "exit_words": ("exit_item", "organisation", "said_on", "recorded_by"),
    "passages": ("paper", "section", "about", "recorded_by"),
    "body_members": ("body", "post", "starts", "recorded_by"),
    "core_bodies": ("core", "organisation", "body", "recorded_by"),
    "matrix_bands": ("matrix", "place", "recorded_by"),
    "matrix_cells": ("matrix", "likelihood", "impact", "recorded_by"),
    "risk_reviews": ("risk", "organisation", "reviewed_on", "recorded_by"),
    "route_values": ("organisation", "rule", "starts", "recorded_by"),
    "team_allotments": ("team", "organisation", "starts", "recorded_by"),
    "team_leave": ("team", "starts", "recorded_by"),
    "template_steps": ("template", "step", "recorded_by"),
    "package_waits": ("package", "follows", "recorded_by"),
    "package_needs": ("package", "team", "recorded_by"),
    "cut_over_members": ("rule", "package", "recorded_by"),
    "baseline_dates": ("baseline", "package", "recorded_by"),
    "scenario_changes": ("scenario", "thing", "value", "recorded_by"),
    "planned_dates": ("run", "package", "recorded_by"),
}
"""The columns that name a row of a table without keys of its own."""


def inside_problems(case: CaseFile) -> list[Problem]:
    """Rows that stand twice, and references to rows that the file should hold and does not."""
    keys = {table: {row.key for _, row in found.records if hasattr(row, "key")} for table, found in case.tables.items()}
    found: list[Problem] = []
    for table in case.tables.values():
        found += _doubled(table)
        for shape in columns_of(table.record_type):
            known = _known(shape, keys)
            if known is not None:
                found += _unresolved(table, shape, known)
    return found


def not_checked(case: CaseFile) -> list[str]:
    """The tables that rows refer to and the file does not carry; they may be on record."""
    named = {
        shape.refers_to
        for table in case.tables.values()
        for shape in columns_of(table.record_type)
        if shape.refers_to not in ("", "item", *case.tables)
        and any(getattr(row, shape.name) for _, row in table.records)
    }
    return sorted(named)


def _known(shape: Column, keys: Mapping[str, set[str]]) -> set[str] | None:
    if shape.kind not in (Kind.REFERENCE, Kind.REFERENCES):
        return None
    if shape.refers_to == "item":
        # Without any table of items beside it, a table of holdings speaks of what is on record already.
        return set().union(*keys.values()) if len(keys) > 1 else None
    return keys.get(shape.refers_to)


def _doubled(table: TableFile) -> Iterator[Problem]:
    names = NATURAL.get(table.table, ("key", "recorded_by"))
    seen: dict[tuple[Any, ...], int] = {}
    for number, row in table.records:
        row = row.completed() if hasattr(row, "completed") else row
        identity = tuple(str(getattr(row, name, "")) for name in names)
        first = seen.setdefault(identity, number)
        if first != number:
            text = " · ".join(part for part in identity if part and part != "None")
            yield Problem(
                table.sheet, number, table.letters.get(names[0]), f"{text} again, as in row {first}", "each row once",
                "remove one of the two rows, or give one another key",
            )  # fmt: skip


def _unresolved(table: TableFile, shape: Column, known: set[str]) -> Iterator[Problem]:
    for number, row in table.records:
        value = getattr(row, shape.name)
        for text in value if isinstance(value, tuple) else (value,):
            if text and not _is_known(text, known, any_table=shape.refers_to == "item"):
                wanted = "items" if shape.refers_to == "item" else shape.refers_to.replace("_", " ")
                yield Problem(
                    table.sheet, number, table.letters.get(shape.name, shape.name), text,
                    f"the key of one of the {wanted} in this file", f"add it to {wanted}, or correct the key",
                )  # fmt: skip


def _is_known(text: str, known: set[str], *, any_table: bool) -> bool:
    key = text.partition("@")[0]
    return key in known or (any_table and key.partition(":")[2] in known)
