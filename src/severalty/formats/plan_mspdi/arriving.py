"""A project of MS Project as the tables of a case: a stranger's plan anew, our own with what was changed in it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from severalty.engine.dates import day
from severalty.engine.estate.parties import Audience
from severalty.engine.fields import MOST_LINE
from severalty.engine.transition.packages import Maturity, PackageKind, Plan, WorkPackage, Workstream
from severalty.engine.transition.progress import Baseline
from severalty.engine.transition.record import Dated
from severalty.formats.case import CaseFile
from severalty.formats.intake import Intake, table_file
from severalty.formats.mspdi.losses import Fate, Losses
from severalty.formats.mspdi.project import Project
from severalty.formats.mspdi.reading import read_mspdi
from severalty.formats.mspdi.splits import splits_of
from severalty.formats.mspdi.tasks import Task
from severalty.formats.mspdi.values import ConstraintType
from severalty.formats.plan_mspdi.arriving_rows import (
    Context,
    take_baselines,
    take_needs,
    take_summary_links,
    take_waits,
)
from severalty.formats.plan_mspdi.arriving_teams import take_freezes, take_teams
from severalty.formats.plan_mspdi.carrying import TASK_TEXTS, own_among, record_of, unpacked
from severalty.formats.plan_mspdi.gathered import Gathered
from severalty.formats.plan_mspdi.leaving import promise_task
from severalty.formats.plan_mspdi.no_place import leave_rest
from severalty.formats.plan_mspdi.outline import parents_of, settled
from severalty.formats.plan_mspdi.package import (
    is_elapsed,
    is_guess,
    likely_of,
    long_text,
    package_changes,
    package_task,
)
from severalty.formats.plan_mspdi.plan_file import TABLES_OF_PLAN, Finder, reference
from severalty.formats.problems import clipped

NOT_BOUND = (
    ConstraintType.AS_LATE_AS_POSSIBLE, ConstraintType.START_NO_LATER_THAN, ConstraintType.FINISH_NO_EARLIER_THAN,
)  # fmt: skip


def tables_of(
    project: Project, losses: Losses, name: str, audience: Audience = Audience.HOLDERS, plan: str = ""
) -> Intake:
    """The plan as tables of the case, for the same preview as any other file.

    `plan` is the key that a stranger's plan is to have; what rode along in fields named Severalty comes back, with what
    was changed in MS Project since. What has no place here is in `left_out`, problems keep all of it from being taken.
    """
    found = Gathered(project, name, audience, problems=list(losses.problems), own_fields=own_among(project.fields))
    found.notices += [str(one) for one in losses.remarks]
    _Reader(found, plan).read()
    file = CaseFile(name, problems=found.problems, notices=_notices(found))
    for table in TABLES_OF_PLAN:
        if table in found.tables:
            file.tables[table] = table_file(table, found.tables[table])
    left = [_line(words, count) for words, count in sorted(found.left_out.items())]
    left += [_line(f"{one.path}, which MSPDI does not have", one.count) for one in losses.of(Fate.UNKNOWN)]
    left += [_line(one.path, one.count) for one in losses.of(Fate.DROPPED)]
    return Intake(file, left_out=left)


def plan_case(source: bytes | Path, name: str, audience: Audience = Audience.HOLDERS) -> Intake:
    """A file of MS Project XML as tables of the case. Raises Unreadable."""
    project, losses = read_mspdi(source, name)
    return tables_of(project, losses, name, audience)


def _line(words: str, count: int) -> str:
    return f"{words} ({count:,})."


def _notices(found: Gathered) -> list[str]:
    return [*found.notices, *(f"{count:,} {words}." for words, count in sorted(found.rounded.items()))]


def plan_key(text: str) -> str:
    """A key for a plan from its title."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold().removesuffix(".xml")).strip("-")[:60] or "plan"


@dataclass(frozen=True)
class Carried:
    """What rode along with a task: a record of a table, rows that belong to it, and the dates it was written with."""

    table: str
    record: Any
    also: Mapping[str, list[Any]] = field(default_factory=dict)
    dated: Dated | None = None
    length: int = 0


class _Reader:
    """Reads tasks in their order: the project, workstreams, packages below them, and what was kept."""

    def __init__(self, found: Gathered, plan: str) -> None:
        self.found, self.wanted = found, plan
        tasks = settled(found.project.tasks)
        self.tasks = {task.uid: task for task in tasks}
        self.parents = parents_of(tasks)
        self.carried: dict[int | None, Carried] = {}
        self.finder = Finder()
        self.plan_key = ""
        self.taken: set[tuple[str, str, str]] = set()

    def read(self) -> None:
        for task in self.tasks.values():
            carried = self._carried(task)
            if carried is not None:
                self.carried[task.uid] = carried
        self._plan()
        take_teams(self.found)
        for task in self.tasks.values():
            self._task(task)
        self._baselines()
        self._rows()
        take_freezes(self.found)
        self._counts()

    def _carried(self, task: Task) -> Carried | None:
        try:
            payload = unpacked(task.values, TASK_TEXTS)
            if payload is None:
                return None
            table, texts = payload["severalty"], payload["r"]
            if table in ("", "outside"):
                return Carried(table, texts)
            record = record_of(table, texts)
            also = {name: [record_of(name, row) for row in rows] for name, rows in payload.get("also", {}).items()}
            dated, length = None, 0
            if "d" in payload:
                first, last, length = payload["d"]
                dated = Dated(record.key, date.fromisoformat(first), date.fromisoformat(last))
        except (ValueError, KeyError, TypeError, AttributeError):
            self.found.notices.append(
                f'What was kept for Severalty of task {task.uid} "{clipped(task.name)}" cannot be read; the task is '
                "taken as it stands."
            )
            return None
        mark = (table, record.key, record.recorded_by)
        if mark in self.taken:
            self.found.notices.append(f'Task {task.uid} "{clipped(task.name)}" is a copy; it is taken as a new one.')
            return None
        self.taken.add(mark)
        return Carried(table, record, also, dated, int(length))

    def _plan(self) -> None:
        found, project = self.found, self.found.project
        title = project.title or project.name or found.name
        top = next((task for task in self.tasks.values() if task.outline_level == 0), None)
        carried = self.carried.get(top.uid) if top else None
        if top is not None and carried is not None and carried.table == "plans":
            plan = _named(carried.record, top)
            deadline = top.deadline
            wrote = plan.ends_by.last if plan.ends_by else None
            if (deadline.date() if deadline else None) != wrote:
                plan = dataclasses.replace(plan, ends_by=day(deadline.date()) if deadline else None)
            for table, rows in carried.also.items():
                for row in rows:
                    found.put(table, 0, row)
        else:
            key = self.wanted or plan_key(title)
            notes = long_text("\n".join(one for one in (project.subject, top.notes if top else "") if one))
            plan = Plan(
                key=key, name=clipped(top.name if top and top.name else title, MOST_LINE), description=notes,
                starts_on=day(project.starts.date()) if project.starts else None, **found.common,
            )  # fmt: skip
        found.plan = self.plan_key = plan.key
        found.put("plans", 0, plan)

    def _task(self, task: Task) -> None:
        carried = self.carried.get(task.uid)
        if task.outline_level == 0 or (carried is not None and carried.table == ""):
            return
        if carried is not None and carried.table == "outside":
            self.found.keys[task.uid] = str(carried.record.get("key", ""))
        elif carried is not None and carried.table not in ("work_packages", "workstreams"):
            self._kept(task, carried)
        elif task.summary:
            self._workstream(task, carried)
        elif task.external or task.subproject:
            self.found.leave("Tasks of other projects")
        elif not task.active:
            self.found.leave("Tasks that are switched off")
        else:
            self._package(task, carried)

    def _kept(self, task: Task, carried: Carried) -> None:
        record = _named(carried.record, task)
        if carried.table == "promises":
            on = promise_task(carried.record, 0).constraint_date
            if task.constraint_date != on and task.constraint_date is not None:
                record = dataclasses.replace(record, promised_for=day(task.constraint_date.date()))
        if carried.table == "baselines":
            self.found.baselines[len(self.found.baselines)] = record.key
        self._put(carried.table, task, record)
        for table, rows in carried.also.items():
            for row in rows:
                self.found.put(table, task.uid or 0, row)

    def _put(self, table: str, task: Task, record: Any) -> None:
        self.found.put(table, task.uid or 0, record)
        self.found.keys[task.uid] = f"{table}:{record.key}@{record.recorded_by}" if record.recorded_by else record.key
        self.finder.add(table, record, task.uid)

    def _workstream(self, task: Task, carried: Carried | None) -> None:
        if task.outline_level != 1:
            return
        if carried is not None and carried.table == "workstreams":
            record = _named(carried.record, task)
        else:
            key = f"{self.plan_key}-{task.uid}"
            order = sum(1 for _, one in self.found.tables.get("workstreams", ())) + 1
            record = Workstream(
                key=key, name=clipped(task.name or key, MOST_LINE), description=long_text(task.notes),
                plan=self.plan_key, order=order, **self.found.common,
            )  # fmt: skip
        self._put("workstreams", task, record)

    def _package(self, task: Task, carried: Carried | None) -> None:
        if carried is not None and carried.table == "work_packages":
            package = carried.record
            waits = bool(carried.also.get("package_waits"))
            expected = package_task(package, task.uid or 0, carried.dated, carried.length, waits, (), ())
            changes = package_changes(task, expected, self.found.minutes_per_day)
        else:
            package, expected = self._new(task), Task()
            changes = package_changes(task, expected, self.found.minutes_per_day, self.found.own_fields)
            changes.pop("name", None)
            changes |= self._stated(task)
        self._put("work_packages", task, dataclasses.replace(package, **changes))
        self._round(task)

    def _new(self, task: Task) -> WorkPackage:
        guess = is_guess(task) and likely_of(task, self.found.minutes_per_day) is None
        return WorkPackage(
            key=f"{self.plan_key}-{task.uid}", name=clipped(task.name or f"Task {task.uid}", MOST_LINE),
            workstream=self._home(task), kind=PackageKind.MILESTONE if task.milestone else PackageKind.OTHER,
            maturity=Maturity.UNDEFINED if guess and not task.milestone else Maturity.UNKNOWN, **self.found.common,
        )  # fmt: skip

    def _stated(self, task: Task) -> dict[str, Any]:
        """The dates that MS Project worked out are dates as stated; they bind nothing here."""
        return {
            "stated_starts": day(task.starts.date()) if task.starts else None,
            "stated_ends": day(task.ends.date()) if task.ends else None,
            "description": long_text("\n".join(one for one in (self._path(task), task.notes) if one)),
        }

    def _path(self, task: Task) -> str:
        names = [one.name for one in self._above(task) if (one.outline_level or 0) > 1 and one.name]
        return f"Part of: {' / '.join(reversed(names))}" if names else ""

    def _above(self, task: Task) -> Iterable[Task]:
        uid = self.parents.get(task.uid)
        while uid is not None and uid in self.tasks:
            yield self.tasks[uid]
            uid = self.parents.get(uid)

    def _home(self, task: Task) -> str:
        for above in self._above(task):
            key = self.found.keys.get(above.uid)
            if above.outline_level == 1 and key is not None:
                return reference(key)
        key = f"{self.plan_key}-work"
        if not any(one.key == key for _, one in self.found.tables.get("workstreams", ())):
            name = clipped(f"Work of {self.found.project.title or self.found.name}", MOST_LINE)
            self.found.put("workstreams", 0, Workstream(key=key, name=name, plan=self.plan_key, **self.found.common))
        return key

    def _round(self, task: Task) -> None:
        length, minutes = task.duration, self.found.minutes_per_day
        if length is not None and not task.milestone:
            if is_elapsed(task):
                self.found.rounded["lengths in elapsed time became working days, five of seven"] += 1
            elif length.total_seconds() / 60 % minutes:
                self.found.rounded["lengths of parts of a day were rounded up"] += 1
        if task.constraint in NOT_BOUND:
            words = task.constraint.name.lower().replace("_", " ")
            self.found.leave(f"Constraints: {words}")

    def _baselines(self) -> None:
        """A record for each baseline that a task has and none rode along for."""
        project = self.found.project
        numbers = {one.number for task in self.tasks.values() for one in task.baselines if not one.interim}
        saved = project.saved or project.created or project.starts
        kept = len(self.found.tables.get("baselines", ()))
        for number in sorted(one for one in numbers if one is not None and one not in self.found.baselines):
            if saved is None:
                self.found.leave("Baselines of a file that does not say when it was saved")
                continue
            key = f"{self.plan_key}-baseline-{number}"
            name = f"Baseline {number}" if number else "Baseline"
            self.found.put("baselines", 0, Baseline(
                key=key, name=name, plan=self.plan_key, set_on=day(saved.date()), **self.found.common
            ))  # fmt: skip
            self.found.baselines[number] = key
        if self.found.tables.get("baselines") and len(self.found.tables["baselines"]) > kept:
            self.found.notices.append(
                "MS Project does not say when a baseline was set, so each has the day on which the file was saved."
            )

    def _rows(self) -> None:
        context = self._context()
        for task in self.tasks.values():
            carried = self.carried.get(task.uid)
            also: Mapping[str, list[Any]] = carried.also if carried else {}
            if task.summary and task.uid in context.leaves:
                take_summary_links(self.found, task, context)
            elif task.uid in self.found.keys and (carried is None or carried.table == "work_packages"):
                take_waits(self.found, task, also.get("package_waits", ()), context)
                take_needs(self.found, task, also.get("package_needs", ()), context)
                take_baselines(self.found, task, also.get("baseline_dates", ()), context)

    def _context(self) -> Context:
        leaves: dict[int | None, list[int]] = {}
        for task in self.tasks.values():
            if not task.summary and task.uid is not None:
                for above in self._above(task):
                    leaves.setdefault(above.uid, []).append(task.uid)
        assignments: dict[int | None, list[Any]] = {}
        for one in self.found.project.assignments:
            assignments.setdefault(one.task, []).append(one)
        for uid, key in self.found.keys.items():
            self.finder.found.setdefault(key, uid)
        teams, numbers = Finder(), Finder()
        for uid, record in self.found.tables.get("teams", ()):
            teams.add("teams", record, uid)
        for number, key in self.found.baselines.items():
            numbers.found[key] = number
        return Context(
            self.tasks, {uid: tuple(found) for uid, found in leaves.items()}, self.finder.find, teams.find,
            lambda text: numbers.find(text.rpartition("@")[0] or text),
            {uid: tuple(found) for uid, found in assignments.items()},
        )  # fmt: skip

    def _counts(self) -> None:
        found, tasks = self.found, self.tasks.values()
        strangers = [one for one in tasks if one.uid not in self.carried]
        found.leave("Costs of tasks, since nothing says whether they are capital or revenue",
                    sum(1 for one in strangers if one.cost or one.fixed_cost))  # fmt: skip
        found.leave("Hyperlinks of tasks", sum(1 for one in strangers if one.hyperlink_address))
        found.leave("Work that is spread unevenly over its time",
                    sum(1 for one in found.project.assignments if one.contour and one.task in found.keys))  # fmt: skip
        own_plan = any(one.table == "plans" for one in self.carried.values())
        leave_rest(found, tasks, self.carried, own_plan)
        by_task: dict[int | None, list[Any]] = {}
        for one in found.project.assignments:
            by_task.setdefault(one.task, []).append(one)
        found.leave("Tasks that are split in parts", sum(1 for rows in by_task.values() if splits_of(rows)))
        new = len([1 for _, one in found.tables.get("teams", ()) if one.key.startswith(f"{self.plan_key}-team-")])
        if new:
            found.notices.append(
                f"{new:,} resources became teams under their names. Where they are people, give them the names of "
                "posts before you bring the file in."
            )


def _named(record: Any, task: Task) -> Any:
    """A record that rode along, with the name and notes that its task has now."""
    changes = {}
    if task.name and task.name != record.name:
        changes["name"] = clipped(task.name, MOST_LINE)
    if task.notes != record.description:
        changes["description"] = long_text(task.notes)
    return dataclasses.replace(record, **changes)
