"""The tables of risks as committee reports print them: the register, the matrix with numbers in it, and mitigation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from severalty.engine.risks.heat import HeatQuestion, Score, heat
from severalty.engine.risks.rating import Rated
from severalty.engine.risks.register import RiskState
from severalty.formats.documents import Table, TableColumn
from severalty.risks.binding import CONTROLS
from severalty.risks.queries.book import Book, Line
from severalty.risks.queries.matrices import Matrix

_ENDS = (".", "!", "?", ":", ";")


@dataclass(frozen=True)
class Printed:
    """The open risks of a register that are printed, in its order, and the controls that name no risk."""

    book: Book
    lines: tuple[Line, ...]

    @property
    def scored(self) -> dict[str, list[Line]]:
        """The risks with a current score, by matrix."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            if line.matrix is not None and line.risk.current_likelihood and line.risk.current_impact:
                found.setdefault(line.risk.matrix, []).append(line)
        return found

    @property
    def unscored(self) -> list[Line]:
        """The risks without one."""
        scored = {line.entry.ref for lines in self.scored.values() for line in lines}
        return [line for line in self.lines if line.entry.ref not in scored]


def number_of(line: Line) -> str:
    """The number of a risk; nothing where it has none."""
    return str(line.risk.number) if line.risk.number is not None else ""


def text_of(line: Line) -> str:
    """A risk as it is printed: its description in full, or its name."""
    return line.item.description.strip() or str(line.item.name)


def measures(texts: Iterable[str]) -> str:
    """Several measures in one cell: sentences follow one another, phrases are set apart."""
    whole = ""
    for text in (one.strip() for one in texts):
        whole += (" " if whole.endswith(_ENDS) else "; " if whole else "") + text
    return whole


def mitigation_of(line: Line) -> str:
    """What is done about a risk, control by control in the order of their numbers."""
    controls = sorted(line.of(CONTROLS), key=lambda one: (one.record.number or 0, one.row.item.key))
    return measures(one.row.item.description or one.row.item.name for one in controls)


def register_table(matrix: Matrix, lines: Sequence[Line]) -> Table:
    """Number, risk, likelihood, impact and band of each scored risk."""
    grid = matrix.grid
    rows = []
    for line in lines:
        likelihood, impact = line.risk.current_likelihood or 0, line.risk.current_impact or 0
        on = grid.holds(likelihood, impact)
        current = line.standing.current
        rows.append((
            number_of(line), text_of(line), grid.likelihoods[likelihood - 1] if on else str(likelihood),
            grid.impacts[impact - 1] if on else str(impact),
            current.word if current.state is Rated.RATED else current.state.value,
        ))  # fmt: skip
    columns = (TableColumn("Risk No"), TableColumn("Risk description", width_share=6), TableColumn("Likelihood",
               width_share=2), TableColumn("Impact", width_share=2), TableColumn("Risk", width_share=2))  # fmt: skip
    return Table("Risks", columns, tuple(rows))


def matrix_table(matrix: Matrix, lines: Sequence[Line]) -> Table:
    """The matrix with the numbers of the risks in its cells, the most likely first."""
    grid = matrix.grid
    numbers = {line.entry.ref: number_of(line) or str(line.item.name) for line in lines}
    found = heat(HeatQuestion(grid, tuple(line.risk for line in lines), Score.CURRENT))
    cells = {(one.likelihood, one.impact): ", ".join(numbers[ref] for ref in one.risks) for one in found.cells}
    columns = (
        TableColumn("Likelihood", width_share=2),
        *(TableColumn(f"{place} {word}", width_share=1.5) for place, word in enumerate(grid.impacts, start=1)),
    )
    rows = tuple(
        (
            f"{place} {grid.likelihoods[place - 1]}",
            *(cells.get((place, impact), "") for impact in range(1, len(grid.impacts) + 1)),
        )
        for place in range(len(grid.likelihoods), 0, -1)
    )
    return Table("Impact and likelihood, with the numbers of the risks", columns, rows)


def mitigation_table(printed: Printed, lines: Sequence[Line]) -> Table | None:
    """Mitigation by the number of the risk, with controls that name none; None where nothing is on record.

    What names no risk keeps its own number, so that a source's own row stands where it stood.
    """
    rows = [(number_of(line), text) for line in lines if (text := mitigation_of(line))]
    loose: dict[int, list[str]] = {}
    for one in sorted(printed.book.entries[CONTROLS.table], key=lambda one: one.row.item.key):
        if one.ref in printed.book.standing.loose:
            loose.setdefault(one.record.number or 0, []).append(one.row.item.description or one.row.item.name)
    rows += [(str(number) if number else "", measures(texts)) for number, texts in sorted(loose.items())]
    if not rows:
        return None
    notes = ""
    if loose:
        numbers = ", ".join(str(number) if number else "without a number" for number in sorted(loose))
        notes = f"The register has no risk for mitigation {numbers}."
    return Table("Mitigation", (TableColumn("Risk No"), TableColumn("Mitigation", width_share=9)), tuple(rows),
                 notes=notes)  # fmt: skip


def area_table(lines: Sequence[Line]) -> Table:
    """Area, risk and mitigation of risks without a score."""
    columns = (TableColumn("Area", width_share=2), TableColumn("Risk description", width_share=5),
               TableColumn("Mitigation", width_share=6))  # fmt: skip
    return Table("Risks", columns, tuple((line.risk.category, text_of(line), mitigation_of(line)) for line in lines))


def printed_of(book: Book, lines: Iterable[Line]) -> Printed:
    """The open risks of some lines, ready to be printed."""
    return Printed(book, tuple(line for line in lines if line.risk.state is RiskState.OPEN))
