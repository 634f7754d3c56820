"""Council splits planned by Severalty and by a plain model of CP-SAT: feasible, late, and how far from what is proved.

Each side runs alone, one after the other. A value at a time is the best that was there by then; the bound is the one
at the end. Every plan is read again by `split_check`.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from typing import Any

from bench.split_cases import LARGE, LARGE_SEED, SEEDS, checked
from bench.split_check import faults
from bench.split_peer import solve_plainly
from severalty.engine.transition.scheduling.problem import Found, Problem, values_of
from severalty.engine.transition.scheduling.solve import solve

SOON, HALF, WHOLE = 5, 30, 60
EFFORT = 10**12  # the clock ends these runs


def measure(args: argparse.Namespace) -> tuple[dict[str, Any], list[tuple[str, ...]]]:
    """Every split, or the first `--sample`; `--seconds` instead of a minute for a quick look."""
    seconds = args.seconds or WHOLE
    solve(checked(SEEDS[0]), 2_000)  # compiles
    cases = [(f"{seed}", checked(seed)) for seed in SEEDS[: args.sample or len(SEEDS)]]
    if not args.sample or args.sample > len(SEEDS):
        cases.append((f"{5 * LARGE.applications:,} packages", checked(LARGE_SEED, LARGE)))
    found = {name: _case(problem, seconds) for name, problem in cases}
    council = [one for name, one in found.items() if name.isdigit()]
    found["judged"] = {
        "cases": len(council), "feasible in 5 s": sum(_by(one["own"]["seen"], SOON) is not None for one in council),
        "at 5 s no worse than CP-SAT at 30 s": _no_worse(council, SOON, HALF),
        "at 60 s better than CP-SAT at 60 s": _better(council, seconds),
        "bound, least share of the value": min(_share(one["own"]) for one in council),
        "CP-SAT's bound, greatest share": max(_share(one["peer"]) for one in council),
    }  # fmt: skip
    return found, [_row(name, one, seconds) for name, one in found.items() if name != "judged"]


def _case(problem: Problem, seconds: float) -> dict[str, Any]:
    began = time.perf_counter()
    seen: list[tuple[float, int]] = []

    def passed() -> float:
        return time.perf_counter() - began

    def told(better: Found) -> None:
        _read_again(problem, better.starts)
        seen.append((passed(), better.values[0]))

    outcome = solve(problem, EFFORT, stop=lambda: passed() > seconds, told=told)
    own = {"seen": seen, "bound": outcome.bounds[0], "seconds": passed(), "work": outcome.work}
    began = time.perf_counter()
    peer = solve_plainly(problem, seconds, passed)
    starts = peer.pop("starts")
    if isinstance(starts, list):
        _read_again(problem, starts)
        peer["value"] = values_of(problem, starts)[0]
    return {"own": own, "peer": peer, "finish": problem.horizon}


def _read_again(problem: Problem, starts: Sequence[int]) -> None:
    wrong = next(faults(problem, starts), None)
    if wrong:
        raise SystemExit(f"A plan does not keep what it should: {wrong}.")


def _by(seen: Sequence[tuple[float, int]], seconds: float) -> int | None:
    return min((value for at, value in seen if at <= seconds), default=None)


def _or_none(value: int | None) -> int:
    return 10**12 if value is None else value


def _no_worse(cases: Sequence[dict[str, Any]], own: float, peer: float) -> int:
    return _won(cases, lambda one: _or_none(_by(one["own"]["seen"], own)) <= _or_none(_by(one["peer"]["seen"], peer)))


def _better(cases: Sequence[dict[str, Any]], seconds: float) -> int:
    return _won(
        cases, lambda one: _or_none(_by(one["own"]["seen"], seconds)) < _or_none(_by(one["peer"]["seen"], seconds))
    )


def _won(cases: Sequence[dict[str, Any]], does: Callable[[dict[str, Any]], bool]) -> int:
    return sum(does(one) for one in cases)


def _share(side: dict[str, Any]) -> float:
    value = _by(side["seen"], 10**9)
    return round(side["bound"] / value, 3) if value else 0.0


def _row(name: str, one: dict[str, Any], seconds: float) -> tuple[str, ...]:
    own, peer = one["own"], one["peer"]
    first = own["seen"][0][0] if own["seen"] else float("inf")
    values = [_by(own["seen"], SOON), _by(own["seen"], seconds), _by(peer["seen"], HALF), _by(peer["seen"], seconds)]
    return (
        name, f"{first:.2f}", *(f"{value:,}" if value is not None else "none" for value in values),
        f"{_share(own):.0%}", f"{_share(peer):.1%}",
    )  # fmt: skip


HEADS = ("split", "first plan, s", "at 5 s", "at the end", "CP-SAT at 30 s", "CP-SAT at the end", "bound", "its bound")
