"""The money of the programme by council and year: from which budget, how firm, in or out of the headline figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from severalty.appraisal import actions
from severalty.decisions.actions.authority import Unauthorised
from severalty.decisions.queries.authority import Ways, ground_for, ways_for
from severalty.dispositions.forms import DrawForm
from severalty.dispositions.queries.money import ProgrammeMoney, programme_money_for
from severalty.dispositions.views.authority_boxes import RESTS_ON, add_authority, resting_of
from severalty.dispositions.views.contingency import contingency_sheets
from severalty.dispositions.views.trails import trail_of
from severalty.engine.appraisal.charges import DrawDown
from severalty.engine.dates import DateError, PartialDate, day, read_date
from severalty.engine.decisions.acts import Deed
from severalty.engine.decisions.delegations import Act
from severalty.engine.estate.parties import OrganisationKind
from severalty.engine.evidence import show_money
from severalty.engine.fields import Known
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.web.asked import value_of
from severalty.web.lists import Column, Register, render_list
from severalty.web.sheets import csv_file

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from severalty.engine.appraisal.programme import ProgrammeRow, ProgrammeTotal
    from severalty.tenancy.models import Case

HEADLINE = {Known.YES: "yes", Known.NO: "no", Known.UNKNOWN: ""}


@require_GET
@requires(Permission.MONEY_VIEW)
def money(request: Request, case: Case) -> HttpResponseBase:
    found = programme_money_for(request.viewer, case)
    on, notice = _day(value_of(request.GET, "by"))
    sheets = contingency_sheets(found, found.balances(on))
    wanted = next((one for one in sheets if one.ident == value_of(request.GET, "export")), None)
    if wanted and not notice:
        return csv_file(wanted, wanted.ident)
    viewer = request.viewer
    may_draw = viewer.organisation is not None and viewer.may(Permission.MONEY_EDIT, case) and found.can_draw_from
    context = {
        "case": case, "trail": trail_of(case, ("Money", "")),
        "heading": "Money of the programme", "totals": _totals(found), "all": found.programme.all,
        "sheets": [one for one in sheets if one.rows], "by": on.code if on else "", "notice": notice,
        "draw": reverse("dispositions:draw", args=[case.key]) if may_draw else "",
        "seen_by": viewer.organisation.name if viewer.organisation else "the public",
    }  # fmt: skip
    return render_list(request, _register(case, found), found.programme.rows, context, "dispositions/money.html")


def _day(text: str) -> tuple[PartialDate | None, str]:
    """The day that somebody wrote, or why it could not be read."""
    if not text:
        return None, ""
    try:
        return read_date(text), ""
    except DateError as error:
        return None, str(error)


@require_http_methods(["GET", "POST"])
@requires(Permission.MONEY_EDIT)
def draw(request: Request, case: Case) -> HttpResponseBase:
    found = programme_money_for(request.viewer, case)
    balances = found.balances(None)
    contingencies = [
        (one.contingency, f"{one.name}: {show_money(one.left, found.evidence_of(one.contingency))} left")
        for one in balances
    ]
    councils = [(key, one.name) for key, one in found.organisations.items() if one.kind == "council"]
    form = DrawForm(request.POST or None, contingencies=contingencies, councils=councils)
    ways = _ways(request, case)
    add_authority(form, ways, case, asks_value=False)
    if request.method == "POST" and form.is_valid() and _drawn(request, case, found, form, ways):
        return redirect("dispositions:money", case.key)
    context = {"case": case, "heading": "Draw from contingency", "form": form, "any": bool(contingencies)}
    return render(request, "dispositions/draw.html", context, status=422 if form.errors else 200)


def _ways(request: Request, case: Case) -> Ways:
    own = request.viewer.organisation
    council = own.key if own is not None and own.kind == OrganisationKind.COUNCIL else ""
    deed = Deed(act=Act.SPEND, on=day(timezone.localdate()), organisation=council)
    return ways_for(ground_for(request.viewer, case), deed)


def _drawn(request: Request, case: Case, found: ProgrammeMoney, form: DrawForm, ways: Ways) -> bool:
    ref = form.cleaned_data["contingency"]
    key, charge = found.keys[ref], found.charges[ref]
    record = DrawDown(contingency=f"{key}@{charge.recorded_by}", **form.values())
    try:
        warnings = actions.draw_down(
            by=request.viewer, at=timezone.now(), why="drawn from contingency", case=case, record=record,
            resting=resting_of(form, ways),
        )  # fmt: skip
    except Unauthorised as error:
        form.add_error(RESTS_ON, str(error))
        return False
    except actions.Unfit as error:
        for one in error.refusals:
            form.add_error(one.column if one.column in form.fields else None, f"It must be {one.expected}. {one.mend}")
        return False
    except Refused as error:
        form.add_error(None, str(error))
        return False
    messages.success(
        request, f"{show_money(record.amount)} drawn from {charge.name} is on record. {' '.join(warnings)}".strip()
    )
    return True


def _register(case: Case, found: ProgrammeMoney) -> Register:
    def where(row: ProgrammeRow) -> str:
        return "" if row.rest else reverse("appraisal:charge", args=[case.key, row.charge])

    return Register(
        "sum", "sums",
        (
            Column("name", "Sum", "text", value=_name, url=where),
            Column("council", "Council", "text", value=lambda row: found.name_of(row.council)),
            Column("years", "Financial year", "text"),
            Column("funding", "Funding", "text"),
            Column("status", "Status", "text"),
            Column("headline", "In the headline figure", "text", value=lambda row: HEADLINE[row.in_headline]),
            Column("amount", "Amount", "money", value="pence", evidence="evidence"),
            Column("together", "Over its years", "money", evidence="evidence", hidden_by_default=True),
            Column("counted", "In the totals", "text", value=lambda row: "" if row.counts else "by its parts"),
            Column("source", "Source", "text"),
        ),
    )  # fmt: skip


def _name(row: ProgrammeRow) -> str:
    return f"of which {row.name}" if row.whole and row.rest else row.name


def _totals(found: ProgrammeMoney) -> list[tuple[str, list[tuple[str, ProgrammeTotal]]]]:
    programme = found.programme
    councils: list[tuple[str, Any]] = [(found.name_of(one.name), one) for one in programme.by_council]
    others = (
        ("By financial year", programme.by_year), ("By funding", programme.by_funding),
        ("By status", programme.by_status),
    )  # fmt: skip
    return [("By council", councils), *((title, [(one.name, one) for one in totals]) for title, totals in others)]
