"""What this stage offers to the shared pages."""

from datetime import date
from typing import Any

from severalty.dispositions.binding import TABLES
from severalty.dispositions.queries.brought import refuse_what_cannot_be
from severalty.dispositions.queries.deeds import refuse_acts
from severalty.dispositions.queries.workbench import THINGS
from severalty.dispositions.reports.changes import changes
from severalty.dispositions.reports.sections import SECTIONS
from severalty.dispositions.views.links import PAGES, page_link
from severalty.dispositions.views.panels import panel, prompts
from severalty.tenancy.permissions import Permission
from severalty.web.parts import NavItem, Panel, Part


def checks(viewer: Any, case: Any, on: date, drafting: Any) -> None:
    """Refuse what the record allows nobody, then what rests on no authority."""
    refuse_what_cannot_be(viewer, case, on, drafting)
    refuse_acts(viewer, case, on, drafting)


PART = Part(
    stage="dispositions",
    label="Dispositions",
    navigation=(
        NavItem("Workbench", "dispositions:workbench", Permission.DISPOSITION_VIEW),
        NavItem("Answers", "dispositions:answers", Permission.DISPOSITION_VIEW),
        NavItem("Letters", "dispositions:letters", Permission.DISPOSITION_VIEW),
        NavItem("Procurement steps", "dispositions:steps", Permission.DISPOSITION_VIEW),
        NavItem(
            "Agreements",
            "dispositions:agreements",
            Permission.DISPOSITION_VIEW,
            pages=("dispositions:agreement", "dispositions:variation-sign"),
        ),
        NavItem("Money", "dispositions:money", Permission.MONEY_VIEW),
        NavItem("People", "dispositions:people", Permission.DISPOSITION_VIEW),
        NavItem("Operating model", "dispositions:operating-model", Permission.DISPOSITION_VIEW),
        NavItem("Licences", "dispositions:licences", Permission.DISPOSITION_VIEW),
        NavItem("Temporary bridges", "dispositions:bridges", Permission.DISPOSITION_VIEW),
        NavItem("Leaving a supplier", "dispositions:outgoing", Permission.DISPOSITION_VIEW),
        NavItem("Readiness", "dispositions:readiness", Permission.DISPOSITION_VIEW),
        NavItem("Estate on a date", "dispositions:on", Permission.DISPOSITION_VIEW),
    ),
    panels=(
        *(Panel(table, "What becomes of it", panel) for table in THINGS),
        *(Panel(table, "Followed up", page_link) for table in PAGES),
    ),
    prompts=prompts,
    tables=TABLES,
    sections=SECTIONS,
    changes=changes,
    checks=checks,
)
