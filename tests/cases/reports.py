"""Reads the three report cases for the tests about them."""

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from severalty.engine.estate.items import Item
from severalty.engine.fields import columns_of, read
from severalty.engine.tables import TABLES as EVERY_TABLE

CASES = Path(__file__).parents[2] / "cases"
REPORTS = {"havering-newham": ("S0", "S1", "S2"), "melton": ("S3",), "lincolnshire": ("S4",)}
TABLES = {name: record for name, record in EVERY_TABLE.items() if name != "attestations"}
"""Those that reports can fill; nobody attests a report."""


@cache
def cells_of(case: str, table: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a file as they are written, its heading first."""
    with (CASES / case / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(tuple(row) for row in csv.reader(file, strict=True))


@cache
def rows_of(case: str, table: str) -> tuple[Any, ...]:
    """The records of a file, read by the engine's columns."""
    record = TABLES[table]
    heading, *rows = cells_of(case, table)
    shapes = {shape.name: shape for shape in columns_of(record)}
    return tuple(
        record(**{name: read(shapes[name], text) for name, text in zip(heading, row, strict=True)}) for row in rows
    )


@cache
def manifest_of(case: str) -> dict[str, Any]:
    """The case's own description."""
    return tomllib.loads((CASES / case / "case.toml").read_text(encoding="utf-8"))


def one(case: str, table: str, key: str) -> Any:
    """The one record of this key."""
    [found] = [row for row in rows_of(case, table) if row.key == key]
    return found


def keys_of(case: str, table: str) -> set[str]:
    """The keys that a reference to this table may take; `item` stands for every kind of item."""
    if table == "item":
        return {row.key for name, record in TABLES.items() if issubclass(record, Item) for row in rows_of(case, name)}
    return {row.key for row in rows_of(case, table)}
