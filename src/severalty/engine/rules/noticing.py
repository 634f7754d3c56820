"""Rules of notice: clear days, call-in, what the route of a decision asks for and by when; never legal advice."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from severalty.engine import clear_days
from severalty.engine.clear_days import CallIn, Closures, Counting, DaysError, Effect
from severalty.engine.rules.rule import Rule


@dataclass(frozen=True)
class WorkingQuestion:
    """A day, and how many working days before it (below nought) or after it."""

    on: date
    count: int
    closures: Closures


@dataclass(frozen=True)
class WorkingFound:
    """The day found, and whether the day that was asked from is a working day."""

    on: date
    from_is_working: bool


@dataclass(frozen=True)
class ClearQuestion:
    """The days of notice, with the meeting, the publication or both; the clock of publication where it matters."""

    days: int
    closures: Closures
    counting: Counting = Counting.WORKING
    meeting: date | None = None
    published: date | None = None
    published_at: time | None = None
    close_of_business: time | None = None


@dataclass(frozen=True)
class ClearFound:
    """The last day to publish for the meeting, the first meeting for the publication, and the days between both."""

    latest_publication: date | None
    earliest_meeting: date | None
    clear_days: int | None
    enough: bool | None


@dataclass(frozen=True)
class CallInQuestion:
    """A decision published on a day, and how the constitution counts."""

    published: date
    days: int
    closures: Closures
    effect: Effect = Effect.DAY_AFTER


def _working(question: WorkingQuestion) -> WorkingFound:
    move = clear_days.working_day_before if question.count < 0 else clear_days.working_day_after
    return WorkingFound(
        move(question.on, abs(question.count), question.closures),
        clear_days.is_working(question.on, question.closures),
    )


def _clear(question: ClearQuestion) -> ClearFound:
    if question.meeting is None and question.published is None:
        raise DaysError("Give the day of the meeting, the day of publication, or both.")
    how = (question.counting, question.closures)
    published = question.published and clear_days.counts_from(
        question.published, question.published_at, question.close_of_business, question.closures
    )
    between = clear_days.clear_between(published, question.meeting, *how) if published and question.meeting else None
    return ClearFound(
        question.meeting and clear_days.latest_publication(question.meeting, question.days, *how),
        published and clear_days.earliest_meeting(published, question.days, *how),
        between,
        None if between is None else between >= question.days,
    )


_CLOSURES: dict[str, Any] = {
    "days": ["2026-04-03", "2026-04-06", "2026-05-04"],
    "first": "2026-01-01",
    "last": "2026-12-31",
}
_LAW = (
    "LGA 1972 s100B, SI 2012/2089; each council's constitution; not legal advice: confirm with your monitoring officer"
)

RULES: tuple[Rule, ...] = (
    Rule(
        name="working-days",
        summary="The day so many working days before (a count below nought) or after a day.",
        takes=WorkingQuestion,
        gives=WorkingFound,
        run=_working,
        of=(clear_days.is_working, clear_days.working_day_before, clear_days.working_day_after),
        example={"on": "2026-05-07", "count": -25, "closures": _CLOSURES},
        source=_LAW,
    ),
    Rule(
        name="clear-days",
        summary="The last day to publish so many clear days before a meeting, and whether a notice was in time.",
        takes=ClearQuestion,
        gives=ClearFound,
        run=_clear,
        of=(
            clear_days.latest_publication,
            clear_days.earliest_meeting,
            clear_days.clear_between,
            clear_days.counts_from,
        ),
        example={"meeting": "2026-04-08", "published": "2026-03-30", "days": 5, "closures": _CLOSURES},
        source=_LAW,
    ),
    Rule(
        name="call-in",
        summary="The last day on which a decision may be called in, and the day on which it takes effect otherwise.",
        takes=CallInQuestion,
        gives=CallIn,
        run=lambda question: clear_days.call_in(question.published, question.days, question.effect, question.closures),
        of=(clear_days.call_in,),
        example={"published": "2026-04-02", "days": 5, "effect": "day_after", "closures": _CLOSURES},
        source="LGA 2000 s9F; each council's constitution",
    ),
)
