"""Scores side by side: every sheet, the councils' means, weighted totals, ranks, and what is lacking."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from severalty.engine.appraisal.matrix import Matrix, Place, Scoring, matrix_of
from severalty.engine.appraisal.options import Option, Scale, Score, SheetKind
from severalty.engine.appraisal.weights import Weights, double_counting, rounded, weights_of
from severalty.engine.evidence import Evidence, weakest


@dataclass(frozen=True)
class Said:
    """One score as a sheet gives it, with its reason."""

    sheet: str
    score: int
    reason: str
    evidence: Evidence
    source: str


@dataclass(frozen=True)
class Held:
    """A figure that is held for an organisation or a sheet, by its key; blank where something is lacking."""

    key: str
    value: float | None


@dataclass(frozen=True)
class Cell:
    """One option on one factor.

    `value` is what counts: the agreed score, or else the mean of the individual sheets; blank where nobody scored.
    `scaled` is that value on the scale that is weighted, `weighted` its part of the total. `lowest` and `highest` are
    the ends of the individual scores, `between_organisations` is how far the means of organisations lie apart.
    """

    option: str
    factor: str
    value: float | None
    scaled: float | None
    weighted: float | None
    agreed: int | None
    mean: float | None
    lowest: int | None
    highest: int | None
    by_organisation: tuple[Held, ...]
    between_organisations: float | None
    said: tuple[Said, ...]
    evidence: Evidence


@dataclass(frozen=True)
class OptionTotal:
    """The weighted total of one option, out of `out_of` of the whole, and its rank; equal totals share a rank.

    The total is blank without weights, and where `lacking` names factors on which nobody scored. `lowest` and `highest`
    are the ends of the totals of individual sheets. An option that is out takes no rank.
    """

    option: str
    name: str
    out: bool
    total: float | None
    rank: int | None
    rank_shared: bool
    by_sheet: tuple[Held, ...]
    by_organisation: tuple[Held, ...]
    lowest: float | None
    highest: float | None
    between_organisations: float | None
    lacking: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True)
class Scores:
    """The whole comparison: options, factors and sheets in their order, by key.

    `cells` hold every option on every leaf factor, option by option. `ranking` is best first, and empty without totals.
    `lacking` and `cautions` are sentences: what nobody scored, and what to bear in mind.
    """

    options: tuple[str, ...]
    factors: tuple[str, ...]
    sheets: tuple[str, ...]
    organisations: tuple[str, ...]
    out_of: int
    weights: Weights
    cells: tuple[Cell, ...]
    totals: tuple[OptionTotal, ...]
    ranking: tuple[str, ...]
    lacking: tuple[str, ...]
    cautions: tuple[str, ...]


def weigh(scoring: Scoring) -> Scores:
    """Scores side by side, and weighted totals with ranks where there are weights.

    Nothing is filled in: an option with a factor that nobody scored has no total. Raises ScoringError as `matrix_of`.
    Source: domain rules 1.7: the linear additive model; every scorer's sheet is kept.
    """
    matrix = matrix_of(scoring)
    exact = {option.key: matrix.total(matrix.values, option.key) for option in matrix.options}
    ranks = _ranks({option.key: exact[option.key] for option in matrix.compared})
    return Scores(
        options=tuple(option.key for option in matrix.options),
        factors=tuple(factor.key for factor in matrix.factors),
        sheets=tuple(sheet.key for sheet in matrix.sheets),
        organisations=tuple(matrix.by_organisation),
        out_of=matrix.out_of,
        weights=weights_of(scoring.factors),
        cells=tuple(_cell(matrix, (one.key, factor.key)) for one in matrix.options for factor in matrix.factors),
        totals=tuple(_total(matrix, option, exact[option.key], ranks) for option in matrix.options),
        ranking=tuple(sorted(ranks, key=lambda key: ranks[key])),
        lacking=tuple(_lacking(matrix)),
        cautions=(*double_counting(scoring.factors, scoring.has_costs), *_cautions(matrix, scoring.scale)),
    )


def _ranks(totals: Mapping[str, Fraction | None]) -> Mapping[str, int]:
    """The rank of every option that has a total, in the order of the options; equal totals share a rank."""
    known = {key: total for key, total in totals.items() if total is not None}
    return {key: 1 + sum(other > total for other in known.values()) for key, total in known.items()}


def _cell(matrix: Matrix, place: Place) -> Cell:
    scores = matrix.scores.get(place, ())
    agreed_in = {sheet.key for sheet in matrix.sheets if sheet.kind is SheetKind.AGREED}
    own = [score.score for score in scores if score.sheet not in agreed_in and score.score is not None]
    value = matrix.values.get(place)
    scaled = None if value is None else matrix.scaled(place[1], value)
    means = {key: values[place] for key, values in matrix.by_organisation.items() if place in values}
    return Cell(
        option=place[0],
        factor=place[1],
        value=rounded(value),
        scaled=rounded(scaled),
        weighted=rounded(scaled * matrix.weights[place[1]]) if scaled is not None and matrix.weights else None,
        agreed=next((score.score for score in scores if score.sheet in agreed_in), None),
        mean=rounded(Fraction(sum(own), len(own))) if own else None,
        lowest=min(own, default=None),
        highest=max(own, default=None),
        by_organisation=tuple(Held(key, rounded(mean)) for key, mean in means.items()),
        between_organisations=_apart(list(means.values())),
        said=tuple(_said(score) for score in scores),
        evidence=matrix.evidence(place),
    )


def _said(score: Score) -> Said:
    return Said(score.sheet, score.score or 0, score.reason, Evidence(score.evidence), score.source)


def _apart(values: Sequence[Fraction]) -> float | None:
    """How far the ends of two or more values lie apart."""
    return rounded(max(values) - min(values)) if len(values) > 1 else None


def _total(matrix: Matrix, option: Option, total: Fraction | None, ranks: Mapping[str, int]) -> OptionTotal:
    by_sheet = {key: matrix.total(values, option.key) for key, values in matrix.by_sheet.items()}
    individual = {sheet.key for sheet in matrix.sheets if sheet.kind is SheetKind.INDIVIDUAL}
    own = [value for key, value in by_sheet.items() if value is not None and key in individual]
    by_organisation = {key: matrix.total(values, option.key) for key, values in matrix.by_organisation.items()}
    means = [value for value in by_organisation.values() if value is not None]
    rank = ranks.get(option.key)
    return OptionTotal(
        option=option.key,
        name=option.name,
        out=option.key in matrix.out,
        total=rounded(total),
        rank=rank,
        rank_shared=list(ranks.values()).count(rank) > 1 if rank else False,
        by_sheet=tuple(Held(key, rounded(value)) for key, value in by_sheet.items()),
        by_organisation=tuple(Held(key, rounded(value)) for key, value in by_organisation.items()),
        lowest=rounded(min(own, default=None)),
        highest=rounded(max(own, default=None)),
        between_organisations=_apart(means),
        lacking=matrix.lacking(option.key),
        evidence=weakest(matrix.evidence((option.key, factor.key)) for factor in matrix.factors),
    )


def _lacking(matrix: Matrix) -> Iterator[str]:
    for option in matrix.options:
        for factor in matrix.lacking(option.key):
            yield f"{option.name} has no score on {factor}."


def _cautions(matrix: Matrix, scale: Scale) -> Iterator[str]:
    names = {sheet.key: sheet.name for sheet in matrix.sheets if sheet.kind is SheetKind.INDIVIDUAL}
    for sheet, name in names.items():
        held = matrix.by_sheet.get(sheet, {})
        gaps = len(matrix.options) * len(matrix.factors) - len(held)
        if gaps:
            yield f"{name} leaves {gaps} {'score' if gaps == 1 else 'scores'} open, so its means rest on fewer scorers."
    yield from _not_agreed(matrix)
    if scale is Scale.RELATIVE:
        yield from _cautions_of_scale(matrix)


def _not_agreed(matrix: Matrix) -> Iterator[str]:
    """What the group left open although it agreed other scores, and the scorers' mean stands in for."""
    agreed = {sheet.key for sheet in matrix.sheets if sheet.kind is SheetKind.AGREED}
    held = {place for sheet in agreed for place in matrix.by_sheet.get(sheet, {})}
    filled = len(matrix.values.keys() - held) if held else 0
    if filled:
        yield (
            f"{filled} {'score was' if filled == 1 else 'scores were'} not agreed though others were; "
            "the mean of the scorers' sheets stands in."
        )


def _cautions_of_scale(matrix: Matrix) -> Iterator[str]:
    for factor in matrix.factors:
        low, high = matrix.ends[factor.key]
        scored = [option for option in matrix.compared if (option.key, factor.key) in matrix.values]
        if scored and low == high:
            yield (
                f"The options that are compared all score the same on {factor.name}, so a relative scale has no worst "
                "and best there and no total can be made; use the global scale, or leave the factor out."
            )
        elif 0 < len(scored) < len(matrix.compared):
            without = ", ".join(option.name for option in matrix.compared if option not in scored)
            yield f"The relative scale of {factor.name} runs between the options that are scored; without {without}."
