"""The page of licences: what each council lacks, what is given out, and what one agreement becomes."""

import pytest

from severalty.dispositions.models import LicenceNeed
from severalty.dispositions.queries.licences import licences_for
from severalty.tenancy.models import Item
from tests.conftest import Cast
from tests.dispositions.taken_apart import file_of, words_of

pytestmark = pytest.mark.sqlite_enough  # pages over queries that the engine of the database does not change

LACKING, PRICE = 9, 338_00


def test_what_is_lacking_is_bought_at_the_price_of_its_new_holder(apart: Cast) -> None:
    said = words_of(apart.client_of("south"), "licences")
    assert f"£{LACKING * PRICE // 100:,}" in said
    assert "101 are given out and 100 are held: give out 1 fewer." in said
    assert "1 split gives out more than is held" in said


def test_the_partner_sees_no_licence_that_is_kept_and_the_keeper_does(apart: Cast) -> None:
    viewers = {who: licences_for(apart.viewer(who), apart.case) for who in ("north", "south")}
    names = {who: sorted(row.item.name for row in found.rows.values()) for who, found in viewers.items()}
    assert names == {"north": ["Hidden tool", "Office suite"], "south": ["Office suite"]}


def test_one_agreement_becomes_one_for_each_council(apart: Cast) -> None:
    found = licences_for(apart.viewer("south"), apart.case).worked
    agreement = next(one for one in found.agreements)
    assert [one.council for one in agreement.councils] == ["north", "south"]
    assert agreement.costs_after == 101 * 310_00 + LACKING * PRICE
    lines = file_of(apart.client_of("south"), "licences", export="agreements")
    assert "Old ledger" in lines


def test_under_a_hidden_contract_a_licence_looks_like_one_under_none(apart: Cast) -> None:
    Item.objects.filter(key="suite").update(audience="partnership")
    found = licences_for(apart.viewer("supplier"), apart.case)
    assert [row.item.name for row in found.rows.values()] == ["Office suite"]
    assert (found.contracts, found.worked.agreements) == ({}, ())
    assert licences_for(apart.viewer("south"), apart.case).worked.agreements


def test_an_entitlement_without_needs_is_named(apart: Cast) -> None:
    LicenceNeed.objects.all().delete()
    said = words_of(apart.client_of("south"), "licences")
    assert "Nobody has said what any council needs" in said
    assert "No need on record" in said


def test_filters_keep_what_is_to_be_looked_at(apart: Cast) -> None:
    client = apart.client_of("south")
    assert "1 shown after filters" in words_of(client, "licences", state="lacking")
    assert "2 shown after filters" in words_of(client, "licences", state="refused")


def test_what_is_lost_when_each_buys_alone_is_shown_and_goes_out(apart: Cast) -> None:
    # By hand: 110 at 310.00 together; alone 60 at 330.00 and 50 at 345.00.
    lines = file_of(apart.client_of("south"), "licences", export="volume-discount").splitlines()
    assert [line.split(",")[5:7] for line in lines[1:]] == [["330", "1200"], ["345", "1750"]]
    assert "£2,950" in words_of(apart.client_of("south"), "licences")
