"""A heat map in numbers: how many open risks lie in each cell of a matrix, inherent, current or target."""

from dataclasses import dataclass
from enum import StrEnum

from severalty.engine.risks.rating import Grid
from severalty.engine.risks.register import Risk, RiskState


class Score(StrEnum):
    """Which of the three scores of a risk."""

    INHERENT = "inherent"
    CURRENT = "current"
    TARGET = "target"


@dataclass(frozen=True)
class HeatQuestion:
    """One matrix, the risks of a register, and which of their scores is looked at."""

    grid: Grid
    risks: tuple[Risk, ...]
    score: Score = Score.CURRENT


@dataclass(frozen=True)
class HeatCell:
    """One cell: its place, its band (nothing while it is open), and the risks in it in the order of the register."""

    likelihood: int
    impact: int
    band: int | None
    word: str
    risks: tuple[str, ...]


@dataclass(frozen=True)
class Heat:
    """Every cell by likelihood and impact, and the open risks of this matrix that lie in none, by why not."""

    cells: tuple[HeatCell, ...]
    unscored: tuple[str, ...]
    off_matrix: tuple[str, ...]


def heat(question: HeatQuestion) -> Heat:
    """Where the open risks of one matrix lie. Only counts can be taken from it."""
    grid = question.grid
    places: dict[tuple[int, int], list[str]] = {}
    unscored: list[str] = []
    off: list[str] = []
    for risk in question.risks:
        if risk.state is not RiskState.OPEN or risk.matrix != grid.key:
            continue
        likelihood, impact = score_of(risk, question.score)
        if likelihood is None or impact is None:
            unscored.append(risk.key)
        elif not grid.holds(likelihood, impact):
            off.append(risk.key)
        else:
            places.setdefault((likelihood, impact), []).append(risk.key)
    cells = tuple(
        HeatCell(one.likelihood, one.impact, one.band, grid.word(one.band),
                 tuple(places.get((one.likelihood, one.impact), ())))
        for likelihood in range(1, len(grid.likelihoods) + 1)
        for impact in range(1, len(grid.impacts) + 1)
        for one in (grid.cell(likelihood, impact),)
    )  # fmt: skip
    return Heat(cells, tuple(unscored), tuple(off))


def score_of(risk: Risk, score: Score) -> tuple[int | None, int | None]:
    """Likelihood and impact of one of a risk's three scores, as places on its matrix."""
    return getattr(risk, f"{score.value}_likelihood"), getattr(risk, f"{score.value}_impact")
