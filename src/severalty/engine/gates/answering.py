"""When a gate can be passed: alone and jointly, why not sooner, what a day costs, and what is missing to know it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from severalty.engine.gates.lattice import Lattice, Start, lattice_of
from severalty.engine.gates.passing import missing_for, taken_by
from severalty.engine.gates.records import Chain, Gate, GateAnswer, Link, OneDay, Reached, Window

MOST_LATER = 800
"""How many days on a later readiness is tried to find the last that comes to the same."""


@dataclass(frozen=True)
class _Starts:
    """The starts of all councils at their earliest and at their latest; None where one is not known."""

    best: tuple[Start | None, ...]
    worst: tuple[Start | None, ...]

    def of(self, councils: Sequence[int], *, worst: bool) -> list[Start] | None:
        """The starts for a run with these councils; nothing where one of them is not known."""
        found = self.worst if worst else self.best
        chosen = [one or Start(0) for one in found]
        return chosen if all(found[number] is not None for number in councils) else None


def answer_of(gate: Gate) -> GateAnswer:
    """When each council can decide alone, and when all have decided. Raises GateError for a chain that cannot be."""
    return answer_from(lattice_of(gate))


def answer_from(lattice: Lattice) -> GateAnswer:
    """The same from an index that is there already."""
    chains = lattice.gate.chains
    everyone = range(len(chains))
    starts = _Starts(
        tuple(_start(one, worst=False) for one in chains), tuple(_start(one, worst=True) for one in chains)
    )
    alone = tuple(_reached(lattice, starts, number, [number]) for number in everyone)
    together = tuple(_reached(lattice, starts, number, list(everyone)) for number in everyone)
    firsts, lasts = [one.effective.first for one in together], [one.effective.last for one in together]
    jointly = Window(_latest(firsts), _latest(lasts))
    missing = tuple(dict.fromkeys(words for one in together for words in one.missing))
    return GateAnswer(alone, together, jointly, _one_day(lattice, starts, list(everyone)), missing)


def ready_on(chain: Chain) -> Window:
    """From when on a council is ready: its paper is, and no hold stands; unknown where one of both is not known."""
    if chain.ready is None or any(one.free is None for one in chain.pauses):
        return Window()
    free = [one.free for one in chain.pauses if one.free is not None]
    return Window(
        max([chain.ready.first, *(one.first for one in free)]), max([chain.ready.last, *(one.last for one in free)])
    )


def _start(chain: Chain, *, worst: bool) -> Start | None:
    window = ready_on(chain)
    ready = window.last if worst else window.first
    if ready is None:
        return None
    noticed = chain.noticed and (chain.noticed.last if worst else chain.noticed.first)
    notice = noticed.toordinal() if noticed else None
    return Start(ready.toordinal(), worst if chain.key is None else chain.key, notice)


def _latest(days: Sequence[date | None]) -> date | None:
    known = [one for one in days if one is not None]
    return max(known) if known and len(known) == len(days) else None


def _reached(lattice: Lattice, starts: _Starts, number: int, councils: list[int]) -> Reached:
    chain, best, worst = lattice.gate.chains[number], starts.of(councils, worst=False), starts.of(councils, worst=True)
    early = lattice.days(best, councils) if best else {}
    late = lattice.days(worst, councils, worst=True) if worst else {}
    ends = [
        lattice.effective(run, councils, worst=which)[councils.index(number)] if run else None
        for run, which in ((best, False), (worst, True))
    ]
    taken = []
    for before, link in zip((Link(""), *chain.links), chain.links, strict=False):
        on = early.get(link.body)
        if on is None or best is None:
            break
        taken.append(taken_by(lattice, link, (early.get(before.body), on, late.get(link.body)), best[number]))
    return Reached(
        council=chain.council,
        ready=ready_on(chain),
        taken=tuple(taken),
        effective=Window(*(date.fromordinal(one) if one else None for one in ends)),
        one_day=_one_day(lattice, starts, councils) if len(councils) == 1 else None,
        missing=missing_for(lattice, chain, len(taken)),
    )


def _one_day(lattice: Lattice, starts: _Starts, councils: list[int]) -> OneDay | None:
    """By how many days all these councils can be ready later and come to the same day, and what one day more costs.

    By the earliest that can be; nothing where that is not known.
    """
    run = starts.of(councils, worst=False)
    now = _end(lattice, run, councils, 0) if run else None
    if run is None or now is None:
        return None
    low, high = 0, MOST_LATER
    while low < high:
        middle = (low + high + 1) // 2
        if _end(lattice, run, councils, middle) == now:
            low = middle
        else:
            high = middle - 1
    later = _end(lattice, run, councils, low + 1)
    keeps = date.fromordinal(max(run[number].ready for number in councils) + low)
    return OneDay(low, keeps, None if later is None else later - now)


def _end(lattice: Lattice, run: Sequence[Start], councils: list[int], later: int) -> int | None:
    """The day on which the last of these councils has decided, every one being ready so many days later."""
    ends = lattice.effective([replace(one, ready=one.ready + later) for one in run], councils)
    known = [one for one in ends if one is not None]
    return max(known) if len(known) == len(councils) else None
