"""What a council is shown of itself before a paper is shared, and whether a paper is as it was frozen."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from severalty.decisions.actions import papers as actions
from severalty.decisions.forms.papers import MOST_BYTES, AnswerForm, CheckForm
from severalty.decisions.queries import papers as queries
from severalty.decisions.reports.writing import listed_in, part_about
from severalty.decisions.views.drafts import trail_of
from severalty.formats.decision_verify import DecisionVerdict, is_decision_pack, verify_decision
from severalty.formats.documents import Document
from severalty.formats.paper_json import part_digest
from severalty.formats.paper_verify import PaperVerdict, verify_paper
from severalty.formats.problems import Unreadable
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.web.documents import chapters_of


@require_http_methods(["GET", "POST"])
@requires(Permission.PAPER_VIEW)
def part(request: Request, case: Any, ref: str) -> HttpResponse:
    clearance = queries.clearance_for(request.viewer, case, ref)
    council = clearance.organisation
    # The council may not see the draft; what of it tells of the council is read with its keeper's eyes.
    keeper = queries.keeper_of(clearance, timezone.localdate())
    draft = queries.draft_for(keeper, case, ref)
    sections = part_about(keeper, case, draft, timezone.localdate(), council.key)
    digest = part_digest(sections)
    form = AnswerForm(request.POST or None, initial={"shown": digest})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["shown"] != digest:
            form.add_error(None, "The part about you was changed since you opened it. Read it again, then answer.")
        elif _answered(request, case, clearance, form):
            return redirect("decisions:part", case.key, ref)
        form.show(digest)
    document = Document(draft.record.name, "", "", "", (), sections)
    context = {
        "case": case, "heading": f"What “{draft.record.name}” tells of {council.name}", "trail": trail_of(case),
        "chapters": chapters_of(document, listed_in(sections)), "clearance": clearance, "form": form, "draft": draft,
        "unchanged": clearance.digest == digest, "may_answer": request.viewer.may(Permission.PAPER_EDIT, case),
    }  # fmt: skip
    return render(request, "decisions/part.html", context, status=422 if form.errors else 200)


def _answered(request: Request, case: Any, clearance: Any, form: AnswerForm) -> bool:
    agreed = form.cleaned_data["agreed"] == "yes"
    answer = actions.Answer(agreed, form.cleaned_data["note"], form.cleaned_data["shown"])
    try:
        if not request.viewer.may(Permission.PAPER_EDIT, case):
            raise Refused("Your role may read this and not answer it.")
        actions.answer_paper(by=request.viewer, at=timezone.now(), case=case, clearance=clearance, answer=answer)
    except Refused as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, "Your answer is on record.", fail_silently=True)
    return True


def _checked(upload: Any, published: str) -> tuple[PaperVerdict | DecisionVerdict, str]:
    """What is found of a paper or a decision pack, and the digest of the paper."""
    data = upload.read(MOST_BYTES)
    if is_decision_pack(data):
        pack = verify_decision(data, upload.name, published)
        return pack, pack.manifest.paper.digest
    verdict = verify_paper(data, upload.name, published or None)
    return verdict, verdict.digest


@require_http_methods(["GET", "POST"])
@requires(Permission.PAPER_VIEW)
def check(request: Request, case: Any) -> HttpResponse:
    form = CheckForm(request.POST or None, request.FILES or None)
    verdict, digest = None, ""
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            verdict, digest = _checked(upload, form.cleaned_data["digest"].replace(" ", "").lower())
        except Unreadable as error:
            form.add_error("file", str(error))
    context = {
        "case": case,
        "heading": "Is a paper unchanged?",
        "trail": trail_of(case),
        "form": form,
        "verdict": verdict,
        "known": queries.frozen_for(request.viewer, case).filter(digest=digest).first() if verdict else None,
    }
    return render(request, "decisions/check.html", context, status=422 if form.errors else 200)
