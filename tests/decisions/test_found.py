"""Frozen papers are found by the search of a case and leave with it, each for those who may see it."""

import io
import zipfile
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from severalty.cli.exits import DONE
from severalty.cli.main import main
from severalty.decisions.models import FrozenPaper
from severalty.engine.decisions.papers import SectionKey
from severalty.engine.estate.parties import Audience
from severalty.formats.case import read_case
from severalty.formats.paper_json import with_digest
from severalty.formats.paper_verify import verify_paper
from tests.decisions.conftest import Desk, address, main_of

pytestmark = pytest.mark.sqlite_enough

SEARCH = "/estate/thornton/search/?q="
EXPORT = "/estate/thornton/export/?form=zip"
EVERYBODY = ("north", "south", "service", "supplier")


@pytest.fixture
def frozen(desk: Desk) -> FrozenPaper:
    """A paper that the partners may see, and one that North keeps to itself."""
    desk.freeze(desk.save("secret", name="Secret plan", words={(SectionKey.SUMMARY, ""): "Hush."}))
    return desk.freeze(desk.save(), audience=Audience.PARTNERS)


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_frozen_paper_is_found_by_whoever_may_see_it(desk: Desk, frozen: FrozenPaper, who: str) -> None:
    """It was in no search, though its draft was."""
    client = desk.cast.client_of(who)
    page = client.get(f"{SEARCH}shared").content.decode()
    assert (address("frozen", frozen.pk) in page) == (who != "supplier"), f"{who} finds too much or too little."
    assert ("Frozen papers" in page) == (who != "supplier")
    assert ("Secret plan" in client.get(f"{SEARCH}secret").content.decode()) == (who == "north")


def test_a_frozen_paper_is_found_by_its_digest(desk: Desk, frozen: FrozenPaper) -> None:
    said = main_of(desk.cast.client_of("south"), f"{SEARCH}{frozen.digest[:16].upper()}")
    assert "1 record" in said
    assert "version 1" in said


def test_searching_costs_no_more_with_many_frozen_papers(desk: Desk, frozen: FrozenPaper) -> None:
    client = desk.cast.client_of("north")
    client.get(f"{SEARCH}shared")
    counts = []
    for turn in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{SEARCH}shared")
        counts.append(len(asked))
        assert not any('"body"' in one["sql"] for one in asked), "Every paper is read whole to list it."
        desk.freeze(desk.save(words={(SectionKey.SUMMARY, ""): f"Turn {turn}."}))
    assert counts[0] == counts[1]


def exported(desk: Desk, who: str) -> dict[str, bytes]:
    """The files of the zip that one of the cast takes away, by their names."""
    data = desk.cast.client_of(who).get(EXPORT).content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_case_leaves_with_the_frozen_papers_that_one_may_see(desk: Desk, frozen: FrozenPaper) -> None:
    """Only a back-up held them."""
    name = f"papers/north-cabinet-version-1-{frozen.digest[:8]}.json"
    ours, theirs = exported(desk, "north"), exported(desk, "south")
    assert [one for one in theirs if one.startswith("papers/")] == [name]
    assert len([one for one in ours if one.startswith("papers/")]) == 2
    verdict = verify_paper(theirs[name], name, frozen.digest)
    assert verdict.unchanged, verdict.differences
    assert b"Hush." not in b"".join(theirs.values())
    assert exported(desk, "south") == theirs, "The same case has two files."


def test_what_leaves_comes_in_again_and_changes_nothing(desk: Desk, frozen: FrozenPaper, tmp_path: Path) -> None:
    path = tmp_path / "case.zip"
    path.write_bytes(desk.cast.client_of("north").get(EXPORT).content)
    file = read_case(path)
    assert not file.problems
    assert not file.strange_sheets, "The papers are taken for tables."


def test_a_forged_row_leaves_with_the_digest_that_it_had(frozen: FrozenPaper) -> None:
    forged = with_digest(frozen.body.replace("£52k", "£25k").encode(), frozen.digest)
    assert not verify_paper(forged, "p.json").unchanged, "What was changed leaves with a digest that fits."


@pytest.mark.parametrize("name", ["out.zip", "out", "out.xlsx"])
def test_the_command_sends_them_out_too(
    desk: Desk, frozen: FrozenPaper, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    assert main(["export", "thornton", "-o", str(path), "--as", "south"]) == DONE
    said = capsys.readouterr().out
    assert ("and 1 frozen paper are" in said) == (name != "out.xlsx"), said
    if name == "out":
        assert [one.name for one in (path / "papers").iterdir()] == [
            f"north-cabinet-version-1-{frozen.digest[:8]}.json"
        ]
        assert main(["export", "thornton", "-o", str(path), "--as", "south"]) == DONE, "It is not written over."
        assert not read_case(path).strange_sheets
