"""What is written of plans: runs, the plan that counts, baselines, progress, pins, promises, scenarios."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from severalty.engine.dates import day, read_date
from severalty.engine.transition.packages import WorkPackage as WorkPackageRecord
from severalty.engine.transition.progress import RunState
from severalty.engine.transition.resources import TeamAllotment, TeamLeave
from severalty.estate import importing
from severalty.tenancy.actions import Refused, Stale, write_drafts
from severalty.tenancy.audit import verify
from severalty.tenancy.binding import Binding
from severalty.tenancy.drafts import Draft, Drafting
from severalty.tenancy.models import AuditEntry, ChangeSet, Item
from severalty.transition.actions import packages, promises, runs, scenarios
from severalty.transition.binding import ALLOTMENTS, LEAVE, PACKAGES
from severalty.transition.models import BaselineDate, PlannedDate, PlanRun, Promise, Scenario, TemplateStep, WorkPackage
from severalty.transition.queries.making import proposed
from severalty.transition.queries.record import scenario_changes
from severalty.transition.queries.scenarios import changes_of, seen_of
from severalty.transition.queries.supposing import Change
from tests.conftest import NOON, TODAY
from tests.transition.planned import Desk, bring_in

pytestmark = pytest.mark.sqlite_enough


def by(desk: Desk, who: str = "north") -> dict[str, Any]:
    return {"by": desk.cast.viewer(who), "at": NOON, "case": desk.cast.case}


def test_the_first_run_counts_until_another_is_chosen(desk: Desk) -> None:
    first, second = desk.keep(), desk.keep("Second run")
    assert [one.current for one in (first, second)] == ["yes", "no"]
    runs.choose_run(**by(desk), ref=second.pk, version=second.item.version)
    assert dict(PlanRun.objects.values_list("item__name", "current")) == {"First run": "no", "Second run": "yes"}
    with pytest.raises(Stale):
        runs.choose_run(**by(desk), ref=first.pk, version=first.item.version)
    assert verify().broken is None


def test_a_run_kept_again_takes_its_own_place(desk: Desk) -> None:
    first = desk.keep()
    again = desk.keep(keys=("n-build", "n-ready"), state=RunState.OPTIMAL)
    assert (again.pk, again.current, again.state) == (first.pk, "yes", RunState.OPTIMAL)
    assert PlannedDate.objects.count() == 2


def test_old_runs_that_do_not_count_are_withdrawn(desk: Desk) -> None:
    for number in range(9):
        desk.keep(f"Run {number}")
    names = set(PlanRun.objects.filter(item__withdrawn=False).values_list("item__name", flat=True))
    assert len(names) == runs.KEPT_RUNS + 1
    assert {"Run 0", "Run 8"} <= names


def test_no_run_without_dates_counts(desk: Desk) -> None:
    empty = desk.keep(keys=(), state=RunState.IMPOSSIBLE)
    assert empty.current == "no"
    with pytest.raises(Refused, match="found a plan"):
        runs.choose_run(**by(desk), ref=empty.pk, version=empty.item.version)
    with pytest.raises(Refused, match="found no plan"):
        runs.set_baseline(**by(desk), on=TODAY, basing=runs.Basing(empty.pk, "June"))


def test_a_baseline_keeps_dates_and_cost_and_names_what_approved_it(desk: Desk) -> None:
    run = desk.keep()
    runs.set_baseline(**by(desk), on=TODAY, basing=runs.Basing(run.pk, "June"))
    assert BaselineDate.objects.get(package__item__key="n-build").cost == 1000_00
    with pytest.raises(Refused, match="of this name"):
        runs.set_baseline(**by(desk), on=TODAY, basing=runs.Basing(run.pk, "June"))
    with pytest.raises(Refused, match="approved something"):
        runs.set_baseline(**by(desk), on=TODAY, basing=runs.Basing(run.pk, "July", approved_by="nothing"))
    with pytest.raises(Refused, match="recorded"):
        runs.set_baseline(**by(desk, "south"), on=TODAY, basing=runs.Basing(run.pk, "August"))


def test_progress_is_recorded_by_whose_work_it_is(desk: Desk) -> None:
    done = packages.Progressed(desk.ref("n-build"), 1, day(TODAY), done=40, days_left=6, spent=250_00)
    packages.record_progress(**by(desk), on=TODAY, progress=done)
    row = WorkPackage.objects.get(item__key="n-build")
    assert (row.percent_done, row.days_left, row.spent) == (40, 6, 250_00)
    assert AuditEntry.objects.order_by("-number").values_list("item__key", flat=True)[0] == "n-build"
    with pytest.raises(Stale):
        packages.record_progress(**by(desk), on=TODAY, progress=replace(done, done=50))
    with pytest.raises(Refused, match="recorded"):
        packages.record_progress(**by(desk, "south"), on=TODAY, progress=replace(done, version=2, done=50))


@pytest.mark.parametrize(
    ("values", "words"),
    [({"started_on": day(date(2026, 12, 1))}, "to come"), ({"finished_on": day(TODAY)}, "before it started"),
     ({"done": 101, "started_on": day(TODAY)}, "0 to 100"), ({"done": 40}, "has started"),
     ({"days_left": -1}, "below nought")],
)  # fmt: skip
def test_progress_that_cannot_be_is_refused(desk: Desk, values: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        packages.record_progress(**by(desk), on=TODAY, progress=packages.Progressed(desk.ref("n-build"), 1, **values))


def test_what_is_pinned_stands_in_the_record_that_is_planned(desk: Desk) -> None:
    pinned = packages.Pinned(desk.ref("n-build"), 1, read_date("2027-02-08"), 2)
    packages.pin_package(**by(desk), pinned=pinned)
    [found] = [one for one in desk.record().packages if one.key == "work_packages:n-build@north"]
    assert (str(found.starts_on), found.wave) == ("8 February 2027", 2)


def test_a_pin_to_a_day_that_is_over_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="is over"):
        packages.pin_package(**by(desk), pinned=packages.Pinned(desk.ref("n-build"), 1, read_date("1900-01-01")))


def test_work_at_a_weekend_is_refused_what_no_weekend_can_hold(desk: Desk, tmp_path: Path) -> None:
    ready = WorkPackage.objects.filter(pk=desk.ref("n-ready"))
    ready.update(calendar="weekend")
    with pytest.raises(Refused, match="1 or 2 days"):
        packages.pin_package(**by(desk), pinned=packages.Pinned(ready[0].pk, 1, read_date("2027-02-07")))
    ready.update(low=1, likely=1, high=2)
    with pytest.raises(Refused, match="a Saturday or a Sunday"):
        packages.pin_package(**by(desk), pinned=packages.Pinned(ready[0].pk, 1, read_date("2027-02-08")))
    packages.pin_package(**by(desk), pinned=packages.Pinned(ready[0].pk, 1, read_date("2027-02-07")))
    tail, own = "audience,recorded_by,evidence\n", "partners,service,reported\n"
    members = "rule,package,recorded_by,evidence\njoint,cut,service,reported\njoint,n-ready@north,service,reported\n"
    (tmp_path / "more").mkdir()
    rule = f"key,name,plan,kind,{tail}joint,All in one,split,all at one time,{own}"
    with pytest.raises(Refused, match="“All in one” has all its packages start at one time, but Secret readiness is"):
        bring_in(desk.cast, tmp_path / "more", {"cut_over_rules": rule, "cut_over_members": members})
    apart = rule.replace("all at one time", "one at a time")
    bring_in(desk.cast, tmp_path / "more", {"cut_over_rules": apart, "cut_over_members": members})
    (tmp_path / "turned").mkdir()
    with pytest.raises(Refused, match="expected one that packages of two calendars can keep; “All in one” has all"):
        bring_in(desk.cast, tmp_path / "turned", {"cut_over_rules": rule})


def test_a_step_of_a_template_is_refused_what_no_weekend_can_hold(desk: Desk, tmp_path: Path) -> None:
    tail, own = "audience,recorded_by,evidence\n", "partners,service,reported\n"
    files = {
        "work_templates": f"key,name,routes,{tail}ours,Our way,move,{own}",
        "template_steps": "template,step,name,kind,likely,calendar,recorded_by,evidence\n"
        "ours,go,Go over,cut-over,5,weekend,service,reported\n",
    }
    (tmp_path / "steps").mkdir()
    with pytest.raises(Refused, match="1 or 2 days, since it is done on one Saturday and Sunday"):
        bring_in(desk.cast, tmp_path / "steps", files)
    files["template_steps"] = files["template_steps"].replace(",5,", ",2,")
    bring_in(desk.cast, tmp_path / "steps", files)
    assert TemplateStep.objects.get(step="go").calendar == "weekend"


def test_a_day_that_no_plan_can_have_is_refused_from_file_and_form_alike(desk: Desk) -> None:
    pinned = packages.Pinned(desk.ref("n-build"), 1, read_date("2150-01-01"))
    with pytest.raises(Refused, match="starts_on must be a day from 1990 to 2100"):
        packages.pin_package(**by(desk), pinned=pinned)
    rows = [WorkPackageRecord(key="n-new", name="New", workstream="north", must_end_by=read_date("1900-06"))]
    [draft] = drafted(desk, "north", PACKAGES, rows)
    [refusal] = draft.refusals
    assert (refusal.column, refusal.mend) == ("must_end_by", "Correct the year, or leave it blank.")


def drafted(desk: Desk, who: str, binding: Binding, rows: list[Any]) -> list[Draft]:
    """What a file or form of somebody would write."""
    drafting = Drafting(desk.cast.viewer(who), desk.cast.case)
    drafting.claim(binding, list(enumerate(rows, 1)))
    return drafting.settle()


def test_of_a_shared_team_only_its_keeper_records_leave_and_each_council_its_own_part_at_most(desk: Desk) -> None:
    starts = read_date("2026-12-01")
    part = TeamAllotment(team="engineers@service", organisation="north", units=300, starts=starts)
    units = {one.name: one.units for one in desk.record().teams}
    assert units["Engineers, for North Thornton"] == 100
    for who, allotted, leave in (("north", True, False), ("south", False, False), ("service", True, True)):
        [draft] = drafted(desk, who, ALLOTMENTS, [part])
        assert bool(draft.refusals) is not allotted, f"{who} records what North may ask for."
        [draft] = drafted(desk, who, LEAVE, [TeamLeave(team="engineers@service", starts=starts, units=400)])
        assert bool(draft.refusals) is not leave, f"{who} records leave of the shared team."
    write_drafts(**by(desk), why="a test", drafts=drafted(desk, "north", ALLOTMENTS, [part]))
    assert {one.name: one.units for one in desk.record().teams} == units, "North gave itself more of a shared team."


def test_a_promise_is_made_moved_and_kept_by_its_council(desk: Desk) -> None:
    promised = promises.Promised("Phones are out", read_date("2027-03-01"), read_date("2027-02-01"))
    with pytest.raises(Refused, match="before the day"):
        promises.make_promise(**by(desk), promised=promised)
    ref = promises.make_promise(**by(desk), promised=replace(promised, latest=None))
    moved = promises.Moved(ref, 1, read_date("2027-04-01"), None)
    with pytest.raises(Refused, match="recorded"):
        promises.move_promise(**by(desk, "south"), moved=moved)
    promises.move_promise(**by(desk), moved=moved)
    promises.keep_promise(**by(desk), on=TODAY, seen=(ref, 2), kept_on=day(TODAY))
    assert Promise.objects.get(pk=ref).kept_on == day(TODAY)
    with pytest.raises(Refused, match="is not put off"):
        promises.move_promise(**by(desk), moved=replace(moved, version=3))


def scenario(desk: Desk, name: str = "Late", *changes: Change) -> str:
    changes = changes or (Change(desk.ref("n-build"), "likely", "15"),)
    supposing = scenarios.Supposing(desk.plan, name, changes=changes)
    return scenarios.make_scenario(**by(desk), supposing=supposing)


def settling(desk: Desk, ref: str, who: str = "north") -> scenarios.Settling:
    return scenarios.Settling(ref, seen_of(desk.cast.viewer(who), desk.cast.case, ref), "agreed")


def test_a_scenario_is_adopted_whole_and_can_be_undone(desk: Desk) -> None:
    ref = scenario(desk)
    scenarios.add_change(**by(desk), scenario=ref, change=Change(desk.ref("n-ready"), "not_before", "2027-03-01"))
    found = changes_of(desk.cast.viewer("north"), desk.cast.case, ref)
    assert [(one.then, one.then_words) for one in found] == [("15", "15"), ("2027-03-01", "1 March 2027")]
    assert WorkPackage.objects.get(item__key="n-build").likely == 10, "A scenario was written before it was adopted."
    made = scenarios.adopt_scenario(**by(desk), on=TODAY, settling=settling(desk, ref))
    assert WorkPackage.objects.get(item__key="n-build").likely == 15
    assert Scenario.objects.get().state == "adopted"
    with pytest.raises(Stale):
        scenarios.drop_scenario(**by(desk), on=TODAY, settling=settling(desk, ref))
    importing.undo(by=desk.cast.viewer("north"), at=NOON, case=desk.cast.case, change_set=made)
    assert WorkPackage.objects.get(item__key="n-build").likely == 10
    assert Scenario.objects.get().state == "open"


def test_nothing_is_adopted_where_one_record_is_another_organisations(desk: Desk) -> None:
    cut = Change(desk.ref("cut"), "likely", "3")
    ref = scenario(desk, "Both", Change(desk.ref("n-build"), "likely", "15"), cut)
    with pytest.raises(Refused, match="Thornton Shared ICT"):
        scenarios.adopt_scenario(**by(desk), on=TODAY, settling=settling(desk, ref))
    assert WorkPackage.objects.get(item__key="n-build").likely == 10
    scenarios.remove_change(**by(desk), scenario=ref, thing=cut.ref, value="likely")
    scenarios.adopt_scenario(**by(desk), on=TODAY, settling=settling(desk, ref))
    assert WorkPackage.objects.get(item__key="n-build").likely == 15


def test_adopting_that_is_killed_half_way_leaves_nothing_half(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ref = scenario(desk, "Both", Change(desk.ref("n-build"), "likely", "15"))
    scenarios.add_change(
        **by(desk), scenario=ref, change=Change(Promise.objects.get(item__key="north-ready").pk, "latest", "+1 week")
    )
    looked, write, written = settling(desk, ref), scenarios.write_drafts, []

    def killed(**given: Any) -> int:
        if len(written) == 2:
            raise MemoryError("killed")
        written.append(given["drafts"])
        return write(**given)

    monkeypatch.setattr(scenarios, "write_drafts", killed)
    before = (ChangeSet.objects.count(), AuditEntry.objects.count())
    with pytest.raises(MemoryError):
        scenarios.adopt_scenario(**by(desk), on=TODAY, settling=looked)
    assert [len(one) for one in written] == [1, 1], "It was killed before anything was written."
    assert (ChangeSet.objects.count(), AuditEntry.objects.count()) == before
    assert WorkPackage.objects.get(item__key="n-build").likely == 10
    assert str(Promise.objects.get(item__key="north-ready").latest) == "28 May 2027"
    assert Scenario.objects.get().state == "open"
    monkeypatch.undo()
    scenarios.adopt_scenario(**by(desk), on=TODAY, settling=looked)
    assert str(Promise.objects.get(item__key="north-ready").latest) == "4 June 2027"
    assert scenario_changes(desk.cast.viewer("north"), desk.cast.case, ref) == (), "What is adopted is supposed twice."


def test_what_changed_since_it_was_looked_at_is_neither_adopted_nor_dropped(desk: Desk) -> None:
    ref = scenario(desk)
    looked = settling(desk, ref)
    packages.pin_package(**by(desk), pinned=packages.Pinned(desk.ref("n-build"), 1, None, 3))
    for settle in (scenarios.adopt_scenario, scenarios.drop_scenario):
        with pytest.raises(Stale, match="Look again"):
            settle(**by(desk), on=TODAY, settling=looked)


def test_a_scenario_of_what_may_not_be_seen_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="no longer on record"):
        scenario(desk, "Theirs", Change(desk.ref("s-build"), "likely", "1"))
    with pytest.raises(Refused, match="no value"):
        scenario(desk, "Odd", Change(desk.ref("n-build"), "colour", "1"))


def test_packages_made_by_templates_are_made_once(desk: Desk) -> None:
    viewer = desk.cast.viewer("north")
    stream = Item.objects.get(table="workstreams", key="north").pk
    assert proposed(viewer, desk.cast.case, stream).every.packages == ()
    new = [
        packages.WorkPackage(key=f"made-{number}", name=f"Made {number}", workstream="north", likely=3)
        for number in range(2)
    ]
    waits = [packages.PackageWait(package="made-1", follows="made-0")]
    batch = packages.Batch(new, waits)
    made = packages.add_packages(**by(desk), why="a test", batch=batch)
    assert made.summary["rows"] == {"work_packages": 2, "package_waits": 1}
    with pytest.raises(Stale, match="on record already"):
        packages.add_packages(**by(desk), why="a test", batch=batch)
    with pytest.raises(Refused, match="your own organisation"):
        proposed(desk.cast.viewer("south"), desk.cast.case, stream)
