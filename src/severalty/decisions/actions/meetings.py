"""What a meeting resolved: every outcome of it, with what somebody undertook, written at once or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from severalty.decisions.actions.records import CHANGED, Write, write_all
from severalty.decisions.binding import BODIES, COMMITMENTS, MATTERS, MEETINGS, RESOLUTIONS
from severalty.decisions.queries.making import (
    Basis,
    bases_of,
    evidence_in,
    fingerprint,
    held,
    key_of,
    own_of,
    seen_by,
)
from severalty.engine.dates import PartialDate
from severalty.engine.decisions.bodies import Body
from severalty.engine.decisions.meetings import Matter, Meeting, MeetingState
from severalty.engine.decisions.resolutions import Commitment, CommitmentKind, Outcome, Resolution
from severalty.engine.decisions.sitting import WordQuestion, word_of
from severalty.engine.freeze import digest
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.audit import take_turn
from severalty.tenancy.drafts import Drafting, Effect
from severalty.tenancy.models import Case

_MAY_BE_RECORDED = frozenset({MeetingState.PLANNED, MeetingState.HELD, MeetingState.INQUORATE})


@dataclass(frozen=True)
class Said:
    """What came of one matter, by its reference; without an outcome nothing is recorded of it."""

    matter: str
    outcome: Outcome | None
    text: str = ""
    reasons: str = ""
    alternatives: str = ""
    interests: str = ""
    condition: str = ""


@dataclass(frozen=True)
class Undertaken:
    """An action that arose at a meeting: what, whose, by when; on which matter, where it is on one."""

    what: str
    owner: str = ""
    organisation: str = ""
    due: PartialDate | None = None
    matter: str = ""
    kind: CommitmentKind = CommitmentKind.ACTION


@dataclass(frozen=True)
class Held:
    """What is recorded of a meeting that took place; `seen` is the fingerprint of what was looked at."""

    meeting: str
    seen: str
    present: int | None = None
    minutes_on: PartialDate | None = None
    quorate: bool = True
    said: Sequence[Said] = ()
    undertaken: Sequence[Undertaken] = ()


@transaction.atomic
def record_meeting(*, by: Viewer, at: datetime, on: date, case: Case, record: Held) -> int:
    """Record that a meeting was held, what it resolved and what somebody undertook. Returns how many rows were written.

    A form that is sent twice writes once. Raises Stale where somebody else recorded something else meanwhile, Refused
    where the meeting has not taken place or is another organisation's.
    """
    take_turn()
    drafting = Drafting(by, case)
    row, meeting = held(drafting, by, MEETINGS, record.meeting)
    _refuse_too_early(meeting, on)
    body = next((one for place, one in drafting.existing(BODIES).values() if place.pk == row.body_id), None)
    if body is None:
        raise Refused("The body is not on record any more. Open the page again.")
    changed_since = fingerprint(by, case, record.meeting) != record.seen
    minutes = _Minutes(drafting, by, case, row, meeting, body, bases_of(by, case, record.meeting))
    writes = [*minutes.meeting_write(record), *minutes.resolutions(record.said), *minutes.actions(record.undertaken)]
    drafts = write_all(by=by, at=at, why="meeting recorded", case=case, drafting=drafting, writes=writes)
    written = [one for one in drafts if one.effect is not Effect.SAME]
    if written and changed_since:
        raise Stale(CHANGED)
    return len(written)


def _refuse_too_early(meeting: Meeting, on: date) -> None:
    if meeting.state not in _MAY_BE_RECORDED:
        raise Refused(f"The meeting was {meeting.state.value}. Record what a meeting resolved where it was held.")
    if meeting.meets_on is None or meeting.meets_on.first > on:
        when = f"is on {meeting.meets_on}" if meeting.meets_on else "has no day on record"
        raise Refused(f"The meeting {when}: record its outcomes once it has taken place.")


@dataclass(frozen=True)
class _Minutes:
    """One meeting that is being recorded."""

    drafting: Drafting
    by: Viewer
    case: Case
    row: Any
    meeting: Meeting
    body: Body
    bases: Mapping[str, Basis]

    def meeting_write(self, record: Held) -> list[Write]:
        state = MeetingState.HELD if record.quorate else MeetingState.INQUORATE
        changed = replace(self.meeting, state=state, present=record.present, minutes_on=record.minutes_on)
        return [Write(MEETINGS, changed, self.row.item.version)]

    def resolutions(self, said: Sequence[Said]) -> Iterator[Write]:
        known = {row.pk: (row, one) for row, one in self.drafting.existing(MATTERS).values()}
        for one in said:
            if one.outcome is None:
                continue
            if one.matter not in known or known[one.matter][0].meeting_id != self.row.pk:
                raise Stale("A matter is no longer on the agenda of this meeting. Look at the agenda again.")
            yield self._resolution(one, *known[one.matter])

    def _resolution(self, said: Said, row: Any, matter: Matter) -> Write:
        outcome = said.outcome or Outcome.NOTED
        told: dict[str, Any] = {
            "outcome": outcome, "description": said.text, "reasons": said.reasons, "alternatives": said.alternatives,
            "interests": said.interests, "condition": said.condition,
        }  # fmt: skip
        there = self._there(row.pk)
        if there is not None:
            return Write(RESOLUTIONS, replace(there[1], **told), there[0].item.version)
        own, spelled = own_of(self.by).pk, self.drafting.lookup.name_of
        basis = self.bases.get(row.pk, Basis())
        record = Resolution(
            key=key_of(self.meeting.key, matter.key), name=matter.name, decided_on=self.meeting.meets_on,
            body=spelled(self.row.body_id, BODIES.table, own), form=word_of(WordQuestion(self.body)).form,
            meeting=spelled(self.row.pk, MEETINGS.table, own), matter=spelled(row.pk, MATTERS.table, own),
            paper=spelled(row.paper_id, "papers", own), paper_digest=basis.paper,
            core=spelled(row.core_id, "cores", own), core_digest=basis.core,
            evidence=evidence_in(self.case), **told, **seen_by(self.meeting, matter),
        )  # fmt: skip
        return Write(RESOLUTIONS, record)

    def actions(self, undertaken: Sequence[Undertaken]) -> Iterator[Write]:
        own, spelled = own_of(self.by), self.drafting.lookup.name_of
        for one in undertaken:
            if not one.what.strip():
                continue
            record = Commitment(
                key=key_of(self.meeting.key, "action", digest(one.what.strip())[:8]), name=one.what.strip()[:300],
                description=one.what.strip(), kind=one.kind, organisation=one.organisation or own.key,
                owner=one.owner, body=spelled(self.row.body_id, BODIES.table, own.pk), due=one.due,
                meeting=spelled(self.row.pk, MEETINGS.table, own.pk), made_on=self.meeting.meets_on,
                resolution=self._resolution_key(one.matter) if one.matter else "",
                evidence=evidence_in(self.case), **seen_by(self.meeting),
            )  # fmt: skip
            yield Write(COMMITMENTS, record)

    def _there(self, matter: str) -> tuple[Any, Resolution] | None:
        """What the own organisation has on record already of a matter at this meeting."""
        own = own_of(self.by).pk
        for row, one in self.drafting.existing(RESOLUTIONS).values():
            if row.matter_id == matter and row.meeting_id == self.row.pk and row.item.recorded_by_id == own:
                return row, one
        return None

    def _resolution_key(self, ref: str) -> str:
        there = self._there(ref)
        if there is not None:
            return there[1].key
        found = next((one for row, one in self.drafting.existing(MATTERS).values() if row.pk == ref), None)
        return key_of(self.meeting.key, found.key) if found is not None else ""
