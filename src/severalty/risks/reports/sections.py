"""What this stage writes under Risks in committee papers, registers of dispositions and impact reports.

Only risks that all partners see are told: a paper goes out, and a council's private register must not go with it.
"""

from collections.abc import Iterator
from dataclasses import replace

from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence, weakest
from severalty.engine.fields import Known
from severalty.formats.documents import Block, Paragraph, Table
from severalty.risks.binding import APPETITES, REVIEWS, RISKS
from severalty.risks.queries.book import Book, Line, book_for
from severalty.risks.reports.tables import (
    Printed,
    area_table,
    matrix_table,
    mitigation_table,
    printed_of,
    register_table,
)
from severalty.tenancy.permissions import Permission
from severalty.web.parts import Fill, Writing

JOINT = frozenset({Audience.PARTNERS.value, Audience.PARTNERSHIP.value, Audience.PUBLIC.value})


def risks(writing: Writing) -> Iterator[Block]:
    """The register, the matrix and the mitigation of the risks that the paper's council and its partners see."""
    if not writing.viewer.may(Permission.RISK_VIEW, writing.case):
        return
    book = _joint(book_for(writing.viewer, writing.case, writing.on))
    printed = printed_of(book, _chosen(writing, book))
    if not printed.lines:
        return
    yield Paragraph(_lead(writing, printed), numbered=True)
    if all(line.risk.discriminates is Known.NO for line in printed.lines):
        yield Paragraph(
            "These risks weigh much the same on every option, so they do not tell the options apart.", numbered=True
        )
    yield from _tables(printed)


def _joint(book: Book) -> Book:
    """The register without what only some see, made anew from what is left, so that nothing of the rest counts."""
    entries = dict(book.entries)
    for table in entries.keys() - {REVIEWS.table}:
        entries[table] = [one for one in entries[table] if one.row.item.audience in JOINT]
    kept = {one.ref for one in entries[RISKS.table]}
    for table, rows in entries.items():
        if table not in (RISKS.table, APPETITES.table):
            entries[table] = [one for one in rows if not one.record.risk or one.record.risk in kept]
    matrices = {ref: one for ref, one in book.matrices.items() if one.row.item.audience in JOINT}
    cleared = [
        one if one.record.matrix in matrices else replace(one, record=replace(one.record, matrix=""))
        for one in entries[RISKS.table]
    ]
    entries[RISKS.table] = cleared
    return replace(book, entries=entries, matrices=matrices)


def _chosen(writing: Writing, book: Book) -> list[Line]:
    """The risks about what the paper is about, or else those of its council, or else all."""
    about = [line for line in book.lines if writing.subject and line.risk.thing == writing.subject]
    own = [
        line for line in book.lines
        if writing.organisation and writing.organisation in (line.risk.owned_by, line.item.recorded_by.key)
    ]  # fmt: skip
    return about or own or book.lines


def _lead(writing: Writing, printed: Printed) -> str:
    lines = printed.lines
    inputs = [f"{RISKS.table}:{line.item.key}" for line in lines]
    evidence = weakest(Evidence(line.item.evidence) for line in lines)
    count = writing.figures.rows("Open risks", len(lines), evidence, inputs)
    words = f"{count} risks are open"
    above = [line for line in lines if line.standing.breach]
    if above:
        more = writing.figures.rows("Risks above appetite", len(above), evidence,
                                    [f"{RISKS.table}:{line.item.key}" for line in above])  # fmt: skip
        taken = sorted({line.standing.taken_to for line in above if line.standing.taken_to})
        to = f" and are taken to {', '.join(taken)}" if taken else ""
        words += f"; {more} are above what is borne{to}"
    return f"{words}."


def _tables(printed: Printed) -> Iterator[Table]:
    for ref, lines in printed.scored.items():
        matrix = printed.book.matrices[ref]
        yield register_table(matrix, lines)
        yield matrix_table(matrix, lines)
    scored = [line for lines in printed.scored.values() for line in lines]
    mitigation = mitigation_table(printed, scored) if scored else None
    if mitigation is not None:
        yield mitigation
    if printed.unscored:
        yield area_table(printed.unscored)


SECTIONS: dict[tuple[str, str], Fill] = {(kind, "risks"): risks for kind in ("committee", "dispositions", "impact")}
