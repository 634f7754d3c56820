"""Reads the invented demonstration case for the tests about it."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from severalty.engine.dates import day
from severalty.engine.estate.holdings import position_of
from severalty.engine.estate.parties import Audience
from severalty.engine.fields import Kind, columns_of, read
from severalty.engine.tables import TABLES

FOLDER = Path(__file__).parents[2] / "cases" / "demonstration"
ITEM_TABLES = ("suppliers", "services", "configuration_items", "contracts", "entitlements", "posts", "recoveries")
APPRAISED = (
    "appraisals", "addenda", "options", "gates", "factors", "score_sheets", "sourcings", "cost_lines", "benefits",
    "envelopes",
)  # fmt: skip
SETTLED = (
    "dispositions", "agreements", "variations", "bridges", "letters", "procurement_steps", "post_transfers",
    "future_roles", "experts", "exit_items",
)  # fmt: skip
DECIDED = (
    "exempt_parts", "bodies", "meetings", "cores", "core_versions", "core_exempt_terms", "matters", "delegations",
    "resolutions", "holds", "overrides", "commitments", "consultations", "authorised_acts",
)  # fmt: skip
PLANNED = (
    "plans", "workstreams", "promises", "teams", "freezes", "waves", "work_templates", "work_packages",
    "cut_over_rules", "plan_budgets", "confidence_steps", "baselines", "scenarios", "plan_runs",
)  # fmt: skip
RISKED = ("risk_matrices", "risk_appetites", "risks", "risk_controls", "risk_actions", "risk_effects", "issues")
KEYED = (
    *ITEM_TABLES, "dependencies", "assumptions", "cost_keys", "charges", *APPRAISED, "papers", *SETTLED, *DECIDED,
    *PLANNED, *RISKED,
)  # fmt: skip
UNDER_AN_ITEM = (
    "holdings", "key_counts", "points", "gate_verdicts", "scores", "cost_amounts", "passages",
    "disposition_answers", "agreement_parties", "variation_signatures", "licence_needs", "draw_downs",
    "price_tiers", "expert_items", "exit_words", "body_members", "core_bodies", "route_values",
    "team_allotments", "team_leave", "template_steps", "package_waits", "package_needs", "cut_over_members",
    "baseline_dates", "scenario_changes", "planned_dates",
    "matrix_bands", "matrix_cells", "risk_reviews",
)  # fmt: skip
PARTNERS = {"alderbourne", "stanmere", "twinbridge"}
TODAY = date(2026, 11, 22)


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    """The rows of one table, as text; a column that the file does not carry is blank."""
    blank = {shape.name: "" for shape in columns_of(TABLES[table])}
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(blank | row for row in csv.DictReader(stream))


@cache
def records(table: str) -> tuple[Any, ...]:
    """The rows of one table, as records."""
    kind = TABLES[table]
    return tuple(
        kind(**{shape.name: read(shape, row[shape.name]) for shape in columns_of(kind)}) for row in rows(table)
    )


@cache
def items_by_key() -> dict[str, Any]:
    """Everything that carries an audience, by its key."""
    return {record.key: record for table in KEYED for record in records(table)}


@cache
def contract(key: str) -> Any:
    """One contract."""
    return next(record for record in records("contracts") if record.key == key)


@cache
def position(item: str) -> Any:
    """The shares in one item today."""
    return position_of([holding for holding in records("holdings") if holding.item == item], day(TODAY))


@cache
def organisations() -> frozenset[str]:
    """The keys of those who take part."""
    return frozenset(record.key for record in records("organisations"))


@cache
def viewers(key: str) -> frozenset[str]:
    """The organisations that may see an item; `everyone` stands for the public."""
    record = items_by_key()[key]
    seen = {record.recorded_by} | {holding.organisation for holding in records("holdings") if holding.item == key}
    if record.audience is not Audience.HOLDERS:
        seen |= set(record.shared_with)
    if record.audience in (Audience.PARTNERS, Audience.PARTNERSHIP, Audience.PUBLIC):
        seen |= PARTNERS
    if record.audience in (Audience.PARTNERSHIP, Audience.PUBLIC):
        seen |= organisations()
    return frozenset(seen | ({"everyone"} if record.audience is Audience.PUBLIC else set()))


def references() -> Iterator[tuple[str, Any, str, str, str]]:
    """Every reference: its table, its record, its column, the table it points to and the key it names."""
    for table, kind in TABLES.items():
        for shape in columns_of(kind):
            if shape.kind not in (Kind.REFERENCE, Kind.REFERENCES):
                continue
            for record in records(table):
                value = getattr(record, shape.name)
                for key in value if shape.kind is Kind.REFERENCES else (value,):
                    if key:
                        yield table, record, shape.name, shape.refers_to, key
