"""Scenarios side by side: a row for each measure, a column for the plan as it stands and for each scenario."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from severalty.transition.reports.what_if import Range, Side, WhatIf
from severalty.transition.reports.what_if_tables import (
    NOTHING,
    day_words,
    full_words,
    measures_of,
    peak_words,
    planned_measures,
)
from severalty.web.columns import Column
from severalty.web.sheets import Sheet

Row = list[str]


@dataclass(frozen=True)
class Compared:
    """A scenario in a comparison: what comes of it, or why that cannot be worked out."""

    name: str
    found: WhatIf | None = None
    fault: str = ""


def comparison(sides: Sequence[Compared]) -> list[Sheet]:
    """The scenarios that could be worked out, side by side: dates and cost, waves, teams, notices."""
    good = [(one.name, one.found) for one in sides if one.found is not None]
    if not good:
        return []
    columns = [Column("measure", "Measure", value=itemgetter(0)), Column("now", "As it stands", value=itemgetter(1))]
    columns += [Column(f"side{place}", name, value=itemgetter(2 + place)) for place, (name, _) in enumerate(good)]
    found = [one for _, one in good]
    tables = (
        ("Dates, what is missed, and what running on costs", _dates(found), "compared"),
        ("The plan: whether one exists, what moves, and waves", _plans(found), "plans"),
        ("Teams: most asked of what each can give, and the weeks in which it is full", list(_teams(found)), "teams"),
        ("Workstreams: ended by, P80", list(_streams(found)), "streams"),
    )
    return [Sheet(caption, tuple(columns), rows, ident=ident) for caption, rows, ident in tables]


def _dates(found: Sequence[WhatIf]) -> list[Row]:
    """Each measure if nothing is re-planned, and planned again."""
    now = measures_of(found[0], Side.NOW)
    kept = [measures_of(one, Side.KEPT) for one in found]
    again = [measures_of(one, Side.AGAIN) if one.again.exists else {} for one in found]
    rows = []
    for label, value in now.items():
        rows.append([f"{label}; {Side.KEPT}", value, *(one[label] for one in kept)])
        rows.append([f"{label}; {Side.AGAIN}", value, *(one.get(label, "no plan") for one in again)])
    return rows


def _plans(found: Sequence[WhatIf]) -> list[Row]:
    now = planned_measures(found[0], Side.NOW)
    again = [planned_measures(one, Side.AGAIN) for one in found]
    return [[label, value, *(one[label] for one in again)] for label, value in now.items()]


def _teams(found: Sequence[WhatIf]) -> Iterator[Row]:
    names = {one.team: one.name for each in found for one in each.teams}
    known = [{one.team: one.peaks for one in each.teams} for each in found]
    for team, name in names.items():
        now = next((each[team].get(Side.NOW) for each in known if team in each), None)
        again = [each.get(team, {}).get(Side.AGAIN) for each in known]
        lacking = ["no plan" if not one.again.exists else "" for one in found]
        peaks = [none or peak_words(one) for none, one in zip(lacking, again, strict=True)]
        weeks = [none or full_words(one) for none, one in zip(lacking, again, strict=True)]
        yield [f"{name}: most asked", peak_words(now), *peaks]
        yield [f"{name}: full in", full_words(now), *weeks]


def _streams(found: Sequence[WhatIf]) -> Iterator[Row]:
    known = [{one.key: one for one in each.ranges if one.key} for each in found]
    for key, first in known[0].items():
        now = day_words(first.at(80, Side.NOW))
        for side in (Side.KEPT, Side.AGAIN):
            cells = [_end(each, ranges.get(key), side) for each, ranges in zip(found, known, strict=True)]
            yield [f"{first.name}; {side}", now, *cells]


def _end(found: WhatIf, row: Range | None, side: Side) -> str:
    if side not in found.sides:
        return "no plan"
    return NOTHING if row is None else day_words(row.at(80, side))
