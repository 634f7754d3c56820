"""What this stage offers to the shared pages."""

from severalty.transition.binding import TABLES
from severalty.web.parts import Part

PART = Part(stage="transition", label="Plan", tables=TABLES)
