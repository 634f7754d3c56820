"""Licences in the split: what each council needs, receives, lacks and buys anew, and what becomes of each agreement."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from severalty.dispositions.queries.licences import Licences, licences_for
from severalty.dispositions.views.contract_way import in_names
from severalty.dispositions.views.people_tables import item_url, lock_words, many
from severalty.engine.dispositions.licence_split import EntitlementSplit, LicenceShare, LicenceSplit
from severalty.engine.dispositions.needs import LicenceNeed, PriceTier
from severalty.engine.dispositions.volume_discount import EntitlementDiscount, TierShare
from severalty.engine.evidence import Evidence, weakest
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.web.asked import value_of
from severalty.web.lists import Column, Filter, Register, render_list
from severalty.web.sheets import Sheet, csv_file

AGREEMENTS, DISCOUNT = "agreements", "volume-discount"
MOST_NAMED = 50


@dataclass(frozen=True)
class LicenceLine:
    """A row of the register: one entitlement for one council."""

    split: EntitlementSplit
    share: LicenceShare
    item: Any
    council: Any
    url: str
    evidence: Evidence

    @property
    def faults(self) -> str:
        """What is to be put right, of the entitlement and of the council's part."""
        return " ".join((*self.split.faults, *self.share.faults))


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def licences(request: Request, case: Any) -> HttpResponseBase:
    found = licences_for(request.viewer, case)
    worked = found.worked
    agreements = _agreement_sheet(case, found, worked)
    if value_of(request.GET, "export") == AGREEMENTS:
        return csv_file(agreements, "licence-agreements")
    discount = _discount_sheet(case, found)
    if value_of(request.GET, "export") == DISCOUNT:
        return csv_file(discount, DISCOUNT)
    without = found.without_need
    context = {
        "case": case,
        "heading": "Licences in the split",
        "lead": _lead(worked),
        "agreements": agreements,
        "discount": discount,
        "without": [(row.item.name, item_url(case, row.pk)) for row in without[:MOST_NAMED]],
        "without_count": len(without),
        "empty": {"title": "Nobody has said what any council needs", "text": "Needs come with a file, or by hand."},
    }
    return render_list(request, _register(found), _lines(case, found, worked), context, "dispositions/licences.html")


def _lead(worked: LicenceSplit) -> str:
    splits = [one for one in worked.entitlements if one.shares]
    if not splits:
        return ""
    refused = sum(one.refused for one in splits)
    lacking = sum(bool(share.shortfall) for one in splits for share in one.shares)
    unknown = sum(share.shortfall is None for one in splits for share in one.shares)
    words = [
        f"{many(len(splits), 'entitlement is', 'entitlements are')} taken apart",
        f"{many(lacking, 'part lacks', 'parts lack')} some",
    ]
    words += [f"for {many(unknown, 'part', 'parts')} it is not known"] if unknown else []
    words += [f"{many(refused, 'split gives', 'splits give')} out more than is held"] if refused else []
    return "; ".join(words) + "."


def _lines(case: Any, found: Licences, worked: LicenceSplit) -> list[LicenceLine]:
    resting: dict[tuple[str, str], list[Evidence]] = {}
    for need in found.question.needs:
        resting.setdefault((need.entitlement, need.organisation), []).append(need.evidence)
    return [
        LicenceLine(
            one, share, found.rows[one.entitlement].item, found.organisations.get(share.council),
            item_url(case, one.entitlement), weakest(resting[one.entitlement, share.council]),
        )
        for one in worked.entitlements
        for share in one.shares
    ]  # fmt: skip


def _register(found: Licences) -> Register:
    columns = (
        Column("name", "Entitlement", "link", "item.name", "item.name", url="url"),
        Column("council", "Council", "organisation", "council.name"),
        Column("held", "Held", "count", "split.held", "split.held"),
        Column("need", "Needs", "count", "share.need", "share.need"),
        Column("receives", "Receives", "count", "share.receives", "share.receives"),
        Column("shortfall", "Lacks", "count", "share.shortfall", "share.shortfall"),
        Column("surplus", "Has over", "count", "share.surplus", "share.surplus"),
        Column("buys", "Buys anew, a year", "money", "share.buys", "share.buys", evidence="evidence"),
        Column("faults", "To put right", value="faults"),
        Column("unit_price", "Price of each", "money", "share.unit_price", "share.unit_price", True,
               evidence="evidence"),
        Column("keeps", "For what it receives, a year", "money", "share.keeps", "share.keeps", True,
               evidence="item.evidence"),
        Column("proposed", "Share by need", "count", "share.proposed", "share.proposed", hidden_by_default=True),
        Column("evidence", "Evidence", "tag", hidden_by_default=True),
    )  # fmt: skip
    councils = tuple((key, one.name) for key, one in found.organisations.items() if one.kind == "council")
    contracts = sorted(
        {(one.contract, found.contracts[one.contract]) for one in found.worked.entitlements if one.contract}
    )
    filters = (
        Filter("q", "Contains", None, _named),
        Filter("council", "Council", councils, lambda rows, key: [one for one in rows if one.share.council == key]),
        Filter("contract", "Agreement", tuple(contracts),
               lambda rows, ref: [one for one in rows if one.split.contract == ref]),
        Filter("state", "To look at", (("refused", "More given out than held"), ("lacking", "Lacks some"),
                                       ("over", "Has some over"), ("fault", "To put right")), _state),
    )  # fmt: skip
    return Register("part of an entitlement", "parts of entitlements", columns, filters, lock=lock_words)


def _named(rows: Any, text: str) -> Any:
    return [one for one in rows if text.casefold() in one.item.name.casefold()]


def _state(rows: Iterable[LicenceLine], value: str) -> list[LicenceLine]:
    fits = {
        "refused": lambda one: one.split.refused,
        "lacking": lambda one: bool(one.share.shortfall),
        "over": lambda one: bool(one.share.surplus),
        "fault": lambda one: bool(one.faults),
    }
    return [one for one in rows if fits[value](one)]


def _agreement_sheet(case: Any, found: Licences, worked: LicenceSplit) -> Sheet:
    """One row for each council under what each agreement becomes."""
    rows = [(one, council) for one in worked.agreements for council in one.councils]

    def resting(row: Any) -> Evidence:
        mine = {one.entitlement for one in worked.entitlements if one.contract == row[0].contract}
        said = [need.evidence for need in found.question.needs if need.entitlement in mine]
        return weakest([*said, *(one.evidence for one in found.question.entitlements if one.key in mine)])

    columns = (
        Column("name", "Agreement", "link", value=lambda row: found.contracts[row[0].contract],
               url=lambda row: item_url(case, row[0].contract)),
        Column("council", "Becomes one of", "organisation",
               value=lambda row: found.organisations.get(row[1].council)),
        Column("entitlements", "Entitlements", "count", value=lambda row: row[0].entitlements),
        Column("now", "All of it now, a year", "money", value=lambda row: row[0].costs_now, evidence=resting),
        Column("keeps", "For what it receives", "money", value=lambda row: row[1].keeps, evidence=resting),
        Column("buys", "For what it buys anew", "money", value=lambda row: row[1].buys, evidence=resting),
        Column("unknown", "Entitlements without a figure", "count", value=lambda row: row[1].unknown),
    )  # fmt: skip
    return Sheet("One agreement that becomes several, pounds a year", columns, rows, ident=AGREEMENTS)


@dataclass(frozen=True)
class DiscountLine:
    """What one council would buy alone of what all buy together; the foot has neither."""

    loss: int | None
    evidence: Evidence
    split: EntitlementDiscount | None = None
    share: TierShare | None = None


def _discount_sheet(case: Any, found: Licences) -> Sheet:
    """One row for each council under what it would buy alone of what all buy together."""
    worked = found.worked_discount
    said: list[LicenceNeed | PriceTier] = [*found.question.needs, *found.tiers]
    rests = {
        one.entitlement: weakest(each.evidence for each in said if each.entitlement == one.entitlement)
        for one in worked.entitlements
    }
    lines = [
        DiscountLine(share.loss, rests[one.entitlement], one, share)
        for one in worked.entitlements
        for share in one.shares
    ]

    def ref(line: DiscountLine) -> str:
        return line.split.entitlement if line.split else ""

    columns = (
        Column("name", "Entitlement", "link", value=lambda line: found.rows[ref(line)].item.name,
               url=lambda line: item_url(case, ref(line))),
        Column("council", "Council", "organisation",
               value=lambda line: found.organisations.get(line.share.council) if line.share else None),
        Column("together", "All together", "count", value="split.quantity"),
        Column("joint", "Price of each together", "money", value="split.unit_price", evidence="evidence"),
        Column("quantity", "Alone", "count", value="share.quantity"),
        Column("price", "Price of each alone", "money", value="share.unit_price", evidence="evidence"),
        Column("loss", "Lost a year", "money", evidence="evidence"),
        Column("faults", "To put right", value=lambda line: in_names(
            " ".join(line.split.faults) if line.split else "", found.organisations)),
        Column("evidence", "Evidence", "tag"),
    )  # fmt: skip
    foot = DiscountLine(worked.loss, weakest(rests.values())) if lines and not worked.unknown else None
    return Sheet("Volume discount that is lost, pounds a year", columns, lines, foot=foot, ident=DISCOUNT)
