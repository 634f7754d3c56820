"""What one viewer may read of bodies, meetings and what came of them: whole tables, with references in place of keys.

A council has some hundreds of decisions, so a page reads the tables that it needs whole, each in two queries, and the
engine works on the records. What the viewer may not see is blank in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404

from severalty.decisions.binding import (
    BODIES,
    BODY_MEMBERS,
    COMMITMENTS,
    CONSULTATIONS,
    DELEGATIONS,
    MATTERS,
    MEETINGS,
    OVERRIDES,
    RESOLUTIONS,
    ROUTE_VALUES,
)
from severalty.engine.clear_days import DaysError
from severalty.engine.dates import PartialDate, Precision, day
from severalty.engine.decisions.bodies import INFORMAL, Body, BodyKind, BodyMember
from severalty.engine.decisions.delegations import Override, OverrideOf
from severalty.engine.decisions.matter_warnings import MatterQuestion, Warned, warnings_of
from severalty.engine.decisions.meetings import Matter, Meeting, NoticeWay
from severalty.engine.decisions.notice import LastDay, NoticeQuestion, StepCode, notice_for, pre_elections
from severalty.engine.decisions.resolutions import Consultation, Resolution
from severalty.engine.decisions.route_reading import Route, route_on
from severalty.engine.decisions.routes import RouteRule, RouteValue
from severalty.engine.decisions.standing import (
    EarlierFound,
    EarlierQuestion,
    KeepingQuestion,
    Kept,
    Standing,
    StandingQuestion,
    earlier_of,
    keeping_of,
    standing_of,
)
from severalty.formats.decision_routes import route_values
from severalty.formats.reference import bank_holidays
from severalty.tenancy.access import Viewer, visible_items
from severalty.tenancy.binding import Binding, Lookup, record_of, refs_of
from severalty.tenancy.models import Case, Organisation
from severalty.tenancy.queries import organisations_of
from severalty.web.parts import parts

EXECUTIVE = frozenset({BodyKind.EXECUTIVE, BodyKind.EXECUTIVE_MEMBER})
"""The bodies whose key decisions need notice."""


class ByRef(Lookup):
    """Spells a reference as the reference itself; empty for what may not be seen."""

    def name_of(self, ref: str | None, table: str, recorder: int) -> str:
        """The reference, where the viewer may see what it leads to."""
        return ref if ref is not None and ref in self.items else ""


@dataclass(frozen=True)
class Entry:
    """One row with its record, whose key is the reference and whose references are references too."""

    row: Any
    record: Any

    @property
    def ref(self) -> str:
        """The reference of the item."""
        return str(self.row.pk)

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.record.name)

    @property
    def recorder(self) -> Organisation:
        """Who keeps the record."""
        found: Organisation = self.row.item.recorded_by
        return found


@dataclass(frozen=True)
class Book:
    """The record of decisions of a case as one viewer sees it on a day."""

    viewer: Viewer
    case: Case
    on: date
    _held: dict[str, dict[str, Entry]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    _seen: dict[str, frozenset[str]] = field(default_factory=dict)
    _routes_on: dict[tuple[str, date], Route] = field(default_factory=dict)

    @property
    def today(self) -> PartialDate:
        """The day from which one looks, as the engine takes it."""
        return day(self.on)

    @cached_property
    def organisations(self) -> Mapping[str, Organisation]:
        """The organisations of the case by key."""
        return {one.key: one for one in organisations_of(self.case)}

    def of(self, binding: Binding) -> dict[str, Entry]:
        """The rows of a table of items by reference, by name."""
        if binding.table not in self._held:
            rows = list(
                binding.rows_for(self.viewer, self.case)
                .select_related("item__recorded_by")
                .order_by("item__name", "pk")
            )
            lookup = self._lookup(refs_of(binding, rows))
            self.names.update({row.pk: row.item.name for row in rows})
            self._held[binding.table] = {
                row.pk: Entry(row, replace(record_of(binding, row, lookup), key=row.pk)) for row in rows
            }
        return self._held[binding.table]

    def entry(self, binding: Binding, ref: str) -> Entry:
        """One row. Raises Http404 where there is none that this viewer may see."""
        found = self.of(binding).get(ref)
        if found is None:
            raise Http404
        return found

    def _lookup(self, refs: Iterable[str]) -> ByRef:
        items = visible_items(self.viewer, self.case).filter(ref__in=set(refs))
        known = {}
        for ref, table, key, owner, name in items.values_list("ref", "table", "key", "recorded_by", "name"):
            if table not in self._with_ends or ref in self._seen_in(table):
                known[ref] = (table, key, owner)
                self.names[ref] = name
        return ByRef({one.pk: key for key, one in self.organisations.items()}, self._partnerships, known)

    @cached_property
    def _with_ends(self) -> Mapping[str, Binding]:
        """The tables whose rows say nothing without something else that may be hidden."""
        return {one.table: one for part in parts() for one in part.tables if one.is_item and one.ends}

    def _seen_in(self, table: str) -> frozenset[str]:
        """What of such a table the viewer may see. One query for each table."""
        if table not in self._seen:
            rows = self._with_ends[table].rows_for(self.viewer, self.case)
            self._seen[table] = frozenset(rows.values_list("pk", flat=True))
        return self._seen[table]

    @cached_property
    def _partnerships(self) -> dict[int, str]:
        return dict(self.case.partnerships.values_list("pk", "key"))

    @cached_property
    def members(self) -> Mapping[str, tuple[tuple[int, BodyMember], ...]]:
        """The seats of each body, with their primary keys."""
        rows = list(BODY_MEMBERS.rows_for(self.viewer, self.case).order_by("starts", "post", "pk"))
        known = ByRef(
            {one.pk: key for key, one in self.organisations.items()}, {},
            dict.fromkeys(self.of(BODIES), ("bodies", "", 0)),
        )  # fmt: skip
        found: dict[str, tuple[tuple[int, BodyMember], ...]] = {}
        for row in rows:
            found[row.body_id] = (*found.get(row.body_id, ()), (row.pk, record_of(BODY_MEMBERS, row, known)))
        return found

    def body(self, ref: str) -> Body:
        """The record of a body; Raises KeyError where the viewer may not see it."""
        found: Body = self.of(BODIES)[ref].record
        return found

    def holder(self, body: Body) -> Organisation | None:
        """The council whose body it is; nobody for a joint one."""
        return self.organisations.get(body.organisation)

    @cached_property
    def _routes(self) -> tuple[RouteValue, ...]:
        plain = ByRef({one.pk: key for key, one in self.organisations.items()}, {}, {})
        held = (record_of(ROUTE_VALUES, row, plain) for row in ROUTE_VALUES.rows_for(self.viewer, self.case))
        return (*route_values(), *held)

    def route(self, council: str, on: date) -> Route:
        """What the decision route of a council asks for on a day."""
        if (council, on) not in self._routes_on:
            self._routes_on[council, on] = route_on(council, on, self._routes)
        return self._routes_on[council, on]

    def standing(self, resolution: Resolution) -> Standing:
        """How a resolution stands today."""
        body = self.body(resolution.body)
        decided = resolution.decided_on.first if resolution.decided_on else self.on
        route = self.route(body.organisation, decided)
        conditions = tuple(one.record for one in self._from.get(resolution.key, ()))
        return standing_of(
            StandingQuestion(
                resolution=resolution, body=body, on=self.on, closures=bank_holidays().closures,
                days=route.number(RouteRule.CALL_IN_DAYS), effect=route.effect, conditions=conditions,
            )
        )  # fmt: skip

    def kept(self, commitment: Any) -> Kept:
        """How a commitment stands today."""
        return keeping_of(KeepingQuestion(commitment, self.today))

    @cached_property
    def _from(self) -> Mapping[str, list[Entry]]:
        """Commitments by the resolution that they came from."""
        return _grouped(self.commitments(), "resolution")

    def of_resolution(self, ref: str) -> list[Entry]:
        """What somebody is held to by a resolution."""
        return list(self._from.get(ref, ()))

    def resolutions(self) -> list[Entry]:
        """The resolutions whose body may be seen, the last first."""
        return self._resolutions

    @cached_property
    def _resolutions(self) -> list[Entry]:
        seen = [one for one in self.of(RESOLUTIONS).values() if one.record.body in self.of(BODIES)]
        return sorted(seen, key=lambda one: _first(one.record.decided_on), reverse=True)

    def meetings(self, body: str = "") -> list[Entry]:
        """The meetings whose body may be seen, of one body or of all, in the order of their days."""
        return self._meetings_of.get(body, []) if body else self._meetings

    @cached_property
    def _meetings(self) -> list[Entry]:
        seen = [one for one in self.of(MEETINGS).values() if one.record.body in self.of(BODIES)]
        return sorted(seen, key=lambda one: _first(one.record.meets_on))

    @cached_property
    def _meetings_of(self) -> Mapping[str, list[Entry]]:
        return _grouped(self._meetings, "body")

    def matters(self) -> list[Entry]:
        """The matters whose body may be seen, in the order of their days."""
        return self._matters

    @cached_property
    def _matters(self) -> list[Entry]:
        seen = [one for one in self.of(MATTERS).values() if one.record.body in self.of(BODIES)]
        return sorted(seen, key=lambda one: (_first(self.decided(one.record)), one.name))

    @cached_property
    def _at_meeting(self) -> Mapping[str, list[Entry]]:
        return _grouped(self._matters, "meeting")

    def at_meeting(self, ref: str) -> list[Entry]:
        """The matters that come before a meeting."""
        return list(self._at_meeting.get(ref, ()))

    @cached_property
    def _on_matter(self) -> Mapping[str, list[Entry]]:
        return _grouped(self._resolutions, "matter")

    def of_matter(self, ref: str) -> list[Entry]:
        """What was resolved on a matter, the last first."""
        return list(self._on_matter.get(ref, ()))

    def decided(self, matter: Any) -> PartialDate | None:
        """The day on which a matter is to be decided: of its meeting, else as it stands there."""
        meeting = self.of(MEETINGS).get(matter.meeting)
        found: PartialDate | None = meeting.record.meets_on if meeting else matter.decide_on
        return found

    def commitments(self) -> list[Entry]:
        """Everything that somebody is held to, by the day when it is due."""
        return sorted(self.of(COMMITMENTS).values(), key=lambda one: _first(one.record.due))

    def consultations(self) -> list[Entry]:
        """Whom somebody asked, the last first."""
        return sorted(self.of(CONSULTATIONS).values(), key=lambda one: _first(one.record.starts), reverse=True)

    def last_day(self, meeting: Meeting) -> date | None:
        """The last day on which the agenda of a meeting may be published; nothing where no rule or day is known."""
        body, meets = self.of(BODIES).get(meeting.body), meeting.meets_on
        if body is None or body.record.kind in INFORMAL or meets is None or meets.precision is not Precision.DAY:
            return None
        route = self.route(body.record.organisation, meets.first)
        question = NoticeQuestion(route, meets.first, bank_holidays().closures, NoticeWay.NOT_KEY)
        try:
            step = notice_for(question).step(StepCode.AGENDA)
        except DaysError:
            return None
        return step.on if step else None

    def way(self, matter: Matter) -> tuple[LastDay, ...]:
        """The steps to the decision of a matter and on from it; none where its day is not known or no rule counts."""
        body, meets = self.of(BODIES).get(matter.body), self.decided(matter)
        if body is None or body.record.kind in INFORMAL or meets is None or meets.precision is not Precision.DAY:
            return ()
        route = self.route(body.record.organisation, meets.first)
        way = matter.way if body.record.kind in EXECUTIVE else NoticeWay.NOT_KEY
        private = bool(matter.exempt_under) and body.record.kind in EXECUTIVE
        try:
            return notice_for(
                NoticeQuestion(route, meets.first, bank_holidays().closures, way, private)
            ).steps  # fmt: skip
        except DaysError:
            return ()

    def warnings(self, matter: Matter) -> tuple[Warned, ...]:
        """What an officer should look at before a matter is decided, the answered warnings among it."""
        body, meeting = self.of(BODIES).get(matter.body), self.of(MEETINGS).get(matter.meeting)
        if body is None or body.record.kind in INFORMAL:
            return ()
        meets = self.decided(matter)
        route = self.route(body.record.organisation, meets.first if meets else self.on)
        try:
            return warnings_of(
                MatterQuestion(
                    matter, route, bank_holidays().closures, self.on, meeting.record if meeting else None,
                    body.record.kind in EXECUTIVE, self.overrides(matter.key, matter.meeting),
                )
            )  # fmt: skip
        except DaysError as error:
            return (Warned(OverrideOf.NOTICE, str(error)),)

    def overrides(self, *about: str) -> tuple[Override, ...]:
        """The warnings on some items that a named officer went against."""
        return tuple(one.record for one in self.of(OVERRIDES).values() if one.record.about in about)

    def poll_near(self, consultation: Consultation) -> str:
        """The pre-election period into which a consultation runs, in words; empty where it runs into none on record."""
        body, starts = self.of(BODIES).get(consultation.body), consultation.starts
        if body is None or starts is None:
            return ""
        route = self.route(body.record.organisation, starts.first)
        last = (consultation.ends or starts).last
        periods = pre_elections(route, bank_holidays().closures)
        found = next((one for one in periods if one.meets(starts.first, last)), None)
        return f"Runs into the pre-election period before {day(found.poll)}: take care" if found else ""

    def delegation(self, ref: str) -> Any:
        """A delegation; nothing where it may not be seen."""
        found = self.of(DELEGATIONS).get(ref)
        return found.record if found else None

    def earlier(self, bodies: Iterable[str], subject: str, core: str = "") -> EarlierFound:
        """What some bodies resolved before on a subject or on a core, else on anything, with what came of it."""
        matters, entries = self.of(MATTERS), [one.record for one in self.resolutions()]
        topics = tuple(
            one.key for one in entries
            if (core and one.core == core)
            or (subject and one.matter in matters and matters[one.matter].record.subject == subject)
        )  # fmt: skip
        return earlier_of(
            EarlierQuestion(
                bodies=tuple(bodies), resolutions=tuple(entries), topics=topics, by_topic=bool(subject or core),
                commitments=tuple(one.record for one in self.commitments()), on=self.today,
            )
        )  # fmt: skip


def book_for(viewer: Viewer, case: Case, on: date) -> Book:
    """The record of decisions as the viewer sees it on a day; tables are read when they are asked for."""
    return Book(viewer, case, on)


def _first(when: PartialDate | None) -> date:
    return when.first if when is not None else date.max


def _grouped(entries: Iterable[Entry], name: str) -> dict[str, list[Entry]]:
    """Entries by what one of their references leads to; those that lead nowhere are left out."""
    found: dict[str, list[Entry]] = {}
    for one in entries:
        ref = getattr(one.record, name)
        if ref:
            found.setdefault(ref, []).append(one)
    return found
