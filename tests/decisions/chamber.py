"""Bodies, meetings and what came of them for the cast: North keeps a cabinet and a board, and shows not all of it."""

from dataclasses import dataclass, field
from typing import Any

from severalty.decisions import binding
from severalty.engine.dates import read_date
from severalty.engine.decisions.bodies import Body, BodyKind, BodyMember, Seat
from severalty.engine.decisions.meetings import Matter, Meeting
from severalty.engine.decisions.resolutions import Commitment, Consultation, Outcome, Resolution
from severalty.engine.estate.parties import Audience
from severalty.engine.fields import Known
from severalty.estate.actions import save_record
from severalty.tenancy.binding import Binding
from tests.conftest import NOON, Cast

PUBLIC = {"audience": Audience.PUBLIC}
BEFORE, AFTER = read_date("2026-11-18"), read_date("2026-12-16")


@dataclass
class Chamber:
    """What was written, by key."""

    cast: Cast
    refs: dict[str, str] = field(default_factory=dict)

    def put(self, table: Binding, record: Any, who: str = "north") -> None:
        """Write one record as somebody of the cast would."""
        ref, refused = save_record(
            by=self.cast.viewer(who), at=NOON, why="for a test", case=self.cast.case, binding=table, record=record
        )
        assert not refused, refused
        self.refs[getattr(record, "key", "")] = ref


def make_chamber(cast: Cast) -> Chamber:
    """A cabinet with a meeting past and one to come, a board, a secret matter, promises and a consultation."""
    made = Chamber(cast)
    cabinet = Body(key="cabinet", name="Cabinet", kind=BodyKind.EXECUTIVE, organisation="north", formal=Known.YES,
                   quorum=3, seats=6, call_in=Known.YES, **PUBLIC)  # fmt: skip
    made.put(binding.BODIES, cabinet)
    made.put(binding.BODIES, Body(key="board", name="ICT Board", kind=BodyKind.BOARD, partnership="thornton-ict",
                                  audience=Audience.PARTNERS))  # fmt: skip
    made.put(binding.BODY_MEMBERS, BodyMember(body="cabinet", post="Leader of the Council", organisation="north",
                                              seat=Seat.CHAIR, starts=read_date("2024-05-21")))  # fmt: skip
    for key, body, when, audience in (
        ("past", "cabinet", BEFORE, Audience.PUBLIC), ("coming", "cabinet", AFTER, Audience.PUBLIC),
        ("board-past", "board", BEFORE, Audience.PARTNERS),
    ):  # fmt: skip
        made.put(binding.MEETINGS, Meeting(key=key, name=f"Meeting {key}", body=body, meets_on=when, audience=audience))
    for key, body, meeting, audience in (
        ("desk", "cabinet", "past", Audience.PUBLIC), ("secret", "cabinet", "past", Audience.HOLDERS),
        ("later", "cabinet", "coming", Audience.PUBLIC), ("shared", "board", "board-past", Audience.PARTNERS),
    ):  # fmt: skip
        made.put(binding.MATTERS, Matter(key=key, name=f"Matter {key}", body=body, meeting=meeting, audience=audience,
                                         key_decision=Known.YES if key == "later" else Known.UNKNOWN))  # fmt: skip
    made.put(binding.RESOLUTIONS, Resolution(
        key="old", name="Old resolution", body="cabinet", outcome=Outcome.APPROVED, decided_on=read_date("2026-10-07"),
        **PUBLIC,
    ))  # fmt: skip
    made.put(binding.COMMITMENTS, Commitment(
        key="promise", name="Old promise", organisation="north", owner="Director", body="cabinet", resolution="old",
        due=read_date("2026-10-31"), **PUBLIC,
    ))  # fmt: skip
    made.put(binding.CONSULTATIONS, Consultation(
        key="asked", name="Managers asked", body="cabinet", consulted="Managers", asked=80, answered=61, **PUBLIC,
    ))  # fmt: skip
    return made
