"""One plan as one viewer may see it: the only thing that planning, explaining and simulating ever look at (note 20).

Every row is read through the rule of sight, so that what the viewer may not see is neither in the record nor counted.
As many queries however many packages there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404

from severalty.decisions.binding import MATTERS
from severalty.dispositions.binding import DISPOSITIONS
from severalty.engine.fields import Known
from severalty.engine.transition.progress import ScenarioState
from severalty.engine.transition.record import ContractFact, Dated, Elsewhere, GateFact, PlanRecord, SupportFact
from severalty.engine.transition.resources import CutOverMember
from severalty.estate.queries import CONFIGURATION_ITEMS, CONTRACTS, bank_holidays
from severalty.tenancy.access import Viewer, visible_items
from severalty.tenancy.binding import Binding, Lookup, lookup_for, record_of, refs_of
from severalty.tenancy.models import Case
from severalty.tenancy.queries import organisations_of
from severalty.transition.binding import (
    ALLOTMENTS,
    BUDGETS,
    CUT_OVER_MEMBERS,
    CUT_OVER_RULES,
    DATES,
    FREEZES,
    LEAVE,
    NEEDS,
    PACKAGES,
    PLANS,
    PROMISES,
    RUNS,
    SCENARIO_CHANGES,
    SCENARIOS,
    TEAMS,
    WAITS,
    WAVES,
    WORKSTREAMS,
)
from severalty.transition.queries.facts import (
    contract_fact,
    disposition_fact,
    dispositions_about,
    support_fact,
    use_facts,
)
from severalty.transition.queries.gates import gate_facts, held_back
from severalty.transition.queries.shares import Shared, shares_of
from severalty.transition.queries.supposing import Change, SupposedBook, by_ref, changed


class ByHandle(Lookup):
    """Spells a reference as a handle, `work_packages:cut-over@melton`; empty for what may not be seen."""

    def name_of(self, ref: str | None, table: str, recorder: int) -> str:
        """The handle, where the viewer may see what the reference leads to."""
        found = self.items.get(ref or "")
        return f"{found[0]}:{found[1]}@{self.organisations[found[2]]}" if found else ""


@dataclass(frozen=True)
class SeenPlan:
    """A plan record with what leads from its handles back to the record: references, rows, and the run that counts.

    `refs` are the references of items by handle, `rows` the rows of packages, teams and the like by handle, `book` the
    record of decisions that the gates come from.
    """

    record: PlanRecord
    viewer: Viewer
    case: Case
    row: Any
    refs: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Any] = field(default_factory=dict)
    run: Any = None
    supposed: tuple[Change, ...] = ()
    book: SupposedBook | None = None

    def name_of(self, handle: str) -> str:
        """The name of what a handle stands for; the handle's own key where it has none."""
        return self.record.names.get(handle, handle.partition(":")[2].rpartition("@")[0] or handle)

    @cached_property
    def handles(self) -> Mapping[str, str]:
        """The handles by reference."""
        return {ref: handle for handle, ref in self.refs.items()}


def plan_record(viewer: Viewer, case: Case, plan: str, on: date, scenario: str | None = None) -> PlanRecord:
    """One plan as one viewer may see it on a day, by the reference of its item; with the changes of a scenario, if one
    is named. Raises Http404 where there is none that this viewer may see, SupposeError for a scenario that cannot be.
    """
    return plan_seen(viewer, case, plan, on, scenario_changes(viewer, case, scenario) if scenario else ()).record


def scenario_changes(viewer: Viewer, case: Case, scenario: str) -> tuple[Change, ...]:
    """What a scenario changes, as far as the viewer may see it: nothing more once it is adopted, for then the records
    say so. Raises Http404 where they may not see the scenario."""
    row = SCENARIOS.rows_for(viewer, case).filter(pk=scenario).first()
    if row is None:
        raise Http404
    if row.state == ScenarioState.ADOPTED:
        return ()
    rows = SCENARIO_CHANGES.rows_for(viewer, case).filter(scenario=scenario).order_by("pk")
    return tuple(Change(ref, value, becomes) for ref, value, becomes in rows.values_list("thing", "value", "becomes"))


def plan_seen(viewer: Viewer, case: Case, plan: str, on: date, supposed: Sequence[Change] = ()) -> SeenPlan:
    """The same with the way back from handles to records. Raises Http404 and SupposeError."""
    row = PLANS.rows_for(viewer, case).select_related("item__recorded_by").filter(pk=plan).first()
    if row is None:
        raise Http404
    return _Shelf(viewer, case, on, row, tuple(supposed)).seen()


def run_that_counts(viewer: Viewer, case: Case, plan: str) -> Any | None:
    """The run of a plan that counts for the viewer: its own organisation's, else the newest that it may see."""
    rows = RUNS.rows_for(viewer, case).filter(plan=plan, current=Known.YES.value, scenario=None)
    found = list(rows.select_related("item__recorded_by").order_by("-made_on", "-pk"))
    own = viewer.organisation.pk if viewer.organisation else 0
    return next((one for one in found if one.item.recorded_by_id == own), found[0] if found else None)


class _Shelf:
    """The rows of one plan, a query for each table, and their records with handles in place of references."""

    def __init__(self, viewer: Viewer, case: Case, on: date, row: Any, supposed: tuple[Change, ...]) -> None:
        self.viewer, self.case, self.on, self.plan, self.supposed = viewer, case, on, row, supposed
        self.book = SupposedBook(viewer, case, on, supposed=by_ref(supposed))
        self.held: dict[str, list[Any]] = {"plans": [row]}
        self._gather()
        self.lookup = self._lookup()

    def rows(self, binding: Binding, **condition: Any) -> list[Any]:
        """The rows of a table that the viewer may see, by key."""
        found = binding.rows_for(self.viewer, self.case).filter(**condition)
        order = ("item__key", "item__recorded_by") if binding.is_item else ("pk",)
        self.held[binding.table] = list(found.order_by(*order))
        return self.held[binding.table]

    def _gather(self) -> None:
        plan = self.plan.pk
        streams = {one.pk for one in self.rows(WORKSTREAMS, plan=plan)}
        packages = {one.pk for one in self.rows(PACKAGES, workstream__plan=plan) if one.workstream_id in streams}
        self._only(PACKAGES, lambda one: one.pk in packages)
        waits = self.rows(WAITS, package__workstream__plan=plan)
        needs = self.rows(NEEDS, package__workstream__plan=plan)
        for binding in (WAITS, NEEDS):
            self._only(binding, lambda one: one.package_id in packages)
        teams = {one.team_id for one in needs if one.package_id in packages}
        self.rows(TEAMS, pk__in=teams)
        self._gather_capacity(teams)
        self.rows(FREEZES)
        self.rows(WAVES, plan=plan)
        self.rows(BUDGETS, plan=plan)
        self._gather_rules(packages)
        follows = {one.follows_id for one in waits if one.package_id in packages}
        fulfils = {one.fulfils_id for one in self.held["work_packages"]} - {None}
        self.rows(PROMISES, pk__in=follows | fulfils)
        self._gather_things(packages, follows)

    def _gather_capacity(self, teams: set[str]) -> None:
        """What is allotted of teams, and their leave, from those who may say so: whoever keeps a team or whose it is;
        what a council says of its own part counts until they have said."""
        keepers = {one.pk: {one.item.recorded_by_id, one.council_id} for one in self.held["teams"]}

        def kept(one: Any) -> bool:
            return one.recorded_by_id in keepers.get(one.team_id, ())

        self.rows(LEAVE, team__in=teams)
        self._only(LEAVE, kept)
        said = {(one.team_id, one.organisation_id) for one in self.rows(ALLOTMENTS, team__in=teams) if kept(one)}
        own = [one for one in self.held["team_allotments"] if one.recorded_by_id == one.organisation_id]
        alone = {one.pk for one in own if (one.team_id, one.organisation_id) not in said}
        self._only(ALLOTMENTS, lambda one: kept(one) or one.pk in alone)

    def _only(self, binding: Binding, keep: Any) -> None:
        self.held[binding.table] = [one for one in self.held[binding.table] if keep(one)]

    def _gather_rules(self, packages: set[str]) -> None:
        """The cut-over rules that tie a package of this plan, with all of their members that may be seen."""
        members = self.rows(CUT_OVER_MEMBERS)
        rules = {one.rule_id for one in members if one.package_id in packages}
        self._only(CUT_OVER_MEMBERS, lambda one: one.rule_id in rules)
        self.rows(CUT_OVER_RULES, pk__in=rules)

    def _gather_things(self, packages: set[str], follows: set[str]) -> None:
        """Contracts, things and dispositions that packages are about, packages of other plans, and the run."""
        things = {one.thing_id for one in self.held["work_packages"]} - {None}
        self.rows(CONTRACTS, pk__in=things)
        self.rows(CONFIGURATION_ITEMS, pk__in=things)
        self.held[DISPOSITIONS.table] = dispositions_about(self.viewer, self.case, things)
        members = {one.package_id for one in self.held["cut_over_members"]}
        others = (follows | members) - packages
        found = PACKAGES.rows_for(self.viewer, self.case).filter(pk__in=others)
        self.others = {one.pk: one for one in found}
        self.run = run_that_counts(self.viewer, self.case, self.plan.pk)
        dates = DATES.rows_for(self.viewer, self.case).filter(run__current=Known.YES.value, run__scenario=None)
        self.dates = list(dates.filter(package__in=packages | set(self.others)).order_by("pk"))

    def _lookup(self) -> ByHandle:
        rows = [(binding, row) for binding in self._bindings for row in self.held.get(binding.table, ())]
        refs = {ref for binding, row in rows for ref in refs_of(binding, [row])}
        refs |= {row.pk for binding, row in rows if binding.is_item} | set(self.others)
        refs |= {one.ref for one in self.supposed}
        found = lookup_for(self.viewer, self.case, refs)
        names = visible_items(self.viewer, self.case).filter(ref__in=list(found.items))
        self.words = dict(names.values_list("ref", "name"))
        return ByHandle(found.organisations, found.partnerships, found.items)

    @property
    def _bindings(self) -> tuple[Binding, ...]:
        return (
            PLANS, WORKSTREAMS, PACKAGES, WAITS, NEEDS, TEAMS, ALLOTMENTS, LEAVE, FREEZES, WAVES, BUDGETS,
            CUT_OVER_MEMBERS, CUT_OVER_RULES, PROMISES, CONTRACTS, CONFIGURATION_ITEMS, DISPOSITIONS,
        )  # fmt: skip

    def handle(self, ref: str | None) -> str:
        """The handle of an item that the viewer may see; empty for any other."""
        return self.lookup.name_of(ref, "", 0)

    def records(self, binding: Binding) -> tuple[Any, ...]:
        """The records of a table, with what is supposed of them."""
        supposed, found = by_ref(self.supposed), []
        for row in self.held[binding.table]:
            record = record_of(binding, row, self.lookup)
            if binding.is_item:
                record = changed(replace(record, key=self.handle(row.pk)), supposed.get(row.pk, ()))
            found.append(record)
        return tuple(found)

    def seen(self) -> SeenPlan:
        """Everything put together."""
        handles = {ref: self.handle(ref) for ref in self.lookup.items}
        rows = {
            handles[row.pk]: row for binding in self._bindings if binding.is_item
            for row in self.held[binding.table] if row.pk in handles
        }  # fmt: skip
        plan, streams, packages = self.records(PLANS)[0], self.records(WORKSTREAMS), self.records(PACKAGES)
        names = self._names(handles)
        shared = Shared(
            self.records(TEAMS), _whole(self.records(NEEDS), "team"), _whole(self.records(ALLOTMENTS), "team"),
            _whole(self.records(LEAVE), "team"), {},
        )  # fmt: skip
        shared = shared if plan.council else shares_of(streams, packages, shared, names)
        record = PlanRecord(
            plan=plan, on=self.on, workstreams=_ordered(streams), packages=packages, waits=self._waits(),
            needs=shared.needs, teams=shared.teams, allotments=shared.allotments, leave=shared.leave,
            freezes=self.records(FREEZES),
            rules=self.records(CUT_OVER_RULES), members=self._members(),
            waves=tuple(sorted(self.records(WAVES), key=lambda one: one.number or 0)),
            promises=self.records(PROMISES), budgets=self.records(BUDGETS), contracts=self._contracts(),
            supports=self._supports(), gates=self._gates(), dispositions=self._dispositions(),
            uses=use_facts(self.viewer, self.case, self._things(handles)), previous=self._previous(),
            elsewhere=self._elsewhere(),
            closed=tuple(sorted(bank_holidays())), names=names,
        )  # fmt: skip
        whole = {handle: ref for ref, handle in handles.items()}
        refs = {part: whole[team] for part, team in shared.parts.items()} | whole
        return SeenPlan(record, self.viewer, self.case, self.plan, refs, rows, self.run, self.supposed, self.book)

    def _names(self, handles: Mapping[str, str]) -> dict[str, str]:
        named = {handles[ref]: name for ref, name in self.words.items() if ref in handles}
        return named | {one.key: one.name for one in organisations_of(self.case)}

    def _things(self, handles: Mapping[str, str]) -> dict[str, str]:
        things = {one.thing_id for one in self.held["work_packages"]} - {None}
        return {ref: handles[ref] for ref in sorted(things) if ref in handles}

    def _waits(self) -> tuple[Any, ...]:
        """Waits for what the viewer may see; the record says nothing of any other."""
        return _whole(self.records(WAITS), "follows")

    def _members(self) -> tuple[CutOverMember, ...]:
        """Each package under each rule once: a council's row with its own word ties nothing twice."""
        keepers = {
            self.handle(one.pk): self.lookup.organisations[one.item.recorded_by_id]
            for one in self.held["cut_over_rules"]
        }
        rows = sorted(self.records(CUT_OVER_MEMBERS), key=lambda one: one.recorded_by != keepers.get(one.rule))
        found: dict[tuple[str, str], CutOverMember] = {}
        for one in rows:
            if one.package and one.rule:
                found.setdefault((one.rule, one.package), one)
        return tuple(found.values())

    def _contracts(self) -> tuple[ContractFact, ...]:
        return tuple(contract_fact(one, self.on, bank_holidays()) for one in self.records(CONTRACTS))

    def _supports(self) -> tuple[SupportFact, ...]:
        return tuple(support_fact(one) for one in self.records(CONFIGURATION_ITEMS))

    def _dispositions(self) -> tuple[Any, ...]:
        classes = {self.handle(one.pk): one.item_class for one in self.held["configuration_items"]}
        found = []
        for record in self.records(DISPOSITIONS):
            if record.thing:
                thing = {
                    "name": self.words.get(self._ref(record.thing), ""), "table": record.thing.partition(":")[0],
                    "item_class": str(classes.get(record.thing, "")),
                }  # fmt: skip
                found.append(disposition_fact(record, thing))
        return tuple(found)

    def _ref(self, handle: str) -> str:
        return self._by_handle.get(handle, "")

    @cached_property
    def _by_handle(self) -> dict[str, str]:
        return {self.handle(ref): ref for ref in self.lookup.items}

    def _gates(self) -> tuple[GateFact, ...]:
        """Facts of the matters that packages wait for; no query where there is none."""
        refs = [one.follows_id for one in self.held["package_waits"]]
        matters = [ref for ref in refs if self.lookup.items.get(ref, ("",))[0] == MATTERS.table]
        if not matters:
            return ()
        facts = held_back(self.book, gate_facts(self.book, matters))
        return tuple(replace(fact, key=self.handle(ref)) for ref, fact in facts.items())

    def _previous(self) -> tuple[Dated, ...]:
        run = self.run.pk if self.run is not None else None
        own = {one.pk for one in self.held["work_packages"]}
        return tuple(
            Dated(self.handle(one.package_id), one.starts.first, one.ends.first, one.wave)
            for one in self.dates if one.run_id == run and one.package_id in own and one.starts and one.ends
        )  # fmt: skip

    def _elsewhere(self) -> tuple[Elsewhere, ...]:
        """Packages of other plans, by the run that counts there; one without a date is left out."""
        known = {one.package_id: one for one in self.dates if one.package_id in self.others}
        return tuple(
            Elsewhere(self.handle(ref), self.words.get(ref, ""), known[ref].starts.first, known[ref].ends.last)
            for ref in sorted(known)
            if self.handle(ref)
        )  # fmt: skip


def _whole(records: Iterable[Any], name: str) -> tuple[Any, ...]:
    """Those rows whose reference leads to something that may be seen."""
    return tuple(one for one in records if getattr(one, name))


def _ordered(records: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(records, key=lambda one: (one.order is None, one.order or 0, one.name)))
