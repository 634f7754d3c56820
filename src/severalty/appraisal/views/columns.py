"""The columns, filters and addresses of every table of this stage."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django.db.models import Q
from django.urls import reverse

from severalty.appraisal.queries.books import evidence_in, said_in
from severalty.appraisal.reports.sums import NO_FUNDING, NO_YEAR, YEARLESS, year_code, year_words
from severalty.engine.appraisal.charges import Charge, ChargeState, CostKey, Funding, Recurrence, Unit
from severalty.engine.dates import financial_year_name, read_financial_year
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.web.lists import Column, Filter, Register

EVIDENCE_CHOICES = tuple((one.value, one.label) for one in Evidence)
OWN_SHARE = (("key", "By a key"), ("whole", "Borne by one organisation"), ("none", "Neither"))


def charge_url(case: Any, ref: str) -> str:
    """The page of a charge."""
    return reverse("appraisal:charge", args=[case.key, ref]) if ref else ""


def key_url(case: Any, ref: str | None) -> str:
    """The page of a key."""
    return reverse("appraisal:key", args=[case.key, ref]) if ref else ""


def item_url(case: Any, ref: str | None) -> str:
    """The page of any item in the estate."""
    return reverse("estate:item", args=[case.key, ref]) if ref else ""


def statement_url(case: Any, organisation: Any, year: int | None) -> str:
    """The statement of an organisation for a year; nothing where there is no organisation."""
    key = getattr(organisation, "key", "")
    address = reverse("appraisal:statement", args=[case.key, key]) if key else ""
    return f"{address}?year={year_code(year)}" if address else ""


def lock_words(row: Any) -> str:
    """Who alone sees a row that is kept to its holders."""
    return f"only {row.item.recorded_by.name} sees this" if row.item.audience == Audience.HOLDERS else ""


def charge_register(case: Any, years: Iterable[int], yearless: frozenset[str]) -> Register:
    """The register of charges."""
    named = tuple((financial_year_name(year), financial_year_name(year)) for year in years)
    columns = (
        Column("name", "Charge", "link", "item__name", "item.name", url=lambda row: charge_url(case, row.pk)),
        Column("year", "Year", "text", "year", lambda row: NO_YEAR if row.pk in yearless else year_words(row.year)),
        Column("amount", "Amount", "money", "amount", evidence=_resting("amount")),
        Column("actual", "Actual", "money", "actual", hidden_by_default=True, evidence=_resting("actual")),
        Column("funding", "Funding", "tag", "funding", partial(stated_word, "funding")),
        Column("recurrence", "How often", "text", "recurrence"),
        Column("state", "State", "tag", "state", partial(stated_word, "state")),
        Column("cost_key", "Shared by", "link", "cost_key_name", "cost_key_name",
               url=lambda row: key_url(case, row.cost_key_ref)),
        Column("borne_by", "Borne by", "organisation", "borne_by__name", "borne_by"),
        Column("contract", "Contract", "link", "contract_name", "contract_name", hidden_by_default=True,
               url=lambda row: item_url(case, row.contract_ref)),
        Column("part_of", "Part of", "link", "part_of_name", "part_of_name", hidden_by_default=True,
               url=lambda row: charge_url(case, row.part_of_ref)),
        Column("evidence", "Evidence", "tag", "item__evidence", lambda row: evidence_in(row, Charge, "amount")),
        *_last_columns(),
    )  # fmt: skip
    filters = (
        Filter("q", "Contains", None, _contains),
        Filter("year", "Financial year", (*named, (YEARLESS, NO_YEAR)), partial(_in_year, yearless)),
        Filter("funding", "Funding", _words(Funding), _equals("funding")),
        Filter("recurrence", "How often", _words(Recurrence), _equals("recurrence")),
        Filter("state", "State", _words(ChargeState), _equals("state")),
        Filter("shared", "Shared", OWN_SHARE, _shared),
        Filter("evidence", "Evidence", EVIDENCE_CHOICES, _equals("item__evidence")),
    )
    return Register("charge", "charges", columns, filters, "year", lock_words)


def key_register(case: Any, shares: Mapping[str, str]) -> Register:
    """The register of apportionment keys; `shares` are the counts of each in words, by its reference."""
    columns = (
        Column("name", "Key", "link", "item__name", "item.name", url=lambda row: key_url(case, row.pk)),
        Column("unit", "Unit", "text", "unit"),
        Column("counted_on", "Census date", "date", "counted_on"),
        Column("shares", "Counts and shares", value=lambda row: shares.get(row.pk) or "none yet"),
        Column("counted_in", "Counted in", "text", "counted_in"),
        Column("certified_by", "Certified by", "text", "certified_by", hidden_by_default=True),
        Column("review_on", "Review on", "date", "review_on"),
        Column("evidence", "Evidence", "tag", "item__evidence", lambda row: evidence_in(row, CostKey, "unit")),
        *_last_columns(),
    )
    filters = (
        Filter("q", "Contains", None, _contains),
        Filter("unit", "Unit", _words(Unit), _equals("unit")),
        Filter("evidence", "Evidence", EVIDENCE_CHOICES, _equals("item__evidence")),
    )
    return Register("apportionment key", "apportionment keys", columns, filters, "name", lock_words)


def _last_columns() -> tuple[Column, ...]:
    return (
        Column("source", "Source", "text", "item__source", "item.source", hidden_by_default=True),
        Column("recorded_by", "Recorded by", "organisation", "item__recorded_by__name", "item.recorded_by", True),
    )


def sums_columns(case: Any, *, with_year: bool = False) -> tuple[Column, ...]:
    """The columns of sums by partner, each leading to the statement behind it."""

    def statement(row: Any) -> str:
        return statement_url(case, row.organisation, row.year)

    columns = (
        Column("organisation", "Partner", "organisation", "organisation.name", url=statement),
        Column("revenue", "Revenue", "money", "revenue", evidence=_unless_nought("revenue")),
        Column("capital", "Capital", "money", "capital", evidence=_unless_nought("capital")),
        Column(
            "capital_from_revenue",
            "Capital funded from revenue",
            "money",
            "capital_from_revenue",
            evidence=_unless_nought("capital_from_revenue"),
        ),
        Column("unstated", "Funding not stated", "money", "unstated", evidence=_unless_nought("unstated")),
        Column("total", "Total", "money", "total", url=statement, evidence="evidence"),
        Column("percent", "Part of the whole"),
        Column("evidence", "Evidence", "tag"),
    )
    year = Column("year_name", "Year", "text", "year")
    return (columns[0], year, *columns[1:]) if with_year else columns


def line_columns(books: Any, case: Any) -> tuple[Column, ...]:
    """The columns of the charges of a year, as lines that can be shared."""
    guessed = Column(
        "year_note", "Year", value=lambda line: "an estimate" if line.charge in books.guessed else "stated"
    )
    return (
        Column("name", "Charge", "link", url=lambda line: charge_url(case, line.charge)),
        Column(
            "shared_by",
            "Shared by",
            "link",
            value=lambda line: bearer_words(books, line),
            url=lambda line: key_url(case, line.key),
        ),
        Column("funding", "Funding", value=lambda line: NO_FUNDING if line.charge in books.unstated else line.funding),
        *((guessed,) if books.guessed else ()),
        Column("amount", "Amount", "money", value="amount_pence", evidence="evidence"),
        Column("evidence", "Evidence", "tag"),
    )


def bearer_words(books: Any, line: Any) -> str:
    """The key of a line, or the organisation that bears it whole."""
    if line.key:
        return str(books.keys[line.key].name)
    return " and ".join(books.organisations[one.key].name for one in line.counts if one.key in books.organisations)


def entry_columns(case: Any) -> tuple[Column, ...]:
    """The columns of a statement."""
    return (
        Column("charge", "Charge", "link", value="line.name", url=lambda entry: charge_url(case, entry.line.charge)),
        Column("funding", "Funding"),
        Column("shared_by", "Shared by", "link", url=lambda entry: key_url(case, entry.line.key)),
        Column("counted", "Count of the total"),
        Column("amount", "Amount", "money", value="line.amount_pence", evidence="evidence"),
        Column("share", "Share", "money", value="line.share_pence", evidence="evidence"),
        Column("evidence", "Evidence", "tag"),
    )


def settlement_columns(case: Any, *, with_partner: bool = False) -> tuple[Column, ...]:
    """The columns of a true-up."""
    partner = (
        Column("year_name", "Year", "text", "year"),
        Column(
            "organisation", "Partner", "organisation", url=lambda row: statement_url(case, row.organisation, row.year)
        ),
    )
    return (
        Column("name", "Charge", "link", url=lambda row: charge_url(case, row.charge)),
        *(partner if with_partner else ()),
        Column("billed", "Billed", "money", evidence="evidence"),
        Column("actual", "Share of the actual", "money", evidence="evidence"),
        Column("difference", "Owed, or owed back if less than nought", "money", evidence="evidence"),
        Column("evidence", "Evidence", "tag"),
    )


def count_columns(unit: str, *, with_share: bool) -> tuple[Column, ...]:
    """The columns of counts, with the share of an amount if there is one."""
    share = (Column("pence", "Share", "money", evidence="evidence"),) if with_share else ()
    return (
        Column("organisation", "Partner", "organisation"),
        Column("count", f"Count ({unit})" if unit else "Count", "count"),
        Column("percent", "Per cent, for reading only"),
        *share,
    )


def _resting(name: str) -> Callable[[Any], Evidence]:
    def resting(row: Any) -> Evidence:
        return Evidence.UNKNOWN if getattr(row, name) is None else evidence_in(row, Charge, name)

    return resting


def _unless_nought(name: str) -> Callable[[Any], Evidence]:
    """The class behind one amount of a row; nothing rests on an estimate where nothing is charged."""
    return lambda row: row.evidence if getattr(row, name) else Evidence.REPORTED


def stated_word(name: str, row: Any) -> str:
    """The word of a choice on a charge, unless it rests on nothing."""
    return getattr(row, name) if said_in(row, name) else "not stated"


def _words(choices: Any) -> tuple[tuple[str, str], ...]:
    return tuple((one.value, one.value) for one in choices)


def _contains(rows: Any, text: str) -> Any:
    named = Q(item__name__icontains=text) | Q(item__key__icontains=text) | Q(item__description__icontains=text)
    return rows.filter(named)


def _in_year(yearless: frozenset[str], rows: Any, value: str) -> Any:
    if value == YEARLESS:
        return rows.filter(pk__in=yearless)
    return rows.filter(year=read_financial_year(value)).exclude(pk__in=yearless)


def _shared(rows: Any, how: str) -> Any:
    if how == "whole":
        return rows.filter(borne_by__isnull=False)
    # A hidden key must not be told of: the annotation is empty where the viewer may not see it.
    return rows.filter(borne_by__isnull=True, cost_key_ref__isnull=how == "none")


def _equals(path: str) -> Callable[[Any, str], Any]:
    return lambda rows, value: rows.filter(**{path: value})
