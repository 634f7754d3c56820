"""What people do, in a browser: by keyboard alone, without scripts, two at once, and in haste."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from severalty.appraisal.models import Score
from severalty.decisions.models import FrozenPaper
from severalty.tenancy.models import Holding, Item
from tests.browser.conftest import PASSWORD, Site, go

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CASE = "/estate/demonstration/"
COSTS, PAPERS = "/appraisal/demonstration/", "/papers/demonstration/"
MOST_TABS = 200
UNHURRIED = 200
"""Milliseconds between two clicks; of two that follow at once a browser drops the first by itself."""
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
    return lambda here: words.lower() in " ".join(here.split("|")[2].lower().split())


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
        go(page, "button", "Save")
    shown = second.locator("main").inner_text()
    assert "A route that the first one typed" in shown, "The second one does not see what the first one changed."
    assert second.input_value("[name=description]") == "A description that the second one typed", "An entry was lost."


@pytest.mark.parametrize("part", ["edit/", "withdraw/"])
def test_a_double_click_is_sent_once(site: Site, open_as: Callable[..., BrowserContext], part: str) -> None:
    """The server answers without a new page, so that both clicks land on the same button."""
    page = open_as("client lead").new_page()
    page.goto(site.item("contracts", "C-008") + part)
    sent: list[str] = []

    def answer(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(route.request.url)
        route.fulfill(status=204)

    page.route("**/*", answer)
    button = page.locator("main form[method=post] button[type=submit]").first
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    for _ in range(2):
        page.mouse.click(box["x"] + 9, box["y"] + 9)
        page.wait_for_timeout(UNHURRIED)
    assert len(sent) == 1, f"A double click on {button.inner_text()} was sent {len(sent)} times."


def test_forms_are_sent_without_scripts(site: Site, open_as: Callable[..., BrowserContext]) -> None:
    page = open_as("client lead", java_script_enabled=False).new_page()
    page.goto(f"{CASE}register/contracts/")
    page.goto(f"{CASE}register/services/new/")
    page.fill("[name=key]", "no-script")
    page.fill("[name=name]", "A service without scripts")
    go(page, "button", "Save")
    assert "Error" in page.title(), "A form that was sent without a reason was not refused."
    page.fill("[name=why]", "tried")
    go(page, "button", "Save")
    assert Item.objects.filter(key="no-script").count() == 1, "The form was not sent without scripts."


def test_a_list_is_filtered_without_scripts(site: Site, open_as: Callable[..., BrowserContext]) -> None:
    page = open_as("client lead", java_script_enabled=False).new_page()
    page.goto(f"{CASE}register/contracts/?act=passed")
    assert "shown after filters" in page.locator("#count").inner_text(), "The filter of an address does nothing."


def net_present_cost(page: Page, option: str) -> str:
    """The net present cost that the overview of the appraisal shows of an option."""
    page.goto(f"{COSTS}options/{Item.objects.get(table='appraisals', key='future-ict').pk}/")
    return page.locator("#options tbody tr", has_text=option).locator("[data-label='Net present cost']").inner_text()


def save(page: Page, why: str, button: str = "Save") -> None:
    """Say why, and send the form."""
    page.get_by_label("Why", exact=True).fill(why)
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=button).last.click()


def test_an_assumption_is_tried_and_an_amount_is_changed(site: Site, open_as: Callable[..., BrowserContext]) -> None:
    """By keyboard: inflation is tried out and cash moves; then an amount is changed, and the overview follows."""
    page = open_as("finance officer").new_page()
    before = net_present_cost(page, "A managed provider")
    tab_to(page, lambda here: here.startswith("A|") and saying("Costs")(here), what="the costs")
    page.keyboard.press("Enter")
    page.wait_for_url("**/costs/")
    tab_to(page, saying("Try other assumptions"), what="the link to the assumptions")
    page.keyboard.press("Enter")
    tab_to(page, named("try-inflation"), what="the inflation")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    page.wait_for_url("**/costs/?**try-inflation=4**")
    moved = page.locator("table", has_text="What moves").locator("tbody tr", has_text="A managed provider")
    on_record, tried, _ = moved.locator("td").all_inner_texts()
    assert on_record != tried, f"The option does not move from {on_record}."
    assert net_present_cost(page, "A managed provider") == before, "What was only tried out is on record."
    page.goto(f"{COSTS}options/{Item.objects.get(table='appraisals', key='future-ict').pk}/costs/")
    tab_to(page, lambda here: here.startswith("SUMMARY") and saying("A managed provider")(here), what="the cost lines")
    page.keyboard.press("Enter")
    tab_to(page, saying("Amounts of Alderbourne's provider"), what="the amounts of the line")
    page.keyboard.press("Enter")
    page.wait_for_url("**/amounts/")
    page.get_by_label("Amount in 2028/29").fill("5000000")
    save(page, "A new indication")
    assert net_present_cost(page, "A managed provider") != before, "The overview does not follow a changed amount."


def test_two_enter_scores_on_one_sheet_on_telephones(site: Site, open_as: Callable[..., BrowserContext]) -> None:
    address = f"{COSTS}record/{site.ref('score_sheets', 'ALD-SS-01')}/scores/"
    first, second = open_as("client lead").new_page(), open_as("colleague").new_page()
    for page in (first, second):
        page.set_viewport_size({"width": 320, "height": 700})
        page.goto(address)
    cell = "Score for Each borough in house on Simple to run"
    first.get_by_label(cell).fill("15")
    save(first, "Thought again")
    second.get_by_label(cell).fill("25")
    second.get_by_label("Reason for Each borough in house on Simple to run").fill("Two teams to run")
    save(second, "Thought too")
    shown = second.locator("table", has_text="differ from what is on record").inner_text()
    assert "15" in shown, f"The second one does not see the score of the first: {shown}"
    assert "25" in shown, f"The second one does not see its own score: {shown}"
    assert second.get_by_label(cell).input_value() == "25", "What the second one typed is lost."
    save(second, "Seen, and meant")
    assert Score.objects.filter(
        sheet=site.ref("score_sheets", "ALD-SS-01"), score=25, reason="Two teams to run"
    ).exists()
    second.go_back()
    second.get_by_label(cell).fill("35")
    save(second, "Once more, from the page before")
    assert "35" in second.locator("table", has_text="differ from what is on record").inner_text(), (
        "A form that was opened before the last save overwrites it unseen."
    )


def downloaded(page: Page, words: str) -> bytes:
    """What a link hands out."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=words).click()
    return Path(waiting.value.path()).read_bytes()


def checked(page: Page, name: str, body: bytes) -> str:
    """What the page says of a paper."""
    page.goto(f"{PAPERS}check/")
    page.set_input_files("[name=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": body})
    with page.expect_navigation():
        page.get_by_role("button", name="Check it").click()
    return page.locator("main").inner_text()


def altered(body: bytes, old: str, new: str) -> bytes:
    """A Word file in which somebody changed the words."""
    out = BytesIO()
    with ZipFile(BytesIO(body)) as held, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for one in held.infolist():
            content = held.read(one)
            if one.filename == "word/document.xml":
                assert old.encode() in content, "The words to be changed are not in the file."
                content = content.replace(old.encode(), new.encode())
            made.writestr(one, content)
    return out.getvalue()


def test_a_paper_is_written_frozen_handed_out_and_checked(
    site: Site, open_as: Callable[..., BrowserContext]
) -> None:  # fmt: skip
    page = open_as("finance officer").new_page()
    page.goto(f"{PAPERS}new/?about={site.ref('appraisals', 'future-ict')}")
    page.get_by_label("Key (your own reference)").fill("cabinet-again")
    page.get_by_label("Title").fill("ICT after Twinbridge, again")
    save(page, "Asked for")
    page.get_by_label("Summary", exact=False).first.fill("The choice costs £1,234,567 a year.\n\nIt is for 2028.")
    save(page, "Written")
    assert "1,234,567" in page.locator("main").inner_text(), "What was written is not in the paper."
    page.get_by_label("Why", exact=True).fill("For Cabinet")
    page.get_by_role("button", name="Freeze this paper").dblclick()
    page.wait_for_url("**/frozen/**")
    kept = FrozenPaper.objects.filter(paper__item__key="cabinet-again")
    assert kept.count() == 1, f"A double click on Freeze kept {kept.count()} versions."
    files = {form: downloaded(page, f"Download as {form}") for form in ("Word", "PDF", "JSON")}
    for form, name in (("Word", "paper.docx"), ("PDF", "paper.pdf"), ("JSON", "paper.json")):
        found = checked(page, name, files[form])
        assert "version 1" in found, f"The {form} is not known as the one that was frozen: {found}"
        assert "What differs" not in found, f"The {form} differs from what was frozen: {found}"
    found = checked(page, "paper.docx", altered(files["Word"], "1,234,567", "1,034,567"))
    assert "1,034,567" in found.partition("What differs")[2], f"An altered copy is not named: {found}"
    assert "version 1" not in found.split("What differs")[0], "An altered copy passes for the frozen one."


WRONG = {
    "cat.png": (b"\x89PNG\r\n\x1a\n" + bytes(100), "is no paper"),
    "empty.pdf": (b"", "is empty"),
    "half.json": (b'{"kind":', "no JSON"),
    "cut.docx": (b"PK\x03\x04rubbish", "damaged"),
    "huge.pdf": (b"%PDF-1.7\n" + b"x" * 25_000_000, "25 MB"),
}


def test_a_wrong_file_is_told_plainly(
    site: Site, open_as: Callable[..., BrowserContext], tmp_path: Path
) -> None:  # fmt: skip
    page = open_as("member").new_page()
    for name, (body, words) in WRONG.items():
        (tmp_path / name).write_bytes(body)
        page.goto(f"{PAPERS}check/")
        page.set_input_files("[name=file]", tmp_path / name)
        with page.expect_navigation() as waiting:
            page.get_by_role("button", name="Check it").click()
        summary = page.locator(".govuk-error-summary").inner_text()
        status = getattr(waiting.value, "status", 0)
        assert status == 422, f"{name} is answered with {status}."
        assert words in summary, f"{name}: {summary}"


def test_a_council_objects_to_its_part_and_agrees_once_it_is_mended(
    site: Site, open_as: Callable[..., BrowserContext]
) -> None:  # fmt: skip
    keeper, council = open_as("shared service").new_page(), open_as("partner").new_page()
    paper = f"{PAPERS}paper/{site.ref('papers', 'joint-committee-2026-12')}/"
    council.goto(f"{paper}part/")
    council.get_by_label("No, something is wrong").check()
    council.get_by_label("What is wrong, or what you wish to add").fill("Our plan is amber now.")
    with council.expect_navigation():
        council.get_by_role("button", name="Answer").click()
    keeper.goto(paper)
    assert "Our plan is amber now." in keeper.locator("main").inner_text(), "The keeper does not see the objection."
    keeper.get_by_label("Why", exact=True).fill("For the Joint Committee")
    with keeper.expect_navigation():
        keeper.get_by_role("button", name="Freeze this paper").click()
    refused = keeper.locator("[role=alert]").inner_text()
    assert "Stanmere Borough Council" in refused and "not agreed" in refused, "It was frozen against an objection."  # noqa: PT018
    keeper.goto(f"{paper}write/")
    keeper.get_by_label("Plans and confidence: Stanmere Borough Council", exact=False).first.fill("Amber at last.")
    save(keeper, "Stanmere objected")
    council.reload()
    shown = council.locator("main").inner_text()
    assert "Amber at last." in shown, f"The council does not see what was mended: {shown}"
    assert "changed since you answered" in shown, f"The council is not told that it was mended: {shown}"
    council.get_by_label("Yes", exact=True).check()
    with council.expect_navigation():
        council.get_by_role("button", name="Answer").click()
    keeper.goto(paper)
    keeper.get_by_label("Why", exact=True).fill("For the Joint Committee")
    keeper.get_by_label("If a council has not agreed", exact=False).fill("Alderbourne agreed by telephone.")
    with keeper.expect_navigation():
        keeper.get_by_role("button", name="Freeze this paper").click()
    assert "Frozen as version 1" in keeper.locator("main").inner_text(), keeper.locator(
        "[role=alert]"
    ).all_inner_texts()
