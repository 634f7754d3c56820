"""A plan for the cast: a handover that all see, and of each council a private workstream.

Each workstream waits for the promise of the other council.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.urls import reverse

from severalty.engine.transition.progress import RunState
from severalty.engine.transition.record import Dated, PlanRecord
from severalty.engine.transition.scheduling.problem import Found, Outcome, Problem, Status, values_of
from severalty.transition.actions.runs import KeptRun, keep_run
from severalty.transition.models import Plan, PlanRun, WorkPackage
from severalty.transition.queries.record import SeenPlan, plan_seen
from severalty.transition.reports.loads import Peak
from severalty.transition.reports.what_if import Again, Deadline, Moved, Range, Side, TeamPeak, WhatIf
from tests import imported
from tests.conftest import NOON, TODAY, Cast

TAIL = "audience,recorded_by,evidence\n"
FILES = {
    "plans": f"key,name,council,starts_on,ends_by,aims,{TAIL}"
    "split,The split,,2026-12-01,2027-12-31,date; double running,partners,service,reported\n",
    "workstreams": f"key,name,plan,council,order,{TAIL}"
    "handover,Handover,split,,1,partners,service,reported\n"
    "north,Work of North,split,north,2,holders,north,reported\n"
    "south,Work of South,split,south,3,holders,south,reported\n",
    "promises": f"key,name,council,promised_for,latest,{TAIL}"
    "north-ready,North is ready,north,2027-03-26,2027-05-28,partners,north,reported\n"
    "south-ready,South is ready,south,2027-04-30,2027-05-28,partners,south,reported\n",
    "teams": f"key,name,council,units,day_to_day,{TAIL}"
    "engineers,Engineers,service,400,50,partners,service,reported\n"
    "own,Secret crew,north,100,,holders,north,reported\n",
    "team_allotments": "team,organisation,units,starts,recorded_by,evidence\n"
    + "".join(f"engineers,{who},{units},2026-11-01,service,reported\n"
              for who, units in (("north", 100), ("south", 60), ("service", 40))),
    "freezes": f"key,name,kind,starts,ends,reach,{TAIL}"
    "election,Election,election,2027-04-26,2027-05-07,cut-overs and decommissioning,partners,service,reported\n"
    "audit,Secret audit,audit,2027-02-01,2027-02-05,all work,holders,north,reported\n",
    "work_packages": f"key,name,workstream,kind,council,low,likely,high,fulfils,capital,{TAIL}"
    "n-build,Secret build,north,build,north,8,10,20,,1000.00,holders,north,reported\n"
    "n-ready,Secret readiness,north,test,north,4,5,9,north-ready,,holders,north,reported\n"
    "s-build,Quiet build,south,build,south,8,12,20,,,holders,south,reported\n"
    "s-ready,Quiet readiness,south,test,south,2,3,5,south-ready,,holders,south,reported\n"
    "cut,Cut over together,handover,cut-over,,1,1,2,,,partners,service,reported\n",
    "package_waits": "package,follows,kind,recorded_by,evidence\n"
    "n-ready,n-build,finish to start,north,reported\ns-ready,s-build,finish to start,south,reported\n"
    "n-build,choice,finish to start,north,reported\n"
    "cut,north-ready,finish to start,service,reported\ncut,south-ready,finish to start,service,reported\n",
    "package_needs": "package,team,units,recorded_by,evidence\n"
    "n-build,engineers,100,north,reported\nn-build,own,50,north,reported\ns-build,engineers,60,south,reported\n"
    "cut,engineers,40,service,reported\n",
    "bodies": f"key,name,kind,organisation,{TAIL}"
    "cabinet,Cabinet of North,cabinet or executive,north,partners,north,reported\n",
    "meetings": f"key,name,body,meets_on,state,{TAIL}"
    "january,Cabinet in January,cabinet,2027-01-13,planned,partners,north,reported\n"
    "march,Cabinet in March,cabinet,2027-03-10,planned,partners,north,reported\n",
    "matters": f"key,name,body,meeting,decide_on,key_decision,{TAIL}"
    "choice,The choice,cabinet,january,,no,partners,north,reported\n",
}  # fmt: skip


def bring_in(cast: Cast, folder: Path, files: Mapping[str, str] = FILES) -> None:
    """Bring the plan, or other files, into the case of the cast through the importer."""
    imported.bring_in(cast.case, folder, files, NOON)


@dataclass
class Desk:
    """Plans as the cast would, by the actions."""

    cast: Cast

    @property
    def plan(self) -> str:
        """The reference of the plan."""
        return str(Plan.objects.get(item__withdrawn=False).pk)

    def ref(self, key: str) -> str:
        """The reference of a package."""
        return str(WorkPackage.objects.get(item__key=key, item__withdrawn=False).pk)

    def seen(self, who: str = "north", on: date = TODAY, supposed: Any = ()) -> SeenPlan:
        """The plan as one of the cast sees it."""
        return plan_seen(self.cast.viewer(who), self.cast.case, self.plan, on, supposed)

    def record(self, who: str = "north") -> PlanRecord:
        """What planning looks at for one of the cast."""
        return self.seen(who).record

    def keep(self, name: str = "First run", who: str = "north", keys: Any = ("n-build", "n-ready", "cut"),
             **more: Any) -> PlanRun:  # fmt: skip
        """A run on record, whose packages follow one another by the month."""
        dates = [Dated(self.ref(key), date(2027, place, 4), date(2027, place, 15)) for place, key in enumerate(keys, 1)]
        run = KeptRun(self.plan, name, **({"state": RunState.FOUND, "dates": dates} | more))
        ref = keep_run(by=self.cast.viewer(who), at=NOON, on=TODAY, case=self.cast.case, run=run)
        return PlanRun.objects.select_related("item").get(pk=ref)


def address(name: str, *more: str) -> str:
    """The address of a page of this stage."""
    return reverse(f"transition:{name}", args=["thornton", *more])


def one_after_another(problem: Problem, effort: int, seed: int = 0, stop: Any = None, told: Any = None,
                      start_from: Any = None) -> Outcome:  # fmt: skip
    """A stand-in for the planner that plans nothing: everything one after another, told twice on the way."""
    place, starts = max((one.earliest for one in problem.activities), default=0), []
    for one in problem.activities:
        starts.append(place)
        place += one.duration
    values = values_of(problem, starts)
    found = Found(tuple(starts), values, tuple(0 for _ in values))
    for _ in range(2):
        told(found)
        if stop():
            break
    return Outcome(Status.FEASIBLE, found, found.bounds, 2, seed)


@dataclass(frozen=True)
class NotSimulated:
    """A stand-in for simulating and planning again that does neither, for pages: everything is three weeks later if
    nothing is re-planned, and one week later planned again, where nothing says that no plan is possible."""

    record: PlanRecord
    risks: Any = ()
    draws: int = 10
    seed: int = 1

    def what_if(self, after: PlanRecord, title: str) -> WhatIf:
        """Always the same."""
        days = {
            side: ((50, date(2027, 6, first)), (80, date(2027, 7, first)))
            for side, first in ((Side.NOW, 1), (Side.KEPT, 22), (Side.AGAIN, 8))
        }
        chances = {Side.NOW: 0.75, Side.KEPT: 0.25, Side.AGAIN: 0.5}
        notice = Deadline("n", "Notice", "last day for notice", date(2027, 5, 3), {}, chances, "Cables", is_notice=True)
        was, then = Dated("c", date(2027, 5, 3), date(2027, 5, 4)), Dated("c", date(2027, 5, 10), date(2027, 5, 11))
        again = Again(RunState.FOUND, (Moved("c", "Cut over together", was, then, (1, 2)),))
        peaks = {Side.NOW: Peak(0.5, date(2027, 5, 3)), Side.AGAIN: Peak(0.95, date(2027, 5, 10), (date(2027, 5, 10),))}
        return WhatIf(
            title, (Range("", "Everything", days),), (notice,), teams=(TeamPeak("t", "Engineers", peaks),),
            chances=chances, waves={Side.NOW: 1, Side.AGAIN: 2}, again=again, draws=self.draws, seed=self.seed,
        )  # fmt: skip
