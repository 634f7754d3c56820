"""The tables of risks of two reports are made again from the record, cell by cell."""

from typing import Any

import pytest

from severalty.engine.risks.rating import DeterminedQuestion, ObservedRating, determined_cells
from severalty.formats.documents import Paragraph, Table
from severalty.formats.papers import Figures
from severalty.risks.reports.sections import risks
from severalty.tenancy.access import standing_for
from severalty.tenancy.models import Case, Organisation
from severalty.web.parts import Writing
from tests import imported
from tests.cases.reports import CASES, rows_of
from tests.conftest import NOON, TODAY
from tests.guards.wording import RUN, kept, mark, runs, words

MELTON = {  # risk: likelihood, impact; all are Medium Risk
    1: ("Very High", "Marginal"),
    2: ("Significant", "Critical"),
    3: ("Very Low", "Critical"),
    4: ("Low", "Critical"),
    5: ("High", "Marginal"),
    6: ("High", "Marginal"),
    7: ("Low", "Critical"),
    8: ("Significant", "Critical"),
}
PLACED = {("6", "2"): "1", ("5", "2"): "5,6", ("4", "3"): "2,8", ("3", "3"): "4,7", ("2", "3"): "3"}
"""The numbers of the risks as printed, by likelihood and impact; every other cell is empty."""
AREAS = ["Resources", "Resources", "Resources", "Transition", "Exit", "Procurement"]


def blocks_of(key: str) -> list[Any]:
    """What is written under Risks in the council's own paper of a case."""
    imported.from_folder(CASES / key, NOON)
    case = Case.objects.get(key=key)
    viewer = standing_for(Organisation.objects.get(case=case, key=key), TODAY)
    return list(risks(Writing(viewer, case, "committee", TODAY, Figures(), organisation=key)))


@pytest.mark.django_db
@pytest.mark.sqlite_enough
def test_the_three_tables_of_melton_are_made_again() -> None:
    register, matrix, mitigation = [one for one in blocks_of("melton") if isinstance(one, Table)]
    printed = {row.number: row.description for row in rows_of("melton", "risks")}
    assert register.rows == tuple(
        (str(number), printed[number], likelihood, impact, "Medium Risk")
        for number, (likelihood, impact) in MELTON.items()
    )
    assert [column.label for column in matrix.columns[1:]] == [
        "1 Negligible", "2 Marginal", "3 Critical", "4 Catastrophic",
    ]  # fmt: skip
    scale = ["Very High", "High", "Significant", "Low", "Very Low", "Almost impossible"]
    assert [row[0] for row in matrix.rows] == [f"{6 - place} {word}" for place, word in enumerate(scale)]
    cells = {(row[0][0], str(place)): cell.replace(", ", ",") for row in matrix.rows
             for place, cell in enumerate(row[1:], start=1)}  # fmt: skip
    assert {at: text for at, text in cells.items() if text} == PLACED
    assert len(cells) == 24
    assert [row[0] for row in mitigation.rows] == [str(number) for number in range(1, 10)]
    assert mitigation.rows[4][1] == "Communications with stakeholders."
    measures = mitigation.rows[5][1].split(". ")
    assert [one.split()[0] for one in measures] == ["Advice", "Use", "Provisional"]
    last = mitigation.rows[8][1].split(". ")
    assert [one.split()[0] for one in last] == ["Follow", "Focus"], "in the order of the source"
    assert mitigation.notes == "The register has no risk for mitigation 9.", "a defect of the source is told"


@pytest.mark.django_db
@pytest.mark.sqlite_enough
def test_the_table_of_lincolnshire_is_made_again_without_scores() -> None:
    lead, apart, table = blocks_of("lincolnshire")
    assert isinstance(table, Table)
    assert isinstance(apart, Paragraph)
    assert "weigh much the same on every option" in apart.text
    assert lead.text.startswith("6 [1] risks are open")
    assert [column.label for column in table.columns] == ["Area", "Risk description", "Mitigation"]
    assert [row[0] for row in table.rows] == AREAS
    stated = rows_of("lincolnshire", "risks")
    assert [row[1] for row in table.rows] == [row.description for row in stated]
    assert [row[2].count("; ") + 1 for row in table.rows] == [1, 2, 3, 4, 3, 4], "the measures of each cell"
    assert all(row.current_likelihood is None and row.matrix == "" for row in stated), "no score is invented"


@pytest.mark.engine_only
def test_the_matrix_of_melton_holds_what_its_ratings_state_and_no_more() -> None:
    observed = tuple(
        ObservedRating(row.current_likelihood, row.current_impact, row.stated_band)
        for row in rows_of("melton", "risks")
    )
    found = determined_cells(DeterminedQuestion(6, 4, ("lower", "Medium Risk", "higher"), observed))
    held = {(row.likelihood, row.impact) for row in rows_of("melton", "matrix_cells")}
    assert held == set(found.stated) == set(found.settled)
    assert [row.word for row in rows_of("melton", "matrix_bands")] == ["Medium Risk"], "no other band is stated"


def strays(text: str) -> list[str]:
    """The runs of eight words of a cell that stand so in no report."""
    return [" ".join(run) for run in runs(words(text)) if mark(run) not in kept()]


@pytest.mark.engine_only
def test_long_cells_read_as_printed() -> None:
    """The reports are not here; their marks are, and tell of every eight words in a row whether they stand there."""
    melton = {row.number: row.description for row in rows_of("melton", "risks")}
    assert [number for number, text in melton.items() if len(words(text)) >= RUN and strays(text)] == [1], (
        "only the first cell is broken in the source, by the end of a page"
    )
    lincolnshire = [row.description for row in rows_of("lincolnshire", "risks")]
    measures = [row.name for row in rows_of("lincolnshire", "risk_controls")]
    broken = [text for text in lincolnshire + measures if "SIAM" not in text and strays(text)]
    assert broken == ["Work with Serco on a jointly owned exit plan"], "this one is broken by the end of a page"
    assert strays("Loss of some resources long before a council removed what hung on them")


@pytest.mark.engine_only
def test_a_measure_without_a_risk_is_kept_and_said_to_be_a_defect() -> None:
    loose = [row for row in rows_of("melton", "risk_controls") if not row.risk]
    assert {row.number for row in loose} == {9}
    assert all(row.value_evidence.startswith("risk: contradicted") for row in loose)
