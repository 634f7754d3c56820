"""Build the reference pages from the code: `python docs/build.py`, or with `--check` only compare them."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from severalty.engine.fields import Column, Kind, columns_of
from severalty.engine.rules import RULES, Rule
from severalty.engine.tables import TABLES
from severalty.formats.records import schema_of

REFERENCE = Path(__file__).parent / "reference"
NOTE = "<!-- Built by docs/build.py from the code; change the code, then run it again. -->"

RULES_HEAD = """\
Each rule takes one JSON value and gives one. Money is in whole pence; a financial year is the year it starts in;
dates are as precise as they are known, such as `2025-03`.

```
severalty calculate --list
severalty calculate RULE --example
severalty calculate RULE file.json --json
```"""
TABLES_HEAD = """\
The columns of every table, as files carry them and pages show them. A table comes after those that it refers to.
Weight is what a column counts for in the completeness of a row."""


def main(arguments: list[str] | None = None, folder: Path = REFERENCE) -> int:
    """Write the pages; with --check, name those that are out of date and return 1."""
    parser = argparse.ArgumentParser(description="Build the reference pages from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a page is out of date")
    args = parser.parse_args(arguments)
    pages = {"rules.md": rules_page(RULES), "tables.md": tables_page(TABLES)}
    stale = [name for name, text in pages.items() if _held(folder / name) != text]
    if args.check:
        for name in stale:
            print(f"docs/reference/{name} is out of date; run: python docs/build.py", file=sys.stderr)
        return 1 if stale else 0
    folder.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (folder / name).write_text(pages[name], encoding="utf-8")
        print(f"Wrote docs/reference/{name}.")
    return 0


def _held(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def rules_page(rules: Mapping[str, Rule]) -> str:
    """Every rule with its question, its answer and an example."""
    head = [
        "# Rules",
        NOTE,
        RULES_HEAD,
        "\n".join(f"- [{rule.name}](#{rule.name}): {rule.summary}" for rule in rules.values()),
    ]
    return "\n\n".join(head + [_rule(rule) for rule in rules.values()]) + "\n"


def _rule(rule: Rule) -> str:
    parts = [f"## {rule.name}", rule.summary]
    if rule.source:
        parts.append(f"Source: {rule.source}.")
    parts += [
        f"**Takes** {_first_line(rule.takes)}\n\n{_fields(schema_of(rule.takes))}",
        f"**Gives** {_first_line(rule.gives)}\n\n{_fields(schema_of(rule.gives))}",
        f"Example:\n\n```json\n{json.dumps(rule.example, ensure_ascii=False, indent=2)}\n```",
    ]
    return "\n\n".join(parts)


def _first_line(record: type) -> str:
    return (record.__doc__ or "").strip().partition("\n")[0]


def _fields(schema: dict[str, Any]) -> str:
    """The fields of a schema and of the records within it, as one table each."""
    named = schema.get("$defs", {})
    first = schema["$ref"].rpartition("/")[2]
    tables = []
    for name in [first, *sorted(set(named) - {first})]:
        shape = named[name]
        if "enum" in shape:
            tables.append(f"*{name}* is one of: {', '.join(shape['enum'])}.")
        if "properties" in shape:
            tables.append(_field_table("" if name == first else name, shape))
    return "\n\n".join(tables)


def _field_table(name: str, shape: dict[str, Any]) -> str:
    required = shape.get("required", [])
    rows = [
        f"| `{field}` | {_kind(kind)} | {'yes' if field in required else 'no'} |"
        for field, kind in shape["properties"].items()
    ]
    head = f"Each *{name}*:\n\n" if name else ""
    return "\n".join([f"{head}| field | kind | needed |", "| --- | --- | --- |", *rows])


def _kind(kind: dict[str, Any]) -> str:
    if "$ref" in kind:
        return f"*{kind['$ref'].rpartition('/')[2]}*"
    if "anyOf" in kind:
        return " or ".join(_kind(one) for one in kind["anyOf"])
    if kind.get("type") == "array":
        return f"list of {_kind(kind['items'])}" if kind.get("items") else f"list of {_pair(kind)}"
    if kind.get("type") == "object":
        return f"object of {_kind(kind.get('additionalProperties', {}))}"
    if kind.get("format") == "date":
        return "day"
    if kind.get("description") in ("A date as precise as it is known.", "A length of time."):
        return "date" if "date" in kind["description"] else "length of time"
    words = {"integer": "whole number", "string": "text", "boolean": "true or false", "null": "null"}
    return words.get(kind.get("type", ""), "anything")


def _pair(kind: dict[str, Any]) -> str:
    return " and ".join(_kind(one) for one in kind.get("prefixItems", [])) or "anything"


def tables_page(tables: Mapping[str, type]) -> str:
    """Every table with its columns."""
    head = [
        "# Tables",
        NOTE,
        TABLES_HEAD,
        "\n".join(f"- [{name}](#{name})" for name in tables),
    ]
    return "\n\n".join(head + [_table(name, record) for name, record in tables.items()]) + "\n"


def _table(name: str, record: type) -> str:
    rows = [_column(shape) for shape in columns_of(record)]
    heads = "| column | label | holds | needed | weight | example | note |"
    return "\n".join([f"## {name}\n", f"{_first_line(record)}\n", heads, "| --- " * 7 + "|", *rows])


def _column(shape: Column) -> str:
    holds = str(shape.kind)
    if shape.words:
        holds = "one of: " + ", ".join(shape.words)
    elif shape.kind in (Kind.REFERENCE, Kind.REFERENCES):
        holds = f"key of {'any item' if shape.refers_to == 'item' else f'[{shape.refers_to}](#{shape.refers_to})'}"
        holds = holds.replace("key", "keys", 1) if shape.kind is Kind.REFERENCES else holds
    cells = (
        f"`{shape.name}`", shape.label, holds, "yes" if shape.required else "", str(shape.weight or ""),
        shape.example, shape.help,
    )  # fmt: skip
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
