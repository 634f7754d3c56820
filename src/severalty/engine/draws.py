"""Seeded draws: the only source of chance. Counted, not consumed: draw number n of a stream is always the same figure.

A stream belongs to a seed and a name (the key of an activity, of a risk). So two scenarios that share a name share its
draws, whatever else differs between them, and any share of the draws can be made alone, in any order, on any thread.
The mixing is a count in steps of the golden section, then two multiplications and shifts on 32 bits with the constants
of C. Wellons' hash prospector; the two numbers of the stream come in before the one and the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

MOST_DRAWS = 2**32  # of one stream


class DrawsError(ValueError):
    """A request for draws that cannot be met."""


@dataclass(frozen=True)
class DrawsWanted:
    """`count` draws, from number `first` on, of each named stream of a seed."""

    seed: int
    names: tuple[str, ...]
    count: int
    first: int = 0


@dataclass(frozen=True)
class Drawn:
    """Uniform figures above 0 and below 1; one row for each stream."""

    rows: tuple[tuple[float, ...], ...]


def streams_of(seed: int, names: Sequence[str]) -> NDArray[np.uint32]:
    """The two numbers (a row for each name) that make a stream."""
    prefix = f"{seed}:".encode()
    digests = b"".join(blake2b(prefix + name.encode(), digest_size=8).digest() for name in names)
    return np.frombuffer(digests, dtype="<u4").astype(np.uint32).reshape(len(names), 2)


def uniforms(streams: NDArray[np.uint32], first: int, count: int) -> NDArray[np.float32]:
    """Draws number `first` and following of each stream, streams x count; odd multiples of 2**-24, never 0 or 1."""
    if first < 0 or count < 0 or first + count > MOST_DRAWS:
        raise DrawsError(f"Draws {first} to {first + count} of a stream cannot be made; it has {MOST_DRAWS:,}.")
    number = np.arange(first, first + count, dtype=np.int64).astype(np.uint32)
    x = number * np.uint32(0x9E3779B9) + streams[:, :1]
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x21F0AAAD)
    x ^= x >> np.uint32(15)
    x += streams[:, 1:]
    x *= np.uint32(0x735A2D97)
    x ^= x >> np.uint32(15)
    figures: NDArray[np.float32] = ((x >> np.uint32(9)).astype(np.float32) + np.float32(0.5)) * np.float32(2.0**-23)
    return figures


def drawn(wanted: DrawsWanted) -> Drawn:
    """The figures themselves, for somebody who wants to check a simulation by hand."""
    rows = uniforms(streams_of(wanted.seed, wanted.names), wanted.first, wanted.count)
    return Drawn(tuple(tuple(float(figure) for figure in row) for row in rows))
