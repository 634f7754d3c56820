"""Rules of scheduling as the literature has it: the shortest plan, with what is proved of it."""

from dataclasses import dataclass

from severalty.engine.rules.rule import Rule
from severalty.engine.transition.scheduling.bounds import energy, lower_bound, overloaded
from severalty.engine.transition.scheduling.constraint import around, window
from severalty.engine.transition.scheduling.kernels.genetic import (
    chosen,
    cross,
    draw,
    evolve,
    held,
    justify,
    linked,
    mutate,
)
from severalty.engine.transition.scheduling.kernels.lists import backward, first_fit, forward, last_fit, sort_by
from severalty.engine.transition.scheduling.portfolio import Effort, never, solve_makespan
from severalty.engine.transition.scheduling.problem import Problem, Status, values_of
from severalty.engine.transition.scheduling.rcpsp import chains, feasible, rcpsp_of, span_of, topological
from severalty.engine.transition.scheduling.serial import listed, network_of, plain_backward, plain_forward, rules


@dataclass(frozen=True)
class ShortestQuestion:
    """A problem whose one aim is to finish early, the work to spend on it in counted rounds, and a seed."""

    problem: Problem
    rounds: int = 20
    seed: int = 0


@dataclass(frozen=True)
class ShortestPlan:
    """The slot in which every activity starts, the slot at which all has ended, and the slot before which none can.

    Without a plan there are no starts, and `makespan` is blank.
    """

    status: Status
    starts: tuple[int, ...]
    makespan: int | None
    bound: int
    rounds: int


def _shortest(question: ShortestQuestion) -> ShortestPlan:
    outcome = solve_makespan(question.problem, Effort(question.rounds), question.seed)
    found = outcome.found
    return ShortestPlan(
        outcome.status,
        found.starts if found else (),
        found.values[0] if found else None,
        outcome.bounds[0],
        outcome.work,
    )


RULES: tuple[Rule, ...] = (
    Rule(
        name="shortest-plan",
        summary="The shortest plan that keeps every link and every capacity, and what is proved of its length.",
        takes=ShortestQuestion,
        gives=ShortestPlan,
        run=_shortest,
        of=(
            solve_makespan, never, rcpsp_of, feasible, span_of, topological, chains, values_of,
            listed, network_of, plain_backward, plain_forward, rules, lower_bound, energy, overloaded, around, window,
            forward, backward, first_fit, last_fit, sort_by,
            evolve, justify, cross, mutate, linked, chosen, held, draw,
        ),
        example={
            "problem": {
                "activities": [
                    {"key": "network", "duration": 3, "uses": [[0, 1]]},
                    {"key": "telephony", "duration": 2, "uses": [[0, 1]]},
                    {"key": "cut-over", "duration": 1, "uses": [[0, 2]]},
                ],
                "links": [{"before": 0, "after": 2}, {"before": 1, "after": 2}],
                "resources": [{"key": "team", "capacity": 2}],
            },
        },
        source="Kolisch and Hartmann 1999; Valls, Ballestín and Quintanilla 2005",
    ),
)  # fmt: skip
