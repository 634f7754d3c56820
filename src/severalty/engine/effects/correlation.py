"""Figures that move together: a Gaussian copula by groups, mended where a set of correlations cannot be.

Rank correlations become those of normal figures by 2 sin(pi r / 6). Source of the mending: Higham 2002, alternating
projections onto matrices without negative eigenvalues and onto those with ones on the diagonal.
"""

from dataclasses import dataclass
from math import pi, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from severalty.engine.effects.spreads import SpreadError

MOST_TOGETHER = 1_000  # figures in one matrix
_ROUNDS, _CLOSE = 200, 1e-9


@dataclass(frozen=True)
class Correlations:
    """A square matrix of correlations, ones on its diagonal."""

    rows: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Mended:
    """The nearest matrix that can be; `moved` is the most by which any entry changed, nought where none had to."""

    rows: tuple[tuple[float, ...], ...]
    moved: float


def mended(question: Correlations) -> Mended:
    """The nearest matrix of correlations that can be. Raises SpreadError where it is no such matrix at all."""
    given = np.array(question.rows, dtype=np.float64)
    if given.ndim != 2 or given.shape[0] != given.shape[1] or not np.allclose(given, given.T):
        raise SpreadError("Correlations make a square in which each pair stands twice with the same figure.")
    if not np.allclose(np.diag(given), 1) or np.abs(given).max() > 1 + _CLOSE:
        raise SpreadError("Correlations are from -1 to 1, and everything is correlated with itself by 1.")
    matrix = nearest(given)
    rows = tuple(tuple(float(one) for one in row) for row in matrix)
    return Mended(rows, float(np.abs(matrix - given).max()))


def nearest(given: NDArray[np.float64]) -> NDArray[np.float64]:
    """The nearest matrix without negative eigenvalues; the same one if it has none."""
    if np.linalg.eigvalsh(given)[0] >= -_CLOSE:
        return given
    found, change, kept = given.copy(), np.zeros_like(given), given
    for _ in range(_ROUNDS):
        held = found - change
        values, vectors = np.linalg.eigh(held)
        kept = (vectors * np.maximum(values, 0)) @ vectors.T
        change = kept - held
        found = kept.copy()
        np.fill_diagonal(found, 1)
        if np.abs(found - kept).max() < _CLOSE:
            break
    scale = 1 / np.sqrt(np.diag(kept))
    return np.asarray(kept * np.outer(scale, scale))


def normal_correlation(rank: float) -> float:
    """The correlation of two normal figures whose rank correlation is this."""
    return 2 * sin(pi * rank / 6)


def mixing(correlation: NDArray[np.float64]) -> NDArray[np.float64]:
    """A matrix that turns independent normal figures into ones with these correlations (mended before, if need be)."""
    values, vectors = np.linalg.eigh(correlation)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T)


def shared_and_own(rank: float) -> tuple[float, float]:
    """How much of a normal figure is the group's, and how much its own, so that pairs have this rank correlation."""
    rho = normal_correlation(rank)
    return sqrt(rho), sqrt(1 - rho)
