"""Volume discount: what is lost when each buys alone, held against sums by hand."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.dispositions.needs import LicenceNeed, PriceTier
from severalty.engine.dispositions.volume_discount import DiscountQuestion, VolumeDiscount, price_at, volume_discount
from severalty.engine.estate.items import Entitlement
from severalty.engine.evidence import Evidence

SUITE = Entitlement(key="suite", name="Suite", product="Suite")
PRICES = ((1, 345_00), (1_500, 329_00), (2_500, 310_00))


def tier(quantity: int, price: int, **more: Any) -> PriceTier:
    return PriceTier(**({"entitlement": "suite", "quantity_from": quantity, "unit_price": price,
                         "evidence": Evidence.QUOTED} | more))  # fmt: skip


def lost(*needs: tuple[str, int | None], tiers: tuple[PriceTier, ...] = tuple(tier(*one) for one in PRICES),
         receives: int | None = None) -> VolumeDiscount:  # fmt: skip
    said = tuple(LicenceNeed(entitlement="suite", organisation=council, need=need, receives=receives)
                 for council, need in needs)  # fmt: skip
    return volume_discount(DiscountQuestion((SUITE,), tiers, said))


def test_one_contract_that_becomes_two_loses_the_tier_of_both_together() -> None:
    one = lost(("north", 1_600), ("south", 1_450)).entitlements[0]
    # By hand: 3,050 at 310.00; alone 1,600 at 329.00 and 1,450 at 345.00.
    assert (one.unit_price, one.pence) == (310_00, 3_050 * 310_00)
    assert [(share.unit_price, share.loss) for share in one.shares] == [
        (329_00, 1_600 * 19_00), (345_00, 1_450 * 35_00),
    ]  # fmt: skip
    assert one.loss == 81_150_00


@given(st.integers(0, 4_000), st.integers(0, 4_000))
def test_the_loss_is_what_both_pay_alone_less_what_they_paid_together(north: int, south: int) -> None:
    one = lost(("north", north), ("south", south)).entitlements[0]
    alone = sum(share.pence or 0 for share in one.shares)
    assert one.loss == (alone - (one.pence or 0) if north + south else 0)
    assert (one.loss or 0) >= 0, "falling prices make nobody cheaper alone"


def test_nothing_is_derived_below_the_lowest_tier_from_two_prices_or_from_an_unknown_need() -> None:
    assert lost(("north", 5), ("south", 3), tiers=(tier(10, 5),)).entitlements[0].faults == (
        "No price is on record for 8; the lowest is from 10.",
    )
    doubled = lost(("north", 5), ("south", 3), tiers=(tier(1, 5), tier(1, 6)))
    assert (doubled.entitlements[0].loss, doubled.unknown) == (None, 1)
    unsaid = lost(("north", 5), ("south", None))
    assert (unsaid.entitlements[0].loss, unsaid.loss, unsaid.unknown) == (None, 0, 1)
    assert lost(("north", None), receives=4).entitlements[0].shares[0].quantity == 4
    contradicted = tier(1, 5, evidence=Evidence.CONTRADICTED)
    assert lost(("north", 5), tiers=(contradicted,)).entitlements[0].loss is None


def test_a_price_is_that_of_the_highest_tier_reached() -> None:
    assert [price_at(count, PRICES) for count in (0, 1, 1_499, 1_500, 9_999)] == [None, 345_00, 345_00, 329_00, 310_00]
