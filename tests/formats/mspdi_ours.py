"""What is read of MSPDI files here, in the shape in which tests/formats/mspdi_oracle.py tells what mpxj reads."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.formats.mspdi_oracle import FIRST, looked_at

from severalty.formats.mspdi.project import UNASSIGNED, Assignment, Availability, Project, Rate, Resource
from severalty.formats.mspdi.splits import splits_of
from severalty.formats.mspdi.tasks import Link, Task
from severalty.formats.mspdi.times import Calendar
from severalty.formats.mspdi.values import UNITS, LinkType, ResourceType
from severalty.formats.mspdi.working import working_minutes

LINKS = {
    LinkType.FINISH_START: "FS", LinkType.START_START: "SS", LinkType.FINISH_FINISH: "FF", LinkType.START_FINISH: "SF",
}  # fmt: skip
KINDS = {ResourceType.MATERIAL: "MATERIAL", ResourceType.WORK: "WORK", ResourceType.COST: "COST"}


def moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def minutes(value: timedelta | None) -> float | None:
    return None if value is None else round(value.total_seconds() / 60, 2)


def pounds(value: Decimal | None) -> float | None:
    return None if value is None else round(float(value) / 100, 4)


def number(value: Decimal | None) -> float | None:
    return None if value is None else round(float(value), 4)


def unit_of(code: int | None, project: Project) -> str:
    code = project.duration_format if code in (None, 21, 53) else code
    return UNITS[code or 7].letters


def length(value: timedelta | None, code: int | None, project: Project) -> list[Any] | None:
    return None if value is None else [minutes(value), unit_of(code, project)]


def link(one: Link, project: Project) -> list[Any]:
    lag = one.lag if one.lag_per_cent is not None else float(one.lag_minutes or 0)
    return [one.predecessor, LINKS[one.kind], round(float(lag), 2), unit_of(one.lag_format, project)]


def task(one: Task, project: Project, assignments: list[Assignment]) -> dict[str, Any]:
    return {
        "uid": one.uid, "id": one.id, "name": one.name or None, "level": one.outline_level or 0, "wbs": one.wbs or None,
        "notes": one.notes, "starts": moment(one.starts), "ends": moment(one.ends),
        "duration": length(one.duration, one.duration_format, project), "milestone": one.milestone,
        "summary": one.summary, "work": minutes(one.work), "percent": number(one.percent_complete),
        "constraint": one.constraint.name, "constraint_date": moment(one.constraint_date),
        "deadline": moment(one.deadline), "priority": one.priority, "estimated": one.estimated,
        "effort_driven": one.effort_driven, "kind": one.kind.name, "actual_starts": moment(one.actual_starts),
        "actual_ends": moment(one.actual_ends), "remaining": minutes(one.remaining_duration), "cost": pounds(one.cost),
        "splits": [[moment(start), moment(end)] for start, end in splits_of(assignments)],
        "links": sorted(link(found, project) for found in one.links),
        "baselines": [
            [row.number, moment(row.starts), moment(row.ends), minutes(row.duration), minutes(row.work),
             pounds(row.cost)]
            for row in sorted(one.baselines, key=lambda row: row.number or 0)
        ],
    }  # fmt: skip


def rate(value: Decimal | None, shown: int | None, project: Project) -> list[Any]:
    """A rate in the unit that it is shown in; files hold what an hour costs."""
    day, week = (project.minutes_per_day or 480) / 60, (project.minutes_per_week or 2400) / 60
    units = {
        1: ("m", 1 / 60), 2: ("h", 1), 3: ("d", day), 4: ("w", week), 5: ("mo", day * (project.days_per_month or 20)),
        7: ("y", week * 52),
    }  # fmt: skip
    unit, hours = units[shown or 2]
    return [round(float(value or 0) * hours, 1), unit]


def resource(one: Resource, project: Project) -> dict[str, Any]:
    """Where a file does not say, mpxj assumes one rate of each table and one period of availability, for good."""
    rates = {row.table or 0: [] for row in one.rates} | {at: [] for at in range(5)}
    for row in one.rates:
        rates[row.table or 0].append(row)
    only = Rate(
        table=0, standard=one.standard_rate, standard_format=one.standard_rate_format, overtime=one.overtime_rate,
        overtime_format=one.overtime_rate_format, per_use=one.cost_per_use,
    )  # fmt: skip
    first = Rate(table=0, per_use=Decimal())
    all_rates = [row for at in range(5) for row in rates[at] or [only if at == 0 else replace(first, table=at)]]
    always = Availability(
        starts=one.available_from or datetime(1984, 1, 1), ends=one.available_to or datetime(2049, 12, 31, 23, 59),  # noqa: DTZ001
        units=one.most_units,
    )  # fmt: skip
    is_work = one.kind is ResourceType.WORK and not one.cost_resource
    return {
        "uid": one.uid, "name": one.name, "group": one.group or None,
        "kind": "COST" if one.cost_resource else KINDS[one.kind],
        "availability": [[moment(row.starts), moment(row.ends), None if row.units is None else number(row.units * 100)]
                         for row in one.availability or (always,) if is_work],
        "rates": [
            [row.table, rate(row.standard, row.standard_format, project),
             rate(row.overtime, row.overtime_format, project),
             pounds(row.per_use)]
            for row in all_rates if is_work
        ],
        "baselines": [[row.number, minutes(row.work), pounds(row.cost)] for row in one.baselines if row.number],
    }  # fmt: skip


def assignment(one: Assignment) -> dict[str, Any]:
    return {
        "uid": one.uid, "task": one.task, "resource": None if one.resource == UNASSIGNED else one.resource,
        "units": None if one.units is None else number(one.units * 100), "work": minutes(one.work),
        "actual": minutes(one.actual_work), "remaining": minutes(one.remaining_work), "starts": moment(one.starts),
        "ends": moment(one.ends), "cost": pounds(one.cost),
    }  # fmt: skip


def days_to_look_at(calendar: Calendar) -> list[date]:
    exceptions = calendar.exceptions or [day for day in calendar.days if day.day == 0]
    return [FIRST + timedelta(days=at) for at in range(looked_at(exceptions))]


def told(project: Project) -> dict[str, Any]:
    """The project as the oracle tells it."""
    calendars = {one.uid: one for one in project.calendars}
    by_task: dict[int | None, list[Assignment]] = {}
    for one in project.assignments:
        by_task.setdefault(one.task, []).append(one)
    return {
        "title": project.title or None,
        "tasks": [task(one, project, by_task.get(one.uid, [])) for one in project.tasks if not one.is_null],
        "resources": [resource(one, project) for one in project.resources if one.name],
        "assignments": [assignment(one) for one in project.assignments],
        "calendars": [
            {
                "uid": one.uid, "name": one.name or None,
                "base": one.base_uid if one.base_uid in calendars else None,
                "minutes": [float(working_minutes(one, on, calendars)) for on in days_to_look_at(one)],
            }
            for one in project.calendars
        ],
    }  # fmt: skip
