"""Licences taken apart: no more is given out than is held, and every amount is whole pence."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.dates import read_date
from severalty.engine.dispositions.licence_split import LicenceSplit, SplitQuestion, licence_split, share_out
from severalty.engine.dispositions.needs import LicenceNeed
from severalty.engine.estate.items import Entitlement
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known

SUITE = Entitlement(
    key="suite", name="Suite", product="Suite", quantity=3_000, unit_price=31_000, contract="enterprise",
    holder="north", transferable=Known.YES,
)  # fmt: skip
NORTH = LicenceNeed(entitlement="suite", organisation="north", need=1_600, receives=1_700, evidence=Evidence.QUOTED)
SOUTH = LicenceNeed(
    entitlement="suite", organisation="south", need=1_450, receives=1_300, unit_price=33_800, evidence=Evidence.QUOTED
)


def taken_apart(*needs: LicenceNeed, of: Entitlement = SUITE) -> LicenceSplit:
    return licence_split(SplitQuestion((of,), needs))


def test_what_one_has_over_and_the_other_buys_anew() -> None:
    one = taken_apart(NORTH, SOUTH).entitlements[0]
    assert [share.surplus for share in one.shares] == [100, 0]
    assert [share.shortfall for share in one.shares] == [0, 150]
    assert (one.buys, one.left_over, one.refused) == (150 * 33_800, 0, False)


def test_a_split_that_gives_out_more_than_is_held_is_refused() -> None:
    one = taken_apart(NORTH, replace(SOUTH, receives=1_301)).entitlements[0]
    assert one.refused
    assert one.faults == ("3,001 are given out and 3,000 are held: give out 1 fewer.",)


def test_what_may_not_be_transferred_serves_its_holder_only() -> None:
    one = taken_apart(NORTH, SOUTH, of=replace(SUITE, transferable=Known.NO)).entitlements[0]
    assert [share.usable for share in one.shares] == [1_700, 0]
    assert one.shares[1].buys == 1_450 * 33_800


def test_different_needs_of_one_council_give_no_figure() -> None:
    other = replace(SOUTH, need=1_400, recorded_by="north")
    one = taken_apart(NORTH, replace(SOUTH, recorded_by="south"), other).entitlements[0]
    assert (one.shares[1].need, one.shares[1].buys, one.buys) == (None, None, None)
    assert "recorded by north, south differs" in one.shares[1].faults[0]
    contradicted = taken_apart(replace(SOUTH, evidence=Evidence.CONTRADICTED)).entitlements[0]
    assert contradicted.shares[0].shortfall is None


def test_an_unknown_price_is_not_nought() -> None:
    one = taken_apart(NORTH, replace(SOUTH, unit_price=None))
    assert one.entitlements[0].buys is None
    assert (one.agreements[0].more, one.agreements[0].unknown) == (None, 1)


def test_buying_while_what_is_held_still_runs_pays_twice() -> None:
    ends, needs = replace(SUITE, ends=read_date("2027-03-31")), replace(SOUTH, needed_from=read_date("2026-10-01"))
    assert "paid for twice" in taken_apart(needs, of=ends).entitlements[0].shares[0].faults[-1]


def test_one_agreement_becomes_two_and_the_difference_is_exact() -> None:
    agreement = taken_apart(NORTH, SOUTH).agreements[0]
    assert [one.council for one in agreement.councils] == ["north", "south"]
    assert agreement.costs_now == 3_000 * 31_000
    assert agreement.more == 150 * 33_800
    assert agreement.costs_after == sum(one.keeps + one.buys for one in agreement.councils)


@given(st.integers(0, 5_000), st.lists(st.integers(0, 2_000), min_size=1, max_size=6))
def test_what_is_shared_out_adds_up_to_what_is_held(held: int, needs: list[int]) -> None:
    parts = share_out(held, needs)
    if not sum(needs):
        assert set(parts) == {None}
        return
    known = [part for part in parts if part is not None]
    assert sum(known) == held
    assert sum(needs) > held or all(part >= need for part, need in zip(known, needs, strict=True))
