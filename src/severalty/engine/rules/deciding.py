"""Rules of bodies and what they resolve: who sits, whether it binds, how it stands, what was promised before."""

from dataclasses import dataclass
from typing import Any

from severalty.engine.decisions import sitting, standing
from severalty.engine.decisions.bodies import Body, BodyMember
from severalty.engine.decisions.sitting import (
    Chairs,
    Power,
    QuorumFound,
    QuorumQuestion,
    Sitting,
    SittingQuestion,
    WordFound,
    WordQuestion,
)
from severalty.engine.decisions.standing import (
    EarlierFound,
    EarlierQuestion,
    KeepingQuestion,
    Kept,
    OfficerRecord,
    RecordFindings,
    Standing,
    StandingQuestion,
)
from severalty.engine.fields import Known
from severalty.engine.rules.rule import Rule


@dataclass(frozen=True)
class MembersOf:
    """The seats on record of a body."""

    members: tuple[BodyMember, ...]


@dataclass(frozen=True)
class SeatOf:
    """One seat."""

    member: BodyMember


@dataclass(frozen=True)
class SeatVotes:
    """Whether it votes."""

    votes: Known


@dataclass(frozen=True)
class OneBody:
    """A body."""

    body: Body


_CABINET: dict[str, Any] = {
    "key": "cabinet", "name": "Cabinet", "kind": "cabinet or executive", "organisation": "north", "seats": 6,
    "quorum": 3, "call_in": "yes", "formal": "yes",
}  # fmt: skip
_LEADER: dict[str, Any] = {
    "body": "cabinet", "post": "Leader of the Council", "organisation": "north", "seat": "chair",
    "starts": "2024-05-21",
}  # fmt: skip
_RESOLUTION: dict[str, Any] = {
    "key": "r", "name": "Service desk to be bought anew", "body": "cabinet", "outcome": "approved",
    "decided_on": "2026-04-08", "published_on": "2026-04-10",
}  # fmt: skip
_OFFICER: dict[str, Any] = {
    **_RESOLUTION, "form": "decision of an officer", "delegation": "sign", "reasons": "The price is the lowest.",
}  # fmt: skip
_PROMISE: dict[str, Any] = {
    "key": "p", "name": "Report back on the price", "kind": "promise", "body": "cabinet", "resolution": "r",
    "due": "2026-06-30",
}  # fmt: skip
_CLOSED: dict[str, Any] = {"days": ["2026-05-04"], "first": "2026-01-01", "last": "2026-12-31"}

RULES: tuple[Rule, ...] = (
    Rule(
        name="sitting-on",
        summary="Who sits on a body on a day, how many vote, how many seats are empty.",
        takes=SittingQuestion,
        gives=Sitting,
        run=sitting.sitting_on,
        of=(sitting.sitting_on,),
        example={"body": _CABINET, "members": [_LEADER], "on": "2026-04-08"},
        source="Local Government Act 2000, section 9C; Havering 2023, 1.1",
    ),
    Rule(
        name="seat-votes",
        summary="Whether a seat on a body votes.",
        takes=SeatOf,
        gives=SeatVotes,
        run=lambda question: SeatVotes(sitting.votes(question.member)),
        of=(sitting.votes,),
        example={"member": _LEADER},
        source="The record, else what seats of its kind do",
    ),
    Rule(
        name="chairs-over-time",
        summary="The chairs of a body one after the other, with gaps and overlaps.",
        takes=MembersOf,
        gives=Chairs,
        run=lambda question: sitting.chairs_over_time(question.members),
        of=(sitting.chairs_over_time,),
        example={"members": [_LEADER, {**_LEADER, "post": "Deputy Leader", "starts": "2026-05-19"}]},
        source="Havering 2023, 5.2",
    ),
    Rule(
        name="quorum",
        summary="Whether enough voting members of a body were there.",
        takes=QuorumQuestion,
        gives=QuorumFound,
        run=sitting.quorum_of,
        of=(sitting.quorum_of,),
        example={"body": _CABINET, "present": 2},
        source="Local Government Act 1972, schedule 12; each council’s constitution",
    ),
    Rule(
        name="body-decides",
        summary="Whether the word of a body can bind a council.",
        takes=OneBody,
        gives=Power,
        run=lambda question: sitting.power_of(question.body),
        of=(sitting.power_of,),
        example={"body": {**_CABINET, "key": "board", "name": "ICT Board", "kind": "board or team"}},
        source="Local Government Act 1972, section 101; Havering 2023, 1.1 to 1.3",
    ),
    Rule(
        name="word-of-body",
        summary="What the word of a body counts as: a decision, a recommendation or an informal agreement.",
        takes=WordQuestion,
        gives=WordFound,
        run=sitting.word_of,
        of=(sitting.word_of,),
        example={"body": {**_CABINET, "kind": "scrutiny committee", "name": "Scrutiny"}, "form": "resolution"},
        source="Local Government Act 2000, section 9F; Havering 2023, 1.1 to 1.3",
    ),
    Rule(
        name="resolution-stands",
        summary="How a resolution stands on a day: published, in call-in, called in, in effect, lapsed.",
        takes=StandingQuestion,
        gives=Standing,
        run=standing.standing_of,
        of=(standing.standing_of,),
        example={
            "resolution": _RESOLUTION, "body": _CABINET, "on": "2026-04-14", "closures": _CLOSED, "days": 5,
            "effect": "day_after",
        },
        source="Local Government Act 2000, section 9F; each council’s constitution",
    ),
    Rule(
        name="officer-record",
        summary="What the written record of an officer’s decision lacks.",
        takes=OfficerRecord,
        gives=RecordFindings,
        run=standing.officer_findings,
        of=(standing.officer_findings,),
        example={"resolution": _OFFICER, "on": "2026-04-14"},
        source="SI 2014/2095, regulation 7",
    ),
    Rule(
        name="commitment-kept",
        summary="How an action, promise or letter stands on a day: open, late, kept, kept late.",
        takes=KeepingQuestion,
        gives=Kept,
        run=standing.keeping_of,
        of=(standing.keeping_of,),
        example={"commitment": _PROMISE, "on": "2026-07-15"},
        source="Havering 2023, 3.5",
    ),
    Rule(
        name="earlier-promises",
        summary="What the bodies of a new paper resolved and promised before, kept or not.",
        takes=EarlierQuestion,
        gives=EarlierFound,
        run=standing.earlier_of,
        of=(standing.earlier_of,),
        example={
            "bodies": ["cabinet"], "resolutions": [_RESOLUTION], "commitments": [_PROMISE], "topics": ["r"],
            "on": "2026-07-15",
        },
        source="The record of the body",
    ),
)  # fmt: skip
"""The rules of this subject."""
