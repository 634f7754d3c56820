"""Which columns of a table of money are worth their room."""

from collections.abc import Sequence
from typing import Any

from severalty.web.columns import Column
from severalty.web.sheets import Sheet, csv_file

__all__ = ["Sheet", "csv_file", "with_amounts"]

OPTIONAL = frozenset({"capital_from_revenue", "unstated"})


def with_amounts(columns: Sequence[Column], rows: Sequence[Any]) -> tuple[Column, ...]:
    """The columns without those optional amounts that are nought in every row."""
    return tuple(
        column for column in columns if column.key not in OPTIONAL or any(column.value_of(row) for row in rows)
    )
