"""What was said of an option or a factor that is withdrawn is in no export, and in no one's way."""

import pytest

from severalty.appraisal.models import Factor, GateVerdict, Option, Score
from severalty.engine.appraisal.options import GateVerdict as VerdictRecord
from severalty.engine.appraisal.options import Option as OptionRecord
from severalty.engine.appraisal.options import Passing
from severalty.estate.reports import takeaway
from severalty.formats.case import read_case
from severalty.formats.case_writing import zip_of
from severalty.tenancy.access import Viewer, operator_for
from severalty.tenancy.actions import withdraw_items
from tests.appraisal.choice import Choice, make_choice
from tests.conftest import NOON, Cast
from tests.estate.test_importing import bring, effects, file_of


@pytest.fixture
def choice(cast: Cast) -> Choice:
    return make_choice(cast).filled()


def withdraw(choice: Choice, row: Option | Factor) -> None:
    withdraw_items(by=choice.cast.viewer("north"), at=NOON, why="a test", case=choice.cast.case, refs=[row.pk])


def viewers(choice: Choice) -> list[Viewer]:
    return [operator_for(), choice.cast.viewer("north"), choice.cast.viewer("south")]


def test_nothing_is_said_of_an_option_that_is_withdrawn(choice: Choice) -> None:
    withdraw(choice, choice.insource)
    assert GateVerdict.objects.count() == 2, "Its history goes with it."
    for viewer in viewers(choice):
        _, rows = takeaway.export_for(viewer, choice.cast.case)
        assert [one.option for one in rows["gate_verdicts"]] == ["outsource"]
        assert {one.option for one in rows["scores"]} == {"outsource"}


def test_a_score_on_a_factor_that_is_withdrawn_is_left_out(choice: Choice) -> None:
    withdraw(choice, choice.control)
    for viewer in viewers(choice):
        _, rows = takeaway.export_for(viewer, choice.cast.case)
        assert {(one.option, one.factor) for one in rows["scores"]} == {("insource", "cost"), ("outsource", "cost")}
    assert Score.objects.count() == 4


def test_an_export_with_a_withdrawn_option_can_be_read_again(choice: Choice) -> None:
    withdraw(choice, choice.outsource)
    viewer, case = choice.cast.viewer("north"), choice.cast.case
    about, rows = takeaway.export_for(viewer, case)
    kept = {table: found for table, found in rows.items() if table in ("gate_verdicts", "scores", "gates")}
    file = read_case(zip_of(about, kept), "export.zip")
    assert not file.problems, "The export cannot be read."
    assert effects(viewer, case, file) == {"same": 4}


def test_the_same_key_may_be_said_of_anew(choice: Choice) -> None:
    withdraw(choice, choice.insource)
    verdict = VerdictRecord(gate="january", option="insource", verdict=Passing.FAILS, reason="Too late")
    option = OptionRecord(key="insource", name="Insource again", appraisal="future-it")
    bring(choice.cast.viewer("north"), choice.cast.case, file_of(options=[option], gate_verdicts=[verdict]))
    _, rows = takeaway.export_for(operator_for(), choice.cast.case)
    assert {(one.option, one.verdict.value) for one in rows["gate_verdicts"]} == {
        ("insource", "fail"), ("outsource", "pass"),
    }  # fmt: skip
