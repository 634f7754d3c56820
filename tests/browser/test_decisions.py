"""Two councils side by side with one common core, and what the public reads of decisions, in real browsers."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page
from pypdf import PdfReader

from severalty.tenancy.models import Case, Item
from tests.browser.conftest import Site, go, watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DECISIONS = "/decisions/demonstration/"
PAPERS, CASE = "/papers/demonstration/", "/estate/demonstration/"
EXEMPT = ("Quernstone", "Pallisade", "3,912,700", "4,088,150", "187,450", "120,000 would be")
KEPT_BACK = ("Bridge Lane", "sta-managed-offer", "second agency")
"""Words of exempt parts of a paper that everybody may read, and of rows that are not for everybody."""
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


def read(body: bytes) -> Iterator[str]:
    """Everything that a file says: its bytes, its parts, its text and what it says of itself."""
    yield body.decode("utf-8", "ignore")
    if is_zipfile(BytesIO(body)):
        with ZipFile(BytesIO(body)) as file:
            yield from (name + file.read(name).decode("utf-8", "ignore") for name in file.namelist())
    if body.startswith(b"%PDF"):
        reader = PdfReader(BytesIO(body))
        yield f"{reader.metadata} {reader.outline} {list(reader.attachments)}"
        yield from (page.extract_text() for page in reader.pages)
        yield from (held.decode("utf-8", "ignore") for files in reader.attachments.values() for held in files)


def told(page: Page, address: str) -> list[str]:
    """The words that were to be kept back and that an address tells all the same; it must be there."""
    answer = page.request.get(address)
    assert answer.status == 200, f"{address} answers {answer.status}"
    text = " ".join(read(answer.body()))
    assert "/file/" not in address or "one of its three scorers" in text, f"{address} could not be read"
    return [f"{address}: {word}" for word in (*EXEMPT, *KEPT_BACK) if word in text]


def test_the_public_reads_what_is_published_and_no_exempt_word(
    site: Site, open_as: Callable[..., BrowserContext]
) -> None:
    """Stanmere freezes its paper for everybody; its exempt parts stay with those who may read them."""
    owner = open_as("partner").new_page()
    owner.goto(f"{PAPERS}paper/{site.ref('papers', 'cabinet-stanmere-2027-02')}/")
    assert "Quernstone" in owner.locator("main").inner_text(), "Its own keeper does not read the exempt part."
    owner.locator("[name=audience][value=public]").check()
    owner.get_by_label("Why", exact=True).fill("Goes to Cabinet")
    go(owner, "button", "Freeze this paper", "as it was frozen")
    frozen = owner.url.removeprefix(site.url)
    assert "187,450" in owner.locator("main").inner_text(), "Its own keeper does not read the frozen exempt part."
    Case.objects.filter(pk=site.case.pk).update(public=True)
    try:
        page = open_as().new_page()
        found = [one for form in ("docx", "pdf", "json") for one in told(page, f"{frozen}file/{form}/")]
        for form in ("docx", "pdf", "json"):
            assert page.request.get(f"{frozen}exempt/{form}/").status == 404, f"Exempt parts as {form} are there."
        lists = ("forward-plan/?all=yes", "forward-plan.csv", "forward-plan.json", "decisions/", "decisions.csv",
                 "decisions.json", "decisions.atom", "changed/", "cores/", "routes/")  # fmt: skip
        found += [one for address in lists for one in told(page, f"{DECISIONS}{address}")]
        found += [one for word in ("Quernstone", "187,450", "landlord") for one in told(page, f"{CASE}search/?q={word}")
                  if f": {word}" not in one]  # fmt: skip
        for key in ("sta-exempt-offers", "ald-bridge-lane"):
            hidden = Item.objects.get(case=site.case, key=key).pk
            assert page.request.get(f"{CASE}item/{hidden}/").status == 404, f"{key} has a page for the public."
        page.goto(frozen)
        assert "Schedule 12A" in page.locator("main").inner_text(), "Nobody is told that something is kept back."
        found += told(page, frozen)
        for address, words in (("forward-plan/", "the common core"), ("decisions/", "Mere Road data hall closes")):
            page.goto(f"{DECISIONS}{address}")
            assert words in page.locator("main").inner_text(), f"{address} does not say {words!r}."
    finally:
        Case.objects.filter(pk=site.case.pk).update(public=False)
    assert found == [], "The public is told what is kept back."
