"""What an appraisal tells in a committee paper: its options, gates, scores, services and the choice."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from itertools import zip_longest

from severalty.appraisal.queries.compared import appraisals_for, comparison_of
from severalty.appraisal.reports.cells import inputs_of, lettered_name, mark_of, picture_of, short_name
from severalty.appraisal.reports.cost_sections import benefits, costs
from severalty.appraisal.reports.pictures import value_picture
from severalty.appraisal.reports.verdicts import (
    HOW_GATES_COUNT,
    options_in_words,
    order_words,
    preferred_words,
    rank_words,
    verdict_words,
)
from severalty.appraisal.reports.worked import Worked, worked_of
from severalty.engine.appraisal.gates import GateCell
from severalty.engine.appraisal.options import Outcome, Side
from severalty.engine.appraisal.scoring import Held
from severalty.engine.evidence import Evidence, weakest
from severalty.formats.documents import Block, Bullets, Paragraph, Table, TableColumn
from severalty.tenancy.permissions import Permission
from severalty.web.parts import Fill, Writing

MOST_DIFFERENCES, MOST_GATES = 8, 4
Tell = Callable[[Writing, Worked], Iterator[Block]]


def about_appraisal(tell: Tell) -> Fill:
    """Tell of the appraisal that the paper is about; nothing where it is about none that the viewer may see."""

    @wraps(tell)
    def fill(writing: Writing) -> Iterator[Block]:
        worked = writing.once("appraisal", lambda: _subject(writing))
        if worked is not None:
            yield from tell(writing, worked)

    return fill


def _subject(writing: Writing) -> Worked | None:
    if not writing.subject or not writing.viewer.may(Permission.APPRAISAL_VIEW, writing.case):
        return None
    row = appraisals_for(writing.viewer, writing.case).filter(pk=writing.subject).first()
    return worked_of(comparison_of(writing.viewer, writing.case, row)) if row is not None else None


def options(writing: Writing, worked: Worked) -> Iterator[Block]:
    """The options with where each stands, and what speaks for and against them."""
    found = worked.comparison
    if not found.options:
        return
    yield Paragraph(_counted(worked), numbered=True)
    columns = (TableColumn("Option", width_share=3), TableColumn("What it is", width_share=4), TableColumn("Outcome"),
               TableColumn("Source"))  # fmt: skip
    rows = tuple(
        (lettered_name(worked, one.key), one.description, _word(one.outcome), one.source) for one in found.options
    )
    yield Table("Options considered", columns, rows)
    yield from _points(worked)


def _counted(worked: Worked) -> str:
    found = worked.comparison
    whole = [one for one in found.options if one.part_of not in found.by_option]
    later = [one for one in whole if one.addendum]
    words = f"{options_in_words(worked)} {'was' if len(found.options) == 1 else 'were'} considered."
    if later:
        names = " and ".join(one.name for one in later)
        words += f" {len(whole) - len(later)} stood in the first list; {names} was added by addendum."
    return words


def _points(worked: Worked) -> Iterator[Block]:
    rows: list[tuple[str, ...]] = []
    for one in worked.comparison.options:
        sides: dict[Side, list[str]] = {Side.PRO: [], Side.CON: []}
        for point in worked.comparison.points:
            if point.option == one.key:
                sides[point.side].append(point.text)
        for place, (pro, con) in enumerate(zip_longest(sides[Side.PRO], sides[Side.CON], fillvalue="")):
            rows.append((lettered_name(worked, one.key) if not place else "", pro, con))
    if rows:
        columns = (TableColumn("Option", width_share=2), TableColumn("For", width_share=3),
                   TableColumn("Against", width_share=3))  # fmt: skip
        yield Table("What speaks for and against each option", columns, tuple(rows))


def gates(_: Writing, worked: Worked) -> Iterator[Block]:
    """Every option at every gate, with the reason and its source."""
    held = worked.comparison.gates
    if not held:
        return
    yield Paragraph(f"{worked.appraised.gated.words} {HOW_GATES_COUNT}", numbered=True)
    for start in range(0, len(held), MOST_GATES):
        some = held[start : start + MOST_GATES]
        columns = (TableColumn("Option", width_share=2), *(TableColumn(gate.name, width_share=2) for gate in some))
        rows = tuple(
            (lettered_name(worked, one.option),
             *(_at_gate(cell) for gate in some for cell in one.cells if cell.gate == gate.key))
            for one in worked.appraised.gated.options
        )  # fmt: skip
        yield Table("Each option at each requirement", columns, rows)


def _at_gate(cell: GateCell) -> str:
    sources = "; ".join(dict.fromkeys(said.source for said in cell.said if said.source and said.reason))
    verdict = "disputed" if cell.disputed else cell.verdict.value
    behind = f" ({sources})" if sources else ""
    return f"{verdict}: {cell.words}{behind}" if cell.words else f"{verdict}{behind}"


def scores(writing: Writing, worked: Worked) -> Iterator[Block]:
    """Scores by factor with weighted totals, where councils differ, and at which weight the answer would change."""
    found, held = worked.comparison, worked.appraised.scores
    if not found.factors:
        return
    if held is None or not found.scores:
        yield Paragraph(f"{len(worked.scored)} factors were used, and no score is on record:", numbered=True)
        yield Bullets(tuple(factor.name for factor in worked.scored))
        yield from (Paragraph(problem, numbered=True) for problem in worked.appraised.problems)
        return
    yield _matrix(writing, worked)
    if held.weights.weighted:
        yield from _totals(writing, worked)
    if worked.appraised.by_factor:
        yield Paragraph(worked.appraised.by_factor.words, numbered=True)
    yield from _differences(worked)
    moves = [one.words for one in worked.appraised.crossings.nearest] if worked.appraised.crossings else []
    if moves:
        yield Paragraph("The smallest change of one weight that would change who leads:", numbered=True)
        yield Bullets(tuple(moves))


def _matrix(writing: Writing, worked: Worked) -> Table:
    scores = worked.appraised.scores
    assert scores is not None, "Only asked for where there are scores."  # noqa: S101 - for the type checker
    cells = {(one.option, one.factor): one for one in scores.cells}
    weights = {one.factor: one.weight for one in scores.weights.factors}
    weighted = scores.weights.weighted
    rows = []
    for factor in worked.scored:
        row = [cells[ref, factor.key] for ref in scores.options]
        values = ["" if one.value is None else f"{one.value:.1f}" for one in row]
        pairs = zip(row, values, strict=True)
        shown = ", ".join(f"{short_name(worked, one.option)} {value or 'none'}" for one, value in pairs)
        mark = mark_of(writing, f"Scores on {factor.name}", shown, weakest(one.evidence for one in row),
                     inputs_of(said.sheet for one in row for said in one.said))  # fmt: skip
        weight = [f"{100 * (weights.get(factor.key) or 0):.1f}%"] if weighted else []
        rows.append((factor.name, *weight, *values, mark))
    columns = [TableColumn("Factor", width_share=3)]
    columns += [TableColumn("Weight", "right")] if weighted else []
    columns += [TableColumn(short_name(worked, ref), "right") for ref in scores.options]
    lettered = [one for ref in scores.options if (one := worked.option(ref)).letter]
    names = "; ".join(f"{one.letter}: {one.name}" for one in lettered)
    columns.append(TableColumn("Figure"))
    return Table("Scores by factor", tuple(columns), tuple(rows), notes=f"{names}." if names else "")


def _totals(writing: Writing, worked: Worked) -> Iterator[Block]:
    scores = worked.appraised.scores
    if scores is None:
        return
    rows = [
        (
            lettered_name(worked, one.option),
            _figure(writing, f"Weighted score of {one.name}", one.total, one.evidence, worked),
            "" if one.lowest is None or one.highest is None else f"{one.lowest:.1f} to {one.highest:.1f}",
            *(_held(one.by_organisation, key) for key in scores.organisations),
            "" if one.rank is None else str(one.rank),
        )
        for one in scores.totals
    ]  # fmt: skip
    councils = [TableColumn(worked.comparison.council(key), "right") for key in scores.organisations]
    columns = (TableColumn("Option", width_share=3), TableColumn("Weighted score", "right"),
               TableColumn("Scorers range from", "right"), *councils, TableColumn(_rank(worked), "right"))  # fmt: skip
    notes = f"Out of {scores.out_of}. {order_words(worked, 'value')}".strip()
    yield Table("Weighted scores", columns, tuple(rows), notes=notes)
    if worked.appraised.separation:
        yield Paragraph(worked.appraised.separation.reason, numbered=True)
    yield from picture_of(value_picture(worked, "paper-value"), "Weighted scores with the spread of the scorers",
                        "; ".join(f"{row[0]}: {row[1]}" for row in rows))  # fmt: skip


def _rank(worked: Worked) -> str:
    words = rank_words(worked, "value")
    return f"Rank ({words})" if words else "Rank"


def _differences(worked: Worked) -> Iterator[Block]:
    scores = worked.appraised.scores
    if scores is None or len(scores.organisations) < 2:
        return
    apart = [one for one in scores.cells if one.between_organisations]
    apart.sort(key=lambda one: -(one.between_organisations or 0))
    if apart:
        columns = (TableColumn("Option", width_share=3), TableColumn("Factor", width_share=2),
                   *(TableColumn(worked.comparison.council(key), "right") for key in scores.organisations))  # fmt: skip
        rows = tuple(
            (lettered_name(worked, one.option), worked.comparison.name_of(one.factor),
             *(_held(one.by_organisation, key) for key in scores.organisations))
            for one in apart[:MOST_DIFFERENCES]
        )  # fmt: skip
        yield Table("Where the councils differ most", columns, rows, notes="Means of each council's own sheets.")


def sourcing(_: Writing, worked: Worked) -> Iterator[Block]:
    """Service by service: how it is to be given, in which tower, by which route, and why."""
    rows = []
    for one in worked.comparison.sourcings:
        model = "" if one.model.value == "unknown" else one.model.value.capitalize()
        comment = one.comment if one.in_scope.value != "no" else f"{one.comment} Out of scope.".strip()
        model = f"{model}: {one.extent}" if one.extent else model
        rows.append((one.name, model, one.tower, one.route, comment, one.source))
    if rows:
        yield Paragraph(worked.sourcing.words, numbered=True)
        columns = (TableColumn("Service", width_share=2), TableColumn("Sourcing option", width_share=1.6),
                   TableColumn("Service tower", width_share=2), TableColumn("Procurement route", width_share=1.6),
                   TableColumn("Comment", width_share=3.4), TableColumn("Source"))  # fmt: skip
        yield Table("How each service is to be given", columns, tuple(rows))
        yield from (Paragraph(one.words, numbered=True) for one in worked.sourcing.bundles)


def preferred(_: Writing, worked: Worked) -> Iterator[Block]:
    """The choice that people made, and what the evidence on record says of it."""
    if any(one.outcome is not Outcome.UNDECIDED for one in worked.comparison.options):
        yield Paragraph(preferred_words(worked), numbered=True)
    if worked.comparison.options:
        yield Paragraph(f"What the evidence on record says: {verdict_words(worked)}", numbered=True)


def _word(outcome: Outcome) -> str:
    return "" if outcome is Outcome.UNDECIDED else outcome.value


def _held(held: Iterable[Held], key: str) -> str:
    value = next((one.value for one in held if one.key == key), None)
    return "" if value is None else f"{value:.1f}"


def _figure(writing: Writing, label: str, value: float | None, evidence: Evidence, worked: Worked) -> str:
    if value is None:
        return "none"
    inputs = inputs_of(sheet.key for sheet in worked.comparison.sheets)
    return writing.figures.add(label, f"{value:.1f}", None, "score", evidence, "", inputs)


SECTIONS: dict[tuple[str, str], Fill] = {
    ("committee", section): about_appraisal(tell)
    for section, tell in (
        ("options", options), ("gates", gates), ("scores", scores), ("costs", costs), ("benefits", benefits),
        ("sourcing", sourcing), ("preferred", preferred),
    )
}  # fmt: skip
