"""Licences when what is shared is taken apart: what each council needs, receives, lacks, and would buy anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from severalty.engine.dispositions.needs import LicenceNeed
from severalty.engine.estate.items import Entitlement
from severalty.engine.evidence import carries_figure
from severalty.engine.fields import Known
from severalty.engine.money import split


@dataclass(frozen=True)
class SplitQuestion:
    """Entitlements, and what each council needs of them; `entitlement` is an entitlement's key."""

    entitlements: tuple[Entitlement, ...]
    needs: tuple[LicenceNeed, ...]


@dataclass(frozen=True)
class LicenceShare:
    """What one council needs of one entitlement and what it gets; blank where it does not follow from the record.

    `usable` is what it receives, or nought where what is held may not pass to it. `shortfall` is bought anew at
    `unit_price`, which comes to `buys` pence a year. `proposed` is what it would receive if what is held were shared
    out: its need where there is enough, else in proportion to need, what is over likewise. `keeps` is what it pays a
    year, at today's price, for what it receives.
    """

    council: str
    need: int | None
    receives: int | None
    usable: int | None
    shortfall: int | None
    surplus: int | None
    unit_price: int | None
    buys: int | None
    keeps: int | None
    proposed: int | None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class EntitlementSplit:
    """One entitlement taken apart.

    `given` is the sum of what the councils receive; `left_over` is held and given to nobody; `refused` says that more
    is given out than is held. `costs_now` and `costs_after` are pence a year; blank where something is not known.
    """

    entitlement: str
    contract: str
    held: int | None
    shares: tuple[LicenceShare, ...]
    given: int
    left_over: int | None
    refused: bool
    shortfall: int
    buys: int | None
    costs_now: int | None
    costs_after: int | None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class CouncilCost:
    """What one council pays a year afterwards under what one agreement becomes; `unknown` entitlements are left out."""

    council: str
    keeps: int
    buys: int
    unknown: int


@dataclass(frozen=True)
class AgreementSplit:
    """One agreement that becomes several: what it costs a year now, and what its licences cost each council afterwards.

    `more` is the difference, blank where an amount is not known; `unknown` counts the entitlements without a figure.
    """

    contract: str
    entitlements: int
    costs_now: int
    councils: tuple[CouncilCost, ...]
    costs_after: int
    more: int | None
    unknown: int


@dataclass(frozen=True)
class LicenceSplit:
    """Every entitlement taken apart, and what becomes of each agreement."""

    entitlements: tuple[EntitlementSplit, ...]
    agreements: tuple[AgreementSplit, ...]


def licence_split(question: SplitQuestion) -> LicenceSplit:
    """Take licences apart among councils.

    The parts given out may not exceed what is held: a split that gives out more is marked as refused. What may not be
    transferred is usable by the council that holds it and by no other. Where two organisations record different needs
    of one council, nothing is derived from either. Source: domain rules 7.
    """
    splits = tuple(
        _split(one, [need for need in question.needs if need.entitlement == one.key]) for one in question.entitlements
    )
    contracts = dict.fromkeys(one.contract for one in splits if one.contract and one.shares)
    agreements = tuple(_agreement(key, [one for one in splits if one.contract == key]) for key in contracts)
    return LicenceSplit(splits, agreements)


def _split(entitlement: Entitlement, needs: list[LicenceNeed]) -> EntitlementSplit:
    by_council: dict[str, list[LicenceNeed]] = {}
    for need in needs:
        by_council.setdefault(need.organisation, []).append(need)
    found = [_agreed(council, said) for council, said in by_council.items()]
    proposed = share_out(entitlement.quantity, [need.need for need, _ in found])
    shares = tuple(
        _share(entitlement, need, part, faults) for (need, faults), part in zip(found, proposed, strict=True)
    )
    given = sum(share.receives or 0 for share in shares)
    held = entitlement.quantity
    refused = held is not None and given > held
    buys = [share.buys for share in shares]
    now = None if held is None or entitlement.unit_price is None else held * entitlement.unit_price
    return EntitlementSplit(
        entitlement=entitlement.key,
        contract=entitlement.contract,
        held=held,
        shares=shares,
        given=given,
        left_over=None if held is None else max(0, held - given),
        refused=refused,
        shortfall=sum(share.shortfall or 0 for share in shares),
        buys=_together(buys),
        costs_now=now,
        costs_after=_together([share.keeps for share in shares] + buys),
        faults=tuple(_faults(entitlement, given, refused=refused)),
    )


def _together(amounts: Sequence[int | None]) -> int | None:
    known = [one for one in amounts if one is not None]
    return sum(known) if known and len(known) == len(amounts) else None


def _agreed(council: str, said: list[LicenceNeed]) -> tuple[LicenceNeed, list[str]]:
    """The one need of a council, or a blank one where two differ or the source contradicts itself."""
    sound = [need for need in said if carries_figure(need.evidence)]
    claims = {(need.need, need.receives, need.unit_price) for need in sound}
    blank = LicenceNeed(entitlement=said[0].entitlement, organisation=council)
    if not sound:
        return blank, ["The source contradicts itself; nothing is derived from it."]
    if len(claims) > 1:
        names = ", ".join(sorted({need.recorded_by or "nobody named" for need in sound}))
        return blank, [f"What is recorded by {names} differs; nothing is derived from it."]
    return sound[0], []


def _share(entitlement: Entitlement, need: LicenceNeed, proposed: int | None, faults: list[str]) -> LicenceShare:
    barred = entitlement.transferable is Known.NO and need.organisation != entitlement.holder
    usable = 0 if barred and need.receives is not None else need.receives
    shortfall = surplus = None
    if need.need is not None and usable is not None:
        shortfall, surplus = max(0, need.need - usable), max(0, usable - need.need)
    buys = 0 if shortfall == 0 else None
    if shortfall and need.unit_price is not None:
        buys = shortfall * need.unit_price
    keeps = None if usable is None or entitlement.unit_price is None else usable * entitlement.unit_price
    said = [*faults, *_share_faults(entitlement, need, barred=barred, shortfall=shortfall)]
    return LicenceShare(
        need.organisation, need.need, need.receives, usable, shortfall, surplus, need.unit_price, buys, keeps, proposed,
        tuple(said),
    )  # fmt: skip


def _share_faults(
    entitlement: Entitlement, need: LicenceNeed, *, barred: bool, shortfall: int | None
) -> Iterable[str]:  # fmt: skip
    if need.need is None:
        yield "Its need is not known."
    if need.receives is None:
        yield "It is not said how many of those held it receives."
    if barred and need.receives:
        yield "What is held cannot be transferred, so none of it is usable here; all that is needed is bought anew."
    if shortfall and need.unit_price is None:
        yield "The price of each bought anew is not known."
    if shortfall and need.needed_from and entitlement.ends and need.needed_from.last < entitlement.ends.first:
        yield f"Bought from {need.needed_from} while what is held runs to {entitlement.ends}: paid for twice between."


def share_out(held: int | None, needs: Sequence[int | None]) -> tuple[int | None, ...]:
    """How many of those held each would receive, in whole licences that add up to what is held.

    Each gets its need where there is enough, and the rest is shared in proportion to need by largest remainder; where
    there is not enough, all is. Blank where what is held or any need is not known, or nobody needs any.
    """
    known = [need for need in needs if need is not None]
    if held is None or len(known) < len(needs) or not sum(known):
        return (None,) * len(needs)
    if sum(known) > held:
        return split(held, known)
    return tuple(need + part for need, part in zip(known, split(held - sum(known), known), strict=True))


def _faults(entitlement: Entitlement, given: int, *, refused: bool) -> Iterable[str]:
    held = entitlement.quantity
    if held is None:
        yield "How many are held is not known, so nothing can be checked against it."
    if refused and held is not None:
        yield f"{given:,} are given out and {held:,} are held: give out {given - held:,} fewer."
    if entitlement.transferable is Known.UNKNOWN:
        yield "Nobody has said whether it may be transferred."


def _agreement(contract: str, splits: list[EntitlementSplit]) -> AgreementSplit:
    councils = dict.fromkeys(share.council for one in splits for share in one.shares)
    costs = tuple(_council(council, splits) for council in councils)
    now = sum(one.costs_now or 0 for one in splits)
    after = sum(one.keeps + one.buys for one in costs)
    unknown = sum(one.costs_now is None or one.costs_after is None for one in splits)
    return AgreementSplit(contract, len(splits), now, costs, after, None if unknown else after - now, unknown)


def _council(council: str, splits: list[EntitlementSplit]) -> CouncilCost:
    mine = [share for one in splits for share in one.shares if share.council == council]
    return CouncilCost(
        council,
        sum(share.keeps or 0 for share in mine),
        sum(share.buys or 0 for share in mine),
        sum(share.keeps is None or share.buys is None for share in mine),
    )
