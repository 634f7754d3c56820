"""The worlds of the leak walker, each planted once: a test gets its rows, as if it had planted them itself."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from severalty.tenancy import drafts
from severalty.tenancy.models import Case, Person
from tests import database
from tests.guards.leaks import bury, plant, walked


def filled(config: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> walked.World:
    """Secrets before, behind and between what is open."""
    return _world(config, monkeypatch, "filled", _fill)


def opened(config: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> walked.World:
    """What is open alone: the twin of the world with secrets."""
    return _world(config, monkeypatch, "opened", plant.plant_open)


def _fill(world: walked.World, monkeypatch: pytest.MonkeyPatch) -> None:
    targets = bury.plant_secrets(world, monkeypatch)
    plant.plant_open(world, monkeypatch, targets)
    bury.plant_between(world, monkeypatch)


def _world(
    config: pytest.Config, monkeypatch: pytest.MonkeyPatch, name: str,
    planting: Callable[[walked.World, pytest.MonkeyPatch], None],
) -> walked.World:  # fmt: skip
    def make() -> tuple[dict[str, Any], str]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(timezone, "now", lambda: walked.NOW)
            world = walked.found(patch)
            planting(world, patch)
            return _told(world), drafts.new_ref()

    folder = database.folder_of(config)
    told, ref = database.written_once(folder, f"world-{name}", Path(__file__).parent, make)
    number = re.search(r"\d+$", ref)
    assert number, f"Items are no longer named in order: {ref}"
    walked.settled_refs(monkeypatch, ref[: number.start()], int(number[0]))  # as if it had been planted here
    return _read(told)


def _told(world: walked.World) -> dict[str, Any]:
    people = {name: person and person.pk for name, person in world.people.items()}
    return {**vars(world), "case": world.case.pk, "people": people}


def _read(told: dict[str, Any]) -> walked.World:
    people = Person.objects.in_bulk([pk for pk in told["people"].values() if pk])
    found = {name: people[pk] if pk else None for name, pk in told["people"].items()}
    return replace(walked.World(**told), case=Case.objects.get(pk=told["case"]), people=found)
