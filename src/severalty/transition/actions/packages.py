"""Everything that changes packages of work on their own pages: progress, what is pinned, and many made at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from severalty.decisions.actions.records import Write, write_all
from severalty.decisions.queries.making import held, own_of
from severalty.engine.dates import PartialDate, day
from severalty.engine.transition.packages import PackageNeed, PackageWait, WorkPackage
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, Stale, close_change_set, open_change_set, write_drafts
from severalty.tenancy.audit import take_turn
from severalty.tenancy.drafts import Drafting, Effect
from severalty.tenancy.models import Case, ChangeSet
from severalty.transition.binding import NEEDS, PACKAGES, WAITS, WAVES

_SPENT_PART = 100


@dataclass(frozen=True)
class Progressed:
    """How far a package is, by reference, and the version of it that was looked at; `done` in per cent, `spent` in
    pence."""

    ref: str
    version: int
    started_on: PartialDate | None = None
    finished_on: PartialDate | None = None
    done: int | None = None
    days_left: int | None = None
    spent: int | None = None


@dataclass(frozen=True)
class Pinned:
    """Where a package is pinned to a day or a wave by somebody; blank lets it go."""

    ref: str
    version: int
    starts_on: PartialDate | None = None
    wave: int | None = None


@dataclass(frozen=True)
class Batch:
    """Packages made at once, with what each waits for and needs; keys and references as files spell them."""

    packages: Sequence[WorkPackage]
    waits: Sequence[PackageWait] = ()
    needs: Sequence[PackageNeed] = ()


@transaction.atomic
def record_progress(*, by: Viewer, at: datetime, on: date, case: Case, progress: Progressed) -> None:
    """Record how far a package of the viewer's own organisation is.

    Raises Refused for what cannot be (done before it began, begun or done in the future), Stale where somebody else
    was quicker.
    """
    _refuse_what_cannot_be(progress, on)
    values = {
        "started_on": progress.started_on, "finished_on": progress.finished_on, "percent_done": progress.done,
        "days_left": progress.days_left, "spent": progress.spent,
    }  # fmt: skip
    _change(by, at, "progress recorded", case, (progress.ref, progress.version), values)


@transaction.atomic
def pin_package(*, by: Viewer, at: datetime, case: Case, pinned: Pinned) -> None:
    """Pin a package to a day or a wave, or let it go; the planner then keeps to it.

    Raises Refused for a day that is over and a wave that the plan has not, and Stale.
    """
    _refuse_no_place(by, at, case, pinned)
    values = {"starts_on": pinned.starts_on, "wave": pinned.wave}
    _change(by, at, "pinned" if any(values.values()) else "let go", case, (pinned.ref, pinned.version), values)


def _refuse_no_place(by: Viewer, at: datetime, case: Case, pinned: Pinned) -> None:
    row = PACKAGES.rows_for(by, case).filter(pk=pinned.ref).first()
    if row is None:
        return
    today, starts = day(timezone.localtime(at).date()), pinned.starts_on
    if starts is not None and starts.last < today.first and row.started_on is None:
        raise Refused(f"{starts} is over. Pin it to a day from {today} on, or record that it has started.")
    waves = set(WAVES.rows_for(by, case).filter(plan=row.workstream.plan_id).values_list("number", flat=True))
    if pinned.wave is not None and waves and pinned.wave not in waves:
        held = ", ".join(str(one) for one in sorted(waves))
        raise Refused(f"The plan has no wave {pinned.wave}; it has the waves {held}. Enter one of those, or none.")


def _change(by: Viewer, at: datetime, why: str, case: Case, seen: tuple[str, int], values: Mapping[str, Any]) -> None:
    take_turn()
    drafting = Drafting(by, case)
    ref, version = seen
    _, record = held(drafting, by, PACKAGES, ref)
    writes = [Write(PACKAGES, replace(record, **values), version)]
    write_all(by=by, at=at, why=why, case=case, drafting=drafting, writes=writes)


def _refuse_what_cannot_be(progress: Progressed, on: date) -> None:
    started, finished = progress.started_on, progress.finished_on
    for when, words in ((started, "started"), (finished, "finished")):
        if when is not None and when.first > on:
            raise Refused(f"It cannot have {words} on {when}, which is still to come. Enter a day up to today.")
    if finished is not None and (started is None or finished.last < started.first):
        raise Refused("It cannot have finished before it started. Enter the day on which it started as well.")
    if progress.done is not None and not 0 <= progress.done <= _SPENT_PART:
        raise Refused(f"{progress.done} per cent cannot be done; enter 0 to 100.")
    if progress.done and started is None:
        raise Refused(f"{progress.done} per cent is done, so it has started. Enter the day on which it did as well.")
    if any(one is not None and one < 0 for one in (progress.days_left, progress.spent)):
        raise Refused("Days that are left and money that is spent are not below nought.")


@transaction.atomic
def add_packages(*, by: Viewer, at: datetime, why: str, case: Case, batch: Batch) -> ChangeSet:
    """Write new packages with their waits and needs as one change set that can be undone whole.

    Raises Stale where one of the keys is taken already, Refused where a row cannot be.
    """
    take_turn()
    own_of(by)
    drafting = Drafting(by, case)
    claims = (
        (PACKAGES, batch.packages), (WAITS, batch.waits), (NEEDS, batch.needs),
    )  # fmt: skip
    drafts = {binding: drafting.claim(binding, list(enumerate(rows, 1))) for binding, rows in claims}
    drafting.settle()
    taken = [one.subject for one in drafts[PACKAGES] if one.row is not None]
    if taken:
        raise Stale(f"{'; '.join(taken[:3])}: a package of this key is on record already. Look again, then make them.")
    change_set = open_change_set(by=by, at=at, why=why, case=case)
    counts = {
        binding.table: write_drafts(by=by, at=at, why=why, case=case, drafts=found, change_set=change_set)
        for binding, found in drafts.items()
        if any(one.effect is not Effect.SAME for one in found)
    }
    close_change_set(by=by, at=at, change_set=change_set, summary={"rows": {k: n for k, n in counts.items() if n}})
    return change_set
