"""A genetic search over activity lists with double justification, in steps that can be counted and continued."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from severalty.engine.transition.scheduling.kernels.lists import Network, backward, forward, sort_by

Array = np.ndarray[Any, Any]


class Population(NamedTuple):
    """Lists and starts (members, activities), spans (members), the state of chance (1), a flag to stop (1), scratch."""

    orders: Array
    starts: Array
    spans: Array
    chance: Array
    halt: Array
    free: Array
    scratch: Array
    counts: Array


@njit(cache=True, nogil=True)
def draw(chance: Array, below: int) -> Any:
    """The next number of the sequence from 0 to `below` - 1 (xorshift64*)."""
    state = chance[0]
    state ^= state >> np.uint64(12)
    state ^= state << np.uint64(25)
    state ^= state >> np.uint64(27)
    chance[0] = state
    mixed = state * np.uint64(2685821657736338717)
    return np.int64((mixed >> np.uint64(33)) % np.uint64(below))


@njit(cache=True, nogil=True)
def justify(network: Network, population: Population, order: Array, starts: Array) -> tuple[int, int]:
    """Schedule `order`, push everything late, then early again; `order` becomes that of the starts.

    Returns the slot at which all has ended, and how many schedules were made.
    """
    late, late_order = population.scratch[0], population.scratch[1]
    span = forward(network, order, starts, population.free)
    schedules = 1
    for activity in range(order.shape[0]):
        late[activity] = starts[activity] + network.durations[activity]
    sort_by(late, order, late_order, population.counts, span)
    if backward(network, late_order, late, population.free, span):
        sort_by(late, late_order, order, population.counts, span)
        span = forward(network, order, starts, population.free)
        schedules = 3
    late_order[:] = order
    sort_by(starts, late_order, order, population.counts, span)
    return span, schedules


@njit(cache=True, nogil=True)
def cross(population: Population, father: int, mother: int, child: Array) -> None:
    """A child with the father's list, but for a stretch of it that stands in the order of the mother."""
    count = child.shape[0]
    taken = population.scratch[2]
    orders = population.orders
    length = max(2, count // 6 + draw(population.chance, max(1, count // 2)))
    first = draw(population.chance, max(1, count - length + 1))
    last = min(count, first + length)
    for place in range(count):
        taken[orders[father, place]] = 0
        child[place] = orders[father, place]
    for place in range(first, last):
        taken[orders[father, place]] = 1
    at = first
    for place in range(count):
        activity = orders[mother, place]
        if taken[activity] == 1:
            child[at] = activity
            at += 1


@njit(cache=True, nogil=True)
def mutate(network: Network, population: Population, child: Array, moves: int) -> None:
    """Move some activities to another place between the last that they wait for and the first that waits for them."""
    count = child.shape[0]
    for _ in range(moves):
        place = draw(population.chance, count)
        activity = child[place]
        reach = 1 + draw(population.chance, max(1, count // 4))
        step = 1 if draw(population.chance, 2) else -1
        for _ in range(reach):
            near = place + step
            if near < 0 or near >= count or linked(network, activity, child[near], step):
                break
            child[place] = child[near]
            place = near
        child[place] = activity


@njit(cache=True, nogil=True)
def linked(network: Network, activity: int, near: int, step: int) -> bool:
    """Whether the activity may not pass its neighbour on the way forwards (1) or backwards (-1)."""
    if step > 0:
        for link in range(network.after_at[activity], network.after_at[activity + 1]):
            if network.after[link] == near:
                return True
        return False
    for link in range(network.before_at[activity], network.before_at[activity + 1]):
        if network.before[link] == near:
            return True
    return False


@njit(cache=True, nogil=True)
def chosen(population: Population, rounds: int) -> int:
    """The shortest of some members drawn by chance."""
    best = draw(population.chance, population.spans.shape[0])
    for _ in range(rounds):
        other = draw(population.chance, population.spans.shape[0])
        if population.spans[other] < population.spans[best]:
            best = other
    return best


@njit(cache=True, nogil=True)
def held(population: Population, starts: Array, span: int) -> bool:
    """Whether a member starts everything in just these slots."""
    for member in range(population.spans.shape[0]):
        if population.spans[member] == span:
            same = 0
            while same < starts.shape[0] and population.starts[member, same] == starts[same]:
                same += 1
            if same == starts.shape[0]:
                return True
    return False


@njit(cache=True, nogil=True)
def evolve(network: Network, population: Population, budget: int, target: int) -> int:
    """Make children until `budget` schedules are spent, one ends by `target` or `halt` is set. Returns the work.

    A child takes the place of its father if it is no longer and new, so that the members stay different from one
    another.
    """
    child, starts = population.scratch[3], population.scratch[4]
    spent = 0
    best = population.spans.min()
    while spent < budget and best > target and population.halt[0] == 0:
        father, mother = chosen(population, 1), chosen(population, 1)
        cross(population, father, mother, child)
        mutate(network, population, child, draw(population.chance, 5))
        span, schedules = justify(network, population, child, starts)
        spent += schedules
        if span <= population.spans[father] and not held(population, starts, span):
            population.spans[father] = span
            population.orders[father] = child
            population.starts[father] = starts
            best = min(best, span)
    return spent
