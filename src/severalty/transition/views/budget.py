"""The budget of a plan: by council, kind of money and year, with the packages behind each line."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from severalty.engine.evidence import show_pounds
from severalty.engine.transition.spending import SpendLine
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.reports.budget_table import budget_picture, budget_sheet, evidence_of, line_sheet, lines_of
from severalty.transition.reports.pictures_look import Look
from severalty.transition.views.timetable_look import Looked, looked, of_a_plan, shown
from severalty.web.asked import value_of

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


@require_GET
@requires(Permission.MONEY_VIEW)
@of_a_plan
def budget(request: Request, case: Case) -> HttpResponseBase:
    found = looked(request, case)
    lines = lines_of(found.look)
    chosen = next((one for one in lines if _key(one) == value_of(request.GET, "line")), None)
    sheets = [budget_sheet(found.look, lines, {one: _address(found, one) for one in lines if one.packages})]
    if chosen is not None:
        sheets.insert(0, line_sheet(found.look, chosen))
    context = {"lead": _lead(found.look, lines), "picture": budget_picture(found.look, lines), "line": chosen}
    return shown(request, case, found, "budget", [one for one in sheets if one.rows], context)


def _key(line: SpendLine) -> str:
    return f"{line.council}.{line.year or ''}.{line.money.value if line.money else ''}"


def _address(found: Looked, line: SpendLine) -> str:
    return f"?{urlencode({'plan': found.ref, 'line': _key(line)})}#line"


def _lead(look: Look, lines: tuple[SpendLine, ...]) -> str:
    """What is forecast of what is on record, and where it runs over."""
    if not lines:
        return "No budget is on record for this plan, and no package has a cost."
    known = evidence_of(look)
    forecast, held = sum(one.forecast for one in lines), sum(one.budget or 0 for one in lines)
    over = [one for one in lines if one.over]
    without = sum(one.year is None and one.forecast > 0 for one in lines)
    rest = f" {without} {'line has' if without == 1 else 'lines have'} no date that says which year." if without else ""
    words = f"{show_pounds(forecast, known)} is forecast; budgets of {show_pounds(held, known)} are on record. "
    runs = f"{len(over)} of {len(lines)} lines run over." if over else "No line runs over."
    return f"{words}{runs}{rest}"
