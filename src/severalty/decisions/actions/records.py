"""Several records of decisions written at once, or none: what every form of bodies and meetings goes through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.engine.freeze import digest
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, Stale, write_drafts
from severalty.tenancy.audit import take_turn
from severalty.tenancy.binding import Binding
from severalty.tenancy.drafts import Draft, Drafting, Effect
from severalty.tenancy.models import Case, Organisation
from severalty.web.parts import check_drafts

CHANGED = "Somebody else changed this since you opened it. Nothing is written yet: look at it again below, then save."


@dataclass(frozen=True)
class Write:
    """One record to be written, and the version of the row that it was made from; nought where it is to be new."""

    binding: Binding
    record: Any
    version: int = 0


def own_of(by: Viewer) -> Organisation:
    """The organisation that the viewer acts for. Raises Refused where there is none."""
    if by.organisation is None:
        raise Refused("A record belongs to an organisation; sign in for one.")
    return by.organisation


def held(drafting: Drafting, by: Viewer, binding: Binding, ref: str) -> tuple[Any, Any]:
    """A row of the viewer's own organisation with its record. Raises Refused for any other."""
    own = own_of(by)
    for row, record in drafting.existing(binding).values():
        if row.pk == ref and row.item.recorded_by_id == own.pk:
            return row, record
    raise Refused(f"Only the organisation that recorded the {binding.singular} can do this.")


@transaction.atomic
def write_all(
    *, by: Viewer, at: datetime, why: str, case: Case, drafting: Drafting, writes: Sequence[Write]
) -> list[Draft]:  # fmt: skip
    """Write several records in one transaction, in their order. What stands there in the very same words is no change.

    Raises Stale where somebody else was quicker with other words, and Refused where one cannot be written.
    """
    take_turn()
    drafts = [drafting.claim(one.binding, [(0, one.record)])[0] for one in writes]
    drafting.settle()
    for one, draft in zip(writes, drafts, strict=True):
        there = draft.row.item.version if draft.row is not None and one.binding.is_item else 0
        if draft.effect is not Effect.SAME and one.binding.is_item and there != one.version:
            raise Stale(CHANGED)
    check_drafts(by, case, timezone.localtime(at).date(), drafting)
    for binding in dict.fromkeys(one.binding for one in writes):
        of_table = [draft for draft in drafts if draft.binding is binding]
        write_drafts(by=by, at=at, why=why, case=case, drafts=of_table)
    return drafts


def evidence_in(case: Case) -> Evidence:
    """What a record rests on that somebody writes by hand in a case."""
    return Evidence.ILLUSTRATIVE if case.illustrative else Evidence.ATTESTED


def seen_by(*records: Any) -> dict[str, Any]:
    """Who may see what comes of several records: only those who may see each of them."""
    order = list(Audience)
    narrowest = min(records, key=lambda one: order.index(one.audience))
    named = [set(one.shared_with) for one in records if one.audience is Audience.NAMED]
    if narrowest.audience is not Audience.NAMED:
        return {"audience": narrowest.audience, "shared_with": ()}
    together = set.intersection(*named)
    return {"audience": Audience.NAMED if together else Audience.HOLDERS, "shared_with": tuple(sorted(together))}


def key_of(*parts: str) -> str:
    """A key from several words; the same words give the same key, so that a form sent twice writes once."""
    whole = " ".join(part for part in parts if part)
    return whole if len(whole) <= 120 else f"{whole[:100].rstrip()} {digest(whole)[:8]}"
