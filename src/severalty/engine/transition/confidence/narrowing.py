"""How much a band narrows when some estimates become better, on the same draws."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from severalty.engine.effects.quantiles import mean_of
from severalty.engine.effects.spreads import Shape, Spread
from severalty.engine.transition.confidence.hanging import hanging_on
from severalty.engine.transition.confidence.inputs import Inputs
from severalty.engine.transition.confidence.network import Network, NetworkError
from severalty.engine.transition.confidence.reading import percentile
from severalty.engine.transition.confidence.running import Asked, Ready, drawn_outcomes
from severalty.engine.transition.packages import Maturity

KEPT = {Maturity.UNKNOWN: 1.0, Maturity.INDICATIVE: 1.0, Maturity.QUOTED: 0.5, Maturity.APPROVED: 0.3}
"""What an estimate keeps of the spread of an indicative one: an assumption of ours, from no source. One of which nobody
has said how far it has come counts as indicative."""


@dataclass(frozen=True)
class Better:
    """Estimates of `activities` (places in the network) that would keep only this part of their spread (0 to 1).

    0.5: half as far from the likely value to either side. `key` names the action that would bring it about. `until`
    are the activities whose last end is asked about; all of them where none is named.
    """

    key: str
    activities: tuple[int, ...]
    factor: float
    until: tuple[int, ...] = ()


@dataclass(frozen=True)
class Narrowing:
    """The band of the end that was asked about, P10 to P90 and P80, before and after, in slots.

    `narrower` is by how many slots the band from P10 to P90 shrinks. None where the end hangs on undefined work, whose
    spread nobody knows; `undefined` names it.
    """

    key: str
    p10: float | None = None
    p80: float | None = None
    p90: float | None = None
    after_p10: float | None = None
    after_p80: float | None = None
    after_p90: float | None = None
    narrower: float | None = None
    undefined: tuple[str, ...] = ()


def narrower(spread: Spread, factor: float) -> Spread:
    """The same likely value with this part of the spread on either side of it (of a discrete one: of its mean)."""
    if not 0 <= factor <= 1:
        raise NetworkError(f"A part of {factor:g} cannot be kept of a spread; give one from 0 to 1.")
    if spread.shape is Shape.FIXED:
        return spread
    if spread.shape is Shape.DISCRETE:
        mean = mean_of(spread)
        return replace(spread, values=tuple((mean + factor * (one - mean), chance) for one, chance in spread.values))
    if spread.shape is Shape.LOGNORMAL:
        return replace(spread, high=spread.likely * (spread.high / spread.likely) ** factor)
    middle = (spread.low + spread.high) / 2 if spread.shape is Shape.UNIFORM else spread.likely
    return replace(spread, low=middle - factor * (middle - spread.low), high=middle + factor * (spread.high - middle))


def kept_of(now: Maturity, then: Maturity) -> float | None:
    """The part of its spread that an estimate keeps when it moves on, an assumption (`KEPT`); None where it is
    undefined or does not get better.
    """
    before, after = KEPT.get(now), KEPT.get(then)
    return after / before if before is not None and after is not None and after < before else None


def narrowings_of(
    network: Network, better: Sequence[Better], *, draws: int = 2_000, seed: int = 0, threads: int = 2,
    look: Callable[[], bool] | None = None,
) -> tuple[Narrowing, ...]:  # fmt: skip
    """The narrowing that each brings by itself, in the order given. `look` is called before each and between draws, and
    what it raises ends the work. Raises NetworkError."""
    ready = Ready(network, Inputs(network, seed))
    hanging = hanging_on(network, ready.order)
    asked, befores, found = (draws, seed, Asked(look, threads=threads)), dict[tuple[int, ...], list[float | None]](), []
    for one in better:
        if look is not None:
            look()
        of = tuple(sorted(set(one.until)))
        _check(network, one)
        lacking = frozenset[int]().union(*(hanging[place] for place in of or range(len(hanging))))
        if lacking:
            found.append(
                Narrowing(one.key, undefined=tuple(network.activities[place].key for place in sorted(lacking)))
            )
            continue
        if of not in befores:
            befores[of] = _band(network, of, *asked)
        found.append(_narrowing(one, befores[of], _band(_with(network, one), of, *asked)))
    return tuple(found)


def _check(network: Network, better: Better) -> None:
    for place in (*better.activities, *better.until):
        if not 0 <= place < len(network.activities):
            raise NetworkError(f"{better.key} names activity {place}, which is not there.")


def _with(network: Network, better: Better) -> Network:
    activities = list(network.activities)
    for place in better.activities:
        spread = activities[place].duration
        if spread is not None:
            activities[place] = replace(activities[place], duration=narrower(spread, better.factor))
    return replace(network, activities=tuple(activities))


def _band(network: Network, of: tuple[int, ...], draws: int, seed: int, asked: Asked) -> list[float | None]:
    ready = Ready(network, Inputs(network, seed))
    outcomes = drawn_outcomes(ready, draws, of, asked)
    ordered = np.sort(outcomes.watched.max(axis=0) if of else outcomes.ends)
    found = [percentile(ordered, percent) for percent in (10, 80, 90)]
    return [one if isfinite(one) else None for one in found]


def _narrowing(one: Better, before: list[float | None], after: list[float | None]) -> Narrowing:
    widths = [high - low for low, _, high in (before, after) if low is not None and high is not None]
    return Narrowing(
        key=one.key,
        p10=before[0],
        p80=before[1],
        p90=before[2],
        after_p10=after[0],
        after_p80=after[1],
        after_p90=after[2],
        narrower=widths[0] - widths[1] if len(widths) == 2 else None,
    )
