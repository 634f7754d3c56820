"""The scores behind a comparison of options: checked once, exact, one value for each option and factor."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from severalty.engine.appraisal.options import Factor, Option, Scale, Score, ScoreSheet, SheetKind
from severalty.engine.appraisal.weights import ScoringError, exact_weights, in_place, leaves, once
from severalty.engine.evidence import Evidence, weakest

Place = tuple[str, str]
RELATIVE_TOP = 100


@dataclass(frozen=True, kw_only=True)
class Scoring:
    """Options, factors and score sheets that are compared.

    Scores lie between nought and `top`. `out` are the keys of options that failed a gate: their scores are shown, but
    they take no rank and do not stretch a relative scale. `organisations` are names by key, for sentences.
    `has_costs` says that the options have cost lines as well.
    """

    options: tuple[Option, ...]
    factors: tuple[Factor, ...]
    sheets: tuple[ScoreSheet, ...] = ()
    scores: tuple[Score, ...] = ()
    scale: Scale = Scale.GLOBAL
    top: int = RELATIVE_TOP
    out: tuple[str, ...] = ()
    organisations: dict[str, str] = field(default_factory=dict)
    has_costs: bool = False


@dataclass(frozen=True)
class Matrix:
    """Scores by option and factor, exact; options and factors stand in their order, and factors are leaves.

    `values` are what counts: the agreed score, or else the mean of the individual sheets. `ends` are the scores that
    stand for the bottom and the top of each factor's scale, which runs from nought to `out_of`. `weights` is empty
    where there are none.
    """

    options: tuple[Option, ...]
    factors: tuple[Factor, ...]
    sheets: tuple[ScoreSheet, ...]
    out: frozenset[str]
    out_of: int
    weights: Mapping[str, Fraction]
    scores: Mapping[Place, tuple[Score, ...]]
    values: Mapping[Place, Fraction]
    by_sheet: Mapping[str, Mapping[Place, Fraction]]
    by_organisation: Mapping[str, Mapping[Place, Fraction]]
    ends: Mapping[str, tuple[Fraction, Fraction]]

    @property
    def compared(self) -> tuple[Option, ...]:
        """The options that may take a rank."""
        return tuple(option for option in self.options if option.key not in self.out)

    def lacking(self, option: str, values: Mapping[Place, Fraction] | None = None) -> tuple[str, ...]:
        """The names of the factors on which an option has no value."""
        held = self.values if values is None else values
        return tuple(factor.name for factor in self.factors if (option, factor.key) not in held)

    def evidence(self, place: Place) -> Evidence:
        """What the value that counts rests on: the agreed score, or else the weakest of the individual ones."""
        agreed = {sheet.key for sheet in self.sheets if sheet.kind is SheetKind.AGREED}
        scores = self.scores.get(place, ())
        counted = [score for score in scores if score.sheet in agreed] or scores
        return weakest(Evidence(score.evidence) for score in counted)

    def scaled(self, factor: str, value: Fraction) -> Fraction | None:
        """A score on the factor's scale; blank where the scale has no length."""
        low, high = self.ends[factor]
        if not low and high == self.out_of:
            return value  # the scale of the scores themselves, as it mostly is: nothing to work out
        return None if low == high else self.out_of * (value - low) / (high - low)

    def total(self, values: Mapping[Place, Fraction], option: str) -> Fraction | None:
        """The weighted sum of an option's values; blank without weights, or where a value or a scale is lacking."""
        if not self.weights or self.lacking(option, values):
            return None
        parts = [(self.scaled(one.key, values[option, one.key]), self.weights[one.key]) for one in self.factors]
        known = [part * weight for part, weight in parts if part is not None]
        return sum(known, Fraction(0)) if len(known) == len(parts) else None


def matrix_of(scoring: Scoring) -> Matrix:
    """The checked scores of a comparison.

    Raises ScoringError, which names sheet, option and factor, for a score outside the scale, on a factor that has
    parts, given twice in one sheet, agreed twice, or of something that is not there; and as `exact_weights` does.
    """
    _check(scoring)
    sheets = _in_order(scoring.sheets)
    scored = leaves(scoring.factors)
    given = _by_place(scoring.scores, sheets)
    agreed = {sheet.key for sheet in sheets if sheet.kind is SheetKind.AGREED}
    values = _means(given, lambda score: score.sheet not in agreed) | _means(given, lambda score: score.sheet in agreed)
    return Matrix(
        options=in_place(scoring.options),
        factors=scored,
        sheets=sheets,
        out=frozenset(scoring.out),
        out_of=RELATIVE_TOP if scoring.scale is Scale.RELATIVE else scoring.top,
        weights=exact_weights(scoring.factors),
        scores=given,
        values=values,
        by_sheet={key: _means(given, _on_sheets({key})) for key in dict.fromkeys(_sheets_of(given, sheets))},
        by_organisation=_by_organisation(given, sheets),
        ends=_ends(scoring, scored, values),
    )


def _in_order(sheets: Iterable[ScoreSheet]) -> tuple[ScoreSheet, ...]:
    """Individual sheets by organisation, then what was agreed."""
    return tuple(sorted(sheets, key=lambda sheet: (sheet.kind is SheetKind.AGREED, sheet.organisation, sheet.key)))


def _check(scoring: Scoring) -> None:
    if scoring.top < 1:
        raise ScoringError(f"The highest score is {scoring.top}; write a whole number from 1.")
    once((option.key for option in scoring.options), "option")
    once((sheet.key for sheet in scoring.sheets), "sheet")
    for key in scoring.out:
        if key not in {option.key for option in scoring.options}:
            raise ScoringError(f"{key} is said to be out, but is not among the options; correct the key.")
    _check_scores(scoring)


def _check_scores(scoring: Scoring) -> None:
    sheets = {sheet.key: sheet for sheet in scoring.sheets}
    names = _Names(
        {sheet.key: sheet.name for sheet in scoring.sheets},
        {option.key: option.name for option in scoring.options},
        {factor.key: factor.name for factor in scoring.factors},
    )
    scored = {factor.key for factor in leaves(scoring.factors)}
    seen: set[tuple[str, str, str]] = set()
    agreed: dict[Place, str] = {}
    for score in scoring.scores:
        where = names.where(score)
        _refuse_value(score, where, scored, scoring.top)
        if (score.sheet, score.option, score.factor) in seen:
            raise ScoringError(f"{where}: scored twice; keep one score.")
        seen.add((score.sheet, score.option, score.factor))
        if sheets[score.sheet].kind is SheetKind.AGREED and score.score is not None:
            other = agreed.setdefault((score.option, score.factor), score.sheet)
            if other != score.sheet:
                raise ScoringError(f"{where}: agreed in {names.sheets[other]} as well; the group agrees one score.")


def _refuse_value(score: Score, where: str, scored: set[str], top: int) -> None:
    if score.factor not in scored:
        raise ScoringError(f"{where}: this factor has parts; score its parts instead.")
    if score.score is not None and not 0 <= score.score <= top:
        raise ScoringError(f"{where}: the score is {score.score}; write a whole number from 0 to {top}.")


@dataclass(frozen=True)
class _Names:
    sheets: Mapping[str, str]
    options: Mapping[str, str]
    factors: Mapping[str, str]

    def where(self, score: Score) -> str:
        """The sheet, option and factor of a score in words. Raises ScoringError for one that is not there."""
        for kind, key, held in (
            ("sheet", score.sheet, self.sheets),
            ("option", score.option, self.options),
            ("factor", score.factor, self.factors),
        ):
            if key not in held:
                option, factor = (self.options.get(score.option), self.factors.get(score.factor))
                sheet = self.sheets.get(score.sheet) or score.sheet
                given = f"The score of {option or score.option} on {factor or score.factor} in the sheet {sheet}"
                raise ScoringError(f"{given}: there is no {kind} {key}; add it or correct the key.")
        return f"{self.sheets[score.sheet]}, {self.options[score.option]} on {self.factors[score.factor]}"


def _by_place(scores: Iterable[Score], sheets: Sequence[ScoreSheet]) -> Mapping[Place, tuple[Score, ...]]:
    order = {sheet.key: place for place, sheet in enumerate(sheets)}
    found: dict[Place, list[Score]] = {}
    for score in sorted(scores, key=lambda one: order[one.sheet]):
        if score.score is not None:
            found.setdefault((score.option, score.factor), []).append(score)
    return {place: tuple(each) for place, each in found.items()}


def _means(given: Mapping[Place, Sequence[Score]], counts: Callable[[Score], bool]) -> dict[Place, Fraction]:
    found: dict[Place, Fraction] = {}
    for place, scores in given.items():
        numbers = [score.score for score in scores if counts(score) and score.score is not None]
        if numbers:
            found[place] = Fraction(sum(numbers), len(numbers))
    return found


def _on_sheets(keys: set[str]) -> Callable[[Score], bool]:
    return lambda score: score.sheet in keys


def _sheets_of(given: Mapping[Place, Sequence[Score]], sheets: Sequence[ScoreSheet]) -> list[str]:
    used = {score.sheet for scores in given.values() for score in scores}
    return [sheet.key for sheet in sheets if sheet.key in used]


def _by_organisation(
    given: Mapping[Place, Sequence[Score]], sheets: Sequence[ScoreSheet]
) -> Mapping[str, Mapping[Place, Fraction]]:
    own: dict[str, set[str]] = {}
    for sheet in sheets:
        if sheet.organisation and sheet.kind is SheetKind.INDIVIDUAL:
            own.setdefault(sheet.organisation, set()).add(sheet.key)
    found = {organisation: _means(given, _on_sheets(keys)) for organisation, keys in own.items()}
    return {organisation: means for organisation, means in found.items() if means}


def _ends(
    scoring: Scoring, factors: Sequence[Factor], values: Mapping[Place, Fraction]
) -> Mapping[str, tuple[Fraction, Fraction]]:
    if scoring.scale is Scale.GLOBAL:
        return {factor.key: (Fraction(0), Fraction(scoring.top)) for factor in factors}
    within = [option.key for option in scoring.options if option.key not in scoring.out]
    found: dict[str, tuple[Fraction, Fraction]] = {}
    for factor in factors:
        held = [values[key, factor.key] for key in within if (key, factor.key) in values]
        found[factor.key] = (min(held), max(held)) if held else (Fraction(0), Fraction(0))
    return found
