"""Bands by lookup on a matrix, what ratings that a source gives determine of it, and whether a matrix can stand.

A matrix is data. Nothing is multiplied to rate a risk; products and sums occur only as assumptions that somebody names,
to see which cells they would settle. Places count from 1, the least first.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from severalty.engine.risks.matrices import CellStanding


class Ordering(StrEnum):
    """What is taken for granted of how bands lie on a matrix."""

    MONOTONE = "bands never fall"
    PRODUCT = "thresholds on likelihood times impact"
    SUM = "thresholds on likelihood plus impact"


@dataclass(frozen=True)
class GridCell:
    """One cell: its place, the place of its band (None: open), and who says so."""

    likelihood: int
    impact: int
    band: int | None = None
    standing: CellStanding = CellStanding.OPEN


@dataclass(frozen=True)
class Grid:
    """A matrix as rules read it: words for likelihood, impact and bands, least first, and the cells that are known."""

    key: str
    likelihoods: tuple[str, ...]
    impacts: tuple[str, ...]
    bands: tuple[str, ...]
    cells: tuple[GridCell, ...] = ()
    name: str = ""

    def holds(self, likelihood: int, impact: int) -> bool:
        """Whether a place lies on the matrix."""
        return 1 <= likelihood <= len(self.likelihoods) and 1 <= impact <= len(self.impacts)

    def cell(self, likelihood: int, impact: int) -> GridCell:
        """The cell of a place; open where nobody has said anything of it."""
        found = (one for one in self.cells if (one.likelihood, one.impact) == (likelihood, impact))
        return next(found, GridCell(likelihood, impact))

    def word(self, band: int | None) -> str:
        """The word of a band; nothing where it is not one of the matrix."""
        return self.bands[band - 1] if band is not None and 1 <= band <= len(self.bands) else ""

    def place(self, word: str) -> int | None:
        """The place of the band of this word, whatever its case; None where there is none."""
        names = [one.casefold() for one in self.bands]
        return names.index(word.strip().casefold()) + 1 if word.strip().casefold() in names else None


class Rated(StrEnum):
    """Whether a band could be looked up."""

    RATED = "rated"
    UNSCORED = "unscored"
    OFF_MATRIX = "off the matrix"
    OPEN = "council to confirm"
    NO_MATRIX = "no matrix"


@dataclass(frozen=True)
class Rating:
    """The band of one place: whether it could be looked up, its place and word, and who says so."""

    state: Rated
    band: int | None = None
    word: str = ""
    standing: CellStanding = CellStanding.OPEN


@dataclass(frozen=True)
class RatingQuestion:
    """One place to look up on a matrix; a blank likelihood or impact is unscored."""

    grid: Grid | None
    likelihood: int | None = None
    impact: int | None = None


def rating(question: RatingQuestion) -> Rating:
    """The band of a place, looked up and never worked out."""
    grid, likelihood, impact = question.grid, question.likelihood, question.impact
    if likelihood is None or impact is None:
        return Rating(Rated.UNSCORED)
    if grid is None:
        return Rating(Rated.NO_MATRIX)
    if not grid.holds(likelihood, impact):
        return Rating(Rated.OFF_MATRIX)
    cell = grid.cell(likelihood, impact)
    if not grid.word(cell.band):
        return Rating(Rated.OPEN)
    return Rating(Rated.RATED, cell.band, grid.word(cell.band), cell.standing)


@dataclass(frozen=True)
class ObservedRating:
    """A rating that a source states: the place and the word of its band."""

    likelihood: int
    impact: int
    band: str


@dataclass(frozen=True)
class DeterminedQuestion:
    """Which cells some ratings settle, on a matrix so large with these bands, least first, under one assumption."""

    likelihoods: int
    impacts: int
    bands: tuple[str, ...]
    observed: tuple[ObservedRating, ...]
    assuming: Ordering = Ordering.MONOTONE


@dataclass(frozen=True)
class PossibleCell:
    """The bands that a cell may have; none where the ratings contradict the assumption there."""

    likelihood: int
    impact: int
    bands: tuple[str, ...]


@dataclass(frozen=True)
class Determined:
    """Every cell with what it may be, by likelihood then impact.

    `stated` are the cells that a rating names, `settled` those with one band left, `open` counts those with more than
    one, `contradicted` those with none.
    """

    cells: tuple[PossibleCell, ...]
    stated: tuple[tuple[int, int], ...]
    settled: tuple[tuple[int, int], ...]
    open: int
    contradicted: tuple[tuple[int, int], ...]


def determined_cells(question: DeterminedQuestion) -> Determined:
    """What ratings determine of a matrix, under an assumption that is named. Raises ValueError for an unknown band."""
    places = {word.casefold(): place for place, word in enumerate(question.bands)}
    lacking = sorted({one.band for one in question.observed if one.band.casefold() not in places})
    if lacking:
        raise ValueError(f"{', '.join(lacking)}: not one of the bands {', '.join(question.bands)}; add it to them.")
    seen = [(one.likelihood, one.impact, places[one.band.casefold()]) for one in question.observed]
    below = _AT_MOST[question.assuming]
    cells = tuple(
        PossibleCell(likelihood, impact, _possible((likelihood, impact), seen, question.bands, below))
        for likelihood in range(1, question.likelihoods + 1)
        for impact in range(1, question.impacts + 1)
    )
    return Determined(
        cells,
        tuple(sorted({(likelihood, impact) for likelihood, impact, _ in seen})),
        tuple((one.likelihood, one.impact) for one in cells if len(one.bands) == 1),
        sum(len(one.bands) > 1 for one in cells),
        tuple((one.likelihood, one.impact) for one in cells if not one.bands),
    )


_Place = tuple[int, int]


def _both(one: _Place, other: _Place) -> bool:
    return one[0] <= other[0] and one[1] <= other[1]


def _product(one: _Place, other: _Place) -> bool:
    return one[0] * one[1] <= other[0] * other[1]


def _sum(one: _Place, other: _Place) -> bool:
    return sum(one) <= sum(other)


_AT_MOST: dict[Ordering, Callable[[_Place, _Place], bool]] = {
    Ordering.MONOTONE: _both, Ordering.PRODUCT: _product, Ordering.SUM: _sum,
}  # fmt: skip


def _possible(
    place: _Place,
    seen: Sequence[tuple[int, int, int]],
    bands: tuple[str, ...],
    below: Callable[[_Place, _Place], bool],
) -> tuple[str, ...]:
    """The bands between the highest rated at or below a place and the lowest rated at or above it."""
    least = max((band for *at, band in seen if below((at[0], at[1]), place)), default=0)
    most = min((band for *at, band in seen if below(place, (at[0], at[1]))), default=len(bands) - 1)
    return bands[least : most + 1]


class MatrixFault(StrEnum):
    """What is wrong with a matrix."""

    FALLS = "a band falls"
    OFF = "a cell lies off the matrix"
    NO_BAND = "a cell has a band that there is none of"
    UNUSED = "a band that no cell has"
    TOO_SMALL = "fewer than two words for likelihood or impact"
    NO_BANDS = "fewer than two bands"
    SAME_WORD = "one word twice"


@dataclass(frozen=True)
class MatrixFinding:
    """One thing that is wrong with a matrix, in a sentence that says where."""

    fault: MatrixFault
    words: str


@dataclass(frozen=True)
class MatrixCheck:
    """How a matrix stands: what is wrong with it, and how many of its cells are known, open, and of our making."""

    findings: tuple[MatrixFinding, ...]
    cells: int
    known: int
    open: int
    ours: int


def matrix_check(grid: Grid) -> MatrixCheck:
    """Whether a matrix can stand. Bands fall nowhere when likelihood or impact rises; open cells break no rule."""
    cells = len(grid.likelihoods) * len(grid.impacts)
    known = [one for one in grid.cells if grid.holds(one.likelihood, one.impact) and grid.word(one.band)]
    findings = (*_shape_faults(grid), *_cell_faults(grid), *_falls(grid, known), *_unused(grid, known, cells))
    ours = sum(one.standing is CellStanding.OURS for one in known)
    return MatrixCheck(findings, cells, len(known), cells - len(known), ours)


def _shape_faults(grid: Grid) -> Iterator[MatrixFinding]:
    if len(grid.likelihoods) < 2 or len(grid.impacts) < 2:
        yield MatrixFinding(
            MatrixFault.TOO_SMALL,
            f"{len(grid.likelihoods)} by {len(grid.impacts)} words; give at least two of each, with ; between.",
        )
    if len(grid.bands) < 2:
        yield MatrixFinding(
            MatrixFault.NO_BANDS, f"Bands named: {len(grid.bands)}; name at least two, the lowest first."
        )
    for words in (grid.likelihoods, grid.impacts, grid.bands):
        plain = [word.casefold() for word in words]
        for word in sorted({word for word in plain if plain.count(word) > 1}):
            yield MatrixFinding(MatrixFault.SAME_WORD, f"“{word}” stands twice in one scale; give each place its own.")


def _cell_faults(grid: Grid) -> Iterator[MatrixFinding]:
    for one in grid.cells:
        where = f"Likelihood {one.likelihood}, impact {one.impact}"
        if not grid.holds(one.likelihood, one.impact):
            size = f"{len(grid.likelihoods)} by {len(grid.impacts)}"
            yield MatrixFinding(MatrixFault.OFF, f"{where}: the matrix is {size}; remove the cell or add words.")
        elif one.band is not None and not grid.word(one.band):
            yield MatrixFinding(
                MatrixFault.NO_BAND, f"{where}: band {one.band} is none of the {len(grid.bands)}; choose one of them."
            )


def _falls(grid: Grid, known: Sequence[GridCell]) -> Iterator[MatrixFinding]:
    for low in known:
        for high in known:
            rises = _both((low.likelihood, low.impact), (high.likelihood, high.impact))
            if rises and (low.band or 0) > (high.band or 0):
                yield MatrixFinding(
                    MatrixFault.FALLS,
                    f"Likelihood {high.likelihood}, impact {high.impact} is {grid.word(high.band)}, though likelihood "
                    f"{low.likelihood}, impact {low.impact}, which is no worse, is {grid.word(low.band)}; change one.",
                )


def _unused(grid: Grid, known: Sequence[GridCell], cells: int) -> Iterator[MatrixFinding]:
    if len(known) < cells:
        return  # an open cell may yet have it
    used = {one.band for one in known}
    for place, word in enumerate(grid.bands, start=1):
        if place not in used:
            yield MatrixFinding(MatrixFault.UNUSED, f"No cell is {word}; give it to one, or remove the band.")


@dataclass(frozen=True)
class ProposalQuestion:
    """A matrix whose open cells are to be proposed by products: `floors` are the least product of each higher band."""

    grid: Grid
    floors: tuple[int, ...]


@dataclass(frozen=True)
class Proposed:
    """The cells that were open, each with the band that the products give it; ours, until the council confirms."""

    cells: tuple[GridCell, ...]


def proposed_cells(question: ProposalQuestion) -> Proposed:
    """A fill of the open cells by likelihood times impact, marked as ours. Raises ValueError for floors that fall."""
    grid, floors = question.grid, question.floors
    if len(floors) != len(grid.bands) - 1 or list(floors) != sorted(set(floors)):
        raise ValueError(
            f"{len(grid.bands)} bands need {len(grid.bands) - 1} rising numbers, the least product of each but the "
            f"lowest; {len(floors)} were given."
        )
    made = [
        GridCell(likelihood, impact, 1 + sum(likelihood * impact >= floor for floor in floors), CellStanding.OURS)
        for likelihood in range(1, len(grid.likelihoods) + 1)
        for impact in range(1, len(grid.impacts) + 1)
        if not grid.word(grid.cell(likelihood, impact).band)
    ]
    return Proposed(tuple(made))
