"""The invented demonstration case: what is to become of each shared thing, and how far the boroughs have come."""

from collections import Counter
from functools import cache
from itertools import groupby
from typing import Any

import pytest

from severalty.engine.dispositions.answers import State, fingerprint, standing_of
from severalty.engine.dispositions.dispositions import Answer, Consent, Route
from severalty.engine.estate.items import Assignable
from severalty.engine.estate.parties import Audience
from severalty.engine.fields import Known
from tests.cases.demonstration import TODAY, contract, items_by_key, records, viewers

pytestmark = pytest.mark.engine_only
BOROUGHS = ("alderbourne", "stanmere")
PRIVATE = ("ALD-C-01", "ALD-C-02", "ALD-C-03", "ALD-C-04", "ALD-C-05", "STA-C-01", "STA-C-02", "STA-C-03", "STA-C-04")


def _users(thing: str) -> tuple[str, ...]:
    """The boroughs that use a thing: those with a share in it, or both where none is on record."""
    held = {one.organisation for one in records("holdings") if one.item == thing and one.ends is None}
    if not held and thing in PRIVATE:
        return ("stanmere",) if thing.startswith("STA") else ("alderbourne",)
    return tuple(one for one in BOROUGHS if one in held) or BOROUGHS


@cache
def _standings() -> dict[tuple[str, str], Any]:
    """Where each thing stands for each borough, as somebody who could see everything would say."""
    given = records("disposition_answers")
    named = sorted(records("dispositions"), key=lambda one: (one.thing, one.council))
    found = {}
    for (thing, council), some in groupby(named, key=lambda one: (one.thing, one.council)):
        proposals = list(some)
        keys = {one.key for one in proposals}
        others = [one for one in _users(thing) if one != council]
        found[thing, council] = standing_of(proposals, [one for one in given if one.disposition in keys], others)
    return found


def _state(thing: str, council: str) -> State:
    standing = _standings().get((thing, council))
    return standing.state if standing else State.UNDECIDED


@cache
def _states() -> dict[tuple[str, str], State]:
    return {(one.key, who): _state(one.key, who) for one in records("contracts") for who in _users(one.key)}


# ----------------------------------------------------------------------------------------------------- how far they are
def test_every_contract_stands_somewhere_for_every_borough_that_uses_it() -> None:
    counted = Counter(_states().values())
    assert set(counted) == set(State), "a way in which a thing may stand is missing"
    assert 9 <= counted[State.UNDECIDED] <= 15, "about a dozen were to be undecided"
    assert counted[State.AGREED] > sum(counted.values()) // 2, "most were to be agreed"
    assert 10 <= counted[State.PROPOSED] <= 40
    assert counted[State.CONFLICTING] >= 4
    assert counted[State.DISPUTED] >= 6
    assert counted[State.DONE] == 2


def test_whoever_proposes_gives_a_reason_and_whoever_disputes_one_too() -> None:
    assert [one.key for one in records("dispositions") if not one.reason] == []
    disputed = [one for one in records("disposition_answers") if one.answer is Answer.DISPUTED]
    assert len(disputed) >= 10
    assert all(one.reason for one in disputed), "disputed without a reason"


def test_an_answer_is_of_the_proposal_as_it_stands_but_for_two_that_came_too_soon() -> None:
    proposals = {one.key: one for one in records("dispositions")}
    given = records("disposition_answers")
    old = [one.disposition for one in given if one.of_version != fingerprint(proposals[one.disposition])]
    assert sorted(old) == ["C-058 for alderbourne", "C-060 for alderbourne"]
    assert all(one.recorded_by == one.organisation for one in given), "an answer in somebody else's name"
    assert all(one.organisation != proposals[one.disposition].council for one in given), "a council answers itself"
    assert all(one.answered_on.last <= TODAY for one in given), "answers that are still to come"


def test_one_proposal_by_each_recorder_for_each_thing_and_council() -> None:
    counted = Counter((one.thing, one.council, one.recorded_by) for one in records("dispositions"))
    assert max(counted.values()) == 1


def test_things_of_every_sort_are_in_the_list() -> None:
    things = {one.thing for one in records("dispositions")}
    tables = {table: len(things & {one.key for one in records(table)})
              for table in ("contracts", "configuration_items", "entitlements", "posts")}  # fmt: skip
    assert tables == {"contracts": 77 + 4, "configuration_items": 21, "entitlements": 7, "posts": 5}


# ---------------------------------------------------------------------------------------------------- it fits the terms
def test_nothing_is_assigned_or_split_against_its_terms() -> None:
    passed = [one for one in records("dispositions") if one.thing.startswith("C-")]
    parts = [one for one in passed if one.route in (Route.ASSIGN, Route.SPLIT)]
    assert [one.key for one in parts if contract(one.thing).assignable is Assignable.NO] == []


def test_only_what_has_an_extension_left_is_extended() -> None:
    for one in records("dispositions"):
        if one.route is Route.EXTEND and one.thing != "C-052":
            terms = contract(one.thing)
            left = len([part for part in terms.extensions.split(";") if part.strip() not in ("", "none")])
            assert left > (terms.extensions_used or 0), f"{one.key}: no extension is left"


def test_a_late_extension_rests_on_a_letter_and_an_officer() -> None:
    [late] = [one for one in records("dispositions") if one.thing == "C-054" and one.council == "stanmere"]
    assert (late.route, late.overridden_by) == (Route.EXTEND, "Head of Procurement, Stanmere")
    assert late.override


def test_consent_is_refused_once_and_the_letter_shows_it() -> None:
    refused = [one for one in records("dispositions") if one.consent is Consent.REFUSED]
    assert [(one.thing, one.council) for one in refused] == [("C-050", "stanmere")]
    [letter] = [one for one in records("letters") if one.state == "refused"]
    assert (letter.contract, letter.council) == ("C-050", "stanmere")


def test_terms_say_who_answers_what_it_costs_to_leave_and_what_falls_with_it() -> None:
    contracts = {one.key: one for one in records("contracts")}
    assert contracts["C-060"].ends_with == "C-054"
    assert contracts["C-043"].ends_with == "C-042"
    assert contracts["C-045"].termination_charge == 18_300_000
    assert {one.liability for one in contracts.values()} >= {"joint and several", "several", "one council alone"}
    assert {one.may_end_early for one in contracts.values()} == set(Known)
    began = [one for one in contracts.values() if one.procured_from and one.starts]
    assert len(began) >= 8
    assert all(one.procured_from.first < one.starts.first for one in began), "bought before it was sought"


# ---------------------------------------------------------------------------------------------------------- the stories
def test_the_service_desk_divides_the_boroughs() -> None:
    """Alderbourne opens its own desk in July. Twinbridge wants one more year for both. Stanmere waits for an answer."""
    assert _state("C-054", "alderbourne") is State.CONFLICTING
    assert _state("C-054", "stanmere") is State.PROPOSED


def test_the_ledger_has_three_opinions_and_six_days() -> None:
    """Notice is due on 28 November. Alderbourne would keep the ledger, Stanmere leave it. Twinbridge proposes more."""
    assert _state("C-042", "alderbourne") is State.PROPOSED
    assert _state("C-042", "stanmere") is State.CONFLICTING
    assert {one.recorded_by for one in records("dispositions") if one.thing == "C-042"} == {
        "alderbourne", "stanmere", "twinbridge",
    }  # fmt: skip


def test_one_control_room_is_what_both_want() -> None:
    """CCTV stays shared. Both agreed. The agreement it rests on is signed by Stanmere alone."""
    assert (_state("C-025", "alderbourne"), _state("C-025", "stanmere")) == (State.AGREED, State.AGREED)
    signed = {one.organisation: one.signed_on for one in records("agreement_parties")
              if one.agreement == "cctv-agreement"}  # fmt: skip
    assert (signed["stanmere"] is not None, signed["alderbourne"]) == (True, None)


def test_an_alarm_nobody_has_bought() -> None:
    """Careline ends in ten weeks. Alderbourne would buy alone, which is disputed. Stanmere has decided nothing."""
    assert _state("C-026", "alderbourne") is State.DISPUTED
    assert _state("C-026", "stanmere") is State.UNDECIDED


def test_how_the_service_ends_is_signed_by_one_party() -> None:
    """Three variations. Two are signed by both. The one that says how the service ends lacks Alderbourne's."""
    signed = Counter(one.variation for one in records("variation_signatures"))
    assert signed == {"variation-legal": 2, "variation-devices": 2, "variation-end": 1}


def test_a_bridge_has_no_end_and_no_test() -> None:
    """Five bridges. All but one say until when. Payslips for Stanmere have neither an end nor an exit test."""
    assert len(records("bridges")) == 5
    assert [one.key for one in records("bridges") if one.ends is None] == ["bridge-payroll"]
    assert [one.key for one in records("bridges") if not one.exit_test] == ["bridge-payroll"]


def test_letters_are_of_every_kind_and_two_are_late() -> None:
    """Seventeen letters. All kinds and states but one kind occur. Some answers are overdue."""
    letters = records("letters")
    assert len(letters) == 17
    assert {one.state.value for one in letters} == {
        "draft", "sent", "acknowledged", "agreed", "agreed with conditions", "refused", "withdrawn",
    }  # fmt: skip
    late = [one.key for one in letters if one.state == "sent" and one.answer_due and one.answer_due.last < TODAY]
    assert late == ["L-003", "L-004", "L-010"]


def test_people_who_transfer_are_told_of_too_late_once() -> None:
    """Posts go on three footings. Information is given for two. For one it comes eleven days before the transfer."""
    transfers = records("post_transfers")
    assert {one.basis.value for one in transfers} == {"TUPE", "COSOP", "secondment ends", "none", "unknown"}
    given = {one.post: (one.transfers_on.first - one.information_on.first).days
             for one in transfers if one.information_on}  # fmt: skip
    assert given == {"P-007": 31, "P-065": 11}
    assert {one.audience for one in transfers if one.severance or one.pension_strain} == {Audience.HOLDERS}


def test_roles_that_must_stand_first_are_not_filled() -> None:
    """Twenty roles. Thirteen must stand before transition. Of these seven have nobody, and two a vacant post."""
    first = [one for one in records("future_roles") if one.before_transition is Known.YES]
    vacant = {one.key for one in records("posts") if one.vacant is Known.YES}
    assert len([one for one in first if not one.filled_by]) == 7
    assert len(first) == 13
    assert {one.filled_by for one in first} & vacant == {"P-053", "P-014"}


def test_one_licence_agreement_becomes_two_at_a_higher_price() -> None:
    """Neither borough receives a seat. Together they need more than is held. Each pays more for one than the other."""
    needs = [one for one in records("licence_needs") if one.entitlement == "E-001"]
    assert [one.receives for one in needs] == [0, 0]
    assert sum(one.need for one in needs) > items_by_key()["E-001"].quantity
    assert len({one.unit_price for one in needs}) == 2


@pytest.mark.parametrize(("organisation", "other"), [("alderbourne", "stanmere"), ("stanmere", "alderbourne")])
def test_what_a_borough_has_not_told_the_other_stays_with_it(organisation: str, other: str) -> None:
    own = [one for one in records("dispositions") if one.audience is Audience.HOLDERS]
    kept = [one for one in own if one.recorded_by == organisation]
    assert len(kept) >= 4
    assert any(one.thing.startswith("C-") for one in kept), "none about a thing that is shared"
    for one in kept:
        assert other not in viewers(one.key)
