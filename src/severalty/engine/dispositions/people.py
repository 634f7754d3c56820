"""Posts in a transfer, posts needed afterwards, and those who know; posts only, never persons."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.fields import Kind, Known, column


class TransferBasis(StrEnum):
    """On what footing a post would transfer. Evidence for those who advise; not legal advice."""

    UNKNOWN = "unknown"
    TUPE = "TUPE"
    COSOP = "COSOP"
    SECONDMENT_ENDS = "secondment ends"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class PostTransfer(Item):
    """What is meant to happen to one post: where it goes, on what footing, and on what evidence.

    `assigned` is the part of the post's time spent on what transfers, in hundredths.
    """

    EXAMPLE: ClassVar = (
        "engineer-2-havering",
        "Infrastructure engineer to Havering",
        "Most of the time on Havering's network",
    )

    post: str = column("Post", Kind.REFERENCE, required=True, refers_to="posts", example="infrastructure-engineer-2")
    to: str = column("Transfers to", Kind.REFERENCE, refers_to="organisations", example="havering", weight=2)
    basis: TransferBasis = column("Footing", choices=TransferBasis, example="TUPE", weight=2)
    assigned: int | None = column(
        "Time on what transfers", Kind.WHOLE, example="80", weight=2, help="In hundredths of the post's time."
    )
    assigned_source: str = column("Shown by", example="Time records, April to September 2026", weight=1)
    transfers_on: PartialDate | None = column("Transfers", Kind.DATE, example="2027-12-31", weight=2)
    information_on: PartialDate | None = column(
        "Employee liability information given", Kind.DATE, example="2027-11-30",
        help="At least 28 days before the transfer (TUPE regulation 11).",
    )  # fmt: skip
    severance: int | None = column("Severance", Kind.MONEY, example="18000.00", help="If known.")
    pension_strain: int | None = column("Pension strain", Kind.MONEY, example="22000.00", help="If known.")


@dataclass(frozen=True, kw_only=True)
class FutureRole(Item):
    """A role in the target operating model of one council, and the post that is to fill it."""

    EXAMPLE: ClassVar = ("service-manager", "Service manager", "Keeps what suppliers promise together")

    organisation: str = column("Council", Kind.REFERENCE, required=True, refers_to="organisations", example="havering")
    team: str = column("Team", example="Service integration", weight=1)
    skill: str = column("Skill", example="Vendor management", weight=2)
    hours: int | None = column("Full-time hundredths", Kind.WHOLE, example="100", weight=2)
    needed_from: PartialDate | None = column("Needed from", Kind.DATE, example="2026-10-01", weight=2)
    before_transition: Known = column(
        "Before transition begins", choices=Known, example="yes", help="Must it stand before transition begins?"
    )
    filled_by: str = column("Filled by", Kind.REFERENCE, refers_to="posts", example="", weight=1)
    annual_cost: int | None = column("Cost a year", Kind.MONEY, example="58000.00")


@dataclass(frozen=True, kw_only=True)
class Expert(Item):
    """A post that knows a subject, and how much of its week it can give to the split beside its own work."""

    EXAMPLE: ClassVar = ("social-care-contracts", "Knows the contracts of social care", "Two days a week at most")

    organisation: str = column("Council", Kind.REFERENCE, required=True, refers_to="organisations", example="havering")
    post: str = column("Post", Kind.REFERENCE, refers_to="posts", example="infrastructure-engineer-2", weight=1)
    knows: str = column("Knows", example="Contracts of adult social care", weight=1)
    days_a_week: int | None = column(
        "Days a week, in hundredths", Kind.WHOLE, example="50", weight=3,
        help="What it can give beside its own work: 50 is half a day a week.",
    )  # fmt: skip
    for_each: int | None = column(
        "Days for each item, in hundredths", Kind.WHOLE, example="25", weight=2, help="How long one of its items takes."
    )
    starts: PartialDate | None = column("From", Kind.DATE, example="2026-12-01")
    ends: PartialDate | None = column("Until", Kind.DATE, example="2027-06-30")


@dataclass(frozen=True, kw_only=True)
class ExpertItem:
    """One thing that is left to an expert: to say what becomes of it, to answer for it, and to confirm its record."""

    expert: str = column("Expert", Kind.REFERENCE, required=True, refers_to="experts", example="social-care-contracts")
    thing: str = column("Thing", Kind.REFERENCE, required=True, refers_to="item", example="C-014")
    days: int | None = column(
        "Days, in hundredths", Kind.WHOLE, example="100", help="Where it takes longer or less long than the others."
    )
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    source: str = column("Source", last=True, example="")
