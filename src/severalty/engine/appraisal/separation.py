"""Whether the scores and their evidence carry a ranking, or the options cannot be told apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from severalty.engine.appraisal.comparison import better_on
from severalty.engine.appraisal.matrix import Matrix, Place, Scoring, matrix_of
from severalty.engine.appraisal.options import Option, SheetKind
from severalty.engine.appraisal.weights import rounded
from severalty.engine.evidence import Evidence

MOST_NAMED = 3


class Telling(StrEnum):
    """Whether options can be told apart."""

    APART = "told apart"
    NOT_APART = "cannot be told apart on this evidence"
    NOTHING = "nothing to compare"


@dataclass(frozen=True)
class PairVerdict:
    """The leader against one other option.

    Totals are blank without weights; `against` are keys of sheets that put the other level or ahead,
    `organisations_against` organisations whose mean does so, `unable` sheets that leave a score of the two open.
    `unsupported` names scores whose evidence carries no ranking. `reason` is one sentence.
    """

    other: str
    name: str
    verdict: Telling
    leader_total: float | None
    other_total: float | None
    against: tuple[str, ...]
    organisations_against: tuple[str, ...]
    unable: tuple[str, ...]
    unsupported: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Separation:
    """Who leads, whether it is told apart from every other option, and why in one sentence.

    `leader` is blank where several lead or none does; `leaders` names those who share the lead. `caution` is a
    sentence about what the verdict rests on, or blank.
    """

    leader: str
    leaders: tuple[str, ...]
    others: tuple[PairVerdict, ...]
    verdict: Telling
    reason: str
    caution: str


def separate(scoring: Scoring) -> Separation:
    """Whether the leader is told apart from each other option that is not out.

    It is when every sheet and every organisation's mean puts it ahead, and no score behind the two is unknown or
    contradicted. With weights, ahead means a higher total, and the leader has the highest; without, it means at least
    as good on every factor and better on one, and the leader is ahead of all others. An agreed sheet with gaps counts
    only through what it agrees. Raises ScoringError as `matrix_of` does. Source: domain rules 1.7; S0 4.2.
    """
    matrix = matrix_of(scoring)
    leaders = _leaders(matrix)
    if len(matrix.compared) < 2 or not matrix.scores:
        reason = "There are not two options to compare." if matrix.scores else "No score is on record."
        return Separation("", (), (), Telling.NOTHING, reason, "")
    if len(leaders) != 1:
        return Separation(
            "", tuple(one.key for one in leaders), (), Telling.NOT_APART, _no_leader(matrix, leaders), _caution(matrix)
        )
    others = tuple(
        _pair(matrix, leaders[0], other, scoring.organisations) for other in matrix.compared if other != leaders[0]
    )
    apart = all(pair.verdict is Telling.APART for pair in others)
    return Separation(
        leader=leaders[0].key,
        leaders=(leaders[0].key,),
        others=others,
        verdict=Telling.APART if apart else Telling.NOT_APART,
        reason=_reason(matrix, leaders[0], others),
        caution=_caution(matrix),
    )


def _leaders(matrix: Matrix) -> Sequence[Option]:
    if matrix.weights:
        held = {option.key: matrix.total(matrix.values, option.key) for option in matrix.compared}
        most = max((total for total in held.values() if total is not None), default=None)
        return [option for option in matrix.compared if most is not None and held[option.key] == most]
    return [
        option
        for option in matrix.compared
        if all(better_on(matrix, matrix.values, option.key, each.key) for each in matrix.compared if each != option)
    ]


def _no_leader(matrix: Matrix, leaders: Sequence[Option]) -> str:
    if leaders:
        return f"These options have the same total: {', '.join(option.name for option in leaders)}."
    if matrix.weights:
        return "No option has a total, because a score or a scale is lacking for each."
    return "There are no weights, and no option is ahead of every other on every factor."


def _pair(matrix: Matrix, leader: Option, other: Option, organisations: Mapping[str, str]) -> PairVerdict:
    both = (leader.key, other.key)
    individual = {sheet.key for sheet in matrix.sheets if sheet.kind is SheetKind.INDIVIDUAL}
    sheets = {key: _ahead(matrix, values, *both) for key, values in matrix.by_sheet.items()}
    means = {key: _ahead(matrix, values, *both) for key, values in matrix.by_organisation.items()}
    names = {sheet.key: sheet.name for sheet in matrix.sheets}
    against = tuple(key for key, ahead in sheets.items() if ahead is False)
    organisations_against = tuple(key for key, ahead in means.items() if ahead is False)
    unable = tuple(key for key, ahead in sheets.items() if ahead is None and key in individual)
    unsupported = tuple(_unsupported(matrix, (leader, other)))
    against_names = [names[key] for key in against] or [
        f"the mean of {organisations.get(key, key)}" for key in organisations_against
    ]
    fault = (
        _lacking(matrix, other)
        or _unsupported_words(unsupported)
        or _against(against_names, leader, other)
        or _unable([names[key] for key in unable], leader, other)
    )
    return PairVerdict(
        other=other.key,
        name=other.name,
        verdict=Telling.NOT_APART if fault else Telling.APART,
        leader_total=rounded(matrix.total(matrix.values, leader.key)),
        other_total=rounded(matrix.total(matrix.values, other.key)),
        against=against,
        organisations_against=organisations_against,
        unable=unable,
        unsupported=unsupported,
        reason=fault or f"{leader.name} is ahead of {other.name} {_everywhere(matrix)}.",
    )


def _ahead(matrix: Matrix, values: Mapping[Place, Fraction], leader: str, other: str) -> bool | None:
    """Whether values put the leader ahead; blank where they lack a score of one of the two."""
    if matrix.lacking(leader, values) or matrix.lacking(other, values):
        return None
    if not matrix.weights:
        return bool(better_on(matrix, values, leader, other))
    ours, theirs = matrix.total(values, leader), matrix.total(values, other)
    return None if ours is None or theirs is None else ours > theirs


def _unsupported(matrix: Matrix, options: Iterable[Option]) -> Iterable[str]:
    """The scores of options that count and whose evidence carries no ranking, with the class."""
    for option in options:
        for factor in matrix.factors:
            evidence = matrix.evidence((option.key, factor.key))
            counts = matrix.weights.get(factor.key, 1) and (option.key, factor.key) in matrix.values
            if counts and evidence in (Evidence.UNKNOWN, Evidence.CONTRADICTED):
                yield f"{option.name} on {factor.name} ({evidence.label})"


def _lacking(matrix: Matrix, other: Option) -> str:
    lacking = matrix.lacking(other.key)
    return f"{other.name} is not scored on {_some(lacking)}." if lacking else ""


def _unsupported_words(unsupported: Sequence[str]) -> str:
    return f"The evidence does not carry a ranking: {_some(unsupported)}." if unsupported else ""


def _against(names: Sequence[str], leader: Option, other: Option) -> str:
    if not names:
        return ""
    if len(names) == 1:
        return f"{names[0][:1].upper()}{names[0][1:]} does not put {leader.name} ahead of {other.name}."
    return f"These do not put {leader.name} ahead of {other.name}: {_some(names)}."


def _unable(names: Sequence[str], leader: Option, other: Option) -> str:
    return f"Scores of {leader.name} or {other.name} are open on: {_some(names)}." if names else ""


def _some(names: Sequence[str]) -> str:
    left = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {left} more" if left > 0 else "")


def _everywhere(matrix: Matrix) -> str:
    return "on every sheet" + (" and in every organisation's mean" if matrix.by_organisation else "")


def _reason(matrix: Matrix, leader: Option, others: Sequence[PairVerdict]) -> str:
    not_apart = [pair for pair in others if pair.verdict is not Telling.APART]
    if not not_apart:
        return f"{leader.name} is ahead of every other option {_everywhere(matrix)}."
    if len(not_apart) == 1:
        return not_apart[0].reason
    return f"{not_apart[0].reason} The same verdict holds for {_some([pair.name for pair in not_apart[1:]])}."


def _caution(matrix: Matrix) -> str:
    if len(matrix.by_sheet) != 1:
        return ""
    if any(sheet.kind is SheetKind.AGREED and sheet.key in matrix.by_sheet for sheet in matrix.sheets):
        return "Only agreed scores are on record; they do not show how far the scorers differed."
    return "Only one sheet is on record; one scorer's sheet carries no spread."
