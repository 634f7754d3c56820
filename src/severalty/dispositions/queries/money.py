"""The money of the programme as far as one viewer may see it, from the charges on record."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from severalty.appraisal.queries.books import Books, books_for
from severalty.engine.appraisal.charges import Charge
from severalty.engine.appraisal.programme import Programme, ProgrammeRow, programme_of
from severalty.engine.estate.value_evidence import is_said
from severalty.tenancy.access import Viewer
from severalty.tenancy.models import Case, Organisation


@dataclass(frozen=True)
class ProgrammeMoney:
    """The programme's money with the names of councils; charges go by the references of their items."""

    programme: Programme
    organisations: Mapping[str, Organisation]
    keys: Mapping[str, str]

    def name_of(self, council: str) -> str:
        """The council's name, or that several share it."""
        return self.organisations[council].name if council in self.organisations else "Shared by key"


def programme_money_for(viewer: Viewer, case: Case) -> ProgrammeMoney:
    """What each council puts into the programme. As many queries as the books of a case take."""
    books = books_for(viewer, case)
    programme = programme_of([_dated(books, one) for one in books.costs.charges], books.partners)
    rows = tuple(replace(row, source=_source(books, row)) for row in programme.rows)
    keys = {ref: row.item.key for ref, row in books.rows.items()}
    return ProgrammeMoney(replace(programme, rows=rows), books.organisations, keys)


def _dated(books: Books, charge: Charge) -> Charge:
    """The charge with the years of a sum that spans several, which the books of one year leave out."""
    row = books.rows[charge.key]
    spans = row.year_to is not None and is_said(charge, "year")
    return replace(charge, year=row.year) if spans else charge


def _source(books: Books, row: ProgrammeRow) -> str:
    charge = books.charges.get(row.charge)
    return charge.source if charge is not None else "worked out: the whole less its parts"
