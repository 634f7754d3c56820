"""The compiled walk over orders, for one reduced problem: seeds, temperatures and what is the best so far."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from severalty.engine.transition.scheduling.problem import values_of
from severalty.engine.transition.scheduling.weighted.kernels.anneal import anneal
from severalty.engine.transition.scheduling.weighted.kernels.decode import RELEASE_AT
from severalty.engine.transition.scheduling.weighted.kernels.worth import BROKEN, Aims
from severalty.engine.transition.scheduling.weighted.tables import NO_LIMIT, Compiled, Whole, aims_of

LATER = 1e-4  # weight of aims that come after the one being worked on, each measured by its own size


@dataclass(frozen=True)
class Plan:
    """Starts of the blocks, the values of the aims, and whether every constraint is kept."""

    starts: tuple[int, ...]
    values: tuple[int, ...]
    kept: bool
    energy: float = 0.0

    def better_than(self, other: "Plan | None") -> bool:
        """Whether this is the one to keep: constraints first, then the aims in their order."""
        if other is None:
            return True
        if self.kept != other.kept:
            return self.kept
        return self.values < other.values if self.kept else self.energy < other.energy


@dataclass
class Walk:
    """A walker with its own random numbers. `stopped` is asked for by another thread through `halt`."""

    one: Compiled
    seed: int
    aims: Aims = field(init=False)
    random: Any = field(init=False)
    plan: Any = field(init=False)

    def __post_init__(self) -> None:
        self.aims = aims_of(self.one)
        self.random = np.array([(self.seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) % 2**64 | 1], np.uint64)
        self.plan = np.zeros(6)

    def aim_at(self, number: int, values: Sequence[int]) -> None:
        """Work on one aim, holding those before it at these values."""
        for other in range(len(values)):
            share = max(1, values[number]) / max(1, values[other]) * LATER
            self.aims.scale[0, other] = 0.0 if other < number else 1.0 if other == number else share
            self.aims.scale[1, other] = values[other] if other < number else NO_LIMIT

    def halt(self) -> None:
        """End the walk that another thread is on."""
        self.plan[5] = 1.0

    def go(self, order: Whole, releases: Sequence[int] | None, steps: int, heat: float) -> Plan:
        """Walk so many steps from an order; `heat` is the first temperature, in units of the aim."""
        m, free = self.one.m.copy(), self.one.free.copy()
        if releases is not None:
            m[m[RELEASE_AT] : m[RELEASE_AT] + len(releases)] = releases
        trail = self.one.trail(order, len(self.one.reduced.problem.aims))
        odd = len(self.aims.span) + len(self.aims.moved) > 0
        heat = max(heat, 1e-3)
        self.plan[:5] = steps, heat, heat / 50, max(6.0, len(order) / 3), 0.3 if odd else 0.0
        energy = anneal(m, free, self.aims, trail, self.random, self.one.unit_of, self.plan)
        starts = tuple(int(slot) for slot in trail.start[0])
        values = values_of(self.one.reduced.problem, self.one.reduced.starts_of(starts))
        return Plan(starts, values, energy < BROKEN, energy)


def urgencies(one: Compiled) -> list[list[float]]:
    """Rules for a first order: by what is due after each block, by its last start, by its first."""
    reduced = one.reduced
    due = [float(block.high) for block in reduced.blocks]
    for aim in reduced.problem.aims[::-1]:
        for late in aim.late:
            block = reduced.block_of[late.activity]
            due[block] = min(due[block], late.due - reduced.problem.activities[late.activity].duration)
    for _ in range(len(due)):
        if _passed_on(due, reduced.waits):
            break
    return [due, [float(block.high) for block in reduced.blocks], [float(block.low) for block in reduced.blocks]]


def _passed_on(due: list[float], waits: Sequence[tuple[int, int, int]]) -> bool:
    settled = True
    for before, after, slots in waits:
        if slots >= 0 and due[after] - slots < due[before]:
            due[before] = due[after] - slots
            settled = False
    return settled
