"""`severalty paper build`: whose paper is taken, what it says of itself, and what a database without tables is told."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import docx
import pytest
from django.db import DatabaseError

from severalty.cli import database
from severalty.cli.exits import DONE, WRONG_INPUT, WrongInput
from severalty.cli.main import main
from severalty.engine.dates import read_date
from severalty.engine.estate.parties import Audience
from severalty.formats.paper_json import read_paper, without_digest
from severalty.tenancy.models import AuditEntry
from tests.cli.test_appraise import ROOT, refused
from tests.conftest import TODAY, Cast
from tests.decisions.conftest import Desk

pytestmark = pytest.mark.sqlite_enough

PARTNERS = {"audience": Audience.PARTNERS}
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return Desk(cast)


def ask(path: Path, *more: str) -> list[str]:
    return ["paper", "build", "thornton", "--kind", "committee", "-o", str(path), *more]


def built(capsys: Captured, path: Path, *more: str) -> dict[str, Any]:
    """What `paper build` says of the file that it wrote."""
    capsys.readouterr()
    assert main([*ask(path, *more), "--json"]) == DONE, capsys.readouterr().err
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def status_of(capsys: Captured, path: Path) -> str:
    """What the check says the paper is."""
    capsys.readouterr()
    assert main(["paper", "verify", str(path)]) == DONE
    return next(line for line in capsys.readouterr().out.splitlines() if "Status:" in line)


# ---------------------------------------------------------------------------------------------------- whose paper it is
def test_asked_as_a_council_its_own_paper_is_built(desk: Desk, capsys: Captured, tmp_path: Path) -> None:
    """The paper with the latest meeting was taken, though it was the other council's."""
    desk.save("ours", {}, meeting_on=read_date("2026-12-02"), **PARTNERS)
    desk.save("theirs", {}, "south", meeting_on=read_date("2027-01-20"), **PARTNERS)
    path = tmp_path / "p.json"
    assert built(capsys, path, "--as", "north")["paper"] == "ours"
    assert built(capsys, path, "--as", "south")["paper"] == "theirs"
    assert built(capsys, path)["paper"] == "theirs", "Asked as nobody, the latest meeting counts."


def test_of_a_key_that_two_councils_use_each_gets_its_own(desk: Desk, capsys: Captured, tmp_path: Path) -> None:
    """Another council's paper of the same key may have been taken."""
    for who, name in (("south", "Of South"), ("north", "Of North")):
        desk.save("cabinet", {}, who, name=name, **PARTNERS)
    path = tmp_path / "p.json"
    for who, title in (("north", "Of North"), ("south", "Of South")):
        assert built(capsys, path, "--paper", "cabinet", "--as", who)["title"] == title
        assert built(capsys, path, "--paper", f"cabinet@{who}")["title"] == title
    said = refused(capsys, *ask(path, "--paper", "cabinet"))
    assert "cabinet@north" in said
    assert "cabinet@south" in said
    assert "--paper" in said


def test_two_papers_for_one_meeting_are_named(desk: Desk, capsys: Captured, tmp_path: Path) -> None:
    for key in ("one", "two"):
        desk.save(key, {}, meeting_on=read_date("2026-12-02"))
    desk.save("before", {}, meeting_on=read_date("2026-11-02"))
    said = refused(capsys, *ask(tmp_path / "p.json", "--as", "north"))
    assert "one@north, two@north" in said
    assert "before" not in said
    assert not list(tmp_path.iterdir())


def test_without_a_paper_of_its_own_the_choice_among_others_is_not_guessed(
    desk: Desk, capsys: Captured, tmp_path: Path
) -> None:
    path = tmp_path / "p.json"
    desk.save("theirs", {}, "south", meeting_on=read_date("2026-12-02"), **PARTNERS)
    assert built(capsys, path, "--as", "north")["paper"] == "theirs", "There is one only."
    desk.save("service", {}, "service", meeting_on=read_date("2027-12-02"), **PARTNERS)
    said = refused(capsys, *ask(path, "--as", "north"))
    assert "service@service, theirs@south" in said


def test_a_paper_that_may_not_be_seen_is_no_choice(desk: Desk, capsys: Captured, tmp_path: Path) -> None:
    desk.save("cabinet", {}, "south")
    desk.save("cabinet", {}, "north")
    assert built(capsys, tmp_path / "p.json", "--paper", "cabinet", "--as", "north")["paper"] == "cabinet"
    said = refused(capsys, *ask(tmp_path / "q.json", "--paper", "cabinet@south", "--as", "north"))
    assert "@south" not in said.partition("there are")[2]


# --------------------------------------------------------------------------------------------- what it says of itself
@pytest.mark.parametrize("form", ["json", "docx", "pdf"])
def test_what_was_never_frozen_says_that_it_is_a_draft(desk: Desk, capsys: Captured, tmp_path: Path, form: str) -> None:
    """It carried no mark, and the check said “Frozen”."""
    desk.save()
    path = tmp_path / f"p.{form}"
    assert built(capsys, path)["frozen"] is None
    assert status_of(capsys, path).endswith("Status: Draft, not frozen")
    if form == "docx":
        assert any("DRAFT" in one.text for one in docx.Document(str(path)).paragraphs), "Its face does not say so."


def test_the_frozen_version_is_built_as_it_was_frozen(desk: Desk, capsys: Captured, tmp_path: Path) -> None:
    paper = desk.save()
    first = desk.freeze(paper)
    path = tmp_path / "p.json"
    same = built(capsys, path, "--on", TODAY.isoformat())
    assert (same["frozen"], same["digest"]) == (1, first.digest), "What is built is what is frozen, and not said to be."
    desk.save(words={})
    desk.save(name="ICT, once more")
    second = desk.freeze(paper)
    entries = AuditEntry.objects.count()
    for more, made in ((("--frozen",), second), (("--frozen", "1"), first), (("--frozen", "2"), second)):
        found = built(capsys, path, *more)
        assert (found["digest"], found["frozen"]) == (made.digest, made.number)
        assert read_paper(without_digest(path.read_bytes())[0]).draft is False
    assert status_of(capsys, path).endswith("Status: Frozen, by its own word")
    assert built(capsys, path, "--on", "2026-11-23")["frozen"] is None, "Another day is another paper."
    assert AuditEntry.objects.count() == entries, "Building a paper writes on the record."


def test_a_version_that_is_not_there_is_told_in_words(desk: Desk, capsys: Captured, tmp_path: Path) -> None:
    paper = desk.save(**PARTNERS)
    assert "none is frozen yet" in refused(capsys, *ask(tmp_path / "p.json", "--frozen"))
    desk.freeze(paper)
    assert "there are the versions 1" in refused(capsys, *ask(tmp_path / "p.json", "--frozen", "2"))
    hidden = refused(capsys, *ask(tmp_path / "p.json", "--frozen", "1", "--as", "south"))
    assert "none is frozen yet" in hidden, "Who may not see a version learns of it."
    assert "no version" in refused(capsys, *ask(tmp_path / "p.json", "--frozen", "last"))
    assert "keeps its day" in refused(capsys, *ask(tmp_path / "p.json", "--frozen", "--on", "2026-11-23"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", ["pdf", "json"])
def test_a_template_for_anything_but_word_is_refused(desk: Desk, capsys: Captured, tmp_path: Path, form: str) -> None:
    """It was left aside without a word."""
    desk.save()
    docx.Document().save(str(tmp_path / "house.docx"))
    said = refused(capsys, *ask(tmp_path / f"p.{form}", "--template", str(tmp_path / "house.docx")))
    assert "for Word alone" in said
    assert ".docx" in said
    assert not (tmp_path / f"p.{form}").exists()


# ------------------------------------------------------------------------------------------------ without any tables
def started(address: str, data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, on the database of this address."""
    environment = {"PATH": os.environ["PATH"], "SEVERALTY_DATA": str(data), "PYTHONPATH": str(ROOT / "src"),
                   "SEVERALTY_DATABASE_URL": address}  # fmt: skip
    code = "import sys; from severalty.cli.main import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False,
                          env=environment, timeout=120)  # fmt: skip


@pytest.mark.slow
@pytest.mark.engine_only
@pytest.mark.parametrize(
    "arguments",
    [["appraise", "nowhere"], ["paper", "build", "nowhere", "--kind", "committee", "-o", "p.pdf"],
     ["export", "nowhere", "-o", "out"], ["audit", "verify"]],
)  # fmt: skip
def test_a_database_without_tables_says_how_to_mend_it(data_folder: Path, arguments: list[str]) -> None:
    """An address of a database is asked only later; that it has no tables ended as a fault of ours."""
    done = started(f"sqlite:///{data_folder}/empty.sqlite3", data_folder, *arguments)
    assert done.returncode == WRONG_INPUT, done.stderr
    assert "severalty migrate" in done.stderr
    assert "should not have" not in done.stderr


def test_a_fault_of_a_database_that_is_up_to_date_is_not_blamed_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> int:
        raise DatabaseError("the roof fell in")

    monkeypatch.setattr(database, "is_up_to_date", lambda: True)
    with pytest.raises(DatabaseError):
        database.on_database(fail, None)
    monkeypatch.setattr(database, "is_up_to_date", lambda: False)
    with pytest.raises(WrongInput, match="severalty migrate"):
        database.on_database(fail, None)


def test_a_database_that_does_not_answer_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise DatabaseError("connection refused")

    monkeypatch.setattr(database, "is_up_to_date", fail)
    with pytest.raises(WrongInput, match="no answer from the database"):
        database.on_database(fail, None)
