"""Work by team and week for its page: the picture, the tables, and the packages of one week."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils.safestring import SafeString

from severalty.engine.dates import day
from severalty.engine.transition.packages import WorkPackage
from severalty.engine.transition.weekends import works_weekends
from severalty.engine.transition.workload import TeamLoad, WeekLoad, Workload, WorkloadQuestion, workload_of
from severalty.transition.reports.pictures_look import Look
from severalty.transition.reports.timetable_table import package_columns
from severalty.web.columns import Column
from severalty.web.marks import Tag
from severalty.web.sheets import Sheet
from severalty.web.weeks import WeekColumn, week_columns

UNIT = "person-days"
PART = " for "
"""What stands between a team and an organisation in the handle of what is allotted to it."""


def worked_load(look: Look) -> Workload:
    """The work of every team by the dates that the page shows, without the weeks that are over before any team is
    asked for anything."""
    dates = tuple(one for one in look.dates.values() if one.package in look.by_key)
    found = workload_of(WorkloadQuestion(look.record, dates))
    used = [week.monday for team in found.teams for week in team.weeks if week.used]
    since = min([look.record.on - timedelta(days=look.record.on.weekday()), *used])
    return Workload(
        tuple(replace(one, weeks=tuple(week for week in one.weeks if week.monday >= since)) for one in found.teams)
    )


def at_weekends(look: Look) -> str:
    """That weekend work is not counted in weeks of working days, in a sentence; nothing where no team has any."""
    asked = {one.package for one in look.record.needs if one.units}
    many = sum(1 for key in asked & set(look.dates) if key in look.by_key and works_weekends(look.by_key[key]))
    noun = "package" if many == 1 else "packages"
    return f"Not counted: {many} {noun} that a team works on at a weekend." if many else ""


def counted_in_parts(found: Workload) -> str:
    """That a shared team stands here once for each organisation that it works for, in a sentence; else nothing."""
    teams = Counter(one.team.partition(PART)[0] for one in found.teams)
    shared = sum(1 for many in teams.values() if many > 1)
    if not shared:
        return ""
    each = "one of them is shared and stands" if shared == 1 else f"{shared} of them are shared and stand"
    return (
        f"These are {len(teams)} teams: {each} here once for each organisation, with what it may ask for, since nobody "
        "draws on another’s."
    )


def most_pressed(found: Workload) -> TeamLoad | None:
    """The team with the most weeks over; of equals the one that is asked for most."""
    return max(found.teams, key=lambda one: (len(one.weeks_over), one.used), default=None)


def load_picture(load: TeamLoad, name: str, ident: str = "weeks") -> SafeString:
    """The weeks of one team; empty where nobody has said what it can give."""
    columns = [WeekColumn(one.monday, one.used, one.room, one.over) for one in load.weeks if one.room is not None]
    return week_columns(columns, title=f"Work by week: {name}", unit=UNIT, ident=ident)


def teams_sheet(look: Look, found: Workload, urls: Mapping[str, str]) -> Sheet:
    """One row for each team: what is asked for, and where it is too much."""
    owners = {one.key: one.council for one in look.record.teams}
    columns = (
        Column("name", "Team", value=lambda one: look.name(one.team), url=lambda one: urls.get(one.team, "")),
        Column(
            "council", "Team of", "organisation", value=lambda one: look.organisations.get(owners.get(one.team, ""))
        ),
        Column("used", "Person-days asked for", value=lambda one: f"{one.used:,.0f}"),
        Column("room", "That it can give in these weeks", value=_room),
        Column("over", "Weeks with too much", "tag", value=_over),
        Column("worst", "Worst week", value=_worst),
    )
    return Sheet("Teams", columns, found.teams, ident="teams")


def _room(load: TeamLoad) -> str:
    known = [one.room for one in load.weeks if one.room is not None]
    return f"{sum(known):,.0f}" if known else "not said"


def _over(load: TeamLoad) -> Tag:
    many = len(load.weeks_over)
    return Tag(f"{many} {'week' if many == 1 else 'weeks'} over", "bad") if many else Tag("none", "good")


def _worst(load: TeamLoad) -> str:
    worst = max(load.weeks_over, key=lambda one: one.over, default=None)
    return f"{day(worst.monday)}: {worst.over:.1f} too many" if worst else ""


def weeks_sheet(load: TeamLoad, name: str, urls: Mapping[date, str]) -> Sheet:
    """The weeks of one team."""
    columns = (
        Column("monday", "Week of", "date", url=lambda one: urls.get(one.monday, "")),
        Column("used", "Person-days asked for", value=lambda one: f"{one.used:.1f}"),
        Column("room", "That can be given", value=lambda one: "not said" if one.room is None else f"{one.room:.1f}"),
        Column("over", "Too much", "tag", value=_too_much),
        Column("many", "Packages", "count", value=lambda one: len(one.packages)),
    )
    return Sheet(f"Work by week: {name}", columns, [one for one in load.weeks if one.used or one.room], ident="weeks")


def _too_much(week: WeekLoad) -> Any:
    if not week.days_over:
        return ""
    days = f"{week.days_over} {'day' if week.days_over == 1 else 'days'}"
    return Tag(f"over by {week.over:.1f} on {days}", "bad")


def week_sheet(look: Look, load: TeamLoad, monday: date) -> Sheet:
    """The packages for which a team is asked in one week, with what each asks for."""
    week = next((one for one in load.weeks if one.monday == monday), None)
    units = {one.package: one.units or 0 for one in look.record.needs if one.team == load.team}
    rows = [look.by_key[key] for key in (week.packages if week else ()) if key in look.by_key]
    own = {one.key: one for one in package_columns(look)}

    def people(package: WorkPackage) -> str:
        return f"{units.get(package.key, 0) / 100:g}"

    columns = (
        own["name"], own["council"], own["starts"], own["ends"], Column("units", "People needed", value=people),
        own["spare"],
    )  # fmt: skip
    last = monday + timedelta(days=4)
    return Sheet(f"Packages from {day(monday)} to {day(last)}", columns, rows, ident="week")
