"""What an appraisal tells of money in a committee paper: costs, cash, envelopes and benefits."""

from collections.abc import Iterator

from severalty.appraisal.reports.beside import has_benefits, has_usual, net_rows, netting_words, usual_words
from severalty.appraisal.reports.cells import inputs_of, lettered_name, mark_of, picture_of, short_name
from severalty.appraisal.reports.envelopes import envelope_rows, verdict_of
from severalty.appraisal.reports.pictures import cost_picture, year_picture
from severalty.appraisal.reports.worked import Worked
from severalty.engine.appraisal.cost_tables import CashYear, OptionCosts
from severalty.engine.appraisal.net_costs import NetCost
from severalty.engine.dates import financial_year_name
from severalty.engine.evidence import show_pounds, weakest
from severalty.formats.documents import Block, Bullets, Paragraph, Table, TableColumn
from severalty.web.parts import Writing


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
    yield from picture_of(
        cost_picture(worked, "paper-cost"), "Net present cost with the range that the evidence allows",
        "; ".join(f"{row[0]}: {row[1]}" for row in rows),
    )  # fmt: skip
    yield from _beside(writing, worked)
    yield _by_year(writing, worked)
    yield from picture_of(year_picture(worked, "paper-years"), "Cost by financial year, before discounting",
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
        view.evidence, "", inputs_of(line.line for line in view.lines if line.counted),
    )  # fmt: skip
    return (lettered_name(worked, one.option), figure, *shown, view.evidence.label)


def _beside(writing: Writing, worked: Worked) -> Iterator[Block]:
    """Each option against business as usual and after its cashable benefits; or why that cannot be said."""
    usual, gains = has_usual(worked), has_benefits(worked)
    if not usual:
        yield Paragraph(usual_words(worked), numbered=True)
    if not (usual or gains):
        return
    columns = [TableColumn("Option", width_share=3)]
    columns += [TableColumn(label, "right", 1.8) for label in ("Against business as usual", "At least", "At most")
                if usual]  # fmt: skip
    columns += [TableColumn(label, "right", 1.8) for label in ("Cashable benefits", "Cost after cashable benefits")
                if gains]  # fmt: skip
    rows = []
    for one in net_rows(worked):
        cells = [*(_against(writing, worked, one) if usual else ()), *(_after(writing, worked, one) if gains else ())]
        rows.append((lettered_name(worked, one.option), *cells))
    words = [usual_words(worked) if usual else "", *netting_words(worked)]
    notes = " ".join(filter(None, words))
    yield Table("Beside the net present cost", tuple(columns), tuple(rows), notes=notes)


def _against(writing: Writing, worked: Worked, one: NetCost) -> tuple[str, ...]:
    held = one.against
    if one.is_business_as_usual or held.pence is None:
        return ("business as usual" if one.is_business_as_usual else "not known", "", "")
    inputs = inputs_of(line.key for line in worked.comparison.lines if line.option == one.option)
    figure = writing.figures.add(
        f"{one.name} against business as usual", show_pounds(held.pence, held.evidence), held.pence, "pence",
        held.evidence, "", inputs,
    )  # fmt: skip
    ends = ["" if pence is None else show_pounds(pence, held.evidence) for pence in (held.low_pence, held.high_pence)]
    return (figure, *ends)


def _after(writing: Writing, worked: Worked, one: NetCost) -> tuple[str, ...]:
    if one.cashable_pence is None:
        return ("", "")
    lines = [line.key for line in worked.comparison.lines if line.option == one.option]
    gains = [gain.key for gain in worked.comparison.benefits if gain.option == one.option]
    shown = show_pounds(one.cashable_pence, one.evidence)
    if one.after_pence is None:
        return (shown, "not known")
    figure = writing.figures.add(
        f"Cost of {one.name} after cashable benefits", show_pounds(one.after_pence, one.evidence), one.after_pence,
        "pence", one.evidence, "", inputs_of([*lines, *gains]),
    )  # fmt: skip
    return (shown, figure)


def _by_year(writing: Writing, worked: Worked) -> Table:
    table = worked.appraised.costs
    assert table is not None, "Only asked for where there are costs."  # noqa: S101 - for the type checker
    rows = []
    for one in table.options:
        evidence = one.economic.evidence
        values = ["" if year.pence is None else show_pounds(year.pence, evidence) for year in one.economic.years]
        inputs = inputs_of(line.line for line in one.economic.lines if line.counted)
        mark = mark_of(writing, f"Cost by year of {one.name}", "; ".join(values), evidence, inputs)
        rows.append((lettered_name(worked, one.option), *values, mark))
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
        mark = mark_of(writing, f"Cash of {worked.comparison.council(key)} for {one.name}", "; ".join(values),
                     weakest(row.evidence for row in held.values()), inputs_of(lines))  # fmt: skip
        rows.append((lettered_name(worked, one.option), *values, mark))
    yield Table(f"What {worked.comparison.council(key)} pays, in cash of each year", columns, tuple(rows))


def _of_year(row: CashYear | None) -> str:
    if row is None:
        return ""
    return "not known" if row.total_pence is None else show_pounds(row.total_pence, row.evidence)


def _envelopes(worked: Worked) -> Iterator[Block]:
    rows = envelope_rows(worked)
    if rows:
        columns = (TableColumn("Envelope", width_share=2.5), TableColumn("Whose", width_share=1.8), TableColumn("Year"),
                   *(TableColumn(short_name(worked, one.option)) for one in worked.appraised.standings))  # fmt: skip
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
            f"{one.name}, a year", one.annual_pence, one.evidence, one.source, inputs_of([one.benefit])
        )  # fmt: skip
        total = "" if one.total_pence is None else show_pounds(one.total_pence, one.evidence)
        owner = worked.comparison.council(one.owner) if one.owner else ""
        kind = "" if one.kind.value == "unknown" else one.kind.value
        of_option = lettered_name(worked, one.option) if one.option else "no option alone"
        rows.append((of_option, one.name, owner, kind, annual, total, one.evidence.label, one.source))
    yield Table("Benefits", columns, tuple(rows))
