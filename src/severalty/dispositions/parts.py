"""What this stage offers to the shared pages."""

from severalty.dispositions.binding import TABLES
from severalty.tenancy.permissions import Permission
from severalty.web.parts import NavItem, Part

PART = Part(
    stage="dispositions",
    label="Dispositions",
    navigation=(NavItem("Workbench", "dispositions:workbench", Permission.DISPOSITION_VIEW),),
    tables=TABLES,
)
