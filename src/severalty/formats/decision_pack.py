"""A decision pack: a frozen paper in all its forms, what it was made from, what was resolved on it, and its trail.

Everything that is needed to check it and to make its files again years later is in it; nothing has to be asked of the
installation that made it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from severalty.engine.freeze import canonical
from severalty.formats.limits import MEGABYTE, Limits
from severalty.formats.pack import (
    MANIFEST,
    Party,
    Rows,
    TableDigest,
    cell_marks,
    csv_bytes,
    member_of,
    row_digest,
    zipped,
)
from severalty.formats.paper_files import paper_file_of
from severalty.formats.paper_json import digest_of
from severalty.formats.papers import Rendition
from severalty.formats.trail_rows import TrailRun

SCHEMA = "severalty decision pack 1"
LIMITS = Limits(file_bytes=60 * MEGABYTE, unpacked_bytes=60 * MEGABYTE, members=100)
PAPER, WORD, PDF, TEMPLATE, TRAIL = "paper.json", "paper.docx", "paper.pdf", "template.docx", "trail.json"
FORMS: Mapping[str, str] = {PAPER: "json", WORD: "docx", PDF: "pdf"}
RESOLVED = ("resolutions", "core_versions")
"""Tables that tell what was resolved; all others are what the paper was made from."""


@dataclass(frozen=True)
class Member:
    """What the manifest says of one file in the pack: its name, its size and its SHA-256."""

    name: str
    bytes: int
    digest: str


@dataclass(frozen=True)
class Subject:
    """Which paper it is: its title, whose, which version, its digest, and how many of its exempt parts are in here."""

    title: str
    organisation: Party
    version: int
    digest: str
    withheld: int
    exempt_parts: int


@dataclass(frozen=True)
class Manifest:
    """What a decision pack holds. `made_for` is whose eyes chose the rows, `made_at` ISO in UTC to the second,
    `paper_software` what the paper was made with and `software` what the pack was."""

    schema: str
    case: Party
    paper: Subject
    made_for: str
    made_at: str
    illustrative: bool
    software: str
    paper_software: str
    members: tuple[Member, ...]
    tables: tuple[TableDigest, ...]

    def member(self, name: str) -> Member | None:
        """What it says of one file."""
        return next((one for one in self.members if one.name == name), None)


@dataclass(frozen=True)
class Contents:
    """What goes into a pack: the paper, its Word template if it has one, rows by table, and rows of the trail."""

    rendition: Rendition
    version: int
    template: bytes | None = None
    rows: Rows | None = None
    trail: tuple[TrailRun, ...] = ()


@dataclass(frozen=True)
class Making:
    """Who makes a pack, when and with what: see `Manifest`."""

    made_for: str
    made_at: str
    software: str


def decision_pack(contents: Contents, making: Making) -> bytes:
    """A decision pack as a file; the same content gives the same bytes.

    Raises TemplateError and ValueError as the files of the paper do.
    """
    members = paper_members(contents.rendition, contents.template)
    members[TRAIL] = trail_bytes(contents.trail)
    held = {table: (columns, tuple(rows)) for table, (columns, rows) in (contents.rows or {}).items()}
    held = {table: both for table, both in sorted(held.items()) if both[1]}
    named = tuple(Member(name, len(data), _sha256(data)) for name, data in members.items())
    manifest = manifest_bytes(_manifest(contents, making, named, tuple(_table(*one) for one in held.items())))
    tables = {member_of(table): csv_bytes(*both) for table, both in held.items()}
    return zipped({MANIFEST: manifest, **members, **tables})


def paper_members(rendition: Rendition, template: bytes | None) -> dict[str, bytes]:
    """The files of the paper, made anew, and the template that its Word file is made in."""
    made = {name: paper_file_of(rendition, form, template if form == "docx" else None) for name, form in FORMS.items()}
    return made | ({TEMPLATE: template} if template is not None else {})


def _manifest(
    contents: Contents, making: Making, members: tuple[Member, ...], tables: tuple[TableDigest, ...]
) -> Manifest:
    content = contents.rendition.content
    return Manifest(
        schema=SCHEMA,
        case=Party(content.case, content.case_name),
        paper=Subject(
            content.title, Party(content.organisation, content.organisation_name), contents.version,
            digest_of(content), len(content.withheld), len(contents.rendition.parts),
        ),
        made_for=making.made_for,
        made_at=making.made_at,
        illustrative=content.illustrative,
        software=making.software,
        paper_software=content.software,
        members=members,
        tables=tables,
    )  # fmt: skip


def _table(table: str, both: tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]) -> TableDigest:
    columns, rows = both
    return TableDigest(table, columns, tuple(map(row_digest, rows)), tuple(map(cell_marks, rows)))


def manifest_bytes(manifest: Manifest) -> bytes:
    """The one JSON text of a manifest."""
    return canonical(manifest).encode()


def trail_bytes(trail: tuple[TrailRun, ...]) -> bytes:
    """The one JSON text of rows of the trail."""
    return canonical({"runs": trail}).encode()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
