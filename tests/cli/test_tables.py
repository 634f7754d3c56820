"""A new database starts from empty tables that an earlier command left, if they are whole."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from severalty.cli import tables


def test_a_new_database_is_a_copy_of_the_tables_that_are_kept(
    migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept under the fingerprint of this version is where a new installation begins."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    shutil.copyfile(migrated, tables._path())
    with closing(sqlite3.connect(tables._path())) as kept:
        kept.execute("CREATE TABLE mark (one INTEGER)")
        kept.commit()
    data = tmp_path / "data"
    command = [sys.executable, "-c", "import sys; from severalty.cli.main import main; sys.exit(main(['migrate']))"]
    own = {"SEVERALTY_DATA": str(data), "SEVERALTY_DATABASE_URL": "", "NUMBA_CACHE_DIR": str(tmp_path),
           "DJANGO_SETTINGS_MODULE": "severalty.project.settings"}  # fmt: skip
    done = subprocess.run(command, env=os.environ | own, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(data / "severalty.sqlite3")) as made:
        names = {name for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"mark", "tenancy_item"} <= names, "The new database was not made from the tables that were kept."


def test_tables_that_cannot_be_read_are_thrown_away(tmp_path: Path) -> None:
    """A file that a power cut left half-written spoils no new database."""
    broken = tmp_path / "broken.tables.sqlite3"
    broken.write_bytes(b"SQLite format 3\0" + b"\1" * 4096)
    assert not tables._copied(broken), "A broken file passed for tables."
    assert not broken.exists(), "A broken file stays, and would be tried again each time."
