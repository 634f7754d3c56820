"""What an appraisal tells in a committee paper: its options, gates, scores, costs, benefits and services."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from itertools import zip_longest

from severalty.appraisal.queries.compared import appraisals_for, comparison_of
from severalty.appraisal.reports.envelopes import envelope_rows, verdict_of
from severalty.appraisal.reports.pictures import cost_picture, value_picture, year_picture
from severalty.appraisal.reports.verdicts import order_words, preferred_words, rank_words, verdict_words
from severalty.appraisal.reports.worked import Worked, worked_of
from severalty.engine.appraisal.cost_tables import CashYear, OptionCosts
from severalty.engine.appraisal.gates import GateCell
from severalty.engine.appraisal.options import Outcome, Side
from severalty.engine.appraisal.scoring import Held
from severalty.engine.dates import financial_year_name
from severalty.engine.evidence import Evidence, show_pounds, weakest
from severalty.formats.documents import Block, Bullets, Paragraph, Picture, Table, TableColumn
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
    rows = tuple((_lettered(worked, one.key), one.description, _word(one.outcome), one.source) for one in found.options)
    yield Table("Options considered", columns, rows)
    yield from _points(worked)


def _counted(worked: Worked) -> str:
    found = worked.comparison
    whole = [one for one in found.options if not one.part_of]
    later = [one for one in whole if one.addendum]
    words = f"{len(whole)} options were considered."
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
            rows.append((_lettered(worked, one.key) if not place else "", pro, con))
    if rows:
        columns = (TableColumn("Option", width_share=2), TableColumn("For", width_share=3),
                   TableColumn("Against", width_share=3))  # fmt: skip
        yield Table("What speaks for and against each option", columns, tuple(rows))


def gates(_: Writing, worked: Worked) -> Iterator[Block]:
    """Every option at every gate, with the reason and its source."""
    held = worked.comparison.gates
    if not held:
        return
    yield Paragraph(f"{worked.appraised.gated.words} These are not traded against anything.", numbered=True)
    for start in range(0, len(held), MOST_GATES):
        some = held[start : start + MOST_GATES]
        columns = (TableColumn("Option", width_share=2), *(TableColumn(gate.name, width_share=2) for gate in some))
        rows = tuple(
            (_lettered(worked, one.option),
             *(_at_gate(cell) for gate in some for cell in one.cells if cell.gate == gate.key))
            for one in worked.appraised.gated.options
        )  # fmt: skip
        yield Table("Each option at each requirement", columns, rows)


def _at_gate(cell: GateCell) -> str:
    reasons = "; ".join(dict.fromkeys(said.reason.rstrip(".") for said in cell.said if said.reason))
    sources = "; ".join(dict.fromkeys(said.source for said in cell.said if said.source and said.reason))
    verdict = "disputed" if cell.disputed else cell.verdict.value
    behind = f" ({sources})" if sources else ""
    return f"{verdict}: {reasons}{behind}" if reasons else f"{verdict}{behind}"


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
        shown = ", ".join(f"{_short(worked, one.option)} {value or 'none'}" for one, value in pairs)
        mark = _mark(writing, f"Scores on {factor.name}", shown, weakest(one.evidence for one in row),
                     _inputs(said.sheet for one in row for said in one.said))  # fmt: skip
        weight = [f"{100 * (weights.get(factor.key) or 0):.1f}%"] if weighted else []
        rows.append((factor.name, *weight, *values, mark))
    columns = [TableColumn("Factor", width_share=3)]
    columns += [TableColumn("Weight", "right")] if weighted else []
    columns += [TableColumn(_short(worked, ref), "right") for ref in scores.options]
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
            _lettered(worked, one.option),
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
    yield from _picture(value_picture(worked, "paper-value"), "Weighted scores with the spread of the scorers",
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
            (_lettered(worked, one.option), worked.comparison.name_of(one.factor),
             *(_held(one.by_organisation, key) for key in scores.organisations))
            for one in apart[:MOST_DIFFERENCES]
        )  # fmt: skip
        yield Table("Where the councils differ most", columns, rows, notes="Means of each council's own sheets.")


def _equal_amounts(years: int) -> str:
    """How ‘a year’ is to be read: the first year is that of setting up, and carries no amount of its own."""
    if years < 1:
        return ""
    return f"‘A year’ is the net present cost as {years} equal amounts at the ends of the years after the first."


def costs(writing: Writing, worked: Worked) -> Iterator[Block]:
    """Net present costs with their ranges, costs by year, what the paper's council pays, and the envelopes."""
    table, ranking = worked.appraised.costs, worked.appraised.cost_ranking
    if table is None or ranking is None:
        return
    yield Paragraph(ranking.reason, numbered=True)
    price = f" in prices of {financial_year_name(table.price_year)}" if table.price_year is not None else ""
    columns = (TableColumn("Option", width_share=3), TableColumn("Net present cost", "right", 2),
               TableColumn("At least", "right", 1.6), TableColumn("At most", "right", 1.6),
               TableColumn("A year", "right", 1.6), TableColumn("Evidence"))  # fmt: skip
    rows = tuple(_npc(writing, worked, one) for one in table.options)
    notes = f"{table.convention} {table.rates}. {table.rates_note} {_equal_amounts(len(table.years) - 1)}"
    yield Table(f"Net present cost{price}", columns, rows, notes=notes)
    yield from _picture(cost_picture(worked, "paper-cost"), "Net present cost with the range that the evidence allows",
                        "; ".join(f"{row[0]}: {row[1]}" for row in rows))  # fmt: skip
    yield _by_year(writing, worked)
    yield from _picture(year_picture(worked, "paper-years"), "Cost by financial year, before discounting",
                        "One line for each option; the table above has the figures.")  # fmt: skip
    yield from _cash(writing, worked)
    yield from _envelopes(worked)
    faults = [fault.sentence for one in table.options for fault in one.faults if fault.blocking]
    if faults:
        yield Paragraph("What keeps options from having a cost:", numbered=True)
        yield Bullets(tuple(faults))


def _npc(writing: Writing, worked: Worked, one: OptionCosts) -> tuple[str, ...]:
    view = one.economic
    shown = ["" if pence is None else show_pounds(pence, view.evidence)
             for pence in (view.low_npc_pence, view.high_npc_pence, view.eac_pence)]  # fmt: skip
    figure = "not known" if view.npc_pence is None else writing.figures.add(
        f"Net present cost of {one.name}", show_pounds(view.npc_pence, view.evidence), view.npc_pence, "pence",
        view.evidence, "", _inputs(line.line for line in view.lines if line.counted),
    )  # fmt: skip
    return (_lettered(worked, one.option), figure, *shown, view.evidence.label)


def _by_year(writing: Writing, worked: Worked) -> Table:
    table = worked.appraised.costs
    assert table is not None, "Only asked for where there are costs."  # noqa: S101 - for the type checker
    rows = []
    for one in table.options:
        evidence = one.economic.evidence
        values = ["" if year.pence is None else show_pounds(year.pence, evidence) for year in one.economic.years]
        inputs = _inputs(line.line for line in one.economic.lines if line.counted)
        mark = _mark(writing, f"Cost by year of {one.name}", "; ".join(values), evidence, inputs)
        rows.append((_lettered(worked, one.option), *values, mark))
    years = [TableColumn(financial_year_name(year), "right", 1.4) for year in table.years]
    return Table("Cost by financial year, real and not discounted", (TableColumn("Option", width_share=2.5), *years,
                 TableColumn("Figure", width_share=0.9)), tuple(rows))  # fmt: skip


def _cash(writing: Writing, worked: Worked) -> Iterator[Block]:
    """What the council whose paper it is pays of each option, in cash of the year."""
    table, key = worked.appraised.costs, writing.organisation
    if table is None or not any(row.organisation == key for one in table.options for row in one.cash.years):
        return
    columns = (TableColumn("Option", width_share=2.5),
               *(TableColumn(financial_year_name(year), "right", 1.4) for year in table.years),
               TableColumn("Figure", width_share=0.9))  # fmt: skip
    rows = []
    for one in table.options:
        held = {row.year: row for row in one.cash.years if row.organisation == key}
        values = [_of_year(held.get(year)) for year in table.years]
        lines = dict.fromkeys(cell.line for cell in one.cash.cells if cell.organisation == key)
        mark = _mark(writing, f"Cash of {worked.comparison.council(key)} for {one.name}", "; ".join(values),
                     weakest(row.evidence for row in held.values()), _inputs(lines))  # fmt: skip
        rows.append((_lettered(worked, one.option), *values, mark))
    yield Table(f"What {worked.comparison.council(key)} pays, in cash of each year", columns, tuple(rows))


def _of_year(row: CashYear | None) -> str:
    if row is None:
        return ""
    return "not known" if row.total_pence is None else show_pounds(row.total_pence, row.evidence)


def _envelopes(worked: Worked) -> Iterator[Block]:
    rows = envelope_rows(worked)
    if rows:
        columns = (TableColumn("Envelope", width_share=2.5), TableColumn("Whose", width_share=1.8), TableColumn("Year"),
                   *(TableColumn(_short(worked, one.option)) for one in worked.appraised.standings))  # fmt: skip
        cells = tuple((one.name, one.whose, one.year, *(verdict_of(check) for check in one.checks)) for one in rows)
        yield Table("Against what a year may cost", columns, cells)


def benefits(writing: Writing, worked: Worked) -> Iterator[Block]:
    """What is gained, by whom, and from when."""
    found = worked.benefits
    if found is None:
        return
    columns = (TableColumn("Option", width_share=2), TableColumn("Benefit", width_share=3),
               TableColumn("Owner"), TableColumn("Kind"),
               TableColumn("Worth a year", "right", 1.6), TableColumn("Over the years appraised", "right", 1.6),
               TableColumn("Evidence"), TableColumn("Source"))  # fmt: skip
    rows = []
    for one in found.profiles:
        annual = "not known" if one.annual_pence is None else writing.figures.money(
            f"{one.name}, a year", one.annual_pence, one.evidence, one.source, _inputs([one.benefit])
        )  # fmt: skip
        total = "" if one.total_pence is None else show_pounds(one.total_pence, one.evidence)
        owner = worked.comparison.council(one.owner) if one.owner else ""
        kind = "" if one.kind.value == "unknown" else one.kind.value
        of_option = _lettered(worked, one.option) if one.option else "every option"
        rows.append((of_option, one.name, owner, kind, annual, total, one.evidence.label, one.source))
    yield Table("Benefits", columns, tuple(rows))


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


def _lettered(worked: Worked, ref: str) -> str:
    one = worked.option(ref)
    return f"{one.letter}) {one.name}" if one.letter else one.name


def _short(worked: Worked, ref: str) -> str:
    one = worked.option(ref)
    return one.letter or one.name


def _word(outcome: Outcome) -> str:
    return "" if outcome is Outcome.UNDECIDED else outcome.value


def _held(held: Iterable[Held], key: str) -> str:
    value = next((one.value for one in held if one.key == key), None)
    return "" if value is None else f"{value:.1f}"


def _inputs(refs: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(refs))


def _figure(writing: Writing, label: str, value: float | None, evidence: Evidence, worked: Worked) -> str:
    if value is None:
        return "none"
    inputs = _inputs(sheet.key for sheet in worked.comparison.sheets)
    return writing.figures.add(label, f"{value:.1f}", None, "score", evidence, "", inputs)


def _mark(writing: Writing, label: str, shown: str, evidence: Evidence, inputs: tuple[str, ...]) -> str:
    """The number of a figure alone, for a row whose cells are the figure."""
    return writing.figures.add(label, shown, None, "row", evidence, "", inputs).rpartition(" ")[2]


def _picture(svg: str, caption: str, alt: str) -> Iterator[Picture]:
    if svg:
        yield Picture(str(svg).encode(), f"{caption}. {alt}", caption)


SECTIONS: dict[tuple[str, str], Fill] = {
    ("committee", section): about_appraisal(tell)
    for section, tell in (
        ("options", options), ("gates", gates), ("scores", scores), ("costs", costs), ("benefits", benefits),
        ("sourcing", sourcing), ("preferred", preferred),
    )
}  # fmt: skip
