"""What partner packs offer to the shared pages."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from severalty.engine.estate.items import Item
from severalty.engine.tables import TABLES
from severalty.packs.queries.packs import waiting_packs
from severalty.packs.queries.said import ELSEWHERE, said_of
from severalty.packs.views.taking_back import panel
from severalty.tenancy.permissions import Permission
from severalty.web.parts import NavItem, Panel, Part, Prompt


def prompts(viewer: Any, case: Any, on: date) -> Iterator[Prompt]:
    """What partners dispute of one's own rows, dispositions left out."""
    if not viewer.may(Permission.DISPOSITION_EDIT, case):
        return
    count = sum(1 for one in said_of(viewer, case, disputed=True) if not one.ours and not one.changed)
    if count:
        words = "row of yours is" if count == 1 else "rows of yours are"
        address = reverse("packs:disputed", args=[case.key])
        yield Prompt(f"{count:,} {words} disputed in a partner pack.", address)


def waiting(viewer: Any, case: Any, on: date) -> Iterator[Prompt]:
    """Packs of partners that wait to be brought in, or of which no row is answered; for whoever may do that."""
    if viewer.organisation is None or not viewer.belongs_to(case) or not viewer.may(Permission.ESTATE_IMPORT, case):
        return
    for one in waiting_packs(viewer, case):
        address = reverse("packs:pack", args=[case.key, one.ref])
        if one.brought_in_at is None:
            yield Prompt(f"A pack from {one.partner.name} waits to be brought in.", address)
        elif viewer.may(Permission.DISPOSITION_EDIT, case):
            yield Prompt(f"No row of the last pack from {one.partner.name} is answered.", f"{address}?show=unanswered")


def morning(viewer: Any, case: Any, on: date) -> Iterator[Prompt]:
    """All that waits of packs."""
    yield from waiting(viewer, case, on)
    yield from prompts(viewer, case, on)


PART = Part(
    stage="packs",
    label="Partner packs",
    under="dispositions",
    navigation=(NavItem("Partner packs", "packs:packs", Permission.ESTATE_IMPORT),),
    panels=tuple(
        Panel(table, "What partners say of it", panel)
        for table, record in TABLES.items()
        if issubclass(record, Item) and table not in ELSEWHERE
    ),
    prompts=morning,
)
