"""Instances of PSPLIB and RCPSP/max: our plans, those of other solvers in the same time, and what is published.

The instances are read from `--data`; where they are not there, invented ones stand in, and the best of all solvers
stands in for the published figures. Every plan of every solver is checked here, link by link and slot by slot, but
TaskJuggler's own, which may interrupt activities: of those only the links are.
"""

import csv
import io
import json
import random
import statistics
import subprocess
import time
import zipfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import taskjuggler
from severalty.engine.transition.scheduling.portfolio import Effort, solve_makespan
from severalty.engine.transition.scheduling.problem import Activity, Link, Problem, Resource, Status
from severalty.engine.transition.scheduling.rcpsp import rcpsp_of
from severalty.engine.transition.scheduling.serial import listed, plain_forward, rules
from severalty.formats.psplib import read_instance

HERE = Path(__file__).resolve().parents[1]
FAMILIES = ("j30", "j60", "j120")
LAGS = "rcpsp-max_j20"
SEED, EARLY = 20_261_126, 6
SECONDS, SAMPLE = 60.0, 12
PEERS = {"cp-sat": "ortools", "pyjobshop": "pyjobshop"}
Environment = Callable[..., tuple[Path | None, str]]


@dataclass(frozen=True)
class Instance:
    """A problem, the best makespan that is published for it (None: not known), and the best bound."""

    name: str
    problem: Problem
    best: int | None


def measure(scratch: Path, args: Namespace, environment: Environment) -> tuple[Any, list[tuple[str, ...]]]:
    """Every family by every solver. Returns every figure, and the rows of the table to print."""
    args = Namespace(
        data=args.data, seconds=args.seconds or SECONDS, sample=SAMPLE if args.sample is None else args.sample
    )
    peers = {way: environment(scratch / way, package) for way, package in PEERS.items()}
    families = {family: drawn(args, family) for family in FAMILIES}
    solve_makespan(next(iter(families.values()))[0].problem, Effort(rounds=1))  # compiled once, before any clock runs
    juggler = taskjuggler.version()
    if not juggler:
        print("TaskJuggler is not installed (no tj3 on the path), so its plans are left out.")
    found: dict[str, Any] = {
        "seconds": args.seconds,
        "peers": {way: version for way, (_, version) in peers.items()},
        "taskjuggler": juggler or None,
        "families": {},
    }
    rows = []
    for family, instances in families.items():
        ways = {"Severalty": own(instances, args.seconds), "rule of latest finish": by_rule(instances)}
        ways[f"Severalty, {args.seconds / EARLY:g} s"] = [
            {**run, "makespan": run["early"], "proved": False, "seconds": args.seconds / EARLY}
            for run in ways["Severalty"]
        ]
        for way, (python, version) in peers.items():
            if python:
                ways[f"{PEERS[way]} {version}"] = other(python, way, instances, scratch, args.seconds)
        if juggler:
            ways |= by_taskjuggler(instances, scratch, juggler)
        best = [
            instance.best or min(run["makespan"] for runs in ways.values() if not (run := runs[place]).get("relaxed"))
            for place, instance in enumerate(instances)
        ]
        found["families"][family] = ways
        rows += [_row(family, way, runs, best) for way, runs in ways.items()]
    found["lags"] = lags(args)
    return found, rows


def _row(family: str, way: str, runs: list[dict[str, Any]], best: list[int]) -> tuple[str, ...]:
    gaps = [100 * (run["makespan"] - least) / least for run, least in zip(runs, best, strict=True)]
    proved = sum(run["proved"] for run in runs)
    seconds = statistics.mean(run["seconds"] for run in runs)
    return (f"{family}: {way}", f"{statistics.mean(gaps):.3f}", f"{proved}/{len(runs)}", f"{seconds:.2f}")


def drawn(args: Namespace, family: str) -> list[Instance]:
    """`--sample` instances of a family, the same every time; all with a sample of nought."""
    folder = args.data / "psplib"
    path = folder / f"{family}-part.zip"
    if not path.is_file():
        print(f"{path} is not there, so invented instances stand in for {family}.")
        return [
            Instance(f"{family}-{place}", invented(int(family[1:]), place), None) for place in range(args.sample or 5)
        ]
    with (folder / "bounds.csv").open(encoding="utf-8", newline="") as file:
        best = {row["problem"]: int(row["best_ub"]) for row in csv.DictReader(file)}
    return [
        Instance(name, read_instance(data, name), best.get(name)) for name, data in _members(path, args.sample)
    ]  # fmt: skip


def _members(path: Path, sample: int) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as packed:
        names = sorted(packed.namelist())
        chance = random.Random(SEED)  # noqa: S311 - the same instances every time
        chosen = chance.sample(names, sample) if 0 < sample < len(names) else names
        for name in chosen:
            yield name, packed.read(name)


def invented(count: int, seed: int) -> Problem:
    """A network of so many activities with four resources, of the same making as the published ones."""
    chance = random.Random(1_000 * count + seed)  # noqa: S311 - the same instances every time
    needs = [[chance.randint(0, 10) if chance.random() < 0.5 else 0 for _ in range(4)] for _ in range(count)]
    activities = tuple(
        Activity(str(place), chance.randint(1, 10), tuple(enumerate(needs[place]))) for place in range(count)
    )
    links = tuple(
        Link(before, after)
        for after in range(1, count)
        for before in sorted(chance.sample(range(max(0, after - 15), after), min(after, chance.randint(0, 3))))
    )
    capacities = [max(10, round(chance.uniform(1.5, 3) * sum(row[r] for row in needs) / count * 3)) for r in range(4)]
    resources = tuple(Resource(f"R{place}", most) for place, most in enumerate(capacities))
    return Problem(activities, links, resources, horizon=sum(one.duration for one in activities))


def own(instances: list[Instance], seconds: float) -> list[dict[str, Any]]:
    """Our plans, with the makespan that stood after a sixth of the time."""
    return [_own(instance, seconds) for instance in instances]


def _own(instance: Instance, seconds: float) -> dict[str, Any]:
    began, told = time.monotonic(), []  # type: float, list[tuple[float, int]]
    outcome = solve_makespan(
        instance.problem, Effort(), 0, lambda: time.monotonic() - began >= seconds,
        lambda found: told.append((time.monotonic() - began, found.values[0])),
    )  # fmt: skip
    took = time.monotonic() - began
    assert outcome.found is not None
    early = [makespan for at, makespan in told if at <= seconds / EARLY] or [told[0][1]]
    return {"name": instance.name, "makespan": checked(instance, list(outcome.found.starts)), "early": min(early),
            "bound": outcome.bounds[0], "proved": outcome.status is Status.OPTIMAL, "seconds": took,
            "first_seconds": told[0][0]}  # fmt: skip


def by_rule(instances: list[Instance]) -> list[dict[str, Any]]:
    """One list by the rule of latest finish, as project tools level resources."""
    found = []
    for instance in instances:
        began = time.monotonic()
        rcpsp = rcpsp_of(instance.problem)
        assert rcpsp is not None
        starts = plain_forward(rcpsp, next(rules(rcpsp)))
        found.append({"name": instance.name, "makespan": checked(instance, list(starts)), "proved": False,
                      "seconds": time.monotonic() - began})  # fmt: skip
    return found


def by_taskjuggler(instances: list[Instance], scratch: Path, version: str) -> dict[str, list[dict[str, Any]]]:
    """TaskJuggler's own plans, of a problem in which activities may rest, and legal ones in the order of its starts."""
    relaxed, legal = [], []
    for instance in instances:
        told = taskjuggler.planned(_plain(instance), scratch / "taskjuggler")
        rcpsp = rcpsp_of(instance.problem)
        assert rcpsp is not None
        order = listed(rcpsp, [start + end / 1e6 for start, end in zip(told["starts"], told["ends"], strict=True)])
        run = {"name": instance.name, "proved": False, "seconds": told["seconds"], "split": told["split"]}
        relaxed.append({**run, "makespan": max(told["ends"]), "relaxed": True})
        legal.append({**run, "makespan": checked(instance, list(plain_forward(rcpsp, order)))})
    split = sum(run["split"] for run in relaxed)
    return {
        f"TaskJuggler {version}, which interrupts {split} activities": relaxed,
        f"TaskJuggler {version}, its order without interruptions": legal,
    }


def other(python: Path, way: str, instances: list[Instance], scratch: Path, seconds: float) -> list[dict[str, Any]]:
    """The plans of another solver, checked here."""
    given = scratch / f"{way}.json"
    given.write_text(json.dumps([_plain(instance) for instance in instances]), encoding="utf-8")
    command = [str(python), str(HERE / "bench" / "peer_scheduling.py"), way, str(given), str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{way} failed:\n{done.stderr[-3000:]}")
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    worst = {instance.name: sum(one.duration for one in instance.problem.activities) for instance in instances}
    return [
        {**line, "makespan": checked(instance, line["starts"]) if line["starts"] else worst[instance.name]}
        for line, instance in zip(lines, instances, strict=True)
    ]


def _plain(instance: Instance) -> dict[str, Any]:
    problem = instance.problem
    return {
        "name": instance.name,
        "durations": [one.duration for one in problem.activities],
        "uses": [
            [dict(one.uses).get(place, 0) for place in range(len(problem.resources))] for one in problem.activities
        ],
        "capacities": [one.capacity for one in problem.resources],
        "links": [[one.before, one.after] for one in problem.links],
    }


def checked(instance: Instance, starts: list[int]) -> int:
    """The makespan of a plan that keeps every link and every capacity; ends the measurement for one that does not."""
    problem = instance.problem
    ends = [start + one.duration for start, one in zip(starts, problem.activities, strict=True)]
    for link in problem.links:
        if starts[link.after] < ends[link.before]:
            raise SystemExit(f"{instance.name}: activity {link.after} starts before {link.before} has ended.")
    for number, resource in enumerate(problem.resources):
        for slot in range(max(ends)):
            used = sum(
                dict(one.uses).get(number, 0)
                for start, end, one in zip(starts, ends, problem.activities, strict=True)
                if start <= slot < end
            )
            if used > resource.capacity:
                raise SystemExit(f"{instance.name}: {used} of {resource.key} in slot {slot}.")
    return max(ends)


def lags(args: Namespace) -> dict[str, Any] | None:
    """RCPSP/max: how many of the published answers are reproduced, infeasible ones too, and which are not."""
    path = args.data / "psplib" / f"{LAGS}-part.zip"
    if not path.is_file():
        return None
    with (args.data / "psplib" / f"{LAGS}_optimum.csv").open(encoding="utf-8", newline="") as file:
        published = {row["problem"].lower(): row["optimum"] for row in csv.DictReader(file)}
    differing, right, spans = [], 0, 0
    for name, data in _members(path, args.sample):
        said = published.get(name.lower(), "")
        low, _, high = said.partition("..")
        got = _answer(read_instance(data, name), args.seconds)
        same = low == got if not high else got.isdigit() and int(low) <= int(got) <= int(high)
        right, spans = right + same, spans + bool(high)
        if not same:
            differing.append(f"{name}: {got}, published {said}")
    print(
        f"RCPSP/max j20: {right} published answers reproduced, {spans} of them bands; differing: {differing or 'none'}"
    )
    return {"right": right, "bands": spans, "differing": differing}


def _answer(problem: Problem, seconds: float) -> str:
    began = time.monotonic()
    outcome = solve_makespan(problem, Effort(), 0, lambda: time.monotonic() - began >= seconds)
    if outcome.status is Status.INFEASIBLE:
        return "unsat"
    return str(outcome.found.values[0]) if outcome.found else "unknown"
