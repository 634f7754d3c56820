"""Those who know: how much they can give beside their own work, what waits for them, and when it will be done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from severalty.engine.dates import PartialDate, day
from severalty.engine.dispositions.people import Expert
from severalty.engine.estate.items import Post

DAYS_OF_A_WEEK = 7
WORKING_DAYS = 5


class Wanted(StrEnum):
    """What waits for an expert."""

    DECIDE = "to say what becomes of it"
    ANSWER = "to answer the partner"
    CONFIRM = "to confirm the record"


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing that waits, for the council that has to do it; `expert` is blank where it is left to nobody.

    `days` is how long it takes, in hundredths of a day, where that differs from the expert's others; `due` its last
    day.
    """

    thing: str
    council: str
    wanted: Wanted
    expert: str = ""
    days: int | None = None
    due: PartialDate | None = None


@dataclass(frozen=True)
class ExpertsQuestion:
    """Experts, their posts, and all that waits, seen from a day."""

    experts: tuple[Expert, ...]
    waiting: tuple[Waiting, ...]
    on: date
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True)
class ExpertLoad:
    """One expert: what waits by kind, how many days of work that is, and when it is done, earliest due first.

    `work` and `days_a_week` are hundredths of a day. `done_by` is blank where it does not follow. `late` are the things
    that are done only after their last day; `too_much` says in words why more is asked than can be given.
    """

    expert: str
    council: str
    decide: int
    answer: int
    confirm: int
    work: int
    unsized: int
    days_a_week: int | None
    done_by: date | None
    late: tuple[str, ...]
    too_much: tuple[str, ...]


@dataclass(frozen=True)
class CouncilLoad:
    """One council: what waits for it, how much of it is left to nobody, and when its undecided things are decided.

    `decided_by` is blank where something is left to nobody or the day of one expert does not follow; `why` says so.
    """

    council: str
    experts: int
    days_a_week: int
    decide: int
    answer: int
    confirm: int
    left_to_nobody: int
    decided_by: date | None
    why: str


@dataclass(frozen=True)
class Capacity:
    """Experts and councils; what waits for the councils is what waits for the experts and what is left to nobody."""

    on: date
    experts: tuple[ExpertLoad, ...]
    councils: tuple[CouncilLoad, ...]


@dataclass(frozen=True)
class _Done:
    """The day on which one thing is done; blank where it does not follow."""

    waiting: Waiting
    on: date | None


def capacity(question: ExpertsQuestion) -> Capacity:
    """What waits for those who know, and when it is done at what they can give.

    An expert gives its days evenly over the week and takes what is due first; what has no last day comes after. Work of
    an unknown size is left out of the sum and named, and then no day follows. Source: S1 2.2.1; domain rules 4.1.
    """
    of = {one.key: [waits for waits in question.waiting if waits.expert == one.key] for one in question.experts}
    done = {one.key: _done(one, of[one.key], question.on) for one in question.experts}
    loads = tuple(_load(one, of[one.key], done[one.key], question) for one in question.experts)
    councils = dict.fromkeys(
        [*(one.organisation for one in question.experts), *(waits.council for waits in question.waiting)]
    )
    return Capacity(question.on, loads, tuple(_council(council, question, done) for council in councils))


def _size(expert: Expert, waits: Waiting) -> int | None:
    return expert.for_each if waits.days is None else waits.days


def _done(expert: Expert, waiting: Iterable[Waiting], on: date) -> list[_Done]:
    """Everything that waits for one expert in the order in which it is done."""
    in_turn = sorted(waiting, key=lambda one: (one.due.last if one.due else date.max, one.thing, one.wanted.value))
    start = max(on, expert.starts.last) if expert.starts else on
    found: list[_Done] = []
    work = 0
    known = bool(expert.days_a_week)
    for waits in in_turn:
        size = _size(expert, waits)
        known = known and size is not None
        work += size or 0
        when = start + timedelta(days=_calendar_days(work, expert.days_a_week or 1)) if known else None
        gone = when is not None and expert.ends is not None and when > expert.ends.last
        found.append(_Done(waits, None if gone else when))
    return found


def _calendar_days(work: int, a_week: int) -> int:
    """How many days of the calendar so many hundredths of a day take at so many a week, rounded up."""
    return -(-work * DAYS_OF_A_WEEK // a_week)


def _load(expert: Expert, waiting: Sequence[Waiting], done: Sequence[_Done], question: ExpertsQuestion) -> ExpertLoad:
    sizes = [_size(expert, waits) for waits in waiting]
    late = tuple(one.waiting.thing for one in done if one.waiting.due and (one.on or date.max) > one.waiting.due.last)
    unsized = sum(size is None for size in sizes)
    follows = bool(done) and all(one.on is not None for one in done)
    counts = _counts(waiting)
    return ExpertLoad(
        expert=expert.key,
        council=expert.organisation,
        decide=counts[Wanted.DECIDE],
        answer=counts[Wanted.ANSWER],
        confirm=counts[Wanted.CONFIRM],
        work=sum(size or 0 for size in sizes),
        unsized=unsized,
        days_a_week=expert.days_a_week,
        done_by=done[-1].on if follows else None,
        late=tuple(dict.fromkeys(late)),
        too_much=tuple(_too_much(expert, done, late, unsized, question)),
    )


def _counts(waiting: Iterable[Waiting]) -> Mapping[Wanted, int]:
    held = list(waiting)
    return {wanted: sum(one.wanted is wanted for one in held) for wanted in Wanted}


def _too_much(
    expert: Expert, done: Sequence[_Done], late: Sequence[str], unsized: int, question: ExpertsQuestion
) -> Iterable[str]:  # fmt: skip
    post = next((one for one in question.posts if one.key == expert.post), None)
    together = sum(one.days_a_week or 0 for one in question.experts if expert.post and one.post == expert.post)
    if post is not None and post.hours is not None and together > post.hours * WORKING_DAYS:
        has, promised = _days(post.hours * WORKING_DAYS), _days(together)
        yield f"Its post has {has} days a week and {promised} are promised of it."
    if done and expert.days_a_week == 0:
        yield "Things wait for it, and it can give no time."
    if done and expert.days_a_week is None:
        yield "What it can give is not said."
    if unsized:
        yield f"How long {unsized} of its things take is not said."
    if late:
        first = next(one for one in done if one.waiting.thing == late[0])
        when = f"done on {day(first.on)}" if first.on else "not done while it can give time"
        yield f"{len(set(late))} of its things come too late: the first is {when} and due on {first.waiting.due}."
    elif expert.ends is not None and any(one.on is None for one in done) and expert.days_a_week and not unsized:
        yield f"It gives time until {expert.ends} only, and not all is done by then."


def _days(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _council(council: str, question: ExpertsQuestion, done: Mapping[str, Sequence[_Done]]) -> CouncilLoad:
    mine = [waits for waits in question.waiting if waits.council == council]
    experts = [one for one in question.experts if one.organisation == council]
    named = {one.key for one in question.experts}
    nobody = sum(waits.expert not in named for waits in mine)
    counts = _counts(mine)
    undecided = [one for many in done.values() for one in many
                 if one.waiting.council == council and one.waiting.wanted is Wanted.DECIDE]  # fmt: skip
    bare = counts[Wanted.DECIDE] - len(undecided)
    days = [one.on for one in undecided if one.on is not None]
    why = ""
    if bare:
        why = f"{bare} undecided {'is' if bare == 1 else 'are'} left to nobody."
    elif len(days) < len(undecided):
        why = "For some the day does not follow."
    return CouncilLoad(
        council=council,
        experts=len(experts),
        days_a_week=sum(one.days_a_week or 0 for one in experts),
        decide=counts[Wanted.DECIDE],
        answer=counts[Wanted.ANSWER],
        confirm=counts[Wanted.CONFIRM],
        left_to_nobody=nobody,
        decided_by=max(days) if days and not why else None,
        why=why,
    )
