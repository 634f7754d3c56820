"""Scenarios: the list, one with its changes beside what stands now, adopted or dropped, and several side by side."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from severalty.engine.transition.progress import ScenarioState
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.actions import scenarios as actions
from severalty.transition.forms.changing import ChangeForm, RunForm, ScenarioForm, SettleForm, TakeOutForm
from severalty.transition.queries import plans as queries
from severalty.transition.queries import scenarios as reads
from severalty.transition.queries.record import plan_seen
from severalty.transition.queries.slips import slips_for
from severalty.transition.queries.supposing import Change
from severalty.transition.views.panels import FormPanel, answered, sent
from severalty.transition.views.plans import ask, runs_sheet
from severalty.transition.views.trails import at, is_own, lock_of, may_edit, trail_of
from severalty.web.lists import Column, Filter, Register, render_list
from severalty.web.marks import Tag
from severalty.web.sheets import Sheet

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

TONES = {ScenarioState.OPEN: "warn", ScenarioState.ADOPTED: "good", ScenarioState.DROPPED: "plain"}
VALUES = (
    ("meets_on", "Meets on (a meeting)"), ("ready_on", "Draft ready on (a matter)"),
    ("starts", "Starts (freeze, team)"), ("ends", "Ends (freeze, team; of a contract its initial term)"),
    ("notice", "Notice period (a contract)"),
    ("promised_for", "Promised for (a promise)"), ("latest", "At the latest (a promise)"),
    ("not_before", "Not before (a package)"), ("starts_on", "Pinned to start on (a package)"),
    ("must_end_by", "Must end by (a package)"), ("likely", "Working days, most likely (a package)"),
    ("wave", "Pinned to wave (a package)"), ("units", "Per cent of a person (a team)"),
    ("ends_by", "Must end by (the plan)"),
)  # fmt: skip

MOST_SHOWN = 6


@require_GET
@requires(Permission.PLAN_VIEW)
def scenarios(request: Request, case: Case) -> HttpResponseBase:
    plan = queries.first_plan(request.viewer, case)
    context = {
        "case": case, "heading": "Scenarios", "trail": trail_of(case, ("Scenarios", "")),
        "about": "A scenario is the plan with some values changed. Nothing of it is written until it is adopted.",
        "example": "The Cabinet of one council decides three weeks later.",
        "add_url": at(case, "scenario-new", plan.pk) if plan and may_edit(request.viewer, case) else "",
        "add_words": "Make a scenario",
        "tools": [("Compare side by side", at(case, "compare", plan.pk))] if plan else [],
    }  # fmt: skip
    rows = reads.scenarios_for(request.viewer, case)
    return render_list(request, _register(case), rows, context, "transition/listed.html")


def _register(case: Case) -> Register:
    return Register(
        "scenario", "scenarios",
        (
            Column("name", "Scenario", "link", "item__name", "item.name", url=lambda row: at(case, "scenario", row.pk)),
            Column("plan", "Plan", value="plan_name"),
            Column("state", "State", "tag", value=lambda row: Tag(row.state, TONES[ScenarioState(row.state)])),
            Column("settled_on", "Settled on", "date", "settled_on"),
            Column("because", "Because", value="settled_because"),
            Column("by", "Recorded by", "organisation", "item__recorded_by__name", "item.recorded_by"),
        ),
        (
            Filter("q", "Contains", None, lambda rows, words: rows.filter(item__name__icontains=words)),
            Filter("state", "State", tuple((one.value, one.value) for one in ScenarioState),
                   lambda rows, value: rows.filter(state=value)),
        ),
        "", lock_of,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def scenario_new(request: Request, case: Case, ref: str) -> HttpResponseBase:
    row = queries.plan_for(request.viewer, case, ref)
    panel = FormPanel("make", "What it is called", "Make the scenario", ScenarioForm(**sent(request, "make")),
                      partial(_make, request, case, ref), "The scenario is on record; only your organisation sees it.",
                      is_first=True)  # fmt: skip
    context = {"case": case, "heading": "Make a scenario", "trail": trail_of(
        case, (row.item.name, at(case, "plan", ref)), ("Make a scenario", ""))}  # fmt: skip
    return answered(request, [panel], context, "transition/thing.html")


def _make(request: Request, case: Case, plan: str, data: dict[str, Any]) -> str:
    supposing = actions.Supposing(plan, data["name"].strip(), data["description"].strip())
    made = actions.make_scenario(by=request.viewer, at=timezone.now(), case=case, supposing=supposing)
    return at(case, "scenario", made)


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_VIEW)
def scenario(request: Request, case: Case, ref: str) -> HttpResponseBase:
    viewer = request.viewer
    row = reads.scenario_for(viewer, case, ref)
    changes = reads.changes_of(viewer, case, ref)
    runs = [one for one in queries.runs_for(viewer, case, row.plan_id) if one.scenario_id == ref]
    adoption = reads.adoption_of(viewer, case, row) if row.state == ScenarioState.ADOPTED else None
    own, is_open = is_own(viewer, case, row), row.state == ScenarioState.OPEN
    found = [one.fault for one in changes if one.fault]
    if own and is_open:
        found = [f"It cannot be adopted as it is: {one}" for one in reads.barred(viewer, case, changes)]
    context = {
        "case": case, "heading": row.item.name, "lead": _lead(row), "is_own": own,
        "findings": [] if row.state == ScenarioState.ADOPTED else found,
        "trail": trail_of(case, ("Scenarios", at(case, "scenarios")), (row.item.name, "")),
        "tools": _tools(request, case, row, adoption),
        "facts": [("What it is about", row.item.description, "")],
        "sheets": [_written(case, adoption) if adoption else _changes(case, row, changes),
                   *([runs_sheet(case, runs)] if runs else [])],
    }  # fmt: skip
    return answered(request, _forms(request, case, row, changes), context, "transition/thing.html")


def _tools(request: Request, case: Case, row: Any, adoption: reads.Adoption | None) -> list[tuple[str, str]]:
    found = [("The plan", at(case, "plan", row.plan_id)), ("Compare side by side", at(case, "compare", row.plan_id))]
    if row.state != ScenarioState.ADOPTED:
        found.append(("What comes of it", f"{at(case, 'what-if', row.plan_id)}?scenario={row.pk}"))
    elif may_edit(request.viewer, case):
        found.append(("Work the plan out again", f"{at(case, 'plan', row.plan_id)}#form-run"))
    if adoption and request.viewer.may(Permission.ESTATE_IMPORT, case):
        found.append(
            ("Undo what adopting it wrote", reverse("estate:import-undo", args=[case.key, adoption.change_set.pk]))
        )
    own = reverse("estate:item", args=[case.key, row.pk])
    return [*found, ("The record of this scenario, and who may see it", own)]


def _lead(row: Any) -> str:
    if row.state == ScenarioState.OPEN:
        return "Open: nothing of it is written."
    because = f", because {row.settled_because}" if row.settled_because else ""
    return f"{str(row.state).capitalize()} on {row.settled_on}{because}."


def _changes(case: Case, row: Any, changes: list[reads.Supposed]) -> Sheet:
    """What it changes, beside what stands now; once it is adopted what stands now says no more what stood before."""
    columns = [
        Column("thing", "Thing", "link", value=lambda one: one.item.name,
               url=lambda one: reverse("estate:item", args=[case.key, one.item.pk])),
        Column("label", "Value"),
        Column("becomes", "Change", value="becomes_words"),
        Column("by", "Kept by", "organisation", value=lambda one: one.item.recorded_by),
    ]  # fmt: skip
    if row.state != ScenarioState.ADOPTED:
        columns[2:2] = [Column("now", "Now", value="now_words")]
        columns[4:4] = [Column("then", "It would be", value="then_words")]
    return Sheet("What it changes", tuple(columns), changes, ident="")


def _written(case: Case, adoption: reads.Adoption) -> Sheet:
    return Sheet("What adopting it changed in the records", (
        Column("thing", "Thing", "link", value=lambda one: one.item.name,
               url=lambda one: reverse("estate:item", args=[case.key, one.item.pk])),
        Column("label", "Value"), Column("before", "Before"), Column("after", "After"),
    ), adoption.written, ident="written")  # fmt: skip


def _forms(request: Request, case: Case, row: Any, changes: list[reads.Supposed]) -> list[FormPanel]:
    if not is_own(request.viewer, case, row) or row.state != ScenarioState.OPEN:
        return []
    seen = plan_seen(request.viewer, case, row.plan_id, timezone.localdate())
    things = [(one.ref, f"{group.title.partition(' (')[0]}: {one.name}") for group in slips_for(seen)
              for one in group.slips if not one.key.startswith(("body:", "notice:"))]  # fmt: skip
    things.append((row.plan_id, f"The plan: {seen.record.plan.name}"))
    looked = {"seen": reads.seen_of(request.viewer, case, row.pk)}
    known = [(f"{one.change.ref} {one.change.value}", f"{one.item.name}: {one.label}") for one in changes]
    found = [FormPanel(
        "change", "Change a value", "Add the change",
        ChangeForm(things=things, values=VALUES, **sent(request, "change")),
        partial(_add, request, case, row.pk), "The change is in the scenario.", is_first=not changes,
    )]  # fmt: skip
    if changes:
        found += [
            FormPanel("out", "Take a change out", "Take it out", TakeOutForm(changes=known, **sent(request, "out")),
                      partial(_take_out, request, case, row.pk), "It is out of the scenario."),
            FormPanel("run", "Work out its plan", "Work it out", RunForm(**sent(request, "run")),
                      partial(ask, request, case, (row.plan_id, row.item.name), row.pk), "It is being worked out."),
        ]  # fmt: skip
    if changes and not reads.barred(request.viewer, case, changes):
        found.append(_adopting(request, case, row, changes, looked))
    found.append(FormPanel(
        "drop", "Drop it", "Drop it", SettleForm(initial=looked, **sent(request, "drop")),
        partial(_settle, request, case, row.pk, False), "Dropped: nothing was written; it stays on record.",
        "Nothing of it is written into the records. It stays on record as dropped, and cannot be opened again.",
    ))  # fmt: skip
    return found


def _adopting(request: Request, case: Case, row: Any, changes: list[reads.Supposed], looked: Any) -> FormPanel:
    """The form that adopts, with what it would write."""
    many, things = len(changes), len({one.item.pk for one in changes})
    what = f"{many} {'value' if many == 1 else 'values'} of {things} {'record' if things == 1 else 'records'}"
    shown = [f"{one.item.name}, {one.label[:1].lower()}{one.label[1:]}: {one.now_words or 'blank'} becomes "
             f"{one.then_words}" for one in changes[:MOST_SHOWN]]  # fmt: skip
    more = f" and {many - MOST_SHOWN} more, as in the table above" if many > MOST_SHOWN else ""
    words = (
        f"This writes {what} of your organisation, all of them or none, as one change that can be undone: "
        f"{'; '.join(shown)}{more}. The plan that counts stays as it is until it is worked out again."
    )
    form = SettleForm(initial=looked, **sent(request, "adopt"))
    said = f"Adopted: {what} {'is' if many == 1 else 'are'} changed. Work the plan out again, so that it keeps them."
    return FormPanel("adopt", "Adopt it", "Adopt it", form, partial(_settle, request, case, row.pk, True), said, words)


def _add(request: Request, case: Case, ref: str, data: dict[str, Any]) -> None:
    change = Change(data["thing"], data["value"], data["becomes"].strip())
    actions.add_change(by=request.viewer, at=timezone.now(), case=case, scenario=ref, change=change)


def _take_out(request: Request, case: Case, ref: str, data: dict[str, Any]) -> None:
    thing, _, value = data["change"].partition(" ")
    actions.remove_change(by=request.viewer, at=timezone.now(), case=case, scenario=ref, thing=thing, value=value)


def _settle(request: Request, case: Case, ref: str, adopts: bool, data: dict[str, Any]) -> None:
    settling = actions.Settling(ref, data["seen"], data["because"].strip())
    settle = actions.adopt_scenario if adopts else actions.drop_scenario
    settle(by=request.viewer, at=timezone.now(), on=timezone.localdate(), case=case, settling=settling)
