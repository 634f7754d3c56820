"""What partner packs offer to the shared pages."""

from severalty.tenancy.permissions import Permission
from severalty.web.parts import NavItem, Part

PART = Part(
    stage="packs",
    label="Partner packs",
    navigation=(NavItem("Partner packs", "packs:packs", Permission.ESTATE_IMPORT),),
)
