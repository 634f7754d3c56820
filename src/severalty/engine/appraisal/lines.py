"""The money of an appraisal: cost lines with an amount for each year, benefits, and what each year may cost at most."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.appraisal.charges import Funding, Recurrence
from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.fields import Kind, Known, column


class Prices(StrEnum):
    """In which prices amounts are given: those of one year (real), or those of the year in which they fall (cash)."""

    UNKNOWN = "unknown"
    REAL = "real"
    CASH = "cash"


class Treatment(StrEnum):
    """Whether a line counts in the economic comparison, and if not, why; the cash view counts all but sunk cost."""

    COUNTED = "counted"
    SUNK = "sunk cost"
    VAT = "recoverable VAT"
    DEPRECIATION = "depreciation"
    CAPITAL_CHARGE = "capital charge"
    FINANCING = "financing"
    TRANSFER = "transfer between partners"


class BenefitKind(StrEnum):
    """Whether a benefit can be taken out of a budget."""

    UNKNOWN = "unknown"
    CASHABLE = "cashable"
    NON_CASHABLE = "non-cashable"


class Spending(StrEnum):
    """Which spending an envelope holds."""

    ALL = "all spending"
    REVENUE = "revenue"
    CAPITAL = "capital"


@dataclass(frozen=True, kw_only=True)
class CostLine(Item):
    """A cost of one option. Who bears it: one organisation, or all by a key; without either it is the partnership's.

    `growth` is what it rises above general inflation, in per cent a year, on real amounts from the price year on.
    """

    EXAMPLE: ClassVar = ("desk-staff", "Staff of the service desk", "Four posts with what they cost beside pay")

    appraisal: str = column("Appraisal", Kind.REFERENCE, required=True, refers_to="appraisals", example="future-it")
    option: str = column("Option", Kind.REFERENCE, required=True, refers_to="options", example="insource")
    funding: Funding = column("Funding", choices=Funding, example="revenue")
    recurrence: Recurrence = column("Recurrence", choices=Recurrence, example="recurring")
    borne_by: str = column("Borne by", Kind.REFERENCE, refers_to="organisations", example="melton")
    cost_key: str = column("Shared by key", Kind.REFERENCE, refers_to="cost_keys", example="users-july-2020")
    prices: Prices = column("Prices", choices=Prices, example="real", weight=2)
    price_year: int | None = column("Price year", Kind.YEAR, help="Blank means that of the appraisal.", example="")
    growth: str = column("Growth above inflation", Kind.PERCENT, example="1.5", help="Per cent a year.")
    indexation: str = column("Indexation", help="What the contract says, such as CPI, fixed, or a cap.", example="CPI")
    treatment: Treatment = column("Treatment", choices=Treatment, example="counted")


@dataclass(frozen=True, kw_only=True)
class CostAmount:
    """What a cost line comes to in one financial year; `low` and `high` are the range that its evidence allows."""

    cost_line: str = column("Cost line", Kind.REFERENCE, required=True, refers_to="cost_lines", example="desk-staff")
    year: int | None = column("Financial year", Kind.YEAR, required=True, example="2026/27")
    amount: int | None = column("Amount", Kind.MONEY, required=True, example="301000.00")
    low: int | None = column("At least", Kind.MONEY, example="")
    high: int | None = column("At most", Kind.MONEY, example="")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    source: str = column("Source", last=True, help="Blank means that of the line.", example="Quotation, May")


@dataclass(frozen=True, kw_only=True)
class Benefit(Item):
    """A benefit: who answers for it, what it is worth a year once it is whole, and from when to when."""

    EXAMPLE: ClassVar = ("fewer-licences", "Fewer licences", "Those that nobody uses end")

    appraisal: str = column("Appraisal", Kind.REFERENCE, refers_to="appraisals", example="")
    option: str = column("Option", Kind.REFERENCE, refers_to="options", example="")
    owner: str = column("Owner", Kind.REFERENCE, refers_to="organisations", example="newham", weight=1)
    owner_post: str = column("Owner's post", help="The post, never the person.", example="Head of Finance")
    kind: BenefitKind = column("Kind of benefit", choices=BenefitKind, example="cashable", weight=1)
    annual: int | None = column("Worth a year", Kind.MONEY, example="178000.00", weight=2)
    prices: Prices = column("Prices", choices=Prices, example="cash")
    starts: PartialDate | None = column("Starts", Kind.DATE, example="2024-06", weight=1)
    ends: PartialDate | None = column("Ends", Kind.DATE, example="")
    build_up: int | None = column(
        "Years to build up", Kind.WHOLE, help="Blank or 0: whole from the start.", example="2"
    )
    measure: str = column("How it is measured", example="Telephony invoices against 2023/24", weight=1)
    contract: str = column("Contract", Kind.REFERENCE, refers_to="contracts", example="")
    approximate: Known = column("The source says about", choices=Known, example="no")


@dataclass(frozen=True, kw_only=True)
class Envelope(Item):
    """The most that one year may cost one organisation (all together where blank), or rise above the year before."""

    EXAMPLE: ClassVar = ("melton-2027", "Melton, 2027/28", "Of the budget report of February")

    appraisal: str = column("Appraisal", Kind.REFERENCE, required=True, refers_to="appraisals", example="future-it")
    organisation: str = column("Organisation", Kind.REFERENCE, refers_to="organisations", example="")
    spending: Spending = column("Spending", choices=Spending, example="revenue")
    year: int | None = column("Financial year", Kind.YEAR, required=True, example="2024/25")
    amount: int | None = column("At most", Kind.MONEY, example="6500000.00")
    most_rise: str = column(
        "Most rise on the year before", Kind.PERCENT, example="0", help="Per cent; nought is no step change."
    )
