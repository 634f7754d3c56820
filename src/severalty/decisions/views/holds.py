"""Holds: the list, placing one, lifting one, and what is held and what acts rested on, beside a thing."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from severalty.decisions.actions import delegations as actions
from severalty.decisions.forms.delegations import HoldForm, LiftForm
from severalty.decisions.queries.authority import HeldLine, acts_about, hold_lines
from severalty.decisions.views.tables import trail_of as decisions_trail
from severalty.engine.dates import day
from severalty.engine.decisions.holds import HoldState
from severalty.engine.evidence import Evidence
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission

TONES = {HoldState.STANDS: "bad", HoldState.TO_COME: "warn", HoldState.LAPSED: "plain", HoldState.LIFTED: "plain"}


@dataclass(frozen=True)
class Shown:
    """A hold as a page shows it, with how it is marked and whether the viewer may lift it."""

    line: HeldLine
    tone: str
    may_lift: bool


@require_GET
@requires(Permission.DECISION_VIEW)
def holds(request: Request, case: Any) -> HttpResponse:
    lines = hold_lines(request.viewer, case, day(timezone.localdate()))
    shown = [Shown(one, TONES[one.state], _may_lift(request, case, one)) for one in lines]
    standing = sum(1 for one in lines if one.state is HoldState.STANDS)
    lead = f"{standing:,} of {len(lines):,} {'stands' if standing == 1 else 'stand'} today." if lines else ""
    context = {"case": case, "heading": "Holds", "shown": shown, "lead": lead or "Nothing is held.",
               "may": _may(request, case), "trail": trail_of(case)}  # fmt: skip
    return render(request, "decisions/holds.html", context)


def trail_of(case: Any, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The case, the list of holds, then these steps: words and an address, empty for here."""
    here = "" if not steps else reverse("decisions:holds", args=[case.key])
    return decisions_trail(case, ("Holds", here), *steps)


def _may(request: Request, case: Any) -> bool:
    return request.viewer.organisation is not None and request.viewer.may(Permission.DECISION_EDIT, case)


def _may_lift(request: Request, case: Any, line: HeldLine) -> bool:
    own = request.viewer.organisation
    is_theirs = own is not None and own.pk in (line.row.item.recorded_by_id, line.row.organisation_id)
    return is_theirs and _may(request, case) and line.state in (HoldState.STANDS, HoldState.TO_COME)


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_EDIT)
def hold_new(request: Request, case: Any) -> HttpResponse:
    if request.viewer.organisation is None:
        raise Http404
    form = HoldForm(request.POST or None, initial={"thing": request.GET.get("thing", "")})
    if request.method == "POST" and form.is_valid() and _placed(request, case, form):
        return redirect("decisions:holds", case.key)
    context = {"case": case, "heading": "Place a hold", "form": form, "trail": trail_of(case, ("Place a hold", ""))}
    return render(request, "decisions/hold_new.html", context, status=422 if form.errors else 200)


def _placed(request: Request, case: Any, form: HoldForm) -> bool:
    own = request.viewer.organisation
    council = own.key if own is not None and own.kind == "council" else ""
    record = form.record(council, Evidence.ILLUSTRATIVE if case.illustrative else Evidence.ATTESTED)
    try:
        actions.place_hold(by=request.viewer, at=timezone.now(), case=case, record=record)
    except actions.Unfit as error:
        form.refuse(error.columns)
        return False
    messages.success(request, f"“{record.name}” is on record. Acts that it holds are refused from {record.starts}.")
    return True


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_EDIT)
def hold_lift(request: Request, case: Any, ref: str) -> HttpResponse:
    line = next((one for one in hold_lines(request.viewer, case, day(timezone.localdate())) if one.row.pk == ref), None)
    if line is None or not _may_lift(request, case, line):
        raise Http404
    form = LiftForm(request.POST or None, initial={"version": line.row.item.version})
    if request.method == "POST" and form.is_valid() and _lifted(request, case, form, ref):
        return redirect("decisions:holds", case.key)
    context = {"case": case, "heading": f"Lift: {line.record.name}", "form": form, "line": line,
               "trail": trail_of(case, (f"Lift: {line.record.name}", ""))}  # fmt: skip
    return render(request, "decisions/hold_lift.html", context, status=422 if form.errors else 200)


def _lifted(request: Request, case: Any, form: LiftForm, ref: str) -> bool:
    data, on = form.cleaned_data, day(timezone.localdate())
    lifting = actions.Lifting(ref, data["version"], data["lifted_on"], data["lifted_by"])
    try:
        actions.lift_hold(by=request.viewer, at=timezone.now(), on=on, case=case, lifting=lifting)
    except Refused as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, f"Lifted from {data['lifted_on']}.")
    return True


def held_panel(viewer: Any, item: Any) -> str:
    """The holds on a thing and the acts about it with what they rested on; empty where there is neither."""
    if not viewer.may(Permission.DECISION_VIEW, item.case):
        return ""
    on = day(timezone.localdate())
    held = [(one, TONES[one.state]) for one in hold_lines(viewer, item.case, on, item.pk)]
    acts = acts_about(viewer, item.case, item.pk)
    if not held and not acts:
        return ""
    return render_to_string("decisions/held.html", {"held": held, "acts": acts, "case": item.case})
