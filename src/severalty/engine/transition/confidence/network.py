"""A plan as a simulation sees it: activities with spreads of duration, and everything that holds them. Pure records.

Time is counted in slots, as in `scheduling.problem`: a slot is whatever the caller makes it (a working day in a plan),
slot 0 is the first, an activity that starts at s and lasts d ends *at* s + d, intervals are half-open. Durations may be
parts of a slot unless the network says `whole`. Money is in whole pence. Numbers that point at something (`before`,
`activity`, the first of `uses`) are places in the tuple of that thing, from 0.

Make a network only from records that the viewer may see: whatever is in it shows in the answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from severalty.engine.effects.events import RiskEvent
from severalty.engine.effects.spreads import Spread
from severalty.engine.transition.scheduling.problem import LinkKind

Slots = tuple[tuple[int, int], ...]


class NetworkError(ValueError):
    """A network that cannot be simulated; the sentence names the activity, link or resource, and how to mend it."""


@dataclass(frozen=True)
class NetworkActivity:
    """One piece of work, or with a gate a decision.

    `duration` is in slots; None says that it is not known: no number is invented, and all that comes after it gets a
    band of "not before". A fixed duration of nought makes a milestone. `workstream` is the key of the group that it is
    reported with. `not_before` is the first slot in which it may start. `uses` are (resource, units in every slot in
    which it works). `calendar` is the calendar whose free slots stop the work for a while (None: all slots are
    worked). `closed` are intervals that it may not overlap at all, in rising order. With a `gate` the work is the
    making ready: it *ends* in the slot from which the decision counts. `planned_start` orders the activities where
    resources are short. `started` is the slot in which it was begun; `duration` is then what is left of it, counted
    from `Network.now`. `ended` is the slot at which it ended (`started` too, then); nothing more is drawn for it.
    `cost_fixed` and `cost_per_slot` are pence; `cost_spread` is an uncertain part in pence, added to the fixed one.
    `reported` asks for a band of its own end.
    """

    key: str
    duration: Spread | None
    name: str = ""
    workstream: str = ""
    not_before: float = 0.0
    uses: tuple[tuple[int, int], ...] = ()
    calendar: int | None = None
    closed: Slots = ()
    gate: int | None = None
    planned_start: float | None = None
    started: float | None = None
    ended: float | None = None
    cost_fixed: int = 0
    cost_per_slot: int = 0
    cost_spread: Spread | None = None
    reported: bool = False


@dataclass(frozen=True)
class NetworkLink:
    """The second activity waits at least `lag` slots after the first, between the two ends that `kind` names.

    The lag may be below nought, which is an overlap.
    """

    before: int
    after: int
    kind: LinkKind = LinkKind.FINISH_START
    lag: float = 0.0


@dataclass(frozen=True)
class NetworkResource:
    """Units at hand: `capacity` in every slot, or in slot t what `profile` says (its last value ever after)."""

    key: str
    capacity: int = 0
    profile: tuple[int, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class NetworkCalendar:
    """Slots in which work that has this calendar stands still: `off`, in rising order, without overlap."""

    key: str
    off: Slots = ()


@dataclass(frozen=True)
class NetworkGate:
    """When a decision counts, as a step function: `steps` are (ready by, counts from), both rising.

    What is ready at slot r counts from the second figure of the first step whose first is not below r. Beyond the last
    step no meeting is known, and no date is invented.
    """

    key: str
    steps: Slots
    name: str = ""


@dataclass(frozen=True)
class Deadline:
    """`activity` (None: all of them) is to have ended by `slot`."""

    key: str
    slot: float
    activity: int | None = None
    name: str = ""


@dataclass(frozen=True)
class StandingCost:
    """Paid in every slot from `since` until `until` has ended (None: until all has): double running, a bridge."""

    key: str
    pence_per_slot: int
    since: float = 0.0
    until: int | None = None


@dataclass(frozen=True)
class CorrelationGroup:
    """Activities whose durations go together, each pair with the rank correlation `rho` of a Gaussian copula."""

    key: str
    activities: tuple[int, ...]
    rho: float


@dataclass(frozen=True)
class Network:
    """Everything that the end of a plan hangs on.

    `together` are sets of activities that start at the same moment; `apart` are sets of which no two may overlap.
    `fixed_end` is the slot by which all is to have ended, `planned_end` the slot at which the plan says it will;
    `budget` is in pence. `now` is the present slot: what has not begun begins no earlier. With `whole` every duration
    that is drawn is rounded to whole slots (always so where resources are used or activities kept apart).
    """

    activities: tuple[NetworkActivity, ...]
    links: tuple[NetworkLink, ...] = ()
    resources: tuple[NetworkResource, ...] = ()
    calendars: tuple[NetworkCalendar, ...] = ()
    gates: tuple[NetworkGate, ...] = ()
    together: tuple[tuple[int, ...], ...] = ()
    apart: tuple[tuple[int, ...], ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    standing: tuple[StandingCost, ...] = ()
    correlations: tuple[CorrelationGroup, ...] = ()
    risks: tuple[RiskEvent, ...] = ()
    fixed_end: float | None = None
    planned_end: float | None = None
    budget: int | None = None
    now: float = 0.0
    whole: bool = False

    def __post_init__(self) -> None:
        keys = [one.key for one in self.activities]
        if len(set(keys)) < len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise NetworkError(f"Two activities have the key {twice!r}; give each its own.")
        for activity in self.activities:
            _check_activity(self, activity)
        _check_places(self)


def digest_of(network: Network, seed: int, draws: int) -> str:
    """The fingerprint of everything that an answer rests on."""
    return sha256(f"{network!r} {seed} {draws}".encode()).hexdigest()


def _check_activity(network: Network, activity: NetworkActivity) -> None:
    for resource, units in activity.uses:
        if not 0 <= resource < len(network.resources) or units < 0:
            raise NetworkError(f"{activity.key}: resource {resource} with {units} units is not in the network.")
    for what, place, held in (
        ("calendar", activity.calendar, network.calendars),
        ("gate", activity.gate, network.gates),
    ):
        if place is not None and not 0 <= place < len(held):
            raise NetworkError(f"{activity.key}: {what} {place} is not in the network.")
    if activity.ended is not None and (activity.started is None or activity.ended < activity.started):
        raise NetworkError(f"{activity.key}: it ended at {activity.ended:g}; give the slot it started in, not later.")


def _check_places(network: Network) -> None:
    lost = [(words, place) for words, place in _places(network) if not 0 <= place < len(network.activities)]
    if lost:
        raise NetworkError(f"{lost[0][0]} names activity {lost[0][1]}, which is not there.")
    known = {one.key for one in network.activities}
    for risk in network.risks:
        lacking = [key for key in risk.on if key not in known]
        if lacking:
            raise NetworkError(f"The risk {risk.key} touches activity {lacking[0]!r}, which is not there.")
    for group in network.correlations:
        if not -1 <= group.rho <= 1:
            raise NetworkError(f"The correlation {group.key} is {group.rho:g}; give one from -1 to 1.")
    for steps in (*(gate.steps for gate in network.gates), *(one.off for one in network.calendars)):
        if list(steps) != sorted(steps) or any(first > last for first, last in steps):
            raise NetworkError(f"The pairs {steps!r} of a gate or calendar must rise; put them in order.")


def _places(network: Network) -> Iterator[tuple[str, int]]:
    for link in network.links:
        yield from (("A link", link.before), ("A link", link.after))
    for sets, words in ((network.together, "A joint start"), (network.apart, "A set kept apart")):
        yield from ((words, place) for one in sets for place in one)
    for group in network.correlations:
        yield from ((f"The correlation {group.key}", place) for place in group.activities)
    yield from ((f"The deadline {one.key}", one.activity) for one in network.deadlines if one.activity is not None)
    yield from ((f"The standing cost {one.key}", one.until) for one in network.standing if one.until is not None)
