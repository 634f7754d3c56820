"""What one viewer may read of plans, their runs and baselines, packages and promises: lists, and one of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404

from severalty.engine.fields import Known
from severalty.estate.queries import register_for
from severalty.tenancy.access import Viewer, visible_items
from severalty.tenancy.binding import Binding, with_ends
from severalty.tenancy.models import Case
from severalty.transition.binding import (
    BASELINES,
    DATES,
    NEEDS,
    PACKAGES,
    PLANS,
    PROMISES,
    RUNS,
    STEPS,
    TEAMS,
    WAITS,
    WORKSTREAMS,
)


def plans_for(viewer: Viewer, case: Case) -> QuerySet[Any]:
    """The plans that the viewer may see, by name."""
    return register_for(viewer, case, PLANS).order_by("item__name", "pk")


def packages_by_plan(viewer: Viewer, case: Case) -> dict[str, int]:
    """How many packages of each plan the viewer may see."""
    streams = WORKSTREAMS.rows_for(viewer, case).values("pk")
    rows = PACKAGES.rows_for(viewer, case).filter(workstream__in=streams).order_by()
    return dict(rows.values_list("workstream__plan").annotate(number=Count("pk")))


def plan_for(viewer: Viewer, case: Case, ref: str) -> Any:
    """One plan. Raises Http404."""
    return one_of(viewer, case, PLANS, ref)


def one_of(viewer: Viewer, case: Case, binding: Binding, ref: str) -> Any:
    """One row of a table, with the names of what it refers to. Raises Http404."""
    row = register_for(viewer, case, binding).filter(pk=ref).first()
    if row is None:
        raise Http404
    return row


def first_plan(viewer: Viewer, case: Case) -> Any | None:
    """The plan that pages open with: the viewer's own organisation's, else the first by name."""
    rows = list(PLANS.rows_for(viewer, case).select_related("item__recorded_by").order_by("item__name", "pk"))
    own = viewer.organisation.pk if viewer.organisation else 0
    return next((one for one in rows if one.council_id == own), rows[0] if rows else None)


def runs_for(viewer: Viewer, case: Case, plan: str) -> list[Any]:
    """The runs of a plan that the viewer may see, the newest first."""
    rows = register_for(viewer, case, RUNS).filter(plan=plan)
    return list(rows.order_by("-item__changed_at", "-pk"))


def run_for(viewer: Viewer, case: Case, ref: str) -> Any:
    """One run. Raises Http404."""
    return one_of(viewer, case, RUNS, ref)


def baselines_for(viewer: Viewer, case: Case, plan: str) -> list[Any]:
    """The baselines of a plan, the newest first."""
    return list(register_for(viewer, case, BASELINES).filter(plan=plan).order_by("-set_on", "-pk"))


def dates_in(viewer: Viewer, case: Case, run: str) -> list[Any]:
    """The dates of a run with their packages, as far as the viewer may see those, in the order of the days."""
    rows = DATES.rows_for(viewer, case).filter(run=run).select_related("package__item", "package__workstream__item")
    streams = WORKSTREAMS.rows_for(viewer, case).values("pk")
    seen = PACKAGES.rows_for(viewer, case).filter(workstream__in=streams).values("pk")
    return list(rows.filter(package__in=seen).order_by("starts", "ends", "package__item__name"))


def package_rows(viewer: Viewer, case: Case) -> QuerySet[Any]:
    """The packages that the viewer may see, with the names of what they refer to."""
    return register_for(viewer, case, PACKAGES)


def planned_days(viewer: Viewer, case: Case) -> dict[str, Any]:
    """The dates of packages in the runs that count, the viewer's own organisation's before others', by reference."""
    rows = DATES.rows_for(viewer, case).filter(run__current=Known.YES.value, run__scenario=None)
    own = viewer.organisation.pk if viewer.organisation else 0
    found: dict[str, Any] = {}
    for row in rows.select_related("run__item").defer("run__confidence").order_by("pk"):
        if row.package_id not in found or row.run.item.recorded_by_id == own:
            found[row.package_id] = row
    return found


def waits_of(viewer: Viewer, case: Case, package: str) -> tuple[list[Any], list[Any]]:
    """What a package waits for, and what waits for it, each as far as the viewer may see it."""
    rows = WAITS.rows_for(viewer, case).select_related("follows", "package__item")
    seen = PACKAGES.rows_for(viewer, case).values("pk")
    return (
        list(rows.filter(package=package, follows__in=_things(viewer, case)).order_by("pk")),
        list(rows.filter(follows=package, package__in=seen).order_by("pk")),
    )


def _things(viewer: Viewer, case: Case) -> QuerySet[Any]:
    """Everything that the viewer may see, and that is about nothing which it may not."""
    return visible_items(viewer, case).filter(with_ends(viewer, case)).values("pk")


def plan_of(viewer: Viewer, case: Case, package: Any) -> str:
    """The reference of the plan of a package; empty where the viewer may not see it, or the workstream."""
    seen = WORKSTREAMS.rows_for(viewer, case).filter(pk=package.workstream_id, plan__in=PLANS.rows_for(viewer, case))
    return str(next(iter(seen.values_list("plan", flat=True)), ""))


def needs_of(viewer: Viewer, case: Case, package: str) -> list[Any]:
    """The teams that a package needs."""
    teams = TEAMS.rows_for(viewer, case).values("pk")
    rows = NEEDS.rows_for(viewer, case).filter(package=package, team__in=teams).select_related("team__item")
    return list(rows.order_by("team__item__name"))


def needs_by_team(viewer: Viewer, case: Case) -> Mapping[str, int]:
    """How many packages that the viewer may see need each team."""
    seen = PACKAGES.rows_for(viewer, case).values("pk")
    rows = NEEDS.rows_for(viewer, case).filter(package__in=seen)
    return dict(rows.order_by().values_list("team").annotate(number=Count("package", distinct=True)))


def promises_for(viewer: Viewer, case: Case) -> QuerySet[Any]:
    """The promises that the viewer may see, with the names of their councils."""
    return register_for(viewer, case, PROMISES)


def fulfilling(viewer: Viewer, case: Case) -> dict[str, list[Any]]:
    """The packages that fulfil promises, as far as the viewer may see them, by promise."""
    found: dict[str, list[Any]] = {}
    for row in PACKAGES.rows_for(viewer, case).exclude(fulfils=None).order_by("item__name"):
        found.setdefault(row.fulfils_id, []).append(row)
    return found


def waiting_for(viewer: Viewer, case: Case) -> dict[str, list[Any]]:
    """The packages that wait for promises, as far as the viewer may see them, by promise."""
    seen = PACKAGES.rows_for(viewer, case).values("pk")
    rows = WAITS.rows_for(viewer, case).filter(follows__table=PROMISES.table, package__in=seen)
    found: dict[str, list[Any]] = {}
    for row in rows.select_related("package__item").order_by("package__item__name"):
        found.setdefault(row.follows_id, []).append(row.package)
    return found


def steps_overdue(viewer: Viewer, case: Case, on: date) -> list[Any]:
    """The steps to confidence of the viewer's own organisation that are past their day."""
    rows = STEPS.rows_for(viewer, case).filter(item__recorded_by=viewer.organisation, done_on=None, due__lt=on)
    return [row for row in rows.order_by("due") if row.due is not None and row.due.last < on]
