"""`severalty plan CASE`, `confidence` and `whatif`: what is told of a case, and with which status."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from severalty.cli import whatif
from severalty.cli.main import main
from severalty.engine.dates import read_date
from severalty.engine.transition.record import Dated
from severalty.engine.transition.scheduling.problem import Outcome, Status
from severalty.transition.actions import packages
from severalty.transition.models import WorkPackage
from severalty.transition.reports import solving
from tests.conftest import Cast
from tests.transition.planned import Desk, NotSimulated, bring_in, one_after_another
from tests.transition.test_actions import by

pytestmark = pytest.mark.sqlite_enough
ON = ("--on", "2026-11-22")


@pytest.fixture
def desk(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    bring_in(cast, tmp_path)
    monkeypatch.setattr(solving, "solve", one_after_another)
    return Desk(cast)


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    status = main([*words, *ON, "--json"])
    out = capsys.readouterr()
    return status, json.loads(out.out) if out.out else out.err


def test_a_case_is_planned_with_the_eyes_of_one_council(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    status, found = told(capsys, "plan", "thornton", "--as", "north", "--seconds", "5", "--seed", "3")
    assert status == 0
    [plan] = found["plans"]
    assert (plan["plan"], plan["status"], plan["seed"], found["seen_by"]) == ("split", "plan found", 3, "north")
    assert {one["package"] for one in plan["dates"]} == {"n-build", "n-ready", "cut"}
    assert [one["aim"] for one in plan["aims"]][-1] == "end"
    assert main(["plan", "thornton", "--as", "north", *ON]) == 0
    assert "Secret build" in capsys.readouterr().out


def test_no_plan_is_a_truthful_no_with_its_reasons(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "solve", lambda *_: Outcome(Status.INFEASIBLE, None, (), 0, 1))
    pinned = packages.Pinned(desk.ref("n-build"), 1, read_date("2026-12-07"))
    packages.pin_package(**by(desk), pinned=pinned)
    status, found = told(capsys, "plan", "thornton", "--as", "north")
    assert status == 3
    assert found["plans"][0]["conflict"]
    assert found["plans"][0]["dates"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("plan", "thornton", "--plan", "other"), "no plan 'other'; there are split"),
        (("plan", "thornton", "--seconds", "-1"), "--seconds -1"),
        (("plan", "thornton", "--seed", "-1"), "--seed -1: give a number from 0"),
        (("plan", "thornton", "--seed", "99999999999"), "--seed 99999999999: give a number from 0"),
        (("plan", "thornton", "--rounds", "-1"), "--rounds -1: give a number from 0"),
        (("confidence", "thornton", "--seed", "-1"), "--seed -1: give a number from 0"),
        (("confidence", "thornton", "--draws", "0"), "0 draws cannot be made"),
        (("whatif", "thornton", "--slip", "cabinet=3w", "--draws", "-5"), "-5 draws cannot be made"),
        (("whatif", "thornton", "--slip", "cabinet=3w", "--seed", "-1"), "--seed -1: give a number from 0"),
        (("whatif", "thornton", "--slip", "cabinet"), "is not a key and days, weeks or months"),
        (("whatif", "thornton", "--slip", "nothing=3w"), "Nothing with the key 'nothing'"),
        (("whatif", "thornton", "--slip", "cabinet=200w"), "stay within"),
        (("whatif", "thornton", "--slip", "cabinet=٣w"), "is not a key and days, weeks or months"),
        (("whatif", "thornton", "--slip", "cut=5d", "--slip", "cut=-5d"), "'cut' stands in two slips"),
    ],
)
def test_what_cannot_be_asked_says_what_can(
    desk: Desk, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert main([*words, *ON]) == 2
    assert said in capsys.readouterr().err


def test_the_end_of_the_plan_itself_is_told_apart_from_that_by_likely_durations(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.keep(dates=[Dated(desk.ref("cut"), date(2027, 6, 7), date(2027, 6, 7))])
    status, found = told(capsys, "confidence", "thornton", "--as", "north", "--draws", "50")
    assert status == 0
    own = found["plans"][0]["own_end"]
    assert own["plan"] == "2027-06-07"
    assert own["likely"] != own["plan"]
    assert main(["confidence", "thornton", "--as", "north", "--draws", "50", *ON]) == 0
    out = capsys.readouterr().out
    assert "The plan itself ends on 7 June 2027, " in out
    assert "likely durations" not in out


def test_a_slip_is_told(desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whatif, "AsItStands", NotSimulated)
    status, found = told(capsys, "whatif", "thornton", "--as", "north", "--slip", "cabinet=3w")
    assert status == 0
    [plan] = found["plans"]
    assert [plan["ranges"][0][side]["p80"] for side in ("now", "nothing re-planned", "planned again")] == [
        "2027-07-01", "2027-07-22", "2027-07-08",
    ]  # fmt: skip
    assert plan["notices_missed"]["nothing re-planned"] == ["Cables"]
    assert plan["planned_again"]["most_moved"][0]["to"] == ["2027-05-10", "2027-05-11"]
    assert main(["whatif", "thornton", "--slip", "n-build=10d", *ON]) == 0
    out = capsys.readouterr().out
    assert "21 days later than now" in out
    assert "Another wave: Cut over together, wave 1 to wave 2." in out


def test_a_package_that_is_finished_says_that_it_slips_no_more(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    WorkPackage.objects.filter(item__key="n-build").update(
        started_on=read_date("2026-10-01"), finished_on=read_date("2026-11-02")
    )
    assert main(["whatif", "thornton", "--as", "north", "--slip", "n-build=5d", *ON]) == 2
    assert "Secret build was finished on 2 November 2026 and can slip no more" in capsys.readouterr().err
    assert main(["whatif", "thornton", "--as", "south", "--slip", "n-build=5d", *ON]) == 2
    assert "Nothing with the key 'n-build'" in capsys.readouterr().err


def test_days_weeks_and_months_are_read() -> None:
    found = [whatif.read_slip(text) for text in ("a=3w", "b c=-2m", "d=+10d")]
    assert [(key, by.becomes) for key, by in found] == [("a", "+3 weeks"), ("b c", "-2 months"), ("d", "+10 days")]
