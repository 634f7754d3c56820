"""A partner's statement of one year: the page, the page for print, the Word file and the CSV."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from severalty.appraisal.queries.books import Books, books_for, template_of
from severalty.appraisal.reports.statements import PartnerStatement, document_of, settled_words, statement_of
from severalty.appraisal.reports.sums import NO_YEAR, in_words, year_code, year_words
from severalty.appraisal.views.columns import charge_url, entry_columns, settlement_columns, sums_columns
from severalty.appraisal.views.sheets import Sheet, csv_file, with_amounts
from severalty.appraisal.views.who_pays import empty_of, frame_of, year_asked
from severalty.engine.dates import day
from severalty.formats.word import write_word
from severalty.formats.word_check import TemplateError
from severalty.tenancy.access import requires
from severalty.tenancy.permissions import Permission

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@requires(Permission.MONEY_VIEW)
def statement(request: HttpRequest, case: Any, organisation: str) -> Any:
    books, found, notice = _found(request, case, organisation)
    if request.GET.get("export") == "csv":
        return csv_file(_lines_sheet(case, found), _file_name(found))
    context = {**_context(request, case, books, found), "notice": notice}
    return render(request, "appraisal/statement.html", context)


@requires(Permission.MONEY_VIEW)
def statement_print(request: HttpRequest, case: Any, organisation: str) -> HttpResponse:
    books, found, _ = _found(request, case, organisation)
    context = {**_context(request, case, books, found), "printed_at": timezone.localtime()}
    return render(request, "appraisal/statement_print.html", context)


@requires(Permission.MONEY_VIEW)
def statement_word(request: HttpRequest, case: Any, organisation: str) -> HttpResponse:
    books, found, _ = _found(request, case, organisation)
    seen_by = frame_of(request, case, books, found.year)["seen_by"]
    document = document_of(found, str(day(timezone.localdate())), case.name, seen_by)
    template = template_of(request.viewer)  # type: ignore[attr-defined]
    try:
        body = write_word(document, template)
    except TemplateError:
        # The template was sound when it was handed in; a paper in the plain look is better than none.
        body = write_word(document)
    response = HttpResponse(body, content_type=WORD_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{_file_name(found)}.docx"'
    return response


def _found(request: HttpRequest, case: Any, organisation: str) -> tuple[Books, PartnerStatement, str]:
    """The statement that the address asks for. Raises Http404 for a word that is no organisation of the case."""
    books = books_for(request.viewer, case)  # type: ignore[attr-defined]
    if organisation not in books.organisations:
        raise Http404
    year, notice = year_asked(request, books, case)
    return books, statement_of(books, organisation, year), notice


def _file_name(found: PartnerStatement) -> str:
    return slugify(f"statement {found.organisation.name} {year_words(found.year).replace('/', '-')}")


def _lines_sheet(case: Any, found: PartnerStatement) -> Sheet:
    return Sheet(f"Charges of {year_words(found.year)}", entry_columns(case), found.entries, ident="lines")


def _context(request: HttpRequest, case: Any, books: Books, found: PartnerStatement) -> dict[str, Any]:
    key, sums = found.organisation.key, found.sums
    address = reverse("appraisal:statement", args=[case.key, key])
    frame = frame_of(request, case, books, found.year)
    return {
        **frame,
        "trail": [*frame["trail"], ("Statement", "")],
        "heading": f"Statement for {found.organisation.name}, {year_words(found.year)}",
        "lead": _lead(found),
        "found": found,
        "organisation": found.organisation,
        "sums_sheet": Sheet("By budget", with_amounts(sums_columns(case), [sums]), [sums], ident="budgets"),
        "lines_sheet": _lines_sheet(case, found),
        "undated_sheet": Sheet(NO_YEAR, entry_columns(case), found.undated, ident="undated"),
        "settled_sheet": Sheet("Billed and actual", settlement_columns(case), found.settlements, ident="settled"),
        "settled_words": settled_words(found) if found.settlements else "",
        "left_out": [
            {"name": books.charges[one.charge].name, "url": charge_url(case, one.charge), "reason": one.reason}
            for one in books.left_out_in(found.year)
        ],
        "empty": empty_of(request, case) if not books.costs.charges else None,
        "print_url": f"{address}print/?year={year_code(found.year)}",
        "word_url": f"{address}statement.docx?year={year_code(found.year)}",
        "csv_url": f"{address}?year={year_code(found.year)}&export=csv",
    }  # fmt: skip


def _lead(found: PartnerStatement) -> str:
    if not found.entries:
        return f"Nothing is charged to {found.organisation.name} for {year_words(found.year)}."
    many = "1 charge" if len(found.entries) == 1 else f"{len(found.entries):,} charges"
    total = in_words(found.sums.total, found.statement.evidence)
    return f"{found.organisation.name} pays {total} for {year_words(found.year)}, in {many}."
