"""Letters to suppliers about a contract: what was asked, when, and the answer."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.fields import Kind, column


class LetterKind(StrEnum):
    """What a letter does."""

    NOTICE = "notice to end"
    CONSENT = "request for consent"
    NOVATION = "request to novate"
    EXTENSION = "extension taken up"
    INFORMATION = "request for information"


class LetterState(StrEnum):
    """How far a letter has come."""

    DRAFT = "draft"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    AGREED = "agreed"
    AGREED_WITH_CONDITIONS = "agreed with conditions"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Letter(Item):
    """A letter to a supplier about one contract, from draft to answer."""

    EXAMPLE: ClassVar = ("L-001", "Consent to novate telephony", "To the supplier's contract manager")

    contract: str = column("Contract", Kind.REFERENCE, required=True, refers_to="contracts", example="C-014")
    council: str = column("On behalf of", Kind.REFERENCE, refers_to="organisations", example="havering")
    kind: LetterKind = column("Kind", choices=LetterKind, required=True, example="request for consent")
    state: LetterState = column("State", choices=LetterState, example="sent")
    sent_on: PartialDate | None = column("Sent", Kind.DATE, example="2026-10-01")
    answer_due: PartialDate | None = column("Answer due", Kind.DATE, example="2026-10-29")
    answered_on: PartialDate | None = column("Answered", Kind.DATE, example="2026-10-20")
    takes_effect: PartialDate | None = column("Takes effect", Kind.DATE, example="2027-03-31")
    answer: str = column("Answer", Kind.TEXT, example="Agreed, if accounts are up to date")
