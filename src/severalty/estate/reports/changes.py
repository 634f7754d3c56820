"""What changed in the estate between two days: the net of what was recorded, and contracts whose days passed."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from severalty.engine.decisions.changes import Act, Change
from severalty.engine.evidence import Evidence
from severalty.estate import queries
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import HOLDINGS, net_changes, organisations_of
from severalty.web.changes import Teller

TOPICS = {"": "estate", "contracts": "contracts"}
AMOUNTS = {"contracts": "annual_charge"}
_LONGEST = timedelta(days=366)


def changes(viewer: Any, case: Any, since: date, until: date) -> Iterator[Change]:
    """What changed after one day and until the end of another, as far as the viewer may see it."""
    if not viewer.may(Permission.ESTATE_VIEW, case):
        return
    bindings = [*queries.REGISTERS, HOLDINGS, queries.ATTESTATIONS]
    if viewer.may(Permission.BELIEFS_VIEW, case):
        bindings.append(queries.ASSUMPTIONS)
    known = {binding.table: binding for binding in bindings}
    names = {one.key: one.name for one in organisations_of(case)}
    teller = Teller(known, TOPICS, lambda item: _url(case, item.ref), names=names, amounts=AMOUNTS)
    yield from teller.tell(net_changes(viewer, case, known, since, until))
    yield from _passed(viewer, case, since, until)


def _passed(viewer: Any, case: Any, since: date, until: date) -> Iterator[Change]:
    """Contracts whose last day to act, or whose term, passed in the time."""
    rows = queries.CONTRACTS.rows_for(viewer, case).order_by("item__name", "pk")
    early, late = since - _LONGEST, until + timedelta(days=1)  # dates lie in the table by their first possible day
    for row in rows.filter(Q(act_by__gte=early, act_by__lt=late) | Q(runs_until__gte=early, runs_until__lt=late)):
        for words, on in (("The last day to act passed.", row.act_by), ("Its current term ended.", row.runs_until)):
            if on is not None and since < on.last <= until:
                yield Change(
                    topic="contracts", what="contract", subject=row.item.name, act=Act.CHANGED, on=on,
                    sentence=words, url=_url(case, row.pk), evidence=Evidence(row.item.evidence),
                    resting_on=f"contracts:{row.item.key}",
                )  # fmt: skip


def _url(case: Any, ref: str) -> str:
    return reverse("estate:item", args=[case.key, ref])
