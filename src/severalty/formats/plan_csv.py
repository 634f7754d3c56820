"""A plan as CSV: one timetable with a row for each package, or its tables in a zip that comes in again."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from typing import Any

from severalty.engine.fields import columns_of, write
from severalty.engine.transition.packages import WaitKind, WorkPackage
from severalty.engine.transition.record import Dated
from severalty.formats.case_writing import harmless, zip_of
from severalty.formats.plan_mspdi.days import working_days
from severalty.formats.plan_mspdi.plan_file import Finder, PlanFile, key_part

HEADINGS = (
    "key", "name", "workstream", "kind", "starts", "ends", "working_days", "wave", "low", "likely", "high", "calendar",
    "maturity", "owner", "waits_for", "teams", "must_end_by", "percent_done", "recorded_by",
)  # fmt: skip
PLAIN = (
    "name", "kind", "low", "likely", "high", "calendar", "maturity", "owner", "must_end_by", "percent_done",
    "recorded_by",
)  # fmt: skip
SHORT = {
    WaitKind.FINISH_START: "", WaitKind.START_START: " SS", WaitKind.FINISH_FINISH: " FF", WaitKind.START_FINISH: " SF",
}  # fmt: skip


def timetable_csv(plan: PlanFile) -> str:
    """The timetable: a row for each package in the order of the plan, links and teams with ; between.

    `mail SS+3` is a link from start to start with a lag of three working days, `infra 150` a team with per cent of one
    person. Texts that a spreadsheet would take for a formula are marked, as in every file of this program.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS)
    dates = {one.package: one for one in plan.dates}
    streams, packages = Finder(), Finder()
    for stream in plan.of("workstreams"):
        streams.add("workstreams", stream, stream.name)
    for package in plan.of("work_packages"):
        packages.add("work_packages", package, id(package))
    waits = _grouped(plan, "package_waits", packages)
    needs = _grouped(plan, "package_needs", packages)
    for package in plan.of("work_packages"):
        dated = dates.get(f"{package.key}@{package.recorded_by}") or dates.get(package.key)
        row = _row(package, dated, plan.closed)
        home = streams.find(package.workstream, package.recorded_by)
        row["workstream"] = home or key_part(package.workstream)
        row["waits_for"] = "; ".join(_wait(one) for one in waits.get(id(package), ()))
        row["teams"] = "; ".join(
            f"{key_part(one.team)} {one.units or ''}".strip() for one in needs.get(id(package), ())
        )
        writer.writerow([harmless(row.get(heading, "")) for heading in HEADINGS])
    return out.getvalue()


def plan_zip(plan: PlanFile) -> bytes:
    """The tables of the plan in a zip of CSV, as the import takes them."""
    return zip_of({}, {table: records for table, records in plan.tables.items() if records})


def _grouped(plan: PlanFile, table: str, packages: Finder) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in plan.of(table):
        found.setdefault(packages.find(row.package) or 0, []).append(row)
    return found


def _row(package: WorkPackage, dated: Dated | None, closed: tuple[date, ...]) -> dict[str, str]:
    row = {
        shape.name: write(shape, getattr(package, shape.name))
        for shape in columns_of(WorkPackage)
        if shape.name in PLAIN
    }
    row["key"] = package.key
    if dated is not None:
        length = working_days(dated.starts, dated.ends, closed)
        row |= {"starts": dated.starts.isoformat(), "ends": dated.ends.isoformat(), "working_days": str(length)}
        row["wave"] = "" if dated.wave is None else str(dated.wave)
    return row


def _wait(wait: Any) -> str:
    days = f"+{wait.lag}" if wait.lag else f"-{wait.overlap}" if wait.overlap else ""
    kind = SHORT[wait.kind]
    return f"{key_part(wait.follows)}{kind or (' FS' if days else '')}{days}"
