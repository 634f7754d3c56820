"""The import contracts of pyproject.toml hold, and every stage is in them."""

import tomllib
from typing import Any

import pytest
from importlinter import configuration
from importlinter.application.use_cases import lint_imports

from tests.guards.source import ROOT, modules

pytestmark = pytest.mark.engine_only


@pytest.mark.slow
def test_imports_go_one_way(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    configuration.configure()
    kept = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None, no_logo=True)
    assert kept, "An import goes the wrong way:\n" + capsys.readouterr().out


def contract(name: str) -> dict[str, Any]:
    """One contract of pyproject.toml."""
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    [found] = [entry for entry in options["contracts"] if entry["id"] == name]
    return dict(found)


def test_every_stage_is_in_the_contract_for_stages() -> None:
    stages = {f"severalty.{module.stage}" for module in modules() if module.role == "models"}
    missing = stages - set(contract("inside-a-stage")["containers"])
    assert not missing, f"Add {sorted(missing)} to the contract inside-a-stage in pyproject.toml."
