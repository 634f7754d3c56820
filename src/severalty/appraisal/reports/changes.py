"""What changed in charges and appraisals between two days, with the money of charges by capital and revenue."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from severalty.appraisal.binding import CHARGES, COMPARED, COST_KEYS, DRAW_DOWNS, KEY_COUNTS
from severalty.engine.decisions.changes import Change, Fund
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import net_changes, organisations_of
from severalty.web.changes import Teller

_COSTED = ("cost_lines", "cost_amounts", "benefits", "envelopes")
MONEY = (COST_KEYS, KEY_COUNTS, CHARGES, DRAW_DOWNS)
TOPICS = {"": "money"} | {one.table: "options" for one in COMPARED} | dict.fromkeys(_COSTED, "money")
AMOUNTS = {"charges": "amount"}
_FUNDS = {Fund.CAPITAL.value: Fund.CAPITAL, Fund.REVENUE.value: Fund.REVENUE}


def changes(viewer: Any, case: Any, since: date, until: date) -> Iterator[Change]:
    """What changed after one day and until the end of another, as far as the viewer may see it."""
    bindings = [*(MONEY if viewer.may(Permission.MONEY_VIEW, case) else ())]
    bindings += COMPARED if viewer.may(Permission.APPRAISAL_VIEW, case) else ()
    known = {binding.table: binding for binding in bindings}
    rows = net_changes(viewer, case, known, since, until) if known else []
    if not rows:
        return
    names = {one.key: one.name for one in organisations_of(case)}
    funded = CHARGES.rows_for(viewer, case).values_list("pk", "funding")
    funds = {ref: _FUNDS[word] for ref, word in funded if word in _FUNDS}
    yield from Teller(known, TOPICS, lambda item: _url(case, item), names, AMOUNTS, funds).tell(rows)


def _url(case: Any, item: Any) -> str:
    page = "appraisal:charge" if item.table == CHARGES.table else "estate:item"
    return reverse(page, args=[case.key, item.ref])
