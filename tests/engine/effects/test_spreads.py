"""Spreads: closed forms against the worked oracles, and tables against closed forms."""

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from severalty.engine import draws
from severalty.engine.draws import streams_of, uniforms
from severalty.engine.effects.correlation import Correlations, mended, mixing, normal_correlation
from severalty.engine.effects.events import Effect
from severalty.engine.effects.quantiles import deviation_of, figures_of, limits_of, mean_of, quantile
from severalty.engine.effects.sampling import sampled, sampler_of
from severalty.engine.effects.spreads import Reading, Shape, Spread, SpreadError
from tests.engine.transition.confidence.networks import spreads

EVEN = ((np.arange(4096) + 0.5) / 4096).astype(np.float32)
BEYOND = ((1 - 2.0**-8 + EVEN / 256)[:-16], 1 - 2.0**-16 + (2 * np.arange(128) + 1) * 2.0**-24)  # finer, then finest


def test_the_worked_figures(oracles: dict[str, Any]) -> None:
    oracle = oracles["O16"]
    given, expected, near = oracle["inputs"], oracle["expected"], oracle["tolerance"]
    low, likely, high = given["triangular"]
    triangular = figures_of(Spread(likely, low, high))
    for name in ("mean", "p10", "p50", "p80"):
        assert getattr(triangular, name) == pytest.approx(expected["triangular"][name], abs=near)
    pert = figures_of(Spread(likely, low, high, Shape.PERT))
    assert pert.mean == pytest.approx(expected["pert"]["mean"], abs=near)
    assert pert.classic_deviation == pytest.approx(expected["pert"]["sd_classic"], abs=near)
    lognormal = Spread(given["lognormal"]["p50"], 0, given["lognormal"]["p80"], Shape.LOGNORMAL)
    assert mean_of(lognormal) == pytest.approx(expected["lognormal"]["mean"], abs=near * 10)
    assert quantile(lognormal, 0.5) == pytest.approx(20)
    assert quantile(lognormal, 0.8) == pytest.approx(28)


@given(spreads())
@example(Spread(3, 0, 12, Shape.LOGNORMAL))
def test_a_table_has_the_quantiles_the_mean_and_the_deviation_of_its_shape(spread: Spread) -> None:
    parts = (EVEN[:-16], *(one.astype(np.float32) for one in BEYOND))
    values = sampled(sampler_of((spread,)), np.concatenate(parts)[None])[0].astype(float)
    weights = np.concatenate(
        [np.full(len(one), size) for one, size in zip(parts, (2**-12, 2**-20, 2**-23), strict=True)]
    )
    size, mean = max(1e-6, deviation_of(spread)), float(values @ weights)
    assert mean == pytest.approx(mean_of(spread), abs=0.003 * size)
    # Of a lognormal so wide that no draw is far enough, a part is lost.
    rough = 0.02 if spread.shape is not Shape.LOGNORMAL or spread.high <= 4 * spread.likely else 0.5
    assert ((values - mean) ** 2 @ weights) ** 0.5 == pytest.approx(deviation_of(spread), rel=rough, abs=1e-6)
    for share in (0.1, 0.5, 0.8, 0.9) if spread.shape is not Shape.DISCRETE else ():
        assert values[round(share * 4096)] == pytest.approx(quantile(spread, share), abs=0.003 * size)


@given(spreads(), st.floats(0, 1), st.floats(0, 1))
@example(Spread(2, 1, 3, Shape.PERT), 0.0, 1e-108)
def test_a_larger_share_has_no_smaller_value(spread: Spread, one: float, other: float) -> None:
    assert quantile(spread, min(one, other)) <= quantile(spread, max(one, other)) + 1e-9


@given(st.lists(st.floats(0, 100), min_size=3, max_size=3).map(sorted))
def test_p10_and_p90_come_back_from_the_limits_that_they_lead_to(points: list[float]) -> None:
    low, likely, high = points
    spread = Spread(likely, low, high, reading=Reading.P10_P90)
    assert quantile(spread, 0.1) == pytest.approx(low, abs=1e-6)
    assert quantile(spread, 0.9) == pytest.approx(high, abs=1e-6)
    assert limits_of(spread)[0] <= low <= high <= limits_of(spread)[2] + 1e-9


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"low": 3, "likely": 2, "high": 5}, "rising order"),
        ({"likely": 5, "high": 4, "shape": Shape.LOGNORMAL}, "P50 is above nought"),
        ({"low": 5, "high": 4, "shape": Shape.UNIFORM}, "change them over"),
        ({"shape": Shape.DISCRETE, "values": ((1, 0.5),)}, "add up to 0.5"),
        ({"likely": float("nan")}, "give a number"),
        ({"likely": 1, "low": 1, "high": 1, "shape": Shape.PERT, "reading": Reading.P10_P90}, "triangular or uniform"),
    ],
)
def test_a_spread_that_cannot_be_says_why(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(SpreadError, match=words):
        Spread(**wrong)
    with pytest.raises(SpreadError, match="from 0 to 1"):
        Effect(1.2)


def test_draws_are_even_and_do_not_hang_together() -> None:
    rows = uniforms(streams_of(3, [f"duration:a{n}" for n in range(40)]), 0, 8192).astype(float)
    counts = np.stack([np.histogram(row, 64, (0, 1))[0] for row in rows])
    assert ((counts - 128) ** 2 / 128).sum(axis=1).max() < 130  # chi square of 63 degrees; 1 in 500,000
    between = np.corrcoef(rows) - np.eye(40)
    assert np.abs(between).max() < 0.055  # five deviations
    assert abs(np.corrcoef(rows[:, 1:].ravel(), rows[:, :-1].ravel())[0, 1]) < 0.01
    assert rows.min() > 0
    assert rows.max() < 1


def test_a_draw_is_the_same_whoever_else_is_drawn() -> None:
    both = uniforms(streams_of(1, ("a", "b")), 5, 10)
    assert uniforms(streams_of(1, ("b",)), 7, 3).tolist() == both[1:, 2:5].tolist()
    assert uniforms(streams_of(2, ("b",)), 7, 3).tolist() != both[1:, 2:5].tolist()
    with pytest.raises(draws.DrawsError, match="cannot be made"):
        uniforms(streams_of(1, ("a",)), -1, 2)


def test_correlations_that_can_be_stay_and_others_move_least() -> None:
    fine = Correlations(((1, 0.5), (0.5, 1)))
    assert mended(fine).moved == 0
    clashing = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    found = mended(Correlations(tuple(map(tuple, clashing.tolist()))))
    matrix = np.array(found.rows)
    assert np.linalg.eigvalsh(matrix)[0] > -1e-6
    assert np.diag(matrix) == pytest.approx(1)
    # By symmetry the nearest has entries c, c, -c with a smallest eigenvalue of nought: 1 - 2c = 0.
    assert np.abs(matrix[np.triu_indices(3, 1)]) == pytest.approx(0.5, abs=1e-3)
    assert mixing(matrix) @ mixing(matrix).T == pytest.approx(matrix, abs=1e-6)
    assert normal_correlation(1) == pytest.approx(1)
    with pytest.raises(SpreadError, match="square"):
        mended(Correlations(((1, 0.2), (0.3, 1))))
