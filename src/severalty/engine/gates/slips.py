"""What a slip does: of a council's paper, of all meetings of a body, or of one meeting, by so many days."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from severalty.engine.dates import PartialDate, between, day
from severalty.engine.gates.answering import answer_of
from severalty.engine.gates.records import Calendar, Chain, Gate, GateAnswer, GateError, Window

MOST_SLIP = 730


@dataclass(frozen=True)
class Slip:
    """By how many days something slips: from `least` to `most`, so that “two to three weeks” is 14 to 21.

    Named is one of: a council, whose paper is ready later; a body, all of whose meetings move; one meeting. With
    nothing named all papers are ready later. Below nought is sooner.
    """

    least: int
    most: int
    council: str = ""
    body: str = ""
    meeting: str = ""


@dataclass(frozen=True)
class Moved:
    """The day of effect before and after a slip, and the difference in days, at least and at most; None: not known."""

    old: Window
    new: Window
    least: int | None
    most: int | None


@dataclass(frozen=True)
class Slipped:
    """What one slip does to each council alone, in the order of the chains, and to all of them together."""

    slip: Slip
    alone: tuple[tuple[str, Moved], ...]
    jointly: Moved


def slips_of(gate: Gate, slips: Iterable[Slip]) -> tuple[Slipped, ...]:
    """What each slip does, every one by itself. Raises GateError for a slip of what is not there, or of too much."""
    now = answer_of(gate)
    return tuple(_slipped(now, answer_of(after(gate, slip)), slip) for slip in slips)


def after(gate: Gate, slip: Slip) -> Gate:
    """The gate as it is once something slipped."""
    if not -MOST_SLIP <= slip.least <= slip.most <= MOST_SLIP:
        raise GateError(f"A slip of {slip.least} to {slip.most} days cannot be tried; stay within {MOST_SLIP} days.")
    if slip.body or slip.meeting:
        calendars = tuple(_later_calendar(one, slip) for one in gate.calendars)
        if calendars == gate.calendars and slip.most and not _is_there(gate, slip):
            raise GateError(f"There is no {'meeting' if slip.meeting else 'body'} {slip.meeting or slip.body!r} here.")
        return replace(gate, calendars=calendars)
    if slip.council and slip.council not in {one.council for one in gate.chains}:
        raise GateError(f"There is no chain of {slip.council!r} here; name one of the councils.")
    return replace(gate, chains=tuple(_later_chain(one, slip) for one in gate.chains))


def moved(old: Window, new: Window) -> Moved:
    """How far a day of effect moved: between the closest and the farthest that both can be."""
    least = None if new.first is None or old.last is None else (new.first - old.last).days
    most = None if new.last is None or old.first is None else (new.last - old.first).days
    if old == new and old.is_known:
        return Moved(old, new, 0, 0)
    return Moved(old, new, least, most)


def _is_there(gate: Gate, slip: Slip) -> bool:
    bodies = {one.body for one in gate.calendars}
    return slip.body in bodies or slip.meeting in {two.key for one in gate.calendars for two in one.sittings}


def _slipped(now: GateAnswer, then: GateAnswer, slip: Slip) -> Slipped:
    pairs = zip(now.alone, then.alone, strict=True)
    return Slipped(
        slip=slip,
        alone=tuple((old.council, moved(old.effective, new.effective)) for old, new in pairs),
        jointly=moved(now.jointly, then.jointly),
    )


def _later_chain(chain: Chain, slip: Slip) -> Chain:
    if chain.ready is None or (slip.council and chain.council != slip.council):
        return chain
    return replace(chain, ready=_later(chain.ready, slip))


def _later_calendar(calendar: Calendar, slip: Slip) -> Calendar:
    sittings = tuple(
        replace(one, on=_later(one.on, slip))
        if one.on is not None and (one.key == slip.meeting if slip.meeting else calendar.body == slip.body)
        else one
        for one in calendar.sittings
    )
    return replace(calendar, sittings=sittings)


def _later(on: PartialDate, slip: Slip) -> PartialDate:
    first, last = on.first + timedelta(days=slip.least), on.last + timedelta(days=slip.most)
    return day(first, about=on.about) if first == last else between(first, last, about=on.about)
