"""Options compared factor by factor, without weights: who is best at what, and who is nowhere worse than whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from severalty.engine.appraisal.matrix import Matrix, Place, Scoring, matrix_of
from severalty.engine.appraisal.options import Factor, Option
from severalty.engine.appraisal.weights import rounded


@dataclass(frozen=True)
class FactorWin:
    """The best options on one factor, ties included, and their value.

    There is no best where fewer than two options are scored; `lacking` are the options without a score.
    """

    factor: str
    name: str
    best: tuple[str, ...]
    value: float | None
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Dominance:
    """One option at least as good as another on every factor, and better on those named."""

    option: str
    over: str
    better_on: tuple[str, ...]


@dataclass(frozen=True)
class OptionWins:
    """On how many factors an option is among the best, on how many alone, and whom it dominates or is dominated by.

    `lacking` names the factors without a score; an option that lacks one neither dominates nor is dominated.
    """

    option: str
    name: str
    won: int
    won_alone: int
    dominates: tuple[str, ...]
    dominated_by: tuple[str, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class ByFactor:
    """Options by key, factor by factor; `words` sums it up in one sentence."""

    factors: tuple[FactorWin, ...]
    options: tuple[OptionWins, ...]
    dominances: tuple[Dominance, ...]
    words: str


def compare_by_factor(scoring: Scoring) -> ByFactor:
    """Which options are best on which factor, and which dominate others; no weights are needed or used.

    Options that are out are left aside. Raises ScoringError as `matrix_of` does. Source: domain rules 1.7.
    """
    matrix = matrix_of(scoring)
    wins = tuple(_win(matrix, factor) for factor in matrix.factors)
    dominances = tuple(_dominances(matrix))
    options = tuple(_option(matrix, option, wins, dominances) for option in matrix.compared)
    return ByFactor(wins, options, dominances, _words(options))


def better_on(matrix: Matrix, values: Mapping[Place, Fraction], option: str, over: str) -> tuple[str, ...]:
    """The factors on which an option is better, if it is at least as good on every one; otherwise none.

    None either where a value of one of the two is lacking.
    """
    if matrix.lacking(option, values) or matrix.lacking(over, values):
        return ()
    gaps = {factor.key: values[option, factor.key] - values[over, factor.key] for factor in matrix.factors}
    return tuple(key for key, gap in gaps.items() if gap > 0) if all(gap >= 0 for gap in gaps.values()) else ()


def _win(matrix: Matrix, factor: Factor) -> FactorWin:
    values = {
        option.key: matrix.values[option.key, factor.key]
        for option in matrix.compared
        if (option.key, factor.key) in matrix.values
    }
    most = max(values.values()) if len(values) > 1 else None
    return FactorWin(
        factor=factor.key,
        name=factor.name,
        best=tuple(key for key, value in values.items() if value == most),
        value=rounded(most),
        lacking=tuple(option.key for option in matrix.compared if option.key not in values),
    )


def _dominances(matrix: Matrix) -> Iterator[Dominance]:
    for option in matrix.compared:
        for other in matrix.compared:
            better = better_on(matrix, matrix.values, option.key, other.key)
            if better:
                yield Dominance(option.key, other.key, better)


def _option(
    matrix: Matrix, option: Option, wins: tuple[FactorWin, ...], dominances: tuple[Dominance, ...]
) -> OptionWins:
    return OptionWins(
        option=option.key,
        name=option.name,
        won=sum(option.key in win.best for win in wins),
        won_alone=sum(win.best == (option.key,) for win in wins),
        dominates=tuple(each.over for each in dominances if each.option == option.key),
        dominated_by=tuple(each.option for each in dominances if each.over == option.key),
        lacking=matrix.lacking(option.key),
    )


def _words(options: tuple[OptionWins, ...]) -> str:
    above = [one.name for one in options if len(options) > 1 and len(one.dominates) == len(options) - 1]
    below = [one.name for one in options if one.dominated_by]
    if above:
        return f"{above[0]} is at least as good as every other option on every factor."
    if below:
        return f"Another option is at least as good on every factor as each of these: {', '.join(below)}."
    return "No option is at least as good as another on every factor."
