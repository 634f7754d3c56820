"""What this stage offers to the shared pages."""

from severalty.risks.binding import TABLES
from severalty.risks.reports.changes import changes
from severalty.risks.reports.sections import SECTIONS
from severalty.risks.views.panels import PAGES, THINGS, page_link, panel, prompts
from severalty.tenancy.permissions import Permission
from severalty.web.parts import NavItem, Panel, Part

PART = Part(
    stage="risks",
    label="Risks",
    navigation=(
        NavItem(
            "Register",
            "risks:register",
            Permission.RISK_VIEW,
            pages=("risks:risk", "risks:review", "risks:accept", "risks:close"),
        ),
        NavItem("Heat map", "risks:heat", Permission.RISK_VIEW),
        NavItem("Reviews", "risks:reviews", Permission.RISK_VIEW),
        NavItem("Actions", "risks:actions", Permission.RISK_VIEW, pages=("risks:done",)),
        NavItem("Effects", "risks:effects", Permission.RISK_VIEW),
        NavItem("Issues", "risks:issues", Permission.RISK_VIEW),
        NavItem("Appetite", "risks:appetite", Permission.RISK_VIEW),
        NavItem("Matrices", "risks:matrices", Permission.RISK_VIEW, pages=("risks:matrix",)),
    ),
    panels=(
        *(Panel(table, "Risks", panel) for table in THINGS),
        *(Panel(table, "Followed up", page_link) for table in PAGES),
    ),
    prompts=prompts,
    tables=TABLES,
    sections=SECTIONS,
    changes=changes,
)
