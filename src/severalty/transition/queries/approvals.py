"""What can have approved a plan: resolutions that let something go on, and papers, as one viewer may see them."""

from severalty.decisions.binding import PAPERS, RESOLUTIONS
from severalty.decisions.queries.lattice import LETS_GO_ON
from severalty.tenancy.access import Viewer
from severalty.tenancy.models import Case

MOST = 200


def approvals_for(viewer: Viewer, case: Case) -> list[tuple[str, str]]:
    """Resolutions that let something go on, the last first: reference and words. One query."""
    rows = RESOLUTIONS.rows_for(viewer, case).filter(outcome__in=[one.value for one in LETS_GO_ON])
    return [(row.pk, f"{row.item.name} ({row.decided_on or 'no day'})") for row in rows.order_by("-decided_on")[:MOST]]


def papers_for_plan(viewer: Viewer, case: Case) -> list[tuple[str, str]]:
    """Papers, by name: reference and words. One query."""
    rows = PAPERS.rows_for(viewer, case).order_by("item__name", "pk")[:MOST]
    return [(row.pk, row.item.name) for row in rows]
