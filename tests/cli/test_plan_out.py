"""`severalty plan CASE --out FILE`: a plan that was worked out, in a file."""

import csv
from pathlib import Path

import pytest

from severalty.cli.main import main
from severalty.formats.mspdi.reading import read_mspdi
from severalty.transition.reports import solving
from tests.conftest import Cast
from tests.transition.planned import bring_in, one_after_another

pytestmark = pytest.mark.sqlite_enough
ON = ("--on", "2026-11-22")


@pytest.fixture
def planned(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to write to, with a case to plan."""
    bring_in(cast, tmp_path)
    monkeypatch.setattr(solving, "solve", one_after_another)
    return tmp_path


def test_what_was_worked_out_is_in_the_file_as_one_council_sees_it(
    planned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in ("csv", "xml"):
        assert main(["plan", "thornton", "--as", "south", "--out", str(planned / f"plan.{form}"), *ON]) == 0
    said = capsys.readouterr().out
    assert "Loss report: Freezes and elections, once: MS Project does not act on it" in said
    with (planned / "plan.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["key"]: row for row in csv.DictReader(file)}
    assert set(rows) == {"s-build", "s-ready", "cut"}
    assert all(row["starts"] for row in rows.values()), "the dates are those that were found, which nobody has kept"
    project, _ = read_mspdi((planned / "plan.xml").read_bytes())
    assert not any("Secret" in one.name for one in project.tasks)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("thornton", "--out", "plan.mpp"), "ends in one of .xml, .ics, .csv, .zip"),
        (("thornton", "--out", "nowhere/plan.csv"), "cannot be written"),
        (("some.sm", "--out", "plan.csv"), "an instance of the literature has no use for it"),
    ],
)
def test_what_cannot_be_written_says_why(
    planned: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert main(["plan", *words, *ON]) == 2
    assert said in capsys.readouterr().err
