"""A plan as a project of MS Project: its work, links, teams and baselines natively, everything else carried along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from severalty.engine.transition.packages import PackageNeed, PackageWait, WaitKind
from severalty.engine.transition.record import Dated
from severalty.engine.transition.resources import Promise, Team
from severalty.engine.transition.weekends import works_weekends
from severalty.formats.mspdi.losses import Fate, Loss
from severalty.formats.mspdi.project import Assignment, Availability, Project, Resource
from severalty.formats.mspdi.tasks import Link, Task
from severalty.formats.mspdi.times import Calendar
from severalty.formats.mspdi.values import ConstraintType, LinkType
from severalty.formats.plan_mspdi.carrying import RESOURCE_TEXTS, TASK_TEXTS, own_fields, packed, texts_of, too_long
from severalty.formats.plan_mspdi.days import (
    DAYS,
    MINUTES_PER_DAY,
    STANDARD,
    closing,
    day_off,
    length_of,
    opening,
    standard_calendar,
    working_days,
)
from severalty.formats.plan_mspdi.package import package_task
from severalty.formats.plan_mspdi.plan_file import OWNERS, Finder, PlanFile

LINKS = {
    WaitKind.FINISH_START: LinkType.FINISH_START,
    WaitKind.START_START: LinkType.START_START,
    WaitKind.FINISH_FINISH: LinkType.FINISH_FINISH,
    WaitKind.START_FINISH: LinkType.START_FINISH,
}
PROMISES, DECISIONS, KEPT = "Promises", "Decisions and other plans", "Kept for Severalty: no work"
FAR = date(2049, 12, 31)
KEPT_TABLES = ("freezes", "waves", "cut_over_rules", "plan_budgets", "baselines")
NO_PLACE = {
    "freezes": "Freezes and elections", "waves": "Waves", "cut_over_rules": "Cut-over rules",
    "cut_over_members": "Packages under a cut-over rule", "plan_budgets": "Yearly budgets",
    "team_allotments": "Allotments of shared teams", "promises": "What a promise says besides its name and day",
}  # fmt: skip


def project_of(plan: PlanFile, saved: datetime | None = None) -> tuple[Project, tuple[Loss, ...]]:
    """The project, and what of the plan MS Project does not act on: it rides along in fields named Severalty and
    comes back from the file."""
    writer = _Writer(plan)
    writer.write()
    (own,) = plan.of("plans") or (None,)
    starts = min((one.starts for one in plan.dates), default=own.starts_on.first if own and own.starts_on else None)
    ends = max((one.ends for one in plan.dates), default=None)
    project = Project(
        save_version=14, name=f"{own.key}.xml" if own else "plan.xml", title=own.name if own else "", saved=saved,
        created=saved, starts=opening(starts) if starts else None, ends=closing(ends) if ends else None,
        currency_digits=2, currency_symbol="£", currency_code="GBP", calendar=STANDARD,
        day_starts=opening(FAR).time(), day_ends=closing(FAR).time(), minutes_per_day=MINUTES_PER_DAY,
        minutes_per_week=5 * MINUTES_PER_DAY, days_per_month=20, duration_format=DAYS, work_format=2,
        honours_constraints=True, week_starts=1, fields=own_fields(), calendars=tuple(writer.calendars),
        tasks=tuple(writer.tasks), resources=tuple(writer.resources), assignments=tuple(writer.assignments),
    )  # fmt: skip
    return project, tuple(writer.losses())


def link_of(wait: PackageWait, uid: int) -> Link:
    """The link that a wait stands for; an overlap is a lag below nought."""
    days = -wait.overlap if wait.overlap else wait.lag or 0
    return Link(predecessor=uid, kind=LINKS[wait.kind], lag=days * MINUTES_PER_DAY * 10, lag_format=DAYS)


def units_of(per_cent: int | None) -> Decimal | None:
    """Per cent of one person as units of MS Project, where 1 is one person full time."""
    return None if per_cent is None else Decimal(per_cent) / 100


def team_resource(team: Team, uid: int) -> Resource:
    """A team as a work resource; its price is an hour's."""
    rate = None if team.day_cost is None else Decimal(team.day_cost) / 100 / 8
    first = team.starts.first if team.starts else date(1984, 1, 1)
    period = Availability(
        starts=opening(first), ends=closing(team.ends.last if team.ends else FAR), units=units_of(team.units)
    )
    return Resource(
        uid=uid, id=uid, name=team.name, initials=team.name[:1], most_units=units_of(team.units),
        calendar=STANDARD + uid, notes=team.description, standard_rate=rate,
        standard_rate_format=None if rate is None else 2,
        availability=(period,) if team.units is not None and (team.starts or team.ends) else (), generic=True,
    )  # fmt: skip


def promise_task(promise: Promise, uid: int) -> Task:
    """A promise as a milestone on the day that it is promised for."""
    on = promise.kept_on or promise.promised_for or promise.latest
    at = closing(on.last) if on else None
    constraint = ConstraintType.FINISH_NO_EARLIER_THAN if at else ConstraintType.AS_SOON_AS_POSSIBLE
    return Task(
        uid=uid, id=uid, name=promise.name, notes=promise.description, outline_level=2, milestone=True, starts=at,
        ends=at, duration=timedelta(), duration_format=DAYS, constraint=constraint, constraint_date=at, priority=500,
    )  # fmt: skip


@dataclass
class _Writer:
    """Numbers tasks and resources as they are written, so that links and assignments find them."""

    plan: PlanFile
    tasks: list[Task] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    calendars: list[Calendar] = field(default_factory=list)
    finder: Finder = field(default_factory=Finder)
    teams: Finder = field(default_factory=Finder)
    also: dict[int, dict[str, list[Any]]] = field(default_factory=dict)
    homeless: dict[str, list[Any]] = field(default_factory=dict)
    outlines: list[int] = field(default_factory=list)

    def write(self) -> None:
        self.calendars.append(standard_calendar(self._holidays()))
        self._gather()
        self._teams()
        self._project_task()
        self._workstreams()
        self._group(PROMISES, "promises", promise_task)
        self._outside()
        self._group_kept()
        self._link()
        self._assign()

    def _holidays(self) -> list[date]:
        """Bank holidays of the years that the plan lies in."""
        days = [day for one in self.plan.dates for day in (one.starts, one.ends)]
        for plan in self.plan.of("plans"):
            days += [one.first for one in (plan.starts_on, plan.ends_by) if one]
        years = range(min(days).year, max(days).year + 1) if days else ()
        return [day for day in self.plan.closed if day.year in years]

    def _gather(self) -> None:
        """Rows that ride along, under the record that owns them."""
        owners = Finder()
        for table in {table for table, _ in OWNERS.values()}:
            for record in self.plan.of(table):
                owners.add(table, record, id(record))
        for table, (owner, column) in OWNERS.items():
            for row in self.plan.of(table):
                text = getattr(row, column)
                found = owners.find(f"{owner}:{text}" if ":" not in text else text) or owners.find(text)
                rows = self.also.setdefault(found, {}) if found else self.homeless
                rows.setdefault(table, []).append(row)

    def _payload(self, table: str, record: Any, dated: Dated | None = None, length: int = 0) -> dict[str, Any]:
        also = self.homeless if table == "plans" else self.also.get(id(record), {})
        found: dict[str, Any] = {"severalty": table, "r": texts_of(record)}
        if also:
            found["also"] = {name: [texts_of(row) for row in rows] for name, rows in also.items()}
        if dated is not None:
            found["d"] = [dated.starts.isoformat(), dated.ends.isoformat(), length]
        return found

    def _carried(self, task: Task, payload: Mapping[str, Any]) -> Task:
        return replace(task, values=(*task.values, *packed(payload, TASK_TEXTS)))

    def _next(self) -> int:
        return len(self.tasks)

    def _put(self, task: Task) -> None:
        level = task.outline_level or 0
        self.outlines = [*self.outlines[:level], (self.outlines[level] if level < len(self.outlines) else 0) + 1]
        number = ".".join(map(str, self.outlines[1:])) if level else "0"
        self.tasks.append(replace(task, outline_number=number, wbs=number))

    def _project_task(self) -> None:
        for plan in self.plan.of("plans")[:1]:
            deadline = closing(plan.ends_by.last) if plan.ends_by else None
            task = Task(
                uid=0, id=0, name=plan.name, notes=plan.description, outline_level=0, summary=True, deadline=deadline
            )
            self._put(self._carried(task, self._payload("plans", plan)))

    def _workstreams(self) -> None:
        homes: dict[int, list[Any]] = {}
        streams = Finder()
        for stream in self.plan.of("workstreams"):
            streams.add("workstreams", stream, id(stream))
        for package in self.plan.of("work_packages"):
            homes.setdefault(streams.find(package.workstream, package.recorded_by) or 0, []).append(package)
        for stream in self.plan.of("workstreams"):
            uid = self._next()
            task = Task(uid=uid, id=uid, name=stream.name, notes=stream.description, outline_level=1, summary=True)
            self._put(self._carried(task, self._payload("workstreams", stream)))
            self._packages(homes.get(id(stream), ()))
        if 0 in homes:
            self._heading("Work in no workstream that is shown")
            self._packages(homes[0])

    def _packages(self, packages: Iterable[Any]) -> None:
        dates = {one.package: one for one in self.plan.dates}
        numbers = {id(one): number for number, one in enumerate(self.plan.of("baselines"))}
        baselines = Finder()
        for one in self.plan.of("baselines"):
            baselines.add("baselines", one, numbers[id(one)])
        for package in packages:
            uid = self._next()
            dated = dates.get(f"{package.key}@{package.recorded_by}") or dates.get(package.key)
            length = working_days(dated.starts, dated.ends, self.plan.closed) if dated else 0
            fixed = [
                (baselines.find(one.baseline), one) for one in self.also.get(id(package), {}).get("baseline_dates", ())
            ]
            waits = bool(self.also.get(id(package), {}).get("package_waits"))
            task = package_task(package, uid, dated, length, waits, fixed, self.plan.closed)
            self._put(self._carried(task, self._payload("work_packages", package, dated, length)))
            self.finder.add("work_packages", package, uid)

    def _heading(self, name: str) -> None:
        uid = self._next()
        task = Task(uid=uid, id=uid, name=name, outline_level=1, summary=True)
        self._put(self._carried(task, {"severalty": "", "r": {}}))

    def _group(self, heading: str, table: str, make: Any) -> None:
        if self.plan.of(table):
            self._heading(heading)
        for record in self.plan.of(table):
            uid = self._next()
            self._put(self._carried(make(record, uid), self._payload(table, record)))
            self.finder.add(table, record, uid)

    def _outside(self) -> None:
        wanted = {row.follows for row in self.plan.of("package_waits")}
        found = [one for one in self.plan.outside if one.key in wanted]
        if found:
            self._heading(DECISIONS)
        for one in found:
            uid = self._next()
            at = closing(one.on) if one.on else None
            kind = ConstraintType.FINISH_NO_EARLIER_THAN if at else ConstraintType.AS_SOON_AS_POSSIBLE
            task = Task(
                uid=uid, id=uid, name=one.name, outline_level=2, milestone=True, starts=at, ends=at,
                duration=timedelta(), duration_format=DAYS, constraint=kind, constraint_date=at, priority=500,
            )  # fmt: skip
            self._put(self._carried(task, {"severalty": "outside", "r": {"key": one.key}}))
            self.finder.found[one.key] = uid

    def _group_kept(self) -> None:
        records = [(table, record) for table in KEPT_TABLES for record in self.plan.of(table)]
        if records:
            self._heading(KEPT)
        for table, record in records:
            uid = self._next()
            first, last = getattr(record, "starts", None), getattr(record, "ends", None)
            task = Task(
                uid=uid, id=uid, name=record.name, notes=record.description, outline_level=2, active=False, manual=True,
                milestone=first is None or last is None, starts=opening(first.first) if first else None,
                ends=closing(last.last) if last else None, duration=timedelta() if first is None or last is None
                else length_of(working_days(first.first, last.last, self.plan.closed)), duration_format=DAYS,
            )  # fmt: skip
            self._put(self._carried(task, self._payload(table, record)))

    def _teams(self) -> None:
        for uid, team in enumerate(self.plan.of("teams"), start=1):
            resource = team_resource(team, uid)
            leave = [
                day_off(row.reason or "Leave", row.starts.first, (row.ends or row.starts).last)
                for row in self.also.get(id(team), {}).get("team_leave", ())
                if row.units is None or (team.units is not None and row.units >= team.units)
            ]
            self.calendars.append(
                Calendar(uid=STANDARD + uid, name=team.name, base_uid=STANDARD, exceptions=tuple(leave))
            )
            values = packed(self._payload("teams", team), RESOURCE_TEXTS)
            self.resources.append(replace(resource, values=values))
            self.teams.add("teams", team, uid)

    def _link(self) -> None:
        links: dict[int, list[Link]] = {}
        for wait in self.plan.of("package_waits"):
            after, before = self.finder.find(wait.package), self.finder.find(wait.follows)
            if after is not None and before is not None and after != before:
                links.setdefault(after, []).append(link_of(wait, before))
        for uid, found in links.items():
            self.tasks[uid] = replace(self.tasks[uid], links=tuple(found))

    def _assign(self) -> None:
        for need in self.plan.of("package_needs"):
            task, team = self.finder.find(need.package), self.teams.find(need.team)
            if task is not None and team is not None:
                self.assignments.append(assignment_of(need, len(self.assignments) + 1, self.tasks[task], team))

    def losses(self) -> Iterable[Loss]:
        """What MS Project does not act on, by what it is."""
        for table, words in NO_PLACE.items():
            if self.plan.of(table):
                yield Loss(words, len(self.plan.of(table)), Fate.RIDES)
        packages = self.plan.of("work_packages")
        counts = {
            "Three-point durations": sum(1 for one in packages if one.low is not None or one.high is not None),
            "Maturity of an estimate, with its source": len(packages),
            "Work at a weekend, which is not moved to another": sum(1 for one in packages if works_weekends(one)),
            "Money of a package": sum(1 for one in packages if one.capital or one.revenue or one.daily_cost),
            "Day wanted, importance, wave, promise fulfilled": sum(
                1 for one in packages if one.wanted_by or one.importance or one.wave or one.fulfils
            ),
            "Longest gap or bridge of a link": sum(
                1 for one in self.plan.of("package_waits") if one.most or one.bridge or one.bridge_cost
            ),
            "Skill of a need": sum(1 for one in self.plan.of("package_needs") if one.skill),
            "Share of a team for day-to-day work": sum(1 for one in self.plan.of("teams") if one.day_to_day),
            "Leave of a part of a team": sum(1 for one in self.plan.of("team_leave") if one.units is not None),
            "Waits for what is not in the plan": sum(
                1 for one in self.plan.of("package_waits") if self.finder.find(one.follows) is None
            ),
        }
        yield from (Loss(words, count, Fate.RIDES) for words, count in counts.items() if count)
        values = [one.values for one in self.tasks] + [one.values for one in self.resources]
        long = sum(1 for one in values if too_long(one))
        if long:
            yield Loss("Records too long for the text fields of MS Project, which shortens them", long, Fate.DROPPED)


def assignment_of(need: PackageNeed, uid: int, task: Task, resource: int) -> Assignment:
    """A need as an assignment: the same units on every day of the task."""
    units = units_of(need.units if need.units is not None else 100)
    work = None if task.duration is None else task.duration * (100 if need.units is None else need.units) / 100
    return Assignment(
        uid=uid, task=task.uid, resource=resource, units=units, starts=task.starts, ends=task.ends, work=work,
        remaining_work=work,
    )  # fmt: skip


def loss_lines(losses: Sequence[Loss]) -> list[str]:
    """The losses in sentences."""
    return [str(one) for one in losses]
