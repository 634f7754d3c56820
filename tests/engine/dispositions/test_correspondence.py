"""How far a letter has come, and what an answer says of consent."""

from datetime import date
from itertools import product

import pytest

from severalty.engine.dates import day, read_date
from severalty.engine.dispositions.correspondence import (
    ANSWERS,
    Reply,
    consent_after,
    days_overdue,
    following,
    reply_faults,
)
from severalty.engine.dispositions.dispositions import Consent
from severalty.engine.dispositions.letters import Letter, LetterKind, LetterState

ON = day(date(2026, 11, 22))


def letter(state: LetterState = LetterState.SENT, due: str = "", sent: str = "2026-10-01") -> Letter:
    return Letter(
        key="L-1", name="Letter", contract="C-1", kind=LetterKind.CONSENT, state=state, sent_on=read_date(sent),
        answer_due=read_date(due) if due else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "due", "days"),
    [
        (LetterState.SENT, "2026-11-21", 1), (LetterState.SENT, "2026-11-22", None), (LetterState.SENT, "", None),
        (LetterState.ACKNOWLEDGED, "2026-10", 22), (LetterState.SENT, "2026-11", None),
        (LetterState.AGREED, "2026-01-01", None), (LetterState.DRAFT, "2026-01-01", None),
    ],
)  # fmt: skip
def test_an_answer_is_overdue_once_its_day_has_certainly_passed(state: LetterState, due: str, days: int | None) -> None:
    assert days_overdue(letter(state, due), ON) == days


def test_no_letter_goes_back_and_each_end_can_be_reached() -> None:
    for before, after in product(LetterState, LetterState):
        if after in following(before):
            assert after is not LetterState.DRAFT
            assert before is not LetterState.WITHDRAWN
    reached = {after for before in LetterState for after in following(before)}
    assert reached == set(LetterState) - {LetterState.DRAFT}


@pytest.mark.parametrize(
    ("said", "column", "words"),
    [
        (Reply(LetterState.AGREED), "on", "Enter the day on which it was agreed."),
        (Reply(LetterState.AGREED, read_date("2026-11-23")), "on", "is still to come"),
        (Reply(LetterState.AGREED, read_date("2026-09-30")), "on", "is before the letter was sent, 1 October 2026"),
        (Reply(LetterState.REFUSED, read_date("2026-11-01")), "answer", "Enter the reason"),
        (Reply(LetterState.AGREED_WITH_CONDITIONS, read_date("2026-11-01")), "answer", "Enter the conditions"),
        (Reply(LetterState.DRAFT, read_date("2026-11-01")), "state", "from there it may become acknowledged, agreed"),
    ],
)
def test_what_cannot_be_recorded_is_told(said: Reply, column: str, words: str) -> None:
    [(where, sentence)] = reply_faults(letter(), said, ON)
    assert where == column
    assert words in sentence


def test_an_answer_is_not_asked_for_before_a_letter_is_sent() -> None:
    said = Reply(LetterState.SENT, read_date("2026-11-20"), "", read_date("2026-11-01"))
    [(where, sentence)] = reply_faults(letter(LetterState.DRAFT), said, ON)
    assert where == "answer_due"
    assert "before the letter is sent" in sentence


def test_only_agreement_without_conditions_is_consent() -> None:
    for kind in LetterKind:
        found = {state: consent_after(kind, state) for state in ANSWERS}
        asks = kind in (LetterKind.CONSENT, LetterKind.NOVATION)
        wanted = (Consent.GIVEN, Consent.ASKED, Consent.REFUSED) if asks else (None, None, None)
        assert tuple(found.values()) == wanted
