"""What is to become of a shared thing for one council, and what each council says of it."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Kind, column


class Route(StrEnum):
    """What becomes of a thing for one council."""

    UNDECIDED = "undecided"
    NOVATE = "novate"
    ASSIGN = "assign"
    SPLIT = "split"
    REPROCURE = "re-procure"
    TERMINATE = "terminate"
    EXPIRE = "let expire"
    EXTEND = "extend"
    KEEP_SHARED = "keep shared"
    CONSOLIDATE = "consolidate"
    ALREADY_SOLE = "already sole"
    RETIRE = "retire"
    MOVE = "move"
    CLONE = "clone"
    REBUILD = "rebuild"
    REPLACE_WITH_SAAS = "replace with SaaS"
    DECOMMISSION = "decommission"
    TRANSFER_STAFF = "transfer staff"
    NOT_USED = "not used"


class Consent(StrEnum):
    """How far the supplier's consent has come."""

    UNKNOWN = "unknown"
    NOT_NEEDED = "not needed"
    TO_ASK = "to ask"
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


class Answer(StrEnum):
    """What a council says of a disposition that another proposed."""

    ACCEPTED = "accepted"
    DISPUTED = "disputed"


@dataclass(frozen=True, kw_only=True)
class Disposition(Item):
    """What becomes of one thing for one council, as the organisation that recorded it proposes.

    A blank key becomes `item for council`. Costs are whole pence; `annual_cost` is what the council pays a year
    afterwards. `override` is the reason why a route is taken that the terms on record refuse, `overridden_by` the
    named officer (a post) who says so. A disposition is done when `done_on` has a day and `proof` says where it shows.
    """

    EXAMPLE: ClassVar = ("telephony-havering", "Telephony for Havering", "Buys its own under the framework")

    key: str = column("Key", Kind.KEY, help="Leave blank: it is made from item and council.", example="")
    name: str = column("Name", help="Leave blank: it is made from item and council.", example="")
    thing: str = column("Item", Kind.REFERENCE, required=True, refers_to="item", example="C-014")
    council: str = column(
        "Council", Kind.REFERENCE, required=True, refers_to="organisations", example="havering",
        help="The council for which this is to become of it.",
    )  # fmt: skip
    route: Route = column("Disposition", choices=Route, example="novate")
    reason: str = column("Reason", Kind.TEXT, example="Named as a user; the supplier will novate at no charge")
    by_when: PartialDate | None = column(
        "By when", Kind.DATE, example="2027-03-31", help="The day it is to be done by."
    )
    owner: str = column("Owner", help="The post that sees to it.", example="Contracts manager")
    new_holder: str = column(
        "Held afterwards by", Kind.REFERENCE, refers_to="organisations", example="havering",
        help="Leave blank for the council itself.",
    )  # fmt: skip
    moves_to: str = column(
        "Moves to", Kind.REFERENCE, refers_to="contracts", example="",
        help="The contract that its use moves to, where it is consolidated or bought anew.",
    )  # fmt: skip
    one_off_cost: int | None = column("One-off cost", Kind.MONEY, example="12000.00")
    annual_cost: int | None = column("Cost a year afterwards", Kind.MONEY, example="63000.00")
    consent: Consent = column("Consent", choices=Consent, example="asked")
    consent_on: PartialDate | None = column("Consent as at", Kind.DATE, example="2026-11-02")
    notice_given_on: PartialDate | None = column("Notice given", Kind.DATE, example="2026-09-30")
    approved_by: str = column("Approved by", help="A post or a body.", example="Section 151 officer")
    approved_on: PartialDate | None = column("Approved", Kind.DATE, example="2026-10-14")
    override: str = column("Reason to go on all the same", Kind.TEXT, example="")
    overridden_by: str = column("Officer who says so", help="A post, never a person.", example="")
    done_on: PartialDate | None = column("Done", Kind.DATE, example="")
    proof: str = column("Proof", help="Where it shows that it is done.", example="Deed of novation, 4 March 2027")

    def completed(self) -> "Disposition":
        """The record with the key and name that it is given when its own are blank."""
        words = f"{self.thing} for {self.council}"
        return replace(self, key=self.key or words[:300], name=self.name or words)


@dataclass(frozen=True, kw_only=True)
class DispositionAnswer:
    """What one council says of a disposition. `of_version` is the fingerprint of what it was shown."""

    disposition: str = column("Disposition", Kind.REFERENCE, required=True, refers_to="dispositions")
    organisation: str = column("Council", Kind.REFERENCE, required=True, refers_to="organisations", example="newham")
    answer: Answer = column("Answer", choices=Answer, required=True, example="accepted")
    reason: str = column("Reason", Kind.TEXT, example="We need the extension until our own contract starts")
    answered_on: PartialDate | None = column("Answered", Kind.DATE, example="2026-11-20")
    of_version: str = column("Of what", example="", help="The fingerprint of the disposition as it was answered.")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, example="")
