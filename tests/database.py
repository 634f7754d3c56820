"""The database of the tests: the migrations make it once, and every worker and every later run gets a copy of it.

It is kept under the fingerprint of what makes it: migrations, models, and the versions that run them. A change of any
makes it anew, and so does `pytest --create-db`. Files lie in pytest's cache, the others beside the tests' own database.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import django
import pytest
from django.apps import apps
from django.db import connection

SOURCES = Path(__file__).resolve().parents[1] / "src"
MOST = 4
"""So many files are kept, the latest: those of a few branches."""


def folder_of(config: pytest.Config) -> Path:
    """Where databases are kept between runs."""
    return Path(config.cache.mkdir("databases"))


def file_of(folder: Path) -> Path:
    """The file of SQLite that the migrations make, whatever database the tests use; made if it is not there."""
    kept = _File(folder, "")
    with _alone(folder):
        if not kept.is_there():
            with tempfile.TemporaryDirectory(dir=folder) as data:
                kept.name = os.path.join(data, "severalty.sqlite3")
                own = {"SEVERALTY_DATA": data, "SEVERALTY_DATABASE_URL": "", "PYTHONPATH": str(SOURCES),
                       "DJANGO_SETTINGS_MODULE": "severalty.project.settings"}  # fmt: skip
                command = [sys.executable, "-m", "severalty.cli.main", "migrate"]
                subprocess.run(command, env=os.environ | own, check=True, stdout=subprocess.DEVNULL)
                with closing(sqlite3.connect(kept.name)) as file:
                    file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                kept.keep()
    return kept.path


@contextmanager
def tables(folder: Path, *, anew: bool = False) -> Iterator[None]:
    """The database of this worker's tests, to which the connection then leads; gone in the end.

    In the folder lies what is kept, and one worker of this machine at a time asks for it.
    """
    creation, own = connection.creation, connection.settings_dict["NAME"]
    kept = (_File if connection.vendor == "sqlite" else _Server)(folder, str(creation._get_test_db_name()))
    with _alone(folder):
        if anew or not kept.is_there():
            creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()  # what a journal holds goes into the file, and a server copies what nobody uses
            kept.keep()
        kept.copy()
    connection.close()
    connection.settings_dict["NAME"] = kept.name
    yield
    creation.destroy_test_db(own, verbosity=0)


def fingerprint() -> str:
    """What makes the tables, in short."""
    said = hashlib.sha256(f"{sys.version}\n{django.get_version()}\n{sqlite3.sqlite_version}\n".encode())
    for config in sorted(apps.get_app_configs(), key=lambda config: config.name):
        home = Path(config.path)
        files = {
            home / "apps.py",
            *home.glob("models*.py"),
            *home.glob("models/**/*.py"),
            *home.glob("migrations/*.py"),
        }
        for path in sorted(files):
            if path.is_file():
                said.update(f"{config.name}/{path.relative_to(home).as_posix()}\n".encode() + path.read_bytes())
    return said.hexdigest()[:16]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """The lock falls with the process that holds it, however that ends, on every system."""
    with closing(sqlite3.connect(folder / "lock", timeout=600, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


class _File:
    """A file of SQLite."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.folder = folder
        self.path = folder / f"{fingerprint()}.sqlite3"

    def is_there(self) -> bool:
        return self.path.exists()

    def keep(self) -> None:
        unfinished = self.path.with_suffix(".new")
        shutil.copyfile(self.name, unfinished)
        unfinished.replace(self.path)
        for old in sorted(self.folder.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-MOST]:
            old.unlink()

    def copy(self) -> None:
        shutil.copyfile(self.path, self.name)
        self.path.touch()


class _Server:
    """A database of PostgreSQL, of which the server makes copies."""

    def __init__(self, _folder: Path, name: str) -> None:
        self.name = name
        self.stem = f"{name.partition('_gw')[0]}_kept_"
        self.path = f"{self.stem}{fingerprint()}"

    def is_there(self) -> bool:
        return self.path in self._kept()

    def keep(self) -> None:
        self._do(*(f'DROP DATABASE "{old}"' for old in self._kept()))
        self._do(f'CREATE DATABASE "{self.stem}new" TEMPLATE "{self.name}"')
        self._do(f'ALTER DATABASE "{self.stem}new" RENAME TO "{self.path}"')

    def copy(self) -> None:
        self._do(f'DROP DATABASE IF EXISTS "{self.name}"', f'CREATE DATABASE "{self.name}" TEMPLATE "{self.path}"')

    def _kept(self) -> list[str]:
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self.stem])
            return [str(name) for (name,) in cursor.fetchall()]

    def _do(self, *statements: str) -> None:
        with connection.creation._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
