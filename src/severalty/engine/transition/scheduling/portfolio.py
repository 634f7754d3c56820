"""The search for the shortest makespan: lists and constraint programming on two cores, in counted rounds.

In a round both spend work that is counted, not timed, and only when both are done do they tell each other what they
found. So the same problem, seed and number of rounds give the same plan, however fast the machine is and whether one
thread does the work of both or not. Whoever stops it by a clock gets the best plan so far; there, on two cores, the
proof is one long run that keeps what it learned, and begins anew only for a shorter plan of the other core.
"""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from math import inf
from queue import SimpleQueue

import numpy as np

from severalty.engine.transition.scheduling.bounds import lower_bound
from severalty.engine.transition.scheduling.constraint import SLICE, Answer, Hear, Model, Solver, around, window
from severalty.engine.transition.scheduling.problem import Found, Outcome, Problem, Status
from severalty.engine.transition.scheduling.rcpsp import Rcpsp, rcpsp_of, span_of
from severalty.engine.transition.scheduling.search import LONGEST, ListSearch
from severalty.engine.transition.scheduling.serial import plain_forward, rules

ROUND = 0.1
"""Units of the constraint solver in a usual round, about half a second each two."""
SCHEDULES = 40_000_000
"""Schedules of one activity that take as long as one unit of the constraint solver."""
SMALL = 80
"""Up to so many activities a proof is worth more than a better plan."""
WINDOW, LEAST_WINDOW = 0.06, 12
QUIET = 5
"""Rounds without a shorter plan after which both cores try to prove."""
COUNTED = 2
"""Rounds before a proof may last: first plans by lists come soon, and each would make it begin anew."""
FIRST = 2.0
"""Units of the first lasting proof for many activities; each next one gets twice what all before it had."""
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
    by_clock = effort.rounds is None and effort.workers > 1
    search = _Search(rcpsp, seed, stop, _weighted(told, weight), by_clock)
    search.begin()
    if effort.rounds != 0 and not stop():
        search.settle_islands()
    with ThreadPoolExecutor(max_workers=max(1, min(2, effort.workers))) as cores:
        while (
            not search.over
            and not search.stopped
            and not stop()
            and (effort.rounds is None or search.rounds < effort.rounds)
        ):
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
    by_clock: bool = False
    stopped: bool = False
    best: tuple[int, ...] = ()
    least: int = 0
    rounds: int = 0
    work: float = 0.0
    status: Status = Status.UNKNOWN
    islands: list[ListSearch] = field(default_factory=list)
    attempts: int = 0
    quiet: int = 0
    free: int = 30
    pool: list[tuple[int, ...]] = field(default_factory=list)
    solvers: list[Solver] = field(default_factory=list)
    listed: float = 0.0
    raised: float = 0.0
    between: float = 0.0
    proved: float = 0.0
    lot: float = 0.0

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
    def _adopt(self, starts: tuple[int, ...] | None) -> bool:
        """Take a plan, if it is shorter than the best."""
        if starts is None or (self.best and span_of(self.rcpsp, starts) >= self.span):
            return False
        self.best, self.quiet = starts, 0
        self._settle()
        self.told(Found(self.best, (self.span,), (self.least,)))
        return True

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
        lasting = self.by_clock and self.rounds >= COUNTED
        if lasting and self._lot() > 0:
            self._last(cores)
            return
        self.rounds += 1
        self.quiet += 1
        unit = min(ROUND, ROUND / 4 * self.rounds)
        proving = not lasting and (self._exact() or self.rounds & (self.rounds - 1) == 0)
        limit = min(unit * 2 ** min(self.attempts, 7), 25.0) if proving else unit
        self.attempts += proving
        self.pool = [one for island in self.islands for one in island.pool()]
        first = cores.submit(self._first, limit)
        second = cores.submit(self._second, limit, proving)
        self._await(first, second)
        answers = sorted([*first.result(), *second.result()], key=lambda answer: not self._closes(answer))
        self._take(answers)

    def _take(self, answers: list[Answer]) -> bool:
        """What was found, one after another; whether there was a shorter plan."""
        shorter = False
        for answer in answers:
            self.work += answer.work
            shorter = self._adopt(answer.starts) or shorter
            self._raise(answer.bound)
        return shorter

    def _exact(self) -> bool:
        """Whether a proof is worth more than a better plan, or no list makes one."""
        return not self.islands or len(self.rcpsp.durations) <= SMALL

    def _await(self, first: "Future[list[Answer]]", second: "Future[list[Answer]]") -> None:
        """Wait for both. One that settles the matter ends the other; a stop ends both."""
        waiting: set[Future[list[Answer]]] = {first, second}
        ended = False
        while waiting:
            done, waiting = wait(waiting, timeout=POLL, return_when=FIRST_COMPLETED)
            self.stopped = self.stopped or self.stop()
            ended = ended or self.stopped or any(self._settles(one, first=one is first) for one in done)
            if ended:  # told again and again, since a solver that is only about to start does not hear it
                self._halt()

    def _halt(self) -> None:
        """End what both cores do."""
        for solver in self.solvers:
            solver.stop()
        for island in self.islands:
            island.halt[0] = 1

    def _settles(self, done: "Future[list[Answer]]", *, first: bool) -> bool:
        """Whether nothing better can follow: a proof that the plan at hand is best, or a plan as short as the bound.

        Of two plans as short as the bound the first core's is kept, so the second core's does not end the first.
        """
        answers = done.result()
        if any(answer.bound >= self.span or self._closes(answer) for answer in answers):
            return True
        return first and any(
            answer.starts is not None and span_of(self.rcpsp, answer.starts) <= self.least for answer in answers
        )

    def _closes(self, answer: Answer) -> bool:
        """Whether the second core's plan is proved to be best and longer than the bound: the first's cannot end it."""
        return answer.status is Status.OPTIMAL and answer.starts is not None and answer.bound > self.least

    # ------------------------------------------------------------------------------------------- by the clock
    def _last(self, cores: Executor) -> None:
        """The second core proves while the first goes on from share to share.

        It ends with the proof, its lot, a stop, or a shorter plan of the first core: then the proof begins anew.
        """
        heard: SimpleQueue[tuple[int, ...]] = SimpleQueue()
        second, shorter = cores.submit(self._above, self.lot, heard.put), False
        first = self._share(cores)
        while not (second.done() or shorter or self.over or self.stopped):
            wait((first, second), timeout=POLL, return_when=FIRST_COMPLETED)
            self.stopped = self.stop()
            while not heard.empty():
                self._adopt(heard.get())
            if first.done() and not self.stopped:
                shorter = self._take(first.result())
                first = self._share(cores)
        while not (first.done() and second.done()):
            self._halt()
            wait((first, second), timeout=POLL)
        self._take([*second.result(), *first.result()])
        spent = max(SLICE, sum(answer.work for answer in second.result()))
        self.proved, self.lot = self.proved + spent, self.lot - spent
        for solver in self.solvers:
            solver.stopped = False
        for island in self.islands:
            island.halt[0] = 0

    def _lot(self) -> float:
        """What is left for the proof under way; with many activities there are as many lists between two of them."""
        if self._exact():
            self.lot = inf
        elif self.lot < ROUND:
            self.lot = max(FIRST, 2 * self.proved) if self.proved <= self.between else 0.0
        return self.lot

    def _share(self, cores: Executor) -> "Future[list[Answer]]":
        """The next share of the first core; a proof from below has as much again as all before it."""
        self.rounds += 1
        self.quiet += 1
        return cores.submit(self._first, max(ROUND, self.raised) if not self.islands or self._rising() else ROUND)

    # ------------------------------------------------------------------------------------------- the cores
    def _first(self, limit: float) -> list[Answer]:
        """Lists; in turn with them, once they stay quiet, a proof from below. Where no list makes a plan, only that."""
        if not self.islands or self._rising():
            self.raised += limit
            return [self._below(limit)]
        self.listed += limit
        return self._evolved(self.islands[0], limit)

    def _rising(self) -> bool:
        """Whether it is the turn of a proof from below, which says more than one from above where these lie apart."""
        return self._exact() and self.quiet > QUIET and self.raised <= self.listed and self.least < self.span - 1

    def _evolved(self, island: ListSearch, limit: float) -> list[Answer]:
        island.run(max(1_000, int(limit * SCHEDULES / len(self.rcpsp.durations))), self.least)
        return [Answer(Status.FEASIBLE, island.best, 0, 0.0)]

    def _second(self, limit: float, proving: bool) -> list[Answer]:
        """Lists of its own; in turn with them, or all the time for few activities, proofs and windows around plans."""
        if not self.islands:
            return self._above(limit)
        if not proving:
            self.between += limit
            return self._evolved(self.islands[1], limit)
        [above] = self._above(0.75 * limit)
        return [above, *self._windows(0.25 * limit)] if above.status is Status.UNKNOWN else [above]

    def _above(self, limit: float, hear: Hear | None = None) -> list[Answer]:
        """A plan that is shorter by a slot, again and again, until there is a proof that there is none.

        Where no list makes a plan, whatever is found first may be far too long: then it is one model with its aim.
        """
        most, spent, best = min(self.span - 1, self.rcpsp.horizon), 0.0, None
        while True:
            model = Model(self.rcpsp, most)
            if not self.islands:
                model.aim(self.least)
            answer = self.solvers[1].run(model, limit - spent, hear)
            spent += answer.work
            if answer.status is Status.INFEASIBLE:
                return [Answer(Status.OPTIMAL if best else Status.INFEASIBLE, best, most + 1, spent)]
            if answer.starts is None:
                return [Answer(Status.FEASIBLE if best else Status.UNKNOWN, best, answer.bound, spent)]
            best, most = answer.starts, span_of(self.rcpsp, answer.starts) - 1
            if most < max(self.least, answer.bound):
                return [Answer(Status.OPTIMAL, best, most + 1, spent)]
            if spent >= limit:
                return [Answer(Status.FEASIBLE, best, answer.bound, spent)]

    def _below(self, limit: float) -> Answer:
        """A plan as short as the bound, or the proof that the bound can be raised; again while there is work left."""
        least, spent = self.least, 0.0
        while least <= min(self.span - 1, self.rcpsp.horizon):
            answer = self.solvers[0].run(Model(self.rcpsp, least), limit - spent)
            spent += answer.work
            if answer.status is not Status.INFEASIBLE:
                return Answer(answer.status, answer.starts, least, spent)
            least += 1
            if spent >= limit:
                break
        return Answer(Status.UNKNOWN, None, least, spent)

    def _windows(self, limit: float) -> list[Answer]:
        """Free one stretch of time after another in plans as short as the best, keep the order of all others."""
        pool = [one for one in (self.best, *self.pool) if span_of(self.rcpsp, one) == self.span]
        spent, best = 0.0, self.best
        while spent < limit and not self.solvers[1].stopped and span_of(self.rcpsp, best) > self.least:
            base = pool[self._draw(len(pool))] if pool else best
            model = window(self.rcpsp, base, around(self.rcpsp, base, self.free, self._draw))
            answer = self.solvers[1].run(model, min(WINDOW, limit - spent))
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
