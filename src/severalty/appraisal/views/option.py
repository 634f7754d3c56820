"""One option: what speaks for and against it, how it stands at the gates, what it scores and what it costs."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from severalty.appraisal.queries.compared import Comparison, appraisal_of_option, comparison_for
from severalty.appraisal.reports.beside import net_rows
from severalty.appraisal.reports.verdicts import rank_words
from severalty.appraisal.reports.worked import Worked, worked_of
from severalty.appraisal.views.option_tables import item_url, lettered, number
from severalty.appraisal.views.options import may_edit, new_url, own
from severalty.appraisal.views.sheets import Sheet
from severalty.engine.appraisal.options import Side
from severalty.engine.dates import financial_year_name
from severalty.tenancy.access import requires
from severalty.tenancy.permissions import Permission
from severalty.web.columns import Column


@require_GET
@requires(Permission.APPRAISAL_VIEW)
def option(request: HttpRequest, case: Any, ref: str) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    found = comparison_for(viewer, case, appraisal_of_option(viewer, case, ref))
    handle = found.handle_of(ref)
    if handle not in found.by_option:
        raise Http404
    context = _context(worked_of(found), case, handle) | _links(request, case, found, ref)
    return render(request, "appraisal/option.html", context)


def _context(worked: Worked, case: Any, ref: str) -> dict[str, Any]:
    """Everything on record of one option, `ref` being its handle."""
    found, one = worked.comparison, worked.option(ref)
    points = [each for each in found.points if each.option == ref]
    return {
        "case": case,
        "heading": lettered(one),
        "trail": [(found.appraisal.name, reverse("appraisal:appraisal", args=[case.key, found.ref]))],
        "option": one,
        "row": found.rows[ref],
        "found": found,
        "worked": worked,
        "standing": worked.standing(ref),
        "on_value": rank_words(worked, "value"),
        "on_cost": rank_words(worked, "cost"),
        "net": next((one for one in net_rows(worked) if one.option == ref), None),
        "whole": [(found.name_of(one.part_of), found.refs[one.part_of])] if one.part_of in found.refs else [],
        "variants": [(each.name, found.refs[each.key]) for each in found.options if each.part_of == ref],
        "addendum": found.name_of(one.addendum),
        "pros": [each for each in points if each.side is Side.PRO],
        "cons": [each for each in points if each.side is Side.CON],
        "gates": next(each for each in worked.appraised.gated.options if each.option == ref),
        "scores": _scores(worked, ref),
        "lines": _lines(worked, case, ref),
        "faults": _faults(worked, ref),
    }


def _links(request: HttpRequest, case: Any, found: Comparison, ref: str) -> dict[str, str]:
    """Where the option is changed, as far as the viewer may."""
    edits = own(request, case, found.rows[found.handle_of(ref)])
    adds = may_edit(request, case)
    return {
        "edit_url": reverse("appraisal:record-change", args=[case.key, ref]) if edits else "",
        "points_url": reverse("appraisal:points-change", args=[case.key, ref]) if edits else "",
        "line_url": new_url(case, "cost_lines", appraisal=found.ref, option=ref) if adds else "",
        "item_url": reverse("estate:item", args=[case.key, ref]),
    }


def _scores(worked: Worked, ref: str) -> Sheet:
    """Every score of the option with its reason, sheet by sheet."""
    scores = worked.appraised.scores
    found = [
        (cell.factor, said) for cell in (scores.cells if scores else ()) if cell.option == ref for said in cell.said
    ]
    sheets = {one.key: one for one in worked.comparison.sheets}
    columns = (
        Column("factor", "Factor", value=lambda one: worked.comparison.name_of(one[0])),
        Column("sheet", "Sheet", value=lambda one: sheets[one[1].sheet].name if one[1].sheet in sheets else ""),
        Column("score", "Score", value=lambda one: number(one[1].score, 0)),
        Column("reason", "Reason", value=lambda one: one[1].reason),
        Column("evidence", "Evidence", "tag", value=lambda one: one[1].evidence),
        Column("source", "Source", value=lambda one: one[1].source),
    )
    return Sheet("Scores with their reasons", columns, found, ident="scores")


def _lines(worked: Worked, case: Any, ref: str) -> Sheet:
    """The cost lines of the option by year, as they are given."""
    table = worked.appraised.costs
    cost = next((one for one in table.options if one.option == ref), None) if table else None
    lines = {one.key: one for one in worked.comparison.lines}
    years = table.years if table else ()
    columns = (
        Column("line", "Cost line", "link", value="name",
               url=lambda one: item_url(worked, case, one.line)),
        Column("funding", "Funding", value=lambda one: _funding(lines[one.line])),
        Column("who", "Borne by", value=lambda one: _bearer(worked, lines[one.line])),
        Column("prices", "Prices", value="prices"),
        *(
            Column(
                f"year{year}", financial_year_name(year), "pounds",
                value=partial(_given_in, year),
                evidence=lambda one: one.evidence,
            )
            for year in years
        ),
        Column("npc", "Net present cost", "pounds", value="npc_pence", evidence="evidence"),
        Column("evidence", "Evidence", "tag", value="evidence"),
        Column("source", "Source", value="source"),
    )  # fmt: skip
    return Sheet("Cost lines, as given", columns, cost.economic.lines if cost else (), ident="lines")


def _given_in(year: int, one: Any) -> int | None:
    return next((each.given_pence for each in one.years if each.year == year), None)


def _funding(line: Any) -> str:
    return f"{line.funding.value}, {line.recurrence.value}"


def _bearer(worked: Worked, line: Any) -> str:
    if line.borne_by:
        return worked.comparison.council(line.borne_by)
    if line.cost_key:
        return f"shared by {worked.comparison.name_of(line.cost_key)}"
    return "the partnership"


def _faults(worked: Worked, ref: str) -> list[str]:
    table = worked.appraised.costs
    cost = next((one for one in table.options if one.option == ref), None) if table else None
    return [one.sentence for one in cost.faults] if cost else []
