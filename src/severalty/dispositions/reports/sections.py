"""Everything that this stage writes into papers."""

from severalty.dispositions.reports import impact_sections, progress_sections, register_sections
from severalty.web.parts import Fill

SECTIONS: dict[tuple[str, str], Fill] = {
    **dict(register_sections.sections()), **dict(impact_sections.sections()), **dict(progress_sections.sections()),
}  # fmt: skip
