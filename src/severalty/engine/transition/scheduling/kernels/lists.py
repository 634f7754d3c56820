"""Serial schedule generation on packed resource profiles, forwards and backwards.

One slot of a profile is one or more unsigned 64-bit words. Every resource has a lane in one of them, wide enough for
its capacity, with one guard bit above it that is always set. Taking away the needs of an activity clears the guard of
every lane that had too little left, so one subtraction and one comparison ask all resources of a word at once.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]


class Network(NamedTuple):
    """Activities in topological order of their links, as arrays. All links are minimal distances between starts.

    `durations` and `earliest` have one number for each activity; `needs` (activities, words) is packed; the links that
    come in to activity i are `before[before_at[i] : before_at[i + 1]]` with `before_lag`, those that go out `after`.
    `full` (words) is an empty slot with its guards, `guards` (words) the guards alone.
    """

    durations: Array
    earliest: Array
    needs: Array
    before_at: Array
    before: Array
    before_lag: Array
    after_at: Array
    after: Array
    after_lag: Array
    full: Array
    guards: Array


@njit(cache=True, nogil=True)
def first_fit(free: Array, need: Array, guards: Array, start: int, duration: int) -> int:
    """The first slot from `start` on in which all of `need` is free for `duration` slots. The profile must be long."""
    words = guards.shape[0]
    at, known = start, start
    while True:
        clash = -1
        for slot in range(at + duration - 1, known - 1, -1):
            for word in range(words):
                if (free[slot, word] - need[word]) & guards[word] != guards[word]:
                    clash = slot
                    break
            if clash >= 0:
                break
        if clash < 0:
            return at
        known = at + duration
        at = clash + 1


@njit(cache=True, nogil=True)
def last_fit(free: Array, need: Array, guards: Array, start: int, duration: int) -> int:
    """The last slot not after `start` in which all of `need` is free for `duration` slots; -1 if there is none."""
    words = guards.shape[0]
    at, known = start, start + duration
    while at >= 0:
        clash = -1
        for slot in range(at, known):
            for word in range(words):
                if (free[slot, word] - need[word]) & guards[word] != guards[word]:
                    clash = slot
                    break
            if clash >= 0:
                break
        if clash < 0:
            return at
        known = at
        at = clash - duration
    return -1


@njit(cache=True, nogil=True)
def forward(network: Network, order: Array, starts: Array, free: Array) -> int:
    """Start every activity as early as it fits, in this order; fill `starts` and return the slot at which all ended."""
    words = network.guards.shape[0]
    span = used = 0
    for slot in range(free.shape[0]):
        for word in range(words):
            free[slot, word] = network.full[word]
    for place in range(order.shape[0]):
        activity = order[place]
        start = network.earliest[activity]
        for link in range(network.before_at[activity], network.before_at[activity + 1]):
            start = max(start, starts[network.before[link]] + network.before_lag[link])
        duration = network.durations[activity]
        if duration > 0:
            if start < used:
                start = first_fit(free, network.needs[activity], network.guards, start, duration)
            for slot in range(start, start + duration):
                for word in range(words):
                    free[slot, word] -= network.needs[activity, word]
            used = max(used, start + duration)
        starts[activity] = start
        span = max(span, start + duration)
    return span


@njit(cache=True, nogil=True)
def backward(network: Network, order: Array, starts: Array, free: Array, span: int) -> bool:
    """Move every activity as late as it fits before `span`, the last of the order first. Says whether all fitted."""
    words = network.guards.shape[0]
    for slot in range(span):
        for word in range(words):
            free[slot, word] = network.full[word]
    for place in range(order.shape[0] - 1, -1, -1):
        activity = order[place]
        duration = network.durations[activity]
        start = span - duration
        for link in range(network.after_at[activity], network.after_at[activity + 1]):
            start = min(start, starts[network.after[link]] - network.after_lag[link])
        if duration > 0:
            start = last_fit(free, network.needs[activity], network.guards, start, duration)
            if start < 0:
                return False
            for slot in range(start, start + duration):
                for word in range(words):
                    free[slot, word] -= network.needs[activity, word]
        starts[activity] = start
    return True


@njit(cache=True, nogil=True)
def sort_by(keys: Array, order: Array, sorted_order: Array, counts: Array, most: int) -> None:
    """Put `order` into `sorted_order` by rising keys from 0 to `most`; equal keys keep their order."""
    for key in range(most + 2):
        counts[key] = 0
    for place in range(order.shape[0]):
        counts[keys[order[place]] + 1] += 1
    for key in range(most + 1):
        counts[key + 1] += counts[key]
    for place in range(order.shape[0]):
        activity = order[place]
        sorted_order[counts[keys[activity]]] = activity
        counts[keys[activity]] += 1
