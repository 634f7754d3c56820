"""TaskJuggler 3 as a peer, where `tj3` is on the path: an instance as its project file, and the dates of its report.

A resource of k units is k members of a team, for TaskJuggler knows no units. An activity that needs u of them asks for
u members, each of whom any other member may stand in for, and all of them mandatory: in an hour all work or none. One
slot is one hour of a calendar without nights. What TaskJuggler has no word for is that work is not interrupted: it lets
an activity rest while others have its team, so that its makespan is that of a problem with a constraint less.
"""

import csv
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

COMMAND = "tj3"
BEGIN, STAMP = datetime(2024, 1, 1, tzinfo=UTC), "%Y-%m-%d-%H:%M"


def version() -> str:
    """The version of `tj3` here; empty if it is not installed."""
    if not shutil.which(COMMAND):
        return ""
    done = subprocess.run([COMMAND, "--version"], capture_output=True, text=True, check=False)
    return next((word for word in done.stdout.split() if word[:1].isdigit()), "")


def planned(instance: dict[str, Any], scratch: Path) -> dict[str, Any]:
    """Starts and ends in slots as TaskJuggler has them, how many activities it interrupts, and the seconds it took."""
    scratch.mkdir(parents=True, exist_ok=True)
    project, report = scratch / "project.tjp", scratch / "plan.csv"
    report.unlink(missing_ok=True)
    project.write_text("\n".join(_project(instance)) + "\n", encoding="utf-8")
    command = [COMMAND, "--silent", "--no-color", "--output-dir", str(scratch), str(project)]
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - began
    if done.returncode or not report.is_file():
        raise SystemExit(f"TaskJuggler failed on {instance['name']}:\n{(done.stderr or done.stdout)[-3000:]}")
    starts, ends = _dates(report, len(instance["durations"]))
    broken = [(i, j) for i, j in instance["links"] if starts[j] < ends[i]]
    if broken:
        raise SystemExit(f"{instance['name']}: TaskJuggler breaks the links {broken}.")
    split = sum(end - start > d for start, end, d in zip(starts, ends, instance["durations"], strict=True))
    return {"starts": starts, "ends": ends, "split": split, "seconds": seconds}


def _project(instance: dict[str, Any]) -> Iterator[str]:
    days = sum(instance["durations"]) // 24 + 2
    yield f'project p "{instance["name"]}" {BEGIN:%Y-%m-%d} +{days}d {{'
    yield f'  timezone "UTC" timeformat "{STAMP}" timingresolution 60 min'
    yield "  dailyworkinghours 24 yearlyworkingdays 366 workinghours mon - sun 0:00 - 24:00"
    yield "}"
    for number, capacity in enumerate(instance["capacities"]):
        yield from (f'resource {_member(number, place)} "{number}.{place}"' for place in range(capacity))
    for place, duration in enumerate(instance["durations"]):
        yield f'task t{place} "{place}" {{'
        before = [f"!t{i}" for i, j in instance["links"] if j == place]
        if before:
            yield f"  depends {', '.join(before)}"
        else:
            yield f"  start {BEGIN:%Y-%m-%d}"
        yield from _work(duration, instance["uses"][place], instance["capacities"])
        yield "}"
    yield 'taskreport "plan" { formats csv columns id, start, end loadunit hours }'


def _work(duration: int, needs: list[int], capacities: list[int]) -> Iterator[str]:
    """How long an activity takes and who does it: hours of work of all members together, where there are any."""
    if not duration:
        yield "  milestone"
    elif not sum(needs):
        yield f"  duration {duration}h"
    else:
        yield f"  effort {duration * sum(needs)}h"
    for number, units in enumerate(needs if duration else []):
        team = [_member(number, place) for place in range(capacities[number])]
        for first in range(units):
            others = ", ".join(team[first + 1 :] + team[:first])
            instead = f"alternative {others} select order " if others else ""
            yield f"  allocate {team[first]} {{ {instead}mandatory }}"


def _member(number: int, place: int) -> str:
    return f"r{number}_{place}"


def _dates(report: Path, count: int) -> tuple[list[int], list[int]]:
    starts, ends = [0] * count, [0] * count
    with report.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            place = int(row["Id"].removeprefix("t"))
            starts[place], ends[place] = _slot(row["Start"]), _slot(row["End"])
    return starts, ends


def _slot(stamp: str) -> int:
    return (datetime.strptime(stamp, STAMP).replace(tzinfo=UTC) - BEGIN) // timedelta(hours=1)
