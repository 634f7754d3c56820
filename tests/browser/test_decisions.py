"""Two councils side by side with one common core, and what the public reads of decisions, in real browsers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Site, go, watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DECISIONS = "/decisions/demonstration/"
now = timezone.now


def resolve(page: Page, address: str) -> None:
    """Approve the newest version for one's own Cabinet, today."""
    today = f"{timezone.localdate():%d/%m/%Y}"
    page.goto(address)
    go(page, "link", "Record a decision", "On version")
    page.get_by_label("Approved as it stands").check()
    page.get_by_label("Decided on").fill(today)
    page.get_by_label("Published on").fill(today)
    go(page, "button", "Put it on record", "The decision is on record")


def state(page: Page, council: str) -> str:
    """What the table says of one partner, on the page as it is."""
    return page.get_by_role("row").filter(has_text=council).first.inner_text()


def test_two_councils_side_by_side_bring_one_core_into_force(
    site: Site, open_as: Callable[..., BrowserContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alderbourne has approved version 2; Stanmere amends it, and both approve version 3."""
    address = f"{DECISIONS}core/{site.ref('cores', 'separation-terms')}/"
    ours, theirs = open_as("client lead").new_page(), open_as("partner").new_page()
    heard = watched(ours), watched(theirs)
    ours.goto(address)
    assert "version 2" in state(ours, "Alderbourne Borough Council")
    theirs.goto(address)
    go(theirs, "link", "Amend what is common", "void")
    costing = theirs.get_by_label("Costing")
    costing.fill(costing.input_value().replace("£610,000", "£598,000"))
    theirs.get_by_label("Long stop").fill(f"{timezone.localdate() + timedelta(days=150):%d/%m/%Y}")
    theirs.get_by_label("Why it is amended").fill("One month less side by side")
    go(theirs, "button", "Make the new version", "The new version is frozen")
    resolve(theirs, address)
    ours.goto(address)
    told = state(ours, "Alderbourne Borough Council")
    assert "void" in told, f"Alderbourne is not told that its approval is void: {told}"
    assert "costing" in told, f"Nor what changed: {told}"
    assert "£598,000" in ours.locator("main").inner_text(), "The difference is not shown."
    resolve(ours, address)
    for page in (ours, theirs):
        page.goto(address)
        assert "not in force" in page.locator(".sev-lead").inner_text(), "In force before its call-ins have run."
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(days=21))
    for who in ("client lead", "partner", "shared service"):
        page = open_as(who).new_page()
        page.goto(address)
        lead = page.locator(".sev-lead").inner_text()
        assert "in force" in lead.lower().replace("not in force", ""), f"Not in force for the {who}: {lead}"
    assert heard == ([], []), "The browser complains."
