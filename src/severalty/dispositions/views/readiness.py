"""The estate on a date: what each council holds then, what blocks it, and whether each could stand alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.dispositions.queries.readiness import Estate, estate_for
from severalty.dispositions.views.people_tables import many
from severalty.dispositions.views.readiness_tables import (
    councils_sheet,
    day_one_sheet,
    held_lines,
    held_register,
    tried_lines,
    tried_register,
)
from severalty.engine.dates import DateError, add_months, day, month, read_date
from severalty.engine.dispositions.readiness import Verdict
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.web.asked import value_of, whole_number
from severalty.web.lists import render_list
from severalty.web.sheets import csv_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http.response import HttpResponseBase

    from severalty.engine.dispositions.on_a_date import EstateOn

LEAST_MONTHS, MOST_MONTHS = 24, 120
COUNCILS, DAY_ONE = "councils", "day-one"


@dataclass(frozen=True)
class Slider:
    """The months that the slider runs over, the place of the day among them, and the days beside it."""

    months: tuple[str, ...]
    place: int
    before: date | None
    after: date | None

    @property
    def last(self) -> int:
        """The place of the last month."""
        return len(self.months) - 1

    @property
    def words(self) -> str:
        """The month at which it stands."""
        return self.months[self.place]


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def on(request: Request, case: Any) -> HttpResponseBase:
    today = timezone.localdate()
    moved = _moved(request.GET, today)
    if moved is not None:
        return redirect(f"{reverse('dispositions:on', args=[case.key])}?date={moved.isoformat()}")
    when, notice = _asked(request.GET, today)
    if notice and value_of(request.GET, "export"):
        return _no_file(request, notice)
    estate = estate_for(request.viewer, case, when, today)
    worked = estate.worked
    sheet = councils_sheet(estate, worked)
    if value_of(request.GET, "export") == COUNCILS:
        return csv_file(sheet, f"estate-{when.isoformat()}")
    context = _frame(case, when, notice, _slider(worked, when, today)) | {
        "heading": f"The estate on {day(when)}", "lead": _lead(worked), "councils": sheet,
        "unheld": len(worked.unheld),
        "empty": {"title": "Nothing that a council holds is on record here", "text": "Shares say who holds what."},
    }  # fmt: skip
    lines = held_lines(case, estate, worked)
    return render_list(request, held_register(estate), lines, context, "dispositions/on.html")


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def readiness(request: Request, case: Any) -> HttpResponseBase:
    today = timezone.localdate()
    when, notice = _asked(request.GET, today)
    if notice and value_of(request.GET, "export"):
        return _no_file(request, notice)
    estate = estate_for(request.viewer, case, when, today)
    worked = estate.worked_readiness
    sheet = day_one_sheet(estate, worked)
    if value_of(request.GET, "export") == DAY_ONE:
        return csv_file(sheet, f"day-one-{when.isoformat()}")
    alone = sum(one.verdict in (Verdict.SOVEREIGN, Verdict.BUT_FOR_SHARED) for one in worked.tests)
    context = _frame(case, when, notice, None) | {
        "heading": f"Readiness on {day(when)}", "day_one": sheet, "untested": _untested(estate),
        "lead": _stand_alone(alone, len(worked.tests)),
        "empty": {"title": "No service is on record that a council uses", "text": "Shares say who uses what."},
    }  # fmt: skip
    lines = tried_lines(case, estate, worked)
    return render_list(request, tried_register(estate), lines, context, "dispositions/readiness.html")


def _no_file(request: Request, notice: str) -> HttpResponseBase:
    """A file of another day than the one that was meant would be believed."""
    return render(request, "web/error.html", {"message": f"No file is made. {notice}"}, status=400)


def _stand_alone(alone: int, tried: int) -> str:
    stand = "stands" if tried == 1 else "stand"
    return f"{alone} of {many(tried, 'service', 'services')} {stand} alone, council by council." if tried else ""


def _untested(estate: Estate) -> int:
    return sum(not one.councils for one in estate.services)


def _frame(case: Any, when: date, notice: str, slider: Slider | None) -> dict[str, Any]:
    return {"case": case, "when": when, "notice": notice, "slider": slider}


def _lead(worked: EstateOn) -> str:
    blocked = sum(one.blocked for one in worked.councils)
    planned = sum(one.planned for one in worked.councils)
    if not worked.rows:
        return ""
    own = sum(one.own for one in worked.councils)
    words = [f"{own} of {many(len(worked.rows), 'holding is', 'holdings are')} a council's own alone"]
    words += [f"{planned} only if what is planned is done"] if planned else []
    words += [f"something is in the way of {blocked}"] if blocked else []
    return "; ".join(words) + "."


def _asked(params: Mapping[str, Any], today: date) -> tuple[date, str]:
    """The day asked about, today where none is, and why one could not be read. An imprecise day is its last."""
    text = value_of(params, "date")
    if not text:
        place = value_of(params, "month")
        said = f"“{place}” is not a place on the slider; it runs from 0 to {MOST_MONTHS} months." if place else ""
        return today, said
    try:
        return read_date(text).last, ""
    except DateError as error:
        return today, str(error)


def _moved(params: Mapping[str, Any], today: date) -> date | None:
    """The last day of the month to which the slider was moved, counted from the present one."""
    place = whole_number(value_of(params, "month"))
    if place is None or place > MOST_MONTHS:
        return None
    return add_months(today.replace(day=1), place + 1) - timedelta(days=1)


def _slider(worked: EstateOn, when: date, today: date) -> Slider:
    first = today.replace(day=1)
    last = max((_apart(first, one) for one in (*worked.changes, when)), default=0)
    count = min(max(last + 1, LEAST_MONTHS), MOST_MONTHS)
    months = [add_months(first, place) for place in range(count + 1)]
    return Slider(
        months=tuple(str(month(one.year, one.month)) for one in months),
        place=min(max(_apart(first, when), 0), count),
        before=max(_other(worked.changes, lambda one: one < when), default=None),
        after=min(_other(worked.changes, lambda one: one > when), default=None),
    )


def _apart(first: date, other: date) -> int:
    return 12 * (other.year - first.year) + other.month - first.month


def _other(days: Iterable[date], fits: Any) -> list[date]:
    return [one for one in days if fits(one)]
