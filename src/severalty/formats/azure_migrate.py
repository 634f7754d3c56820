"""Azure Migrate's tables: discovered servers, the software on them, and the connections between them."""

from __future__ import annotations

from severalty.formats.configuration import (
    DependencyKind,
    Gathered,
    ImportedDependency,
    ImportedItem,
    ItemClass,
    key_of,
)
from severalty.formats.problems import Problem
from severalty.formats.sheets import Sheet

SERVER = ("server name", "*server name", "machine name", "machine", "vm name", "servername", "host name", "server")
SOFTWARE = ("application", "application name", "software name", "software", "installed application")
VERSION = ("version", "application version", "software version")
SYSTEM = ("os name", "*os name", "operating system", "operatingsystem", "os type", "os")
FACTS = {
    "cores": ("cores", "*cores", "number of cores"),
    "memory (MB)": ("memory (in mb)", "*memory (in mb)", "memory (mb)", "memory(mb)", "memory"),
    "storage (GB)": ("storage in use (in gb)", "storage (in gb)", "storage (gb)", "total disk size (in gb)"),
    "server type": ("server type", "type"),
    "hypervisor": ("hypervisor",),
}
FROM = ("source server name", "source machine name", "source server")
TO = ("destination server name", "destination machine name", "destination server")
PORT = ("destination port", "port")
DESKTOPS = ("windows 7", "windows 8", "windows 10", "windows 11", "macos")
SIGN_IN_PORTS = frozenset({"88", "389", "464", "636", "3268", "3269"})
"""Kerberos and LDAP: a connection to one of these asks a directory who somebody is."""


def kind_of(sheet: Sheet) -> str:
    """Which table a sheet is: `connections`, `software`, `servers`, or an empty text."""
    if _heading(sheet, FROM) and _heading(sheet, TO):
        return "connections"
    if not _heading(sheet, SERVER):
        return ""
    if _heading(sheet, SOFTWARE):
        return "software"
    return "servers" if _heading(sheet, SYSTEM) or _heading(sheet, FACTS["cores"]) else ""


def gather_servers(sheet: Sheet, gathered: Gathered) -> None:
    """Add the servers of a sheet; a name given twice becomes a problem."""
    name_column, system_column = _heading(sheet, SERVER), _heading(sheet, SYSTEM)
    fact_columns = {fact: _heading(sheet, aliases) for fact, aliases in FACTS.items()}
    seen: dict[str, int] = {}
    for number, record in sheet.records():
        name, system = record[name_column], record.get(system_column, "")
        if _is_missing(sheet, number, name_column, name, gathered):
            continue
        key = key_of("server", name)
        if key in seen:
            _fault(sheet, number, name_column, f'"{name}" again, as in row {seen[key]}', "each server once", gathered)
            continue
        seen[key] = number
        facts = [(fact, record.get(column, "")) for fact, column in fact_columns.items()]
        attributes = tuple((fact, value) for fact, value in [("operating system", system), *facts] if value)
        gathered.items[key] = _server(key, name, f"row {number}", system, attributes)


def gather_software(sheet: Sheet, gathered: Gathered) -> None:
    """Add the software of a sheet, each name once, running on its servers."""
    server_column, software_column = _heading(sheet, SERVER), _heading(sheet, SOFTWARE)
    version_column = _heading(sheet, VERSION)
    for number, record in sheet.records():
        server, name, place = record[server_column], record[software_column], f"row {number}"
        if _is_missing(sheet, number, server_column, server, gathered):
            continue
        if _is_missing(sheet, number, software_column, name, gathered):
            continue
        key = key_of("application", name)
        gathered.items.setdefault(key, ImportedItem(key, name, "application", "", "software", place))
        version = record.get(version_column, "")
        note = f"version {version}" if version else ""
        gathered.depend(ImportedDependency(key, "runs on", _known(server, place, gathered), note, place))


def gather_connections(sheet: Sheet, gathered: Gathered) -> None:
    """Add what servers were seen to connect to; connections to a directory's ports become sign-ins."""
    from_column, to_column, port_column = _heading(sheet, FROM), _heading(sheet, TO), _heading(sheet, PORT)
    unnamed = 0
    for number, record in sheet.records():
        source, target, port = record[from_column], record[to_column], record.get(port_column, "")
        if not source or not target:
            unnamed += 1
            continue
        if source.casefold() == target.casefold():
            continue
        place = f"row {number}"
        ends = [_known(name, place, gathered) for name in (source, target)]
        kind: DependencyKind = "authenticates with" if port in SIGN_IN_PORTS else "exchanges data with"
        note = f"port {port}" if port else "seen on the network"
        gathered.depend(ImportedDependency(ends[0], kind, ends[1], note, place))
    if unnamed:
        gathered.notices.append(f"{unnamed:,} connections to or from servers without a name were left out.")


def _known(name: str, place: str, gathered: Gathered) -> str:
    key = key_of("server", name)
    gathered.items.setdefault(key, _server(key, name, place, "", ()))
    return key


def _server(key: str, name: str, place: str, system: str, attributes: tuple[tuple[str, str], ...]) -> ImportedItem:
    is_desktop = any(desktop in system.casefold() for desktop in DESKTOPS)
    item_class: ItemClass = "device fleet" if is_desktop else "infrastructure"
    return ImportedItem(key, name, item_class, "", "server", place, attributes)


def _heading(sheet: Sheet, aliases: tuple[str, ...]) -> str:
    by_name = {text.casefold(): text for text in reversed(sheet.headers)}
    return next((by_name[alias] for alias in aliases if alias in by_name), "")


def _is_missing(sheet: Sheet, number: int, heading: str, text: str, gathered: Gathered) -> bool:
    if not text:
        _fault(sheet, number, heading, "an empty cell", "a name", gathered)
    return not text


def _fault(sheet: Sheet, number: int, heading: str, found: str, expected: str, gathered: Gathered) -> None:
    column = sheet.letter_of(heading)
    gathered.problems.append(Problem(sheet.name, number, column, found, expected, "correct the row or delete it"))
