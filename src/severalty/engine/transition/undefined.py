"""What of a plan is undefined, who could define it, and what room is left for it: in place of dates that nobody knows.

What is undefined is no clash. It is one only where no plan is possible whatever it turns out to be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from severalty.engine.transition.calendar import words
from severalty.engine.transition.drawing import drawn_of
from severalty.engine.transition.drawing_chains import Reached, latest_of, overruns_of, soonest_of
from severalty.engine.transition.drawing_parts import Drawn, LackKind, Undated, listed
from severalty.engine.transition.record import PlanRecord

_SAID = {
    LackKind.ESTIMATE: "Without an estimate",
    LackKind.MILESTONE: "Milestones that wait for nothing and have no day",
    LackKind.DECISION: "No day is known on which “{name}” is decided",
    LackKind.PROMISE: "No day is promised for “{name}”",
    LackKind.SKILL: "{name} is on record without the skill {more}",
    LackKind.USER: "Nothing says when {who} stops using {name}",
    LackKind.OTHER: "No day is known here of {name}",
}
_VERB = {
    LackKind.ESTIMATE: "to estimate", LackKind.MILESTONE: "to date", LackKind.DECISION: "to set",
    LackKind.PROMISE: "to promise", LackKind.SKILL: "to put right", LackKind.USER: "to say", LackKind.OTHER: "to say",
}  # fmt: skip
_OWN = (LackKind.ESTIMATE, LackKind.MILESTONE)


@dataclass(frozen=True)
class Undefined:
    """What is not dated and why, in sentences: first how much, then each lack with who could mend it, last the room.

    `packages` are the handles of all that have no date. `never` says that no plan is possible however the undefined
    turns out, since what is known is too late by itself.
    """

    sentences: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    never: bool = False


def undefined_of(record: PlanRecord, drawn: Drawn | None = None) -> Undefined:
    """What of a plan is undefined. The viewer's record is all that is looked at; nothing is guessed.

    `drawn` is the record drawn already. Raises PlanError where dates cannot be laid out.
    """
    drawn = drawn or drawn_of(record)
    if not drawn.undated:
        return Undefined()
    soon = drawn_of(record, soonest=True)
    soonest = soonest_of(soon, soon.constraints)
    never = bool(overruns_of(soon, soon.constraints, soonest))
    room = [] if never else list(_room(record, drawn, soon, soonest))
    sentences = (_how_many(drawn), *_lacks(drawn), *_waiting(drawn), *room)
    return Undefined(sentences, tuple(one.package for one in drawn.undated), never)


def _how_many(drawn: Drawn) -> str:
    many, left = len(drawn.undated), len(drawn.undated) + len(drawn.pieces)
    if many == left:
        none = f"None of the {many:,} packages that are left can" if many > 1 else "The one package that is left cannot"
        return f"{none} be dated: when the plan ends cannot be said."
    return f"{many:,} of the {left:,} packages that are left cannot be dated: when the whole ends cannot be said."


def _lacks(drawn: Drawn) -> Iterator[str]:
    """One sentence for each thing that is undefined; work without an estimate by who could estimate it."""
    groups: dict[tuple[object, ...], list[Undated]] = {}
    for one in drawn.undated:
        if not one.through:
            lack = one.lack
            own = lack.kind in _OWN
            groups.setdefault((lack.kind, lack.who, "" if own else lack.what, "" if own else lack.more), []).append(one)
    for rows in groups.values():
        lack = rows[0].lack
        who = f", for {lack.who} {_VERB[lack.kind]}" if lack.who else f", and nobody is on record {_VERB[lack.kind]} it"
        names = listed([one.name for one in rows])
        said = _SAID[lack.kind].format(name=lack.name, more=lack.more, who=lack.who or "somebody")
        more = f" ({lack.more.rstrip('.')})" if lack.more and lack.kind is LackKind.DECISION else ""
        yield f"{said}{more}{who}: {names}."


def _waiting(drawn: Drawn) -> Iterator[str]:
    rows = [f"{one.name} (for {one.through})" for one in drawn.undated if one.through]
    if rows:
        yield f"These have no date because what they wait for or go with has none: {listed(rows)}."


def _room(record: PlanRecord, drawn: Drawn, soon: Drawn, soonest: Sequence[Reached | None]) -> Iterator[str]:
    """How long the undefined may take, and by when what has no day must come, so that every last day is kept."""
    latest = latest_of(soon, soon.constraints)
    found = []
    for one in drawn.undated:
        number = soon.place[one.package]
        reached, end = soonest[number], latest[number]
        if one.lack.kind is LackKind.ESTIMATE and not one.through and reached is not None and end is not None:
            found.append((end - reached.slot, number, end))
    if found:
        days, number, end = min(found)
        day = words(soon.calendar.day_of(end - 1))
        yield (
            f"The least room is for “{soon.pieces[number].name}”: {days:,} working days until {day}, together with all "
            "undefined work before and after it."
        )
    yield from _latest_decisions(record, drawn, soon, latest)


def _latest_decisions(record: PlanRecord, drawn: Drawn, soon: Drawn, latest: Sequence[int | None]) -> Iterator[str]:
    """The day by which a decision or promise without a day must have come."""
    lacks = {one.lack.what: one.lack for one in drawn.undated if one.lack.kind in (LackKind.DECISION, LackKind.PROMISE)}
    for handle, lack in lacks.items():
        held = [soon.place[one.package] for one in record.waits if one.follows == handle and one.package in soon.place]
        ends = [(latest[number] or 0) - soon.pieces[number].days for number in held if latest[number] is not None]
        if ends:
            verb = "count from" if lack.kind is LackKind.DECISION else "be kept before"
            day = words(soon.calendar.day_of(min(ends)))
            yield f"So that every last day can be kept, “{lack.name}” must {verb} {day} at the latest."
