"""The first page of a programme manager: whether the plan makes its date, what moved, and what puts it at risk."""

import html
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from severalty.engine.transition.record import GateFact
from severalty.engine.transition.workload import TeamLoad, WeekLoad, Workload
from severalty.tenancy.models import Appointment
from severalty.tenancy.permissions import Role
from severalty.transition.reports.morning import decisions_at_risk, standing_of
from severalty.transition.reports.pictures_look import Look
from tests.conftest import TODAY
from tests.transition.planned import FILES, Desk, bring_in
from tests.transition.test_kept import counted, keep

__all__ = ("counted",)


def first_page(desk: Desk, who: str, role: Role = Role.PROGRAMME_MANAGER) -> str:
    Appointment.objects.filter(pk=desk.cast.appointments[who].pk).update(role=role.value)
    return str(desk.cast.client_of(who).get(reverse("tenancy:home")).content.decode())


@pytest.mark.sqlite_enough
def test_a_programme_manager_reads_first_whether_the_date_is_met_and_what_moved(counted: Desk) -> None:
    keep(counted, later=-8, fixed_end=0.61, fingerprint="a")
    keep(counted, later=-1, fixed_end=0.58, fingerprint="b")
    keep(counted, later=0, fixed_end=0.54, fingerprint="c")
    page = first_page(counted, "north")
    assert "the chance to end by 31 December 2027 is 54%" in page
    week_before = TODAY - timedelta(days=8)
    assert f"7 points less than on {week_before.day} {week_before:%B %Y}" in page
    assert "That is less than the 80% that is enough." in page
    assert "The end hangs on “Cut over together” in 50% of the draws and on “Secret build” in 50%." in page
    for who, role in (("south", Role.PROGRAMME_MANAGER), ("finance", Role.FINANCE_OFFICER)):
        other = first_page(counted, who, role)
        assert "54%" not in other, f"{who} reads the chance that North worked out for itself."
        assert "Secret" not in other, f"{who} reads of North's work."


def test_before_anything_is_worked_out_it_says_what_to_do(desk: Desk) -> None:
    assert "“The split” has no dates yet. Have it worked out." in first_page(desk, "north")
    desk.keep()
    assert "How sure that is has not been worked out." in first_page(desk, "north")


def test_without_a_plan_it_leads_to_the_plans(cast: Any, tmp_path: Path) -> None:
    desk = Desk(cast)
    assert "No plan is on record yet that you may see" in first_page(desk, "north")


def test_no_more_than_seven_things_stand_there(counted: Desk, tmp_path: Path) -> None:
    keep(counted)
    steps = "key,name,workstream,action,due,audience,recorded_by,evidence\n"
    steps += "".join(f"s{n},Step {n},north,Act {n},2026-01-0{n},holders,north,reported\n" for n in range(1, 8))
    bring_in(counted.cast, tmp_path, {"confidence_steps": steps})
    page = first_page(counted, "north")
    main = page[page.index("<main") :].partition("Yours")[0]
    assert main.count('<a class="govuk-link"') - 1 <= 7
    assert "What waits for you" in main


def look(desk: Desk, **floats: int) -> Look:
    desk.keep()
    record = desk.record()
    handles = {one.name: one.key for one in record.packages}
    dates = {one.package: one for one in record.previous}
    return Look(record, dates, floats={handles[name.replace("_", " ")]: days for name, days in floats.items()})


def test_a_decision_is_at_risk_when_its_work_can_bear_less_than_a_week(desk: Desk) -> None:
    calm, tight, none = (look(desk, Secret_build=days) for days in (5, 1, 0))
    assert list(decisions_at_risk(calm)) == []
    assert "can bear only 1 working day of delay" in next(decisions_at_risk(tight)).sentence
    assert "“The choice” counts from" in next(decisions_at_risk(none)).sentence
    assert "can bear no day of delay" in next(decisions_at_risk(none)).sentence


def test_a_decision_without_a_day_is_at_risk_and_one_taken_is_not(desk: Desk) -> None:
    found = look(desk)
    gate = found.record.gates[0]

    def at(earliest: date | None, latest: date | None) -> list[str]:
        gates = (GateFact(gate.key, gate.name, earliest, latest),)
        return [one.sentence for one in decisions_at_risk(replace(found, record=replace(found.record, gates=gates)))]

    assert at(None, None) == ["“The choice” has no day on which it counts, and 1 package waits for it."]
    assert at(TODAY, TODAY) == []


def test_teams_with_too_much_are_named_and_what_is_undefined_leaves_no_chance(counted: Desk) -> None:
    found = look(counted)
    team = found.record.teams[0]
    monday = date(2027, 3, 1)
    weeks = tuple(WeekLoad(monday + timedelta(days=7 * n), 9.0, 5.0, 4.0, 2, ()) for n in range(2))
    said = [one.sentence for one in standing_of(found, (), {}, Workload((TeamLoad(team.key, weeks),)))]
    assert f"“{team.name}” is asked for more than it can give in 2 weeks, first in that of 1 March 2027." in said
    keep(counted, fixed_end=None, undefined=("work_packages:x",))
    assert "the chance to make the date cannot be said" in first_page(counted, "north")


def test_a_decision_at_risk_leads_to_what_comes_of_three_weeks(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("severalty.transition.views.what_if.SUPPOSED", "tests.transition.planned.NotSimulated")
    bring_in(desk.cast, tmp_path, FILES | {"matters": FILES["matters"].replace("january,", ",")})
    desk.keep()
    page = first_page(desk, "north")
    told = "“The choice” has no day on which it counts, and 1 package waits for it. What if it slips three weeks?"
    assert told in page
    link = html.unescape(page.partition(told)[0].rpartition('href="')[2].partition('"')[0])
    answer = desk.cast.client_of("north").get(link)
    assert (answer.status_code, "Cabinet of North: 3 weeks later" in answer.content.decode()) == (200, True)
