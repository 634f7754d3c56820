"""What a risk adds to weekend work in a simulation: days before it, after which it waits for the next free weekend."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from severalty.engine.effects.events import Effect, RiskEvent
from severalty.engine.effects.spreads import Shape, Spread
from severalty.engine.transition.confidence.network import Network, NetworkActivity, NetworkLink

_NOUGHT = Spread(0.0, shape=Shape.FIXED)


def with_delays(network: Network, weekends: Collection[str]) -> Network:
    """The network with days of risks on weekend work as pieces of their own before it.

    Work of no length fits between two closed intervals, and what a risk makes longer would fit nowhere. Each such piece
    waits for what the work waits for, on working days.
    """
    touched = {key for one in network.risks if _adds_days(one) for key in one.on} & set(weekends)
    place = {one.key: number for number, one in enumerate(network.activities) if one.key in touched}
    activities, links = list(network.activities), list(network.links)
    for number in place.values():
        work, delay = network.activities[number], len(activities)
        activities.append(_delay_of(work))
        links += [replace(one, after=delay) for one in network.links if one.after == number]
        links.append(NetworkLink(delay, number))
    risks = tuple(replace(one, on=tuple(_moved(one.on, touched))) if _adds_days(one) else one for one in network.risks)
    return replace(network, activities=tuple(activities), links=tuple(links), risks=risks)


def delay_key(package: str) -> str:
    """The key of what delays a package."""
    return f"{package} delayed"


def _delay_of(work: NetworkActivity) -> NetworkActivity:
    return NetworkActivity(
        delay_key(work.key), _NOUGHT, f"Delay before {work.name}", work.workstream, work.not_before,
        planned_start=work.planned_start,
    )  # fmt: skip


def _adds_days(risk: RiskEvent) -> bool:
    return any(_slots(one) for one in (risk.now, risk.then))


def _slots(effect: Effect | None) -> bool:
    return effect is not None and effect.slots is not None


def _moved(on: Iterable[str], touched: Collection[str]) -> Iterable[str]:
    return (delay_key(one) if one in touched else one for one in on)
