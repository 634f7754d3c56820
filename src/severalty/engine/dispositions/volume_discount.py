"""Volume discount: what a price by quantity costs one buyer of all, and what it costs each council that buys alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from severalty.engine.dispositions.needs import LicenceNeed, PriceTier
from severalty.engine.estate.items import Entitlement
from severalty.engine.evidence import carries_figure


@dataclass(frozen=True)
class DiscountQuestion:
    """Entitlements, prices by quantity, and what each council needs; `entitlement` is an entitlement's key."""

    entitlements: tuple[Entitlement, ...]
    tiers: tuple[PriceTier, ...]
    needs: tuple[LicenceNeed, ...]


@dataclass(frozen=True)
class TierShare:
    """One council on its own: how many it buys, at what price, and what that is more than in the joint tier.

    `loss` is pence a year; negative where the joint price would be dearer. Blank where it does not follow.
    """

    council: str
    quantity: int | None
    unit_price: int | None
    pence: int | None
    loss: int | None


@dataclass(frozen=True)
class EntitlementDiscount:
    """One entitlement: all bought together at one price, and each council alone at its own. Pence a year.

    `loss` is what is paid more when one contract becomes several: the sum of the councils' own, blank where one of them
    is not known.
    """

    entitlement: str
    contract: str
    quantity: int | None
    unit_price: int | None
    pence: int | None
    shares: tuple[TierShare, ...]
    loss: int | None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class VolumeDiscount:
    """The volume discount lost by entitlement, and together in pence a year; `unknown` entitlements are left out."""

    entitlements: tuple[EntitlementDiscount, ...]
    loss: int
    unknown: int


def volume_discount(question: DiscountQuestion) -> VolumeDiscount:
    """What is lost of a discount by quantity when each council buys alone what all bought together.

    The price of a tier is that of every licence, not only of those above its first. A council buys what it needs; where
    that is not said, what it receives. Below the lowest tier there is no price. Entitlements without prices by quantity
    are left aside. Source: domain rules 4.1, loss of volume discount.
    """
    found = []
    for one in question.entitlements:
        tiers = [tier for tier in question.tiers if tier.entitlement == one.key]
        needs = [need for need in question.needs if need.entitlement == one.key]
        if tiers and needs:
            found.append(_of(one, tiers, needs))
    known = [one.loss for one in found if one.loss is not None]
    return VolumeDiscount(tuple(found), sum(known), len(found) - len(known))


def price_at(quantity: int, tiers: Iterable[tuple[int, int]]) -> int | None:
    """The price of each where so many are bought, in pence; tiers are (from so many, price), none below the lowest."""
    open_ = [tier for tier in tiers if tier[0] <= quantity]
    return max(open_)[1] if open_ else None


def _of(one: Entitlement, tiers: Sequence[PriceTier], needs: Sequence[LicenceNeed]) -> EntitlementDiscount:
    faults: list[str] = []
    prices = _prices(tiers, faults)
    bought = {council: _quantity(council, needs, faults) for council in dict.fromkeys(n.organisation for n in needs)}
    known = [quantity for quantity in bought.values() if quantity is not None]
    quantity = sum(known) if len(known) == len(bought) else None
    joint = price_at(quantity, prices) if quantity else None
    if quantity and joint is None and prices:
        faults.append(f"No price is on record for {quantity:,}; the lowest is from {min(prices)[0]:,}.")
    shares = tuple(_share(council, count, prices, joint) for council, count in bought.items())
    losses = [share.loss for share in shares if share.loss is not None]
    return EntitlementDiscount(
        entitlement=one.key,
        contract=one.contract,
        quantity=quantity,
        unit_price=joint,
        pence=None if quantity is None or joint is None else quantity * joint,
        shares=shares,
        loss=sum(losses) if len(losses) == len(shares) else None,
        faults=tuple(faults),
    )


def _prices(tiers: Sequence[PriceTier], faults: list[str]) -> list[tuple[int, int]]:
    """The tiers that can be relied on; none at all where two records of one quantity differ."""
    sound = {
        (tier.quantity_from, tier.unit_price)
        for tier in tiers
        if carries_figure(tier.evidence) and tier.quantity_from is not None and tier.unit_price is not None
    }
    if len({quantity for quantity, _ in sound}) < len(sound):
        faults.append("Two prices are on record from one quantity; nothing is derived from either.")
        return []
    if not sound:
        faults.append("No price by quantity can be relied on.")
    return [(quantity, price) for quantity, price in sound if quantity is not None and price is not None]


def _quantity(council: str, needs: Sequence[LicenceNeed], faults: list[str]) -> int | None:
    mine = [need for need in needs if need.organisation == council and carries_figure(need.evidence)]
    said = {need.receives if need.need is None else need.need for need in mine} - {None}
    if len(said) == 1:
        return said.pop()
    faults.append(f"How many {council} needs is {'not known' if not said else 'recorded in two ways'}.")
    return None


def _share(council: str, quantity: int | None, prices: Sequence[tuple[int, int]], joint: int | None) -> TierShare:
    if quantity == 0:
        return TierShare(council, 0, None, 0, 0)
    price = None if quantity is None else price_at(quantity, prices)
    if quantity is None or price is None:
        return TierShare(council, quantity, None, None, None)
    return TierShare(council, quantity, price, quantity * price, None if joint is None else quantity * (price - joint))
