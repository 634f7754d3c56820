"""The plan of the cast, on a day that stands still."""

from pathlib import Path

import pytest
from django.utils import timezone

from tests.conftest import TODAY, Cast
from tests.transition.planned import Desk, bring_in


@pytest.fixture
def desk(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The cast with a plan."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    bring_in(cast, tmp_path)
    return Desk(cast)
