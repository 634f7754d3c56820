"""`severalty pack decision`, `verify` and `rebuild`: what they make, what they say, and their status."""

import json
from pathlib import Path

import pytest

from severalty.cli.main import main
from severalty.engine.estate.parties import Audience
from tests.decisions.conftest import Desk
from tests.decisions.test_exempt_parts import MARKER, WORDS
from tests.formats.test_pack import members

pytestmark = pytest.mark.sqlite_enough


def test_decision_pack_is_made_verified_and_rebuilt(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = desk.save(audience=Audience.PARTNERS)
    desk.exempt(paper, WORDS)
    made = desk.freeze(paper, audience=Audience.PUBLIC)
    file, own, folder = (str(tmp_path / name) for name in ("public.zip", "own.zip", "again"))
    asked = ["pack", "decision", desk.cast.case.key, "--kind", "committee", "-o"]
    assert main([*asked, file, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["exempt_parts"] == 0
    assert main([*asked, own, "--own"]) == 0
    assert "NOT FOR PUBLICATION" in capsys.readouterr().out

    assert main(["pack", "verify", file, "--digest", made.digest]) == 0
    assert "This decision pack is unchanged" in capsys.readouterr().out
    assert main(["pack", "verify", own, "--digest", "0" * 64]) == 3
    assert "as published" in capsys.readouterr().out
    assert main(["pack", "verify", file, "--key", "1a2b"]) == 2
    assert "is not signed" in capsys.readouterr().err

    assert main(["pack", "rebuild", own, folder]) == 0
    assert "the same byte for byte" in capsys.readouterr().out
    made_again = (Path(folder) / "paper.json").read_bytes()
    assert made_again == members(Path(own).read_bytes())["paper.json"]
    assert MARKER.encode() in made_again


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rebuild", "nowhere.zip", "x"], "cannot be read"),
        (["rebuild", "pyproject.toml", "x"], "expected"),
        (["verify", "pyproject.toml", "--digest", "0"], "--digest is for decision packs"),
    ],
)
def test_what_cannot_be_read_is_said(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", *words]) == 2
    assert said in capsys.readouterr().err
