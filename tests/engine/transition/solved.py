"""Any plan that holds, for tests: found by the model of reasons, which wants no aims."""

from functools import cache

from severalty.engine.transition.conflicts_model import Verdict, effort_of, groups_of, try_groups
from severalty.engine.transition.drawing import dates_of, drawn_of
from severalty.engine.transition.drawing_parts import Drawn
from severalty.engine.transition.record import Dated, PlanRecord
from tests.engine.transition.plans import chance_plan


def solve(record: PlanRecord) -> tuple[Drawn, tuple[int, ...] | None]:
    """A plan drawn, and the starts of some plan that holds; None where there is none."""
    drawn = drawn_of(record)
    tried = try_groups(drawn, dict(enumerate(groups_of(drawn))), effort_of(5.0))
    return drawn, tried.starts if tried.verdict is Verdict.CAN else None


def solved(record: PlanRecord) -> dict[str, Dated]:
    """The dates of some plan that holds, by package."""
    drawn, starts = solve(record)
    assert starts is not None, "no plan is possible"
    return {one.package: one for one in dates_of(record, drawn, starts).dates}


@cache
def chance_solved(seed: int) -> tuple[PlanRecord, Drawn, tuple[int, ...] | None]:
    """A plan by chance with the starts of one that holds."""
    record = chance_plan(seed)
    return record, *solve(record)
