"""How far a plan has moved since figures were kept of it: sentences and tables, for pages, papers and the command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from severalty.engine.dates import day
from severalty.engine.transition.confidence.kept import Kept, Moved
from severalty.engine.transition.confidence.parts import words_of
from severalty.transition.queries.kept import Keeping
from severalty.transition.reports.confidence_table import per_cent
from severalty.transition.reports.kept import PartNamed, Since
from severalty.web.columns import Column
from severalty.web.sheets import Sheet

NameOf = Callable[[str], str]
NOW = "now, not kept"
_POINT = 0.005


@dataclass(frozen=True)
class TrendRow:
    """Figures of one time: when, in words, of which run (its reference and name), and what was kept or is so now."""

    when: str
    kept: Kept
    run: str = ""
    name: str = ""


def day_words(on: date | None) -> str:
    """A day, or that none can be said."""
    return str(day(on)) if on else "–"


def later_words(one: Moved, percent: int) -> str:
    """`14 days later`, `as before`, or what is lacking."""
    if one.now is None:
        return "no longer in the plan"
    if one.then is None:
        return "new in the plan"
    days = one.later(percent)
    if days is None:
        before, after = one.day(percent, then=True), one.day(percent)
        return "no day any more" if before else "has a day now" if after else "no day can be said"
    if not days:
        return "as before"
    return f"{abs(days):,} day{'' if abs(days) == 1 else 's'} {'later' if days > 0 else 'sooner'}"


def movement_words(then: Kept, now: Kept) -> str:
    """What moved since, in sentences: P50 and P80 of everything, and the chance of the fixed end."""
    whole = Moved(then.whole, now.whole, is_whole=True)
    parts = [_percentile_words(whole, 50), _percentile_words(whole, 80), _chance_words(then.fixed_end, now.fixed_end)]
    return f"Since {day(then.on)}: {'; '.join(one for one in parts if one)}."


def _percentile_words(one: Moved, percent: int) -> str:
    before, after = one.day(percent, then=True), one.day(percent)
    if before and after and before != after:
        return f"the P{percent} moved from {day(before)} to {day(after)}, {later_words(one, percent)}"
    if before and after:
        return f"the P{percent} is {day(after)}, as before"
    if after:
        return f"the P{percent} is {day(after)}; no day could be said then"
    return f"the P{percent} was {day(before)}; no day can be said now" if before else ""


def _chance_words(then: float | None, now: float | None) -> str:
    if then is None or now is None:
        return ""
    same = abs(then - now) < _POINT
    moved = f"is {per_cent(now)}, as before" if same else f"went from {per_cent(then)} to {per_cent(now)}"
    return f"the chance of the fixed end {moved}"


def figures_words(kept: Kept) -> str:
    """`P50 3 May 2027, P80 5 June 2027, chance of the fixed end 71%`."""
    found = [f"P{one} {day(on)}" for one in (50, 80) if (on := kept.whole.at(one)) is not None]
    if not found:
        found.append("no date could be given for the end")
    if kept.fixed_end is not None:
        found.append(f"chance of the fixed end {per_cent(kept.fixed_end)}")
    return ", ".join(found)


def moved_sheet(since: Since, name_of: NameOf) -> Sheet:
    """P50 and P80 of everything and of each workstream, then and now. `name_of` is empty for what may not be seen."""

    def of(percent: int, then: bool) -> Callable[[Moved], str]:
        return lambda one: day_words(one.day(percent, then=then))

    columns = (
        Column("name", "Workstream", value=lambda one: band_name(one, name_of)),
        *(
            column for percent in (50, 80) for column in (
                Column(f"p{percent}_then", f"P{percent} then", value=of(percent, then=True)),
                Column(f"p{percent}", f"P{percent} now", value=of(percent, then=False)),
                Column(f"p{percent}_moved", f"P{percent} moved", value=_later(percent)),
            )
        ),
    )  # fmt: skip
    rows = [one for one in since.moved if band_name(one, name_of)]
    return Sheet(f"Dates now and on {day(since.then.on)}", columns, rows, ident="moved")


def _later(percent: int) -> Callable[[Moved], str]:
    return lambda one: later_words(one, percent)


def band_name(one: Moved, name_of: NameOf) -> str:
    """Whose band it is; empty for a workstream that may not be seen any more."""
    if one.is_whole:
        return "Everything"
    return name_of(one.key) if one.key else "Decisions"


def chances_then_sheet(since: Since, money: bool) -> Sheet:
    """The chances then and now, those of money for who may see it."""
    then, now = since.then, since.now
    rows = [("The fixed end", then.fixed_end, now.fixed_end)]
    if money:
        rows += [("Within the budget", then.in_budget, now.in_budget), ("Both at once", then.both, now.both)]
    columns = (
        Column("what", "What", value=lambda one: one[0]),
        Column("then", "Then", value=lambda one: _share(one[1])),
        Column("now", "Now", value=lambda one: _share(one[2])),
        Column("moved", "Difference", value=lambda one: _points(one[1], one[2])),
    )
    known = [one for one in rows if one[1] is not None or one[2] is not None]
    return Sheet(f"Chances now and on {day(then.on)}", columns, known, ident="chances-then")


def _share(share: float | None) -> str:
    return "not known" if share is None else per_cent(share)


def _points(then: float | None, now: float | None) -> str:
    if then is None or now is None:
        return ""
    points = round(100 * now) - round(100 * then)
    return f"{points:+d} point{'' if abs(points) == 1 else 's'}".replace("-", "−") if points else "as before"


def changes_sheet(since: Since, urls: Callable[[str], str]) -> Sheet:
    """What differs of what the two were made from, by the names that the viewer may read."""
    columns = (
        Column("kind", "What", value=lambda one: one.changed.kind.capitalize()),
        Column("name", "Of", value=lambda one: one.name, url=lambda one: urls(one.handle) if one.handle else ""),
        Column("then", "Then", value=lambda one: _part_words(one, then=True)),
        Column("now", "Now", value=lambda one: _part_words(one, then=False)),
    )
    return Sheet(f"What has changed since {day(since.then.on)}", columns, since.changes, ident="changed")


def _part_words(one: PartNamed, *, then: bool) -> str:
    """The words of one side; where both say the same, that something else of it changed."""
    before, after = words_of(one.changed.then), words_of(one.changed.now)
    if then:
        return before if one.changed.then is not None else "not in the plan"
    if one.changed.now is None:
        return "taken off the record, or no longer in the plan" if one.gone else "no longer in the plan"
    return f"{after}; changed otherwise".lstrip("; ").capitalize() if before == after and one.changed.then else after


def trend_rows(keepings: Sequence[Keeping], now: Kept | None) -> list[TrendRow]:
    """Everything that was kept, the oldest first, and how it stands now where that is not kept."""
    often = Counter(one.kept.on for one in keepings)
    rows = [TrendRow(_when(one.kept, with_time=often[one.kept.on] > 1), one.kept, one.run, one.name)
            for one in keepings]  # fmt: skip
    if now is not None and rows and now.fingerprint != rows[-1].kept.fingerprint:
        rows.append(TrendRow(NOW, now))
    return rows


def _when(kept: Kept, *, with_time: bool) -> str:
    """The day of the record; with the time of day, where figures were kept more than once on that day."""
    return f"{day(kept.on)}{f', {timezone.localtime(kept.at):%H:%M}' if with_time else ''}"


def trend_sheet(rows: Sequence[TrendRow], name_of: NameOf, url: Callable[[str], str], money: bool) -> Sheet:
    """What was kept each time, the newest first."""
    columns = [
        Column("when", "Kept", value=lambda one: one.when),
        Column("run", "Run", value=lambda one: one.name, url=lambda one: url(one.run) if one.run else ""),
        Column("p50", "P50", value=lambda one: day_words(one.kept.whole.at(50))),
        Column("p80", "P80", value=lambda one: day_words(one.kept.whole.at(80))),
        Column("fixed", "Chance of the fixed end", value=lambda one: _share(one.kept.fixed_end)),
    ]
    if money:
        columns += [
            Column("budget", "Within the budget", value=lambda one: _share(one.kept.in_budget)),
            Column("both", "Both at once", value=lambda one: _share(one.kept.both)),
        ]
    columns += [
        Column("critical", "The end hung most on", value=lambda one: _critical(one.kept, name_of)),
        Column("undefined", "Without an estimate", "count", value=lambda one: len(one.kept.undefined)),
        Column("draws", "Draws", "count", value=lambda one: one.kept.draws),
    ]
    return Sheet("How sure it was, each time it was kept", tuple(columns), list(reversed(rows)), ident="trend")


def _critical(kept: Kept, name_of: NameOf) -> str:
    """The packages that the end hung on most, of those that the viewer may see now."""
    named = [f"{name_of(ref)} ({per_cent(share)})" for ref, share in kept.critical[:3] if name_of(ref)]
    return ", ".join(named)
