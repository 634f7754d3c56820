"""A plan to be taken away: the record as one viewer sees it, with baselines, whom rows are shared with, whole teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from severalty.engine.transition.record import Dated
from severalty.formats.plan_mspdi.plan_file import PlanFile, plan_file
from severalty.tenancy.binding import Binding, lookup_for, record_of, refs_of, shared_with
from severalty.transition.binding import ALLOTMENTS, BASELINE_DATES, BASELINES, LEAVE, NEEDS, TEAMS
from severalty.transition.queries.record import ByHandle, SeenPlan
from severalty.transition.queries.standing import baselines_of


def taken_plan(seen: SeenPlan, dates: Sequence[Dated] | None = None) -> PlanFile:
    """The plan for a file, with the dates of the run that counts where none are given. Ten queries, whatever its size.

    Teams go as they stand in their tables, not in the parts that a plan of all together is worked out with, so that
    a file comes in again as it went out.
    """
    rows = _rows(seen)
    refs = {ref for binding, found in rows.items() for ref in refs_of(_BINDINGS[binding], found)}
    refs |= {one.pk for table in ("baselines", "teams") for one in rows[table]} | set(seen.refs.values())
    found = lookup_for(seen.viewer, seen.case, refs)
    lookup = ByHandle(found.organisations, found.partnerships, found.items)
    records = {table: _records(_BINDINGS[table], held, lookup) for table, held in rows.items()}
    needs = tuple(one for one in records["package_needs"] if one.package and one.team)
    record = replace(
        seen.record, teams=records["teams"], needs=needs, allotments=records["team_allotments"],
        leave=records["team_leave"],
    )  # fmt: skip
    days = tuple(one for one in records["baseline_dates"] if one.package)
    shared = {
        lookup.name_of(ref, "", 0): tuple(sorted(lookup.organisations[one] for one in named))
        for ref, named in shared_with(found.items).items()
    }
    return plan_file(record, dates, records["baselines"], days, shared)


def changed_at(seen: SeenPlan) -> datetime:
    """When something of the plan that the viewer may see was last changed."""
    rows = [seen.row, *seen.rows.values(), *([seen.run] if seen.run is not None else [])]
    return max(row.item.changed_at for row in rows)


_BINDINGS = {one.table: one for one in (TEAMS, NEEDS, ALLOTMENTS, LEAVE, BASELINES, BASELINE_DATES)}


def _rows(seen: SeenPlan) -> dict[str, list[Any]]:
    """Rows of the plan by table that a plan record does not hold, or not as they stand, as far as they may be seen."""
    packages = [seen.refs[one.key] for one in seen.record.packages]
    baselines = baselines_of(seen)
    needs = list(_seen(seen, NEEDS, package__in=packages))
    teams = {one.team_id for one in needs}
    return {
        "package_needs": needs,
        "teams": list(_seen(seen, TEAMS, pk__in=teams)),
        "team_allotments": list(_seen(seen, ALLOTMENTS, team__in=teams)),
        "team_leave": list(_seen(seen, LEAVE, team__in=teams)),
        "baselines": baselines,
        "baseline_dates": list(
            _seen(seen, BASELINE_DATES, baseline__in=[one.pk for one in baselines], package__in=packages)
        ),
    }


def _seen(seen: SeenPlan, binding: Binding, **condition: Any) -> Any:
    return binding.rows_for(seen.viewer, seen.case).filter(**condition).order_by("pk")


def _records(binding: Binding, rows: Sequence[Any], lookup: ByHandle) -> tuple[Any, ...]:
    found = [record_of(binding, row, lookup) for row in rows]
    if not binding.is_item:
        return tuple(found)
    named = [replace(one, key=lookup.name_of(row.pk, "", 0)) for one, row in zip(found, rows, strict=True)]
    return tuple(sorted(named, key=lambda one: str(one.key)))
