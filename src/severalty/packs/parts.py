"""What partner packs offer to the shared pages."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from severalty.packs.queries.packs import waiting_packs
from severalty.tenancy.permissions import Permission
from severalty.web.parts import NavItem, Part, Prompt


def prompts(viewer: Any, case: Any, on: date) -> Iterator[Prompt]:
    """Packs of partners that wait to be brought in, or of which no row is answered; for whoever may do that."""
    if viewer.organisation is None or not viewer.belongs_to(case) or not viewer.may(Permission.ESTATE_IMPORT, case):
        return
    for one in waiting_packs(viewer, case):
        address = reverse("packs:pack", args=[case.key, one.ref])
        if one.brought_in_at is None:
            yield Prompt(f"A pack from {one.partner.name} waits to be brought in.", address)
        elif viewer.may(Permission.DISPOSITION_EDIT, case):
            yield Prompt(f"No row of the last pack from {one.partner.name} is answered.", f"{address}?show=unanswered")


PART = Part(
    stage="packs",
    label="Partner packs",
    navigation=(NavItem("Partner packs", "packs:packs", Permission.ESTATE_IMPORT),),
    prompts=prompts,
)
