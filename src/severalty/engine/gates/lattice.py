"""The lattice as an index: calendars are worked out once, then every readiness is answered by halving, not by scanning.

Days are ordinals (`date.toordinal`). Each body has two lists of days that rise together with the last day of every
step before them. In the *best* list a meeting whose day is not known stands on each working day on which it may be; in
the *worst* it stands on the first of them, and what it decides counts from the last. So the best answer bounds what
can happen from below, and the worst from above; where all days are known they are the same.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from severalty.engine.clear_days import Closures, DaysError, is_working
from severalty.engine.gates.records import Calendar, Chain, Gate, GateError, Link, Sitting
from severalty.engine.gates.steps import effective_day, last_days, missing_after, missing_before, steps_of

_EVER = date.max.toordinal()


@dataclass(frozen=True)
class _Listed:
    """The days of a body in rising order, the last readiness, last notice and last days of steps for each, and the day
    from which on what was decided counts; `effects` are the days of effect by that day."""

    days: tuple[int, ...]
    ready: tuple[int, ...]
    notice: tuple[int, ...]
    steps: Mapping[str, tuple[int, ...]]
    counts_from: tuple[int, ...]
    effects: Mapping[int, int]
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Start:
    """From when on a council is ready, and from when on notice of a key decision stands; ordinals. Notice that is still
    to be given is given on the day of readiness."""

    ready: int
    is_key: bool = False
    notice: int | None = None

    @property
    def noticed(self) -> int:
        """The day of the notice."""
        return self.ready if self.notice is None else self.notice


@dataclass(frozen=True)
class _Wait:
    """One council's claim on a body: whose start, which body comes before, which step waits for it."""

    council: int
    before: str
    waits: str


@dataclass(frozen=True)
class Lattice:
    """The index of one gate. `dropped` are the meetings of each body whose days cannot be counted, with the reason."""

    gate: Gate
    best: Mapping[str, _Listed]
    worst: Mapping[str, _Listed | None]
    order: tuple[str, ...]
    waits: Mapping[str, tuple[_Wait, ...]]
    dropped: Mapping[str, tuple[str, ...]]

    def days(self, starts: Sequence[Start], councils: Sequence[int], *, worst: bool = False) -> dict[str, int | None]:
        """For each body on the way of these councils the day from which its decision counts; None where none can.

        A body in several chains takes it once all of those councils are ready and their bodies before it have met.
        """
        lists: Mapping[str, _Listed | None] = self.worst if worst else self.best
        found: dict[str, int | None] = {"": 0}
        for body in self.order:
            waits = [one for one in self.waits[body] if one.council in councils]
            if waits:
                place = self._place(lists.get(body), waits, starts, found)
                listed = lists.get(body)
                found[body] = None if place is None or listed is None else listed.counts_from[place]
        del found[""]
        return found

    def effective(self, starts: Sequence[Start], councils: Sequence[int], *, worst: bool = False) -> list[int | None]:
        """The day of effect for each of these councils, at the end of its chain; None where it is not known."""
        days = self.days(starts, councils, worst=worst)
        return [self._effect(days, council, worst=worst) for council in councils]

    def meeting(self, body: str, on: int) -> str:
        """The key of a meeting that may be on a day."""
        listed = self.best[body]
        return listed.keys[bisect_left(listed.days, on)]

    def _effect(self, days: Mapping[str, int | None], council: int, *, worst: bool) -> int | None:
        last = self.gate.chains[council].links[-1].body
        on, listed = days.get(last), (self.worst if worst else self.best).get(last)
        return None if on is None or listed is None else listed.effects.get(on)

    def _place(
        self, listed: _Listed | None, waits: Sequence[_Wait], starts: Sequence[Start], found: Mapping[str, int | None]
    ) -> int | None:
        """The first place in a list that every claim allows."""
        if listed is None:
            return None
        place = 0
        for one in waits:
            since, start = found.get(one.before), starts[one.council]
            if since is None:
                return None
            place = max(place, bisect_left(listed.ready, start.ready), bisect_right(listed.days, since))
            if one.waits:
                place = max(place, bisect_left(listed.steps[one.waits], since))
            if start.is_key:
                place = max(place, bisect_left(listed.notice, start.noticed))
        return place if place < len(listed.days) else None


def lattice_of(gate: Gate) -> Lattice:
    """Work out the calendars of a gate once. Raises GateError for a chain that cannot be: without a body, with a body
    or step that is not there, or bodies that wait for one another."""
    calendars = {one.body: one for one in gate.calendars}
    for chain in gate.chains:
        _check(chain, calendars)
    keys = {link.body: chain.key is not False for chain in gate.chains for link in chain.links}
    waits = _waits(gate.chains)
    found = {body: _listed(calendars[body], gate.closures, key=keys[body]) for body in waits}
    return Lattice(
        gate=gate,
        best={body: best for body, (best, _, _) in found.items()},
        worst={body: worst for body, (_, worst, _) in found.items()},
        order=_order(waits),
        waits=waits,
        dropped={body: dropped for body, (_, _, dropped) in found.items()},
    )


def possible_days(on: Sitting, closures: Closures) -> list[date]:
    """The days on which a meeting may be: its own, or each working day of the time it falls into. Raises DaysError."""
    if on.on is None:
        return []
    if on.on.first == on.on.last:
        return [on.on.first]
    span = (on.on.last - on.on.first).days + 1
    days = (on.on.first + timedelta(days=number) for number in range(span))
    return [one for one in days if is_working(one, closures)]


def _check(chain: Chain, calendars: Mapping[str, Calendar]) -> None:
    if not chain.links:
        raise GateError(f"No body is named that decides for {chain.words}; name at least one.")
    names = [link.body for link in chain.links]
    if len(set(names)) < len(names):
        raise GateError(f"A body stands twice in the chain of {chain.words}; leave it once.")
    for link in chain.links:
        if link.body not in calendars:
            raise GateError(f"The body {link.body!r} of {chain.words} has no calendar here; give one, if only empty.")
        if link.waits and link.waits not in {step.name for step in calendars[link.body].lead.steps}:
            raise GateError(f"The body {link.body!r} has no step {link.waits!r}; name one of its steps, or none.")


def _waits(chains: Sequence[Chain]) -> dict[str, tuple[_Wait, ...]]:
    found: dict[str, tuple[_Wait, ...]] = {}
    for number, chain in enumerate(chains):
        for before, link in zip((Link(""), *chain.links), chain.links, strict=False):
            found[link.body] = (*found.get(link.body, ()), _Wait(number, before.body, link.waits))
    return found


def _order(waits: Mapping[str, Sequence[_Wait]]) -> tuple[str, ...]:
    """The bodies so that each comes after all that it waits for."""
    done: dict[str, None] = {}
    while len(done) < len(waits):
        free = [body for body in waits if body not in done and all(o.before in ("", *done) for o in waits[body])]
        if not free:
            raise GateError("Bodies of these chains wait for one another; change the order of one chain.")
        done |= dict.fromkeys(free)
    return tuple(done)


def _listed(calendar: Calendar, closures: Closures, *, key: bool) -> tuple[_Listed, _Listed | None, tuple[str, ...]]:
    """The best list, the worst where the numbers before a meeting are known (without effects where those after it are
    not), and the meetings whose days cannot be counted."""
    best: list[tuple[date, date, str]] = []
    worst: list[tuple[date, date, str]] = []
    dropped: list[str] = []
    for sitting in calendar.sittings:
        try:
            days = possible_days(sitting, closures) if sitting.stands else []
            for one in {*days[:1], *days[-1:]}:
                last_days(calendar.lead, one, closures)
                effective_day(calendar.lead, one, closures)
        except DaysError as error:
            dropped.append(f"{calendar.words}, {sitting.on}: {error}")
            continue
        best += [(one, one, sitting.key) for one in days]
        worst += [(days[0], days[-1], sitting.key)] if days else []
    sure = None if missing_before(calendar.lead, key=key) else _list_of(calendar, worst, closures)
    if sure is not None and missing_after(calendar.lead):
        sure = replace(sure, effects={})
    return _list_of(calendar, best, closures), sure, tuple(dropped)


def _list_of(calendar: Calendar, found: list[tuple[date, date, str]], closures: Closures) -> _Listed:
    """The list of days that were found, each with the day from which it counts and the key of its meeting."""
    found.sort()
    lead, firsts = calendar.lead, [first.toordinal() for first, _, _ in found]
    steps = [last_days(lead, first, closures) for first, _, _ in found]
    named = {
        one.name: tuple(on.toordinal() if (on := steps[n][one.name]) else day for n, day in enumerate(firsts))
        for one in steps_of(lead)
    }
    notice = named.pop(lead.notice.name) if lead.notice else (_EVER,) * len(firsts)
    lasts, soonest = [], _EVER
    for _, last, _ in reversed(found):
        soonest = min(soonest, last.toordinal())
        lasts.append(soonest)
    return _Listed(
        days=tuple(firsts),
        ready=tuple(min(of_step) for of_step in zip(firsts, *named.values(), strict=True)),
        notice=notice,
        steps=named,
        counts_from=tuple(reversed(lasts)),
        effects={last.toordinal(): effective_day(lead, last, closures).toordinal() for _, last, _ in found},
        keys=tuple(key for _, _, key in found),
    )
