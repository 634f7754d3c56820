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
from severalty.engine.effects.quantiles import FAMILY, POINTS, beta_family, limits_of, table_row
from severalty.engine.effects.spreads import Shape, Spread

FIXED, TRIANGULAR, TABLE, DISCRETE = 0, 1, 2, 3


@dataclass(frozen=True)
class Sampler:
    """One entry for each spread: figure = low + span x (0 to 1 by kind).

    `mode` is where the likely value lies between the limits, 0 to 1 (triangular). A table is row + weight x (row + 1 -
    row), of `tables`: rows x 256 pieces x (value where the piece begins, way to its end). `discrete` has the values and
    reached chances of the discrete ones, by entry.
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
    rows: list[NDArray[np.float32]] = []
    places: dict[tuple[Shape, float], int] = {}
    entries = [_entry(spread, rows, places) for spread in spreads]
    columns = np.array(entries, dtype=np.float64).reshape(len(entries), 6)
    return Sampler(
        kind=columns[:, 0].astype(np.uint8),
        low=columns[:, 1].astype(np.float32),
        span=columns[:, 2].astype(np.float32),
        mode=columns[:, 3].astype(np.float32),
        row=columns[:, 4].astype(np.int32),
        weight=columns[:, 5].astype(np.float32),
        tables=_pieces(np.vstack([beta_family(), *rows])) if rows else _family(),
        discrete=tuple(
            (place, *_discrete(spread)) for place, spread in enumerate(spreads) if spread.shape is Shape.DISCRETE
        ),
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


def _entry(
    spread: Spread, rows: list[NDArray[np.float32]], places: dict[tuple[Shape, float], int]
) -> tuple[float, float, float, float, float, float]:
    """Kind, low, span, mode, row and weight; what is a table of its own is put among the rows."""
    if spread.shape is Shape.DISCRETE:
        return (DISCRETE, 0.0, 0.0, 0.0, 0.0, 0.0)
    if spread.shape is Shape.LOGNORMAL:
        return (TABLE, 0.0, spread.likely, 0.0, _row(spread, spread.high / spread.likely, rows, places), 0.0)
    low, likely, high = limits_of(spread)
    span = high - low
    if span <= 0:
        return (FIXED, likely, 0.0, 0.0, 0.0, 0.0)
    if spread.shape is Shape.UNIFORM:
        return (TABLE, low, span, 0.0, _row(spread, 0.0, rows, places), 0.0)
    mode = (likely - low) / span
    if spread.shape is Shape.TRIANGULAR:
        return (TRIANGULAR, low, span, mode, 0.0, 0.0)
    row = min(int(mode * FAMILY), FAMILY - 1)
    return (TABLE, low, span, 0.0, row, mode * FAMILY - row)


def _row(spread: Spread, form: float, rows: list[NDArray[np.float32]], places: dict[tuple[Shape, float], int]) -> float:
    place = places.setdefault((spread.shape, form), FAMILY + 1 + len(rows))
    if place == FAMILY + 1 + len(rows):
        rows.append(table_row(spread))
    return place


def _values(sampler: Sampler, place: int, kind: int, share: NDArray[np.float32]) -> NDArray[np.float32]:
    one, low, span = np.float32(1), sampler.low[place], sampler.span[place]
    if kind == TRIANGULAR:
        mode = sampler.mode[place]
        rising = np.sqrt(share * mode)
        falling = one - np.sqrt((one - share) * (one - mode))
        return np.asarray(low + span * np.where(share < mode, rising, falling))
    if kind == TABLE:
        row, weight = sampler.row[place], sampler.weight[place]
        table = sampler.tables[row]
        table = table + weight * (sampler.tables[row + 1 if weight > 0 else row] - table)
        scaled = share * np.float32(POINTS)
        piece = scaled.astype(np.int32)
        part = scaled - piece.astype(np.float32)
        return np.asarray(low + span * (table[piece, 0] + part * table[piece, 1]))
    return np.full(share.shape, low, dtype=np.float32)


def _discrete(spread: Spread) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    values = sorted(value for value in spread.values if value[1] > 0)
    reached = np.cumsum([chance for _, chance in values]).astype(np.float32)
    reached[-1] = 1
    return np.array([value for value, _ in values], dtype=np.float32), reached
