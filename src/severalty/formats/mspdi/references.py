"""Whether the records of a project fit together: every one named once, every name leading to one, no circles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from severalty.engine.graph import cycles
from severalty.formats.mspdi.losses import Tally
from severalty.formats.mspdi.project import UNASSIGNED, Project
from severalty.formats.mspdi.tasks import Task
from severalty.formats.mspdi.times import Calendar
from severalty.formats.problems import clipped

MOST_NAMED = 8


def check_references(project: Project, tally: Tally) -> None:
    """Note each fault as a problem."""
    tasks = {task.uid: task for task in project.tasks}
    calendars = {calendar.uid: calendar for calendar in project.calendars}
    for what, uids in (
        ("task", [one.uid for one in project.tasks]),
        ("resource", [one.uid for one in project.resources]),
        ("calendar", [one.uid for one in project.calendars]),
    ):
        _check_uids(what, uids, tally)
    for task in project.tasks:
        _check_task(task, tasks, calendars, tally)
    _check_assignments(project, tasks, tally)
    _check_calendars(project, calendars, tally)
    _check_circles(tasks, tally)


def named(task: Task) -> str:
    """A task in words: `task 12 "Move the telephones"`."""
    return f"task {task.uid}" + (f' "{clipped(task.name, 60)}"' if task.name else "")


def _check_uids(what: str, uids: Iterable[int | None], tally: Tally) -> None:
    for uid, times in Counter(uids).items():
        if uid is None:
            tally.blame(f"{what}s", f"{times:,} without a UID", "a UID each", "save the plan again in MS Project")
        elif times > 1:
            tally.blame(f"{what} {uid}", f"the UID {uid} {times:,} times", "a UID each", "give all but one another UID")


def _check_task(
    task: Task, tasks: Mapping[int | None, Task], calendars: Mapping[int | None, Calendar], tally: Tally
) -> None:
    for link in task.links:
        place = f"{named(task)}, PredecessorLink"
        if link.cross_project:
            continue
        if link.predecessor == task.uid:
            tally.blame(place, "a link to itself", "a link to another task", "take the link out")
        elif link.predecessor not in tasks:
            tally.blame(
                place, f"the predecessor {link.predecessor}, which is no task", "the UID of a task of this plan",
                "take the link out, or save the whole plan",
            )  # fmt: skip
    if task.calendar is not None and task.calendar > 0 and task.calendar not in calendars:
        _no_calendar(named(task), task.calendar, tally)


def _check_assignments(project: Project, tasks: Mapping[int | None, Task], tally: Tally) -> None:
    resources = {one.uid for one in project.resources} | {UNASSIGNED, None}
    for one in project.assignments:
        for tag, uid, known in (("TaskUID", one.task, tasks), ("ResourceUID", one.resource, resources)):
            if uid not in known:
                what = tag.removesuffix("UID").lower()
                tally.blame(
                    f"assignment {one.uid}, {tag}", f"{what} {uid}, which there is none of", f"the UID of a {what}",
                    "take the assignment out, or save the whole plan",
                )  # fmt: skip


def _check_calendars(project: Project, calendars: Mapping[int | None, Calendar], tally: Tally) -> None:
    users = [
        *((f'calendar {one.uid} "{clipped(one.name, 60)}", base calendar', one.base_uid) for one in project.calendars),
        *((f"resource {one.uid}", one.calendar) for one in project.resources if one.uid),
        ("project", project.calendar),
    ]
    for who, uid in users:
        if uid is not None and uid > 0 and uid not in calendars:
            _no_calendar(who, uid, tally)
    pairs = ((one.uid, one.base_uid) for one in project.calendars if one.base_uid in calendars)
    bases = [(uid, base) for uid, base in pairs if uid is not None and base is not None]
    for circle in cycles(bases):
        place = f"calendars {_listed(str(uid) for uid in circle)}"
        tally.blame(place, "a circle, each based on the next", "a base calendar that rests on none",
                    "choose the base calendar of one of them again")  # fmt: skip


def _no_calendar(who: str, uid: int | None, tally: Tally) -> None:
    """MS Project itself writes such numbers, those below 1 to say none; they are taken as no calendar."""
    tally.remark(
        who, f"the calendar {uid}, which there is none of", "the UID of a calendar of this plan",
        "choose its calendar again",
    )  # fmt: skip


def _check_circles(tasks: Mapping[int | None, Task], tally: Tally) -> None:
    links = [
        (link.predecessor, task.uid)
        for task in tasks.values()
        for link in task.links
        if link.predecessor is not None and task.uid is not None and not link.cross_project
        if link.predecessor in tasks and link.predecessor != task.uid
    ]
    for circle in cycles(links):
        place = f"links of {_listed(named(tasks[uid]) for uid in circle)}"
        tally.blame(place, "a circle, in which they wait for one another", "no circle",
                    "take out one of the links between them")  # fmt: skip


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    more = f" and {len(found) - MOST_NAMED:,} more" if len(found) > MOST_NAMED else ""
    return ", ".join(found[:MOST_NAMED]) + more
