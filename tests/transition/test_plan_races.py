"""Two at one plan in the same moment: one of them is told, and nothing is lost or silently written over."""

from functools import partial
from pathlib import Path

import pytest

from severalty.engine.dates import day
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.audit import verify
from severalty.tenancy.models import ChangeSet, Job
from severalty.transition.actions import packages, runs, scenarios
from severalty.transition.models import PlanRun, Scenario, WorkPackage
from severalty.transition.queries.supposing import Change
from tests.conftest import TODAY, make_cast
from tests.tenancy.test_hardening import at_once
from tests.transition.planned import Desk, bring_in
from tests.transition.test_actions import by, scenario, settling

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(committed: None, tmp_path: Path) -> Desk:
    cast = make_cast()
    bring_in(cast, tmp_path)
    return Desk(cast)


def adopt(desk: Desk, looked: scenarios.Settling) -> ChangeSet:
    return scenarios.adopt_scenario(**by(desk), on=TODAY, settling=looked)


def test_of_two_scenarios_adopted_at_once_on_one_package_the_second_is_told(desk: Desk) -> None:
    build = desk.ref("n-build")
    looks = [settling(desk, scenario(desk, f"S{days}", Change(build, "likely", str(days)))) for days in (11, 12)]
    found = at_once(*(partial(adopt, desk, one) for one in looks))
    assert sorted(type(one).__name__ for one in found) == ["ChangeSet", "Stale"], found
    assert sorted(Scenario.objects.values_list("state", flat=True)) == ["adopted", "open"]
    assert WorkPackage.objects.get(pk=build).likely in (11, 12)
    assert verify().broken is None


def test_one_scenario_adopted_and_dropped_at_once_is_one_of_both(desk: Desk) -> None:
    looked = settling(desk, scenario(desk))
    drop = partial(scenarios.drop_scenario, **by(desk), on=TODAY, settling=looked)
    found = at_once(partial(adopt, desk, looked), drop)
    assert sum(isinstance(one, Refused | Stale) for one in found) == 1, found
    likely = WorkPackage.objects.get(item__key="n-build").likely
    assert (Scenario.objects.get().state, likely) in (("adopted", 15), ("dropped", 10))


def test_of_two_first_runs_kept_at_once_one_counts(desk: Desk) -> None:
    found = at_once(partial(desk.keep, "One"), partial(desk.keep, "Two"))
    assert all(isinstance(one, PlanRun) for one in found), found
    assert sorted(PlanRun.objects.values_list("current", flat=True)) == ["no", "yes"]
    assert verify().broken is None


def test_of_two_runs_chosen_at_once_one_counts(desk: Desk) -> None:
    desk.keep("Zero")
    one, two = desk.keep("One"), desk.keep("Two")
    choose = [partial(runs.choose_run, **by(desk), ref=row.pk, version=row.item.version) for row in (one, two)]
    at_once(*choose)
    assert sorted(PlanRun.objects.values_list("current", flat=True)) == ["no", "no", "yes"]


def test_progress_recorded_while_it_is_pinned_is_lost_by_nobody(desk: Desk) -> None:
    ref = desk.ref("n-build")
    done = packages.Progressed(ref, 1, day(TODAY), done=30)
    found = at_once(
        partial(packages.record_progress, **by(desk), on=TODAY, progress=done),
        partial(packages.pin_package, **by(desk), pinned=packages.Pinned(ref, 1, None, 2)),
    )
    assert sorted(type(one).__name__ for one in found) == ["NoneType", "Stale"], found
    row = WorkPackage.objects.get(pk=ref)
    assert (row.percent_done, row.wave) in ((30, None), (None, 2))


def test_a_run_asked_for_twice_at_once_is_one(desk: Desk) -> None:
    asking = partial(runs.ask_run, **by(desk), asking=runs.Asking(desk.plan, "The split"))
    found = at_once(asking, asking)
    assert len({getattr(one, "ref", one) for one in found}) == Job.objects.count() == 1, found
