"""The things of an estate: suppliers, services, configuration items, contracts, entitlements, posts, dependencies."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Kind, Known, column


class ItemClass(StrEnum):
    """What a configuration item is."""

    APPLICATION = "application"
    INFRASTRUCTURE = "infrastructure"
    NETWORK = "network"
    IDENTITY = "identity"
    TELEPHONY = "telephony"
    DEVICE_FLEET = "device fleet"
    DATA_STORE = "data store"


class Treatment(StrEnum):
    """What is meant to become of an application."""

    UNDEFINED = "undefined"
    REHOST = "rehost"
    REPLACE_WITH_SAAS = "replace with SaaS"
    STAY = "stay"
    RETIRE = "retire"


class Renewal(StrEnum):
    """What happens to a contract at the end of its term."""

    UNKNOWN = "unknown"
    EXPIRES = "expires"
    EXTENDS_BY_CHOICE = "extends by choice"
    RENEWS_UNLESS_STOPPED = "renews unless stopped"


class Assignable(StrEnum):
    """Whether the benefit of a contract may be passed to another party."""

    UNKNOWN = "unknown"
    YES = "yes"
    WITH_CONSENT = "with consent"
    NO = "no"


class Liability(StrEnum):
    """How the councils on one side of a contract answer for it."""

    UNKNOWN = "unknown"
    ONE = "one council alone"
    SEVERAL = "several"
    JOINT_AND_SEVERAL = "joint and several"


class Metric(StrEnum):
    """What a licence entitlement is counted in."""

    UNKNOWN = "unknown"
    NAMED_USER = "named user"
    CONCURRENT_USER = "concurrent user"
    DEVICE = "device"
    CORE = "core"
    PROCESSOR = "processor"
    SUBSCRIPTION_SEAT = "subscription seat"
    CLIENT_ACCESS = "client access"
    SITE = "site"
    CAPACITY = "capacity"


class Relation(StrEnum):
    """How one thing depends on another."""

    RUNS_ON = "runs on"
    AUTHENTICATES_WITH = "authenticates with"
    EXCHANGES_DATA_WITH = "exchanges data with"
    LICENSED_UNDER = "licensed under"
    CONTRACTED_UNDER = "contracted under"
    SUPPORTED_BY = "supported by"


@dataclass(frozen=True, kw_only=True)
class Item:
    """What every thing on record carries.

    `evidence` and `source` speak for the whole row; `value_evidence` names the columns that differ, as
    `annual_charge: estimated (finance, May); ends: source contradicts itself (S1 App 2)`.
    """

    key: str = column(
        "Key", Kind.KEY, required=True, help="Your own reference; it finds this row again next time.", example="C-014"
    )
    name: str = column("Name", required=True, example="Microsoft Enterprise Agreement")
    description: str = column("Description", Kind.TEXT, example="All Microsoft software for each borough")
    audience: Audience = column(
        "Audience", choices=Audience, last=True, help="Who may see this row.", example="partners"
    )
    shared_with: tuple[str, ...] = column(
        "Shared with", Kind.REFERENCES, refers_to="organisations", last=True,
        help="Only for the audience named: keys of organisations, with ; between.", example="newham",
    )  # fmt: skip
    recorded_by: str = column(
        "Recorded by", Kind.REFERENCE, refers_to="organisations", last=True,
        help="Leave blank for your own organisation.", example="",
    )  # fmt: skip
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, help="Report and paragraph, or the document.", example="S1 2.3.2")
    value_evidence: str = column(
        "Evidence by value", Kind.TEXT, last=True, example="annual_charge: estimated (finance, May)",
        help="Columns whose evidence differs from the row's, as column: class (source), with ; between.",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Supplier(Item):
    """A company or body that supplies goods or services."""

    EXAMPLE: ClassVar = ("microsoft", "Microsoft Limited", "Licences for desktops and servers")

    company_number: str = column(
        "Company number", help="Companies House number, eight characters.", example="01234567", weight=1
    )
    organisation: str = column(
        "Organisation", Kind.REFERENCE, refers_to="organisations",
        help="If this supplier also signs in: its key in organisations.", example="",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Service(Item):
    """A service that users know by name."""

    EXAMPLE: ClassVar = ("service-desk", "Service desk", "First contact for every fault and request")

    provider: str = column(
        "Provider", Kind.REFERENCE, refers_to="organisations", weight=2, example="onesource",
        help="The organisation that gives the service.",
    )  # fmt: skip
    users: int | None = column(
        "Users", Kind.WHOLE, help="Active users, all partners together.", example="1069", weight=1
    )
    essential: Known = column(
        "Essential", choices=Known, help="Must it run for residents' safety?", example="yes", weight=1
    )
    residents_lose: str = column(
        "What residents lose",
        Kind.TEXT,
        weight=2,
        help="What residents lose when it fails.",
        example="Housing repairs line",
    )
    scope: str = column("Scope", Kind.TEXT, help="What is in and out.", example="Includes VIP support")


@dataclass(frozen=True, kw_only=True)
class ConfigurationItem(Item):
    """An application, or what applications stand on."""

    EXAMPLE: ClassVar = ("housing-system", "Housing system", "Rents, repairs and lettings")

    item_class: ItemClass = column("Class", choices=ItemClass, required=True, example="application")
    service: str = column("Service", Kind.REFERENCE, refers_to="services", weight=2, example="housing")
    product: str = column("Product", help="Vendor's product and version.", example="Windows Server 2012", weight=1)
    quantity: int | None = column("Quantity", Kind.WHOLE, help="How many of it.", example="12")
    treatment: Treatment = column("Treatment", choices=Treatment, example="rehost", weight=1)
    support_ends: PartialDate | None = column("Support ends", Kind.DATE, example="2024-07", weight=2)
    hosted_at: str = column("Hosted at", help="Data centre, cloud or site.", example="Azure UK South", weight=1)
    residents_lose: str = column(
        "What residents lose",
        Kind.TEXT,
        weight=2,
        help="What residents lose when it fails.",
        example="Library bookings",
    )


@dataclass(frozen=True, kw_only=True)
class Contract(Item):
    """A contract for goods or services, with the terms that decide when to act and whether it can be taken apart."""

    supplier: str = column("Supplier", Kind.REFERENCE, refers_to="suppliers", weight=2, example="microsoft")
    holder: str = column(
        "Held by", Kind.REFERENCE, refers_to="organisations", weight=2, example="onesource",
        help="The party that signed: a partner, the shared service, or a supplier on their behalf.",
    )  # fmt: skip
    shared: Known = column("Shared", choices=Known, help="Do several partners use it?", example="yes", weight=2)
    reference: str = column("Reference", help="Contract or notice number.", example="ocds-b5fd17-…")
    starts: PartialDate | None = column("Starts", Kind.DATE, example="2022-04-01", weight=1)
    ends: PartialDate | None = column(
        "Initial term ends", Kind.DATE, example="2025-03-31", weight=3, help="Last day of the initial term."
    )
    extensions: str = column(
        "Extensions", help="Length of each possible extension, with ; between, or none.", example="12 months; 12 months"
    )
    extensions_used: int | None = column("Extensions used", Kind.WHOLE, help="How many are taken up.", example="0")
    renewal: Renewal = column("At the end", choices=Renewal, example="renews unless stopped", weight=2)
    notice: str = column(
        "Notice period", Kind.DURATION, example="3 months", weight=2, help="Notice needed before the term ends."
    )
    annual_charge: int | None = column(
        "Annual charge", Kind.MONEY, example="125000.00", weight=3, help="Pounds a year, without VAT."
    )
    total_value: int | None = column("Total value", Kind.MONEY, example="500000.00", help="Pounds over the whole term.")
    minimum_volume: str = column("Minimum volume", example="1,000 seats", help="The least that must be paid for.")
    assignable: Assignable = column("Assignable", choices=Assignable, example="with consent", weight=2)
    consent_needed: Known = column(
        "Consent needed", choices=Known, help="To novate or to split.", example="yes", weight=1
    )
    partners_named: Known = column(
        "Partners named", choices=Known, help="Does the contract name the partners as users?", example="no", weight=1
    )
    route: str = column("Procurement route", example="RM6100 lot 3a")
    procured_from: PartialDate | None = column(
        "Procurement began", Kind.DATE, example="2021-06-16",
        help="Decides which procurement law applies: the Procurement Act 2023 from 24 February 2025.",
    )  # fmt: skip
    framework_ends: PartialDate | None = column(
        "Framework ends", Kind.DATE, example="2026-06-14", help="Last day on which a call-off can be made."
    )
    liability: Liability = column(
        "Liability", choices=Liability, example="joint and several", help="How several councils answer for it."
    )
    may_end_early: Known = column("May be ended early", choices=Known, example="yes")
    termination_charge: int | None = column(
        "Charge for ending early", Kind.MONEY, example="40000.00", help="Pounds, if ended before its term."
    )
    ends_with: str = column(
        "Ends with",
        Kind.REFERENCE,
        refers_to="contracts",
        example="",
        help="The contract that it stands and falls with.",
    )


@dataclass(frozen=True, kw_only=True)
class Entitlement(Item):
    """A right to use software, in so many of something."""

    EXAMPLE: ClassVar = ("m365-e3", "Microsoft 365 E3", "For every officer with a laptop")

    product: str = column("Product", required=True, example="Microsoft 365 E3")
    publisher: str = column("Publisher", example="Microsoft", weight=1)
    metric: Metric = column("Metric", choices=Metric, example="subscription seat", weight=2)
    quantity: int | None = column("Quantity", Kind.WHOLE, example="3200", weight=2)
    in_use: int | None = column("In use", Kind.WHOLE, example="3050", weight=2)
    contract: str = column("Contract", Kind.REFERENCE, refers_to="contracts", example="C-014", weight=1)
    holder: str = column(
        "Held by", Kind.REFERENCE, refers_to="organisations", weight=2, example="onesource",
        help="The legal entity that may use it.",
    )  # fmt: skip
    starts: PartialDate | None = column("Starts", Kind.DATE, example="2022-04-01")
    ends: PartialDate | None = column("Ends", Kind.DATE, example="2025-03-31", weight=1)
    unit_price: int | None = column("Unit price a year", Kind.MONEY, example="310.00", weight=1)
    transferable: Known = column("Transferable", choices=Known, example="no", weight=1)


@dataclass(frozen=True, kw_only=True)
class Post(Item):
    """A post in the establishment; never a person's name."""

    EXAMPLE: ClassVar = ("infrastructure-engineer-2", "Infrastructure engineer", "Servers and storage of both boroughs")

    team: str = column("Team", example="Infrastructure", weight=1)
    grade: str = column("Grade", example="PO4", weight=1)
    employer: str = column("Employer", Kind.REFERENCE, refers_to="organisations", example="onesource", weight=2)
    hours: int | None = column(
        "Full-time hundredths",
        Kind.WHOLE,
        help="100 is one full-time post, 60 is three days a week.",
        example="100",
        weight=2,
    )
    vacant: Known = column("Vacant", choices=Known, example="no", weight=1)
    service: str = column("Service", Kind.REFERENCE, refers_to="services", example="service-desk", weight=2)
    in_scope_of_transfer: Known = column(
        "In scope of transfer", choices=Known, example="unknown", help="Evidence only; not legal advice."
    )


@dataclass(frozen=True, kw_only=True)
class Recovery(Item):
    """How a service is brought back for one council after a disaster: where, by whom, and when that was last tried."""

    EXAMPLE: ClassVar = (
        "housing-recovery",
        "Recovery of the housing system",
        "Restored at the second site, tried each autumn",
    )

    service: str = column("Service", Kind.REFERENCE, required=True, refers_to="services", example="housing")
    organisation: str = column(
        "For council", Kind.REFERENCE, required=True, refers_to="organisations", example="havering"
    )
    recovered_at: str = column("Recovered at", weight=1, example="Azure UK West", help="Data centre, cloud or site.")
    recovered_by: str = column(
        "Recovered by", Kind.REFERENCE, refers_to="organisations", weight=2, example="havering",
        help="Who brings it back; the council itself where somebody does it for that council alone.",
    )  # fmt: skip
    starts: PartialDate | None = column(
        "From", Kind.DATE, example="2025-10-01", help="If it takes the place of another way, or is planned."
    )
    ends: PartialDate | None = column("Until", Kind.DATE, example="")
    tested_on: PartialDate | None = column("Last tested", Kind.DATE, example="2025-11-14", weight=2)
    hours: int | None = column("Hours to recover", Kind.WHOLE, example="8", help="The most it may take.")


@dataclass(frozen=True, kw_only=True)
class Dependency(Item):
    """One thing resting on another. A blank key becomes `from | relation | to`."""

    EXAMPLE: ClassVar = ("housing-on-directory", "Housing signs in with the directory", "Nobody signs in without it")

    key: str = column("Key", Kind.KEY, help="Leave blank: it is made from the other three.", example="")
    name: str = column("Name", help="Leave blank: it is made from the other three.", example="")
    depends: str = column("This", Kind.REFERENCE, required=True, refers_to="item", example="housing-system")
    relation: Relation = column("Relation", choices=Relation, required=True, example="runs on")
    on: str = column("That", Kind.REFERENCE, required=True, refers_to="item", example="azure-landing-zone")

    def completed(self) -> "Dependency":
        """The record with the key and name that it is given when its own are blank."""
        words = f"{self.depends} {self.relation.value} {self.on}"
        return replace(self, key=self.key or words[:300], name=self.name or words)


@dataclass(frozen=True, kw_only=True)
class Assumption(Item):
    """What an organisation believes about another, or states about itself, on a day.

    Where `about` is the organisation that recorded it, it is that organisation's own statement, and it replaces what
    others believed under the same `matter`.
    """

    EXAMPLE: ClassVar = ("their-capital", "What they mean to spend on capital", "Said at the board in June")

    about: str = column("About", Kind.REFERENCE, required=True, refers_to="organisations", example="newham")
    matter: str = column(
        "Matter", Kind.KEY, required=True, example="migration partner capital",
        help="A short name of the question, the same in the belief and in the answer.",
    )  # fmt: skip
    believed_on: PartialDate | None = column("As at", Kind.DATE, example="2024-06-19", weight=1)
    statement: str = column("Believed", Kind.TEXT, required=True, example="£5.6m is sought for a migration partner")
    amount: int | None = column("Amount", Kind.MONEY, example="5600000.00", help="If the belief is a sum of money.")
    date: PartialDate | None = column("Date", Kind.DATE, example="2025-12", help="If the belief is a date.")
