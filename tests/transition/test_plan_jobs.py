"""A plan worked out in the background: the first is kept at once, and stopping keeps the best.

A killed worker leaves all or nothing, and what is shown is checked anew from the record.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from severalty.engine.dates import read_date
from severalty.engine.transition.conflicts import Conflict, Possible
from severalty.engine.transition.progress import RunState
from severalty.engine.transition.relaxations import Relaxations
from severalty.engine.transition.scheduling.problem import Found, Outcome, Status, values_of
from severalty.tenancy.actions import Refused
from severalty.tenancy.jobs import Cancelled, work_of
from severalty.tenancy.models import Job
from severalty.transition import jobs
from severalty.transition.actions import packages
from severalty.transition.actions.runs import Asking, ask_run, choose_run
from severalty.transition.models import PlannedDate, PlanRun
from severalty.transition.reports import keeping, solving
from severalty.transition.reports.findings import findings_lines, findings_of
from severalty.transition.reports.standing import AimFound, Told, breaches_of, read_told, told_text
from tests.conftest import NOON, Cast
from tests.transition.planned import Desk, address, one_after_another
from tests.transition.test_actions import by

pytestmark = pytest.mark.sqlite_enough


class Watched:
    """The progress of a job that is watched, and cancelled after so many steps."""

    def __init__(self, cast: Cast, cancel_after: int = 10**9, who: str = "north") -> None:
        self.viewer, self.left = cast.viewer(who), cancel_after
        self.told: list[str] = []
        self.times: Iterator[datetime] = (NOON + timedelta(seconds=number) for number in range(10_000))

    def now(self) -> datetime:
        """A second later each time that somebody asks."""
        return next(self.times)

    def step(self, done: int, total: int, message: str = "") -> None:
        """Keeps what it is told."""
        self.told.append(message)
        self.left -= 1
        if self.left < 0:
            raise Cancelled


@pytest.fixture(autouse=True)
def nothing_is_simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    """How sure it is stands written down."""
    monkeypatch.setattr(keeping, "SIMULATED", "tests.transition.pages_told.simulated")


@pytest.fixture
def planner(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planner that plans nothing and needs no time."""
    monkeypatch.setattr(solving, "solve", one_after_another)


def ask(desk: Desk, seconds: int = 60, **more: Any) -> Job:
    return ask_run(**by(desk), asking=Asking(desk.plan, "The split", seconds=seconds, **more))


def test_the_very_same_asked_again_while_it_waits_or_runs_is_the_same_run(desk: Desk) -> None:
    first = ask(desk)
    assert ask(desk).ref == first.ref, "A second press started a second run."
    others = [ask(desk, seed=2), ask(desk, seconds=10), ask_run(**by(desk, "records"), asking=Asking(desk.plan, "S"))]
    assert len({first.ref, *(one.ref for one in others)}) == 4, "Somebody was led to the run of another question."
    Job.objects.filter(ref=first.ref).update(state="running", started_at=NOON + timedelta(minutes=1))
    assert ask(desk).ref == first.ref, "It runs, and was begun again."
    later = {"at": NOON + timedelta(minutes=2)}
    packages.pin_package(**by(desk, "south") | later, pinned=packages.Pinned(desk.ref("s-build"), 1, None, 2))
    assert ask(desk).ref == first.ref, "Of what another council keeps to itself nobody can tell by a second press."
    packages.pin_package(**by(desk) | later, pinned=packages.Pinned(desk.ref("n-build"), 1, None, 2))
    second = ask(desk)
    assert second.ref != first.ref, "The record was changed since the run began, and nothing new is worked out."
    Job.objects.filter(ref=second.ref).update(cancel_asked=True)
    assert ask(desk).ref != second.ref, "A run that is being stopped was given."


def test_the_job_is_found_by_its_name(desk: Desk, planner: None) -> None:
    job = ask(desk)
    result = work_of(job.kind)(job, Watched(desk.cast))  # type: ignore[arg-type]
    run = PlanRun.objects.get()
    assert result is not None
    assert result["url"].endswith(f"/run/{run.pk}/")
    assert (run.state, run.current, run.item.audience) == (RunState.FOUND, "yes", "holders")
    assert PlannedDate.objects.count() == 3
    assert run.digest
    [kept] = run.confidence["kept"]
    assert (kept["on"], kept["fixed_end"]) == ("2026-11-22", 0.714)


def test_the_first_plan_is_on_record_before_the_last(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is killed in the middle leaves the first plan whole; the next attempt takes its place."""

    class Killed(BaseException):
        """The machine was switched off."""

    def killed(problem: Any, effort: int, seed: int, stop: Any, told: Any, before: Any) -> Outcome:
        starts = tuple(one.earliest for one in problem.activities)
        told(Found(starts, values_of(problem, starts), tuple(0 for _ in problem.aims)))
        raise Killed

    job = ask(desk)
    monkeypatch.setattr(solving, "solve", killed)
    with pytest.raises(Killed):
        jobs.run_plan(job, Watched(desk.cast))  # type: ignore[arg-type]
    first = PlanRun.objects.get()
    assert PlannedDate.objects.filter(run=first).count() == 3
    monkeypatch.setattr(solving, "solve", one_after_another)
    jobs.run_plan(job, Watched(desk.cast))  # type: ignore[arg-type]
    assert [one.pk for one in PlanRun.objects.all()] == [first.pk]
    assert PlannedDate.objects.count() == 3


def test_who_stops_it_keeps_the_best(desk: Desk, planner: None) -> None:
    watched = Watched(desk.cast, cancel_after=0)
    result = jobs.run_plan(ask(desk), watched)  # type: ignore[arg-type]
    assert "You stopped it" in result["message"]
    assert PlanRun.objects.get().confidence == {}, "who stops it waits for nothing more"
    assert PlannedDate.objects.count() == 3


def test_who_stops_it_while_it_is_simulated_keeps_the_plan(
    desk: Desk, planner: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def simulated(record: Any, risks: Any = (), stop: Any = None) -> Any:
        watched.left = 0
        asked.append(True)
        stop()

    watched = Watched(desk.cast)
    monkeypatch.setattr(keeping, "import_string", lambda _: simulated)
    result = jobs.run_plan(ask(desk), watched)  # type: ignore[arg-type]
    assert asked
    assert "You stopped it" in result["message"]
    assert PlanRun.objects.get().confidence == {}
    assert PlannedDate.objects.count() == 3


def test_only_the_first_of_many_plans_is_checked_on_the_way(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a large plan a check takes longer than the planner needs for the next better one."""
    checked: list[int] = []

    def many(problem: Any, effort: int, seed: int, stop: Any, told: Any, before: Any) -> Outcome:
        outcome = one_after_another(problem, effort, seed, stop, told, before)
        for _ in range(50):
            told(outcome.found)
        return outcome

    monkeypatch.setattr(solving, "solve", many)
    monkeypatch.setattr(solving, "breaches_of", lambda *_: checked.append(1) or [])
    watched = Watched(desk.cast)
    jobs.run_plan(ask(desk), watched)  # type: ignore[arg-type]
    assert len(checked) == 2, "The first and the last are checked against the record."


@pytest.mark.parametrize(("work", "given"), [(None, solving.MOST_EFFORT), (30_000, 30_000)])
def test_it_does_so_much_work_as_was_asked_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, work: int | None, given: int
) -> None:
    """By steps and not by the clock the same plan comes out on every machine."""
    asked: list[int] = []

    def solved(problem: Any, effort: int, *more: Any) -> Outcome:
        asked.append(effort)
        return one_after_another(problem, effort, *more)

    monkeypatch.setattr(solving, "solve", solved)
    jobs.run_plan(ask(desk, work=work), Watched(desk.cast))  # type: ignore[arg-type]
    assert asked == [given]


def test_the_clock_ends_it(desk: Desk, planner: None) -> None:
    jobs.run_plan(ask(desk, seconds=1), Watched(desk.cast))  # type: ignore[arg-type]
    assert read_told(PlanRun.objects.get().told).stopped.startswith("the time was over")


def test_it_acts_with_what_its_person_may_do_now(desk: Desk, planner: None) -> None:
    with pytest.raises(Refused, match="any more"):
        jobs.run_plan(ask(desk), Watched(desk.cast, who="scrutiny"))  # type: ignore[arg-type]


def test_where_no_plan_is_possible_it_says_what_clashes_and_what_would_help(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = Outcome(Status.INFEASIBLE, None, (), 0, 1)
    monkeypatch.setattr(solving, "solve", lambda *_: nothing)
    pinned = packages.Pinned(desk.ref("n-build"), 1, read_date("2026-12-07"))
    packages.pin_package(**by(desk), pinned=pinned)
    found = solving.worked_out(desk.record(), solving.Effort(), lambda: False)
    assert found.state is RunState.IMPOSSIBLE
    assert found.dates == ()
    assert any("pinned" in one.lower() for one in found.told.conflict), found.told.conflict
    assert any("decision" in one.lower() for one in found.told.conflict), found.told.conflict


@pytest.mark.parametrize(("left", "says"), [(1, True), (10**9, False)])
def test_who_stops_it_while_it_is_looked_for_what_clashes_is_told_what_was_found(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, left: int, says: bool
) -> None:
    """Cancelled by its person at the first look, or by the clock: it is said that not all was tried."""

    def nothing(*_: Any) -> Outcome:
        watched.left = left
        return Outcome(Status.INFEASIBLE, None, (), 0, 1)

    watched = Watched(desk.cast)
    monkeypatch.setattr(solving, "solve", nothing)
    monkeypatch.setattr(jobs, "WHY_SECONDS", 0)
    packages.pin_package(**by(desk), pinned=packages.Pinned(desk.ref("n-build"), 1, read_date("2026-12-07")))
    result = jobs.run_plan(ask(desk, seconds=0 if not says else 60), watched)  # type: ignore[arg-type]
    run = PlanRun.objects.get()
    assert run.state == RunState.IMPOSSIBLE
    assert any(one.startswith("Looking for what clashes") for one in watched.told)
    told = read_told(run.told)
    unknown = "not found out" in " ".join(told.conflict)
    assert unknown or "the work ended before" in " ".join(told.conflict)
    assert unknown or any("before all were tried" in one for one in told.relaxations)
    assert ("what was found until then is kept" in result["message"]) == says


def test_of_a_clash_that_is_not_found_out_no_way_out_is_denied(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "solve", lambda *_: Outcome(Status.INFEASIBLE, None, (), 0, 1))
    unknown = (Conflict(Possible.NO), Relaxations(Possible.NO))
    monkeypatch.setattr(solving, "explained", lambda *_, **__: unknown)
    told = solving.worked_out(desk.record(), solving.Effort(), lambda: False).told
    assert "which of it clashes was not found out" in told.conflict[0]
    assert told.relaxations == ()


def test_what_is_said_where_there_is_no_plan_is_the_same_everywhere(desk: Desk) -> None:
    """On the page of the run, in its file and in the command."""
    told = Told(
        conflict=("A ends too late.",), relaxations=("Move the end by 2 days.",), undated=("B has no estimate.",)
    )
    run = desk.keep(keys=(), state=RunState.IMPOSSIBLE, told=told_text(told))
    client, url = desk.cast.client_of("north"), address("run", run.pk)
    page, file = client.get(url).content.decode(), b"".join(client.get(f"{url}?export=findings")).decode()  # type: ignore[call-overload]
    command = list(findings_lines(told))
    for one in findings_of(told):
        assert one.sentence in page
        assert f"{one.about},{one.sentence}" in file
        assert f"  {one.sentence}" in command


def test_a_run_as_at_another_day_says_so_and_does_not_count(desk: Desk, planner: None) -> None:
    jobs.run_plan(ask(desk, as_at=date(2026, 12, 2)), Watched(desk.cast))  # type: ignore[arg-type]
    run = PlanRun.objects.select_related("item").get()
    assert (str(run.as_at), run.current) == ("2 December 2026", "no")
    assert "as at 2 December 2026" in run.item.name
    with pytest.raises(Refused, match="stand today"):
        choose_run(**by(desk), ref=run.pk, version=run.item.version)


def test_where_nothing_can_be_dated_it_says_so_without_a_search(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "solve", None)
    record = desk.record()
    vague = tuple(replace(one, likely=None, low=None, high=None) for one in record.packages)
    found = solving.worked_out(replace(record, packages=vague), solving.Effort(), lambda: False)
    assert (found.state, found.dates) == (RunState.UNDATED, ())
    assert found.told.undated[0].startswith("None of the 3 packages that are left can be dated")
    assert any("for North Thornton to estimate: Secret build" in one for one in found.told.undated), found.told.undated
    late = replace(record.plan, ends_by=read_date("2025-12-31"))
    over = solving.worked_out(replace(record, plan=late, packages=vague), solving.Effort(), lambda: False)
    assert over.state is RunState.IMPOSSIBLE
    assert "is over: it was" in over.told.conflict[0], over.told.conflict


def test_a_plan_that_holds_no_more_says_why(desk: Desk, planner: None) -> None:
    jobs.run_plan(ask(desk), Watched(desk.cast))  # type: ignore[arg-type]
    before = breaches_of(desk.record())
    packages.pin_package(**by(desk), pinned=packages.Pinned(desk.ref("n-ready"), 1, read_date("2027-06-07")))
    after = breaches_of(desk.record())
    assert set(after) > set(before)
    assert any("Secret readiness" in one for one in set(after) - set(before))


def test_what_a_run_found_comes_back_as_it_was_told() -> None:
    told = Told((AimFound("date", 3, 1),), "done", ("A note.",), ("No date.",), ("A clash.",), ("A way.",))
    assert read_told(told_text(told)) == told
    long = read_told(told_text(replace(told, undated=("A sentence of no use at all. " * 40,) * 300)))
    assert long.undated[-1].startswith("And "), "what is too long is told in part, and still read"
    assert long.relaxations == told.relaxations
    assert read_told("words of somebody").sentences == ("words of somebody",)
    assert read_told("").aims == ()
    assert [AimFound("date", value, bound).gap for value, bound in ((3, 3), (4, 1), (0, -1))] == [
        "none: nothing better is possible", "75%", "not known",
    ]  # fmt: skip
