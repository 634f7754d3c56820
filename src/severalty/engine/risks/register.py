"""The register of risks with controls, actions and reviews; and issues, which are risks that came true."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.fields import Kind, Known, column


class Response(StrEnum):
    """What is meant to be done about a risk."""

    UNKNOWN = "unknown"
    TREAT = "treat"
    TOLERATE = "tolerate"
    TRANSFER = "transfer"
    TERMINATE = "terminate"
    TAKE = "take"


class Proximity(StrEnum):
    """How soon a risk could come true."""

    UNKNOWN = "unknown"
    MONTH = "within a month"
    QUARTER = "within three months"
    YEAR = "within a year"
    LATER = "later"


class RiskState(StrEnum):
    """Whether a risk still stands."""

    OPEN = "open"
    CLOSED = "closed"


class ControlState(StrEnum):
    """How far a control is."""

    UNKNOWN = "unknown"
    PLANNED = "planned"
    IN_PLACE = "in place"
    FAILED = "failed"


class Severity(StrEnum):
    """How bad an issue is."""

    UNKNOWN = "unknown"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


@dataclass(frozen=True, kw_only=True)
class Risk(Item):
    """Something that may happen, with cause, event and effect.

    Scores are places on the matrix, from 1; a risk may stand without any. `stated_band` is the word that a source
    gives beside the scores: what is shown as its band is always looked up on the matrix.
    """

    EXAMPLE: ClassVar = ("late-committee", "One council decides late", "A slip of one cycle moves what waits for both")

    number: int | None = column("No.", Kind.WHOLE, example="3", help="Its number in the register.")
    category: str = column("Category", example="Procurement", weight=1)
    cause: str = column("Cause", Kind.TEXT, example="Committees meet once in six weeks", weight=1)
    event: str = column("Event", Kind.TEXT, example="One council decides a cycle later than the other", weight=2)
    effect: str = column("Effect", Kind.TEXT, example="Notice on the network contract is missed", weight=1)
    owned_by: str = column("Owned by", Kind.REFERENCE, refers_to="organisations", example="havering", weight=1)
    owner: str = column("Owner", example="Head of ICT", weight=2, help="A post, never a person's name.")
    owner_post: str = column("Post on record", Kind.REFERENCE, refers_to="item", example="head-of-ict")
    thing: str = column(
        "About", Kind.REFERENCE, refers_to="item", example="C-014", help="The contract, service or package it is about."
    )
    raised_on: PartialDate | None = column("Raised", Kind.DATE, example="2026-09-01")
    proximity: Proximity = column("How soon", choices=Proximity, example="within three months", weight=1)
    matrix: str = column("Matrix", Kind.REFERENCE, refers_to="risk_matrices", example="matrix-5x5", weight=1)
    inherent_likelihood: int | None = column(
        "Inherent likelihood", Kind.WHOLE, example="5", help="Before any control; place on the matrix, from 1."
    )
    inherent_impact: int | None = column("Inherent impact", Kind.WHOLE, example="4")
    current_likelihood: int | None = column(
        "Current likelihood", Kind.WHOLE, example="4", weight=2, help="With the controls in place today."
    )
    current_impact: int | None = column("Current impact", Kind.WHOLE, example="4", weight=2)
    target_likelihood: int | None = column(
        "Target likelihood", Kind.WHOLE, example="2", weight=1, help="When the actions are done."
    )
    target_impact: int | None = column("Target impact", Kind.WHOLE, example="3", weight=1)
    stated_band: str = column("Band as stated", example="Medium Risk", help="The word that the source gives, if any.")
    response: Response = column("Response", choices=Response, example="treat", weight=2)
    review_on: PartialDate | None = column("Next review", Kind.DATE, example="2026-12-15", weight=2)
    accepted_by: str = column("Accepted by", example="Director of Resources", help="A post or a body.")
    accepted_on: PartialDate | None = column("Accepted on", Kind.DATE, example="2026-10-01")
    accepted_until: PartialDate | None = column("Accepted until", Kind.DATE, example="2027-03-31")
    acceptance_reason: str = column("Why accepted", Kind.TEXT, example="Cheaper to bear than to avoid")
    discriminates: Known = column(
        "Tells options apart", choices=Known, example="no", help="No where it weighs the same on every option."
    )
    state: RiskState = column("State", choices=RiskState, example="open")
    closed_on: PartialDate | None = column("Closed on", Kind.DATE, example="")
    closed_reason: str = column("Why closed", Kind.TEXT, example="")


@dataclass(frozen=True, kw_only=True)
class RiskControl(Item):
    """What makes a risk less likely or less bad; a control that names no risk is told as such."""

    EXAMPLE: ClassVar = ("one-calendar", "One calendar of both committees", "Kept by both democratic services")

    risk: str = column("Risk", Kind.REFERENCE, refers_to="risks", example="late-committee", weight=2)
    number: int | None = column("No.", Kind.WHOLE, example="3", help="Its number in the register.")
    state: ControlState = column("State", choices=ControlState, example="in place", weight=2)
    owner: str = column("Owner", example="Head of ICT", weight=1, help="A post, never a person's name.")
    checked_on: PartialDate | None = column("Last checked", Kind.DATE, example="2026-10-14", weight=1)
    works: Known = column("Works", choices=Known, example="yes", weight=1, help="What the last check found.")


@dataclass(frozen=True, kw_only=True)
class RiskAction(Item):
    """One thing to do about a risk, by whom and by when."""

    EXAMPLE: ClassVar = ("reserve-date", "Agree a reserve date", "For a special meeting in January")

    risk: str = column("Risk", Kind.REFERENCE, required=True, refers_to="risks", example="late-committee")
    owner: str = column("Owner", example="Head of ICT", weight=2, help="A post, never a person's name.")
    due: PartialDate | None = column("Due", Kind.DATE, example="2026-12-01", weight=2)
    done_on: PartialDate | None = column("Done on", Kind.DATE, example="2026-11-20")
    proof: str = column("Shown by", help="What shows that it is done.", example="Minute 14 of the board")
    cost: int | None = column("Cost", Kind.MONEY, example="12000.00", help="Once, in pounds.")


@dataclass(frozen=True, kw_only=True)
class RiskReview:
    """What one organisation found when it looked at a risk on a day: the scores of that day, and why.

    The reviews of its owner are the history of its scores; those of others say how they see it.
    """

    risk: str = column("Risk", Kind.REFERENCE, required=True, refers_to="risks", example="late-committee")
    organisation: str = column(
        "Reviewed by", Kind.REFERENCE, required=True, refers_to="organisations", example="havering"
    )
    reviewed_on: PartialDate | None = column("Reviewed on", Kind.DATE, required=True, example="2026-10-14")
    likelihood: int | None = column("Likelihood", Kind.WHOLE, example="4", help="Current; place on the matrix.")
    impact: int | None = column("Impact", Kind.WHOLE, example="4", help="Current; place on the matrix.")
    target_likelihood: int | None = column("Target likelihood", Kind.WHOLE, example="2")
    target_impact: int | None = column("Target impact", Kind.WHOLE, example="3")
    note: str = column("Why", Kind.TEXT, example="The other council's meeting was moved")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    source: str = column("Source", last=True, example="")


@dataclass(frozen=True, kw_only=True)
class Issue(Item):
    """Something that has gone wrong already, whether a risk foresaw it or not."""

    EXAMPLE: ClassVar = ("late-quotation", "The quotation is late", "Promised for June")

    risk: str = column("Foreseen as", Kind.REFERENCE, refers_to="risks", example="late-committee")
    thing: str = column("About", Kind.REFERENCE, refers_to="item", example="C-014")
    owned_by: str = column("Owned by", Kind.REFERENCE, refers_to="organisations", example="havering", weight=1)
    owner: str = column("Owner", example="Head of ICT", weight=2, help="A post, never a person's name.")
    severity: Severity = column("How bad", choices=Severity, example="high", weight=1)
    raised_on: PartialDate | None = column("Raised", Kind.DATE, example="2026-11-02", weight=1)
    due: PartialDate | None = column("To be settled by", Kind.DATE, example="2026-12-01", weight=1)
    answer: str = column("What is done", Kind.TEXT, example="A special meeting is called", weight=1)
    resolved_on: PartialDate | None = column("Settled on", Kind.DATE, example="")
