"""The search for the shortest makespan: lists and constraint programming on two cores, in counted rounds.

In a round both spend work that is counted, not timed, and only when both are done do they tell each other what they
found. So the same problem, seed and number of rounds give the same plan, however fast the machine is and whether one
thread does the work of both or not. Whoever stops it by a clock gets the best plan so far.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

import numpy as np

from severalty.engine.transition.scheduling.bounds import lower_bound
from severalty.engine.transition.scheduling.constraint import HEAVY, LIGHT, Answer, Model, Solver, around, window
from severalty.engine.transition.scheduling.problem import Found, Outcome, Problem, Status
from severalty.engine.transition.scheduling.rcpsp import Rcpsp, rcpsp_of, span_of
from severalty.engine.transition.scheduling.search import LONGEST, ListSearch
from severalty.engine.transition.scheduling.serial import plain_forward, rules

ROUND = 0.1
"""Units of the constraint solver in a usual round, about half a second each two."""
SCHEDULES = 60_000_000
"""Schedules of one activity that take as long as one unit of the constraint solver."""
SMALL = 80
"""Up to so many activities a proof is worth more than a better plan."""
WINDOW, LEAST_WINDOW = 0.06, 12
QUIET = 5
"""Rounds without a shorter plan after which both cores try to prove."""
POLL = 0.02
ISLANDS = (150, 300)
"""Members of the first population of lists on each core."""
Told = Callable[[Found], None]


@dataclass(frozen=True)
class Effort:
    """How much work: rounds (None: until it is proved or stopped), on one or two cores. The cores change no plan."""

    rounds: int | None = None
    workers: int = 2


def never() -> bool:
    """The rule that stops nothing."""
    return False


def solve_makespan(
    problem: Problem,
    effort: Effort,
    seed: int = 0,
    stop: Callable[[], bool] = never,
    told: Told | None = None,
) -> Outcome:
    """The shortest plan that is found for a problem whose one aim is to finish early, and what is proved of it.

    `stop` is asked about fifty times a second and ends the search; `told` hears of every shorter plan and every better
    bound. Raises ProblemError for a problem with more than starts, links and constant capacities.
    """
    rcpsp = rcpsp_of(problem)
    weight = problem.aims[0].finish
    if rcpsp is None:
        return Outcome(Status.INFEASIBLE, None, (0,), 0, seed)
    if not problem.activities:
        return Outcome(Status.OPTIMAL, Found((), (0,), (0,)), (0,), 0, seed)
    search = _Search(rcpsp, seed, stop, _weighted(told, weight))
    search.begin()
    if effort.rounds != 0 and not stop():
        search.settle_islands()
    with ThreadPoolExecutor(max_workers=max(1, min(2, effort.workers))) as cores:
        while not search.over and not stop() and (effort.rounds is None or search.rounds < effort.rounds):
            search.round(cores)
    found = search.found()
    notes = {"schedules": sum(one.work for one in search.islands), "solver_thousandths": round(1000 * search.work)}
    return Outcome(
        search.status, _scaled(found, weight) if found else None, (search.least * weight,), search.rounds, seed, notes
    )


def _weighted(told: Told | None, weight: int) -> Told:
    return (lambda found: told(_scaled(found, weight))) if told else (lambda found: None)


def _scaled(found: Found, weight: int) -> Found:
    return Found(found.starts, (found.values[0] * weight,), (found.bounds[0] * weight,))


@dataclass
class _Search:
    """What both cores share between rounds. `best` is empty while there is no plan."""

    rcpsp: Rcpsp
    seed: int
    stop: Callable[[], bool]
    told: Told
    best: tuple[int, ...] = ()
    least: int = 0
    rounds: int = 0
    work: float = 0.0
    status: Status = Status.UNKNOWN
    islands: list[ListSearch] = field(default_factory=list)
    attempts: int = 0
    tries: int = 0
    quiet: int = 0
    free: int = 30
    pool: list[tuple[int, ...]] = field(default_factory=list)
    solvers: list[Solver] = field(default_factory=list)

    def begin(self) -> None:
        """The first plan by rules, where any list makes one, and the quick bounds."""
        self.chance = np.random.Generator(np.random.PCG64([self.seed, len(self.rcpsp.durations)]))
        self.solvers = [Solver(self.seed), Solver(self.seed + 1)]
        self.least = self.rcpsp.path
        if self._listed():
            self._adopt(plain_forward(self.rcpsp, next(rules(self.rcpsp))))
        self._raise(lower_bound(self.rcpsp))

    def _listed(self) -> bool:
        """Whether any list makes a plan, and profiles of all its slots fit into the memory."""
        slots = sum(self.rcpsp.durations) + sum(max(0, w) for _, _, w in self.rcpsp.distances)
        return self.rcpsp.lists and slots < LONGEST

    def settle_islands(self) -> None:
        """Begin the searches by lists; where nothing is compiled yet this takes some seconds."""
        if self._listed() and not self.over:
            self.islands = [
                ListSearch(self.rcpsp, self.seed + place, first=first) for place, first in enumerate(ISLANDS)
            ]
            self._adopt(self.islands[0].best)

    @property
    def over(self) -> bool:
        return self.status in (Status.OPTIMAL, Status.INFEASIBLE)

    @property
    def span(self) -> int:
        return span_of(self.rcpsp, self.best) if self.best else self.rcpsp.horizon + 1

    def found(self) -> Found | None:
        return Found(self.best, (self.span,), (self.least,)) if self.best else None

    # ------------------------------------------------------------------------------------------- what was found
    def _adopt(self, starts: tuple[int, ...] | None) -> None:
        """Take a plan, if it is shorter than the best."""
        if starts is None or (self.best and span_of(self.rcpsp, starts) >= self.span):
            return
        self.best, self.quiet = starts, 0
        self._settle()
        self.told(Found(self.best, (self.span,), (self.least,)))

    def _raise(self, least: int) -> None:
        """Take a bound, if it is better. A bound beyond the horizon says that there is no plan."""
        if least <= self.least:
            return
        self.least = least
        self._settle()
        if self.best:
            self.told(Found(self.best, (self.span,), (self.least,)))

    def _settle(self) -> None:
        if self.best:
            self.least = min(self.least, self.span)
            self.status = Status.OPTIMAL if self.least >= self.span else Status.FEASIBLE
        elif self.least > self.rcpsp.horizon:
            self.status = Status.INFEASIBLE

    # ------------------------------------------------------------------------------------------- a round
    def round(self, cores: Executor) -> None:
        """One round: both cores work from the same knowledge, then what they found is put together in a fixed order."""
        self.rounds += 1
        self.quiet += 1
        unit = min(ROUND, ROUND / 4 * self.rounds)
        proving = not self.islands or self._small() or self.rounds & (self.rounds - 1) == 0
        limit = min(unit * 2 ** min(self.attempts, 7), 25.0) if proving else unit
        self.pool = [one for island in self.islands for one in island.pool()]
        first = cores.submit(self._first, limit)
        second = cores.submit(self._second, limit, proving)
        self._await(first, second)
        if proving:
            self.attempts += 1
        for answer in (*first.result(), *second.result()):
            self.work += answer.work
            self._adopt(answer.starts)
            self._raise(answer.bound)

    def _small(self) -> bool:
        return len(self.rcpsp.durations) <= SMALL

    def _await(self, first: "Future[list[Answer]]", second: "Future[list[Answer]]") -> None:
        """Wait for both. One that settles the matter ends the other; a stop ends both."""
        waiting: set[Future[list[Answer]]] = {first, second}
        ended = False
        while waiting:
            done, waiting = wait(waiting, timeout=POLL, return_when=FIRST_COMPLETED)
            ended = ended or any(self._settles(one, first=one is first) for one in done) or self.stop()
            if ended:  # told again and again, since a solver that is only about to start does not hear it
                for solver in self.solvers:
                    solver.stop()
                for island in self.islands:
                    island.halt[0] = 1

    def _settles(self, done: "Future[list[Answer]]", *, first: bool) -> bool:
        """Whether nothing better can follow: a proof that the plan at hand is best, or a plan as short as the bound.

        Of two plans as short as the bound the first core's is kept, so the second core's does not end the first.
        """
        answers = done.result()
        if any(answer.bound >= self.span for answer in answers):
            return True
        return first and any(
            answer.starts is not None and span_of(self.rcpsp, answer.starts) <= self.least for answer in answers
        )

    # ------------------------------------------------------------------------------------------- the cores
    def _first(self, limit: float) -> list[Answer]:
        """Lists; in turn with them, once they stay quiet, a proof from below. Where no list makes a plan: the model."""
        if not self.islands:
            return [self._model(limit)]
        if self._small() and self.quiet > QUIET and self.rounds % 2:
            return [self._below(self.solvers[0], limit, HEAVY)]
        return self._evolved(self.islands[0], limit)

    def _evolved(self, island: ListSearch, limit: float) -> list[Answer]:
        island.run(max(1_000, int(limit * SCHEDULES / len(self.rcpsp.durations))), self.least)
        return [Answer(Status.FEASIBLE, island.best, 0, 0.0)]

    def _second(self, limit: float, proving: bool) -> list[Answer]:
        """Lists of its own; in turn with them, or all the time for few activities, proofs and windows around plans."""
        if not self.islands:
            return [self._below(self.solvers[1], limit, LIGHT)]
        if not proving:
            return self._evolved(self.islands[1], limit)
        above = self._above(0.75 * limit)
        return [above] if above.status is not Status.UNKNOWN else [above, *self._windows(0.25 * limit)]

    def _above(self, limit: float) -> Answer:
        """A plan that is shorter by a slot, or the proof that there is none."""
        model = Model(self.rcpsp, self.span - 1)
        answer = self.solvers[1].run(model, limit, LIGHT)
        answer.bound = self.span if answer.status is Status.INFEASIBLE else 0
        return answer

    def _below(self, solver: Solver, limit: float, settings: Mapping[str, int | bool]) -> Answer:
        """A plan as short as the bound, or the proof that the bound can be raised; again while there is work left."""
        least, spent = self.least, 0.0
        while least <= min(self.span - 1, self.rcpsp.horizon):
            answer = solver.run(Model(self.rcpsp, least), limit - spent, settings)
            spent += answer.work
            if answer.status is not Status.INFEASIBLE:
                return Answer(answer.status, answer.starts, least, spent)
            least += 1
            if spent >= limit:
                break
        return Answer(Status.UNKNOWN, None, least, spent)

    def _model(self, limit: float) -> Answer:
        """The whole model with its aim, beginning at the best plan."""
        model = Model(self.rcpsp, min(self.span, self.rcpsp.horizon))
        model.aim(self.least)
        if self.best:
            model.hint(self.best)
        answer = self.solvers[0].run(model, limit, {})
        if answer.status is Status.INFEASIBLE:
            answer.bound = self.rcpsp.horizon + 1
        elif answer.starts is not None and answer.status is Status.OPTIMAL:
            answer.bound = span_of(self.rcpsp, answer.starts)
        return answer

    def _windows(self, limit: float) -> list[Answer]:
        """Free one stretch of time after another in plans as short as the best, keep the order of all others."""
        pool = [one for one in (self.best, *self.pool) if span_of(self.rcpsp, one) == self.span]
        spent, best = 0.0, self.best
        while spent < limit and not self.solvers[1].stopped and span_of(self.rcpsp, best) > self.least:
            base = pool[self._draw(len(pool))] if pool else best
            model = window(self.rcpsp, base, around(self.rcpsp, base, self.free, self._draw))
            answer = self.solvers[1].run(model, min(WINDOW, limit - spent), LIGHT)
            spent += max(answer.work, 0.002)
            if answer.starts is not None:
                best, pool = answer.starts, []
            else:
                self._resize(answer.status)
        return [Answer(Status.FEASIBLE, best, 0, spent)]

    def _resize(self, status: Status) -> None:
        """Larger windows where they are exhausted, smaller ones where the work does not suffice."""
        grown = self.free + 1 if status is Status.INFEASIBLE else self.free - 2
        self.free = max(LEAST_WINDOW, min(grown, len(self.rcpsp.durations)))

    def _draw(self, below: int) -> int:
        return int(self.chance.integers(below))
