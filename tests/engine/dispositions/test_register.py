"""The register adds up to the penny, in any order, and never takes what is not known for nought."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.dates import read_date
from severalty.engine.dispositions.answers import State, fingerprint
from severalty.engine.dispositions.dispositions import Answer, Consent, Disposition, DispositionAnswer, Route
from severalty.engine.dispositions.programme_end import programme_end
from severalty.engine.dispositions.register import Money, Register, RegisterRow, Thing, Total, register_of, total_of
from severalty.engine.estate.items import Assignable, Contract, Renewal
from severalty.engine.fields import Known
from tests.engine.strategies import DATES, at_most

ON = read_date("2026-11-26")
CONTRACT = Contract(
    key="C-1", name="Desk", ends=read_date("2027-09-30"), extensions="none", renewal=Renewal.RENEWS_UNLESS_STOPPED,
    notice="3 months", consent_needed=Known.YES, assignable=Assignable.YES, may_end_early=Known.YES,
)  # fmt: skip
THING = Thing("C-1", "contracts", "Desk", {"a": 2, "b": 1}, contract=CONTRACT, annual=100)


def proposal(council: str = "a", route: Route = Route.NOVATE, **more: Any) -> Disposition:
    values = {"key": f"D-{council}", "name": "", "thing": "C-1", "recorded_by": council} | more
    return Disposition(council=council, route=route, **values)


def accepted(one: Disposition, council: str) -> DispositionAnswer:
    return DispositionAnswer(
        disposition=one.key, organisation=council, answer=Answer.ACCEPTED, of_version=fingerprint(one),
        recorded_by=council,
    )  # fmt: skip


def register(
    *dispositions: Disposition, things: tuple[Thing, ...] = (THING,), answers: tuple[DispositionAnswer, ...] = ()
) -> Register:
    return register_of(things, dispositions, answers, ON)


def row(found: Register, council: str = "a", thing: str = "C-1") -> RegisterRow:
    return next(one for one in found.rows if (one.thing, one.council) == (thing, council))


def test_the_headline_is_what_is_still_undecided() -> None:
    found = register(proposal())
    assert [(one.council, one.route.value) for one in found.rows] == [("a", "novate"), ("b", "undecided")]
    assert (found.things, found.undecided, found.undecided_things) == (1, 1, 1)
    assert [(total.name, total.rows) for total in found.totals.by_route] == [("undecided", 1), ("novate", 1)]
    assert [(total.name, total.rows) for total in found.totals.by_state] == [("undecided", 1), ("proposed", 1)]


def test_conflicting_proposals_leave_it_undecided() -> None:
    found = register(proposal(), proposal(recorded_by="b", route=Route.SPLIT))
    assert row(found).standing.state is State.CONFLICTING
    assert found.undecided == 2


def test_the_charge_is_shared_to_the_penny_where_the_shares_are_known() -> None:
    found = register()
    assert [one.annual_now for one in found.rows] == [67, 33]
    assert found.totals.all.annual_now == Money(100, 0)
    unweighed = register(things=(replace(THING, weights={"a": None, "b": 1}),))
    assert unweighed.totals.all.annual_now == Money(0, 2)
    assert unweighed.annual_of_things == Money(100, 0), "what it costs in all is known all the same"
    assert register(things=(replace(THING, weights={"a": None}),)).totals.all.annual_now == Money(100, 0)
    assert register(things=(replace(THING, annual=None),)).annual_of_things == Money(0, 1)


def test_what_nobody_knows_is_counted_apart() -> None:
    found = register(proposal(one_off_cost=500), proposal("b"))
    assert found.totals.all.one_off == Money(500, 1)
    assert found.totals.all.annual_after == Money(0, 2)


def test_a_thing_that_no_council_is_on_record_for_is_named() -> None:
    assert register(things=(replace(THING, weights={}),)).without_council == ("C-1",)
    assert register(proposal(), things=(replace(THING, weights={}),)).without_council == ()


def test_consent_is_outstanding_until_it_is_given() -> None:
    for consent, outstanding in (
        (Consent.UNKNOWN, True), (Consent.TO_ASK, True), (Consent.ASKED, True), (Consent.GIVEN, False),
        (Consent.NOT_NEEDED, False), (Consent.REFUSED, False),
    ):  # fmt: skip
        found = register(proposal(consent=consent))
        assert row(found).consent_outstanding == outstanding, consent
        assert found.totals.consent_outstanding.rows == outstanding
    assert not row(register(proposal(route=Route.EXPIRE))).consent_outstanding


def test_the_month_of_notice() -> None:
    assert row(register()).notice_month == "2027-06", "an undecided contract must be stopped or let run by then"
    assert row(register(proposal(route=Route.EXPIRE))).notice_month == "2027-06"
    assert row(register(proposal(route=Route.EXPIRE, notice_given_on=ON))).notice_month == "given"
    assert row(register(proposal(route=Route.NOVATE))).notice_month == ""
    unknown = replace(THING, contract=replace(CONTRACT, notice=""))
    assert row(register(things=(unknown,))).notice_month == "not known"
    roughly = replace(THING, contract=replace(CONTRACT, ends=read_date("2027")))
    assert row(register(things=(roughly,))).notice_month == "not known"


def test_refusals_stand_until_an_officer_overrides_them() -> None:
    refused = proposal(consent=Consent.REFUSED)
    assert row(register(refused)).refusals == ("The supplier has refused its consent.",)
    found = row(register(replace(refused, override="Settled in court", overridden_by="Monitoring officer")))
    assert found.refusals == ()
    assert found.warnings[:2] == (
        "Monitoring officer goes on all the same: Settled in court", "The supplier has refused its consent.",
    )  # fmt: skip


def test_sentences_are_in_names_where_names_are_given() -> None:
    """Keys of organisations stood in what councils read of why something cannot be."""
    two = (proposal(route=Route.TERMINATE), proposal("b", recorded_by="a", route=Route.NOVATE))
    no = replace(accepted(two[0], "b"), answer=Answer.DISPUTED, reason="No")
    found = register_of((THING,), two, (no,), ON, names={"a": "Alderbourne", "b": "Stanmere"})
    assert row(found).refusals[0].startswith("Stanmere: 'novate'")
    assert row(found).standing.reasons == ("Stanmere disputes it: No",)


def test_what_is_agreed_and_refused_all_the_same_is_counted_with_its_money() -> None:
    """Nothing counted what everybody had agreed to before its contract's terms changed."""
    one = proposal(route=Route.ASSIGN, one_off_cost=5_00)
    fixed = replace(THING, contract=replace(CONTRACT, assignable=Assignable.NO))
    answers = (accepted(one, "b"),)
    assert register(one, answers=answers).totals.agreed_refused.rows == 0
    found = register(one, things=(fixed,), answers=answers).totals.agreed_refused
    assert (found.rows, found.one_off.pence) == (1, 5_00)
    assert register(one, things=(fixed,)).totals.agreed_refused.rows == 0, "It is only proposed."
    gone_on = replace(one, override="Agreed in writing", overridden_by="Head of law")
    assert register(gone_on, things=(fixed,), answers=answers).totals.agreed_refused.rows == 0


def test_what_nobody_is_on_record_as_holding_may_be_sole() -> None:
    """A contract that is marked as shared and held by nobody on record was said to be held by every partner."""
    one = proposal(route=Route.ALREADY_SOLE)
    assert "2 councils hold it" in row(register(one)).refusals[0]
    found = row(register(one, things=(replace(THING, assumed=True),)))
    assert not found.refusals
    assert "Nobody is on record as holding it" in found.warnings[0]


def test_outcomes_that_contradict_are_refused_on_both_sides() -> None:
    found = register(proposal(route=Route.KEEP_SHARED), proposal("b", route=Route.TERMINATE))
    assert all(any("cannot be ended and go on" in refusal for refusal in one.refusals) for one in found.rows)
    fine = register(proposal(), proposal("b", route=Route.CONSOLIDATE, moves_to="C-7"))
    assert not any(one.refusals for one in fine.rows)


def test_a_route_that_does_not_fit_is_refused() -> None:
    post = Thing("C-1", "posts", "Engineer", {"a": 1})
    assert row(register(proposal(), things=(post,))).refusals == ("'novate' does not fit posts.",)
    assert row(register(proposal(route=Route.TRANSFER_STAFF), things=(post,))).refusals == ()


SUPPORT = Thing(
    "ref-2", "contracts", "Support", {"a": 1}, contract=replace(CONTRACT, key="C-2", ends=None, ends_with="C-1")
)


def test_contracts_that_stand_and_fall_together_are_held_together() -> None:
    desk = replace(THING, key="ref-1")
    novated = proposal(thing="ref-1")
    apart = register(novated, proposal(key="D-2", thing="ref-2", route=Route.EXPIRE), things=(desk, SUPPORT))
    assert "It must take the same end as Desk, which has 'novate'." in row(apart, thing="ref-2").warnings
    assert "It must take the same end as Support, which has 'let expire'." in row(apart, thing="ref-1").warnings
    together = register(novated, proposal(key="D-2", thing="ref-2"), things=(desk, SUPPORT))
    assert not any("same end as" in warning for one in together.rows for warning in one.warnings)


def test_a_contract_without_an_end_of_its_own_takes_that_of_the_one_it_ends_with() -> None:
    desk = replace(THING, key="ref-1")
    assert row(register(things=(desk, SUPPORT)), thing="ref-2").last_day == read_date("2027-06-30")
    twin = replace(desk, key="ref-3")
    assert row(register(things=(desk, twin, SUPPORT)), thing="ref-2").last_day is None, "two contracts have that key"


# ---------------------------------------------------------------------------------------------------- programme's end

DONE = proposal(
    by_when=read_date("2027-03-31"), owner="Contracts manager", approved_by="Cabinet", consent=Consent.GIVEN,
    approved_on=read_date("2026-10-14"), done_on=read_date("2027-03-04"), proof="Deed",
)  # fmt: skip
ALONE = replace(THING, weights={"a": 1})
END = read_date("2027-12-31")


def lacking(one: Disposition, things: tuple[Thing, ...] = (ALONE,)) -> tuple[str, ...]:
    found = programme_end(register(one, things=things).rows, END)
    return tuple(reason for lack in found.lacking for reason in lack.reasons)


def test_everything_is_settled_once_each_has_all_five() -> None:
    found = programme_end(register(DONE, things=(ALONE,)).rows, END)
    assert found.complete
    assert (found.rows, found.settled) == (1, 1)
    assert not programme_end([], END).complete


@pytest.mark.parametrize(
    ("change", "lack"),
    [
        ({"by_when": None}, "no date"),
        ({"owner": " "}, "no owner"),
        ({"approved_by": ""}, "no approval"),
        ({"approved_on": None}, "no approval"),
        ({"done_on": None}, "no proof that it is done"),
        ({"proof": ""}, "no proof that it is done"),
        ({"done_on": read_date("2028-01-01")}, "done only on 1 January 2028"),
        ({"route": Route.UNDECIDED}, "no disposition"),
        ({"consent": Consent.REFUSED}, "refused: The supplier has refused its consent."),
    ],
)
def test_what_is_lacking_is_named(change: dict[str, Any], lack: str) -> None:
    assert lacking(replace(DONE, **change)) == (lack,)


def test_every_using_council_needs_one() -> None:
    assert lacking(DONE, (THING,)) == ("not agreed yet", "no disposition")


# ---------------------------------------------------------------------------------------------------------------- laws

MONEY = st.none() | st.integers(-(10**9), 10**12)
COUNCILS = st.sampled_from("abcd")
THINGS = st.lists(
    st.builds(
        lambda key, table, weights, annual, ends, renewal: Thing(
            key, table, key, weights, annual=annual,
            contract=replace(CONTRACT, key=key, ends=ends, renewal=renewal) if table == "contracts" else None,
        ),
        st.sampled_from(["C-1", "C-2", "C-3", "C-4"]),
        st.sampled_from(["contracts", "services"]),
        st.dictionaries(COUNCILS, st.none() | st.integers(0, 99), max_size=4),
        MONEY,
        st.none() | DATES,
        st.sampled_from(Renewal),
    ),
    max_size=4, unique_by=lambda thing: thing.key,
)  # fmt: skip
DISPOSITIONS = st.lists(
    st.builds(
        lambda thing, council, by, route, one_off, annual: proposal(
            council, route, thing=thing, recorded_by=by, key=f"{thing}{council}{by}", one_off_cost=one_off,
            annual_cost=annual,
        ),
        st.sampled_from(["C-1", "C-2", "C-3", "C-4"]), COUNCILS, COUNCILS, st.sampled_from(Route), MONEY, MONEY,
    ),
    max_size=8, unique_by=lambda one: one.key,
)  # fmt: skip


def amounts(total: Total) -> tuple[int, ...]:
    money = (total.one_off, total.annual_now, total.annual_after)
    return (total.rows, *(value for one in money for value in (one.pence, one.unknown)))


def added(totals: tuple[Total, ...]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*map(amounts, totals), strict=True))) if totals else (0,) * 7


@at_most(40)
@given(THINGS, DISPOSITIONS)
def test_totals_always_add_up(things: list[Thing], dispositions: list[Disposition]) -> None:
    found = register_of(things, dispositions, [], ON)
    totals = found.totals
    by_hand = [sum(one.one_off_cost or 0 for one in found.rows), sum(one.annual_now or 0 for one in found.rows)]
    assert [totals.all.one_off.pence, totals.all.annual_now.pence] == by_hand
    for breakdown in (totals.by_route, totals.by_council, totals.by_state, totals.by_table, totals.by_notice_month):
        assert added(breakdown) == amounts(totals.all)
        assert len({total.name for total in breakdown}) == len(breakdown)
    for thing in things:
        shares = [one.annual_now for one in found.rows if one.thing == thing.key and one.council in thing.weights]
        known = [share for share in shares if share is not None]
        assert not known or sum(known) == thing.annual


@at_most(25)
@given(THINGS, DISPOSITIONS, st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(things: list[Thing], dispositions: list[Disposition], chance: Any) -> None:
    answers = [accepted(one, council) for one in dispositions for council in "ab"]
    first = register_of(things, dispositions, answers, ON)
    for held in (things, dispositions, answers):
        chance.shuffle(held)
    assert register_of(things, dispositions, answers, ON) == first


@at_most(15)
@given(THINGS, DISPOSITIONS)
def test_every_pair_has_one_row(things: list[Thing], dispositions: list[Disposition]) -> None:
    pairs = [(one.thing, one.council) for one in register_of(things, dispositions, [], ON).rows]
    assert len(set(pairs)) == len(pairs)
    assert {(thing.key, council) for thing in things for council in thing.weights} <= set(pairs)


def test_the_total_of_nothing_is_nought() -> None:
    assert amounts(total_of("none", [])) == (0,) * 7
