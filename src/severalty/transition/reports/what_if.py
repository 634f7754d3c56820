"""What comes of a slip or of a scenario, ready for a page, a file and the command.

Each figure has up to three sides: now; then, if nothing is re-planned, which is the supposed record worked through in
the order of the plan that counts; and then, planned again. The last is missing where no plan exists any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from severalty.engine.dates import day
from severalty.engine.transition.progress import RunState
from severalty.engine.transition.record import Dated, PlanRecord
from severalty.transition.reports.loads import Peak
from severalty.transition.reports.standing import Told

MOST_MOVED = 20
WORK = 10_000
"""Counted work of planning again: the same each time, about a second for two hundred packages."""
NO_PLAN = (
    "No plan counts yet: what stands under “now” is a plan that was made for this answer, with the same counted work. "
    "Work one out that counts, to see what moves against it."
)
NONE_NOW = "No plan counts yet, and none was found as it stands: what stands under “now” is simulated without an order."
Percentiles = tuple[tuple[int, date | None], ...]


class Side(StrEnum):
    """Of what a figure is."""

    NOW = "now"
    KEPT = "nothing re-planned"
    AGAIN = "planned again"


@dataclass(frozen=True)
class Range:
    """The range of dates on which everything, or a workstream, ends. A date that cannot be said, as work is not defined
    or no meeting is known, is None; `undefined` names that work."""

    key: str
    name: str
    ends: Mapping[Side, Percentiles]
    undefined: tuple[str, ...] = ()

    def at(self, percent: int, side: Side) -> date | None:
        """The date by which it ends with this chance."""
        return dict(self.ends.get(side, ())).get(percent)

    def moved(self, percent: int, side: Side) -> int | None:
        """By how many days a percentile moves against now."""
        old, new = self.at(percent, Side.NOW), self.at(percent, side)
        return None if old is None or new is None else (new - old).days


@dataclass(frozen=True)
class Deadline:
    """A last day that a package keeps: what it is, when it is, when the work ends in half of the draws, and the chance
    that it is kept. `contract` is the contract that it is about, if it is one's; of a last day for notice `if_missed`
    says what becomes of the contract then, and `miss_cost` what that costs in pence, as far as it is on record."""

    package: str
    name: str
    what: str
    last_day: date
    done: Mapping[Side, date | None]
    chances: Mapping[Side, float | None]
    contract: str = ""
    is_notice: bool = False
    if_missed: str = ""
    miss_cost: int | None = None

    def is_missed(self, side: Side) -> bool:
        """Whether it is rather missed than kept."""
        chance = self.chances.get(side)
        return chance is not None and chance < 0.5

    @property
    def is_new(self) -> bool:
        """Whether it was rather kept, and is missed if nothing is re-planned."""
        return self.is_missed(Side.KEPT) and not self.is_missed(Side.NOW)


@dataclass(frozen=True)
class Bridge:
    """A contract that ends before the work which replaces it does: by how many days, what that costs in pence, and the
    shortest extension on record that is long enough."""

    contract: str
    name: str
    ends: date
    days: Mapping[Side, int]
    costs: Mapping[Side, int | None]
    extension: str = ""


@dataclass(frozen=True)
class GateMoved:
    """A decision with the day from which it counts, before and after."""

    name: str
    before: date | None
    after: date | None


@dataclass(frozen=True)
class ContractMoved:
    """A contract whose end or last day for notice is supposed to be another. `price` is what the days between the two
    ends cost by its annual charge, in pence, below nought where it ends sooner; None where that is not known."""

    contract: str
    name: str
    ends: tuple[date | None, date | None]
    act_by: tuple[date | None, date | None]
    price: int | None = None


@dataclass(frozen=True)
class Moved:
    """A package whose dates or whose wave change when it is planned again; `days` by how many its end moves, or its
    start where the end stays; `anyway` whether it moves just so with nothing supposed."""

    package: str
    name: str
    before: Dated
    after: Dated
    waves: tuple[int | None, int | None] = (None, None)
    anyway: bool = False

    @property
    def days(self) -> int:
        """By how many days it moves; below nought sooner."""
        return (self.after.ends - self.before.ends).days or (self.after.starts - self.before.starts).days


@dataclass(frozen=True)
class Again:
    """What planning again came to: the state of the run, all that moves, most moved first, packages that lose their
    date, and what the planner says where there is no plan. `work` is counted and knows no clock."""

    state: RunState = RunState.NOTHING
    moved: tuple[Moved, ...] = ()
    lost: tuple[str, ...] = ()
    told: Told = field(default_factory=Told)
    work: int = 0

    @property
    def exists(self) -> bool:
        """Whether there is a plan."""
        return self.state in (RunState.OPTIMAL, RunState.FOUND)

    @property
    def anyway(self) -> int:
        """How many of those that move do just so with nothing supposed."""
        return sum(1 for one in self.moved if one.anyway)

    @property
    def changed_waves(self) -> tuple[Moved, ...]:
        """The cut-overs that go in another wave."""
        return tuple(one for one in self.moved if one.waves[0] != one.waves[1])

    @property
    def words(self) -> str:
        """Whether a plan exists."""
        return {
            RunState.OPTIMAL: "a plan exists", RunState.FOUND: "a plan exists",
            RunState.IMPOSSIBLE: "no plan is possible", RunState.NOTHING: "no plan was found in the work allowed",
            RunState.UNDATED: "nothing can be dated",
        }[self.state]  # fmt: skip


@dataclass(frozen=True)
class TeamPeak:
    """How hard a team is pressed by the dates of the plan that counts, and by those planned again."""

    team: str
    name: str
    peaks: Mapping[Side, Peak]


@dataclass(frozen=True)
class WhatIf:
    """What comes of a supposition. `own_ends` is the last day of the dates themselves, `waves` in how many waves
    cut-overs stand; `chances` those of the fixed end; `is_priced` whether its reader may see what anything costs."""

    title: str
    ranges: tuple[Range, ...]
    deadlines: tuple[Deadline, ...] = ()
    bridges: tuple[Bridge, ...] = ()
    gates: tuple[GateMoved, ...] = ()
    contracts: tuple[ContractMoved, ...] = ()
    teams: tuple[TeamPeak, ...] = ()
    chances: Mapping[Side, float | None] = field(default_factory=dict)
    own_ends: Mapping[Side, date | None] = field(default_factory=dict)
    waves: Mapping[Side, int] = field(default_factory=dict)
    again: Again = field(default_factory=Again)
    draws: int = 0
    seed: int = 0
    warnings: tuple[str, ...] = ()
    is_priced: bool = True

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that there are."""
        return tuple(Side) if self.again.exists else (Side.NOW, Side.KEPT)

    def missed(self, side: Side) -> tuple[Deadline, ...]:
        """The last days that are rather missed than kept, the new ones first."""
        found = [one for one in self.deadlines if one.is_missed(side)]
        return tuple(sorted(found, key=lambda one: (one.is_missed(Side.NOW), one.last_day, one.name)))

    def notices(self, side: Side) -> tuple[str, ...]:
        """The contracts whose last day for notice is missed."""
        return tuple(dict.fromkeys(one.contract or one.name for one in self.missed(side) if one.is_notice))

    def renewals(self, side: Side) -> int:
        """What contracts cost that renew since their notice is missed, in pence, as far as it is on record."""
        found = {one.contract: one.miss_cost or 0 for one in self.missed(side) if one.is_notice}
        return sum(found.values())

    def cost(self, side: Side) -> int:
        """What running on costs, in pence, as far as prices are on record."""
        return sum(one.costs.get(side) or 0 for one in self.bridges)

    @property
    def price(self) -> int:
        """What the days between cost by which contracts are supposed to end later, less those by which they end sooner,
        in pence, as far as prices are on record."""
        return sum(one.price or 0 for one in self.contracts)

    @property
    def whole(self) -> Range:
        """The range of everything."""
        return self.ranges[0]


def sentence_of(found: WhatIf) -> str:
    """What comes of it, in a few sentences: if nothing is re-planned, and planned again."""
    kept = f"If nothing is re-planned: {_side_words(found, Side.KEPT)}."
    if not found.again.exists:
        return f"{kept} Planned again: {found.again.words}."
    many = len(found.again.moved)
    moves = f"{many:,} {'package moves' if many == 1 else 'packages move'}" if many else "nothing moves"
    moves += f", {found.again.anyway:,} of them just so with nothing supposed" if found.again.anyway else ""
    return f"{kept} Planned again: {_side_words(found, Side.AGAIN)}; {moves}."


def cautions_of(record: PlanRecord, found: WhatIf) -> list[str]:
    """What is to be known before one relies on it: of the plan that counts, of the draws, of dates that are lost."""
    told = list(found.warnings)
    if not record.previous:
        told.append(NO_PLAN if found.own_ends.get(Side.NOW) else NONE_NOW)
    again = found.again
    if again.anyway:
        told.append(
            f"{again.anyway:,} of the {len(again.moved):,} packages that move do just so with nothing supposed: the "
            "plan that counts no longer holds as it stands, or more work finds a better one. Work it out anew first, "
            "to see what this alone does."
        )
    lost = again.lost
    if lost:
        told.append(f"{len(lost):,} lose their date when it is planned again: {names(lost)}.")
    return told


def _side_words(found: WhatIf, side: Side) -> str:
    if not found.is_priced:
        return f"{_ends(found, side)}, and {_missed(found, side)}"
    return f"{_ends(found, side)}, {_missed(found, side)}, and {_cost(found, side)}"


def _ends(found: WhatIf, side: Side) -> str:
    new, days = found.whole.at(80, side), found.whole.moved(80, side)
    if new is None:
        said = "when everything has ended cannot be said, as work is not defined or no meeting is known"
        own, before = found.own_ends.get(side), found.own_ends.get(Side.NOW)
        if own is None or before is None:
            return said
        return f"{said}; what can be dated ends on {day(own)}, {_later((own - before).days)}"
    words = f"with a chance of 80% everything has ended by {day(new)}"
    if days is None:
        return words
    return f"{words}, {_later(days)}"


def _later(days: int) -> str:
    if not days:
        return "as now"
    return f"{abs(days):,} {'day' if abs(days) == 1 else 'days'} {'later' if days > 0 else 'earlier'} than now"


def _missed(found: WhatIf, side: Side) -> str:
    many = sum(1 for one in found.missed(side) if not one.is_missed(Side.NOW))
    new = [one for one in found.notices(side) if one not in found.notices(Side.NOW)]
    words = f"{many or 'no'} more last {'day is' if many == 1 else 'days are'} missed"
    return f"{words} (notice on {names(new)})" if new else words


def _cost(found: WhatIf, side: Side) -> str:
    more, price = found.cost(side) - found.cost(Side.NOW), found.price
    said = ["running on costs as now"]
    if more:
        said = [f"running on costs {pounds(abs(more))} {'more' if more > 0 else 'less'}"]
    renewed = found.renewals(side) - found.renewals(Side.NOW)
    if renewed > 0:
        said.append(f"what renews since its notice is missed costs {pounds(renewed)}")
    if price:
        said.append(f"the supposed ends of contracts {'cost' if price > 0 else 'save'} {pounds(abs(price))}")
    return ", ".join(said)


def names(found: Sequence[str], most: int = 6) -> str:
    """Some names in a line, with how many more there are."""
    more = len(found) - most
    return ", ".join(found[:most]) + (f" and {more:,} more" if more > 0 else "")


def pounds(pence: int) -> str:
    """An amount in whole pounds: `£1,788`, or `−£1,788`."""
    return f"{'−' if pence < 0 else ''}£{abs(pence) / 100:,.0f}"


def extension_words(months: int, cost: int | None) -> str:
    """`extended by 12 months for £38,600`."""
    return f"extended by {months} months for {'a price not on record' if cost is None else pounds(cost)}"


def percent(chance: float | None) -> str:
    """A chance in words; blank where it cannot be said."""
    return "cannot be said" if chance is None else f"{100 * chance:.0f}%"
