"""Where compiled loops are kept."""

import os
from pathlib import Path

import pytest

from severalty.project.environment import keep_compiled

pytestmark = pytest.mark.engine_only


def kept(monkeypatch: pytest.MonkeyPatch, home: Path, data: Path) -> Path:
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("SEVERALTY_DATA", str(data))
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    keep_compiled()
    return Path(os.environ["NUMBA_CACHE_DIR"])


def test_compiled_loops_are_kept_in_a_folder_of_their_owner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = kept(monkeypatch, tmp_path, tmp_path / "data")
    assert folder == tmp_path / ".cache" / "severalty"
    assert folder.stat().st_mode & 0o077 == 0
    assert not (tmp_path / "data").exists()


def test_without_a_home_they_lie_in_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    folder = kept(monkeypatch, tmp_path / "home", tmp_path / "data")
    assert folder == tmp_path / "data" / "compiled"
    assert folder.stat().st_mode & 0o077 == 0


def test_a_folder_that_is_named_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "mine"))
    keep_compiled()
    assert os.environ["NUMBA_CACHE_DIR"] == str(tmp_path / "mine")
