"""Short questions that need no whole register: whether anything is there at all."""

from django.db.models import Q

from severalty.engine.risks.register import RiskState
from severalty.risks.binding import EFFECTS, RISKS
from severalty.tenancy.access import Viewer
from severalty.tenancy.models import Case


def about(viewer: Viewer, case: Case, ref: str) -> set[str]:
    """The risks that the viewer may see which are about an item, or have an effect on it. Two queries."""
    straight = RISKS.rows_for(viewer, case).filter(thing=ref).values_list("pk", flat=True)
    by_effect = EFFECTS.rows_for(viewer, case).filter(thing=ref).values_list("risk_id", flat=True)
    return {*straight, *by_effect}


def own_open(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer's organisation has an open risk. One query."""
    own = viewer.organisation
    rows = RISKS.rows_for(viewer, case).filter(state=RiskState.OPEN)
    return own is not None and rows.filter(Q(owned_by=own) | Q(item__recorded_by=own)).exists()
