"""The board of waves, and the form that moves a package to another wave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from severalty.engine.transition.packages import WorkPackage
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.permissions import Permission
from severalty.transition.actions.packages import Pinned, pin_package
from severalty.transition.forms.looking import WaveForm
from severalty.transition.queries.cut_overs import CutOver, cut_overs_of
from severalty.transition.reports.go_tables import COUNTED, Tied, go_lead, joint_sheet, state_words, tied_in, verdict
from severalty.transition.reports.pictures import days_words
from severalty.transition.reports.wave_table import board_of, placed_sheet, placed_words, waves_sheet
from severalty.transition.views.timetable_look import Looked, looked, of_a_plan, shown, trail_of
from severalty.transition.views.trails import at

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


@require_GET
@requires(Permission.PLAN_VIEW)
@of_a_plan
def waves(request: Request, case: Case) -> HttpResponseBase:
    found = looked(request, case)
    joint = cut_overs_of(request.viewer, case, found.ref)
    tied = tied_in(joint, found.drawn.seen.handles)
    url = partial(at, case, "cut-over")
    board = board_of(found.look, _moves(request, case, found), _goes(tied, url))
    sheets = [waves_sheet(board), joint_sheet(found.look, tied, url), placed_sheet(found.look, board)]
    over = [one.name for one in board if one.is_over]
    lead = f"{placed_words(board)} {go_lead(joint)}".strip()
    context = {"board": board, "lead": lead, "over": over, "joint": _joint(joint, url), "counted": COUNTED,
               "in_tables": any(one.endswith("-part") for one in request.GET)}  # fmt: skip
    return shown(request, case, found, "waves", [one for one in sheets if one.rows], context)


def _joint(joint: Sequence[CutOver], url: Callable[[str], str]) -> list[tuple[str, str, str]]:
    """What goes jointly: its name, the page of its words, and what comes of them."""
    return [(one.name, url(one.ref), verdict(one)) for one in joint]


def _goes(tied: Sequence[Tied], url: Callable[[str], str]) -> dict[str, list[tuple[str, str]]]:
    """By package, the page on which councils give their word on it, and what comes of their words."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in tied:
        if one.cut_over.standing.together:
            found.setdefault(one.handle, []).append((url(one.cut_over.ref), state_words(one.cut_over)))
    return found


def _moves(request: Request, case: Case, found: Looked) -> dict[str, str]:
    """Where each package is moved that the viewer may change: its own organisation's."""
    if not request.viewer.may(Permission.PLAN_EDIT, case) or not found.look.record.waves:
        return {}
    seen = found.drawn.seen
    return {
        one.key: f"{reverse('transition:wave-move', args=[case.key, seen.refs[one.key]])}?plan={found.ref}"
        for one in found.look.record.packages
        if one.key in seen.refs and _is_own(request, found, one)
    }  # fmt: skip


def _is_own(request: Request, found: Looked, package: WorkPackage) -> bool:
    row, own = found.drawn.seen.rows.get(package.key), request.viewer.organisation
    return row is not None and own is not None and row.item.recorded_by_id == own.pk


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_EDIT)
def wave_move(request: Request, case: Case, ref: str) -> HttpResponseBase:
    found = looked(request, case)
    package = found.look.by_key.get(found.drawn.seen.handles.get(ref, ""))
    if package is None or not _is_own(request, found, package):
        raise Http404
    numbered = [(str(one.number), one.name) for one in found.look.record.waves]
    form = WaveForm(request.POST or None, initial={"wave": package.wave or "", "version": _version(found, package)},
                    waves=numbered)  # fmt: skip
    if request.method == "POST" and form.is_valid() and _moved(request, case, package, ref, form):
        return redirect(f"{reverse('transition:waves', args=[case.key])}?plan={found.ref}")
    context: dict[str, Any] = {
        "case": case, "heading": f"Move {package.name}", "form": form, "package": package,
        "dates": days_words(found.look.days(package)), "told": found.look.told.get(package.key),
        "back": f"{reverse('transition:waves', args=[case.key])}?plan={found.ref}",
        "waves": found.look.record.waves, "trail": trail_of(case, found, "Move to a wave"),
    }  # fmt: skip
    return render(request, "transition/wave_move.html", context, status=422 if form.errors else 200)


def _version(found: Looked, package: WorkPackage) -> int:
    return int(found.drawn.seen.rows[package.key].item.version)


def _moved(request: Request, case: Case, package: WorkPackage, ref: str, form: WaveForm) -> bool:
    wave = int(form.cleaned_data["wave"]) if form.cleaned_data["wave"] else None
    pinned = Pinned(ref, form.cleaned_data["version"], package.starts_on, wave)
    try:
        pin_package(by=request.viewer, at=timezone.now(), case=case, pinned=pinned)
    except (Refused, Stale) as error:
        form.add_error(None, str(error) or "Somebody else has changed this package meanwhile. Look at it again.")
        return False
    where = f"is pinned to wave {wave}" if wave else "is placed wherever it fits"
    messages.success(request, f"{package.name} {where}. Make the plan again so that its dates follow.")
    return True
