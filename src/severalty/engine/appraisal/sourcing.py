"""How each service is to be given: what criteria suggest, beside what was decided, and what does not fit together."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from severalty.engine.appraisal.options import Sourcing, SourcingModel
from severalty.engine.appraisal.weights import ScoringError, in_place, once
from severalty.engine.estate.value_evidence import evidence_of
from severalty.engine.evidence import carries_figure
from severalty.engine.fields import Known, columns_of

COLUMNS = tuple(shape.name for shape in columns_of(Sourcing) if shape.choices is Known and shape.name != "in_scope")
SIDES = (SourcingModel.INSOURCE, SourcingModel.OUTSOURCE)


class Agreement(StrEnum):
    """How a decision stands to what the criteria suggest."""

    AGREES = "agrees"
    IN_PART = "agrees in part"
    DIFFERS = "differs"
    NOT_DECIDED = "not decided"
    NOT_SUGGESTED = "nothing suggested"
    NOT_COVERED = "not covered by the criteria"


@dataclass(frozen=True)
class Criterion:
    """A column of the sourcing table, the side for which a `yes` in it speaks, and where that is said.

    Raises ScoringError for another column or another side than insourcing and outsourcing.
    """

    column: str
    points_to: SourcingModel
    words: str
    source: str

    def __post_init__(self) -> None:
        if self.column not in COLUMNS:
            raise ScoringError(f"{self.column} is not a criterion; write one of: {', '.join(COLUMNS)}.")
        if self.points_to not in SIDES:
            raise ScoringError(
                f"A criterion points to insource or outsource; {self.column} points to {self.points_to}."
            )


@dataclass(frozen=True)
class Criteria:
    """A dated table of criteria. `valid_to` is blank while no end is known. Raises ScoringError for a column twice."""

    criteria: tuple[Criterion, ...]
    valid_from: date
    source: str
    valid_to: date | None = None
    jurisdiction: str = ""

    def __post_init__(self) -> None:
        once((criterion.column for criterion in self.criteria), "criterion")


@dataclass(frozen=True)
class Services:
    """The rows of the sourcing table, and the criteria to hold them against."""

    sourcings: tuple[Sourcing, ...]
    criteria: Criteria


@dataclass(frozen=True)
class Suggestion:
    """What the criteria suggest for one service, why, and how the decision stands to it.

    The suggestion is hybrid where both sides hold, and unknown where no criterion does. `not_said` are the words of
    criteria of which nobody has said yes or no. `words` puts it in one sentence.
    """

    sourcing: str
    name: str
    suggestion: SourcingModel
    for_insource: tuple[Criterion, ...]
    for_outsource: tuple[Criterion, ...]
    not_said: tuple[str, ...]
    decision: SourcingModel
    agreement: Agreement
    words: str


@dataclass(frozen=True)
class BundleFault:
    """A bundle whose services do not go together: they differ in model or in tower."""

    bundle: str
    sourcings: tuple[str, ...]
    models: tuple[SourcingModel, ...]
    towers: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class SourcingReview:
    """Every service in its order with what is suggested; bundles that do not fit; services without a model.

    `undecided` are in scope and without a model; `scope_not_said` have no model and nobody has said whether they are in
    scope; both by key. `complete` holds where there is neither. `words` says it in one sentence.
    """

    suggestions: tuple[Suggestion, ...]
    bundles: tuple[BundleFault, ...]
    undecided: tuple[str, ...]
    scope_not_said: tuple[str, ...]
    complete: bool
    words: str


def suggest(sourcing: Sourcing, criteria: Criteria) -> Suggestion:
    """What the criteria suggest for a service, beside the decision; a suggestion decides nothing.

    Only a `yes` speaks, and for its own side only; one whose source contradicts itself says nothing.
    Source: S4 24-25; domain rules 1.9.
    """
    said = {each.column: _said(sourcing, each.column) for each in criteria.criteria}
    holding = [each for each in criteria.criteria if said[each.column] is Known.YES]
    sides = {side: tuple(each for each in holding if each.points_to is side) for side in SIDES}
    suggestion = _suggestion([side for side in SIDES if sides[side]])
    agreement = _agreement(suggestion, sourcing.model)
    return Suggestion(
        sourcing=sourcing.key,
        name=sourcing.name,
        suggestion=suggestion,
        for_insource=sides[SourcingModel.INSOURCE],
        for_outsource=sides[SourcingModel.OUTSOURCE],
        not_said=tuple(each.words for each in criteria.criteria if said[each.column] is Known.UNKNOWN),
        decision=sourcing.model,
        agreement=agreement,
        words=_WORDS[agreement].format(suggestion=suggestion, decision=sourcing.model),
    )


def review_sourcing(question: Services) -> SourcingReview:
    """Every service with its suggestion, bundles that do not fit together, and services that nobody has decided.

    A service that is out of scope is left out of bundles and of the count. Raises ScoringError for a key given twice.
    Source: S4 19 (every service must go on being provided), 24-25, 45 and 47; domain rules 1.9.
    """
    rows = in_place(question.sourcings)
    once((row.key for row in rows), "row of the sourcing table")
    undecided = [row for row in rows if row.model is SourcingModel.UNKNOWN]
    in_scope = [row for row in undecided if row.in_scope is Known.YES]
    not_said = [row for row in undecided if row.in_scope is Known.UNKNOWN]
    return SourcingReview(
        suggestions=tuple(suggest(row, question.criteria) for row in rows),
        bundles=tuple(_bundles(rows)),
        undecided=tuple(row.key for row in in_scope),
        scope_not_said=tuple(row.key for row in not_said),
        complete=not in_scope and not not_said,
        words=_completeness(in_scope, not_said),
    )


_WORDS: Mapping[Agreement, str] = {
    Agreement.AGREES: "The decision ({decision}) agrees with the criteria.",
    Agreement.IN_PART: "The criteria suggest {suggestion}; the decision ({decision}) agrees in part.",
    Agreement.DIFFERS: "The criteria suggest {suggestion}; the decision ({decision}) differs.",
    Agreement.NOT_DECIDED: "The criteria suggest {suggestion}; nothing is decided.",
    Agreement.NOT_SUGGESTED: "No criterion is said to hold, so nothing is suggested.",
    Agreement.NOT_COVERED: "The criteria suggest {suggestion}; they do not speak of what was decided ({decision}).",
}


def _said(sourcing: Sourcing, column: str) -> Known:
    said = Known(getattr(sourcing, column))
    return said if carries_figure(evidence_of(sourcing, column)) else Known.UNKNOWN


def _suggestion(sides: Sequence[SourcingModel]) -> SourcingModel:
    if len(sides) == 2:
        return SourcingModel.HYBRID
    return sides[0] if sides else SourcingModel.UNKNOWN


def _agreement(suggestion: SourcingModel, decision: SourcingModel) -> Agreement:
    if suggestion is SourcingModel.UNKNOWN:
        return Agreement.NOT_SUGGESTED
    if decision is SourcingModel.UNKNOWN:
        return Agreement.NOT_DECIDED
    if decision is suggestion:
        return Agreement.AGREES
    if decision not in (*SIDES, SourcingModel.HYBRID):
        return Agreement.NOT_COVERED
    return Agreement.IN_PART if SourcingModel.HYBRID in (decision, suggestion) else Agreement.DIFFERS


def _bundles(rows: Iterable[Sourcing]) -> Iterator[BundleFault]:
    held: dict[str, list[Sourcing]] = {}
    for row in rows:
        if row.bundle and row.in_scope is not Known.NO:
            held.setdefault(row.bundle, []).append(row)
    for bundle, together in held.items():
        models = _different(together, lambda row: "" if row.model is SourcingModel.UNKNOWN else row.model)
        towers = _different(together, lambda row: row.tower)
        faults = [
            f"{called} ({', '.join(found)})"
            for called, found in (("model", models), ("tower", towers))
            if len(found) > 1
        ]
        if faults:
            names = ", ".join(row.name for row in together)
            yield BundleFault(
                bundle=bundle,
                sourcings=tuple(row.key for row in together),
                models=tuple(SourcingModel(model) for model in models),
                towers=towers,
                words=f"The bundle {bundle} goes to one provider, but its services differ in "
                f"{' and '.join(faults)}: {names}.",
            )


def _different(rows: Iterable[Sourcing], of: Callable[[Sourcing], str]) -> tuple[str, ...]:
    """The values that rows give, each once, blanks left out."""
    return tuple(dict.fromkeys(value for row in rows if (value := of(row))))


def _completeness(in_scope: Sequence[Sourcing], not_said: Sequence[Sourcing]) -> str:
    if in_scope:
        return f"No model is decided for these services in scope: {', '.join(row.name for row in in_scope)}."
    if not_said:
        names = ", ".join(row.name for row in not_said)
        return f"No model is decided for these services, and nobody has said whether they are in scope: {names}."
    return "Every service in scope has a model."
