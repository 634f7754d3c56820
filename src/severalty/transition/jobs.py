"""A plan worked out in the background, its first plan kept at once; and how sure it is, kept with the run."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from severalty.engine.dates import day
from severalty.engine.transition.confidence.network import NetworkError
from severalty.engine.transition.progress import RunState
from severalty.engine.transition.record import Dated, PlanError
from severalty.tenancy.actions import Refused
from severalty.tenancy.jobs import Cancelled, Progress
from severalty.tenancy.permissions import Permission
from severalty.transition.actions.confidence import keep_confidence
from severalty.transition.actions.runs import KeptRun, keep_run
from severalty.transition.queries.kept import is_own_run
from severalty.transition.queries.record import SeenPlan, plan_seen, scenario_changes
from severalty.transition.queries.supposing import SupposeError
from severalty.transition.reports.findings import findings_of
from severalty.transition.reports.keeping import to_keep
from severalty.transition.reports.solving import MOST_EFFORT, Effort, WorkedOut, aims_words, worked_out
from severalty.transition.reports.standing import AimFound, told_text

if TYPE_CHECKING:
    from severalty.tenancy.models import Job

WHY_SECONDS = 45
"""How much longer than the plan was given it may be looked for why none is possible."""


_LAYING = "Laying the plan out. Seconds used:"


@dataclass
class _Watch:
    """Looks at the clock and at whether it was cancelled, tells how far it is, and keeps the first plan."""

    progress: Progress
    seen: SeenPlan
    name: str
    scenario: str
    seconds: int
    began: datetime
    as_at: date | None = None
    cancelled: bool = False
    kept: str = ""
    words: str = field(default=_LAYING)

    def stop(self) -> bool:
        """Whether the time is over, or somebody has cancelled."""
        return self._is_over(self.seconds, self.words)

    def stop_why(self) -> bool:
        """Whether to look no longer for why there is no plan."""
        words = "Looking for what clashes, and what would make a plan possible. Seconds used:"
        return self._is_over(self.seconds + WHY_SECONDS, words)

    def _is_over(self, seconds: int, words: str) -> bool:
        spent = self.progress.now() - self.began
        try:
            self.progress.step(min(int(spent.total_seconds()), seconds), seconds, words)
        except Cancelled:
            self.cancelled = True
        return self.cancelled or spent >= timedelta(seconds=seconds)

    def better(self, aims: Sequence[AimFound], whole: Callable[[], WorkedOut]) -> None:
        """The first plan is on record at once; of every better one it is told what it comes to."""
        self.words = f"Best plan so far: {aims_words(aims)}. Seconds used:"
        if not self.kept:
            self.keep(whole())

    def keep(self, found: WorkedOut) -> None:
        """Write a plan, or put it in the place of the one that was written before."""
        refs = self.seen.refs
        dates = [Dated(refs[one.package], one.starts, one.ends, one.wave) for one in found.dates]
        run = KeptRun(
            self.seen.row.pk, self.name, found.state, dates, self.scenario, found.seed, found.work, found.digest,
            told_text(found.told), self.as_at,
        )  # fmt: skip
        at = self.progress.now()
        on = timezone.localtime(at).date()
        self.kept = keep_run(by=self.progress.viewer, at=at, on=on, case=self.seen.case, run=run)


_STOPPED = "You stopped it; the best plan until then is kept."
_STOPPED_WHY = "You stopped it; what was found until then is kept."


def run_plan(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Work a plan out as its person may see it; cancelled, it keeps the best that it found. Raises Refused."""
    case, asked, viewer = job.case, job.request, progress.viewer
    if case is None or not viewer.may(Permission.PLAN_EDIT, case):
        raise Refused("You may not work out plans here any more.")
    began = progress.now()
    with contextlib.suppress(Cancelled):  # it is asked again once there is a plan to keep
        progress.step(0, int(asked["seconds"]), _LAYING)
    as_at = date.fromisoformat(asked["as_at"]) if asked.get("as_at") else None
    effort = Effort(int(asked["seed"]), int(asked.get("work") or MOST_EFFORT))
    on, scenario = as_at or timezone.localtime(began).date(), str(asked.get("scenario") or "")
    try:
        changes = scenario_changes(viewer, case, scenario) if scenario else ()
        seen = plan_seen(viewer, case, asked["plan"], on, changes)
        then = f", as at {day(as_at)}" if as_at else ""
        name = f"Run of {timezone.localtime(job.asked_at):%d %B %Y, %H:%M}{then} ({job.ref[-4:]})"
        watch = _Watch(progress, seen, name, scenario, int(asked["seconds"]), began, as_at)
        found = worked_out(seen.record, effort, watch.stop, watch.better, why_stop=watch.stop_why)
    except (PlanError, SupposeError) as error:
        raise Refused(str(error)) from error
    watch.keep(found)
    if not watch.cancelled:
        try:
            _keep_how_sure(progress, watch)
        except Cancelled:
            watch.cancelled = True
    stopped = f" {_STOPPED if found.dates else _STOPPED_WHY}" if watch.cancelled else ""
    return {
        "url": reverse("transition:run", args=[case.key, watch.kept]), "run": watch.kept,
        "message": f"{found.state.value.capitalize()}{_first_words(found)}{stopped}",
    }  # fmt: skip


def _first_words(found: WorkedOut) -> str:
    """The aims of a plan, or the first thing that is to be said where there is none."""
    told = findings_of(found.told)
    if found.state in (RunState.OPTIMAL, RunState.FOUND):
        return f": {aims_words(found.told.aims)}."
    return f". {told[0].sentence}" if told else "."


def _keep_how_sure(progress: Progress, watch: _Watch) -> None:
    """Keep how sure the plan is, if it is this run that counts; where it cannot be told, nothing is kept."""
    at = progress.now()
    seen = plan_seen(progress.viewer, watch.seen.case, watch.seen.row.pk, timezone.localtime(at).date())
    if seen.run is None or seen.run.pk != watch.kept or not is_own_run(seen.viewer, seen.case, seen.run):
        return
    with contextlib.suppress(PlanError, NetworkError):
        found = to_keep(seen, at, _looking(progress))
        keep_confidence(by=seen.viewer, at=at, case=seen.case, run=watch.kept, found=found)


def _looking(progress: Progress) -> Callable[[], bool]:
    """Tells what is going on, and raises Cancelled once somebody has cancelled."""

    def look() -> bool:
        progress.step(0, 0, "Working out how sure it is.")
        return False

    return look


def run_confidence(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Work out how sure a plan is, as its person may see it, and keep it with the run that counts. Raises Refused."""
    case, viewer = job.case, progress.viewer
    if case is None or not viewer.may(Permission.PLAN_EDIT, case):
        raise Refused("You may not keep figures of plans here any more.")
    at = progress.now()
    seen = plan_seen(viewer, case, job.request["plan"], timezone.localtime(at).date())
    if not is_own_run(viewer, case, seen.run):
        raise Refused("No run of your own organisation counts for this plan, so there is nothing to keep figures with.")
    try:
        found = to_keep(seen, at, _looking(progress))
    except (PlanError, NetworkError) as error:
        raise Refused(f"How sure the plan is cannot be worked out. {error}") from error
    keep_confidence(by=viewer, at=at, case=case, run=seen.run.pk, found=found)
    url = f"{reverse('transition:confidence', args=[case.key])}?plan={seen.row.pk}"
    return {"url": url, "message": "It is worked out how sure the plan is, and kept with the run that counts."}
