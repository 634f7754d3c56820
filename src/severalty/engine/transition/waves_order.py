"""Waves before there are dates: things put into waves by ranked conditions, each kept as well as those above it allow.

The conditions are those that planning tools for migrations have come to share (peers.md, row 42, lists eight of one
vendor), and one that splits need: what binds a thing to be no later than a wave. They are met one after the other, each
exactly: the fewest breaches of the first, among these the fewest of the second, and so on. Every breach that is left
is named, with what stands against it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ortools.sat.python import cp_model


class Condition(StrEnum):
    """What waves should keep, the first counting before all others."""

    DUE = "due by a wave"
    BOTH_WAYS = "what leans on each other goes in one wave"
    APPLICATION = "one application goes in one wave"
    DEPENDENCY = "what is leaned on goes no later"
    TEST_FIRST = "test goes before live"
    APART = "test and live are not in one wave"
    CRITICAL = "what is critical is not in the first waves"
    COMPLEX = "what is complex is not in the first waves"
    SIZE = "waves are neither too large nor too small"


@dataclass(frozen=True)
class WaveItem:
    """A thing to be put into a wave; `pinned` is a wave that is set, `latest` the last that it may be in."""

    key: str
    application: str = ""
    test: bool = False
    critical: bool = False
    complex: bool = False
    pinned: int | None = None
    latest: int | None = None


@dataclass(frozen=True)
class WaveQuestion:
    """Things, which leans on which (the first on the second), and how many a wave may have and should have.

    `first_waves` is how many waves at the start are for what is easy.
    """

    items: tuple[WaveItem, ...]
    leans: tuple[tuple[str, str], ...] = ()
    most: int = 12
    least: int = 1
    first_waves: int = 1


@dataclass(frozen=True)
class ConditionBreach:
    """A condition that is not kept by these things."""

    condition: Condition
    items: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class WaveAnswer:
    """The wave of every thing in the order of the question, what is not kept, and whether that was proved least."""

    waves: tuple[int, ...]
    breaches: tuple[ConditionBreach, ...] = ()
    proved: bool = True


def propose_waves(question: WaveQuestion, effort: float = 20.0) -> WaveAnswer:
    """The waves that keep the ranked conditions best; as few as that allows. `effort` is in the solver's own units."""
    if not question.items:
        return WaveAnswer(())
    made = _Waves(question)
    proved = made.settle(effort)
    waves = tuple(made.solver.value(one) for one in made.wave.values())
    return WaveAnswer(waves, breaches_of(question, waves), proved)


def breaches_of(question: WaveQuestion, waves: Sequence[int]) -> tuple[ConditionBreach, ...]:
    """What waves do not keep, counted plainly: for these waves or for those of anybody else."""
    wave = {one.key: number for one, number in zip(question.items, waves, strict=True)}
    found = [
        _breach(Condition.DUE, (one.key,), f"is in wave {wave[one.key]} and due by {one.latest}")
        for one in question.items
        if one.latest is not None and wave[one.key] > one.latest
    ]
    for condition, pair in _pairs(question):
        first, second = pair
        bad = wave[first] < wave[second] if condition is Condition.DEPENDENCY else wave[first] != wave[second]
        if bad:
            found.append(_breach(condition, pair, f"are in waves {wave[first]} and {wave[second]}"))
    found += _of_kinds(question, wave)
    sizes = {number: list(waves).count(number) for number in set(waves)}
    for number, count in sorted(sizes.items()):
        if not question.least <= count <= question.most:
            inside = tuple(key for key, at in wave.items() if at == number)
            found.append(_breach(Condition.SIZE, inside, f"make wave {number} {count} large"))
    return tuple(found)


def score_of(breaches: Sequence[ConditionBreach]) -> tuple[int, ...]:
    """How often each condition is not kept, in their order: less is better, the first counting before all others."""
    return tuple(sum(one.condition is condition for one in breaches) for condition in Condition)


def _breach(condition: Condition, items: tuple[str, ...], what: str) -> ConditionBreach:
    return ConditionBreach(condition, items, f"{', '.join(items)} {what}: {condition}.")


def _pairs(question: WaveQuestion) -> list[tuple[Condition, tuple[str, str]]]:
    leans = set(question.leans)
    both = sorted({(min(pair), max(pair)) for pair in leans if (pair[1], pair[0]) in leans and pair[0] != pair[1]})
    found = [(Condition.BOTH_WAYS, pair) for pair in both]
    members: dict[str, list[str]] = {}
    for one in question.items:
        if one.application:
            members.setdefault(one.application, []).append(one.key)
    found += [(Condition.APPLICATION, (keys[0], other)) for keys in members.values() for other in keys[1:]]
    found += [(Condition.DEPENDENCY, pair) for pair in sorted(leans) if pair not in both and pair[::-1] not in both]
    return found


def _of_kinds(question: WaveQuestion, wave: dict[str, int]) -> list[ConditionBreach]:
    """Test before live and not beside it, and what is critical or complex in the first waves."""
    found = []
    live = [wave[one.key] for one in question.items if not one.test]
    for one in question.items:
        at = wave[one.key]
        if one.test and live and at > min(live):
            found.append(_breach(Condition.TEST_FIRST, (one.key,), f"is in wave {at}, after live ones"))
        if one.test and at in live:
            found.append(_breach(Condition.APART, (one.key,), f"is in wave {at} beside live ones"))
        early = max(wave.values()) > 1 and at <= question.first_waves
        if one.critical and early:
            found.append(_breach(Condition.CRITICAL, (one.key,), f"is in wave {at}"))
        if one.complex and early:
            found.append(_breach(Condition.COMPLEX, (one.key,), f"is in wave {at}"))
    return found


class _Waves:
    """The exact model: a wave for each thing, and a literal for each possible breach."""

    def __init__(self, question: WaveQuestion) -> None:
        self.question = question
        self.model = cp_model.CpModel()
        self.solver = cp_model.CpSolver()
        self.solver.parameters.num_workers = 1
        count = len(question.items)
        pinned = [one.pinned or 0 for one in question.items]
        self.many = min(count, max([-(-count // question.most) + 3 + question.first_waves, *pinned]))
        self.many = max([self.many, *pinned])
        self.wave = {one.key: self.model.new_int_var(1, self.many, one.key) for one in question.items}
        self.inside = {
            (one.key, number): self.model.new_bool_var(f"{one.key} in {number}")
            for one in question.items
            for number in range(1, self.many + 1)
        }
        self.terms: dict[Condition, list[cp_model.IntVar]] = {condition: [] for condition in Condition}
        self.last = self.model.new_int_var(1, self.many, "last")
        self._place()
        self._conditions()

    def _place(self) -> None:
        for one in self.question.items:
            mine = [self.inside[one.key, number] for number in range(1, self.many + 1)]
            self.model.add_exactly_one(mine)
            self.model.add(sum((place + 1) * literal for place, literal in enumerate(mine)) == self.wave[one.key])
            if one.pinned is not None:
                self.model.add(self.wave[one.key] == one.pinned)
        self.model.add_max_equality(self.last, list(self.wave.values()))

    def _soft(self, condition: Condition) -> cp_model.IntVar:
        literal = self.model.new_bool_var(f"{condition} {len(self.terms[condition])}")
        self.terms[condition].append(literal)
        return literal

    def _conditions(self) -> None:
        question, wave = self.question, self.wave
        for one in question.items:
            if one.latest is not None:
                self.model.add(wave[one.key] <= one.latest).only_enforce_if(self._soft(Condition.DUE).negated())
        for condition, (first, second) in _pairs(question):
            kept = self._soft(condition).negated()
            if condition is Condition.DEPENDENCY:
                self.model.add(wave[first] >= wave[second]).only_enforce_if(kept)
            else:
                self.model.add(wave[first] == wave[second]).only_enforce_if(kept)
        self._kinds()
        self._sizes()

    def _kinds(self) -> None:
        question, wave = self.question, self.wave
        live = [one for one in question.items if not one.test]
        single = self.model.new_bool_var("one wave only")
        self.model.add(self.last == 1).only_enforce_if(single)
        self.model.add(self.last >= 2).only_enforce_if(single.negated())
        for one in question.items:
            for hard, condition in ((one.critical, Condition.CRITICAL), (one.complex, Condition.COMPLEX)):
                if hard:
                    kept = self._soft(condition).negated()
                    self.model.add(wave[one.key] > question.first_waves).only_enforce_if(kept, single.negated())
            if not one.test or not live:
                continue
            first, beside = self._soft(Condition.TEST_FIRST), self._soft(Condition.APART)
            for other in live:
                self.model.add(wave[one.key] <= wave[other.key]).only_enforce_if(first.negated())
                for number in range(1, self.many + 1):
                    pair = (self.inside[one.key, number], self.inside[other.key, number])
                    self.model.add_bool_or([beside, pair[0].negated(), pair[1].negated()])

    def _sizes(self) -> None:
        for number in range(1, self.many + 1):
            count = sum(self.inside[one.key, number] for one in self.question.items)
            bad = self._soft(Condition.SIZE)
            used = self.model.new_bool_var(f"wave {number} is used")
            self.model.add(self.last >= number).only_enforce_if(used)
            self.model.add(self.last < number).only_enforce_if(used.negated())
            self.model.add(count >= 1).only_enforce_if(used)
            self.model.add(count <= self.question.most).only_enforce_if(bad.negated())
            self.model.add(count >= self.question.least).only_enforce_if([bad.negated(), used])

    def settle(self, effort: float) -> bool:
        """Meet the conditions one after the other; then as few waves as can be, then as early as can be."""
        self.solver.parameters.max_deterministic_time = effort
        goals: list[cp_model.LinearExprT] = [sum(terms) for terms in self.terms.values() if terms]
        goals += [self.last, sum(self.wave.values())]
        proved = True
        for goal in goals:
            self.model.minimize(goal)
            status = self.solver.solve(self.model)
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                return False
            proved = proved and status == cp_model.OPTIMAL
            self.model.add(goal <= int(self.solver.objective_value))
        return proved
