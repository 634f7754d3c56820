"""A clash in the words of whoever must mend it: what holds, the chain of work behind it, and how much is too late.

Constraints alone do not say why they clash: that a chain of three packages takes 214 working days is on record nowhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from severalty.engine.transition.calendar import words
from severalty.engine.transition.conflicts_model import Effort, Verdict, least_slack
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing_chains import (
    Overrun,
    Reached,
    chain_behind,
    has_circle,
    overruns_of,
    soonest_of,
)
from severalty.engine.transition.drawing_parts import Constraint, Drawn, Form, after_last_day, listed
from severalty.engine.transition.past_end import past_end_words, plural_s
from severalty.engine.transition.record import PlanRecord
from severalty.engine.transition.weekends import weekend_at

_MOST_LATE = 10_000
_ARROW = " → "
_WEEK = 7


@dataclass(frozen=True)
class _Told:
    """What a clash is told from."""

    record: PlanRecord
    drawn: Drawn
    groups: tuple[tuple[Constraint, ...], ...]


def clash_words(
    record: PlanRecord, drawn: Drawn, groups: Sequence[Sequence[Constraint]], effort: Effort
) -> tuple[str, ...]:
    """The sentences of a clash of these groups, first what comes first in time, then by how much it cannot be.

    A chain of waits is one sentence with its length; a last day that is over is said to be over.
    """
    told = _Told(record, drawn, tuple(tuple(one) for one in groups))
    held = [one for group in groups for one in group]
    soonest = soonest_of(drawn, [one for one in held if one.form is not Form.LATEST])
    overruns = overruns_of(drawn, held, soonest)
    if overruns:
        return tuple(_of_chain(told, soonest, overruns[0]))
    return tuple(_of_all(told, effort))


def _of_chain(told: _Told, soonest: Sequence[Reached | None], late: Overrun) -> Iterator[str]:
    """A clash of first days, links and a last day."""
    chain = chain_behind(soonest, late.number)
    links = [reached.by for number in chain if (reached := soonest[number]) is not None]
    source = links[0] if links and not _is_tie(links[0]) else None
    if _is_past_end(told, late.by, source):
        yield past_end_words(told.record)
        yield _open_words(told, late.by.sentence)
        return
    if len(chain) == 1 and _from_today(source) and _over(told, late.by):
        yield f"{late.by.sentence}{_over(told, late.by)}"
        return
    said = {late.by.sentence} | {one.sentence for one in links if _is_tie(one) and _is_plain(one)}
    for group in told.groups:
        if group[0].sentence not in said:
            yield group[0].sentence
    yield _chain_words(told, soonest, chain, late)
    yield late.by.sentence + _over(told, late.by)
    yield from _longest(told, late)


def _longest(told: _Told, late: Overrun) -> Iterator[str]:
    """The longest chain of the whole plan up to the same last day, where it is longer: it is what must get shorter."""
    every = told.drawn.constraints
    soonest = soonest_of(told.drawn, every)
    worst = [one for one in overruns_of(told.drawn, every, soonest) if one.by.sentence == late.by.sentence]
    if worst and worst[0].slots > late.slots and not has_circle(told.drawn, every, soonest):
        chain = chain_behind(soonest, worst[0].number)
        yield _chain_words(told, soonest, chain, worst[0], longest=True)
        first = soonest[chain[0]]
        if first is not None and not _from_today(first.by):
            yield f"It starts no earlier because: {first.by.sentence}"


def _is_tie(one: Constraint) -> bool:
    return one.link is not None or one.form is Form.TOGETHER


def _is_plain(one: Constraint) -> bool:
    """Whether an arrow says all that there is to say of a tie."""
    return one.kind is ConstraintKind.WAIT and one.link is not None and not one.link.lag and one.link.most is None


def _is_past_end(told: _Told, by: Constraint, source: Constraint | None) -> bool:
    ends = told.record.plan.ends_by
    is_over = ends is not None and ends.first < told.record.on
    return is_over and by.kind is ConstraintKind.FIXED_END and _from_today(source)


def _from_today(source: Constraint | None) -> bool:
    kinds = (ConstraintKind.TODAY, ConstraintKind.START, ConstraintKind.STARTED)
    return source is not None and source.kind in kinds


def _open_words(told: _Told, sentence: str) -> str:
    held = {number for one in told.drawn.constraints if one.sentence == sentence for number in one.activities}
    names = [told.drawn.pieces[number].name for number in sorted(held)]
    return f"Not on record as done, so that it cannot end by then: {listed(names)}."


def _over(told: _Told, by: Constraint) -> str:
    """That a last day is over, if it is."""
    last = _last_day(told, by)
    days = (told.record.on - last).days
    return f" As at {words(told.record.on)} that was {days:,} day{plural_s(days)} ago." if days > 0 else ""


def _last_day(told: _Told, by: Constraint) -> date:
    """The last day that a record names, be it a working day or not."""
    key = by.records[-1] if by.records else ""
    ends = {(ConstraintKind.MUST_END, one.key): one.must_end_by for one in told.record.packages}
    ends |= {(ConstraintKind.CONTRACT, one.key): one.ends for one in told.record.contracts}
    named = ends.get((by.kind, key))
    return named.first if named is not None else told.drawn.calendar.day_of(_named(told, by))


def _named(told: _Told, by: Constraint) -> int:
    return after_last_day(told.drawn, [by]) - 1 if by.form is Form.LATEST else by.slots[0]


def _chain_words(
    told: _Told, soonest: Sequence[Reached | None], chain: Sequence[int], late: Overrun, *, longest: bool = False
) -> str:
    first, last = soonest[chain[0]], soonest[chain[-1]]
    if first is None or last is None:
        return ""
    drawn = told.drawn
    end = last.slot + drawn.pieces[chain[-1]].days
    days = end - first.slot
    rows = [_piece_words(told, number) for number in chain]
    what = _what(rows, longest=longest) if len(rows) > 1 else drawn.pieces[chain[0]].name
    what = f"Longest of all, {what}" if longest and len(rows) == 1 else what
    came = f", from {words(drawn.calendar.day_of(first.slot))} at the earliest to {_closing_day(drawn, end, days)}"
    if not days:
        came = f", reached on {words(drawn.calendar.day_of(first.slot))} at the earliest"
    took = f" takes {days:,} working day{plural_s(days)}" if days or len(rows) > 1 else ""
    if drawn.pieces[chain[-1]].weekend:
        return f"{what} comes to the weekend {_weekend(drawn, last.slot)} at the earliest: too late."
    return f"{what}{took}{came}: {late.slots:,} working day{plural_s(late.slots)} too late."


def _what(rows: Sequence[str], *, longest: bool) -> str:
    arrows = _ARROW.join(rows)
    return f"The longest chain of all, {arrows}," if longest else f"The chain {arrows}"


def _weekend(drawn: Drawn, slot: int) -> str:
    """The first weekend that work of a weekend can have from a slot on."""
    found = next((one for at in range(slot, slot + _WEEK) if (one := weekend_at(drawn.calendar, at))), None)
    return f"of {words(found[0])}" if found else f"after {words(drawn.calendar.day_of(slot))}"


def _closing_day(drawn: Drawn, end: int, days: int) -> str:
    return words(drawn.calendar.day_of(end - 1 if days else end))


def _piece_words(told: _Told, number: int) -> str:
    piece = told.drawn.pieces[number]
    if piece.package in {one.package for one in told.drawn.undated}:
        return f"{piece.name} (undefined, counted as {piece.days} days)" if piece.days else f"{piece.name} (undefined)"
    left = " left" if piece.begun is not None else ""
    return f"{piece.name} ({piece.days}{left})" if piece.days else piece.name


def _of_all(told: _Told, effort: Effort) -> Iterator[str]:
    """A clash in which teams, freezes, waves, money or circles have a part: everything, and how late it comes."""
    for group in sorted(told.groups, key=lambda group: group[0].form is Form.LATEST):
        yield group[0].sentence + (_asked(told, group[0]) if group[0].form is Form.CAPACITY else "")
    yield from _lateness(told, effort)


def _asked(told: _Told, team: Constraint) -> str:
    """What packages ask of a team, so that the figure of what it can give has something to stand against."""
    asked = []
    for number in team.activities:
        piece = told.drawn.pieces[number]
        units = sum(count for place, count in piece.uses if place == team.resource)
        asked.append(f"{piece.name} asks for {units} on each of {piece.days} working day{plural_s(piece.days)}")
    return f" {listed(asked)}." if asked else ""


def _lateness(told: _Told, effort: Effort) -> Iterator[str]:
    """By how much the last day is missed if all else of the clash is kept: worked out, and said only where proved."""
    ends = [number for number, group in enumerate(told.groups) if group[0].form is Form.LATEST]
    if not ends:
        if all(group[0].link is not None for group in told.groups):
            yield "They wait for one another in the round, so that none can be first."
        return
    tried = least_slack(told.drawn, told.groups, [ends[-1]], [_MOST_LATE], effort)
    if tried.verdict is Verdict.CAN and tried.proved and tried.slack[0]:
        late = tried.slack[0]
        day = told.drawn.calendar.day_of(after_last_day(told.drawn, told.groups[ends[-1]]) + late - 1)
        ends_on = f"If all else of this is kept, that ends on {words(day)} at the earliest"
        yield f"{ends_on}: {late:,} working day{plural_s(late)} too late."
