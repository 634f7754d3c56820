"""A plan as files: a project of MS Project, a calendar, a timetable, and its tables."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from severalty.formats.mspdi.losses import Loss
from severalty.formats.mspdi.writing import write_mspdi
from severalty.formats.plan_calendar import plan_calendar
from severalty.formats.plan_csv import plan_zip, timetable_csv
from severalty.formats.plan_mspdi.leaving import project_of
from severalty.formats.plan_mspdi.plan_file import PlanFile
from severalty.web.columns import Column
from severalty.web.exports import CSV_TYPE
from severalty.web.sheets import Sheet

LONDON = ZoneInfo("Europe/London")
_FIRST = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Taken:
    """A plan that is taken away: what goes into its files, its name, and when it was last changed."""

    plan: PlanFile
    name: str
    changed: datetime


@dataclass(frozen=True)
class FileForm:
    """One form of file: its suffix, type and words, and how it is made."""

    suffix: str
    kind: str
    words: str
    about: str
    body: Callable[[Taken], bytes]


def _project(taken: Taken) -> bytes:
    saved = taken.changed.astimezone(LONDON).replace(tzinfo=None, microsecond=0)
    return write_mspdi(project_of(taken.plan, saved)[0])


def _calendar(taken: Taken) -> bytes:
    """The calendar; its entries count as newer than those of every file made before the last change."""
    seconds = int((taken.changed - _FIRST).total_seconds())
    return plan_calendar(taken.plan, taken.name, taken.changed, max(0, seconds))


FORMS = {
    one.suffix: one
    for one in (
        FileForm("xml", "application/xml", "MS Project (XML)",
                 "Tasks, links, lags, teams, calendars and baselines. It comes in again without loss.", _project),
        FileForm("ics", "text/calendar; charset=utf-8", "Calendar (iCalendar)",
                 "Packages, promises, freezes and decisions as whole days.", _calendar),
        FileForm("csv", CSV_TYPE, "Timetable (CSV)", "A row for each package: dates, estimate, links, teams.",
                 lambda taken: timetable_csv(taken.plan).encode()),
        FileForm("zip", "application/zip", "Tables (zip of CSV)", "Every table of the plan; they come in again.",
                 lambda taken: plan_zip(taken.plan)),
    )
}  # fmt: skip


def losses_of(plan: PlanFile) -> tuple[Loss, ...]:
    """What of a plan has no place in MS Project."""
    return project_of(plan)[1]


def loss_sheet(losses: tuple[Loss, ...]) -> Sheet:
    """What has no place in MS Project, how often, and what becomes of it."""
    columns = (
        Column("path", "What"), Column("count", "How many", "count"),
        Column("fate", "What becomes of it", value=lambda one: f"{one.fate.value[0].upper()}{one.fate.value[1:]}."),
    )  # fmt: skip
    return Sheet("What has no place in MS Project", columns, losses, ident="losses")
