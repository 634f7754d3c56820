"""What the appraisal adds to the page of a record in the estate: where it counts, and what stands under it."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from severalty.appraisal.queries.compared import children_under
from severalty.engine.dates import financial_year_name
from severalty.tenancy.permissions import Permission

PAGES = {
    "appraisals": ("appraisal", "The appraisal"), "addenda": ("appraisal", "The appraisal"),
    "options": ("option", "The option beside the others"), "gates": ("appraisal", "The appraisal"),
    "factors": ("scores", "Scores by factor"), "score_sheets": ("scores", "Scores by factor"),
    "sourcings": ("services", "Service by service"), "cost_lines": ("costs", "What the options cost"),
    "benefits": ("benefits", "The benefits"), "envelopes": ("costs", "What the options cost"),
}  # fmt: skip
GRIDS = {
    "cost_lines": ("amounts-change", "Enter amounts"), "score_sheets": ("scores-change", "Enter scores"),
    "gates": ("verdicts-change", "Enter verdicts"),
    "options": ("points-change", "Write what speaks for and against it"),
}  # fmt: skip


def appraisal_panel(viewer: Any, item: Any) -> str:
    """The way from a record to the appraisal it is of, what stands under it, and where that is entered."""
    if not viewer.may(Permission.APPRAISAL_VIEW, item.case):
        return ""
    appraisal, rows = children_under(viewer, item.case, item)
    page, words = PAGES[item.table]
    ref = item.pk if page == "option" else appraisal
    edits = viewer.may(Permission.APPRAISAL_EDIT, item.case) and viewer.organisation == item.recorded_by
    grid = GRIDS.get(item.table) if edits else None
    context = {
        "url": reverse(f"appraisal:{page}", args=[item.case.key, ref]) if ref else "",
        "words": words,
        "amounts": [(financial_year_name(row.year), row) for row in rows] if item.table == "cost_lines" else [],
        "evidence": item.evidence,
        "scores": rows if item.table == "score_sheets" else [],
        "grid_url": reverse(f"appraisal:{grid[0]}", args=[item.case.key, item.pk]) if grid else "",
        "grid_words": grid[1] if grid else "",
        "change_url": reverse("appraisal:record-change", args=[item.case.key, item.pk]) if edits else "",
    }
    return render_to_string("appraisal/record_panel.html", context)
