"""The workbench in a browser: decided by keyboard alone, with the letters on and off, and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from severalty.dispositions.models import Disposition
from tests.browser.conftest import Site, go
from tests.browser.test_journeys import named, saying, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OPEN = "/dispositions/demonstration/?state=undecided&council=alderbourne&table=contracts&size=25"
CHOSEN = "() => document.activeElement.value"


def standing() -> int:
    """How many dispositions are on record; those that an undo has withdrawn, here or in another test, do not count."""
    return Disposition.objects.filter(item__withdrawn=False).count()


def open_boxes(page: Page) -> list[str]:
    """What stands in the boxes of the table."""
    chosen: list[str] = page.locator("#list-table select").evaluate_all("boxes => boxes.map(one => one.value)")
    return chosen


def test_contracts_are_decided_by_keyboard_alone_and_undone(site: Site, open_as: Callable[..., BrowserContext]) -> None:
    page = open_as("client lead").new_page()
    page.goto(OPEN)
    before = standing()
    tab_to(page, named("tick"), what="the first tick box")
    for key in ("p", "j", ".", "k", "z"):
        page.keyboard.press(key)
    assert open_boxes(page)[:2] == ["re-procure", "undecided"], "What was chosen last was not taken back."
    page.keyboard.press(".")
    assert open_boxes(page)[:2] == ["re-procure", "re-procure"]
    assert "re-procure" in str(page.locator("#chosen").text_content())
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    page.get_by_text("Nothing was sent").wait_for()
    page.context.set_offline(False)
    page.reload()
    assert open_boxes(page)[:2] == ["re-procure", "re-procure"], "A choice that was not written is lost."
    tab_to(page, named("tick"), what="the first tick box")
    page.keyboard.press("?")
    assert page.locator("#keys").get_attribute("open") is not None
    tab_to(page, saying("check the choices in the table"), what="the button that looks at the choices")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/")
    assert standing() == before
    tab_to(page, saying("write 2 dispositions"), what="the button that writes")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dispositions/demonstration/?**")
    assert standing() == before + 2
    tab_to(page, saying("undo it"), what="the link that undoes")
    page.keyboard.press("Enter")
    page.wait_for_url("**/undo/**")
    go(page, "button", "Undo it")
    assert standing() == before


def test_letters_choose_in_the_table_alone_and_can_be_turned_off(
    site: Site, open_as: Callable[..., BrowserContext]
) -> None:
    page = open_as("client lead").new_page()
    page.goto(OPEN)
    was = open_boxes(page)
    page.locator("#filter-q").focus()
    page.keyboard.type("ju")
    assert (page.locator("#filter-q").input_value(), open_boxes(page)) == ("ju", was)
    page.locator("#keys summary").click()
    page.locator("#letters").uncheck()
    page.reload()
    page.locator("input[name=tick]").first.focus()
    page.keyboard.press("p")
    assert open_boxes(page) == was, "A letter chose although letters were turned off."


def test_without_scripts_a_row_is_ticked_and_decided(site: Site, open_as: Callable[..., BrowserContext]) -> None:
    page = open_as("client lead", java_script_enabled=False).new_page()
    page.goto(OPEN)
    before = standing()
    page.locator("input[name=tick]").first.check()
    page.locator("form#workbench select[name=route]").select_option("re-procure")
    page.locator("form#workbench select[name=council]").select_option("alderbourne")
    go(page, "button", "Check what it would do")
    go(page, "button", "Write 1 disposition")
    assert standing() == before + 1
    go(page, "link", "Undo it")
    go(page, "button", "Undo it")
    assert standing() == before
