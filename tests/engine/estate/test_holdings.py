"""Who holds what, and where claims disagree."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.dates import day, month
from severalty.engine.estate.holdings import Basis, Holding, State, position_of
from severalty.engine.estate.parties import in_force
from severalty.engine.evidence import Evidence

ON = day(date(2020, 7, 31))
HINCKLEY = Holding(item="desk", organisation="hinckley", weight=499, basis=Basis.USERS, evidence=Evidence.REPORTED)
MELTON = replace(HINCKLEY, organisation="melton", weight=229)
HOLDINGS = st.lists(
    st.builds(
        Holding,
        item=st.just("desk"),
        organisation=st.sampled_from(["a", "b", "c"]),
        weight=st.one_of(st.none(), st.integers(1, 9)),
        basis=st.sampled_from([Basis.USERS, Basis.BUDGET]),
        claimed_by=st.sampled_from(["", "a", "b"]),
        evidence=st.sampled_from(Evidence),
    ),
    max_size=6,
)


@given(HOLDINGS, st.randoms())
def test_the_order_of_claims_does_not_matter(claims: list[Holding], chance: object) -> None:
    moved = list(claims)
    chance.shuffle(moved)  # type: ignore[attr-defined]
    before, after = position_of(claims, ON), position_of(moved, ON)
    assert (before.state, before.disputed, before.reasons, before.evidence) == (
        after.state,
        after.disputed,
        after.reasons,
        after.evidence,
    )


@given(HOLDINGS)
def test_a_dispute_has_a_reason_and_names_whom(claims: list[Holding]) -> None:
    found = position_of(claims, ON)
    assert (found.state is State.DISPUTED) == bool(found.disputed) == bool(found.reasons)


@given(HOLDINGS)
def test_saying_the_same_twice_changes_nothing(claims: list[Holding]) -> None:
    assert position_of(claims + claims, ON) == position_of(claims, ON)


def test_one_holder_is_sole_and_two_are_joint() -> None:
    assert position_of([HINCKLEY], ON).state is State.SOLE
    joint = position_of([HINCKLEY, MELTON], ON)
    assert (joint.state, joint.total, joint.evidence) == (State.JOINT, 728, Evidence.REPORTED)


def test_an_unknown_share_leaves_the_total_unknown() -> None:
    found = position_of([HINCKLEY, replace(MELTON, weight=None)], ON)
    assert (found.state, found.total) == (State.UNWEIGHED, None)


def test_shares_short_of_the_stated_total_are_disputed() -> None:
    found = position_of([HINCKLEY, replace(MELTON, out_of=1069)], ON)
    assert found.state is State.DISPUTED
    assert found.reasons == ("the shares add up to 728, the stated total is 1,069",)


def test_nothing_in_force_is_blank() -> None:
    ended = replace(HINCKLEY, ends=month(2020, 6))
    assert position_of([ended], ON).state is State.BLANK


def test_an_imprecise_end_counts_to_its_last_day() -> None:
    assert in_force(None, month(2020, 7), ON)
    assert not in_force(month(2020, 8), None, ON)
