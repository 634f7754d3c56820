"""What a body resolved and promised before, beside a new matter or paper, as a table of a page."""

from severalty.decisions.binding import COMMITMENTS, RESOLUTIONS
from severalty.decisions.queries.book import Book
from severalty.decisions.views.tables import Cell, Table, kept_cell, link, stand_cell, words
from severalty.engine.decisions.standing import EarlierFound

NOTHING = "Nothing that was resolved or promised on this before is on record."


def earlier_table(book: Book, found: EarlierFound, but: str = "") -> Table:
    """What was resolved before, the last first, each followed by its promises; not what came of the matter `but`."""
    rows: list[tuple[Cell, ...]] = []
    for one in found.resolved:
        entry = book.of(RESOLUTIONS)[one.resolution.key]
        if but and one.resolution.matter == but:
            continue
        rows.append((link(book, "resolution", entry), Cell(one.resolution.form.value),
                     words(one.resolution.decided_on), stand_cell(book, entry)))  # fmt: skip
        rows += [_promise(book, promise.key) for promise, _ in one.promises]
    rows += [_promise(book, promise.key) for promise, _ in found.promised]
    return Table("Earlier decisions and promises", ("What", "Kind", "Day", "Stands today"), tuple(rows), NOTHING)


def _promise(book: Book, ref: str) -> tuple[Cell, ...]:
    entry = book.of(COMMITMENTS)[ref]
    due = f"due {entry.record.due}" if entry.record.due else ""
    return (link(book, "commitment", entry), Cell(entry.record.kind.value), words(due), kept_cell(book, entry))
