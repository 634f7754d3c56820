"""What the aims say of the starts in a state."""

from typing import Any, NamedTuple

from numba import njit

from severalty.engine.transition.scheduling.weighted.kernels.decode import (
    BLOCK_AT,
    BLOCK_COUNT,
    LENGTH,
    START_AT,
    WIDTH,
    broken,
)

BROKEN = 1e12  # energy of one slot by which a constraint is broken
HELD = 1e6  # energy of one unit by which an earlier aim is worse than held


class Aims(NamedTuple):
    """Terms of all aims as rows, each naming its aim first.

    `late`: block, last start that is not late, weight. `finish`: after, weight. `span`: first block, its length, last
    block, its length, weight. `moved`: block, start before, weight. `peak`: resource, weight. `capacity` is
    laid out like the profiles. `scale` has by aim its weight in the energy, and the value that it may not exceed.
    """

    late: Any
    finish: Any
    span: Any
    moved: Any
    peak: Any
    capacity: Any
    scale: Any


@njit(cache=True, nogil=True)
def spans_and_moves(m: Any, aims: Any, values: Any) -> Any:
    """Add what is said of distances between ends, and of starts that differ from those before."""
    for k in range(aims.span.shape[0]):
        last = m[m[START_AT] + aims.span[k, 3]] + aims.span[k, 4]
        first = m[m[START_AT] + aims.span[k, 1]] + aims.span[k, 2]
        values[aims.span[k, 0]] += aims.span[k, 5] * max(0, last - first)
    for k in range(aims.moved.shape[0]):
        values[aims.moved[k, 0]] += aims.moved[k, 3] * abs(m[m[START_AT] + aims.moved[k, 1]] - aims.moved[k, 2])


@njit(cache=True, nogil=True)
def peaks(m: Any, free: Any, aims: Any, values: Any) -> Any:
    """Add what is said of the most units used in any slot."""
    for k in range(aims.peak.shape[0]):
        row, most = aims.peak[k, 1], 0
        for slot in range(row * m[WIDTH], row * m[WIDTH] + m[WIDTH]):
            most = max(most, aims.capacity[slot] - free[slot])
        values[aims.peak[k, 0]] += aims.peak[k, 2] * most


@njit(cache=True, nogil=True)
def worth(m: Any, free: Any, aims: Any, values: Any) -> Any:
    """Fill in the values of the aims; says the energy, in which later aims weigh little and what is broken much."""
    values[:] = 0
    for k in range(aims.late.shape[0]):
        values[aims.late[k, 0]] += aims.late[k, 3] * max(0, m[m[START_AT] + aims.late[k, 1]] - aims.late[k, 2])
    end = 0
    for block in range(m[BLOCK_COUNT]):
        end = max(end, m[m[START_AT] + block] + m[m[BLOCK_AT] + 9 * block + LENGTH])
    for k in range(aims.finish.shape[0]):
        values[aims.finish[k, 0]] += aims.finish[k, 2] * max(0, end - aims.finish[k, 1])
    spans_and_moves(m, aims, values)
    peaks(m, free, aims, values)
    energy = BROKEN * broken(m)
    for k in range(values.shape[0]):
        energy += aims.scale[0, k] * values[k] + HELD * max(0.0, values[k] - aims.scale[1, k])
    return energy
