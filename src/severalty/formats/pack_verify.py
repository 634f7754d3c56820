"""Whether a partner pack is as it was signed, and if not, which table, row and column was altered."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from severalty.formats.archives import Archive, opened, whole_file
from severalty.formats.cells import unmarked
from severalty.formats.pack import (
    ANSWER_COLUMNS,
    ANSWERS,
    FIRST_LINE,
    LIMITS,
    MANIFEST,
    MARK,
    SCHEMA,
    SIGNATURE,
    Manifest,
    PackAnswer,
    Signature,
    TableDigest,
    cell_marks,
    csv_bytes,
    manifest_bytes,
    member_of,
    pack_digest,
    row_digest,
    signature_bytes,
    zipped,
)
from severalty.formats.pack_signing import fingerprint, is_fingerprint_of, is_signed
from severalty.formats.problems import Problem, Unreadable, clipped, unreadable
from severalty.formats.records import read_record

MOST_SHOWN = 50
_MEND = "ask its sender for the pack again"
_Row = tuple[str, ...]


@dataclass(frozen=True)
class PackVerdict:
    """What was found of a pack. `faults` name each thing that is not as it was signed, the first fifty of them.

    `rows` are the cells of each table as the file has them, without the headings. Without a fingerprint that came by
    other means, an unchanged pack is signed by whoever holds the key, and nothing tells who that is.
    """

    manifest: Manifest
    digest: str
    key: str
    rows: Mapping[str, tuple[_Row, ...]]
    faults: tuple[Problem, ...] = ()
    more: int = 0
    compared: bool = False

    @property
    def unchanged(self) -> bool:
        """Whether everything is as it was signed."""
        return not self.faults

    @property
    def fingerprint(self) -> str:
        """Of the key that signed it."""
        return fingerprint(self.key)

    @property
    def sentence(self) -> str:
        """The verdict in a sentence or two."""
        if not self.unchanged:
            count = len(self.faults) + self.more
            return (
                f"This pack is not as it was signed: {'one thing differs' if count == 1 else f'{count} things differ'}."
            )
        if self.compared:
            return f"This pack is unchanged and signed with the key of {self.manifest.sender.name} that you named."
        return (
            "This pack is as it was signed. Compare the fingerprint of its key with the one that "
            f"{self.manifest.sender.name} tells you by other means: only that tells who signed it."
        )

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What pack it is, as label and value."""
        held = self.manifest
        tables = ", ".join(f"{one.table} {len(one.rows):,}" for one in held.tables)
        return (
            ("Case", held.case.words),
            ("From", held.sender.name),
            ("For", held.recipient.name),
            ("Made", made_at(held).strftime("%d %B %Y, %H:%M UTC").lstrip("0")),
            ("Made by", held.software),
            ("Rows", tables or "none"),
            ("Fingerprint of the key", self.fingerprint),
            ("SHA-256", self.digest),
        )

    @property
    def answers(self) -> tuple[PackAnswer, ...]:
        """What its sender says of rows of the recipient's packs."""
        held = self.rows.get(ANSWERS, ())
        return tuple(PackAnswer(*map(unmarked, row)) for row in held if len(row) == len(ANSWER_COLUMNS))

    def as_dict(self) -> dict[str, Any]:
        """The verdict, ready for JSON."""
        held = self.manifest
        return {
            "unchanged": self.unchanged,
            "sentence": self.sentence,
            "digest": self.digest,
            "fingerprint": self.fingerprint,
            "case": held.case.key,
            "from": held.sender.key,
            "for": held.recipient.key,
            "made_at": held.made_at,
            "software": held.software,
            "tables": {one.table: len(one.rows) for one in held.tables},
            "faults": [one.as_dict() for one in self.faults],
            "more": self.more,
        }


def made_at(manifest: Manifest) -> datetime:
    """When a pack was made, in UTC."""
    return datetime.fromisoformat(manifest.made_at).astimezone(UTC)


def verify_pack(source: bytes | Path, name: str = "", expected: str = "") -> PackVerdict:
    """Check a pack against its signature, and that against the fingerprint that was told by other means, if given.

    Raises Unreadable where the file is damaged beyond that, too large, or no pack at all.
    """
    data, title = whole_file(source, name, LIMITS)
    archive = opened(data, title, LIMITS)
    if not {MANIFEST, SIGNATURE} <= set(archive.names):
        raise unreadable(title, "a file that is no partner pack", "a pack as Severalty made it", "choose the pack file")
    members = {entry.filename: b"".join(archive.chunks(entry)) for entry in archive.entries}
    manifest, signature = _head(members, title)
    rows = {one.table: read_rows(members.get(member_of(one.table), b""), title) for one in manifest.tables}
    found = list(_faults(archive, members, manifest, signature, rows))
    if expected and not is_fingerprint_of(expected, signature.key):
        found.insert(0, _fault(SIGNATURE, f"the key {fingerprint(signature.key)}", f"the key {expected}"))
    plain = {table: tuple(held[1:]) for table, held in rows.items()}
    return PackVerdict(
        manifest, pack_digest(members[MANIFEST]), signature.key, plain, tuple(found[:MOST_SHOWN]),
        max(0, len(found) - MOST_SHOWN), bool(expected),
    )  # fmt: skip


def _head(members: Mapping[str, bytes], title: str) -> tuple[Manifest, Signature]:
    try:
        manifest = read_record(members[MANIFEST], Manifest, MANIFEST)
        signature = read_record(members[SIGNATURE], Signature, SIGNATURE)
        bytes.fromhex(signature.key)
        made_at(manifest)
    except (UnicodeError, ValueError, OverflowError) as fault:
        raise unreadable(title, "a manifest or signature that was altered", "a pack as it was signed", _MEND) from fault
    if manifest.schema != SCHEMA:
        raise unreadable(
            title, f"a pack of the form {clipped(manifest.schema)}", f"the form {SCHEMA}",
            "bring Severalty up to date, or ask its sender to",
        )  # fmt: skip
    tables = [one.table for one in manifest.tables]
    uneven = any(len(one.rows) != len(one.cells) for one in manifest.tables)
    if len(set(tables)) != len(tables) or uneven or sum(len(one.rows) for one in manifest.tables) > LIMITS.rows:
        raise unreadable(title, "a manifest that does not fit itself", "a pack as it was signed", _MEND)
    return manifest, signature


def read_rows(data: bytes, title: str) -> list[_Row]:
    """The rows of one table's file, headings first; none where it holds no table."""
    try:
        return [tuple(row) for row in csv.reader(StringIO(data.decode(), newline=""), strict=True)]
    except (UnicodeDecodeError, csv.Error):
        lines = data.decode(errors="replace").splitlines()
        if len(lines) > LIMITS.rows:
            raise unreadable(title, f"{len(lines):,} rows", f"at most {LIMITS.rows:,}", _MEND) from None
        return [tuple(line.split(",")) for line in lines]


def _faults(
    archive: Archive, members: Mapping[str, bytes], manifest: Manifest, signature: Signature, rows: Mapping[str, Any]
) -> Iterator[Problem]:
    if members[MANIFEST] != manifest_bytes(manifest):
        yield _fault(MANIFEST, "another spelling of its JSON", "its one form")
    if not is_signed(signature, members[MANIFEST]):
        yield _fault(
            MANIFEST,
            f"a signature that does not fit the key {fingerprint(signature.key)}",
            "the one that was made for it",
        )
    known = {MANIFEST, SIGNATURE, *(member_of(one.table) for one in manifest.tables)}
    for name in archive.names:
        if name not in known:
            yield _fault(name, "a member that was put in", "only what the manifest names")
    differing = [fault for one in manifest.tables for fault in table_faults(one, member_of(one.table), members, rows)]
    yield from differing
    if not differing and set(members) == known and _packed(members, manifest, signature, rows) != archive.data:
        yield _fault("", "a file that is packed in another way", "each byte as it was made")


def _packed(members: Mapping[str, bytes], manifest: Manifest, signature: Signature, rows: Mapping[str, Any]) -> bytes:
    made = {MANIFEST: members[MANIFEST], SIGNATURE: signature_bytes(signature)}
    made |= {member_of(one.table): csv_bytes(one.columns, rows[one.table][1:]) for one in manifest.tables}
    return zipped(made)


def table_faults(
    held: TableDigest, member: str, members: Mapping[str, bytes], rows: Mapping[str, list[_Row]]
) -> Iterator[Problem]:
    """What of a table is not as the manifest says, by row and column."""
    if member not in members:
        yield _fault(held.table, "no such table", f"{len(held.rows):,} rows")
        return
    found = rows[held.table]
    if not found or found[0] != held.columns:
        yield Problem(held.table, 1, None, clipped(", ".join(found[0]) if found else "nothing"),
                      f"the headings {clipped(', '.join(held.columns))}", _MEND)  # fmt: skip
    digests = [row_digest(row) for row in found[1:]]
    if len(digests) != len(held.rows):
        yield from _uneven(held, found, digests)
        return
    signed = {digest: place + FIRST_LINE for place, digest in enumerate(held.rows)}
    for place, (digest, expected) in enumerate(zip(digests, held.rows, strict=True)):
        if digest != expected and digest in signed:
            yield Problem(held.table, place + FIRST_LINE, None, f"what was signed as row {signed[digest]}",
                          "the rows in their order", _MEND)  # fmt: skip
        elif digest != expected:
            yield from _row_faults(held, place, found[place + 1])


def _uneven(held: TableDigest, found: list[_Row], digests: list[str]) -> Iterator[Problem]:
    """Rows that came in or went; each has the number of its row in the file, or the number that it had."""
    expected, there = Counter(held.rows), Counter(digests)
    for place, digest in enumerate(digests):
        if there[digest] > expected[digest]:
            there[digest] -= 1
            yield Problem(held.table, place + FIRST_LINE, None, clipped(", ".join(found[place + 1]) or "an empty row"),
                          "no such row", _MEND)  # fmt: skip
    there = Counter(digests)
    for place, digest in enumerate(held.rows):
        if there[digest] < expected[digest]:
            expected[digest] -= 1
            yield Problem(held.table, place + FIRST_LINE, None, "nothing", "the row that was signed here", _MEND)


def _row_faults(held: TableDigest, place: int, row: _Row) -> Iterator[Problem]:
    marks, number = held.cells[place], place + FIRST_LINE
    if len(row) != len(held.columns) or len(marks) != MARK * len(row):
        yield Problem(held.table, number, None, f"{len(row)} cells", "the row as it was signed", _MEND)
        return
    altered = [
        at for at, cell in enumerate(row) if cell_marks((cell,)) != marks[MARK * at : MARK * (at + 1)]
    ]  # fmt: skip
    for at in altered:
        yield Problem(
            held.table, number, held.columns[at], clipped(row[at]) or "nothing", "what was signed here", _MEND
        )
    if not altered:
        yield Problem(held.table, number, None, clipped(", ".join(row)), "the row as it was signed", _MEND)


def _fault(where: str, found: str, expected: str) -> Problem:
    return Problem(where, None, None, found, expected, _MEND)


def checked(source: bytes | Path, name: str = "") -> PackVerdict:
    """A pack that is as it was signed. Raises Unreadable, which names what was altered, for any other."""
    verdict = verify_pack(source, name)
    if not verdict.unchanged:
        raise Unreadable(verdict.faults[0])
    return verdict
