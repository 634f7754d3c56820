"""An appraisal: what is compared, on what it rests, and the choice that the evidence carries."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from severalty.appraisal.forms.trying import RateForm, SwingForm
from severalty.appraisal.queries.compared import appraisals_for, comparison_for
from severalty.appraisal.reports.beside import netting_words, usual_words
from severalty.appraisal.reports.pictures import cost_picture, value_picture, year_picture
from severalty.appraisal.reports.verdicts import (
    HOW_GATES_COUNT,
    order_words,
    preferred_words,
    reasons_of,
    verdict_words,
)
from severalty.appraisal.reports.worked import Worked, worked_of
from severalty.appraisal.views.money_tables import (
    benefit_sheets,
    cash_sheet,
    cost_sheet,
    envelope_matrix,
    envelope_sheet,
    net_sheet,
)
from severalty.appraisal.views.option_tables import (
    council_sheet,
    difference_sheet,
    gate_sheet,
    option_sheet,
    score_sheet,
    sourcing_sheet,
)
from severalty.appraisal.views.sheets import Sheet, csv_file
from severalty.engine.appraisal.envelopes import EnvelopeVerdict
from severalty.tenancy.access import requires
from severalty.tenancy.permissions import Permission

PLACES = (
    ("appraisal", "Overview"), ("scores", "Scores"), ("costs", "Costs"), ("services", "Services"),
    ("benefits", "Benefits"),
)  # fmt: skip
MOST_CROSSINGS = 6
ADDED = (
    "addenda", "options", "gates", "factors", "score_sheets", "sourcings", "cost_lines", "benefits", "envelopes",
)  # fmt: skip


@require_GET
@requires(Permission.APPRAISAL_VIEW)
def appraisals(request: HttpRequest, case: Any) -> HttpResponse:
    rows = list(appraisals_for(request.viewer, case))  # type: ignore[attr-defined]
    if len(rows) == 1 and "all" not in request.GET:
        return redirect("appraisal:appraisal", case.key, rows[0].pk)
    context = {
        "case": case, "heading": "Appraisals of options", "rows": rows, "may_edit": may_edit(request, case),
        "new_url": new_url(case, "appraisals"),
    }  # fmt: skip
    return render(request, "appraisal/appraisals.html", context)


@require_GET
@requires(Permission.APPRAISAL_VIEW)
def appraisal(request: HttpRequest, case: Any, ref: str) -> Any:
    found = comparison_for(request.viewer, case, ref)  # type: ignore[attr-defined]
    first = request.GET.get("list") == "first" and bool(found.addenda)
    worked = worked_of(found.first_list() if first else found)
    sheets = {"options": option_sheet(worked, case), "gates": gate_sheet(worked, case)}
    if request.GET.get("export") in sheets:
        return csv_file(sheets[request.GET["export"]], "options")
    context = {
        **_frame(request, case, worked, "appraisal"),
        "lead": verdict_words(worked, with_reason=False), "reasons": reasons_of(worked),
        "preferred": preferred_words(worked),
        "first": first,
        "options_sheet": sheets["options"],
        "orders": [words for what in ("value", "cost") if (words := order_words(worked, what))],
        "gates_sheet": sheets["gates"],
        "at_gates": f"{worked.appraised.gated.words} {HOW_GATES_COUNT}",
        "value_picture": value_picture(worked),
        "cost_picture": cost_picture(worked),
        "gate_refs": [
            (one.name, found.refs[one.key]) for one in found.gates if own(request, case, found.rows[one.key])
        ],
        "another_url": new_url(case, "appraisals"),
        "papers_url": f"{reverse('decisions:new', args=[case.key])}?about={ref}",
    }  # fmt: skip
    return render(request, "appraisal/appraisal.html", context)


@require_GET
@requires(Permission.APPRAISAL_VIEW)
def scores(request: HttpRequest, case: Any, ref: str) -> Any:
    found = comparison_for(request.viewer, case, ref)  # type: ignore[attr-defined]
    form = SwingForm(request.GET or None, comparison=found)
    worked = worked_of(found, form.what_if())
    sheet = score_sheet(worked)
    if request.GET.get("export") == "scores":
        return csv_file(sheet, "scores")
    context = {
        **_frame(request, case, worked, "scores"),
        "lead": _score_lead(worked),
        "form": form,
        "tried": form.what_if().is_tried,
        "sheet": sheet,
        "councils": council_sheet(worked),
        "differences": difference_sheet(worked),
        "picture": value_picture(worked),
        "crossings": _crossings(worked),
        "sheets": [(one, found.council(one.organisation), found.refs[one.key]) for one in found.sheets],
    }
    return render(request, "appraisal/scores.html", context)


@require_GET
@requires(Permission.APPRAISAL_VIEW)
def costs(request: HttpRequest, case: Any, ref: str) -> Any:
    found = comparison_for(request.viewer, case, ref)  # type: ignore[attr-defined]
    form = RateForm(request.GET or None, comparison=found)
    worked = worked_of(found, form.what_if())
    sheets = _cost_sheets(worked, case)
    if request.GET.get("export") in sheets:
        return csv_file(sheets[request.GET["export"]], request.GET["export"])
    tried = form.what_if().is_tried
    context = {
        **_frame(request, case, worked, "costs"),
        "lead": _cost_lead(worked),
        "form": form,
        "tried": tried,
        "table": worked.appraised.costs,
        "economic": sheets["economic"],
        "net": sheets["net"],
        "beside": [usual_words(worked), *netting_words(worked)],
        "cash": _cash_sheets(worked),
        "envelopes": envelope_matrix(worked),
        "over": [one for one in worked.envelopes if one.verdict is not EnvelopeVerdict.WITHIN],
        "picture": cost_picture(worked), "year_picture": year_picture(worked),
        "moved": _moved(worked_of(found), worked) if tried else None,
        "lines": _lines(worked),
    }  # fmt: skip
    return render(request, "appraisal/costs.html", context)


@require_GET
@requires(Permission.APPRAISAL_VIEW)
def services(request: HttpRequest, case: Any, ref: str) -> Any:
    worked = worked_of(comparison_for(request.viewer, case, ref))  # type: ignore[attr-defined]
    sheet = sourcing_sheet(worked, case)
    if request.GET.get("export") == "services":
        return csv_file(sheet, "services")
    lead = worked.sourcing.words if worked.comparison.sourcings else ""
    context = {**_frame(request, case, worked, "services"), "lead": lead, "sheet": sheet, "review": worked.sourcing}
    return render(request, "appraisal/services.html", context)


@require_GET
@requires(Permission.APPRAISAL_VIEW)
def benefits(request: HttpRequest, case: Any, ref: str) -> Any:
    worked = worked_of(comparison_for(request.viewer, case, ref))  # type: ignore[attr-defined]
    sheets = benefit_sheets(worked, case)
    if request.GET.get("export") == "benefits" and sheets:
        return csv_file(sheets[0], "benefits")
    profiles = worked.benefits.profiles if worked.benefits else ()
    context = {
        **_frame(request, case, worked, "benefits"),
        "sheets": sheets,
        "faults": worked.benefits.faults if worked.benefits else (),
        "net": net_sheet(worked, case),
        "beside": netting_words(worked),
        "countings": [(one.name, one.counting) for one in profiles if one.counting],
    }
    return render(request, "appraisal/benefits.html", context)


def may_edit(request: HttpRequest, case: Any) -> bool:
    """Whether the viewer may change appraisals here."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return viewer.organisation is not None and viewer.may(Permission.APPRAISAL_EDIT, case)


def new_url(case: Any, table: str, **preset: str) -> str:
    """Where a record of a table is added, with what is known of it already."""
    address = reverse("appraisal:record-new", args=[case.key, table])
    query = "&".join(f"{name}={value}" for name, value in preset.items())
    return f"{address}?{query}" if query else address


def own(request: HttpRequest, case: Any, row: Any) -> bool:
    """Whether the viewer may change this record."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return may_edit(request, case) and row.item.recorded_by_id == viewer.organisation.pk


def tabs(case: Any, ref: str, here: str) -> list[tuple[str, str, bool]]:
    """The pages of an appraisal: words, address, and whether one is there."""
    return [(words, reverse(f"appraisal:{name}", args=[case.key, ref]), name == here) for name, words in PLACES]


def _frame(request: HttpRequest, case: Any, worked: Worked, here: str) -> dict[str, Any]:
    found = worked.comparison
    row = found.rows[found.appraisal.key]
    return {
        "case": case,
        "heading": found.appraisal.name,
        "trail": [("Options", f"{reverse('appraisal:appraisals', args=[case.key])}?all=yes")],
        "worked": worked,
        "found": found,
        "row": row,
        "tabs": tabs(case, found.ref, here),
        "may_edit": may_edit(request, case),
        "owned": {handle for handle, one in found.rows.items() if own(request, case, one)},
        "edit_url": reverse("appraisal:record-change", args=[case.key, found.ref]) if own(request, case, row) else "",
        "add": {table: new_url(case, table, appraisal=found.ref) for table in ADDED} if may_edit(request, case) else {},
        "seen_by": _seen_by(request),
    }  # fmt: skip


def _seen_by(request: HttpRequest) -> str:
    viewer = request.viewer  # type: ignore[attr-defined]
    return viewer.organisation.name if viewer.organisation else "the public"


def _score_lead(worked: Worked) -> str:
    scores, by_factor = worked.appraised.scores, worked.appraised.by_factor
    if scores is None or not worked.comparison.scores:
        many = len(worked.scored)
        return f"{many} factors, and no score is on record." if many else "No factor is on record."
    if scores.weights.weighted and worked.appraised.separation:
        return worked.appraised.separation.reason
    return by_factor.words if by_factor else ""


def _crossings(worked: Worked) -> list[str] | None:
    """At which weights the leader would draw level, the smallest change first; None where no weight can be moved."""
    found = worked.appraised.crossings
    if found is None:
        return None
    moves = [one for one in found.crossings if one.weight is not None]
    moves.sort(key=lambda one: abs((one.weight or 0) - one.weight_now))
    return [one.words for one in moves[:MOST_CROSSINGS]]


def _cost_lead(worked: Worked) -> str:
    if worked.appraised.cost_ranking is None:
        return "No cost line is on record, so no option has a net present cost."
    return worked.appraised.cost_ranking.reason


def _cost_sheets(worked: Worked, case: Any) -> dict[str, Sheet]:
    """The tables of the page of costs that are handed out as files."""
    found = {"economic": cost_sheet(worked, case), "net": net_sheet(worked, case), "envelopes": envelope_sheet(worked)}
    return found | {one.ident: one for one in _cash_sheets(worked)}


def _cash_sheets(worked: Worked) -> list[Sheet]:
    table = worked.appraised.costs
    if table is None:
        return []
    keys = dict.fromkeys(row.organisation for one in table.options for row in one.cash.years)
    return [cash_sheet(worked, key) for key in sorted(keys, key=lambda key: (not key, key))]


def _moved(base: Worked, tried: Worked) -> list[tuple[str, int | None, int | None, Any]]:
    """Each option's net present cost as it is on record and as it is tried out."""
    before = {one.option: one.npc_pence for one in base.appraised.standings}
    found = [(one.name, before[one.option], one.npc_pence) for one in tried.appraised.standings]
    return [
        (name, old, new, None if old is None or new is None else new - old)
        for name, old, new in found
        if old is not None or new is not None
    ]


def _lines(worked: Worked) -> list[tuple[str, list[tuple[Any, str]]]]:
    """The cost lines by option, with the reference of each."""
    table = worked.appraised.costs
    if table is None:
        return []
    return [
        (one.name, [(line, worked.comparison.refs[line.line]) for line in one.economic.lines])
        for one in table.options
        if one.economic.lines
    ]
