"""Who sits on a body on a day, whether enough are there, and whether its word can bind.

A seat is held by a post from one day to another; a day not known is read to its full extent, so an end of `March 2024`
lasts until 31 March. What is not on record stays unknown: a body without a number of seats has no vacancies, it has
vacancies that nobody can count. Domain rule 3.1; Havering 2023, 1.1 to 1.3 and 5.2.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from severalty.engine.dates import PartialDate, day
from severalty.engine.decisions.bodies import DECIDES, INFORMAL, Body, BodyKind, BodyMember, Seat
from severalty.engine.decisions.resolutions import Form
from severalty.engine.estate.parties import in_force
from severalty.engine.fields import Known

_VOTES = frozenset({Seat.CHAIR, Seat.VICE_CHAIR, Seat.MEMBER})
"""The seats that vote unless the record says otherwise."""


class Quorum(StrEnum):
    """Whether enough voting members were there."""

    MET = "quorate"
    NOT_MET = "not quorate"
    CANNOT_SAY = "cannot say"


@dataclass(frozen=True, kw_only=True)
class SittingQuestion:
    """A body, every seat on record of it, and the day from which one looks."""

    body: Body
    members: tuple[BodyMember, ...] = ()
    on: PartialDate


@dataclass(frozen=True)
class Sitting:
    """Who sits on a day: the seats in the order of their weight, how many vote, how many are empty where that can be
    counted, and what to look at in sentences."""

    seats: tuple[BodyMember, ...]
    chairs: tuple[str, ...]
    voting: int
    vacancies: int | None
    findings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChairTerm:
    """One chair, from a day to a day; nothing where it is not on record or has not ended."""

    post: str
    starts: PartialDate | None
    ends: PartialDate | None


@dataclass(frozen=True)
class Chairs:
    """The chairs over time, the first one first, with gaps and overlaps between them in sentences."""

    terms: tuple[ChairTerm, ...]
    findings: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuorumQuestion:
    """A body, and how many voting members were there; nothing where nobody wrote it down."""

    body: Body
    present: int | None = None


@dataclass(frozen=True)
class QuorumFound:
    """Whether enough were there, and why in a sentence."""

    state: Quorum
    words: str


@dataclass(frozen=True)
class Power:
    """Whether the word of a body can bind, and why in a sentence."""

    decides: Known
    words: str


@dataclass(frozen=True)
class WordQuestion:
    """A body, and what its word was recorded as."""

    body: Body
    form: Form = Form.RESOLUTION


@dataclass(frozen=True)
class WordFound:
    """What the word counts as, and why it is another thing than was recorded; empty where it is the same."""

    form: Form
    words: str = ""


def sitting_on(question: SittingQuestion) -> Sitting:
    """Who sits on a body on a day. Two seats of one post are one where they say the same."""
    order = list(Seat)
    seats = tuple(
        sorted(
            (one for one in question.members if in_force(one.starts, one.ends, question.on)),
            key=lambda one: (order.index(one.seat), one.post),
        )
    )
    chairs = tuple(dict.fromkeys(one.post for one in seats if one.seat is Seat.CHAIR))
    voting = len({(one.post, one.organisation) for one in seats if votes(one) is Known.YES})
    total = question.body.seats
    vacancies = None if total is None else max(0, total - voting)
    return Sitting(seats, chairs, voting, vacancies, tuple(_sitting_findings(question, chairs, voting)))


def votes(member: BodyMember) -> Known:
    """Whether a seat votes: as it is recorded, else as seats of its kind do; a substitute where the chair says so."""
    if member.votes is not Known.UNKNOWN:
        return member.votes
    if member.seat in _VOTES:
        return Known.YES
    return Known.UNKNOWN if member.seat is Seat.SUBSTITUTE else Known.NO


def chairs_over_time(members: Iterable[BodyMember]) -> Chairs:
    """The chairs of a body one after the other, with the time that nobody chaired and that two did."""
    held = {(one.post, one.starts, one.ends) for one in members if one.seat is Seat.CHAIR}
    terms = tuple(ChairTerm(*one) for one in sorted(held, key=_by_start))
    return Chairs(terms, tuple(_chair_findings(terms)))


def quorum_of(question: QuorumQuestion) -> QuorumFound:
    """Whether enough voting members were there. Without a quorum or a count nobody can say."""
    needed, there = question.body.quorum, question.present
    if needed is None:
        return QuorumFound(Quorum.CANNOT_SAY, f"The quorum of {question.body.name} is not on record. Look it up.")
    if there is None:
        return QuorumFound(
            Quorum.CANNOT_SAY, f"How many voting members were there is not on record; {needed} must be."
        )  # fmt: skip
    if there < needed:
        return QuorumFound(
            Quorum.NOT_MET, f"{_members(there)} there, and {needed} must be. What was resolved does not stand."
        )
    return QuorumFound(Quorum.MET, f"{_members(there)} there, and {needed} must be.")


def power_of(body: Body) -> Power:
    """Whether a body decides formally. A board never does, whatever its record says; scrutiny recommends."""
    if body.kind in INFORMAL:
        more = " The record says that it does: correct it." if body.formal is Known.YES else ""
        return Power(Known.NO, f"{body.name} can agree, it cannot decide for a council.{more}")
    if body.kind is BodyKind.SCRUTINY:
        return Power(Known.NO, f"{body.name} looks into things and recommends; others decide.")
    if body.formal is Known.NO:
        return Power(Known.NO, f"{body.name} is on record as one that does not decide formally.")
    if body.formal is Known.UNKNOWN and body.kind is BodyKind.JOINT_COMMITTEE:
        return Power(Known.UNKNOWN, f"Whether functions were delegated to {body.name} is not on record.")
    return Power(Known.YES, f"{body.name} decides.")


def word_of(question: WordQuestion) -> WordFound:
    """What the word of a body counts as: of an informal body an agreement, of scrutiny a recommendation."""
    body, form = question.body, question.form
    if form in (Form.INFORMAL, Form.RECOMMENDATION):
        return WordFound(form)
    if body.kind is BodyKind.SCRUTINY:
        return WordFound(Form.RECOMMENDATION, f"{body.name} recommends, so this is no decision.")
    if body.kind not in DECIDES or body.formal is Known.NO:
        return WordFound(Form.INFORMAL, f"{body.name} cannot decide for a council, so this is an informal agreement.")
    if body.kind is BodyKind.OFFICER:
        return WordFound(Form.OFFICER_DECISION)
    return WordFound(form)


def _sitting_findings(question: SittingQuestion, chairs: tuple[str, ...], voting: int) -> Iterator[str]:
    body = question.body
    if len(chairs) > 1:
        yield f"{body.name} has {len(chairs)} chairs on {question.on}: {', '.join(chairs)}. End the seat that is over."
    if not chairs and any(one.seat is Seat.CHAIR for one in question.members):
        yield f"Nobody chairs {body.name} on {question.on}."
    if body.seats is not None and voting > body.seats:
        yield f"{voting} posts vote on {body.name}, and it has {body.seats} voting seats. End the seat that is over."
    if body.quorum is not None and question.members and voting < body.quorum:
        yield f"{voting} posts vote on {body.name}, fewer than its quorum of {body.quorum}: it cannot meet to decide."


def _chair_findings(terms: tuple[ChairTerm, ...]) -> Iterator[str]:
    latest: ChairTerm | None = None
    for term in terms:
        if latest is not None and term.starts is not None:
            yield from _between(latest, term, term.starts)
        if latest is None or latest.ends is None or term.ends is None or term.ends.last > latest.ends.last:
            latest = term if latest is None or latest.ends is not None else latest


def _between(before: ChairTerm, after: ChairTerm, starts: PartialDate) -> Iterator[str]:
    """The gap or the overlap between two chairs, where the days known leave no doubt of it."""
    if before.ends is None or starts.last < before.ends.first:
        until = f"until {_earlier(before, after)}" if before.ends or after.ends else "with no end on record"
        yield f"{before.post} and {after.post} both chair from {starts} {until}."
    elif starts.first > before.ends.last + timedelta(days=1):
        since, last = day(before.ends.last + timedelta(days=1)), day(starts.first - timedelta(days=1))
        yield f"Nobody chairs from {since} to {last}."


def _earlier(one: ChairTerm, two: ChairTerm) -> PartialDate | None:
    return min((term.ends for term in (one, two) if term.ends is not None), key=lambda end: end.last, default=None)


def _by_start(held: tuple[str, PartialDate | None, PartialDate | None]) -> tuple[int, int, str]:
    post, starts, ends = held
    return (starts.first.toordinal() if starts else 0, ends.last.toordinal() if ends else 10**9, post)


def _members(count: int) -> str:
    return "1 voting member was" if count == 1 else f"{count} voting members were"
