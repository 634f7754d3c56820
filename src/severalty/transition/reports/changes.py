"""What changed between two days of plans, packages, promises and what binds them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from severalty.engine.decisions.changes import Change
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import net_changes, organisations_of
from severalty.transition.binding import BASELINE_DATES, DATES, TABLES
from severalty.web.changes import Teller

TOPICS = {"": "plans"}


def changes(viewer: Any, case: Any, since: date, until: date) -> Iterator[Change]:
    """What changed after one day and until the end of another, as far as the viewer may see it; runs and baselines are
    told as a whole, and not date by date."""
    if not viewer.may(Permission.PLAN_VIEW, case):
        return
    known = {one.table: one for one in TABLES if one not in (DATES, BASELINE_DATES)}
    names = {one.key: one.name for one in organisations_of(case)}
    teller = Teller(known, TOPICS, lambda item: reverse("estate:item", args=[case.key, item.ref]), names=names)
    yield from teller.tell(net_changes(viewer, case, known, since, until))
