"""Files in and out at the command line: looked at without a database, brought in and taken away with one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from severalty.cli.exits import DONE, WRONG_INPUT
from severalty.cli.main import main
from severalty.formats.case import read_case
from severalty.formats.case_writing import template
from severalty.tenancy.models import ChangeSet, Item

pytestmark = pytest.mark.sqlite_enough

ROOT = Path(__file__).parents[2]
MELTON = ROOT / "cases" / "melton"
DATA = ROOT / "tests" / "data"
Captured = pytest.CaptureFixture[str]


def looked(capsys: Captured, *arguments: str) -> tuple[int, dict[str, object]]:
    """The status and the JSON of a command."""
    status = main([*arguments, "--json"])
    out = capsys.readouterr().out
    return status, json.loads(out) if out else {}


# ------------------------------------------------------------------------------------------------ without a database


@pytest.mark.slow
def test_looking_at_files_loads_neither_django_nor_a_database() -> None:
    code = (
        "import sys; from severalty.cli.main import main; s = main(sys.argv[1:]); print('django.db' in sys.modules, s)"
    )
    for arguments in (["import", str(MELTON), "--preview"], ["template", "-o", "/dev/null"]):
        done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == "False 0", done.stdout + done.stderr


def test_a_whole_case_is_in_order(capsys: Captured) -> None:
    status, found = looked(capsys, "import", str(MELTON), "--preview")
    assert (status, found["problems"], found["not_checked"]) == (DONE, [], [])
    assert found["tables"] == {name: len(table.records) for name, table in read_case(MELTON).tables.items()}


def test_every_problem_is_named_with_its_cell(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "suppliers.csv").write_text("key,name\ns,S\n")
    (tmp_path / "contracts.csv").write_text(
        "key,name,supplier,ends,annual_charge\nC-1,One,nobody,2025-03-31,\nC-1,Again,s,2025-13-45,lots\nC-1,Twice,s,,\n"
    )
    status, found = looked(capsys, "import", str(tmp_path), "--preview")
    places = [(p["sheet"], p["row"], p["column"], p["found"]) for p in found["problems"]]  # type: ignore[index, union-attr]
    assert status == WRONG_INPUT
    assert places == [
        ("contracts", 3, "D", "2025-13-45"),
        ("contracts", 3, "E", "lots"),
        ("contracts", 4, "A", "C-1 again, as in row 2"),
        ("contracts", 2, "C", "nobody"),
    ]  # fmt: skip
    assert all(p["expected"] and p["mend"] for p in found["problems"])  # type: ignore[union-attr, index]


def test_a_table_alone_says_what_it_could_not_check(capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "anything.csv"
    file.write_text("key,name,supplier\nC-1,One,s\n")
    status, found = looked(capsys, "import", str(file), "--preview", "--table", "contracts")
    assert (status, found["not_checked"]) == (DONE, ["suppliers"])
    assert looked(capsys, "import", str(file), "--preview")[0] == WRONG_INPUT, "A table without a name was let through."


@pytest.mark.parametrize(
    ("file", "kind", "tables"),
    [
        ("contracts_finder/releases.json", "published", {"suppliers", "contracts"}),
        ("contracts_finder/ict_notices.csv", "published", {"suppliers", "contracts"}),
        ("archimate/archisurance.xml", "cmdb", {"services", "configuration_items", "dependencies"}),
        ("konveyor/valid_application_rows.csv", "cmdb", {"services", "configuration_items", "dependencies"}),
        ("mspdi/links-2019.xml", "plan", {"plans", "workstreams", "work_packages", "package_waits"}),
    ],
)
def test_what_a_file_is_can_be_told_from_it(capsys: Captured, file: str, kind: str, tables: set[str]) -> None:
    status, found = looked(capsys, "import", str(DATA / file), "--preview")
    assert (status, found["kind"], set(found["tables"])) == (DONE, kind, tables)  # type: ignore[call-overload]
    assert found["rows"]


def test_a_list_of_users_is_counted_by_partner(capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "users.csv"
    file.write_text("mail,accountEnabled\na@melton.gov.uk,true\nb@melton.gov.uk,true\nc@other.example,true\n")
    assert main(["import", str(file), "--preview"]) == WRONG_INPUT
    assert "--census-on" in capsys.readouterr().err
    status, found = looked(
        capsys, "import", str(file), "--preview", "--census-on", "2026-03-31", "--partner", "melton.gov.uk=melton"
    )
    assert (status, found["left_out"]) == (DONE, ["1 user of other.example belongs to nobody."])
    assert found["tables"] == {"cost_keys": 1, "key_counts": 1}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["import", "/nowhere/at.all", "--preview"], "no such file"),
        (["template", "--tables", "contrakts"], "no table 'contrakts'"),
        (["template", "-o", "/nowhere/at.all"], "cannot be written"),
        (["import", str(MELTON), "--preview", "--table", "x"], "no table 'x'"),
    ],
)
def test_wrong_input_is_said_in_words(capsys: Captured, arguments: list[str], words: str) -> None:
    assert main(arguments) == WRONG_INPUT
    assert words in capsys.readouterr().err


def test_the_template_holds_the_tables_that_are_asked_for(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    assert main(["template", "-o", str(path), "--tables", "contracts, suppliers"]) == DONE
    assert set(read_case(path).tables) == {"contracts", "suppliers"}
    assert path.stat().st_size > len(template(["contracts"])) // 2


# --------------------------------------------------------------------------------------------------- with a database


@pytest.mark.slow
@pytest.mark.django_db
def test_a_case_comes_in_and_goes_out_as_it_came(capsys: Captured, tmp_path: Path) -> None:
    assert main(["import", str(MELTON), "--yes"]) == DONE
    rows = sum(len(table.records) for table in read_case(MELTON).tables.values())
    assert f"{rows} written" in capsys.readouterr().out
    status, found = looked(capsys, "import", str(MELTON), "--yes")
    assert (status, found["written"]) == (DONE, 0), "The second import wrote something."
    for target in ("out.xlsx", "out.zip", "out"):
        assert main(["export", "melton", "-o", str(tmp_path / target)]) == DONE
        capsys.readouterr()
        status, found = looked(
            capsys, "import", str(tmp_path / target), "--case", "melton", "--mode", "update", "--preview"
        )
        assert status == DONE, found
        assert not [name for name, table in found["tables"].items() if table["new"] or table["changed"]]  # type: ignore[attr-defined]


@pytest.mark.slow
@pytest.mark.django_db
def test_an_organisation_gets_what_it_may_see_and_no_more(capsys: Captured, tmp_path: Path) -> None:
    main(["import", str(MELTON), "--yes"])
    file = tmp_path / "contracts.csv"
    file.write_text("key,name\nSECRET-1,Only ours\n")
    assert main(["import", str(file), "--case", "melton", "--as", "blaby", "--yes"]) == DONE
    for whose, seen in (("blaby", True), ("melton", False)):
        path = tmp_path / f"{whose}.zip"
        assert main(["export", "melton", "-o", str(path), "--as", whose]) == DONE
        keys = {record.key for _, record in read_case(path).tables["contracts"].records}
        assert ("SECRET-1" in keys) is seen, f"{whose} took away the wrong rows."


@pytest.mark.slow
@pytest.mark.django_db
def test_problems_stop_the_whole_file_and_nobody_is_asked_in_a_pipe(capsys: Captured, tmp_path: Path) -> None:
    main(["import", str(MELTON), "--yes"])
    before, file = Item.objects.count(), tmp_path / "contracts.csv"
    file.write_text("key,name,supplier\nA,Good,\nB,Bad,nobody\n")
    capsys.readouterr()
    status, found = looked(capsys, "import", str(file), "--case", "melton", "--as", "melton", "--yes")
    assert (status, len(found["problems"])) == (WRONG_INPUT, 1)  # type: ignore[arg-type]
    file.write_text("key,name\nA,Good\n")
    assert main(["import", str(file), "--case", "melton", "--as", "melton"]) == WRONG_INPUT
    assert "add --yes" in capsys.readouterr().err
    assert (Item.objects.count(), ChangeSet.objects.count()) == (before, 1)
    for wrong in (["--case", "nocase"], ["--case", "melton", "--as", "nobody"], []):
        assert main(["import", str(file), *wrong, "--yes"]) == WRONG_INPUT


@pytest.mark.slow
@pytest.mark.django_db
def test_a_folder_with_other_files_is_not_written_over(capsys: Captured, tmp_path: Path) -> None:
    main(["import", str(MELTON), "--yes"])
    (tmp_path / "letter.doc").write_text("mine")
    assert main(["export", "melton", "-o", str(tmp_path)]) == WRONG_INPUT
    assert "letter.doc" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [tmp_path / "letter.doc"]
