"""Tasks of MSPDI, their links, and what of them was fixed as baselines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from severalty.formats.mspdi.custom import CodeValue, ExtendedValue, TimePhase
from severalty.formats.mspdi.shape import Record, leaf, parts
from severalty.formats.mspdi.values import (
    BOOLEAN,
    DECIMAL,
    MOMENT,
    PER_CENT,
    SPAN,
    TEXT,
    UNITS,
    WHOLE,
    ConstraintType,
    LinkType,
    TaskType,
    choice,
)


@dataclass(frozen=True, kw_only=True)
class Link(Record):
    """What a task waits for. `lag` is in tenths of a minute, or per cent of the predecessor's length: `lag_format`."""

    predecessor: int | None = leaf("PredecessorUID", WHOLE, always=True)
    kind: LinkType = leaf("Type", choice(LinkType), LinkType.FINISH_START, always=True)
    cross_project: bool = leaf("CrossProject", BOOLEAN, False, always=True)
    other_project: str = leaf("CrossProjectName", TEXT, "")
    lag: int = leaf("LinkLag", WHOLE, 0, always=True)
    lag_format: int | None = leaf("LagFormat", WHOLE)

    @property
    def lag_minutes(self) -> Decimal | None:
        """The lag in minutes, below nought an overlap; nothing where it is per cent."""
        return None if self.lag_per_cent is not None else Decimal(self.lag) / 10

    @property
    def lag_per_cent(self) -> int | None:
        """The lag in per cent of the predecessor's length; nothing where it is a length of its own."""
        return self.lag if self.lag_format in PER_CENT else None

    @property
    def lag_elapsed(self) -> bool:
        """Whether the lag runs through nights and days off."""
        return self.lag_format is not None and self.lag_format in UNITS and UNITS[self.lag_format].elapsed


@dataclass(frozen=True, kw_only=True)
class TaskBaseline(Record):
    """A task as it was planned when baseline 0 to 10 was set; costs in hundredths of the currency."""

    phases: tuple[TimePhase, ...] = parts("TimephasedData", TimePhase)
    number: int | None = leaf("Number", WHOLE, always=True)
    interim: bool = leaf("Interim", BOOLEAN, False)
    starts: datetime | None = leaf("Start", MOMENT)
    ends: datetime | None = leaf("Finish", MOMENT)
    duration: timedelta | None = leaf("Duration", SPAN)
    duration_format: int | None = leaf("DurationFormat", WHOLE)
    estimated: bool = leaf("EstimatedDuration", BOOLEAN, False)
    work: timedelta | None = leaf("Work", SPAN)
    cost: Decimal | None = leaf("Cost", DECIMAL)
    planned_value: Decimal | None = leaf("BCWS", DECIMAL)
    earned_value: Decimal | None = leaf("BCWP", DECIMAL)
    fixed_cost: Decimal | None = leaf("FixedCost", DECIMAL)


@dataclass(frozen=True, kw_only=True)
class Task(Record):
    """A task. Lengths are working time; costs are in hundredths of the currency, as MSPDI has them.

    A task of the `outline_level` below stands under the last one above it; level 0 is the project itself.
    """

    uid: int | None = leaf("UID", WHOLE, always=True)
    guid: str = leaf("GUID", TEXT, "")
    id: int | None = leaf("ID", WHOLE, always=True)
    name: str = leaf("Name", TEXT, "")
    active: bool = leaf("Active", BOOLEAN, True)
    manual: bool = leaf("Manual", BOOLEAN, False)
    kind: TaskType = leaf("Type", choice(TaskType), TaskType.FIXED_UNITS, always=True)
    is_null: bool = leaf("IsNull", BOOLEAN, False, always=True)
    created: datetime | None = leaf("CreateDate", MOMENT)
    contact: str = leaf("Contact", TEXT, "")
    wbs: str = leaf("WBS", TEXT, "")
    outline_number: str = leaf("OutlineNumber", TEXT, "")
    outline_level: int | None = leaf("OutlineLevel", WHOLE, always=True)
    priority: int | None = leaf("Priority", WHOLE)
    starts: datetime | None = leaf("Start", MOMENT)
    ends: datetime | None = leaf("Finish", MOMENT)
    duration: timedelta | None = leaf("Duration", SPAN)
    manual_starts: datetime | None = leaf("ManualStart", MOMENT)
    manual_ends: datetime | None = leaf("ManualFinish", MOMENT)
    manual_duration: timedelta | None = leaf("ManualDuration", SPAN)
    duration_format: int | None = leaf("DurationFormat", WHOLE)
    work: timedelta | None = leaf("Work", SPAN)
    stop: datetime | None = leaf("Stop", MOMENT)
    resume: datetime | None = leaf("Resume", MOMENT)
    effort_driven: bool = leaf("EffortDriven", BOOLEAN, False, always=True)
    recurring: bool = leaf("Recurring", BOOLEAN, False)
    estimated: bool = leaf("Estimated", BOOLEAN, False, always=True)
    milestone: bool = leaf("Milestone", BOOLEAN, False, always=True)
    summary: bool = leaf("Summary", BOOLEAN, False, always=True)
    subproject: bool = leaf("IsSubproject", BOOLEAN, False)
    subproject_name: str = leaf("SubprojectName", TEXT, "")
    external: bool = leaf("ExternalTask", BOOLEAN, False)
    external_project: str = leaf("ExternalTaskProject", TEXT, "")
    fixed_cost: Decimal | None = leaf("FixedCost", DECIMAL)
    percent_complete: Decimal | None = leaf("PercentComplete", DECIMAL)
    percent_work_complete: Decimal | None = leaf("PercentWorkComplete", DECIMAL)
    cost: Decimal | None = leaf("Cost", DECIMAL)
    actual_starts: datetime | None = leaf("ActualStart", MOMENT)
    actual_ends: datetime | None = leaf("ActualFinish", MOMENT)
    actual_duration: timedelta | None = leaf("ActualDuration", SPAN)
    actual_cost: Decimal | None = leaf("ActualCost", DECIMAL)
    actual_work: timedelta | None = leaf("ActualWork", SPAN)
    remaining_duration: timedelta | None = leaf("RemainingDuration", SPAN)
    remaining_cost: Decimal | None = leaf("RemainingCost", DECIMAL)
    remaining_work: timedelta | None = leaf("RemainingWork", SPAN)
    constraint: ConstraintType = leaf(
        "ConstraintType", choice(ConstraintType), ConstraintType.AS_SOON_AS_POSSIBLE, always=True
    )
    calendar: int | None = leaf("CalendarUID", WHOLE)
    constraint_date: datetime | None = leaf("ConstraintDate", MOMENT)
    deadline: datetime | None = leaf("Deadline", MOMENT)
    can_split: bool = leaf("LevelingCanSplit", BOOLEAN, False)
    leveling_delay: int | None = leaf("LevelingDelay", WHOLE)
    leveling_delay_format: int | None = leaf("LevelingDelayFormat", WHOLE)
    ignores_resource_calendar: bool = leaf("IgnoreResourceCalendar", BOOLEAN, False)
    hyperlink: str = leaf("Hyperlink", TEXT, "")
    hyperlink_address: str = leaf("HyperlinkAddress", TEXT, "")
    hyperlink_place: str = leaf("HyperlinkSubAddress", TEXT, "")
    notes: str = leaf("Notes", TEXT, "")
    physical_percent: Decimal | None = leaf("PhysicalPercentComplete", DECIMAL)
    links: tuple[Link, ...] = parts("PredecessorLink", Link)
    values: tuple[ExtendedValue, ...] = parts("ExtendedAttribute", ExtendedValue)
    baselines: tuple[TaskBaseline, ...] = parts("Baseline", TaskBaseline)
    codes: tuple[CodeValue, ...] = parts("OutlineCode", CodeValue)
    phases: tuple[TimePhase, ...] = parts("TimephasedData", TimePhase)
