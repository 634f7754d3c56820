"""The steps of one contract's way, and what blocks it."""

from datetime import date

import pytest

from severalty.engine.dates import PartialDate, day, read_date
from severalty.engine.dispositions.answers import Standing, State
from severalty.engine.dispositions.contract_way import (
    Course,
    Step,
    When,
    blocks_of,
    in_order,
    steps_of_contract,
    steps_of_course,
)
from severalty.engine.dispositions.dispositions import Consent, Disposition, Route
from severalty.engine.dispositions.letters import Letter, LetterKind, LetterState
from severalty.engine.estate.items import Contract

ON = day(date(2026, 11, 22))
CONTRACT = Contract(key="C-1", name="Ledger", starts=read_date("2022-04-01"), ends=read_date("2027-03-31"))


def proposal(**values: object) -> Disposition:
    """A proposal for North with everything that a proposal needs."""
    given = {"route": Route.NOVATE, "by_when": read_date("2027-03-31"), "owner": "Officer", "approved_on": ON}
    return Disposition(thing="C-1", council="north", **(given | values))  # type: ignore[arg-type]


def course(one: Disposition | None = None, state: State = State.AGREED, **values: object) -> Course:
    return Course("north", Standing(state, one), **values)  # type: ignore[arg-type]


def letter(**values: object) -> Letter:
    given = {"kind": LetterKind.NOVATION, "state": LetterState.SENT, "sent_on": read_date("2026-10-01")}
    return Letter(key="L-1", name="To Acme", contract="C-1", **(given | values))  # type: ignore[arg-type]


def test_steps_stand_by_their_days_and_those_without_at_the_end() -> None:
    days = ("2027-03", None, "2026-01-01", "2027-03-15", "2027")
    steps = [Step(str(one), read_date(one) if one else None, When.TO_COME) for one in days]
    assert [one.what for one in in_order(steps)] == ["2026-01-01", "2027", "2027-03", "2027-03-15", "None"]


def test_a_contract_tells_its_start_and_both_its_ends() -> None:
    longer = Contract(key="C", name="C", ends=read_date("2027-03-31"), extensions="12 months", extensions_used=0)
    assert [(one.what, one.state) for one in steps_of_contract(longer, ON)] == [
        ("Its current term ends", When.TO_COME), ("Its last possible extension ends", When.TO_COME),
    ]  # fmt: skip
    assert [one.state for one in steps_of_contract(CONTRACT, ON)] == [When.DONE, When.TO_COME]


@pytest.mark.parametrize(
    ("last_day", "given", "state"),
    [
        ("2026-11-21", None, When.OVERDUE), ("2026-11-22", None, When.TO_COME), ("2026-11", None, When.TO_COME),
        ("2026-11-21", "2026-11-20", When.DONE),
    ],
)  # fmt: skip
def test_a_last_day_to_act_is_missed_unless_notice_was_given(last_day: str, given: str | None, state: When) -> None:
    one = proposal(notice_given_on=read_date(given) if given else None)
    found = steps_of_course(course(one, last_day=read_date(last_day), needs_notice=True), ON)
    assert found[0].state is state
    missed = f"The last day to act, {read_date(last_day)}, has passed and no notice is on record."
    blocks = blocks_of(CONTRACT, course(one, last_day=read_date(last_day), needs_notice=True), ON)
    assert (missed in blocks) is (state is When.OVERDUE)


def test_nothing_stands_in_the_way_of_what_is_complete_or_done() -> None:
    assert blocks_of(CONTRACT, course(proposal()), ON) == ()
    assert blocks_of(CONTRACT, course(None, State.DONE, refusals=("It may not be assigned.",)), ON) == ()


def test_everything_that_blocks_is_told_once() -> None:
    bare = Disposition(thing="C-1", council="north", route=Route.NOVATE, consent=Consent.REFUSED)
    found = blocks_of(
        CONTRACT,
        Course(
            "north", Standing(State.PROPOSED, bare, ("south",), reasons=("A reason.",)), refusals=("A refusal.",) * 2,
            consent_outstanding=True,
            letters=(letter(answer_due=read_date("2026-11-20")), letter(state=LetterState.DRAFT)),
        ),
        ON,
    )  # fmt: skip
    assert found == (
        "Still to answer: south.", "A reason.", "A refusal.", "No day is on record by which it is to be done.",
        "Nobody is named who sees to it.", "No approval is on record.", "The supplier’s consent: refused.",
        "To Acme: the answer is 2 days overdue.", "To Acme: drafted and not sent.",
    )  # fmt: skip
    assert blocks_of(CONTRACT, course(None, State.UNDECIDED), ON) == ("Nothing is proposed yet.",)


def test_a_refusal_is_silent_once_a_named_officer_says_so() -> None:
    said = course(proposal(override="Counsel advised", overridden_by="Monitoring officer"), refusals=("It may not.",))
    assert blocks_of(CONTRACT, said, ON) == ()
    unnamed = course(proposal(override="Counsel advised"), refusals=("It may not.",))
    assert blocks_of(CONTRACT, unnamed, ON) == ("It may not.",)


@pytest.mark.parametrize(
    ("starts", "words"),
    [
        ("2027-04-01", ""),
        ("2027-02-01", ""),
        ("2027-04-03", "at least 2 days are uncovered"),
        ("", "is not known"),
    ],
)
def test_days_without_cover_are_counted_between_two_contracts(starts: str, words: str) -> None:
    when: PartialDate | None = read_date(starts) if starts else None
    new = Contract(key="C-9", name="New", starts=when)
    found = blocks_of(CONTRACT, course(proposal(route=Route.REPROCURE), successor=new, moves=True), ON)
    assert len(found) == bool(words)
    assert words in "".join(found)


def test_what_is_bought_anew_needs_a_new_contract() -> None:
    found = blocks_of(CONTRACT, course(proposal(route=Route.CONSOLIDATE)), ON)
    assert found == ("No new contract is named to which its use moves.",)
