"""Everything that changes runs of the planner and baselines: kept, chosen as the plan that counts, set as baseline."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from severalty.decisions.actions.records import Write, write_all
from severalty.decisions.binding import RESOLUTIONS
from severalty.decisions.queries.lattice import LETS_GO_ON
from severalty.decisions.queries.making import held, key_of, own_of
from severalty.engine.dates import day
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from severalty.engine.transition.packages import WorkPackage
from severalty.engine.transition.progress import Baseline, BaselineDate, PlannedDate, PlanRun, RunState
from severalty.engine.transition.record import Dated
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, Stale, ask_job, remove_rows, withdraw_items, write_drafts
from severalty.tenancy.audit import take_turn
from severalty.tenancy.binding import texts_of
from severalty.tenancy.drafts import Draft, Drafting
from severalty.tenancy.models import Case, Job
from severalty.transition.actions.confidence import AskingConfidence, ask_confidence
from severalty.transition.binding import BASELINE_DATES, BASELINES, DATES, PACKAGES, PLANS, RUNS, SCENARIOS
from severalty.transition.queries.kept import keepings_of
from severalty.transition.queries.under_way import job_under_way

PLAN_JOB = "plan"
KEPT_RUNS = 5
"""So many runs of one plan that do not count are kept; older ones are withdrawn."""
KEPT_COUNTED = 12
"""So many of those that counted once, and tell how sure the plan was then."""


@dataclass(frozen=True)
class KeptRun:
    """What a run of the planner found: of which plan and scenario (references), `dates` by the references of packages.

    `name` tells runs apart and gives the key: a run kept again under the same name takes the place of the first. One
    that was worked out `as_at` another day than that on which it was made does not count by itself.
    """

    plan: str
    name: str
    state: RunState
    dates: Sequence[Dated]
    scenario: str = ""
    seed: int = 0
    effort: int = 0
    digest: str = ""
    told: str = ""
    as_at: date | None = None


@dataclass(frozen=True)
class Basing:
    """A baseline to be set from a run (its reference): its name, the resolution that approved it and the paper that
    put it to them, by reference, where there are."""

    run: str
    name: str
    approved_by: str = ""
    paper: str = ""


@dataclass(frozen=True)
class Asking:
    """What is asked of the planner: a plan and a scenario by reference, seconds at most, the seed, as at which day
    (None: the day on which it is worked out), and work at most in the planner's own steps, which know no clock (None:
    as much as the seconds allow)."""

    plan: str
    name: str
    scenario: str = ""
    seconds: int = 60
    seed: int = 1
    as_at: date | None = None
    work: int | None = None


@transaction.atomic
def ask_run(*, by: Viewer, at: datetime, case: Case, asking: Asking) -> Job:
    """Put a run of the planner in the queue; what it is made from is read when it begins.

    Where the viewer has asked for the very same, and it waits or runs, that run is given and no other begun.
    """
    take_turn()
    own_of(by)
    request = {
        "plan": asking.plan, "scenario": asking.scenario, "seconds": asking.seconds, "seed": asking.seed,
        "as_at": asking.as_at.isoformat() if asking.as_at else "", "work": asking.work,
    }  # fmt: skip
    there = job_under_way(by, case, PLAN_JOB, request)
    title = f"Plan: {asking.name}"
    return there or ask_job(by=by, at=at, kind=PLAN_JOB, title=title, case=case, request=request)


@transaction.atomic
def keep_run(*, by: Viewer, at: datetime, on: date, case: Case, run: KeptRun) -> str:
    """Keep a run with its dates, for the viewer's own organisation alone, since it was made with its eyes. The first
    run of a plan is the one that counts. Returns its reference. Raises Refused."""
    take_turn()
    own = own_of(by)
    drafting = Drafting(by, case)
    name_of = drafting.lookup.name_of
    rows = [(row, record) for row, record in drafting.existing(RUNS).values() if row.item.recorded_by_id == own.pk]
    there = next((pair for pair in rows if pair[1].name == run.name and pair[0].plan_id == run.plan), None)
    counts = any(row.plan_id == run.plan and one.current is Known.YES for row, one in rows)
    waits = counts or run.scenario or run.as_at or not run.dates
    current = there[1].current if there else Known.NO if waits else Known.YES
    record = PlanRun(
        key=key_of(own.key, run.name), name=run.name, plan=name_of(run.plan, PLANS.table, own.pk),
        scenario=name_of(run.scenario or None, SCENARIOS.table, own.pk), made_on=day(on),
        as_at=day(run.as_at) if run.as_at else None, state=run.state,
        current=current, seed=run.seed, effort=run.effort, digest=run.digest,
        ends_on=day(max(one.ends for one in run.dates)) if run.dates else None, told=run.told,
        audience=Audience.HOLDERS, evidence=Evidence.ESTIMATED,
    )  # fmt: skip
    dates = [_planned(drafting, own.pk, record.key, one) for one in run.dates]
    drafts = [*drafting.claim(RUNS, [(0, record)]), *drafting.claim(DATES, list(enumerate(dates, 1)))]
    drafting.settle()
    _write_both(by, at, case, "plan worked out", drafts)
    _remove_lost(by, at, case, drafting, drafts)
    old = [row for row, one in rows if _is_old(row, one, run) and row.pk != drafts[0].ref]
    told = {one.run for one in keepings_of(by, case, run.plan)}
    _withdraw_old(by, at, case, [row for row in old if row.pk not in told], KEPT_RUNS - 1)
    _withdraw_old(by, at, case, [row for row in old if row.pk in told], KEPT_COUNTED)
    return drafts[0].ref


def _planned(drafting: Drafting, own: int, run: str, one: Dated) -> PlannedDate:
    package = drafting.lookup.name_of(one.package, PACKAGES.table, own)
    return PlannedDate(
        run=run, package=package, starts=day(one.starts), ends=day(one.ends), wave=one.wave,
        evidence=Evidence.ESTIMATED,
    )  # fmt: skip


def _write_both(by: Viewer, at: datetime, case: Case, why: str, drafts: Sequence[Draft]) -> None:
    write_drafts(by=by, at=at, why=why, case=case, drafts=drafts[:1])
    write_drafts(by=by, at=at, why=why, case=case, drafts=drafts[1:])


def _remove_lost(by: Viewer, at: datetime, case: Case, drafting: Drafting, drafts: Sequence[Draft]) -> None:
    """Remove the dates of a run that is kept again which it has no more."""
    run, still = drafts[0].ref, {one.targets.get("package") for one in drafts[1:]}
    lost = [
        Draft(DATES, one, row=row, before=texts_of(DATES, one), targets={"run": run})
        for row, one in drafting.existing(DATES).values()
        if row.run_id == run and row.package_id not in still
    ]
    if lost:
        remove_rows(by=by, at=at, why="plan worked out", case=case, drafts=lost)


def _is_old(row: Any, record: PlanRun, run: KeptRun) -> bool:
    return row.plan_id == run.plan and record.current is not Known.YES and record.name != run.name


def _withdraw_old(by: Viewer, at: datetime, case: Case, rows: Sequence[Any], most: int) -> None:
    refs = [row.pk for row in sorted(rows, key=lambda row: row.item.changed_at, reverse=True)[most:]]
    if refs:
        withdraw_items(by=by, at=at, why="older run of the planner", case=case, refs=refs)


@transaction.atomic
def choose_run(*, by: Viewer, at: datetime, case: Case, ref: str, version: int) -> None:
    """Make a run of the viewer's own organisation the plan that counts; the one that did so does so no more. How sure
    it is is worked out in the background, and kept with it.

    Raises Refused for a run without a plan, of a scenario or as at another day, Stale where somebody changed it
    meanwhile.
    """
    take_turn()
    drafting = Drafting(by, case)
    row, record = held(drafting, by, RUNS, ref)
    if row.item.version != version:
        raise Stale("Somebody else changed this run since you opened it. Look at it again.")
    if row.scenario_id or record.as_at or record.state not in (RunState.OPTIMAL, RunState.FOUND):
        raise Refused("Only a run that found a plan for the records as they stand today can be the plan that counts.")
    others = [
        Write(RUNS, replace(one, current=Known.NO), other.item.version)
        for other, one in drafting.existing(RUNS).values()
        if other.pk != ref and other.plan_id == row.plan_id and one.current is Known.YES
        and other.item.recorded_by_id == row.item.recorded_by_id
    ]  # fmt: skip
    writes = [*others, Write(RUNS, replace(record, current=Known.YES), version)]
    write_all(by=by, at=at, why="chosen as the plan that counts", case=case, drafting=drafting, writes=writes)
    if by.person is not None:  # a job acts for a person
        ask_confidence(by=by, at=at, case=case, asking=AskingConfidence(row.plan_id, record.name))


@transaction.atomic
def set_baseline(*, by: Viewer, at: datetime, on: date, case: Case, basing: Basing) -> str:
    """Set a baseline from a run: its dates, and what each package costs now. Returns its reference.

    By note 18 a plan is a recommendation until a body approves it: a baseline that is approved names the resolution
    that did so. Raises Refused where that let nothing go on, or the run found no plan.
    """
    take_turn()
    own = own_of(by)
    drafting = Drafting(by, case)
    row, run = held(drafting, by, RUNS, basing.run)
    _refuse_no_approval(drafting, basing.approved_by)
    name_of = drafting.lookup.name_of
    record = Baseline(
        key=key_of(own.key, basing.name), name=basing.name, plan=run.plan, set_on=day(on),
        paper=name_of(basing.paper or None, "papers", own.pk),
        approved_by=name_of(basing.approved_by or None, RESOLUTIONS.table, own.pk), audience=run.audience,
        shared_with=run.shared_with, evidence=Evidence.ESTIMATED,
    )  # fmt: skip
    packages = {place.pk: one for place, one in drafting.existing(PACKAGES).values()}
    dates = [
        _based(record.key, one, packages[place.package_id])
        for place, one in drafting.existing(DATES).values()
        if place.run_id == row.pk and place.package_id in packages
    ]
    if not dates:
        raise Refused("This run found no plan, so there is nothing to hold progress against.")
    drafts = [*drafting.claim(BASELINES, [(0, record)]), *drafting.claim(BASELINE_DATES, list(enumerate(dates, 1)))]
    drafting.settle()
    if drafts[0].row is not None:
        raise Refused("A baseline of this name is on record already; choose another name.")
    _write_both(by, at, case, "baseline set", drafts)
    return drafts[0].ref


def _refuse_no_approval(drafting: Drafting, resolution: str) -> None:
    known = {row.pk: one for row, one in drafting.existing(RESOLUTIONS).values()} if resolution else {}
    if resolution and (resolution not in known or known[resolution].outcome not in LETS_GO_ON):
        raise Refused("This resolution is not on record as one that approved something; choose another, or none.")


def _based(baseline: str, dated: PlannedDate, package: WorkPackage) -> BaselineDate:
    known = [one for one in (package.capital, package.revenue) if one is not None]
    return BaselineDate(
        baseline=baseline, package=dated.package, starts=dated.starts, ends=dated.ends,
        cost=sum(known) if known else None, evidence=Evidence.ESTIMATED,
    )  # fmt: skip
