"""What came in with a partner pack, taken back: a pack as a whole, and rows that its sender shares no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from severalty.engine.dispositions.packs import Arrival
from severalty.estate.importing import put_back, undo_outlook
from severalty.estate.queries import bindings
from severalty.packs import actions
from severalty.packs.importing import bringing
from severalty.packs.queries import packs as queries
from severalty.packs.queries import resting
from severalty.packs.queries.beside import Held
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, remove_rows, withdraw_items
from severalty.tenancy.audit import take_turn
from severalty.tenancy.drafts import Draft

if TYPE_CHECKING:
    from severalty.packs.models import PartnerPack
    from severalty.tenancy.models import Case

_MOST_NAMED = 20


@dataclass(frozen=True)
class Outlook:
    """What undoing a pack would do: rows taken off the record and rows put back; `rests` names what is in the way,
    `closed` the rows that the viewer's role may not change."""

    withdrawn: int
    put_back: int
    rests: tuple[str, ...] = ()
    closed: str = ""

    @property
    def refusal(self) -> str:
        """Why it cannot be undone; empty where it can."""
        if self.closed:
            return f"You cannot undo it: your role may not change {self.closed}. Ask somebody whose may."
        if not self.rests:
            return ""
        more = len(self.rests) - _MOST_NAMED
        named = "; ".join(self.rests[:_MOST_NAMED]) + (f"; and {more:,} more" if more > 0 else "")
        return f"It cannot be undone while this rests on it: {named}. Take that back first."


def outlook(viewer: Viewer, case: Case, pack: PartnerPack) -> Outlook:
    """What undoing a pack would do. Writes nothing."""
    sets = resting.sets_of(viewer, case, pack)
    looks = [undo_outlook(viewer, case, one) for one in sets]
    made, back = Counter[str](), Counter[str]()
    for one in looks:
        made.update(one.withdrawn)
        back.update(one.put_back)
    written = [bindings()[table] for table in made + back]
    closed = next((one.plural for one in written if not viewer.may(one.permission, case)), "")
    return Outlook(made.total(), back.total(), tuple(resting.rests_on(viewer, case, pack, sets)), closed)


@transaction.atomic
def undo(*, by: Viewer, at: datetime, on: date, case: Case, pack: PartnerPack) -> int:
    """Take back what a pack wrote, all of it or nothing: new rows are withdrawn, changed ones are as they were.

    Returns how many rows. Raises Refused where something that came later rests on it, by name, and where the viewer's
    role may not change what it wrote.
    """
    take_turn()
    pack.refresh_from_db(fields=["brought_in_at"])
    if pack.brought_in_at is None:
        raise Refused("This pack is not brought in, so there is nothing to undo.")
    refusal = outlook(by, case, pack).refusal
    if refusal:
        raise Refused(refusal)
    eyes = queries.seen_by(pack.partner, on)
    sets = resting.sets_of(by, case, pack)
    count = sum(put_back(by=by, at=at, case=case, change_set=one, eyes=eyes) for one in sets)
    actions.mark_undone(by=by, at=at, case=case, pack=pack, rows=count)
    return count


@transaction.atomic
def withdraw_gone(
    *, by: Viewer, at: datetime, on: date, case: Case, pack: PartnerPack, chosen: Collection[str] | None, why: str
) -> int:
    """Take rows off the record that the sender's last pack has no more: some by `Held.value`, or all where it is None.

    Raises Refused without a reason, where nothing is chosen, where this is not the sender's last pack or is not
    brought in, and where a record of one's own refers to one of them, by name.
    """
    take_turn()
    look = bringing.look(by, case, bytes(pack.body), "pack", on)
    if not why.strip():
        raise Refused("Say why they are withdrawn; it stands in the history.")
    if pack.brought_in_at is None or look.arrival is not Arrival.AGAIN:
        raise Refused(f"Bring in the last pack of {pack.partner.name} first: it tells what is shared no more.")
    held = [one for one in look.gone if chosen is None or one.value in chosen]
    if not held:
        raise Refused("Tick at least one row to withdraw.")
    closed = next((one for one in held if not by.may(one.binding.permission, case)), None)
    if closed is not None:
        raise Refused(f"Your role may not change {closed.binding.plural}. Leave them, or ask somebody whose role may.")
    items = {one.ref for one in held if one.ref}
    rests = resting.refers_to(by, case, pack.partner, items, own=by.organisation)
    if rests:
        named = "; ".join(rests[:_MOST_NAMED])
        raise Refused(f"Nothing is withdrawn while records of yours refer to it: {named}. Change those first.")
    reason = f"no longer in the pack of {pack.partner.name}: {why.strip()}"
    withdraw_items(by=by, at=at, why=reason, case=case, refs=sorted(items))
    remove_rows(by=by, at=at, why=reason, case=case, drafts=[_draft(one) for one in held if not one.ref])
    return len(held)


def _draft(held: Held) -> Draft:
    draft = Draft(held.binding, held.record, row=held.row, before={k: v for k, v in held.texts.items() if v})
    if held.about:
        draft.targets = {held.binding.through: held.about}
    return draft
