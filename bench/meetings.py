"""An invented gate of two councils and a joint committee, answered from the index and by a plain scan of meetings."""

import random
import time
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from severalty.engine.clear_days import Effect
from severalty.engine.dates import day
from severalty.engine.gates.lattice import Lattice, Start, lattice_of
from severalty.engine.gates.records import Calendar, Chain, Gate, Lead, Link, Sitting, Step, Unit
from severalty.engine.gates.steps import effective_day, last_days
from severalty.formats.reference import bank_holidays

SEED, FIRST, EVERY, MEETINGS = 20_261_126, date(2026, 1, 7), 28, 30
EVALUATIONS, SCANNED = 20_000, 200
JOINT, COUNCILS = "joint", ("northby", "southwick")
LEAD = Lead(
    steps=(
        Step("agenda", 5, Unit.CLEAR_WORKING),
        Step("clearance", 6, before="agenda"),
        Step("draft", 15, before="agenda"),
    ),
    notice=Step("notice", 28, Unit.CLEAR_CALENDAR), publish=2, call_in=5, effect=Effect.DAY_AFTER,
)  # fmt: skip


def gate() -> Gate:
    """Two cabinets every four weeks for more than two years, and a joint committee before both; the same every time."""
    chains = tuple(Chain(key, (Link(JOINT), Link(key, "agenda")), day(FIRST), key=True) for key in COUNCILS)
    bodies = (JOINT, *COUNCILS)
    calendars = tuple(Calendar(key, LEAD, _sittings(key, 5 * place)) for place, key in enumerate(bodies))
    return Gate(chains, calendars, bank_holidays().closures)


def _sittings(key: str, since: int) -> tuple[Sitting, ...]:
    days = (FIRST + timedelta(days=since + EVERY * number) for number in range(MEETINGS))
    return tuple(Sitting(f"{key}-{number}", day(one)) for number, one in enumerate(days))


@dataclass(frozen=True)
class _Scan:
    """The same answer without an index: every meeting in its order, its last days counted each time."""

    gate: Gate

    def effective(self, starts: Sequence[Start]) -> list[int | None]:
        """The day of effect of each council."""
        joint = self._first(JOINT, starts, 0, "")
        return [self._council(key, start, joint) for key, start in zip(COUNCILS, starts, strict=True)]

    def _council(self, key: str, start: Start, joint: date | None) -> int | None:
        on = self._first(key, [start], joint.toordinal(), "agenda") if joint else None
        return effective_day(LEAD, on, self.gate.closures).toordinal() if on else None

    def _first(self, body: str, starts: Sequence[Start], since: int, waits: str) -> date | None:
        calendar = next(one for one in self.gate.calendars if one.body == body)
        for one in calendar.sittings:
            on = one.on.first if one.on else FIRST
            steps = {name: last.toordinal() for name, last in last_days(LEAD, on, self.gate.closures).items() if last}
            notice = steps.pop("notice")
            in_time = all(start.ready <= min(steps.values()) and start.noticed <= notice for start in starts)
            if in_time and on.toordinal() > since and (not waits or steps[waits] >= since):
                return on
        return None


def measure(args: Namespace) -> dict[str, Any]:
    """Evaluations a second of both ways, as often as is asked, and how long the index takes. Refuses to go on where the
    answers differ."""
    asked, runs = gate(), []
    for _ in range(args.runs):
        began = time.perf_counter()
        lattice: Lattice = lattice_of(asked)
        built = time.perf_counter() - began
        starts = _starts()
        own, found = _timed(partial(lattice.effective, councils=range(len(COUNCILS))), starts)
        plain, scanned = _timed(_Scan(asked).effective, starts[:SCANNED])
        if found[:SCANNED] != scanned:
            raise SystemExit("The index and the scan come to different days.")
        runs.append({"index_seconds": built, "index": EVALUATIONS / own, "scan": SCANNED / plain})
    return {"meetings": MEETINGS * (len(COUNCILS) + 1), "evaluations": EVALUATIONS, "runs": runs}


def _starts() -> list[list[Start]]:
    chance = random.Random(SEED)  # noqa: S311 - days to measure with, no secrets
    last = EVERY * (MEETINGS - 6)
    return [[Start(FIRST.toordinal() + chance.randrange(last), is_key=True) for _ in COUNCILS]
            for _ in range(EVALUATIONS)]  # fmt: skip


def _timed(answer: Callable[[list[Start]], list[int | None]], starts: list[list[Start]]) -> tuple[float, list[Any]]:
    began = time.perf_counter()
    found = [answer(one) for one in starts]
    return time.perf_counter() - began, found
