"""The locks install from anybody's package index, and belong together."""

import re
from pathlib import Path

import pytest

from tests.guards.source import ROOT

pytestmark = pytest.mark.engine_only

APP, DEV = (ROOT / "requirements" / name for name in ("app.txt", "dev.txt"))


def pins(path: Path) -> set[str]:
    """The lines that pin a package, with their markers."""
    return {
        line.removesuffix("\\").strip()
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"\w", line)
    }


@pytest.mark.parametrize("path", [APP, DEV], ids=lambda path: path.name)
def test_a_lock_names_no_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "://" not in text, f"{path.name} records an address; make it as CONTRIBUTING.md says."
    assert not re.search(r"^-", text, re.MULTILINE), f"{path.name} sets options of the installer."


@pytest.mark.parametrize("path", [APP, DEV], ids=lambda path: path.name)
def test_every_pin_has_a_hash(path: Path) -> None:
    bare = re.findall(
        r"^(\w\S*==\S+)(?!.*\\\n +--hash=sha256:[0-9a-f]{64})", path.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert not bare, f"{path.name} has pins without a hash: {bare}"


def test_the_developers_lock_holds_the_other() -> None:
    assert pins(APP) <= pins(DEV), f"./sev takes dev.txt for app.txt too, but it lacks {sorted(pins(APP) - pins(DEV))}"
