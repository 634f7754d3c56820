"""The addresses of the pages that draw a plan, and their entries in the menu: timetable, waves, workload, …"""

from typing import Any

from django.urls import path

from severalty.tenancy.permissions import Permission
from severalty.transition.views import standing, timetable
from severalty.web.parts import NavItem

PAGES: list[Any] = [
    path("<slug:case>/progress/", standing.progress, name="progress"),
    path("<slug:case>/path/", standing.path, name="path"),
    path("<slug:case>/timetable/", timetable.timetable, name="timetable"),
]
"""Their lines for `urls`: addresses below `/plan/`."""

NAVIGATION: tuple[NavItem, ...] = (
    NavItem("Timetable", "transition:timetable", Permission.PLAN_VIEW),
    NavItem("Progress", "transition:progress", Permission.PLAN_VIEW),
    NavItem("Path to confidence", "transition:path", Permission.PLAN_VIEW),
)
"""Their entries in the menu, in order; they stand after the overview."""
