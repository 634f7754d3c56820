"""The pages that answer who pays: one year, every year, and what changed between two."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from severalty.appraisal.forms.what_if import WhatIfForm
from severalty.appraisal.queries.books import Books, books_for
from severalty.appraisal.reports.comparing import Comparison, comparable_years, compare
from severalty.appraisal.reports.sums import (
    NO_YEAR,
    YEARLESS,
    CountRow,
    Sums,
    counts_under,
    default_year,
    in_words,
    schedule_of,
    settlements_of,
    sums_of,
    total_of,
    year_code,
    year_words,
)  # fmt: skip
from severalty.appraisal.views.columns import (
    charge_url,
    count_columns,
    key_url,
    line_columns,
    settlement_columns,
    statement_url,
    sums_columns,
)  # fmt: skip
from severalty.appraisal.views.sheets import Sheet, csv_file, with_amounts
from severalty.engine.dates import DateError, read_financial_year
from severalty.engine.evidence import Evidence, show_money, weakest
from severalty.engine.money import MoneyError, split
from severalty.tenancy.access import requires
from severalty.tenancy.permissions import Permission
from severalty.web.lists import Register, render_list
from severalty.web.pictures import SharePart, share_bar

RECURRING, EVERYTHING = "recurring", "all"


@requires(Permission.MONEY_VIEW)
def who_pays(request: HttpRequest, case: Any) -> HttpResponse:
    books = books_for(request.viewer, case)  # type: ignore[attr-defined]
    year, notice = year_asked(request, books, case)
    rows = sums_of(books, books.lines_in(year), year)
    undated = sums_of(books, books.lines_in(None), None) if year is not None else ()
    context = {
        **frame_of(request, case, books, year),
        "trail": [],
        "heading": f"Who pays in {year_words(year)}" if year is not None else "Who pays what, year not stated",
        "empty": empty_of(request, case) if not books.costs.charges else None,
        "lead": lead_of(books, rows, year),
        "notice": notice,
        "picture": picture_of(rows, f"Shares of the costs of {year_words(year)}"),
        "sums_sheet": sums_sheet(case, rows, f"Who pays what, {year_words(year)}"),
        "lines_sheet": Sheet(
            "Charges that are shared", line_columns(books, case), books.lines_in(year), ident="charges"
        ),
        "undated_sheet": Sheet(NO_YEAR, line_columns(books, case), books.lines_in(None), ident="undated"),
        "undated": undated,
        "left_out": left_out_of(books, case, year),
        "wholes": wholes_of(books, case, year),
        "what_if": what_if_of(request, books, case),
    }
    return render(request, "appraisal/who_pays.html", context)


def frame_of(request: HttpRequest, case: Any, books: Books, year: int | None) -> dict[str, Any]:
    """What every page about a year needs: the trail, the years to choose from, the partners' statements."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return {
        "case": case,
        "trail": [("Who pays", reverse("appraisal:who-pays", args=[case.key]))],
        "years": [(year_code(one), year_words(one), one == year) for one in choices_of(books)],
        "year_code": year_code(year),
        "year_words": year_words(year),
        "statements": [
            (one, statement_url(case, one, year)) for one in map(books.organisations.__getitem__, books.partners)
        ],
        "may_edit": viewer.may(Permission.MONEY_EDIT, case) and not viewer.is_anonymous,
        "seen_by": viewer.organisation.name if viewer.organisation and viewer.belongs_to(case) else "the public",
    }


def choices_of(books: Books) -> tuple[int | None, ...]:
    """The years to choose from, the one that nobody has stated last."""
    return (*books.years, None) if books.has_yearless else books.years


def year_asked(request: HttpRequest, books: Books, case: Any) -> tuple[int | None, str]:
    """The year of the address, or the usual one with a sentence about what could not be read."""
    usual = default_year(books, case.as_of or timezone.localdate())
    text = request.GET.get("year", "").strip()[:20]
    if text == YEARLESS and books.has_yearless:
        return None, ""
    try:
        year = read_financial_year(text) if text else usual
    except DateError as error:
        return usual, str(error)
    if year in books.years or not text:
        return year, ""
    return usual, f"There are no charges for {year_words(year)}; {year_words(usual)} is shown."


def lead_of(books: Books, rows: tuple[Sums, ...], year: int | None) -> str:
    """The figures of a year as sentences."""
    lines, whole = books.lines_in(year), total_of(rows, "")
    if not rows:
        return "No charge can be shared." if books.costs.charges else ""
    what = f"The costs of {year_words(year)}" if year is not None else "The costs whose year is not stated"
    pots = (
        ("revenue", whole.revenue),
        ("capital", whole.capital),
        ("capital funded from revenue", whole.capital_from_revenue),
        ("from a budget that is not stated", whole.unstated),
    )
    parts = [f"{show_money(pence, whole.evidence)} {words}" for words, pence in pots if pence]
    many = "1 charge" if len(lines) == 1 else f"{len(lines):,} charges"
    named = [words for words, pence in pots if pence]
    split_up = f", all {named[0]}" if len(named) == 1 else f": {', '.join(parts) or 'nothing'}"
    doubt = _doubt(sum(1 for line in lines if line.charge in books.guessed), len(lines))
    return f"{what} come to {in_words(whole.total, whole.evidence)} in {many}{split_up}.{doubt}"


def _doubt(guessed: int, many: int) -> str:
    """How many of the years are estimates, as a sentence."""
    if not guessed:
        return ""
    if many == 1:
        return " Its year is an estimate."
    if guessed == 1:
        return " The year of 1 of them is an estimate."
    return f" The years of {guessed:,} of them are estimates."


def picture_of(rows: tuple[Sums, ...], title: str) -> Any:
    """The share bar of a year; what is owed back cannot be drawn and stands in the table alone."""
    paying = [row for row in rows if row.total > 0]
    whole = sum(row.total for row in paying)
    pounds = split((whole + 50) // 100, [row.total for row in paying]) if paying else ()
    parts = [
        SharePart(row.organisation.name, weight, (row.organisation.swatch,))
        for row, weight in zip(paying, pounds, strict=True)
    ]
    words = "; ".join(f"{row.organisation.name}: {in_words(row.total, row.evidence)} ({row.percent})" for row in rows)
    return share_bar(parts, title=title, description=words) if parts else ""


def sums_sheet(case: Any, rows: tuple[Sums, ...], caption: str) -> Sheet:
    """The table under the picture."""
    columns = with_amounts(sums_columns(case), rows)
    return Sheet(caption, columns, rows, total_of(rows, "All partners") if rows else None, "All partners", "sums")


def left_out_of(books: Books, case: Any, year: int | None) -> list[dict[str, str]]:
    """The charges that could not be shared, those without a year with them."""
    wanted = {year, None}
    return [
        {"name": books.charges[one.charge].name, "url": charge_url(case, one.charge), "reason": one.reason,
         "year": year_words(one.year)}
        for when in sorted(wanted, key=lambda one: one is None)
        for one in books.left_out_in(when)
    ]  # fmt: skip


def wholes_of(books: Books, case: Any, year: int | None) -> list[dict[str, Any]]:
    """The wholes whose parts are shared in their place, and whether the parts add up."""
    return [
        {"name": books.charges[ref].name, "url": charge_url(case, ref), "agreement": agreement}
        for ref, agreement in books.agreements.items()
        if books.charges[ref].year in (year, None)
    ]


def what_if_of(request: HttpRequest, books: Books, case: Any, chosen: str = "") -> dict[str, Any]:
    """The calculator: any amount by a key, to the penny; it writes nothing."""
    keys = [(ref, key.name) for ref, key in books.keys.items() if books.counts_of(ref)]
    asked = "what-if-amount" in request.GET
    form = WhatIfForm(request.GET if asked else None, keys=keys, initial={"by": chosen})
    if not asked or not form.is_valid():
        return {"form": form, "offered": bool(keys)}
    ref, pence = form.cleaned_data["by"], form.cleaned_data["amount"]
    try:
        rows = counts_under(books, ref, pence)
    except MoneyError as error:
        form.add_error(None, str(error))
        rows = ()
    unit = books.keys[ref].unit.value
    caption = f"{in_words(pence, Evidence.REPORTED)} shared by {books.keys[ref].name}"
    sheet = Sheet(caption, count_columns(unit, with_share=True), rows, _foot(rows), "Together", "what-if-table")
    return {"form": form, "offered": True, "sheet": sheet if rows else None, "key_url": key_url(case, ref)}


def _foot(rows: tuple[CountRow, ...]) -> CountRow:
    evidence = rows[0].evidence if rows else Evidence.UNKNOWN
    return CountRow("", sum(row.count for row in rows), "100.0%", sum(row.pence or 0 for row in rows), evidence)


def empty_of(request: HttpRequest, case: Any) -> dict[str, Any]:
    """What an empty place teaches."""
    may = request.viewer.may(Permission.MONEY_EDIT, case)  # type: ignore[attr-defined]
    ways = [
        (
            "Add a key",
            reverse("appraisal:key-new", args=[case.key]),
            "What is counted, on which day, for each partner.",
        ),
        (
            "Add a charge",
            reverse("appraisal:charge-new", args=[case.key]),
            "A cost of one year and the key it is shared by.",
        ),
    ]
    return {
        "title": "No costs are on record that you may see",
        "text": "A charge is a cost of one financial year; a key says by which counts partners share it.",
        "example": [
            ("Charge", "Service desk, 2026/27"),
            ("Amount", "£1,420,000"),
            ("Shared by", "Active users: 4,120 and 2,980"),
        ],
        "ways": ways if may else [],
    }


@requires(Permission.MONEY_VIEW)
def schedule(request: HttpRequest, case: Any) -> Any:
    books = books_for(request.viewer, case)  # type: ignore[attr-defined]
    rows, settled = schedule_of(books), settlements_of(books)
    columns = with_amounts(sums_columns(case, with_year=True), rows)
    true_up = Sheet("Year-end true-up", settlement_columns(case, with_partner=True), settled, ident="true-up")
    if request.GET.get("export") == "true-up":
        return csv_file(true_up, "true-up")
    owed = in_words(sum(one.difference for one in settled), weakest(one.evidence for one in settled))
    context = {
        **frame_of(request, case, books, None),
        "heading": "Recharges by year and partner",
        "lead": _schedule_lead(rows),
        "empty": empty_of(request, case),
        "true_up": true_up,
        "owed": owed,
        "left_out": [one for when in choices_of(books) for one in books.left_out_in(when)],
    }
    register = Register("row", "recharges", columns)
    return render_list(request, register, rows, context, "appraisal/schedule.html")


def _schedule_lead(rows: tuple[Sums, ...]) -> str:
    dated = [row for row in rows if row.year is not None]
    if not dated:
        return ""
    years = sorted({row.year for row in dated if row.year is not None})
    whole = in_words(sum(row.total for row in dated), weakest(row.evidence for row in dated))
    partners = len({row.organisation.key for row in dated})
    span = year_words(years[0]) if len(years) == 1 else f"{year_words(years[0])} to {year_words(years[-1])}"
    return f"{whole} for {span}, paid by {partners} organisation{'s' if partners > 1 else ''}."


@requires(Permission.MONEY_VIEW)
def changed(request: HttpRequest, case: Any) -> HttpResponse:
    books = books_for(request.viewer, case)  # type: ignore[attr-defined]
    asked = _asked(request, books, case)
    context = {
        **frame_of(request, case, books, None),
        "heading": "What changed between two years",
        "lead": "",
        "partners": [(key, books.organisations[key].name, key == asked["partner"]) for key in books.partners],
        "firsts": [(year_code(one), year_words(one), one == asked["first"]) for one in books.years],
        "seconds": [(year_code(one), year_words(one), one == asked["second"]) for one in books.years],
        "recurring": asked["recurring"],
        "empty": empty_of(request, case) if not books.years else None,
    }
    if asked["partner"] and asked["first"] is not None:
        context |= _comparison(books, case, asked)
    return render(request, "appraisal/changed.html", context)


def _asked(request: HttpRequest, books: Books, case: Any) -> dict[str, Any]:
    """The partner and the two years of the address; usually the viewer's own, and the year that has one before it."""
    own = request.viewer.organisation  # type: ignore[attr-defined]
    usual = own.key if own and own.key in books.partners else next(iter(books.partners), "")
    paying = next(iter(row.organisation.key for row in schedule_of(books)), usual)
    partner = request.GET.get("partner", "")
    recurring = request.GET.get("costs", RECURRING) != EVERYTHING
    years = comparable_years(books, recurring=recurring) or books.years
    current = default_year(books, case.as_of or timezone.localdate())
    last = max(1, years.index(current)) if current in years else len(years) - 1
    pair: list[int | None] = [years[max(0, last - 1)], years[min(last, len(years) - 1)]] if years else [None, None]
    for place, name in enumerate(("from", "to")):
        named = next((one for one in books.years if year_code(one) == request.GET.get(name)), None)
        pair[place] = pair[place] if named is None else named
    known = partner if partner in books.partners else ""
    return {
        "partner": known or (usual if own and own.key == usual else paying),
        "first": pair[0], "second": pair[1], "recurring": request.GET.get("costs", RECURRING) != EVERYTHING,
    }  # fmt: skip


def _comparison(books: Books, case: Any, asked: dict[str, Any]) -> dict[str, Any]:
    years = (asked["first"], asked["second"])
    found = compare(books, asked["partner"], years, recurring=asked["recurring"])
    bridge, organisation = found.bridge, books.organisations[asked["partner"]]
    steps = (
        ("Membership: who takes part", bridge.membership_pence),
        ("Counts: those present, counted anew", bridge.counts_pence),
        ("Amounts: the same costs at other amounts", bridge.amounts_pence),
        ("Scope: costs that came or went", bridge.scope_pence),
    )
    first, second = (year_words(year) for year in years)
    kind = "yearly charge" if asked["recurring"] else "charge"
    return {
        "organisation": organisation,
        "lead": _change_lead(found, (organisation.name, first, second), kind),
        "found": found,
        "comparable": found.comparable,
        "steps": steps,
        "first": (first, statement_url(case, organisation, years[0])),
        "second": (second, statement_url(case, organisation, years[1])),
    }


def _change_lead(found: Comparison, words: tuple[str, str, str], kind: str) -> str:
    bridge, (name, first, second) = found.bridge, words
    before, after = in_words(bridge.old_pence, found.evidence[0]), in_words(bridge.new_pence, found.evidence[1])
    gap = in_words(abs(found.change.difference_pence), bridge.evidence)
    way = "more" if found.change.difference_pence > 0 else "less"
    by = f"{gap} {way} ({found.change.percent or '–'}%)" if found.change.difference_pence else "the same"
    return f"The {kind} of {name} goes from {before} in {first} to {after} in {second}: {by}."
