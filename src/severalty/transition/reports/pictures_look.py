"""What the pages that draw a plan look at: a record that one viewer may see, with the dates of one run, and links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.module_loading import import_string

from severalty.engine.transition.calendar import words
from severalty.engine.transition.packages import PackageKind, WorkPackage
from severalty.engine.transition.record import Dated, PlanError, PlanRecord

if TYPE_CHECKING:
    from severalty.engine.transition.placements import Barred, Placement

PLACEMENTS = "severalty.engine.transition.placements.placements_of"
"""By name: only a page that explains a plan loads what it takes to do so."""


@dataclass(frozen=True)
class Told:
    """Why a package lies where it lies: sentences, each of what the viewer may see; `spells` are days and what bars
    them."""

    why_here: tuple[str, ...] = ()
    spells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Look:
    """One plan as a page shows it. Handles are those of the record.

    `floats` are working days that a package may slip without moving the end; without an entry nobody knows. `critical`
    are packages without any, `chain` pairs of packages along the critical path. `baseline` are approved days.
    `organisations` are the councils by handle, as marks and swatches take them; `urls` lead to the page of a handle.
    """

    record: PlanRecord
    dates: Mapping[str, Dated] = field(default_factory=dict)
    floats: Mapping[str, int] = field(default_factory=dict)
    critical: frozenset[str] = frozenset()
    chain: tuple[tuple[str, str], ...] = ()
    baseline: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    told: Mapping[str, Told] = field(default_factory=dict)
    organisations: Mapping[str, Any] = field(default_factory=dict)
    urls: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def packages(self) -> tuple[WorkPackage, ...]:
        """The packages in the order of their dates; those without come last."""
        return tuple(sorted(self.record.packages, key=self._order))

    def _order(self, one: WorkPackage) -> tuple[date, date, str]:
        days = self.days(one)
        return (*(days or (date.max, date.max)), one.name)

    def days(self, package: WorkPackage) -> tuple[date, date] | None:
        """First and last day: those of the run, else what was done, else what a source states, else nothing."""
        found = self.dates.get(package.key)
        if found is not None:
            return found.starts, found.ends
        first = package.started_on or package.stated_starts
        last = package.finished_on or package.stated_ends
        if first is None or last is None:
            return None
        return first.first, max(first.first, last.last)

    def name(self, handle: str) -> str:
        """What people call a handle."""
        own = self._names.get(handle)
        return own or self.record.names.get(handle) or handle.partition("@")[0]

    @cached_property
    def chained(self) -> frozenset[tuple[str, str]]:
        """The pairs along the critical path."""
        return frozenset(self.chain)

    @cached_property
    def by_key(self) -> Mapping[str, WorkPackage]:
        """The packages by handle."""
        return {one.key: one for one in self.record.packages}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        record = self.record
        rows: Sequence[Any] = (
            *record.packages, *record.workstreams, *record.teams, *record.promises, *record.contracts, *record.supports,
            *record.gates, *record.freezes, *record.elsewhere,
        )  # fmt: skip
        return {one.key: one.name for one in rows}

    def whose(self, package: WorkPackage) -> tuple[Any, ...]:
        """The organisations whose package it is: its own council's, else its workstream's, else all in the record."""
        council = package.council or self._streams.get(package.workstream, "")
        if council in self.organisations:
            return (self.organisations[council],)
        return self._all

    @cached_property
    def _streams(self) -> Mapping[str, str]:
        return {one.key: one.council for one in self.record.workstreams}

    @cached_property
    def _all(self) -> tuple[Any, ...]:
        councils = dict.fromkeys(one.council for one in self.record.packages if one.council in self.organisations)
        return tuple(self.organisations[one] for one in councils)

    def is_milestone(self, package: WorkPackage) -> bool:
        """Whether it takes no time."""
        return package.kind is PackageKind.MILESTONE


def plain_look(
    record: PlanRecord, approved: Mapping[str, tuple[date, date]], organisations: Mapping[str, Any],
    urls: Mapping[str, str] | None = None,
) -> Look:  # fmt: skip
    """A record with the dates of the run that counts, nothing explained."""
    dates = {one.package: one for one in record.previous}
    return Look(record, dates, baseline=approved, organisations=organisations, urls=urls or {})


def explained(look: Look) -> Look:
    """The same with floats, the critical path and why each package stands where it does, worked out from the record.

    Where dates and record no longer go together, as after a package was added, nothing of it is told.
    """
    if not look.dates:
        return look
    try:
        found: Sequence[Placement] = import_string(PLACEMENTS)(look.record, look.record.previous).placements
    except PlanError:
        return look
    critical = frozenset(one.package for one in found if one.critical)
    held = {one.package: {key for reason in one.holds for key in reason.records} for one in found}
    return replace(
        look,
        floats={one.package: one.float_days for one in found if one.float_days is not None},
        critical=critical,
        chain=tuple(
            (one.follows, one.package)
            for one in look.record.waits
            if one.follows in critical and one.package in critical and one.follows in held.get(one.package, ())
        ),
        told={one.package: _told(one) for one in found},
    )  # fmt: skip


def _told(one: Placement) -> Told:
    return Told((one.sentence,), tuple(_barred(spell) for spell in one.earlier))


def _barred(spell: Barred) -> tuple[str, str]:
    """`3 March 2027 to 9 March 2027`, `changes are frozen.`"""
    days = words(spell.first) if spell.first == spell.last else f"{words(spell.first)} to {words(spell.last)}"
    return days, " ".join(one.sentence for one in spell.reasons) or "free"
