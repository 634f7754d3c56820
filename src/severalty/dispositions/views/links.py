"""From the page of an item to the page of this stage that says more of it."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from severalty.tenancy.permissions import Permission

PAGES = {
    "contracts": ("dispositions:contract", "Its way to a new contract, step by step"),
    "letters": ("dispositions:letter", "The letter, and what became of it"),
    "suppliers": ("dispositions:leaving", "Leaving it: contracts, tools, staff, commitments, plan"),
    "procurement_steps": ("dispositions:step", "The step, and whether it is done"),
    "agreements": ("dispositions:agreement", "Its parties, variations and what stands under it"),
}


def page_link(viewer: Any, item: Any) -> str:
    """The link for an item of one of these tables; empty for whoever may not follow it."""
    if not viewer.may(Permission.DISPOSITION_VIEW, item.case):
        return ""
    name, words = PAGES[item.table]
    address = reverse(name, args=[item.case.key, item.pk])
    return format_html('<p class="govuk-body"><a class="govuk-link" href="{}">{}</a></p>', address, words)
