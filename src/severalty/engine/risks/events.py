"""Risks with their figures as events that a simulation can draw: one chance for all that a risk does at a stage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest

from severalty.engine.effects.events import Effect, RiskEvent, paid_once
from severalty.engine.effects.spreads import Shape, Spread, SpreadError
from severalty.engine.risks.quantities import EffectStage, RiskEffect
from severalty.engine.risks.register import RiskAction

HUNDRED = 100.0


@dataclass(frozen=True)
class EventsQuestion:
    """The effects of open risks and the actions against them; a working day has so many slots of the plan.

    `among` are the things that the plan knows: what a risk does to others costs money and moves no date of it. Where
    none are named all are known.
    """

    effects: tuple[RiskEffect, ...]
    actions: tuple[RiskAction, ...] = ()
    slots_in_day: int = 1
    among: tuple[str, ...] = ()


@dataclass(frozen=True)
class RiskEvents:
    """What a simulation draws.

    A risk whose effects differ from thing to thing has an event for each, all with its key, and comes about once for
    all of them. `unusable` says which figures cannot be drawn.
    """

    events: tuple[RiskEvent, ...]
    unusable: tuple[str, ...] = ()


def risk_events(question: EventsQuestion) -> RiskEvents:
    """The events of risks. Things on which a risk has the very same effect in time share one event and one draw.

    An effect without a probability is left out and told; one with nothing said for afterwards stays as it is. The cost
    of actions not yet done is what mitigation costs.
    """
    events: list[RiskEvent] = []
    unusable: list[str] = []
    pairs = list(_pairs(question.effects))
    for risk in dict.fromkeys(one.risk for pair in pairs for one in pair if one is not None):
        own = [pair for pair in pairs if risk in {one.risk for one in pair if one is not None}]
        cost = sum(one.cost or 0 for one in question.actions if one.risk == risk and one.done_on is None)
        events += paid_once(_of_risk(risk, own, question, unusable), cost)
    return RiskEvents(tuple(events), tuple(unusable))


_Pair = tuple[RiskEffect | None, RiskEffect | None]


def _pairs(effects: Sequence[RiskEffect]) -> Iterator[_Pair]:
    """Each effect before mitigation with that after it on the same thing, by one recorder."""
    held: dict[tuple[str, str, str], dict[EffectStage, list[RiskEffect]]] = {}
    for one in sorted(effects, key=lambda effect: (effect.risk, effect.thing, effect.name, effect.key)):
        held.setdefault((one.risk, one.thing, one.recorded_by), {}).setdefault(one.stage, []).append(one)
    for stages in held.values():
        yield from zip_longest(stages.get(EffectStage.BEFORE, ()), stages.get(EffectStage.AFTER, ()))


def _of_risk(risk: str, pairs: Sequence[_Pair], question: EventsQuestion, unusable: list[str]) -> Iterator[RiskEvent]:
    slots, known = question.slots_in_day, frozenset(question.among)
    groups: dict[tuple[object, ...], list[_Pair]] = {}
    for pair in pairs:
        groups.setdefault(tuple(_in_time(one) for one in pair), []).append(pair)
    for group in groups.values():
        try:
            before = _effect([one for one, _ in group if one is not None], slots)
            after = _effect([one for _, one in group if one is not None], slots)
        except SpreadError as error:
            names = next(one.name for pair in group for one in pair if one is not None)
            unusable.append(f"{names}: {error}")
            continue
        now = before or after
        if now is None:
            names = next(one.name for pair in group for one in pair if one is not None)
            unusable.append(f"{names}: it has no probability; give one in per cent.")
            continue
        things = tuple(dict.fromkeys(one.thing for pair in group for one in pair if one is not None))
        things = tuple(thing for thing in things if not known or thing in known)
        yield RiskEvent(risk, now, things, after if before is not None else None)


def _in_time(one: RiskEffect | None) -> tuple[object, ...]:
    if one is None:
        return ()
    days = (one.days_low, one.days_likely, one.days_high)
    return (_share(one.probability), days, (one.factor_low, one.factor_likely, one.factor_high))


def _share(text: str) -> Fraction | None:
    return Fraction(text) / 100 if text else None


def _effect(rows: Sequence[RiskEffect], slots: int) -> Effect | None:
    """The effect of rows that are alike in time; their pounds add up. Raises SpreadError."""
    share = _share(rows[0].probability) if rows else None
    if share is None:
        return None
    first = rows[0]
    factors = [float(text) / HUNDRED if text else None for text in (first.factor_low, first.factor_likely,
                                                                   first.factor_high)]  # fmt: skip
    pence = [_three(one.pounds_low, one.pounds_likely, one.pounds_high) for one in rows]
    known = [one for one in pence if one is not None]
    together = tuple(sum(one[place] for one in known) for place in range(3)) if known else None
    return Effect(
        float(share),
        _spread(_three(*(None if one is None else one * slots for one in (first.days_low, first.days_likely,
                                                                         first.days_high)))),
        _spread(_three(*factors)),
        _spread(together),
    )  # fmt: skip


_Three = tuple[float, float, float]


def _three(low: float | None, likely: float | None, high: float | None) -> _Three | None:
    """Low, likely and high; what is lacking of them is taken from those that are there."""
    given = [one for one in (low, likely, high) if one is not None]
    if not given:
        return None
    middle = likely if likely is not None else sum(given) / len(given)
    return (
        low if low is not None else min(given[0], middle),
        middle,
        high if high is not None else max(middle, given[-1]),
    )


def _spread(three: Sequence[float] | None) -> Spread | None:
    if three is None:
        return None
    low, likely, high = (float(one) for one in three)
    return Spread(likely, low, high, Shape.FIXED if low == likely == high else Shape.TRIANGULAR)
