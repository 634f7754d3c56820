"""Everything that changes delegations and holds on their own pages: passed on, revoked, placed, lifted."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from severalty.decisions.binding import DELEGATIONS, HOLDS
from severalty.decisions.queries.authority import ground_for
from severalty.engine.dates import PartialDate
from severalty.engine.decisions.authority import PassingOn, passing_faults
from severalty.engine.decisions.delegations import Delegation, Hold
from severalty.engine.decisions.holds import HoldState, hold_state
from severalty.tenancy.access import Viewer, operator_for
from severalty.tenancy.actions import Refused, Stale, write_drafts
from severalty.tenancy.audit import take_turn
from severalty.tenancy.binding import Binding
from severalty.tenancy.drafts import Draft, Drafting, Effect
from severalty.tenancy.models import Case


class Unfit(Refused):
    """A record that cannot be written so; `columns` say why by the column that must change."""

    def __init__(self, columns: dict[str, str]) -> None:
        super().__init__(" ".join(columns.values()))
        self.columns = columns


def _standing(drafting: Drafting, binding: Binding, ref: str, version: int) -> tuple[Any, Any]:
    """The row of a reference with its record. Raises Refused where it is gone, Stale where it was changed."""
    found = next((pair for pair in drafting.existing(binding).values() if pair[0].pk == ref), None)
    if found is None:
        raise Refused(f"This {binding.singular} is no longer on record.")
    if found[0].item.version != version:
        raise Stale(f"Somebody else changed this {binding.singular} since you opened it. Look at it again.")
    return found


def _write(by: Viewer, at: datetime, why: str, case: Case, drafting: Drafting, draft: Draft) -> str:
    drafting.settle()
    if draft.effect is Effect.REFUSED:
        raise Unfit({one.column: f"It must be {one.expected}. {one.mend}" for one in draft.refusals})
    write_drafts(by=by, at=at, why=why, case=case, drafts=[draft])
    return draft.ref


@transaction.atomic
def pass_on(*, by: Viewer, at: datetime, case: Case, parent: str, record: Delegation) -> str:
    """Pass a delegation on, no wider than it is. Returns the new one's reference.

    Raises Unfit where it would be wider, where the parent may not be passed on or is not the council's own to pass on.
    """
    take_turn()
    drafting = Drafting(by, case)
    given = {one.key: one for one in ground_for(by, case, drafting).question.delegations}.get(parent)
    if given is None or by.organisation is None:
        raise Refused("This delegation is no longer on record.")
    if given.organisation not in ("", by.organisation.key):
        raise Refused("Only the council that gave a delegation, or its officers, pass it on.")
    faults = passing_faults(PassingOn(given, record)).faults
    if faults:
        raise Unfit(dict(reversed(faults)))
    name = drafting.lookup.name_of(parent, "delegations", by.organisation.pk)
    [draft] = drafting.claim(DELEGATIONS, [(0, replace(record, parent=name))])
    if draft.row is not None or _is_taken(drafting, draft):
        raise Unfit({"key": "Your organisation keeps a delegation of this key already; choose another."})
    return _write(by, at, "delegation passed on", case, drafting, draft)


def _is_taken(drafting: Drafting, draft: Draft) -> bool:
    return any(row.pk == draft.ref for row, _ in drafting.existing(draft.binding).values())


@dataclass(frozen=True)
class Revoking:
    """A delegation by reference, the version that was looked at, from which day it is revoked, and the resolution that
    does so, by reference, if one does."""

    ref: str
    version: int
    on: PartialDate
    by_resolution: str = ""


@transaction.atomic
def revoke(*, by: Viewer, at: datetime, case: Case, revoking: Revoking) -> None:
    """Revoke a delegation of the viewer's own organisation; what was passed on from it covers nothing either.

    Raises Stale, and Refused for another's and for one that is revoked already.
    """
    take_turn()
    drafting = Drafting(by, case)
    row, record = _standing(drafting, DELEGATIONS, revoking.ref, revoking.version)
    if by.organisation is None or row.item.recorded_by_id != by.organisation.pk:
        raise Refused("Only the organisation that recorded a delegation revokes it.")
    if record.revoked_on is not None:
        raise Refused(f"It was revoked on {record.revoked_on} already.")
    name = drafting.lookup.name_of(revoking.by_resolution, "item", by.organisation.pk)
    record = replace(record, revoked_on=revoking.on, revoked_by=name)
    [draft] = drafting.claim(DELEGATIONS, [(0, record)])
    _write(by, at, "delegation revoked", case, drafting, draft)


@transaction.atomic
def place_hold(*, by: Viewer, at: datetime, case: Case, record: Hold) -> str:
    """Place a hold for the viewer's own organisation. Returns its reference. Raises Unfit."""
    take_turn()
    if by.organisation is None:
        raise Refused("A hold is placed for an organisation; sign in for one.")
    drafting = Drafting(by, case)
    [draft] = drafting.claim(HOLDS, [(0, record)])
    if _is_taken(drafting, draft):
        raise Unfit({"key": "Your organisation keeps a hold of this key already; choose another."})
    return _write(by, at, "hold placed", case, drafting, draft)


@dataclass(frozen=True)
class Lifting:
    """A hold by reference, the version that was looked at, the day from which it is lifted, and the post that does."""

    ref: str
    version: int
    on: PartialDate
    lifted_by: str


@transaction.atomic
def lift_hold(*, by: Viewer, at: datetime, on: PartialDate, case: Case, lifting: Lifting) -> None:
    """Lift a hold: whoever placed it does, or the council that it is of. Raises Stale and Refused."""
    take_turn()
    row, record = _standing(Drafting(by, case), HOLDS, lifting.ref, lifting.version)
    own = by.organisation
    if own is None or own.pk not in (row.item.recorded_by_id, row.organisation_id):
        raise Refused("A hold is lifted by who placed it, or by its council. Ask them.")
    state = hold_state(record, on)
    if state in (HoldState.LIFTED, HoldState.LAPSED):
        raise Refused(f"It is {state.value} already.")
    # With the eyes of whoever keeps the row, for its council may lift what another wrote down for it.
    drafting = Drafting(operator_for(row.item.recorded_by, by.person), case)
    kept = next(record for held, record in drafting.existing(HOLDS).values() if held.pk == row.pk)
    lifted = replace(kept, lifted_on=lifting.on, lifted_by=lifting.lifted_by)
    [draft] = drafting.claim(HOLDS, [(0, lifted)])
    _write(by, at, "hold lifted", case, drafting, draft)
