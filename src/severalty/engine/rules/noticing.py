"""Rules of notice: clear days, call-in, what the route of a decision asks for and by when; never legal advice."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from severalty.engine import clear_days
from severalty.engine.clear_days import CallIn, Closures, Counting, DaysError, Effect
from severalty.engine.decisions import notice
from severalty.engine.decisions.meetings import NoticeWay
from severalty.engine.decisions.notice import Notice, NoticeQuestion, OfficerQuestion, PreElection
from severalty.engine.decisions.route_reading import Route, route_on
from severalty.engine.decisions.routes import RouteValue
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


@dataclass(frozen=True)
class MeetingQuestion:
    """A meeting of a council, the values on record, and how notice is given."""

    council: str
    meeting: date
    values: tuple[RouteValue, ...]
    closures: Closures
    way: NoticeWay = NoticeWay.NOTICE
    private: bool = False
    published: date | None = None


@dataclass(frozen=True)
class OfficerDecision:
    """A decision of an officer, the values on record, and whether it can be called in."""

    council: str
    decided: date
    values: tuple[RouteValue, ...]
    closures: Closures
    called_in: bool = False


@dataclass(frozen=True)
class PollQuestion:
    """A council on a day, with the values on record, polls among them."""

    council: str
    on: date
    values: tuple[RouteValue, ...]
    closures: Closures


@dataclass(frozen=True)
class PollsFound:
    """The time before each poll, and whether the day falls into one."""

    periods: tuple[PreElection, ...]
    within: bool


@dataclass(frozen=True)
class LateQuestion:
    """A day of publication and the last day for it."""

    published: date
    latest: date
    closures: Closures


@dataclass(frozen=True)
class Late:
    """By how many working days it came too late, with the last day in words."""

    working_days: int
    latest: str


def route_of(question: Any, on: date) -> Route:
    """The route of the council of a question on a day, from the values that the question brings."""
    return route_on(question.council, on, question.values)


def _meeting(question: MeetingQuestion) -> Notice:
    route = route_of(question, question.meeting)
    return notice.notice_for(
        NoticeQuestion(route, question.meeting, question.closures, question.way, question.private, question.published)
    )


def _polls(question: PollQuestion) -> PollsFound:
    found = notice.pre_elections(route_of(question, question.on), question.closures)
    return PollsFound(found, any(one.has(question.on) for one in found))


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


CLOSURES: dict[str, Any] = {
    "days": ["2026-04-03", "2026-04-06", "2026-05-04"],
    "first": "2026-01-01",
    "last": "2026-12-31",
}
VALUES: list[dict[str, Any]] = [
    {"organisation": "", "rule": "forward plan: days of notice", "value": "28", "source": "SI 2012/2089 r9"},
    {"organisation": "", "rule": "agenda: clear working days", "value": "5", "source": "LGA 1972 s100B"},
    {"organisation": "", "rule": "notice of election: working days before the poll", "value": "25"},
    {"organisation": "", "rule": "key decision: wards", "value": "2", "source": "SI 2012/2089 r8"},
    {"organisation": "melton", "rule": "key decision: pounds", "value": "50000", "source": "S3 hdr"},
    {"organisation": "melton", "rule": "call-in: working days", "value": "5"},
    {"organisation": "melton", "rule": "call-in: takes effect", "value": "day_after"},
    {"organisation": "melton", "rule": "day of a poll", "value": "2026-05-07"},
]
LAW = (
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
        example={"on": "2026-05-07", "count": -25, "closures": CLOSURES},
        source=LAW,
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
        example={"meeting": "2026-04-08", "published": "2026-03-30", "days": 5, "closures": CLOSURES},
        source=LAW,
    ),
    Rule(
        name="call-in",
        summary="The last day on which a decision may be called in, and the day on which it takes effect otherwise.",
        takes=CallInQuestion,
        gives=CallIn,
        run=lambda question: clear_days.call_in(question.published, question.days, question.effect, question.closures),
        of=(clear_days.call_in,),
        example={"published": "2026-04-02", "days": 5, "effect": "day_after", "closures": CLOSURES},
        source="LGA 2000 s9F; each council's constitution",
    ),
    Rule(
        name="meeting-notice",
        summary="Every last day for a meeting, backwards and forwards, with the rule and the source that give it.",
        takes=MeetingQuestion,
        gives=Notice,
        run=_meeting,
        of=(notice.notice_for,),
        example={"council": "melton", "meeting": "2026-04-08", "values": VALUES, "closures": CLOSURES},
        source=LAW,
    ),
    Rule(
        name="officer-decision-notice",
        summary="By when the record of an officer’s decision is published, and when it takes effect.",
        takes=OfficerDecision,
        gives=Notice,
        run=lambda question: notice.officer_notice(
            OfficerQuestion(
                route_of(question, question.decided), question.decided, question.closures, question.called_in
            )
        ),
        of=(notice.officer_notice,),
        example={"council": "melton", "decided": "2026-04-08", "values": VALUES, "closures": CLOSURES},
        source="SI 2014/2095 regulation 7; each council’s constitution",
    ),
    Rule(
        name="pre-election-period",
        summary="The time before each poll of a council in which publicity asks for care, and whether a day is in it.",
        takes=PollQuestion,
        gives=PollsFound,
        run=_polls,
        of=(notice.pre_elections,),
        example={"council": "melton", "on": "2026-04-08", "values": VALUES, "closures": CLOSURES},
        source="LGA 1986 s2 and the code of 2011; notice of election: the 25th working day before the poll",
    ),
    Rule(
        name="notice-lateness",
        summary="By how many working days a publication came after the last day for it.",
        takes=LateQuestion,
        gives=Late,
        run=lambda question: Late(
            notice.lateness(question.published, question.latest, question.closures), notice.day_words(question.latest)
        ),
        of=(notice.lateness, notice.day_words),
        example={"published": "2026-03-30", "latest": "2026-03-27", "closures": CLOSURES},
        source=LAW,
    ),
)
