"""What risks would do in days and pounds, before mitigation and after it, side by side."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest

from severalty.engine.evidence import Evidence, carries_figure, weakest
from severalty.engine.risks.quantities import EffectStage, RiskEffect


@dataclass(frozen=True)
class EffectsQuestion:
    """The effects of some risks, at both stages."""

    effects: tuple[RiskEffect, ...]


@dataclass(frozen=True)
class EffectSide:
    """One effect at one stage. `expected_pence` is its probability times the mean of the three figures in pence, and
    `expected_tenths` that in tenths of a working day; None where a figure for it is lacking."""

    effect: str
    probability: str
    expected_pence: int | None
    expected_tenths: int | None


@dataclass(frozen=True)
class EffectRow:
    """One risk on one thing, before and after, as one organisation recorded it.

    `unchanged` where both are there and say the very same.
    """

    risk: str
    thing: str
    recorded_by: str
    before: EffectSide | None
    after: EffectSide | None
    unchanged: bool


@dataclass(frozen=True)
class EffectsCompared:
    """Every risk on every thing, before and after, and what pounds are to be expected in all.

    Expected pounds of several risks add up, whether or not they come true together, so the sums are in order; where
    nothing is said for afterwards, what stands before goes into both. Days on different things do not add up, for work
    goes on side by side: that is for the simulation. `lacking` counts the effects without a probability or an amount.
    """

    rows: tuple[EffectRow, ...]
    before_pence: int
    after_pence: int
    lacking: int
    evidence: Evidence


def effects_compared(question: EffectsQuestion) -> EffectsCompared:
    """The effects of risks before and after mitigation, each recorder's own beside those of others.

    Several of one recorder on the same thing stand each in a row, the first before beside the first after, by name.
    """
    sides: dict[tuple[str, str, str], dict[EffectStage, list[RiskEffect]]] = {}
    for one in sorted(question.effects, key=lambda effect: (effect.risk, effect.thing, effect.name, effect.key)):
        sides.setdefault((one.risk, one.thing, one.recorded_by), {}).setdefault(one.stage, []).append(one)
    rows = tuple(
        _row(of, before, after)
        for of, held in sides.items()
        for before, after in zip_longest(held.get(EffectStage.BEFORE, ()), held.get(EffectStage.AFTER, ()))
    )
    before = [row.before.expected_pence for row in rows if row.before and row.before.expected_pence is not None]
    after = [
        side.expected_pence for row in rows if (side := row.after or row.before) and side.expected_pence is not None
    ]
    counted = [one for one in question.effects if _pence(one) is not None]
    return EffectsCompared(
        rows, sum(before), sum(after), sum(_is_empty(one) for one in question.effects),
        weakest(one.evidence for one in counted),
    )  # fmt: skip


def _row(of: tuple[str, str, str], before: RiskEffect | None, after: RiskEffect | None) -> EffectRow:
    same = before is not None and after is not None and _figures(before) == _figures(after)
    return EffectRow(*of, _side(before), _side(after), same)


def _side(one: RiskEffect | None) -> EffectSide | None:
    return None if one is None else EffectSide(one.key, one.probability, _pence(one), _tenths(one))


def _figures(one: RiskEffect) -> tuple[object, ...]:
    return (
        _share(one.probability), one.days_low, one.days_likely, one.days_high, one.pounds_low, one.pounds_likely,
        one.pounds_high, one.factor_low, one.factor_likely, one.factor_high,
    )  # fmt: skip


def _is_empty(one: RiskEffect) -> bool:
    days, pounds = _mean(one.days_low, one.days_likely, one.days_high), _mean(
        one.pounds_low, one.pounds_likely, one.pounds_high
    )  # fmt: skip
    factor = one.factor_low or one.factor_likely or one.factor_high
    return _share(one.probability) is None or (days is None and pounds is None and not factor)


def _share(text: str) -> Fraction | None:
    return Fraction(text) / 100 if text else None


def _mean(low: int | None, likely: int | None, high: int | None) -> Fraction | None:
    """The mean of a triangle; a single figure stands for all three."""
    given = [one for one in (low, likely, high) if one is not None]
    if len(given) == 3:
        return Fraction(sum(given), 3)
    return Fraction(given[0]) if len(given) == 1 else None


def _pence(one: RiskEffect) -> int | None:
    return _expected(one, _mean(one.pounds_low, one.pounds_likely, one.pounds_high), 1)


def _tenths(one: RiskEffect) -> int | None:
    return _expected(one, _mean(one.days_low, one.days_likely, one.days_high), 10)


def _expected(one: RiskEffect, mean: Fraction | None, times: int) -> int | None:
    share = _share(one.probability)
    if share is None or mean is None or not carries_figure(one.evidence):
        return None
    return int(share * mean * times + Fraction(1, 2))
