"""The money of the programme by council and year: from which budget, how firm, in or out of the headline figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from severalty.dispositions.queries.money import ProgrammeMoney, programme_money_for
from severalty.engine.appraisal.programme import ProgrammeRow, ProgrammeTotal
from severalty.engine.fields import Known
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.web.lists import Column, Register, render_list

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

HEADLINE = {Known.YES: "yes", Known.NO: "no", Known.UNKNOWN: ""}


@require_GET
@requires(Permission.MONEY_VIEW)
def money(request: Request, case: Case) -> HttpResponseBase:
    found = programme_money_for(request.viewer, case)
    context = {
        "case": case, "heading": "Money of the programme", "totals": _totals(found), "all": found.programme.all,
        "contingencies": [(found.name_of(one.council), one) for one in found.programme.contingencies],
        "seen_by": request.viewer.organisation.name if request.viewer.organisation else "the public",
    }  # fmt: skip
    return render_list(request, _register(case, found), found.programme.rows, context, "dispositions/money.html")


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
            Column("counted", "In the totals", "text", value=lambda row: "" if row.counts else "by its parts"),
            Column("source", "Source", "text"),
        ),
    )  # fmt: skip


def _name(row: ProgrammeRow) -> str:
    return f"of which {row.name[:1].lower()}{row.name[1:]}" if row.whole and row.rest else row.name


def _totals(found: ProgrammeMoney) -> list[tuple[str, list[tuple[str, ProgrammeTotal]]]]:
    programme = found.programme
    councils: list[tuple[str, Any]] = [(found.name_of(one.name), one) for one in programme.by_council]
    others = (
        ("By financial year", programme.by_year), ("By funding", programme.by_funding),
        ("By status", programme.by_status),
    )  # fmt: skip
    return [("By council", councils), *((title, [(one.name, one) for one in totals]) for title, totals in others)]
