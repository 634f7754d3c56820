"""Plain text for people: tables with even columns, and records line by line."""

from collections.abc import Mapping, Sequence
from typing import Any

from severalty.engine.dates import financial_year_name

NOTHING = "–"


def pounds(pence: int) -> str:
    """`−£1,234.50`: always with the pence, so that a column lines up."""
    return f"{'−' if pence < 0 else ''}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"


def rows_of(count: int) -> str:
    """`1 row`, `3,400 rows`."""
    return f"{count:,} {'row' if count == 1 else 'rows'}"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: frozenset[int] = frozenset()) -> str:
    """Rows under heads, in columns; those whose places are in `numbers` are set to the right."""
    widths = [max(len(row[place]) for row in [heads, *rows]) for place in range(len(heads))]
    lines = [_line(heads, widths, numbers), "  ".join("-" * width for width in widths)]
    return "\n".join(lines + [_line(row, widths, numbers) for row in rows])


def _line(cells: Sequence[str], widths: Sequence[int], numbers: frozenset[int]) -> str:
    return "  ".join(
        cell.rjust(width) if place in numbers else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ).rstrip()


def outline(value: Any, name: str = "", depth: int = 0) -> list[str]:
    """A plain value as indented lines: fields with their words, amounts in pence as pounds."""
    indent = "  " * depth
    label = f"{indent}{name.removesuffix('_pence').replace('_', ' ')}: " if name else indent
    if isinstance(value, Mapping) and value:
        head = [label.rstrip()] if name else []
        return head + [line for key, inner in value.items() for line in outline(inner, str(key), depth + bool(name))]
    if isinstance(value, list) and value:
        return [label.rstrip()] + [line for inner in value for line in _listed(inner, depth + 1, name)]
    return [label + _cell(value, name)]


def _listed(value: Any, depth: int, name: str) -> list[str]:
    if not isinstance(value, Mapping):
        return ["  " * depth + "- " + _cell(value, name)]
    lines = outline(value, "", depth + 1)
    lines[0] = "  " * depth + "- " + lines[0].lstrip()
    return lines


def _cell(value: Any, name: str) -> str:
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and (name == "pence" or name.endswith("_pence")):
        return pounds(value)
    if isinstance(value, int) and name == "year":
        return financial_year_name(value)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value)
