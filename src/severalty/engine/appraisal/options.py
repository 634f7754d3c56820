"""What is compared in an appraisal: options, gates, factors, scores, points for and against, sourcing by service."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Kind, Known, column


class Rates(StrEnum):
    """Which schedule of the Green Book's social time preference rates is used."""

    STANDARD = "standard"
    LONG_HORIZON = "long horizon"
    HEALTH = "health"


class Timing(StrEnum):
    """When in its year a flow falls, for discounting."""

    START = "start"
    MID = "mid"
    END = "end"


class Scale(StrEnum):
    """What the ends of the scale of scores mean: the best and worst imaginable, or the best and worst option here."""

    GLOBAL = "global"
    RELATIVE = "relative"


class Outcome(StrEnum):
    """What became of an option."""

    UNDECIDED = "undecided"
    PREFERRED = "preferred"
    CARRIED_FORWARD = "carried forward"
    REJECTED = "rejected"


class Passing(StrEnum):
    """Whether an option passes a gate."""

    UNKNOWN = "unknown"
    PASSES = "pass"
    FAILS = "fail"


class Side(StrEnum):
    """Whether a point speaks for an option or against it."""

    PRO = "pro"
    CON = "con"


class SheetKind(StrEnum):
    """One scorer's own sheet, or the scores that the group agreed."""

    INDIVIDUAL = "individual"
    AGREED = "agreed"


class SourcingModel(StrEnum):
    """How a service is to be given."""

    UNKNOWN = "unknown"
    INSOURCE = "insource"
    OUTSOURCE = "outsource"
    HYBRID = "hybrid"
    SHARED = "shared"
    ARMS_LENGTH = "arm's length"
    STOP = "stop"


@dataclass(frozen=True, kw_only=True)
class Appraisal(Item):
    """One choice that is appraised: the question, the years, the price base and the scale.

    `inflation` is general inflation in per cent a year, by which cash amounts and real ones are turned into each other;
    without it they are never mixed. `scale_top` is the highest score; the lowest is nought.
    """

    EXAMPLE: ClassVar = ("future-it", "How IT is to be run", "From the end of the contract")

    question: str = column("Question", Kind.TEXT, help="What is to be decided.", example="How is ICT to be provided?")
    first_year: int | None = column("First year", Kind.YEAR, example="2026/27", help="Year nought of the appraisal.")
    years: int | None = column("Years appraised", Kind.WHOLE, example="6", help="The first year counts as one.")
    price_year: int | None = column("Price year", Kind.YEAR, example="2026/27", help="Real amounts are in its prices.")
    inflation: str = column(
        "General inflation", Kind.PERCENT, example="2.0", help="Per cent a year; turns cash into real prices and back."
    )
    rates: Rates = column("Discount rates", choices=Rates, example="standard")
    timing: Timing = column("Timing in the year", choices=Timing, example="start")
    scale: Scale = column("Scale of scores", choices=Scale, example="global")
    scale_top: int | None = column("Highest score", Kind.WHOLE, example="100", help="Blank means 100.")


@dataclass(frozen=True, kw_only=True)
class Addendum(Item):
    """A later addition to an appraisal's list of options; the first list stays as it was."""

    EXAMPLE: ClassVar = ("late-options", "Options that came later", "Asked for by the board")

    appraisal: str = column("Appraisal", Kind.REFERENCE, required=True, refers_to="appraisals", example="future-it")
    made_on: PartialDate | None = column("Made on", Kind.DATE, example="2023-11")


@dataclass(frozen=True, kw_only=True)
class Option(Item):
    """One way to answer the question; `part_of` makes it a variant of another, `addendum` says it was added later."""

    EXAMPLE: ClassVar = ("insource", "Own staff", "The lead authority employs the team")

    appraisal: str = column("Appraisal", Kind.REFERENCE, required=True, refers_to="appraisals", example="future-it")
    place: int | None = column("Place in the list", Kind.WHOLE, example="1")
    letter: str = column("Letter or number", example="a")
    part_of: str = column("Variant of", Kind.REFERENCE, refers_to="options", example="")
    business_as_usual: Known = column("Business as usual", choices=Known, example="no")
    addendum: str = column("Added by addendum", Kind.REFERENCE, refers_to="addenda", example="")
    outcome: Outcome = column("Outcome", choices=Outcome, example="undecided")
    outcome_reason: str = column("Reason for the outcome", Kind.TEXT, weight=1)


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point for or against an option."""

    option: str = column("Option", Kind.REFERENCE, required=True, refers_to="options", example="insource")
    side: Side = column("For or against", choices=Side, example="pro")
    place: int | None = column("Place in the list", Kind.WHOLE, required=True, example="1")
    text: str = column("Point", Kind.TEXT, required=True, example="Keeps local knowledge")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, example="S4 59")


@dataclass(frozen=True, kw_only=True)
class Gate(Item):
    """A requirement that may not be traded against anything: an option passes it or is out."""

    EXAMPLE: ClassVar = ("live-by-january", "Live by January", "The contract ends in December")

    appraisal: str = column("Appraisal", Kind.REFERENCE, required=True, refers_to="appraisals", example="future-it")
    place: int | None = column("Place in the list", Kind.WHOLE, example="1")


@dataclass(frozen=True, kw_only=True)
class GateVerdict:
    """Whether one option passes one gate, with the reason."""

    gate: str = column("Gate", Kind.REFERENCE, required=True, refers_to="gates", example="live-by-january")
    option: str = column("Option", Kind.REFERENCE, required=True, refers_to="options", example="insource")
    verdict: Passing = column("Verdict", choices=Passing, example="pass")
    reason: str = column("Reason", Kind.TEXT, example="The plan ends two months before")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, example="S0 5.1")


@dataclass(frozen=True, kw_only=True)
class Factor(Item):
    """A critical success factor; factors under another make a tree, and only those without any under them are scored.

    `swing` are its points within its siblings: 100 for the factor whose swing from the low to the high anchor matters
    most. Weights are optional: leave all swings blank and options are compared factor by factor.
    """

    EXAMPLE: ClassVar = ("control", "Control of priorities", "Each partner sets its own")

    appraisal: str = column("Appraisal", Kind.REFERENCE, required=True, refers_to="appraisals", example="future-it")
    place: int | None = column("Place in the list", Kind.WHOLE, example="1")
    part_of: str = column("Part of factor", Kind.REFERENCE, refers_to="factors", example="")
    swing: int | None = column("Swing points", Kind.WHOLE, example="100", help="Blank in every factor: no weights.")
    measures_cost: Known = column("Measures cost", choices=Known, example="no", help="Warns where cost counts twice.")
    anchor_low: str = column("What the lowest score means", example="No control over priorities")
    anchor_high: str = column("What the highest score means", example="Full control over priorities")


@dataclass(frozen=True, kw_only=True)
class ScoreSheet(Item):
    """The scores of one scorer for one organisation, or those that the group agreed."""

    EXAMPLE: ClassVar = ("melton-lead", "Scores of Melton", "Given at the workshop")

    appraisal: str = column("Appraisal", Kind.REFERENCE, required=True, refers_to="appraisals", example="future-it")
    organisation: str = column("Scores for", Kind.REFERENCE, refers_to="organisations", example="melton")
    scorer: str = column("Scorer", help="The post, never the person.", example="IT client lead")
    kind: SheetKind = column("Kind of sheet", choices=SheetKind, example="individual")
    scored_on: PartialDate | None = column("Scored on", Kind.DATE, example="2026-09")


@dataclass(frozen=True, kw_only=True)
class Score:
    """One score of one option on one factor, with its reason."""

    sheet: str = column("Sheet", Kind.REFERENCE, required=True, refers_to="score_sheets", example="melton-lead")
    option: str = column("Option", Kind.REFERENCE, required=True, refers_to="options", example="insource")
    factor: str = column("Factor", Kind.REFERENCE, required=True, refers_to="factors", example="control")
    score: int | None = column("Score", Kind.WHOLE, required=True, example="80")
    reason: str = column("Reason", Kind.TEXT, example="Own staff, own priorities")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="estimated")
    source: str = column("Source", last=True, example="Workshop, September")


@dataclass(frozen=True, kw_only=True)
class Sourcing(Item):
    """How one service is to be given: what speaks for which model, and what was decided."""

    EXAMPLE: ClassVar = ("desk-sourcing", "How the desk is to be given", "What speaks for each model")

    appraisal: str = column("Appraisal", Kind.REFERENCE, required=True, refers_to="appraisals", example="future-it")
    place: int | None = column("Place in the list", Kind.WHOLE, example="1")
    service: str = column("Service", Kind.REFERENCE, refers_to="services", example="it-support-desk")
    model: SourcingModel = column("Sourcing option", choices=SourcingModel, example="outsource")
    extent: str = column("What of it", help="If the model holds for a part only.", example="strategy and governance")
    tower: str = column("Service tower", example="Support Desk and Operations")
    bundle: str = column("Bundle", help="Services of one bundle go to one provider.", example="desk")
    route: str = column("Procurement route", example="TS3 framework, lot 3a")
    in_scope: Known = column("In scope", choices=Known, example="yes")
    comment: str = column("Comment", Kind.TEXT, weight=1)
    strategic: Known = column("Strategic or statutory", choices=Known)
    complex_risk: Known = column("High risk or complexity", choices=Known)
    political: Known = column("Political priority", choices=Known)
    decisions_kept: Known = column("Decisions must stay with the council", choices=Known)
    transactional: Known = column("Transactional", choices=Known)
    routine_advice: Known = column("Routine advisory", choices=Known)
    low_risk: Known = column("Low risk", choices=Known)
    low_complexity: Known = column("Low complexity", choices=Known)
    specialist: Known = column("Specialist skills needed", choices=Known)
    market_scale: Known = column("Market at scale", choices=Known)
    innovation: Known = column("Draws on innovation", choices=Known)
    skills_lacking: Known = column("Council lacks the skills", choices=Known)
    not_ready: Known = column("Council not ready, market is there", choices=Known)
