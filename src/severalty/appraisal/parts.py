"""What this stage offers to the shared pages."""

from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from severalty.appraisal.binding import CHARGES, COMPARED, COST_KEYS, DRAW_DOWNS, KEY_COUNTS
from severalty.appraisal.queries.books import NO_KEY, Books, books_for, charges_on, evidence_in
from severalty.appraisal.queries.compared import left_blank
from severalty.appraisal.queries.deeds import refuse_acts
from severalty.appraisal.reports.changes import changes
from severalty.appraisal.reports.money_sections import budget, financial
from severalty.appraisal.reports.option_sections import SECTIONS
from severalty.appraisal.reports.origins import made_from
from severalty.appraisal.reports.statements import settled_words, statement_of
from severalty.appraisal.reports.sums import in_words, year_words
from severalty.appraisal.views.columns import charge_url
from severalty.appraisal.views.panels import PAGES, appraisal_panel
from severalty.engine.appraisal.charges import Charge
from severalty.engine.dates import financial_year_of
from severalty.tenancy.permissions import Permission
from severalty.web.parts import NavItem, Panel, Part, Prompt

MOST_PROMPTS = 3
RECORD_PAGES = (
    "record-new", "record-change", "record-withdraw", "amounts-change", "scores-change", "verdicts-change",
    "points-change",
)  # fmt: skip


def charges_panel(viewer: Any, item: Any) -> str:
    """The charges that arise under a contract, for its page; empty where there are none that the viewer may see."""
    if not viewer.may(Permission.MONEY_VIEW, item.case):
        return ""
    rows = [
        (row, charge_url(item.case, row.pk), year_words(row.year), evidence_in(row, Charge, "amount"))
        for row in charges_on(viewer, item.case, item.pk)
    ]
    return render_to_string("appraisal/contract_panel.html", {"rows": rows}) if rows else ""


def shared_panel(viewer: Any, item: Any) -> str:
    """The way from a charge or a key in the estate to the page that says who pays."""
    if not viewer.may(Permission.MONEY_VIEW, item.case):
        return ""
    page = "appraisal:charge" if item.table == CHARGES.table else "appraisal:key"
    address = reverse(page, args=[item.case.key, item.pk])
    return format_html(
        '<p class="govuk-body"><a class="govuk-link" href="{}">How it is shared, to the penny</a></p>', address
    )


def prompts(viewer: Any, case: Any, on: date) -> list[Prompt]:
    """What a finance officer has to do, three sentences at most, each with where it is dealt with."""
    if viewer.organisation is None or not viewer.belongs_to(case) or not viewer.may(Permission.MONEY_VIEW, case):
        return []
    books, year = books_for(viewer, case), financial_year_of(on)
    found = [_statement(viewer, books, case, year)]
    if viewer.may(Permission.MONEY_EDIT, case):
        found = [_without_key(books, case), _true_up(books, case, year), *found]
    if viewer.may(Permission.APPRAISAL_EDIT, case):
        found = [_blank(viewer, case), *found]
    return [Prompt(*prompt) for prompt in found if prompt][:MOST_PROMPTS]


def _blank(viewer: Any, case: Any) -> tuple[str, str] | None:
    sheets, lines = left_blank(viewer, case)
    words = [
        f"{count:,} {one if count == 1 else many} of yours {'holds' if count == 1 else 'hold'} no {what} yet"
        for count, one, many, what in (
            (sheets, "score sheet", "score sheets", "score"), (lines, "cost line", "cost lines", "amount"),
        )
        if count
    ]  # fmt: skip
    return (f"{' and '.join(words)}.", reverse("appraisal:appraisals", args=[case.key])) if words else None


def _without_key(books: Books, case: Any) -> tuple[str, str] | None:
    bare = [one for one in books.lines.left_out if one.reason == NO_KEY]
    if not bare:
        return None
    words = "1 charge has" if len(bare) == 1 else f"{len(bare):,} charges have"
    address = f"{reverse('appraisal:charges', args=[case.key])}?shared=none"
    return f"{words} neither a key nor an organisation that bears it.", address


def _true_up(books: Books, case: Any, year: int) -> tuple[str, str] | None:
    waiting = [line for line in books.lines_in(year - 1) if line.actual_pence is None]
    if not waiting:
        return None
    words = "1 charge" if len(waiting) == 1 else f"{len(waiting):,} charges"
    address = f"{reverse('appraisal:charges', args=[case.key])}?year={year_words(year - 1)}"
    return f"The true-up of {year_words(year - 1)} waits for the actual of {words}.", address


def _statement(viewer: Any, books: Books, case: Any, year: int) -> tuple[str, str] | None:
    own = viewer.organisation.key if viewer.organisation else ""
    if own not in books.partners or year not in books.years:
        return None
    found = statement_of(books, own, year)
    if not found.entries:
        return None
    settled = f" {settled_words(found)}" if found.settlements else ""
    address = f"{reverse('appraisal:statement', args=[case.key, own])}?year={year_words(year)}"
    amount = in_words(found.sums.total, found.statement.evidence)
    return f"Your statement of {year_words(year)} comes to {amount}.{settled}", address


PART = Part(
    stage="appraisal",
    label="Appraisal",
    navigation=(
        NavItem("Who pays", "appraisal:who-pays", Permission.MONEY_VIEW),
        NavItem(
            "Options",
            "appraisal:appraisals",
            Permission.APPRAISAL_VIEW,
            pages=tuple(f"appraisal:{name}" for name in RECORD_PAGES),
        ),
        NavItem("Charges", "appraisal:charges", Permission.MONEY_VIEW),
        NavItem("Keys", "appraisal:keys", Permission.MONEY_VIEW),
        NavItem("Recharges by year", "appraisal:schedule", Permission.MONEY_VIEW),
        NavItem("What changed", "appraisal:change", Permission.MONEY_VIEW),
    ),
    panels=(
        Panel("contracts", "Charges under this contract", charges_panel),
        Panel("charges", "Who pays", shared_panel),
        Panel("cost_keys", "Who pays", shared_panel),
        *(Panel(table, "In the appraisal", appraisal_panel) for table in PAGES),
    ),
    tables=(COST_KEYS, KEY_COUNTS, CHARGES, DRAW_DOWNS, *COMPARED),
    prompts=prompts,
    sections={**SECTIONS, ("committee", "financial"): financial, ("progress", "budget"): budget},
    made_from=made_from,
    changes=changes,
    checks=refuse_acts,
)
