"""What comes of a supposition as tables: for the page What if, its files, and scenarios side by side."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from severalty.engine.dates import day
from severalty.transition.reports.findings import findings_of
from severalty.transition.reports.loads import FULL, Peak
from severalty.transition.reports.what_if import (
    MOST_MOVED,
    ContractMoved,
    Deadline,
    Moved,
    Range,
    Side,
    TeamPeak,
    WhatIf,
    names,
    percent,
    pounds,
)
from severalty.web.columns import Column
from severalty.web.sheets import Sheet

NOT_SAID = "cannot be said"
NOTHING = "–"
Measures = Mapping[str, str]


def sheets_of(found: WhatIf, charges: Mapping[str, int | None]) -> list[Sheet]:
    """What comes of a supposition as tables; `charges` for ending early, in pence, by the handle of the contract."""
    return [
        _short(found), _findings(found), _ranges(found), _missed(found), _bridges(found), _contracts(found, charges),
        _gates(found), _moved(found), _waves(found), teams_sheet(found),
    ]  # fmt: skip


def measures_of(found: WhatIf, side: Side) -> Measures:
    """What is told of one side, by the words of the measure."""
    told = {f"Everything has ended by, P{one}": day_words(found.whole.at(one, side)) for one in (10, 50, 80, 90)}
    told["Chance to meet the fixed end"] = percent(found.chances[side]) if side in found.chances else NOTHING
    told["Last days missed"] = f"{len(found.missed(side)):,}"
    told["Contracts whose notice is missed"] = names(found.notices(side)) or "none"
    told["Contracts that run on"] = names([one.name for one in found.bridges if one.days.get(side)]) or "none"
    return {**told, **_prices(found, side)} if found.is_priced else told


def _prices(found: WhatIf, side: Side) -> Measures:
    told = {"Cost of contracts that renew since notice is missed": pounds(found.renewals(side))}
    told["Cost of running on"] = pounds(found.cost(side))
    price = pounds(found.price) if found.contracts else NOTHING
    told["Cost of supposed ends of contracts, by their annual charges"] = NOTHING if side is Side.NOW else price
    return told


def planned_measures(found: WhatIf, side: Side) -> Measures:
    """What is told of dates themselves: those of the plan that counts, or those planned again."""
    if side is Side.NOW:
        exists, moves, changes = ("yes" if found.own_ends.get(side) else "none counts yet"), NOTHING, NOTHING
    else:
        exists = "yes" if found.again.exists else found.again.words
        moves = _moves(found) if found.again.exists else NOTHING
        changes = _wave_words(found) if found.again.exists else NOTHING
    waves = found.waves.get(side)
    return {
        "A plan exists": exists, "Its dates end on": day_words(found.own_ends.get(side), NOTHING),
        "Packages that move": moves, "Waves with cut-overs": NOTHING if waves is None else f"{waves:,}",
        "Cut-overs that change wave": changes,
    }  # fmt: skip


def _moves(found: WhatIf) -> str:
    anyway = found.again.anyway
    return f"{len(found.again.moved):,}" + (f", {anyway:,} of them just so with nothing supposed" if anyway else "")


def _wave_words(found: WhatIf) -> str:
    return names([f"{one.name} ({wave_move(one)})" for one in found.again.changed_waves]) or "none"


def wave_move(one: Moved) -> str:
    """`wave 2 to wave 3`."""
    return " to ".join("no wave" if wave is None else f"wave {wave}" for wave in one.waves)


def day_words(on: date | None, none: str = NOT_SAID) -> str:
    """A day, or that it cannot be said."""
    return none if on is None else str(day(on))


def _sided(sides: tuple[Side, ...], key: str, label: str, value: Callable[[Side, Any], Any],
           kind: Any = "text") -> Iterator[Column]:  # fmt: skip
    """A column for each side."""
    for side in sides:
        yield Column(f"{key}_{side.name.lower()}", f"{label}, {side}", kind, value=partial(value, side))


def _short(found: WhatIf) -> Sheet:
    told = {side: dict(measures_of(found, side)) for side in found.sides}
    for side in (Side.NOW, Side.AGAIN):
        told.setdefault(side, {}).update(planned_measures(found, side))
    labels = dict.fromkeys(label for one in told.values() for label in one)
    columns = [Column("measure", "Measure", value=lambda row: row[0])]
    columns += [Column(side.name.lower(), str(side).capitalize(), value=partial(_cell, side)) for side in Side]
    rows = [(label, {side: one.get(label, NOTHING) for side, one in told.items()}) for label in labels]
    return Sheet("In short", tuple(columns), rows, ident="short")


def _cell(side: Side, row: tuple[str, Mapping[Side, str]]) -> str:
    return row[1].get(side, NOTHING)


def _findings(found: WhatIf) -> Sheet:
    """Why there is no plan, as the page of a run says it."""
    columns = (Column("about", "About"), Column("sentence", "In words"))
    rows = [] if found.again.exists else findings_of(found.again.told)
    return Sheet("Planned again, there is no plan", columns, rows, ident="findings")


def _ranges(found: WhatIf) -> Sheet:
    def at(one: int, side: Side, row: Range) -> date | None:
        return row.at(one, side)

    def moved(side: Side, row: Range) -> int | None:
        return row.moved(80, side)

    columns = [Column("name", "What")]
    for chance in (50, 80):
        columns += _sided(found.sides, f"p{chance}", f"P{chance}", partial(at, chance), "date")
    columns += _sided(found.sides[1:], "days", "P80 moves by days", moved, "count")
    columns.append(Column("undefined", "Not defined", value=lambda row: ", ".join(row.undefined)))
    return Sheet("When it ends", tuple(columns), found.ranges, ident="ranges")


def _missed(found: WhatIf) -> Sheet:
    def done(side: Side, row: Deadline) -> date | None:
        return row.done.get(side)

    def chance(side: Side, row: Deadline) -> str:
        return percent(row.chances[side]) if side in row.chances else NOTHING

    rows = {(one.package, one.what): one for side in found.sides for one in reversed(found.missed(side))}
    columns = (
        Column("name", "Package"), Column("what", "Last day", value=_what),
        Column("last_day", "On", "date"), *_sided(found.sides, "done", "Done by (P50)", done, "date"),
        *_sided(found.sides, "chance", "Chance to keep it", chance),
        Column("if_missed", "If notice is missed"),
        Column("missed", "Missed", value=lambda row: "; ".join(one for one in found.sides if row.is_missed(one))),
    )  # fmt: skip
    order = sorted(rows.values(), key=lambda one: (not one.is_new, one.last_day, one.name))
    return Sheet("Last days that are missed on one side at least", columns, order, ident="missed")


def _what(row: Deadline) -> str:
    return f"{row.what}: {row.contract}" if row.contract else row.what


def _bridges(found: WhatIf) -> Sheet:
    columns = (
        Column("name", "Contract"), Column("ends", "Ends", "date"),
        *_sided(found.sides, "days", "Days past it", lambda side, row: row.days.get(side), "count"),
        *_sided(found.sides if found.is_priced else (), "cost", "Cost", lambda side, row: row.costs.get(side), "money"),
        Column("extension", "Extension on record"),
    )  # fmt: skip
    costs = ", and what running on costs" if found.is_priced else ""
    return Sheet(f"Contracts whose end is passed{costs}", columns, found.bridges, ident="bridges")


def _contracts(found: WhatIf, charges: Mapping[str, int | None]) -> Sheet:
    def charge(row: ContractMoved) -> str:
        first, last = row.ends
        if first is None or last is None or last >= first:
            return ""
        known = charges.get(row.contract)
        return "not on record" if known is None else pounds(known)

    columns: tuple[Column, ...] = (
        Column("name", "Contract"), Column("ends_now", "Ends, now", "date", value=lambda row: row.ends[0]),
        Column("ends_then", "Ends, supposed", "date", value=lambda row: row.ends[1]),
        Column("act_now", "Last day to act, now", "date", value=lambda row: row.act_by[0]),
        Column("act_then", "Last day to act, supposed", "date", value=lambda row: row.act_by[1]),
    )  # fmt: skip
    if found.is_priced:
        columns += (
            Column("price", "The days between, by its annual charge", value=_price),
            Column("charge", "Charge for ending early", value=charge),
        )
    return Sheet("Contracts that are supposed to end or be given notice on another day", columns, found.contracts,
                 ident="contracts")  # fmt: skip


def _price(row: ContractMoved) -> str:
    if row.ends[0] == row.ends[1]:
        return ""
    return "not on record" if row.price is None else pounds(row.price)


def _gates(found: WhatIf) -> Sheet:
    columns = (
        Column("name", "Decision"), Column("before", "Counts from, now", "date"),
        Column("after", "Counts from, then", "date"),
    )  # fmt: skip
    return Sheet("Decisions that move", columns, found.gates, ident="gates")


def _moved(found: WhatIf) -> Sheet:
    rows = found.again.moved[:MOST_MOVED]
    more = len(found.again.moved) - len(rows)
    caption = "Packages that move when it is planned again"
    columns = (
        Column("name", "Package"),
        Column("from_starts", "Starts, now", "date", value=lambda row: row.before.starts),
        Column("from_ends", "Ends, now", "date", value=lambda row: row.before.ends),
        Column("to_starts", "Starts, planned again", "date", value=lambda row: row.after.starts),
        Column("to_ends", "Ends, planned again", "date", value=lambda row: row.after.ends),
        Column("days", "Moves by days", "count"),
        Column("anyway", "Just so with nothing supposed", value=lambda row: "yes" if row.anyway else ""),
    )  # fmt: skip
    words = f"{caption}: the {len(rows)} most moved of {len(found.again.moved):,}" if more > 0 else caption
    return Sheet(words, columns, rows, ident="moved")


def _waves(found: WhatIf) -> Sheet:
    columns = (
        Column("name", "Cut-over"),
        Column("wave_now", "Wave, now", value=lambda row: _wave(row.waves[0])),
        Column("wave_again", "Wave, planned again", value=lambda row: _wave(row.waves[1])),
        Column("starts", "Starts, planned again", "date", value=lambda row: row.after.starts),
    )  # fmt: skip
    return Sheet("Cut-overs that change wave", columns, found.again.changed_waves, ident="waves")


def _wave(number: int | None) -> str:
    return "in none" if number is None else str(number)


def teams_sheet(found: WhatIf) -> Sheet:
    """How hard each team is pressed, by the plan that counts and planned again."""

    def peak(side: Side, row: TeamPeak) -> str:
        return peak_words(row.peaks.get(side))

    def full(side: Side, row: TeamPeak) -> str:
        return full_words(row.peaks.get(side))

    sides = tuple(side for side in found.sides if side is not Side.KEPT)
    columns = (
        Column("name", "Team"), *_sided(sides, "peak", "Most asked of what it can give", peak),
        *_sided(sides, "full", f"Weeks in which it is full ({100 * FULL:.0f}% or more), by their Mondays", full),
    )  # fmt: skip
    return Sheet("Teams, week by week from today", columns, found.teams, ident="teams")


def peak_words(peak: Peak | None) -> str:
    """`93% in the week of 4 January 2027`."""
    if peak is None or peak.share is None or peak.monday is None:
        return NOTHING
    share = "asked for when it can give nothing," if peak.share == float("inf") else f"{100 * peak.share:.0f}%"
    return f"{share} in the week of {day(peak.monday)}"


def full_words(peak: Peak | None) -> str:
    """`5 weeks: 4 January 2027 to 18 January 2027, 8 March 2027`, each by its Monday; and in how many of them too much
    is asked for."""
    if peak is None:
        return NOTHING
    many = len(peak.full)
    if not many:
        return "none"
    spans = [f"{day(first)} to {day(last)}" if first < last else str(day(first)) for first, last in _spans(peak.full)]
    over = f"; too much in {peak.over}" if peak.over else ""
    return f"{many} {'week' if many == 1 else 'weeks'}: {names(spans)}{over}"


def _spans(mondays: Sequence[date]) -> list[tuple[date, date]]:
    """Weeks that follow one another, made one."""
    found: list[tuple[date, date]] = []
    for one in mondays:
        if found and (one - found[-1][1]).days == 7:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return found
