"""Many spreads made ready to be drawn from together: what uniform figures become, in 32-bit numbers.

A compiled kernel that draws from the same arrays does the same steps on the same 32-bit numbers in the same order, so
both give the same bits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from severalty.engine.draws import streams_of, uniforms
from severalty.engine.effects.quantiles import FAMILY, POINTS, TAILS, beta_family, limits_of, table_rows
from severalty.engine.effects.spreads import Reading, Shape, Spread

FIXED, TRIANGULAR, TABLE, DISCRETE, TAILED = range(5)
_KINDS = {
    Shape.TRIANGULAR: TRIANGULAR,
    Shape.PERT: TABLE,
    Shape.LOGNORMAL: TAILED,
    Shape.UNIFORM: TABLE,
    Shape.FIXED: FIXED,
    Shape.DISCRETE: DISCRETE,
}
_FAMILIAR = (Shape.PERT, Shape.TRIANGULAR, Shape.FIXED)  # no table of their own


@dataclass(frozen=True)
class Sampler:
    """One entry for each spread: figure = low + span x (0 to 1 by kind).

    `mode` is where the likely value lies between the limits, 0 to 1 (triangular). A table is row + weight x (row + 1 -
    row), of `tables`: rows x 256 pieces x (value where the piece begins, way to its end). A tailed one reads its last
    piece from the row behind, and the last piece of that from the next. `discrete` has the values and reached chances
    of the discrete ones, by entry.
    """

    kind: NDArray[np.uint8]
    low: NDArray[np.float32]
    span: NDArray[np.float32]
    mode: NDArray[np.float32]
    row: NDArray[np.int32]
    weight: NDArray[np.float32]
    tables: NDArray[np.float32]
    discrete: tuple[tuple[int, NDArray[np.float32], NDArray[np.float32]], ...]

    def of(self, places: Sequence[int]) -> "Sampler":
        """The same for some of the entries, in this order."""
        chosen = np.array(places, dtype=np.int64)
        place_of = {place: number for number, place in enumerate(places)}
        return Sampler(
            kind=self.kind[chosen],
            low=self.low[chosen],
            span=self.span[chosen],
            mode=self.mode[chosen],
            row=self.row[chosen],
            weight=self.weight[chosen],
            tables=self.tables,
            discrete=tuple(
                (place_of[one], values, reached) for one, values, reached in self.discrete if one in place_of
            ),
        )


@dataclass(frozen=True)
class SamplesWanted:
    """`count` draws of a spread; `name` is the stream that they are made from."""

    spread: Spread
    name: str
    count: int
    seed: int = 0


@dataclass(frozen=True)
class Samples:
    """The figures that were drawn, in the unit of the spread."""

    values: tuple[float, ...]


def sampler_of(spreads: Sequence[Spread]) -> Sampler:
    """Make spreads ready to be drawn from."""
    shapes = [one.shape for one in spreads]
    low, likely, high = _limits(spreads, shapes)
    base = np.array([_KINDS[shape] for shape in shapes], dtype=np.int64)
    spread = (high > low) & (base != FIXED)
    span = np.where(spread, high - low, 0.0)
    mode = np.divide(likely - low, span, out=np.zeros(len(span)), where=spread)
    kind = np.where(spread, base, FIXED)
    row = np.minimum((mode * FAMILY).astype(np.int64), FAMILY - 1)
    weight = np.where(kind == TABLE, mode * FAMILY - row, 0.0)
    own: dict[tuple[Shape, float], int] = {}
    tables, discrete = [beta_family()], []
    for place in [place for place, shape in enumerate(shapes) if shape not in _FAMILIAR]:
        one = spreads[place]
        if one.shape is Shape.DISCRETE:
            kind[place] = DISCRETE
            discrete.append((place, *_discrete(one)))
        elif spread[place]:
            key = (one.shape, one.high / one.likely if one.shape is Shape.LOGNORMAL else 0.0)
            if key not in own:
                own[key] = sum(map(len, tables))
                tables.append(table_rows(one))
            row[place], weight[place] = own[key], 0.0
    return Sampler(
        kind=kind.astype(np.uint8),
        low=np.where(spread, low, likely).astype(np.float32),
        span=span.astype(np.float32),
        mode=np.where(kind == TRIANGULAR, mode, 0.0).astype(np.float32),
        row=row.astype(np.int32),
        weight=weight.astype(np.float32),
        tables=_pieces(np.vstack(tables)) if own else _family(),
        discrete=tuple(discrete),
    )


def sampled(sampler: Sampler, shares: NDArray[np.float32]) -> NDArray[np.float32]:
    """The figures at these shares, 0 to 1: entries x draws, as the shares are."""
    found = np.empty(shares.shape, dtype=np.float32)
    for place, kind in enumerate(sampler.kind):
        found[place] = _values(sampler, place, int(kind), shares[place])
    for place, values, reached in sampler.discrete:
        found[place] = values[np.searchsorted(reached, shares[place], side="left")]
    return found


def samples_of(wanted: SamplesWanted) -> Samples:
    """Draws of one spread, for somebody who wants to look at them."""
    shares = uniforms(streams_of(wanted.seed, (wanted.name,)), 0, wanted.count)
    return Samples(tuple(float(value) for value in sampled(sampler_of((wanted.spread,)), shares)[0]))


@lru_cache(maxsize=1)
def _family() -> NDArray[np.float32]:
    return _pieces(beta_family())


def _pieces(table: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.ascontiguousarray(np.stack([table[:, :-1], np.diff(table, axis=1)], axis=2))


def _limits(
    spreads: Sequence[Spread], shapes: Sequence[Shape]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Low, likely and high of each; of a lognormal nought, its P50 and once more its P50, so that P50 is the span."""
    low = np.array([one.low for one in spreads], dtype=np.float64)
    likely = np.array([one.likely for one in spreads], dtype=np.float64)
    high = np.array([one.high for one in spreads], dtype=np.float64)
    awkward = [place for place, shape in enumerate(shapes) if shape not in _FAMILIAR]
    awkward += [place for place, one in enumerate(spreads) if one.reading is not Reading.LIMITS]
    for place in awkward:
        if shapes[place] is Shape.LOGNORMAL:
            low[place], high[place] = 0.0, likely[place]
        else:
            low[place], likely[place], high[place] = limits_of(spreads[place])
    return low, likely, high


def _values(sampler: Sampler, place: int, kind: int, share: NDArray[np.float32]) -> NDArray[np.float32]:
    one, low, span = np.float32(1), sampler.low[place], sampler.span[place]
    if kind == TRIANGULAR:
        mode = sampler.mode[place]
        rising = np.sqrt(share * mode)
        falling = one - np.sqrt((one - share) * (one - mode))
        return np.asarray(low + span * np.where(share < mode, rising, falling))
    if kind in (TABLE, TAILED):
        row, weight = sampler.row[place], sampler.weight[place]
        table = sampler.tables[row]
        table = span * (table + weight * (sampler.tables[row + 1 if weight > 0 else row] - table))
        tails = [span * sampler.tables[row + level] for level in range(1, TAILS)] if kind == TAILED else []
        return np.asarray(low + _read([table, *tails], share))
    return np.full(share.shape, low, dtype=np.float32)


def _read(tables: Sequence[NDArray[np.float32]], share: NDArray[np.float32]) -> NDArray[np.float32]:
    """Figures by a table; by the next one, if there is one, in its last piece."""
    scaled = share * np.float32(POINTS)
    piece = scaled.astype(np.int32)
    part = scaled - piece.astype(np.float32)
    found = tables[0][piece, 0] + part * tables[0][piece, 1]
    beyond = piece == POINTS - 1
    if len(tables) > 1 and beyond.any():
        found[beyond] = _read(tables[1:], part[beyond])
    return np.asarray(found)


def _discrete(spread: Spread) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    values = sorted(value for value in spread.values if value[1] > 0)
    reached = np.cumsum([chance for _, chance in values]).astype(np.float32)
    reached[-1] = 1
    return np.array([value for value, _ in values], dtype=np.float32), reached
