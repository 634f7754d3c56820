"""Everything that one viewer may see of one plan and of what binds it: the only thing that planning ever looks at.

Whoever makes a `PlanRecord` puts into it what its viewer may see and nothing else; dates, explanations, floats, clashes
and simulations are then computed from it alone (note 20). Keys and references are handles, as in note 12: the engine
sees texts, whoever shows them turns them back into links. `names` gives the words for handles that are not the key of
a record in it: councils, contracts, things, teams of others.

Money is whole pence, people are per cent of one person, lengths are working days.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from severalty.engine.dates import PartialDate
from severalty.engine.fields import Known
from severalty.engine.transition.packages import PackageNeed, PackageWait, Plan, WorkPackage, Workstream
from severalty.engine.transition.progress import PlanBudget
from severalty.engine.transition.resources import (
    CutOverMember,
    CutOverRule,
    Freeze,
    Promise,
    Team,
    TeamAllotment,
    TeamLeave,
    Wave,
)


class PlanError(ValueError):
    """A plan that cannot be laid out in days; the sentence names the record and says how to mend it."""


@dataclass(frozen=True)
class Dated:
    """A package with its first and its last day, both counted, and the wave that it goes in.

    A milestone has one day. One that waits for something is reached at the close of that day, any other when it begins.
    """

    package: str
    starts: date
    ends: date
    wave: int | None = None


@dataclass(frozen=True)
class Elsewhere:
    """A package of another plan that the viewer may see, with its dates in the run that counts there."""

    key: str
    name: str
    starts: date
    ends: date


@dataclass(frozen=True)
class Extension:
    """A way to run a contract on: by so many months, at a price in pence (None: the price is not known)."""

    months: int
    cost: int | None = None


@dataclass(frozen=True)
class ContractFact:
    """What a contract asks of a plan.

    `act_by` is the last day on which notice can be given, `renews` whether the contract runs on by itself,
    `daily_cost` what one calendar day of it costs, in pence. None: not known.
    """

    key: str
    name: str
    ends: PartialDate | None = None
    act_by: date | None = None
    renews: Known = Known.UNKNOWN
    extensions: tuple[Extension, ...] = ()
    daily_cost: int | None = None


@dataclass(frozen=True)
class SupportFact:
    """Until when the maker supports a thing, and how many of it there are; an item-day is one of them for one day."""

    key: str
    name: str
    ends: PartialDate | None = None
    quantity: int = 1


@dataclass(frozen=True)
class GateFact:
    """When a matter is decided and counts, from the bodies' meetings: `key` is the matter's handle.

    `earliest` and `latest` bound the day from which the decision counts; None is not known, and stays so. `steps` are
    (draft ready by, counts from), both rising: what is ready on a day counts from the second day of the first step
    whose first day is not before it. `missing` says in sentences what is lacking, `body` is the name of who decides.
    """

    key: str
    name: str
    earliest: date | None = None
    latest: date | None = None
    steps: tuple[tuple[date, date], ...] = ()
    missing: tuple[str, ...] = ()
    body: str = ""


@dataclass(frozen=True)
class DispositionFact:
    """What becomes of a thing for one council, as far as the viewer may see it. Costs are pence.

    `key` is the disposition's handle, `route` the word of its route, `table` and `item_class` say what kind of thing
    it is.
    """

    key: str
    thing: str
    council: str
    route: str
    thing_name: str = ""
    table: str = ""
    item_class: str = ""
    by_when: PartialDate | None = None
    one_off_cost: int | None = None
    annual_cost: int | None = None


@dataclass(frozen=True)
class UseFact:
    """A council that uses a thing, as far as the viewer may see it."""

    thing: str
    council: str


@dataclass(frozen=True)
class PlanRecord:
    """One plan as one viewer may see it, on the day `on`.

    `previous` are the dates of the run that counts; `elsewhere` packages of other plans for which something here waits
    or with which it goes. `closed` are the bank holidays. `waves` are those of this plan, `rules` those that tie at
    least one of its packages. Records of the estate and of decisions come as facts, so that the engine needs no more
    of them than it plans with.
    """

    plan: Plan
    on: date
    workstreams: tuple[Workstream, ...] = ()
    packages: tuple[WorkPackage, ...] = ()
    waits: tuple[PackageWait, ...] = ()
    needs: tuple[PackageNeed, ...] = ()
    teams: tuple[Team, ...] = ()
    allotments: tuple[TeamAllotment, ...] = ()
    leave: tuple[TeamLeave, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    rules: tuple[CutOverRule, ...] = ()
    members: tuple[CutOverMember, ...] = ()
    waves: tuple[Wave, ...] = ()
    promises: tuple[Promise, ...] = ()
    budgets: tuple[PlanBudget, ...] = ()
    contracts: tuple[ContractFact, ...] = ()
    supports: tuple[SupportFact, ...] = ()
    gates: tuple[GateFact, ...] = ()
    dispositions: tuple[DispositionFact, ...] = ()
    uses: tuple[UseFact, ...] = ()
    previous: tuple[Dated, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    closed: tuple[date, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys = [package.key for package in self.packages]
        if len(set(keys)) < len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise PlanError(f"Two packages have the key {twice}; give each its own.")
