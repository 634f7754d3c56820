"""Council splits for the bench, drawn from a seed: the same everywhere, which a digest checks.

Applications move in chains of five packages (prepare, build, rehearse, cut over, retire). Four teams have a capacity
for every week, in per cent of one person, less leave; nobody works at Christmas; nothing is cut over in freeze weeks
(year-end, elections, council tax billing). Applications that talk to each other are cut over together. Contracts that
end give cut-overs a due day with a weight.
"""

import hashlib
import json
import random
from dataclasses import asdict, dataclass
from pathlib import Path

from severalty.engine.transition.scheduling.problem import Activity, Aim, Late, Link, LinkKind, Problem, Resource

WEEK, YEAR = 5, 260
DIGESTS = Path(__file__).parent / "split_digests.json"
TEAMS = ("infrastructure", "applications", "data", "network")


@dataclass(frozen=True)
class Size:
    """What a split is drawn from. Days are working days; `load` is the share of all capacity that the work needs."""

    applications: int = 60
    joint: int = 15
    deadlines: int = 40
    horizon: int = 520
    load: float = 0.62
    tight: float = 0.62


COUNCIL = Size()
LARGE = Size(applications=400, joint=100, deadlines=260)
SEEDS = tuple(range(1, 21))
LARGE_SEED = 101


def split(seed: int, size: Size = COUNCIL) -> Problem:
    """The split of this seed: 100 for every weighted day late, and 1 for every day until all is done."""
    chance = random.Random(seed)  # noqa: S311 - drawn cases, not secrets
    activities: list[Activity] = []
    links: list[Link] = []
    for number in range(size.applications):
        activities += _chain(chance, number, size)
        links += _links(chance, 5 * number)
    together = _together(chance, size)
    aim = Aim("late", late=_late(chance, size, activities), finish=1)
    resources = _teams(chance, size, activities)
    return Problem(tuple(activities), tuple(links), resources, together, aims=(aim,), horizon=size.horizon)


def _whole(chance: random.Random, low: int, high: int) -> int:
    return low + int(chance.random() * (high - low + 1))


def _some(chance: random.Random, things: list[int], count: int) -> list[int]:
    pool = list(things)
    return [pool.pop(int(chance.random() * len(pool))) for _ in range(count)]


def _chain(chance: random.Random, number: int, size: Size) -> list[Activity]:
    shut, frozen = _christmas(size.horizon), _freezes(size.horizon)
    half = 50
    uses = (
        ((1, half * _whole(chance, 1, 2)),),
        ((0, half * _whole(chance, 1, 3)), (1, half)),
        ((1, half * _whole(chance, 1, 2)), (2, half * _whole(chance, 1, 3)), (3, half)),
        ((0, half * _whole(chance, 1, 2)), (3, half * _whole(chance, 1, 2)), (2, half)),
        ((0, half), (3, half * _whole(chance, 1, 2))),
    )
    days = (
        _whole(chance, 3, 12), _whole(chance, 5, 20), _whole(chance, 5, 15), _whole(chance, 1, 3),
        _whole(chance, 2, 8),
    )  # fmt: skip
    ready = _whole(chance, 0, 8) * WEEK if chance.random() < 0.5 else 0
    names = ("prepare", "build", "rehearse", "cut over", "retire")
    return [
        Activity(
            f"{names[step]} {number + 1}", days[step], uses[step], earliest=ready if step == 0 else 0,
            closed=shut + frozen if step == 3 else shut if step == 4 else (),
        )
        for step in range(5)
    ]  # fmt: skip


def _links(chance: random.Random, first: int) -> list[Link]:
    return [
        Link(first, first + 1, lag=_whole(chance, 0, 5)),
        Link(first + 1, first + 2, LinkKind.START_START if chance.random() < 0.3 else LinkKind.FINISH_START,
             lag=_whole(chance, 0, 5)),
        Link(first + 1, first + 3),
        Link(first + 2, first + 3, lag=_whole(chance, 0, 3)),
        Link(first + 3, first + 4, lag=_whole(chance, 5, 20)),
    ]  # fmt: skip


def _christmas(horizon: int) -> tuple[tuple[int, int], ...]:
    return tuple((start, start + 2 * WEEK) for start in range(185, horizon, YEAR))


def _freezes(horizon: int) -> tuple[tuple[int, int], ...]:
    weeks = ((12, 2), (20, 1), (50, 2))
    return tuple(
        (year + first * WEEK, year + (first + count) * WEEK)
        for year in range(0, horizon, YEAR) for first, count in weeks
    )  # fmt: skip


def _together(chance: random.Random, size: Size) -> tuple[tuple[int, ...], ...]:
    counts = [_whole(chance, 2, 3) for _ in range(size.joint)]
    chosen = _some(chance, list(range(size.applications)), sum(counts))
    return tuple(tuple(5 * chosen.pop() + 3 for _ in range(count)) for count in counts)


def _late(chance: random.Random, size: Size, activities: list[Activity]) -> tuple[Late, ...]:
    chosen = _some(chance, list(range(size.applications)), size.deadlines)
    late = []
    for number in chosen:
        least = sum(one.duration for one in activities[5 * number : 5 * number + 4]) + 10
        due = max(least, _whole(chance, 40, int(size.tight * size.horizon)))
        late.append(Late(5 * number + 3, due, 100 * _whole(chance, 1, 10)))
    return tuple(late)


def _teams(chance: random.Random, size: Size, activities: list[Activity]) -> tuple[Resource, ...]:
    shut = {day for start, end in _christmas(size.horizon) for day in range(start, end)}
    teams = []
    for number, name in enumerate(TEAMS):
        work = sum(units * one.duration for one in activities for team, units in one.uses if team == number)
        cut_over = [units for one in activities[3::5] for team, units in one.uses if team == number]
        least = max(3 * max(cut_over, default=0), 150)
        mean = work / (size.load * (size.horizon - len(shut)))
        profile: list[int] = []
        for _ in range(0, size.horizon, WEEK):
            share = 0.75 + 0.4 * chance.random()
            profile += [max(least, 50 * round(mean * share / 50))] * WEEK
        days = tuple(0 if day in shut else there for day, there in enumerate(profile[: size.horizon]))
        teams.append(Resource(name, profile=days))
    return tuple(teams)


def digest(problem: Problem) -> str:
    """A digest of all that a problem says. What it leaves empty is left out, so a new kind of rule changes none."""
    said = {name: value for name, value in asdict(problem).items() if value}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def checked(seed: int, size: Size = COUNCIL) -> Problem:
    """The split of this seed. Raises SystemExit where it is not the one that was measured before."""
    problem = split(seed, size)
    known = json.loads(DIGESTS.read_text(encoding="utf-8"))[f"{size.applications}-{seed}"]
    if digest(problem) != known:
        raise SystemExit(f"Split {seed} with {size.applications} applications is not the one that was shipped.")
    return problem


def write_digests() -> None:
    """Write down what is shipped; only when the cases are changed on purpose."""
    known = {f"{COUNCIL.applications}-{seed}": digest(split(seed)) for seed in SEEDS}
    known[f"{LARGE.applications}-{LARGE_SEED}"] = digest(split(LARGE_SEED, LARGE))
    DIGESTS.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
