"""How a plan stands: its packages against a baseline, money against dispositions, and the path to confidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from severalty.engine.transition.earned import EarnedQuestion, Work
from severalty.engine.transition.packages import WorkPackage
from severalty.engine.transition.path import PathQuestion
from severalty.tenancy.binding import lookup_for, record_of, refs_of
from severalty.transition.binding import BASELINE_DATES, BASELINES, STEPS
from severalty.transition.queries.record import SeenPlan


@dataclass(frozen=True)
class SpendLine:
    """What a disposition was to cost once, beside what its packages cost by plan and have cost; pence, None unknown."""

    thing: str
    name: str
    council: str
    stated: int | None
    planned: int | None
    spent: int | None
    packages: int


def baselines_of(seen: SeenPlan) -> list[Any]:
    """The baselines of a plan that the viewer may see, the newest first. One query."""
    rows = BASELINES.rows_for(seen.viewer, seen.case).filter(plan=seen.row.pk).select_related("item")
    return list(rows.order_by("-set_on", "-pk"))


def earned_question(seen: SeenPlan, baseline: str, on: date) -> EarnedQuestion:
    """Every package of the plan against a baseline, by the reference of its item; without one against nothing."""
    rows = BASELINE_DATES.rows_for(seen.viewer, seen.case).filter(baseline=baseline) if baseline else ()
    approved = {seen.handles.get(one.package_id, ""): one for one in rows}
    planned = {one.package: one for one in seen.record.previous}
    works = tuple(_work(one, approved.get(one.key), planned.get(one.key)) for one in seen.record.packages)
    return EarnedQuestion(works, on, seen.record.closed)


def _work(package: WorkPackage, row: Any, planned: Any) -> Work:
    starts = row.starts.first if row and row.starts else None
    ends = row.ends.last if row and row.ends else None
    return Work(
        package.key, package.name, package.workstream, starts, max(starts, ends) if starts and ends else ends,
        package.started_on.first if package.started_on else None,
        package.finished_on.last if package.finished_on else None,
        planned.ends if planned else None,
        None if package.percent_done is None else min(package.percent_done, 100),
        row.cost if row else None, package.spent,
    )  # fmt: skip


def spend_lines(seen: SeenPlan) -> tuple[SpendLine, ...]:
    """What dispositions were to cost once against what packages about the same thing and council cost."""
    about: dict[tuple[str, str], list[WorkPackage]] = {}
    for one in seen.record.packages:
        if one.thing and one.council:
            about.setdefault((one.thing, one.council), []).append(one)
    found = []
    for fact in seen.record.dispositions:
        packages = about.get((fact.thing, fact.council), [])
        if packages:
            found.append(SpendLine(
                fact.thing, fact.thing_name or seen.name_of(fact.thing), fact.council, fact.one_off_cost,
                _sum([*(one.capital for one in packages), *(one.revenue for one in packages)]),
                _sum(one.spent for one in packages), len(packages),
            ))  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.name, one.council)))


def _sum(amounts: Iterable[int | None]) -> int | None:
    known = [one for one in amounts if one is not None]
    return sum(known) if known else None


def path_question(seen: SeenPlan, on: date) -> PathQuestion:
    """The steps to planning confidence that the viewer may see, with the packages that they are about. Two queries."""
    rows = list(STEPS.rows_for(seen.viewer, seen.case).filter(workstream__plan=seen.row.pk).order_by("due", "pk"))
    lookup = lookup_for(seen.viewer, seen.case, refs_of(STEPS, rows))
    steps = tuple(
        replace(
            record_of(STEPS, row, lookup), workstream=seen.handles.get(row.workstream_id, ""),
            package=seen.handles.get(row.package_id, ""),
        )
        for row in rows
    )  # fmt: skip
    record = seen.record
    lacking = {one.key for one in record.gates if one.earliest is None}
    return PathQuestion(
        record.workstreams, record.packages, steps, on, {one.package: one.starts for one in record.previous},
        unknown_gates=tuple(dict.fromkeys(one.package for one in record.waits if one.follows in lacking)),
    )  # fmt: skip
