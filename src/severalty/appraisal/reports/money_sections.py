"""What a paper tells of money on record: how costs are shared, and what one council pays."""

from collections.abc import Iterator

from severalty.appraisal.queries.books import Books, books_for
from severalty.appraisal.reports.sums import in_words, sums_of, year_words
from severalty.engine.appraisal.apportionment import percent
from severalty.engine.appraisal.recharges import Line
from severalty.engine.appraisal.totals import Agreement
from severalty.engine.estate.value_evidence import source_of
from severalty.engine.evidence import Evidence
from severalty.formats.documents import Block, Paragraph, Table, TableColumn
from severalty.tenancy.permissions import Permission
from severalty.web.parts import Writing

MOST_KEYS, MOST_LINES = 3, 12
_CHARGE_COLUMNS = (
    TableColumn("Charge", width_share=3),
    TableColumn("Year", width_share=1.3),
    TableColumn("Funding", width_share=1.6),
    TableColumn("State", width_share=1.4),
    TableColumn("Amount", "right", 1.8),
    TableColumn("Evidence", width_share=1.4),
    TableColumn("Source", width_share=1.3),
)


def financial(writing: Writing) -> Iterator[Block]:
    """How costs are shared between partners, and what the paper's own council pays of them."""
    if not writing.viewer.may(Permission.MONEY_VIEW, writing.case):
        return
    books = _books(writing)
    yield from _keys(writing, books)
    if writing.organisation in books.organisations:
        yield from _charges(writing, books, writing.organisation)


def budget(writing: Writing) -> Iterator[Block]:
    """What one council pays, line by line, with wholes held against their parts."""
    if writing.about and writing.viewer.may(Permission.MONEY_VIEW, writing.case):
        yield from _charges(writing, _books(writing), writing.about)


def _books(writing: Writing) -> Books:
    found: Books = writing.once("books", lambda: books_for(writing.viewer, writing.case))
    return found


def _keys(writing: Writing, books: Books) -> Iterator[Table]:
    for ref in list(books.keys)[:MOST_KEYS]:
        key, counts = books.keys[ref], books.counts_of(ref)
        total = sum(one.count or 0 for one in counts)
        if not total:
            continue
        inputs = [f"key_counts:{key.name}"]
        rows = [
            (
                books.organisations[one.organisation].name,
                writing.figures.count(f"{key.name}: {one.organisation}", one.count, key.evidence, key.source, inputs),
                f"{percent(one.count or 0, total)}%",
            )
            for one in counts
            if one.organisation in books.organisations
        ]
        rows.append(("Total", f"{total:,}", f"{percent(total, total)}%"))
        when = f", {key.counted_on}" if key.counted_on else ""
        columns = (TableColumn("Partner", width_share=3), TableColumn("Count", "right"), TableColumn("Share", "right"))
        yield Table(f"{key.name}{when}", columns, tuple(rows), total_row=True, notes=_behind(key.source))


def _behind(source: str) -> str:
    return f"Source: {source}." if source else ""


def _charges(writing: Writing, books: Books, council: str) -> Iterator[Block]:
    lines = [line for line in books.lines.lines if line.shares().get(council)]
    name = books.organisations[council].name
    if len(lines) > MOST_LINES:
        yield _by_year(writing, books, council)
    elif lines:
        rows = tuple(_row(writing, books, line, council) for line in lines)
        yield Table(f"What {name} pays, as far as it is on record", _CHARGE_COLUMNS, rows)
    own = {line.charge for line in lines}
    for whole, agreement in books.agreements.items():
        if any(part.part_of == whole and part.key in own for part in books.costs.charges):
            yield Paragraph(_agreed(writing, books, whole, agreement), numbered=True)


def _by_year(writing: Writing, books: Books, council: str) -> Table:
    """What a council pays, year by year, where its lines are too many to list."""
    name = books.organisations[council].name
    columns = (TableColumn("Year"), TableColumn("Charges", "right"), TableColumn("Revenue", "right"),
               TableColumn("Capital", "right"), TableColumn("Together", "right"), TableColumn("Evidence"))  # fmt: skip
    rows = []
    for year in dict.fromkeys(sorted(books.years) + ([None] if books.has_yearless else [])):
        lines = [line for line in books.lines_in(year) if line.shares().get(council)]
        sums = next((row for row in sums_of(books, lines, year) if row.organisation.key == council), None)
        if sums is None:
            continue
        inputs = [f"charges:{books.rows[line.charge].item.key}" for line in lines]
        label = f"{name}, {year_words(year).lower()}"
        total = writing.figures.money(label, sums.total, sums.evidence, "", inputs)
        shown = [in_words(pence, sums.evidence) for pence in (sums.revenue, sums.capital + sums.capital_from_revenue)]
        rows.append((year_words(year), str(len(lines)), *shown, total, sums.evidence.label))
    return Table(f"What {name} pays, as far as it is on record", columns, tuple(rows))


def _row(writing: Writing, books: Books, line: Line, council: str) -> tuple[str, ...]:
    charge = books.charges[line.charge]
    source = source_of(charge, "amount")
    row = books.rows[line.charge]
    shown = writing.figures.money(
        f"{charge.name}, {year_words(line.year).lower()}: {council}", line.shares()[council], line.evidence, source,
        [f"charges:{row.item.key}"],
    )  # fmt: skip
    funding = "not stated" if line.charge in books.unstated else line.funding.value
    return (
        charge.name, year_words(line.year), funding, charge.state.value, shown, line.evidence.label, source,
    )  # fmt: skip


def _agreed(writing: Writing, books: Books, whole: str, agreement: Agreement) -> str:
    charge = books.charges[whole]
    inputs = [f"charges:{books.rows[whole].item.key}"]
    stated = writing.figures.money(
        f"{charge.name}, as stated", agreement.stated_pence, agreement.evidence, source_of(charge, "amount"), inputs
    )
    parts = in_words(agreement.sum_pence, agreement.evidence)
    verdict = {True: "they agree", False: "they do not agree", None: "nobody can tell whether they agree"}
    outside = ""
    if agreement.outside_pence:
        left_out = in_words(agreement.outside_pence, Evidence.REPORTED)
        outside = f" {left_out} stands outside that figure ({', '.join(agreement.parts_outside)})."
    return f"{charge.name}: {stated} is stated, and its parts come to {parts}; {verdict[agreement.agrees]}.{outside}"
