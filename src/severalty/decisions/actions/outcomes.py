"""What becomes of a resolution, a promise and a warning afterwards: published, called in, kept, answered for."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from severalty.decisions.actions.records import CHANGED, Write, write_all
from severalty.decisions.binding import COMMITMENTS, MATTERS, OVERRIDES, RESOLUTIONS
from severalty.decisions.queries.making import evidence_in, held, key_of, own_of, seen_by
from severalty.engine.dates import PartialDate, day
from severalty.engine.decisions.delegations import Override, OverrideOf
from severalty.engine.decisions.resolutions import CallIn, CommitmentState
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.audit import take_turn
from severalty.tenancy.drafts import Drafting
from severalty.tenancy.models import Case


@dataclass(frozen=True)
class CalledIn:
    """What is recorded of the publication and the call-in of a resolution, and the version that was looked at."""

    resolution: str
    version: int
    published_on: PartialDate | None = None
    call_in: CallIn = CallIn.NONE
    called_in_on: PartialDate | None = None
    settled_on: PartialDate | None = None


@dataclass(frozen=True)
class Done:
    """What became of a commitment, and the version that was looked at."""

    commitment: str
    version: int
    state: CommitmentState
    done_on: PartialDate | None = None
    proof: str = ""


@dataclass(frozen=True)
class Against:
    """A warning on a matter that a named officer goes against, with the reason."""

    matter: str
    of: OverrideOf
    officer: str
    reason: str


@transaction.atomic
def record_call_in(*, by: Viewer, at: datetime, case: Case, called: CalledIn) -> None:
    """Record when a resolution was published, that it was called in, or how that was settled. Raises Stale, Refused."""
    take_turn()
    drafting = Drafting(by, case)
    _, record = held(drafting, by, RESOLUTIONS, called.resolution)
    if called.call_in is CallIn.NONE and (called.called_in_on or called.settled_on):
        raise Refused("Say what became of the call-in, or leave its days blank.")
    if called.call_in not in (CallIn.NONE, CallIn.PENDING) and called.settled_on is None:
        raise Refused("Enter the day on which the call-in was settled.")
    changed = replace(
        record, published_on=called.published_on, call_in=called.call_in, called_in_on=called.called_in_on,
        call_in_ended_on=called.settled_on,
    )  # fmt: skip
    writes = [Write(RESOLUTIONS, changed, called.version)]
    write_all(by=by, at=at, why="call-in recorded", case=case, drafting=drafting, writes=writes)


@transaction.atomic
def settle_commitment(*, by: Viewer, at: datetime, on: date, case: Case, done: Done) -> None:
    """Record that a commitment was kept, with what shows it, or that it was not. Raises Stale, Refused."""
    take_turn()
    drafting = Drafting(by, case)
    _, record = held(drafting, by, COMMITMENTS, done.commitment)
    if done.state is CommitmentState.KEPT:
        if done.done_on is None:
            raise Refused("Enter the day on which it was done.")
        if done.done_on.first > on:
            raise Refused(f"{done.done_on} has not come; record it once it is done.")
        if not done.proof.strip():
            raise Refused("Say what shows that it is done, such as a letter, a minute or a page.")
    changed = replace(record, state=done.state, done_on=done.done_on, proof=done.proof.strip())
    writes = [Write(COMMITMENTS, changed, done.version)]
    write_all(by=by, at=at, why=f"commitment {done.state.value}", case=case, drafting=drafting, writes=writes)


@transaction.atomic
def go_against(*, by: Viewer, at: datetime, on: date, case: Case, against: Against) -> None:
    """Record that a named officer goes on in spite of a warning on a matter, and why. Raises Refused, Stale.

    The warning stays where it is, with the officer and the reason beside it.
    """
    take_turn()
    drafting, own = Drafting(by, case), own_of(by)
    matter = next((one for row, one in drafting.existing(MATTERS).values() if row.pk == against.matter), None)
    if matter is None:
        raise Refused("The matter is not on record any more. Open the page again.")
    record = Override(
        key=key_of(matter.key, against.of.value), name=f"{matter.name}: {against.of.value}"[:300],
        description=against.reason.strip(), of=against.of, officer=against.officer.strip(), given_on=day(on),
        about=drafting.lookup.name_of(against.matter, "item", own.pk), evidence=evidence_in(case), **seen_by(matter),
    )  # fmt: skip
    there = drafting.existing(OVERRIDES).get((own.pk, record.key))
    if there is not None and (there[1].officer, there[1].description) != (record.officer, record.description):
        raise Stale(CHANGED)
    if there is None:
        write_all(by=by, at=at, why="warning answered", case=case, drafting=drafting, writes=[Write(OVERRIDES, record)])
