"""What happened, in order, and what could be decided when after each of it, as it was known then.

A meeting that was put off stood on its first day until then; a hold counts from the day when it was placed, and its
end from the day when it was told; a body that has decided is no longer waited for. Calendars are otherwise taken as
they are on record. Where no day of readiness is on record, nothing is taken to be late: the answer then says how soon
the meetings from the day of the event on allow it, and rests on no step before them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from severalty.engine.dates import PartialDate
from severalty.engine.gates.answering import answer_of
from severalty.engine.gates.records import Calendar, Chain, Gate, GateAnswer, Link, Pause, Window
from severalty.engine.gates.slips import Moved, moved


class EventKind(StrEnum):
    """What happened."""

    DECIDED = "decided"
    AGREED = "agreed informally"
    HELD = "paused"
    LIFTED = "pause ended"
    PUT_OFF = "meeting put off"
    MET = "meeting"
    LETTER = "letter or promise"
    KEPT = "promise kept"
    FROZEN = "common core frozen"


class About(StrEnum):
    """What an event has to do with the decision whose history is told, the closest first."""

    DECISION = "this decision"
    BODY = "a body on its way"
    OTHER = "no tie on record"


@dataclass(frozen=True)
class Event:
    """Something that happened, with its day as far as it is known, and what it is about."""

    key: str
    on: PartialDate
    kind: EventKind
    words: str
    about: About = About.DECISION


@dataclass(frozen=True)
class PutOff:
    """A meeting that was put off: until `since` it stood on `first`; after that `target` stands in its place."""

    body: str
    meeting: str
    first: PartialDate
    since: PartialDate
    target: str = ""


@dataclass(frozen=True)
class Paused:
    """A hold on a council's decision: from when on, until when, and from when on that end was known."""

    council: str
    words: str
    since: PartialDate
    free: PartialDate | None = None
    told: PartialDate | None = None


@dataclass(frozen=True)
class Decided:
    """A body that has decided for a council, with the day of effect; void from a day on where the core was amended."""

    council: str
    body: str
    since: PartialDate
    effective: Window
    void: PartialDate | None = None


@dataclass(frozen=True)
class HistoryQuestion:
    """Events, the gate as it is on record today, and what of it was otherwise before."""

    gate: Gate
    events: tuple[Event, ...]
    put_off: tuple[PutOff, ...] = ()
    paused: tuple[Paused, ...] = ()
    decided: tuple[Decided, ...] = ()


@dataclass(frozen=True)
class After:
    """One event, and when each council alone and all jointly could have decided, then.

    `moved`, `alone_moved` and `next_moved` compare with the event before. `next_body` is the first body on the way,
    with the day on which it could take it; `next_moved` is None where another body was next before.
    """

    event: Event
    alone: tuple[tuple[str, Window], ...]
    jointly: Window
    moved: Moved
    missing: tuple[str, ...] = ()
    next_body: str = ""
    next_on: Window = field(default_factory=Window)
    next_moved: Moved | None = None
    alone_moved: tuple[tuple[str, Moved], ...] = ()


@dataclass(frozen=True)
class Replay:
    """The history in order."""

    after: tuple[After, ...]


def replay(question: HistoryQuestion) -> Replay:
    """The history in order of its days, with the earliest effective days after each event. Raises GateError.

    Of what happened on one day the closest to the decision stands first, so that what the day moved stands with it.
    """
    found: list[After] = []
    answers: dict[PartialDate, GateAnswer] = {}
    close = list(About)
    for event in sorted(question.events, key=lambda o: (o.on.first, o.on.last, close.index(o.about), o.key)):
        if event.on not in answers:
            answers[event.on] = answer_of(gate_at(question, event.on))
        found.append(_after(question, event, answers[event.on], found[-1] if found else None))
    return Replay(tuple(found))


def gate_at(question: HistoryQuestion, on: PartialDate) -> Gate:
    """The gate as it was known on a day; a chain whose last body had decided is left out."""
    chains = tuple(chain for one in question.gate.chains for chain in _chain(question, one, on))
    open_ended = {link.body for one in question.gate.chains if one.ready is None for link in one.links}
    calendars = tuple(_calendar(one, question.put_off, on, one.body in open_ended) for one in question.gate.calendars)
    bare = tuple(replace(one, links=tuple(_bare(link, open_ended) for link in one.links)) for one in chains)
    return replace(question.gate, calendars=calendars, chains=bare)


def _after(question: HistoryQuestion, event: Event, answer: GateAnswer, before: After | None) -> After:
    alone = tuple((one.council, _alone(question, one, answer, event.on)) for one in question.gate.chains)
    open_ends = [window for _, window in alone]
    if answer.alone:
        open_ends.append(answer.jointly)
    jointly = _latest(open_ends)
    shift = Moved(jointly, jointly, None, None) if before is None else moved(before.jointly, jointly)
    way = [one.taken[0] for one in answer.together if one.taken]
    body, on = (way[0].body, way[0].on) if way else ("", Window())
    step = moved(before.next_on, on) if before is not None and before.next_body == body else None
    own = (
        tuple((key, moved(old, new)) for (key, old), (_, new) in zip(before.alone, alone, strict=True))
        if before
        else ()
    )
    return After(event, alone, jointly, shift, answer.missing, body, on, step, own)


def _alone(question: HistoryQuestion, chain: Chain, answer: GateAnswer, on: PartialDate) -> Window:
    waited = next((one for one in answer.alone if one.council == chain.council), None)
    if waited is not None:
        return waited.effective
    last = chain.links[-1].body
    return next(one.effective for one in _stand(question.decided, chain.council, on) if one.body == last)


def _latest(found: list[Window]) -> Window:
    firsts = [one.first for one in found if one.first is not None]
    lasts = [one.last for one in found if one.last is not None]
    return Window(
        max(firsts) if firsts and len(firsts) == len(found) else None,
        max(lasts) if lasts and len(lasts) == len(found) else None,
    )


def _is_known(since: PartialDate, on: PartialDate) -> bool:
    return since.first <= on.first


def _stand(decided: Iterable[Decided], council: str, on: PartialDate) -> list[Decided]:
    """What had been decided for a council by a day, and was not void."""
    return [
        one
        for one in decided
        if one.council == council and _is_known(one.since, on) and not (one.void and _is_known(one.void, on))
    ]


def _chain(question: HistoryQuestion, chain: Chain, on: PartialDate) -> list[Chain]:
    """The chain from the first body on that had not decided, with the holds that stood."""
    done = {one.body for one in _stand(question.decided, chain.council, on)}
    if chain.links[-1].body in done:
        return []
    links = tuple(link for link in chain.links if link.body not in done)
    pauses = [
        Pause(one.words, one.free if one.told is not None and _is_known(one.told, on) else None)
        for one in question.paused
        if one.council in ("", chain.council) and _is_known(one.since, on)
    ]
    key = chain.key if chain.ready else False
    return [replace(chain, links=links, ready=chain.ready or on, key=key, pauses=tuple(pauses))]


def _bare(link: Link, open_ended: Collection[str]) -> Link:
    return replace(link, waits="") if link.body in open_ended else link


def _calendar(calendar: Calendar, put_off: Iterable[PutOff], on: PartialDate, is_bare: bool) -> Calendar:
    before = {one.meeting: one for one in put_off if not _is_known(one.since, on)}
    targets = {one.target for one in before.values() if one.target}
    sittings = tuple(
        replace(one, on=before[one.key].first, stands=True) if one.key in before
        else replace(one, stands=False) if one.key in targets
        else one
        for one in calendar.sittings
    )  # fmt: skip
    lead = replace(calendar.lead, steps=(), notice=None) if is_bare else calendar.lead
    return replace(calendar, sittings=sittings, lead=lead)
