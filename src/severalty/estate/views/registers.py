"""Lists of the estate: the overview, the registers, the who-shares-what matrix, completeness, search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.engine.dates import day
from severalty.engine.estate.holdings import Position, State, position_of
from severalty.estate import queries
from severalty.estate.views.columns import counted, item_url, lock_words, named, register_of
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import holdings_of, items_by_ref, organisations_of
from severalty.web.asked import read_page, value_of
from severalty.web.lists import Column, Filter, Register, render_list
from severalty.web.parts import hits_for, prompts_for

if TYPE_CHECKING:
    from severalty.tenancy.models import Case, Organisation

MATRIX_SIZE = 50
DISPUTES_MOST = 300
SHARED = (queries.SERVICES, queries.CONFIGURATION_ITEMS, queries.CONTRACTS, queries.ENTITLEMENTS)
SEARCH_MOST = 200
MOST_PROMPTS = 12


@require_GET
@requires(Permission.ESTATE_VIEW)
def overview(request: Request, case: Case) -> HttpResponseBase:
    counts = queries.counts_for(request.viewer, case)
    stated = {one["table"]: one for one in case.facts.get("stated_counts", []) if "table" in one}
    rows = [(b, counts.get(b.table, 0), stated.get(b.table)) for b in queries.REGISTERS]
    prompts = prompts_for(request.viewer, case, timezone.localdate(), MOST_PROMPTS)
    return render(
        request,
        "estate/overview.html",
        {"case": case, "rows": rows, "any_stated": bool(stated), "prompts": prompts,
         "organisations": organisations_of(case), "empty": not any(counts.values())},
    )  # fmt: skip


@require_GET
@requires(Permission.ESTATE_VIEW)
def register(request: Request, case: Case, table: str) -> HttpResponseBase:
    binding = queries.register_binding(table)
    organisations = organisations_of(case)
    rows = queries.register_for(request.viewer, case, binding)
    spec = register_of(binding, case, organisations, timezone.localdate())
    return render_list(
        request, spec, rows, {
            "heading": binding.plural.capitalize(), "case": case, "binding": binding,
            "new_url": reverse("estate:new", args=[case.key, table]) if _may_add(request, case, binding) else "",
            "documents": _documents(case, table), "example": binding.columns,
        }, template="estate/register.html",
    )  # fmt: skip


def _may_add(request: Request, case: Case, binding: Any) -> bool:
    return not request.viewer.is_anonymous and bool(request.viewer.may(binding.permission, case))


def _documents(case: Case, table: str) -> list[tuple[str, str]]:
    return [
        ("Word", reverse("estate:register-word", args=[case.key, table])),
        ("Page for print", reverse("estate:register-print", args=[case.key, table])),
    ]


@dataclass(frozen=True)
class MatrixCell:
    """One organisation's share in one service: the words, and whether it is disputed."""

    partner: Organisation
    words: str
    state: str


@dataclass(frozen=True)
class MatrixRow:
    """One service with a cell per partner."""

    item: Any
    url: str
    lock: str
    state: str
    cells: tuple[MatrixCell, ...]
    reasons: tuple[str, ...]


@require_GET
@requires(Permission.ESTATE_VIEW)
def matrix(request: Request, case: Case) -> HttpResponseBase:
    table = value_of(request.GET, "of")
    binding = next((one for one in SHARED if one.table == table), queries.SERVICES)
    rows = queries.matrix_for(request.viewer, case, binding)
    words, shown = value_of(request.GET, "q"), value_of(request.GET, "show")
    if words:
        rows = rows.filter(item__name__icontains=words)
    if shown == "blank":
        rows = queries.without_shares(rows)
    elif shown == "disputed":
        rows = rows.filter(pk__in=queries.disputed_refs(request.viewer, case, timezone.localdate()))
    count = rows.count()
    pages = max(1, -(-count // MATRIX_SIZE))
    page = min(read_page(value_of(request.GET, "page"), []), pages)
    context = _matrix_context(case, list(rows[(page - 1) * MATRIX_SIZE : page * MATRIX_SIZE]))
    context |= {
        "binding": binding, "tables": SHARED, "words": words, "show": shown, "count": count, "page": page,
        "pages": pages,
    }  # fmt: skip
    return render(request, "estate/matrix.html", context)


@require_GET
@requires(Permission.ESTATE_VIEW)
def disputes(request: Request, case: Case) -> HttpResponseBase:
    refs = queries.disputed_refs(request.viewer, case, timezone.localdate())
    items = sorted(items_by_ref(request.viewer, case, refs).values(), key=lambda item: (item.table, item.name))
    context = _matrix_context(case, items[:DISPUTES_MOST]) | {"count": len(items), "most": DISPUTES_MOST}
    return render(request, "estate/disputes.html", context)


def _matrix_context(case: Case, shown: list[Any]) -> dict[str, Any]:
    partners = [one for one in organisations_of(case) if one.kind in ("council", "shared service")]
    on = timezone.localdate()
    claims = holdings_of(row.pk for row in shown)
    rows = [_matrix_row(case, row, position_of(claims.get(row.pk, ()), day(on)), partners) for row in shown]
    return {
        "case": case, "rows": rows, "partners": partners, "on": on,
        "disputed": sum(1 for row in rows if row.state == State.DISPUTED),
        "blank": sum(1 for row in rows if row.state == State.BLANK),
    }  # fmt: skip


def _matrix_row(case: Case, row: Any, position: Position, partners: list[Organisation]) -> MatrixRow:
    cells = tuple(_matrix_cell(position, partner) for partner in partners)
    reasons = tuple(named(reason, {partner.key: partner for partner in partners}) for reason in position.reasons)
    return MatrixRow(
        getattr(row, "item", row),
        item_url(case, row.pk),
        lock_words(row),
        position.state.value,
        cells,
        reasons,
    )


def _matrix_cell(position: Position, partner: Organisation) -> MatrixCell:
    key = partner.key
    if key not in position.weights:
        return MatrixCell(partner, "", "none" if position.weights else "blank")
    if key in position.disputed:
        return MatrixCell(partner, "disputed", "disputed")
    weight = position.weights[key]
    if weight is None:
        return MatrixCell(partner, "shares, size unknown", "unweighed")
    if position.state is State.SOLE:
        return MatrixCell(partner, f"all · {counted(weight, position.basis)}", "sole")
    total = position.total or 0
    share = f" ({100 * weight / total:.1f}%)" if total else ""
    return MatrixCell(partner, f"{counted(weight, position.basis, total)}{share}", "joint")


@require_GET
@requires(Permission.ESTATE_VIEW)
def completeness(request: Request, case: Case) -> HttpResponseBase:
    rows = queries.least_complete(request.viewer, case)
    tables = queries.completeness_by_table(request.viewer, case)
    spec = Register(
        "record", "records",
        (
            Column("name", "Record", "link", "name", url=lambda row: item_url(case, row.pk)),
            Column("table", "Register", "text", "table", value=lambda row: row.table.replace("_", " ").capitalize()),
            Column("completeness", "Complete", "count", "complete", value=lambda row: f"{row.complete}%"),
            Column("recorded_by", "Recorded by", "organisation", "recorded_by__name"),
            Column("evidence", "Evidence", "tag", "evidence"),
        ),
        (Filter("table", "Register", tuple((t, t.replace("_", " ")) for t, _, _ in tables), _in_table),),
        "completeness", lock_words,
    )  # fmt: skip
    means = [(table.replace("_", " ").capitalize(), count, mean) for table, count, mean in tables]
    context = {"heading": "How complete the record is", "case": case, "tables": means}
    return render_list(request, spec, rows, context, template="estate/completeness.html")


def _in_table(rows: QuerySet[Any], table: str) -> QuerySet[Any]:
    return rows.filter(table=table)


@require_GET
@requires(Permission.ESTATE_VIEW)
def search(request: Request, case: Case) -> HttpResponseBase:
    words = value_of(request.GET, "q")
    items = queries.search_for(request.viewer, case, words) if words else None
    found = list(items[: SEARCH_MOST + 1]) if items is not None else []
    hits = hits_for(request.viewer, case, words) if words else ()
    groups: dict[str, list[tuple[Any, str]]] = {}
    for item in found[:SEARCH_MOST]:
        groups.setdefault(item.table.replace("_", " "), []).append((item, item_url(case, item.pk)))
    for hit in hits:
        groups.setdefault(hit.kind, []).append((hit, hit.url))
    return render(
        request, "estate/search.html",
        {"case": case, "words": words, "groups": groups, "count": len(found) + len(hits), "most": SEARCH_MOST,
         "more": len(found) > SEARCH_MOST},
    )  # fmt: skip
