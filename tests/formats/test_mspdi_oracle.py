"""What is read of MSPDI is what mpxj reads, and what is written mpxj reads back: both sides of every sample at once.

mpxj runs in a Java machine, once for all tests here. Without Java they are left out, but never where CI is set.
"""

import json
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.formats.mspdi_files import OWN, ROOT, SAMPLES
from tests.formats.mspdi_ours import told
from tests.formats.plan_samples import sample_plan

from severalty.formats.mspdi.reading import read_mspdi
from severalty.formats.mspdi.writing import write_mspdi
from severalty.formats.plan_mspdi.leaving import project_of

pytestmark = [pytest.mark.engine_only, pytest.mark.slow]
NOT_UTF_8 = "other-program.xml"
"""mpxj reads UTF-8 alone, so of this one it gets what we wrote."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every sample as we write it, and a plan of our own."""
    made = tmp_path_factory.mktemp("mspdi")
    for path in SAMPLES:
        (made / path.name).write_bytes(write_mspdi(read_mspdi(path)[0]))
    own, _ = project_of(sample_plan(), datetime(2026, 11, 26))  # noqa: DTZ001
    (made / "own.xml").write_bytes(write_mspdi(own))
    return made


@pytest.fixture(scope="module")
def oracle(folder: Path) -> dict[str, Any]:
    """What mpxj reads, by path."""
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")) and os.environ.get("CI") != "true":
        pytest.skip("No Java is installed.")
    paths = [str(path) for path in SAMPLES if path.name != NOT_UTF_8] + [str(path) for path in sorted(folder.iterdir())]
    done = subprocess.run(
        [sys.executable, "-m", "tests.formats.mspdi_oracle", *paths],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_what_we_read_is_what_mpxj_reads(path: Path, oracle: dict[str, Any], folder: Path) -> None:
    ours = json.loads(json.dumps(told(read_mspdi(path)[0])))
    theirs = dict(oracle[str(folder / path.name if path.name == NOT_UTF_8 else path)])
    theirs.pop("values")
    for part in ours:
        assert ours[part] == theirs[part], part


@pytest.mark.parametrize("path", [path for path in SAMPLES if path.name != NOT_UTF_8], ids=lambda path: path.name)
def test_what_we_write_mpxj_reads_as_the_file_it_came_from(path: Path, oracle: dict[str, Any], folder: Path) -> None:
    assert oracle[str(folder / path.name)] == oracle[str(path)]


def test_a_plan_of_our_own_is_what_it_says(oracle: dict[str, Any], folder: Path) -> None:
    theirs = dict(oracle[str(folder / "own.xml")])
    values = theirs.pop("values")
    project, _ = read_mspdi(folder / "own.xml")
    assert json.loads(json.dumps(told(project))) == theirs
    uid = next(task.uid for task in project.tasks if task.name == "Cut over the post")
    assert values[f"{uid} Severalty key"] == "cut-over"
    assert values[f"{uid} Severalty maturity"] == "quoted"
    assert float(values[f"{uid} Severalty working days, high"]) == 2


def test_the_oracle_sees_a_difference(oracle: dict[str, Any]) -> None:
    """Were links, lags or baselines not looked at, the tests above could not fail."""
    move = oracle[str(OWN / "office-move.xml")]
    survey = next(one for one in move["tasks"] if one["uid"] == 2)
    assert survey["baselines"][1][5] == 1300.5
    assert oracle[str(OWN / "links-2019.xml")]["tasks"][-1]["links"] == [[4, "SS", 100.0, "e%"], [6, "FS", 2250.0, "w"]]
    assert len({tuple(one["minutes"]) for one in oracle[str(OWN / "calendars.xml")]["calendars"]}) == 3
