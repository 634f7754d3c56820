"""How the records of this stage lie in tables."""

from collections.abc import Sequence
from itertools import pairwise

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
from severalty.tenancy.drafts import Draft, Drafting
from severalty.tenancy.permissions import Permission

_EDIT = Permission.RISK_EDIT

MOST_WORDS = 12
"""So many words a scale may have; a matrix with more could not be looked through."""


_PLACES = {f"{when}_{scale}": scale for when in ("inherent", "current", "target") for scale in ("likelihood", "impact")}
"""The columns of a risk that are places on a scale of its matrix."""


def _sized(_: Drafting, drafts: Sequence[Draft]) -> None:
    """Refuse a matrix whose scales are too long."""
    for draft in drafts:
        for column in ("likelihoods", "impacts"):
            words = len(_words(getattr(draft.record, column)))
            if words > MOST_WORDS:
                draft.refuse(
                    column, f"at most {MOST_WORDS} words, with ; between", f"There are {words}; take some out."
                )


def _on_the_matrix(drafting: Drafting, drafts: Sequence[Draft]) -> None:
    """Refuse new scores that the risk's matrix has no place for; those on record stay until they are changed."""
    scored = [one for one in drafts if one.targets.get("matrix") and {"matrix", *_PLACES} & one.after.keys()]
    if not scored:
        return
    known = {row.pk: record for row, record in drafting.existing(MATRICES).values()}
    known |= {one.ref: one.record for one in drafting.drafts if one.binding is MATRICES}
    for draft in scored:
        matrix = known.get(draft.targets["matrix"])
        for column, scale in _PLACES.items() if matrix else ():
            place, words = getattr(draft.record, column), _words(getattr(matrix, f"{scale}s"))
            if place is not None and words and not 1 <= place <= len(words) and {"matrix", column} & draft.after.keys():
                scales = f"from 1 ({words[0]}) to {len(words)} ({words[-1]})"
                draft.refuse(column, f"a place on the matrix, {scales}", "Enter one of these, or leave it blank.")


def _in_order(_: Drafting, drafts: Sequence[Draft]) -> None:
    """Refuse new chances beyond 100 per cent, and three points of which a lower one is above a higher."""
    for draft in drafts:
        if "probability" in draft.after and not 0 <= float(draft.record.probability or 0) <= 100:
            draft.refuse("probability", "0 to 100 per cent", "Enter how likely it is, such as 40.")
        for what in ("days", "pounds", "factor"):
            told = [(name, value) for end in ("low", "likely", "high")
                    if (value := getattr(draft.record, name := f"{what}_{end}")) not in (None, "")]  # fmt: skip
            for (lower, small), (higher, great) in pairwise(told):
                if float(small) > float(great) and {lower, higher} & draft.after.keys():
                    expected = f"no less than {lower.replace('_', ', ')}"
                    draft.refuse(higher, expected, "The lowest comes first, the highest last.")


def _words(scale: str) -> list[str]:
    return [word for part in scale.split(";") if (word := part.strip())]


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
RISKS = Binding("risks", "risk", "risks", register.Risk, Risk, permission=_EDIT, judge=_on_the_matrix)
CONTROLS = Binding("risk_controls", "control", "controls", register.RiskControl, RiskControl, permission=_EDIT)
ACTIONS = Binding("risk_actions", "action on a risk", "actions on risks", register.RiskAction, RiskAction,
                  ends=("risk",), permission=_EDIT)  # fmt: skip
EFFECTS = Binding("risk_effects", "effect of a risk", "effects of risks", quantities.RiskEffect, RiskEffect,
                  ends=("risk", "thing"), permission=_EDIT, judge=_in_order)  # fmt: skip
REVIEWS = Binding(
    "risk_reviews", "review of a risk", "reviews of risks", register.RiskReview, RiskReview,
    natural=("risk", "organisation", "reviewed_on"), through="risk", permission=_EDIT,
)  # fmt: skip
ISSUES = Binding("issues", "issue", "issues", register.Issue, Issue, permission=_EDIT)
TABLES = (MATRICES, BANDS, CELLS, APPETITES, RISKS, CONTROLS, ACTIONS, EFFECTS, REVIEWS, ISSUES)
