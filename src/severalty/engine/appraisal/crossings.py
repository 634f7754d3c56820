"""How far the weight of one factor would have to move before another option draws level with the leader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from severalty.engine.appraisal.matrix import Matrix, Scoring, matrix_of
from severalty.engine.appraisal.options import Factor, Option
from severalty.engine.appraisal.weights import ScoringError, rounded


@dataclass(frozen=True)
class Crossing:
    """The weight between nought and one at which another option ties with the leader; blank if there is none.

    `level` says that the two tie at every weight. `words` puts it in one sentence.
    """

    factor: str
    other: str
    weight_now: float
    weight: float | None
    level: bool
    words: str


@dataclass(frozen=True)
class WeightLine:
    """An option's total as the weight of one factor goes from nought to one: a straight line between two ends.

    `at_nought` is blank where no other factor has any weight.
    """

    factor: str
    option: str
    at_nought: float | None
    at_one: float


@dataclass(frozen=True)
class Crossings:
    """Crossings of the leader with every other option that has a total, by leaf factor; lines for a picture.

    Where several lead, the first in the list of options is taken; `leaders` names them all. `nearest` are the
    crossings that need the smallest change of weight.
    """

    leader: str
    leaders: tuple[str, ...]
    crossings: tuple[Crossing, ...]
    nearest: tuple[Crossing, ...]
    lines: tuple[WeightLine, ...]


def weight_crossings(scoring: Scoring) -> Crossings:
    """Move the weight of each leaf factor from nought to one, the others keeping their ratios.

    Raises ScoringError where there are no weights or no option has a total, and as `matrix_of` does.
    Source: domain rules 1.7: `(R_y - R_x) / ((s_x - R_x) - (s_y - R_y))`.
    """
    matrix = matrix_of(scoring)
    if not matrix.weights:
        raise ScoringError("No factor has swing points, so there is no weight to move; give points to all factors.")
    held = {option.key: matrix.total(matrix.values, option.key) for option in matrix.compared}
    totals = {key: total for key, total in held.items() if total is not None}
    if not totals:
        raise ScoringError("No option has a total; score at least one option on every factor.")
    leaders = [key for key, total in totals.items() if total == max(totals.values())]
    options = [option for option in matrix.compared if option.key in totals]
    leader = next(option for option in options if option.key == leaders[0])
    ends = {
        (factor.key, option.key): _ends(matrix, factor.key, option.key, totals[option.key])
        for factor in matrix.factors
        for option in options
    }
    found = [
        _pair(factor, matrix.weights[factor.key], (leader, other), ends)
        for factor in matrix.factors
        for other in options
        if other is not leader
    ]
    return Crossings(
        leader=leader.key,
        leaders=tuple(leaders),
        crossings=tuple(crossing for _, crossing in found),
        nearest=_nearest(found),
        lines=tuple(WeightLine(*place, rounded(rest), _six(score)) for place, (rest, score) in ends.items()),
    )


_Ends = tuple[Fraction | None, Fraction]


def _ends(matrix: Matrix, factor: str, option: str, total: Fraction) -> _Ends:
    """The total at weight nought, the other weights scaled up to one, and at weight one, which is the score itself."""
    weight, score = matrix.weights[factor], matrix.scaled(factor, matrix.values[option, factor]) or Fraction(0)
    return (None if weight == 1 else (total - weight * score) / (1 - weight)), score


def _pair(
    factor: Factor, now: Fraction, pair: tuple[Option, Option], ends: Mapping[tuple[str, str], _Ends]
) -> tuple[Fraction | None, Crossing]:
    """How far the weight of a factor would have to move (blank if no move will do), and the crossing."""
    leader, other = pair
    (rest, score), (other_rest, other_score) = (ends[factor.key, one.key] for one in pair)
    gaps = None if rest is None or other_rest is None else (rest - other_rest, score - other_score)
    weight = _crossing_of(*gaps) if gaps else None
    level = gaps == (Fraction(0), Fraction(0))
    if level:
        words = f"{other.name} ties with {leader.name} whatever {factor.name} weighs."
    elif gaps is None:
        words = f"No other factor has any weight, so the weight of {factor.name} cannot move."
    elif weight is None:
        words = f"{leader.name} stays ahead of {other.name} whatever {factor.name} weighs."
    else:
        at = f"{float(weight):.3f} instead of {float(now):.3f}"
        words = f"{other.name} ties with {leader.name} when {factor.name} weighs {at}."
    move = None if weight is None else abs(weight - now)
    return move, Crossing(factor.key, other.key, _six(now), rounded(weight), level, words)


def _crossing_of(at_nought: Fraction, at_one: Fraction) -> Fraction | None:
    """Where a lead that goes in a straight line between two ends is nought; blank outside them or without a slope."""
    if at_nought == at_one:
        return None
    weight = at_nought / (at_nought - at_one)
    return weight if 0 <= weight <= 1 else None


def _nearest(found: Sequence[tuple[Fraction | None, Crossing]]) -> tuple[Crossing, ...]:
    least = min((move for move, _ in found if move is not None), default=None)
    return tuple(crossing for move, crossing in found if move is not None and move == least)


def _six(value: Fraction) -> float:
    return float(round(value, 6))
