"""Rules of comparing options: weights, totals, gates, and what the evidence carries."""

from dataclasses import dataclass

from severalty.engine.appraisal import comparison, crossings, gates, matrix, scoring, separation, sourcing, weights
from severalty.engine.appraisal.comparison import ByFactor
from severalty.engine.appraisal.crossings import Crossings
from severalty.engine.appraisal.gates import Gated, Gating
from severalty.engine.appraisal.matrix import Scoring
from severalty.engine.appraisal.options import Factor, Sourcing
from severalty.engine.appraisal.scoring import Scores
from severalty.engine.appraisal.separation import Separation
from severalty.engine.appraisal.sourcing import Criteria, Services, SourcingReview, Suggestion
from severalty.engine.appraisal.weights import Weights
from severalty.engine.rules.rule import Rule


@dataclass(frozen=True)
class Factors:
    """A tree of factors, with swing points or without; `has_costs` says that the options have cost lines as well."""

    factors: tuple[Factor, ...]
    has_costs: bool = False


@dataclass(frozen=True)
class Warnings:
    """Sentences, one for each fault."""

    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Service:
    """One row of the sourcing table, and the criteria to hold it against."""

    sourcing: Sourcing
    criteria: Criteria


def _factor(key: str, swing: int | None, **rest: str) -> dict[str, object]:
    return {"key": key, "name": key.capitalize(), "appraisal": "future-it", "swing": swing, **rest}


def _option(key: str) -> dict[str, object]:
    return {"key": key, "name": f"Option {key.upper()}", "appraisal": "future-it"}


def _sheet(key: str, organisation: str) -> dict[str, object]:
    return {"key": key, "name": f"Sheet of {organisation}", "appraisal": "future-it", "organisation": organisation}


def _score(sheet: str, option: str, factor: str, score: int) -> dict[str, object]:
    place = {"sheet": sheet, "option": option, "factor": factor}
    return {**place, "score": score, "reason": "Workshop", "evidence": "illustrative"}


_FACTORS = [_factor("control", 100), _factor("resilience", 60), _factor("cost", 40, measures_cost="yes")]
_SCORED = {
    "a": {"control": (30, 40), "resilience": (60, 70), "cost": (80, 60)},
    "b": {"control": (80, 90), "resilience": (55, 75), "cost": (50, 65)},
}
_SCORING = {
    "options": [_option(key) for key in _SCORED],
    "factors": _FACTORS,
    "sheets": [_sheet("s1", "Melton"), _sheet("s2", "Blaby")],
    "scores": [
        _score(sheet, option, factor, pair[place])
        for place, sheet in enumerate(("s1", "s2"))
        for option, row in _SCORED.items()
        for factor, pair in row.items()
    ],
}
_CRITERIA = {
    "criteria": [
        {"column": "strategic", "points_to": "insource", "words": "Strategic or statutory", "source": "S4 24"},
        {"column": "transactional", "points_to": "outsource", "words": "Transactional", "source": "S4 24"},
        {"column": "market_scale", "points_to": "outsource", "words": "Market at scale", "source": "S4 25"},
    ],
    "valid_from": "2022-05-04",
    "source": "S4 24-25",
    "jurisdiction": "England",
}
_DESK = {
    "key": "desk",
    "name": "IT Support Desk",
    "appraisal": "future-it",
    "model": "outsource",
    "bundle": "desk",
    "in_scope": "yes",
    "transactional": "yes",
    "evidence": "reported",
}

RULES: tuple[Rule, ...] = (
    Rule(
        name="swing-weights",
        summary="Weights of factors from swing points, down the tree.",
        takes=Factors,
        gives=Weights,
        run=lambda question: weights.weights_of(question.factors),
        of=(
            weights.weights_of,
            weights.exact_weights,
            weights.leaves,
            weights.in_place,
            weights.once,
            weights.rounded,
        ),
        example={"factors": _FACTORS},
        source="domain rules 1.7; Multi-criteria analysis: a manual (2009), chapters 5-6",
    ),
    Rule(
        name="double-counting",
        summary="Whether cost counts twice: as a factor and beside the score.",
        takes=Factors,
        gives=Warnings,
        run=lambda question: Warnings(weights.double_counting(question.factors, question.has_costs)),
        of=(weights.double_counting,),
        example={"factors": _FACTORS, "has_costs": True},
        source="domain rules 1.7",
    ),
    Rule(
        name="weighted-scores",
        summary="Scores of every sheet side by side, weighted totals, ranks, and what is lacking.",
        takes=Scoring,
        gives=Scores,
        run=scoring.weigh,
        of=(scoring.weigh, matrix.matrix_of),
        example=_SCORING,
        source="domain rules 1.7",
    ),
    Rule(
        name="compare-by-factor",
        summary="Which option is best on which factor, and which is at least as good as another on every one.",
        takes=Scoring,
        gives=ByFactor,
        run=comparison.compare_by_factor,
        of=(comparison.compare_by_factor, comparison.better_on),
        example=_SCORING,
        source="domain rules 1.7",
    ),
    Rule(
        name="weight-crossings",
        summary="At which weight of one factor another option draws level with the leader.",
        takes=Scoring,
        gives=Crossings,
        run=crossings.weight_crossings,
        of=(crossings.weight_crossings,),
        example=_SCORING,
        source="domain rules 1.7",
    ),
    Rule(
        name="told-apart",
        summary="Whether the scores and their evidence carry a ranking.",
        takes=Scoring,
        gives=Separation,
        run=separation.separate,
        of=(separation.separate,),
        example=_SCORING,
        source="S0 4.2; domain rules 1.7",
    ),
    Rule(
        name="viability",
        summary="Which options pass every gate.",
        takes=Gating,
        gives=Gated,
        run=gates.gate,
        of=(gates.gate,),
        example={
            "options": [_option("a"), _option("b")],
            "gates": [{"key": "live", "name": "Live by 1 January 2022", "appraisal": "future-it"}],
            "verdicts": [
                {"gate": "live", "option": "a", "verdict": "fail", "reason": "Ends in March", "evidence": "reported"},
                {
                    "gate": "live",
                    "option": "b",
                    "verdict": "pass",
                    "reason": "Plan ends in May",
                    "evidence": "reported",
                },
            ],
        },
        source="S0 5.1; domain rules 1.7",
    ),
    Rule(
        name="suggest-sourcing",
        summary="What criteria suggest for one service, with reasons, beside the decision.",
        takes=Service,
        gives=Suggestion,
        run=lambda question: sourcing.suggest(question.sourcing, question.criteria),
        of=(sourcing.suggest,),
        example={"sourcing": _DESK, "criteria": _CRITERIA},
        source="S4 24-25; domain rules 1.9",
    ),
    Rule(
        name="review-sourcing",
        summary="Every service with its suggestion, bundles that do not fit together, and services left undecided.",
        takes=Services,
        gives=SourcingReview,
        run=sourcing.review_sourcing,
        of=(sourcing.review_sourcing,),
        example={
            "sourcings": [
                _DESK,
                {
                    **_DESK,
                    "key": "siam",
                    "name": "Service integration",
                    "model": "insource",
                    "strategic": "yes",
                    "transactional": "no",
                },
            ],
            "criteria": _CRITERIA,
        },
        source="S4 19, 24-25, 45 and 47; domain rules 1.9",
    ),
)
