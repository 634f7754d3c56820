"""What one viewer may read of decision routes: values on record, those that come with the package, and meetings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.utils.text import slugify

from severalty.decisions.binding import MEETINGS, ROUTE_VALUES
from severalty.decisions.models import RouteValue as Row
from severalty.decisions.queries.papers import councils_of
from severalty.engine.decisions.meetings import MeetingState
from severalty.engine.decisions.routes import RouteRule, RouteValue
from severalty.engine.freeze import digest
from severalty.formats.decision_routes import national_values, route_values
from severalty.tenancy.access import Viewer
from severalty.tenancy.binding import Lookup, record_of
from severalty.tenancy.models import Case, Organisation

MOST_MEETINGS = 12


@dataclass(frozen=True)
class HeldValue:
    """One value with its row; none where it comes with the package."""

    record: RouteValue
    row: Row | None = None

    @property
    def token(self) -> str:
        """What a form carries along to see whether the value was changed since it was opened."""
        return digest(self.record)[:16]


def values_for(case: Case) -> tuple[HeldValue, ...]:
    """Every value on record in a case, then those of the package; an invented case takes only the national ones.

    Who may open the case may read them. Two queries.
    """
    organisations = dict(Organisation.objects.filter(case=case).values_list("pk", "key"))
    lookup = Lookup(organisations, {}, {})
    rows = Row.objects.filter(case=case).order_by("pk")
    own = tuple(HeldValue(record_of(ROUTE_VALUES, row, lookup), row) for row in rows)
    shipped = national_values() if case.illustrative else route_values()
    return (*own, *(HeldValue(one) for one in shipped))


def records_of(held: Sequence[HeldValue]) -> tuple[RouteValue, ...]:
    """The records alone, as the rules take them."""
    return tuple(one.record for one in held)


def council_of(viewer: Viewer, case: Case, key: str = "") -> Organisation:
    """The council of a key; without one the viewer's own, else the first. Raises Http404 where there is none."""
    councils = councils_of(case)
    own = viewer.organisation.key if viewer.organisation is not None and viewer.belongs_to(case) else ""
    wanted = key or own
    found = next((one for one in councils if one.key == wanted), None if key else next(iter(councils), None))
    if found is None:
        raise Http404
    return found


def rule_of(slug: str) -> RouteRule:
    """The rule that an address names. Raises Http404 where there is none."""
    found = next((rule for rule in RouteRule if slugify(rule.value) == slug), None)
    if found is None:
        raise Http404
    return found


def history_of(held: Sequence[HeldValue], council: str, rule: RouteRule) -> list[HeldValue]:
    """Every value of a rule that was or is on record for a council, the national ones last; the newest first."""
    found = [one for one in held if one.record.rule is rule and one.record.organisation in ("", council)]
    begins = {id(one): one.record.starts.first.toordinal() if one.record.starts else 0 for one in found}
    return sorted(found, key=lambda one: (not one.record.organisation, -begins[id(one)]))


def meetings_from(viewer: Viewer, case: Case, council: Organisation, on: date) -> list[Any]:
    """The next meetings of a council's bodies that the viewer may see, with a day that is known. One query."""
    rows = MEETINGS.rows_for(viewer, case).filter(body__organisation=council).select_related("body__item")
    known = [row for row in rows if row.meets_on is not None and row.meets_on.first == row.meets_on.last]
    coming = [row for row in known if row.meets_on.first >= on and row.state == MeetingState.PLANNED]
    return sorted(coming, key=lambda row: (row.meets_on.first, row.item.name))[:MOST_MEETINGS]
