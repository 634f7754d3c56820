"""The rule that plans a split: when each piece of work starts, and what no plan can do better."""

from dataclasses import dataclass

from severalty.engine.rules.rule import Rule
from severalty.engine.transition.scheduling import solve
from severalty.engine.transition.scheduling.problem import Problem, Status


@dataclass(frozen=True)
class SplitQuestion:
    """A problem in whole slots, and the work to be spent: about 20,000 for a second of one processor."""

    problem: Problem
    effort: int = 20_000
    seed: int = 0


@dataclass(frozen=True)
class SplitPlan:
    """What is known, the start of every activity, and the value and a lower bound of each aim; empty: no plan."""

    status: Status
    starts: tuple[int, ...]
    values: tuple[int, ...]
    bounds: tuple[int, ...]
    work: int


def _planned(question: SplitQuestion) -> SplitPlan:
    outcome = solve.solve(question.problem, question.effort, question.seed)
    found = outcome.found
    starts, values = (found.starts, found.values) if found else ((), ())
    return SplitPlan(outcome.status, starts, values, outcome.bounds, outcome.work)


RULES: tuple[Rule, ...] = (
    Rule(
        name="split-plan",
        summary="Starts for all work of a split that keep every constraint, better in each aim as effort allows.",
        takes=SplitQuestion,
        gives=SplitPlan,
        run=_planned,
        of=(solve.solve,),
        example={
            "problem": {
                "activities": [
                    {"key": "build", "duration": 3, "uses": [[0, 100]]},
                    {"key": "move the data", "duration": 2, "uses": [[0, 100]]},
                    {"key": "cut over", "duration": 1, "closed": [[4, 6]]},
                ],
                "links": [{"before": 0, "after": 2}, {"before": 1, "after": 2}],
                "resources": [{"key": "infrastructure", "capacity": 100}],
                "aims": [{"key": "by the contract's end", "late": [{"activity": 2, "due": 5, "weight": 1}]}],
                "horizon": 30,
            },
            "effort": 20_000,
        },
        source="Serial schedule generation and annealing; Lagrangian bounds: Moehring and others 2003; CP-SAT",
    ),
)  # fmt: skip
