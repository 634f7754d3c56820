"""What this stage offers to the shared pages."""

from typing import Any

from django.utils.module_loading import import_string

from severalty.tenancy.permissions import Permission
from severalty.transition.binding import TABLES
from severalty.transition.queries.revealing import names_in_run
from severalty.transition.reports.changes import changes
from severalty.transition.reports.sections import SECTIONS
from severalty.transition.urls_pages import NAVIGATION
from severalty.transition.views.morning import answers, in_the_plan, prompts
from severalty.transition.views.trails import PAGES, page_link
from severalty.web.parts import NavItem, Panel, Part

THINGS = (
    "contracts", "services", "configuration_items", "entitlements", "posts", "matters", "meetings", "promises",
)  # fmt: skip
"""The tables of what packages are about, and of what they wait for."""


def plan(job: Any, progress: Any) -> Any:
    """The job that works a plan out. It is found by name, so that no page loads the solvers that a worker needs."""
    return import_string("severalty.transition.jobs.run_plan")(job, progress)


def confidence(job: Any, progress: Any) -> Any:
    """The job that works out how sure a plan is, and keeps it with the run that counts."""
    return import_string("severalty.transition.jobs.run_confidence")(job, progress)


_VIEW = Permission.PLAN_VIEW
PART = Part(
    stage="transition",
    label="Plan",
    navigation=(
        NavItem("Plans", "transition:plans", _VIEW,
                pages=("transition:plan", "transition:run", "transition:what-if", "transition:take-away")),
        *NAVIGATION,
        NavItem("Packages", "transition:packages", _VIEW, pages=("transition:package", "transition:make-packages")),
        NavItem("Promises", "transition:promises", _VIEW, pages=("transition:promise", "transition:promise-new")),
        NavItem("Scenarios", "transition:scenarios", _VIEW,
                pages=("transition:scenario", "transition:scenario-new", "transition:compare")),
        NavItem("Teams", "transition:teams", _VIEW),
        NavItem("Freezes", "transition:freezes", _VIEW),
        NavItem("Templates", "transition:templates", _VIEW),
    ),
    panels=(
        *(Panel(table, "In the plan", in_the_plan) for table in THINGS),
        *(Panel(table, "Followed up", page_link) for table in PAGES),
    ),
    prompts=prompts,
    answers=answers,
    tables=TABLES,
    jobs={"plan": plan, "confidence": confidence},
    sections=SECTIONS,
    changes=changes,
    reveals=names_in_run,
)  # fmt: skip
