"""`severalty plan FILE` for instances of the literature."""

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from severalty.cli import plan
from severalty.cli.exits import DONE, TRUTHFUL_NO, WrongInput
from tests.formats.test_psplib import RCP, SCH, SM

pytestmark = pytest.mark.engine_only


def run(*arguments: str) -> int:
    """The command as a person would give it."""
    parser = argparse.ArgumentParser()
    plan.add_plan(parser.add_subparsers(required=True))
    args = parser.parse_args(["plan", *arguments])
    status: int = args.run(args)
    return status


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="ascii")
    return str(path)


@pytest.mark.parametrize(("name", "text"), [("a.sm", SM), ("b.rcp", RCP)])
def test_a_plan_is_printed_with_its_proof(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str
) -> None:
    assert run(written(tmp_path, name, text), "--json", "--seed", "3") == DONE
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (told["makespan"], told["bound"], told["status"]) == (12, 12, "optimal")
    assert sorted(told["starts"][1:3]) in ([0, 8], [0, 4])
    assert (told["starts"][0], told["starts"][3], told["seed"]) == (0, 12, 3)


def test_what_cannot_be_planned_is_a_truthful_no(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "c.SCH", SCH.replace("2 1 1 3 [4]", "2 1 2 3 1 [4] [4]"))
    assert run(file, "--json") == TRUTHFUL_NO
    assert json.loads(capsys.readouterr().out)["status"] == "infeasible"
    assert run(file) == TRUTHFUL_NO
    assert "There is no plan" in capsys.readouterr().out


def test_people_get_a_table_and_see_the_plan_grow(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(written(tmp_path, "a.sm", SM), "--rounds", "1") == DONE
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("makespan 12, at least 8")
    assert lines[-1].startswith("Makespan 12, which is proved to be the shortest")
    assert any(line.split() == ["4", "12", "12"] for line in lines)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.sm"], "no such file"),
        (["a.sm", "--seconds", "-1"], "--seconds -1"),
        (["a.sm", "--seconds", "nan"], "--seconds nan"),
        (["a.sm", "--rounds", "-1"], "--rounds -1"),
        (["a.sm", "--seed", "99999999999999"], "--seed"),
        (["a.sm", "--seed", "99999999999999"], "--seed 99999999999999:"),
        (["a.sm", "--plan", "split"], "--plan split: an instance of the literature has no"),
        (["a.sm", "--on", "2026-11-26"], "--on 2026-11-26: an instance"),
        (["a.sm", "--as", "north"], "--as north: an instance"),
        (["\x00.sm"], "no such file"),
    ],
)
def test_wrong_input_is_said(arguments: list[str], said: str) -> None:
    with pytest.raises(WrongInput, match=said):
        run(*arguments)


def test_a_folder_and_a_broken_file_are_no_instances(tmp_path: Path) -> None:
    (tmp_path / "folder.sm").mkdir()
    for file, said in ((str(tmp_path / "folder.sm"), "is a folder"), (written(tmp_path, "b.sm", "nonsense"), "jobs")):
        with pytest.raises(WrongInput, match=said):
            run(file)
