"""Notice: for a meeting of a council every last day, backwards and forwards, with the rule and the source behind it.

Backwards from the meeting: forward plan, general exception or special urgency, notices of a private meeting, agenda;
and from the agenda the officers' own steps. Forwards: publication of the decision, call-in, effect. A step whose value
nobody has stated has no date and says that it is unknown. Nothing here decides: it warns, and an officer confirms.
Domain rules 3.3 to 3.5 and 3.8; oracles O11 and O12. Raises DaysError beyond the bank holidays that are held.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from severalty.engine import clear_days
from severalty.engine.clear_days import Closures, Counting, Effect
from severalty.engine.dates import MONTHS
from severalty.engine.decisions.meetings import NoticeWay
from severalty.engine.decisions.route_reading import Force, Reading, Route
from severalty.engine.decisions.routes import RouteRule, RouteState

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
URGENCY_AGREED_BY = (
    "the chair of the overview and scrutiny committee whose field it is",
    "where there is none or the chair cannot act, the chair of the council",
    "where there is neither, the vice-chair of the council",
)
"""Who agrees, in this order, that a decision is urgent and cannot be put off: SI 2012/2089 regulation 11."""
URGENCY_SOURCE = "SI 2012/2089 regulation 11"
_PRIVATE_URGENCY = (
    "The notices of a private meeting stay due. Where they are impracticable, the same persons as for special urgency "
    "must agree that the meeting is urgent and cannot be put off, and the reasons are published: SI 2012/2089 "
    "regulation 5."
)
_MEETING_SOURCE = "The calendar of the council"


class StepCode(StrEnum):
    """The steps of a decision on its way."""

    FORWARD_PLAN = "forward-plan"
    EXCEPTION = "general-exception"
    URGENCY = "special-urgency"
    PRIVATE = "private-notice"
    SECOND = "private-second-notice"
    DRAFT = "draft"
    COMMENTS = "comments"
    CLEARANCE = "clearance"
    PRE_MEETING = "pre-meeting"
    AGENDA = "agenda"
    MEETING = "meeting"
    PUBLISHED = "published"
    CALL_IN = "call-in"
    EFFECTIVE = "effective"


@dataclass(frozen=True)
class LastDay:
    """One step with its last day, none where it is not known, the rule in words with its value, and its source."""

    code: StepCode
    words: str
    on: date | None
    rule: str
    source: str
    force: Force
    state: RouteState
    own: bool = False
    warning: str = ""

    @property
    def weekday(self) -> str:
        """The name of the day of the week; empty without a day."""
        return WEEKDAYS[self.on.weekday()] if self.on else ""


@dataclass(frozen=True)
class PreElection:
    """The time before a poll in which publicity asks for care: from the latest notice of election to close of poll."""

    poll: date
    starts: date
    source: str

    def has(self, value: date) -> bool:
        """Whether a day falls into it."""
        return self.starts <= value <= self.poll

    def meets(self, first: date, last: date) -> bool:
        """Whether a time from one day to another runs into it."""
        return first <= self.poll and last >= self.starts


@dataclass(frozen=True)
class NoticeQuestion:
    """A meeting of a council on a day, the route that holds then, and how notice is given.

    `published` is the day on which the decision was published, where it is known already.
    """

    route: Route
    meeting: date
    closures: Closures
    way: NoticeWay = NoticeWay.NOTICE
    private: bool = False
    published: date | None = None


@dataclass(frozen=True)
class Notice:
    """Every last day for one meeting, and what an officer should look at."""

    council: str
    meeting: date
    way: NoticeWay
    steps: tuple[LastDay, ...]
    warnings: tuple[str, ...] = ()

    def step(self, code: StepCode) -> LastDay | None:
        """The step of a code; nothing where the way taken has none."""
        return next((one for one in self.steps if one.code is code), None)


@dataclass(frozen=True)
class OfficerQuestion:
    """A decision that an officer takes under delegation on a day."""

    route: Route
    decided: date
    closures: Closures
    called_in: bool = False


def notice_for(question: NoticeQuestion) -> Notice:
    """Every last day for a meeting, with warnings. Raises DaysError beyond the bank holidays held.

    What comes before the meeting stands by its day; what is not known stands where it is done, before the agenda.
    """
    agenda = _agenda(question)
    ahead = (
        *_ways(question),
        *(_private(question) if question.private else ()),
        *_officers(question, agenda.on),
        agenda,
    )
    steps = (
        *sorted(ahead, key=lambda one: one.on or agenda.on or question.meeting),
        LastDay(StepCode.MEETING, "Meeting", question.meeting, "the day of the meeting", _MEETING_SOURCE,
                Force.CONSTITUTION, RouteState.CONFIRM),
        *_onwards(question),
    )  # fmt: skip
    return Notice(question.route.council, question.meeting, question.way, steps, _warnings(question, steps))


def officer_notice(question: OfficerQuestion) -> Notice:
    """The steps after a decision of an officer: its record is published, and it takes effect.

    A record is due where the power was given expressly, or where the decision grants a permission, affects somebody's
    rights, awards a contract or spends what materially affects the council's position: SI 2014/2095 regulation 7.
    """
    published = _after(
        question.route, RouteRule.OFFICER_PUBLICATION_DAYS, question.decided, question.closures,
        StepCode.PUBLISHED, "Record of the decision published",
    )  # fmt: skip
    steps = [published]
    if question.called_in:
        steps += _called_in(question.route, published.on, question.closures)
    return Notice(question.route.council, question.decided, NoticeWay.NOT_KEY, tuple(steps), question.route.faults)


def pre_elections(route: Route, closures: Closures) -> tuple[PreElection, ...]:
    """The time before each poll of a council, from the latest day for the notice of election (oracle O12).

    A poll outside of the bank holidays that are held is left out. Domain rule 3.8: business goes on, publicity is what
    asks for care.
    """
    days, found = route.number(RouteRule.ELECTION_DAYS), route.reading(RouteRule.ELECTION_DAYS)
    if days is None or found is None:
        return ()
    margin = timedelta(days=2 * days + 15)
    within = (poll for poll in route.polls if closures.first + margin <= poll <= closures.last)
    return tuple(
        PreElection(poll, clear_days.working_day_before(poll, days, closures), found.source) for poll in within
    )


def lateness(published: date, latest: date, closures: Closures) -> int:
    """By how many working days a notice came after the last day for it; nought where it was in time."""
    if published <= latest:
        return 0
    return max(1, clear_days.clear_between(latest, published + timedelta(days=1), Counting.WORKING, closures))


def day_words(value: date) -> str:
    """`Wednesday 8 April 2026`."""
    return f"{WEEKDAYS[value.weekday()]} {value.day} {MONTHS[value.month - 1]} {value.year}"


# ----------------------------------------------------------------------------------------------------------- backwards


def _ways(question: NoticeQuestion) -> tuple[LastDay, ...]:
    """How notice of a key decision is given; nothing for what is not a key decision."""
    if question.way is NoticeWay.NOT_KEY:
        return ()
    if question.way is NoticeWay.GENERAL_EXCEPTION:
        return (
            _clear(
                question, RouteRule.EXCEPTION_DAYS, Counting.WORKING, StepCode.EXCEPTION,
                "Chair of scrutiny told in writing, and that notice published with the reasons",
            ),
        )  # fmt: skip
    if question.way is NoticeWay.SPECIAL_URGENCY:
        rule = f"before the decision, agreed by {'; '.join(URGENCY_AGREED_BY)}; then the reasons are published"
        return (
            LastDay(StepCode.URGENCY, "Urgency agreed and published", question.meeting, rule, URGENCY_SOURCE,
                    Force.LAW, RouteState.CONFIRM),
        )  # fmt: skip
    return (
        _clear(
            question, RouteRule.PLAN_DAYS, question.route.plan_counting, StepCode.FORWARD_PLAN,
            "Notice of the key decision published (forward plan)",
        ),
    )  # fmt: skip


def _private(question: NoticeQuestion) -> tuple[LastDay, ...]:
    return (
        _clear(
            question, RouteRule.PRIVATE_DAYS, question.route.plan_counting, StepCode.PRIVATE,
            "Notice of the private meeting published with reasons",
        ),
        _clear(
            question, RouteRule.SECOND_DAYS, Counting.WORKING, StepCode.SECOND,
            "Second notice published, with representations and the answers to them",
        ),
    )  # fmt: skip


def _agenda(question: NoticeQuestion) -> LastDay:
    return _clear(question, RouteRule.AGENDA_DAYS, Counting.WORKING, StepCode.AGENDA, "Agenda and reports published")


_OFFICERS = (
    (StepCode.DRAFT, RouteRule.DRAFT_DAYS, "Officer’s draft"),
    (StepCode.COMMENTS, RouteRule.COMMENT_DAYS, "Finance and legal comments"),
    (StepCode.CLEARANCE, RouteRule.CLEARANCE_DAYS, "Cleared by s151 officer and monitoring officer"),
    (StepCode.PRE_MEETING, RouteRule.PRE_MEETING_DAYS, "Pre-meeting"),
)


def _officers(question: NoticeQuestion, agenda: date | None) -> tuple[LastDay, ...]:
    return tuple(_before(question, rule, agenda, code, words) for code, rule, words in _OFFICERS)


def _clear(question: NoticeQuestion, rule: RouteRule, counting: Counting, code: StepCode, words: str) -> LastDay:
    found, count = question.route.reading(rule), question.route.number(rule)
    if found is None or count is None:
        return _unknown(code, words, found)
    on = clear_days.latest_publication(question.meeting, count, counting, question.closures)
    close = question.route.close
    by = f", by {close:%H:%M}: later counts as the next working day" if close else ""
    kind = "working days" if counting is Counting.WORKING else "calendar days"
    said = f"{count} clear {kind} before the meeting{by}"
    return _dated(code, words, on, said, found, _closed_then(on, question.closures))


def _before(
    question: NoticeQuestion, rule: RouteRule, agenda: date | None, code: StepCode, words: str
) -> LastDay:  # fmt: skip
    found, count = question.route.reading(rule), question.route.number(rule)
    if found is None or count is None or agenda is None:
        return _unknown(code, words, found)
    on = clear_days.working_day_before(agenda, count, question.closures)
    said = f"{_days(count)} before the agenda is published" if count else "the day on which the agenda is published"
    return _dated(code, words, on, said, found)


def _closed_then(on: date, closures: Closures) -> str:
    """What to do where the last day counted in calendar days is one on which nobody is in the office."""
    if not closures.first <= on <= closures.last or clear_days.is_working(on, closures):
        return ""
    kind = WEEKDAYS[on.weekday()] if on not in closures.days else "bank holiday"
    before = clear_days.working_day_before(on, 1, closures)
    return f"That is a {kind}; the last working day before is {day_words(before)}."


# ------------------------------------------------------------------------------------------------------------ forwards


def _onwards(question: NoticeQuestion) -> list[LastDay]:
    route, closures = question.route, question.closures
    words = "Decisions published"
    if question.published is not None:
        published = LastDay(StepCode.PUBLISHED, words, question.published, "the day on record", _MEETING_SOURCE,
                            Force.PRACTICE, RouteState.CONFIRM)  # fmt: skip
    else:
        published = _after(route, RouteRule.MINUTE_DAYS, question.meeting, closures, StepCode.PUBLISHED, words)
    return [published, *_called_in(route, published.on, closures)]


def _after(
    route: Route, rule: RouteRule, since: date, closures: Closures, code: StepCode, words: str
) -> LastDay:  # fmt: skip
    found, count = route.reading(rule), route.number(rule)
    if found is None or count is None:
        return _unknown(code, words, found)
    on = clear_days.working_day_after(since, count, closures)
    return _dated(code, words, on, f"{_days(count)} after the decision" if count else "on the day", found)


def _called_in(route: Route, published: date | None, closures: Closures) -> list[LastDay]:
    found, count = route.reading(RouteRule.CALL_IN_DAYS), route.number(RouteRule.CALL_IN_DAYS)
    ends, takes = "Last day to call the decision in", "Decision takes effect if nobody calls it in"
    if found is None or count is None or published is None:
        return [_unknown(StepCode.CALL_IN, ends, found), _unknown(StepCode.EFFECTIVE, takes, None)]
    effect, rule = route.effect, route.reading(RouteRule.CALL_IN_EFFECT)
    window = clear_days.call_in(published, count, effect or Effect.DAY_AFTER, closures)
    last = _dated(StepCode.CALL_IN, ends, window.last_day, f"{_days(count)} after the day of publication", found)
    if effect is None or rule is None:
        return [last, _unknown(StepCode.EFFECTIVE, takes, rule)]
    return [last, _dated(StepCode.EFFECTIVE, takes, window.effective, rule.words, rule)]


# ---------------------------------------------------------------------------------------------------------------- both


def _dated(code: StepCode, words: str, on: date, rule: str, found: Reading, warning: str = "") -> LastDay:
    return LastDay(code, words, on, rule, found.source, found.force, found.state, found.is_own, warning)


def _unknown(code: StepCode, words: str, found: Reading | None) -> LastDay:
    """A step without a date: nobody has stated its value, or what was stated cannot be read."""
    if found is not None and found.fault:
        return LastDay(code, words, None, f"unknown: {found.fault}", found.source, found.force, found.state)
    rule = "unknown: nobody has stated the council’s rule, or that of a step it counts from"
    return LastDay(code, words, None, rule, "", Force.PRACTICE, RouteState.CONFIRM)


def _days(count: int) -> str:
    return f"{count} working {'day' if count == 1 else 'days'}"


def _warnings(question: NoticeQuestion, steps: Sequence[LastDay]) -> tuple[str, ...]:
    meeting, closures = question.meeting, question.closures
    found = []
    if not clear_days.is_working(meeting, closures):
        kind = "a bank holiday" if meeting in closures.days else f"a {WEEKDAYS[meeting.weekday()]}"
        found.append(f"{day_words(meeting)} is {kind}; check the day of the meeting.")
    if question.way is NoticeWay.UNKNOWN:
        found.append("How notice is given is not known; the days are those of a key decision with 28 days’ notice.")
    if question.way is NoticeWay.SPECIAL_URGENCY:
        found.append("A meeting convened at shorter notice: agenda and reports are open from when it is convened.")
    if question.private and question.way in (NoticeWay.GENERAL_EXCEPTION, NoticeWay.SPECIAL_URGENCY):
        found.append(_PRIVATE_URGENCY)
    found += [f"{one.words}: {one.warning}" for one in steps if one.warning]
    found += _pre_election_words(question, steps)
    return (*found, *question.route.faults)


def _pre_election_words(question: NoticeQuestion, steps: Iterable[LastDay]) -> list[str]:
    """What falls into a pre-election period: the meeting, and what is published."""
    publishes = {StepCode.FORWARD_PLAN, StepCode.AGENDA, StepCode.MEETING, StepCode.PUBLISHED}
    dated = [(one.words, one.on) for one in steps if one.code in publishes and one.on is not None]
    found = []
    for period in pre_elections(question.route, question.closures):
        inside = [words[:1].lower() + words[1:] for words, on in dated if period.has(on)]
        if inside:
            found.append(
                f"In the pre-election period of the poll on {day_words(period.poll)}, which begins on "
                f"{day_words(period.starts)} at the latest: {', '.join(inside)}. Business goes on; take care with "
                "publicity, such as launches, press items and consultations."
            )
    return found
