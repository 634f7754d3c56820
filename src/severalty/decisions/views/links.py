"""From the record of a body, a meeting or an outcome to the page that it is worked with on."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from severalty.tenancy.permissions import Permission

PAGES = {
    "bodies": ("body", "Who sits on it, its meetings, what it resolved and promised"),
    "meetings": ("meeting", "Its agenda, and what it resolved"),
    "matters": ("matter", "Its way to a decision, and what came of it"),
    "resolutions": ("resolution", "How it stands today"),
    "commitments": ("commitment", "How it stands today"),
    "cores": ("core", "Where each partner stands with it"),
    "core_versions": ("core-version", "What it says, and what changed"),
    "consultations": ("consultation", "What was asked and answered"),
}


def decision_link(viewer: Any, item: Any) -> str:
    """A link to the page of this stage about an item; empty for whom may not open it."""
    if item.table not in PAGES or not viewer.may(Permission.DECISION_VIEW, item.case):
        return ""
    name, words = PAGES[item.table]
    address = reverse(f"decisions:{name}", args=[item.case.key, item.pk])
    return format_html('<p class="govuk-body"><a class="govuk-link" href="{}">{}</a></p>', address, words)
