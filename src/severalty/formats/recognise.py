"""What a file is, told from its content: our tables, published contracts, a configuration database, a plan, users."""

from pathlib import Path

from severalty.formats import azure_migrate, contracts_finder
from severalty.formats.archives import gunzipped, whole_file
from severalty.formats.case import table_of
from severalty.formats.delimited import OTHER_KINDS
from severalty.formats.directory import ALIASES
from severalty.formats.konveyor import is_konveyor
from severalty.formats.limits import LIMITS
from severalty.formats.mspdi.reading import is_mspdi
from severalty.formats.problems import Unreadable, unreadable
from severalty.formats.sheets import OLD_OFFICE, Sheet, read_book

KINDS = {
    "case": "Our own tables: a workbook, a CSV file or a zip of them",
    "published": "Published contracts: OCDS JSON, or a Contracts Finder table",
    "cmdb": "A configuration database: ArchiMate, Konveyor or Azure Migrate",
    "plan": "A plan: MS Project XML",
    "directory": "A directory's list of users, to count them by partner",
}


_WANTED = {
    "": ("a spreadsheet (.xlsx, .ods) or text (.csv)", "save the data as .xlsx or .csv"),
    ".xml": ("XML", "save it again as XML in the program that holds the data, such as MS Project or Archi"),
    ".json": ("JSON", "save it again as JSON in the program that holds the data"),
}
"""What a file of this ending is to be, and how to mend one that is something else; "" for all other endings."""


def kind_of(source: bytes | Path, name: str = "") -> str:
    """One of KINDS. Raises Unreadable when nothing can be read."""
    if isinstance(source, Path) and source.is_dir():
        return "case"
    packed, title = whole_file(source, name, LIMITS)
    data = gunzipped(packed, title, LIMITS)
    start = data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if start[:1] in (b"{", b"["):
        return "published"
    if start[:1] == b"<":
        return "plan" if is_mspdi(data) else "cmdb"
    try:
        sheets = read_book(data, title).sheets
    except Unreadable:
        return "case"  # a zip of tables, or a file that cannot be read, which reading it says in words
    return next((kind for sheet in sheets if (kind := _kind_of_sheet(sheet))), "case")


def _kind_of_sheet(sheet: Sheet) -> str:
    headings = {heading.casefold() for heading in sheet.headers}
    if table_of(sheet.name):
        return "case"
    if is_konveyor(sheet) or azure_migrate.kind_of(sheet):
        return "cmdb"
    needed = (contracts_finder.ALIASES[name] for name in contracts_finder.NEEDED)
    if all(headings.intersection(aliases) for aliases in needed):
        return "published"
    accounts = headings.intersection((*ALIASES["enabled"], *ALIASES["kind"]))
    return "directory" if accounts and headings.intersection(ALIASES["address"]) else ""


def refuse_at_once(data: bytes, name: str) -> None:
    """Raise Unreadable for what no reader takes, without reading it: pictures, programs, old Office files."""
    if data.startswith(OLD_OFFICE) and name.casefold().endswith(".mpp"):
        found = "a plan in MS Project's own form"
        raise unreadable(name, found, "MS Project XML (.xml)", "save it as XML in MS Project")
    for start, kind in (*OTHER_KINDS, (OLD_OFFICE, "an old Office file such as .xls")):
        if data.startswith(start):
            raise unreadable(name, kind, *_WANTED.get(Path(name).suffix.casefold(), _WANTED[""]))
    if not data.strip(b"\x00\r\n\t "):
        raise unreadable(name, "an empty file", "a file with rows", "save it again and choose that file")
