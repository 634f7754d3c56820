"""What a stranger's plan says and no plan here holds is told by name: every field is taken, worked out, or told."""

import dataclasses
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.formats.test_plan_mspdi import brought_back, by_key

from severalty.formats.mspdi.custom import ExtendedField, ExtendedValue, TimePhase
from severalty.formats.mspdi.project import Assignment, AssignmentBaseline, Project, Resource, ResourceBaseline
from severalty.formats.mspdi.reading import read_mspdi
from severalty.formats.mspdi.shape import slots_of
from severalty.formats.mspdi.tasks import Link, Task, TaskBaseline
from severalty.formats.mspdi.times import Calendar, CalendarException, Period, WeekDay
from severalty.formats.mspdi.values import ConstraintType, TaskType
from severalty.formats.plan_mspdi.arriving import tables_of
from severalty.formats.plan_mspdi.carrying import READABLE

pytestmark = pytest.mark.engine_only
DAY, HOUR = timedelta(hours=8), timedelta(hours=1)
WHEN = datetime(2025, 1, 6, 8)  # noqa: DTZ001 - plans have no time zone
SPREAD = (TimePhase(kind=1, starts=WHEN, ends=WHEN, value="PT1H0M0S"),)
OFF = Period(starts=WHEN, ends=WHEN)
TOLD: dict[type, dict[str, tuple[str, Any]]] = {
    Task: {
        "priority": ("Priorities of tasks", 900), "contact": ("Contacts of tasks", "Desk"),
        "wbs": ("WBS codes that are no numbers of the outline", "A-1"), "phases": ("Tasks with values spread", SPREAD),
        "kind": ("Tasks of a fixed length", TaskType.FIXED_WORK), "manual": ("Tasks scheduled by hand", True),
        "effort_driven": ("Tasks that take less time", True),
        "recurring": ("Tasks that come again and again", True), "physical_percent": ("Physical per cent", Decimal(5)),
        "percent_work_complete": ("Per cent of work complete", Decimal(7)), "actual_work": ("Actual work of", HOUR),
        "actual_cost": ("Actual costs of tasks", Decimal(100)), "stop": ("When work on tasks stopped", WHEN),
        "resume": ("When work on tasks stopped", WHEN), "leveling_delay": ("Delays by levelling", 10),
        "ignores_resource_calendar": ("Tasks that ignore the calendars", True), "estimated": ("Question marks", True),
        "work": ("Work of tasks without a resource", HOUR), "cost": ("Costs of tasks", Decimal(1)),
        "fixed_cost": ("Costs of tasks", Decimal(1)), "active": ("Tasks that are switched off", False),
        "external": ("Tasks of other projects", True), "subproject": ("Tasks of other projects", True),
        "hyperlink_address": ("Hyperlinks of tasks", "https://example.org"),
        "values": ('Own fields of tasks: Risk owner', (ExtendedValue(field_id="188743752", value="x"),)),
        "baselines": ("Interim baselines", (TaskBaseline(number=1, interim=True, starts=WHEN),)),
    },
    Resource: {
        "code": ("Codes of resources", "7"), "phases": ("Resources with values spread", SPREAD),
        "baselines": ("Baselines of resources", (ResourceBaseline(number=0, work=HOUR),)),
        "budget": ("Resources for a budget", True), "generic": ("Resources that are generic", True),
        "inactive": ("Resources that are generic or no longer", True),
        "email": ("Addresses for electronic mail", "a@b.example"),
        "overtime_rate": ("Overtime rates", Decimal(1)), "cost_per_use": ("Overtime rates", Decimal(1)),
        "values": ("Own fields of resources: Risk owner", (ExtendedValue(field_id="188743752", value="x"),)),
        "calendar": ("Resources that go by another calendar", 3),
    },
    Assignment: {
        "notes": ("Notes of assignments", "n"), "delay": ("Delays of assignments", 1),
        "leveling_delay": ("Delays of assignments", 1), "overtime_work": ("Overtime of assignments", HOUR),
        "rate_table": ("Cost rate tables B to E of assignments", 2), "actual_work": ("Actual work of assign", HOUR),
        "baselines": ("Baselines of assignments", (AssignmentBaseline(number=0, work=HOUR),)),
        "phases": ("Assignments with values spread", SPREAD), "contour": ("Work that is spread unevenly", 3),
        "work": ("Work of assignments that is not their units", HOUR),
        "values": ("Own fields of assignments: Risk owner", (ExtendedValue(field_id="188743752", value="x"),)),
    },
    Project: {
        "from_start": ("That the project is scheduled back", False), "status_date": ("The status date", WHEN),
        "author": ("Author, manager", "A"), "manager": ("Author, manager", "A"), "company": ("Author, manager", "A"),
        "category": ("Author, manager", "A"), "currency_code": ("That amounts are in another currency", "EUR"),
    },
}  # fmt: skip
TAKEN = {
    Task: "uid name is_null notes outline_number outline_level starts ends duration duration_format percent_complete "
    "actual_starts actual_ends remaining_duration constraint constraint_date deadline links milestone summary",
    Resource: "uid name kind is_null initials group most_units available_from available_to availability notes "
    "standard_rate rates cost_resource",
    Assignment: "uid task resource units",
    Project: "name title subject saved created starts calendar minutes_per_day codes fields calendars tasks resources "
    "assignments currency_symbol",
}
"""Fields that a plan here has a column for, or is told from."""
WORKED_OUT = {
    Task: "guid id created manual_starts manual_ends manual_duration remaining_cost remaining_work "
    "actual_duration can_split leveling_delay_format subproject_name external_project hyperlink hyperlink_place "
    "codes calendar",
    Resource: "guid id material_label peak_units work actual_work remaining_work standard_rate_format cost actual_cost "
    "overtime_rate_format remaining_cost codes",
    Assignment: "guid percent_work_complete actual_cost actual_ends actual_starts cost ends leveling_delay_format "
    "remaining_cost remaining_work starts stop resume",
    Project: "save_version guid ends currency_digits day_starts day_ends minutes_per_week days_per_month "
    "duration_format work_format honours_constraints week_starts current_date",
}
"""Fields that follow from others, say how MS Project shows or levels them, or are told with others."""
CASES = [(kind, name) for kind, rows in TOLD.items() for name in rows]
MARKS = (
    Task(uid=1, id=1, name="One", outline_number="1", outline_level=1, duration=3 * DAY, starts=WHEN, priority=500),
    Resource(uid=1, id=1, name="Movers", calendar=2), Assignment(uid=1, task=2, resource=1, units=Decimal(1)),
)  # fmt: skip


def plan(kind: type, name: str) -> Project:
    """A small plan of a stranger in which one record says one thing more."""
    value = TOLD[kind][name][1] if name else None
    found = [dataclasses.replace(one, **{name: value}) if name and type(one) is kind else one for one in MARKS]
    two = Task(uid=2, id=2, name="Two", outline_number="2", outline_level=1, duration=3 * DAY, priority=500)
    week = tuple(WeekDay(day=number, working=1 < number < 7) for number in range(1, 8))
    project = Project(
        title="Move", calendar=1, tasks=(found[0], two), resources=(found[1],), assignments=(found[2],),
        fields=(ExtendedField(field_id="188743752", name="Flag1", alias="Risk owner"),),
        calendars=(
            Calendar(uid=1, name="Standard", is_base=True, days=week), Calendar(uid=2, name="Movers", base_uid=1),
            Calendar(uid=3, name="Nights", is_base=True, days=week),
        ),
    )  # fmt: skip
    return dataclasses.replace(project, **{name: value}) if kind is Project and name else project


def test_a_plan_that_says_nothing_more_leaves_nothing_out() -> None:
    assert brought_back(plan(Task, "")).left_out == []


@pytest.mark.parametrize(("kind", "name"), CASES, ids=lambda one: getattr(one, "__name__", one))
def test_what_has_no_place_is_told_by_name(kind: type, name: str) -> None:
    words = TOLD[kind][name][0]
    left = brought_back(plan(kind, name)).left_out
    assert any(one.startswith(words) for one in left), left


@pytest.mark.parametrize("kind", TOLD, ids=lambda one: one.__name__)
def test_no_field_is_forgotten(kind: type) -> None:
    """A field that is added to a record must be taken, told or known to be worked out from the others."""
    known = {*TOLD[kind], *TAKEN[kind].split(), *WORKED_OUT[kind].split()}
    assert {slot.name for slot in slots_of(kind)} == known


def test_what_summary_tasks_say_is_told() -> None:
    above = Task(
        uid=5, id=1, name="Part", outline_level=1, summary=True, deadline=WHEN, baselines=(TaskBaseline(number=0),),
        constraint=ConstraintType.START_NO_EARLIER_THAN, constraint_date=WHEN,
    )  # fmt: skip
    empty = Task(uid=6, id=2, name="Nothing yet", outline_level=2, summary=True, notes="Ask first")
    leaf = dataclasses.replace(MARKS[0], outline_level=2)
    on_it = Assignment(uid=1, task=5, resource=1, units=Decimal(1))
    left = brought_back(Project(tasks=(above, empty, leaf), resources=(MARKS[1],), assignments=(on_it,))).left_out
    for words in (
        "Deadlines of summary tasks", "Constraints of summary tasks", "Baselines of summary tasks",
        "Notes of summary tasks below", "Summary tasks with nothing below", "Assignments to summary tasks",
    ):  # fmt: skip
        assert any(one.startswith(words) for one in left), (words, left)


def test_working_exceptions_and_other_weeks_are_told() -> None:
    worked = CalendarException(period=OFF, kind=1, working=True)
    days = tuple(WeekDay(day=number, working=number > 1) for number in range(1, 8))
    calendar = Calendar(uid=1, name="Six days", is_base=True, days=days, exceptions=(worked,))
    left = brought_back(
        dataclasses.replace(plan(Task, ""), calendars=(calendar,), resources=(), assignments=())
    ).left_out
    assert "Days with working times of their own (1)." in left
    assert "That the project works on other days than Monday to Friday (1)." in left


def test_elements_that_no_field_holds_are_told_by_name() -> None:
    data = (
        b'<Project xmlns="http://schemas.microsoft.com/project"><NewTasksAreManual>1</NewTasksAreManual>'
        b"<Views><View><Name>Gantt</Name></View></Views><Tasks><Task><UID>1</UID><Name>One</Name><HideBar>1</HideBar>"
        b"<Rollup>0</Rollup><TotalSlack>480</TotalSlack></Task></Tasks></Project>"
    )
    left = tables_of(*read_mspdi(data), "plan.xml").left_out
    assert left == [
        "Project/Views (1).", "Settings of the project: NewTasksAreManual (1).", "Task/HideBar (1).",
        "What MS Project works out itself: TotalSlack (1).",
    ]  # fmt: skip


def test_fields_of_a_stranger_are_not_taken_for_ours() -> None:
    """Text4 and Number1 of anybody's plan hold what they like; ours are told by their names."""
    fields = {column: (alias, name, str(uid)) for column, (alias, name, uid) in READABLE.items()}
    values = tuple(
        ExtendedValue(field_id=fields[column][2], value=text)
        for column, text in (("owner", "North"), ("low", "9"), ("likely", "8"), ("high", "7"), ("maturity", "quoted"))
    )
    task = dataclasses.replace(MARKS[0], values=values, links=(Link(predecessor=2),))
    strange = dataclasses.replace(plan(Task, ""), tasks=(task, Task(uid=2, id=2, name="Two", outline_level=1)))
    back = brought_back(strange)
    found = by_key(back.file)["move-1"]
    assert (found.owner, found.low, found.likely, found.high) == ("", None, 3, None)
    assert any(one.startswith("Own fields of tasks") and one.endswith("(5).") for one in back.left_out)
    named = tuple(ExtendedField(field_id=uid, name=name, alias=alias) for alias, name, uid in fields.values())
    ours = by_key(brought_back(dataclasses.replace(strange, fields=named)).file)["move-1"]
    assert (ours.owner, ours.low, ours.likely, ours.high) == ("North", 9, 8, 7)
