"""The same networks drawn by two packages; runs in an environment of its own.

`python peer_confidence.py NETWORK.json DRAWS pmcontrols|trueppm` gives a line of JSON: seconds, P50, P80 in days.
"""

import json
import sys
import time
from datetime import date, timedelta
from pathlib import Path


def pmcontrols(network: dict[str, list[list[float]]], draws: int) -> dict[str, float]:
    """PERT-beta and zero-slack criticality, as the package does it."""
    from pmcontrols.network import pert  # noqa: PLC0415 - one package or the other is there

    before: dict[int, list[str]] = {}
    for first, after in network["links"]:
        before.setdefault(int(after), []).append(str(int(first)))
    rows = [
        {"id": str(n), "predecessors": before.get(n, []), "a": low, "m": likely, "b": high}
        for n, (low, likely, high) in enumerate(network["activities"])
    ]
    began = time.perf_counter()
    stats = pert(rows, n_sim=draws, seed=1).stats
    return {"seconds": time.perf_counter() - began, "p50": stats["mc_p50"], "p80": stats["mc_p80"]}


def trueppm(network: dict[str, list[list[float]]], draws: int) -> dict[str, float]:
    """Every day is a working day, so that days are slots."""
    from trueppm_scheduler.engine import monte_carlo  # noqa: PLC0415
    from trueppm_scheduler.models import Calendar, Dependency, Project, Task  # noqa: PLC0415

    start = date(2026, 1, 1)
    tasks = [
        Task(
            str(n), str(n), timedelta(days=likely), optimistic_duration=timedelta(days=low),
            most_likely_duration=timedelta(days=likely), pessimistic_duration=timedelta(days=high),
        )
        for n, (low, likely, high) in enumerate(network["activities"])
    ]  # fmt: skip
    links = [Dependency(str(int(first)), str(int(after))) for first, after in network["links"]]
    project = Project("bench", "bench", start, tasks, links, Calendar(working_days=0b1111111))
    began = time.perf_counter()
    found = monte_carlo(project, runs=draws, seed=1, max_runs=draws, max_tasks=len(tasks))
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "p50": (found.p50 - start).days + 1, "p80": (found.p80 - start).days + 1}


if __name__ == "__main__":
    held = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(json.dumps({"pmcontrols": pmcontrols, "trueppm": trueppm}[sys.argv[3]](held, int(sys.argv[2]))))
