"""Bands are looked up; what ratings settle of a matrix is told under a named assumption; faults have places."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from severalty.engine.risks.matrices import CellStanding
from severalty.engine.risks.rating import (
    DeterminedQuestion,
    Grid,
    GridCell,
    MatrixFault,
    ObservedRating,
    Ordering,
    ProposalQuestion,
    Rated,
    RatingQuestion,
    determined_cells,
    matrix_check,
    proposed_cells,
    rating,
)

BANDS = ("Low", "Medium", "High")


def grid(
    cells: Sequence[tuple[int, int, int]] = (), size: tuple[int, int] = (3, 3), bands: tuple[str, ...] = BANDS
) -> Grid:
    """A matrix of so many words."""
    return Grid(
        "m", tuple(f"l{n}" for n in range(size[0])), tuple(f"i{n}" for n in range(size[1])), bands,
        tuple(GridCell(one, other, band, CellStanding.STATED) for one, other, band in cells),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("assuming", "table"),
    [
        (Ordering.MONOTONE, "monotone_table"),
        (Ordering.PRODUCT, "if_bands_are_product_thresholds"),
        (Ordering.SUM, "if_bands_are_sum_thresholds"),
    ],
)
def test_what_the_ratings_of_melton_settle(oracles: dict[str, Any], assuming: Ordering, table: str) -> None:
    oracle = oracles["O15"]
    observed = tuple(
        ObservedRating(one["likelihood"], one["impact"], "Medium") for one in oracle["inputs"]["risks"].values()
    )
    found = determined_cells(DeterminedQuestion(6, 4, BANDS, observed, assuming))
    assert {f"{one.likelihood},{one.impact}": "|".join(one.bands) for one in found.cells} == oracle["expected"][table]
    assert [f"{one},{other}" for one, other in found.stated] == oracle["expected"]["observed_medium_cells"]
    if assuming is Ordering.MONOTONE:
        assert [f"{one},{other}" for one, other in found.settled] == oracle["expected"]["determined_cells"]
        assert found.open == oracle["expected"]["number_undetermined"]


def test_ratings_that_contradict_the_assumption_are_named() -> None:
    observed = (ObservedRating(1, 1, "High"), ObservedRating(3, 3, "Low"))
    found = determined_cells(DeterminedQuestion(3, 3, BANDS, observed))
    assert (2, 2) in found.contradicted
    assert (1, 1) in found.contradicted


def test_a_band_that_nobody_named_is_refused() -> None:
    with pytest.raises(ValueError, match="Severe"):
        determined_cells(DeterminedQuestion(2, 2, BANDS, (ObservedRating(1, 1, "Severe"),)))


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 4), st.integers(0, 2)), max_size=8))
@settings(max_examples=25)
def test_a_full_matrix_whose_bands_never_fall_is_possible_for_the_ratings_taken_from_it(
    places: list[tuple[int, int, int]],
) -> None:
    def truth(likelihood: int, impact: int) -> int:
        return max((step for one, other, step in places if one <= likelihood and other <= impact), default=0)

    observed = tuple(ObservedRating(one, other, BANDS[truth(one, other)]) for one, other, _ in places)
    found = determined_cells(DeterminedQuestion(5, 4, BANDS, observed))
    assert not found.contradicted
    assert all(BANDS[truth(one.likelihood, one.impact)] in one.bands for one in found.cells)


def test_a_band_is_looked_up_and_never_worked_out() -> None:
    held = grid([(1, 1, 3), (3, 3, 1)])
    assert rating(RatingQuestion(held, 1, 1)).word == "High", "the cell says so, whatever the product"
    assert rating(RatingQuestion(held, 2, 2)).state is Rated.OPEN
    assert rating(RatingQuestion(held, 4, 1)).state is Rated.OFF_MATRIX
    assert rating(RatingQuestion(held, None, 1)).state is Rated.UNSCORED
    assert rating(RatingQuestion(None, 1, 1)).state is Rated.NO_MATRIX


@pytest.mark.parametrize(
    ("held", "fault", "words"),
    [
        (grid([(1, 1, 3), (2, 2, 1)]), MatrixFault.FALLS, "Likelihood 2, impact 2 is Low"),
        (grid([(4, 1, 1)]), MatrixFault.OFF, "Likelihood 4, impact 1"),
        (grid([(1, 1, 9)]), MatrixFault.NO_BAND, "band 9 is none of the 3"),
        (grid([(1, 1, 1), (1, 2, 1), (2, 1, 1), (2, 2, 1)], (2, 2)), MatrixFault.UNUSED, "No cell is Medium"),
        (grid(size=(1, 3)), MatrixFault.TOO_SMALL, "1 by 3"),
        (grid(bands=("Medium",)), MatrixFault.NO_BANDS, "name at least two"),
        (grid(bands=("Low", "low")), MatrixFault.SAME_WORD, "“low”"),
    ],
)
def test_a_matrix_that_cannot_stand_is_told_where(held: Grid, fault: MatrixFault, words: str) -> None:
    found = [one for one in matrix_check(held).findings if one.fault is fault]
    assert found, f"{fault} is not found"
    assert words in found[0].words


def test_an_open_cell_breaks_no_rule() -> None:
    check = matrix_check(grid([(1, 1, 1), (3, 3, 3)]))
    assert (check.findings, check.known, check.open) == ((), 2, 7)


def test_a_proposal_keeps_what_is_known_and_is_marked_as_ours() -> None:
    held = grid([(1, 1, 3)], (2, 2))
    found = proposed_cells(ProposalQuestion(held, (2, 4)))
    assert [(one.likelihood, one.impact, one.band) for one in found.cells] == [(1, 2, 2), (2, 1, 2), (2, 2, 3)]
    assert {one.standing for one in found.cells} == {CellStanding.OURS}
    with pytest.raises(ValueError, match="rising"):
        proposed_cells(ProposalQuestion(held, (4, 2)))
