"""Tables of what templates would make: what it comes to by kind of work, and what it asks of teams."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from severalty.engine.transition.drafts_chosen import totals_of
from severalty.engine.transition.packages import WorkPackage
from severalty.engine.transition.record import DispositionFact
from severalty.engine.transition.templates import Drafts
from severalty.web.lists import Column
from severalty.web.sheets import Sheet


@dataclass(frozen=True)
class ThingRow:
    """A thing with the packages that could be made about it, each with what it does; `value` stands for all of them in
    a form."""

    value: str
    name: str
    route: str
    wanted_by: date | None
    packages: tuple[tuple[str, WorkPackage], ...]


def rows_by_thing(every: Drafts, facts: tuple[DispositionFact, ...]) -> list[ThingRow]:
    """Everything that could be made, by the thing that it is about, in the order of their names."""
    packages: dict[str, list[tuple[str, WorkPackage]]] = {}
    for one in every.packages:
        packages.setdefault(one.thing, []).append((one.name.partition(": ")[0], one))
    rows = [
        ThingRow(
            one.thing, one.thing_name or one.thing, str(one.route), one.by_when.last if one.by_when else None,
            tuple(packages[one.thing]),
        )
        for one in facts if one.thing in packages
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.name.lower(), row.value))


def made_sheet(drafts: Drafts) -> Sheet:
    """Every package that would be made."""
    columns: tuple[Any, ...] = (
        Column("name", "Package"), Column("kind", "Kind", value=lambda one: one.kind.value),
        Column("calendar", "Calendar", value=lambda one: one.calendar.value),
        Column("likely", "Days", "count"), Column("low", "Low", "count"), Column("high", "High", "count"),
        Column("wanted_by", "Wanted by", "date"), Column("estimated_by", "Source of the estimate"),
    )  # fmt: skip
    return Sheet("What would be made", columns, drafts.packages, ident="made")


def totals_sheets(drafts: Drafts, teams: Mapping[str, str]) -> list[Sheet]:
    """What is chosen comes to: working days by kind of work, and days of a person by team."""
    kinds = dict.fromkeys(one.kind.value for one in drafts.packages)
    rows = [
        (kind, totals_of(replace(drafts, packages=tuple(one for one in drafts.packages if one.kind.value == kind))))
        for kind in kinds
    ]
    rows.append(("All together", totals_of(drafts)))
    columns: tuple[Any, ...] = (
        Column("kind", "Kind", value=lambda one: one[0]),
        Column("packages", "Packages", "count", value=lambda one: one[1].packages),
        Column("likely", "Working days, added up", "count", value=lambda one: one[1].likely),
        Column("low", "Low", "count", value=lambda one: one[1].low),
        Column("high", "High", "count", value=lambda one: one[1].high),
    )  # fmt: skip
    return [Sheet("What is chosen comes to", columns, rows, ident="totals"), *_teams_sheet(drafts, teams)]


def _teams_sheet(drafts: Drafts, teams: Mapping[str, str]) -> list[Sheet]:
    totals = totals_of(drafts)
    rows: list[tuple[str, int, int | None]] = [
        (teams.get(one.team, one.team), one.packages, one.days) for one in totals.teams
    ]
    if totals.without_team:
        rows.append(("No team", totals.without_team, None))
    columns: tuple[Any, ...] = (
        Column("team", "Team", value=lambda one: one[0]),
        Column("packages", "Packages", "count", value=lambda one: one[1]),
        Column("days", "Days of a person", "count", value=lambda one: one[2]),
    )  # fmt: skip
    return [Sheet("What it asks of teams", columns, rows, ident="teams")] if rows else []
