"""Registers taken away: as Word and as a page for print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from severalty.engine.dates import day
from severalty.estate import actions, queries
from severalty.estate.forms import TemplateForm
from severalty.estate.views.columns import register_of
from severalty.formats.documents import Block, Document, Note, Paragraph, Section, Table, TableColumn
from severalty.formats.word import write_word
from severalty.formats.word_template import default_template
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import organisations_of, template_name_of, word_template_of
from severalty.web.columns import plain_text
from severalty.web.lists import Register, rows_for
from severalty.web.marks import money_mark

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAPER_MOST = 5_000


@require_GET
@requires(Permission.ESTATE_EXPORT)
def register_word(request: Request, case: Case, table: str) -> HttpResponse:
    document = _document(request, case, table)
    data = write_word(document, word_template_of(request.viewer))
    response = HttpResponse(data, content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="{slugify(document.title)}.docx"'
    return response


@require_GET
@requires(Permission.ESTATE_EXPORT)
def register_print(request: Request, case: Case, table: str) -> HttpResponse:
    document = _document(request, case, table)
    context = {"case": case, "document": document, "heading": document.title, "printed_at": timezone.localdate()}
    return render(request, "estate/paper.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.ESTATE_EDIT)
def word_template(request: Request, case: Case) -> HttpResponse:
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and ("forget" in request.POST or form.is_valid()):
        upload = None if "forget" in request.POST else form.cleaned_data["file"]
        name, body = (upload.name, upload.read()) if upload else ("", None)
        try:
            actions.set_word_template(by=request.viewer, at=timezone.now(), case=case, name=name, body=body)
        except Refused as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, f"Papers now use {name or 'the product’s own template'}.")
            return redirect("estate:word-template", case.key)
    context = {"case": case, "form": form, "heading": "Your Word template", "held": template_name_of(request.viewer)}
    return render(request, "estate/word_template.html", context, status=422 if form.errors else 200)


@require_GET
@requires(Permission.ESTATE_EXPORT)
def default_word_template(request: Request, case: Case) -> HttpResponse:
    response = HttpResponse(default_template(), content_type=WORD)
    response["Content-Disposition"] = 'attachment; filename="severalty-template.docx"'
    return response


def _document(request: Request, case: Case, table: str) -> Document:
    binding, viewer, on = queries.register_binding(table), request.viewer, timezone.localdate()
    spec = register_of(binding, case, organisations_of(case), on)
    asked, rows, _ = rows_for(spec, queries.register_for(viewer, case, binding), request.GET)
    columns = spec.shown(asked)
    cells = tuple(tuple(_text(column, row) for column in columns) for row in rows[:PAPER_MOST])
    owner = viewer.organisation.name if viewer.organisation else "Public"
    notes = [Note("Illustrative: its figures are invented and describe nobody.")] if case.illustrative else []
    if len(cells) == PAPER_MOST:
        notes.append(Note(f"The first {PAPER_MOST:,} rows; take the rest as a spreadsheet."))
    heads = tuple(
        TableColumn(column.label, "right" if column.kind in ("money", "count") else "left") for column in columns
    )
    title = f"{binding.plural.capitalize()}: {case.name}"
    body: tuple[Block, ...] = (
        Paragraph(f"{_counted(spec, len(cells))} that {owner} may see, as recorded on {day(on)}."),
        *notes,
        Table(binding.plural.capitalize(), heads, cells),
    )
    return Document(
        title=title, subtitle="Register", organisation=owner, prepared_on=str(day(on)),
        summary_facts=(("Case", case.name), ("Records", f"{len(cells):,}"), ("Prepared for", owner)),
        sections=(Section("The register", 1, body),),
    )  # fmt: skip


def _counted(spec: Register, count: int) -> str:
    words = spec.counted(count)
    return words[:1].upper() + words[1:]


def _text(column: Any, row: Any) -> str:
    value = column.value_of(row)
    if column.kind == "money" and value is not None:
        return str(money_mark(value, column.evidence_for(row))).split(">")[1].split("<")[0]
    return plain_text(column, value)
