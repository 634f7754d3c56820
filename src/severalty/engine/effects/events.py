"""A risk as an event that may come about: with which chance, and what it then does to pounds and days."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from severalty.engine.effects.spreads import Spread, SpreadError


@dataclass(frozen=True)
class Effect:
    """What happens with `probability`, all of it together or none.

    `slots` are added to each piece of work that the risk touches, `factor` multiplies its duration (1.2: a fifth
    longer), `pence` is added to the cost once. None: no such effect. One draw serves all the work that is touched, so
    durations that share a risk move together. Raises SpreadError.
    """

    probability: float
    slots: Spread | None = None
    factor: Spread | None = None
    pence: Spread | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise SpreadError(f"A probability of {self.probability:g} cannot be; give one from 0 to 1.")
        if self.factor is not None and min(self.factor.low, self.factor.likely) < 0:
            raise SpreadError("A factor on a duration is not below nought.")


@dataclass(frozen=True)
class RiskEvent:
    """A risk of the register as the simulation sees it.

    `on` are the keys of the activities that it touches. `now` is its effect as things stand, `then` its effect once
    the mitigation has been done (None: nothing is planned against it), `mitigation_pence` what that costs.

    Events with one key are what one risk does to several things. It comes about once in a draw, for all of them (with
    less probability on one thing: never there alone), and how bad it turns out is one draw too.
    """

    key: str
    now: Effect
    on: tuple[str, ...] = ()
    then: Effect | None = None
    mitigation_pence: int = 0
    name: str = ""


def paid_once(events: Iterable[RiskEvent], pence: int) -> tuple[RiskEvent, ...]:
    """The events of one risk, the first that has a mitigation with all that it costs."""
    found = list(events)
    place = next((place for place, one in enumerate(found) if one.then is not None), None)
    if place is not None:
        found[place] = replace(found[place], mitigation_pence=pence)
    return tuple(found)
