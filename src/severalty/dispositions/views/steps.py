"""The register of procurement steps: the list across all contracts, one step, and taking steps up from a way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from severalty.decisions.actions.authority import Unauthorised
from severalty.decisions.queries.authority import Ways, ground_for, ways_for
from severalty.dispositions import actions
from severalty.dispositions.queries import steps as queries
from severalty.dispositions.queries.deeds import step_deed
from severalty.dispositions.queries.letters import with_words
from severalty.dispositions.views.authority_boxes import RESTS_ON, add_authority, resting_of
from severalty.dispositions.views.contract_way import TimesForm, timetable_steps
from severalty.dispositions.views.letter_lists import contract_way_url
from severalty.dispositions.views.trails import trail_of
from severalty.engine.dates import PartialDate, day
from severalty.engine.dispositions.procurement import ADVICE
from severalty.engine.dispositions.steps import StepKind, StepState, state_of_step, step_faults
from severalty.engine.estate.parties import Audience, OrganisationKind
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import organisations_of
from severalty.web.boxes import DayField
from severalty.web.forms import PlainForm
from severalty.web.lists import Column, Filter, Register, render_list
from severalty.web.marks import Tag

if TYPE_CHECKING:
    from severalty.tenancy.access import Viewer
    from severalty.tenancy.models import Case

TONES = {StepState.DONE: "good", StepState.OVERDUE: "bad", StepState.SOON: "warn", StepState.UNDATED: "warn"}


class DoneForm(PlainForm):
    """When a step was done, and where its notice is found."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    done_on = DayField(label="On which day", help_text="For example 12 November 2026.")
    reference = forms.CharField(
        label="Reference of the notice", required=False, max_length=300, help_text="Where it can be looked up."
    )


class TakeUpForm(TimesForm):
    """The steps of buying anew for one council, with the days that the way was reckoned with."""

    council = forms.CharField(max_length=300)
    owner = forms.CharField(max_length=300, required=False)
    procurement = forms.CharField(max_length=300, required=False)


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def steps(request: Request, case: Case) -> HttpResponseBase:
    on, rows = _today(), queries.step_rows(request.viewer, case)
    late = queries.in_state(rows, StepState.OVERDUE, on).count()
    own = request.viewer.organisation
    context = {
        "case": case, "trail": trail_of(case, ("Procurement steps", "")),
        "heading": "Procurement steps", "late": late, "advice": ADVICE,
        "may_add": own is not None and request.viewer.may(Permission.DISPOSITION_EDIT, case),
        "lead": f"{late:,} {'step is' if late == 1 else 'steps are'} past {'its' if late == 1 else 'their'} day."
        if late else "Nothing is past its day.",
    }  # fmt: skip
    return render_list(request, _register(request.viewer, case, on), rows, context, template="dispositions/steps.html")


def _register(viewer: Viewer, case: Case, on: PartialDate) -> Register:
    councils = tuple((one.key, one.name) for one in organisations_of(case) if one.kind == OrganisationKind.COUNCIL)
    states = {one.name.lower(): one for one in StepState}
    return Register(
        "step", "steps",
        (
            Column("name", "Step", "link", "item__name", "item.name",
                   url=lambda row: reverse("dispositions:step", args=[case.key, row.pk])),
            Column("state", "State", "tag", value=lambda row: _tag(row, on)),
            Column("due", "Due", "date", "due"),
            Column("council", "For", "organisation", "council__name"),
            Column("owner", "Owner", "text", "owner", "owner"),
            Column("contract", "Contract", "link", "contract_name", "contract_name",
                   url=lambda row: contract_way_url(case, row.contract_ref)),
            Column("done_on", "Done", "date", "done_on"),
            Column("reference", "Notice", "text", "reference", "reference"),
            Column("procurement", "Procurement", "text", "procurement", "procurement", True),
            Column("kind", "Kind", "text", "kind", "kind", True),
            Column("recorded_by", "Recorded by", "organisation", "item__recorded_by__name", "item.recorded_by", True),
        ),
        (
            Filter("q", "Contains", None, with_words),
            Filter("state", "State", tuple((key, one.value) for key, one in states.items()),
                   lambda rows, key: queries.in_state(rows, states[key], on)),
            Filter("council", "For", councils, lambda rows, key: rows.filter(council__key=key)),
            *([Filter("whose", "Whose", (("ours", "Recorded by us, or for us"),),
                      lambda rows, _: queries.own_steps(viewer, rows))] if viewer.organisation else []),
            Filter("kind", "Kind", tuple((one.value, one.value) for one in StepKind),
                   lambda rows, kind: rows.filter(kind=kind)),
        ),
        "due", _lock,
    )  # fmt: skip


def _tag(row: Any, on: PartialDate) -> Tag:
    state = state_of_step(row.due, row.done_on, on)
    return Tag(state.value, TONES.get(state, "plain"))


def _lock(row: Any) -> str:
    return f"only {row.item.recorded_by.name} sees this" if row.item.audience == Audience.HOLDERS else ""


@require_http_methods(["GET", "POST"])
@requires(Permission.DISPOSITION_VIEW)
def step(request: Request, case: Case, ref: str) -> HttpResponse:
    row = queries.step_of(request.viewer, case, ref)
    own = request.viewer.organisation is not None and request.viewer.organisation.pk == row.item.recorded_by_id
    form = None
    if own and row.done_on is None and request.viewer.may(Permission.DISPOSITION_EDIT, case):
        initial = {"version": row.item.version, "reference": row.reference}
        form = DoneForm(request.POST or None, initial=initial)
        ways = _ask_authority(request, case, form, row)
        if request.method == "POST" and form.is_valid() and _done(request, case, form, row, ways):
            return redirect("dispositions:steps", case.key)
    state = state_of_step(row.due, row.done_on, _today())
    context = {
        "case": case, "heading": row.item.name, "row": row, "own": own, "form": form, "state": state,
        "tone": TONES.get(state, "plain"),
        "trail": trail_of(
            case, ("Procurement steps", reverse("dispositions:steps", args=[case.key])), (row.item.name, "")
        ),
    }  # fmt: skip
    return render(request, "dispositions/step.html", context, status=422 if form and form.errors else 200)


def _ask_authority(request: Request, case: Case, form: DoneForm, row: Any) -> Ways:
    """What a step that binds can rest on, asked for on its form."""
    deed = step_deed(row, _today())
    if deed is None:
        return Ways()
    ways = ways_for(ground_for(request.viewer, case), deed)
    add_authority(form, ways, case)
    return ways


def _done(request: Request, case: Case, form: DoneForm, row: Any, ways: Ways) -> bool:
    data, on = form.cleaned_data, _today()
    for name, sentence in step_faults(StepKind(row.kind), data["done_on"], data["reference"], on):
        form.add_error(name, sentence)
    if form.errors:
        return False
    done = queries.Done(row.pk, data["version"], data["done_on"], data["reference"].strip())
    try:
        warnings = actions.finish_step(
            by=request.viewer, at=timezone.now(), on=on, case=case, done=done, resting=resting_of(form, ways)
        )
    except Unauthorised as error:
        form.add_error(RESTS_ON, str(error))
        return False
    except Refused as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, f"{row.item.name} is done. {' '.join(warnings)}".strip())
    return True


@require_POST
@requires(Permission.DISPOSITION_EDIT)
def steps_take_up(request: Request, case: Case, ref: str) -> HttpResponse:
    form = TakeUpForm(request.POST)
    if not form.is_valid():
        messages.error(request, "The days are not whole numbers from 0 to 3,650. Reckon again, then take the steps up.")
        return redirect("dispositions:contract", case.key, ref)
    data = form.cleaned_data
    found = timetable_steps(request.viewer, case, ref, data["council"], data)
    wish = queries.TakeUp(ref, data["council"], found, data["owner"].strip(), data["procurement"].strip())
    try:
        made = actions.take_up_steps(by=request.viewer, at=timezone.now(), case=case, wish=wish)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("dispositions:contract", case.key, ref)
    messages.success(request, f"{made:,} {'step is' if made == 1 else 'steps are'} on the register.")
    return redirect("dispositions:contract", case.key, ref)


def _today() -> PartialDate:
    return day(timezone.localdate())
