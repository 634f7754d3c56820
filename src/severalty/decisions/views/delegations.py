"""Delegations: the list, one with its chain and the acts that rested on it; passing on and revoking."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from severalty.decisions.actions import delegations as actions
from severalty.decisions.binding import BODIES, DELEGATIONS
from severalty.decisions.forms.delegations import PassOnForm, RevokeForm
from severalty.decisions.queries.authority import (
    Ground,
    acts_resting_on,
    delegation_words,
    ground_for,
    standing_of,
)  # fmt: skip
from severalty.decisions.views.tables import new_url
from severalty.decisions.views.tables import trail_of as decisions_trail
from severalty.engine.dates import PartialDate, day
from severalty.engine.decisions.acts import acts_in, needs_of
from severalty.engine.decisions.authority import Cover, Covered
from severalty.engine.decisions.bodies import BodyKind
from severalty.engine.decisions.delegations import Delegation
from severalty.engine.decisions.resolutions import Form
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.binding import Binding
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import organisations_of

TONES = {Cover.YES: "good", Cover.NO: "bad", Cover.CANNOT_SAY: "warn"}
STANDS = {Cover.YES: "stands today", Cover.NO: "does not stand today", Cover.CANNOT_SAY: "cannot say"}


@dataclass(frozen=True)
class Line:
    """One delegation as a list shows it: how it stands today, and how many acts rested on it."""

    ref: str
    record: Delegation
    council: Any
    words: str
    found: Covered
    used: int

    @property
    def state(self) -> str:
        """How it stands, in words."""
        return STANDS[self.found.covers]

    @property
    def tone(self) -> str:
        """How it is marked."""
        return TONES[self.found.covers]


@require_GET
@requires(Permission.DECISION_VIEW)
def delegations(request: Request, case: Any) -> HttpResponse:
    ground, on = ground_for(request.viewer, case), day(timezone.localdate())
    lines = sorted(_lines(ground, case, on), key=lambda one: (one.tone != "good", one.record.name))
    context = {
        "case": case, "heading": "Delegations", "lines": lines, "may": _may(request, case), "trail": trail_of(case),
        "needs": needs_of().needs, "lead": _lead(lines),
    }  # fmt: skip
    return render(request, "decisions/delegations.html", context)


def _lead(lines: list[Line]) -> str:
    standing = sum(1 for one in lines if one.found.covers is Cover.YES)
    return f"{standing:,} of {len(lines):,} stand today." if lines else "None is on record."


def _lines(ground: Ground, case: Any, on: PartialDate) -> list[Line]:
    councils = {one.key: one for one in organisations_of(case)}
    used: dict[str, int] = {}
    for _, act, _ in ground.acts:
        used[act.rests_on] = used.get(act.rests_on, 0) + 1
    return [
        Line(one.key, one, councils.get(one.organisation), delegation_words(one), standing_of(ground, one, on),
             used.get(one.key, 0))
        for one in ground.question.delegations
    ]  # fmt: skip


def trail_of(case: Any, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The case, the list of delegations, then these steps: words and an address, empty for here."""
    here = "" if not steps else reverse("decisions:delegations", args=[case.key])
    return decisions_trail(case, ("Delegations", here), *steps)


def _may(request: Request, case: Any) -> bool:
    return request.viewer.organisation is not None and request.viewer.may(Permission.DECISION_EDIT, case)


def _line_of(ground: Ground, case: Any, ref: str, on: PartialDate) -> Line:
    found = next((one for one in _lines(ground, case, on) if one.ref == ref), None)
    if found is None:
        raise Http404
    return found


@require_GET
@requires(Permission.DECISION_VIEW)
def delegation(request: Request, case: Any, ref: str) -> HttpResponse:
    return _page(request, case, ref, None)


def _page(request: Request, case: Any, ref: str, revoking: RevokeForm | None) -> HttpResponse:
    ground, on = ground_for(request.viewer, case), day(timezone.localdate())
    line = _line_of(ground, case, ref, on)
    row = next(row for row, _ in ground.drafting.existing(DELEGATIONS).values() if row.pk == ref)
    own = _may(request, case) and row.item.recorded_by_id == request.viewer.organisation.pk  # type: ignore[union-attr]
    if revoking is None and own and line.record.revoked_on is None:
        initial = {"version": row.item.version}
        revoking = RevokeForm(initial=initial, resolutions=_resolutions(ground))
    context = {
        "case": case, "heading": line.record.name, "line": line, "trail": trail_of(case, (line.record.name, "")),
        "own": own, "officer_url": _officer_url(ground, case, line.record) if own else "", "form": revoking,
        "acts": [(act, _done(found)) for act, found in acts_resting_on(ground, ref)],
        "covers": [act.value for act in acts_in(line.record.acts).acts], "others": acts_in(line.record.acts).others,
        "parent": next((one for one in ground.question.delegations if one.key == line.record.parent), None),
        "children": [one for one in _lines(ground, case, on) if one.record.parent == ref],
        "body": next((one for one in ground.question.bodies if one.key == line.record.body), None),
        "resolution": next((one for one in ground.question.resolutions if one.key == line.record.resolution), None),
        "may_pass_on": _may(request, case) and line.record.may_pass_on is Known.YES and not line.record.revoked_on,
    }  # fmt: skip
    status = 422 if revoking is not None and revoking.errors else 200
    return render(request, "decisions/delegation.html", context, status=status)


def _officer_url(ground: Ground, case: Any, record: Delegation) -> str:
    """The form for a decision that an officer takes under a delegation, filled in as far as the delegation tells.

    The decision is the officer's who is on record as a body of the same council by the name of the holder.
    """
    holder = record.holder.casefold()
    officers = (
        one.key for one in ground.question.bodies
        if one.kind is BodyKind.OFFICER and one.organisation == record.organisation and holder in one.name.casefold()
    )  # fmt: skip
    return new_url(
        case, "resolutions", form=Form.OFFICER_DECISION, delegation=_spelled(ground, record.key, DELEGATIONS),
        body=_spelled(ground, next(officers, ""), BODIES), decided_on=str(day(timezone.localdate())),
        interests="None", audience=Audience(record.audience),
    )  # fmt: skip


def _spelled(ground: Ground, ref: str, binding: Binding) -> str:
    own = ground.viewer.organisation
    return ground.drafting.lookup.name_of(ref or None, binding.table, own.pk) if own else ""


def _done(found: Covered) -> tuple[str, str, str]:
    """How an act stands on its authority by the record of today: words, tone, reasons."""
    words = {Cover.YES: "covered", Cover.NO: "not covered", Cover.CANNOT_SAY: "cannot say"}
    return words[found.covers], TONES[found.covers], " ".join((*found.reasons, *found.warnings))


def _resolutions(ground: Ground) -> list[tuple[str, str]]:
    return [(one.key, f"{one.name} ({one.decided_on or 'no day'})") for one in ground.question.resolutions]


@require_http_methods(["POST"])
@requires(Permission.DECISION_EDIT)
def delegation_revoke(request: Request, case: Any, ref: str) -> HttpResponse:
    ground = ground_for(request.viewer, case)
    _line_of(ground, case, ref, day(timezone.localdate()))
    form = RevokeForm(request.POST, resolutions=_resolutions(ground))
    if not form.is_valid():
        return _page(request, case, ref, form)
    data = form.cleaned_data
    revoking = actions.Revoking(ref, data["version"], data["revoked_on"], data["resolution"])
    try:
        actions.revoke(by=request.viewer, at=timezone.now(), case=case, revoking=revoking)
    except Refused as error:
        form.add_error(None, str(error))
        return _page(request, case, ref, form)
    messages.success(request, f"Revoked from {data['revoked_on']}. What was passed on from it covers nothing either.")
    return redirect("decisions:delegation", case.key, ref)


@require_http_methods(["GET", "POST"])
@requires(Permission.DECISION_EDIT)
def delegation_pass_on(request: Request, case: Any, ref: str) -> HttpResponse:
    ground = ground_for(request.viewer, case)
    line = _line_of(ground, case, ref, day(timezone.localdate()))
    form = PassOnForm(request.POST or None, acts=acts_in(line.record.acts).acts)
    if request.method == "POST" and form.is_valid():
        made = _passed_on(request, case, form, line.record)
        if made:
            messages.success(request, f"“{line.record.name}” is passed on.")
            return redirect("decisions:delegation", case.key, made)
    here = (line.record.name, reverse("decisions:delegation", args=[case.key, ref]))
    context = {"case": case, "heading": f"Pass on: {line.record.name}", "form": form, "line": line,
               "trail": trail_of(case, here, ("Pass on", ""))}  # fmt: skip
    return render(request, "decisions/delegation_pass_on.html", context, status=422 if form.errors else 200)


def _passed_on(request: Request, case: Any, form: PassOnForm, parent: Delegation) -> str:
    evidence = Evidence.ILLUSTRATIVE if case.illustrative else Evidence.ATTESTED
    record = form.record(parent.organisation, Audience(parent.audience), evidence)
    try:
        return actions.pass_on(by=request.viewer, at=timezone.now(), case=case, parent=parent.key, record=record)
    except actions.Unfit as error:
        form.refuse(error.columns)
    except Refused as error:
        form.add_error(None, str(error))
    return ""
