"""Work by team and week: what is asked for against what can be given, and the packages of a week."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from severalty.engine.transition.workload import TeamLoad, Workload
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.forms.looking import WeekForm
from severalty.transition.reports.workload_table import (
    at_weekends,
    counted_in_parts,
    load_picture,
    most_pressed,
    teams_sheet,
    week_sheet,
    weeks_sheet,
    worked_load,
)
from severalty.transition.views.timetable_look import Looked, looked, of_a_plan, shown
from severalty.web.asked import value_of
from severalty.web.sheets import Sheet

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


@require_GET
@requires(Permission.PLAN_VIEW)
@of_a_plan
def workload(request: Request, case: Case) -> HttpResponseBase:
    found = looked(request, case)
    whole = worked_load(found.look)
    form, asked = _asked(request, found, whole)
    load = _between(_chosen(whole, asked), asked)
    week = _monday(value_of(request.GET, "week"))
    sheets = _sheets(found, whole, load, week)
    name = found.look.name(load.team) if load else ""
    said = (_lead(whole), counted_in_parts(whole), at_weekends(found.look))
    context = {
        "form": form, "lead": " ".join(filter(None, said)), "team": name, "week": week,
        "picture": load_picture(load, name) if load else "",
    }  # fmt: skip
    return shown(request, case, found, "workload", sheets, context)


def _asked(request: Request, found: Looked, whole: Workload) -> tuple[WeekForm, dict[str, Any]]:
    teams = [(one.team, found.look.name(one.team)) for one in whole.teams]
    form = WeekForm(request.GET or None, initial={"plan": found.ref}, plans=found.drawn.others, teams=teams)
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return form, {"team": "", "start": None, "until": None} | {key: value for key, value in data.items() if value}


def _chosen(whole: Workload, asked: dict[str, Any]) -> TeamLoad | None:
    """The team that is asked for; else the one that is pressed most."""
    return next((one for one in whole.teams if one.team == asked["team"]), None) or most_pressed(whole)


def _between(load: TeamLoad | None, asked: dict[str, Any]) -> TeamLoad | None:
    if load is None:
        return None
    first = asked["start"].first if asked["start"] else date.min
    last = asked["until"].last if asked["until"] else date.max
    return TeamLoad(load.team, tuple(one for one in load.weeks if first <= one.monday <= last))


def _monday(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _sheets(found: Looked, whole: Workload, load: TeamLoad | None, week: date | None) -> list[Sheet]:
    look = found.look
    if load is None:
        return []

    def address(**asked: str) -> str:
        return f"?{urlencode({'plan': found.ref} | asked)}"

    teams = {one.team: address(team=one.team) for one in whole.teams}
    weeks = {
        one.monday: f"{address(team=load.team, week=one.monday.isoformat())}#week" for one in load.weeks if one.packages
    }
    sheets = [week_sheet(look, load, week)] if week else []
    return [*sheets, teams_sheet(look, whole, teams), weeks_sheet(load, look.name(load.team), weeks)]


def _lead(whole: Workload) -> str:
    """Where too much is asked for, in a sentence."""
    over = [one for one in whole.teams if one.weeks_over]
    if not any(one.used for one in whole.teams):
        return "No package with dates asks for a team that you may see."
    if not over:
        return f"None of {len(whole.teams)} teams is asked for more than it can give."
    weeks = sum(len(one.weeks_over) for one in over)
    return f"{len(over)} of {len(whole.teams)} teams are asked for more than they can give, in {weeks} weeks of theirs."
