"""The rows that a project comes to, as they are found; and what of it has no place here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.engine.fields import MOST_LINE
from severalty.formats.limits import LIMITS
from severalty.formats.mspdi.project import Project
from severalty.formats.plan_mspdi.carrying import record_of, texts_of
from severalty.formats.plan_mspdi.days import MINUTES_PER_DAY
from severalty.formats.problems import Problem, clipped


@dataclass
class Gathered:
    """Rows by table with the number of the task or resource they come from, and what could not be taken.

    `keys` are the references to packages, promises and the like by the UID of their task, `teams` those to teams by
    the UID of their resource. `own_fields` are the numbers of fields that the project itself calls as they are called
    here; in a stranger's plan the same fields hold something else.
    """

    project: Project
    name: str
    audience: Audience
    tables: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    rounded: Counter[str] = field(default_factory=Counter)
    keys: dict[int | None, str] = field(default_factory=dict)
    teams: dict[int | None, str] = field(default_factory=dict)
    baselines: dict[int | None, str] = field(default_factory=dict)
    own_fields: frozenset[str] = frozenset()
    plan: str = ""
    count: int = 0
    days: int = 0

    @property
    def minutes_per_day(self) -> int:
        """How many minutes of work the project counts as a day."""
        found = self.project.minutes_per_day
        return found if found and 0 < found <= 24 * 60 else MINUTES_PER_DAY

    @property
    def full(self) -> bool:
        """Whether as many rows were found as one file may have."""
        return self.count >= LIMITS.rows

    @property
    def common(self) -> dict[str, Any]:
        """The columns that every new item has."""
        return {"audience": self.audience, **self.said}

    @property
    def said(self) -> dict[str, Any]:
        """Evidence and source of every new row."""
        return {"evidence": Evidence.REPORTED, "source": clipped(self.name, MOST_LINE)}

    def put(self, table: str, place: int, record: Any) -> None:
        """Take a row, if its values fit the columns of its table."""
        if self.full:
            self.leave("Rows beyond the most that one file may have")
            return
        try:
            record_of(table, texts_of(record))
        except ValueError as error:
            self.blame(place, getattr(record, "name", "") or table, str(error))
            return
        self.tables.setdefault(table, []).append((place, record))
        self.count += 1

    def blame(self, place: int, name: str, found: str) -> None:
        """Note a value that no column takes."""
        self.problems.append(
            Problem("", None, f'task or resource {place} "{clipped(name, 60)}"', f"a value out of bounds ({found})",
                    "a value that the column takes", "correct it in MS Project and save the plan again")
        )  # fmt: skip

    def leave(self, words: str, count: int = 1) -> None:
        """Note something that has no place here."""
        if count:
            self.left_out[words] += count
