"""Reading outcomes: bands, chances, the curve, and what the end hangs on."""

from collections.abc import Sequence
from math import ceil, isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from severalty.engine.transition.confidence.results import Band, Chance, CurvePoint, Driver, Joint, Percentile
from severalty.engine.transition.confidence.running import Outcomes, Ready, standard_error, whole

PERCENTS = (10, 20, 30, 40, 50, 60, 70, 80, 90)
MOST_RANKED = 40  # activities whose cruciality is worked out

Floats = NDArray[np.floating[Any]]


def percentile(ordered: Floats, percent: float) -> float:
    """The least figure that so many per cent of the ordered ones do not exceed."""
    return float(ordered[max(0, ceil(len(ordered) * percent / 100 - 1e-9) - 1)])


def band(key: str, name: str, figures: Floats, undefined: Sequence[str] = ()) -> Band:
    """The band of some figures, a draw each; of what is not defined only what it is not before."""
    ordered = np.sort(figures)
    found = tuple(_percentile(ordered, percent) for percent in PERCENTS)
    finite = ordered[np.isfinite(ordered)].astype(np.float64)
    lost = 1 - len(finite) / len(ordered)
    if undefined:
        return Band(key, name, (), not_before=found, undefined=tuple(undefined), lost=lost)
    mean = float(finite.mean()) if len(finite) else None
    spread = float(finite.std()) if len(finite) else None
    return Band(key, name, found, mean=mean, spread=spread, lost=lost)


def chance(key: str, name: str, met: NDArray[np.bool_], slot: float | None, *, defined: bool) -> Chance:
    """The share of draws that meet something."""
    share = float(met.mean())
    if not defined:
        return Chance(key, name, slot, chance=None, error=None, at_most=share)
    return Chance(key, name, slot, chance=share, error=_error(share, len(met)))


def joint(in_time: NDArray[np.bool_], in_budget: NDArray[np.bool_]) -> Joint:
    """Date and budget asked of the same draws."""
    time, money, both = float(in_time.mean()), float(in_budget.mean()), float((in_time & in_budget).mean())
    return Joint(time, money, both, _error(both, len(in_time)), time * money)


def curve(figures: Floats) -> tuple[CurvePoint, ...]:
    """The share that has ended by a slot, at each hundredth that has a value."""
    ordered = np.sort(figures)
    points: dict[float, float] = {}
    for percent in range(1, 101):
        slot = percentile(ordered, percent)
        if isfinite(slot):
            points[slot] = float(np.searchsorted(ordered, slot, side="right")) / len(ordered)
    return tuple(CurvePoint(slot, share) for slot, share in points.items())


def drivers(ready: Ready, outcomes: Outcomes) -> tuple[Driver, ...]:
    """Every activity that the end ever hung on, the most critical first."""
    activities = ready.network.activities
    share = outcomes.hits / outcomes.draws
    ranked = sorted((place for place in range(len(activities)) if share[place] > 0), key=lambda one: (-share[one], one))
    chosen = [place for place in ranked if activities[place].ended is None][:MOST_RANKED]
    finite = np.isfinite(outcomes.ends)
    durations = ready.inputs.durations(chosen, 0, outcomes.draws)
    rounded = ready.network.whole or bool(activities and ready.engine.value == "resources")
    lasting = whole(durations).astype(np.float64) if rounded else np.maximum(durations, 0).astype(np.float64)
    ends = outcomes.ends[finite].astype(np.float64)
    spread, ranks = (float(ends.std()), _ranks(ends)) if len(ends) else (0.0, ends)
    measured = {
        place: _measures(lasting[row][finite], ranks, float(share[place]), spread) for row, place in enumerate(chosen)
    }
    return tuple(
        Driver(activities[place].key, activities[place].name, float(share[place]), *measured.get(place, (None, None)))
        for place in ranked
    )


def _measures(
    lasting: NDArray[np.float64], ranks: NDArray[np.float64], share: float, spread: float
) -> tuple[float | None, float | None]:
    """Sensitivity and cruciality; none where nothing varies."""
    own = float(lasting.std()) if len(lasting) else 0.0
    if spread <= 0 or own <= 0:
        return (0.0 if spread > 0 else None), None
    return share * own / spread, min(1.0, max(-1.0, float(_ranks(lasting) @ ranks)))


def _ranks(figures: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks, equal figures sharing the middle of theirs; less their mean, and of length one (nought if all are equal).

    So the product of two of them is their correlation.
    """
    order = figures.argsort()
    ordered = figures[order]
    first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    counts = np.diff(first, append=len(figures))
    ranks = np.empty(len(figures))
    ranks[order] = np.repeat(first + (counts - 1) / 2, counts) - (len(figures) - 1) / 2
    return ranks / (float(np.sqrt(ranks @ ranks)) or 1.0)


def _percentile(ordered: Floats, percent: int) -> Percentile:
    value = percentile(ordered, percent)
    error = standard_error(ordered, percent / 100, ordered=True)
    return Percentile(percent, value if isfinite(value) else None, error if isfinite(error) else None)


def _error(share: float, draws: int) -> float:
    return float((share * (1 - share) / draws) ** 0.5)
