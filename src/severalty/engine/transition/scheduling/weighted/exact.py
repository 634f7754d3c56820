"""The whole problem in an exact solver, one aim after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from ortools.sat.python import cp_model

from severalty.engine.transition.scheduling.problem import values_of
from severalty.engine.transition.scheduling.stoppable import solve_until
from severalty.engine.transition.scheduling.weighted.part import Part, part_of
from severalty.engine.transition.scheduling.weighted.reduced import Reduced
from severalty.engine.transition.scheduling.weighted.walk import Plan

_SLIP = 1e-6


@dataclass(frozen=True)
class Proof:
    """The best plan, lower bounds (an aim's holds where those before are at their bounds), deterministic seconds."""

    plan: Plan | None
    bounds: tuple[int, ...]
    used: float
    infeasible: bool = False


def exactly(reduced: Reduced, plan: Plan | None, budget: float, seed: int, stop: Callable[[], bool]) -> Proof:
    """Solve for each aim in turn, holding the ones before, until the budget is used or an aim stays open."""
    everything = {number for number, block in enumerate(reduced.blocks) if block.low < block.high}
    low = [block.low for block in reduced.blocks]
    part = part_of(reduced, low, everything)
    bounds = [0] * len(part.values)
    used = 0.0
    best = plan if plan is not None and plan.kept else None
    for number, value in enumerate(part.values):
        part.model.clear_hints()  # type: ignore[no-untyped-call]
        for block, variable in part.variables() if best is not None else ():
            part.model.add_hint(variable, best.starts[block] if best is not None else 0)
        part.model.minimize(value)
        solver = solved(part.model, max(0.1, budget - used), seed, stop)
        used += solver.response_proto.deterministic_time + 0.02
        status = solver.response_proto.status
        if status == cp_model.INFEASIBLE:
            return Proof(best, tuple(bounds), used, infeasible=number == 0 and best is None)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            best = _plan(reduced, part, solver, low)
        # A bound of 7 may be told as 6.999999: values are whole, so that it is the next whole number that counts.
        bounds[number] = max(0, ceil(solver.best_objective_bound - _SLIP)) if status != cp_model.UNKNOWN else 0
        if status != cp_model.OPTIMAL or best is None:
            break
        part.model.add(value == best.values[number])
    return Proof(best, tuple(bounds), used)


def _plan(reduced: Reduced, part: Part, solver: cp_model.CpSolver, low: list[int]) -> Plan:
    starts = list(low)
    for block, variable in part.variables():
        starts[block] = solver.value(variable)
    return Plan(tuple(starts), values_of(reduced.problem, reduced.starts_of(starts)), kept=True)


def solved(model: cp_model.CpModel, budget: float, seed: int, stop: Callable[[], bool]) -> cp_model.CpSolver:
    """A solver after its search, which `stop` may end early from this thread."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = budget
    solve_until(solver, model, stop)
    return solver
