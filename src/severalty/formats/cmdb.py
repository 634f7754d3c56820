"""Exports of configuration databases to items, services and dependencies; the content decides the format."""

from __future__ import annotations

from pathlib import Path

from severalty.formats.archimate import gather_model
from severalty.formats.archives import gunzipped, whole_file
from severalty.formats.azure_migrate import gather_connections, gather_servers, gather_software, kind_of
from severalty.formats.configuration import CmdbImport, Gathered
from severalty.formats.konveyor import gather_applications, is_konveyor
from severalty.formats.limits import LIMITS, Limits
from severalty.formats.problems import unreadable
from severalty.formats.sheets import Book, Sheet, read_book

GATHERERS = {"servers": gather_servers, "software": gather_software, "connections": gather_connections}
EXPECTED = "an ArchiMate exchange file, a Konveyor application import or an Azure Migrate table"


def read_cmdb(source: bytes | Path, name: str = "", *, limits: Limits = LIMITS) -> CmdbImport:
    """Read an ArchiMate exchange file, a Konveyor application import or Azure Migrate tables.

    All problems are collected in the result. Raises Unreadable when the file is none of these.
    """
    packed, title = whole_file(source, name, limits)
    data = gunzipped(packed, title, limits)
    if data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
        return gather_model(data, title).closed("ArchiMate")
    book = read_book(data, title, limits=limits)
    konveyor = next((sheet for sheet in book.sheets if is_konveyor(sheet)), None)
    if konveyor is not None:
        return _closed("Konveyor", gather_applications(konveyor), book)
    found = [(kind, sheet) for kind in GATHERERS for sheet in book.sheets if kind_of(sheet) == kind]
    if not found:
        raise unreadable(title, _headings(book), EXPECTED, "export the data in one of these formats")
    gathered = Gathered()
    for kind, sheet in found:
        GATHERERS[kind](sheet, gathered)
    return _closed("Azure Migrate", gathered, book)


def _closed(kind: str, gathered: Gathered, book: Book) -> CmdbImport:
    gathered.problems[:0] = book.problems
    gathered.notices[:0] = book.notices
    return gathered.closed(kind)


def _headings(book: Book) -> str:
    filled: list[Sheet] = [sheet for sheet in book.sheets if sheet.header_row]
    headings = [heading for sheet in filled[:1] for heading in sheet.headers if heading]
    return f"a table with the headings {', '.join(headings[:8])}" if headings else "no table"
