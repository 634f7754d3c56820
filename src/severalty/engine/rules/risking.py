"""Rules of risks: bands, what ratings determine, checks of a matrix, appetite, heat, standing, before and after."""

from dataclasses import dataclass

from severalty.engine.risks.comparing import EffectsCompared, EffectsQuestion, effects_compared
from severalty.engine.risks.concerns import concerns_of
from severalty.engine.risks.events import EventsQuestion, RiskEvents, risk_events
from severalty.engine.risks.heat import Heat, HeatQuestion, heat, score_of
from severalty.engine.risks.matrices import RiskAppetite
from severalty.engine.risks.rating import (
    Determined,
    DeterminedQuestion,
    Grid,
    MatrixCheck,
    ProposalQuestion,
    Proposed,
    Rating,
    RatingQuestion,
    determined_cells,
    matrix_check,
    proposed_cells,
    rating,
)
from severalty.engine.risks.standing import (
    AppetiteQuestion,
    RegisterQuestion,
    RegisterStanding,
    appetite_of,
    register_standing,
)
from severalty.engine.rules.rule import Rule

_GRID = {
    "key": "melton",
    "likelihoods": ["Almost impossible", "Very low", "Low", "Significant", "High", "Very high"],
    "impacts": ["Negligible", "Marginal", "Critical", "Catastrophic"],
    "bands": ["Low Risk", "Medium Risk", "High Risk"],
    "cells": [
        {"likelihood": likelihood, "impact": impact, "band": 2, "standing": "stated by the source"}
        for likelihood, impact in ((6, 2), (5, 2), (4, 3), (3, 3), (2, 3))
    ],
}
_RISK = {
    "key": "late-committee",
    "name": "One council decides a cycle later",
    "matrix": "melton",
    "inherent_likelihood": 5,
    "inherent_impact": 3,
    "current_likelihood": 4,
    "current_impact": 3,
    "target_likelihood": 2,
    "target_impact": 3,
    "review_on": "2026-10-01",
    "recorded_by": "alderbourne",
}
_APPETITE = {
    "key": "all",
    "name": "What Alderbourne bears",
    "organisation": "alderbourne",
    "matrix": "melton",
    "most": "Low Risk",
    "taken_to": "Programme board",
}


@dataclass(frozen=True)
class AppetiteFound:
    """The appetite that holds for a risk; None where none does."""

    appetite: RiskAppetite | None


RULES: tuple[Rule, ...] = (
    Rule(
        name="risk-band",
        summary="The band of a likelihood and an impact, looked up on the council's own matrix.",
        takes=RatingQuestion,
        gives=Rating,
        run=rating,
        of=(rating,),
        example={"grid": _GRID, "likelihood": 4, "impact": 3},
        source="Melton 2020, section 15",
    ),
    Rule(
        name="risk-matrix-determined",
        summary="Which cells of a matrix are settled by ratings that a source states, under a named assumption.",
        takes=DeterminedQuestion,
        gives=Determined,
        run=determined_cells,
        of=(determined_cells,),
        example={
            "likelihoods": 6,
            "impacts": 4,
            "bands": ["Low Risk", "Medium Risk", "High Risk"],
            "observed": [
                {"likelihood": 6, "impact": 2, "band": "Medium Risk"},
                {"likelihood": 2, "impact": 3, "band": "Medium Risk"},
            ],
            "assuming": "bands never fall",
        },
        source="Melton 2020, section 15",
    ),
    Rule(
        name="risk-matrix-check",
        summary="Whether a matrix can stand: bands fall nowhere, cells lie on it, every band occurs.",
        takes=Grid,
        gives=MatrixCheck,
        run=matrix_check,
        of=(matrix_check,),
        example=_GRID,
    ),
    Rule(
        name="risk-matrix-proposal",
        summary="A fill of the open cells of a matrix by likelihood times impact, marked as ours.",
        takes=ProposalQuestion,
        gives=Proposed,
        run=proposed_cells,
        of=(proposed_cells,),
        example={"grid": _GRID, "floors": [6, 15]},
    ),
    Rule(
        name="risk-appetite",
        summary="Which appetite holds for a risk: its owner's before anybody's, its category's before all others.",
        takes=AppetiteQuestion,
        gives=AppetiteFound,
        run=lambda question: AppetiteFound(appetite_of(question)),
        of=(appetite_of,),
        example={"risk": _RISK, "appetites": [_APPETITE]},
    ),
    Rule(
        name="risk-heat",
        summary="Where the open risks of one matrix lie: inherent, current or target; counts only.",
        takes=HeatQuestion,
        gives=Heat,
        run=heat,
        of=(heat, score_of),
        example={"grid": _GRID, "risks": [_RISK], "score": "current"},
    ),
    Rule(
        name="risk-register",
        summary="How a register stands on a day: bands, appetite, what is late, and what looks better than it is.",
        takes=RegisterQuestion,
        gives=RegisterStanding,
        run=register_standing,
        of=(register_standing, concerns_of),
        example={"on": "2026-11-26", "risks": [_RISK], "grids": [_GRID], "appetites": [_APPETITE]},
    ),
    Rule(
        name="risk-effects",
        summary="What risks would do in days and pounds, before mitigation and after it.",
        takes=EffectsQuestion,
        gives=EffectsCompared,
        run=effects_compared,
        of=(effects_compared,),
        example={
            "effects": [
                {
                    "key": "before",
                    "name": "Late committee",
                    "risk": "late-committee",
                    "thing": "network-split",
                    "probability": "40",
                    "days_low": 5,
                    "days_likely": 15,
                    "days_high": 30,
                    "pounds_likely": 2_500_000,
                    "evidence": "estimated",
                },
                {
                    "key": "after",
                    "name": "Late committee",
                    "risk": "late-committee",
                    "thing": "network-split",
                    "stage": "after mitigation",
                    "probability": "15",
                    "days_low": 5,
                    "days_likely": 10,
                    "days_high": 20,
                    "pounds_likely": 1_000_000,
                    "evidence": "estimated",
                },
            ]
        },
    ),
    Rule(
        name="risk-events",
        summary="Risks with their figures as events that a simulation draws, one chance for all that a risk does.",
        takes=EventsQuestion,
        gives=RiskEvents,
        run=risk_events,
        of=(risk_events,),
        example={
            "effects": [
                {
                    "key": "before",
                    "name": "Late committee",
                    "risk": "late-committee",
                    "thing": "network-split",
                    "probability": "40",
                    "days_low": 5,
                    "days_likely": 15,
                    "days_high": 30,
                }
            ],
        },
    ),
)
