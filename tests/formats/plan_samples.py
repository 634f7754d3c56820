"""A plan of two invented councils with one of everything that a file may carry."""

from datetime import date

from severalty.engine.dates import day, month
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.engine.transition.packages import (
    Maturity,
    PackageKind,
    PackageNeed,
    PackageWait,
    Plan,
    TaskCalendar,
    WaitKind,
    WorkPackage,
    Workstream,
)
from severalty.engine.transition.progress import Baseline, BaselineDate, PlanBudget
from severalty.engine.transition.record import Dated
from severalty.engine.transition.resources import (
    CutOverKind,
    CutOverMember,
    CutOverRule,
    Freeze,
    FreezeKind,
    GoWord,
    Promise,
    Team,
    TeamAllotment,
    TeamLeave,
    Wave,
)
from severalty.formats.plan_mspdi.plan_file import Outside, PlanFile

OWN = {"recorded_by": "north", "audience": Audience.PARTNERS, "evidence": Evidence.ESTIMATED, "source": "Workshop 3"}
CHRISTMAS = date(2026, 12, 25)
PACKAGES = (
    WorkPackage(
        key="survey", name="Survey the post", workstream="mail", kind=PackageKind.PREPARE, low=3, likely=5, high=9,
        maturity=Maturity.INDICATIVE, owner="Head of Infrastructure", description="First line\nSecond \"line\"; £ & <",
        started_on=day(date(2026, 9, 1)), percent_done=60, days_left=2, capital=120_000, revenue=5, **OWN,
    ),
    WorkPackage(
        key="cut-over", name="Cut over the post", workstream="mail", kind=PackageKind.CUT_OVER, low=1, likely=2, high=2,
        calendar=TaskCalendar.WEEKEND, maturity=Maturity.QUOTED,
        must_end_by=day(date(2027, 1, 31)), must_because="End of the agreement", wave=2,
        fulfils="post-ready", freeze_exception="Change Board, 3 May", estimated_by="Quotation 4711", **OWN,
    ),
    WorkPackage(
        key="tidy", name="Tidy up", workstream="mail", maturity=Maturity.UNDEFINED, not_before=day(date(2027, 2, 1)),
        wanted_by=month(2027, 3), importance=4, description="é" * 3_999, **OWN,
    ),
    WorkPackage(
        key="done", name="Post has moved", workstream="mail", kind=PackageKind.MILESTONE,
        starts_on=day(date(2027, 2, 5)), **OWN,
    ),
    WorkPackage(key="lost", name="Of no workstream", workstream="", likely=1, daily_cost=18_000, **OWN),
)  # fmt: skip
WAITS = (
    PackageWait(package="cut-over", follows="survey", lag=2, most=10, because="Copied", evidence=Evidence.REPORTED),
    PackageWait(package="cut-over", follows="promises:south-ready@south", kind=WaitKind.FINISH_START),
    PackageWait(package="cut-over", follows="matters:cabinet@north", because="Members decide"),
    PackageWait(package="tidy", follows="cut-over", kind=WaitKind.START_START, overlap=3, bridge="Copy", bridge_cost=6),
    PackageWait(package="done", follows="tidy", kind=WaitKind.FINISH_FINISH),
    PackageWait(package="done", follows="matters:not-shown@south", lag=1),
)


def sample_plan() -> PlanFile:
    """The plan with its dates; the cut-over is on a weekend, and Christmas is a bank holiday."""
    tables = {
        "plans": (Plan(key="split", name="The split", ends_by=day(date(2027, 12, 31)), aims="date; level", **OWN),),
        "workstreams": (Workstream(key="mail", name="Post and diaries", plan="split", order=1, exit_red="x", **OWN),),
        "promises": (
            Promise(key="post-ready", name="Post of North is ready", promised_for=day(date(2027, 1, 29)), **OWN),
            Promise(key="south-ready", name="South is ready", promised_for=day(date(2027, 1, 15)),
                    latest=day(date(2027, 1, 20)), recorded_by="south", audience=Audience.PARTNERS),
        ),
        "teams": (
            Team(key="infra", name="Infrastructure", units=400, day_to_day="40", day_cost=31_005, skills="Exchange",
                 starts=day(date(2026, 7, 1)), ends=day(date(2027, 12, 31)), **OWN),
            Team(key="desk", name="Desk", units=None, **OWN),
        ),
        "team_allotments": (
            TeamAllotment(team="infra", organisation="south", units=150, starts=day(date(2026, 7, 1))),
        ),
        "team_leave": (
            TeamLeave(team="infra", starts=day(date(2026, 10, 5)), ends=day(date(2026, 10, 9)), reason="Training"),
            TeamLeave(team="infra", starts=day(date(2026, 11, 2)), units=100),
        ),
        "freezes": (
            Freeze(key="polls", name="Elections", kind=FreezeKind.ELECTION, starts=day(date(2027, 4, 22)),
                   ends=day(date(2027, 5, 6)), **OWN),
        ),
        "waves": (Wave(key="two", name="Second wave", plan="split", number=2, most=8, entry="Rehearsed", **OWN),),
        "work_packages": PACKAGES,
        "package_waits": WAITS,
        "package_needs": (
            PackageNeed(package="survey", team="infra", units=150, skill="Exchange"),
            PackageNeed(package="cut-over", team="infra", units=250, evidence=Evidence.REPORTED),
            PackageNeed(package="cut-over", team="desk", units=None),
            PackageNeed(package="tidy", team="teams:of-others@south", units=20),
        ),
        "cut_over_rules": (CutOverRule(key="one", name="All at once", plan="split", kind=CutOverKind.TOGETHER, **OWN),),
        "cut_over_members": (CutOverMember(rule="one", package="cut-over", go=GoWord.GO),),
        "plan_budgets": (PlanBudget(key="2026", name="Budget 2026/27", plan="split", year=2026, amount=10**8, **OWN),),
        "baselines": (
            Baseline(key="june", name="June", plan="split", set_on=day(date(2026, 6, 19)), **OWN),
            Baseline(key="sept", name="September", plan="split", set_on=day(date(2026, 9, 1)), **OWN),
        ),
        "baseline_dates": (
            BaselineDate(baseline="june", package="survey", starts=day(date(2026, 8, 31)), ends=day(date(2026, 9, 4)),
                         cost=120_005),
            BaselineDate(baseline="sept", package="cut-over", starts=month(2027, 1), ends=month(2027, 1),
                         evidence=Evidence.REPORTED, source="S1 2"),
        ),
    }  # fmt: skip
    dates = (
        Dated("survey", date(2026, 9, 1), date(2026, 9, 8)),
        Dated("cut-over@north", date(2027, 1, 16), date(2027, 1, 17), 2),
        Dated("done", date(2027, 2, 5), date(2027, 2, 5)),
    )
    outside = (Outside("matters:cabinet@north", "Cabinet decides", date(2026, 12, 15)),)
    return PlanFile(tables, dates, outside, (CHRISTMAS, date(2010, 12, 27)))
