"""How the pages of decisions lay out facts, tables and sections; every cell is a text, a link, a tag or a holder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from severalty.decisions.queries.book import Book, Entry
from severalty.engine.decisions.bodies import Body
from severalty.engine.decisions.meetings import MeetingState
from severalty.engine.decisions.standing import Keeping, Stand
from severalty.engine.estate.parties import Audience

if TYPE_CHECKING:
    from severalty.tenancy.models import Case, Organisation

STANDS = {
    Stand.EFFECTIVE: "good", Stand.TO_PUBLISH: "warn", Stand.IN_CALL_IN: "warn", Stand.CALLED_IN: "bad",
    Stand.REFERRED: "bad", Stand.CONDITION: "warn", Stand.LAPSED: "bad", Stand.CANNOT_SAY: "warn",
}  # fmt: skip
KEEPINGS = {
    Keeping.LATE: "bad", Keeping.SOON: "warn", Keeping.UNDATED: "warn", Keeping.NOT_KEPT: "bad",
    Keeping.KEPT: "good", Keeping.KEPT_LATE: "warn",
}  # fmt: skip
MEETINGS = {MeetingState.HELD: "good", MeetingState.INQUORATE: "bad", MeetingState.PUT_OFF: "warn",
            MeetingState.CANCELLED: "warn"}  # fmt: skip
NOT_SEEN = "not on record, or not for you to see"


@dataclass(frozen=True)
class Cell:
    """What stands in one place: words, with an address, a tone or those whose it is."""

    text: str
    url: str = ""
    tone: str = ""
    holders: tuple[Organisation, ...] = ()
    lock: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its title for those who hear it, and what is said where it has no row."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str

    @property
    def labelled(self) -> list[list[tuple[str, Cell]]]:
        """Each row with the head of each cell."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Section:
    """A part of a page: words, findings, a picture with its table."""

    ident: str
    title: str
    table: Table | None = None
    words: str = ""
    findings: tuple[str, ...] = ()
    picture: str = ""


def trail_of(case: Case, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The case, the overview of decisions, then these steps: words and an address, empty for here."""
    return [
        (case.name, reverse("estate:overview", args=[case.key])),
        ("Decisions", reverse("decisions:overview", args=[case.key])),
        *steps,
    ]


def url_of(book: Book, name: str, ref: str) -> str:
    """The address of a page of this stage about one thing."""
    return reverse(f"decisions:{name}", args=[book.case.key, ref])


def new_url(case: Case, table: str, **given: str) -> str:
    """The address of the empty form of a table, with what is known already filled in; what is blank is left out."""
    known = urlencode({name: text for name, text in given.items() if text})
    return reverse("estate:new", args=[case.key, table]) + (f"?{known}" if known else "")


def spelled(book: Book, entry: Entry | None) -> str:
    """How a form refers to a record: by its key, with its keeper where that is another organisation."""
    if entry is None:
        return ""
    item = entry.row.item
    own = book.viewer.organisation is not None and item.recorded_by_id == book.viewer.organisation.pk
    return str(item.key) if own else f"{item.key}@{entry.recorder.key}"


def words(value: Any, otherwise: str = "not known") -> Cell:
    """A text or a day; what is blank is said."""
    return Cell(str(value) if value not in (None, "") else otherwise)


def link(book: Book, name: str, entry: Entry | None, otherwise: str = NOT_SEEN) -> Cell:
    """A thing by its name, with the page of it, and a lock where its keeper alone sees it."""
    if entry is None:
        return Cell(otherwise)
    return Cell(entry.name, url_of(book, name, entry.ref), lock=lock_of(entry))


def item_link(book: Book, ref: str, otherwise: str = "none on record") -> Cell:
    """Any item by its name, with the page of its record."""
    if not ref or ref not in book.names:
        return Cell(otherwise)
    return Cell(book.names[ref], reverse("estate:item", args=[book.case.key, ref]))


def core_link(book: Book, ref: str, otherwise: str = "none on record") -> Cell:
    """A common core by its name, with the page of where each partner stands with it."""
    return Cell(book.names[ref], url_of(book, "core", ref)) if ref in book.names else Cell(otherwise)


def lock_of(entry: Entry) -> str:
    """The words of the lock of what its keeper alone sees."""
    return f"only {entry.recorder.name} sees this" if entry.row.item.audience == Audience.HOLDERS else ""


def holder(book: Book, key: str, otherwise: str = "not known") -> Cell:
    """An organisation with its colour and pattern."""
    found = book.organisations.get(key)
    return Cell(found.name, holders=(found,)) if found else Cell(otherwise)


def of_body(book: Book, body: Body) -> Cell:
    """Whose body it is: of one council, or a joint one."""
    if body.organisation:
        return holder(book, body.organisation)
    return Cell("joint" if body.partnership else "not known")


def stand_cell(book: Book, entry: Entry) -> Cell:
    """How a resolution stands today."""
    stand = book.standing(entry.record).stand
    return Cell(stand.value, tone=STANDS.get(stand, "plain"))


def kept_cell(book: Book, entry: Entry) -> Cell:
    """How a commitment stands today."""
    keeping = book.kept(entry.record).keeping
    return Cell(keeping.value, tone=KEEPINGS.get(keeping, "plain"))


def resolutions_table(book: Book, entries: Sequence[Entry], empty: str) -> Table:
    """Resolutions with their day, what each is and how it stands."""
    return Table(
        "Resolutions", ("Resolution", "Day", "What it is", "Outcome", "Stands today"),
        tuple(
            (link(book, "resolution", one), words(one.record.decided_on), Cell(one.record.form.value),
             Cell(one.record.outcome.value), stand_cell(book, one))
            for one in entries
        ),
        empty,
    )  # fmt: skip


def commitments_table(book: Book, entries: Sequence[Entry], empty: str) -> Table:
    """Commitments with owner, day and how each stands."""
    return Table(
        "Actions and promises", ("What", "Kind", "Owner", "Due", "Stands today"),
        tuple(
            (link(book, "commitment", one), Cell(one.record.kind.value), words(one.record.owner, "nobody is named"),
             words(one.record.due), kept_cell(book, one))
            for one in entries
        ),
        empty,
    )  # fmt: skip


def consultations_table(book: Book, entries: Sequence[Entry], empty: str) -> Table:
    """Consultations with who was asked and how many answered."""
    return Table(
        "Consultations", ("Consultation", "Who was asked", "From", "Answered"),
        tuple(
            (link(book, "consultation", one), words(one.record.consulted), words(one.record.starts),
             Cell(share_words(one.record.answered, one.record.asked)))
            for one in entries
        ),
        empty,
    )  # fmt: skip


def share_words(answered: int | None, asked: int | None) -> str:
    """`61 of 80 (76.3%)`; what nobody wrote down is said."""
    if asked is None and answered is None:
        return "not known how many"
    if asked is None or answered is None:
        return (
            f"{answered:,} answered, of how many is not known"
            if asked is None
            else f"of {asked:,}, how many is not known"
        )
    return f"{answered:,} of {asked:,}" + (f" ({100 * answered / asked:.1f}%)" if asked else "")
