"""Options, factors and score sheets made briefly, and what Hypothesis draws of them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from severalty.engine.appraisal.matrix import Scoring
from severalty.engine.appraisal.options import Factor, Option, Score, ScoreSheet, SheetKind
from severalty.engine.evidence import Evidence

Rows = Mapping[str, Sequence[int | None]]


def factor(key: str, swing: int | None = None, **rest: Any) -> Factor:
    return Factor(key=key, name=key, appraisal="it", swing=swing, **rest)


def option(key: str, **rest: Any) -> Option:
    return Option(key=key, name=key, appraisal="it", **rest)


def sheet(key: str, organisation: str = "", kind: SheetKind = SheetKind.INDIVIDUAL) -> ScoreSheet:
    return ScoreSheet(key=key, name=key, appraisal="it", organisation=organisation, kind=kind)


def score(on: str, of: str, factor_key: str, value: int | None, evidence: Evidence = Evidence.ESTIMATED) -> Score:
    return Score(sheet=on, option=of, factor=factor_key, score=value, evidence=evidence)


def scores_of(on: str, rows: Rows, factors: Sequence[Factor], **rest: Any) -> tuple[Score, ...]:
    return tuple(
        score(on, key, each.key, value, **rest)
        for key, row in rows.items()
        for each, value in zip(factors, row, strict=True)
        if value is not None
    )


def scoring(sheets: Mapping[ScoreSheet, Rows], factors: Sequence[Factor], **rest: Any) -> Scoring:
    """A comparison of sheets, each with a row of scores for every option in the order of the factors."""
    keys = dict.fromkeys(key for rows in sheets.values() for key in rows)
    return Scoring(
        options=tuple(option(key) for key in keys),
        factors=tuple(factors),
        sheets=tuple(sheets),
        scores=tuple(one for each, rows in sheets.items() for one in scores_of(each.key, rows, factors)),
        **rest,
    )


def plain_total(row: Sequence[int], swings: Sequence[int]) -> Fraction:
    """The weighted sum worked out anew, from whole numbers only."""
    return Fraction(sum(value * swing for value, swing in zip(row, swings, strict=True)), sum(swings))


@st.composite
def tables(draw: st.DrawFn, least: int = 2, scorers: int = 1) -> tuple[list[int], list[dict[str, list[int]]]]:
    """Swings of some factors that are not all nought, and for each scorer a whole row of scores for every option."""
    swings = draw(st.lists(st.integers(0, 100), min_size=1, max_size=5).filter(any))
    row = st.lists(st.integers(0, 100), min_size=len(swings), max_size=len(swings))
    keys = "abcdef"[: draw(st.integers(least, 6))]
    return swings, [{key: draw(row) for key in keys} for _ in range(scorers)]


def made(swings: Sequence[int | None], sheets: Sequence[Rows], **rest: Any) -> Scoring:
    """A comparison of individual sheets, one for each of the organisations o0, o1 and so on."""
    factors = [factor(f"f{place}", swing) for place, swing in enumerate(swings)]
    return scoring({sheet(f"s{place}", f"o{place}"): rows for place, rows in enumerate(sheets)}, factors, **rest)
