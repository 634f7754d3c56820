"""A stage that comes later tells of its changes without a change anywhere else."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from severalty.engine.decisions.changes import Change, told_by_topic
from severalty.web import parts


@pytest.fixture
def alone() -> Iterator[None]:
    """A registry with nothing in it, put back afterwards."""
    kept = parts.parts()
    parts.forget_all()
    yield
    parts.forget_all()
    for part in kept:
        parts.register(part)


@pytest.mark.usefixtures("alone")
def test_a_made_up_part_tells_of_its_changes() -> None:
    asked: list[Any] = []

    def changes(*given: Any) -> Iterator[Change]:
        asked.append(given)
        yield Change(topic="tickets", what="ticket", subject="Printer", sentence="It prints again.")

    parts.register(parts.Part("assurance", "Assurance", changes=changes))
    parts.register(parts.Part("risks", "Risks"))
    found = parts.changes_for("viewer", "case", date(2026, 10, 1), date(2026, 11, 1))
    assert asked == [("viewer", "case", date(2026, 10, 1), date(2026, 11, 1))]
    assert [(one.topic, one.changes[0].subject) for one in told_by_topic(found)] == [("tickets", "Printer")]
