"""`severalty core verify` says whether a common core is as it was frozen, without a database."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from severalty.cli.exits import DONE, TRUTHFUL_NO, WRONG_INPUT
from severalty.cli.main import main
from severalty.engine.decisions.core_content import core_digest, core_text
from severalty.formats.core_json import core_file
from tests.engine.decisions.test_core_content import CORE as CONTENT


def test_a_core_is_held_against_the_digest_that_it_states_or_that_was_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, digest = tmp_path / "core.json", core_digest(CONTENT)
    file.write_bytes(core_file(core_text(CONTENT), digest))
    assert main(["core", "verify", str(file)]) == DONE
    assert "as it was frozen: it fits the digest that it states itself" in capsys.readouterr().out
    forged = replace(CONTENT, costing="North pays £25.")
    file.write_bytes(core_file(core_text(forged), core_digest(forged)))
    assert main(["core", "verify", str(file), "--digest", digest.upper(), "--json"]) == TRUTHFUL_NO
    told = json.loads(capsys.readouterr().out)
    assert (told["unchanged"], told["stated"], told["version"]) == (False, digest, CONTENT.number)
    file.write_text("{}")
    assert main(["core", "verify", str(file)]) == WRONG_INPUT
