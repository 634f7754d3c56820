"""Which routes a contract's terms allow, and by when: every awkward term once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.dates import PartialDate, day, read_date
from severalty.engine.dispositions.dispositions import Consent, Disposition, Route
from severalty.engine.dispositions.routes import (
    CONTRACT_ROUTES,
    Choice,
    RouteView,
    Situation,
    check_route,
    contradictions,
    route_view,
    routes_for,
    situation_of,
    thing_routes,
)
from severalty.engine.estate.items import Assignable, Contract, Liability, Renewal
from severalty.engine.fields import Known
from tests.engine.strategies import DATES, at_most

ON = read_date("2026-11-26")
CONTRACT = Contract(
    key="C-1", name="Desk", ends=read_date("2027-09-30"), extensions="12 months; 12 months", extensions_used=0,
    renewal=Renewal.EXTENDS_BY_CHOICE, notice="3 months", assignable=Assignable.WITH_CONSENT,
    consent_needed=Known.YES, partners_named=Known.YES, may_end_early=Known.YES, termination_charge=4_000_000,
    procured_from=read_date("2021-06-16"), shared=Known.YES,
)  # fmt: skip
RENEWING = replace(CONTRACT, renewal=Renewal.RENEWS_UNLESS_STOPPED)
EVERGREEN = replace(RENEWING, ends=None, extensions="")
UNKNOWN = Contract(key="C-2", name="Nothing said")


def view(contract: Contract, route: Route, *, councils: int = 2, on: PartialDate = ON, **known: Any) -> RouteView:
    return route_view(contract, route, on, councils=councils, known=Situation(**known))


def told(sentences: tuple[str, ...], words: str) -> bool:
    return any(words in sentence for sentence in sentences)


# ----------------------------------------------------------------------------------------------- consent and assignment


def test_what_is_not_assignable_cannot_be_assigned() -> None:
    contract = replace(CONTRACT, assignable=Assignable.NO)
    assert told(view(contract, Route.ASSIGN).refusals, "not assignable")
    assert not view(contract, Route.ASSIGN, consent=Consent.GIVEN).open


def test_what_is_not_assignable_can_be_novated_with_consent_only() -> None:
    contract = replace(CONTRACT, assignable=Assignable.NO, consent_needed=Known.UNKNOWN)
    asked = view(contract, Route.NOVATE, consent=Consent.ASKED)
    assert asked.open
    assert asked.needs_consent is Known.YES
    assert not view(contract, Route.NOVATE, consent=Consent.REFUSED).open


def test_assignable_with_consent_needs_consent() -> None:
    asked = view(CONTRACT, Route.ASSIGN, consent=Consent.TO_ASK)
    assert (asked.open, asked.needs_consent) == (True, Known.YES)
    assert told(asked.warnings, "not given yet")
    assert not told(view(CONTRACT, Route.ASSIGN, consent=Consent.GIVEN).warnings, "consent")
    assert view(replace(CONTRACT, assignable=Assignable.YES), Route.ASSIGN).needs_consent is Known.NO


@pytest.mark.parametrize("needed", [Known.NO, Known.UNKNOWN])
@pytest.mark.parametrize("route", [Route.NOVATE, Route.SPLIT])
def test_consent_that_is_not_needed_or_unknown_warns_and_refuses_nothing(needed: Known, route: Route) -> None:
    contract = replace(CONTRACT, consent_needed=needed, assignable=Assignable.UNKNOWN)
    found = view(contract, route)
    assert found.open
    assert found.needs_consent is needed
    assert told(found.warnings, "consent")


@pytest.mark.parametrize("route", CONTRACT_ROUTES)
def test_refused_consent_stands_against_novating_assigning_and_splitting_alone(route: Route) -> None:
    refused = told(view(CONTRACT, route, consent=Consent.REFUSED).refusals, "refused its consent")
    assert refused == (route in (Route.NOVATE, Route.ASSIGN, Route.SPLIT))


# -------------------------------------------------------------------------------------------- frameworks and extensions


def test_after_its_framework_a_contract_is_extended_but_nothing_called_off() -> None:
    contract = replace(CONTRACT, framework_ends=read_date("2026-06-14"))
    assert view(contract, Route.EXTEND).open
    assert not told(view(contract, Route.EXTEND).warnings, "framework")
    assert told(view(contract, Route.REPROCURE).warnings, "framework has ended (14 June 2026)")
    assert told(view(contract, Route.SPLIT).warnings, "nothing new can be called off")
    assert view(contract, Route.REPROCURE).open
    later = replace(CONTRACT, framework_ends=read_date("2027-03-31"))
    assert told(view(later, Route.REPROCURE).warnings, "must be made by then")


def test_an_extension_is_open_until_the_last_day_of_the_option() -> None:
    found = view(CONTRACT, Route.EXTEND)
    assert (found.open, found.last_day, found.until) == (True, read_date("2027-06-30"), read_date("2028-09-30"))
    assert view(CONTRACT, Route.EXTEND, on=read_date("2027-06-30")).open
    late = view(CONTRACT, Route.EXTEND, on=read_date("2027-07-01"))
    assert told(late.refusals, "last day to take up the option was 30 June 2027")
    taken = view(CONTRACT, Route.EXTEND, on=read_date("2027-07-01"), notice_given_on=read_date("2027-06-01"))
    assert taken.open, "an option that was taken up in time stays taken up"


@pytest.mark.parametrize(("extensions", "used"), [("none", 0), ("12 months", 1), ("2 x 12 months", 2)])
def test_no_option_left_no_extension(extensions: str, used: int) -> None:
    contract = replace(CONTRACT, extensions=extensions, extensions_used=used)
    assert not view(contract, Route.EXTEND).open


def test_whether_there_is_an_option_may_be_unknown() -> None:
    found = view(replace(CONTRACT, extensions=""), Route.EXTEND)
    assert found.open
    assert told(found.warnings, "Nobody has said")


def test_an_option_that_cannot_be_read_is_neither_there_nor_not() -> None:
    found = view(replace(CONTRACT, extensions="a year or so"), Route.EXTEND)
    assert found.open
    assert told(found.warnings, "'a year or so' is not a length of time")


def test_a_last_day_within_a_month_may_have_passed() -> None:
    contract = replace(CONTRACT, ends=read_date("2027-02"))
    found = view(contract, Route.EXTEND)
    assert found.open
    assert told(found.warnings, "may have passed")


def test_a_renewal_needs_no_option_taken_up_and_is_stopped_by_notice() -> None:
    assert told(view(RENEWING, Route.EXTEND).warnings, "renews by itself")
    assert not view(RENEWING, Route.EXTEND, notice_given_on=read_date("2026-11-01")).open
    assert not view(EVERGREEN, Route.EXTEND).open


# --------------------------------------------------------------------------------------------------- renewal and notice


def test_what_renews_expires_when_notice_is_given_in_time() -> None:
    found = view(RENEWING, Route.EXPIRE)
    assert (found.open, found.needs_notice, found.last_day) == (True, True, read_date("2027-06-30"))
    assert found.until == read_date("2027-09-30")


def test_after_the_notice_day_it_runs_another_term_and_says_until_when() -> None:
    late = view(RENEWING, Route.EXPIRE, on=read_date("2027-07-01"))
    assert told(late.refusals, "the last day to give notice was 30 June 2027")
    assert told(late.refusals, "until 30 September 2028")
    assert late.last_day == read_date("2028-06-30"), "the next chance to stop it"
    much_later = view(RENEWING, Route.EXPIRE, on=read_date("2028-10-01"))
    assert told(much_later.warnings, "until 30 September 2029")
    unsaid = view(replace(RENEWING, extensions="none"), Route.EXPIRE, on=read_date("2027-07-01"))
    assert told(unsaid.refusals, "length is not on record")


def test_a_notice_in_time_lets_it_expire_even_when_seen_later() -> None:
    late = read_date("2027-08-01")
    found = view(RENEWING, Route.EXPIRE, on=late, notice_given_on=read_date("2027-06-30"))
    assert (found.open, found.until) == (True, read_date("2027-09-30"))
    too_late = view(RENEWING, Route.EXPIRE, on=late, notice_given_on=read_date("2027-07-15"))
    assert too_late.open
    assert too_late.until == read_date("2028-09-30")
    assert told(too_late.warnings, "after the last day")


def test_what_follows_is_told_that_the_old_contract_is_paid_on() -> None:
    for route in (Route.REPROCURE, Route.CONSOLIDATE, Route.RETIRE):
        found = view(RENEWING, route, on=read_date("2027-07-01"))
        assert found.open
        assert told(found.warnings, "until 30 September 2028, and is paid for until then"), route
        assert told(view(RENEWING, route).warnings, "give notice by 30 June 2027"), route


def test_an_evergreen_contract_has_a_rolling_last_day() -> None:
    for route in (Route.EXPIRE, Route.TERMINATE):
        open_ended = view(EVERGREEN, route)
        assert (open_ended.open, open_ended.last_day) == (True, None)
        assert open_ended.until == read_date("2027-02-26"), "three months from the day it is seen"
        dated = view(EVERGREEN, route, by_when=read_date("2027-03-31"))
        assert (dated.last_day, dated.until) == (read_date("2026-12-31"), read_date("2027-03-31"))
        tight = view(EVERGREEN, route, by_when=read_date("2026-12-31"))
        assert told(tight.warnings, "too late now"), route
        assert tight.until == read_date("2027-02-26")


def test_what_happens_at_the_end_may_be_unknown() -> None:
    found = view(replace(CONTRACT, renewal=Renewal.UNKNOWN), Route.EXPIRE)
    assert (found.open, found.needs_notice, found.last_day) == (True, True, read_date("2027-06-30"))
    assert told(found.warnings, "Nobody has said what happens at its end")


def test_what_simply_expires_has_its_end_as_last_day() -> None:
    found = view(replace(CONTRACT, renewal=Renewal.EXPIRES), Route.EXPIRE)
    assert (found.needs_notice, found.last_day) == (False, read_date("2027-09-30"))


def test_on_a_weekend_the_working_day_before_is_advised() -> None:
    found = view(replace(CONTRACT, ends=read_date("2027-10-31"), notice="0 days"), Route.EXTEND)
    assert (found.last_day, found.advised) == (read_date("2027-10-31"), date(2027, 10, 29))


# --------------------------------------------------------------------------------------------------------- ending early


def test_ending_early_has_its_charge_and_its_notice() -> None:
    found = view(CONTRACT, Route.TERMINATE, by_when=read_date("2027-03-31"))
    assert (found.open, found.cost, found.last_day) == (True, 4_000_000, read_date("2026-12-31"))


def test_what_may_not_be_ended_early_is_refused_until_its_term_has_passed() -> None:
    contract = replace(CONTRACT, may_end_early=Known.NO, renewal=Renewal.UNKNOWN)
    assert told(view(contract, Route.TERMINATE).refusals, "the end of its term is 30 September 2027")
    after = view(contract, Route.TERMINATE, on=read_date("2027-10-01"))
    assert (after.open, after.cost) == (True, 0)
    assert view(replace(EVERGREEN, may_end_early=Known.NO), Route.TERMINATE).open, "notice ends it on any day"
    renewed = replace(RENEWING, may_end_early=Known.NO)
    assert told(view(renewed, Route.TERMINATE, on=read_date("2027-10-01")).refusals, "30 September 2028")


def test_unknown_terms_of_ending_early_warn() -> None:
    found = view(UNKNOWN, Route.TERMINATE)
    assert found.open
    assert found.cost is None
    for words in ("may be ended early", "charge for ending it early is not known", "notice period is not known"):
        assert told(found.warnings, words), words


# ----------------------------------------------------------------------------------------------------- several councils


def test_each_part_must_reach_the_minimum() -> None:
    contract = replace(CONTRACT, minimum_volume="1,000 seats")
    assert told(view(contract, Route.SPLIT).warnings, "1,000 seats: each part must reach it")
    assert not told(view(contract, Route.NOVATE).warnings, "1,000 seats")


@pytest.mark.parametrize("route", [Route.NOVATE, Route.SPLIT])
def test_joint_and_several_partners_stay_liable(route: Route) -> None:
    contract = replace(CONTRACT, liability=Liability.JOINT_AND_SEVERAL)
    assert told(view(contract, route).warnings, "stay liable until they are released")
    assert not told(view(replace(contract, liability=Liability.SEVERAL), route).warnings, "liable")


def test_keeping_it_shared_needs_an_agreement() -> None:
    assert not view(CONTRACT, Route.KEEP_SHARED, agreement=Known.NO).open
    assert told(view(CONTRACT, Route.KEEP_SHARED).warnings, "inter-authority agreement")
    assert view(CONTRACT, Route.KEEP_SHARED, agreement=Known.YES).warnings == ()


def test_sole_and_shared_exclude_each_other() -> None:
    assert told(view(CONTRACT, Route.ALREADY_SOLE).refusals, "2 councils hold it")
    assert view(CONTRACT, Route.ALREADY_SOLE, councils=1).open
    for route in (Route.SPLIT, Route.KEEP_SHARED):
        assert not view(CONTRACT, route, councils=1).open


def test_contracts_that_stand_and_fall_together_take_the_same_end() -> None:
    support = replace(RENEWING, key="C-9", ends=None, extensions="", ends_with="C-1", notice="1 month")
    alone = view(support, Route.EXPIRE)
    assert alone.last_day is None, "it is not evergreen: it ends with another, which is not on record here"
    found = view(support, Route.EXPIRE, linked=CONTRACT)
    assert found.until == read_date("2027-09-30")
    assert told(found.warnings, "last day to act on C-1 comes first: 30 June 2027")
    assert told(found.warnings, "stands and falls with C-1")
    assert found.last_day == read_date("2027-06-30"), "C-1 must be acted on first"
    apart = replace(support, ends=read_date("2027-12-31"))
    assert told(view(apart, Route.EXPIRE, linked=CONTRACT).warnings, "Their terms end apart")


@pytest.mark.parametrize("route", [Route.NOVATE, Route.ASSIGN, Route.SPLIT, Route.EXTEND, Route.KEEP_SHARED])
def test_a_contract_that_has_ended_goes_nowhere(route: Route) -> None:
    ended = replace(CONTRACT, renewal=Renewal.EXPIRES)
    assert told(view(ended, route, on=read_date("2027-10-01")).refusals, "It has ended (30 September 2027)")


# --------------------------------------------------------------------------------------- overrides, fit, contradictions


def test_an_officer_with_a_reason_overrides_what_is_refused() -> None:
    contract = replace(CONTRACT, assignable=Assignable.NO)
    assert check_route(contract, Route.ASSIGN, "", "", ON)
    assert check_route(contract, Route.ASSIGN, "The supplier waived it", "", ON), "nobody says so"
    assert check_route(contract, Route.ASSIGN, "", "Monitoring officer", ON), "no reason is given"
    assert check_route(contract, Route.ASSIGN, "The supplier waived it", "Monitoring officer", ON) == ()
    assert check_route(CONTRACT, Route.EXTEND, "", "", ON) == ()
    assert check_route(None, Route.MOVE, "", "", ON) == ()


def test_every_route_fits_some_kind_of_thing_and_undecided_none() -> None:
    tables = ("contracts", "configuration_items", "entitlements", "posts", "services")
    assert {route for table in tables for route in thing_routes(table)} == set(Route) - {Route.UNDECIDED}
    assert thing_routes("contracts")[: len(CONTRACT_ROUTES)] == CONTRACT_ROUTES


def test_a_disposition_says_what_is_known_of_its_situation() -> None:
    one = Disposition(key="D", name="D", thing="C-1", council="a", consent=Consent.ASKED, by_when=read_date("2027-03"))
    known = situation_of(one, Known.YES)
    assert (known.consent, known.by_when, known.agreement) == (Consent.ASKED, read_date("2027-03"), Known.YES)


@pytest.mark.parametrize(
    ("routes", "holders", "against"),
    [
        ((Route.NOVATE, Route.CONSOLIDATE), "ab", ""),
        ((Route.SPLIT, Route.SPLIT), "ab", ""),
        ((Route.TERMINATE, Route.TERMINATE), "ab", ""),
        ((Route.TERMINATE, Route.KEEP_SHARED), "ab", "ab"),
        ((Route.NOVATE, Route.TERMINATE), "ab", "ab"),
        ((Route.ALREADY_SOLE, Route.ALREADY_SOLE), "ab", "ab"),
        ((Route.NOVATE, Route.NOVATE), "ab", "ab"),
        ((Route.NOVATE, Route.NOT_USED), "ab", "b"),
        ((Route.NOVATE, Route.NOT_USED), "a", ""),
        ((Route.ALREADY_SOLE, Route.NOT_USED), "a", ""),
    ],
)
def test_different_outcomes_may_differ_but_not_contradict(
    routes: tuple[Route, Route], holders: str, against: str
) -> None:
    found = contradictions([Choice(council, route) for council, route in zip("ab", routes, strict=True)], holders)
    assert "".join(sorted(found)) == against


def test_two_may_novate_to_the_same_holder() -> None:
    assert contradictions([Choice("a", Route.NOVATE), Choice("b", Route.NOVATE, "a")]) == {}


# ----------------------------------------------------------------------------------------------------------------- laws

CONTRACTS = st.builds(
    Contract,
    key=st.just("C-1"),
    name=st.just("Desk"),
    ends=st.none() | DATES,
    extensions=st.sampled_from(["", "none", "12 months", "2 x 1 year", "rubbish"]),
    extensions_used=st.sampled_from([None, 0, 1, 3]),
    renewal=st.sampled_from(Renewal),
    notice=st.sampled_from(["", "3 months", "90 days", "rubbish"]),
    assignable=st.sampled_from(Assignable),
    consent_needed=st.sampled_from(Known),
    may_end_early=st.sampled_from(Known),
    ends_with=st.sampled_from(["", "C-2"]),
)


@at_most(40)
@given(CONTRACTS, DATES, st.none() | DATES, st.integers(0, 3))
def test_every_contract_has_every_route_open_or_refused_with_a_reason(
    contract: Contract, on: PartialDate, other: PartialDate | None, councils: int
) -> None:
    known = Situation(by_when=other, notice_given_on=other)
    found = routes_for(contract, on, councils=councils, known=known)
    assert tuple(one.route for one in found.options) == CONTRACT_ROUTES
    assert all(one.open == (not one.refusals) for one in found.options)
    assert all(sentence.endswith(".") for one in found.options for sentence in (*one.refusals, *one.warnings))
    assert found.of(Route.NOVATE) is found.options[0]


@at_most(30)
@given(st.dates(date(2000, 1, 1), date(2080, 1, 1)), st.integers(0, 400))
def test_a_day_later_never_opens_an_extension(end: date, before: int) -> None:
    contract = replace(CONTRACT, ends=day(end))
    on = end - timedelta(days=before)
    today, tomorrow = (view(contract, Route.EXTEND, on=day(on + timedelta(days=more))) for more in (0, 1))
    assert today.open or not tomorrow.open


# ------------------------------------------------------------------------------------- terms that renewed in years past


def test_a_term_that_renewed_long_ago_may_still_be_let_expire_at_the_end_of_the_one_that_runs() -> None:
    """A notice missed two years ago refused to let it expire, though the notice of the running term was still to come;
    and the next renewal was said to end on a day long past."""
    contract = replace(RENEWING, ends=read_date("2025-03-31"), extensions="12 months; 12 months; 12 months")
    expire = view(contract, Route.EXPIRE)
    assert expire.open
    assert (str(expire.last_day), str(expire.until)) == ("31 December 2026", "31 March 2027")
    assert told(expire.warnings, "the last day to give notice was 31 December 2024")
    assert view(contract, Route.EXTEND).until is None


def test_a_missed_notice_refuses_this_end_and_not_the_next() -> None:
    """Whoever means the end of the renewed term was refused as if they meant the one that cannot be had any more."""
    contract = replace(RENEWING, ends=read_date("2027-01-31"), extensions="12 months; 12 months")
    assert not view(contract, Route.EXPIRE).open
    assert not view(contract, Route.EXPIRE, by_when=read_date("2027-01-31")).open
    later = view(contract, Route.EXPIRE, by_when=read_date("2028-01-31"))
    assert later.open
    assert str(later.last_day) == "31 October 2027"
