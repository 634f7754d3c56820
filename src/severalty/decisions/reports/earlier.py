"""What the body of a paper resolved and promised before on its subject, under the background of the paper."""

from collections.abc import Iterator

from severalty.decisions.binding import BODIES
from severalty.decisions.queries.book import Book, book_for
from severalty.engine.decisions.standing import EarlierFound
from severalty.formats.documents import Block, Table, TableColumn
from severalty.tenancy.permissions import Permission
from severalty.web.parts import Fill, Writing

MOST_ROWS = 40
CAPTION = "Earlier decisions and promises"
_COLUMNS = (
    TableColumn("What", width_share=5), TableColumn("Kind", width_share=2), TableColumn("Day", width_share=2),
    TableColumn("Stands today", width_share=2),
)  # fmt: skip


def earlier(writing: Writing) -> Iterator[Block]:
    """A table of what was resolved before, each with the promises that came of it, kept or not."""
    if not writing.body or not writing.viewer.may(Permission.DECISION_VIEW, writing.case):
        return
    book = book_for(writing.viewer, writing.case, writing.on)
    bodies = bodies_named(book, writing.body, writing.organisation)
    rows = list(_rows(book, book.earlier(bodies, writing.subject))) if bodies else []
    if rows:
        left = len(rows) - MOST_ROWS
        notes = f"{left} more stand in the register of resolutions." if left > 0 else ""
        yield Table(CAPTION, _COLUMNS, tuple(rows[:MOST_ROWS]), notes=notes)


def bodies_named(book: Book, name: str, council: str) -> list[str]:
    """The bodies that a paper of a council can mean by a name: its own or a joint one that begins with these words."""
    wanted = name.strip().casefold()
    return [
        ref for ref, one in book.of(BODIES).items()
        if wanted and one.name.casefold().startswith(wanted) and one.record.organisation in ("", council)
    ]  # fmt: skip


def _rows(book: Book, found: EarlierFound) -> Iterator[tuple[str, ...]]:
    for one in found.resolved:
        taken = one.resolution
        yield (taken.name, taken.form.value, str(taken.decided_on or "not known"), book.standing(taken).stand.value)
        for promise, kept in one.promises:
            yield (promise.name, promise.kind.value, _due(promise.due), kept.keeping.value)
    for promise, kept in found.promised:
        yield (promise.name, promise.kind.value, _due(promise.due), kept.keeping.value)


def _due(due: object) -> str:
    return f"due {due}" if due else "no day"


SECTIONS: dict[tuple[str, str], Fill] = {
    (kind, "background"): earlier for kind in ("committee", "progress", "dispositions", "impact")
}
"""By the kind of paper and the key of the section."""
