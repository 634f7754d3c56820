"""Common cores: the list, one with where all partners stand, one frozen version, its file, and a file to be checked."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from severalty.decisions.actions import cores as actions
from severalty.decisions.forms.cores import CheckCoreForm, ShareCoreForm
from severalty.decisions.queries import cores as queries
from severalty.decisions.queries.core_trail import corrections
from severalty.decisions.views.core_tables import (
    STATE_TONES,
    WHOLE_TONES,
    decision_lines,
    difference_lines,
    partner_lines,
    version_lines,
)
from severalty.decisions.views.tables import trail_of as decisions_trail
from severalty.engine.decisions.approval_facts import PartnerState
from severalty.engine.decisions.core_content import CoreContent, part_words
from severalty.engine.estate.parties import Audience
from severalty.engine.freeze import canonical
from severalty.formats.core_json import MOST_BYTES, core_file, read_core, verify_core
from severalty.formats.problems import Unreadable
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import organisations_of


@require_GET
@requires(Permission.DECISION_VIEW)
def cores(request: Request, case: Any) -> HttpResponse:
    rows = queries.cores_for(request.viewer, case)
    looks = queries.looks_at(request.viewer, case, rows, timezone.localdate())
    context = {
        "case": case, "heading": "Common cores", "trail": trail_of(case), "may": may_decide(request, case),
        "lines": [(one, one.position, WHOLE_TONES[one.position.state]) for one in looks],
    }  # fmt: skip
    return render(request, "decisions/cores.html", context)


@require_GET
@requires(Permission.DECISION_VIEW)
def core(request: Request, case: Any, ref: str) -> HttpResponse:
    look = queries.look_at(request.viewer, case, ref, timezone.localdate())
    own = request.viewer.organisation
    may = may_decide(request, case)
    organisations = {one.key: one for one in organisations_of(case)}
    is_partner = own is not None and own.key in look.partners
    newest = look.newest
    context = {
        "case": case, "heading": look.row.item.name, "trail": trail_of(case, (look.row.item.name, "")), "look": look,
        "position": look.position, "tone": WHOLE_TONES[look.position.state], "newest": newest,
        "partners": partner_lines(look, organisations), "versions": version_lines(look),
        "decisions": decision_lines(look, own if may else None), "parts": parts_of(newest.content) if newest else [],
        "keeps": may and own is not None and look.row.item.recorded_by_id == own.pk,
        "decides": may and is_partner and newest is not None and not _has_left(look, own),
        "corrections": corrections(request.viewer, case, look.row),
        "void": STATE_TONES[PartnerState.VOID], "sees_more": request.viewer.belongs_to(case),
    }  # fmt: skip
    return render(request, "decisions/core.html", context)


@require_GET
@requires(Permission.DECISION_VIEW)
def core_version(request: Request, case: Any, ref: str) -> HttpResponse:
    row = queries.version_of(request.viewer, case, ref)
    content = read_core(row.body)
    seen = queries.cores_for(request.viewer, case).filter(pk=row.core_id).first()
    look = queries.looks_at(request.viewer, case, [seen], timezone.localdate())[0] if seen else None
    own = request.viewer.organisation
    keeps = may_decide(request, case) and own is not None and row.item.recorded_by_id == own.pk
    name = f"{content.name}, version {content.number}"
    context = {
        "case": case, "heading": name, "trail": trail_of(case, (name, "")), "row": row, "content": content,
        "look": look, "parts": parts_of(content), "exempt": queries.exempt_of(request.viewer, case, row),
        "differences": difference_lines(look, content) if look else [],
        "form": ShareCoreForm(initial={"audience": row.item.audience}) if keeps else None,
    }  # fmt: skip
    return render(request, "decisions/core_version.html", context)


@require_GET
@requires(Permission.DECISION_VIEW)
def core_download(request: Request, case: Any, ref: str, part: str) -> HttpResponse:
    row = queries.version_of(request.viewer, case, ref)
    body = core_file(row.body, row.digest)
    if part == "exempt":
        held = queries.exempt_of(request.viewer, case, row)
        if held is None:
            raise Http404
        body = canonical({"salt": held.salt, "text": held.text, "version": row.digest}).encode()
    response = HttpResponse(body, content_type="application/json")
    name = slugify(f"{row.item.name} {row.digest[:8]} {'exempt terms' if part == 'exempt' else ''}")[:100]
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


@require_POST
@requires(Permission.DECISION_EDIT)
def core_share(request: Request, case: Any, ref: str) -> HttpResponse:
    row = queries.version_of(request.viewer, case, ref)
    form = ShareCoreForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing is changed yet: say who may see it, and why.")
        return redirect("decisions:core-version", case.key, row.pk)
    try:
        actions.share_version(
            by=request.viewer, at=timezone.now(), why=form.cleaned_data["why"], case=case, ref=row.pk,
            audience=Audience(form.cleaned_data["audience"]),
        )  # fmt: skip
        messages.success(request, "Who may see it is changed.", fail_silently=True)
    except Refused as error:
        messages.error(request, str(error))
    return redirect("decisions:core-version", case.key, row.pk)


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_VIEW)
def core_check(request: Request, case: Any) -> HttpResponse:
    form = CheckCoreForm(request.POST or None, request.FILES or None)
    verdict = None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        published = form.cleaned_data["digest"].replace(" ", "").lower()
        try:
            verdict = verify_core(upload.read(MOST_BYTES + 1), upload.name, published)
        except Unreadable as error:
            form.add_error("file", str(error))
    known = queries.known_version(request.viewer, case, verdict.digest) if verdict else None
    context = {
        "case": case, "heading": "Is a common core unchanged?", "trail": trail_of(case, ("Check a core", "")),
        "form": form, "verdict": verdict, "known": known,
        "parts": parts_of(verdict.content) if verdict and verdict.holds else [],
    }  # fmt: skip
    return render(request, "decisions/core_check.html", context, status=422 if form.errors else 200)


def trail_of(case: Any, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The case, the list of cores, then these steps: words and an address, empty for here."""
    here = "" if not steps else reverse("decisions:cores", args=[case.key])
    return decisions_trail(case, ("Common cores", here), *steps)


def may_decide(request: Request, case: Any) -> bool:
    """Whether the viewer may record decisions here."""
    return request.viewer.organisation is not None and request.viewer.may(Permission.DECISION_EDIT, case)


def parts_of(content: CoreContent) -> list[tuple[str, str]]:
    """The parts of a version that a page shows as text; exempt terms, bodies and inputs have places of their own."""
    words = part_words(content)
    shown = ("approach", "timeline", "costing", "terms", "long stop")
    return [(part[:1].upper() + part[1:], words[part]) for part in shown]


def _has_left(look: queries.Look, own: Any) -> bool:
    return any(one.partner == own.key and one.state is PartnerState.LEFT for one in look.position.partners)
