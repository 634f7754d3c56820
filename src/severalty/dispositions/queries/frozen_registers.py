"""The registers that were frozen for the boards, and how much of what all partners see was written since."""

from dataclasses import dataclass

from django.db.models import Subquery

from severalty.decisions.models import FrozenPaper
from severalty.decisions.queries.papers import frozen_for
from severalty.dispositions.binding import DISPOSITIONS
from severalty.dispositions.queries.workbench import JOINT
from severalty.engine.decisions.papers import PaperKind
from severalty.tenancy.access import Viewer, sight_of
from severalty.tenancy.models import AuditEntry, Case

MOST = 3


@dataclass(frozen=True)
class FrozenRegister:
    """One frozen version of the register; `changed` counts the dispositions written to, or answered, since."""

    paper: FrozenPaper
    changed: int


def frozen_registers(viewer: Viewer, case: Case) -> list[FrozenRegister]:
    """The latest registers that were frozen, newest first, as far as the viewer may see them. MOST queries and one."""
    papers = frozen_for(viewer, case).filter(kind=PaperKind.DISPOSITIONS.value).order_by("-frozen_at", "pk")[:MOST]
    return [FrozenRegister(one, _written_since(viewer, case, one)) for one in papers]


def _written_since(viewer: Viewer, case: Case, paper: FrozenPaper) -> int:
    # By number, not by time: whoever pressed the button first may have been written second.
    frozen = AuditEntry.objects.filter(item=paper.pk).order_by("number").values("number")[:1]
    entries = AuditEntry.objects.filter(
        case=case, number__gt=Subquery(frozen), item__table=DISPOSITIONS.table, item__audience__in=JOINT
    )
    entries = entries.filter(sight_of(viewer, case, "item__"))
    entries = entries.filter(DISPOSITIONS.sight_of_ends(viewer, case, "item__disposition__"))
    return entries.values("item").distinct().count()
