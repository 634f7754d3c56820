"""The meeting of one body that takes it, why none before it can, and what is missing to know of one that can."""

from datetime import date

from severalty.engine.dates import day
from severalty.engine.gates.lattice import Lattice, Start, possible_days
from severalty.engine.gates.records import Calendar, Chain, Link, Passed, Sitting, StepDay, Taken, Window
from severalty.engine.gates.steps import last_days, missing_after, missing_before, steps_of


def _calendar(lattice: Lattice, body: str) -> Calendar:
    return next(one for one in lattice.gate.calendars if one.body == body)


def taken_by(lattice: Lattice, link: Link, days: tuple[int | None, int, int | None], start: Start) -> Taken:
    """The meeting that takes it: `days` are that of the body before, its own earliest and its own latest day."""
    before, on, late = days
    calendar, closures = _calendar(lattice, link.body), lattice.gate.closures
    key = lattice.meeting(link.body, on)
    early = date.fromordinal(on)
    sitting = next(one for one in calendar.sittings if one.key == key)
    all_days = possible_days(sitting, closures)
    spans = [last_days(calendar.lead, one, closures) for one in (early, max(all_days))]
    steps = tuple(
        StepDay(one.name, Window(spans[0][one.name], spans[1][one.name]), one.rule)
        for one in steps_of(calendar.lead)
        if one is not calendar.lead.notice or start.is_key
    )
    passed = _passed(lattice, calendar, link, (before, on), start)
    return Taken(link.body, key, Window(early, date.fromordinal(late) if late else None), steps, passed)


def _passed(
    lattice: Lattice, calendar: Calendar, link: Link, days: tuple[int | None, int], start: Start
) -> tuple[Passed, ...]:
    """The meetings from the day of readiness on that come before the one that takes it, each with what it misses."""
    before, on = days
    found = []
    for sitting in calendar.sittings:
        possible = possible_days(sitting, lattice.gate.closures) if sitting.stands and sitting.on else []
        if possible and start.ready <= max(possible).toordinal() < on and sitting.on is not None:
            found.append(_why(lattice, calendar, link, sitting, (before, max(possible), start)))
    return tuple(sorted(found, key=lambda one: one.on.first))


def _why(
    lattice: Lattice, calendar: Calendar, link: Link, sitting: Sitting, at: tuple[int | None, date, Start]
) -> Passed:
    """The step that the paper misses by most days; else by how many the body before it meets too late."""
    (before, meeting, start), on_record = at, sitting.on or day(at[1])
    lead, on = calendar.lead, last_days(calendar.lead, meeting, lattice.gate.closures)
    missed = [
        ((start.noticed if one is lead.notice else start.ready) - last.toordinal(), one.name, last)
        for one in steps_of(lead)
        if (last := on[one.name]) is not None and (one is not lead.notice or start.is_key)
    ]
    days, name, last = max(missed, default=(0, "", None), key=lambda one: one[0])
    if days > 0 or not before:
        return Passed(sitting.key, on_record, name if days > 0 else "", last if days > 0 else None, max(0, days))
    waits = on.get(link.waits)
    if waits is not None and before > waits.toordinal():
        return Passed(sitting.key, on_record, link.waits, waits, before - waits.toordinal(), by_body=True)
    return Passed(sitting.key, on_record, "", None, max(0, before + 1 - meeting.toordinal()), by_body=True)


def missing_for(lattice: Lattice, chain: Chain, reached: int) -> tuple[str, ...]:
    """What must be known for a whole answer, in sentences; `reached` is how many bodies of the chain can take it."""
    found = [] if chain.ready else [f"When the paper of {chain.words} is ready is not known."]
    found += [f"{one.words} No end is known." for one in chain.pauses if one.free is None]
    found += [f"Whether notice of a key decision is needed for {chain.words} is not known."] * (chain.key is None)
    for place, link in enumerate(chain.links):
        found += _lacks(_calendar(lattice, link.body), key=chain.key is not False, is_last=link is chain.links[-1])
        found += lattice.dropped[link.body]
        if place == reached and chain.ready is not None and all(one.free for one in chain.pauses):
            found += [_no_meeting(_calendar(lattice, link.body))]
    return tuple(found)


def _lacks(calendar: Calendar, *, key: bool, is_last: bool) -> list[str]:
    before = missing_before(calendar.lead, key=key)
    after = missing_after(calendar.lead) if is_last else ()
    words = ", ".join((*before, *after))
    return [f"{calendar.words}: nobody has stated the days for {words}."] if words else []


def _no_meeting(calendar: Calendar) -> str:
    if not calendar.known:
        return f"{calendar.words}: its calendar is not open to you."
    on = [one.on for one in calendar.sittings if one.stands and one.on]
    if not on:
        return f"{calendar.words}: no meeting with a day is on record."
    return (
        f"{calendar.words}: no meeting that can take it is on record; the last is {max(on, key=lambda one: one.last)}."
    )
