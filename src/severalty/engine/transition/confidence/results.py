"""What a simulation says of dates and money. Slots and pence; whoever shows it turns slots into dates."""

from dataclasses import dataclass
from enum import StrEnum


class Engine(StrEnum):
    """How the network was worked through."""

    NETWORK = "network"  # links, calendars, gates; nobody waits for anybody's hands
    RESOURCES = "resources"  # scheduled anew for each draw, in the order of the plan, with resources kept


class Stopped(StrEnum):
    """Why no more was drawn."""

    DRAWN = "all draws made"
    ENOUGH = "sure enough"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Percentile:
    """In `percent` of the draws the figure is not above `value`; `error` is the standard error of that value.

    None: in that part of the draws there is no value, because no meeting is known that late (or no room ever).
    """

    percent: int
    value: float | None
    error: float | None


@dataclass(frozen=True)
class Band:
    """The ends of everything in a group. Percentiles are P10, P20 … P90, with P50 among them.

    Where the group hangs on work that is not defined, `percentiles` is empty and `not_before` says the least that it
    can be with nothing for that work; no date is to be made of the latter. `undefined` are the keys of that work.
    `mean` and `spread` (standard deviation) are of the draws that have a value; `lost` is the share that has none.
    """

    key: str
    name: str
    percentiles: tuple[Percentile, ...]
    not_before: tuple[Percentile, ...] = ()
    undefined: tuple[str, ...] = ()
    mean: float | None = None
    spread: float | None = None
    lost: float = 0.0

    @property
    def defined(self) -> bool:
        """Whether dates may be made of it."""
        return not self.undefined

    def at(self, percent: int) -> float | None:
        """The value at a percentile; none where it is not defined."""
        return next((one.value for one in self.percentiles if one.percent == percent), None)


@dataclass(frozen=True)
class Chance:
    """The share of draws that meet something, and its standard error.

    Where it hangs on work that is not defined, `chance` is None and `at_most` says what it cannot be above.
    """

    key: str
    name: str
    slot: float | None
    chance: float | None
    error: float | None
    at_most: float | None = None


@dataclass(frozen=True)
class Joint:
    """The same draws asked for both: in time, within the budget, both. `if_independent` is the product of the two."""

    in_time: float
    in_budget: float
    both: float
    error: float
    if_independent: float


@dataclass(frozen=True)
class Driver:
    """How much the end hangs on one activity.

    `criticality`: share of draws in which it lies on a chain that the end hangs on. `sensitivity`: criticality times
    the spread of its duration, over the spread of the end. `cruciality`: rank correlation of its duration with the
    end; None where it was not worked out (only the most critical are) or nothing varies.
    """

    key: str
    name: str
    criticality: float
    sensitivity: float | None = None
    cruciality: float | None = None


@dataclass(frozen=True)
class Merge:
    """Where ways join: the P50 of the latest of them against the latest of their P50s, in slots.

    `activity` is empty for the end of everything, where the workstreams join. `bias` is how much later the joined P50
    is; `all_by_own_p50` is the share of draws in which every way has come in by its own P50 (0.125 for three
    independent ones).
    """

    activity: str
    ways: tuple[str, ...]
    largest_p50: float
    joined_p50: float
    bias: float
    all_by_own_p50: float


@dataclass(frozen=True)
class SinglePath:
    """What methods say that look along one path: likely durations, and mean and variance along the critical path.

    `plan_end` is the plan's own end where one is given, else the end with every duration at its likely value;
    `percentile` is the share of draws that end by it ("the plan's date is the P18 date"). `path` are the keys along the
    critical path by mean durations, `p50` and `p80` what mean and variance along it promise (classic PERT), and the two
    last how many slots later the simulation's figures are.
    """

    plan_end: float
    likely_end: float
    percentile: float
    path: tuple[str, ...]
    p50: float
    p80: float
    late_p50: float
    late_p80: float


@dataclass(frozen=True)
class CurvePoint:
    """A point of the confidence curve: by `slot`, this share of the draws has ended."""

    slot: float
    share: float


@dataclass(frozen=True)
class Simulated:
    """What a set of draws says.

    `whole` is the band of everything, `workstreams` one for each, `activities` one for each that is reported or has a
    deadline. `fixed_end` and `deadlines` are chances; `joint` is date and budget on the same draws; `cost` is in pence.
    `digest` is the fingerprint of network, seed and draws: same digest, same answer. `undefined` are the
    keys of work without a duration. `warnings` are sentences.
    """

    engine: Engine
    seed: int
    draws: int
    digest: str
    stopped: Stopped
    whole: Band
    workstreams: tuple[Band, ...]
    activities: tuple[Band, ...]
    cost: Band
    curve: tuple[CurvePoint, ...]
    fixed_end: Chance | None
    deadlines: tuple[Chance, ...]
    in_budget: Chance | None
    joint: Joint | None
    drivers: tuple[Driver, ...]
    merges: tuple[Merge, ...]
    single_path: SinglePath | None
    undefined: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Confidence(Simulated):
    """The answer of `confidence_of`: what the draws say, and the same draws with every mitigation done.

    `after` is the latter (None: no risk has a mitigation).
    """

    after: Simulated | None = None
