"""Contracts that end together, and what is chosen for two councils: the write refuses what it must."""

from typing import Any

import pytest

from severalty.dispositions.actions import Unfit
from severalty.dispositions.models import Disposition, DispositionAnswer
from severalty.dispositions.queries.choices import look
from severalty.dispositions.queries.contract_way import way_for
from severalty.dispositions.queries.jointly import joint_rows
from severalty.engine.dates import read_date
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.estate.parties import Audience
from severalty.estate.models import Contract
from severalty.tenancy.actions import Refused
from severalty.tenancy.models import Holding
from tests.conftest import TODAY
from tests.dispositions.conftest import Hands, address


def tied(hands: Hands, audience: Audience = Audience.PARTNERS, **terms: Any) -> tuple[str, str]:
    """A contract without an end of its own, and the one that it ends with."""
    lead = hands.contract("C-0", "north", audience, **({"notice": "3 months"} | terms))
    return hands.contract("C-1", ends=None, ends_with_id=lead, renewal="unknown"), lead


def test_a_contract_of_another_end_has_one_last_day_on_every_page(hands: Hands) -> None:
    """The page of one contract did not look at the contract that it ends with, so it knew no last day."""
    ref, _ = tied(hands)
    whole = hands.place(ref).row.last_day
    hands.propose(ref, route=Route.EXPIRE)
    row = hands.place(ref).row
    assert str(row.last_day) == str(whole) == "31 March 2027"
    way = way_for(hands.cast.viewer("north"), hands.cast.case, ref, TODAY)
    assert way.courses["north"].last_day == row.last_day
    page = hands.cast.client_of("north").get(address("decide", ref, "north"))
    assert "31 March 2027" in page.content.decode()


def test_what_its_linked_end_refuses_is_not_written(hands: Hands) -> None:
    """The write looked at the contract alone: one whose linked contract had ended could still be novated."""
    ref, _ = tied(hands, ends=read_date("2026-03-31"))
    with pytest.raises(Unfit, match="It has ended"):
        hands.propose(ref, route=Route.NOVATE)
    assert not Disposition.objects.exists()


def test_the_end_of_a_contract_kept_to_oneself_is_in_no_joint_row(hands: Hands) -> None:
    """A joint row showed the last day that followed from a contract that the partner does not see."""
    ref, lead = tied(hands, Audience.HOLDERS, ends=read_date("2028-08-31"))
    Holding.objects.filter(item_id=lead, organisation=hands.cast.south).delete()
    hands.propose(ref, route=Route.EXPIRE)
    assert str(hands.place(ref).row.last_day) == "31 August 2028"
    joint = {(place.subject.ref, place.council.key): row for place, row in joint_rows(hands.bench())}
    assert joint[ref, "north"].last_day is None
    assert joint[ref, "north"] == hands.place(ref, who="south").row
    assert hands.place(ref).joint == hands.place(ref, who="south").row


def test_what_cannot_be_for_both_councils_is_refused_when_it_is_written(hands: Hands) -> None:
    """Only the register said that one contract cannot be ended and taken over whole; the write took both."""
    ref = hands.contract("C-1", may_end_early="yes", notice="3 months")
    both = [hands.choice(ref, "north", route=Route.TERMINATE), hands.choice(ref, "south", route=Route.NOVATE)]
    found = look(hands.cast.viewer("north"), hands.cast.case, TODAY, both)
    assert [one.writes for one in found] == [False, False]
    told = found[0].refusals[0]
    assert "South Thornton: 'novate'" in told, "In names, not in keys."
    with pytest.raises(Unfit, match="cannot be ended and go on"):
        hands.write(both)
    assert not Disposition.objects.exists()


def test_another_way_for_both_at_once_may_replace_the_first(hands: Hands) -> None:
    ref = hands.contract("C-1", may_end_early="yes", notice="3 months")
    for council in ("north", "south"):
        hands.propose(ref, council, route=Route.TERMINATE)
    hands.write([hands.choice(ref, council, route=Route.KEEP_SHARED) for council in ("north", "south")])
    assert {one.route for one in Disposition.objects.all()} == {"keep shared"}


def test_what_the_other_merely_proposes_stops_nobody(hands: Hands) -> None:
    """Whoever is first may not bind the other: what is not agreed is argued out, and the register says what clashes."""
    ref = hands.contract("C-1", may_end_early="yes", notice="3 months")
    hands.propose(ref, route=Route.TERMINATE)
    hands.propose(ref, "south", "south", route=Route.NOVATE)
    assert hands.place(ref, "south", "south").row.refusals
    with pytest.raises(Refused, match="cannot be accepted as it stands"):
        hands.answer([hands.reply(ref)])
    hands.propose(ref, "south", "south", route=Route.TERMINATE)
    hands.answer([hands.reply(ref)])
    with pytest.raises(Unfit, match="cannot be ended and go on"):
        hands.propose(ref, "south", "south", route=Route.KEEP_SHARED)


def test_not_used_is_no_lie_where_nobody_is_on_record_as_holding_it(hands: Hands) -> None:
    """A contract marked as shared, with no shares on record, was said to be held by every partner."""
    item = hands.cast.item(hands.cast.service, "C-9", Audience.PARTNERS, name="Contract 9", evidence="reported")
    Contract.objects.create(item=item, shared="yes")
    hands.propose(item.pk, route=Route.NOT_USED)
    assert not hands.place(item.pk).row.refusals


def test_an_answer_without_a_word_is_none(hands: Hands) -> None:
    """Whatever was sent without the name of a button was taken as acceptance."""
    ref = hands.contract("C-1")
    hands.propose(ref)
    reply = hands.reply(ref)
    for word in ({}, {"do": "Dispute"}):
        data = {"answered": f"{reply.disposition}|{reply.seen}", **word}
        hands.cast.client_of("south").post(address("answer"), data)
    assert not DispositionAnswer.objects.exists()
