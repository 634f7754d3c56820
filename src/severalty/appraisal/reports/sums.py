"""Who pays what: sums by year and partner, year-end settlements and shares by a key."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from severalty.appraisal.queries.books import Books
from severalty.engine.appraisal.apportionment import Apportionment, Count, apportion, percent
from severalty.engine.appraisal.charges import Funding
from severalty.engine.appraisal.recharges import Line, true_up
from severalty.engine.dates import financial_year_name, financial_year_of
from severalty.engine.evidence import Evidence, show_money, weakest

NO_YEAR = "Year not stated"
YEARLESS = "not-stated"
NO_FUNDING = "not stated"


@dataclass(frozen=True)
class Sums:
    """What one organisation pays in one year, in pence, by the budget it is met from, and all partners' sum."""

    year: int | None
    organisation: Any
    revenue: int
    capital: int
    capital_from_revenue: int
    unstated: int
    whole: int
    evidence: Evidence

    @property
    def total(self) -> int:
        """All budgets together."""
        return self.revenue + self.capital + self.capital_from_revenue + self.unstated

    @property
    def percent(self) -> str:
        """The part of the year's sum in per cent, for display only."""
        return f"{percent(self.total, self.whole)}%" if self.total >= 0 and self.whole > 0 else ""

    @property
    def year_name(self) -> str:
        """The year in words."""
        return year_words(self.year)


@dataclass(frozen=True)
class Settlement:
    """One charge of the year before: what a partner was billed, its share of what it came to, and the difference."""

    year: int | None
    charge: str
    name: str
    organisation: Any
    billed: int
    actual: int
    difference: int
    evidence: Evidence

    @property
    def year_name(self) -> str:
        """The year in words."""
        return year_words(self.year)


@dataclass(frozen=True)
class CountRow:
    """One organisation's count under a key, its part in per cent for display, and its share of an amount if any."""

    organisation: Any
    count: int
    percent: str
    pence: int | None = None
    evidence: Evidence = Evidence.REPORTED
    source: str = ""


def year_words(year: int | None) -> str:
    """`2026/27`, or the words for a year that nobody has said."""
    return NO_YEAR if year is None else financial_year_name(year)


def year_inside(year: int | None) -> str:
    """The year as it reads in the middle of a sentence."""
    return NO_YEAR.lower() if year is None else financial_year_name(year)


def year_code(year: int | None) -> str:
    """The year as addresses carry it."""
    return YEARLESS if year is None else financial_year_name(year)


def default_year(books: Books, on: date) -> int | None:
    """The financial year of a day if it has charges; else the last that has; else none."""
    current = financial_year_of(on)
    return current if current in books.years else max(books.years, default=None)


def sums_of(books: Books, lines: Sequence[Line], year: int | None) -> tuple[Sums, ...]:
    """What each organisation pays of some lines, in the order of the record. The rows add up to the lines."""
    pots: dict[str, Counter[str]] = {}
    classes: dict[str, list[Evidence]] = {}
    for line in lines:
        pot = "unstated" if line.charge in books.unstated else _POTS[line.funding]
        for partner, pence in line.shares().items():
            pots.setdefault(partner, Counter())[pot] += pence
            classes.setdefault(partner, []).append(line.evidence)
    whole = sum(line.amount_pence for line in lines)
    return tuple(
        _sums(year, books.organisations[key], pots[key], whole, weakest(classes[key]))
        for key in books.organisations
        if key in pots
    )


_POTS = {
    Funding.REVENUE: "revenue",
    Funding.CAPITAL: "capital",
    Funding.CAPITAL_FROM_REVENUE: "capital_from_revenue",
}


def _sums(year: int | None, organisation: Any, pot: Counter[str], whole: int, evidence: Evidence) -> Sums:
    return Sums(
        year, organisation, pot["revenue"], pot["capital"], pot["capital_from_revenue"], pot["unstated"], whole,
        evidence,
    )  # fmt: skip


def no_sums(organisation: Any, year: int | None) -> Sums:
    """The sums of an organisation that nothing is charged to."""
    return _sums(year, organisation, Counter(), 0, Evidence.UNKNOWN)


def total_of(rows: Sequence[Sums], words: str) -> Sums:
    """The foot of a table of sums."""
    pot = Counter[str]()
    for row in rows:
        pot.update(
            {
                "revenue": row.revenue,
                "capital": row.capital,
                "capital_from_revenue": row.capital_from_revenue,
                "unstated": row.unstated,
            }
        )
    return _sums(None, words, pot, sum(row.total for row in rows), weakest(row.evidence for row in rows))


def schedule_of(books: Books) -> tuple[Sums, ...]:
    """Every year and partner, earliest year first; what names no year stands last and is added to none."""
    years: list[int | None] = [*books.years]
    if books.has_yearless:
        years.append(None)
    return tuple(row for year in years for row in sums_of(books, books.lines_in(year), year))


def settlements_of(books: Books) -> tuple[Settlement, ...]:
    """The year-end true-up of every charge whose actual is known, by partner, plus meaning that it owes."""
    evidence = {line.charge: line.evidence for line in books.lines.lines}
    return tuple(
        Settlement(
            row.year, row.charge, books.charges[row.charge].name, books.organisations[row.partner],
            row.billed_pence, row.actual_pence, row.difference_pence, evidence[row.charge],
        )
        for row in true_up(books.costs).rows
        if row.partner in books.organisations
    )  # fmt: skip


def shares_under(books: Books, counts: Sequence[Count], pence: int | None, evidence: Evidence) -> tuple[CountRow, ...]:
    """Counts as rows with their per cent, and the exact shares of an amount to the penny. Raises MoneyError."""
    total = sum(count.count for count in counts)
    if not total:
        return ()
    parts = (
        {} if pence is None else {one.key: one.pence for one in apportion(Apportionment(pence, tuple(counts))).shares}
    )
    return tuple(
        CountRow(books.organisations[one.key], one.count, f"{percent(one.count, total)}%", parts.get(one.key), evidence)
        for one in counts
        if one.key in books.organisations
    )


def counts_under(books: Books, key: str, pence: int | None = None) -> tuple[CountRow, ...]:
    """A key's counts as rows; with an amount, who would pay what of it. Raises MoneyError."""
    counts = [Count(one.organisation, one.count) for one in books.counts_of(key) if one.count is not None]
    return shares_under(books, counts, pence, books.keys[key].evidence)


def in_words(pence: int, evidence: Evidence) -> str:
    """An amount for a sentence; an invented one says so."""
    note = " (illustrative)" if evidence is Evidence.ILLUSTRATIVE else ""
    return f"{show_money(pence, evidence)}{note}"
