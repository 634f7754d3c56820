"""How the records of this stage lie in tables."""

from collections.abc import Iterable
from typing import Any

from severalty.engine.risks import matrices, quantities, register
from severalty.risks.models import (
    Issue,
    MatrixBand,
    MatrixCell,
    Risk,
    RiskAction,
    RiskAppetite,
    RiskControl,
    RiskEffect,
    RiskMatrix,
    RiskReview,
)
from severalty.tenancy.binding import Binding
from severalty.tenancy.permissions import Permission

_EDIT = Permission.RISK_EDIT

MOST_WORDS = 12
"""So many words a scale may have; a matrix with more could not be looked through."""


def _sized(_: Any, drafts: Iterable[Any]) -> None:
    """Refuse a matrix whose scales are too long."""
    for draft in drafts:
        for column in ("likelihoods", "impacts"):
            words = len([word for word in getattr(draft.record, column).split(";") if word.strip()])
            if words > MOST_WORDS:
                draft.refuse(
                    column, f"at most {MOST_WORDS} words, with ; between", f"There are {words}; take some out."
                )


MATRICES = Binding("risk_matrices", "risk matrix", "risk matrices", matrices.RiskMatrix, RiskMatrix, permission=_EDIT,
                   judge=_sized)  # fmt: skip
BANDS = Binding("matrix_bands", "band", "bands", matrices.MatrixBand, MatrixBand, natural=("matrix", "place"),
                through="matrix", permission=_EDIT)  # fmt: skip
CELLS = Binding(
    "matrix_cells", "cell of a matrix", "cells of matrices", matrices.MatrixCell, MatrixCell,
    natural=("matrix", "likelihood", "impact"), through="matrix", permission=_EDIT,
)  # fmt: skip
APPETITES = Binding("risk_appetites", "risk appetite", "risk appetites", matrices.RiskAppetite, RiskAppetite,
                    ends=("matrix",), permission=_EDIT)  # fmt: skip
RISKS = Binding("risks", "risk", "risks", register.Risk, Risk, permission=_EDIT)
CONTROLS = Binding("risk_controls", "control", "controls", register.RiskControl, RiskControl, permission=_EDIT)
ACTIONS = Binding("risk_actions", "action on a risk", "actions on risks", register.RiskAction, RiskAction,
                  ends=("risk",), permission=_EDIT)  # fmt: skip
EFFECTS = Binding("risk_effects", "effect of a risk", "effects of risks", quantities.RiskEffect, RiskEffect,
                  ends=("risk", "thing"), permission=_EDIT)  # fmt: skip
REVIEWS = Binding(
    "risk_reviews", "review of a risk", "reviews of risks", register.RiskReview, RiskReview,
    natural=("risk", "organisation", "reviewed_on"), through="risk", permission=_EDIT,
)  # fmt: skip
ISSUES = Binding("issues", "issue", "issues", register.Issue, Issue, permission=_EDIT)
TABLES = (MATRICES, BANDS, CELLS, APPETITES, RISKS, CONTROLS, ACTIONS, EFFECTS, REVIEWS, ISSUES)
