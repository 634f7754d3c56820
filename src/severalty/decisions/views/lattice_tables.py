"""The sentence, the tables and the picture of “When can it be decided?”."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from severalty.decisions.queries.lattice import NOTICE, STEP_WORDS, Posed
from severalty.engine.dates import between, day
from severalty.engine.gates.records import GateAnswer, OneDay, Passed, Reached, Taken, Window
from severalty.engine.gates.slips import Moved, Slip, Slipped
from severalty.web.columns import Column
from severalty.web.marks import Tag
from severalty.web.pictures import RunwayRow, runway
from severalty.web.sheets import Sheet

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from severalty.decisions.queries.book import Book

UNKNOWN = "not known"


@dataclass(frozen=True)
class Worked:
    """A question with its answer after the slip that was asked for, and what each slip does to the answer before."""

    posed: Posed
    slip: Slip
    answer: GateAnswer
    slips: tuple[Slipped, ...]

    @property
    def reached(self) -> tuple[Reached, ...]:
        """The chains, each alone where they do not need one another."""
        return self.answer.together


@dataclass(frozen=True)
class _Line:
    """One row of the table of days: whose, at which body, which step, its last day, the rule."""

    council: Any
    body: str
    step: str
    on: str
    rule: str


@dataclass(frozen=True)
class _Early:
    """A meeting that cannot take it."""

    council: Any
    meeting: str
    on: str
    why: str


@dataclass(frozen=True)
class _Slip:
    """What a slip does to one council alone, or to all."""

    slip: str
    who: str
    moved: Moved


def window_words(found: Window) -> str:
    """`14 April 2026`, `between 14 April 2026 and 9 May 2026`, `not before 14 April 2026`, `not known`."""
    if found.first is None:
        return UNKNOWN
    if found.last is None:
        return f"not before {day(found.first)}"
    return str(between(found.first, max(found.first, found.last)))


def days_words(found: Moved) -> str:
    """`28 days later`, `14 to 28 days later`, `no change`, `the earliest day stays`, `not known`."""
    if found.least is None or found.most is None:
        if found.old.first is None or found.new.first is None:
            return UNKNOWN
        days = (found.new.first - found.old.first).days
        return f"the earliest day {_later(days) if days else 'stays'}"
    if found.least == found.most:
        return _later(found.least)
    if found.least * found.most > 0:
        least, most = sorted((abs(found.least), abs(found.most)))
        return f"{least} to {_later(most if found.least > 0 else -most)}"
    return f"{_later(found.least)} to {_later(found.most)}"


def _later(days: int) -> str:
    if not days:
        return "no change"
    return f"{_days(abs(days))} {'later' if days > 0 else 'sooner'}"


def lead_of(book: Book, worked: Worked) -> str:
    """The answer in a sentence: when, effective when, and what a day costs; or what is missing to say so."""
    answer, whole = worked.answer, worked.reached
    who = _who(book, whole)
    unknown = f"When {who[0].lower() + who[1:] if len(whole) > 1 else who} can decide is not known"
    ends = answer.jointly if len(whole) > 1 else whole[0].effective
    if ends.first is None:
        known = [f"{_name(book, one.council)} alone: {window_words(one.effective)}" for one in answer.alone]
        return f"{unknown}. {'; '.join(known)}." if len(whole) > 1 else f"{unknown}."
    meets = [one.taken[-1].on for one in whole if one.taken]
    last = Window(_most([one.first for one in meets]), _most([one.last for one in meets]))
    if last.first is not None and last.last is None:
        return f"{who} can decide on {day(last.first)} at the earliest, effective {day(ends.first)} at the earliest."
    decide = f"{who} can decide {_by(last)}, effective {window_words(ends)}"
    return f"{decide}{_cost(answer.one_day, book.on) if ends.is_day else ''}."


def _by(found: Window) -> str:
    words = window_words(found)
    return f"by {words}" if found.is_day else words


def _cost(found: OneDay | None, on: date) -> str:
    if found is None:
        return ""
    if found.days is None:
        return f"; later than {day(found.keeps)} no meeting on record can take it"
    if found.keeps < on:
        return f"; the last day to be ready was {day(found.keeps)}, a day later would have cost {_days(found.days)}"
    spare = f"{_days(found.slack)} to spare" if found.slack else "no day to spare"
    return f"; {spare} (ready by {day(found.keeps)}), a day later costs {_days(found.days)}"


def _days(count: int) -> str:
    return f"{count} {'day' if count == 1 else 'days'}"


def _who(book: Book, whole: Sequence[Reached]) -> str:
    names = [_name(book, one.council) for one in whole]
    return names[0] if len(names) == 1 else "Both" if len(names) == 2 else f"All {len(names)}"


def _most(days: Sequence[date | None]) -> date | None:
    known = [one for one in days if one is not None]
    return max(known) if len(known) == len(days) and known else None


def _name(book: Book, key: str) -> str:
    found: Any = book.organisations.get(key)
    return found.name if found else "The joint body"


def sheets_of(book: Book, worked: Worked) -> list[Sheet]:
    """When each decides, every last day, the meetings that come too early, and what slips do; where nothing is known,
    the first alone."""
    first = _council_sheet(book, worked)
    if not any(one.effective.first for one in worked.answer.alone):
        return [first]
    return [first, _day_sheet(book, worked), _early_sheet(book, worked), _slip_sheet(book, worked)]


def _council_sheet(book: Book, worked: Worked) -> Sheet:
    alone = {one.council: one for one in worked.answer.alone}
    columns = (
        Column("council", "Council", "organisation", value=lambda one: book.organisations.get(one.council, "joint")),
        Column("ready", "Paper ready", value=lambda one: window_words(one.ready)),
        Column("taken", "Decided at", value=lambda one: _meeting(worked, one)),
        Column("alone", "Effective alone", value=lambda one: window_words(alone[one.council].effective)),
        Column("together", "Effective, if all go together", value=lambda one: window_words(one.effective)),
        Column("keeps", "Latest day to be ready for the same", value=lambda one: _keeps(alone[one.council])),
        Column("cost", "A day later costs", "tag", value=lambda one: _cost_tag(alone[one.council])),
    )
    return Sheet("When each council can decide", columns, worked.reached, ident="councils")


def _meeting(worked: Worked, one: Reached) -> str:
    if len(one.taken) < len(_links(worked, one.council)):
        return "no meeting on record" if one.ready.first else UNKNOWN
    last = one.taken[-1]
    return f"{worked.posed.names.get(last.body, last.body)}: {window_words(last.on)}"


def _links(worked: Worked, council: str) -> tuple[Any, ...]:
    return next(one.links for one in worked.posed.gate.chains if one.council == council)


def _keeps(found: Reached) -> str:
    """Where the answer is no single day, this is the best that can be."""
    if found.one_day is None:
        return UNKNOWN
    return f"{'' if found.effective.is_day else 'at best '}{day(found.one_day.keeps)}"


def _cost_tag(found: Reached) -> Tag:
    """What one day costs, where the answer is a day; where a meeting is known to its month alone, it would mislead."""
    if found.one_day is None or not found.effective.is_day:
        return Tag(UNKNOWN, "warn")
    cost = found.one_day.days
    return Tag("no meeting on record", "warn") if cost is None else Tag(_days(cost), "plain")


def _day_sheet(book: Book, worked: Worked) -> Sheet:
    columns = (
        Column("council", "Council", "organisation"),
        Column("body", "Body"),
        Column("step", "Step"),
        Column("on", "Last day"),
        Column("rule", "Rule"),
    )
    return Sheet("Every last day", columns, list(_lines(book, worked)), ident="days")


def _lines(book: Book, worked: Worked) -> Iterator[_Line]:
    for one in worked.reached:
        council = book.organisations.get(one.council, "joint")
        for taken in one.taken:
            body = worked.posed.names.get(taken.body, taken.body)
            steps = sorted(taken.last_days, key=lambda step: step.last_day.first or date.min)
            for step in steps:
                yield _Line(council, body, STEP_WORDS.get(step.name, step.name), window_words(step.last_day), step.rule)
            yield _Line(council, body, "Meeting", window_words(taken.on), worked.posed.names.get(taken.meeting, ""))
        last = worked.posed.names.get(one.taken[-1].body, "") if one.taken else ""
        yield _Line(council, last, "Takes effect", window_words(one.effective), "after publication and call-in")


def _early_sheet(book: Book, worked: Worked) -> Sheet:
    columns = (
        Column("council", "Council", "organisation"), Column("meeting", "Meeting"), Column("on", "Day"),
        Column("why", "Why it cannot take it"),
    )  # fmt: skip
    rows = [
        _Early(book.organisations.get(one.council, "joint"), worked.posed.names.get(early.meeting, ""), str(early.on),
               _why(early, taken))
        for one in worked.reached
        for taken in one.taken
        for early in taken.passed
    ]  # fmt: skip
    return Sheet("Why no earlier meeting", columns, rows, ident="too-early")


def _why(early: Passed, _: Taken) -> str:
    words, last = STEP_WORDS.get(early.step, early.step), early.last_day
    if early.by_body:
        too_late = "The body that must look at it first meets too late for it"
        return f"{too_late}: {words}, last day {day(last)}." if last else f"{too_late}."
    if last is None:
        return "It waits for a partner."
    return f"{words}: the last day was {day(last)}, missed by {_days(early.days)}."


def _slip_sheet(book: Book, worked: Worked) -> Sheet:
    columns = (
        Column("slip", "Slip"),
        Column("who", "Who"),
        Column("old", "Effective now", value=lambda one: window_words(one.moved.old)),
        Column("new", "Effective then", value=lambda one: window_words(one.moved.new)),
        Column("days", "Difference", value=lambda one: days_words(one.moved)),
    )
    rows = [
        _Slip(_slip_words(one.slip), who, moved)
        for one in worked.slips
        if one.slip.most
        for who, moved in (
            *((f"{_name(book, key)} alone", moved) for key, moved in one.alone),
            *((("Jointly", one.jointly),) if len(one.alone) > 1 else ()),
        )
    ]
    return Sheet(f"What a slip does: {_what_slips(book, worked)}", columns, rows, ident="slips")


def _slip_words(slip: Slip) -> str:
    least, most = slip.least // 7, slip.most // 7
    return f"{least} {'week' if least == 1 else 'weeks'}" if least == most else f"{least} to {most} weeks"


def _what_slips(book: Book, worked: Worked) -> str:
    slip = worked.slip
    if slip.council:
        return f"the paper of {_name(book, slip.council)}"
    named = worked.posed.names.get(slip.meeting or slip.body, "")
    return f"all meetings of {named}" if slip.body else named or "all papers"


def picture_of(book: Book, worked: Worked) -> SafeString | str:
    """The steps of all councils backwards from their meetings, one bar from each last day to the next."""
    rows = [row for one in worked.reached for row in _rows(book, worked, one)]
    if not rows:
        return ""
    return runway(rows, book.on, title="Steps to the decision, by council", ident="lattice")


def _rows(book: Book, worked: Worked, one: Reached) -> Iterator[RunwayRow]:
    swatch = (getattr(book.organisations.get(one.council), "swatch", 8) or 8,)
    name = _name(book, one.council)
    for taken in one.taken:
        dated = [
            (on, "notice" if step.name == NOTICE else step.name)
            for step in taken.last_days
            if (on := step.last_day.first) is not None
        ]
        dated = [*sorted(dated), *([(taken.on.first, "")] if taken.on.first else [])]
        for (on, step), (then, _) in pairwise(dated):
            yield RunwayRow(f"{step.capitalize()}, {name}", on, then, on, swatch)
        meets = taken.on.first
        yield RunwayRow(f"Meeting, {name}", meets, (taken.on.last or meets), None, swatch, "meeting")
    if one.taken and one.effective.first and one.taken[-1].on.first:
        since = one.taken[-1].on.first + timedelta(days=1)
        yield RunwayRow(f"Until effective, {name}", min(since, one.effective.first), one.effective.first, None, swatch)
