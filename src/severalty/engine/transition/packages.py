"""Plans, their workstreams, and the packages of work in them, with what each waits for and whom it needs."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Kind, column


class PlanState(StrEnum):
    """How far a plan is."""

    DRAFT = "draft"
    SUBMITTED = "put to a decision"
    APPROVED = "approved"
    CLOSED = "closed"


class Transparency(StrEnum):
    """How much of a plan the others are shown."""

    UNKNOWN = "unknown"
    NONE = "none"
    HIGH_LEVEL = "high level"
    DETAILED = "detailed"
    BASELINED = "detailed and baselined"


class PackageKind(StrEnum):
    """What a package of work is."""

    PREPARE = "preparation"
    DESIGN = "design"
    PROCURE = "procurement"
    BUILD = "build"
    MIGRATE = "migration"
    TEST = "test"
    REHEARSE = "rehearsal"
    CUT_OVER = "cut-over"
    HYPERCARE = "hypercare"
    DECOMMISSION = "decommissioning"
    NOTICE = "notice"
    TRANSFER = "transfer of people or service"
    MILESTONE = "milestone"
    OTHER = "other work"


class Colour(StrEnum):
    """How well something is defined; always shown with its word and a shape."""

    UNKNOWN = "unknown"
    RED = "red"
    AMBER = "amber"
    GREEN = "green"


class Maturity(StrEnum):
    """How far an estimate has come. An undefined one has no number; of an unknown one nobody has said."""

    UNKNOWN = "unknown"
    UNDEFINED = "undefined"
    INDICATIVE = "indicative"
    QUOTED = "quoted"
    APPROVED = "approved"


class TaskCalendar(StrEnum):
    """On which days a package is worked on."""

    WORKING_DAYS = "working days"
    WEEKEND = "weekend"


class WaitKind(StrEnum):
    """Which end of what comes before holds which end of the package."""

    FINISH_START = "finish to start"
    START_START = "start to start"
    FINISH_FINISH = "finish to finish"
    START_FINISH = "start to finish"


@dataclass(frozen=True, kw_only=True)
class Plan(Item):
    """One plan: of a council, or of what all do together. Its packages stand in its workstreams."""

    EXAMPLE: ClassVar = ("split-havering", "Havering stands alone", "From the first notice to the last server")

    council: str = column(
        "Plan of", Kind.REFERENCE, refers_to="organisations", help="Blank: of all together.", example="havering"
    )
    state: PlanState = column("State", choices=PlanState, example="draft")
    starts_on: PartialDate | None = column("Work starts", Kind.DATE, example="2024-07-01", weight=2)
    ends_by: PartialDate | None = column(
        "Must end by", Kind.DATE, example="2025-12-31", help="The fixed end; the last day counts.", weight=3
    )
    fixed_by: str = column("Fixed by", help="What fixes the end.", example="Exit agreement, clause 4")
    aims: str = column(
        "Aims in order", Kind.TEXT,
        help="Which aim counts before which: date; support; double running; level; steady, with ; between.",
        example="date; support; double running; level; steady",
    )  # fmt: skip
    paper: str = column("Paper", Kind.REFERENCE, refers_to="papers", help="The paper that puts it to members.")
    agreed_chance: str = column(
        "Chance that is enough", Kind.PERCENT, help="Per cent for the fixed end; 80 where blank.", example="80"
    )


@dataclass(frozen=True, kw_only=True)
class Workstream(Item):
    """A strand of a plan: one per council, one for the handover by the shared service, or a phase of it."""

    EXAMPLE: ClassVar = ("network", "Network and telephony", "Lines, sites and numbers of the borough")

    plan: str = column("Plan", Kind.REFERENCE, required=True, refers_to="plans", example="split-havering")
    council: str = column("For council", Kind.REFERENCE, refers_to="organisations", example="havering")
    lead: str = column("Lead", help="A post, never a person.", example="IT Client Lead", weight=1)
    order: int | None = column("Order", Kind.WHOLE, help="Its place in tables.", example="1")
    scope: str = column("Scope", Kind.TEXT, example="Data centre, network and telephony of the borough")
    transparency: Transparency = column("Shown to the others", choices=Transparency, example="high level")
    exit_red: str = column(
        "Leaves red when", Kind.TEXT, example="Every package has an owner and an indicative estimate"
    )
    exit_amber: str = column("Leaves amber when", Kind.TEXT, example="Estimates of packages due in a year are quoted")
    stated_starts: PartialDate | None = column("Starts, as stated", Kind.DATE, example="2024-07")
    stated_ends: PartialDate | None = column("Ends, as stated", Kind.DATE, example="2025-12")
    colour: Colour = column(
        "Colour, as stated", choices=Colour, help="By a person who sees it otherwise than the record; both are shown.",
        example="green",
    )  # fmt: skip
    colour_by: str = column("Colour stated by", help="A post, never a person.", example="Programme Manager")
    colour_on: PartialDate | None = column("Colour stated on", Kind.DATE, example="2024-06-03")
    colour_because: str = column("Colour because", help="One line.", example="The quotation is promised for June")


@dataclass(frozen=True, kw_only=True)
class WorkPackage(Item):
    """One piece of work with its three-point duration in working days, dates that bind it, its money and progress."""

    EXAMPLE: ClassVar = ("cut-over-email", "Cut over email", "Mailboxes move over one weekend")

    workstream: str = column("Workstream", Kind.REFERENCE, required=True, refers_to="workstreams", example="network")
    kind: PackageKind = column("Kind", choices=PackageKind, example="migration")
    thing: str = column("About", Kind.REFERENCE, refers_to="item", help="What it moves, replaces or ends.", weight=1)
    council: str = column("For council", Kind.REFERENCE, refers_to="organisations", example="havering")
    template: str = column("Made from", Kind.REFERENCE, refers_to="work_templates", example="rehost")
    location: str = column("Where", example="Town Hall")
    owner: str = column("Owner", help="A post, never a person.", example="Head of Infrastructure", weight=1)
    low: int | None = column("Working days, low", Kind.WHOLE, example="8", weight=1)
    likely: int | None = column("Working days, most likely", Kind.WHOLE, example="10", weight=2)
    high: int | None = column("Working days, high", Kind.WHOLE, example="20", weight=1)
    calendar: TaskCalendar = column(
        "Calendar", choices=TaskCalendar, help="Weekend: on one Saturday and Sunday; the estimate is then 1 or 2 days.",
        example="working days",
    )  # fmt: skip
    maturity: Maturity = column("Maturity of the estimate", choices=Maturity, example="indicative", weight=1)
    estimated_by: str = column("Source of the estimate", example="Quotation 4711 of 3 June")
    not_before: PartialDate | None = column("Not before", Kind.DATE, example="2024-09-01")
    starts_on: PartialDate | None = column("Pinned to start on", Kind.DATE, example="2024-10-05")
    must_end_by: PartialDate | None = column("Must end by", Kind.DATE, help="Binding.", example="2025-03-31")
    must_because: str = column("Because of", example="End of the Microsoft agreement")
    wanted_by: PartialDate | None = column(
        "Wanted by", Kind.DATE, help="Late is allowed, and counted.", example="2025-02"
    )
    importance: int | None = column("Importance", Kind.WHOLE, help="What a day late counts for.", example="5")
    fulfils: str = column(
        "Fulfils the promise", Kind.REFERENCE, refers_to="promises", example="identity-ready-havering"
    )
    wave: int | None = column("Pinned to wave", Kind.WHOLE, example="2")
    freeze_exception: str = column(
        "May run in a freeze", help="Who allowed it, and when.", example="Change Board, 3 May"
    )
    capital: int | None = column("Capital cost", Kind.MONEY, example="12000.00")
    revenue: int | None = column("Revenue cost", Kind.MONEY, example="4000.00")
    daily_cost: int | None = column(
        "Cost of a day of double running", Kind.MONEY, help="Old and new side by side, until this has ended.",
        example="180.00",
    )  # fmt: skip
    started_on: PartialDate | None = column("Started", Kind.DATE, example="2024-10-05")
    finished_on: PartialDate | None = column("Finished", Kind.DATE, example="2024-10-20")
    percent_done: int | None = column("Per cent done", Kind.WHOLE, example="60")
    days_left: int | None = column("Working days left", Kind.WHOLE, help="The owner's forecast.", example="5")
    spent: int | None = column("Spent so far", Kind.MONEY, example="9000.00")
    stated_starts: PartialDate | None = column("Starts, as stated", Kind.DATE, example="2024-10")
    stated_ends: PartialDate | None = column("Ends, as stated", Kind.DATE, example="2024-12")


@dataclass(frozen=True, kw_only=True)
class PackageWait:
    """What a package waits for: another package, a promise, or a matter that a body decides."""

    package: str = column("Package", Kind.REFERENCE, required=True, refers_to="work_packages", example="cut-over-email")
    follows: str = column(
        "Waits for", Kind.REFERENCE, required=True, refers_to="item", example="rehearse-email",
        help="A package, a promise or a matter to be decided.",
    )  # fmt: skip
    kind: WaitKind = column("Link", choices=WaitKind, example="finish to start")
    lag: int | None = column("Lag in working days", Kind.WHOLE, example="2")
    overlap: int | None = column(
        "Overlap in working days", Kind.WHOLE, help="In place of a lag: by how much the two may overlap.", example=""
    )
    most: int | None = column("At most", Kind.WHOLE, help="Working days between the two at most.", example="10")
    because: str = column("Because", example="Data is copied from it")
    bridge: str = column("Could be bridged by", example="A nightly copy for eight weeks")
    bridge_cost: int | None = column("Cost of the bridge", Kind.MONEY, example="6000.00")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, example="S1 2.4.1")


@dataclass(frozen=True, kw_only=True)
class PackageNeed:
    """A team that a package needs on every day it runs, in per cent of one person."""

    package: str = column("Package", Kind.REFERENCE, required=True, refers_to="work_packages", example="cut-over-email")
    team: str = column("Team", Kind.REFERENCE, required=True, refers_to="teams", example="infrastructure")
    skill: str = column("Skill", example="Exchange")
    units: int | None = column("Per cent of a person", Kind.WHOLE, help="100 is one person full time.", example="150")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, example="")
