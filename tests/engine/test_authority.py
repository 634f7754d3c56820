"""An authority covers an act or does not, and says why; a narrower one never covers more."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.dates import day, read_date
from severalty.engine.decisions.acts import NEEDS, Deed, Told, acts_in, history_of
from severalty.engine.decisions.authority import (
    AuthorityQuestion,
    Cover,
    Covered,
    PassingOn,
    consulted_in,
    covered,
    passing_faults,
)
from severalty.engine.decisions.bodies import Body, BodyKind
from severalty.engine.decisions.delegations import Act, Delegation, Hold
from severalty.engine.decisions.holds import HoldState, hold_state, holds_against
from severalty.engine.decisions.resolutions import CallIn, Form, Outcome, Resolution
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from severalty.engine.tables import TABLES

ON = read_date("2026-06-01")
CABINET = Body(key="cabinet", name="Cabinet", kind=BodyKind.EXECUTIVE, organisation="north", formal=Known.YES)
SOUTH = Body(key="other", name="Cabinet", kind=BodyKind.EXECUTIVE, organisation="south", formal=Known.YES)
BOARD = Body(key="board", name="Board", kind=BodyKind.BOARD, organisation="north")
GIVEN = Delegation(
    key="sign", name="Sign variations", organisation="north", body="cabinet", holder="Strategic Director",
    acts="sign an agreement or variation; send a letter that binds", limit=50_000_00, starts=read_date("2026-01-01"),
    ends=read_date("2026-12-31"), may_pass_on=Known.YES,
)  # fmt: skip
DEED = Deed(act=Act.SIGN_VARIATION, on=ON, officer="Strategic Director", organisation="north", amount=10_00, about="v")
TAKEN = Resolution(
    key="r", name="Withdraw", body="cabinet", outcome=Outcome.APPROVED, decided_on=read_date("2026-02-01")
)


def ask(deed: Deed = DEED, *given_: Delegation, rests_on: str = "sign", **more: Any) -> Covered:
    """What the engine says of a deed under the delegation, or under those given."""
    known = {"delegations": given_ or (GIVEN,), "bodies": (CABINET, SOUTH, BOARD)} | more
    return covered(AuthorityQuestion(deed=deed, rests_on=rests_on, **known))


def test_a_delegation_that_fits_covers_the_act() -> None:
    assert ask() == Covered(Cover.YES, chain=("Sign variations",))


@pytest.mark.parametrize(
    ("change", "cover", "words"),
    [
        ({"acts": "spend or draw on contingency"}, Cover.NO, "not to sign"),
        ({"acts": ""}, Cover.CANNOT_SAY, "is not on record"),
        ({"limit": 9_99}, Cover.NO, "above the limit"),
        ({"starts": read_date("2026-07-01")}, Cover.NO, "runs from"),
        ({"starts": None}, Cover.CANNOT_SAY, "From when"),
        ({"starts": read_date("2026")}, Cover.CANNOT_SAY, "exact day"),
        ({"ends": read_date("2026-05-31")}, Cover.NO, "ended on"),
        ({"revoked_on": ON}, Cover.NO, "was revoked"),
        ({"revoked_by": "r"}, Cover.CANNOT_SAY, "Record the day"),
        ({"holder": "Chief Executive"}, Cover.NO, "held by the Chief Executive"),
        ({"organisation": "south"}, Cover.NO, "another council"),
        ({"organisation": "", "body": "other"}, Cover.NO, "another council"),
        ({"body": "board"}, Cover.NO, "cannot decide"),
        ({"body": ""}, Cover.CANNOT_SAY, "Which body gave"),
        ({"resolution": "gone"}, Cover.CANNOT_SAY, "is not on record here"),
        ({"in_consultation_with": "Section 151 Officer"}, Cover.NO, "when they were asked"),
    ],
)
def test_what_does_not_fit_is_said_with_the_way_to_mend_it(change: dict[str, Any], cover: Cover, words: str) -> None:
    found = ask(DEED, replace(GIVEN, **change))
    assert found.covers is cover
    assert words in " ".join(found.reasons)


@pytest.mark.parametrize(
    ("consulted", "cover"),
    [
        ("Section 151 Officer on 29 May 2026", Cover.YES),
        ("the Section 151 officer on 1 June 2026", Cover.YES),
        ("Section 151 Officer on 2 June 2026", Cover.NO),
        ("Section 151 Officer", Cover.NO),
        ("Section 151 Officer on June 2026", Cover.CANNOT_SAY),
        ("Chief Executive on 29 May 2026", Cover.NO),
    ],
)
def test_whoever_is_to_be_consulted_was_asked_before_the_act(consulted: str, cover: Cover) -> None:
    link = replace(GIVEN, in_consultation_with="Section 151 Officer")
    assert ask(replace(DEED, consulted=consulted), link).covers is cover


def test_a_limit_needs_the_whole_value_and_nobody_is_taken_to_act_for_the_holder() -> None:
    assert ask(replace(DEED, amount=None)).covers is Cover.CANNOT_SAY
    assert ask(replace(DEED, officer=" ")).covers is Cover.CANNOT_SAY


def test_acts_split_under_the_limit_are_pointed_out() -> None:
    deed = replace(DEED, amount=30_000_00)
    assert ask(deed, earlier=(replace(deed, amount=30_000_00),)).warnings
    assert not ask(deed, earlier=(replace(deed, about="other"),)).warnings
    assert ask(deed, earlier=(deed,)).covers is Cover.YES


@pytest.mark.parametrize(
    ("change", "cover"),
    [
        ({}, Cover.YES),
        ({"outcome": Outcome.DEFERRED}, Cover.NO),
        ({"outcome": Outcome.WITHDRAWN}, Cover.NO),
        ({"form": Form.RECOMMENDATION}, Cover.NO),
        ({"decided_on": read_date("2026-06-02")}, Cover.NO),
        ({"decided_on": None}, Cover.CANNOT_SAY),
        ({"call_in": CallIn.PENDING}, Cover.NO),
        ({"call_in": CallIn.RELEASED, "call_in_ended_on": read_date("2026-03-01")}, Cover.YES),
        ({"call_in": CallIn.RELEASED}, Cover.NO),
        ({"effective_on": read_date("2026-06-02")}, Cover.NO),
        ({"expires_on": read_date("2026-05-31")}, Cover.NO),
        ({"body": "board"}, Cover.NO),
    ],
)
def test_a_resolution_carries_an_act_only_while_it_has_effect(change: dict[str, Any], cover: Cover) -> None:
    taken = replace(TAKEN, **change)
    assert ask(DEED, rests_on="r", resolutions=(taken,)).covers is cover
    assert ask(DEED, replace(GIVEN, resolution="r"), resolutions=(taken,)).covers is cover


def test_a_decision_that_can_be_called_in_waits_for_its_day() -> None:
    body = replace(CABINET, call_in=Known.YES)
    assert ask(DEED, rests_on="r", resolutions=(TAKEN,), bodies=(body,)).covers is Cover.CANNOT_SAY


def test_nothing_rests_on_what_is_not_on_record() -> None:
    assert ask(rests_on="").covers is Cover.NO
    assert ask(rests_on="nowhere").covers is Cover.NO


CHILD = replace(GIVEN, key="child", name="Passed on", parent="sign", body="", holder="Head of ICT")
HEAD = replace(DEED, officer="Head of ICT")


def test_what_is_passed_on_reaches_as_far_as_all_above_it() -> None:
    assert ask(HEAD, CHILD, GIVEN, rests_on="child") == Covered(Cover.YES, chain=("Passed on", "Sign variations"))
    for change in ({"may_pass_on": Known.NO}, {"limit": 5_00}, {"revoked_on": ON}, {"acts": "award a contract"}):
        assert ask(HEAD, CHILD, replace(GIVEN, **change), rests_on="child").covers is Cover.NO
    assert ask(HEAD, CHILD, rests_on="child").covers is Cover.CANNOT_SAY
    assert ask(HEAD, CHILD, replace(GIVEN, may_pass_on=Known.UNKNOWN), rests_on="child").covers is Cover.CANNOT_SAY


def test_a_circle_of_delegations_covers_nothing() -> None:
    assert ask(HEAD, CHILD, replace(GIVEN, parent="child"), rests_on="child").covers is Cover.NO
    assert ask(DEED, replace(GIVEN, parent="sign")).covers is Cover.NO


def test_nobody_passes_on_more_than_was_given() -> None:
    assert not passing_faults(PassingOn(GIVEN, CHILD)).faults
    wider = replace(CHILD, acts="award a contract", limit=None, starts=None, ends=None)
    assert [column for column, _ in passing_faults(PassingOn(GIVEN, wider)).faults] == [
        "acts", "limit", "starts", "ends",
    ]  # fmt: skip
    never = replace(GIVEN, may_pass_on=Known.UNKNOWN, revoked_on=ON)
    assert len(passing_faults(PassingOn(never, CHILD)).faults) == 2


HOLD = Hold(key="h", name="Pause", thing="v", placed_by="Section 151 Officer", starts=read_date("2026-05"))


def test_a_hold_refuses_names_who_placed_it_and_until_when() -> None:
    found = ask(holds=(replace(HOLD, until=read_date("2026-09-30")),))
    assert found.covers is Cover.NO
    assert found.reasons[0].startswith("Held by the Section 151 Officer until 30 September 2026.")


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, HoldState.STANDS),
        ({"starts": read_date("2026-06-02")}, HoldState.TO_COME),
        ({"until": read_date("2026-05-31")}, HoldState.LAPSED),
        ({"until": ON}, HoldState.STANDS),
        ({"lifted_on": ON}, HoldState.LIFTED),
        ({"lifted_on": read_date("2026-06-02")}, HoldState.STANDS),
        ({"until": read_date("2026-06")}, HoldState.STANDS),
    ],
)
def test_a_hold_lapses_by_itself_or_is_lifted(change: dict[str, Any], state: HoldState) -> None:
    assert hold_state(replace(HOLD, **change), ON) is state


def test_a_hold_binds_its_council_its_thing_and_its_acts() -> None:
    south = replace(DEED, organisation="south")
    assert holds_against([HOLD], south) == (HOLD,)
    ours = replace(HOLD, organisation="north")
    assert holds_against([ours], DEED) == (ours,)
    assert not holds_against([ours], south)
    assert holds_against([ours], replace(DEED, organisation=""))
    assert not holds_against([replace(HOLD, thing="other")], DEED)
    assert holds_against([replace(HOLD, thing="other")], replace(DEED, things=("other",)))
    assert not holds_against([replace(HOLD, acts="award a contract")], DEED)
    assert holds_against([replace(HOLD, thing="", acts="sign an agreement or variation")], DEED)


LINKS = st.builds(
    lambda acts, limit, starts, length, passing: replace(
        GIVEN, acts="; ".join(acts), limit=limit, starts=day(starts),
        ends=day(starts + length) if length is not None else None, may_pass_on=passing,
    ),
    st.lists(st.sampled_from([act.value for act in Act]), max_size=4),
    st.none() | st.integers(0, 100),
    st.dates(min_value=read_date("2026-01-01").first, max_value=read_date("2026-12-31").first),
    st.none() | st.timedeltas(min_value=read_date("2026-01-02").first - read_date("2026-01-01").first,
                              max_value=read_date("2026-12-31").first - read_date("2026-01-01").first),
    st.sampled_from(Known),
)  # fmt: skip
DEEDS = st.builds(
    lambda act, on, amount: replace(DEED, act=act, on=day(on), amount=amount),
    st.sampled_from(Act),
    st.dates(min_value=read_date("2026-01-01").first, max_value=read_date("2027-06-30").first),
    st.none() | st.integers(0, 120),
)


@given(LINKS, LINKS, DEEDS)
def test_what_is_passed_on_never_covers_more_than_what_it_comes_from(
    parent: Delegation, child: Delegation, deed: Deed
) -> None:
    below = replace(child, key="child", parent="sign", body="")
    if ask(deed, below, parent, rests_on="child").covers is Cover.YES:
        assert ask(deed, parent).covers is Cover.YES


@given(LINKS, DEEDS, st.integers(0, 100), st.sets(st.sampled_from(Act)))
def test_a_narrower_delegation_never_covers_more(link: Delegation, deed: Deed, limit: int, kept: set[Act]) -> None:
    acts = [act.value for act in acts_in(link.acts).acts if act in kept]
    narrower = replace(link, limit=min(limit, link.limit if link.limit is not None else limit), acts="; ".join(acts))
    if ask(deed, narrower).covers is Cover.YES:
        assert ask(deed, link).covers is Cover.YES


@given(LINKS, DEEDS, st.dates(min_value=read_date("2026-01-01").first, max_value=read_date("2027-06-30").first))
def test_after_a_revocation_nothing_is_covered(link: Delegation, deed: Deed, revoked: Any) -> None:
    if ask(deed, replace(link, revoked_on=day(revoked))).covers is Cover.YES:
        assert deed.on.last < revoked


def test_who_was_consulted_is_read_from_words() -> None:
    found = consulted_in("Section 151 Officer on 2 April 2026; Chief Executive; Head on Monday")
    assert [(one.post, str(one.on)) for one in found.posts] == [
        ("Section 151 Officer", "2 April 2026"), ("Chief Executive", "None"), ("Head on Monday", "None"),
    ]  # fmt: skip


def test_words_that_name_no_act_are_told() -> None:
    assert acts_in("Award a contract;  make tea").others == ("make tea",)


@pytest.mark.parametrize(
    ("change", "history"),
    [
        ({"evidence": Evidence.REPORTED, "source": "S2 2.1.4"}, True),
        ({"evidence": Evidence.REPORTED}, False),
        ({"evidence": Evidence.ATTESTED, "source": "S2 2.1.4"}, False),
        ({"loads": True}, True),
        ({"loads": True, "done_on": read_date("2024-07-01")}, False),
        ({"loads": True, "done_on": None}, False),
        ({"loads": True, "up_to": None}, False),
    ],
)
def test_only_the_past_of_a_case_is_told_without_authority(change: dict[str, Any], history: bool) -> None:
    told = Told(done_on=read_date("2023-10-01"), up_to=read_date("2024-06-30"))
    assert history_of(replace(told, **change)).is_history is history


def test_every_act_but_recommending_needs_authority_somewhere() -> None:
    assert {one.act for one in NEEDS} == set(Act) - {Act.FREEZE_PAPER, Act.CHOOSE_OPTION}
    assert {one.table for one in NEEDS} <= set(TABLES)
