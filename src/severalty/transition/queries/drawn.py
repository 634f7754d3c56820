"""Plans for the pages that draw them: the record of one, with its councils, its baseline and the way to each page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404

from severalty.tenancy.access import Viewer
from severalty.tenancy.queries import organisations_of
from severalty.transition.binding import BASELINE_DATES, BASELINES, PLANS
from severalty.transition.queries.record import SeenPlan, plan_seen

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


class NoPlan(Http404):
    """There is no plan at all that the viewer may see, and none was asked for."""


@dataclass(frozen=True)
class Drawn:
    """A plan for a page: what is seen of it, the others that may be chosen, its councils and its newest baseline."""

    seen: SeenPlan
    others: tuple[tuple[str, str], ...]
    organisations: Mapping[str, Any]
    baseline: Any
    approved: Mapping[str, tuple[date, date]]


def plans_of(viewer: Viewer, case: Case) -> list[Any]:
    """The plans that the viewer may see: those of all together first, then by name. One query."""
    rows = PLANS.rows_for(viewer, case).select_related("item").order_by("item__name", "pk")
    return sorted(rows, key=lambda one: one.council_id is not None)


def drawn_plan(viewer: Viewer, case: Case, plan: str, on: date) -> Drawn:
    """The plan of a reference, else that of the viewer's organisation, else the first. Raises Http404, NoPlan."""
    rows = plans_of(viewer, case)
    own = viewer.organisation.pk if viewer.organisation else None
    row = next((one for one in rows if one.pk == plan), None)
    if plan and row is None:
        raise Http404
    row = row or next((one for one in rows if own is not None and one.council_id == own), rows[0] if rows else None)
    if row is None:
        raise NoPlan
    seen = plan_seen(viewer, case, row.pk, on)
    newest = BASELINES.rows_for(viewer, case).filter(plan=row.pk).select_related("item").order_by("-set_on", "-pk")[:1]
    baseline = next(iter(newest), None)
    councils = {one.key: one for one in organisations_of(case)}
    names = tuple((one.pk, one.item.name) for one in rows)
    return Drawn(seen, names, councils, baseline, _approved(viewer, case, seen, baseline))


def _approved(viewer: Viewer, case: Case, seen: SeenPlan, baseline: Any) -> dict[str, tuple[date, date]]:
    """First and last days in the baseline, of the packages in the record."""
    if baseline is None:
        return {}
    rows = BASELINE_DATES.rows_for(viewer, case).filter(baseline=baseline.pk)
    return {
        seen.handles[one.package_id]: (one.starts.first, max(one.starts.first, one.ends.last))
        for one in rows
        if one.package_id in seen.handles and one.starts and one.ends
    }  # fmt: skip
