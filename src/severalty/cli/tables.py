"""Tables of this version: made by the migrations, or copied from empty ones that an earlier command left.

The migrations take some fifteen seconds, nearly all the time of a command that reads a folder into a passing database.
So the first command that makes the tables on SQLite keeps a copy, without a row of anybody's, beside the compiled
loops, under the fingerprint of all that makes them.
"""

import contextlib
import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from severalty.project.environment import keep_compiled

KEPT = 3
"""So many copies are kept, the latest: those of a few versions."""
_SUFFIX = ".tables.sqlite3"


def bring_up_to_date() -> None:
    """Migrate, if there is anything to migrate; finding out is five times as quick as doing nothing by `migrate`."""
    if is_up_to_date():
        return
    empty = connection.vendor == "sqlite" and not connection.introspection.table_names()
    if empty and _copied(_path()) and is_up_to_date():
        return
    call_command("migrate", interactive=False, verbosity=0)
    if empty:
        with contextlib.suppress(OSError, sqlite3.Error):  # a full disk costs the next command its time, nothing else
            _keep(_path())


def is_up_to_date() -> bool:
    """Whether every table is as this version needs it."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _path() -> Path:
    keep_compiled()
    return Path(os.environ["NUMBA_CACHE_DIR"]) / f"{_fingerprint()}{_SUFFIX}"


def _copied(path: Path) -> bool:
    """Whether the copy that is kept is now the database. One that cannot be read is thrown away."""
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as kept:
            if kept.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError
            connection.ensure_connection()
            kept.backup(connection.connection)
    except (OSError, sqlite3.Error):
        path.unlink(missing_ok=True)
        return False
    with contextlib.suppress(OSError):
        path.touch()
    return True


def _keep(path: Path) -> None:
    unfinished = path.with_suffix(f".{os.getpid()}")
    try:
        with closing(sqlite3.connect(unfinished)) as kept:
            connection.connection.backup(kept)
            kept.execute("PRAGMA journal_mode = DELETE")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    copies = sorted(path.parent.glob(f"*{_SUFFIX}"), key=lambda one: one.stat().st_mtime)
    for old in copies[:-KEPT]:
        old.unlink(missing_ok=True)


def _fingerprint() -> str:
    """What makes the tables, in short: migrations, models, and the versions that run them."""
    said = hashlib.sha256(f"{django.get_version()} {sqlite3.sqlite_version}\n".encode())
    for config in sorted(apps.get_app_configs(), key=lambda one: one.name):
        home = Path(config.path)
        for path in sorted((*home.glob("models*.py"), *home.glob("models/**/*.py"), *home.glob("migrations/*.py"))):
            said.update(f"{config.name}/{path.relative_to(home).as_posix()}\n".encode() + path.read_bytes())
    return said.hexdigest()[:16]
