"""The tables of decisions, by subject."""

from severalty.decisions.models.bodies import Body, BodyMember, CalendarAddress, Meeting, RouteValue
from severalty.decisions.models.cores import Core, CoreBody, CoreExempt, CoreVersion
from severalty.decisions.models.decided import (
    AuthorisedAct,
    Commitment,
    Consultation,
    Delegation,
    Hold,
    Matter,
    Override,
    Resolution,
)
from severalty.decisions.models.papers import Clearance, ExemptPart, FrozenExempt, FrozenPaper, Paper, Passage

__all__ = [
    "AuthorisedAct",
    "Body",
    "BodyMember",
    "CalendarAddress",
    "Clearance",
    "Commitment",
    "Consultation",
    "Core",
    "CoreBody",
    "CoreExempt",
    "CoreVersion",
    "Delegation",
    "ExemptPart",
    "FrozenExempt",
    "FrozenPaper",
    "Hold",
    "Matter",
    "Meeting",
    "Override",
    "Paper",
    "Passage",
    "Resolution",
    "RouteValue",
]
