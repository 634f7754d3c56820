"""How a plan stands against its baseline and its money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from severalty.engine.transition.earned import earned_of
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.queries.cut_overs import cut_overs_of
from severalty.transition.queries.standing import baselines_of, earned_question, spend_lines
from severalty.transition.reports.go_tables import COUNTED, waiting_words
from severalty.transition.reports.standing_tables import plain_progress_sheet, progress_sheet, spend_sheet
from severalty.transition.views.timetable_look import Looked, looked, of_a_plan, shown
from severalty.transition.views.trails import at, is_own
from severalty.web.asked import value_of

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


@require_GET
@requires(Permission.PLAN_VIEW)
@of_a_plan
def progress(request: Request, case: Case) -> HttpResponseBase:
    found = looked(request, case, explain=False)
    seen = found.drawn.seen
    baselines = baselines_of(seen)
    wanted = value_of(request.GET, "baseline")
    baseline = next((one for one in baselines if one.pk == wanted), baselines[0] if baselines else None)
    earned = earned_of(earned_question(seen, baseline.pk if baseline else "", found.look.record.on))
    money = request.viewer.may(Permission.MONEY_VIEW, case)
    sheets = [(progress_sheet if baseline else plain_progress_sheet)(found.look, earned, money)]
    spent = spend_lines(seen) if money else ()
    if money:
        sheets.append(spend_sheet(found.look, spent))
    context = {
        "earned": earned, "baseline": baseline, "baselines": baselines, "money": money,
        "silent": [(found.look.name(key), found.look.urls.get(key, "")) for key in earned.silent],
        "spent_on": len(spent), "money_open": "spend-part" in request.GET,
        "basing": _basing(request, case, found),
        "words": waiting_words(cut_overs_of(request.viewer, case, found.ref)), "counted": COUNTED,
        "waves": f"{at(case, 'waves')}?plan={found.ref}",
    }  # fmt: skip
    return shown(request, case, found, "progress", sheets, context)


def _basing(request: Request, case: Case, found: Looked) -> str:
    """Where a baseline is set: the form at the run that counts, for who may; nothing for anybody else."""
    run = found.drawn.seen.run
    if run is None or not found.look.dates or not is_own(request.viewer, case, run):
        return ""
    return f"{at(case, 'run', run.pk)}#form-baseline"
