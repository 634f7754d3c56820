"""What changed between two days of risks and issues."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from severalty.engine.decisions.changes import Change
from severalty.risks.binding import TABLES
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import net_changes, organisations_of
from severalty.web.changes import Teller

TOPICS = {"": "risks"}


def changes(viewer: Any, case: Any, since: date, until: date) -> Iterator[Change]:
    """What changed after one day and until the end of another, as far as the viewer may see it."""
    if not viewer.may(Permission.RISK_VIEW, case):
        return
    known = {binding.table: binding for binding in TABLES}
    names = {one.key: one.name for one in organisations_of(case)}
    teller = Teller(known, TOPICS, lambda item: reverse("estate:item", args=[case.key, item.ref]), names=names)
    yield from teller.tell(net_changes(viewer, case, known, since, until))
