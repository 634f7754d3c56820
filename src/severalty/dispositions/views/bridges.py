"""Temporary bridges, and what double running costs by month: a picture with its equal table."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.dispositions.queries.bridges import Standing, standing_for
from severalty.dispositions.views.people_tables import item_url, many
from severalty.engine.dates import day, financial_year_name, month
from severalty.engine.dispositions.agreements import Bridge
from severalty.engine.dispositions.bridges import BridgeRow, Bridges, BridgeState
from severalty.engine.dispositions.double_running import DoubleRunning, Overlap
from severalty.engine.evidence import Evidence, show_money, weakest
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.web.asked import value_of
from severalty.web.columns import Column
from severalty.web.marks import Tag, evidence_of
from severalty.web.months import MonthColumn, month_columns
from severalty.web.sheets import Sheet, csv_file

TONES = {
    BridgeState.OVERDUE: "bad", BridgeState.STANDS: "joint", BridgeState.NOT_BEGUN: "plain", BridgeState.DOWN: "good",
    BridgeState.NOT_KNOWN: "warn",
}  # fmt: skip
PARTS = ("Old beside new", "Temporary bridges")


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def bridges(request: Request, case: Any) -> HttpResponseBase:
    found = standing_for(request.viewer, case, timezone.localdate())
    standing, double = found.worked_bridges, found.worked_double
    sheets = _sheets(case, found, standing, double)
    wanted = next((one for one in sheets if one.ident == value_of(request.GET, "export")), None)
    return csv_file(wanted, wanted.ident) if wanted else _page(request, case, sheets, (standing, double))


def _page(request: Request, case: Any, sheets: list[Sheet], worked: tuple[Bridges, DoubleRunning]) -> HttpResponse:
    standing, double = worked
    columns = [MonthColumn(one.month, (one.overlaps, one.bridges)) for one in double.months]
    context = {
        "case": case,
        "heading": "Temporary bridges and double running",
        "lead": _lead(standing, double),
        "picture": month_columns(columns, PARTS, title="Double running by month", unit=_thousands),
        "bridges": sheets[0],
        "sheets": [one for one in sheets[1:] if one.rows],
        "empty": {"title": "No temporary bridge and no double running is on record here",
                  "text": "A bridge says for whom it stands, what it costs a month, until when, and how it ends."},
    }  # fmt: skip
    return render(request, "dispositions/bridges.html", context)


def _thousands(pence: float) -> str:
    return f"£{pence / 100_000:,.4g}k" if pence else "£0"


def _lead(standing: Bridges, double: DoubleRunning) -> str:
    if not standing.rows and not double.months:
        return ""
    words = [f"{show_money(double.pence)} for old and new side by side and for bridges"]
    late = sum(row.state is BridgeState.OVERDUE for row in standing.rows)
    words += [f"{many(late, 'bridge is', 'bridges are')} overdue"] if late else []
    words += [f"{show_money(standing.beyond)} spent beyond their ends"] if standing.beyond else []
    open_ended = sum(bool(row.faults) for row in standing.rows)
    words += [f"{many(open_ended, 'bridge lacks', 'bridges lack')} something"] if open_ended else []
    left = len(double.not_counted)
    words += [f"{many(left, 'cost does', 'costs do')} not follow from the record"] if left else []
    return "; ".join(words) + "."


def _sheets(case: Any, found: Standing, standing: Bridges, double: DoubleRunning) -> list[Sheet]:
    resting = weakest(
        [evidence_of(row.item.evidence) for row in found.rows.values()]
        + [one.old.evidence for one in found.double.leavings]
    )
    return [
        _bridge_sheet(case, found, standing),
        _overlap_sheet(case, found, double, resting),
        _month_sheet(double, resting),
        _year_sheet(double, resting),
        _council_sheet(found, double, resting),
        _why_sheet(case, found, "Not counted", double.not_counted, "not-counted"),
        _why_sheet(case, found, "The old ends before the new begins", double.gaps, "gaps"),
    ]


def _bridge_sheet(case: Any, found: Standing, standing: Bridges) -> Sheet:
    bridges = {one.key: one for one in found.bridges.bridges}

    def resting(row: Any) -> Evidence:
        return evidence_of(found.rows[row.bridge].item.evidence)

    columns = (
        Column("name", "Bridge", "link", value=lambda row: found.names[row.bridge],
               url=lambda row: item_url(case, row.bridge)),
        Column("council", "For", "organisation", value=lambda row: found.organisations.get(row.council)),
        Column("thing", "Of what", "link", value=lambda row: found.names.get(bridges[row.bridge].thing, ""),
               url=lambda row: item_url(case, bridges[row.bridge].thing)),
        Column("monthly", "A month", "money", value=lambda row: bridges[row.bridge].monthly_cost, evidence=resting),
        Column("stands", "Stands", value=lambda row: _span(bridges[row.bridge])),
        Column("state", "State", "tag", value=lambda row: Tag(row.state, TONES[row.state])),
        Column("pence", "In all", "money", evidence=resting),
        Column("exit_test", "Exit test", value=lambda row: bridges[row.bridge].exit_test),
        Column("faults", "To put right", value=_faults),
        Column("evidence", "Evidence", "tag", value=resting),
    )  # fmt: skip
    return Sheet("Temporary bridges", columns, standing.rows, ident="bridges")


def _span(bridge: Bridge) -> str:
    return f"{bridge.starts or 'not known'} to {bridge.ends or 'not known'}"


def _faults(row: BridgeRow) -> str:
    beyond = [f"It has cost {show_money(row.beyond)} since."] if row.beyond else []
    return " ".join((*row.faults[:1], *beyond, *row.faults[1:]))


def _overlap_sheet(case: Any, found: Standing, double: DoubleRunning, resting: Evidence) -> Sheet:
    """Each way on which old and new stand side by side: the days, and old and new less the steady new."""

    def rests(_: Any) -> Evidence:
        return resting

    columns = (
        Column("name", "What", "link", value=lambda one: found.names[one.disposition],
               url=lambda one: item_url(case, one.disposition)),
        Column("council", "Council", "organisation", value=lambda one: found.organisations.get(one.council)),
        Column("days", "Side by side", value=lambda one: f"{day(one.first)} to {day(one.last)}"),
        Column("old", "Old", "money", evidence=rests),
        Column("new", "New", "money", value=lambda one: None if one.alike else one.new, evidence=rests),
        Column("steady", "Less what the new costs in the end", "money",
               value=lambda one: None if one.alike else one.steady, evidence=rests),
        Column("pence", "Costs more", "money", evidence=rests),
        Column("gone", "The old", "tag", value=_gone),
        Column("evidence", "Evidence", "tag", value=rests),
    )  # fmt: skip
    return Sheet("Old and new side by side", columns, double.overlaps, ident="overlaps")


def _gone(one: Overlap) -> Tag:
    if one.confirmed:
        return Tag("is gone", "good")
    return Tag("is not said to be gone: it costs on", "bad") if one.continues else Tag("is to go", "plain")


def _amounts(resting: Evidence) -> tuple[Column, ...]:
    def rests(_: Any) -> Evidence:
        return resting

    return (
        Column("overlaps", PARTS[0], "money", evidence=rests),
        Column("bridges", PARTS[1], "money", evidence=rests),
        Column("pence", "Together", "money", evidence=rests),
        Column("evidence", "Evidence", "tag", value=rests),
    )


def _month_sheet(double: DoubleRunning, resting: Evidence) -> Sheet:
    columns = (
        Column("month", "Month", value=lambda one: month(one.month.year, one.month.month)), *_amounts(resting),
    )  # fmt: skip
    return Sheet("By month", columns, double.months, foot=_whole(double), ident="months")


def _whole(double: DoubleRunning) -> Any:
    """The sum of all, under the months as under the councils; they are the same."""
    both = [sum(getattr(one, name) for one in double.months) for name in ("overlaps", "bridges")]
    return {"overlaps": both[0], "bridges": both[1], "pence": double.pence}


def _year_sheet(double: DoubleRunning, resting: Evidence) -> Sheet:
    columns = (
        Column("year", "Financial year", value=lambda one: financial_year_name(one.year)), *_amounts(resting)[-2:],
    )  # fmt: skip
    return Sheet("By financial year", columns, double.years, foot={"pence": double.pence}, ident="years")


def _council_sheet(found: Standing, double: DoubleRunning, resting: Evidence) -> Sheet:
    columns = (
        Column("council", "Council", "organisation", value=lambda one: found.organisations.get(one.council)),
        *_amounts(resting),
    )
    return Sheet("By council", columns, double.councils, foot=_whole(double), ident="councils")


def _why_sheet(case: Any, found: Standing, caption: str, rows: Sequence[Any], ident: str) -> Sheet:
    columns = (
        Column("name", "What", "link", value=lambda one: found.names[one.disposition],
               url=lambda one: item_url(case, one.disposition)),
        Column("council", "Council", "organisation", value=lambda one: found.organisations.get(one.council)),
        Column("why", "Why"),
    )  # fmt: skip
    return Sheet(caption, columns, rows, ident=ident)
