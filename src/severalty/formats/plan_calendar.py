"""A plan as an iCalendar file (RFC 5545): work, promises, freezes and what is waited for as whole days.

The same plan makes the same bytes; an entry keeps its name for good, so that a calendar that takes the file again
moves the entry and makes no second one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, vCategory, vDDDTypes, vText

from severalty.engine.transition.packages import PackageKind
from severalty.formats.cells import tidy
from severalty.formats.plan_mspdi.plan_file import Finder, PlanFile, key_part

PRODUCT = "-//Severalty//Plan//EN"


@dataclass(frozen=True)
class PlanEntry:
    """Days of a plan, both counted; `uid` names the entry for good."""

    uid: str
    title: str
    starts: date
    ends: date
    category: str
    description: str = ""


def plan_calendar(plan: PlanFile, name: str, changed: datetime, sequence: int = 0) -> bytes:
    """The calendar of a plan; `changed` is when its dates were worked out, `sequence` rises with every run."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar["X-WR-CALNAME"] = vText(tidy(name))
    for one in sorted(plan_entries(plan), key=lambda one: (one.starts, one.ends, one.title, one.uid)):
        calendar.add_component(_event(one, changed, sequence))
    return bytes(calendar.to_ical())


def plan_entries(plan: PlanFile) -> Iterator[PlanEntry]:
    """Everything of a plan that has a day: packages with dates, promises, freezes, decisions and other plans' work."""
    yield from _packages(plan)
    for promise in plan.of("promises"):
        on = promise.kept_on or promise.promised_for or promise.latest
        if on is not None:
            latest = f"At the latest: {promise.latest}" if promise.latest else ""
            yield PlanEntry(_uid("promise", promise), f"Promise: {promise.name}", on.first, on.last, "promise", latest)
    for freeze in plan.of("freezes"):
        if freeze.starts and freeze.ends and freeze.ends.last >= freeze.starts.first:
            stops = f"Stops {freeze.reach.value} ({freeze.severity.value})"
            title = f"Freeze: {freeze.name}"
            yield PlanEntry(_uid("freeze", freeze), title, freeze.starts.first, freeze.ends.last, "freeze", stops)
    wanted = {wait.follows for wait in plan.of("package_waits")}
    for other in plan.outside:
        if other.on is not None and other.key in wanted:
            uid = f"{other.key}-outside@severalty"
            yield PlanEntry(uid, f"Waited for: {other.name}", other.on, other.on, "waited for")


def _packages(plan: PlanFile) -> Iterator[PlanEntry]:
    streams, dates = Finder(), {one.package: one for one in plan.dates}
    for stream in plan.of("workstreams"):
        streams.add("workstreams", stream, stream.name)
    for package in plan.of("work_packages"):
        dated = dates.get(f"{package.key}@{package.recorded_by}") or dates.get(package.key)
        if dated is None:
            continue
        home = streams.find(package.workstream, package.recorded_by) or key_part(package.workstream)
        lines = (
            f"Workstream: {home}" if home else "",
            f"Owner: {package.owner}" if package.owner else "",
            f"Wave: {dated.wave}" if dated.wave is not None else "",
            f"Must end by {package.must_end_by}" if package.must_end_by else "",
            f"Done: {package.percent_done} per cent" if package.percent_done else "",
            package.description,
        )
        category = "other work" if package.kind is PackageKind.OTHER else package.kind.value
        yield PlanEntry(
            _uid("package", package), package.name, dated.starts, dated.ends, category,
            "\n".join(line for line in lines if line),
        )  # fmt: skip


def _uid(what: str, record: Any) -> str:
    return f"{record.recorded_by}-{record.key}-{what}@severalty".lstrip("-")


def _event(one: PlanEntry, changed: datetime, sequence: int) -> Event:
    event = Event()
    stamp = changed.astimezone(UTC).replace(microsecond=0)
    event.add("uid", one.uid)
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", sequence)
    event["SUMMARY"] = vText(tidy(one.title))
    event["DTSTART"] = vDDDTypes(one.starts)
    event["DTEND"] = vDDDTypes(max(one.starts, one.ends) + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event["CATEGORIES"] = vCategory([one.category])
    if one.description:
        event["DESCRIPTION"] = vText(tidy(one.description))
    event.add("status", "CONFIRMED")
    return event
