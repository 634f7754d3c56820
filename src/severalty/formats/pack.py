"""A partner pack: what one organisation shares with another, as one signed file whose every row has its digest."""

import csv
import hashlib
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO, StringIO

from severalty.engine.freeze import canonical
from severalty.formats.case_writing import harmless
from severalty.formats.limits import MEGABYTE, Limits

SCHEMA = "severalty-pack-1"
LIMITS = Limits(file_bytes=20 * MEGABYTE, unpacked_bytes=20 * MEGABYTE, members=100)
MANIFEST, SIGNATURE = "manifest.json", "signature.json"
ANSWERS = "answers"
ANSWER_COLUMNS = ("pack", "table", "row", "digest", "answer", "reason", "answered_on")
MARK = 8
"""Hexadecimal digits of the mark of each cell: enough to say which cell of a row was altered."""
FIRST_LINE = 2
"""The row of a table's file that holds its first record; the row above has the headings."""

_STAMP = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


@dataclass(frozen=True)
class Party:
    """A case or an organisation by its key and name."""

    key: str
    name: str

    @property
    def words(self) -> str:
        """Its name with its key in brackets, which is not said again where the name ends with it."""
        return self.name if self.name.endswith(f"({self.key})") else f"{self.name} ({self.key})"


@dataclass(frozen=True)
class TableDigest:
    """What a manifest says of one table: its columns, and for each row its SHA-256 and the marks of its cells."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Manifest:
    """What a pack is: whose, for whom, of when, and what must stand in it.

    `made_at` is ISO in UTC to the second. `follows` is the digest of the recipient's last pack that the sender had
    brought in when this was made; empty if none.
    """

    schema: str
    case: Party
    sender: Party
    recipient: Party
    made_at: str
    illustrative: bool
    software: str
    follows: str
    tables: tuple[TableDigest, ...]

    @property
    def row_count(self) -> int:
        """How many rows of records are shared; answers are not counted."""
        return sum(len(one.rows) for one in self.tables if one.table != ANSWERS)

    def table(self, name: str) -> TableDigest | None:
        """What it says of one table."""
        return next((one for one in self.tables if one.table == name), None)


@dataclass(frozen=True)
class Envelope:
    """Everything of a manifest but its tables."""

    case: Party
    sender: Party
    recipient: Party
    made_at: str
    software: str
    illustrative: bool = False
    follows: str = ""


@dataclass(frozen=True)
class PackAnswer:
    """What the sender says of one row of a pack that it had: accepted, or disputed with a reason.

    `pack` and `digest` are the digests of that pack and of the row, `row` is what the row is called.
    """

    pack: str
    table: str
    row: str
    digest: str
    answer: str
    reason: str
    answered_on: str

    def cells(self) -> tuple[str, ...]:
        """The answer as a row of a table."""
        return tuple(harmless(getattr(self, name)) for name in ANSWER_COLUMNS)


@dataclass(frozen=True)
class Signature:
    """Whose key signed a manifest, and the signature; both in hexadecimal."""

    algorithm: str
    key: str
    signature: str


Rows = Mapping[str, tuple[tuple[str, ...], Iterable[tuple[str, ...]]]]
"""By table its columns and its rows of cells, as a file carries them."""


def row_digest(cells: Iterable[str]) -> str:
    """SHA-256 of a row's cells."""
    return hashlib.sha256(canonical(list(cells)).encode()).hexdigest()


def cell_marks(cells: Iterable[str]) -> str:
    """A short mark for each cell, one after another."""
    return "".join(hashlib.sha256(cell.encode()).hexdigest()[:MARK] for cell in cells)


def manifest_of(envelope: Envelope, rows: Rows) -> Manifest:
    """The manifest of a pack with these tables; tables without rows are left out."""
    tables = []
    for table, (columns, found) in rows.items():
        held = tuple(found)
        if held:
            digests = tuple(row_digest(row) for row in held)
            tables.append(TableDigest(table, columns, digests, tuple(cell_marks(row) for row in held)))
    return Manifest(
        SCHEMA, envelope.case, envelope.sender, envelope.recipient, envelope.made_at, envelope.illustrative,
        envelope.software, envelope.follows, tuple(tables),
    )  # fmt: skip


def manifest_bytes(manifest: Manifest) -> bytes:
    """The one JSON text of a manifest: what is signed."""
    return canonical(manifest).encode()


def pack_digest(manifest: bytes) -> str:
    """The digest of a pack: of its manifest, which has those of all its rows."""
    return hashlib.sha256(manifest).hexdigest()


def pack_file(envelope: Envelope, rows: Rows, sign: Callable[[bytes], Signature]) -> tuple[bytes, str]:
    """A pack as a file, with its digest; the same content under the same key gives the same bytes."""
    held = {table: (columns, tuple(found)) for table, (columns, found) in rows.items()}
    held = {table: both for table, both in held.items() if both[1]}
    manifest = manifest_bytes(manifest_of(envelope, held))
    members = {MANIFEST: manifest, SIGNATURE: signature_bytes(sign(manifest))}
    members |= {member_of(table): csv_bytes(*both) for table, both in held.items()}
    return zipped(members), pack_digest(manifest)


def signature_bytes(signature: Signature) -> bytes:
    """The one JSON text of a signature."""
    return canonical(signature).encode()


def member_of(table: str) -> str:
    """Where a table stands in the file."""
    return f"tables/{table}.csv"


def csv_bytes(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    """One table as CSV."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Members in one file, not compressed: compressing differs from machine to machine."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.create_system = _UNIX
            archive.writestr(entry, data)
    return out.getvalue()
