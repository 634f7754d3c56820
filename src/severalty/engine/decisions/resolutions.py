"""What bodies and officers resolved, recommended or agreed, and what somebody undertook to do by when."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.fields import Kind, column


class Form(StrEnum):
    """What a body's word is."""

    RESOLUTION = "resolution"
    RECOMMENDATION = "recommendation"
    OFFICER_DECISION = "decision of an officer"
    INFORMAL = "informal agreement"


class Outcome(StrEnum):
    """What was resolved of what was put forward."""

    APPROVED = "approved"
    AMENDED = "approved with amendments"
    DEFERRED = "deferred"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOTED = "noted"


class CallIn(StrEnum):
    """What became of a call-in."""

    NONE = "none"
    PENDING = "called in, not yet considered"
    RELEASED = "called in, no objection"
    REFERRED_BACK = "called in, referred back"
    REFERRED_TO_COUNCIL = "called in, referred to council"


class CommitmentKind(StrEnum):
    """What somebody is held to."""

    ACTION = "action"
    PROMISE = "promise"
    LETTER = "letter between councils"
    CONDITION = "condition of a decision"
    ADVICE = "advice or concern on record"


class CommitmentState(StrEnum):
    """How a commitment stands, as recorded."""

    OPEN = "open"
    KEPT = "kept"
    NOT_KEPT = "not kept"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, kw_only=True)
class Resolution(Item):
    """What one body or officer resolved on one matter on one day; its description is the text of the resolution.

    `core_digest` is the digest of the common core that it was taken on, `paper_digest` that of the frozen paper.
    """

    EXAMPLE: ClassVar = (
        "choice-approved",
        "The choice is approved",
        "That the recommendations of the report be approved",
    )

    body: str = column("Decided by", Kind.REFERENCE, required=True, refers_to="bodies", example="cabinet")
    form: Form = column("What it is", choices=Form, example="resolution")
    outcome: Outcome = column("Outcome", choices=Outcome, required=True, example="approved")
    decided_on: PartialDate | None = column("Decided on", Kind.DATE, example="2026-04-08", weight=2)
    meeting: str = column("At meeting", Kind.REFERENCE, refers_to="meetings", example="cabinet-2026-04-08", weight=1)
    matter: str = column("Matter", Kind.REFERENCE, refers_to="matters", example="", weight=1)
    paper: str = column("On paper", Kind.REFERENCE, refers_to="papers", example="")
    paper_digest: str = column("Digest of the paper", example="")
    core: str = column("On common core", Kind.REFERENCE, refers_to="cores", example="")
    core_digest: str = column("Digest of the core", example="")
    delegation: str = column(
        "Under delegation", Kind.REFERENCE, refers_to="delegations", example="", help="For a decision of an officer."
    )
    reasons: str = column("Reasons", Kind.TEXT, example="", weight=1)
    alternatives: str = column("Alternatives considered and rejected", Kind.TEXT, example="", weight=1)
    interests: str = column("Interests declared", Kind.TEXT, example="None")
    consulted: str = column("Consulted before", Kind.TEXT, example="The s151 officer on 2 April 2026")
    published_on: PartialDate | None = column("Published on", Kind.DATE, example="2026-04-10", weight=1)
    call_in: CallIn = column("Call-in", choices=CallIn, example="none")
    called_in_on: PartialDate | None = column("Called in on", Kind.DATE, example="")
    call_in_ended_on: PartialDate | None = column("Call-in settled on", Kind.DATE, example="")
    effective_on: PartialDate | None = column(
        "Stated to take effect on", Kind.DATE, example="", help="Where the record says so; else it is worked out."
    )
    condition: str = column("Subject to", Kind.TEXT, example="The same decision by the partner")
    expires_on: PartialDate | None = column("Lapses on", Kind.DATE, example="", help="The long-stop date.")


@dataclass(frozen=True, kw_only=True)
class Commitment(Item):
    """What an organisation or post undertook, to whom, by when; its description is the wording."""

    EXAMPLE: ClassVar = ("review-in-spring", "A review in spring", "To come back with what it has cost")

    kind: CommitmentKind = column("Kind", choices=CommitmentKind, example="action")
    organisation: str = column("Who is held to it", Kind.REFERENCE, refers_to="organisations", example="melton")
    owner: str = column(
        "Owner", help="The post, never the person.", example="Director for Corporate Services", weight=1
    )
    towards: str = column("Towards", Kind.REFERENCE, refers_to="organisations", example="")
    body: str = column("Made by or before", Kind.REFERENCE, refers_to="bodies", example="cabinet")
    resolution: str = column("From resolution", Kind.REFERENCE, refers_to="resolutions", example="")
    meeting: str = column("At meeting", Kind.REFERENCE, refers_to="meetings", example="")
    made_on: PartialDate | None = column("Made on", Kind.DATE, example="2026-04-08")
    due: PartialDate | None = column("Due", Kind.DATE, example="2026-06-30", weight=2)
    state: CommitmentState = column("State", choices=CommitmentState, example="open")
    done_on: PartialDate | None = column("Done on", Kind.DATE, example="")
    proof: str = column("Shown by", help="What shows that it is done.", example="")


@dataclass(frozen=True, kw_only=True)
class Consultation(Item):
    """Whom somebody asked before a decision, what they said and what came of it."""

    EXAMPLE: ClassVar = ("managers-asked", "Heads of service are asked", "On the draft of the operating model")

    body: str = column("Before the decision of", Kind.REFERENCE, refers_to="bodies", example="cabinet")
    matter: str = column("On matter", Kind.REFERENCE, refers_to="matters", example="")
    subject: str = column("About", Kind.REFERENCE, refers_to="item", example="")
    consulted: str = column("Who was asked", example="Managers of the three councils", weight=1)
    method: str = column("How", example="Workshops and a survey")
    starts: PartialDate | None = column("From", Kind.DATE, example="2020-06", weight=1)
    ends: PartialDate | None = column("Until", Kind.DATE, example="2020-07")
    asked: int | None = column("How many were asked", Kind.WHOLE, example="80", weight=1)
    answered: int | None = column("How many answered", Kind.WHOLE, example="", weight=1)
    findings: str = column("What they said", Kind.TEXT, example="", weight=1)
    effect: str = column("What came of it", Kind.TEXT, example="", weight=1)
