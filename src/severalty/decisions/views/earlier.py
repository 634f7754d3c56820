"""What a body resolved and promised before, beside a new matter or paper, as a table of a page."""

from severalty.decisions.binding import COMMITMENTS, RESOLUTIONS
from severalty.decisions.queries.book import Book
from severalty.decisions.views.tables import Cell, Table, kept_cell, link, stand_cell, words
from severalty.engine.decisions.standing import OPEN_KEEPINGS, Earlier, EarlierFound

NOTHING = "Nothing that was resolved or promised on this before is on record."


MOST = 25
"""So many resolutions, and so many promises beside them, stand beside a matter; the lists have all."""


def earlier_table(book: Book, found: EarlierFound, but: str = "") -> Table:
    """What was resolved before, the last first, each followed by its promises; not what came of the matter `but`."""
    promised = sorted(found.promised, key=lambda pair: pair[1].keeping not in OPEN_KEEPINGS)
    rows: list[tuple[Cell, ...]] = []
    for one in _resolved(found, but)[:MOST]:
        entry = book.of(RESOLUTIONS)[one.resolution.key]
        rows.append((link(book, "resolution", entry), Cell(one.resolution.form.value),
                     words(one.resolution.decided_on), stand_cell(book, entry)))  # fmt: skip
        rows += [_promise(book, promise.key) for promise, _ in one.promises]
    rows += [_promise(book, promise.key) for promise, _ in promised[:MOST]]
    return Table("Earlier decisions and promises", ("What", "Kind", "Day", "Stands today"), tuple(rows), NOTHING)


def more_earlier(found: EarlierFound, but: str = "") -> str:
    """How many of them stand in the lists alone, in words; nothing where the table has all."""
    left = sum(max(len(all_of) - MOST, 0) for all_of in (_resolved(found, but), found.promised))
    return f"{left:,} more {'stands' if left == 1 else 'stand'} in the lists of resolutions and promises." * bool(left)


def _resolved(found: EarlierFound, but: str) -> list[Earlier]:
    return [one for one in found.resolved if not but or one.resolution.matter != but]


def _promise(book: Book, ref: str) -> tuple[Cell, ...]:
    entry = book.of(COMMITMENTS)[ref]
    due = f"due {entry.record.due}" if entry.record.due else ""
    return (link(book, "commitment", entry), Cell(entry.record.kind.value), words(due), kept_cell(book, entry))
