"""What somebody may do for a body: delegations with their limits, and holds that pause what others may do."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.fields import Kind, Known, column


class Act(StrEnum):
    """What is done under authority: these acts name the resolution or delegation that they rest on."""

    CHOOSE_OPTION = "choose an option"
    FREEZE_PAPER = "put a paper forward"
    AGREE_DISPOSITION = "agree what becomes of a thing"
    SEND_LETTER = "send a letter that binds"
    SIGN_VARIATION = "sign an agreement or variation"
    BUY = "award a contract"
    END = "end a contract"
    SPEND = "spend or draw on contingency"
    TRANSFER = "transfer posts"


class OverrideOf(StrEnum):
    """Which warning an officer overrides."""

    KEY_TEST = "key-decision test"
    NOTICE = "notice"
    AGENDA = "publication of the agenda"
    PRIVATE = "notice of a private meeting"
    PRE_ELECTION = "pre-election period"
    CONSENT = "section 24 consent"
    QUORUM = "quorum"
    CALL_IN = "call-in"
    AUTHORITY = "authority"
    HOLD = "hold"


@dataclass(frozen=True, kw_only=True)
class Delegation(Item):
    """What a post may do for a body; its description is the scope in words.

    `acts` names what it covers, parted by semicolons, in the words of Act. A limit of pounds counts for each act.
    """

    EXAMPLE: ClassVar = (
        "director-contracts",
        "Contracts below £500,000",
        "To award and vary contracts of ICT below £500,000",
    )

    organisation: str = column("Of council", Kind.REFERENCE, refers_to="organisations", example="havering", weight=1)
    body: str = column("Delegated by", Kind.REFERENCE, refers_to="bodies", example="cabinet", weight=1)
    resolution: str = column("By resolution", Kind.REFERENCE, refers_to="item", example="", weight=1)
    parent: str = column("Passed on from", Kind.REFERENCE, refers_to="delegations", example="")
    holder: str = column("Holder", required=True, help="The post, never the person.", example="Strategic Director")
    acts: str = column(
        "Covers", Kind.TEXT, example="send a letter that binds; sign an agreement or variation", weight=1,
        help="Acts, parted by semicolons.",
    )  # fmt: skip
    limit: int | None = column("Limit for each act", Kind.MONEY, example="50000.00", weight=1)
    in_consultation_with: str = column(
        "In consultation with", help="Posts, parted by semicolons.", example="Section 151 Officer"
    )
    conditions: str = column("Other conditions", Kind.TEXT, example="")
    may_pass_on: Known = column("May be passed on", choices=Known, example="no")
    starts: PartialDate | None = column("From", Kind.DATE, example="2024-02-07", weight=1)
    ends: PartialDate | None = column("Until", Kind.DATE, example="")
    revoked_on: PartialDate | None = column("Revoked on", Kind.DATE, example="")
    revoked_by: str = column("Revoked by resolution", Kind.REFERENCE, refers_to="item", example="")


@dataclass(frozen=True, kw_only=True)
class Hold(Item):
    """A pause by somebody with the power to stop something; its description is the reason."""

    EXAMPLE: ClassVar = ("award-paused", "The award is paused", "Until the comments on the money are in")

    thing: str = column("What is held", Kind.REFERENCE, refers_to="item", example="", weight=1)
    acts: str = column("Which acts stand still", Kind.TEXT, help="Acts, parted by semicolons; blank: all.", example="")
    organisation: str = column("Of council", Kind.REFERENCE, refers_to="organisations", example="havering")
    placed_by: str = column("Placed by", required=True, help="The post.", example="Section 151 Officer")
    power: str = column("By what power", example="Local Government Act 1972 s151", weight=1)
    starts: PartialDate | None = column("From", Kind.DATE, example="2023-10", weight=1)
    until: PartialDate | None = column("Until", Kind.DATE, example="", weight=1)
    lifted_on: PartialDate | None = column("Lifted on", Kind.DATE, example="")
    lifted_by: str = column("Lifted by", help="The post.", example="")
    stands_still: str = column("What stands still", Kind.TEXT, example="The procurement of a managed service", weight=1)


@dataclass(frozen=True, kw_only=True)
class Override(Item):
    """A warning that a named officer went against; its description is the reason.

    One of authority or of a hold is about one act under authority, and lets that one pass on the day it was given.
    """

    EXAMPLE: ClassVar = ("extend-late", "Extended against the warning", "The supplier agreed in writing before")

    of: OverrideOf = column("Of which warning", choices=OverrideOf, required=True, example="notice")
    about: str = column("On what", Kind.REFERENCE, refers_to="item", example="cabinet-2026-04-08", weight=1)
    officer: str = column("Officer", required=True, help="The post.", example="Monitoring Officer")
    given_on: PartialDate | None = column("Given on", Kind.DATE, example="2026-03-30", weight=1)


@dataclass(frozen=True, kw_only=True)
class AuthorisedAct(Item):
    """One act with the authority that it rested on; its description says what was done in words.

    `about` is what was acted on: a letter, a variation, a step, a contingency. `part` tells acts on one thing apart,
    such as the reference of a draw-down. It rests on a delegation or a resolution, or on nothing where an override
    says so.
    """

    EXAMPLE: ClassVar = ("notice-signed", "Notice to the telephony supplier", "Signed and sent by recorded delivery")

    act: Act = column("What is done", choices=Act, required=True, example="send a letter that binds")
    about: str = column("On what", Kind.REFERENCE, required=True, refers_to="item", example="L-001")
    part: str = column("Which part", help="Such as the reference of a draw-down.", example="")
    organisation: str = column("For council", Kind.REFERENCE, refers_to="organisations", example="havering", weight=1)
    rests_on: str = column(
        "Rests on", Kind.REFERENCE, refers_to="item", example="sign-variations", weight=2,
        help="A delegation or a resolution; blank only where an officer overrides.",
    )  # fmt: skip
    officer: str = column("Done by", help="The post, never the person.", example="Strategic Director", weight=1)
    done_on: PartialDate | None = column("Done on", Kind.DATE, example="2024-03-01", weight=1)
    amount: int | None = column("Whole value", Kind.MONEY, example="42000.00", help="Of all years together.")
    consulted: str = column(
        "Consulted before", Kind.TEXT, example="Section 151 Officer on 28 February 2024",
        help="Each post with the day, parted by semicolons.",
    )  # fmt: skip
