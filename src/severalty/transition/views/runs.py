"""One run of the planner: what it found of each aim, its dates, why none is possible, and making it count."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from severalty.engine.dates import day
from severalty.engine.fields import Known
from severalty.engine.transition.progress import RunState
from severalty.engine.transition.record import Dated
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.actions import runs as actions
from severalty.transition.forms.changing import BaselineForm, ChooseForm
from severalty.transition.queries import approvals
from severalty.transition.queries import plans as queries
from severalty.transition.queries.kept import confidence_of_run
from severalty.transition.queries.record import plan_seen, scenario_changes
from severalty.transition.reports.findings import ends_words, findings_of
from severalty.transition.reports.movement_table import figures_words
from severalty.transition.reports.standing import Told, breaches_of, read_told
from severalty.transition.views.panels import FormPanel, answered, sent
from severalty.transition.views.plans import EYES, aims_sheet
from severalty.transition.views.trails import at, is_own, trail_of
from severalty.web.asked import value_of
from severalty.web.lists import Column
from severalty.web.sheets import Sheet, csv_file

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

ENDED = {RunState.IMPOSSIBLE: "no plan is possible"}
LEADS = {
    RunState.OPTIMAL: "A plan that cannot be better in its aims.", RunState.FOUND: "A plan was found.",
    RunState.IMPOSSIBLE: "No plan is possible.", RunState.UNDATED: "Nothing can be dated.",
    RunState.NOTHING: "Nothing was found in the time it had. Give it longer.",
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_VIEW)
def run(request: Request, case: Case, ref: str) -> HttpResponseBase:
    row = queries.run_for(request.viewer, case, ref)
    dates = queries.dates_in(request.viewer, case, ref)
    told = read_told(row.told)
    sheets = [_findings(told), aims_sheet(row), _dates(case, dates)]
    wanted = next((one for one in sheets if one.ident == value_of(request.GET, "export")), None)
    if wanted is not None:
        return csv_file(wanted, f"run-{wanted.ident}")
    context = {
        "case": case, "heading": row.item.name, "lead": _lead(row, told), "sheets": sheets, "eyes": EYES,
        "trail": trail_of(case, (row.plan_name or "a plan", at(case, "plan", row.plan_id)), (row.item.name, "")),
        "breaches": _breaches(request, case, row, dates), "tools": _tools(case, row),
        "facts": [*_facts(case, row), *_how_sure(request, case, ref)],
    }  # fmt: skip
    return answered(request, _forms(request, case, row, bool(dates)), context, "transition/thing.html")


def _lead(row: Any, told: Told) -> str:
    counts = " It is the plan that counts." if row.current == Known.YES else ""
    then = f" As at {row.as_at}." if row.as_at else ""
    ends = f" {ends_words(str(row.ends_on), told.undated)}" if row.ends_on else ""
    return f"{LEADS[RunState(row.state)]}{then}{ends}{counts}"


def _findings(told: Told) -> Sheet:
    """What clashes, what would help and what is undefined, as the command says it too."""
    columns = (Column("about", "About"), Column("sentence", "In words"))
    return Sheet("What the planner says", columns, findings_of(told), ident="findings")


def _breaches(request: Request, case: Case, row: Any, dates: list[Any]) -> list[str]:
    """Why the dates of the run hold no more, checked anew from the records as they are now."""
    changes = scenario_changes(request.viewer, case, row.scenario_ref) if row.scenario_ref else ()
    on = row.as_at.first if row.as_at else timezone.localdate()
    seen = plan_seen(request.viewer, case, row.plan_id, on, changes)
    found = [
        Dated(seen.handles[one.package_id], one.starts.first, one.ends.first, one.wave)
        for one in dates if one.package_id in seen.handles and one.starts and one.ends
    ]  # fmt: skip
    return breaches_of(seen.record, found) if found else []


def _tools(case: Case, row: Any) -> list[tuple[str, str]]:
    return [
        ("The plan", at(case, "plan", row.plan_id)),
        ("The record of this run, and who may see it", reverse("estate:item", args=[case.key, row.pk])),
    ]


def _facts(case: Case, row: Any) -> list[tuple[str, Any, str]]:
    return [
        ("Made on", str(row.made_on), ""),
        ("Worked out as at", str(row.as_at or row.made_on), ""),
        ("Made by", row.item.recorded_by.name, ""),
        ("Scenario", row.scenario_name or "none: the records as they stand",
         at(case, "scenario", row.scenario_ref) if row.scenario_ref else ""),
        ("Seed", str(row.seed), ""),
        ("Work done", f"{row.effort or 0:,} counted units", ""),
        ("Ended because", read_told(row.told).stopped or ENDED.get(RunState(row.state), ""), ""),
        ("Digest of what it was made from", row.digest, ""),
    ]  # fmt: skip


def _how_sure(request: Request, case: Case, ref: str) -> list[tuple[str, Any, str]]:
    """What the viewer's own council kept last of how sure it was; nothing of a run of somebody else's."""
    kept = confidence_of_run(request.viewer, case, ref).kept[-1:]
    return [(f"How sure, as kept on {day(one.on)}", figures_words(one), at(case, "confidence")) for one in kept]


def _dates(case: Case, dates: list[Any]) -> Sheet:
    return Sheet(
        "Dates of the packages",
        (
            Column("name", "Package", "link", value=lambda one: one.package.item.name,
                   url=lambda one: at(case, "package", one.package_id)),
            Column("stream", "Workstream", value=lambda one: one.package.workstream.item.name),
            Column("kind", "Kind", value=lambda one: one.package.kind),
            Column("starts", "Starts", "date"), Column("ends", "Ends", "date"), Column("wave", "Wave", "count"),
        ),
        dates, ident="dates",
    )  # fmt: skip


def _forms(request: Request, case: Case, row: Any, has_dates: bool) -> list[FormPanel]:
    if not is_own(request.viewer, case, row) or not has_dates:
        return []
    found = []
    if row.current != Known.YES and not row.scenario_id and not row.as_at:
        form = ChooseForm(initial={"version": row.item.version}, **sent(request, "choose"))
        found.append(FormPanel(
            "choose", "Make it the plan that counts", "Make it count", form, partial(_choose, request, case, row.pk),
            "It is the plan that counts now.", "Pages and papers show its dates from now on.", is_first=True,
        ))  # fmt: skip
    resolutions, papers = approvals.approvals_for(request.viewer, case), approvals.papers_for_plan(request.viewer, case)
    basing = BaselineForm(resolutions=resolutions, papers=papers, **sent(request, "baseline"))
    found.append(FormPanel(
        "baseline", "Set it as a baseline", "Set the baseline", basing, partial(_base, request, case, row.pk),
        "The baseline is set.", "Progress is held against it. A plan is a recommendation until a body approves it: a "
        "baseline that is approved names the resolution.",
    ))  # fmt: skip
    return found


def _choose(request: Request, case: Case, ref: str, data: dict[str, Any]) -> None:
    actions.choose_run(by=request.viewer, at=timezone.now(), case=case, ref=ref, version=data["version"])


def _base(request: Request, case: Case, ref: str, data: dict[str, Any]) -> None:
    basing = actions.Basing(ref, data["name"].strip(), data["approved_by"], data["paper"])
    actions.set_baseline(by=request.viewer, at=timezone.now(), on=timezone.localdate(), case=case, basing=basing)
