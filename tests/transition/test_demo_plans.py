"""The demonstration opens with its plans being worked out, each by the eyes of somebody who may."""

import pytest

from severalty.cli.demo import ask_plans, one_of_each
from severalty.tenancy.models import Job
from severalty.transition.models import PlanRun
from tests.conftest import NOON
from tests.transition.planned import Desk

pytestmark = pytest.mark.sqlite_enough


def test_each_council_has_its_plan_worked_out_once(desk: Desk) -> None:
    """One job for each who may plan; nobody else asks, and what has been worked out is not worked out again."""
    cast = desk.cast
    for who in ("north", "south", "supplier", "scrutiny"):
        ask_plans(cast.viewer(who), cast.case, NOON)
    asked = sorted(job.organisation.key for job in Job.objects.filter(kind="plan"))
    assert asked == ["north", "south"], f"Plans were asked for by {asked}."
    job = Job.objects.filter(organisation=cast.north).get()
    item = cast.item(cast.north, "run", table="plan_runs")
    PlanRun.objects.create(item=item, plan_id=job.request["plan"])
    ask_plans(cast.viewer("north"), cast.case, NOON)
    assert Job.objects.filter(organisation=cast.north).count() == 1, "A plan that has dates was asked for again."


def test_one_person_of_each_organisation_asks(desk: Desk) -> None:
    cast = desk.cast
    people = [(cast.viewer(who), cast.case) for who in ("finance", "north", "records", "south", "supplier")]
    asking = [viewer.name for viewer, _ in one_of_each(people)]
    assert asking == [cast.viewer(who).name for who in ("north", "south")]
