"""Weighted totals and net present costs with NumPy, in an environment of its own; `python peer_totals.py FILE`.

It reads plain numbers and prints one line of JSON. It has the sums alone: no ranges, no sheet beside the mean, nothing
that is checked, no verdict, and floating point where Severalty is exact.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np


def main() -> None:
    """Work the same figures out, and say how long it took once they were read."""
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    scores = np.array(given["scores"], dtype=float)
    amounts = np.array(given["amounts"], dtype=float)
    began = time.perf_counter()
    branches, swings = np.array(given["branches"]), np.array(given["swings"], dtype=float)
    of_branch = np.array(given["branch_swings"], dtype=float)
    within = np.bincount(branches, weights=swings)
    weights = swings / within[branches] * (of_branch / of_branch.sum())[branches]
    totals = scores.mean(axis=0) @ weights
    weighed = time.perf_counter()
    rates = np.array([_rate(given["bands"], t) for t in range(amounts.shape[2])])
    factors = 1 / np.cumprod(1 + np.where(np.arange(len(rates)) == 0, 0, rates / 100))
    costs = amounts.sum(axis=1) @ factors
    done = time.perf_counter()
    print(json.dumps({"version": np.__version__, "totals_seconds": weighed - began, "seconds": done - began,
                      "totals": totals.tolist(), "npc_pence": costs.tolist()}))  # fmt: skip


def _rate(bands: list[list[object]], t: int) -> float:
    return next(float(str(rate)) for first, last, rate in bands if last is None or t <= int(str(last)))


if __name__ == "__main__":
    main()
