"""`severalty plan FILE`: a short plan for an instance of the scheduling literature; no database, no Django."""

import json
import signal
import threading
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from severalty.cli.exits import DONE, TRUTHFUL_NO, WrongInput
from severalty.cli.layout import table
from severalty.cli.plan import SECONDS
from severalty.engine.transition.scheduling.portfolio import Effort, solve_makespan
from severalty.engine.transition.scheduling.problem import Found, Outcome, Problem
from severalty.formats.problems import Unreadable
from severalty.formats.psplib import MOST_BYTES, read_instance

NO_PLAN = {
    "infeasible": "There is no plan: the time lags and the resources cannot all be kept.",
    "unknown": "No plan was found in this time, and none was shown to be impossible; try more --seconds.",
}


def run_instance(args: Namespace) -> int:
    """Read the file, search until the time or the work is over, and print what was found."""
    problem = _read(args.what)
    limit = SECONDS if args.seconds is None and args.rounds is None else args.seconds
    began = time.monotonic()
    with _interruptible() as interrupted:
        outcome = solve_makespan(
            problem,
            Effort(args.rounds),
            args.seed,
            lambda: interrupted() or (limit is not None and time.monotonic() - began >= limit),
            None if args.json else _teller(began),
        )
    answer = _answer(outcome, time.monotonic() - began)
    print(json.dumps(answer) if args.json else _words(problem, answer))
    return DONE if outcome.found else TRUTHFUL_NO


def _read(file: str) -> Problem:
    path = Path(file)
    try:
        if path.is_dir():
            raise WrongInput(f"{file}: this is a folder; name a file in it.")
        if not path.is_file():
            raise WrongInput(f"{file}: there is no such file; check its name.")
        with path.open("rb") as stream:
            return read_instance(stream.read(MOST_BYTES + 1), path.name)
    except OSError as error:
        raise WrongInput(f"{file}: cannot be read ({error.strerror}); check the name of the file.") from error
    except ValueError as error:
        raise WrongInput(f"{file!r}: cannot be read; {error}") from error
    except Unreadable as error:
        raise WrongInput(str(error)) from error


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed; the search then ends with its best plan. A second one ends the program."""
    pressed = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield pressed.is_set
        return

    def press(_number: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, before)
        pressed.set()

    before = signal.signal(signal.SIGINT, press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _teller(began: float) -> Callable[[Found], None]:
    def tell(found: Found) -> None:
        print(
            f"{time.monotonic() - began:8.2f} s  makespan {found.values[0]:,}, at least {found.bounds[0]:,}", flush=True
        )

    return tell


def _answer(outcome: Outcome, seconds: float) -> dict[str, Any]:
    found = outcome.found
    return {
        "makespan": found.values[0] if found else None,
        "bound": outcome.bounds[0] if found or outcome.status == "unknown" else None,
        "status": outcome.status.value,
        "seconds": round(seconds, 3),
        "starts": list(found.starts) if found else None,
        "seed": outcome.seed,
        "rounds": outcome.work,
        **outcome.notes,
    }


def _words(problem: Problem, answer: dict[str, Any]) -> str:
    if answer["starts"] is None:
        return NO_PLAN[answer["status"]]
    rows = [
        (activity.key, str(start), str(start + activity.duration))
        for activity, start in zip(problem.activities, answer["starts"], strict=True)
    ]
    proved = "which is proved to be the shortest" if answer["status"] == "optimal" else (
        f"and no plan is shorter than {answer['bound']:,}"
    )  # fmt: skip
    return (
        table(("Activity", "Starts", "Ends"), rows, numbers=frozenset({1, 2}))
        + f"\n\nMakespan {answer['makespan']:,}, {proved}; {answer['seconds']:.1f} seconds."
    )
