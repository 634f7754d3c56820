"""The records of one plan by table, as a file takes them: what a viewer may see, with keys in place of handles."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from severalty.engine.fields import Kind, columns_of
from severalty.engine.tables import TABLES
from severalty.engine.transition.progress import Baseline, BaselineDate
from severalty.engine.transition.record import Dated, PlanRecord

TABLES_OF_PLAN = (
    "plans", "workstreams", "promises", "teams", "team_allotments", "team_leave", "freezes", "waves", "work_packages",
    "package_waits", "package_needs", "cut_over_rules", "cut_over_members", "plan_budgets", "baselines",
    "baseline_dates",
)  # fmt: skip
"""The tables that travel in a plan's file, in the order in which they lead to one another."""
OWNERS = {
    "package_waits": ("work_packages", "package"),
    "package_needs": ("work_packages", "package"),
    "baseline_dates": ("work_packages", "package"),
    "cut_over_members": ("cut_over_rules", "rule"),
    "team_allotments": ("teams", "team"),
    "team_leave": ("teams", "team"),
}
"""Tables whose rows ride along with the record that this column of theirs names."""

_NOBODY: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True)
class Outside:
    """Something outside the plan that its work waits for: a decision or a package of another plan, and its day."""

    key: str
    name: str
    on: date | None = None


@dataclass(frozen=True)
class PlanFile:
    """What goes into a file: records by table, the dates that count, what is outside, and the bank holidays."""

    tables: Mapping[str, tuple[Any, ...]]
    dates: tuple[Dated, ...] = ()
    outside: tuple[Outside, ...] = ()
    closed: tuple[date, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def of(self, table: str) -> tuple[Any, ...]:
        """The records of a table."""
        return self.tables.get(table, ())


def plan_file(
    record: PlanRecord,
    dates: Sequence[Dated] | None = None,
    baselines: Sequence[Baseline] = (),
    baseline_dates: Sequence[BaselineDate] = (),
    shared: Mapping[str, tuple[str, ...]] = _NOBODY,
) -> PlanFile:
    """What one viewer may see of a plan, as a file takes it; the dates of the run that counts where none are given.

    `shared` are, by handle, the organisations that an item is shared with by name, which a plan record does not hold:
    without them a file that comes in again would take those names away.
    """
    tables: dict[str, Sequence[Any]] = {
        "plans": (record.plan,), "workstreams": record.workstreams, "promises": record.promises,
        "teams": record.teams, "team_allotments": record.allotments, "team_leave": record.leave,
        "freezes": record.freezes, "waves": record.waves, "work_packages": record.packages,
        "package_waits": record.waits, "package_needs": record.needs, "cut_over_rules": record.rules,
        "cut_over_members": record.members, "plan_budgets": record.budgets, "baselines": baselines,
        "baseline_dates": baseline_dates,
    }  # fmt: skip
    outside = [Outside(one.key, one.name, one.earliest) for one in record.gates]
    outside += [Outside(one.key, one.name, one.ends) for one in record.elsewhere]
    return PlanFile(
        {table: tuple(_plain(one, shared) for one in tables[table]) for table in TABLES_OF_PLAN},
        tuple(dataclasses.replace(one, package=reference(one.package)) for one in dates or record.previous),
        tuple(outside),
        record.closed,
        record.names,
    )


def reference(text: str) -> str:
    """A handle as the reference that a file carries: `work_packages:mail@newham` becomes `mail@newham`."""
    table, mark, rest = text.partition(":")
    return rest if mark and table in TABLES else text


def key_part(text: str) -> str:
    """The key within a reference or a handle."""
    return reference(text).rpartition("@")[0] or reference(text)


def _plain(record: Any, shared: Mapping[str, tuple[str, ...]]) -> Any:
    changes: dict[str, Any] = {}
    names = shared.get(getattr(record, "key", ""), ())
    if names:
        changes["shared_with"] = names
    kind: type = type(record)
    for shape in columns_of(kind):
        value = getattr(record, shape.name)
        if shape.kind is Kind.KEY and isinstance(value, str):
            changes[shape.name] = key_part(value) if ":" in value else value
        elif shape.kind is Kind.REFERENCE and isinstance(value, str) and shape.refers_to != "item":
            changes[shape.name] = reference(value)
    return dataclasses.replace(record, **changes)


@dataclass
class Finder:
    """Records by the references that lead to them: by key and recorder, or by key alone where nobody else has it."""

    found: dict[str, Any] = field(default_factory=dict)

    def add(self, table: str, record: Any, value: Any) -> None:
        """Make a value known by the key of a record."""
        for text in (record.key, f"{record.key}@{record.recorded_by}", f"{table}:{record.key}"):
            self.found.setdefault(text, value)
        self.found[f"{table}:{record.key}@{record.recorded_by}"] = value

    def find(self, text: str, recorder: str = "") -> Any:
        """The value that a reference from a row of this recorder leads to, or nothing."""
        for one in (f"{text}@{recorder}" if recorder and "@" not in text else text, text, reference(text)):
            if one in self.found:
                return self.found[one]
        return None
