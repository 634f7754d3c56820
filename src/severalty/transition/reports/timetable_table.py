"""The tables beside the timetable: packages with their dates, the days to keep, the days without changes, the waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from severalty.engine.dates import day
from severalty.engine.transition.packages import PackageWait, WorkPackage
from severalty.engine.transition.weekends import works_weekends
from severalty.formats.documents import Table, TableColumn
from severalty.transition.reports.pictures import NOT_SAID, Group, key_rows, wave_of, words_of
from severalty.transition.reports.pictures_look import Look, Told
from severalty.web.columns import Column, plain_text
from severalty.web.marks import Tag
from severalty.web.sheets import Sheet


@dataclass(frozen=True)
class KeyDay:
    """A day that binds the plan: what kind, and what about it."""

    kind: str
    on: date
    words: str


def package_columns(look: Look) -> tuple[Column, ...]:
    """The columns of a table of packages."""

    def first(one: WorkPackage) -> Any:
        return (look.days(one) or (None, None))[0]

    def last(one: WorkPackage) -> Any:
        return (look.days(one) or (None, None))[1]

    def approved(one: WorkPackage) -> Any:
        return (look.baseline.get(one.key) or (None, None))[1]

    return (
        Column("name", "Package", url=lambda one: look.urls.get(one.key, "")),
        Column("council", "Whose", "organisation", value=look.whose),
        Column("workstream", "Workstream", value=lambda one: look.name(one.workstream)),
        Column("kind", "Kind", value=lambda one: one.kind.value),
        Column("starts", "First day", "date", value=first),
        Column("ends", "Last day", "date", value=last),
        Column("likely", "Working days", value=days_text),
        Column("spare", "To spare", "tag", value=lambda one: spare_tag(look, one)),
        Column("approved", "Approved for", "date", value=approved),
        Column("wave", "Wave", "count", value=lambda one: wave_of(look, one)),
        Column("done", "Done", value=done_text),
        Column("must", "Must end by", value=lambda one: one.must_end_by or ""),
    )


def days_text(package: WorkPackage) -> str:
    """`8 to 20, likely 12`, `12`, `a weekend`, or that nobody has said."""
    if package.likely is None:
        return "not defined"
    if works_weekends(package):
        return "a weekend"
    if package.low is None or package.high is None or package.low == package.high:
        return str(package.likely)
    return f"{package.low} to {package.high}, likely {package.likely}"


def spare_tag(look: Look, package: WorkPackage) -> Any:
    """How far a package may slip without moving the end."""
    if package.key in look.critical:
        return Tag("critical", "bad")
    spare = look.floats.get(package.key)
    return "" if spare is None else Tag(f"{spare} {'day' if spare == 1 else 'days'}")


def done_text(package: WorkPackage) -> str:
    """How far a package is."""
    if package.finished_on is not None:
        return "done"
    if package.started_on is None:
        return ""
    return f"{package.percent_done} per cent" if package.percent_done is not None else "under way"


def packages_sheet(look: Look, packages: Sequence[WorkPackage], caption: str = "Packages and dates") -> Sheet:
    """The packages of a timetable; columns in which nothing is said are left out, and the workstream of all of them
    stands in the caption."""
    streams = {look.name(one.workstream) for one in packages}
    all_of = streams.pop() if len(streams) == 1 and len(packages) > 1 else ""
    columns = tuple(
        one for one in package_columns(look)
        if one.key in ("name", "starts", "ends")
        or (any(plain_text(one, one.value_of(row)) for row in packages) and not (all_of and one.key == "workstream"))
    )  # fmt: skip
    caption = f"{caption}: {all_of}" if all_of else caption
    return Sheet(caption, columns, packages, ident="packages")


def keys_sheet(look: Look) -> Sheet:
    """Every day that binds the plan: those to come in order, then those that are over."""
    days = [KeyDay(row.label, mark.on, mark.words) for row in key_rows(look) for mark in row.marks]
    columns = (Column("on", "Day", "date"), Column("kind", "What"), Column("words", "In words"))
    on = look.record.on
    rows = sorted(days, key=lambda one: (one.on < on, one.on, one.kind, one.words))
    over = sum(one.on < on for one in rows)
    rest = "those to come, then those that are over" if 0 < over < len(rows) else ""
    return Sheet(f"Days to keep{rest and f', {rest}'}", columns, rows, ident="days")


def bands_sheet(look: Look) -> Sheet:
    """When changes are frozen and for whom, elections, and the bank holidays between the first and the last."""
    columns = (
        Column("name", "What"),
        Column("council", "For", "organisation", value=lambda one: look.organisations.get(one.council, "all")),
        Column("kind", "Why", value=lambda one: one.kind.value),
        Column("starts", "First day", value=lambda one: one.starts or ""),
        Column("ends", "Last day", value=lambda one: one.ends or ""),
        Column("reach", "Stops", value=lambda one: one.reach.value),
        Column(
            "severity", "Can be lifted", value=lambda one: "no" if one.severity.value == "hard" else "with approval"
        ),
    )
    rows = sorted(look.record.freezes, key=lambda one: (one.starts is None, one.starts, one.name))
    return Sheet("Days on which changes are frozen", columns, rows, ident="freezes")


def links_sheet(look: Look, wanted: str) -> Sheet:
    """The waits that are drawn: of one package, or along the critical path."""
    if wanted == "critical":
        rows = [one for one in look.record.waits if (one.follows, one.package) in look.chained]
    else:
        rows = [one for one in look.record.waits if wanted and wanted in (one.follows, one.package)]
    return Sheet("Waits that are drawn", wait_columns(look), rows, ident="waits")


def wait_columns(look: Look) -> tuple[Column, ...]:
    """The columns of a table of waits."""
    return (
        Column("package", "Package", value=lambda one: look.name(one.package),
               url=lambda one: look.urls.get(one.package, "")),
        Column("follows", "Waits for", value=lambda one: look.name(one.follows),
               url=lambda one: look.urls.get(one.follows, "")),
        Column("kind", "Link", value=lambda one: one.kind.value),
        Column("lag", "Lag", value=lag_text),
        Column("because", "Because"),
        Column("bridge", "Could be bridged by"),
        Column("bridge_cost", "Cost of the bridge", "money"),
    )  # fmt: skip


def earlier_sheet(told: Told) -> Sheet:
    """The working days before a package starts, in runs, and what bars each."""
    columns = (
        Column("days", "Days", value=lambda one: one[0]),
        Column("why", "Why not then", value=lambda one: one[1]),
    )
    return Sheet("Why not earlier", columns, told.spells, ident="earlier")


def lag_text(wait: PackageWait) -> str:
    """`5 working days`, `an overlap of 1 working day`; nothing where there is neither."""
    days = wait.overlap or wait.lag or 0
    words = f"{days} working {'day' if days == 1 else 'days'}"
    return f"an overlap of {words}" if wait.overlap else words if days else ""


def paper_table(look: Look, groups: Sequence[Group], caption: str) -> Table:
    """Packages with their dates for a paper: a row for each, grouped."""
    columns = (TableColumn("Group", width_share=2), TableColumn("Package", width_share=4), TableColumn("First day"),
               TableColumn("Last day"), TableColumn("How it stands", width_share=2))  # fmt: skip
    rows = tuple(
        (group.name if place == 0 else "", one.name, *_ends(look, one), words_of(look, one).partition("; ")[2] or "–")
        for group in groups
        for place, one in enumerate(group.packages)
    )
    return Table(caption, columns, rows)


def _ends(look: Look, package: WorkPackage) -> tuple[str, str]:
    found = look.days(package)
    return (NOT_SAID, NOT_SAID) if found is None else (str(day(found[0])), str(day(found[1])))


def sheets_of(look: Look, shown: Sequence[WorkPackage], links: str) -> list[Sheet]:
    """The tables of the page, in its order."""
    found = [packages_sheet(look, shown), keys_sheet(look), bands_sheet(look), links_sheet(look, links)]
    return [one for one in found if one.rows]
