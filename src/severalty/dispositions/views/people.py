"""Posts in a transfer, and the operating model of each council with what it lacks."""

from datetime import date
from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.dispositions.queries.people import experts_for, people_for
from severalty.dispositions.views.people_experts import capacity_sheet, expert_sheet
from severalty.dispositions.views.people_tables import (
    group_sheet,
    hundredths,
    item_url,
    many,
    role_lines,
    role_register,
    spare_sheet,
    totals_sheet,
    transfer_lines,
    transfer_register,
)
from severalty.engine.dates import DateError, read_date
from severalty.engine.dispositions.operating_model import OperatingModel
from severalty.engine.dispositions.transfers import Information, Scope, Transfers
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.web.asked import value_of
from severalty.web.lists import render_list
from severalty.web.sheets import Sheet, csv_file

GROUPS = "groups"


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def people(request: Request, case: Any) -> HttpResponseBase:
    found = people_for(request.viewer, case, timezone.localdate())
    worked = found.worked_transfers
    sheets = _expert_sheets(request, case)
    wanted = next((one for one in sheets if one.ident == value_of(request.GET, "export")), None)
    if wanted:
        return csv_file(wanted, wanted.ident)
    context = {
        "case": case,
        "heading": "Posts in a transfer",
        "lead": _transfers_lead(worked),
        "note": worked.note,
        "totals": totals_sheet(found, worked),
        "without": [(found.post_name(ref), item_url(case, ref)) for ref in worked.without_transfer],
        "table": "post_transfers",
        "sheets": sheets,
        "empty": {"title": "No post in a transfer is on record here", "text": "Posts only, never persons."},
    }
    lines = transfer_lines(case, found, worked.rows)
    return render_list(request, transfer_register(found), lines, context, "dispositions/people.html")


def _expert_sheets(request: Request, case: Any) -> list[Sheet]:
    """The tables of those who know; none where the viewer may see none."""
    experts = experts_for(request.viewer, case, timezone.localdate())
    if experts is None:
        return []
    worked = experts.worked
    return [expert_sheet(case, experts, worked), capacity_sheet(experts, worked)]


def _transfers_lead(worked: Transfers) -> str:
    if not worked.rows:
        return ""
    likely = sum(row.scope is Scope.LIKELY for row in worked.rows)
    cannot = sum(row.scope is Scope.CANNOT_BE_TOLD for row in worked.rows)
    overdue = sum(row.information is Information.OVERDUE for row in worked.rows)
    days = sorted(row.inform_by for row in worked.rows if row.inform_by and row.information is Information.DUE)
    words = [f"{likely} of {many(len(worked.rows), 'post', 'posts')} likely in scope, by the evidence on record"]
    words += [f"for {cannot} it cannot be told"] if cannot else []
    words += [f"information is overdue for {overdue}"] if overdue else []
    words += [f"the next information is due by {days[0]}"] if days else []
    return "; ".join(words) + "."


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def operating_model(request: Request, case: Any) -> HttpResponseBase:
    begins, notice = _day(value_of(request.GET, "begins"))
    found = people_for(request.viewer, case, timezone.localdate(), begins)
    model = found.worked_model
    if value_of(request.GET, "export") == GROUPS:
        return csv_file(group_sheet(found, model), "need-and-supply")
    context = {
        "case": case,
        "heading": "Operating model of each council",
        "lead": _model_lead(model),
        "begins": begins,
        "notice": notice,
        "model": model,
        "groups": group_sheet(found, model),
        "spare": spare_sheet(case, found, model),
        "cost": model.cost_of_lacking,
        "table": "future_roles",
        "empty": {"title": "No future role is on record here", "text": "Roles and posts only, never persons."},
    }
    lines = role_lines(case, found, model)
    return render_list(request, role_register(found), lines, context, "dispositions/operating_model.html")


def _day(text: str) -> tuple[date | None, str]:
    """The day that somebody wrote, or why it could not be read."""
    if not text:
        return None, ""
    try:
        return read_date(text).first, ""
    except DateError as error:
        return None, str(error)


def _model_lead(model: OperatingModel) -> str:
    if not model.roles:
        return ""
    words = [f"{hundredths(model.lacking)} full-time posts are lacking over {many(len(model.roles), 'role', 'roles')}"]
    words += [f"{many(model.unsized, 'role is', 'roles are')} not sized"] if model.unsized else []
    if model.not_standing:
        words.append(f"{many(len(model.not_standing), 'role does', 'roles do')} not stand that must before transition")
    return "; ".join(words) + "."
