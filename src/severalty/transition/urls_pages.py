"""The addresses of the pages that draw a plan, and their entries in the menu: timetable, waves, workload."""

from typing import Any

from django.urls import path

from severalty.tenancy.permissions import Permission
from severalty.transition.views import (
    budget,
    colours,
    confidence,
    cut_overs,
    dependencies,
    standing,
    timetable,
    timetable_why,
    to_confidence,
    waves,
    workload,
)
from severalty.web.parts import NavItem

PAGES: list[Any] = [
    path("<slug:case>/progress/", standing.progress, name="progress"),
    path("<slug:case>/path/", to_confidence.path, name="path"),
    path("<slug:case>/path/<slug:ref>/", colours.colour, name="colour"),
    path("<slug:case>/timetable/", timetable.timetable, name="timetable"),
    path("<slug:case>/why/<slug:ref>/", timetable_why.why, name="why"),
    path("<slug:case>/waves/", waves.waves, name="waves"),
    path("<slug:case>/waves/<slug:ref>/", waves.wave_move, name="wave-move"),
    path("<slug:case>/cut-over/<slug:ref>/", cut_overs.cut_over, name="cut-over"),
    path("<slug:case>/workload/", workload.workload, name="workload"),
    path("<slug:case>/dependencies/", dependencies.dependencies, name="dependencies"),
    path("<slug:case>/confidence/", confidence.confidence, name="confidence"),
    path("<slug:case>/budget/", budget.budget, name="budget"),
]
"""Their lines for `urls`: addresses below `/plan/`."""

NAVIGATION: tuple[NavItem, ...] = (
    NavItem("Timetable", "transition:timetable", Permission.PLAN_VIEW, pages=("transition:why",)),
    NavItem("Waves", "transition:waves", Permission.PLAN_VIEW, pages=("transition:wave-move", "transition:cut-over")),
    NavItem("Workload", "transition:workload", Permission.PLAN_VIEW),
    NavItem("Dependencies", "transition:dependencies", Permission.PLAN_VIEW),
    NavItem("Confidence", "transition:confidence", Permission.PLAN_VIEW),
    NavItem("Budget", "transition:budget", Permission.MONEY_VIEW),
    NavItem("Progress", "transition:progress", Permission.PLAN_VIEW),
    NavItem("Path to confidence", "transition:path", Permission.PLAN_VIEW, pages=("transition:colour",)),
)
"""Their entries in the menu, in order; they stand after the overview."""
