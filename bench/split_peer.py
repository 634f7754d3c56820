"""A plain model of CP-SAT for a split, as its manual would write it: what the planner is held against."""

from collections.abc import Callable

from ortools.sat.python import cp_model

from severalty.engine.transition.scheduling.problem import LinkKind, Problem


class _Noted(cp_model.CpSolverSolutionCallback):
    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__()
        self.clock, self.seen = clock, list[tuple[float, int]]()

    def on_solution_callback(self) -> None:
        self.seen.append((self.clock(), int(self.objective_value)))


def solve_plainly(problem: Problem, seconds: float, clock: Callable[[], float], seed: int = 1) -> dict[str, object]:
    """Two workers for so many seconds: every value met with its time, the last starts and the bound."""
    model = cp_model.CpModel()
    activities = problem.activities
    starts = [model.new_int_var(one.earliest, problem.horizon - one.duration, "") for one in activities]
    ends = [start + one.duration for start, one in zip(starts, activities, strict=True)]
    spans = [
        model.new_fixed_size_interval_var(start, one.duration, "")
        for start, one in zip(starts, activities, strict=True)
    ]
    for link in problem.links:
        first = (ends if link.kind in (LinkKind.FINISH_START, LinkKind.FINISH_FINISH) else starts)[link.before]
        second = (ends if link.kind in (LinkKind.FINISH_FINISH, LinkKind.START_FINISH) else starts)[link.after]
        model.add(second >= first + link.lag)
    for group in problem.together:
        for one in group[1:]:
            model.add(starts[one] == starts[group[0]])
    for one, span in zip(activities, spans, strict=True):
        shut = [model.new_fixed_size_interval_var(first, last - first, "") for first, last in one.closed]
        if shut:
            model.add_no_overlap([span, *shut])
    for number, resource in enumerate(problem.resources):
        _team(model, problem, spans, number, resource.profile)
    late = [(model.new_int_var(0, problem.horizon, ""), x) for aim in problem.aims for x in aim.late]
    for over, x in late:
        model.add(over >= ends[x.activity] - x.due)
    finish = model.new_int_var(0, problem.horizon, "")
    model.add_max_equality(finish, ends)
    model.minimize(sum(x.weight * over for over, x in late) + problem.aims[0].finish * finish)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = seed
    noted = _Noted(clock)
    status = solver.solve(model, noted)
    kept = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return {
        "seen": noted.seen, "bound": int(solver.best_objective_bound),
        "starts": [solver.value(start) for start in starts] if kept else None,
    }  # fmt: skip


def _team(model: cp_model.CpModel, problem: Problem, spans: list[cp_model.IntervalVar], number: int,
          profile: tuple[int, ...]) -> None:  # fmt: skip
    """One capacity, and fixed intervals for what is not there."""
    most = max(profile)
    intervals, demands = [], []
    for one, span in zip(problem.activities, spans, strict=True):
        units = sum(count for used, count in one.uses if used == number)
        if units:
            intervals.append(span)
            demands.append(units)
    since = 0
    for day in range(1, len(profile) + 1):
        if day == len(profile) or profile[day] != profile[since]:
            if profile[since] < most:
                intervals.append(model.new_fixed_size_interval_var(since, day - since, ""))
                demands.append(most - profile[since])
            since = day
    model.add_cumulative(intervals, demands, most)
