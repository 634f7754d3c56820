"""What this stage offers to the shared pages."""

from severalty.risks.binding import TABLES
from severalty.web.parts import Part

PART = Part(stage="risks", label="Risks", tables=TABLES)
