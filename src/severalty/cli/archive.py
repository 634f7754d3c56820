"""The file of a backup: every table as lines of JSON in a zip, with a manifest that vouches for each."""

import base64
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Generator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import BinaryField, DateField, Field, Model, UUIDField

from severalty.cli.exits import WrongInput

FORMAT = 1
MANIFEST = "manifest.json"
NOT_ONE = "is not a whole backup of Severalty"


@dataclass
class Manifest:
    """What a backup says of itself: `tables` holds for each member its rows and its SHA-256 digest."""

    version: str
    made_at: str
    migrations: dict[str, str]
    head: str
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    format: int = FORMAT


def member_of(model: type[Model]) -> str:
    """The name of a table's member."""
    return f"tables/{model._meta.label_lower}.jsonl"


def fields_of(model: type[Model]) -> Sequence[Field[Any, Any]]:
    """The columns of a table, in order."""
    return model._meta.concrete_fields


def encode(model: type[Model], row: Sequence[Any]) -> bytes:
    """One row as a line of JSON."""
    values = {column.attname: _plain(column, value) for column, value in zip(fields_of(model), row, strict=True)}
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _plain(column: Field[Any, Any], value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else column.get_prep_value(value)


def decode(model: type[Model], line: bytes) -> list[Any]:
    """The values of a row, in the order of its columns. Raises WrongInput for columns that are not the table's."""
    values = json.loads(line)
    names = [column.attname for column in fields_of(model)]
    if not isinstance(values, dict) or set(values) != set(names):
        raise WrongInput(f"{member_of(model)}: a row has other columns than this version of Severalty.")
    return [_value(column, values[column.attname]) for column in fields_of(model)]


def _value(column: Field[Any, Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column, BinaryField):
        return base64.b64decode(value, validate=True)
    return column.to_python(value) if isinstance(column, DateField | UUIDField) else value


def write_archive(path: Path, manifest: Manifest, tables: Iterable[tuple[str, Iterable[bytes]]]) -> None:
    """Write a backup so that there is a whole file or none; what stood there before is replaced at the last moment."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, lines in tables:
                    manifest.tables[name] = _write_member(archive, name, lines)
                archive.writestr(MANIFEST, json.dumps(vars(manifest), indent=1))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _settle(path.parent)
    except OSError as error:
        raise WrongInput(f"{path} cannot be written ({error.strerror}). Choose another place.") from error
    finally:
        part.unlink(missing_ok=True)


def _write_member(archive: zipfile.ZipFile, name: str, lines: Iterable[bytes]) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as member:
        for line in lines:
            member.write(line)
            digest.update(line)
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def _settle(folder: Path) -> None:
    with suppress(OSError):  # a system that cannot open folders keeps its names safe by itself
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def open_archive(path: Path) -> zipfile.ZipFile:
    """Open a backup. Raises WrongInput."""
    try:
        return zipfile.ZipFile(path)
    except OSError as error:
        raise WrongInput(f"{path} cannot be read ({error.strerror}); check the name of the file.") from error
    except zipfile.BadZipFile as error:
        raise WrongInput(f"{path} {NOT_ONE}: it was cut short, or it is something else.") from error


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """The manifest, after every member was checked against it. Raises WrongInput naming the first that differs."""
    try:
        manifest = Manifest(**json.loads(archive.read(MANIFEST)))
        names = {MANIFEST, *manifest.tables}
        if manifest.format != FORMAT:
            raise WrongInput(f"{archive.filename} is of format {manifest.format}; this version reads {FORMAT}.")
        if sorted(archive.namelist()) != sorted(names):
            raise WrongInput(f"{archive.filename} {NOT_ONE}: it holds other members than its manifest names.")
        for name, told in manifest.tables.items():
            _check_member(archive, name, told)
    except (KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise WrongInput(f"{archive.filename} {NOT_ONE} ({error}).") from error
    return manifest


def _check_member(archive: zipfile.ZipFile, name: str, told: dict[str, Any]) -> None:
    digest, rows = hashlib.sha256(), 0
    try:
        for line in lines_of(archive, name):
            digest.update(line)
            rows += 1
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise WrongInput(f"{archive.filename}: {name} is damaged ({error}). Nothing was changed.") from error
    if digest.hexdigest() != told["sha256"] or rows != told["rows"]:
        raise WrongInput(f"{archive.filename}: {name} was altered after it was made. Nothing was changed.")


def lines_of(archive: zipfile.ZipFile, name: str) -> Generator[bytes, None, None]:
    """The lines of a member."""
    with archive.open(name) as member:
        yield from member
