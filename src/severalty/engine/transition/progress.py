"""What a plan is held against: budgets, baselines, runs, scenarios, and the path to planning confidence."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Kind, Known, column
from severalty.engine.transition.packages import Colour, Maturity, TaskCalendar


class MoneyClass(StrEnum):
    """What kind of money."""

    CAPITAL = "capital"
    REVENUE = "revenue"


class BudgetState(StrEnum):
    """How sure a budget is."""

    UNKNOWN = "unknown"
    APPROVED = "approved"
    BID = "bid submitted"
    SOUGHT = "sought"
    REPROFILED = "reprofiled"
    REPURPOSED = "repurposed"


@dataclass(frozen=True, kw_only=True)
class PlanBudget(Item):
    """What one council may spend on a plan in one financial year."""

    EXAMPLE: ClassVar = ("capital-2027", "Capital of 2027/28", "Approved in February")

    plan: str = column("Plan", Kind.REFERENCE, required=True, refers_to="plans", example="split-havering")
    council: str = column("Council", Kind.REFERENCE, refers_to="organisations", example="havering")
    money: MoneyClass = column("Money", choices=MoneyClass, example="capital")
    year: int | None = column("Financial year", Kind.YEAR, required=True, example="2024/25")
    amount: int | None = column("Amount", Kind.MONEY, example="1200000.00", weight=2)
    state: BudgetState = column("State", choices=BudgetState, example="approved")
    headline: Known = column("In the headline figure", choices=Known, example="yes")


@dataclass(frozen=True, kw_only=True)
class ConfidenceStep(Item):
    """One step on the path to planning confidence: what is not yet defined, and what moves it on."""

    EXAMPLE: ClassVar = ("rehearse-email", "Rehearse the move of email", "With the mailboxes of one team")

    workstream: str = column("Workstream", Kind.REFERENCE, required=True, refers_to="workstreams", example="network")
    package: str = column("Package", Kind.REFERENCE, refers_to="work_packages", help="If it is about one.", example="")
    element: str = column("Element", help="What is asked about.", example="Scope")
    colour: Colour = column("Colour", choices=Colour, example="amber")
    reason: str = column("Reason", Kind.TEXT, example="Sites are counted, circuits are not")
    action: str = column("Action that moves it on", Kind.TEXT, example="Approve the count of circuits")
    owner: str = column("Owner", help="A post, never a person.", example="Network Manager", weight=1)
    due: PartialDate | None = column("Due", Kind.DATE, example="2024-10", weight=1)
    depends_on: str = column("Depends on", Kind.REFERENCE, refers_to="item", help="Such as a matter.", example="")
    moves_to: Maturity = column("Estimate is then", choices=Maturity, example="quoted")
    done_on: PartialDate | None = column("Done", Kind.DATE, example="")


@dataclass(frozen=True, kw_only=True)
class Baseline(Item):
    """A plan as it was approved, against which progress is told."""

    EXAMPLE: ClassVar = ("june-2024", "Plan of June 2024", "As Cabinet approved it")

    plan: str = column("Plan", Kind.REFERENCE, required=True, refers_to="plans", example="split-havering")
    set_on: PartialDate | None = column("Set on", Kind.DATE, required=True, example="2024-06-19")
    paper: str = column("Paper", Kind.REFERENCE, refers_to="papers", example="")
    approved_by: str = column("Approved by", Kind.REFERENCE, refers_to="resolutions", example="")


@dataclass(frozen=True, kw_only=True)
class BaselineDate:
    """The dates and the money of one package in a baseline."""

    baseline: str = column("Baseline", Kind.REFERENCE, required=True, refers_to="baselines", example="june-2024")
    package: str = column("Package", Kind.REFERENCE, required=True, refers_to="work_packages", example="cut-over-email")
    starts: PartialDate | None = column("Starts", Kind.DATE, example="2024-10-05")
    ends: PartialDate | None = column("Ends", Kind.DATE, example="2024-10-18")
    cost: int | None = column("Cost", Kind.MONEY, example="16000.00")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, example="")


class ScenarioState(StrEnum):
    """What became of a scenario."""

    OPEN = "open"
    ADOPTED = "adopted"
    DROPPED = "dropped"


@dataclass(frozen=True, kw_only=True)
class Scenario(Item):
    """A plan with some of its values changed; the plan itself is not copied."""

    EXAMPLE: ClassVar = ("cabinet-late", "Cabinet is three weeks late", "What if the meeting of July moves")

    plan: str = column("Plan", Kind.REFERENCE, required=True, refers_to="plans", example="split-havering")
    state: ScenarioState = column("State", choices=ScenarioState, example="open")
    settled_on: PartialDate | None = column("Settled on", Kind.DATE, example="")
    settled_because: str = column("Because", example="")


@dataclass(frozen=True, kw_only=True)
class ScenarioChange:
    """One value that a scenario changes: of a package, a freeze, a team, a matter, a meeting, …"""

    scenario: str = column("Scenario", Kind.REFERENCE, required=True, refers_to="scenarios", example="cabinet-late")
    thing: str = column("Thing", Kind.REFERENCE, required=True, refers_to="item", example="cabinet-2024-07-10")
    value: str = column("Value", required=True, help="The name of its column in files.", example="meets_on")
    becomes: str = column("Becomes", help="As a file writes it; +3 weeks moves a date on.", example="+3 weeks")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, example="")


class RunState(StrEnum):
    """What a run of the planner found."""

    OPTIMAL = "best possible"
    FOUND = "plan found"
    IMPOSSIBLE = "no plan possible"
    NOTHING = "nothing found in time"
    UNDATED = "nothing can be dated"


@dataclass(frozen=True, kw_only=True)
class PlanRun(Item):
    """One run of the planner over what its council may see: what it was made from, and what it found."""

    EXAMPLE: ClassVar = ("run-2024-06-12", "Run of 12 June 2024", "")

    plan: str = column("Plan", Kind.REFERENCE, required=True, refers_to="plans", example="split-havering")
    scenario: str = column("Scenario", Kind.REFERENCE, refers_to="scenarios", example="")
    made_on: PartialDate | None = column("Made on", Kind.DATE, required=True, example="2024-06-12")
    as_at: PartialDate | None = column(
        "As at", Kind.DATE, help="The day that it was worked out for; blank: the day on which it was made.",
        example="2024-06-19",
    )  # fmt: skip
    state: RunState = column("Found", choices=RunState, example="plan found")
    current: Known = column("The plan that counts", choices=Known, example="yes")
    seed: int | None = column("Seed", Kind.WHOLE, example="1")
    effort: int | None = column("Work done", Kind.WHOLE, help="In counted units that know no clock.", example="200000")
    digest: str = column("Digest of what it was made from", example="")
    ends_on: PartialDate | None = column("Ends on", Kind.DATE, example="2025-11-28")
    told: str = column("What it says", Kind.TEXT, help="Aims with value and bound, as JSON.", example="", most=20_000)


@dataclass(frozen=True, kw_only=True)
class PlannedDate:
    """The dates of one package in one run."""

    run: str = column("Run", Kind.REFERENCE, required=True, refers_to="plan_runs", example="run-2024-06-12")
    package: str = column("Package", Kind.REFERENCE, required=True, refers_to="work_packages", example="cut-over-email")
    starts: PartialDate | None = column("Starts", Kind.DATE, required=True, example="2024-10-05")
    ends: PartialDate | None = column("Ends", Kind.DATE, required=True, example="2024-10-18")
    wave: int | None = column("Wave", Kind.WHOLE, example="2")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="estimated")
    source: str = column("Source", last=True, example="")


@dataclass(frozen=True, kw_only=True)
class WorkTemplate(Item):
    """A template from which packages are made for a thing that takes a route, as a council edits it."""

    EXAMPLE: ClassVar = ("rehost", "Move as it is", "For what runs on servers of one's own")

    routes: str = column("For routes", help="Words of the routes of dispositions, with ; between.", example="migrate")
    classes: str = column("For classes", help="Kinds of thing, with ; between; blank: all.", example="application")


@dataclass(frozen=True, kw_only=True)
class TemplateStep:
    """One package that a template makes."""

    template: str = column("Template", Kind.REFERENCE, required=True, refers_to="work_templates", example="rehost")
    step: str = column("Step", Kind.KEY, required=True, example="cut-over")
    name: str = column("Name", required=True, example="Cut over")
    kind: str = column("Kind", help="A kind of package.", example="cut-over")
    low: int | None = column("Working days, low", Kind.WHOLE, example="1")
    likely: int | None = column("Working days, most likely", Kind.WHOLE, example="1")
    high: int | None = column("Working days, high", Kind.WHOLE, example="2")
    calendar: TaskCalendar = column(
        "Calendar", choices=TaskCalendar, help="Weekend: on one Saturday and Sunday; the estimate is then 1 or 2 days.",
        example="weekend",
    )  # fmt: skip
    skill: str = column("Skill", help="Teams with it are proposed.", example="Windows Server")
    units: int | None = column("Per cent of a person", Kind.WHOLE, example="200")
    follows: str = column(
        "Waits for", help="Steps of the template, with ; between; +5 after one is a lag.", example="test"
    )
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="illustrative")
    source: str = column("Source", last=True, example="")
