"""The changes of one item in the words of its pages."""

from __future__ import annotations

from typing import Any

from severalty.engine.evidence import Evidence, show_money
from severalty.engine.fields import FieldError, Kind, read
from severalty.estate import queries

DONE = {"create": "added", "change": "changed", "remove": "removed", "withdraw": "withdrawn", "attest": "given"}


def told(body: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """A change in the words of the pages: its labels in place of the names of columns."""
    kinds = {"holdings": "share", "attestations": "confirmation"}
    table = kinds.get(body.get("table", ""), "record")
    binding = queries.bindings().get(body.get("table", ""))
    shapes = {shape.name: shape for shape in binding.columns} if binding else {}
    before, after = body.get("before", {}), body.get("after", {})
    values = [(shapes[name].label if name in shapes else name.replace("_", " ").capitalize(), name in before,
               _value_words(shapes.get(name), before.get(name, ""), names),
               _value_words(shapes.get(name), after.get(name, ""), names))
              for name in after or before if after.get(name) or before.get(name)]  # fmt: skip
    behalf = body.get("for", "")
    return {
        "by": body.get("by", ""), "for": names.get(behalf, behalf), "why": body.get("why", ""),
        "what": f"{table} {DONE.get(body.get('act', ''), body.get('act', ''))}".capitalize(), "values": values,
    }  # fmt: skip


def _value_words(shape: Any, text: str, names: dict[str, str]) -> str:
    """A value of the trail as the pages write it; one that cannot be read any more stays as it was written."""
    if shape is None or not text:
        return text
    if shape.kind is Kind.REFERENCE:
        return names.get(text, text) if shape.refers_to == "organisations" else text
    try:
        if shape.kind is Kind.DATE:
            return str(read(shape, text))
        return show_money(read(shape, text), Evidence.REPORTED) if shape.kind is Kind.MONEY else text
    except FieldError:
        return text
