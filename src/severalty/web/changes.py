"""Changes of rows in the words of people: what was added, changed or taken off, and the money of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from severalty.engine.dates import day
from severalty.engine.decisions.changes import Act, Change, Fund
from severalty.engine.evidence import Evidence, show_money
from severalty.engine.fields import Column, FieldError, Kind, read

QUIET = frozenset({"key", "value_evidence", "recorded_by", "shared_with"})
"""Columns of which a change is told nowhere: they name a row, or say who may see it."""
ADDED = "Added to the record"
MOST_VALUES = 4
MOST_LETTERS = 80


@dataclass(frozen=True)
class Teller:
    """How a stage tells of changes of its rows.

    `topics` are the topics of its tables, `""` that of all others; `amounts` the column of each table whose money is
    added up; `funds` whether the money of an item, by its reference, is capital or revenue. `url` gives the page of an
    item; `names` are the names of organisations by key.
    """

    bindings: Mapping[str, Any]
    topics: Mapping[str, str]
    url: Callable[[Any], str]
    names: Mapping[str, str] = field(default_factory=dict)
    amounts: Mapping[str, str] = field(default_factory=dict)
    funds: Mapping[str, Fund] = field(default_factory=dict)

    def tell(self, rows: Iterable[Any]) -> Iterator[Change]:
        """A change for each item that was changed, and one for all rows of a table that hang on the same item; what
        was added together with the item that it hangs on is part of its being added."""
        rows = list(rows)
        new = {row.item.ref for row in rows if self.bindings[row.table].is_item and row.net.act is Act.ADDED}
        hung: dict[tuple[str, str], list[Any]] = {}
        for row in rows:
            if self.bindings[row.table].is_item:
                yield from self._of_item(row)
            elif row.item.ref not in new:
                hung.setdefault((row.item.ref, row.table), []).append(row)
        for held in hung.values():
            yield from self._of_hung(held)

    def _of_item(self, row: Any) -> Iterator[Change]:
        binding = self.bindings[row.table]
        shapes = {shape.name: shape for shape in binding.columns}
        told = list(self._values(row, shapes)) if row.net.act is Act.CHANGED else []
        if row.net.act is Act.CHANGED and not told:
            return
        yield Change(
            **self._common(row, binding.singular),
            sentence={Act.ADDED: f"{ADDED}.", Act.WITHDRAWN: "Taken off the record."}.get(row.net.act)
            or _sentence(told),
            before="; ".join(f"{label}: {before}" for label, before, _ in told if before),
            after="; ".join(f"{label}: {after}" for label, _, after in told if after),
            **self._money(row, shapes),
        )

    def _of_hung(self, rows: list[Any]) -> Iterator[Change]:
        binding = self.bindings[rows[0].table]
        if binding.ends and not rows[0].own:
            return  # what such a row is about may be hidden from those who see the item that it hangs on
        counted = Counter(row.net.act for row in rows)
        words = [f"{counted[act]:,} {act.value}" for act in Act if counted[act]]
        last = max(rows, key=lambda row: row.on)
        is_new = set(counted) == {Act.ADDED}
        sentence = f"{ADDED}: {len(rows):,}." if is_new else f"{binding.plural.capitalize()}: {', '.join(words)}."
        act = Act.ADDED if is_new else Act.CHANGED
        yield Change(**self._common(last, binding.plural) | {"act": act}, sentence=sentence)

    def _common(self, row: Any, what: str) -> dict[str, Any]:
        gone = row.item.withdrawn
        return {
            "topic": self.topics.get(row.table, self.topics[""]), "what": what, "subject": row.item.name,
            "act": row.net.act, "on": day(row.on), "evidence": Evidence(row.item.evidence),
            "url": "" if gone else self.url(row.item), "resting_on": f"{row.item.table}:{row.item.key}",
        }  # fmt: skip

    def _values(self, row: Any, shapes: Mapping[str, Column]) -> Iterator[tuple[str, str, str]]:
        """Label, before and after of each column that changed. Where a reference leads is told nowhere: it may be
        hidden, and that it changed at all is told to its keeper alone."""
        for name in (one for one in shapes if one in {**row.net.before, **row.net.after} and one not in QUIET):
            shape = shapes[name]
            leads_away = shape.kind in (Kind.REFERENCE, Kind.REFERENCES) and shape.refers_to != "organisations"
            if leads_away and row.own:
                yield shape.label, "", ""
            elif not leads_away:
                before, after = row.net.before.get(name, ""), row.net.after.get(name, "")
                yield shape.label, self._words(shape, before, row), self._words(shape, after, row)

    def _words(self, shape: Column, text: str, row: Any) -> str:
        if shape.kind is Kind.REFERENCE:
            return self.names.get(text, text)
        if shape.kind not in (Kind.DATE, Kind.MONEY) or not text:
            return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS].rstrip()}…"
        value = _read(shape, text)
        if value is None:
            return text
        return str(value) if shape.kind is Kind.DATE else show_money(value, Evidence(row.item.evidence))

    def _money(self, row: Any, shapes: Mapping[str, Column]) -> dict[str, Any]:
        name = self.amounts.get(row.table, "")
        if not name or name not in {**row.net.before, **row.net.after}:
            return {}
        before, after = (_read(shapes[name], side.get(name, "")) for side in (row.net.before, row.net.after))
        return {
            "is_money": True, "amount_before": before, "amount_after": after,
            "fund": self.funds.get(row.item.ref, Fund.UNKNOWN),
        }  # fmt: skip


def _read(shape: Column, text: str) -> Any:
    try:
        return read(shape, text) if text else None
    except FieldError:
        return None  # written under rules that have changed since


def _sentence(told: list[tuple[str, str, str]]) -> str:
    words = [
        f"{label} changed"
        if not before and not after
        else f"{label}: {before or 'nothing'} became {after or 'nothing'}"
        for label, before, after in told[:MOST_VALUES]
    ]
    more = [f"{len(told) - MOST_VALUES:,} more"] if len(told) > MOST_VALUES else []
    return f"{'; '.join([*words, *more])}."
