"""How what a body resolved stands on a day, what the record of an officer's decision lacks, and how promises stand.

A decision can stand in call-in, be called in, be referred back, wait for its condition, be in effect, or have lapsed;
an informal agreement and a recommendation never do. Where a day or the council's rule of call-in is not on record, the
answer is that nobody can say. Domain rules 3.1, 3.5 and 3.7; SI 2014/2095 regulation 7.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from severalty.engine.clear_days import Closures, DaysError, Effect, call_in
from severalty.engine.dates import PartialDate, day
from severalty.engine.decisions.bodies import Body, BodyKind
from severalty.engine.decisions.delegations import Delegation
from severalty.engine.decisions.resolutions import (
    CallIn,
    Commitment,
    CommitmentKind,
    CommitmentState,
    Form,
    Outcome,
    Resolution,
)
from severalty.engine.decisions.sitting import WordQuestion, word_of
from severalty.engine.fields import Known

SOON_DAYS = 14
"""A commitment is due soon when its day is at most so many days away."""
_CARRIED = frozenset({Outcome.APPROVED, Outcome.AMENDED})


class Stand(StrEnum):
    """How what was resolved stands on a day."""

    AGREED = "agreed, binds nobody"
    RECOMMENDED = "recommended"
    NOT_CARRIED = "nothing to carry out"
    TO_COME = "still to be taken"
    TO_PUBLISH = "not on record as published"
    IN_CALL_IN = "may still be called in"
    CALLED_IN = "called in"
    REFERRED = "referred back"
    CONDITION = "waits for its condition"
    EFFECTIVE = "in effect"
    LAPSED = "lapsed"
    CANNOT_SAY = "cannot say"


OPEN_STANDS = frozenset({Stand.TO_PUBLISH, Stand.IN_CALL_IN, Stand.CALLED_IN, Stand.REFERRED, Stand.CONDITION})
"""Where somebody has still to do or to wait for something."""


class Keeping(StrEnum):
    """How a commitment stands on a day."""

    LATE = "late"
    SOON = "due soon"
    OPEN = "open"
    UNDATED = "open, no day"
    NOT_KEPT = "not kept"
    KEPT_LATE = "kept late"
    KEPT = "kept"
    SUPERSEDED = "superseded"
    ON_RECORD = "on record"


OPEN_KEEPINGS = frozenset({Keeping.LATE, Keeping.SOON, Keeping.OPEN, Keeping.UNDATED})


@dataclass(frozen=True, kw_only=True)
class StandingQuestion:
    """What was resolved, by which body, and the day from which one looks.

    `days` and `effect` are the council's values of call-in, nothing where they are not known; `conditions` are those
    on record as commitments from it.
    """

    resolution: Resolution
    body: Body
    on: date
    closures: Closures
    days: int | None = None
    effect: Effect | None = None
    conditions: tuple[Commitment, ...] = ()


@dataclass(frozen=True)
class Standing:
    """How it stands, why in sentences, the last day of call-in and the day of effect where they are known."""

    stand: Stand
    words: str
    last_day: date | None = None
    effective: date | None = None


@dataclass(frozen=True, kw_only=True)
class OfficerRecord:
    """A decision of an officer, the delegation it cites where that is on record, and the day from which one looks."""

    resolution: Resolution
    delegation: Delegation | None = None
    on: PartialDate


@dataclass(frozen=True)
class RecordFindings:
    """What the record lacks, in sentences."""

    findings: tuple[str, ...]


@dataclass(frozen=True)
class KeepingQuestion:
    """A commitment, and the day from which one looks."""

    commitment: Commitment
    on: PartialDate


@dataclass(frozen=True)
class Kept:
    """How a commitment stands, and why in a sentence."""

    keeping: Keeping
    words: str


@dataclass(frozen=True, kw_only=True)
class EarlierQuestion:
    """What a new paper goes to, and what is on record: all references are keys of what is handed in.

    `topics` are the keys of the resolutions that speak of the same subject; without `by_topic` all of the bodies count.
    """

    bodies: tuple[str, ...]
    resolutions: tuple[Resolution, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    topics: tuple[str, ...] = ()
    by_topic: bool = True
    on: PartialDate


@dataclass(frozen=True)
class Earlier:
    """What a body resolved before, and the promises that came of it with how each stands."""

    resolution: Resolution
    promises: tuple[tuple[Commitment, Kept], ...] = ()


@dataclass(frozen=True)
class EarlierFound:
    """What the bodies resolved before, the last first, and what they promised beside any resolution."""

    resolved: tuple[Earlier, ...]
    promised: tuple[tuple[Commitment, Kept], ...]


def standing_of(question: StandingQuestion) -> Standing:
    """How what was resolved stands on a day. Says that nobody can say beyond the bank holidays that are held."""
    found = _without_power(question) or _not_carried(question) or _called_in(question)
    if found is not None:
        return found
    try:
        timed = _timed(question)
    except DaysError as error:
        timed = Standing(Stand.CANNOT_SAY, str(error))
    waits = question.resolution.condition.strip() and not _condition_met(question)
    if timed.stand is Stand.EFFECTIVE and waits:
        words = f"It is subject to this, and nothing on record shows that it is met: {question.resolution.condition}"
        return Standing(Stand.CONDITION, words, timed.last_day, None)
    return timed


def officer_findings(record: OfficerRecord) -> RecordFindings:
    """What the written record of an officer's decision lacks: SI 2014/2095 regulation 7, domain rules 3.1 and 3.7."""
    return RecordFindings(tuple(_officer_findings(record)))


def keeping_of(question: KeepingQuestion) -> Kept:
    """How a commitment stands on a day. Advice without a day asks for nothing: it is on record."""
    one, on = question.commitment, question.on
    if one.state is CommitmentState.KEPT:
        return _kept(one)
    if one.state is not CommitmentState.OPEN:
        not_kept = one.state is CommitmentState.NOT_KEPT
        return Kept(Keeping.NOT_KEPT if not_kept else Keeping.SUPERSEDED, f"It is on record as {one.state.value}.")
    if one.due is None and one.kind is CommitmentKind.ADVICE:
        return Kept(Keeping.ON_RECORD, "It stands on record; nobody has to do anything by a day.")
    if one.due is None:
        return Kept(Keeping.UNDATED, "By when it is due is not on record.")
    if one.due.last < on.first:
        return Kept(Keeping.LATE, f"It was due {one.due}, and nothing shows that it is done.")
    if one.due.last <= on.last + timedelta(days=SOON_DAYS):
        return Kept(Keeping.SOON, f"It is due {one.due}.")
    return Kept(Keeping.OPEN, f"It is due {one.due}.")


def earlier_of(question: EarlierQuestion) -> EarlierFound:
    """What the bodies of a new paper resolved and promised before, with what came of each promise."""
    wanted = [
        one
        for one in question.resolutions
        if one.body in question.bodies
        and (not question.by_topic or one.key in question.topics)
        and (one.decided_on is None or one.decided_on.first <= question.on.last)
    ]
    wanted.sort(key=lambda one: (one.decided_on.first.toordinal() if one.decided_on else 0, one.key), reverse=True)
    kept = [(one, keeping_of(KeepingQuestion(one, question.on))) for one in question.commitments]
    from_it: dict[str, list[tuple[Commitment, Kept]]] = {}
    for pair in kept:
        from_it.setdefault(pair[0].resolution, []).append(pair)
    resolved = tuple(Earlier(one, tuple(from_it.get(one.key, ()))) for one in wanted)
    beside = tuple(
        pair for pair in kept if not pair[0].resolution and pair[0].body in question.bodies
    )  # fmt: skip
    return EarlierFound(resolved, beside)


# ---------------------------------------------------------------------------------------------------------- resolutions


def _without_power(question: StandingQuestion) -> Standing | None:
    """What never is a decision: a recommendation, and what an informal body agreed."""
    found = word_of(WordQuestion(question.body, question.resolution.form))
    if found.form is Form.INFORMAL:
        return Standing(Stand.AGREED, found.words or "It is an informal agreement; it decides nothing.")
    if found.form is Form.RECOMMENDATION:
        return Standing(Stand.RECOMMENDED, found.words or "It is a recommendation; others decide.")
    return None


def _not_carried(question: StandingQuestion) -> Standing | None:
    resolution = question.resolution
    if resolution.outcome not in _CARRIED:
        return Standing(Stand.NOT_CARRIED, f"It was {resolution.outcome.value}, so there is nothing to carry out.")
    if resolution.decided_on is None:
        return Standing(Stand.CANNOT_SAY, "On which day it was decided is not on record.")
    if resolution.decided_on.first > question.on:
        return Standing(Stand.TO_COME, f"It is dated {resolution.decided_on}, which has not come.")
    if resolution.expires_on is not None and resolution.expires_on.last < question.on:
        return Standing(Stand.LAPSED, f"It lapsed on {resolution.expires_on}. Have it decided again.")
    return None


def _called_in(question: StandingQuestion) -> Standing | None:
    resolution = question.resolution
    since = f" on {resolution.called_in_on}" if resolution.called_in_on else ""
    if resolution.call_in is CallIn.PENDING:
        return Standing(Stand.CALLED_IN, f"It was called in{since} and is not settled: nobody may carry it out.")
    if resolution.call_in in (CallIn.REFERRED_BACK, CallIn.REFERRED_TO_COUNCIL):
        where = "council" if resolution.call_in is CallIn.REFERRED_TO_COUNCIL else "whoever took it"
        return Standing(
            Stand.REFERRED, f"It was called in{since} and referred back to {where}: it waits for a new word."
        )
    if resolution.call_in is CallIn.RELEASED:
        settled = resolution.call_in_ended_on
        if settled is None:
            return Standing(Stand.CANNOT_SAY, "It was called in and let go; on which day is not on record.")
        if settled.first > question.on:
            return Standing(Stand.CALLED_IN, f"It was called in{since} and is settled on {settled}.")
    return None


def _timed(question: StandingQuestion) -> Standing:
    """Whether the day of effect has come: as stated, as the call-in was settled, or as call-in is reckoned."""
    resolution, on = question.resolution, question.on
    stated = resolution.effective_on or (resolution.call_in_ended_on if resolution.call_in is CallIn.RELEASED else None)
    if stated is not None:
        return _by_day(stated, on, "It takes effect on", None)
    can = _can_be_called_in(question.body)
    if can is Known.NO:
        return _by_day(resolution.decided_on or day(on), on, "It cannot be called in; it was decided on", None)
    if resolution.published_on is None:
        return Standing(Stand.TO_PUBLISH, "It is not on record as published, so the days of call-in do not run.")
    if can is Known.UNKNOWN:
        return Standing(
            Stand.CANNOT_SAY, f"Whether decisions of {question.body.name} can be called in is not on record."
        )
    if question.days is None or question.effect is None:
        return Standing(Stand.CANNOT_SAY, "The council’s days of call-in, or when they take effect, are not on record.")
    return _in_window(question, resolution.published_on, question.days, question.effect)


def _in_window(question: StandingQuestion, published: PartialDate, days: int, effect: Effect) -> Standing:
    soonest = call_in(published.first, days, effect, question.closures)
    latest = call_in(published.last, days, effect, question.closures)
    if question.on >= latest.effective:
        return Standing(
            Stand.EFFECTIVE, f"Published {published}; nobody called it in by {day(latest.last_day)}.",
            latest.last_day, latest.effective,
        )  # fmt: skip
    if question.on < soonest.effective:
        known = soonest == latest
        until = f"until {day(soonest.last_day)}; else it takes effect on {day(soonest.effective)}" if known else "still"
        return Standing(
            Stand.IN_CALL_IN, f"Published {published}; it may be called in {until}.",
            soonest.last_day if known else None, soonest.effective if known else None,
        )  # fmt: skip
    return Standing(Stand.CANNOT_SAY, f"It was published {published}; to the day that is not known.")


def _by_day(when: PartialDate, on: date, words: str, last_day: date | None) -> Standing:
    effective = when.first if when.first == when.last else None
    if when.last <= on:
        return Standing(Stand.EFFECTIVE, f"{words} {when}.", last_day, effective)
    if when.first > on:
        return Standing(Stand.IN_CALL_IN, f"{words} {when}, not before.", last_day, effective)
    return Standing(Stand.CANNOT_SAY, f"{words} {when}; to the day that is not known.", last_day, None)


def _can_be_called_in(body: Body) -> Known:
    """Whether scrutiny may call in what a body decides: what the executive decides, LGA 2000 section 9F."""
    if body.call_in is not Known.UNKNOWN:
        return body.call_in
    return Known.NO if body.kind is BodyKind.COUNCIL else Known.UNKNOWN


def _condition_met(question: StandingQuestion) -> bool:
    """Whether every condition that is on record as a commitment is kept by the day; without one nothing shows it."""
    of_it = [one for one in question.conditions if one.kind is CommitmentKind.CONDITION]
    return bool(of_it) and all(
        one.state is CommitmentState.KEPT and (one.done_on is None or one.done_on.first <= question.on) for one in of_it
    )


# -------------------------------------------------------------------------------------------- officers and commitments


def _officer_findings(record: OfficerRecord) -> Iterator[str]:
    resolution, delegation = record.resolution, record.delegation
    if resolution.form is not Form.OFFICER_DECISION:
        return
    for value, words in (
        (resolution.description, "what was decided"),
        (resolution.reasons, "the reasons"),
        (resolution.alternatives, "the alternatives that were considered and rejected"),
        (resolution.interests, "the interests declared, or that there were none"),
    ):
        if not value.strip():
            yield f"The record does not give {words}."
    if resolution.decided_on is None:
        yield "The record does not give the day of the decision."
    if not resolution.delegation:
        yield "It cites no delegation. Name the one that it was taken under."
    elif delegation is not None and delegation.in_consultation_with.strip() and not resolution.consulted.strip():
        asked = delegation.in_consultation_with
        yield f"The delegation asks for consultation with {asked}; nothing shows that it took place before."
    if resolution.published_on is None:
        yield "It is not on record as published."


def _kept(one: Commitment) -> Kept:
    if one.due is not None and one.done_on is not None and one.done_on.first > one.due.last:
        return Kept(Keeping.KEPT_LATE, f"It was due {one.due} and done {one.done_on}.")
    done = f"done {one.done_on}" if one.done_on else "done on a day that is not on record"
    proof = "" if one.proof.strip() else " What shows it is not on record."
    return Kept(Keeping.KEPT, f"It is {done}.{proof}")
