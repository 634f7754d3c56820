"""How sure a plan is: networks of 300 and 5,000 activities drawn 10,000 times, here, by two packages and by NumPy."""

import json
import random
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from severalty.engine.effects.spreads import Shape, Spread
from severalty.engine.transition.confidence.confidence import confidence_of
from severalty.engine.transition.confidence.inputs import Inputs
from severalty.engine.transition.confidence.network import Network, NetworkActivity, NetworkLink, NetworkResource
from severalty.engine.transition.confidence.running import Asked, Ready, drawn_outcomes

PEERS = {"pmcontrols": "pmcontrols", "trueppm": "trueppm-scheduler"}
SIZES, DRAWS, WIDTH, SEED = (300, 5_000), 10_000, 25, 20261126


def invented(count: int) -> Network:
    """Layers of 25; each activity waits for about two of the layer before it. PERT durations in days."""
    chance = random.Random(SEED + count)  # noqa: S311 - an invented network
    activities, links = [], []
    for n in range(count):
        likely = chance.randint(5, 20)
        spread = Spread(likely, max(1, likely - chance.randint(1, 5)), likely + chance.randint(2, 15), Shape.PERT)
        activities.append(NetworkActivity(f"a{n}", spread, planned_start=float(n)))
        first = (n // WIDTH - 1) * WIDTH
        if first >= 0:
            links += [NetworkLink(one, n) for one in sorted({chance.randrange(first, first + WIDTH) for _ in "ab"})]
    return Network(tuple(activities), tuple(links))


def with_teams(network: Network) -> Network:
    """Four teams of six; each activity wants one or two of one of them."""
    chance = random.Random(SEED)  # noqa: S311 - an invented network
    held = tuple(replace(one, uses=((chance.randrange(4), chance.choice((1, 1, 2))),)) for one in network.activities)
    return replace(network, activities=held, resources=tuple(NetworkResource(f"team-{n}", 6) for n in range(4)))


def plain_numpy(network: Network, draws: int) -> dict[str, float]:
    """Forwards and backwards with criticality, as one would write it."""
    chance, count = np.random.default_rng(1), len(network.activities)
    before: list[list[int]] = [[] for _ in range(count)]
    after: list[list[int]] = [[] for _ in range(count)]
    for link in network.links:
        before[link.after].append(link.before)
        after[link.before].append(link.after)
    began = time.perf_counter()
    lasts, ends = np.empty((count, draws)), np.empty((count, draws))
    for n, one in enumerate(network.activities):
        spread = one.duration or Spread()
        span = spread.high - spread.low
        share = (spread.likely - spread.low) / span
        lasts[n] = spread.low + span * chance.beta(1 + 4 * share, 5 - 4 * share, draws)
        ends[n] = lasts[n] + (ends[before[n]].max(axis=0) if before[n] else 0)
    end = ends.max(axis=0)
    latest, critical = np.empty((count, draws)), np.empty(count)
    for n in reversed(range(count)):
        latest[n] = (latest[after[n]] - lasts[after[n]]).min(axis=0) if after[n] else end
        critical[n] = (latest[n] - ends[n] < 1e-9).mean()
    return {
        "seconds": time.perf_counter() - began, "p50": float(np.percentile(end, 50)),
        "p80": float(np.percentile(end, 80)),
    }  # fmt: skip


def own(network: Network, draws: int) -> dict[str, float]:
    """Drawn here with criticality; everything is made ready anew each time. Seconds of clock and of processor."""
    began, worked = time.perf_counter(), time.process_time()
    ready = Ready(network, Inputs(network, 1))
    arrays_at = time.perf_counter()
    outcomes = drawn_outcomes(ready, draws, (), Asked())
    ended = time.perf_counter()
    return {
        "seconds": ended - began, "drawing": ended - arrays_at, "processor": time.process_time() - worked,
        "p50": float(np.percentile(outcomes.ends, 50)), "p80": float(np.percentile(outcomes.ends, 80)),
    }  # fmt: skip


def measure(
    scratch: Path, runs: int, environment: Callable[..., tuple[Path | None, str]], show: Callable[..., None]
) -> dict[str, Any]:
    """Every size and way; prints one table for each size, then resources and the one-path case."""
    found: dict[str, Any] = {}
    pythons = {name: environment(scratch / name, package) for name, package in PEERS.items()}
    for size in SIZES:
        network = invented(size)
        own(network, 256)  # compiled, or read from the store of compiled loops
        rows = {"Severalty": [own(network, DRAWS) for _ in range(max(25, runs))]}
        rows["NumPy, plain"] = [plain_numpy(network, DRAWS) for _ in range(runs)]
        for name, (python, _) in pythons.items():
            if python:
                rows[name] = [_peer(python, scratch, network, name) for _ in range(runs)]
        found[str(size)] = rows
        fastest = _median(rows["Severalty"], "seconds")
        print(f"\n{size:,} activities, {DRAWS:,} draws with criticality (median)\n")
        show(("", "milliseconds", "times ours", "P50", "P80"), [
            (name, f"{_median(held, 'seconds') * 1000:,.1f}", f"{_median(held, 'seconds') / fastest:.1f}",
             f"{_median(held, 'p50'):.1f}", f"{_median(held, 'p80'):.1f}")
            for name, held in rows.items()
        ])  # fmt: skip
    found["resources"] = _resources(runs)
    found["one path"] = _one_path()
    return found


def _resources(runs: int) -> list[dict[str, float]]:
    network = with_teams(invented(SIZES[0]))
    own(network, 64)
    rows = [own(network, DRAWS) for _ in range(runs)]
    print(f"\nScheduled anew for each of {DRAWS:,} draws, {SIZES[0]} activities, four teams: "
          f"{_median(rows, 'seconds'):.2f} s, {_median(rows, 'processor'):.2f} s of processor")  # fmt: skip
    return rows


def _one_path() -> dict[str, float]:
    found = confidence_of(invented(SIZES[0]), seed=1).single_path
    if found is None:
        raise SystemExit("The case of one path has no end.")
    print(f"Along one path the P80 of {SIZES[0]} activities is day {found.p80:.1f}; it is {found.late_p80:.1f} days "
          f"later. The end by likely durations is the P{100 * found.percentile:.0f} date.")  # fmt: skip
    return {"p80": found.p80, "late": found.late_p80, "percentile": found.percentile}


def _peer(python: Path, scratch: Path, network: Network, name: str) -> Any:
    path = scratch / "network.json"
    held = [(one.duration.low, one.duration.likely, one.duration.high) for one in network.activities if one.duration]
    links = [(one.before, one.after) for one in network.links]
    path.write_text(json.dumps({"activities": held, "links": links}), encoding="utf-8")
    program = Path(__file__).with_name("peer_confidence.py")
    done = subprocess.run(
        [str(python), str(program), str(path), str(DRAWS), name], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def _median(rows: list[dict[str, float]], what: str) -> float:
    return statistics.median(row[what] for row in rows)
