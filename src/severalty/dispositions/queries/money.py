"""The money of the programme as far as one viewer may see it, from the charges on record."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from severalty.appraisal.binding import DRAW_DOWNS
from severalty.appraisal.queries.books import Books, books_for
from severalty.engine.appraisal.charges import Charge, DrawDown, Purpose
from severalty.engine.appraisal.contingency import Balance, ContingencyQuestion, balance_of
from severalty.engine.appraisal.programme import Programme, ProgrammeRow, programme_of
from severalty.engine.dates import PartialDate
from severalty.engine.estate.value_evidence import is_said
from severalty.engine.evidence import Evidence, weakest
from severalty.tenancy.access import Viewer
from severalty.tenancy.binding import lookup_for, record_of
from severalty.tenancy.models import Case, Organisation


@dataclass(frozen=True)
class ProgrammeMoney:
    """The programme's money with the names of councils; charges go by the references of their items."""

    programme: Programme
    organisations: Mapping[str, Organisation]
    keys: Mapping[str, str]
    charges: Mapping[str, Charge]
    draw_downs: tuple[DrawDown, ...] = ()

    def name_of(self, council: str) -> str:
        """The council's name, or that several share it."""
        return self.organisations[council].name if council in self.organisations else "Shared by key"

    def balances(self, on: PartialDate | None) -> tuple[Balance, ...]:
        """What is held, drawn and left of each contingency by the end of a day; without one, of all on record."""
        held = [self.charges[one.contingency] for one in self.programme.contingencies]
        return tuple(balance_of(ContingencyQuestion(one, self.drawn_from(one.key), on)) for one in held)

    def drawn_from(self, ref: str) -> tuple[DrawDown, ...]:
        """What was drawn from one contingency."""
        return tuple(one for one in self.draw_downs if one.contingency == ref)

    def evidence_of(self, ref: str) -> Evidence:
        """What the balance of one contingency rests on."""
        return weakest([self.charges[ref].evidence, *(one.evidence for one in self.drawn_from(ref))])

    @property
    def can_draw_from(self) -> tuple[Charge, ...]:
        """The contingencies that the viewer may see."""
        return tuple(one for one in self.charges.values() if one.purpose is Purpose.CONTINGENCY)


def programme_money_for(viewer: Viewer, case: Case) -> ProgrammeMoney:
    """What each council puts into the programme, and what was drawn from contingency.

    Two queries more than the books of a case take, however much there is. Whoever sees a contingency sees all that was
    drawn from it, so that what is left tells of nothing that is hidden.
    """
    books = books_for(viewer, case)
    names = lookup_for(viewer, case, ())
    drawn = tuple(
        replace(record_of(DRAW_DOWNS, row, names), contingency=row.contingency_id)
        for row in DRAW_DOWNS.rows_for(viewer, case).order_by("pk")
    )
    charges = [_dated(books, one) for one in books.costs.charges]
    programme = programme_of(charges, books.partners, drawn)
    rows = tuple(replace(row, source=_source(books, row)) for row in programme.rows)
    keys = {ref: row.item.key for ref, row in books.rows.items()}
    return ProgrammeMoney(
        replace(programme, rows=rows), books.organisations, keys, {one.key: one for one in charges}, drawn
    )


def _dated(books: Books, charge: Charge) -> Charge:
    """The charge with the years of a sum that spans several, which the books of one year leave out."""
    row = books.rows[charge.key]
    spans = row.year_to is not None and is_said(charge, "year")
    return replace(charge, year=row.year) if spans else charge


def _source(books: Books, row: ProgrammeRow) -> str:
    charge = books.charges.get(row.charge)
    return charge.source if charge is not None else "worked out: the whole less its parts"
