"""The constraint model of a makespan: proofs that nothing ends by a slot, plans that do, and windows around a plan."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from severalty.engine.transition.scheduling.problem import Status
from severalty.engine.transition.scheduling.rcpsp import Rcpsp, chains, span_of

SETTINGS: Mapping[str, int | bool] = {
    "linearization_level": 0,
    "cp_model_probing_level": 0,
    "symmetry_level": 0,
    "use_new_integer_conflict_resolution": True,  # a proof takes half to a seventh of the conflicts
    "also_bump_variables_in_conflict_reasons": True,  # a tenth fewer again
    "use_disjunctive_constraint_in_cumulative": False,  # what it proves more is worth less than the time it takes
}
SLICE = 1e-3


@dataclass
class Answer:
    """What one run of the solver said: the starts if there are any, its bound, and its deterministic time."""

    status: Status
    starts: tuple[int, ...] | None
    bound: int
    work: float


STATUSES = {
    cp_model.OPTIMAL: Status.OPTIMAL,
    cp_model.FEASIBLE: Status.FEASIBLE,
    cp_model.INFEASIBLE: Status.INFEASIBLE,
}


Hear = Callable[[tuple[int, ...]], None]


class _Ear(cp_model.CpSolverSolutionCallback):
    """Tells the starts of every plan on the way."""

    def __init__(self, starts: list[cp_model.IntVar], hear: Hear) -> None:
        super().__init__()
        self.starts, self.hear = starts, hear

    def on_solution_callback(self) -> None:
        self.hear(tuple(int(self.value(start)) for start in self.starts))


class Solver:
    """Runs models one at a time, on one worker with counted work, until it is told to stop from another thread."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.stopped = False
        self.runs = 0
        self._running: cp_model.CpSolver | None = None

    def stop(self) -> None:
        """End the run under way, and every later one at once, until `stopped` is taken back."""
        self.stopped = True
        running = self._running
        if running is not None:
            running.stop_search()

    def run(self, model: "Model", limit: float, hear: Hear | None = None) -> Answer:
        """Solve for at most `limit` units of deterministic time. `hear` is told every plan on the way."""
        if model.hopeless:
            return Answer(Status.INFEASIBLE, None, model.most + 1, 0.0)
        if self.stopped:
            return Answer(Status.UNKNOWN, None, 0, 0.0)
        solver, self.runs = cp_model.CpSolver(), self.runs + 1
        parameters = solver.parameters
        parameters.num_workers, parameters.random_seed = 1, (self.seed + 2 * self.runs) % 2**31
        parameters.max_deterministic_time = max(limit, SLICE)
        for name, value in SETTINGS.items():
            setattr(parameters, name, value)
        self._running = solver
        ear = _Ear(model.starts, hear) if hear else None
        status = STATUSES.get(solver.solve(model.model, ear), Status.UNKNOWN)
        self._running = None
        work = float(solver.response_proto.deterministic_time)
        if status in (Status.OPTIMAL, Status.FEASIBLE):
            starts = tuple(int(solver.value(start)) for start in model.starts)
            return Answer(status, starts, round(solver.best_objective_bound) if model.aimed else 0, work)
        bound = round(solver.best_objective_bound) if model.aimed and status is Status.UNKNOWN else 0
        return Answer(status, None, bound, work)


class Model:
    """Everything that ends by `most`, kept by CP-SAT. `hopeless` if the domains alone say that nothing does."""

    def __init__(self, rcpsp: Rcpsp, most: int) -> None:
        self.rcpsp, self.most, self.aimed = rcpsp, most, False
        self.model = cp_model.CpModel()
        self.starts: list[cp_model.IntVar] = []
        latest = [min(last, most - tail) for last, tail in zip(rcpsp.lasts, rcpsp.tails, strict=True)]
        self.hopeless = any(last < head for head, last in zip(rcpsp.heads, latest, strict=True))
        if not self.hopeless:
            self._build(latest)

    def _build(self, latest: list[int]) -> None:
        rcpsp, model = self.rcpsp, self.model
        self.starts = [
            model.new_int_var(head, last, "") for head, last in zip(rcpsp.heads, latest, strict=True)
        ]  # fmt: skip
        spans = [
            model.new_fixed_size_interval_var(start, duration, "")
            for start, duration in zip(self.starts, rcpsp.durations, strict=True)
        ]
        for i, j, w in rcpsp.distances:
            if i == j:
                continue
            model.add(self.starts[j] - self.starts[i] >= w)
        for resource, capacity in enumerate(rcpsp.capacities):
            users = [
                (place, units)
                for place, used in enumerate(rcpsp.uses)
                for number, units in used
                if number == resource and rcpsp.durations[place]
            ]
            if sum(units for _, units in users) > capacity:
                model.add_cumulative([spans[place] for place, _ in users], [units for _, units in users], capacity)

    def aim(self, least: int) -> None:
        """Make the end of everything small; it is known not to lie before `least`."""
        self.aimed = True
        if self.hopeless:
            return
        end = self.model.new_int_var(least, self.most, "")
        for start, tail in zip(self.starts, self.rcpsp.tails, strict=True):
            self.model.add(end >= start + tail)
        self.model.minimize(end)

    def hint(self, starts: Iterable[int]) -> None:
        """Begin at this plan."""
        if not self.hopeless:
            for variable, start in zip(self.starts, starts, strict=True):
                self.model.add_hint(variable, start)

    def keep(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Let the second of each pair start after the first has ended."""
        if not self.hopeless:
            for i, j in sorted(pairs):
                self.model.add(self.starts[j] - self.starts[i] >= self.rcpsp.durations[i])


def window(rcpsp: Rcpsp, starts: tuple[int, ...], free: set[int]) -> Model:
    """Plans that end sooner than this one, in which all but the free activities hand resources on as they do here.

    Whoever is not free may move, but only in the order of this plan: a partial-order schedule (Godard, Laborie and
    Nuijten, 2005).
    """
    model = Model(rcpsp, span_of(rcpsp, starts) - 1)
    held = [place for place in range(len(starts)) if place not in free]
    model.keep(chains(rcpsp, starts, held))
    model.hint(starts)
    return model


def around(rcpsp: Rcpsp, starts: tuple[int, ...], size: int, draw: Callable[[int], int]) -> set[int]:
    """About so many activities that lie close to one another in time, at a place chosen by `draw`."""
    middle = draw(max(1, span_of(rcpsp, starts)))
    away = [
        (abs(2 * start + duration - 2 * middle), place)
        for place, (start, duration) in enumerate(zip(starts, rcpsp.durations, strict=True))
        if duration
    ]
    return {place for _, place in sorted(away)[:size]}
