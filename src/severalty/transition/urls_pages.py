"""The addresses of the pages that draw a plan, and their entries in the menu: timetable, waves, workload, …"""

from typing import Any

from severalty.web.parts import NavItem

PAGES: list[Any] = []
"""Their lines for `urls`: addresses below `/plan/`."""

NAVIGATION: tuple[NavItem, ...] = ()
"""Their entries in the menu, in order; they stand after the overview."""
