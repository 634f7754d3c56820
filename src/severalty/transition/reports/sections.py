"""Everything that this stage writes into papers."""

from severalty.transition.reports import paper_sections
from severalty.web.parts import Fill

SECTIONS: dict[tuple[str, str], Fill] = {**dict(paper_sections.sections())}
