"""How far a letter to a supplier has come, what may follow, and what an answer says of the supplier's consent."""

from dataclasses import dataclass

from severalty.engine.dates import PartialDate
from severalty.engine.dispositions.dispositions import Consent
from severalty.engine.dispositions.letters import Letter, LetterKind, LetterState

WAITING = (LetterState.SENT, LetterState.ACKNOWLEDGED)
ANSWERS = (LetterState.AGREED, LetterState.AGREED_WITH_CONDITIONS, LetterState.REFUSED)
OPEN = (LetterState.DRAFT, *WAITING)
_FOLLOWING = {
    LetterState.DRAFT: (LetterState.SENT, LetterState.WITHDRAWN),
    LetterState.SENT: (LetterState.ACKNOWLEDGED, *ANSWERS, LetterState.WITHDRAWN),
    LetterState.ACKNOWLEDGED: (*ANSWERS, LetterState.WITHDRAWN),
    LetterState.AGREED_WITH_CONDITIONS: (LetterState.AGREED, LetterState.REFUSED),
    LetterState.REFUSED: (LetterState.AGREED, LetterState.AGREED_WITH_CONDITIONS),
}
_ASKS_CONSENT = (LetterKind.CONSENT, LetterKind.NOVATION)


@dataclass(frozen=True)
class Reply:
    """What is recorded of a letter next: the state it comes to, the day, and in the supplier's sense what was said.

    `answer_due` is the day by which an answer is asked for, given where the letter is sent.
    """

    state: LetterState
    on: PartialDate | None = None
    answer: str = ""
    answer_due: PartialDate | None = None


def following(state: LetterState) -> tuple[LetterState, ...]:
    """The states that a letter may come to from this one; none where it is at its end."""
    return _FOLLOWING.get(state, ())


def days_overdue(letter: Letter, on: PartialDate) -> int | None:
    """For how many days an answer has been due at least; None where none is, or none is due yet.

    Of an imprecise day its last counts, so that nobody is called late who may not be.
    """
    if letter.state not in WAITING or letter.answer_due is None:
        return None
    days = (on.first - letter.answer_due.last).days
    return days if days > 0 else None


def reply_faults(letter: Letter, reply: Reply, on: PartialDate) -> tuple[tuple[str, str], ...]:
    """What is wrong with a reply, as pairs of the value and a sentence; nothing where it may be recorded."""
    if reply.state not in following(letter.state):
        may = ", ".join(state.value for state in following(letter.state)) or "nothing: it is at its end"
        return (("state", f"The letter is {letter.state.value}; from there it may become {may}."),)
    found: list[tuple[str, str]] = []
    if reply.on is None:
        found.append(("on", f"Enter the day on which it was {reply.state.value}."))
    elif reply.on.first > on.last:
        found.append(("on", f"{reply.on} is still to come; enter a day up to {on}."))
    elif letter.state is not LetterState.DRAFT and letter.sent_on is not None and reply.on.last < letter.sent_on.first:
        found.append(("on", f"{reply.on} is before the letter was sent, {letter.sent_on}; enter a later day."))
    if reply.state in (LetterState.AGREED_WITH_CONDITIONS, LetterState.REFUSED) and not reply.answer.strip():
        what = "conditions" if reply.state is LetterState.AGREED_WITH_CONDITIONS else "reason"
        found.append(("answer", f"Enter the {what} that the supplier gave, or that none was given."))
    if reply.state is LetterState.WITHDRAWN and letter.state is not LetterState.DRAFT and not reply.answer.strip():
        found.append(("answer", "It was sent: enter why it is withdrawn."))
    due = reply.answer_due
    if due is not None and reply.on is not None and reply.state is LetterState.SENT and due.last < reply.on.first:
        found.append(("answer_due", f"{due} is before the letter is sent, {reply.on}; enter a later day."))
    return tuple(found)


def consent_after(kind: LetterKind, state: LetterState) -> Consent | None:
    """What a disposition says of the supplier's consent once a letter has come to a state; None where nothing follows.

    Consent under conditions is not given until they are met: it goes on being asked for.
    """
    if kind not in _ASKS_CONSENT:
        return None
    said = {
        LetterState.SENT: Consent.ASKED,
        LetterState.AGREED: Consent.GIVEN,
        LetterState.AGREED_WITH_CONDITIONS: Consent.ASKED,
        LetterState.REFUSED: Consent.REFUSED,
    }
    return said.get(state)
