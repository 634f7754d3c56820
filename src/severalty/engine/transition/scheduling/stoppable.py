"""A search of CP-SAT that whoever says stop need not wait for."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

from ortools.sat.python import cp_model

_LOOK = 0.02  # seconds between two looks at whether to stop


def solve_until(
    solver: cp_model.CpSolver, model: cp_model.CpModel, stop: Callable[[], bool]
) -> cp_model.CpSolverStatus:
    """What the solver says once it has ended, by itself or because `stop`, which is asked from this thread, says so."""
    with ThreadPoolExecutor(1) as pool:
        solving = pool.submit(solver.solve, model)
        try:
            while not wait([solving], timeout=_LOOK).done:
                if stop():
                    solver.stop_search()
        except BaseException:
            solver.stop_search()
            raise
    return solving.result()
