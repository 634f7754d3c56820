"""Those who decide: councils, cabinets, committees, officers and boards, and who sits on them from when to when."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Kind, Known, column


class BodyKind(StrEnum):
    """What a body is. Boards and teams of officers can agree among themselves; they cannot decide for a council."""

    COUNCIL = "full council"
    EXECUTIVE = "cabinet or executive"
    EXECUTIVE_MEMBER = "executive member"
    JOINT_COMMITTEE = "joint committee"
    COMMITTEE = "committee"
    SUB_COMMITTEE = "sub-committee"
    SCRUTINY = "scrutiny committee"
    OFFICER = "officer"
    BOARD = "board or team"


INFORMAL = frozenset({BodyKind.BOARD})
"""The kinds whose word binds nobody; scrutiny is formal, but recommends."""
DECIDES = frozenset(BodyKind) - INFORMAL - {BodyKind.SCRUTINY}


class Seat(StrEnum):
    """In what part somebody sits on a body."""

    CHAIR = "chair"
    VICE_CHAIR = "vice-chair"
    MEMBER = "member"
    SUBSTITUTE = "substitute"
    ADVISER = "adviser"
    CLERK = "clerk"


@dataclass(frozen=True, kw_only=True)
class Body(Item):
    """One body that decides, recommends or advises: of one council, or of a partnership where it is a joint one."""

    EXAMPLE: ClassVar = ("cabinet", "Cabinet", "Meets once a month but for August")

    kind: BodyKind = column("Kind of body", choices=BodyKind, required=True, example="cabinet or executive")
    organisation: str = column("Of council", Kind.REFERENCE, refers_to="organisations", example="melton", weight=1)
    partnership: str = column(
        "Of partnership", Kind.REFERENCE, refers_to="partnerships", example="",
        help="For a joint committee or board: the partnership that it acts for.",
    )  # fmt: skip
    formal: Known = column(
        "Decides formally", choices=Known, example="yes", help="Whether its decisions bind; a board only agrees."
    )
    seats: int | None = column("Voting seats", Kind.WHOLE, example="6", weight=1)
    quorum: int | None = column("Quorum", Kind.WHOLE, example="3", help="Voting members that must be there.", weight=1)
    publication: str = column(
        "How it publishes", Kind.TEXT, example="Agenda and minutes on the council’s own pages", weight=1
    )
    call_in: Known = column("Its decisions can be called in", choices=Known, example="yes", weight=1)


@dataclass(frozen=True, kw_only=True)
class BodyMember:
    """One seat on a body, held by a post from one day to another."""

    body: str = column("Body", Kind.REFERENCE, required=True, refers_to="bodies", example="cabinet")
    post: str = column("Post", required=True, help="The post, not the person.", example="Leader of the Council")
    organisation: str = column("Of council", Kind.REFERENCE, refers_to="organisations", example="melton")
    seat: Seat = column("Sits as", choices=Seat, example="chair", default=Seat.MEMBER)
    votes: Known = column("Votes", choices=Known, example="yes")
    starts: PartialDate | None = column("From", Kind.DATE, example="2019-05-21")
    ends: PartialDate | None = column("Until", Kind.DATE, example="")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, example="S3 hdr")
