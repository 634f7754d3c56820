"""Several records of decisions written at once, or none: what every form of bodies and meetings goes through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Stale, write_drafts
from severalty.tenancy.audit import take_turn
from severalty.tenancy.binding import Binding
from severalty.tenancy.drafts import Draft, Drafting, Effect
from severalty.tenancy.models import Case
from severalty.web.parts import check_drafts

CHANGED = "Somebody else changed this since you opened it. Nothing is written yet: look at it again below, then save."


@dataclass(frozen=True)
class Write:
    """One record to be written, and the version of the row that it was made from; nought where it is to be new."""

    binding: Binding
    record: Any
    version: int = 0


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
