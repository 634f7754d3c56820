"""What others make of scheduling instances: `peer_scheduling.py WAY INSTANCES SECONDS`, in an environment of its own.

`cp-sat` is the model that OR-Tools' own examples have: one interval for each activity, one cumulative constraint for
each resource, the makespan as aim, two workers. `pyjobshop` is PyJobShop's model with renewable resources, two workers
as well. INSTANCES is a file of JSON; one line of JSON is printed for each instance.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

WORKERS = 2


def with_cp_sat(instance: dict[str, Any], seconds: float) -> tuple[list[int] | None, float, bool]:
    from ortools.sat.python import cp_model  # noqa: PLC0415 - only one of the two is installed

    model = cp_model.CpModel()
    durations, horizon = instance["durations"], sum(instance["durations"])
    starts = [model.new_int_var(0, horizon, "") for _ in durations]
    spans = [model.new_fixed_size_interval_var(start, d, "") for start, d in zip(starts, durations, strict=True)]
    end = model.new_int_var(0, horizon, "")
    for i, j in instance["links"]:
        model.add(starts[j] >= starts[i] + durations[i])
    for resource, capacity in enumerate(instance["capacities"]):
        needs = [used[resource] for used in instance["uses"]]
        users = [place for place, units in enumerate(needs) if units]
        model.add_cumulative([spans[place] for place in users], [needs[place] for place in users], capacity)
    for start, d in zip(starts, durations, strict=True):
        model.add(end >= start + d)
    model.minimize(end)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.max_time_in_seconds = WORKERS, seconds
    status = solver.solve(model)
    found = [int(solver.value(start)) for start in starts] if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None
    return found, solver.best_objective_bound, status == cp_model.OPTIMAL


def with_pyjobshop(instance: dict[str, Any], seconds: float) -> tuple[list[int] | None, float, bool]:
    from pyjobshop import Model  # noqa: PLC0415 - only one of the two is installed

    model = Model()
    resources = [model.add_renewable(capacity=capacity) for capacity in instance["capacities"]]
    tasks = [model.add_task() for _ in instance["durations"]]
    for task, duration, used in zip(tasks, instance["durations"], instance["uses"], strict=True):
        model.add_mode(task, resources=resources, duration=duration, demands=used)
    for i, j in instance["links"]:
        model.add_end_before_start(tasks[i], tasks[j])
    result = model.solve(time_limit=seconds, num_workers=WORKERS, display=False)
    starts = [task.start for task in result.best.tasks] if result.best and result.best.tasks else None
    return starts, result.lower_bound, result.status.name.lower() == "optimal"


if __name__ == "__main__":
    way, given, limit = sys.argv[1:]
    solve = with_cp_sat if way == "cp-sat" else with_pyjobshop
    for one in json.loads(Path(given).read_text(encoding="utf-8")):
        began = time.perf_counter()
        starts, bound, proved = solve(one, float(limit))
        print(json.dumps({"name": one["name"], "starts": starts, "bound": bound, "proved": proved,
                          "seconds": time.perf_counter() - began}), flush=True)  # fmt: skip
