"""A partner's statement of one year, on the page and as a paper."""

from dataclasses import dataclass, replace
from typing import Any

from severalty.appraisal.queries.books import Books
from severalty.appraisal.reports.sums import (
    NO_FUNDING,
    Settlement,
    Sums,
    in_words,
    no_sums,
    settlements_of,
    sums_of,
    year_words,
)  # fmt: skip
from severalty.engine.appraisal.recharges import LeftOut
from severalty.engine.appraisal.statements import Statement, StatementLine, statement
from severalty.engine.evidence import Evidence, show_money, weakest
from severalty.formats.documents import Block, Document, Note, Paragraph, Section, Table, TableColumn


@dataclass(frozen=True)
class Entry:
    """One line of a statement, with the names of its charge and key, in pence."""

    line: StatementLine
    shared_by: str
    evidence: Evidence
    funding: str

    @property
    def counted(self) -> str:
        """`229 of 1,069 (21.4%)`; a cost borne whole says so."""
        if not self.line.key:
            return "all of it"
        return f"{self.line.count:,} of {self.line.total_count:,} ({self.line.percent}%)"


@dataclass(frozen=True)
class PartnerStatement:
    """Everything that a partner's statement of one year shows; `undated` are its lines whose year is not stated."""

    organisation: Any
    year: int | None
    statement: Statement
    entries: tuple[Entry, ...]
    sums: Sums
    settlements: tuple[Settlement, ...]
    undated: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def settled(self) -> int:
        """What the partner still owes for the year before, in pence; below nought it is owed."""
        return sum(one.difference for one in self.settlements)

    @property
    def settled_evidence(self) -> Evidence:
        """The weakest class behind the settlement."""
        return weakest(one.evidence for one in self.settlements)


def statement_of(books: Books, partner: str, year: int | None) -> PartnerStatement:
    """A partner's statement of one financial year, with the true-up of the year before."""
    lines = books.lines_in(year)
    left_out = tuple(replace(one, charge=books.charges[one.charge].name) for one in books.left_out_in(year))
    found = statement(partner, lines, left_out)
    own = [row for row in sums_of(books, lines, year) if row.organisation.key == partner]
    organisation = books.organisations[partner]
    before = [
        one
        for one in settlements_of(books)
        if year is not None and one.year == year - 1 and one.organisation.key == partner
    ]
    undated = statement(partner, books.lines_in(None)) if year is not None else None
    return PartnerStatement(
        organisation=organisation,
        year=year,
        statement=found,
        entries=_entries(books, found),
        sums=own[0] if own else no_sums(organisation, year),
        settlements=tuple(before),
        undated=_entries(books, undated) if undated else (),
        left_out=left_out,
    )


def _entries(books: Books, found: Statement) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            line,
            books.keys[line.key].name if line.key else "borne whole",
            line.evidence,
            NO_FUNDING if line.charge in books.unstated else line.funding.value,
        )
        for line in found.lines
    )


def settled_words(found: PartnerStatement) -> str:
    """One sentence about the true-up of the year before."""
    amount = in_words(abs(found.settled), found.settled_evidence)
    year = year_words(None if found.year is None else found.year - 1)
    if not found.settled:
        return f"For {year} nothing is left to settle."
    name = found.organisation.name
    return f"For {year} {name} {'still owes' if found.settled > 0 else 'is owed'} {amount}."


def document_of(found: PartnerStatement, prepared_on: str, case_name: str, seen_by: str) -> Document:
    """A partner's statement as a paper: figures first, then the lines, the reconciliation and the true-up."""
    sums, name = found.sums, found.organisation.name
    evidence = found.statement.evidence
    sections = [Section("What is charged", 1, _charged(found, seen_by))]
    if found.settlements:
        sections.append(Section("Settlement of the year before", 1, _settled(found)))
    if found.undated:
        text = "The year of these charges is not stated, so they are in no sum above."
        undated = Table(
            "Charges whose year is not stated", _LINE_COLUMNS, tuple(_line_cells(one) for one in found.undated)
        )
        sections.append(Section("Year not stated", 1, (Paragraph(text, numbered=True), undated)))
    if found.left_out:
        rows = tuple((one.charge, one.reason) for one in found.left_out)
        columns = (TableColumn("Charge", width_share=2), TableColumn("Why", width_share=3))
        sections.append(Section("Left out", 1, (Table("Charges left out, and why", columns, rows),)))
    return Document(
        title=f"Statement for {name}, {year_words(found.year)}",
        subtitle=case_name,
        organisation=name,
        prepared_on=prepared_on,
        summary_facts=(
            ("Charged", in_words(sums.total, evidence)),
            ("Revenue", in_words(sums.revenue, evidence)),
            ("Capital", in_words(sums.capital + sums.capital_from_revenue, evidence)),
            ("Funding not stated", in_words(sums.unstated, evidence)),
            ("Weakest evidence", evidence.label),
        ),
        sections=tuple(sections),
    )


_LINE_COLUMNS = (
    TableColumn("Charge", width_share=3),
    TableColumn("Funding", width_share=1.5),
    TableColumn("Shared by", width_share=2.5),
    TableColumn("Count", width_share=2),
    TableColumn("Amount", "right", 1.6),
    TableColumn("Share", "right", 1.6),
    TableColumn("Evidence", width_share=1.4),
)


def _line_cells(entry: Entry) -> tuple[str, ...]:
    line = entry.line
    return (
        line.name, entry.funding, entry.shared_by, entry.counted, show_money(line.amount_pence, entry.evidence),
        show_money(line.share_pence, entry.evidence), entry.evidence.label,
    )  # fmt: skip


def _charged(found: PartnerStatement, seen_by: str) -> tuple[Block, ...]:
    evidence = found.statement.evidence
    lead = f"{found.organisation.name} pays {in_words(found.sums.total, evidence)} for {year_words(found.year)}."
    if not found.entries:
        return (
            Paragraph(f"Nothing is charged to {found.organisation.name} for {year_words(found.year)}.", numbered=True),
        )
    foot = ("Total", "", "", "", "", show_money(found.sums.total, evidence), evidence.label)
    rows = (*(_line_cells(one) for one in found.entries), foot)
    notes = "Shares are worked out from the counts, to the penny; percentages are for reading only."
    return (
        Paragraph(lead, numbered=True),
        Table(f"Charges of {year_words(found.year)}", _LINE_COLUMNS, rows, total_row=True, notes=notes),
        Paragraph(found.statement.reconciliation, numbered=True),
        Note(f"Worked out from the charges and keys that {seen_by} may see."),
    )


def _settled(found: PartnerStatement) -> tuple[Block, ...]:
    evidence = found.settled_evidence
    columns = (
        TableColumn("Charge", width_share=3),
        TableColumn("Billed", "right"),
        TableColumn("Share of the actual", "right"),
        TableColumn("Difference", "right"),
        TableColumn("Evidence"),
    )
    rows = [
        (one.name, *(show_money(pence, one.evidence) for pence in (one.billed, one.actual, one.difference)),
         one.evidence.label)
        for one in found.settlements
    ]  # fmt: skip
    rows.append(("Total", "", "", show_money(found.settled, evidence), evidence.label))
    return (
        Paragraph(settled_words(found), numbered=True),
        Table("Billed and actual", columns, tuple(rows), total_row=True),
    )
