"""The packs of an organisation: those it made, those it was given; making one, and laying one down."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from severalty.engine.fields import columns_of
from severalty.engine.tables import TABLES
from severalty.formats.cells import unmarked
from severalty.formats.pack import ANSWERS, Rows
from severalty.formats.pack_signing import fingerprint
from severalty.formats.problems import Unreadable
from severalty.packs import actions
from severalty.packs.forms import UploadForm
from severalty.packs.importing import bringing
from severalty.packs.queries import packs as queries
from severalty.packs.queries.beside import Names, in_names, names_for
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.web.asked import value_of

_LABELS = {"pack": "Of the pack", "table": "Table", "row": "Row", "digest": "Digest of the row", "answer": "Answer",
           "reason": "Reason", "answered_on": "Answered"}  # fmt: skip


def trail_of(case: Any, *more: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Where one is."""
    home = (case.name, reverse("estate:overview", args=[case.key]))
    return (home, ("Partner packs", reverse("packs:packs", args=[case.key])), *more)


@require_http_methods(["GET", "POST"])
@requires(Permission.ESTATE_IMPORT)
def packs(request: Request, case: Any) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        ref = _laid_down(request, case, form)
        if ref:
            return redirect("packs:pack", case.key, ref)
    found = list(queries.packs_for(request.viewer, case))
    context = {
        "case": case, "heading": "Partner packs", "form": form,
        "made": [one for one in found if one.made_here], "received": [one for one in found if not one.made_here],
        "partners": queries.partners_of(request.viewer, case),
        "fingerprint": fingerprint(queries.signer_for(request.viewer, case).key),
        "may_make": request.viewer.may(Permission.DISPOSITION_EDIT, case),
    }  # fmt: skip
    return render(request, "packs/packs.html", context, status=422 if form.errors else 200)


def _laid_down(request: Request, case: Any, form: UploadForm) -> str:
    upload = form.cleaned_data["file"]
    body = upload.read()
    try:
        found = bringing.look(request.viewer, case, body, upload.name, timezone.localdate())
    except (Unreadable, Refused) as error:
        form.add_error("file", str(error))
        return ""
    pack = actions.lay_down_pack(
        by=request.viewer, at=timezone.now(), case=case, partner=found.partner, verdict=found.verdict, body=body
    )
    return str(pack.pk)


@require_http_methods(["GET", "POST"])
@requires(Permission.DISPOSITION_EDIT)
def prepare(request: Request, case: Any, organisation: str) -> HttpResponse:
    partner = next((one for one in queries.partners_of(request.viewer, case) if one.key == organisation), None)
    if partner is None:
        raise Http404
    if request.method == "POST":
        return _built(request, case, partner)
    rows = queries.shared_rows(request.viewer, case, partner, timezone.localdate())
    filled = {table: list(held) for table, (_, held) in rows.items() if held}
    table = value_of(request.GET, "table")
    table = table if table in filled else next(iter(filled), "")
    names = names_for(request.viewer, case, queries.full_names(request.viewer, case))
    own = request.viewer.organisation
    context = {
        "case": case, "heading": f"A pack for {partner.name}", "partner": partner, "seen": queries.seen_of(rows),
        "trail": trail_of(case, (f"For {partner.name}", "")),
        "counts": [(one, title_of(one), len(held)) for one, held in filled.items()], "table": table,
        "title": title_of(table), "rows": _shown(rows, table, names), "own": own,
        "nothing": queries.nothing_shared(own, partner) if own else "",
    }  # fmt: skip
    return render(request, "packs/prepare.html", context)


def title_of(table: str) -> str:
    """What a table is called on pages."""
    return "Your answers to their rows" if table == ANSWERS else table.replace("_", " ").capitalize()


def _shown(rows: Rows, table: str, names: Names) -> list[list[tuple[str, str]]]:
    """Every filled cell of a table with its heading, row by row, in names where it refers to something."""
    if not table:
        return []
    columns, held = rows[table]
    shapes = {} if table == ANSWERS else {one.name: one for one in columns_of(TABLES[table])}
    return [
        [
            (shapes[name].label, in_names(shapes[name], unmarked(cell), names)) if shapes
            else (_LABELS[name], unmarked(cell))
            for name, cell in zip(columns, row, strict=True) if cell
        ]
        for row in held
    ]  # fmt: skip


def _built(request: Request, case: Any, partner: Any) -> HttpResponse:
    seen = value_of(request.POST, "seen") or "nothing"
    try:
        pack = actions.build_pack(
            by=request.viewer, at=timezone.now(), on=timezone.localdate(), case=case, partner=partner, seen=seen
        )
    except Refused as error:
        messages.error(request, str(error))
        return redirect("packs:prepare", case.key, partner.key)
    messages.success(request, f"The pack for {partner.name} is made. Download it and send it.", fail_silently=True)
    return redirect("packs:pack", case.key, pack.pk)


@require_GET
@requires(Permission.ESTATE_IMPORT)
def file(request: Request, case: Any, ref: str) -> HttpResponse:
    pack = queries.pack_of(request.viewer, case, ref)
    sender, reader = pack.organisation.key, pack.partner.key
    if not pack.made_here:
        sender, reader = reader, sender
    response = HttpResponse(bytes(pack.body), content_type="application/zip")
    name = f"{case.key}-{sender}-for-{reader}-{pack.made_at:%Y-%m-%d-%H%M}.pack.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
