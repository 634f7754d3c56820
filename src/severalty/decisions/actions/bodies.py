"""Seats on bodies and meetings of bodies: added, ended, put off, called off."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from severalty.decisions.actions.records import CHANGED, Write, write_all
from severalty.decisions.binding import BODIES, BODY_MEMBERS, MATTERS, MEETINGS
from severalty.decisions.queries.making import evidence_in, held, key_of, own_of, seen_by
from severalty.engine.dates import PartialDate
from severalty.engine.decisions.bodies import BodyMember, Seat
from severalty.engine.decisions.meetings import Meeting, MeetingState
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.audit import take_turn
from severalty.tenancy.drafts import Drafting
from severalty.tenancy.models import Case


@dataclass(frozen=True)
class NewMeeting:
    """A meeting to come of a body, by its reference."""

    body: str
    meets_on: PartialDate
    begins_at: str = ""
    place: str = ""


@dataclass(frozen=True)
class NewSeat:
    """A seat on a body, by its reference."""

    body: str
    post: str
    organisation: str = ""
    seat: Seat = Seat.MEMBER
    starts: PartialDate | None = None


@dataclass(frozen=True)
class Moved:
    """What became of a meeting that did not take place as planned, and the version that was looked at."""

    meeting: str
    version: int
    state: MeetingState
    to: PartialDate | None = None
    why: str = ""


@transaction.atomic
def add_meeting(*, by: Viewer, at: datetime, case: Case, new: NewMeeting) -> str:
    """Put a meeting of one of the own bodies on record. Returns its reference. Raises Refused."""
    take_turn()
    drafting = Drafting(by, case)
    record = _meeting(drafting, by, case, new)
    drafts = write_all(
        by=by, at=at, why="meeting added", case=case, drafting=drafting, writes=[Write(MEETINGS, record)]
    )  # fmt: skip
    return drafts[0].ref


@transaction.atomic
def add_seat(*, by: Viewer, at: datetime, case: Case, new: NewSeat) -> None:
    """Put a seat on one of the own bodies on record. Raises Refused."""
    take_turn()
    drafting, own = Drafting(by, case), own_of(by)
    _, body = held(drafting, by, BODIES, new.body)
    record = BodyMember(
        body=body.key, post=new.post, organisation=new.organisation, seat=new.seat, starts=new.starts,
        recorded_by=own.key, evidence=evidence_in(case),
    )  # fmt: skip
    write_all(by=by, at=at, why="seat added", case=case, drafting=drafting, writes=[Write(BODY_MEMBERS, record)])


@transaction.atomic
def end_seat(*, by: Viewer, at: datetime, case: Case, seat: int, ends: PartialDate) -> None:
    """Say until when a seat that the own organisation recorded was held. Raises Refused, and Stale where it ended."""
    take_turn()
    drafting, own = Drafting(by, case), own_of(by)
    found = next(
        (
            one
            for row, one in drafting.existing(BODY_MEMBERS).values()
            if row.pk == seat and row.recorded_by_id == own.pk
        ),
        None,
    )
    if found is None:
        raise Refused("Only the organisation that recorded a seat can end it.")
    if found.ends is not None and found.ends != ends:
        raise Stale(CHANGED)
    if found.starts is not None and ends.last < found.starts.first:
        raise Refused(f"The seat began on {found.starts}; it cannot end before. Enter a later day.")
    record = replace(found, ends=ends)
    write_all(by=by, at=at, why="seat ended", case=case, drafting=drafting, writes=[Write(BODY_MEMBERS, record)])


@transaction.atomic
def move_meeting(*, by: Viewer, at: datetime, case: Case, moved: Moved) -> str:
    """Put a meeting off or call it off. A day to which it is put off becomes a meeting of its own; returns it.

    Its matters stay where they are until somebody moves them: whether they go along is for an officer to say.
    """
    take_turn()
    drafting = Drafting(by, case)
    row, meeting = held(drafting, by, MEETINGS, moved.meeting)
    writes: list[Write] = []
    changed = replace(meeting, state=moved.state, description=moved.why or meeting.description)
    if moved.state is MeetingState.PUT_OFF and moved.to is not None:
        later = _meeting(
            drafting, by, case, NewMeeting(row.body_id, moved.to, meeting.begins_at, meeting.place), meeting
        )
        there = _on_that_day(drafting, own_of(by).pk, row, later)
        writes += [] if there else [Write(MEETINGS, later)]
        changed = replace(changed, put_off_to=there or later.key)
    drafts = write_all(
        by=by, at=at, why=f"meeting {moved.state.value}", case=case, drafting=drafting,
        writes=[*writes, Write(MEETINGS, changed, moved.version)],
    )  # fmt: skip
    return drafts[0].ref


def _on_that_day(drafting: Drafting, own: int, row: Any, later: Meeting) -> str:
    """The key of the meeting that the same body has on that day already; empty where it has none."""
    return next(
        (
            one.key for place, one in drafting.existing(MEETINGS).values()
            if place.item.recorded_by_id == own and place.pk != row.pk
            and (one.key == later.key or (place.body_id == row.body_id and one.meets_on == later.meets_on
                                          and one.state is MeetingState.PLANNED))
        ),
        "",
    )  # fmt: skip


@transaction.atomic
def move_matters(*, by: Viewer, at: datetime, case: Case, meeting: str, matters: Sequence[str]) -> int:
    """Put own matters of a meeting that was put off on the agenda of the later one. Returns how many were moved.

    A form that is sent twice moves them once. Raises Refused where there is no later meeting, Stale where a matter
    stands on neither agenda any more.
    """
    take_turn()
    drafting, own = Drafting(by, case), own_of(by)
    row, record = held(drafting, by, MEETINGS, meeting)
    if record.state is not MeetingState.PUT_OFF or not row.put_off_to_id:
        raise Refused("The meeting is not put off to another day. Say first when it is to be.")
    to = drafting.lookup.name_of(row.put_off_to_id, MEETINGS.table, own.pk)
    found = [held(drafting, by, MATTERS, ref) for ref in matters]
    if any(place.meeting_id not in (row.pk, row.put_off_to_id) for place, _ in found):
        raise Stale("A matter is no longer on the agenda of this meeting. Look at the agenda again.")
    writes = [
        Write(MATTERS, replace(one, meeting=to), place.item.version)
        for place, one in found
        if place.meeting_id == row.pk
    ]
    write_all(by=by, at=at, why="moved along with the meeting", case=case, drafting=drafting, writes=writes)
    return len(writes)


@transaction.atomic
def publish_agenda(
    *, by: Viewer, at: datetime, case: Case, meeting: str, version: int, agenda_on: PartialDate | None
) -> None:  # fmt: skip
    """Record when the agenda of a meeting was published. Raises Stale, Refused."""
    take_turn()
    drafting = Drafting(by, case)
    _, record = held(drafting, by, MEETINGS, meeting)
    writes = [Write(MEETINGS, replace(record, agenda_on=agenda_on), version)]
    write_all(by=by, at=at, why="agenda published", case=case, drafting=drafting, writes=writes)


def _meeting(
    drafting: Drafting, by: Viewer, case: Case, new: NewMeeting, like: Meeting | None = None
) -> Meeting:  # fmt: skip
    own = own_of(by)
    body = next((one for row, one in drafting.existing(BODIES).values() if row.pk == new.body), None)
    if body is None:
        raise Refused("The body is not on record any more. Open the page again.")
    return Meeting(
        key=key_of(body.key, new.meets_on.code), name=f"{body.name}, {new.meets_on}",
        body=drafting.lookup.name_of(new.body, BODIES.table, own.pk), meets_on=new.meets_on, begins_at=new.begins_at,
        planned_on=like.planned_on or like.meets_on if like else None, place=new.place, evidence=evidence_in(case),
        **seen_by(*((body, like) if like else (body,))),
    )  # fmt: skip
