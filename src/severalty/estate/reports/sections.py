"""What the estate tells in a progress report: people, information and contracts, as one viewer may see them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from severalty.engine.evidence import Evidence, weakest
from severalty.estate import queries
from severalty.formats.documents import Block, Paragraph, Table, TableColumn
from severalty.tenancy.binding import Binding
from severalty.tenancy.permissions import Permission
from severalty.web.parts import Writing

AHEAD = 182
MOST_ROWS = 12


def people(writing: Writing) -> Iterator[Block]:
    """How many posts are on record, and how many of them are vacant."""
    rows = list(queries.POSTS.rows_for(writing.viewer, writing.case))
    if not rows:
        return
    vacant = [row for row in rows if row.vacant == "yes"]
    words = writing.figures.rows("Posts on record", len(rows), _resting(rows), [queries.POSTS.table])
    empty = writing.figures.rows("Vacant posts", len(vacant), _resting(rows), [queries.POSTS.table])
    yield Paragraph(f"On record: {words} posts, {empty} of them vacant.", numbered=True)


def information(writing: Writing) -> Iterator[Block]:
    """What each register holds and how complete it is."""
    if not writing.viewer.may(Permission.ESTATE_VIEW, writing.case):
        return
    wanted = {binding.table: binding for binding in queries.REGISTERS}
    found = [row for row in queries.completeness_by_table(writing.viewer, writing.case) if row[0] in wanted]
    if not found:
        return
    columns = (
        TableColumn("Register", width_share=3),
        TableColumn("On record", "right"),
        TableColumn("Complete", "right"),
    )
    rows = tuple(
        (wanted[table].plural.capitalize(), _counted(writing, wanted[table], count), f"{percent}%")
        for table, count, percent in found
    )
    yield Table("What is on record", columns, rows, notes="Complete: the part of the weighted columns that is filled.")


def contracts(writing: Writing) -> Iterator[Block]:
    """How many contracts are on record, how many the source states, and which must be acted upon within half a year."""
    rows = queries.CONTRACTS.rows_for(writing.viewer, writing.case)
    count = rows.count()
    if not count:
        return
    yield Paragraph(
        f"On record: {_counted(writing, queries.CONTRACTS, count)} contracts.{_stated(writing)}", numbered=True
    )
    until = writing.on + timedelta(days=AHEAD)
    soon = rows.filter(act_by__gte=writing.on, act_by__lte=until).order_by("act_by", "item__name", "pk")
    pressing = list(soon.select_related("supplier__item")[: MOST_ROWS + 1])
    if pressing:
        yield _pressing(pressing)


def _pressing(rows: list[Any]) -> Table:
    columns = (TableColumn("Contract", width_share=3), TableColumn("Last day to act"), TableColumn("Term ends"),
               TableColumn("Evidence"))  # fmt: skip
    cells = tuple(
        (row.item.name, _words(row.act_by), _words(row.runs_until), Evidence(row.item.evidence).label)
        for row in rows[:MOST_ROWS]
    )
    more = "The next ones; the runway shows all." if len(rows) > MOST_ROWS else ""
    return Table("Contracts to be acted upon within half a year", columns, cells, notes=more)


def _words(value: Any) -> str:
    return str(value) if value else "not known"


def _stated(writing: Writing) -> str:
    for stated in writing.case.facts.get("stated_counts", ()):
        if stated.get("table") == queries.CONTRACTS.table:
            words = writing.figures.count(
                "Contracts that the source states",
                stated["count"],
                Evidence.REPORTED,
                stated["source"],
                ["case:stated_counts"],
            )
            return f" The source states {words} {stated['what']} ({stated['source']})."
    return ""


def _counted(writing: Writing, binding: Binding, count: int) -> str:
    rows = binding.rows_for(writing.viewer, writing.case).order_by().values_list("item__evidence", flat=True).distinct()
    evidence = weakest(Evidence(word) for word in rows)
    return writing.figures.rows(f"{binding.plural.capitalize()} on record", count, evidence, [binding.table])


def _resting(rows: list[Any]) -> Evidence:
    return weakest(Evidence(row.item.evidence) for row in rows)


SECTIONS = {
    ("progress", "people"): people,
    ("progress", "information"): information,
    ("progress", "contracts"): contracts,
}
