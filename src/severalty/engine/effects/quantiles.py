"""Quantiles, means and deviations of a spread in closed form, and the tables from which a simulation draws.

Source: standard results. Triangular: p < F: a + sqrt(p(b-a)(m-a)), else b - sqrt((1-p)(b-a)(b-m)); F = (m-a)/(b-a).
PERT: mean (a+4m+b)/6, classic deviation (b-a)/6, beta with 1 + 4(m-a)/(b-a) and 1 + 4(b-m)/(b-a). Lognormal from P50
and P80: sigma = ln(P80/P50)/z80.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import exp, inf, log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincc, betaincinv, ndtr, ndtri

from severalty.engine.effects.spreads import Reading, Shape, Spread, SpreadError

POINTS = 256  # equal pieces of a table
TAILS = 3  # tables of a shape without an upper limit, each the last piece of the one before
FAMILY = 64  # betas of the family, less one: the likely value at 0/64, 1/64 … of the way
Z80 = float(ndtri(0.8))
_LEAST = 1e-100  # for a smaller share SciPy has no figure of a beta


@dataclass(frozen=True)
class SpreadFigures:
    """What is known of a spread without drawing: its limits (None: no upper one), mean, deviation and percentiles.

    `classic_deviation` is a sixth of the span, as PERT has it by tradition; for the PERT shape only.
    """

    low: float
    high: float | None
    mean: float
    deviation: float
    p10: float
    p50: float
    p80: float
    p90: float
    classic_deviation: float | None = None


def figures_of(spread: Spread) -> SpreadFigures:
    """The figures of a spread, exact but for rounding of the machine."""
    low, _, high = limits_of(spread)
    return SpreadFigures(
        low=low,
        high=None if high == inf else high,
        mean=mean_of(spread),
        deviation=deviation_of(spread),
        p10=quantile(spread, 0.1),
        p50=quantile(spread, 0.5),
        p80=quantile(spread, 0.8),
        p90=quantile(spread, 0.9),
        classic_deviation=(high - low) / 6 if spread.shape is Shape.PERT else None,
    )


def limits_of(spread: Spread) -> tuple[float, float, float]:
    """The least, likely and most that a spread can be; P10 and P90 are worked back to limits."""
    if spread.shape is Shape.FIXED:
        return spread.likely, spread.likely, spread.likely
    if spread.shape is Shape.DISCRETE:
        values = [value for value, chance in spread.values if chance > 0]
        return min(values), max(spread.values, key=lambda one: one[1])[0], max(values)
    if spread.shape is Shape.LOGNORMAL:
        return 0.0, spread.likely, inf
    if spread.shape is Shape.UNIFORM:
        more = (spread.high - spread.low) / 8 if spread.reading is Reading.P10_P90 else 0.0
        return spread.low - more, (spread.low + spread.high) / 2, spread.high + more
    if spread.reading is Reading.P10_P90:
        return _widened(spread.low, spread.likely, spread.high)
    return spread.low, spread.likely, spread.high


def quantile(spread: Spread, share: float) -> float:
    """The value that this share of all outcomes does not exceed. Raises SpreadError for a share outside 0 to 1."""
    if not 0 <= share <= 1:
        raise SpreadError(f"A share of {share:g} cannot be; give one from 0 to 1.")
    if spread.shape is Shape.DISCRETE:
        return _step(spread, share)
    if spread.shape is Shape.LOGNORMAL:
        return _lognormal(spread, share)
    low, likely, high = limits_of(spread)
    if high == low:
        return likely
    if spread.shape is Shape.UNIFORM:
        return low + share * (high - low)
    mode = (likely - low) / (high - low)
    if spread.shape is Shape.PERT:
        near = share if share > _LEAST else 0.0
        return low + (high - low) * float(betaincinv(1 + 4 * mode, 5 - 4 * mode, near))
    if share < mode:
        return low + sqrt(share * (high - low) * (likely - low))
    return high - sqrt((1 - share) * (high - low) * (high - likely))


def _lognormal(spread: Spread, share: float) -> float:
    sigma = _sigma(spread)
    if not sigma:
        return spread.likely
    return spread.likely * exp(sigma * float(ndtri(share))) if share < 1 else inf


def mean_of(spread: Spread) -> float:
    """The mean in closed form."""
    if spread.shape is Shape.DISCRETE:
        return sum(value * chance for value, chance in spread.values)
    if spread.shape is Shape.LOGNORMAL:
        return spread.likely * exp(_sigma(spread) ** 2 / 2)
    low, likely, high = limits_of(spread)
    return (low + 4 * likely + high) / 6 if spread.shape is Shape.PERT else (low + likely + high) / 3


def deviation_of(spread: Spread) -> float:
    """The standard deviation in closed form; of a PERT spread that of its beta, not the classic sixth."""
    mean = mean_of(spread)
    if spread.shape is Shape.DISCRETE:
        return sqrt(sum(chance * (value - mean) ** 2 for value, chance in spread.values))
    if spread.shape is Shape.LOGNORMAL:
        return mean * sqrt(exp(_sigma(spread) ** 2) - 1)
    a, m, b = limits_of(spread)
    if spread.shape is Shape.PERT:
        return sqrt(max(0.0, (mean - a) * (b - mean) / 7))
    if spread.shape is Shape.UNIFORM:
        return (b - a) / sqrt(12)
    return sqrt(max(0.0, (a * a + m * m + b * b - a * m - a * b - m * b) / 18))


@lru_cache(maxsize=1)
def beta_family() -> NDArray[np.float32]:
    """Quantiles of 65 PERT betas on 0 to 1 at 257 shares; between two of them a straight line is close enough.

    The two ends of each are pieces of the right mean, so the mean of a table is that of its shape.
    """
    mode = np.arange(FAMILY + 1)[:, None] / FAMILY
    first, second = 1 + 4 * mode, 5 - 4 * mode
    table = betaincinv(first, second, np.arange(POINTS + 1) / POINTS)
    mean = (first / 6)[:, 0] * POINTS
    table[:, 0] = np.maximum(0, 2 * mean * betainc(first + 1, second, table[:, 1:2])[:, 0] - table[:, 1])
    table[:, -1] = np.minimum(1, 2 * mean * betaincc(first + 1, second, table[:, -2:-1])[:, 0] - table[:, -2])
    family: NDArray[np.float32] = table.astype(np.float32)
    family.flags.writeable = False
    return family


def table_rows(spread: Spread) -> NDArray[np.float32]:
    """Quantiles at 257 shares of the uniform on 0 to 1, or of a lognormal over its P50 in three rows.

    The second row of a lognormal is the last piece of the first, the third that of the second; it has a value for each
    share that a draw can be. The first piece has the right mean.
    """
    shares = np.arange(POINTS + 1) / POINTS
    if spread.shape is not Shape.LOGNORMAL:
        return shares.astype(np.float32)[None]
    sigma = _sigma(spread)
    beyond = np.array([(1 - share) / POINTS**level for level in range(TAILS) for share in shares]).reshape(TAILS, -1)
    beyond[:-1, -1] = beyond[1:, 0]
    beyond[-1, -1] = beyond[-1, -2]
    rows = np.exp(-sigma * ndtri(np.minimum(beyond, 1 - 0.5 / POINTS)))
    rows[0, 0] = max(0.0, 2 * POINTS * exp(sigma**2 / 2) * float(ndtr(float(ndtri(1 / POINTS)) - sigma)) - rows[0, 1])
    return np.asarray(rows, dtype=np.float32)


def _sigma(spread: Spread) -> float:
    return log(spread.high / spread.likely) / Z80


def _step(spread: Spread, share: float) -> float:
    """The first value, in rising order, up to which at least this share has come."""
    reached, values = 0.0, sorted(spread.values)
    for value, chance in values:
        reached += chance
        if chance > 0 and reached >= share - 1e-12:
            return value
    return values[-1][0]


def _widened(p10: float, likely: float, p90: float) -> tuple[float, float, float]:
    """Limits of the triangular shape whose P10 and P90 are these; found by halving the share below the likely value."""
    left, right = likely - p10, p90 - likely
    if left + right == 0:
        return likely, likely, likely
    nothing = (left + right) * 1e-9  # what a machine's numbers cannot tell from no side at all
    if left <= nothing:
        return likely - right / 6, likely, likely + right * 1.5
    if right <= nothing:
        return likely - left * 1.5, likely, likely + left / 6
    least, most = 0.1, 0.9
    for _ in range(200):
        middle = (least + most) / 2
        below, above = _sides(left, right, middle)
        if below * (1 - middle) > above * middle:
            least = middle
        else:
            most = middle
    below, above = _sides(left, right, (least + most) / 2)
    return likely - below, likely, likely + above


def _sides(left: float, right: float, middle: float) -> tuple[float, float]:
    """Below and above the likely value, if this share of all outcomes lies below it."""
    return left / (1 - sqrt(0.1 / middle)), right / (1 - sqrt(0.1 / (1 - middle)))
