"""Who has agreed to what: proposals, answers and versions."""

from dataclasses import fields, replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.dates import read_date
from severalty.engine.dispositions.answers import (
    AGREED_COLUMNS,
    Standing,
    State,
    fingerprint,
    proposer_of,
    standing_of,
)
from severalty.engine.dispositions.dispositions import Answer, Consent, Disposition, DispositionAnswer, Route
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from tests.engine.strategies import DATES, NAMES, PENCE, at_most

PROPOSAL = Disposition(
    key="D-1", name="Desk", thing="C-1", council="a", route=Route.NOVATE, recorded_by="a",
    by_when=read_date("2027-03-31"), one_off_cost=100, annual_cost=200, reason="Agreed in March",
)  # fmt: skip


def answer(council: str, given: Answer, of: Disposition = PROPOSAL, **more: Any) -> DispositionAnswer:
    values = {"recorded_by": council, "of_version": fingerprint(of), "disposition": of.key} | more
    return DispositionAnswer(organisation=council, answer=given, **values)


def standing(*dispositions: Disposition, answers: tuple[DispositionAnswer, ...] = (), others: str = "b") -> Standing:
    return standing_of(dispositions, answers, others)


def test_nothing_proposed_is_undecided() -> None:
    assert standing() == Standing(State.UNDECIDED)
    assert standing(replace(PROPOSAL, route=Route.UNDECIDED)).state is State.UNDECIDED


def test_what_touches_one_council_only_needs_no_answer() -> None:
    assert standing(PROPOSAL, others="").state is State.AGREED


def test_the_other_council_is_waited_for_and_settles_it() -> None:
    waiting = standing(PROPOSAL, others="bc")
    assert (waiting.state, waiting.waiting_for, waiting.accepted_by) == (State.PROPOSED, ("b", "c"), ("a",))
    one = standing(PROPOSAL, answers=(answer("b", Answer.ACCEPTED),), others="bc")
    assert (one.state, one.waiting_for) == (State.PROPOSED, ("c",))
    both = standing(PROPOSAL, answers=(answer("b", Answer.ACCEPTED), answer("c", Answer.ACCEPTED)), others="bc")
    assert (both.state, both.disposition) == (State.AGREED, PROPOSAL)
    assert both.settled


def test_the_council_concerned_is_asked_where_another_proposes_for_it() -> None:
    for_b = replace(PROPOSAL, council="b")
    assert standing(for_b, others="a").waiting_for == ("b",)
    assert standing(for_b, others="").waiting_for == ("b",)
    assert standing(for_b, answers=(answer("b", Answer.ACCEPTED, for_b),), others="a").state is State.AGREED


def test_a_dispute_is_told_with_its_reason() -> None:
    found = standing(PROPOSAL, answers=(answer("b", Answer.DISPUTED, reason="We need it until June"),))
    assert found.state is State.DISPUTED
    assert found.reasons == ("b disputes it: We need it until June",)
    assert standing(PROPOSAL, answers=(answer("b", Answer.DISPUTED, of_version=""),)).state is State.DISPUTED


def test_acceptance_without_a_version_binds_nobody() -> None:
    assert standing(PROPOSAL, answers=(answer("b", Answer.ACCEPTED, of_version=""),)).state is State.STALE


def test_nobody_accepts_in_the_name_of_another() -> None:
    found = standing(PROPOSAL, answers=(answer("b", Answer.ACCEPTED, recorded_by="a"),))
    assert (found.state, found.waiting_for) == (State.PROPOSED, ("b",))
    assert found.reasons == ("The answer of b was recorded by a, so it does not count.",)


def test_different_proposals_conflict_and_say_in_what() -> None:
    other = replace(PROPOSAL, recorded_by="b", route=Route.SPLIT, annual_cost=300)
    found = standing(PROPOSAL, other)
    assert (found.state, found.disposition) == (State.CONFLICTING, None)
    assert found.reasons == ("The proposals of a, b differ in what becomes of it, the cost a year afterwards.",)


def test_the_same_proposal_in_other_words_is_agreement() -> None:
    same = replace(PROPOSAL, key="D-2", recorded_by="b", reason="As we said")
    found = standing(same, PROPOSAL)
    assert (found.state, found.disposition) == (State.AGREED, PROPOSAL), "the council's own proposal is the one kept"


def test_accepting_the_other_proposal_gives_up_ones_own() -> None:
    other = replace(PROPOSAL, key="D-2", recorded_by="b", route=Route.SPLIT)
    found = standing(PROPOSAL, other, answers=(answer("b", Answer.ACCEPTED),))
    assert (found.state, found.disposition) == (State.AGREED, PROPOSAL)
    crossed = (answer("b", Answer.ACCEPTED), answer("a", Answer.ACCEPTED, other))
    assert standing(PROPOSAL, other, answers=crossed).state is State.CONFLICTING


def test_done_is_what_is_agreed_and_shown() -> None:
    done = replace(PROPOSAL, done_on=read_date("2027-03-04"), proof="Deed of novation")
    assert standing(done, others="").state is State.DONE
    assert standing(done).state is State.PROPOSED, "done without the other council is not settled"
    unproven = standing(replace(done, proof=""), others="")
    assert unproven.state is State.AGREED
    assert unproven.reasons == ("It is said to be done, but nothing on record shows it.",)


def test_a_proposal_belongs_to_its_recorder_or_else_its_council() -> None:
    assert proposer_of(replace(PROPOSAL, recorded_by="b")) == "b"
    assert proposer_of(replace(PROPOSAL, recorded_by="")) == "a"


# ---------------------------------------------------------------------------------------------------------------- laws

_OTHER: dict[str, st.SearchStrategy[Any]] = {
    "key": NAMES, "name": NAMES, "description": NAMES, "audience": st.sampled_from(Audience),
    "shared_with": st.tuples(NAMES), "recorded_by": NAMES, "evidence": st.sampled_from(Evidence), "source": NAMES,
    "value_evidence": NAMES, "thing": NAMES, "council": NAMES, "route": st.sampled_from(Route), "reason": NAMES,
    "by_when": DATES, "owner": NAMES, "new_holder": NAMES, "moves_to": NAMES, "one_off_cost": PENCE,
    "annual_cost": PENCE, "consent": st.sampled_from(Consent), "consent_on": DATES, "notice_given_on": DATES,
    "approved_by": NAMES, "approved_on": DATES, "override": NAMES, "overridden_by": NAMES, "done_on": DATES,
    "proof": NAMES,
}  # fmt: skip


def test_every_column_is_tried() -> None:
    assert set(_OTHER) == {field.name for field in fields(Disposition)}
    assert set(AGREED_COLUMNS) < set(_OTHER)


@at_most(40)
@given(st.data(), st.sampled_from(sorted(_OTHER)))
def test_the_fingerprint_changes_with_what_is_agreed_and_with_nothing_else(data: st.DataObject, column: str) -> None:
    before = getattr(PROPOSAL, column)
    changed = replace(PROPOSAL, **{column: data.draw(_OTHER[column].filter(lambda value: value != before))})
    assert (fingerprint(changed) != fingerprint(PROPOSAL)) == (column in AGREED_COLUMNS)


@at_most(40)
@given(st.data(), st.sampled_from(sorted(set(AGREED_COLUMNS) - {"thing", "council", "route"})))
def test_what_was_accepted_is_stale_once_an_agreed_column_changes(data: st.DataObject, column: str) -> None:
    before = getattr(PROPOSAL, column)
    changed = replace(PROPOSAL, **{column: data.draw(_OTHER[column].filter(lambda value: value != before))})
    accepted = (answer("b", Answer.ACCEPTED),)
    assert standing(PROPOSAL, answers=accepted).state is State.AGREED
    found = standing(changed, answers=accepted)
    assert (found.state, found.waiting_for) == (State.STALE, ("b",))
    assert standing(changed, answers=(answer("b", Answer.ACCEPTED, changed),)).state is State.AGREED


@at_most(12)
@given(st.permutations(range(4)))
def test_the_order_of_proposals_and_answers_decides_nothing(order: list[int]) -> None:
    proposals = [
        PROPOSAL,
        replace(PROPOSAL, recorded_by="b", key="D-2"),
        replace(PROPOSAL, recorded_by="c", key="D-3", route=Route.SPLIT),
        replace(PROPOSAL, recorded_by="d", key="D-4", reason="Other words"),
    ]
    answers = [
        answer("c", Answer.ACCEPTED), answer("e", Answer.DISPUTED), answer("e", Answer.ACCEPTED, proposals[1]),
        answer("f", Answer.ACCEPTED, recorded_by="a"),
    ]  # fmt: skip
    found = standing_of([proposals[place] for place in order], [answers[place] for place in order], "bcdef")
    assert found == standing_of(proposals, answers, "fedcb")
    assert found.state is State.DISPUTED
