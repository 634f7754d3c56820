"""What of plans waits for the viewer's own organisation on a day, and where items stand in plans. Few queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from severalty.decisions.binding import MATTERS
from severalty.engine.dates import PartialDate
from severalty.engine.transition.packages import PackageKind
from severalty.tenancy.access import Viewer
from severalty.tenancy.models import Case, Item
from severalty.transition.binding import DATES, PACKAGES, PROMISES, STEPS, WAITS

AHEAD = timedelta(days=28)


def promises_due(viewer: Viewer, case: Case, on: date) -> list[Any]:
    """The viewer's own promises that are due within four weeks or past, and not kept; the soonest first."""
    rows = PROMISES.rows_for(viewer, case).filter(item__recorded_by=viewer.organisation, kept_on=None)
    due = [(one.promised_for or one.latest, one) for one in rows]
    found = [(when.first, one.item.name, one) for when, one in due if when is not None and when.first <= on + AHEAD]
    return [one for _, _, one in sorted(found, key=lambda pair: pair[:2])]


def notices_due(viewer: Viewer, case: Case, on: date) -> list[tuple[Any, PartialDate]]:
    """The viewer's own packages of notice that are not done and fall into the next four weeks, or are past."""
    rows = PACKAGES.rows_for(viewer, case).filter(
        item__recorded_by=viewer.organisation, kind=PackageKind.NOTICE.value, finished_on=None
    )
    found = [(row, row.must_end_by or row.wanted_by) for row in rows]
    soon = [(row, when) for row, when in found if when is not None and when.first <= on + AHEAD]
    return sorted(soon, key=lambda pair: (pair[1].first, pair[0].item.name))


def steps_overdue(viewer: Viewer, case: Case, on: date) -> list[Any]:
    """The viewer's own steps to confidence that are past their day, the oldest first."""
    rows = STEPS.rows_for(viewer, case).filter(item__recorded_by=viewer.organisation, done_on=None)
    late = [(row.due.last, row.item.name, row) for row in rows if row.due is not None and row.due.last < on]
    return [row for _, _, row in sorted(late, key=lambda one: one[:2])]


def standing_late(viewer: Viewer, case: Case, on: date) -> int:
    """How many of the viewer's own packages should have begun by the plan that counts, and have not."""
    rows = DATES.rows_for(viewer, case).filter(
        run__current="yes", run__scenario=None, run__item__recorded_by=viewer.organisation, package__started_on=None,
        package__finished_on=None, package__item__recorded_by=viewer.organisation,
    )  # fmt: skip
    return sum(1 for starts in rows.values_list("starts", flat=True) if starts is not None and starts.last < on)


def packages_about(viewer: Viewer, item: Item) -> Iterable[Any]:
    """The packages about an item, and those that wait for it, as far as the viewer may see them, by name."""
    waits = WAITS.rows_for(viewer, item.case).filter(follows=item.pk).values("package")
    rows = PACKAGES.rows_for(viewer, item.case).filter(Q(thing=item.pk) | Q(pk__in=waits) | Q(fulfils=item.pk))
    return list(rows.order_by("item__name", "pk"))


def packages_behind_meeting(viewer: Viewer, item: Item) -> Iterable[Any]:
    """The packages that wait for what a meeting is to decide, as far as the viewer may see both."""
    matters = MATTERS.rows_for(viewer, item.case).filter(meeting=item.pk).values("pk")
    waits = WAITS.rows_for(viewer, item.case).filter(follows__in=matters).values("package")
    return list(PACKAGES.rows_for(viewer, item.case).filter(pk__in=waits).order_by("item__name", "pk"))


def dates_of(viewer: Viewer, case: Case, packages: Iterable[str]) -> dict[str, Any]:
    """The dates of some packages in the runs that count. One query."""
    rows = DATES.rows_for(viewer, case).filter(run__current="yes", run__scenario=None, package__in=list(packages))
    return {row.package_id: row for row in rows.order_by("pk")}
