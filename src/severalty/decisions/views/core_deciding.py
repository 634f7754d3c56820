"""Freezing and amending a common core, what a body resolved on it, call-in, and leaving."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from severalty.decisions.actions import cores as actions
from severalty.decisions.forms import cores as forms
from severalty.decisions.queries import cores as queries
from severalty.decisions.queries.papers import councils_of
from severalty.decisions.reports.cores import draft_content
from severalty.decisions.views.cores import parts_of, trail_of
from severalty.engine.decisions.core_content import TwoVersions, differences
from severalty.engine.decisions.resolutions import CallIn, Outcome
from severalty.engine.estate.parties import Audience
from severalty.formats.core_json import tidied
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission


@dataclass(frozen=True)
class Asking:
    """A page that asks for one thing: its heading, what it says above the form, its button, and what it shows."""

    heading: str
    lead: str
    button: str
    done: str
    shown: dict[str, Any]


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_EDIT)
def core_freeze(request: Request, case: Any, ref: str) -> HttpResponse:
    look = _own_look(request, case, ref, keeps=True)
    newest = look.newest
    content, exempt = draft_content(request.viewer, case, look, timezone.localdate())
    # A form that is sent twice was opened when nothing was frozen yet, though something is by now.
    is_first = not request.POST["newest"] if "newest" in request.POST else newest is None
    form = forms.FreezeCoreForm(request.POST or None, first=is_first, initial={
        "newest": look.position.current, "token": look.row.item.version, "audience": Audience.PARTNERS.value,
    })  # fmt: skip

    def act() -> None:
        freezing = actions.Freezing(
            ref, replace(content, reason=form.cleaned_data["reason"]), form.cleaned_data["newest"], exempt,
            form.cleaned_data["token"], Audience(form.cleaned_data["audience"]),
        )  # fmt: skip
        actions.freeze_core(by=request.viewer, at=timezone.now(), why=form.cleaned_data["reason"] or "frozen",
                            case=case, freezing=freezing)  # fmt: skip

    shown = {"parts": parts_of(content), "deciders": content.deciders, "exempt": exempt,
             "differences": differences(TwoVersions(newest.content, tidied(content))) if newest else ()}  # fmt: skip
    lead = "This is what is frozen. It never changes afterwards; what changes in common makes a new version."
    return _asked(request, case, look, form, act, Asking("Freeze", lead, "Freeze it", "It is frozen.", shown))


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_EDIT)
def core_amend(request: Request, case: Any, ref: str) -> HttpResponse:
    look = _own_look(request, case, ref)
    newest = look.newest
    if newest is None:
        raise Http404
    content = newest.content
    form = forms.AmendForm(request.POST or None, initial=forms.as_it_stands(content, newest.row.digest))

    def act() -> None:
        held = queries.exempt_of(request.viewer, case, newest.row)
        amended = replace(content, **form.parts(), reason=form.cleaned_data["reason"])
        freezing = actions.Freezing(
            ref, amended, form.cleaned_data["newest"], held.text if held else "",
            audience=Audience(form.cleaned_data["audience"]),
        )  # fmt: skip
        made = actions.freeze_core(by=request.viewer, at=timezone.now(), why=form.cleaned_data["reason"], case=case,
                                   freezing=freezing)  # fmt: skip
        if made.digest == form.cleaned_data["newest"]:
            raise Refused("Nothing in common is changed. What changes your own paper only needs no new version.")

    lead = (f"It makes a new version from version {content.number}. Every approval of version {content.number} that is "
            "not in force by then is void, and the other partners see why.")  # fmt: skip
    asking = Asking("Amend", lead, "Make the new version", "The new version is frozen.", {})
    return _asked(request, case, look, form, act, asking)


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_EDIT)
def core_resolve(request: Request, case: Any, ref: str, version: str) -> HttpResponse:
    look = _own_look(request, case, ref)
    frozen = next((one for one in look.versions if one.row.pk == version), None)
    own = request.viewer.organisation
    bodies = [(one.body, one.body_name) for one in frozen.content.deciders
              if own is not None and one.partner == own.key] if frozen else []  # fmt: skip
    if frozen is None or not bodies:
        raise Http404
    form = forms.ResolveForm(request.POST or None, bodies=bodies, initial={
        "digest": frozen.row.digest, "newest": look.position.current, "audience": Audience.PARTNERS.value,
        "body": bodies[0][0] if len(bodies) == 1 else "",
    })  # fmt: skip

    def act() -> None:
        held = {name: value for name, value in form.cleaned_data.items() if name not in ("outcome", "audience")}
        resolving = actions.Resolving(core=ref, outcome=Outcome(form.cleaned_data["outcome"]),
                                      audience=Audience(form.cleaned_data["audience"]), **held)  # fmt: skip
        actions.resolve_core(by=request.viewer, at=timezone.now(), why="what a body resolved", case=case,
                             resolving=resolving)  # fmt: skip

    lead = (f"On version {frozen.content.number}, digest {frozen.row.digest}. If members changed what is common, "
            "amend the core first: their decision is then on the new version.")  # fmt: skip
    shown = {"parts": parts_of(frozen.content)}
    asking = Asking("Record a decision", lead, "Put it on record", "The decision is on record.", shown)
    return _asked(request, case, look, form, act, asking)


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_EDIT)
def core_call_in(request: Request, case: Any, ref: str) -> HttpResponse:
    row = queries.resolution_of(request.viewer, case, ref)
    look = _own_look(request, case, str(row.core_id))
    if request.viewer.organisation is None or row.item.recorded_by_id != request.viewer.organisation.pk:
        raise Http404
    is_open = row.call_in == CallIn.PENDING
    form = forms.SettleForm(request.POST or None) if is_open else forms.CallInForm(request.POST or None)

    def act() -> None:
        by = {"by": request.viewer, "at": timezone.now(), "why": form.cleaned_data["why"], "case": case, "ref": ref}
        if is_open:
            outcome = CallIn(form.cleaned_data["outcome"])
            actions.settle_call_in(**by, outcome=outcome, on=form.cleaned_data["on"])
        else:
            actions.call_in_resolution(**by, on=form.cleaned_data["on"])

    heading = "Settle the call-in" if is_open else "Record a call-in"
    return _asked(request, case, look, form, act, Asking(heading, row.item.name, "Put it on record",
                                                         "It is on record.", {}))  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_EDIT)
def core_decider(request: Request, case: Any, ref: str) -> HttpResponse:
    look = _own_look(request, case, ref, keeps=True)
    form = forms.DeciderForm(
        request.POST or None, councils=[(one.key, one.name) for one in councils_of(case)],
        bodies=[(row.pk, row.item.name) for row in queries.bodies_for(request.viewer, case)],
    )  # fmt: skip

    def act() -> None:
        data = form.cleaned_data
        actions.name_decider(by=request.viewer, at=timezone.now(), why=data["why"], case=case, ref=ref,
                             partner=data["partner"], body=data["body"])  # fmt: skip

    lead = "Each partner decides by a body of its own. It counts from the next version that is frozen."
    return _asked(request, case, look, form, act, Asking("Name who decides", lead, "Name it", "It is on record.", {}))


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_EDIT)
def core_leave(request: Request, case: Any, ref: str) -> HttpResponse:
    look = _own_look(request, case, ref)
    form = forms.LeaveForm(request.POST or None)

    def act() -> None:
        actions.leave_core(by=request.viewer, at=timezone.now(), why=form.cleaned_data["why"], case=case, ref=ref,
                           on=form.cleaned_data["on"])  # fmt: skip

    rest = [one.name for one in look.position.partners
            if request.viewer.organisation and one.partner != request.viewer.organisation.key]  # fmt: skip
    holds = (f"What {' and '.join(rest)} decide in common goes on without you." if len(rest) > 1
             else "One partner alone has nothing to decide in common: nothing is in force from that day.")  # fmt: skip
    lead = f"Your council’s approval is needed no more from that day. {holds}"
    return _asked(request, case, look, form, act, Asking("Leave", lead, "Leave", "It is on record.", {}))


def _own_look(request: Request, case: Any, ref: str, *, keeps: bool = False) -> queries.Look:
    """The core, if the viewer's organisation keeps it, or decides on it as well where that is enough."""
    look = queries.look_at(request.viewer, case, ref, timezone.localdate())
    own = request.viewer.organisation
    is_keeper = own is not None and look.row.item.recorded_by_id == own.pk
    if own is None or not (is_keeper or (not keeps and own.key in look.partners)):
        raise Http404
    return look


def _asked(
    request: Request, case: Any, look: queries.Look, form: Any, act: Callable[[], None], asking: Asking
) -> HttpResponse:
    """The page with its form; once it is sent and valid, the act and the way back to the core."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, asking.done, fail_silently=True)
            return redirect("decisions:core", case.key, look.row.pk)
    name, back = look.row.item.name, reverse("decisions:core", args=[case.key, look.row.pk])
    context = {"case": case, "heading": f"{asking.heading}: {name}", "form": form, "asking": asking, "back": back,
               "trail": trail_of(case, (name, back), (asking.heading, "")), **asking.shown}  # fmt: skip
    return render(request, "decisions/core_form.html", context, status=422 if form.errors else 200)
