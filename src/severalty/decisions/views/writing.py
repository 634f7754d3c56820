"""Adding a paper, and writing its words."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from severalty.decisions.actions import papers as actions
from severalty.decisions.forms.papers import Offers, PaperForm, initial_of
from severalty.decisions.queries import papers as queries
from severalty.decisions.views.drafts import trail_of
from severalty.engine.estate.parties import Audience
from severalty.tenancy.access import Request, refused, requires
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import organisations_of


@require_http_methods(["GET", "POST"])
@requires(Permission.PAPER_EDIT)
def new(request: Request, case: Any) -> HttpResponse:
    if request.viewer.organisation is None:
        return refused(request, Permission.PAPER_EDIT)
    initial = {"audience": Audience.HOLDERS.value, "organisation": request.viewer.organisation.key}
    subject = request.GET.get("about", "")
    form = PaperForm(request.POST or None, offers=_offers(request, case, ""), initial=initial | {"subject": subject})
    return _answer(request, case, form, None)


@require_http_methods(["GET", "POST"])
@requires(Permission.PAPER_EDIT)
def write(request: Request, case: Any, ref: str) -> HttpResponse:
    draft = queries.draft_for(request.viewer, case, ref)
    if not queries.is_own(request.viewer, draft.row):
        raise Http404
    form = _form_of(request, case, draft, request.POST or None)
    return _answer(request, case, form, draft)


def _form_of(request: Request, case: Any, draft: queries.Draft, data: Any) -> PaperForm:
    subject = draft.row.subject_id or ""
    form = PaperForm(data, offers=_offers(request, case, subject), kind=draft.record.kind)
    form.initial = initial_of(draft.record, subject, draft.passages, form.places) | {"token": draft.token}
    return form


def _offers(request: Request, case: Any, subject: str) -> Offers:
    return Offers(
        organisations=[(one.key, one.name) for one in organisations_of(case)],
        subjects=queries.subjects_for(request.viewer, case, subject),
        councils=[(one.key, one.name) for one in queries.councils_of(case)],
    )


def _answer(request: Request, case: Any, form: PaperForm, draft: queries.Draft | None) -> HttpResponse:
    differing: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            ref = _saved(request, case, form, draft)
        except Stale as error:
            form, differing = _again(request, case, draft, str(error))
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved.", fail_silently=True)
            return redirect("decisions:paper" if draft else "decisions:write", case.key, ref)
    context = {
        "case": case, "form": form, "differing": differing, "draft": draft,
        "heading": f"Write {draft.record.name}" if draft else "Add a paper",
        "trail": trail_of(case),
        "back_url": reverse("decisions:paper", args=[case.key, draft.row.pk]) if draft
        else reverse("decisions:papers", args=[case.key]),
    }  # fmt: skip
    return render(request, "decisions/write.html", context, status=422 if form.errors else 200)


def _saved(request: Request, case: Any, form: PaperForm, draft: queries.Draft | None) -> str:
    subject = queries.spelled(request.viewer, case, form.cleaned_data["subject"])
    record = form.record(draft.record if draft else None, subject)
    edit = actions.Edit(
        record=record,
        ref=draft.row.pk if draft else "",
        token=form.cleaned_data["token"],
        passages=form.passages(record.key) if draft else None,
    )
    return actions.save_paper(by=request.viewer, at=timezone.now(), why=form.cleaned_data["why"], case=case, edit=edit)


def _again(
    request: Request, case: Any, draft: queries.Draft | None, words: str
) -> tuple[PaperForm, list[tuple[str, str, str]]]:
    """The form with what the person typed, opened anew on what is on record now, and where the two differ."""
    assert draft is not None, "A new paper cannot be stale."  # noqa: S101 - for the type checker
    now = queries.draft_for(request.viewer, case, draft.row.pk)
    data = request.POST.copy()
    data["token"] = now.token
    fresh = _form_of(request, case, now, data)
    fresh.is_valid()
    fresh.add_error(None, f"{words} Compare below; if you save again, what you typed takes its place.")
    found = [
        (str(fresh.fields[name].label), _in_words(fresh, name, fresh.initial.get(name)),
         _in_words(fresh, name, fresh[name].data))
        for name in fresh.changed_data
        if name not in ("why", "token")
    ]  # fmt: skip
    return fresh, found


def _in_words(form: PaperForm, name: str, value: Any) -> str:
    """An entry as the form spells it to people: the words of a choice and not its key."""
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(value, "nothing" if choices else value) if value else "nothing")
