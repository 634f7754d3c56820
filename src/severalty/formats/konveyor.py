"""Konveyor's application import tables: applications in records of type 1, dependencies in records of type 2."""

from __future__ import annotations

import re

from severalty.formats.configuration import Gathered, ImportedDependency, ImportedItem, ImportedService, key_of
from severalty.formats.problems import Problem, clipped
from severalty.formats.sheets import Sheet

NEEDED = ("Record Type 1", "Application Name")
SIGNS = ("Application Name", "Description", "Comments")
MOST_CHARACTERS = 250
"""What Konveyor allows in a description or comment."""
TAG = re.compile(r"(?:Tag Category|Tag Type) ([0-9]{1,3})\Z")
PERSONS = ("Owner", "Contributors")


def is_konveyor(sheet: Sheet) -> bool:
    """Whether a sheet has the headings of such a table."""
    return all(sheet.letter_of(sign) for sign in SIGNS)


def gather_applications(sheet: Sheet) -> Gathered:
    """Gather a table; rows with faults are left out and become problems."""
    gathered = Gathered()
    for heading in NEEDED:
        if sheet.letter_of(heading) is None:
            row = sheet.header_row.number if sheet.header_row else None
            gathered.problems.append(
                Problem(sheet.name, row, None, f'no heading "{heading}"', "the headings of the import template",
                        "start from the template; nothing was read")
            )  # fmt: skip
    if gathered.problems:
        return gathered
    records = list(sheet.records())
    for number, record in records:
        _gather_first(sheet, number, record, gathered)
    for number, record in records:
        if record[NEEDED[0]] == "2":
            _dependency(sheet, number, record, gathered)
    if any(record.get(heading) for _, record in records for heading in PERSONS):
        gathered.notices.append("The columns for owners and contributors name persons; they were not taken over.")
    return gathered


def _gather_first(sheet: Sheet, number: int, record: dict[str, str], gathered: Gathered) -> None:
    kind = record[NEEDED[0]]
    if kind == "1":
        _application(sheet, number, record, gathered)
    elif kind != "2":
        _fault(sheet, number, NEEDED[0], kind or "no record type", "1 or 2", "correct it", gathered)


def _application(sheet: Sheet, number: int, record: dict[str, str], gathered: Gathered) -> None:
    name, key = record["Application Name"], key_of("application", record["Application Name"])
    if not name:
        _fault(sheet, number, "Application Name", "an empty cell", "a name", "write the name", gathered)
        return
    if key in gathered.items:
        first = gathered.items[key].place
        _fault(
            sheet, number, "Application Name", f'"{name}" again, as in {first}', "each name once", "rename it", gathered
        )
        return
    for heading in ("Description", "Comments"):
        if len(record.get(heading, "")) > MOST_CHARACTERS:
            found, most = f"{len(record[heading]):,} characters", f"at most {MOST_CHARACTERS}"
            _fault(sheet, number, heading, found, most, "shorten the text", gathered)
            return
    place = f"row {number}"
    gathered.items[key] = ImportedItem(
        key, name, "application", record.get("Description", ""), "application", place, _attributes(record)
    )
    business = record.get("Business Service", "")
    if business:
        service = key_of("service", business)
        gathered.services.setdefault(service, ImportedService(service, business, "", "business service", place))
        gathered.depend(ImportedDependency(service, "runs on", key, "business service of the application", place))


def _dependency(sheet: Sheet, number: int, record: dict[str, str], gathered: Gathered) -> None:
    names = {heading: record.get(heading, "") for heading in ("Application Name", "Dependency")}
    direction = record.get("Dependency Direction", "").casefold()
    unknown = [heading for heading, name in names.items() if key_of("application", name) not in gathered.items]
    for heading in unknown:
        found = f'"{clipped(names[heading])}"' if names[heading] else "an empty cell"
        _fault(sheet, number, heading, found, "an application of this file", "add a record of type 1 for it", gathered)
    if direction not in ("northbound", "southbound"):
        found = direction or "an empty cell"
        _fault(sheet, number, "Dependency Direction", found, "northbound or southbound", "write one of them", gathered)
        return
    own, other = (key_of("application", name) for name in names.values())
    if own == other and not unknown:
        _fault(sheet, number, "Dependency", "the application itself", "another application", "correct it", gathered)
    elif not unknown:
        # Southbound leads from an application to what it needs, northbound to what needs it.
        depends, on = (own, other) if direction == "southbound" else (other, own)
        gathered.depend(ImportedDependency(depends, "exchanges data with", on, direction, f"row {number}"))


def _attributes(record: dict[str, str]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for heading, category in record.items():
        match = TAG.match(heading)
        value = record.get(f"Tag {match[1]}", "") if match else ""
        if category and value:
            found.append((category, value))
    comment = record.get("Comments", "")
    return (*found, *((("Comments", comment),) if comment else ()))


def _fault(sheet: Sheet, number: int, heading: str, found: str, expected: str, mend: str, gathered: Gathered) -> None:
    gathered.problems.append(Problem(sheet.name, number, sheet.letter_of(heading), found, expected, mend))
