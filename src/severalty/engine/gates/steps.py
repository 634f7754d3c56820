"""The last day of every step before one meeting, and the day on which what it decides takes effect."""

from collections.abc import Iterator
from datetime import date, timedelta

from severalty.engine.clear_days import (
    Closures,
    Counting,
    Effect,
    call_in,
    latest_publication,
    working_day_after,
    working_day_before,
)
from severalty.engine.gates.records import GateError, Lead, Step, Unit

_CLEAR = {Unit.CLEAR_WORKING: Counting.WORKING, Unit.CLEAR_CALENDAR: Counting.CALENDAR}


def last_days(lead: Lead, meeting: date, closures: Closures) -> dict[str, date | None]:
    """The last day of each step by its name; None where its number, or that of a step it counts from, is not known.

    Raises DaysError beyond the bank holidays held, GateError where a step counts from one that stands not before it.
    """
    found: dict[str, date | None] = {"": meeting}
    for step in steps_of(lead):
        if step.before not in found:
            raise GateError(f"The step {step.name!r} counts back from {step.before!r}, which does not stand before it.")
        since = found[step.before]
        found[step.name] = None if since is None or step.count is None else _back(step, since, step.count, closures)
    del found[""]
    return found


def steps_of(lead: Lead) -> Iterator[Step]:
    """All steps of a lead, the notice of a key decision last."""
    yield from lead.steps
    if lead.notice is not None:
        yield lead.notice


def effective_day(lead: Lead, meeting: date, closures: Closures) -> date:
    """The day on which a decision takes effect that nobody calls in; what is not known counts nothing: not before."""
    published = working_day_after(meeting, lead.publish or 0, closures)
    return call_in(published, lead.call_in or 0, lead.effect or Effect.ON_NTH_DAY, closures).effective


def missing_before(lead: Lead, *, key: bool | None) -> tuple[str, ...]:
    """The steps before a meeting of which nobody has stated the days."""
    return tuple(one.name for one in steps_of(lead) if one.count is None and (one is not lead.notice or key))


def missing_after(lead: Lead) -> tuple[str, ...]:
    """What is not known of the way from a meeting to the day of effect."""
    call_in_open = lead.call_in is None or (lead.call_in > 0 and lead.effect is None)
    return (*(("the day of publication",) if lead.publish is None else ()), *(("call-in",) if call_in_open else ()))


def _back(step: Step, since: date, count: int, closures: Closures) -> date:
    if step.unit in _CLEAR:
        return latest_publication(since, count, _CLEAR[step.unit], closures)
    if step.unit is Unit.CALENDAR:
        return since - timedelta(days=count)
    return working_day_before(since, count, closures)
