"""Freezing a paper, and the papers that are frozen."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from severalty.decisions.actions import papers as actions
from severalty.decisions.forms.papers import SEEN_BY, FreezeForm, ShareExemptForm, ShareForm
from severalty.decisions.queries import papers as queries
from severalty.decisions.queries.exempt import frozen_exempt_for, rendition_for
from severalty.decisions.reports.decision_packs import pack_of
from severalty.decisions.reports.writing import part_about, rendition_of_draft
from severalty.decisions.views.drafts import exempt_response, file_response, may_write, or_too_large, trail_of
from severalty.engine.estate.parties import Audience
from severalty.formats.paper_face import document_of
from severalty.formats.paper_json import digest_of, paper_bytes, part_digest, read_paper
from severalty.formats.paper_withheld import parts_bytes
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import word_template_of
from severalty.web.documents import chapters_of

TRIES = 3
"""How often a paper is read again while others write."""


@require_POST
@requires(Permission.PAPER_EDIT)
@or_too_large
def freeze(request: Request, case: Any, ref: str) -> HttpResponse:
    draft = queries.draft_for(request.viewer, case, ref)
    form = FreezeForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing is frozen yet: say who may see it, and why.")
        return redirect("decisions:paper", case.key, ref)
    try:
        made = _frozen(request, case, draft, form)
    except (Stale, Refused) as error:
        messages.error(request, str(error))
        return redirect("decisions:paper", case.key, ref)
    messages.success(request, f"Frozen as version {made.number}.", fail_silently=True)
    return redirect("decisions:frozen", case.key, made.pk)


def _frozen(request: Request, case: Any, draft: queries.Draft, form: FreezeForm) -> Any:
    """The version; read and frozen again, a few times, where the record was changed in between."""
    for _ in range(TRIES - 1):
        with suppress(actions.Overtaken):
            return _frozen_now(request, case, draft, form)
    return _frozen_now(request, case, draft, form)


def _frozen_now(request: Request, case: Any, draft: queries.Draft, form: FreezeForm) -> Any:
    return actions.freeze_paper(
        by=request.viewer, at=timezone.now(), why=form.cleaned_data["why"], case=case,
        freezing=_freezing(request, case, draft, form),
    )  # fmt: skip


def _freezing(request: Request, case: Any, draft: queries.Draft, form: FreezeForm) -> actions.Freezing:
    on, read_after = timezone.localdate(), queries.last_written(request.viewer, case)
    rendition = rendition_of_draft(request.viewer, case, draft, on, is_draft=False)
    body = paper_bytes(rendition.content)
    asked = [one.organisation.key for one in queries.clearances_of(draft)]
    return actions.Freezing(
        paper=draft.row,
        token=form.cleaned_data["token"],
        body=body.decode(),
        digest=digest_of(body),
        audience=Audience(form.cleaned_data["audience"]),
        parts={key: part_digest(part_about(request.viewer, case, draft, on, key)) for key in asked},
        override=form.cleaned_data["override"],
        looked_at=form.cleaned_data["looked_at"],
        read_after=read_after,
        exempt=parts_bytes(rendition.parts).decode() if rendition.parts else "",
    )


@require_GET
@requires(Permission.PAPER_VIEW)
def frozen(request: Request, case: Any, ref: str) -> HttpResponse:
    row = queries.frozen_of(request.viewer, case, ref)
    rendition = rendition_for(request.viewer, case, row)
    content, document = rendition.content, document_of(rendition)
    own = may_write(request, case) and row.item.recorded_by_id == getattr(request.viewer.organisation, "pk", 0)
    context = {
        "case": case,
        "heading": content.title,
        "trail": trail_of(case),
        "row": row,
        "content": content,
        "exempt": len(rendition.parts),
        "belongs": request.viewer.belongs_to(case),
        "holds": digest_of(row.body.encode()) == row.digest,
        "facts": document.summary_facts,
        "chapters": chapters_of(document, len(content.figures)),
        "form": ShareForm(initial={"audience": row.item.audience}) if own else None,
        "exempt_form": _exempt_form(request, case, row) if own and rendition.parts else None,
        "versions": queries.versions_of(request.viewer, case, row.paper_id),
        "seen_by": dict(SEEN_BY).get(row.item.audience, ""),
    }
    return render(request, "decisions/frozen.html", context)


def _exempt_form(request: Request, case: Any, row: Any) -> ShareExemptForm:
    held = frozen_exempt_for(request.viewer, case).select_related("item").get(frozen=row.pk)
    return ShareExemptForm(initial={"exempt_audience": held.item.audience})


@require_GET
@requires(Permission.PAPER_VIEW)
def frozen_file(request: Request, case: Any, ref: str, form: str) -> HttpResponse:
    row = queries.frozen_of(request.viewer, case, ref)
    return file_response(request, read_paper(row.body.encode()), form)


@require_GET
@requires(Permission.PAPER_VIEW)
def frozen_exempt_file(request: Request, case: Any, ref: str, form: str) -> HttpResponse:
    rendition = rendition_for(request.viewer, case, queries.frozen_of(request.viewer, case, ref))
    return exempt_response(request, rendition, form)


@require_GET
@requires(Permission.PAPER_VIEW)
def pack(request: Request, case: Any, ref: str, whose: str) -> HttpResponse:
    row = queries.frozen_of(request.viewer, case, ref)
    if whose not in ("public", "own") or (whose == "own" and not request.viewer.belongs_to(case)):
        raise Http404
    own, template = whose == "own", word_template_of(request.viewer)
    body = pack_of(request.viewer, case, row, timezone.now(), template, own=own)
    response = HttpResponse(body, content_type="application/zip")
    held = own and rendition_for(request.viewer, case, row).parts
    name = f"{slugify(row.item.name)[:80] or 'paper'}-version-{row.number}{'-not-for-publication' if held else ''}"
    response["Content-Disposition"] = f'attachment; filename="decision-{name}.zip"'
    return response


@require_http_methods(["POST"])
@requires(Permission.PAPER_EDIT)
def share(request: Request, case: Any, ref: str) -> HttpResponse:
    return _shared(request, case, ref, ShareForm(request.POST), actions.share_frozen)


@require_http_methods(["POST"])
@requires(Permission.PAPER_EDIT)
def share_exempt(request: Request, case: Any, ref: str) -> HttpResponse:
    return _shared(request, case, ref, ShareExemptForm(request.POST), actions.share_exempt)


def _shared(
    request: Request, case: Any, ref: str, form: ShareForm | ShareExemptForm, act: Callable[..., None]
) -> HttpResponse:
    """Give a frozen paper, or its exempt parts, the audience that a form says, and tell what became of it."""
    row = queries.frozen_of(request.viewer, case, ref)
    if not form.is_valid():
        messages.error(request, "Nothing is changed yet: say who may see it, and why.")
        return redirect("decisions:frozen", case.key, ref)
    who, why = form.cleaned_data.values()
    try:
        act(by=request.viewer, at=timezone.now(), why=why, case=case, ref=row.pk, audience=Audience(who))
        messages.success(request, "Who may see it is changed.", fail_silently=True)
    except Refused as error:
        messages.error(request, str(error))
    return redirect("decisions:frozen", case.key, ref)
