"""Stretches of a task on which work is done, read from what its assignments spread over time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from severalty.formats.mspdi.custom import ACTUAL_WORK, REMAINING_WORK, TimePhase
from severalty.formats.mspdi.project import Assignment
from severalty.formats.mspdi.values import SPAN

Stretch = tuple[datetime, datetime]


def splits_of(assignments: Iterable[Assignment]) -> tuple[Stretch, ...]:
    """The stretches of a task that is split, from its assignments; nothing for one that runs through.

    MSPDI has no element for a split: a split task has stretches that say they have no work between others that have
    some. Nights and weekends, of which MSPDI says nothing, are no splits.
    """
    phases = [
        phase
        for assignment in assignments
        for phase in assignment.phases
        if phase.kind in (REMAINING_WORK, ACTUAL_WORK) and phase.starts and phase.ends
    ]
    worked = sorted((one.starts, one.ends) for one in phases if one.starts and one.ends and _work(one))
    runs: list[Stretch] = []
    for start, end in worked:
        if runs and not _gap(runs[-1][1], start, phases):
            runs[-1] = (runs[-1][0], max(runs[-1][1], end))
        else:
            runs.append((start, end))
    return tuple(runs) if len(runs) > 1 else ()


def _work(phase: TimePhase) -> timedelta:
    try:
        found: timedelta = SPAN.read(phase.value)
    except ValueError:
        return timedelta()
    return found


def _gap(end: datetime, start: datetime, phases: Iterable[TimePhase]) -> bool:
    """Whether between two stretches one lies that says it has no work: `PT0H0M0S`; a night or weekend says nothing."""
    return any(
        one.value and not _work(one) and one.starts and one.ends and end <= one.starts and one.ends <= start
        for one in phases
    )
