"""Records go out: the whole of what one may see, as a workbook or a zip of tables, and the empty workbook."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.engine.tables import TABLES
from severalty.estate.reports import takeaway as reports
from severalty.formats.case_writing import template, workbook_of, zip_of
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.web.asked import value_of, values_of
from severalty.web.exports import XLSX_TYPE
from severalty.web.parts import files_for

if TYPE_CHECKING:
    from severalty.tenancy.access import Viewer
    from severalty.tenancy.models import Case

KINDS = {"xlsx": XLSX_TYPE, "zip": "application/zip"}


@require_GET
@requires(Permission.ESTATE_EXPORT)
def export(request: Request, case: Case) -> HttpResponse:
    form = value_of(request.GET, "form")
    about, rows = reports.export_for(request.viewer, case)
    if form in KINDS:
        files = files_for(request.viewer, case) if form == "zip" else {}
        return _file(case, form, about, rows, files, timezone.localdate())
    context = {"case": case, "heading": "Take the record away", "counts": _counts(request.viewer, rows),
               "own": request.viewer.organisation}  # fmt: skip
    return render(request, "estate/import_export.html", context)


def _file(
    case: Case, form: str, about: dict[str, Any], rows: dict[str, list[Any]], files: dict[str, bytes], on: date
) -> HttpResponse:
    filled = {table: records for table, records in rows.items() if records} or rows
    body = zip_of(about, filled, files) if form == "zip" else workbook_of(filled)
    response = HttpResponse(body, content_type=KINDS[form])
    response["Content-Disposition"] = f'attachment; filename="{case.key}-{on.isoformat()}.{form}"'
    return response


def _counts(viewer: Viewer, rows: dict[str, list[Any]]) -> list[tuple[str, int, int]]:
    """By table: how many rows go out, and how many of them others recorded."""
    own = viewer.organisation.key if viewer.organisation else ""
    return [
        (table.replace("_", " "), len(found), sum(1 for row in found if getattr(row, "recorded_by", own) != own))
        for table, found in rows.items()
    ]


@require_GET
@requires(Permission.ESTATE_VIEW)
def empty_workbook(request: Request, case: Case) -> HttpResponse:
    tables = [table for table in values_of(request.GET, "tables") if table] or list(TABLES)
    if not set(tables) <= set(TABLES):
        raise Http404
    response = HttpResponse(template(tables), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{case.key}-template.xlsx"'
    return response
