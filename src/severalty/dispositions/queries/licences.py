"""Licences and what each council needs of them, as far as one viewer may see them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from severalty.dispositions.binding import LICENCE_NEEDS, PRICE_TIERS
from severalty.engine.dispositions.licence_split import LicenceSplit, SplitQuestion, licence_split
from severalty.engine.dispositions.needs import PriceTier
from severalty.engine.dispositions.volume_discount import DiscountQuestion, VolumeDiscount, volume_discount
from severalty.estate.queries import CONTRACTS, ENTITLEMENTS
from severalty.tenancy.access import Viewer, visible_items
from severalty.tenancy.binding import lookup_for, record_of
from severalty.tenancy.models import Case, Organisation
from severalty.tenancy.queries import organisations_of


@dataclass(frozen=True)
class Licences:
    """Entitlements and needs. The records carry references of items as keys.

    `rows` are the rows of entitlements by reference, `contracts` the names of those contracts that the viewer may see.
    """

    organisations: Mapping[str, Organisation]
    rows: Mapping[str, Any]
    contracts: Mapping[str, str]
    question: SplitQuestion
    tiers: tuple[PriceTier, ...] = ()

    @property
    def worked_discount(self) -> VolumeDiscount:
        """What is lost of discounts by quantity when each council buys alone."""
        return volume_discount(DiscountQuestion(self.question.entitlements, self.tiers, self.question.needs))

    @property
    def worked(self) -> LicenceSplit:
        """What becomes of each entitlement and agreement."""
        return licence_split(self.question)

    @property
    def without_need(self) -> list[Any]:
        """The rows of entitlements for which no council has said what it needs."""
        named = {need.entitlement for need in self.question.needs}
        return [row for ref, row in self.rows.items() if ref not in named]


def licences_for(viewer: Viewer, case: Case) -> Licences:
    """Entitlements with the needs of each council. Eight queries, however many there are."""
    names = lookup_for(viewer, case, ())
    rows = list(ENTITLEMENTS.rows_for(viewer, case).select_related("item__recorded_by").order_by("item__name", "pk"))
    seen = visible_items(viewer, case).filter(table=CONTRACTS.table)
    contracts = dict(seen.values_list("ref", "name"))
    entitlements = tuple(
        replace(
            record_of(ENTITLEMENTS, row, names),
            key=row.pk,
            contract=row.contract_id if row.contract_id in contracts else "",
        )
        for row in rows
    )
    organisations = {one.key: one for one in organisations_of(case)}
    places = {key: place for place, key in enumerate(organisations)}
    needs = [
        replace(record_of(LICENCE_NEEDS, row, names), entitlement=row.entitlement_id)
        for row in LICENCE_NEEDS.rows_for(viewer, case).order_by("pk")
    ]
    needs.sort(key=lambda need: places.get(need.organisation, len(places)))
    tiers = tuple(
        replace(record_of(PRICE_TIERS, row, names), entitlement=row.entitlement_id)
        for row in PRICE_TIERS.rows_for(viewer, case).order_by("quantity_from", "pk")
    )
    question = SplitQuestion(entitlements, tuple(needs))
    return Licences(organisations, {row.pk: row for row in rows}, contracts, question, tiers)
