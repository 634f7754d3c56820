"""Agreements between councils: who is party, what varies them, and what stands for a while until a thing is split."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.fields import Kind, column


class AgreementKind(StrEnum):
    """What an agreement between councils is."""

    UNKNOWN = "unknown"
    INTER_AUTHORITY = "inter-authority agreement"
    JOINT_COMMITTEE = "joint committee agreement"
    STAFF_SHARING = "sharing of staff"
    SUPPLY = "supply of services"


class BridgeKind(StrEnum):
    """What stands for a while until a thing is split."""

    TRANSITIONAL = "transitional service"
    RESIDUAL = "residual shared service"
    MULTI_TENANCY = "interim multi-tenancy"
    SUPPORT = "support to the retained service"


@dataclass(frozen=True, kw_only=True)
class Agreement(Item):
    """An agreement between councils, or between them and a body that serves them."""

    EXAMPLE: ClassVar = ("ict-agreement", "Agreement on shared ICT", "Of April 2014")

    kind: AgreementKind = column("Kind", choices=AgreementKind, example="inter-authority agreement", weight=1)
    lead: str = column("Lead party", Kind.REFERENCE, refers_to="organisations", example="havering", weight=1)
    starts: PartialDate | None = column("Starts", Kind.DATE, example="2014-04-01", weight=1)
    ends: PartialDate | None = column("Ends", Kind.DATE, example="2025-12-31", weight=1)
    withdrawal_notice: str = column("Notice to withdraw", Kind.DURATION, example="12 months", weight=2)
    delegated: str = column("What is delegated", Kind.TEXT, example="The running of the ICT service", weight=1)
    charging: str = column("How it is charged", Kind.TEXT, example="By active users, each year", weight=1)
    legal_basis: str = column("Legal basis", example="Local Government Act 1972, section 101")


@dataclass(frozen=True, kw_only=True)
class AgreementParty:
    """One party to an agreement."""

    agreement: str = column("Agreement", Kind.REFERENCE, required=True, refers_to="agreements", example="ict-agreement")
    organisation: str = column("Party", Kind.REFERENCE, required=True, refers_to="organisations", example="newham")
    signed_on: PartialDate | None = column("Signed", Kind.DATE, example="2014-03-20")
    withdrew_on: PartialDate | None = column("Withdrew", Kind.DATE, example="")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    source: str = column("Source", last=True, example="")


@dataclass(frozen=True, kw_only=True)
class Variation(Item):
    """A change to an agreement; in force once every party has signed it."""

    EXAMPLE: ClassVar = ("variation-1", "First variation", "The service desk leaves the agreement")

    agreement: str = column("Agreement", Kind.REFERENCE, required=True, refers_to="agreements", example="ict-agreement")
    proposed_on: PartialDate | None = column("Proposed", Kind.DATE, example="2026-10-01")
    effective_on: PartialDate | None = column("To take effect", Kind.DATE, example="2027-04-01")
    changes: str = column("What it changes", Kind.TEXT, example="The joint desk leaves the agreement")
    authority: str = column("Authority", help="The decision it rests on.", example="Cabinet, 14 October 2026, minute 6")


@dataclass(frozen=True, kw_only=True)
class VariationSignature:
    """The signature of one party to a variation."""

    variation: str = column("Variation", Kind.REFERENCE, required=True, refers_to="variations", example="variation-1")
    organisation: str = column("Party", Kind.REFERENCE, required=True, refers_to="organisations", example="newham")
    signed_on: PartialDate | None = column("Signed", Kind.DATE, example="2026-11-12")
    signed_by: str = column("Signed by", help="A post, never a person.", example="Director of Resources")
    wording: str = column(
        "Wording signed",
        example="",
        help="The digest of the wording that was signed on the page; blank for one on paper.",
    )
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    source: str = column("Source", last=True, example="")


@dataclass(frozen=True, kw_only=True)
class Bridge(Item):
    """What stands for a while until a thing is split: for whom, at what monthly cost, until when, and how it ends."""

    EXAMPLE: ClassVar = ("directory-bridge", "The directory for a while", "Until the last user has moved")

    kind: BridgeKind = column("Kind", choices=BridgeKind, example="transitional service")
    thing: str = column("Of what", Kind.REFERENCE, refers_to="item", example="active-directory")
    provider: str = column("Given by", Kind.REFERENCE, refers_to="organisations", example="havering", weight=1)
    council: str = column("Council served", Kind.REFERENCE, required=True, refers_to="organisations", example="newham")
    agreement: str = column(
        "Under agreement", Kind.REFERENCE, refers_to="agreements", example="ict-agreement", weight=1
    )
    monthly_cost: int | None = column("Cost a month", Kind.MONEY, example="8500.00", weight=2)
    starts: PartialDate | None = column("Starts", Kind.DATE, example="2027-04-01", weight=1)
    ends: PartialDate | None = column("Ends", Kind.DATE, example="2027-09-30", weight=2)
    exit_test: str = column(
        "Exit test", Kind.TEXT, weight=2, help="How everybody can see that it is no longer needed.",
        example="No Newham account has signed in for 30 days",
    )  # fmt: skip
