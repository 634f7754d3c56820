"""A project of MSPDI: its resources and their assignments to tasks, and all that it holds together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal

from severalty.formats.mspdi.custom import CodeValue, ExtendedField, ExtendedValue, OutlineCode, TimePhase
from severalty.formats.mspdi.shape import Record, leaf, parts
from severalty.formats.mspdi.tasks import Task
from severalty.formats.mspdi.times import Calendar
from severalty.formats.mspdi.values import BOOLEAN, CLOCK, DECIMAL, MOMENT, SPAN, TEXT, WHOLE, ResourceType, choice

NAMESPACE = "http://schemas.microsoft.com/project"
UNASSIGNED = -65535
"""The resource of an assignment that has none yet."""


@dataclass(frozen=True, kw_only=True)
class ResourceBaseline(Record):
    """The work and cost of a resource when a baseline was set."""

    number: int | None = leaf("Number", WHOLE, always=True)
    work: timedelta | None = leaf("Work", SPAN)
    cost: Decimal | None = leaf("Cost", DECIMAL)
    planned_value: Decimal | None = leaf("BCWS", DECIMAL)
    earned_value: Decimal | None = leaf("BCWP", DECIMAL)


@dataclass(frozen=True, kw_only=True)
class Availability(Record):
    """How much of a resource is there from when until when; 1 is one person full time."""

    starts: datetime | None = leaf("AvailableFrom", MOMENT)
    ends: datetime | None = leaf("AvailableTo", MOMENT)
    units: Decimal | None = leaf("AvailableUnits", DECIMAL)


@dataclass(frozen=True, kw_only=True)
class Rate(Record):
    """What a resource costs from when until when; `table` 0 to 4 is cost rate table A to E.

    A rate is what an hour costs, in the currency; its format says in what unit MS Project shows it: 1 minutes, 2 hours,
    3 days, 4 weeks, 5 months, 7 years, 8 the unit of a material. The cost of each use is in hundredths.
    """

    starts: datetime | None = leaf("RatesFrom", MOMENT)
    ends: datetime | None = leaf("RatesTo", MOMENT)
    table: int | None = leaf("RateTable", WHOLE)
    standard: Decimal | None = leaf("StandardRate", DECIMAL)
    standard_format: int | None = leaf("StandardRateFormat", WHOLE)
    overtime: Decimal | None = leaf("OvertimeRate", DECIMAL)
    overtime_format: int | None = leaf("OvertimeRateFormat", WHOLE)
    per_use: Decimal | None = leaf("CostPerUse", DECIMAL)


@dataclass(frozen=True, kw_only=True)
class Resource(Record):
    """Whom or what tasks need. `most_units` 1 is one person full time (or 100 per cent)."""

    uid: int | None = leaf("UID", WHOLE, always=True)
    guid: str = leaf("GUID", TEXT, "")
    id: int | None = leaf("ID", WHOLE, always=True)
    name: str = leaf("Name", TEXT, "")
    kind: ResourceType = leaf("Type", choice(ResourceType), ResourceType.WORK, always=True)
    is_null: bool = leaf("IsNull", BOOLEAN, False, always=True)
    initials: str = leaf("Initials", TEXT, "")
    material_label: str = leaf("MaterialLabel", TEXT, "")
    code: str = leaf("Code", TEXT, "")
    group: str = leaf("Group", TEXT, "")
    email: str = leaf("EmailAddress", TEXT, "")
    most_units: Decimal | None = leaf("MaxUnits", DECIMAL)
    peak_units: Decimal | None = leaf("PeakUnits", DECIMAL)
    available_from: datetime | None = leaf("AvailableFrom", MOMENT)
    available_to: datetime | None = leaf("AvailableTo", MOMENT)
    work: timedelta | None = leaf("Work", SPAN)
    actual_work: timedelta | None = leaf("ActualWork", SPAN)
    remaining_work: timedelta | None = leaf("RemainingWork", SPAN)
    standard_rate: Decimal | None = leaf("StandardRate", DECIMAL)
    standard_rate_format: int | None = leaf("StandardRateFormat", WHOLE)
    cost: Decimal | None = leaf("Cost", DECIMAL)
    overtime_rate: Decimal | None = leaf("OvertimeRate", DECIMAL)
    overtime_rate_format: int | None = leaf("OvertimeRateFormat", WHOLE)
    cost_per_use: Decimal | None = leaf("CostPerUse", DECIMAL)
    actual_cost: Decimal | None = leaf("ActualCost", DECIMAL)
    remaining_cost: Decimal | None = leaf("RemainingCost", DECIMAL)
    calendar: int | None = leaf("CalendarUID", WHOLE)
    notes: str = leaf("Notes", TEXT, "")
    generic: bool = leaf("IsGeneric", BOOLEAN, False)
    inactive: bool = leaf("IsInactive", BOOLEAN, False)
    values: tuple[ExtendedValue, ...] = parts("ExtendedAttribute", ExtendedValue)
    baselines: tuple[ResourceBaseline, ...] = parts("Baseline", ResourceBaseline)
    codes: tuple[CodeValue, ...] = parts("OutlineCode", CodeValue)
    cost_resource: bool = leaf("IsCostResource", BOOLEAN, False)
    budget: bool = leaf("IsBudget", BOOLEAN, False)
    availability: tuple[Availability, ...] = parts("AvailabilityPeriod", Availability, inside="AvailabilityPeriods")
    rates: tuple[Rate, ...] = parts("Rate", Rate, inside="Rates")
    phases: tuple[TimePhase, ...] = parts("TimephasedData", TimePhase)


@dataclass(frozen=True, kw_only=True)
class AssignmentBaseline(Record):
    """An assignment when a baseline was set. MS Project writes these values as text, its costs with pence."""

    phases: tuple[TimePhase, ...] = parts("TimephasedData", TimePhase)
    number: int | None = leaf("Number", WHOLE, always=True)
    starts: datetime | None = leaf("Start", MOMENT)
    ends: datetime | None = leaf("Finish", MOMENT)
    work: timedelta | None = leaf("Work", SPAN)
    cost: Decimal | None = leaf("Cost", DECIMAL)
    planned_value: Decimal | None = leaf("BCWS", DECIMAL)
    earned_value: Decimal | None = leaf("BCWP", DECIMAL)


@dataclass(frozen=True, kw_only=True)
class Assignment(Record):
    """A resource on a task, with how much of it (`units` 1 is one person full time) and what comes of it."""

    uid: int | None = leaf("UID", WHOLE, always=True)
    guid: str = leaf("GUID", TEXT, "")
    task: int | None = leaf("TaskUID", WHOLE, always=True)
    resource: int | None = leaf("ResourceUID", WHOLE, always=True)
    percent_work_complete: Decimal | None = leaf("PercentWorkComplete", DECIMAL)
    actual_cost: Decimal | None = leaf("ActualCost", DECIMAL)
    actual_ends: datetime | None = leaf("ActualFinish", MOMENT)
    actual_starts: datetime | None = leaf("ActualStart", MOMENT)
    actual_work: timedelta | None = leaf("ActualWork", SPAN)
    cost: Decimal | None = leaf("Cost", DECIMAL)
    rate_table: int | None = leaf("CostRateTable", WHOLE)
    delay: int | None = leaf("Delay", WHOLE)
    ends: datetime | None = leaf("Finish", MOMENT)
    leveling_delay: int | None = leaf("LevelingDelay", WHOLE)
    leveling_delay_format: int | None = leaf("LevelingDelayFormat", WHOLE)
    notes: str = leaf("Notes", TEXT, "")
    overtime_work: timedelta | None = leaf("OvertimeWork", SPAN)
    remaining_cost: Decimal | None = leaf("RemainingCost", DECIMAL)
    remaining_work: timedelta | None = leaf("RemainingWork", SPAN)
    starts: datetime | None = leaf("Start", MOMENT)
    stop: datetime | None = leaf("Stop", MOMENT)
    resume: datetime | None = leaf("Resume", MOMENT)
    units: Decimal | None = leaf("Units", DECIMAL)
    work: timedelta | None = leaf("Work", SPAN)
    contour: int | None = leaf("WorkContour", WHOLE)
    values: tuple[ExtendedValue, ...] = parts("ExtendedAttribute", ExtendedValue)
    baselines: tuple[AssignmentBaseline, ...] = parts("Baseline", AssignmentBaseline)
    phases: tuple[TimePhase, ...] = parts("TimephasedData", TimePhase)


@dataclass(frozen=True, kw_only=True)
class Project(Record):
    """A whole project as one file holds it. `marks` are the attributes of its outermost element."""

    save_version: int | None = leaf("SaveVersion", WHOLE)
    name: str = leaf("Name", TEXT, "")
    guid: str = leaf("GUID", TEXT, "")
    title: str = leaf("Title", TEXT, "")
    subject: str = leaf("Subject", TEXT, "")
    category: str = leaf("Category", TEXT, "")
    company: str = leaf("Company", TEXT, "")
    manager: str = leaf("Manager", TEXT, "")
    author: str = leaf("Author", TEXT, "")
    created: datetime | None = leaf("CreationDate", MOMENT)
    saved: datetime | None = leaf("LastSaved", MOMENT)
    from_start: bool = leaf("ScheduleFromStart", BOOLEAN, True, always=True)
    starts: datetime | None = leaf("StartDate", MOMENT)
    ends: datetime | None = leaf("FinishDate", MOMENT)
    currency_digits: int | None = leaf("CurrencyDigits", WHOLE)
    currency_symbol: str = leaf("CurrencySymbol", TEXT, "")
    currency_code: str = leaf("CurrencyCode", TEXT, "")
    calendar: int | None = leaf("CalendarUID", WHOLE)
    day_starts: time | None = leaf("DefaultStartTime", CLOCK)
    day_ends: time | None = leaf("DefaultFinishTime", CLOCK)
    minutes_per_day: int | None = leaf("MinutesPerDay", WHOLE)
    minutes_per_week: int | None = leaf("MinutesPerWeek", WHOLE)
    days_per_month: int | None = leaf("DaysPerMonth", WHOLE)
    duration_format: int | None = leaf("DurationFormat", WHOLE)
    work_format: int | None = leaf("WorkFormat", WHOLE)
    honours_constraints: bool = leaf("HonorConstraints", BOOLEAN, False)
    week_starts: int | None = leaf("WeekStartDay", WHOLE)
    status_date: datetime | None = leaf("StatusDate", MOMENT)
    current_date: datetime | None = leaf("CurrentDate", MOMENT)
    codes: tuple[OutlineCode, ...] = parts("OutlineCode", OutlineCode, inside="OutlineCodes")
    fields: tuple[ExtendedField, ...] = parts("ExtendedAttribute", ExtendedField, inside="ExtendedAttributes")
    calendars: tuple[Calendar, ...] = parts("Calendar", Calendar, inside="Calendars")
    tasks: tuple[Task, ...] = parts("Task", Task, inside="Tasks")
    resources: tuple[Resource, ...] = parts("Resource", Resource, inside="Resources")
    assignments: tuple[Assignment, ...] = parts("Assignment", Assignment, inside="Assignments")
    namespace: str = field(default=NAMESPACE, compare=False)
    marks: Mapping[str, str] = field(default_factory=dict, compare=False)
