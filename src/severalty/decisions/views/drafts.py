"""The papers of a case, one in preparation, and its files."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST

from severalty.decisions.actions import papers as actions
from severalty.decisions.forms.papers import FreezeForm
from severalty.decisions.queries import papers as queries
from severalty.decisions.reports.withholding import told_elsewhere
from severalty.decisions.reports.writing import content_of, part_about, rendition_of_draft
from severalty.decisions.views.tables import trail_of as decisions_trail
from severalty.engine.decisions.papers import tells_of_councils
from severalty.engine.estate.parties import Audience
from severalty.formats.paper_face import document_of
from severalty.formats.paper_files import PAPER_TYPES, paper_file_of
from severalty.formats.paper_json import Unprintable, digest_of, part_digest
from severalty.formats.papers import PaperContent, Rendition, rendition_of
from severalty.formats.word_check import TemplateError
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import word_template_of
from severalty.web.documents import chapters_of


@require_GET
@requires(Permission.PAPER_VIEW)
def papers(request: Request, case: Any) -> HttpResponse:
    viewer = request.viewer
    context = {
        "case": case,
        "heading": "Papers",
        "drafts": list(queries.papers_for(viewer, case)),
        "frozen": list(queries.frozen_for(viewer, case)),
        "asked": list(queries.asked_of(viewer, case)),
        "may_write": may_write(request, case),
    }
    return render(request, "decisions/papers.html", context)


def or_too_large(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answers for a paper that no file can hold: with the reason, and the way to shorten it."""

    @wraps(view)
    def answered(request: Request, case: Any, ref: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, case, ref, *args, **kwargs)
        except Unprintable as fault:
            context = {"case": case, "heading": "This paper is too large", "trail": trail_of(case), "ref": ref,
                       "reason": str(fault), "may_write": may_write(request, case)}  # fmt: skip
            return render(request, "decisions/too_large.html", context, status=422)

    return answered


@require_GET
@requires(Permission.PAPER_VIEW)
@or_too_large
def paper(request: Request, case: Any, ref: str) -> HttpResponse:
    draft = queries.draft_for(request.viewer, case, ref)
    rendition = rendition_of_draft(request.viewer, case, draft, timezone.localdate(), is_draft=True)
    content, document = rendition.content, document_of(rendition)
    own = queries.is_own(request.viewer, draft.row) and may_write(request, case)
    asked = _answers(request, case, draft) if own else []
    context = {
        "case": case,
        "heading": draft.record.name,
        "lead": "In preparation. It follows the record until it is frozen.",
        "trail": trail_of(case),
        "draft": draft,
        "facts": document.summary_facts,
        "chapters": chapters_of(document, len(content.figures)),
        "own": own,
        "exempt": len(rendition.parts),
        "parts": draft.exempt,
        "given_away": told_elsewhere(rendition),
        "versions": queries.versions_of(request.viewer, case, ref),
        "asked": asked,
        "others": _to_ask(case, draft, [one for one, _ in asked]) if own else [],
        "form": FreezeForm(initial=_freezing(draft, content)) if own else None,
    }
    return render(request, "decisions/paper.html", context)


def _freezing(draft: queries.Draft, content: PaperContent) -> dict[str, str]:
    """What the form for freezing begins with."""
    looked_at = digest_of(replace(content, draft=False))
    return {"token": draft.token, "audience": Audience.PARTNERS.value, "looked_at": looked_at}


@require_GET
@requires(Permission.PAPER_VIEW)
@or_too_large
def paper_file(request: Request, case: Any, ref: str, form: str) -> HttpResponse:
    draft = queries.draft_for(request.viewer, case, ref)
    content = content_of(request.viewer, case, draft, timezone.localdate(), is_draft=True)
    return file_response(request, content, form)


@require_GET
@requires(Permission.PAPER_VIEW)
@or_too_large
def paper_exempt_file(request: Request, case: Any, ref: str, form: str) -> HttpResponse:
    draft = queries.draft_for(request.viewer, case, ref)
    rendition = rendition_of_draft(request.viewer, case, draft, timezone.localdate(), is_draft=True)
    return exempt_response(request, rendition, form)


@require_POST
@requires(Permission.PAPER_EDIT)
def ask(request: Request, case: Any, ref: str) -> HttpResponse:
    draft = queries.draft_for(request.viewer, case, ref)
    wanted = request.POST.getlist("council")
    councils = [one for one in queries.councils_of(case) if one.key in wanted]
    try:
        count = actions.ask_councils(
            by=request.viewer, at=timezone.now(), case=case, paper=draft.row, councils=councils
        )
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "They are asked." if count else "Choose whom to ask.")
    return redirect("decisions:paper", case.key, ref)


def _answers(request: Request, case: Any, draft: queries.Draft) -> list[tuple[Any, bool]]:
    """What the councils that were asked say, and whether the part about each was changed since it answered."""
    on = timezone.localdate()
    return [
        (one, bool(one.answered_at) and one.digest != part_digest(
            part_about(request.viewer, case, draft, on, one.organisation.key)))
        for one in queries.clearances_of(draft)
    ]  # fmt: skip


def _to_ask(case: Any, draft: queries.Draft, asked: list[Any]) -> list[Any]:
    """The councils that a paper tells of and that were not asked yet, but for one's own."""
    if not tells_of_councils(draft.record.kind):
        return []
    known = {one.organisation_id for one in asked} | {draft.row.item.recorded_by_id}
    return [one for one in queries.councils_of(case) if one.pk not in known]


def may_write(request: Request, case: Any) -> bool:
    """Whether the viewer may write papers here."""
    viewer = request.viewer
    return viewer.organisation is not None and viewer.may(Permission.PAPER_EDIT, case)


def trail_of(case: Any, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way back to the papers of the case."""
    return decisions_trail(case, ("Papers", reverse("decisions:papers", args=[case.key])), *more)


def exempt_response(request: Request, rendition: Rendition, form: str) -> HttpResponse:
    """The paper with its exempt parts as a file. Raises Http404 where the viewer may read none."""
    if not rendition.parts:
        raise Http404
    return file_response(request, rendition, form)


def file_response(request: Request, paper: PaperContent | Rendition, form: str) -> HttpResponse:
    """The paper as a file. Raises Http404 for a form that there is none of."""
    rendition = rendition_of(paper)
    content = rendition.content
    if form not in PAPER_TYPES:
        raise Http404
    template = word_template_of(request.viewer) if form == "docx" else None
    try:
        body = paper_file_of(rendition, form, template)
    except TemplateError:
        # The template was sound when it was handed in; a paper in the plain look is better than none.
        body = paper_file_of(rendition, form)
    response = HttpResponse(body, content_type=PAPER_TYPES[form])
    name = slugify(f"{content.organisation_name} {content.title}")[:100] or "paper"
    name += "-not-for-publication" if rendition.parts else ""
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
