"""What an officer should look at before a matter is decided: warnings, each of which a named officer can answer.

Nothing is blocked and nothing hidden: a warning that an officer went against stays, with the officer and the reason.
Domain rules 3.2, 3.3, 3.6, 3.8 and 4.5. Raises DaysError beyond the bank holidays that are held.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from severalty.engine.clear_days import Closures, Counting
from severalty.engine.dates import PartialDate, Precision, day
from severalty.engine.decisions.consents import SOURCE as CONSENTS
from severalty.engine.decisions.delegations import Override, OverrideOf
from severalty.engine.decisions.key_test import KeyFound, KeyQuestion, key_test
from severalty.engine.decisions.meetings import Matter, Meeting, NoticeWay
from severalty.engine.decisions.notice import (
    URGENCY_SOURCE,
    LastDay,
    NoticeQuestion,
    StepCode,
    day_words,
    lateness,
    notice_for,
    pre_elections,
)
from severalty.engine.decisions.route_reading import Route
from severalty.engine.decisions.routes import RouteRule
from severalty.engine.decisions.schedule_12a import SOURCE as SCHEDULE
from severalty.engine.decisions.schedule_12a import ExemptQuestion, read_exemption
from severalty.engine.fields import Known

_EIGHT, _NINE = "SI 2012/2089 regulation 8", "SI 2012/2089 regulation 9"


@dataclass(frozen=True)
class MatterQuestion:
    """A matter with its meeting, the route of its council on that day, and the day from which one looks.

    `executive` says whether a cabinet, its member or its committee decides: key decisions and the notice of a private
    meeting are of the executive alone. `overrides` are those recorded on this matter or on its meeting.
    """

    matter: Matter
    route: Route
    closures: Closures
    on: date
    meeting: Meeting | None = None
    executive: bool = True
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True)
class Warned:
    """One warning in a sentence, with the rule and the source behind it; and the officer who went against it, the
    reason and the day, where one did."""

    of: OverrideOf
    words: str
    rule: str = ""
    officer: str = ""
    reason: str = ""
    given_on: PartialDate | None = None

    @property
    def is_answered(self) -> bool:
        """Whether an officer went against it with a reason."""
        return bool(self.officer)


def warnings_of(question: MatterQuestion) -> tuple[Warned, ...]:
    """Every warning on a matter, the answered ones among them."""
    key = key_test(KeyQuestion(question.route, question.matter.value, question.matter.wards))
    found = [*(_key(question, key) if question.executive else ()), *_exempt(question), *_consent(question)]
    meets = _meets_on(question)
    if meets is None:
        found += _without_a_day(question)
    else:
        found += _in_time(question, meets, key)
        found += _before_a_poll(question, meets)
    return tuple(_answered(one, question.overrides) for one in found)


def _answered(found: Warned, overrides: tuple[Override, ...]) -> Warned:
    given = next((one for one in overrides if one.of is found.of and one.officer.strip()), None)
    if given is None:
        return found
    return replace(found, officer=given.officer, reason=given.description, given_on=given.given_on)


def _meets_on(question: MatterQuestion) -> date | None:
    """The day of the decision, where it is known to the day."""
    meets = question.meeting.meets_on if question.meeting else question.matter.decide_on
    exact = meets is not None and meets.precision is Precision.DAY and not meets.about
    return meets.first if meets is not None and exact else None


def _without_a_day(question: MatterQuestion) -> Iterator[Warned]:
    if question.executive and question.matter.key_decision is not Known.NO:
        yield Warned(
            OverrideOf.NOTICE,
            "The day of the decision is not known, so nobody can say whether notice is in time.",
            _NINE,
        )


def _key(question: MatterQuestion, key: KeyFound) -> Iterator[Warned]:
    marked = question.matter.key_decision
    if key.key is Known.YES and marked is not Known.YES:
        said = "marked as none" if marked is Known.NO else "not marked"
        yield Warned(
            OverrideOf.KEY_TEST,
            f"By the test it is a key decision, and it is {said}. {' '.join(key.reasons)}",
            _sources(question.route, RouteRule.KEY_THRESHOLD, RouteRule.KEY_WARDS),
        )
    if marked is Known.YES and question.matter.way is NoticeWay.NOT_KEY:
        yield Warned(OverrideOf.NOTICE, "It is marked as a key decision, and its notice says that it is none.", _NINE)


def _exempt(question: MatterQuestion) -> Iterator[Warned]:
    asked = ExemptQuestion(question.matter.exempt_under, question.matter.public_interest)
    yield from (Warned(OverrideOf.PRIVATE, one, SCHEDULE) for one in read_exemption(asked).faults)


def _consent(question: MatterQuestion) -> Iterator[Warned]:
    matter, meets = question.matter, _meets_on(question)
    if matter.consent is Known.YES and matter.consent_on is None:
        yield Warned(OverrideOf.CONSENT, "Section 24 consent is needed, and none is on record.", CONSENTS)
    elif matter.consent is Known.YES and matter.consent_on and meets and matter.consent_on.last > meets:
        yield Warned(
            OverrideOf.CONSENT, f"Section 24 consent of {matter.consent_on} comes after the decision.", CONSENTS
        )
    elif matter.consent is Known.UNKNOWN and question.route.holds(RouteRule.DIRECTION):
        yield Warned(
            OverrideOf.CONSENT,
            "A section 24 direction is in force, and whether it needs consent is not said.",
            CONSENTS,
        )


def _in_time(question: MatterQuestion, meets: date, key: KeyFound) -> Iterator[Warned]:
    """Whether notice, notice of a private meeting and agenda are in time."""
    matter = question.matter
    exempt = read_exemption(ExemptQuestion(matter.exempt_under, matter.public_interest))
    steps = notice_for(NoticeQuestion(question.route, meets, question.closures, matter.way, exempt.is_private))
    is_key = matter.key_decision is Known.YES or (matter.key_decision is Known.UNKNOWN and key.key is Known.YES)
    if question.executive and is_key:
        yield from _noticed(question, steps.step(StepCode.FORWARD_PLAN) or steps.step(StepCode.EXCEPTION))
        yield from _urgent(matter)
    if question.executive and exempt.is_private:
        step, what = steps.step(StepCode.PRIVATE), "Notice of the private meeting"
        yield from _late(question, OverrideOf.PRIVATE, step, matter.private_notice_on, what)
    agenda = question.meeting.agenda_on if question.meeting else None
    if question.meeting is not None:
        yield from _late(question, OverrideOf.AGENDA, steps.step(StepCode.AGENDA), agenda, "The agenda")


def _noticed(question: MatterQuestion, step: LastDay | None) -> Iterator[Warned]:
    if step is not None:
        yield from _late(question, OverrideOf.NOTICE, step, question.matter.notice_on, "Notice of the decision")


def _urgent(matter: Matter) -> Iterator[Warned]:
    """Whether it is on record who agreed or was told that notice was short, and why it could not wait."""
    who = {NoticeWay.GENERAL_EXCEPTION: "which chair was told", NoticeWay.SPECIAL_URGENCY: "who agreed"}
    if matter.way not in who:
        return
    lacking = [words for words, given in (
        (who[matter.way], matter.urgent_agreed_by), ("why it could not wait", matter.urgent_reason),
    ) if not given.strip()]  # fmt: skip
    if lacking:
        yield Warned(
            OverrideOf.NOTICE,
            f"It goes by {matter.way.value}, and it is not on record {' or '.join(lacking)}.",
            "SI 2012/2089 regulation 10" if matter.way is NoticeWay.GENERAL_EXCEPTION else URGENCY_SOURCE,
        )


def _late(
    question: MatterQuestion, of: OverrideOf, step: LastDay | None, done: PartialDate | None, what: str
) -> Iterator[Warned]:
    """A warning where something was published after its last day, may have been, or that day has passed without it."""
    if step is None:
        return
    rule = f"{step.rule[:1].upper()}{step.rule[1:]} ({step.source})" if step.source else ""
    if step.on is None:
        yield Warned(of, f"By when it was due is not known. {what}: {step.rule}.", rule)
    elif done is None:
        if question.on > step.on:
            yield Warned(of, f"{what} is not on record as published; the last day was {day_words(step.on)}.", rule)
    elif done.first > step.on:
        by = _by(question, step, done.first)
        yield Warned(of, f"{what} was published on {done}, {by} too late: the last day was {day_words(step.on)}.", rule)
    elif done.last > step.on:
        yield Warned(
            of, f"{what} was published {done}; it was due by {day(step.on)}, so it may have been too late.", rule
        )


def _by(question: MatterQuestion, step: LastDay, done: date) -> str:
    """By how much something came too late, in the days in which its notice counts."""
    plan = step.code in (StepCode.FORWARD_PLAN, StepCode.PRIVATE)
    if plan and question.route.plan_counting is Counting.CALENDAR and step.on is not None:
        count, kind = (done - step.on).days, ""
    else:
        count, kind = lateness(done, step.on or done, question.closures), "working "
    return f"{count} {kind}{'day' if count == 1 else 'days'}"


def _before_a_poll(question: MatterQuestion, meets: date) -> Iterator[Warned]:
    for period in pre_elections(question.route, question.closures):
        if period.has(meets):
            yield Warned(
                OverrideOf.PRE_ELECTION,
                f"The decision falls into the pre-election period of the poll on {day_words(period.poll)}. It may be "
                "taken; take care with publicity about it.",
                f"LGA 1986 s2 and the Code of Recommended Practice 2011; from when on: {period.source}",
            )


def _sources(route: Route, *rules: RouteRule) -> str:
    """Where the values of some rules are from, each once."""
    found = (route.reading(rule) for rule in rules)
    return "; ".join(dict.fromkeys((_EIGHT, *(one.source for one in found if one and one.source))))
