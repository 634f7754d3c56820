"""Where ways join, and what methods promise that look along one path only."""

from collections.abc import Mapping, Sequence
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from severalty.engine.effects.quantiles import Z80, deviation_of, limits_of
from severalty.engine.effects.spreads import Shape
from severalty.engine.transition.confidence.reading import percentile
from severalty.engine.transition.confidence.results import Merge, SinglePath
from severalty.engine.transition.confidence.running import Asked, Outcomes, Ready, drawn_outcomes, once
from severalty.engine.transition.scheduling.problem import LinkKind

MOST_MERGES = 8
PILOT = 256  # draws that choose which joins are looked at
_CLOSE = 1e-3


def joins(ready: Ready) -> dict[int, list[tuple[int, float]]]:
    """The joins that the end hangs on most: for each activity the (activity, lag) that it waits for the end of."""
    into: dict[int, list[tuple[int, float]]] = {}
    for link in ready.order.links:
        if link.kind is LinkKind.FINISH_START:
            into.setdefault(link.after, []).append((link.before, link.lag))
    several = [place for place, ways in into.items() if len(ways) > 1]
    if not several:
        return {}
    hits = drawn_outcomes(ready, PILOT, (), Asked(threads=1)).hits
    several.sort(key=lambda place: (-hits[place], place))
    return {place: into[place] for place in several[:MOST_MERGES] if hits[place]}


def merges(
    ready: Ready, outcomes: Outcomes, watched: Mapping[int, int], found: Mapping[int, Sequence[tuple[int, float]]]
) -> tuple[Merge, ...]:
    """The bias at each join, the end of everything first. `watched` are rows of the ends that were kept."""
    names = list(ready.workstreams)
    answer = [_merge("", tuple(names), outcomes.groups)] if len(names) > 1 else []
    activities = ready.network.activities
    for place, ways in found.items():
        ends = np.array([outcomes.watched[watched[before]] + np.float32(lag) for before, lag in ways])
        answer.append(_merge(activities[place].key, tuple(activities[before].key for before, _ in ways), ends))
    return tuple(one for one in answer if one is not None)


def single_path(ready: Ready, outcomes: Outcomes) -> SinglePath | None:
    """What likely durations, and mean and variance along the critical path, promise; none where no end is known."""
    likely, mean = once(ready, ready.inputs.likely()), once(ready, ready.inputs.means())
    ordered = np.sort(outcomes.ends)
    p50, p80 = percentile(ordered, 50), percentile(ordered, 80)
    ends = [float(likely.ends[0]), float(mean.ends[0]), p50, p80]
    if not all(isfinite(end) and end < 2**30 for end in ends):
        return None
    path = _walk(ready, mean)
    variance = sum(_deviation(ready, place) ** 2 for place in path)
    planned = ready.network.planned_end
    plan_end = ends[0] if planned is None else planned
    promised = ends[1] + Z80 * variance**0.5
    return SinglePath(
        plan_end=plan_end,
        likely_end=ends[0],
        percentile=float(np.searchsorted(ordered, np.float32(plan_end), side="right")) / len(ordered),
        path=tuple(ready.network.activities[place].key for place in path),
        p50=ends[1],
        p80=promised,
        late_p50=p50 - ends[1],
        late_p80=p80 - promised,
    )


def _merge(key: str, ways: tuple[str, ...], ends: NDArray[np.float32]) -> Merge | None:
    """None where one of the ways has no P50."""
    own = [percentile(np.sort(row), 50) for row in ends]
    joined = percentile(np.sort(ends.max(axis=0)), 50)
    if not isfinite(joined) or not all(isfinite(one) for one in own):
        return None
    together = (ends <= np.array(own, dtype=np.float32)[:, None]).all(axis=0)
    return Merge(key, ways, max(own), joined, joined - max(own), float(together.mean()))


def _walk(ready: Ready, run: Outcomes) -> list[int]:
    """One chain that the end of a single run hangs on, from its beginning: the latest before each that is marked."""
    ends = run.watched[:, 0]
    lengths, slack = ready.inputs.means(), _slack(ready)
    at = {place: number for number, place in enumerate(one for unit in ready.order.units for one in unit)}
    left = {int(place) for place in np.flatnonzero(run.hits)}
    path: list[int] = []
    while left:
        fitting = [one for one in left if not path or ends[one] <= ends[path[-1]] - lengths[path[-1]] + slack]
        if not fitting:
            break
        path.append(max(fitting, key=lambda one: (ends[one], at[one])))
        left.discard(path[-1])
    return path[::-1]


def _slack(ready: Ready) -> float:
    """How far ends may be apart by rounding: of 32-bit numbers, or of durations to whole slots."""
    return 0.5 + _CLOSE if ready.network.whole or ready.engine.value == "resources" else _CLOSE


def _deviation(ready: Ready, place: int) -> float:
    """A sixth of the span for a PERT spread, as the method has it; the true deviation for any other."""
    spread = ready.inputs.spreads[place]
    if spread.shape is Shape.PERT:
        low, _, high = limits_of(spread)
        return (high - low) / 6
    return deviation_of(spread)
