"""Risks on the page of a thing; and what waits for somebody in the morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from severalty.engine.risks.concerns import Code
from severalty.engine.risks.register import RiskState
from severalty.risks.queries.book import book_for
from severalty.risks.queries.counted import about, own_open
from severalty.risks.views.lines import band_tag, many, risk_url
from severalty.tenancy.permissions import Permission
from severalty.web.parts import Prompt

PAGES = {
    "risks": ("risks:risk", "How it stands: scores, controls, actions, effects, history"),
    "risk_matrices": ("risks:matrix", "Its cells, and who says so"),
}
THINGS = (
    "services", "configuration_items", "contracts", "suppliers", "entitlements", "posts", "cost_lines", "options",
    "dispositions", "bridges", "procurement_steps", "exit_items", "matters", "work_packages", "workstreams", "plans",
)  # fmt: skip


def panel(viewer: Any, item: Any) -> str:
    """The open risks about a thing, or that have an effect on it; empty where there are none."""
    if not viewer.may(Permission.RISK_VIEW, item.case):
        return ""
    refs = about(viewer, item.case, item.pk)
    if not refs:
        return ""
    book = book_for(viewer, item.case, timezone.localdate())
    rows = [
        (line, band_tag(line.standing.current, line.matrix.grid if line.matrix else None),
         risk_url(item.case, line.entry.ref))
        for line in book.lines
        if line.entry.ref in refs and line.risk.state is RiskState.OPEN
    ]  # fmt: skip
    return render_to_string("risks/panel.html", {"rows": rows}) if rows else ""


def page_link(viewer: Any, item: Any) -> str:
    """The link from the record of a risk or of a matrix to its page here."""
    if not viewer.may(Permission.RISK_VIEW, item.case):
        return ""
    name, words = PAGES[item.table]
    address = reverse(name, args=[item.case.key, item.pk])
    return format_html('<p class="govuk-body"><a class="govuk-link" href="{}">{}</a></p>', address, words)


def prompts(viewer: Any, case: Any, on: date) -> Iterator[Prompt]:
    """Of the viewer's own risks: what is above appetite, reviews and actions that are late, acceptances that lapsed."""
    own = viewer.organisation
    if own is None or not viewer.may(Permission.RISK_EDIT, case) or not own_open(viewer, case):
        return
    book = book_for(viewer, case, on)
    mine = [line for line in book.lines if line.risk.state is RiskState.OPEN and own.key in (
        line.risk.owned_by, line.item.recorded_by.key)]  # fmt: skip
    codes = [{one.code for one in line.standing.concerns} for line in mine]
    register = reverse("risks:register", args=[case.key])
    for code, one, more, address in (
        (Code.BREACH, "risk is above appetite", "risks are above appetite", reverse("risks:appetite", args=[case.key])),
        (Code.REVIEW_OVERDUE, "risk review is overdue", "risk reviews are overdue",
         f"{reverse('risks:reviews', args=[case.key])}?late=overdue"),
        (Code.ACTION_OVERDUE, "risk has an action past its day", "risks have actions past their day",
         f"{reverse('risks:actions', args=[case.key])}?state=overdue"),
        (Code.ACCEPTANCE_LAPSED, "acceptance of a risk has lapsed", "acceptances of risks have lapsed",
         f"{register}?look=acceptance+lapsed"),
        (Code.FELL_UNEXPLAINED, "risk was scored lower with nothing done", "risks were scored lower with nothing done",
         f"{register}?look=fell+with+nothing+done"),
    ):  # fmt: skip
        count = sum(code in found for found in codes)
        if count:
            yield Prompt(f"{many(count, one, more)}.", address)
