"""What people do, in a browser: by keyboard alone, without scripts, two at once, and in haste."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from severalty.tenancy.models import AuditEntry, Holding, Item
from tests.browser.conftest import PASSWORD, Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CASE = "/estate/demonstration/"
MOST_TABS = 200
FOCUS_SHOWS = """() => {
  const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
  const drawn = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none';
  return drawn && b.width > 0 && b.bottom > 0 && b.top < innerHeight;
}"""
HERE = """() => { const e = document.activeElement;
  const text = e.tagName === 'SELECT' ? '' : e.innerText || e.value || '';
  return [e.tagName, e.name || '', text.trim(), e.getAttribute('type') || '', e.id].join('|'); }"""


def tab_to(page: Page, wanted: Callable[[str], bool], *, what: str) -> None:
    """Press Tab until the focus is on what is wanted; it must be seen at every step."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here.startswith("BODY"):
            continue
        assert page.evaluate(FOCUS_SHOWS), f"On the way to {what} nobody sees where the focus is: {here}"
        if wanted(here):
            return
    pytest.fail(f"{what} cannot be reached by keyboard on {page.url}")


def named(name: str) -> Callable[[str], bool]:
    """Whether the focus is on the box of this name."""
    return lambda here: here.split("|")[1] == name


def saying(words: str) -> Callable[[str], bool]:
    """Whether the focus is on something that says this."""
    return lambda here: words.lower() in here.split("|")[2].lower()


def test_a_share_is_recorded_by_keyboard_alone(site: Site, open_as: Callable[..., BrowserContext]) -> None:
    """Sign in, open the register, filter it, open a contract, record a share: Tab, Enter and typing only."""
    page = open_as().new_page()
    page.goto("/sign-in/")
    page.keyboard.press("Tab")
    assert "skip to main" in page.evaluate(HERE).lower(), "The first stop of a page is not the link past its frame."
    tab_to(page, named("email"), what="the email address")
    page.keyboard.type("client-lead@browser.example")
    tab_to(page, named("password"), what="the password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/")
    page.goto(f"{CASE}")
    tab_to(page, saying("contracts"), what="the register of contracts")
    page.goto(f"{CASE}register/contracts/")
    summary = page.locator("summary", has_text="Filter")
    if summary.count() and not page.locator("input[name=q]:not(#search)").first.is_visible():
        tab_to(page, lambda here: here.startswith("SUMMARY") and "filter" in here.lower(), what="the filters")
        page.keyboard.press("Enter")
    tab_to(page, lambda here: here.split("|")[1] == "q" and here.split("|")[4] != "search", what="the word to look for")
    contract = Item.objects.get(case=site.case, table="contracts", key="C-042")
    page.keyboard.type(contract.name[:40])
    page.keyboard.press("Enter")
    page.wait_for_url("**/register/contracts/?**q=**")
    tab_to(page, lambda here: here.startswith("A|") and saying(contract.name[:40])(here), what="the contract")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/item/{contract.pk}/")
    tab_to(page, saying("Record a share"), what="the link for a share")
    page.keyboard.press("Enter")
    page.wait_for_url("**/share/")
    tab_to(page, named("organisation"), what="the organisation")
    page.keyboard.type("Stanmere")
    tab_to(page, named("weight"), what="the weight")
    page.keyboard.type("4711")
    tab_to(page, named("why"), what="the reason")
    page.keyboard.type("Counted anew")
    tab_to(page, saying("Save"), what="the button")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/item/{contract.pk}/")
    assert Holding.objects.filter(item=contract, weight=4711).count() == 1, "The share was not recorded."


def test_the_second_of_two_sees_what_the_first_changed(site: Site, open_as: Callable[..., BrowserContext]) -> None:
    address = site.item("contracts", "C-005") + "edit/"
    first, second = open_as("client lead").new_page(), open_as("colleague").new_page()
    for page in (first, second):
        page.goto(address)
    first.fill("[name=route]", "A route that the first one typed")
    second.fill("[name=description]", "A description that the second one typed")
    for page, why in ((first, "first"), (second, "second")):
        page.fill("[name=why]", why)
        page.get_by_role("button", name="Save").click()
        page.wait_for_load_state("load")
    shown = second.locator("main").inner_text()
    assert "A route that the first one typed" in shown, "The second one does not see what the first one changed."
    assert second.input_value("[name=description]") == "A description that the second one typed", "An entry was lost."


def test_a_double_click_saves_once(site: Site, open_as: Callable[..., BrowserContext]) -> None:
    item = Item.objects.get(case=site.case, table="contracts", key="C-008")
    page = open_as("client lead").new_page()
    page.goto(site.item("contracts", "C-008") + "edit/")
    page.fill("[name=description]", "Saved in haste")
    page.fill("[name=why]", "haste")
    page.get_by_role("button", name="Save").dblclick()
    page.wait_for_url(f"**/item/{item.pk}/")
    count = AuditEntry.objects.filter(item=item, body__contains="haste").count()
    assert count == 1, f"A double click on Save wrote {count} times."


def test_forms_are_sent_without_scripts(site: Site, open_as: Callable[..., BrowserContext]) -> None:
    page = open_as("client lead", java_script_enabled=False).new_page()
    page.goto(f"{CASE}register/contracts/")
    page.goto(f"{CASE}register/services/new/")
    page.fill("[name=key]", "no-script")
    page.fill("[name=name]", "A service without scripts")
    page.get_by_role("button", name="Save").click()
    assert "Error" in page.title(), "A form that was sent without a reason was not refused."
    page.fill("[name=why]", "tried")
    page.get_by_role("button", name="Save").click()
    assert Item.objects.filter(key="no-script").count() == 1, "The form was not sent without scripts."


def test_a_list_is_filtered_without_scripts(site: Site, open_as: Callable[..., BrowserContext]) -> None:
    page = open_as("client lead", java_script_enabled=False).new_page()
    page.goto(f"{CASE}register/contracts/?act=passed")
    assert "shown after filters" in page.locator("#count").inner_text(), "The filter of an address does nothing."
