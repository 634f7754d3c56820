"""`severalty backup`, `restore` and `audit verify`: the data as a whole, saved, brought back, vouched for."""

import contextlib
import json
import zipfile
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from severalty.cli.archive import (
    Manifest,
    decode,
    encode,
    fields_of,
    lines_of,
    member_of,
    open_archive,
    read_manifest,
    write_archive,
)  # fmt: skip
from severalty.cli.exits import DONE, TRUTHFUL_NO, WrongInput
from severalty.cli.tables import bring_up_to_date
from severalty.project.environment import data_folder
from severalty.tenancy.audit import verify

MADE_BY_MIGRATE = {"contenttypes.contenttype", "auth.permission"}
PASSING = {"sessions.session", "django_tasks_database.dbtaskresult", "auth.group", "auth.group_permissions"}
CHUNK = 1_000


def run_backup(args: Namespace) -> int:
    """Save everything in one file."""
    now = datetime.now(UTC)
    path = Path(args.file).expanduser() if args.file else data_folder() / "backups" / f"{now:%Y-%m-%d-%H%M%S}.zip"
    if not args.file:
        path.parent.mkdir(mode=0o700, exist_ok=True)
    manifest = backup(path, now)
    rows = sum(table["rows"] for table in manifest.tables.values())
    _tell(args.json, {"file": str(path), "rows": rows, "audit_head": manifest.head},
          f"{rows:,} rows are in {path}. It holds scrambled passwords: keep it as safe as the database.")  # fmt: skip
    return DONE


def run_restore(args: Namespace) -> int:
    """Bring everything back."""
    bring_up_to_date()
    manifest = restore(Path(args.file).expanduser(), replace=args.replace)
    rows = sum(table["rows"] for table in manifest.tables.values())
    _tell(args.json, {"file": args.file, "rows": rows, "audit_head": manifest.head},
          f"{rows:,} rows are back, as they were on {manifest.made_at[:16].replace('T', ' at ')} (UTC). "
          "Everyone signs in again.")  # fmt: skip
    return DONE


def run_verify(args: Namespace) -> int:
    """Check the audit trail."""
    verdict = verify()
    found = {"rows": verdict.rows, "head": verdict.head, "broken": verdict.broken, "reason": verdict.reason}
    if verdict.broken is None:
        _tell(args.json, found, f"All {verdict.rows:,} rows hold. The digest of the last is {verdict.head}")
        return DONE
    _tell(args.json, found, f"Row {verdict.broken} does not hold: {verdict.reason}. The {verdict.rows:,} before it do.")
    return TRUTHFUL_NO


def _tell(as_json: bool, found: dict[str, Any], words: str) -> None:
    print(json.dumps(found, ensure_ascii=False) if as_json else words)


def kept_tables() -> list[type[Model]]:
    """The tables that a backup holds: all but what migrations make and what passes (sessions, the queue)."""
    return [model for model in _all_tables() if model._meta.label_lower not in MADE_BY_MIGRATE | PASSING]


def _all_tables() -> list[type[Model]]:
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and not model._meta.proxy]


def backup(path: Path, at: datetime) -> Manifest:
    """Write a backup of one moment to a file. Readers and writers are not held up."""
    with _one_moment():
        head = verify()
        if head.broken is not None:
            raise WrongInput(f"The audit trail is broken at row {head.broken}: {head.reason}. Nothing was saved.")
        manifest = Manifest(_version(), at.isoformat(), _migrations(), head.head,
                            left_out=tuple(sorted(MADE_BY_MIGRATE | PASSING)))  # fmt: skip
        write_archive(path, manifest, ((member_of(model), _lines(model)) for model in kept_tables()))
    return manifest


@contextlib.contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction that reads the database as it is at its beginning."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":  # atomic() would take the lock of writers: our transactions are IMMEDIATE
        connection.ensure_connection()
        connection.connection.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            connection.connection.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


def _lines(model: type[Model]) -> Iterator[bytes]:
    names = [column.attname for column in fields_of(model)]
    rows = model._base_manager.order_by("pk").values_list(*names)
    return (encode(model, row) for row in rows.iterator(chunk_size=CHUNK))


def restore(path: Path, *, replace: bool = False) -> Manifest:
    """Bring back a backup, all or nothing, into a database that is empty or that is to be replaced."""
    with open_archive(path) as archive:
        manifest = read_manifest(archive)
        _check_fits(manifest)
        with transaction.atomic(), unsealed():
            if replace:
                empty()
            elif taken := next((model for model in kept_tables() if model._base_manager.exists()), None):
                raise WrongInput(f"The database is not empty: it holds {taken._meta.verbose_name_plural}. "
                                 "Restore into a new one, or say --replace to lose what it holds.")  # fmt: skip
            try:
                _fill(archive)
            except (IntegrityError, DataError, ValidationError, TypeError, ValueError) as error:
                raise WrongInput(f"{path}: a row in it cannot be read ({error}). Nothing was changed.") from error
            _reset_sequences()
            verdict = verify()
            if verdict.broken is not None or verdict.head != manifest.head:
                row = verdict.broken or verdict.rows
                raise WrongInput(f"{path}: the audit trail in it does not hold at row {row}. Nothing was changed.")
    return manifest


def _check_fits(manifest: Manifest) -> None:
    if set(manifest.tables) != {member_of(model) for model in kept_tables()} or manifest.migrations != _migrations():
        raise WrongInput(
            f"The backup was made by version {manifest.version} of Severalty, whose tables differ from this version's "
            f"({_version()}). Restore it with that version, then bring the database up to date. Nothing was changed."
        )


@contextlib.contextmanager
def unsealed() -> Iterator[None]:
    """Within this transaction alone, the triggers that keep tables append-only do not stand in the way."""
    tables = [connection.ops.quote_name(model._meta.db_table) for model in kept_tables()]
    with connection.cursor() as cursor:
        triggers: list[tuple[str, str]] = []
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            off = [f"DROP TRIGGER {connection.ops.quote_name(name)}" for name, _ in triggers]
            on = [sql for _, sql in triggers]
        else:
            off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
            on = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
        for statement in off:
            cursor.execute(statement)
        yield
        _check_links()
        for statement in on:
            cursor.execute(statement)


def _check_links() -> None:
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise WrongInput(f"The backup does not hang together: {error} Nothing was changed.") from error


def empty() -> None:
    """Remove every row but those that migrations made; only inside `unsealed`."""
    with connection.cursor() as cursor:
        for model in _all_tables():
            if model._meta.label_lower not in MADE_BY_MIGRATE:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def _fill(archive: zipfile.ZipFile) -> None:
    """Put the rows back exactly as they were: by a plain statement, past everything that stamps or counts."""
    quote = connection.ops.quote_name
    for model in kept_tables():
        columns = fields_of(model)
        names, places = ", ".join(quote(str(one.column)) for one in columns), ", ".join(["%s"] * len(columns))
        statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608
        with contextlib.closing(lines_of(archive, member_of(model))) as lines, connection.cursor() as cursor:
            rows = (
                [one.get_db_prep_save(text, connection) for one, text in zip(columns, decode(model, line), strict=True)]
                for line in lines
            )
            while batch := list(islice(rows, CHUNK)):
                cursor.executemany(statement, batch)


def _reset_sequences() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_tables()):
            cursor.execute(statement)


def _migrations() -> dict[str, str]:
    applied = MigrationRecorder(connection).applied_migrations()
    ours = {model._meta.app_label for model in kept_tables()}
    return {app: max(name for other, name in applied if other == app) for app in sorted(ours) if any(
        other == app for other, _ in applied)}  # fmt: skip


def _version() -> str:
    try:
        return version("severalty")
    except PackageNotFoundError:
        return "of a checkout"
