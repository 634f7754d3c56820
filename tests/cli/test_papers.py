"""`severalty paper`: built from a case in each form, the same each time, and verified without a database."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest

from severalty.cli.exits import DONE, TRUTHFUL_NO
from severalty.cli.main import main
from severalty.decisions.models import Paper
from severalty.formats.paper_json import digest_of, read_paper, without_digest
from severalty.tenancy.models import AuditEntry, Case
from tests import imported
from tests.cli.test_appraise import CASES, refused
from tests.conftest import NOON

pytestmark = pytest.mark.sqlite_enough

FORMS = ("docx", "pdf", "json")
ON = ("--on", "2026-11-26")
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def melton(db: None) -> Case:
    return imported.from_folder(CASES / "melton", NOON)


@pytest.fixture
def boroughs(db: None) -> Case:
    return imported.from_folder(CASES / "havering-newham", NOON)


def built(capsys: Captured, path: Path, *more: str, case: str = "melton", kind: str = "committee") -> dict[str, Any]:
    """What `paper build` says of the file that it wrote."""
    capsys.readouterr()
    assert main(["paper", "build", case, "--kind", kind, "-o", str(path), *ON, "--json", *more]) == DONE
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert path.is_file()
    return found


def verified(capsys: Captured, path: Path, *more: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    status = main(["paper", "verify", str(path), "--json", *more])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("case", "kind", "key"),
    [("melton", "committee", "cabinet-2020-12"), ("boroughs", "progress", "joint-committee-2024-06"),
     ("boroughs", "committee", "scrutiny-2023-11")],
)  # fmt: skip
def test_every_kind_is_built_in_every_form_and_verifies(
    request: pytest.FixtureRequest, capsys: Captured, tmp_path: Path, case: str, kind: str, key: str, form: str
) -> None:
    held, path, entries = request.getfixturevalue(case), tmp_path / f"paper.{form}", AuditEntry.objects.count()
    found = built(capsys, path, case=held.key, kind=kind)
    assert (found["paper"], found["kind"], found["case"]) == (key, kind, held.key)
    assert found["figures"] > 0
    assert AuditEntry.objects.count() == entries, "Building a paper writes on the record."
    for more in ((), ("--digest", found["digest"])):
        status, verdict = verified(capsys, path, *more)
        assert (status, verdict["digest"]) == (DONE, found["digest"])


@pytest.mark.parametrize("form", FORMS)
def test_the_same_build_twice_gives_the_same_bytes(melton: Case, capsys: Captured, tmp_path: Path, form: str) -> None:
    paths = [tmp_path / f"{name}.{form}" for name in ("one", "two")]
    assert built(capsys, paths[0])["digest"] == built(capsys, paths[1])["digest"]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_all_forms_carry_one_digest_and_it_is_that_of_the_json(melton: Case, capsys: Captured, tmp_path: Path) -> None:
    found = {form: built(capsys, tmp_path / f"p.{form}")["digest"] for form in FORMS}
    assert len(set(found.values())) == 1
    body, stated = without_digest((tmp_path / "p.json").read_bytes())
    assert digest_of(body) == stated == found["json"]
    assert read_paper(body).prepared_on == "2026-11-26"


def test_another_day_is_another_paper(melton: Case, capsys: Captured, tmp_path: Path) -> None:
    first = built(capsys, tmp_path / "p.json")
    second = built(capsys, tmp_path / "p.json", "--on", "2026-11-27")
    assert first["digest"] != second["digest"]
    status, verdict = verified(capsys, tmp_path / "p.json", "--digest", first["digest"])
    assert status == TRUTHFUL_NO, verdict


def test_an_ending_in_capitals_is_as_good(melton: Case, capsys: Captured, tmp_path: Path) -> None:
    assert built(capsys, tmp_path / "PAPER.DOCX")["figures"]


def test_people_are_told_where_the_paper_is_and_its_digest(melton: Case, capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "p.docx"
    assert main(["paper", "build", "melton", "--kind", "committee", "-o", str(path), *ON]) == DONE
    said = capsys.readouterr().out
    assert str(path) in said
    assert "figures" in said
    assert main(["paper", "verify", str(path)]) == DONE
    words = capsys.readouterr().out
    assert words.startswith("This paper says what the data inside it say.")
    assert said.split()[-1] in words.replace(" ", ""), "The digest of the build is not the one that verify prints."


def test_a_council_s_own_template_dresses_the_paper_and_not_its_digest(
    melton: Case, capsys: Captured, tmp_path: Path
) -> None:
    template = docx.Document()
    template.styles["Normal"].font.name = "Courier New"
    template.save(str(tmp_path / "house.docx"))
    plain = built(capsys, tmp_path / "plain.docx")
    dressed = built(capsys, tmp_path / "dressed.docx", "--template", str(tmp_path / "house.docx"))
    assert plain["digest"] == dressed["digest"]
    assert (tmp_path / "plain.docx").read_bytes() != (tmp_path / "dressed.docx").read_bytes()
    assert docx.Document(str(tmp_path / "dressed.docx")).styles["Normal"].font.name == "Courier New"
    assert verified(capsys, tmp_path / "dressed.docx")[0] == DONE


def test_of_several_papers_of_a_kind_one_is_chosen_by_its_key(boroughs: Case, capsys: Captured, tmp_path: Path) -> None:
    row = Paper.objects.get(item__key="scrutiny-2023-11")
    item = type(row.item).objects.create(
        case=row.item.case, recorded_by=row.item.recorded_by, key="cabinet-later", table="papers", name="Later",
        audience="public", changed_at=NOON,
    )  # fmt: skip
    Paper.objects.create(item=item, kind="committee", organisation=row.organisation)
    for key in ("scrutiny-2023-11", "cabinet-later"):
        found = built(capsys, tmp_path / "p.json", "--paper", key, case=boroughs.key)
        assert found["paper"] == key


# --------------------------------------------------------------------------------------------------------- wrong input
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--kind", "committee", "-o", "paper.txt"], "ends in .docx, .pdf or .json"),
        (["--kind", "committee", "-o", "paper"], "ends in .docx, .pdf or .json"),
        (["--kind", "comittee", "-o", "paper.docx"], "committee"),
        (["--kind", "progress", "-o", "paper.docx"], "cabinet-2020-12 (committee)"),
        (["--kind", "committee", "-o", "paper.docx", "--paper", "nothing"], "cabinet-2020-12 (committee)"),
        (["--kind", "committee", "-o", "paper.docx", "--template", "nowhere.docx"], "nowhere.docx: cannot be read"),
        (["--kind", "committee", "-o", "nowhere/at/all.docx"], "cannot be written"),
        (["--kind", "committee", "-o", "paper.docx", "--on", "tomorrow"], "write it as 2026-11-26"),
        (["--kind", "committee", "-o", "paper.docx", "--as", "nobody"], "there are"),
        (["-o", "paper.docx"], "--kind"),
        (["--kind", "committee"], "--output"),
    ],
)
def test_a_slip_is_told_in_words_and_nothing_is_written(
    melton: Case, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert words in refused(capsys, "paper", "build", "melton", *arguments)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"not a word file", b"PK\x03\x04broken"])
def test_a_template_that_is_none_is_named(melton: Case, capsys: Captured, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "house.docx").write_bytes(content)
    said = refused(capsys, "paper", "build", "melton", "--kind", "committee", "-o", str(tmp_path / "p.docx"),
                   "--template", str(tmp_path / "house.docx"))  # fmt: skip
    assert "house.docx" in said
    assert not (tmp_path / "p.docx").exists()


def test_a_paper_of_an_unknown_case_names_those_that_there_are(melton: Case, capsys: Captured, tmp_path: Path) -> None:
    said = refused(capsys, "paper", "build", "meltn", "--kind", "committee", "-o", str(tmp_path / "p.pdf"))
    assert "melton" in said


# ------------------------------------------------------------------------------------------------------------ verifying
def test_a_changed_word_is_named_and_the_status_says_no(melton: Case, capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "p.docx"
    built(capsys, path)
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "word/document.xml":
                assert b"\xc2\xa352,000" in data
                data = data.replace(b"\xc2\xa352,000", b"\xc2\xa325,000")
            target.writestr(entry, data)
    status, verdict = verified(capsys, path)
    assert status == TRUTHFUL_NO
    assert any("£25,000" in one for one in verdict["differences"]), verdict
    assert main(["paper", "verify", str(path)]) == TRUTHFUL_NO
    assert "£25,000" in capsys.readouterr().out


def test_a_changed_figure_in_the_json_is_another_digest(melton: Case, capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    digest = built(capsys, path)["digest"]
    path.write_bytes(path.read_bytes().replace(b'"value":22', b'"value":23', 1))
    assert verified(capsys, path, "--digest", digest)[0] == TRUTHFUL_NO
    assert verified(capsys, path)[0] == TRUTHFUL_NO, "Nobody need know the digest to see that it was changed."


@pytest.mark.parametrize("name", ["p.pdf", "p.docx"])
def test_a_file_cut_short_is_unreadable_and_no_traceback(
    melton: Case, capsys: Captured, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    built(capsys, path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert name in refused(capsys, "paper", "verify", str(path))


@pytest.mark.engine_only
@pytest.mark.parametrize("content", [b"", b"{}", b"[1", b"hello", b"%PDF-1.7", b"PK\x03\x04"])
def test_what_is_no_paper_is_wrong_input(capsys: Captured, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.bin"
    path.write_bytes(content)
    assert "letter.bin" in refused(capsys, "paper", "verify", str(path))


@pytest.mark.engine_only
@pytest.mark.parametrize("arguments", [["paper", "verify", "nowhere.pdf"], ["paper", "verify", "."], ["paper"],
                                       ["paper", "verfy", "x.pdf"], ["paper", "verify"]])  # fmt: skip
def test_a_slip_in_verifying_is_told_in_words(capsys: Captured, arguments: list[str]) -> None:
    assert refused(capsys, *arguments)


@pytest.mark.engine_only
@pytest.mark.parametrize("name", [["paper"], ["paper", "build"], ["paper", "verify"], ["appraise"]])
def test_every_command_helps_by_example(capsys: Captured, name: list[str]) -> None:
    assert main([*name, "--help"]) == DONE
    said = capsys.readouterr().out
    assert f"severalty {' '.join(name)}" in said.partition("\n\n")[2], f"{name} has no example."
    assert "SHA256" in said or name != ["paper", "verify"]


@pytest.mark.slow
@pytest.mark.engine_only
def test_verifying_loads_neither_django_nor_a_database(tmp_path: Path) -> None:
    start = "import sys; from severalty.cli.main import main"
    code = f"{start}; main(['paper', 'verify', sys.argv[1]]); sys.exit('django' in sys.modules)"
    (tmp_path / "x.json").write_text("{}")
    assert subprocess.call([sys.executable, "-c", code, str(tmp_path / "x.json")], stderr=subprocess.DEVNULL) == 0


def test_the_same_case_gives_the_same_register_in_every_installation(
    db: None, tmp_path: Path, capsys: Captured
) -> None:
    """Several posts have one name, and references are random: the digest of the paper differed each time."""
    digests = set()
    for place in range(2):
        imported.from_folder(CASES / "demonstration", NOON)
        found = built(capsys, tmp_path / f"{place}.json", case="demonstration", kind="dispositions")
        digests.add(found["digest"])
        Case.objects.filter(key="demonstration").update(key=f"demonstration-{place}")
    assert len(digests) == 1
