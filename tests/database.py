"""The database of the tests: the migrations make it once, and every worker and every later run gets a copy of it.

It is kept under the fingerprint of what makes it: migrations, models, and the versions that run them. A change of any
makes it anew, and so does `pytest --create-db`. Files lie in pytest's cache, the others beside the tests' own database.
What takes long to write, a world or a case, is kept beside it as rows (`written_once`), under the fingerprint of all
that the product is made of; a worker reads each file once.
"""

import hashlib
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

import django
import pytest
from django.apps import apps
from django.db import connection, transaction

SOURCES = Path(__file__).resolve().parents[1] / "src"
MOST = 4
"""So many files are kept, the latest: those of a few branches."""
UNUSED = 7 * 24 * 3600.0
"""Rows that so many seconds nobody has asked for are thrown away."""
_READ: dict[Path, Any] = {}
"""What `written_once` has read."""


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


def written_once(folder: Path, name: str, made_of: Path, make: Callable[[], Any], changes: str = "") -> Any:
    """Have written what `make` writes, and return what it returns: rows are made once, then read from a file.

    `made_of` is the folder whose files `make` reads beside the product. What it returns must not be of the product, and
    it may only add rows, but to the one table that it `changes`. They are numbered as in an empty database. In a
    transaction; PostgreSQL has them made.
    """
    if connection.vendor != "sqlite":
        return make()
    returned, added = _kept_in(folder, name, made_of, make, changes)
    for table, rows in added.items():
        way = "REPLACE" if table == changes else "INSERT"
        columns = _columns(table)
        connection.connection.executemany(
            f'{way} INTO "{table}" ({columns}) VALUES ({", ".join("?" * len(rows[0]))})',
            rows,
        )
    return deepcopy(returned)


def _kept_in(folder: Path, name: str, made_of: Path, make: Callable[[], Any], changes: str) -> Any:
    path = folder / f"{name}-{_fingerprint_of(made_of)}.rows"
    if path not in _READ:
        with _alone(folder):
            if not path.exists():
                unfinished = path.with_suffix(".new")
                unfinished.write_bytes(pickle.dumps(_added_by(make, changes)))
                unfinished.replace(path)
                for old in folder.glob("*.rows"):
                    if old.stat().st_mtime < time.time() - UNUSED:
                        old.unlink(missing_ok=True)
            path.touch()
            _READ[path] = pickle.loads(path.read_bytes())  # noqa: S301 - written above, by the same tests
    return _READ[path]


def _added_by(make: Callable[[], Any], changes: str = "") -> tuple[Any, dict[str, list[tuple[Any, ...]]]]:
    """What `make` returns, and the rows that it adds to each table; nothing of it stays."""
    with transaction.atomic():
        connection.connection.execute("DELETE FROM sqlite_sequence")  # whatever was written and emptied before
        before = rows_of_tables()
        returned = make()
        after = rows_of_tables()
        transaction.set_rollback(True)
    added = {}
    for table, rows in after.items():
        known = set(before[table])
        assert table == changes or known <= set(rows), f"A row of {table} that stood there was changed."
        assert len(rows) >= len(known), f"A row of {table} that stood there was taken away."
        if new := [row for row in rows if row not in known]:
            added[table] = new
    return returned, added


def rows_of_tables() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of every table of SQLite, as they lie in the file, in the order in which they were written."""
    return {
        # The sign keeps Python from reading what the file holds as dates and numbers of its own.
        table: connection.connection.execute(
            f'SELECT {", ".join(f"+{one}" for one in _columns(table).split(", "))} FROM "{table}" ORDER BY rowid'  # noqa: S608
        ).fetchall()
        for table in connection.introspection.table_names()
    }


@lru_cache
def _columns(table: str) -> str:
    return ", ".join(f'"{column[1]}"' for column in connection.connection.execute(f'PRAGMA table_info("{table}")'))


@lru_cache
def _fingerprint_of(made_of: Path) -> str:
    """The product as a whole and the files of one folder, in short."""
    said = hashlib.sha256(fingerprint().encode())
    for home in (SOURCES, made_of, Path(__file__)):
        for path in sorted([home] if home.is_file() else home.rglob("*")):
            if path.is_file() and path.suffix not in (".pyc", ".html", ".css", ".js", ".svg"):
                said.update(f"{path.relative_to(home.parent).as_posix()}\n".encode() + path.read_bytes())
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
