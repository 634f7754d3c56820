"""Keys to share a cost by, and the costs that are shared."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Kind, Known, column


class Unit(StrEnum):
    """What an apportionment key counts. A new key needs a word here and nothing else."""

    USERS = "users"
    WEIGHTED_USERS = "weighted users"
    USAGE = "usage"
    DEVICES = "devices"
    SITES = "sites"
    TRANSACTIONS = "transactions"
    NET_BUDGET = "net budget"
    POPULATION = "population"
    EQUAL = "equal parts"


class Funding(StrEnum):
    """From which budget a cost is met."""

    REVENUE = "revenue"
    CAPITAL = "capital"
    CAPITAL_FROM_REVENUE = "capital funded from revenue"


class Recurrence(StrEnum):
    """Whether a cost comes once or every year."""

    RECURRING = "recurring"
    ONE_OFF = "one-off"


class ChargeState(StrEnum):
    """How firm a cost is."""

    BUDGET = "budget"
    APPROVED = "approved"
    BID = "bid submitted"
    SOUGHT = "sought"
    REPROFILED = "reprofiled"
    ESTIMATE = "estimate"
    ACTUAL = "actual"


class Purpose(StrEnum):
    """What a sum is for: a cost that is foreseen, or money held against what nobody foresaw."""

    COST = "cost"
    CONTINGENCY = "contingency"


@dataclass(frozen=True, kw_only=True)
class CostKey(Item):
    """A key by which partners share costs: what is counted, where, on which census date, and who certifies it."""

    EXAMPLE: ClassVar = ("users-july-2020", "Users, July 2020", "Named accounts at the census")

    unit: Unit = column("Unit", choices=Unit, required=True, example="users")
    counted_on: PartialDate | None = column("Census date", Kind.DATE, example="2020-07-31", weight=2)
    counted_in: str = column("Counted in", help="The system or return it is counted in.", example="Directory", weight=1)
    certified_by: str = column("Certified by", help="The post that certifies the count.", example="Head of Finance")
    review_on: PartialDate | None = column("Review on", Kind.DATE, example="2021-07")


@dataclass(frozen=True, kw_only=True)
class KeyCount:
    """One organisation's count under one key: always a count, never a percentage."""

    cost_key: str = column("Key", Kind.REFERENCE, required=True, refers_to="cost_keys", example="users-july-2020")
    organisation: str = column(
        "Organisation", Kind.REFERENCE, required=True, refers_to="organisations", example="melton"
    )
    count: int | None = column("Count", Kind.WHOLE, required=True, example="229")
    recorded_by: str = column(
        "Recorded by", Kind.REFERENCE, refers_to="organisations", last=True, help="Leave blank for your own."
    )
    source: str = column("Source", last=True, example="S3 9.1")


@dataclass(frozen=True, kw_only=True)
class Charge(Item):
    """A cost of one financial year, shared by a key or borne by one organisation.

    `amount` is the budget; `actual` is what it came to. The year-end true-up shares `actual` by `true_up_key`
    (by `cost_key` where that is blank) and takes off what was billed. `part_of` names the charge that this one is a
    component of, so that parts can be held against a stated whole.
    """

    EXAMPLE: ClassVar = ("desk-2026", "Service desk, 2026/27", "The desk and its tool")

    year: int | None = column("Financial year", Kind.YEAR, required=True, example="2020/21")
    year_to: int | None = column(
        "Until financial year", Kind.YEAR, example="",
        help="If one sum spans several years and nobody says how it falls on them: the last of them.",
    )  # fmt: skip
    amount: int | None = column("Amount", Kind.MONEY, example="52000.00", weight=3)
    actual: int | None = column("Actual", Kind.MONEY, example="", help="What it came to at the year's end.")
    funding: Funding = column("Funding", choices=Funding, example="revenue", weight=1)
    recurrence: Recurrence = column("Recurrence", choices=Recurrence, example="recurring")
    state: ChargeState = column("State", choices=ChargeState, example="approved")
    cost_key: str = column("Shared by key", Kind.REFERENCE, refers_to="cost_keys", example="users-july-2020")
    true_up_key: str = column("True-up key", Kind.REFERENCE, refers_to="cost_keys", help="The year-end count.")
    borne_by: str = column(
        "Borne by", Kind.REFERENCE, refers_to="organisations", example="", help="If one organisation bears all of it."
    )
    contract: str = column("Contract", Kind.REFERENCE, refers_to="contracts")
    part_of: str = column("Part of", Kind.REFERENCE, refers_to="charges", help="The charge it is a component of.")
    in_headline: Known = column("In the headline figure", choices=Known, example="yes")
    purpose: Purpose = column(
        "Purpose", choices=Purpose, example="cost",
        help="Contingency is held against what nobody foresaw; what is drawn from it is recorded beneath it.",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class DrawDown:
    """One sum drawn from a contingency, in pence: when, for what and for whom, and who approved it."""

    contingency: str = column(
        "Contingency", Kind.REFERENCE, required=True, refers_to="charges", example="contingency-2026"
    )
    reference: str = column("Reference", Kind.KEY, required=True, example="DD-01")
    drawn_on: PartialDate | None = column("Drawn on", Kind.DATE, required=True, example="2026-10-14")
    amount: int | None = column("Amount", Kind.MONEY, required=True, example="42000.00")
    organisation: str = column(
        "For", Kind.REFERENCE, refers_to="organisations", example="melton", help="The council that it is drawn for."
    )
    approved_by: str = column("Approved by", required=True, example="Section 151 officer", help="A post, not a person.")
    what_for: str = column("What for", Kind.TEXT, required=True, example="A second rehearsal of the cut-over")
    recorded_by: str = column(
        "Recorded by", Kind.REFERENCE, refers_to="organisations", last=True, help="Leave blank for your own."
    )
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, example="Decision notice of 14 October 2026")
