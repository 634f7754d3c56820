"""What this stage offers to the shared pages."""

from severalty.decisions.binding import PAPERS, PASSAGES
from severalty.web.parts import Part

PART = Part(stage="decisions", label="Decisions", tables=(PAPERS, PASSAGES))
