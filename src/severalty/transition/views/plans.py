"""Plans: the list, and one with where it stands, its runs, its scenarios, and what if something slips."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from severalty.engine.fields import Known
from severalty.engine.transition.progress import RunState
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.actions import runs as actions
from severalty.transition.forms.changing import RunForm
from severalty.transition.queries import plans as queries
from severalty.transition.queries.record import SeenPlan, plan_seen
from severalty.transition.queries.scenarios import scenarios_for
from severalty.transition.queries.slips import slips_for
from severalty.transition.reports.standing import aims_in_order, breaches_of, last_day, lead_of, read_told, stream_rows
from severalty.transition.views.panels import FormPanel, answered, sent
from severalty.transition.views.trails import at, lock_of, may_edit, trail_of
from severalty.web.asked import value_of
from severalty.web.lists import Column, Filter, Register, render_list
from severalty.web.marks import Tag
from severalty.web.sheets import Sheet, csv_file

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

EYES = (
    "Worked out from what you may see alone. A plan is a recommendation until a body approves it; it warns and decides "
    "nothing."
)
STATES = {
    RunState.OPTIMAL: "good", RunState.FOUND: "good", RunState.IMPOSSIBLE: "bad", RunState.NOTHING: "warn",
    RunState.UNDATED: "warn",
}  # fmt: skip


@require_GET
@requires(Permission.PLAN_VIEW)
def plans(request: Request, case: Case) -> HttpResponseBase:
    viewer, counts = request.viewer, queries.packages_by_plan(request.viewer, case)
    register = Register(
        "plan", "plans",
        (
            Column("name", "Plan", "link", "item__name", "item.name", url=lambda row: at(case, "plan", row.pk)),
            Column("council", "Of", "organisation", "council__name"),
            Column("state", "State", "text", "state"),
            Column("ends_by", "Must end by", "date", "ends_by"),
            Column("packages", "Packages", "count", value=lambda row: counts.get(row.pk, 0)),
            Column("recorded_by", "Recorded by", "organisation", "item__recorded_by__name", "item.recorded_by", True),
        ),
        (Filter("q", "Contains", None, lambda rows, words: rows.filter(item__name__icontains=words)),),
        "name", lock_of,
    )  # fmt: skip
    context = {
        "case": case, "heading": "Plans", "trail": [*trail_of(case)[:-1], ("Plans", "")],
        "about": "How and when what is shared is taken apart: each council plans by itself, and promises cross the "
        "border.",
        "example": "A plan has workstreams, and those have packages of work.",
        "add_url": reverse("estate:new", args=[case.key, "plans"]) if may_edit(viewer, case) else "",
        "add_words": "Add a plan",
    }  # fmt: skip
    return render_list(request, register, queries.plans_for(viewer, case), context, "transition/listed.html")


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_VIEW)
def plan(request: Request, case: Case, ref: str) -> HttpResponseBase:
    seen = plan_seen(request.viewer, case, ref, timezone.localdate())
    runs = queries.runs_for(request.viewer, case, ref)
    sheets = _sheets(case, seen, runs)
    wanted = next((one for one in sheets if one.ident == value_of(request.GET, "export")), None)
    if wanted is not None:
        return csv_file(wanted, f"plan-{wanted.ident}")
    context = {
        "case": case, "heading": seen.record.plan.name, "trail": trail_of(case, (seen.record.plan.name, "")),
        "lead": lead_of(seen.record, last_day(seen.record.previous)), "breaches": breaches_of(seen.record),
        "tools": _tools(case, seen), "facts": _facts(case, seen, runs), "sheets": sheets, "eyes": EYES,
        "slips": slips_for(seen), "what_if": at(case, "what-if", ref), "scenarios": _scenarios(request, case, ref),
    }  # fmt: skip
    if _impossible(seen, runs):
        context["lead"] = "No plan is possible as things stand. The last run says what clashes, and what would help."
    if not seen.record.packages:
        context |= _without_packages(case, seen)
    return answered(request, _forms(request, case, seen), context, "transition/plan.html")


def _without_packages(case: Case, seen: SeenPlan) -> dict[str, Any]:
    """What a plan shows in place of what can slip while there is nothing to plan: the way to its first packages."""
    lead = "No packages of it are on record that you may see, so there is nothing to work out yet."
    found: dict[str, Any] = {"lead": lead, "slips": ()}
    if not may_edit(seen.viewer, case):
        return found
    return found | {
        "add_url": at(case, "make-packages", seen.row.pk), "add_words": "Make packages from dispositions",
        "tools": [one for one in _tools(case, seen) if one[0] in ("The record of this plan", "Packages")],
    }  # fmt: skip


def _scenarios(request: Request, case: Case, ref: str) -> list[tuple[str, str, str]]:
    rows = scenarios_for(request.viewer, case, ref)[:20]
    return [(row.item.name, at(case, "scenario", row.pk), row.state) for row in rows]


def _tools(case: Case, seen: SeenPlan) -> list[tuple[str, str]]:
    ref = seen.row.pk
    found = [
        ("The record of this plan", reverse("estate:item", args=[case.key, ref])),
        ("Packages", f"{at(case, 'packages')}?plan={ref}"),
        ("Compare scenarios", at(case, "compare", ref)),
        ("What if something slips?", at(case, "what-if", ref)),
    ]
    if seen.viewer.may(Permission.ESTATE_EXPORT, case):
        found.append(("Take the plan away", at(case, "take-away", ref)))
    if may_edit(seen.viewer, case):
        found.insert(0, ("Work out a plan", "#form-run"))
        found.append(("Make packages from dispositions", at(case, "make-packages", ref)))
    return found


def _impossible(seen: SeenPlan, runs: list[Any]) -> Any:
    """The last run, where no plan counts and it found that none is possible; else nothing."""
    stands = seen.run is None and bool(runs) and not runs[0].scenario_id and not runs[0].as_at
    return runs[0] if stands and runs[0].state == RunState.IMPOSSIBLE else None


def _facts(case: Case, seen: SeenPlan, runs: list[Any]) -> list[tuple[str, Any, str]]:
    record, run, last = seen.record, seen.run, _impossible(seen, runs)
    counts = run.item.name if run else "None: see what clashes" if last else "None yet: work one out below"
    return [
        ("Plan that counts", counts, at(case, "run", (run or last).pk) if run or last else ""),
        ("Work starts", str(record.plan.starts_on or ""), ""),
        ("Must end by", str(record.plan.ends_by or ""), ""), ("Fixed by", record.plan.fixed_by, ""),
        ("State", record.plan.state.value.capitalize(), ""),
        ("Aims, the first counting before all others", aims_in_order(record.plan.aims), ""),
    ]  # fmt: skip


def _sheets(case: Case, seen: SeenPlan, runs: list[Any]) -> list[Sheet]:
    dates = {one.package: one for one in seen.record.previous}
    streams = Sheet(
        "Workstreams by the plan that counts",
        (
            Column("name", "Workstream"), Column("packages", "Packages", "count"), Column("starts", "Starts", "date"),
            Column("ends", "Ends", "date"), Column("undated", "Without dates", "count"),
            Column("undefined", "Without an estimate", "count"),
        ),
        stream_rows(seen.record, dates), ident="workstreams",
    )  # fmt: skip
    found = [streams]
    if seen.run is not None:
        found.append(aims_sheet(seen.run))
    if runs:
        found.append(runs_sheet(case, runs))
    return found


def aims_sheet(run: Any) -> Sheet:
    """What a run found for each aim, what is proved of it, and the gap."""
    return Sheet(
        "Aims of the run, the first counting before all others",
        (
            Column("words", "Aim"), Column("value", "Found", value=lambda one: one.shown(one.value)),
            Column("bound", "Cannot be below", value=lambda one: one.shown(one.bound)),
            Column("gap", "Gap"),
        ),
        read_told(run.told).aims, ident="aims",
    )  # fmt: skip


def runs_sheet(case: Case, runs: list[Any]) -> Sheet:
    """The runs of a plan; with the day as at which each was worked out, where one names another than its own."""
    then = [Column("as_at", "As at", "date")] if any(row.as_at for row in runs) else []
    return Sheet(
        "Runs of the planner",
        (
            Column("name", "Run", "link", value=lambda row: row.item.name, url=lambda row: at(case, "run", row.pk)),
            Column("state", "Found", "tag", value=lambda row: Tag(row.state, STATES.get(RunState(row.state), "plain"))),
            Column("current", "Counts", value=lambda row: "yes" if row.current == Known.YES else ""),
            Column("made_on", "Made on", "date"), *then,
            Column("ends_on", "Ends on", "date"),
            Column("scenario", "Scenario", value="scenario_name"),
            Column("by", "By", "organisation", value=lambda row: row.item.recorded_by),
        ),
        runs, ident="runs",
    )  # fmt: skip


def _forms(request: Request, case: Case, seen: SeenPlan) -> list[FormPanel]:
    if not may_edit(request.viewer, case) or not seen.record.packages:
        return []
    return [FormPanel(
        "run", "Work out a plan", "Work it out", RunForm(**sent(request, "run")),
        partial(ask, request, case, (seen.row.pk, seen.record.plan.name), ""),
        "It is being worked out. The first plan comes at once, better ones as they are found.",
        "It keeps what is done, promised or pinned. You can stop it at any time and keep the best that was found.",
        is_first=True,
    )]  # fmt: skip


def ask(request: Request, case: Case, plan: tuple[str, str], scenario: str, data: dict[str, Any]) -> str:
    """Ask for a run of the planner; gives the address of its job."""
    as_at = data["as_at"].first if data["as_at"] else None
    asking = actions.Asking(plan[0], plan[1], scenario, data["seconds"], data["seed"], as_at)
    job = actions.ask_run(by=request.viewer, at=timezone.now(), case=case, asking=asking)
    return reverse("tenancy:job", args=[job.ref])
