"""Whether a decision pack is as it was made, and if not, which file, part, row or row of the trail differs."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from severalty.formats.archives import ZIP, Archive, opened, whole_file
from severalty.formats.decision_pack import (
    FORMS,
    LIMITS,
    PAPER,
    RESOLVED,
    SCHEMA,
    TEMPLATE,
    TRAIL,
    Manifest,
    manifest_bytes,
    trail_bytes,
)
from severalty.formats.pack import MANIFEST, SIGNATURE, csv_bytes, member_of, zipped
from severalty.formats.pack_verify import read_rows, table_faults
from severalty.formats.paper_verify import verify_paper
from severalty.formats.paper_withheld import grouped
from severalty.formats.problems import Problem, Unreadable, clipped, unreadable
from severalty.formats.records import read_record
from severalty.formats.trail_rows import TrailRun, trail_faults

MOST_SHOWN = 50
_MEND = "ask for the pack again"


@dataclass(frozen=True)
class Trail:
    """The rows of the trail that a pack carries."""

    runs: tuple[TrailRun, ...]


@dataclass(frozen=True)
class DecisionVerdict:
    """What was found of a decision pack. `faults` name what is not as it was made, the first fifty of them.

    `compared` says whether the digest of its paper was compared with one that was published.
    """

    manifest: Manifest
    digest: str
    trail: Trail
    faults: tuple[Problem, ...] = ()
    more: int = 0
    compared: bool = False

    @property
    def unchanged(self) -> bool:
        """Whether everything is as it was made."""
        return not self.faults

    @property
    def sentence(self) -> str:
        """The verdict in a sentence or two."""
        if not self.unchanged:
            count = len(self.faults) + self.more
            what = "one thing differs" if count == 1 else f"{count} things differ"
            return f"This decision pack is not as it was made: {what}."
        if self.compared:
            return "This decision pack is unchanged: it has the digest that was published."
        return (
            "This decision pack agrees with itself. Compare the digest of its paper with the one published: "
            "only that tells whether it is the same paper."
        )

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What pack it is, as label and value."""
        held, paper = self.manifest, self.manifest.paper
        rows = [row for run in self.trail.runs for row in run.rows]
        told = sum(bool(row.body) for row in rows)
        return (
            ("Paper", f"{paper.title}, version {paper.version}"),
            ("Of", paper.organisation.words),
            ("Case", held.case.words),
            ("Digest of the paper", grouped(paper.digest)),
            ("Exempt parts", self._exempt()),
            ("Made from", self._tables(resolved=False) or "no rows that these eyes may see"),
            ("Resolved", self._tables(resolved=True) or "nothing on record that these eyes may see"),
            ("Audit trail", f"{told:,} of {len(rows):,} rows with their text, the others as digests alone"),
            ("Paper made with", held.paper_software),
            ("Pack made with", f"{held.software}, {held.made_at}"),
            ("Made with the eyes of", held.made_for),
            ("SHA-256 of the manifest", self.digest),
        )

    def _exempt(self) -> str:
        paper = self.manifest.paper
        if not paper.withheld:
            return "none"
        if paper.exempt_parts:
            return f"{paper.exempt_parts}, all in here: NOT FOR PUBLICATION"
        return f"{paper.withheld}, none in here; the digest holds for them as well"

    def _tables(self, *, resolved: bool) -> str:
        held = [one for one in self.manifest.tables if (one.table in RESOLVED) == resolved]
        return ", ".join(f"{one.table.replace('_', ' ')} {len(one.rows):,}" for one in held)

    def as_dict(self) -> dict[str, Any]:
        """The verdict, ready for JSON."""
        held, paper = self.manifest, self.manifest.paper
        return {
            "unchanged": self.unchanged,
            "sentence": self.sentence,
            "kind": "decision pack",
            "digest": self.digest,
            "paper_digest": paper.digest,
            "title": paper.title,
            "version": paper.version,
            "case": held.case.key,
            "organisation": paper.organisation.key,
            "withheld": paper.withheld,
            "exempt_parts": paper.exempt_parts,
            "paper_software": held.paper_software,
            "software": held.software,
            "made_at": held.made_at,
            "tables": {one.table: len(one.rows) for one in held.tables},
            "trail": [len(run.rows) for run in self.trail.runs],
            "faults": [one.as_dict() for one in self.faults],
            "more": self.more,
        }


@dataclass(frozen=True)
class OpenedPack:
    """A decision pack as it was read, before anything is compared."""

    archive: Archive
    members: Mapping[str, bytes]
    manifest: Manifest


def is_decision_pack(data: bytes) -> bool:
    """Whether a file looks like a decision pack, so that it is to be read as one."""
    if not data.startswith(ZIP):
        return False
    try:
        names = opened(data, "file", LIMITS).names
    except Unreadable:
        return False
    return MANIFEST in names and PAPER in names and SIGNATURE not in names


def open_pack(source: bytes | Path, name: str = "") -> OpenedPack:
    """Read a decision pack. Raises Unreadable where it is damaged, too large or none."""
    data, title = whole_file(source, name, LIMITS)
    archive = opened(data, title, LIMITS)
    if not {MANIFEST, PAPER} <= set(archive.names):
        raise unreadable(
            title, "a file that is no decision pack", "a pack as Severalty made it", "choose the pack file"
        )
    members = {entry.filename: b"".join(archive.chunks(entry)) for entry in archive.entries}
    try:
        manifest = read_record(members[MANIFEST], Manifest, MANIFEST)
    except (UnicodeError, ValueError) as fault:
        raise unreadable(title, "a manifest that was altered", "a pack as it was made", _MEND) from fault
    if manifest.schema != SCHEMA:
        raise unreadable(title, f"a pack of the form {clipped(manifest.schema)}", f"the form {SCHEMA}",
                         "bring Severalty up to date")  # fmt: skip
    tables = [one.table for one in manifest.tables]
    if len(set(tables)) != len(tables) or sum(len(one.rows) for one in manifest.tables) > LIMITS.rows:
        raise unreadable(title, "a manifest that does not fit itself", "a pack as it was made", _MEND)
    return OpenedPack(archive, members, manifest)


def verify_decision(source: bytes | Path, name: str = "", published: str = "") -> DecisionVerdict:
    """Check a decision pack against its manifest, its paper against its digest, and that against the published one.

    `published` is the digest of the paper, or that of the manifest, which holds for the whole pack.

    Raises Unreadable where the file is damaged beyond that, too large, or no decision pack at all.
    """
    pack = open_pack(source, name)
    published = "".join(published.split()).lower()
    digest = hashlib.sha256(pack.members[MANIFEST]).hexdigest()
    trail, found = _trail(pack.members.get(TRAIL, b""))
    rows = {one.table: read_rows(pack.members.get(member_of(one.table), b""), name) for one in pack.manifest.tables}
    found += [*_member_faults(pack, rows), *_altered(pack), *_paper_faults(pack)]
    found += [_fault(f"{TRAIL}, row {number}", why, "the row as it was written") for number, why in
              trail_faults(trail.runs)]  # fmt: skip
    if published and published not in (pack.manifest.paper.digest, digest):
        found.insert(0, _fault(PAPER, f"the digest {grouped(pack.manifest.paper.digest)}",
                               f"{grouped(published)}, as published"))  # fmt: skip
    if not found and _packed(pack, rows) != pack.archive.data:
        found.append(_fault("", "a file that is packed in another way", "each byte as it was made"))
    return DecisionVerdict(
        pack.manifest, digest, trail, tuple(found[:MOST_SHOWN]), max(0, len(found) - MOST_SHOWN), bool(published)
    )


def _trail(data: bytes) -> tuple[Trail, list[Problem]]:
    try:
        trail = read_record(data, Trail, TRAIL)
    except (Unreadable, UnicodeError, ValueError):
        return Trail(()), [_fault(TRAIL, "no rows that can be read", "the rows of the trail")]
    if data != trail_bytes(trail.runs):
        return trail, [_fault(TRAIL, "another spelling of its JSON", "its one form")]
    return trail, []


def _member_faults(pack: OpenedPack, rows: Mapping[str, Any]) -> Iterator[Problem]:
    """Files that were put in, taken out or altered, and rows of tables."""
    if pack.members[MANIFEST] != manifest_bytes(pack.manifest):
        yield _fault(MANIFEST, "another spelling of its JSON", "its one form")
    named = {one.name for one in pack.manifest.members}
    for name in sorted({*FORMS, TRAIL} - named):
        yield _fault(MANIFEST, f"nothing of {name}", "the files of a decision pack")
    known = {MANIFEST, *named, *(member_of(one.table) for one in pack.manifest.tables)}
    for name in pack.archive.names:
        if name not in known:
            yield _fault(name, "a file that was put in", "only what the manifest names")
    for table in pack.manifest.tables:
        yield from table_faults(table, member_of(table.table), pack.members, rows)


def _altered(pack: OpenedPack) -> Iterator[Problem]:
    """Files that are missing or have other bytes than the manifest says."""
    for one in pack.manifest.members:
        data = pack.members.get(one.name)
        if data is None:
            yield _fault(one.name, "no such file", f"{one.bytes:,} bytes")
        elif hashlib.sha256(data).hexdigest() != one.digest:
            yield _fault(one.name, "bytes that were altered", "the file as it was made")


def _paper_faults(pack: OpenedPack) -> Iterator[Problem]:
    """What differs in the paper itself, text by text, in each of its forms."""
    paper = pack.manifest.paper
    for name in FORMS:
        data = pack.members.get(name)
        if data is None:
            continue
        try:
            verdict = verify_paper(data, name, paper.digest)
        except Unreadable as fault:
            yield _fault(name, fault.problem.found, fault.problem.expected)
            continue
        for sentence in verdict.differences:
            yield _fault(name, sentence, "the paper as it was frozen")
        if verdict.exempt_parts != paper.exempt_parts:
            yield _fault(name, f"{verdict.exempt_parts} exempt parts", f"{paper.exempt_parts}, as the manifest says")


def _packed(pack: OpenedPack, rows: Mapping[str, Any]) -> bytes:
    members = {one.name: pack.members[one.name] for one in pack.manifest.members}
    tables = {member_of(one.table): csv_bytes(one.columns, rows[one.table][1:]) for one in pack.manifest.tables}
    return zipped({MANIFEST: pack.members[MANIFEST], **members, **tables})


def _fault(where: str, found: str, expected: str) -> Problem:
    return Problem(where, None, None, found, expected, _MEND)


def template_in(pack: OpenedPack) -> bytes | None:
    """The Word template that a pack carries."""
    return pack.members.get(TEMPLATE)
