"""Whether some constraints of a plan can be kept together, and by how much others must give: an exact model of it.

The model is made for reasons, not for good plans: every group of constraints hangs on one literal, so that the solver
can say which of them clash, or on one slack, so that it can say how far a group must give way. Slots reach so far back
and on that nothing clashes with the model itself: the past is barred by the start of the plan, or today, by name. Work
is bounded in the solver's own counted units, which know no clock; one worker, one seed: the same question has the same
answer.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ortools.sat.python import cp_model

from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing_parts import Constraint, Drawn, Form
from severalty.engine.transition.scheduling.problem import Choice, Link, LinkKind, Quota
from severalty.engine.transition.scheduling.stoppable import solve_until

Lits = list[cp_model.IntVar]
Stop = Callable[[], bool]
"""Says whether to stop; once it has said so it goes on saying so."""
_FROM_END = (LinkKind.FINISH_START, LinkKind.FINISH_FINISH)
_TO_END = (LinkKind.FINISH_FINISH, LinkKind.START_FINISH)
_ALL = 2.0  # times the work of one question, for all questions about one plan
_MAKING = 2e-5  # for each row of a model
_ALONE = (Form.EARLIEST, Form.LATEST, Form.FIXED, Form.CLOSED)


class Verdict(StrEnum):
    """Whether it can be."""

    CAN = "can"
    CANNOT = "cannot"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Tried:
    """What came of a try: starts where it can be, groups that clash where it cannot, the slack of each that gives."""

    verdict: Verdict
    starts: tuple[int, ...] = ()
    core: frozenset[int] = frozenset()
    slack: tuple[int, ...] = ()
    proved: bool = True


@dataclass
class Pot:
    """Work that all questions about one plan share; what is left of it, in the solver's own units.

    `stop` is asked before each question and while it is answered; once it says so the pot is empty, and `stopped`.
    """

    left: float
    stop: Stop | None = None
    stopped: bool = False

    def is_over(self) -> bool:
        """Whether no question may be asked any more, because nothing is left or somebody says stop."""
        if not self.stopped and self.stop is not None and self.stop():
            self.left, self.stopped = 0.0, True
        return self.left <= 0


@dataclass(frozen=True)
class Effort:
    """How much work a question may cost, and the pot that it is taken from; an empty pot answers nothing more."""

    each: float
    pot: Pot

    def times(self, factor: float) -> "Effort":
        """More or less for each question, from the same pot."""
        return Effort(self.each * factor, self.pot)

    @property
    def spent(self) -> bool:
        """Whether nothing is left that a question could be asked with."""
        return self.pot.left <= 0


def effort_of(each: float, stop: Stop | None = None) -> Effort:
    """So much work for each question, and for all of them so much as a reader can wait for, until `stop` says so."""
    return Effort(each, Pot(_ALL * each, stop))


def groups_of(drawn: Drawn) -> tuple[tuple[Constraint, ...], ...]:
    """Constraints that are one thing to people (one kind, one sentence), in the order in which they were drawn."""
    found: dict[tuple[ConstraintKind, str], list[Constraint]] = {}
    for one in drawn.constraints:
        found.setdefault((one.kind, one.sentence), []).append(one)
    return tuple(tuple(rows) for rows in found.values())


def reach_of(drawn: Drawn) -> tuple[int, int]:
    """The first slot and the slot after the last in which reasons are looked for.

    All work fits before the first day that any constraint names, and again after the last, as far as the calendar goes.
    """
    named = [slot for one in drawn.constraints if one.form in _ALONE for slot in one.slots]
    links = [one.link for one in drawn.constraints if one.link is not None]
    work = sum(piece.days for piece in drawn.pieces) + sum(abs(link.lag) for link in links) + 1
    last = max([drawn.horizon, *named]) + work
    return min([drawn.first, *named]) - work, min(last, max(drawn.horizon, drawn.calendar.last - 1))


class ReasonModel:
    """One model over the pieces of a plan, to which groups are added, each under a literal or with a slack."""

    def __init__(self, drawn: Drawn) -> None:
        self.drawn = drawn
        self.model = cp_model.CpModel()
        self.reach = reach_of(drawn)
        self.starts = [
            self.model.new_int_var(self.reach[0], max(0, self.reach[1] - piece.days), piece.package)
            for piece in drawn.pieces
        ]
        self.days = [piece.days for piece in drawn.pieces]

    def keep(self, group: Sequence[Constraint], literals: Lits) -> None:
        """Keep every constraint of a group where all these literals hold."""
        domains: dict[int, cp_model.Domain] = {}
        for one in group:
            if one.form in _ALONE:
                for number in one.activities:
                    allowed = _allowed(one, self.days[number], self.reach)
                    before = domains.get(number)
                    domains[number] = allowed if before is None else before.intersection_with(allowed)
            else:
                self._keep_tie(one, literals)
        for number, domain in domains.items():
            self.model.add_linear_expression_in_domain(self.starts[number], domain).only_enforce_if(literals)

    def _keep_tie(self, one: Constraint, literals: Lits) -> None:
        if one.link is not None:
            self._link(one.link, literals, 0)
        elif one.form is Form.TOGETHER:
            for number in one.activities[1:]:
                self.model.add(self.starts[number] == self.starts[one.activities[0]]).only_enforce_if(literals)
        elif one.form is Form.APART:
            self._apart(one, literals, 0)
        elif one.resource is not None:
            self._capacity(one.resource, one.activities, literals, None)
        elif one.quota is not None:
            self._quota(one.quota, literals, 0)
        elif one.choice is not None:
            self._choice(one.choice, literals, 0)

    def give(self, group: Sequence[Constraint], most: int) -> cp_model.IntVar:
        """Keep a group but for a slack, which is returned: working days, per cent of a person, cut-overs or pence."""
        slack = self.model.new_int_var(0, most, f"slack {group[0].sentence}")
        shift = self._shift(slack, most) if group[0].kind is ConstraintKind.FREEZE else None
        for one in group:
            if one.form in _ALONE:
                for number in one.activities:
                    self._give_alone(one, number, slack, shift)
            else:
                self._give_tie(one, slack)
        return slack

    def _give_tie(self, one: Constraint, slack: cp_model.IntVar) -> None:
        if one.link is not None:
            self._link(one.link, [], slack)
        elif one.form is Form.TOGETHER:
            for number in one.activities[1:]:
                apart = self.starts[number] - self.starts[one.activities[0]]
                self.model.add(apart <= slack)
                self.model.add(-apart <= slack)
        elif one.form is Form.APART:
            self._apart(one, [], slack)
        elif one.resource is not None:
            self._capacity(one.resource, one.activities, [], slack)
        elif one.quota is not None:
            self._quota(one.quota, [], slack)
        elif one.choice is not None:
            self._choice(one.choice, [], slack)

    def _shift(self, slack: cp_model.IntVar, most: int) -> cp_model.IntVar:
        shift = self.model.new_int_var(-most, most, "shift")
        self.model.add_abs_equality(slack, shift)
        return shift

    def _give_alone(self, one: Constraint, number: int, slack: cp_model.IntVar, shift: cp_model.IntVar | None) -> None:
        start, days, first = self.starts[number], self.days[number], one.slots[0]
        if one.form in (Form.EARLIEST, Form.FIXED):
            self.model.add(start >= first - slack)
        if one.form is Form.LATEST:
            self.model.add(start + days <= first + slack)
        if one.form is Form.FIXED:
            self.model.add(start <= first + slack)
        if one.form is Form.CLOSED:
            before = self.model.new_bool_var("before")
            low, high = (
                (first + slack, one.slots[1] - slack) if shift is None else (first + shift, one.slots[1] + shift)
            )
            self.model.add(start + days <= low).only_enforce_if(before)
            self.model.add(start >= high).only_enforce_if(before.negated())

    def _link(self, link: Link, literals: Lits, slack: cp_model.IntVar | int) -> None:
        at = self.starts[link.before] + (self.days[link.before] if link.kind in _FROM_END else 0)
        held = self.starts[link.after] + (self.days[link.after] if link.kind in _TO_END else 0)
        self.model.add(held >= at + link.lag - slack).only_enforce_if(literals)
        if link.most is not None:
            self.model.add(held <= at + link.most + slack).only_enforce_if(literals)

    def _apart(self, one: Constraint, literals: Lits, slack: cp_model.IntVar | int) -> None:
        held = [number for number in one.activities if self.days[number]]
        for place, number in enumerate(held):
            for other in held[place + 1 :]:
                first = self.model.new_bool_var("first")
                self.model.add(self.starts[number] + self.days[number] <= self.starts[other] + slack).only_enforce_if(
                    [*literals, first]
                )
                self.model.add(self.starts[other] + self.days[other] <= self.starts[number] + slack).only_enforce_if(
                    [*literals, first.negated()]
                )

    def _capacity(
        self, resource: int, activities: Sequence[int], literals: Lits, slack: cp_model.IntVar | None
    ) -> None:
        """A team whose people come and go: what is missing on a day is a block of work that stands still."""
        intervals, demands = [], []
        for number in activities:
            units = sum(count for place, count in self.drawn.pieces[number].uses if place == resource)
            if units and self.days[number]:
                intervals.append(self._interval(self.starts[number], self.days[number], literals))
                demands.append(units)
        full = self.drawn.resources[resource].capacity
        for first, last, units in missing_of(self.drawn.resources[resource].profile, full, self.reach[1]):
            intervals.append(self._interval(first, last - first, literals))
            demands.append(units)
        self.model.add_cumulative(intervals, demands, full if slack is None else full + slack)

    def _interval(self, start: cp_model.IntVar | int, days: int, literals: Lits) -> cp_model.IntervalVar:
        if literals:
            return self.model.new_optional_fixed_size_interval_var(start, days, literals[0], "work")
        return self.model.new_fixed_size_interval_var(start, days, "work")

    def _choice(self, choice: Choice, literals: Lits, slack: cp_model.IntVar | int) -> None:
        """One option for all of them, where the literals hold; with a slack its days begin earlier or end later."""
        taken = []
        for option in choice.options:
            taken.append(self.model.new_bool_var("option"))
            for number, (low, high) in zip(choice.activities, option, strict=True):
                self.model.add(self.starts[number] >= low - slack).only_enforce_if(taken[-1])
                self.model.add(self.starts[number] <= high - 1 + slack).only_enforce_if(taken[-1])
        self.model.add_bool_or([*taken, *(one.negated() for one in literals)])

    def _quota(self, quota: Quota, literals: Lits, slack: cp_model.IntVar | int) -> None:
        for first, last, most in quota.windows:
            terms = []
            for number, amount in quota.amounts:
                inside = self.model.new_bool_var("inside")
                outside = cp_model.Domain.from_intervals([[self.reach[0] - 1, first - 1], [last, self.reach[1] + 1]])
                self.model.add_linear_expression_in_domain(self.starts[number], outside).only_enforce_if(
                    inside.negated()
                )
                terms.append(amount * inside)
            self.model.add(sum(terms) <= most + slack).only_enforce_if(literals)


def missing_of(profile: Sequence[int], full: int, horizon: int) -> list[tuple[int, int, int]]:
    """Spells of slots in which less than the most is there: (first, slot after the last, what is missing)."""
    found: list[tuple[int, int, int]] = []
    for slot, there in enumerate(profile[:horizon]):
        short = full - there
        if found and found[-1][1] == slot and found[-1][2] == short:
            found[-1] = (found[-1][0], slot + 1, short)
        elif short:
            found.append((slot, slot + 1, short))
    if profile and len(profile) < horizon and profile[-1] < full:
        found.append((len(profile), horizon, full - profile[-1]))
    return found


def _allowed(one: Constraint, days: int, reach: tuple[int, int]) -> cp_model.Domain:
    """The slots in which a piece may start by one constraint."""
    first, last = one.slots
    low, horizon = reach[0] - 1, reach[1]
    if one.form is Form.EARLIEST:
        return cp_model.Domain(first, max(first, horizon))
    if one.form is Form.LATEST:
        return cp_model.Domain(min(low, first - days), first - days)
    if one.form is Form.FIXED:
        return cp_model.Domain(first, first)
    if first >= last:
        return cp_model.Domain(low, horizon)
    return cp_model.Domain.from_intervals([[min(low, first - days), first - days], [last, max(last, horizon)]])


def try_groups(
    drawn: Drawn, groups: Mapping[int, Sequence[Constraint]], effort: Effort, asked: Collection[int] = ()
) -> Tried:
    """Whether groups can be kept together. With `asked` the answer that they cannot names those of these that clash.

    `effort` is in the solver's own units of work; where it does not suffice the verdict is unknown.
    """
    if effort.pot.is_over():
        return Tried(Verdict.UNKNOWN)
    made = ReasonModel(drawn)
    literals: dict[int, cp_model.IntVar] = {}
    for number, group in groups.items():
        held: Lits = []
        if number in asked:
            literals[number] = made.model.new_bool_var(f"group {number}")
            held = [literals[number]]
        made.keep(group, held)
    made.model.add_assumptions(list(literals.values()))
    solver, status = _asked(made.model, effort)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Tried(Verdict.CAN, tuple(solver.value(one) for one in made.starts))
    if status != cp_model.INFEASIBLE:
        return Tried(Verdict.UNKNOWN)
    named = {literal.index: number for number, literal in literals.items()}
    core = frozenset(named[one] for one in solver.sufficient_assumptions_for_infeasibility() if one in named)
    return Tried(Verdict.CANNOT, core=core)


def most_kept(drawn: Drawn, groups: Mapping[int, Sequence[Constraint]], must: Collection[int], effort: Effort) -> Tried:
    """As many groups as can be kept beside those that must be; `core` are those that are not kept."""
    if effort.pot.is_over():
        return Tried(Verdict.UNKNOWN)
    made = ReasonModel(drawn)
    literals = {}
    for number, group in groups.items():
        if number in must:
            made.keep(group, [])
        else:
            literals[number] = made.model.new_bool_var(f"group {number}")
            made.keep(group, [literals[number]])
    made.model.maximize(sum(literals.values()))
    solver, status = _asked(made.model, effort)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        dropped = frozenset(number for number, literal in literals.items() if not solver.value(literal))
        return Tried(Verdict.CAN, tuple(solver.value(one) for one in made.starts), dropped)
    return Tried(Verdict.CANNOT if status == cp_model.INFEASIBLE else Verdict.UNKNOWN)


def least_slack(
    drawn: Drawn,
    groups: Sequence[Sequence[Constraint]],
    giving: Sequence[int],
    most: Sequence[int],
    effort: Effort,
    least: int = 0,
) -> Tried:
    """The least that some groups must give way, all others kept: slacks added up, each `least` or more."""
    if effort.pot.is_over():
        return Tried(Verdict.UNKNOWN)
    made = ReasonModel(drawn)
    slacks = []
    for number, group in enumerate(groups):
        if number not in giving:
            made.keep(group, [])
    for number, bound in zip(giving, most, strict=True):
        slacks.append(made.give(groups[number], bound))
        made.model.add(slacks[-1] >= least)
    made.model.minimize(sum(slacks))
    solver, status = _asked(made.model, effort)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Tried(Verdict.CANNOT if status == cp_model.INFEASIBLE else Verdict.UNKNOWN)
    return Tried(
        Verdict.CAN,
        tuple(solver.value(one) for one in made.starts),
        slack=tuple(solver.value(one) for one in slacks),
        proved=status == cp_model.OPTIMAL,
    )


def _asked(model: cp_model.CpModel, effort: Effort) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    """The solver after one question. Making a model is work too, and is counted by its size."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = max(0.0, min(effort.each, effort.pot.left))
    pot = effort.pot
    status = solver.solve(model) if pot.stop is None else solve_until(solver, model, pot.is_over)
    pot.left -= solver.response_proto.deterministic_time + _MAKING * len(model.proto.constraints)
    return solver, status
