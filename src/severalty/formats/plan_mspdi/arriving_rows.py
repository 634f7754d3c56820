"""Links, assignments and baselines of a task as rows: what rode along where it still holds, else what the task says."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any

from severalty.engine.dates import day
from severalty.engine.transition.packages import PackageNeed, PackageWait
from severalty.engine.transition.progress import BaselineDate
from severalty.formats.mspdi.project import UNASSIGNED, Assignment
from severalty.formats.mspdi.tasks import Link, Task, TaskBaseline
from severalty.formats.plan_mspdi.days import DAYS
from severalty.formats.plan_mspdi.gathered import Gathered
from severalty.formats.plan_mspdi.leaving import LINKS, link_of, units_of
from severalty.formats.plan_mspdi.package import fixed_at, is_elapsed
from severalty.formats.plan_mspdi.plan_file import reference

KINDS = {mark: kind for kind, mark in LINKS.items()}
MOST_PAIRS = 2_000
"""Links that one link between summary tasks may come to."""


@dataclass(frozen=True)
class Context:
    """What rows of a task are read with: tasks by UID, the leaves below each summary, references to UIDs."""

    tasks: Mapping[int | None, Task]
    leaves: Mapping[int | None, tuple[int, ...]]
    uid_of: Callable[[str], int | None]
    team_of: Callable[[str], int | None]
    baseline_of: Callable[[str], int | None]
    assignments: Mapping[int | None, tuple[Assignment, ...]]


def take_waits(found: Gathered, task: Task, carried: Iterable[PackageWait], context: Context) -> None:
    """The waits of a package: those that rode along with what was changed of them, and new ones."""
    key, links = reference(found.keys[task.uid]), list(task.links)
    pending: list[tuple[PackageWait, int]] = []
    for wait in carried:
        before = context.uid_of(wait.follows)
        if before is None or before not in context.tasks or before == task.uid:
            found.put("package_waits", task.uid or 0, wait)
        elif (same := _taken(links, link_of(wait, before))) is not None:
            links.remove(same)
            found.put("package_waits", task.uid or 0, wait)
        else:
            pending.append((wait, before))
    for wait, before in pending:
        changed = next((one for one in links if one.predecessor == before), None)
        if changed is None:
            found.leave("Links that were taken out in MS Project: what was kept of them")
            continue
        links.remove(changed)
        values = _lag(found, changed, context) | {"kind": KINDS[changed.kind]}
        found.put("package_waits", task.uid or 0, dataclasses.replace(wait, **values))
    for link in links:
        _take_link(found, task.uid, key, link, context)


def take_summary_links(found: Gathered, task: Task, context: Context) -> None:
    """The links of a summary task, for every task below it."""
    for link in task.links if not found.full else ():
        for uid in context.leaves.get(task.uid, ()):
            if uid in found.keys:
                _take_link(found, uid, reference(found.keys[uid]), link, context)


def _taken(links: Iterable[Link], wanted: Link) -> Link | None:
    mark = (wanted.predecessor, wanted.kind, wanted.lag, DAYS)
    return next((one for one in links if (one.predecessor, one.kind, one.lag, one.lag_format or DAYS) == mark), None)


def _take_link(found: Gathered, uid: int | None, key: str, link: Link, context: Context) -> None:
    if link.cross_project or link.predecessor not in context.tasks:
        found.leave("Links to other projects")
        return
    before = context.leaves.get(link.predecessor) or (link.predecessor,)
    if len(before) > MOST_PAIRS or found.full:
        found.leave("Links of summary tasks that stand for thousands")
        return
    for one in before:
        if one not in found.keys:
            found.leave("Links to tasks that were not taken over")
        elif one != uid:
            wait = PackageWait(package=key, follows=found.keys[one], kind=KINDS[link.kind], **found.said)
            found.put("package_waits", uid or 0, dataclasses.replace(wait, **_lag(found, link, context, one)))


def _lag(found: Gathered, link: Link, context: Context, before: int | None = None) -> dict[str, Any]:
    """A lag in working days, never shorter than it was; a lead becomes an overlap, never longer than it was."""
    minutes = link.lag_minutes
    if minutes is None:
        minutes = _length(found, link, context, before) * link.lag / 100
        found.rounded["lags in per cent became working days"] += 1
    days = minutes / found.minutes_per_day
    if link.lag_elapsed and link.lag_per_cent is None:
        days = minutes / (24 * 60) * 5 / 7
        found.rounded["lags in elapsed time became working days"] += 1
    whole = int(days.to_integral_value(ROUND_CEILING))
    if whole != days:
        found.rounded["lags of parts of a day were rounded up"] += 1
    return {"lag": whole if whole > 0 else None, "overlap": -whole if whole < 0 else None}


def _length(found: Gathered, link: Link, context: Context, before: int | None) -> Decimal:
    """Working minutes of what a link waits for: of the summary task where it is one, else of the task itself."""
    tasks = (context.tasks.get(link.predecessor), context.tasks.get(before))
    task = next((one for one in tasks if one and one.duration), None)
    if task is None or task.duration is None:
        return Decimal()
    minutes = Decimal(task.duration // timedelta(minutes=1))
    return minutes / (24 * 60) * 5 / 7 * found.minutes_per_day if is_elapsed(task) else minutes


def take_needs(found: Gathered, task: Task, carried: Iterable[PackageNeed], context: Context) -> None:
    """The teams that a package needs, from its assignments."""
    assignments = list(context.assignments.get(task.uid, ()))
    for need in carried:
        team = context.team_of(need.team)
        if team is None:
            found.put("package_needs", task.uid or 0, need)
            continue
        own = [one for one in assignments if one.resource == team]
        units = units_of(need.units if need.units is not None else 100)
        match = next((one for one in own if one.units == units), next(iter(own), None))
        if match is None:
            found.leave("Assignments that were taken out in MS Project: what was kept of them")
            continue
        assignments.remove(match)
        values: dict[str, Any] = {} if match.units == units else {"units": per_cent_of(match)}
        found.put("package_needs", task.uid or 0, dataclasses.replace(need, **values))
    for one in assignments:
        if one.resource in found.teams:
            need = PackageNeed(
                package=reference(found.keys[task.uid]),
                team=found.teams[one.resource],
                units=per_cent_of(one),
                **found.said,
            )
            found.put("package_needs", task.uid or 0, need)
        elif one.resource not in (None, UNASSIGNED):
            found.leave("Assignments of material, of money and of resources without a name")


def per_cent_of(one: Assignment) -> int | None:
    """Units as per cent of one person, a part of one counted as one."""
    return None if one.units is None else max(int((one.units * 100).to_integral_value(ROUND_CEILING)), 0)


def take_baselines(found: Gathered, task: Task, carried: Iterable[BaselineDate], context: Context) -> None:
    """The dates of a package in baselines."""
    native = {one.number: one for one in task.baselines if not one.interim}
    for row in carried:
        number = context.baseline_of(row.baseline)
        if number is None or (number not in native and number > 10):
            found.put("baseline_dates", task.uid or 0, row)
        elif number in native:
            one = native.pop(number)
            found.put("baseline_dates", task.uid or 0, _changed(row, one, fixed_at(number, row, ())))
        else:
            found.leave("Baselines that were cleared in MS Project: what was kept of them")
    for number, one in native.items():
        if number in found.baselines and (one.starts or one.ends or one.cost):
            row = BaselineDate(
                baseline=found.baselines[number], package=reference(found.keys[task.uid]), starts=_on(one.starts),
                ends=_on(one.ends), cost=_pence(one), **found.said,
            )  # fmt: skip
            found.put("baseline_dates", task.uid or 0, row)
            found.leave("Work and lengths of tasks in baselines", 1 if one.work or one.phases else 0)


def _changed(row: BaselineDate, one: TaskBaseline, wrote: TaskBaseline) -> BaselineDate:
    values: dict[str, Any] = {}
    if one.starts != wrote.starts:
        values["starts"] = _on(one.starts)
    if one.ends != wrote.ends:
        values["ends"] = _on(one.ends)
    if one.cost != wrote.cost:
        values["cost"] = _pence(one)
    return dataclasses.replace(row, **values)


def _on(value: Any) -> Any:
    return day(value.date()) if value is not None else None


def _pence(one: TaskBaseline) -> int | None:
    return None if one.cost is None else int(one.cost.to_integral_value())
