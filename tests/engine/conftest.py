"""Tests of the engine need no database."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.engine.strategies import EXAMPLES

# No deadline: nothing here is timed, and machines differ.
settings.register_profile("engine", max_examples=EXAMPLES, deadline=None)
settings.load_profile("engine")

FOLDER = Path(__file__).parent
DATA = FOLDER.parent / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker("engine_only")


@pytest.fixture(scope="session")
def oracles() -> dict[str, Any]:
    """Independent worked examples, by number."""
    held = json.loads((DATA / "oracles.json").read_text(encoding="utf-8"))
    return {oracle["id"]: oracle for oracle in held["oracles"]}
