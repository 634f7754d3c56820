"""Resources as teams with their leave, and days off of the project's calendar as freezes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from severalty.engine.dates import day
from severalty.engine.fields import MOST_LINE
from severalty.engine.transition.resources import Freeze, FreezeReach, Team, TeamLeave
from severalty.formats.mspdi.project import Resource
from severalty.formats.mspdi.times import Calendar
from severalty.formats.mspdi.values import ResourceType
from severalty.formats.mspdi.working import days_off
from severalty.formats.plan_mspdi.carrying import RESOURCE_TEXTS, record_of, unpacked
from severalty.formats.plan_mspdi.days import BANK_HOLIDAY, runs_of
from severalty.formats.plan_mspdi.gathered import Gathered
from severalty.formats.plan_mspdi.leaving import team_resource
from severalty.formats.plan_mspdi.package import long_text
from severalty.formats.problems import clipped

FIRST, LAST = date(1985, 1, 1), date(2049, 1, 1)
"""Dates outside are how MS Project says always."""
MOST_RUNS = 400
MOST_DAYS = 2_000_000


def take_teams(found: Gathered) -> None:
    """Every resource that works, as a team; others are named as left out."""
    calendars = {one.uid: one for one in found.project.calendars}
    for resource in found.project.resources:
        if resource.is_null or not resource.uid or not (resource.name or resource.initials):
            continue
        if resource.kind is not ResourceType.WORK or resource.cost_resource:
            found.leave("Resources that are material or money")
            continue
        team, rows = _carried(found, resource)
        if team is None:
            team = _stranger(found, resource)
            _leave_rest(found, resource)
        found.put("teams", resource.uid, team)
        found.teams[resource.uid] = f"{team.key}@{team.recorded_by}" if team.recorded_by else team.key
        for table in ("team_allotments", "team_leave"):
            for row in rows.get(table, ()):
                found.put(table, resource.uid, record_of(table, row))
        if resource.calendar in calendars:
            _take_leave(found, resource, calendars[resource.calendar], rows.get("team_leave", ()))


def _carried(found: Gathered, resource: Resource) -> tuple[Team | None, dict[str, Any]]:
    """The team that rode along, with what was changed of it in MS Project."""
    try:
        payload = unpacked(resource.values, RESOURCE_TEXTS)
        if payload is None or payload["severalty"] != "teams":
            return None, {}
        team: Team = record_of("teams", payload["r"])
    except (ValueError, KeyError, TypeError, AttributeError):
        found.notices.append(f'What was kept of resource {resource.uid} "{clipped(resource.name)}" cannot be read.')
        return None, {}
    if any(team.key == one.key and team.recorded_by == one.recorded_by for _, one in found.tables.get("teams", ())):
        return None, {}
    expected = team_resource(team, resource.uid or 0)
    changes: dict[str, Any] = {}
    if resource.name != expected.name:
        changes["name"] = clipped(resource.name, MOST_LINE)
    if resource.notes != expected.notes:
        changes["description"] = long_text(resource.notes)
    if resource.most_units != expected.most_units:
        changes["units"] = _per_cent(resource.most_units)
    if resource.standard_rate != expected.standard_rate:
        changes["day_cost"] = _day_cost(found, resource)
    return dataclasses.replace(team, **changes), payload.get("also", {})


def _stranger(found: Gathered, resource: Resource) -> Team:
    spans = [one for one in resource.availability if one.units]
    first, last = (spans[0].starts, spans[-1].ends) if spans else (resource.available_from, resource.available_to)
    group = f"Group: {resource.group}" if resource.group else ""
    return Team(
        key=f"{found.plan}-team-{resource.uid}", name=clipped(resource.name or resource.initials, MOST_LINE),
        description=long_text("\n".join(one for one in (resource.notes, group) if one)),
        units=_per_cent(resource.most_units), day_cost=_day_cost(found, resource),
        starts=day(first.date()) if first and FIRST < first.date() < LAST else None,
        ends=day(last.date()) if last and FIRST < last.date() < LAST else None, **found.common,
    )  # fmt: skip


def _per_cent(units: Decimal | None) -> int | None:
    return None if units is None else max(int((units * 100).to_integral_value(ROUND_HALF_UP)), 0)


def _day_cost(found: Gathered, resource: Resource) -> int | None:
    """The price of a day in pence; MSPDI has that of an hour, whatever unit it is shown in."""
    if not resource.standard_rate:
        return None
    pence = resource.standard_rate * found.minutes_per_day / 60 * 100
    return int(pence.to_integral_value(ROUND_HALF_UP))


def _leave_rest(found: Gathered, resource: Resource) -> None:
    tables = {one.table for one in resource.rates} - {0, None}
    found.leave("Cost rate tables B to E of resources", len(tables))
    changes = sum(1 for one in resource.rates if one.table == 0) - 1
    found.leave("Rates of resources that change with time: the present one is taken", max(changes, 0))
    found.leave("Availability of resources that changes with time", max(len(resource.availability) - 1, 0))
    found.leave("Overtime rates and costs of each use", 1 if resource.overtime_rate or resource.cost_per_use else 0)
    found.leave("Addresses for electronic mail, on purpose", 1 if resource.email else 0)


def _take_leave(found: Gathered, resource: Resource, calendar: Calendar, carried: Any) -> None:
    """Days off of a resource's own calendar that did not ride along."""
    if calendar.is_base:
        return
    known = {(one.get("starts"), one.get("ends") or one.get("starts")) for one in carried}
    for name, days in _days_off(found, calendar):
        for first, last in runs_of(days)[:MOST_RUNS]:
            if (day(first).code, day(last).code) not in known:
                row = TeamLeave(
                    team=found.teams[resource.uid], starts=day(first), ends=day(last),
                    reason=clipped(name or "Not available", MOST_LINE), **found.said,
                )  # fmt: skip
                found.put("team_leave", resource.uid or 0, row)


def _days_off(found: Gathered, calendar: Calendar) -> Iterator[tuple[str, frozenset[date]]]:
    """Names and days of exceptions, until there are more than any plan has."""
    for name, days in days_off(calendar):
        found.days += len(days)
        if found.days > MOST_DAYS:
            found.leave("Days off beyond the first two million")
            return
        yield name, days


def take_freezes(found: Gathered) -> None:
    """Days off of the project's calendar on which nobody works, as freezes; bank holidays are known here anyway."""
    calendar = next((one for one in found.project.calendars if one.uid == found.project.calendar), None)
    for name, days in _days_off(found, calendar) if calendar else ():
        runs = runs_of(days)
        if name == BANK_HOLIDAY:
            continue
        found.leave("Days off of the calendar beyond the first 400 of one kind", max(len(runs) - MOST_RUNS, 0))
        for first, last in runs[:MOST_RUNS]:
            key = f"{found.plan}-off-{first.isoformat()}"
            if not any(one.key == key for _, one in found.tables.get("freezes", ())):
                freeze = Freeze(
                    key=key, name=clipped(name or "Not worked", MOST_LINE), starts=day(first), ends=day(last),
                    reach=FreezeReach.ALL_WORK, **found.common,
                )  # fmt: skip
                found.put("freezes", 0, freeze)
    others = [one for one in found.project.calendars if one.is_base and one is not calendar]
    used = {task.calendar for task in found.project.tasks}
    found.leave("Calendars that some tasks go by", sum(1 for one in others if one.uid in used))
    found.leave("Times of the day and weeks that differ", sum(len(one.weeks) for one in found.project.calendars))
