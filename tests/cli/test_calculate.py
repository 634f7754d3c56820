"""The commands that calculate on files, without Django."""

import argparse
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from severalty.cli.calculate import add_apportion, add_calculate
from severalty.cli.exits import DONE, WrongInput
from severalty.engine.rules import RULES

pytestmark = pytest.mark.engine_only
USERS = ["--key", "Hinckley=499", "--key", "Blaby=341", "--key", "Melton=229"]


def run(*arguments: str) -> int:
    """The command as a person would give it."""
    parser = argparse.ArgumentParser()
    subparsers = parser.add_subparsers(required=True)
    add_calculate(subparsers)
    add_apportion(subparsers)
    args = parser.parse_args(arguments)
    status: int = args.run(args)
    return status


def test_apportion_prints_exactly_the_shares(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("apportion", "--amount", "100.00", *USERS, "--json") == DONE
    assert json.loads(capsys.readouterr().out) == {
        "shares": [
            {"key": "Hinckley", "count": 499, "pence": 4668},
            {"key": "Blaby", "count": 341, "pence": 3190},
            {"key": "Melton", "count": 229, "pence": 2142},
        ],
        "total_pence": 10000,
    }


def test_apportion_prints_a_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    run("apportion", "--amount", "52000", *USERS)
    assert capsys.readouterr().out.splitlines() == [
        "Partner   Count  Per cent       Share",
        "--------  -----  --------  ----------",
        "Hinckley    499      46.7  £24,273.15",
        "Blaby       341      31.9  £16,587.47",
        "Melton      229      21.4  £11,139.38",
        "Total     1,069     100.0  £52,000.00",
    ]


def test_counts_come_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "counts.csv"
    file.write_text('\ufeffKey,Note,Count\n"Hinckley, town",x,"1,499"\n\nMelton,,229\n', encoding="utf-8")
    run("apportion", "--amount=-1", "--key-file", str(file), "--json")
    shares = json.loads(capsys.readouterr().out)["shares"]
    assert [(share["key"], share["count"], share["pence"]) for share in shares] == [
        ("Hinckley, town", 1499, -87),
        ("Melton", 229, -13),
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--amount", "lots", "--key", "a=1"], "'lots' is not an amount"),
        (["--amount", "1"], "nobody to share between"),
        (["--amount", "1", "--key", "a"], "--key 'a'"),
        (["--amount", "1", "--key", "a=-1"], "'-1' is not a count"),
        (["--amount", "1", "--key", "a=1.5"], "'1.5' is not a count"),
        (["--amount", "1", "--key", "a=0"], "every count is nought"),
        (["--amount", "1", "--key", "a=1", "--key", "a=2"], "a is counted twice"),
        (["--amount", "1", "--key-file", "no such file.csv"], "cannot be read"),
    ],
)
def test_apportion_says_what_is_wrong(arguments: list[str], words: str) -> None:
    with pytest.raises(WrongInput, match=words):
        run("apportion", *arguments)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"partner,count\na,1\n", "found the columns partner, count"),
        (b"key,count\na,x\n", "line 2"),
        (b"\xff\xff", "UTF-8"),
    ],
)
def test_a_file_of_counts_is_refused_with_its_line(tmp_path: Path, raw: bytes, words: str) -> None:
    file = tmp_path / "counts.csv"
    file.write_bytes(raw)
    with pytest.raises(WrongInput, match=words):
        run("apportion", "--amount", "1", "--key-file", str(file))


@pytest.mark.parametrize("name", RULES)
def test_every_example_can_be_calculated(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("calculate", name, "--example")
    file = tmp_path / "example.json"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert run("calculate", name, str(file), "--json") == DONE
    assert json.loads(capsys.readouterr().out)
    assert run("calculate", name, str(file)) == DONE
    assert capsys.readouterr().out.strip()


def test_the_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    run("calculate", "--list", "--json")
    assert [rule["name"] for rule in json.loads(capsys.readouterr().out)] == list(RULES)
    run("calculate", "--list")
    assert "last-day-to-act" in capsys.readouterr().out


def test_a_schema_has_both_sides(capsys: pytest.CaptureFixture[str]) -> None:
    run("calculate", "apportion", "--schema")
    assert set(json.loads(capsys.readouterr().out)) == {"takes", "gives"}


def test_a_mistyped_rule_is_guessed() -> None:
    with pytest.raises(WrongInput, match="did you mean apportion"):
        run("calculate", "aportion")
    with pytest.raises(WrongInput, match="--list"):
        run("calculate", "zzz")


def test_what_is_piped_in_is_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"text": "52k"}')))
    run("calculate", "read-pounds", "--json")
    assert json.loads(capsys.readouterr().out) == {"pence": 5200000, "written": "52000.00"}


@pytest.mark.parametrize(
    ("rule", "question", "words"),
    [
        ("apportion", {"total_pence": "x", "shares": []}, r"\$\.total_pence"),
        ("split", {"total_pence": 1, "weights": [0]}, "every count is nought"),
        ("completeness", {"table": "tables", "rows": []}, "not a table"),
        ("completeness", {"table": "contracts", "rows": [{"name": "x"}]}, "key"),
        ("completeness", {"table": "contracts", "rows": [{"key": "x", "colour": "y"}]}, "not a column"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    rule: str, question: dict[str, Any], words: str, tmp_path: Path
) -> None:
    file = tmp_path / "question.json"
    file.write_text(json.dumps(question), encoding="utf-8")
    with pytest.raises(WrongInput, match=words) as caught:
        run("calculate", rule, str(file))
    assert str(file) in str(caught.value)


def test_calculating_needs_no_django() -> None:
    code = "import sys, severalty.cli.calculate; sys.exit('django' in sys.modules)"
    environment = {"PYTHONPATH": ":".join(filter(None, sys.path))}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
