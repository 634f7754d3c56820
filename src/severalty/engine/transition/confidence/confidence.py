"""How sure a plan is: `confidence_of` draws a network many times and says what that means for dates and money.

Source of the measures: docs/transition.md; they are the standard ones of schedule risk analysis. Same network, seed and
number of draws give the same answer, on any number of threads.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from severalty.engine.transition.confidence.hanging import Hanging, hanging_on
from severalty.engine.transition.confidence.inputs import Inputs
from severalty.engine.transition.confidence.network import Network, NetworkError, digest_of
from severalty.engine.transition.confidence.paths import joins, merges, single_path
from severalty.engine.transition.confidence.reading import band, chance, curve, drivers, joint
from severalty.engine.transition.confidence.results import Band, Chance, Confidence, Merge, Simulated
from severalty.engine.transition.confidence.running import Asked, Outcomes, Ready, drawn_outcomes

MOST_DRAWS = 1_000_000


@dataclass(frozen=True)
class _Taken:
    """One set of draws, ready to be read. `watched` are the rows of ends that were kept."""

    ready: Ready
    outcomes: Outcomes
    watched: dict[int, int]
    joins: dict[int, list[tuple[int, float]]]
    hanging: Hanging
    cost: NDArray[np.float64]

    @property
    def network(self) -> Network:
        return self.ready.network

    def undefined(self, places: Sequence[int] | None = None) -> tuple[str, ...]:
        """Keys of the undefined work that some activities hang on; None: all of them."""
        chosen = range(len(self.hanging)) if places is None else places
        found = frozenset[int]().union(*(self.hanging[place] for place in chosen))
        return tuple(self.network.activities[place].key for place in sorted(found))


def confidence_of(
    network: Network,
    *,
    draws: int = 10_000,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[int, int], None] | None = None,
    enough: float | None = None,
    threads: int = 2,
) -> Confidence:
    """Draw the network and read the draws.

    `stop` is asked between shares of the draws and ends the drawing with what there is; `progress` is told draws made
    and wanted; with `enough` the drawing ends once the standard error of the P80 of the end is not above so many slots.
    Where a risk has a mitigation, `after` holds the same draws with every mitigation done. Raises NetworkError.
    """
    if not 1 <= draws <= MOST_DRAWS:
        raise NetworkError(f"{draws:,} draws cannot be made; give a number from 1 to {MOST_DRAWS:,}.")
    if not network.activities:
        raise NetworkError("The network has no activity, so there is nothing to draw; add one.")
    asked = Asked(stop, progress, enough, threads)
    found = _read(_taken(Ready(network, Inputs(network, seed)), draws, asked), seed, draws)
    after = None
    if any(risk.then is not None for risk in network.risks):
        later = Ready(network, Inputs(network, seed, mitigated=True))
        after = _read(_taken(later, found.draws, replace(asked, enough=None)), seed, draws)
    return Confidence(**{one.name: getattr(found, one.name) for one in fields(Simulated)}, after=after)


def _taken(ready: Ready, draws: int, asked: Asked) -> _Taken:
    network = ready.network
    at_joins = joins(ready)
    wanted = [place for place, one in enumerate(network.activities) if one.reported]
    wanted += [one.activity for one in network.deadlines if one.activity is not None]
    wanted += [one.until for one in network.standing if one.until is not None]
    wanted += [before for ways in at_joins.values() for before, _ in ways]
    watch = sorted(set(wanted))
    outcomes = drawn_outcomes(ready, draws, watch, asked)
    rows = {place: row for row, place in enumerate(watch)}
    cost = _cost(network, outcomes, rows)
    return _Taken(ready, outcomes, rows, at_joins, hanging_on(network, ready.order), cost)


def _cost(network: Network, outcomes: Outcomes, rows: dict[int, int]) -> NDArray[np.float64]:
    """Pence by draw, with what is paid for as long as something lasts; infinite where that never ends."""
    found = outcomes.cost.copy()
    for one in network.standing:
        ends = outcomes.ends if one.until is None else outcomes.watched[rows[one.until]]
        if one.pence_per_slot:
            found += one.pence_per_slot * np.maximum(0.0, ends.astype(np.float64) - one.since)
    return found


def _read(taken: _Taken, seed: int, draws: int) -> Simulated:
    network, outcomes, ready = taken.network, taken.outcomes, taken.ready
    lacking = taken.undefined()
    in_time = None if network.fixed_end is None else outcomes.ends <= np.float32(network.fixed_end)
    in_budget = None if network.budget is None else taken.cost <= network.budget
    return Simulated(
        engine=ready.engine,
        seed=seed,
        draws=outcomes.draws,
        digest=digest_of(network, seed, draws),
        stopped=outcomes.stopped,
        whole=band("", "", outcomes.ends, lacking),
        workstreams=_workstreams(taken),
        activities=_activities(taken),
        cost=band("cost", "", taken.cost, lacking),
        curve=() if lacking else curve(outcomes.ends),
        fixed_end=None if in_time is None else _chance("", "", in_time, network.fixed_end, lacking),
        deadlines=_deadlines(taken),
        in_budget=None if in_budget is None else _chance("budget", "", in_budget, None, lacking),
        joint=None if in_time is None or in_budget is None or lacking else joint(in_time, in_budget),
        drivers=drivers(ready, outcomes),
        merges=_merges(taken),
        single_path=None if lacking else single_path(ready, outcomes),
        undefined=lacking,
        warnings=_warnings(taken),
    )


def _workstreams(taken: _Taken) -> tuple[Band, ...]:
    members: dict[str, list[int]] = {}
    for place, activity in enumerate(taken.network.activities):
        members.setdefault(activity.workstream, []).append(place)
    return tuple(
        band(key, "", taken.outcomes.groups[row], taken.undefined(members[key]))
        for key, row in taken.ready.workstreams.items()
    )


def _activities(taken: _Taken) -> tuple[Band, ...]:
    due = {one.activity for one in taken.network.deadlines}
    return tuple(
        band(one.key, one.name, taken.outcomes.watched[taken.watched[place]], taken.undefined((place,)))
        for place, one in enumerate(taken.network.activities)
        if one.reported or place in due
    )


def _deadlines(taken: _Taken) -> tuple[Chance, ...]:
    found = []
    for one in taken.network.deadlines:
        ends = taken.outcomes.ends if one.activity is None else taken.outcomes.watched[taken.watched[one.activity]]
        lacking = taken.undefined(None if one.activity is None else (one.activity,))
        found.append(_chance(one.key, one.name, ends <= np.float32(one.slot), one.slot, lacking))
    return tuple(found)


def _merges(taken: _Taken) -> tuple[Merge, ...]:
    """Joins whose ways are all defined; the end of everything is one of them."""
    known = {
        place: ways for place, ways in taken.joins.items() if not taken.undefined(tuple(before for before, _ in ways))
    }
    found = merges(taken.ready, taken.outcomes, taken.watched, known)
    return tuple(one for one in found if one.activity or not taken.undefined())


def _chance(key: str, name: str, met: NDArray[np.bool_], slot: float | None, lacking: tuple[str, ...]) -> Chance:
    return chance(key, name, met, slot, defined=not lacking)


def _warnings(taken: _Taken) -> tuple[str, ...]:
    network, outcomes = taken.network, taken.outcomes
    found = list(taken.ready.inputs.correlated[1])
    for link in taken.ready.order.dropped:
        before, after = network.activities[link.before].key, network.activities[link.after].key
        found.append(f"The link from {before} to {after} was left out: both start together.")
    lost = float(np.mean(~np.isfinite(outcomes.ends)))
    if lost:
        found.append(
            f"In {lost:.1%} of the draws something never comes: no meeting is known that late, or a team never has "
            "room. Enter later meetings, or more capacity."
        )
    return tuple(found)
