"""What this stage offers to the shared pages."""

from severalty.transition.binding import TABLES
from severalty.transition.reports.sections import SECTIONS
from severalty.transition.urls_pages import NAVIGATION
from severalty.web.parts import Part

PART = Part(stage="transition", label="Plan", navigation=NAVIGATION, tables=TABLES, sections=SECTIONS)
