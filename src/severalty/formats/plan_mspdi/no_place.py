"""What a stranger's plan says that has no place here, by name: nothing of it is left out without being told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final
from xml.etree.ElementTree import Element

from severalty.formats.mspdi.project import Assignment, Resource
from severalty.formats.mspdi.shape import Record
from severalty.formats.mspdi.tasks import Task
from severalty.formats.mspdi.values import ConstraintType, TaskType
from severalty.formats.plan_mspdi.gathered import Gathered
from severalty.formats.plan_mspdi.package import is_guess, likely_of
from severalty.formats.problems import clipped

Row = tuple[str, Callable[[Any], Any]]
USUAL_PRIORITY = 500
IN_A_LINE = 12
TASK: Final[tuple[Row, ...]] = (
    ("Priorities of tasks", lambda one: one.priority not in (None, USUAL_PRIORITY)),
    ("Contacts of tasks", lambda one: one.contact),
    ("WBS codes that are no numbers of the outline", lambda one: one.wbs not in ("", one.outline_number)),
    ("Tasks of a fixed length or of fixed work", lambda one: one.kind is not TaskType.FIXED_UNITS),
    ("Tasks that take less time with more people (effort-driven)", lambda one: one.effort_driven),
    ("Tasks scheduled by hand: here they follow their links, their dates are as stated", lambda one: one.manual),
    ("Tasks that come again and again: each time is a task of its own", lambda one: one.recurring),
    ("Per cent of work complete where it differs", lambda one: _differs(one.percent_work_complete, one)),
    ("Physical per cent complete", lambda one: one.physical_percent),
    ("Actual work of tasks", lambda one: one.actual_work),
    ("Actual costs of tasks", lambda one: one.actual_cost),
    ("When work on tasks stopped and goes on", lambda one: one.stop or one.resume),
    ("Delays by levelling", lambda one: one.leveling_delay),
    ("Tasks that ignore the calendars of their resources", lambda one: one.ignores_resource_calendar),
    ("Interim baselines", lambda one: any(row.interim for row in one.baselines)),
    ("Tasks with values spread over time", lambda one: one.phases),
)
LEAF: Final[tuple[Row, ...]] = (("Lengths of milestones", lambda one: one.milestone and one.duration),)
SUMMARY: Final[tuple[Row, ...]] = (
    ("Deadlines of summary tasks", lambda one: one.deadline),
    ("Constraints of summary tasks", lambda one: one.constraint is not ConstraintType.AS_SOON_AS_POSSIBLE),
    ("Baselines of summary tasks", lambda one: one.baselines),
    ("Notes of summary tasks below the first level", lambda one: one.notes and (one.outline_level or 0) > 1),
    ("Summary tasks of other projects", lambda one: one.subproject or one.external),
)
RESOURCE: Final[tuple[Row, ...]] = (
    ("Codes of resources", lambda one: one.code),
    ("Baselines of resources", lambda one: one.baselines),
    ("Resources with values spread over time", lambda one: one.phases),
    ("Resources for a budget", lambda one: one.budget),
    ("Resources that are generic or no longer there", lambda one: one.generic or one.inactive),
)
ASSIGNMENT: Final[tuple[Row, ...]] = (
    ("Notes of assignments", lambda one: one.notes),
    ("Delays of assignments", lambda one: one.delay or one.leveling_delay),
    ("Overtime of assignments", lambda one: one.overtime_work),
    ("Cost rate tables B to E of assignments", lambda one: one.rate_table),
    ("Actual work of assignments", lambda one: one.actual_work),
    ("Baselines of assignments", lambda one: one.baselines),
    ("Assignments with values spread over time", lambda one: one.phases),
)
PROJECT: Final[tuple[Row, ...]] = (
    ("That the project is scheduled back from its end", lambda one: not one.from_start),
    ("The status date of the project", lambda one: one.status_date),
    ("Author, manager, company and category of the project",
     lambda one: one.author or one.manager or one.company or one.category),
    ("That amounts are in another currency: they were taken as pounds",
     lambda one: one.currency_code not in ("", "GBP")),
)  # fmt: skip
_WORKED_OUT = """EarlyStart EarlyFinish LateStart LateFinish StartVariance FinishVariance WorkVariance CostVariance
    FreeSlack TotalSlack StartSlack FinishSlack Critical OverAllocated Overallocated OvertimeCost OvertimeWork
    ActualOvertimeCost ActualOvertimeWork RegularWork RemainingOvertimeCost RemainingOvertimeWork ACWP CV SV VAC BCWS
    BCWP ResumeValid PreLeveledStart PreLeveledFinish Start Finish PercentWorkComplete CreationDate PeakUnits WBSLevel
    LinkedFields StartText FinishText DurationText FreeformDurationFormat Milestone Summary IsPublished"""
WORKED_OUT = frozenset(_WORKED_OUT.split())
"""Elements whose values MS Project works out from the others or repeats."""
USUAL: Mapping[str, str] = {
    "LevelAssignments": "1", "FixedCostAccrual": "3", "AccrueAt": "3", "CanLevel": "1", "HasFixedRateUnits": "1",
}  # fmt: skip
NOTHING = frozenset(("", "0", "0.00", "PT0H0M0S", "false"))


def leave_rest(found: Gathered, tasks: Collection[Task], carried: Collection[int | None], own_plan: bool) -> None:
    """Name what the fields of a plan do not hold; tasks that rode along with their records are left aside."""
    project = found.project
    strangers = [task for task in tasks if task.uid not in carried]
    uids = {task.uid for task in strangers}
    leaves = [task for task in strangers if not task.summary]
    works = [one for one in project.resources if found.teams.get(one.uid)]
    assignments = [one for one in project.assignments if one.task in uids]
    _count(found, TASK, leaves)
    _count(found, LEAF, leaves)
    _count(found, SUMMARY, [task for task in strangers if task.summary])
    _guesses(found, leaves)
    _empty(found, strangers)
    _work(found, assignments, {task.uid: task for task in leaves})
    _own_fields(found, strangers, "tasks")
    if own_plan:
        return
    _count(found, RESOURCE, works)
    _own_fields(found, works, "resources")
    _count(found, ASSIGNMENT, assignments)
    _own_fields(found, assignments, "assignments")
    _count(found, PROJECT, [project])
    _calendars(found, works)
    _kept(found, strangers, works, assignments)


def _count(found: Gathered, rows: Iterable[Row], records: Collection[Any]) -> None:
    for words, holds in rows:
        found.leave(words, sum(1 for one in records if holds(one)))


def _differs(percent: Any, task: Task) -> bool:
    return bool(percent) and percent != (task.percent_complete or 0)


def _guesses(found: Gathered, leaves: Iterable[Task]) -> None:
    asked = [one for one in leaves if is_guess(one) and not one.milestone and likely_of(one, found.minutes_per_day)]
    found.leave("Question marks at lengths of tasks", len(asked))


def _empty(found: Gathered, strangers: Collection[Task]) -> None:
    """Summary tasks below the first level are named by the tasks below them; one without any is named by nothing."""
    rows = list(strangers)
    for at, task in enumerate(rows):
        level = task.outline_level or 0
        below = at + 1 < len(rows) and (rows[at + 1].outline_level or 0) > level
        if task.summary and level > 1 and not below:
            found.leave("Summary tasks with nothing below them")


def _work(found: Gathered, assignments: Iterable[Assignment], leaves: Mapping[int | None, Task]) -> None:
    """Work that is not the units of a team through the whole of its task, or that nobody is assigned to."""
    assigned = set()
    for one in assignments:
        assigned.add(one.task)
        task = leaves.get(one.task)
        if task is None:
            found.leave("Assignments to summary tasks")
        elif one.work and abs(one.work - _usual(one, task)) > timedelta(minutes=1):
            found.leave("Work of assignments that is not their units through the whole task")
    alone = sum(1 for uid, one in leaves.items() if one.work and uid not in assigned)
    found.leave("Work of tasks without a resource", alone)


def _usual(one: Assignment, task: Task) -> timedelta:
    return (task.duration or timedelta()) * float(1 if one.units is None else one.units)


def _own_fields(found: Gathered, records: Iterable[Any], of: str) -> None:
    """Own fields and outline codes by the names that the project gives them, a dozen of them in a line."""
    project = found.project
    names = {one.field_id: one.alias or one.name for one in project.fields}
    names |= {one.field_id: one.alias or one.name for one in project.codes}
    counts = Counter(
        clipped(names.get(value.field_id) or value.field_id, 60)
        for record in records
        for value in (*record.values, *getattr(record, "codes", ()))
        if value.field_id not in found.own_fields
    )
    for at in range(0, len(counts), IN_A_LINE):
        some = sorted(counts)[at : at + IN_A_LINE]
        found.leave(f"Own fields of {of}: {', '.join(some)}", sum(counts[name] for name in some))


def _calendars(found: Gathered, works: Iterable[Resource]) -> None:
    project = found.project
    calendars = {one.uid: one for one in project.calendars}
    for one in works:
        own = calendars.get(one.calendar)
        base = own if own is None or own.is_base else calendars.get(own.base_uid)
        if base is not None and project.calendar in calendars and base.uid != project.calendar:
            found.leave("Resources that go by another calendar than the project")
    for calendar in project.calendars:
        named = sum(1 for one in calendar.exceptions if one.working)
        dated = sum(1 for one in calendar.days if one.day == 0 and one.working)
        found.leave("Days with working times of their own", named or dated)
    own = calendars.get(project.calendar)
    free = {one.day for one in own.days if one.day and not one.working} if own else set()
    if own and own.days and free != {1, 7}:
        found.leave("That the project works on other days than Monday to Friday")


def _kept(
    found: Gathered, tasks: Iterable[Task], resources: Iterable[Resource], assignments: Iterable[Assignment]
) -> None:
    """Elements that no field holds, by name; settings of the program and what it works out are named together."""
    project = found.project
    settings = [_tag(one) for one in project.aside.kept if len(one) == 0 and _says(one)]
    if settings:
        found.leave(f"Settings of the project: {clipped(', '.join(sorted(set(settings))), 900)}", len(set(settings)))
    names = Counter(f"Project/{_tag(one)}" for one in project.aside.kept if len(one))
    worked: set[str] = set()
    for path, records in (("Task", tasks), ("Resource", resources), ("Assignment", assignments)):
        for tag in _tags(records):
            if tag in WORKED_OUT:
                worked.add(tag)
            else:
                names[f"{path}/{tag}"] += 1
    for name, count in names.items():
        found.leave(name, count)
    if worked:
        found.leave(f"What MS Project works out itself: {', '.join(sorted(worked))}", len(worked))


def _tags(records: Iterable[Record]) -> Iterator[str]:
    return (_tag(one) for record in records for one in record.aside.kept if _says(one))


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _says(element: Element) -> bool:
    text = (element.text or "").strip()
    return len(element) > 0 or text not in (*NOTHING, USUAL.get(_tag(element), ""))
