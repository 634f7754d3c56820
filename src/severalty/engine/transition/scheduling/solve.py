"""Plan a split: a first plan at once, better ones as they come, and what is proved of each aim.

Two threads take turns with one plan: a compiled walk over orders (it holds no lock of Python's), and an exact solver
that looks around the plan. They meet after rounds of counted work, so that the same problem, seed and effort give the
same plan. A `stop` that says yes ends the search between two looks, and the best plan is kept.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from severalty.engine.transition.scheduling.problem import Found, Outcome, Problem, Status, values_of
from severalty.engine.transition.scheduling.weighted.around import Around
from severalty.engine.transition.scheduling.weighted.bounds import LARGEST as LARGEST_PRICED
from severalty.engine.transition.scheduling.weighted.bounds import Pricing, plain_bound
from severalty.engine.transition.scheduling.weighted.exact import exactly
from severalty.engine.transition.scheduling.weighted.kernels.worth import BROKEN
from severalty.engine.transition.scheduling.weighted.plain import plain_broken, plain_starts
from severalty.engine.transition.scheduling.weighted.reduced import NoPlan, Reduced, reduce
from severalty.engine.transition.scheduling.weighted.tables import Compiled, Whole, compiled
from severalty.engine.transition.scheduling.weighted.walk import Plan, Walk, urgencies
from severalty.engine.transition.scheduling.weighted.ways import Ways, hull

PER_SECOND = 20_000  # steps of the walk that count as much as one deterministic second of the exact solver
ROUND, LONGEST = 10_000, 80_000
SMALL = 150  # blocks up to which the whole problem goes to the exact solver first, and now and then after
PROOF = 2.0  # deterministic seconds of the first attempt to prove; each next one may take twice as long
FIRST_WAYS = 8  # ways of settling what is to be chosen that are begun with until a plan is kept
ELSEWHERE = 4  # every so many rounds the walk tries another way than that of the best plan
PRICED_SOON = 4  # rounds in which a better plan is worth more than a better bound
IDLE = 3  # rounds without gain after which the next aim has its turn

Stop = Callable[[], bool]
Told = Callable[[Found], object]


def never() -> bool:
    """No reason to stop."""
    return False


def ignored(found: Found) -> None:
    """Nobody to tell."""


def solve(
    problem: Problem, effort: int, seed: int = 0, stop: Stop = never, told: Told = ignored,
    start_from: Sequence[int] | None = None,
) -> Outcome:  # fmt: skip
    """The best plan found with so much effort (steps of the walk), and lower bounds of all aims in their order.

    `start_from` are starts of all activities to begin with, those of the plan before a change for example; they need
    not be possible any more. The same arguments give the same outcome unless `stop` ends the search early.
    """
    try:
        whole = reduce(hull(problem) if problem.choices else problem)
        ways = Ways(problem, start_from or whole.starts_of([block.low for block in whole.blocks]))
        one = next(iter(ways.first(1)), None) or compiled(whole)
    except NoPlan:
        return Outcome(Status.INFEASIBLE, None, (), 0, seed)
    if ways.none_left:
        return Outcome(Status.INFEASIBLE, None, (), 0, seed)
    search = _Search(one, effort, seed, stop, told, whole, ways)
    search.begin(start_from)
    search.settle(SMALL)
    while not search.ended():
        search.round()
    return search.outcome()


@dataclass
class _Search:
    one: Compiled
    effort: int
    seed: int
    stop: Stop
    told: Told
    whole: Reduced
    ways: Ways
    best: Plan | None = None
    work: int = 0
    rounds: int = 0
    aim: int = 0
    idle: int = 0
    status: Status = Status.UNKNOWN
    bounds: list[int] = field(default_factory=list)
    prices: dict[int, Pricing] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    walks: dict[int, Walk] = field(init=False)

    def __post_init__(self) -> None:
        self.walk = Walk(self.one, self.seed)
        self.walks = {id(self.one): self.walk}
        self.around = Around(self.whole, self.seed)
        self.bounds = [plain_bound(self.whole, aim) for aim in self.whole.problem.aims]

    def take(self, one: Compiled | None) -> None:
        """Walk on in this way of settling what is to be chosen."""
        if one is not None:
            self.one = one
            self.walk = self.walks.setdefault(id(one), Walk(one, self.seed))

    def follow(self) -> None:
        """Walk on in the way of the best plan, or in the next where none is kept yet."""
        if not self.whole.problem.choices:
            return
        if self.best is None or not self.best.kept:
            self.take(self.ways.next())
        else:
            self.take(self.ways.compiled(self.ways.way_of(self.whole.starts_of(self.best.starts))))

    def begin(self, start_from: Sequence[int] | None) -> None:
        """Plans by simple rules, way by way until one is kept; near the one to start from as far as that can be."""
        for one in self.ways.first(FIRST_WAYS):
            self.take(one)
            self.begin_here(start_from)
            if self.stop() or (self.best is not None and self.best.kept):
                break

    def begin_here(self, start_from: Sequence[int] | None) -> None:
        """The same in one way."""
        self.walk.aim_at(0, self.bounds)
        for urgency in urgencies(self.one):
            self.keep(self.plainly(self.one.order(urgency), None))
            if self.best is not None and self.best.kept:
                break
        if start_from is not None:
            starts = [0] * len(self.one.reduced.blocks)
            for activity, block in enumerate(self.one.reduced.block_of):
                starts[block] = start_from[activity]
            plain = [float(slot) for slot in starts]
            self.keep(self.plainly(self.one.order(plain), starts))
            self.keep(self.plainly(self.one.order(plain), None))
            self.keep(self.plainly(self.one.order(self.stayers_first(starts)), starts))

    def stayers_first(self, starts: Sequence[int]) -> list[float]:
        """Urgency by these starts, but what can no longer start there comes after all that can."""
        blocks = self.one.reduced.blocks
        return [
            float(slot if block.low <= slot <= block.high else slot + self.one.reduced.slots)
            for slot, block in zip(starts, blocks, strict=True)
        ]

    def plainly(self, order: Whole, releases: Sequence[int] | None) -> Plan:
        """A plan placed in plain Python: nothing has to be compiled before somebody sees it."""
        starts = plain_starts(self.one, order.tolist(), releases)
        values = values_of(self.one.reduced.problem, self.one.reduced.starts_of(starts))
        over = plain_broken(self.one, starts)
        return Plan(starts, values, not over, BROKEN * over)

    def keep(self, plan: Plan) -> bool:
        """Whether this plan is the best so far."""
        if not plan.better_than(self.best):
            return False
        self.best = plan
        if plan.kept:
            self.status = Status.FEASIBLE
            self.told(self.found(plan))
        return True

    def found(self, plan: Plan) -> Found:
        """What is told of a plan."""
        bounds = tuple(min(bound, value) for bound, value in zip(self.bounds, plan.values, strict=True))
        return Found(self.one.reduced.starts_of(plan.starts), plan.values, bounds)

    def settle(self, blocks: int) -> None:
        """Let the exact solver have the whole problem if it is no larger than this."""
        if len(self.one.reduced.blocks) > blocks or self.ended():
            return
        budget = max(0.2, min(PROOF * 2 ** self.notes.get("proofs", 0), 0.5 * (self.effort - self.work) / PER_SECOND))
        proof = exactly(self.whole, self.best, budget, self.seed, self.stop)
        self.work += int(proof.used * PER_SECOND)
        self.notes["proofs"] = self.notes.get("proofs", 0) + 1
        self.bounds = [max(pair) for pair in zip(self.bounds, proof.bounds, strict=True)]
        if proof.plan is not None:
            self.keep(proof.plan)
        if proof.infeasible:
            self.status = Status.INFEASIBLE

    def ended(self) -> bool:
        """Whether nothing is left to do, or no effort to do it with."""
        if self.best is not None and self.best.kept and list(self.best.values) == self.bounds:
            self.status = Status.OPTIMAL
        return self.status in (Status.OPTIMAL, Status.INFEASIBLE) or self.work >= self.effort or self.stop()

    def round(self) -> None:
        """One round of both threads from the best plan."""
        best = self.best
        if best is None:  # no way is left that could be walked in: the exact solver has it alone
            self.settle(10**9)
            self.rounds += 1
            self.work += ROUND
            return
        self.follow()
        if self.whole.problem.choices and best.kept and self.rounds % ELSEWHERE == ELSEWHERE - 1:
            self.take(self.ways.next())
        steps = min(self.effort - self.work, ROUND << min(self.rounds, 3), LONGEST)
        self.walk.aim_at(self.aim, best.values)
        order = self.one.order([float(slot) for slot in best.starts])
        heat = max(1.0, 0.01 / (1 + self.rounds / 2) * best.values[self.aim]) if best.kept else 1e13
        odd = len(self.walk.aims.span) + len(self.walk.aims.moved) > 0
        with ThreadPoolExecutor(1) as pool:
            walking = pool.submit(self.walk.go, order, best.starts if odd else None, steps, heat)
            around = self.beside(best, steps)
            while not walking.done():
                if self.stop():
                    self.walk.halt()
                wait([walking], timeout=0.02)
        gained = self.keep(walking.result())
        gained = around.better_than(best) or gained
        self.work += steps
        self.rounds += 1
        self.turn(gained=gained)

    def beside(self, plan: Plan, steps: int) -> Plan:
        """What the other thread does meanwhile: prices first, then looks around the plan."""
        left = steps / PER_SECOND
        left -= self.price(plan)
        if not plan.kept or self.rounds % 8 == 7:
            self.settle(10**9 if not plan.kept and self.rounds % 4 == 1 else SMALL)
            return self.best or plan
        while left > 0 and not self.stop():
            found, used = self.around.look(plan, self.aim, self.stop)
            left -= used
            if found is not plan:
                plan = found
                self.keep(plan)
        return plan

    def price(self, plan: Plan) -> float:
        """Rounds of prices for the aim of this turn; says what they count in deterministic seconds."""
        reduced, aim = self.whole, self.whole.problem.aims[self.aim]
        size = len(reduced.blocks) * reduced.slots
        if not (aim.late or aim.moved) or size > LARGEST_PRICED or self.rounds > 60:
            return 0.0
        if self.aim not in self.prices:
            self.prices[self.aim] = Pricing(compiled(reduced) if reduced.problem.choices else self.one, aim)
        rounds = int(min(200 if self.rounds < PRICED_SOON else 300, 6e7 // size))
        bound = self.prices[self.aim].improve(rounds, plan.values[self.aim])
        bound += plain_bound(reduced, aim, with_late=False)
        self.bounds[self.aim] = max(self.bounds[self.aim], bound)
        return rounds * size * 2e-9

    def turn(self, *, gained: bool) -> None:
        """Go on to the next aim when this one is proved, or no round gains any more."""
        best = self.best
        self.idle = 0 if gained else self.idle + 1
        if best is None or len(best.values) < 2 or not best.kept:
            return
        if self.idle >= IDLE or best.values[self.aim] <= self.bounds[self.aim]:
            self.aim = (self.aim + 1) % len(best.values)
            self.idle = 0

    def outcome(self) -> Outcome:
        """What the search comes to."""
        kept = self.best if self.best is not None and self.best.kept and self.status != Status.INFEASIBLE else None
        found = self.found(kept) if kept else None
        bounds = found.bounds if found else tuple(self.bounds)
        notes = {**self.notes, "rounds": self.rounds, "looks": self.around.looks, "better": self.around.better}
        return Outcome(self.status, found, bounds, self.work, self.seed, notes)
