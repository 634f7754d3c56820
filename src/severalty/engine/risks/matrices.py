"""Matrices of likelihood and impact of any size, their bands and cells, and how much risk is borne."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.estate.items import Item
from severalty.engine.fields import Kind, column


class CellStanding(StrEnum):
    """Who says in which band a cell of a matrix lies."""

    OPEN = "council to confirm"
    STATED = "stated by the source"
    CONFIRMED = "confirmed by the council"
    OURS = "our proposal"


@dataclass(frozen=True, kw_only=True)
class RiskMatrix(Item):
    """A council's matrix: words for likelihood and for impact, least first; a risk is scored by places, from 1.

    Which band a cell lies in is data (`matrix_cells`): bands are policy, not arithmetic.
    """

    EXAMPLE: ClassVar = ("matrix-5x5", "Corporate matrix of five by five", "As the risk strategy of 2026 has it")

    likelihoods: str = column(
        "Words for likelihood", Kind.TEXT, required=True, weight=2, help="From the least to the most, with ; between.",
        example="Almost impossible; Very low; Low; Significant; High; Very high",
    )  # fmt: skip
    impacts: str = column(
        "Words for impact", Kind.TEXT, required=True, weight=2, help="From the least to the most, with ; between.",
        example="Negligible; Marginal; Critical; Catastrophic",
    )  # fmt: skip

    @property
    def likelihood_words(self) -> tuple[str, ...]:
        """The words for likelihood, least first."""
        return _words(self.likelihoods)

    @property
    def impact_words(self) -> tuple[str, ...]:
        """The words for impact, least first."""
        return _words(self.impacts)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for part in text.split(";") if (word := part.strip()))


@dataclass(frozen=True, kw_only=True)
class MatrixBand:
    """One band of a matrix; the lowest stands at place 1."""

    matrix: str = column("Matrix", Kind.REFERENCE, required=True, refers_to="risk_matrices", example="matrix-6x4")
    place: int | None = column("Place", Kind.WHOLE, required=True, example="2", help="1 is the lowest band.")
    word: str = column("Word", required=True, example="Medium Risk")
    calls_for: str = column("Calls for", Kind.TEXT, example="Reviewed by the board each quarter")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    source: str = column("Source", last=True, example="S3 15")


@dataclass(frozen=True, kw_only=True)
class MatrixCell:
    """In which band one cell of a matrix lies, and who says so; a cell without a row is open."""

    matrix: str = column("Matrix", Kind.REFERENCE, required=True, refers_to="risk_matrices", example="matrix-6x4")
    likelihood: int | None = column("Likelihood", Kind.WHOLE, required=True, example="6", help="Place, from 1.")
    impact: int | None = column("Impact", Kind.WHOLE, required=True, example="2", help="Place, from 1.")
    band: int | None = column("Band", Kind.WHOLE, example="2", help="Place of the band; blank where nobody has said.")
    standing: CellStanding = column("Who says so", choices=CellStanding, example="stated by the source")
    reason: str = column("Reason", Kind.TEXT, help="Why it was changed, if the source states another.", example="")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    source: str = column("Source", last=True, example="S3 15")


@dataclass(frozen=True, kw_only=True)
class RiskAppetite(Item):
    """The highest band that an organisation bears in one category of risk, and to whom more is taken."""

    EXAMPLE: ClassVar = ("appetite-procurement", "Appetite for procurement", "Of the risk strategy of 2026")

    organisation: str = column(
        "Whose", Kind.REFERENCE, refers_to="organisations", example="havering",
        help="The council that bears it; blank where it holds for whoever owns the risk.",
    )  # fmt: skip
    category: str = column("Category", example="Procurement", help="As risks name it; blank for all others.")
    matrix: str = column("On the matrix", Kind.REFERENCE, required=True, refers_to="risk_matrices", example="matrix")
    most: str = column("Highest band borne", example="Medium Risk", weight=2, help="The word of the band.")
    taken_to: str = column("More is taken to", example="Programme board", weight=2, help="A body or a post.")
