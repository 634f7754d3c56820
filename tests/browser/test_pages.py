"""Every page as the person it is for: accessible, narrow enough for a telephone, quiet, and whole without scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Site, watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 700}
OVER_THE_EDGE = """() => [...document.querySelectorAll('main *, header *, nav *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => e.tagName + '.' + e.className)"""
CASE = "/estate/demonstration/"
COSTS = "/appraisal/demonstration/"
# Name of the page: who opens it, and where. `table:key` stands for the address of an item.
PAGES = {
    "sign in": ("", "/sign-in/"),
    "accessibility": ("", "/accessibility/"),
    "home": ("client lead", "/"),
    "overview": ("client lead", CASE),
    "matrix": ("client lead", f"{CASE}matrix/"),
    "contracts": ("client lead", f"{CASE}register/contracts/"),
    "contracts, filtered": ("client lead", f"{CASE}register/contracts/?act=90&sort=-ends"),
    "configuration items": ("supplier", f"{CASE}register/configuration_items/"),
    "contract": ("client lead", "contracts:C-044"),
    "contract of another": ("partner", "contracts:C-044"),
    "change a contract": ("client lead", "contracts:C-044 edit/"),
    "record a share": ("client lead", "contracts:C-044 share/"),
    "history": ("client lead", "contracts:C-044 history/"),
    "map": ("client lead", f"{CASE}map/"),
    "runway": ("client lead", f"{CASE}runway/"),
    "completeness": ("client lead", f"{CASE}completeness/"),
    "confirmations": ("client lead", f"{CASE}confirmations/"),
    "beliefs": ("client lead", f"{CASE}beliefs/"),
    "search": ("client lead", f"{CASE}search/?q=housing"),
    "print": ("client lead", f"{CASE}register/contracts/print/"),
    "bring in": ("client lead", f"{CASE}import/"),
    "who pays": ("finance officer", COSTS),
    "charges": ("finance officer", f"{COSTS}charges/"),
    "keys": ("finance officer", f"{COSTS}keys/"),
    "statement": ("finance officer", f"{COSTS}statement/alderbourne/"),
    "recharges": ("finance officer", f"{COSTS}schedule/"),
    "what changed": ("finance officer", f"{COSTS}change/"),
    "add a charge": ("client lead", f"{COSTS}charges/new/"),
    "people": ("client lead", "/people/"),
    "jobs": ("client lead", "/jobs/"),
    "nothing there": ("client lead", f"{CASE}item/nothing/"),
}
# Pages that may be wider than a telephone: the name, and why.
WIDE_PAGES = {"print": "it is a sheet of paper with one wide table; the register itself is narrow"}
QUIET_ABOUT = ("status of 404",)  # the browser reports the page for what is not there


def address(site: Site, where: str) -> str:
    """The address of a page of the table."""
    if where.startswith("/"):
        return where
    name, _, rest = where.partition(" ")
    table, _, key = name.partition(":")
    return site.item(table, key) + rest


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it is."""
    page.evaluate(AXE)
    found = page.evaluate("async () => (await axe.run(document)).violations")
    return [f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']][:3]}" for one in found]


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways, if it does."""
    if page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
        return []
    wide = page.evaluate(OVER_THE_EDGE)
    return [f"the page scrolls sideways: {wide}"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_narrow_and_quiet(name: str, site: Site, open_as: Callable[..., BrowserContext]) -> None:
    who, where = PAGES[name]
    page = open_as(who).new_page()
    heard = watched(page)
    page.goto(address(site, where), wait_until="load")
    found = [f"at 1280 pixels: {one}" for one in violations(page)]
    page.set_viewport_size(NARROW)
    found += [f"at 320 pixels: {one}" for one in violations(page)]
    found += [] if name in WIDE_PAGES else too_wide(page)
    found += [f"the browser says: {one}" for one in heard if not any(word in one for word in QUIET_ABOUT)]
    assert not found, f"{name}:\n" + "\n".join(found)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_without_scripts(name: str, site: Site, open_as: Callable[..., BrowserContext]) -> None:
    who, where = PAGES[name]
    page = open_as(who, java_script_enabled=False).new_page()
    page.goto(address(site, where), wait_until="load")
    assert page.locator("main h1").count() == 1, f"{name} has no heading, or several, without scripts."
    assert len(page.locator("main").inner_text()) > 20, f"{name} is empty without scripts."
    loose = page.locator("main form:not(:has(button, input[type=submit])):not([hidden])")
    assert loose.count() == 0, f"{name} has a form that cannot be sent without scripts."
