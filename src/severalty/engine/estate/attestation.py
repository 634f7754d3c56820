"""The named owner of a record confirms it: when that is due, done, overdue or out of date."""

from dataclasses import dataclass
from enum import StrEnum

from severalty.engine.dates import PartialDate
from severalty.engine.fields import Kind, column


@dataclass(frozen=True, kw_only=True)
class Attestation:
    """One round of confirming what is recorded about an item: which post answers, by when, and when it did.

    The next round is another row.
    """

    item: str = column("Item", Kind.REFERENCE, required=True, refers_to="item", example="C-014")
    owner: str = column(
        "Owner", required=True, help="The post that answers for it; never a person's name.", example="Head of Finance"
    )
    due_on: PartialDate | None = column("Due", Kind.DATE, help="By when it is to be confirmed.", example="2025-03-31")
    attested_on: PartialDate | None = column("Confirmed", Kind.DATE, example="2025-03-14")
    note: str = column("Note", Kind.TEXT, example="Checked against the signed order form")
    recorded_by: str = column(
        "Recorded by",
        Kind.REFERENCE,
        refers_to="organisations",
        last=True,
        help="Leave blank for your own.",
        example="",
    )


class AttestationState(StrEnum):
    """Where an attestation stands."""

    DUE = "due"
    OVERDUE = "overdue"
    ATTESTED = "attested"
    STALE = "stale"


def attestation_state(attestation: Attestation, on: PartialDate, changed_since: bool) -> AttestationState:
    """Where an attestation stands on a day.

    Once confirmed it is attested, or stale where the record has changed since. Until then it is due, and overdue when
    the last possible day of its due date has passed. A confirmation dated later than the day does not count yet.
    """
    done = attestation.attested_on is not None and attestation.attested_on.first <= on.last
    if done:
        return AttestationState.STALE if changed_since else AttestationState.ATTESTED
    late = attestation.due_on is not None and attestation.due_on.last < on.first
    return AttestationState.OVERDUE if late else AttestationState.DUE
