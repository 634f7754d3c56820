"""What comes of a slip or of a scenario, ready for a page, a file and the command.

Ranges of dates, what misses its last day, and what running on costs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from severalty.engine.dates import day


@dataclass(frozen=True)
class Range:
    """The range of dates on which everything, or a workstream, ends: before and after. A date that cannot be said, as
    work is not defined or no meeting is known, is None; `undefined` names that work."""

    key: str
    name: str
    before: tuple[tuple[int, date | None], ...]
    after: tuple[tuple[int, date | None], ...]
    undefined: tuple[str, ...] = ()

    def at(self, percent: int, *, after: bool) -> date | None:
        """The date by which it ends with this chance."""
        return dict(self.after if after else self.before).get(percent)

    def moved(self, percent: int) -> int | None:
        """By how many days a percentile moves."""
        old, new = self.at(percent, after=False), self.at(percent, after=True)
        return None if old is None or new is None else (new - old).days


@dataclass(frozen=True)
class Deadline:
    """A last day that a package keeps: what it is, when it is, when the work ends in half of the draws before and
    after, and the chance that it is kept."""

    package: str
    name: str
    what: str
    last_day: date
    before: date | None
    after: date | None
    chance_before: float | None
    chance_after: float | None

    @property
    def is_missed(self) -> bool:
        """Whether it is rather missed than kept afterwards."""
        return self.chance_after is not None and self.chance_after < 0.5

    @property
    def is_new(self) -> bool:
        """Whether it was rather kept before."""
        return self.is_missed and (self.chance_before is None or self.chance_before >= 0.5)


@dataclass(frozen=True)
class Bridge:
    """A contract that ends before the work which replaces it does: by how many days, what that costs in pence before
    and after, and the cheapest extension on record that is long enough."""

    contract: str
    name: str
    ends: date
    days_before: int
    days_after: int
    cost_before: int | None
    cost_after: int | None
    extension: str = ""


@dataclass(frozen=True)
class GateMoved:
    """A decision with the day from which it counts, before and after."""

    name: str
    before: date | None
    after: date | None


@dataclass(frozen=True)
class WhatIf:
    """What comes of a supposition."""

    title: str
    ranges: tuple[Range, ...]
    deadlines: tuple[Deadline, ...]
    bridges: tuple[Bridge, ...]
    gates: tuple[GateMoved, ...]
    chance_before: float | None
    chance_after: float | None
    draws: int
    seed: int
    warnings: tuple[str, ...] = ()

    @property
    def missed(self) -> tuple[Deadline, ...]:
        """The last days that are rather missed than kept afterwards, the new ones first."""
        found = [one for one in self.deadlines if one.is_missed]
        return tuple(sorted(found, key=lambda one: (not one.is_new, one.last_day, one.name)))

    @property
    def cost_before(self) -> int:
        """What running on costs before, in pence, as far as prices are on record."""
        return sum(one.cost_before or 0 for one in self.bridges)

    @property
    def cost_after(self) -> int:
        """The same afterwards."""
        return sum(one.cost_after or 0 for one in self.bridges)

    @property
    def whole(self) -> Range:
        """The range of everything."""
        return self.ranges[0]


def sentence_of(found: WhatIf) -> str:
    """What comes of it, in two sentences."""
    old, new = found.whole.at(80, after=False), found.whole.at(80, after=True)
    if new is None:
        first = "When everything has ended cannot be said: work on the way is not defined, or no meeting is known."
    elif old is None:
        first = f"With a chance of 80%, everything has ended by {day(new)}."
    else:
        days = (new - old).days
        move = f"{abs(days):,} days {'later' if days > 0 else 'earlier'} than before" if days else "as before"
        first = f"With a chance of 80%, everything has ended by {day(new)}, {move}."
    count = sum(1 for one in found.missed if one.is_new)
    more = found.cost_after - found.cost_before
    second = f"{count:,} more last {'day is' if count == 1 else 'days are'} missed" if count else "No more is missed"
    return f"{first} {second}, and running on costs £{more / 100:,.0f} {'more' if more >= 0 else 'less'}."


def extension_words(months: int, cost: int | None) -> str:
    """`extended by 12 months for £38,600`."""
    return f"extended by {months} months for {'a price not on record' if cost is None else f'£{cost / 100:,.0f}'}"


def percent(chance: float | None) -> str:
    """A chance in words; blank where it cannot be said."""
    return "cannot be said" if chance is None else f"{100 * chance:.0f}%"


def shown(values: Sequence[tuple[int, date | None]], wanted: int) -> date | None:
    """The date at a percentile."""
    return dict(values).get(wanted)
