"""What is drawn for a network: durations with everything that bears on them, and money that does not hang on time."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from severalty.engine.draws import streams_of, uniforms
from severalty.engine.effects.correlation import MOST_TOGETHER, mixing, nearest, normal_correlation, shared_and_own
from severalty.engine.effects.events import Effect, RiskEvent
from severalty.engine.effects.quantiles import mean_of
from severalty.engine.effects.sampling import DISCRETE, Sampler, sampled, sampler_of
from severalty.engine.effects.spreads import Shape, Spread
from severalty.engine.transition.confidence.network import CorrelationGroup, Network, NetworkActivity, NetworkError

_EDGE = np.float32(2.0**-24)


@dataclass(frozen=True)
class Block:
    """Activities that move together: by one group's figure (`group`), or by a matrix that mixes their own."""

    places: tuple[int, ...]
    group: str = ""
    shared: float = 0.0
    own: float = 1.0
    mix: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class Inputs:
    """Everything that is drawn, by draw number; `mitigated` takes each risk as it will be after its mitigation."""

    network: Network
    seed: int
    mitigated: bool = False

    @cached_property
    def spreads(self) -> tuple[Spread, ...]:
        return tuple(_duration(one) for one in self.network.activities)

    @cached_property
    def sampler(self) -> Sampler:
        return sampler_of(self.spreads)

    @cached_property
    def streams(self) -> NDArray[np.uint32]:
        return streams_of(self.seed, [f"duration:{one.key}" for one in self.network.activities])

    @cached_property
    def places(self) -> dict[str, int]:
        return {one.key: place for place, one in enumerate(self.network.activities)}

    @cached_property
    def effects(self) -> tuple[tuple[RiskEvent, Effect, tuple[int, ...]], ...]:
        """Each risk with its effect, and the activities that it touches and that have not ended."""
        return tuple(
            (risk, (risk.then or risk.now) if self.mitigated else risk.now, self._open(risk.on))
            for risk in self.network.risks
        )

    @cached_property
    def correlated(self) -> tuple[tuple[Block, ...], tuple[str, ...]]:
        """Blocks of activities that move together, and warnings about correlations that had to be mended."""
        return _blocks(self.network.correlations)

    @cached_property
    def apart(self) -> tuple[int, ...]:
        """Activities whose durations the compiled loop cannot draw by itself."""
        found = {place for _, effect, places in self.effects if effect.slots or effect.factor for place in places}
        found |= {place for block in self.correlated[0] for place in block.places}
        found |= {int(place) for place in np.flatnonzero(self.sampler.kind == DISCRETE)}
        return tuple(sorted(found))

    def durations(self, places: Sequence[int], first: int, count: int) -> NDArray[np.float32]:
        """Durations in slots: activities x draws, as drawn (not rounded yet, nor kept from falling below nought)."""
        shares = uniforms(self.streams[np.array(places, dtype=np.int64)], first, count)
        rows = {place: row for row, place in enumerate(places)}
        for block in self.correlated[0]:
            wanted = [(rows[place], number) for number, place in enumerate(block.places) if place in rows]
            if wanted:
                mixed = self._mixed(block, first, count)
                for row, number in wanted:
                    shares[row] = mixed[number]
        return self._with_risks(sampled(self.sampler.of(places), shares), rows, first, count)

    def money(self, first: int, count: int) -> NDArray[np.float64]:
        """Pence that do not hang on time, by draw."""
        found = np.full(count, float(_certain(self.network)))
        spent = [one for one in self.network.activities if one.cost_spread is not None]
        for one in spent:
            found += self._draw(one.cost_spread, f"cost:{one.key}", first, count)
        for risk, effect, _ in self.effects:
            if effect.pence is not None:
                found += self._fires(risk, effect, first, count) * self._draw(
                    effect.pence, f"risk:{risk.key}:pence", first, count
                )
            if self.mitigated and risk.then is not None:
                found += risk.mitigation_pence
        return found

    def likely(self) -> NDArray[np.float32]:
        """Durations at their likely values, without any risk."""
        return np.array([max(0.0, one.likely) for one in self.spreads], dtype=np.float32)

    def means(self) -> NDArray[np.float32]:
        """Durations at their means, without any risk."""
        return np.array([max(0.0, mean_of(one)) for one in self.spreads], dtype=np.float32)

    def _open(self, keys: Sequence[str]) -> tuple[int, ...]:
        places = (self.places[key] for key in keys)
        return tuple(place for place in places if self.network.activities[place].ended is None)

    def _draw(self, spread: Spread | None, name: str, first: int, count: int) -> NDArray[np.float32]:
        assert spread is not None  # noqa: S101 - for the type
        drawn = sampled(sampler_of((spread,)), uniforms(streams_of(self.seed, (name,)), first, count))
        return np.asarray(drawn[0])

    def _fires(self, risk: RiskEvent, effect: Effect, first: int, count: int) -> NDArray[np.bool_]:
        shares = uniforms(streams_of(self.seed, (f"risk:{risk.key}",)), first, count)[0]
        return np.asarray(shares.astype(np.float64) < effect.probability)

    def _mixed(self, block: Block, first: int, count: int) -> NDArray[np.float32]:
        own = ndtri(uniforms(self.streams[np.array(block.places)], first, count).astype(np.float64))
        if block.mix is not None:
            shares = ndtr(block.mix @ own)
        else:
            name = (f"group:{block.group}",)
            shared = ndtri(uniforms(streams_of(self.seed, name), first, count).astype(np.float64))
            shares = ndtr(block.shared * shared + block.own * own)
        return np.asarray(np.clip(shares.astype(np.float32), _EDGE, np.float32(1) - _EDGE))

    def _with_risks(
        self, base: NDArray[np.float32], rows: dict[int, int], first: int, count: int
    ) -> NDArray[np.float32]:
        """Factors of all risks that fire, then the slots that they add."""
        for risk, effect, places in self.effects:
            touched = [rows[place] for place in places if place in rows]
            if touched and effect.factor is not None:
                factor = self._draw(effect.factor, f"risk:{risk.key}:factor", first, count)
                base[touched] *= np.where(self._fires(risk, effect, first, count), factor, np.float32(1))
        for risk, effect, places in self.effects:
            touched = [rows[place] for place in places if place in rows]
            if touched and effect.slots is not None:
                slots = self._draw(effect.slots, f"risk:{risk.key}:slots", first, count)
                base[touched] += np.where(self._fires(risk, effect, first, count), slots, np.float32(0))
        return base


def _duration(activity: NetworkActivity) -> Spread:
    """The spread that is drawn from: none for what has ended, nought for what is not defined."""
    if activity.ended is not None:
        return Spread(likely=activity.ended - (activity.started or 0.0), shape=Shape.FIXED)
    return activity.duration or Spread(shape=Shape.FIXED)


def _certain(network: Network) -> int:
    """Pence that are sure: the fixed part, and what begun work has cost up to now."""
    begun = [one for one in network.activities if one.started is not None and one.ended is None]
    past = [round(one.cost_per_slot * max(0.0, network.now - (one.started or 0.0))) for one in begun]
    return sum([one.cost_fixed for one in network.activities]) + sum(past)


def _blocks(groups: Sequence[CorrelationGroup]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """One block for each set of groups that share activities."""
    sets: list[tuple[set[int], list[CorrelationGroup]]] = []
    for group in groups:
        held, members = set(group.activities), [group]
        for one in [one for one in sets if one[0] & held]:
            sets.remove(one)
            held |= one[0]
            members = [*one[1], *members]
        sets.append((held, members))
    blocks, warnings = [], []
    for held, members in sets:
        if len(members) == 1 and members[0].rho >= 0:
            shared, own = shared_and_own(members[0].rho)
            blocks.append(Block(tuple(sorted(held)), members[0].key, shared, own))
            continue
        block, moved = _matrix(sorted(held), members)
        blocks.append(block)
        if moved > 0:
            names = ", ".join(one.key for one in members)
            warnings.append(
                f"The correlations of {names} cannot all be at once. The nearest that can be were taken; "
                f"the furthest moved by {moved:.2f}. Look through them again."
            )
    return tuple(blocks), tuple(warnings)


def _matrix(places: Sequence[int], groups: Sequence[CorrelationGroup]) -> tuple[Block, float]:
    if len(places) > MOST_TOGETHER:
        raise NetworkError(
            f"{len(places):,} activities are correlated through groups that overlap; at most {MOST_TOGETHER:,} can be. "
            "Let groups not overlap, or use a risk that touches all of them."
        )
    row = {place: number for number, place in enumerate(places)}
    given = np.eye(len(places))
    for group in groups:
        for one in group.activities:
            for other in group.activities:
                if one != other:
                    given[row[one], row[other]] = normal_correlation(group.rho)
    kept = nearest(given)
    return Block(tuple(places), mix=mixing(kept)), float(np.abs(kept - given).max())
