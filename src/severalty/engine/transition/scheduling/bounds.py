"""What no plan can beat: the longest path, the work that every resource has to bear, and windows of that work.

All are least slots for the end of everything. Source: Klein and Scholl (1999); energy in intervals after Baptiste, Le
Pape and Nuijten (2001).
"""

import numpy as np

from severalty.engine.transition.scheduling.rcpsp import Rcpsp

MOST_USERS = 400
"""Of problems with more activities the intervals are not looked at, for there are too many."""


def lower_bound(rcpsp: Rcpsp) -> int:
    """The best of the quick bounds."""
    least = max(rcpsp.path, *(energy(rcpsp, resource) for resource in range(len(rcpsp.capacities))), 0)
    if len(rcpsp.durations) > MOST_USERS:
        return least
    while least < rcpsp.horizon and overloaded(rcpsp, least):
        least += 1
    return least


def energy(rcpsp: Rcpsp, resource: int) -> int:
    """The earliest start of a user, all the work of the users, and the shortest way from one of them to the end."""
    users = [
        (place, units) for place, used in enumerate(rcpsp.uses) for number, units in used if number == resource
    ]  # fmt: skip
    if not users:
        return 0
    work = sum(rcpsp.durations[place] * units for place, units in users)
    rest = min(rcpsp.tails[place] - rcpsp.durations[place] for place, _ in users)
    return min(rcpsp.heads[place] for place, _ in users) - (-work // rcpsp.capacities[resource]) + rest


def overloaded(rcpsp: Rcpsp, end: int) -> bool:
    """Whether, if all ends by `end`, some interval must hold more work of a resource than the resource can do in it.

    The work of an activity in an interval is its least one, pushed to the left or to the right as far as it goes.
    """
    return any(_overloaded(rcpsp, end, resource) for resource in range(len(rcpsp.capacities)))


def _overloaded(rcpsp: Rcpsp, end: int, resource: int) -> bool:
    users = [
        (rcpsp.heads[place], min(rcpsp.lasts[place], end - rcpsp.tails[place]), rcpsp.durations[place], units)
        for place, used in enumerate(rcpsp.uses)
        for number, units in used
        if number == resource
    ]
    if not users:
        return False
    heads, lasts, lengths, units = np.array(users, dtype=np.int64).T
    rights = np.unique(np.concatenate([lasts + lengths, heads + lengths]))
    for left in np.unique(np.concatenate([heads, lasts])):
        later = rights[rights > left]
        most = np.minimum(lengths, heads + lengths - left)[None, :]
        inside = np.minimum(np.minimum(most, later[:, None] - lasts[None, :]), (later - left)[:, None])
        if np.any(np.maximum(inside, 0) @ units > rcpsp.capacities[resource] * (later - left)):
            return True
    return False
