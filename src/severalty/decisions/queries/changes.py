"""What the record itself dates between two days: decisions, meetings put off, promises, holds and powers that ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from severalty.decisions.binding import BODIES, COMMITMENTS, DELEGATIONS, HOLDS, MEETINGS, OVERRIDES, RESOLUTIONS
from severalty.decisions.models import FrozenPaper
from severalty.decisions.queries.papers import frozen_for
from severalty.decisions.queries.publishing import seen_column
from severalty.engine.dates import PartialDate
from severalty.engine.decisions.meetings import MeetingState
from severalty.tenancy.access import Viewer
from severalty.tenancy.binding import Binding
from severalty.tenancy.models import Case

_LONGEST = timedelta(days=366)
_NOT_HELD = (MeetingState.PUT_OFF, MeetingState.CANCELLED, MeetingState.INQUORATE)


@dataclass(frozen=True)
class Days:
    """The time after one day and until the end of another."""

    since: date
    until: date

    def have(self, value: PartialDate | None) -> bool:
        """Whether a date lies in the time; one that is known to a month lies where the month ends."""
        return value is not None and self.since < value.last <= self.until

    def about(self, *columns: str) -> Q:
        """The condition on rows of which one of these dates may lie in the time; `have` tells which do.

        Dates lie in tables by their first possible day.
        """
        found = Q()
        for column in columns:
            found |= Q(**{f"{column}__gte": self.since - _LONGEST, f"{column}__lt": self.until + timedelta(days=1)})
        return found


def _rows(viewer: Viewer, case: Case, binding: Binding, days: Days, *columns: str) -> QuerySet[Any]:
    return binding.rows_for(viewer, case).filter(days.about(*columns)).order_by("item__name", "pk")


def resolutions_in(viewer: Viewer, case: Case, days: Days) -> Iterator[Any]:
    """What was decided in the time, each with the name of its body."""
    rows = _rows(viewer, case, RESOLUTIONS, days, "decided_on").filter(body__item__withdrawn=False)
    yield from (row for row in rows.select_related("body__item") if days.have(row.decided_on))


def meetings_not_held(viewer: Viewer, case: Case, days: Days) -> Iterator[Any]:
    """Meetings that were to be held in the time and were not; `later` is the day to which one was put off."""
    rows = _rows(viewer, case, MEETINGS, days, "meets_on").filter(body__item__withdrawn=False)
    rows = rows.filter(state__in=[one.value for one in _NOT_HELD]).select_related("body__item")
    rows = rows.annotate(later=seen_column(viewer, case, "put_off_to__", "meets_on", "put_off_to__body__"))
    yield from (row for row in rows if days.have(row.meets_on))


def commitments_in(viewer: Viewer, case: Case, days: Days) -> Iterator[Any]:
    """Promises that were done or due in the time."""
    rows = _rows(viewer, case, COMMITMENTS, days, "due", "done_on")
    yield from (row for row in rows if days.have(row.due) or days.have(row.done_on))


def holds_in(viewer: Viewer, case: Case, days: Days) -> Iterator[Any]:
    """Holds that were placed, were lifted or ran out in the time."""
    rows = _rows(viewer, case, HOLDS, days, "starts", "until", "lifted_on")
    yield from (row for row in rows if any(map(days.have, (row.starts, row.until, row.lifted_on))))


def delegations_in(viewer: Viewer, case: Case, days: Days) -> Iterator[Any]:
    """Delegations that ended or were revoked in the time."""
    rows = _rows(viewer, case, DELEGATIONS, days, "ends", "revoked_on")
    yield from (row for row in rows if days.have(row.ends) or days.have(row.revoked_on))


def overrides_in(viewer: Viewer, case: Case, days: Days) -> Iterator[Any]:
    """Warnings that an officer went against in the time."""
    yield from (row for row in _rows(viewer, case, OVERRIDES, days, "given_on") if days.have(row.given_on))


def frozen_in(viewer: Viewer, case: Case, after: Any, before: Any) -> QuerySet[FrozenPaper]:
    """Papers that were frozen between two moments."""
    return frozen_for(viewer, case).filter(frozen_at__gte=after, frozen_at__lt=before)


def boards_for(viewer: Viewer, case: Case) -> list[tuple[str, str]]:
    """The bodies that have met, as far as the viewer may see it: reference and name. One query."""
    held = MEETINGS.rows_for(viewer, case).filter(state=MeetingState.HELD.value, meets_on__isnull=False)
    rows = BODIES.rows_for(viewer, case).filter(pk__in=held.values("body")).order_by("item__name", "pk")
    return list(rows.values_list("pk", "item__name"))


def last_held(viewer: Viewer, case: Case, before: date, body: str = "", name: str = "") -> Any:
    """The last meeting that was held before a day: of one body by its reference or its name, or of any; or nothing.

    One of which only a month is known counts where the whole month lies before.
    """
    rows = MEETINGS.rows_for(viewer, case).filter(state=MeetingState.HELD.value, meets_on__lt=before)
    rows = rows.filter(body__item__withdrawn=False).select_related("body__item").order_by("-meets_on", "pk")
    rows = rows.filter(body=body) if body else rows
    rows = rows.filter(body__item__name__iexact=name) if name else rows
    return next((row for row in rows[:20] if row.meets_on.last < before), None)
