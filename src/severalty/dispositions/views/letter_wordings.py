"""An organisation's own wording of its letters, one for each kind, with the merge fields and a preview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from severalty.dispositions import actions
from severalty.dispositions.queries.letter_texts import KeptWording, own_wordings
from severalty.dispositions.queries.letters import letter_facts, letter_rows
from severalty.dispositions.reports.letters import merge_values
from severalty.dispositions.views.letter_forms import WordingForm
from severalty.dispositions.views.trails import trail_of
from severalty.engine.dispositions.letter_wording import (
    MERGE_FIELDS,
    STANDARD,
    Worded,
    Wording,
    fields_of,
    merged,
    wording_faults,
)
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission

if TYPE_CHECKING:
    from severalty.tenancy.access import Viewer
    from severalty.tenancy.models import Case

HEADING = "Wordings of letters"


@require_GET
@requires(Permission.DISPOSITION_EDIT)
def letter_wordings(request: Request, case: Case) -> HttpResponse:
    rows = [(one, slugify(one.kind.value)) for one in own_wordings(request.viewer)]
    context = {"case": case, "heading": HEADING, "rows": rows, "trail": _trail(case, (HEADING, ""))}
    return render(request, "dispositions/letter_wordings.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.DISPOSITION_EDIT)
def letter_wording(request: Request, case: Case, kind: str) -> HttpResponse:
    kept = next((one for one in own_wordings(request.viewer) if slugify(one.kind.value) == kind), None)
    if kept is None:
        raise Http404
    initial = {"subject": kept.wording.subject, "text": kept.wording.text, "version": kept.version}
    form = WordingForm(request.POST or None, initial=initial)
    wording = _checked(form)
    keeping = "preview" not in request.POST and ("forget" in request.POST or wording is not None)
    if request.method == "POST" and keeping and _kept(request, case, kept, form, wording):
        return redirect("dispositions:letter-wordings", case.key)
    stands = kept.wording if keeping and form.errors and request.POST.get("version") != str(kept.version) else None
    shown = wording if request.method == "POST" else kept.wording
    here = f"{kept.kind.value[:1].upper()}{kept.kind.value[1:]}"
    where = (HEADING, reverse("dispositions:letter-wordings", args=[case.key]))
    context = {
        "case": case, "heading": f"Wording: {kept.kind.value}", "form": form, "kept": kept,
        "fields": [(f"{{{name}}}", what) for name, what in MERGE_FIELDS.items()], "standard": STANDARD[kept.kind],
        "used": [f"{{{name}}}" for name in fields_of(shown)] if shown else [],
        "stands": stands, "preview": _preview(request.viewer, case, kept, shown) if shown else None,
        "trail": _trail(case, where, (here, "")),
    }  # fmt: skip
    return render(request, "dispositions/letter_wording.html", context, status=422 if form.errors else 200)


def _checked(form: WordingForm) -> Wording | None:
    """The wording that was typed, if it can be used; else the form says why not."""
    if not form.is_bound or not form.is_valid():
        return None
    wording = form.wording()
    for sentence in wording_faults(wording):
        form.add_error("subject" if sentence.startswith("The subject") else "text", sentence)
    return None if form.errors else wording


def _kept(request: Request, case: Case, kept: KeptWording, form: WordingForm, wording: Wording | None) -> bool:
    forget, kind = "forget" in request.POST, kept.kind
    try:
        version = int(request.POST.get("version", ""))
        actions.set_wording(
            by=request.viewer, at=timezone.now(), case=case, kind=kind, wording=None if forget else wording,
            version=version,
        )  # fmt: skip
    except ValueError:
        raise Http404 from None
    except Refused as error:
        form.add_error(None, str(error))
        data = form.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(kept.version)
        form.data = data
        return False
    whose = "the standard wording" if forget else "your own wording"
    messages.success(request, f"Drafts of a {kind.value} now use {whose}. Letters that were sent stay as they are.")
    return True


def _preview(viewer: Viewer, case: Case, kept: KeptWording, wording: Wording) -> tuple[Worded, str]:
    """The wording as it would read for the last letter of this kind that the organisation wrote, and its name."""
    rows = letter_rows(viewer, case).filter(kind=kept.kind.value, item__recorded_by=viewer.organisation)
    found: list[Any] = letter_facts(viewer, case, list(rows.order_by("-item__changed_at", "pk")[:1]))
    values = merge_values(found[0]) if found else {}
    return merged(wording, values), found[0].letter.name if found else ""


def _trail(case: Case, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    return trail_of(case, ("Letters", reverse("dispositions:letters", args=[case.key])), *steps)
