"""`severalty risks`: the register for programs and for people, as an organisation may see it."""

import json
from typing import Any

import pytest

from severalty.cli.exits import DONE
from severalty.cli.main import main
from tests import imported
from tests.cli.test_appraise import CASES, refused
from tests.conftest import NOON

pytestmark = pytest.mark.sqlite_enough
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def melton(db: None) -> None:
    imported.from_folder(CASES / "melton", NOON)


def test_the_register_of_melton_is_told_to_programs_and_to_people(melton: None, capsys: Captured) -> None:
    assert main(["risks", "melton", "--on", "2020-12-16", "--json"]) == DONE
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (found["open"], found["bands"]) == (8, [{"matrix": "matrix-6x4", "band": "Medium Risk", "risks": 8}])
    assert [(one["current"]["likelihood"], one["current"]["impact"]) for one in found["risks"]] == [
        (6, 2), (4, 3), (2, 3), (3, 3), (5, 2), (5, 2), (3, 3), (4, 3),
    ]  # fmt: skip
    assert {one["inherent"]["state"] for one in found["risks"]} == {"unscored"}, "the report gives one score only"
    assert main(["risks", "melton", "--on", "2020-12-16", "--as", "blaby"]) == DONE
    told = capsys.readouterr().out
    assert "8 open, 0 closed" in told
    assert "Medium Risk" in told
    assert "of what blaby may see" in told
    assert "No organisation 'nobody'" in refused(capsys, "risks", "melton", "--as", "nobody")
