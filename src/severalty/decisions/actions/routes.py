"""Everything that changes decision routes: a council's own values, and that they are confirmed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from severalty.decisions.binding import ROUTE_VALUES
from severalty.decisions.queries.routes import HeldValue
from severalty.engine.decisions.route_reading import RouteError, read_value
from severalty.engine.decisions.routes import RouteState, RouteValue
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, Stale, write_drafts
from severalty.tenancy.audit import take_turn
from severalty.tenancy.drafts import Drafting
from severalty.tenancy.models import Case
from severalty.tenancy.permissions import Permission


@dataclass(frozen=True)
class RouteEdit:
    """A value as a form left it, and the token of the value with the same first day that the form was opened on."""

    record: RouteValue
    token: str = ""


@transaction.atomic
def record_route_value(*, by: Viewer, at: datetime, why: str, case: Case, edit: RouteEdit) -> None:
    """Write a council's own value. A value with the same first day is changed; any other stands beside it.

    Raises Refused for another council's value or one that cannot be read, Stale where somebody else changed it.
    """
    take_turn()
    _check(by, case, edit.record)
    drafting = Drafting(by, case)
    drafts = drafting.claim(ROUTE_VALUES, [(0, edit.record)])
    drafting.settle()
    there = next((one for row, one in drafting.existing(ROUTE_VALUES).values() if row == drafts[0].row), None)
    if there is not None and drafts[0].before | drafts[0].after and HeldValue(there).token != edit.token:
        raise Stale(
            "Somebody recorded a value with the same first day since you opened the form. Nothing of yours is saved: "
            "look at the values on this page, then save again to change it."
        )
    write_drafts(by=by, at=at, why=why, case=case, drafts=drafts)


def _check(by: Viewer, case: Case, record: RouteValue) -> None:
    own = by.organisation
    if own is None or not by.belongs_to(case) or not by.may(Permission.DECISION_EDIT, case):
        raise Refused("Only those who record decisions for a council may record its values.")
    if not own.key == record.organisation == record.recorded_by:
        raise Refused("A council records its own values, and those of no other.")
    try:
        read_value(record.rule, record.value)
    except RouteError as error:
        raise Refused(str(error)) from error
    if (record.state is RouteState.CONFIRMED) != bool(record.confirmed_by.strip()):
        raise Refused("A confirmed value names the post that confirmed it; one that is not confirmed names none.")
