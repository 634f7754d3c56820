"""`severalty plan CASE --out FILE`: a plan that was worked out, written in the form that the suffix names."""

from pathlib import Path

from severalty.cli.exits import WrongInput
from severalty.cli.files import write_file
from severalty.formats.plan_mspdi.leaving import loss_lines
from severalty.transition.queries.record import SeenPlan
from severalty.transition.queries.taken import changed_at, taken_plan
from severalty.transition.reports.solving import WorkedOut
from severalty.transition.reports.taking import FORMS, Taken, losses_of


def form_of(out: str) -> str:
    """The form that the suffix of a file names. Raises WrongInput for one that is none."""
    form = Path(out).suffix.lower().removeprefix(".")
    if form not in FORMS:
        known = ", ".join(f".{one}" for one in FORMS)
        raise WrongInput(f"--out {out}: give a file that ends in one of {known}.")
    return form


def one_for_file(out: str, plans: list[SeenPlan]) -> SeenPlan:
    """The only plan of those that are asked for. Raises WrongInput where there are several, for a file holds one."""
    form_of(out)
    if len(plans) > 1:
        keys = ", ".join(one.row.item.key for one in plans)
        raise WrongInput(f"--out {out}: a file holds one plan, and there are {keys}; choose one with --plan.")
    return plans[0]


def write_plan(out: str, seen: SeenPlan, found: WorkedOut) -> list[str]:
    """Write the plan with the dates that were found. Returns what has no place in the file, in sentences."""
    plan, form = taken_plan(seen, found.dates), form_of(out)
    write_file(Path(out).expanduser(), FORMS[form].body(Taken(plan, seen.record.plan.name, changed_at(seen))))
    return loss_lines(losses_of(plan)) if form == "xml" else []
