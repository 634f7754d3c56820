"""The registers of charges and keys, and the page of each of them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from severalty.appraisal.binding import CHARGES, COST_KEYS
from severalty.appraisal.queries.books import (
    Books,
    books_for,
    charges_for,
    evidence_in,
    is_own,
    keys_for,
    row_of,
    yearless_for,
)
from severalty.appraisal.reports.sums import YEARLESS, counts_under, in_words, shares_under, year_inside, year_words
from severalty.appraisal.views.columns import (
    bearer_words,
    charge_register,
    charge_url,
    count_columns,
    item_url,
    key_register,
    key_url,
    line_columns,
    stated_word,
)  # fmt: skip
from severalty.appraisal.views.sheets import Sheet
from severalty.appraisal.views.who_pays import empty_of, what_if_of
from severalty.engine.appraisal.charges import Charge
from severalty.engine.appraisal.recharges import Line
from severalty.engine.evidence import weakest
from severalty.tenancy.access import requires
from severalty.tenancy.permissions import Permission
from severalty.web.lists import Column, render_list
from severalty.web.pictures import SharePart, share_bar


@requires(Permission.MONEY_VIEW)
def charges(request: HttpRequest, case: Any) -> Any:
    viewer = request.viewer  # type: ignore[attr-defined]
    rows = charges_for(viewer, case)
    years = sorted(set(rows.order_by().values_list("year", flat=True)))
    register = charge_register(case, years, yearless_for(viewer, case))
    context = {
        "case": case,
        "heading": "Charges",
        "trail": _trail(case),
        "empty": empty_of(request, case),
        "new_url": reverse("appraisal:charge-new", args=[case.key]) if _may_edit(request, case) else "",
        "new_words": "Add a charge",
    }
    return render_list(request, register, rows, context, "appraisal/register.html")


@requires(Permission.MONEY_VIEW)
def keys(request: HttpRequest, case: Any) -> Any:
    viewer = request.viewer  # type: ignore[attr-defined]
    register = key_register(case, _counts_in_words(books_for(viewer, case)))
    context = {
        "case": case,
        "heading": "Apportionment keys",
        "trail": _trail(case),
        "empty": empty_of(request, case),
        "new_url": reverse("appraisal:key-new", args=[case.key]) if _may_edit(request, case) else "",
        "new_words": "Add a key",
    }
    return render_list(request, register, keys_for(viewer, case), context, "appraisal/register.html")


@requires(Permission.MONEY_VIEW)
def charge(request: HttpRequest, case: Any, ref: str) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    row = row_of(viewer, case, CHARGES, ref)
    books = books_for(viewer, case)
    line = next((one for one in books.lines.lines if one.charge == ref), None)
    used = line.key if line else row.cost_key_ref or ""
    rows = _count_rows(books, ref, line)
    context = {
        "case": case,
        "heading": row.item.name,
        "trail": [*_trail(case), ("Charges", reverse("appraisal:charges", args=[case.key]))],
        "row": row,
        "lead": _charge_lead(books, ref, line),
        "facts": _facts(books, case, row),
        "shares": _shares(books, rows, line, books.keys[used].unit.value if rows else ""),
        "picture": _bar(rows, "Shares by count"),
        "key": books.rows.get(used),
        "key_url": key_url(case, used),
        **_parts_of(books, case, ref),
        "what_if": what_if_of(request, books, case, used),
        "edit_url": _edit_url(request, case, "appraisal:charge-change", row),
        "item_url": item_url(case, ref),
    }
    return render(request, "appraisal/charge.html", context)


@requires(Permission.MONEY_VIEW)
def key(request: HttpRequest, case: Any, ref: str) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    row = row_of(viewer, case, COST_KEYS, ref)
    books = books_for(viewer, case)
    counts = counts_under(books, ref)
    used = tuple(line for line in books.lines.lines if line.key == ref)
    context = {
        "case": case,
        "heading": row.item.name,
        "trail": [*_trail(case), ("Keys", reverse("appraisal:keys", args=[case.key]))],
        "row": row,
        "lead": _key_lead(row, counts),
        "counts": Sheet("Counts", count_columns(row.unit, with_share=False), counts, ident="counts"),
        "picture": _bar(counts, f"Counts of {row.unit}"),
        "used": Sheet("Charges shared by this key", _with_year(line_columns(books, case)), used, ident="used"),
        "waiting": [
            {"name": books.charges[one.charge].name, "url": charge_url(case, one.charge), "reason": one.reason}
            for one in books.lines.left_out
            if books.charges[one.charge].cost_key == ref
        ],
        "what_if": what_if_of(request, books, case, ref),
        "edit_url": _edit_url(request, case, "appraisal:key-change", row),
        "item_url": item_url(case, ref),
    }
    return render(request, "appraisal/key.html", context)


def _trail(case: Any) -> list[tuple[str, str]]:
    return [("Who pays", reverse("appraisal:who-pays", args=[case.key]))]


def _may_edit(request: HttpRequest, case: Any) -> bool:
    viewer = request.viewer  # type: ignore[attr-defined]
    return not viewer.is_anonymous and viewer.may(Permission.MONEY_EDIT, case)


def _edit_url(request: HttpRequest, case: Any, name: str, row: Any) -> str:
    viewer = request.viewer  # type: ignore[attr-defined]
    may = _may_edit(request, case) and is_own(viewer, row)
    return reverse(name, args=[case.key, row.pk]) if may else ""


def _counts_in_words(books: Books) -> dict[str, str]:
    """The counts and percentages of every key, by its reference."""
    return {
        ref: "; ".join(f"{one.organisation.name} {one.count:,} ({one.percent})" for one in counts_under(books, ref))
        for ref in books.keys
    }


def _with_year(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    year = Column("year", "Year", value=lambda line: year_words(line.year))
    return (columns[0], year, *(one for one in columns[1:] if one.key not in ("year_note", "shared_by")))


def _key_lead(row: Any, counts: Any) -> str:
    if not counts:
        return "No counts are on record, so nothing can be shared by this key yet."
    total = sum(one.count for one in counts)
    when = f" on {row.counted_on}" if row.counted_on else ""
    parts = ", ".join(f"{one.organisation.name} {one.count:,} ({one.percent})" for one in counts)
    unit = "" if row.unit == "equal parts" else f" {row.unit}"
    return f"{total:,}{unit}{when}: {parts}."


def _charge_lead(books: Books, ref: str, line: Line | None) -> str:
    charge = books.charges[ref]
    year = year_inside(charge.year)
    if ref in books.agreements:
        stated = in_words(charge.amount, weakest([books.agreements[ref].evidence])) if charge.amount is not None else ""
        return f"{stated or 'An amount that is not known'}, {year}; its parts are shared in its place."
    if line is None:
        reason = next((one.reason for one in books.lines.left_out if one.charge == ref), "")
        return f"This charge is in no sum: {reason}."
    amount = in_words(line.amount_pence, line.evidence)
    who = f"shared by {bearer_words(books, line)}" if line.key else f"borne by {bearer_words(books, line)}"
    return f"{amount}, {year}, {who}."


def _count_rows(books: Books, ref: str, line: Line | None) -> Any:
    """The counts behind a charge with its shares, or without them where it cannot be shared yet."""
    if line is None:
        key = books.charges[ref].cost_key
        return counts_under(books, key) if key in books.keys and ref not in books.agreements else ()
    return shares_under(books, line.counts, line.amount_pence, line.evidence) if line.key else ()


def _shares(books: Books, rows: Any, line: Line | None, unit: str) -> Sheet | None:
    if not rows:
        return None
    if line is None:
        return Sheet("The counts it is to be shared by", count_columns(unit, with_share=False), rows, ident="shares")
    total = type(rows[0])("", line.total_count, "100.0%", line.amount_pence, line.evidence)
    return Sheet("Who pays what of it", count_columns(unit, with_share=True), rows, total, "Together", "shares")


def _bar(rows: Any, title: str) -> Any:
    parts = [SharePart(one.organisation.name, one.count, (one.organisation.swatch,)) for one in rows]
    return share_bar(parts, title=title) if parts else ""


def _facts(books: Books, case: Any, row: Any) -> list[tuple[str, Any, str]]:
    """What is on record: words, value, and where it leads."""
    charge = books.charges[row.pk]
    resting = evidence_in(row, Charge, "amount")
    year_note = " (an estimate)" if row.pk in books.guessed else ""
    facts = [
        ("Financial year", f"{year_words(charge.year)}{year_note}", _year_url(case, charge.year)),
        ("Amount", in_words(charge.amount, resting) if charge.amount is not None else "not known", ""),
        (
            "Actual",
            in_words(charge.actual, evidence_in(row, Charge, "actual")) if charge.actual is not None else "",
            "",
        ),
        ("Funding", stated_word("funding", row), ""),
        ("How often", row.recurrence, ""),
        ("State", stated_word("state", row), ""),
        ("Shared by key", row.cost_key_name, key_url(case, row.cost_key_ref)),
        ("Key at the year's end", row.true_up_key_name, key_url(case, row.true_up_key_ref)),
        ("Borne by", row.borne_by.name if row.borne_by else "", ""),
        ("Contract", row.contract_name, item_url(case, row.contract_ref)),
        ("Part of", row.part_of_name, charge_url(case, row.part_of_ref) if row.part_of_ref else ""),
        ("In the headline figure", {"unknown": ""}.get(row.in_headline, row.in_headline), ""),
        ("Evidence", resting.label, ""),
        ("Source", row.item.source, ""),
        ("Evidence by value", row.item.value_evidence, ""),
        ("Description", row.item.description, ""),
        ("Recorded by", row.item.recorded_by.name, ""),
    ]
    return [fact for fact in facts if fact[1]]


def _year_url(case: Any, year: int | None) -> str:
    code = YEARLESS if year is None else year_words(year)
    return f"{reverse('appraisal:who-pays', args=[case.key])}?year={code}"


def _parts_of(books: Books, case: Any, ref: str) -> dict[str, Any]:
    """The parts of a whole with what the totals come to; empty for a charge without parts."""
    agreement = books.agreements.get(ref)
    if agreement is None:
        return {"agreement": None}
    parts = tuple(one for one in books.costs.charges if one.part_of == ref)
    columns = (
        Column("name", "Part", "link", url=lambda one: charge_url(case, one.key)),
        Column("year", "Year", value=lambda one: year_words(one.year)),
        Column(
            "funding", "Funding", value=lambda one: "not stated" if one.key in books.unstated else one.funding.value
        ),
        Column("in_headline", "In the headline figure", value=lambda one: one.in_headline.value),
        Column("amount", "Amount", "money", evidence=lambda one: _resting(books, one)),
        Column("evidence", "Evidence", "tag", value=lambda one: _resting(books, one)),
    )
    return {"agreement": agreement, "parts": Sheet("Parts", columns, parts, ident="parts")}


def _resting(books: Books, charge: Charge) -> Any:
    return evidence_in(books.rows[charge.key], Charge, "amount")
