"""`severalty appraise`: an appraisal in figures, for programs and for people, and every slip told in words."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from severalty.appraisal.models import Appraisal
from severalty.cli.exits import DONE, WRONG_INPUT
from severalty.cli.main import main
from severalty.engine.estate.parties import Audience
from severalty.tenancy.models import AuditEntry
from tests import imported
from tests.appraisal.choice import Choice, make_choice
from tests.conftest import NOON, Cast

pytestmark = pytest.mark.sqlite_enough

ROOT = Path(__file__).parents[2]
CASES = ROOT / "cases"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def choice(cast: Cast) -> Choice:
    return make_choice(cast).filled()


def told(capsys: Captured, *arguments: str) -> dict[str, Any]:
    """The JSON of `appraise`, which must be the only thing on standard output."""
    capsys.readouterr()
    assert main(["appraise", *arguments, "--json"]) == DONE
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def refused(capsys: Captured, *arguments: str) -> str:
    """What is said to wrong input; never a traceback, and nothing on standard output."""
    capsys.readouterr()
    assert main(list(arguments)) == WRONG_INPUT
    said = capsys.readouterr()
    assert not said.out
    assert "Traceback" not in said.err
    return said.err


def test_the_json_has_the_shape_that_programs_rely_on(choice: Choice, capsys: Captured) -> None:
    found = told(capsys, "thornton")
    assert {"options", "factors", "verdict", "digest"} <= set(found)
    for option in found["options"]:
        assert {"key", "name", "viable", "score", "rank", "npc_pence"} <= set(option)
    assert [(one["key"], one["viable"], one["score"], one["rank"], one["npc_pence"]) for one in found["options"]] == [
        ("insource", True, 6.4, 1, 28_996_943), ("outsource", True, 4.2, 2, 34_796_331),
    ]  # fmt: skip
    assert [(one["key"], one["part_of"], one["weight"], one["best"]) for one in found["factors"]] == [
        ("control", "", 0.6, ["insource"]), ("money", "", 0.4, []), ("cost", "money", 0.4, ["outsource"]),
    ]  # fmt: skip
    assert (found["verdict"], found["leader"], found["problems"]) == ("one option leads", "insource", [])
    assert found["digest"] == choice.worked().digest
    assert re.fullmatch(r"[0-9a-f]{64}", found["digest"])


def test_score_rank_and_cost_are_null_where_nobody_knows_them(db: None, capsys: Captured) -> None:
    imported.from_folder(CASES / "melton", NOON)
    found = told(capsys, "melton")
    assert len(found["options"]) == 7
    for option in found["options"]:
        assert (option["score"], option["rank"], option["npc_pence"]) == (None, None, None)
    assert (found["verdict"], found["leader"]) == ("nothing to compare yet", None)
    assert [one["name"] for one in found["factors"]] == [
        "Cost", "Deliverability", "Complexity", "Control", "Resilience", "Innovation",
    ]  # fmt: skip


def test_people_get_a_table_and_the_verdict_with_its_reason(choice: Choice, capsys: Captured) -> None:
    assert main(["appraise", "thornton"]) == DONE
    said = capsys.readouterr().out
    assert re.search(r"Insource +yes +6\.4 +1 +£289,969\.43 +undecided", said)
    assert "Verdict: one option leads." in said
    assert "On value: Insource is ahead of every other option" in said
    assert choice.worked().digest in said


def test_the_first_list_is_told_without_what_came_later(db: None, capsys: Captured) -> None:
    imported.from_folder(CASES / "havering-newham", NOON)
    now, first = told(capsys, "havering-newham"), told(capsys, "havering-newham", "--first-list")
    assert (now["verdict"], now["leader"]) == ("only one option is viable", "option-three")
    assert [one["key"] for one in first["options"]] == ["option-one", "option-two"]
    assert (first["verdict"], first["leader"]) == ("no option is viable", None)
    assert first["digest"] != now["digest"]


def test_an_organisation_gets_the_appraisal_as_it_may_see_it(choice: Choice, capsys: Captured) -> None:
    choice.option("secret", choice.cast.south, audience=Audience.HOLDERS)
    keys = {who: [one["key"] for one in told(capsys, "thornton", "--as", who)["options"]] for who in ("north", "south")}
    assert keys == {"north": ["insource", "outsource"], "south": ["insource", "outsource", "secret"]}
    assert "has no appraisal" in refused(capsys, "appraise", "thornton", "--as", "supplier")


def test_of_several_appraisals_one_is_asked_for(choice: Choice, capsys: Captured) -> None:
    item = choice.cast.item(choice.cast.north, "later", table="appraisals", name="The later one")
    Appraisal.objects.create(item=item)
    said = refused(capsys, "appraise", "thornton")
    assert "--appraisal" in said
    assert "future-it" in said
    assert "later" in said
    assert told(capsys, "thornton", "--appraisal", "later")["options"] == []
    assert "there are" in refused(capsys, "appraise", "thornton", "--appraisal", "nothing")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["appraise", "thorntn"], "There are elsewhere, thornton."),
        (["appraise", "elsewhere"], "has no appraisal"),
        (["appraise", "thornton", "--as", "nobody"], "there are north"),
        (["appraise", "thornton", "--frist-list"], "did you mean --first-list?"),
        (["appraise"], "CASE"),
        (["appriase", "thornton"], "did you mean appraise?"),
    ],
)
def test_a_slip_is_told_in_words_with_what_there_is(
    choice: Choice, capsys: Captured, arguments: list[str], words: str
) -> None:
    assert words in refused(capsys, *arguments)


def test_asking_writes_nothing(choice: Choice, capsys: Captured) -> None:
    entries = AuditEntry.objects.count()
    told(capsys, "thornton")
    assert AuditEntry.objects.count() == entries


# -------------------------------------------------------------------------------------------- without an installation
def started(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, on a data folder of its own."""
    environment = {"PATH": os.environ["PATH"], "SEVERALTY_DATA": str(data), "PYTHONPATH": str(ROOT / "src")}
    code = "import sys; from severalty.cli.main import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=120,
    )


@pytest.mark.slow
@pytest.mark.engine_only
def test_a_worked_example_is_read_where_no_case_is_on_record_and_nothing_is_kept(data_folder: Path) -> None:
    done = started(data_folder, "appraise", "havering-newham", "--json")
    assert done.returncode == DONE, done.stderr
    assert json.loads(done.stdout)["leader"] == "option-three"
    assert done.stderr == ("No case havering-newham is on record here; the worked example of that name is read.\n"), (
        "Why a case that nobody brought in is there is not told, or told where programs read."
    )
    assert list(data_folder.iterdir()) == [], "Something is left in the data folder."


@pytest.mark.slow
@pytest.mark.engine_only
def test_a_folder_is_a_case_and_so_is_the_worked_example_by_its_path(data_folder: Path) -> None:
    done = started(data_folder, "appraise", str(CASES / "melton"), "--json")
    assert done.returncode == DONE, done.stderr
    assert json.loads(done.stdout)["case"] == "melton"
    assert list(data_folder.iterdir()) == []


@pytest.mark.slow
@pytest.mark.engine_only
def test_a_case_that_is_nowhere_is_told_in_words(data_folder: Path) -> None:
    done = started(data_folder, "appraise", "meltn")
    assert done.returncode == WRONG_INPUT, done.stderr
    assert "Traceback" not in done.stderr
    assert "meltn" in done.stderr
    assert "did you mean melton?" in done.stderr, "The worked example of nearly that name is not offered."
    assert list(data_folder.iterdir()) == []
