"""Everything that changes promises: made, put off, kept. A promise says what and by when, and nothing of how."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from severalty.decisions.actions.records import Write, write_all
from severalty.decisions.queries.making import evidence_in, held, key_of, own_of
from severalty.engine.dates import PartialDate
from severalty.engine.estate.parties import Audience
from severalty.engine.transition.resources import Promise
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused
from severalty.tenancy.audit import take_turn
from severalty.tenancy.drafts import Drafting
from severalty.tenancy.models import Case
from severalty.transition.binding import PROMISES


@dataclass(frozen=True)
class Promised:
    """What is promised, for when, when at the latest, and where it was agreed."""

    name: str
    promised_for: PartialDate
    latest: PartialDate | None = None
    agreed_in: str = ""
    description: str = ""
    audience: Audience = Audience.PARTNERS


@dataclass(frozen=True)
class Moved:
    """A promise by reference, the version that was looked at, and its new days."""

    ref: str
    version: int
    promised_for: PartialDate | None
    latest: PartialDate | None


@transaction.atomic
def make_promise(*, by: Viewer, at: datetime, case: Case, promised: Promised) -> str:
    """Put a promise of the viewer's own organisation on record. Returns its reference. Raises Refused."""
    take_turn()
    own = own_of(by)
    _refuse_order(promised.promised_for, promised.latest)
    record = Promise(
        key=key_of(own.key, promised.name), name=promised.name, description=promised.description, council=own.key,
        promised_for=promised.promised_for, latest=promised.latest, agreed_in=promised.agreed_in,
        audience=promised.audience, evidence=evidence_in(case),
    )  # fmt: skip
    drafting = Drafting(by, case)
    writes = [Write(PROMISES, record)]
    [draft] = write_all(by=by, at=at, why="promise made", case=case, drafting=drafting, writes=writes)
    return draft.ref


@transaction.atomic
def move_promise(*, by: Viewer, at: datetime, case: Case, moved: Moved) -> None:
    """Promise another day. Raises Refused for another's promise and one that is kept, Stale if it was changed."""
    take_turn()
    drafting = Drafting(by, case)
    _, record = held(drafting, by, PROMISES, moved.ref)
    if record.kept_on is not None:
        raise Refused(f"It was kept on {record.kept_on}; what is kept is not put off.")
    _refuse_order(moved.promised_for, moved.latest)
    record = replace(record, promised_for=moved.promised_for, latest=moved.latest)
    writes = [Write(PROMISES, record, moved.version)]
    write_all(by=by, at=at, why="promise moved", case=case, drafting=drafting, writes=writes)


@transaction.atomic
def keep_promise(
    *, by: Viewer, at: datetime, on: date, case: Case, seen: tuple[str, int], kept_on: PartialDate
) -> None:
    """Record that a promise was kept; `seen` is its reference and the version looked at. Raises Refused and Stale."""
    take_turn()
    if kept_on.first > on:
        raise Refused(f"It cannot have been kept on {kept_on}, which is still to come.")
    drafting = Drafting(by, case)
    ref, version = seen
    _, record = held(drafting, by, PROMISES, ref)
    writes = [Write(PROMISES, replace(record, kept_on=kept_on), version)]
    write_all(by=by, at=at, why="promise kept", case=case, drafting=drafting, writes=writes)


def _refuse_order(promised: PartialDate | None, latest: PartialDate | None) -> None:
    if promised is not None and latest is not None and latest.last < promised.first:
        raise Refused(f"The latest day, {latest}, is before the day it is promised for, {promised}. Enter a later one.")
