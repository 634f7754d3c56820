"""MS Project XML: what goes in comes out, strange things too; one plan of several versions is one; hostile files."""

import dataclasses
import gzip
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from tests.formats.mspdi_files import OWN, REAL, SAMPLES, record, shape

from severalty.formats.limits import Limits
from severalty.formats.mspdi.losses import Fate
from severalty.formats.mspdi.project import Project
from severalty.formats.mspdi.reading import PlanLimits, is_mspdi, read_mspdi
from severalty.formats.mspdi.splits import splits_of
from severalty.formats.mspdi.tasks import Link, Task
from severalty.formats.mspdi.values import SPAN, LinkType, write_span
from severalty.formats.mspdi.working import days_of, days_off, working_minutes
from severalty.formats.mspdi.writing import write_mspdi
from severalty.formats.problems import Unreadable

pytestmark = pytest.mark.engine_only
OPEN = '<Project xmlns="http://schemas.microsoft.com/project">'


def read(path: Path) -> Project:
    return read_mspdi(path)[0]


def small(tasks: str, more: str = "") -> bytes:
    return f"{OPEN}<Tasks>{tasks}</Tasks>{more}</Project>".encode()


def problems(data: bytes) -> list[str]:
    return [str(one) for one in read_mspdi(data, "plan.xml")[1].problems]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_file_in_and_out_says_the_same_to_the_letter(path: Path) -> None:
    project, losses = read_mspdi(path)
    assert not losses.problems
    assert not losses.of(Fate.DROPPED)
    again = write_mspdi(project)
    assert shape(again) == shape(path.read_bytes())
    assert read_mspdi(again)[0] == project


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(record(Project))
def test_any_project_out_and_in_is_the_same(project: Project) -> None:
    again, losses = read_mspdi(write_mspdi(project))
    assert again == project
    assert not losses.losses
    assert shape(write_mspdi(again)) == shape(write_mspdi(project))


def test_a_changed_task_changes_its_values_and_nothing_else() -> None:
    project = read(OWN / "office-move.xml")
    first, second, *rest = project.tasks
    changed = dataclasses.replace(second, name="Prepare all", deadline=datetime(2025, 2, 1, 17), priority=None)  # noqa: DTZ001
    before, after = (
        shape(write_mspdi(project)),
        shape(write_mspdi(dataclasses.replace(project, tasks=(first, changed, *rest)))),
    )
    tags = [one[0].partition("}")[2] for one in _tasks(after)[1][3]]
    assert tags.index("Deadline") == tags.index("LevelAssignments") - 1
    assert "Priority" not in tags
    assert [one[3] for at, one in enumerate(_tasks(after)) if at != 1] == [
        one[3] for at, one in enumerate(_tasks(before)) if at != 1
    ]


def _tasks(project: tuple) -> list:
    return next(one for one in project[3] if one[0].endswith("}Tasks"))[3]


def test_values_written_in_another_way_go_back_as_they_stood() -> None:
    project, _ = read_mspdi(small("<Task><UID>01</UID><Duration>PT8H</Duration><Milestone>true</Milestone></Task>"))
    (task,) = project.tasks
    assert (task.uid, task.duration, task.milestone) == (1, timedelta(hours=8), True)
    assert b"<UID>01</UID><Duration>PT8H</Duration><Milestone>true</Milestone>" in write_mspdi(project)
    longer = dataclasses.replace(project, tasks=(dataclasses.replace(task, duration=timedelta(hours=9)),))
    assert b"<Duration>PT9H0M0S</Duration>" in write_mspdi(longer)


def test_what_no_field_holds_is_listed_by_path_and_goes_back() -> None:
    project, losses = read_mspdi(OWN / "other-program.xml")
    told = {one.path: (one.count, one.fate) for one in losses.losses}
    assert told["Project/Tasks/Task/Confidence"] == (1, Fate.UNKNOWN)
    assert told["Project/Tasks/Note"] == (1, Fate.UNKNOWN)
    assert told["Project/Tasks/Task/EarlyStart"] == (2, Fate.CARRIED)
    assert "Project/Tasks/Task/Name" not in told
    again = write_mspdi(project)
    assert b'<Confidence scale="ten"><Low>8</Low></Confidence>' in again
    assert b"stands beside the tasks" in again
    assert "urn:example:other" in again.decode()


def test_what_cannot_go_back_is_said() -> None:
    _, losses = read_mspdi(small('<Task mark="1"><UID>1</UID><Name>One</Name><Name>Two</Name></Task>'))
    assert [one.path for one in losses.of(Fate.DROPPED)] == [
        "Project/Tasks/Task (attribute mark)",
        "Project/Tasks/Task/Name (more than once; the last counts)",
    ]


def plain(project: Project) -> object:
    """What a plan is, without what a version of MS Project says of itself and without days."""
    return [
        (one.uid, one.name, one.outline_level, one.duration, one.estimated, one.milestone, one.priority,
         [(link.predecessor, link.kind, link.lag, link.lag_format) for link in one.links])
        for one in project.tasks if one.outline_level
    ], [(one.name, one.days, one.is_base) for one in project.calendars]  # fmt: skip


def test_one_plan_saved_by_several_versions_reads_equal() -> None:
    found = [read(path) for path in sorted(OWN.glob("links-*.xml"))]
    assert len(found) == 3
    assert found[0].tasks == found[1].tasks == found[2].tasks
    assert plain(found[0]) == plain(found[1]) == plain(found[2])
    real = [plain(read(path)) for path in sorted(REAL.glob("task-links/*.xml"))]
    assert all(one == real[0] for one in real)


def test_links_have_their_types_and_lags() -> None:
    links = {task.name: task.links for task in read(OWN / "links-2019.xml").tasks}
    (deliver,), (install,) = links["Deliver"], links["Install"]
    assert (deliver.kind, deliver.lag_minutes, deliver.lag_elapsed) == (LinkType.FINISH_START, Decimal(450), False)
    assert (install.kind, install.lag_minutes) == (LinkType.START_START, Decimal(-225))
    assert (links["Go live"][0].lag_per_cent, links["Go live"][0].lag_minutes) == (50, None)
    assert (links["Close"][0].kind, links["Close"][0].lag_elapsed) == (LinkType.START_FINISH, True)
    assert (links["Archive"][1].lag_per_cent, links["Archive"][1].lag_elapsed) == (100, True)


def test_calendars_know_exceptions_once_and_again() -> None:
    calendars = {one.uid: one for one in read(OWN / "calendars.xml").calendars}
    minutes = {day: working_minutes(calendars[3], day, calendars) for day in (
        date(2025, 1, 7), date(2025, 1, 21), date(2025, 3, 1), date(2025, 4, 2), date(2025, 4, 12), date(2025, 4, 18),
        date(2025, 5, 2), date(2025, 5, 9), date(2025, 12, 26),
    )}  # fmt: skip
    assert list(minutes.values()) == [450, 180, 240, 0, 120, 0, 0, 450, 0]
    assert working_minutes(calendars[2], date(2025, 1, 7), calendars) == 60
    by_name = {one.name: days_of(one) for one in calendars[1].exceptions}
    assert by_name["Last Thursday of January"] == {date(2025, 1, 30), date(2026, 1, 29)}
    assert by_name["First Monday"] == {date(2025, m, d) for m, d in ((8, 4), (9, 1), (10, 6), (11, 3), (12, 1))}
    assert by_name["The 15th"] == {date(2025, 6, 15), date(2025, 8, 15), date(2025, 10, 15)}
    assert len(by_name["Every third day"]) == 5
    assert len(dict(days_off(calendars[3]))[""]) == 4


def test_exceptions_every_so_many_days_are_those_days_and_midnight_is_counted() -> None:
    def off(kind: int, every: int, first: str, last: str) -> list[int]:
        more = (
            f"<Calendars><Calendar><UID>1</UID><Exceptions><Exception><TimePeriod><FromDate>{first}</FromDate>"
            f"<ToDate>{last}</ToDate></TimePeriod><Type>{kind}</Type><Period>{every}</Period>"
            "<DayWorking>0</DayWorking></Exception></Exceptions></Calendar></Calendars>"
        )
        (calendar,) = read_mspdi(small("", more))[0].calendars
        return sorted(one.day for one in days_of(calendar.exceptions[0]))

    assert off(7, 3, "2025-02-01T00:00:00", "2025-02-10T23:59:00") == [1, 4, 7, 10]
    assert off(1, 3, "2025-02-01T00:00:00", "2025-02-10T23:59:00") == [1, 4, 7, 10]
    assert off(8, 2, "2025-02-03T00:00:00", "2025-02-11T23:59:00") == [3, 5, 7, 11]
    assert off(1, 1, "2025-02-01T00:00:00", "2025-02-03T00:00:00") == [1, 2, 3]


def test_a_day_of_length_is_a_day_of_work() -> None:
    data = small("<Task><UID>1</UID><Duration>P2D</Duration></Task>").replace(
        b"<Tasks>", b"<MinutesPerDay>450</MinutesPerDay><Tasks>"
    )
    project, _ = read_mspdi(data)
    assert project.tasks[0].duration == timedelta(minutes=900)
    assert read_mspdi(write_mspdi(project))[0] == project


def test_a_split_task_has_its_stretches() -> None:
    project = read(OWN / "office-move.xml")
    by_task = {uid: splits_of([one for one in project.assignments if one.task == uid]) for uid in (2, 3, 4)}
    assert by_task[2] == by_task[3] == ()
    assert [(start.day, end.day) for start, end in by_task[4]] == [(20, 20), (22, 22)]


@pytest.mark.parametrize(("text", "minutes"), [("PT8H0M0S", 480), ("-PT0H30M0S", -30), ("P1DT1H", 540), ("PT0.5S", 0)])
def test_lengths_of_time(text: str, minutes: int) -> None:
    span = SPAN.read(text)
    assert span // timedelta(minutes=1) == minutes
    assert SPAN.read(write_span(span)) == span


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + OPEN + "<Name>&b;</Name></Project>"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "nothing, or no XML"),
        (b"PK\x03\x04", "no XML or not in the encoding"),
        (BOMB.encode(), "a document type or entities"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), r"\.mpp"),
        (f"{OPEN}<Name>caf\xe9</Name></Project>".encode("latin-1"), "line 1, column 64: found characters"),
        (b'<?xml version="1.0" encoding="x-none"?>' + OPEN.encode(), "encoding"),
        (b'<?xml version="1.0" encoding="UTF-16"?>' + OPEN.encode(), "encoding other than the file names"),
        (small("<Task><UID>1</UID>")[:-30], "the end of the file in the middle"),
        (b"<html><body/></html>", "begins with <html>"),
        (b'<Project xmlns="urn:other"/>', "begins with <{urn:other}Project>"),
        (OPEN.encode() + b"<a>" * 40 + b"</a>" * 40 + b"</Project>", "elements 25 deep"),
        (small(f"<Task><Notes>{'n' * 1_000_001}</Notes></Task>"), "a text of 1,000,001 characters in Notes"),
        (gzip.compress(small("<Task/>"), mtime=0)[:-12], "damaged"),
    ],
    ids=lambda value: str(value)[:24],
)  # fmt: skip
def test_what_is_no_plan_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as caught:
        read_mspdi(data, "plan.xml")
    assert 'file "plan.xml"' in str(caught.value).lower()
    assert re.search(r", expected .+; .+\.$", str(caught.value))


def test_bounds_on_size_and_on_elements() -> None:
    data = small("<Task/>" * 99)
    with pytest.raises(Unreadable, match="more once it is unpacked"):
        read_mspdi(gzip.compress(data * 9, mtime=0), "plan.xml", limits=Limits(unpacked_bytes=5_000))
    with pytest.raises(Unreadable, match="bytes of XML"):
        read_mspdi(gzip.compress(data, mtime=0), "plan.xml", limits=Limits(file_bytes=600))
    with pytest.raises(Unreadable, match="200 MB"):
        read_mspdi(bytes(200_000_000), "plan.xml")
    with pytest.raises(Unreadable, match="more than 50 elements"):
        read_mspdi(data, "plan.xml", bounds=PlanLimits(elements=50))


def test_values_out_of_bounds_name_task_element_and_remedy() -> None:
    data = small(
        "<Task><UID>7</UID><Name>Move</Name><Duration>PT99999999999H</Duration><Start>2025-02-30T08:00:00</Start>"
        "<Type>9</Type><OutlineLevel>99999999999999999999</OutlineLevel></Task>"
    )
    found = problems(data)
    assert [one.split(":")[0] for one in found] == [
        f'Task 7 "Move", {tag}' for tag in ("Duration", "Start", "Type", "OutlineLevel")
    ]
    assert 'found "PT99999999999H", expected a length of time such as PT8H0M0S; correct it' in found[0]
    project, _ = read_mspdi(data)
    assert shape(write_mspdi(project)) == shape(data)


def test_a_number_that_is_not_needed_is_a_remark() -> None:
    data = small(
        "", "<Assignments><Assignment><UID>1</UID><Start>2008-12-04T17:-0:00</Start></Assignment></Assignments>"
    )
    project, losses = read_mspdi(data)
    assert [str(one).split(":")[0] for one in losses.remarks] == ["Assignment 1, Start"]
    assert not [one for one in losses.problems if "Start" in str(one)]
    assert shape(write_mspdi(project)) == shape(data)


def test_references_that_lead_nowhere_and_circles_are_named() -> None:
    link = "<PredecessorLink><PredecessorUID>{}</PredecessorUID></PredecessorLink>"
    tasks = "".join(
        f"<Task><UID>{uid}</UID><Name>T{uid}</Name>{link.format(before)}</Task>"
        for uid, before in ((1, 3), (2, 1), (3, 2), (4, 9), (5, 5), (5, 4))
    )
    one = "<Assignment><UID>1</UID><TaskUID>77</TaskUID><ResourceUID>8</ResourceUID></Assignment>"
    more = f"<Assignments>{one}</Assignments>"
    told = "\n".join(problems(small(tasks, more)))
    assert 'Links of task 1 "T1", task 2 "T2", task 3 "T3": found a circle' in told
    assert 'Task 4 "T4", PredecessorLink: found the predecessor 9, which is no task' in told
    assert "found a link to itself" in told
    assert "Task 5: found the UID 5 2 times" in told
    assert "task 77, which there is none of" in told
    assert "resource 8, which there is none of" in told
    base = "<Calendar><UID>{}</UID><BaseCalendarUID>{}</BaseCalendarUID></Calendar>"
    circle = small("", f"<Calendars>{base.format(1, 2)}{base.format(2, 1)}</Calendars>")
    assert "Calendars 1, 2: found a circle, each based on the next" in "\n".join(problems(circle))


def test_texts_that_xml_cannot_hold_are_marked() -> None:
    project = Project(tasks=(Task(uid=1, name="a\x00b\ud800", links=(Link(predecessor=1),)),))
    assert read_mspdi(write_mspdi(project))[0].tasks[0].name == "a\ufffdb\ufffd"


def test_a_plan_is_told_from_other_xml() -> None:
    assert all(is_mspdi(path.read_bytes()) for path in SAMPLES)
    assert not is_mspdi(b"<model xmlns='http://www.opengroup.org/xsd/archimate/3.0/'/>")
