"""Every page as the person it is for: accessible, narrow enough for a telephone, quiet, and whole without scripts."""

import re
from collections.abc import Callable
from pathlib import Path

import lxml.html
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from severalty import web
from severalty.decisions.models import FrozenPaper
from severalty.formats.paper_json import digest_of
from severalty.tenancy.models import Item
from tests.browser.conftest import Site, watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 700}
OVER_THE_EDGE = """() => [...document.querySelectorAll('main *, header *, nav *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => e.tagName + '.' + e.className)"""
FIRST_SCORES = """() => [...document.querySelectorAll('.sev-table--document')]
  .find(one => one.caption.innerText.includes('Scores by factor')).tBodies[0].rows[0].getBoundingClientRect().height"""
CASE = "/estate/demonstration/"
COSTS = "/appraisal/demonstration/"
CHOICE = f"{COSTS}options/{{appraisals:future-ict}}/"
PAPERS = "/papers/demonstration/"
SPLIT = "/dispositions/demonstration/"
DECIDED = "/decisions/demonstration/"
PLANNED = "/plan/demonstration/"
RISKS = "/risks/demonstration/"
RISKS = "/risks/demonstration/"
CORE = f"{DECIDED}core/{{cores:separation-terms}}/"
OWN, QUARTER = "{papers:cabinet-alderbourne-2027-02}", "{papers:joint-committee-2026-12}"
FROZEN = f"{PAPERS}frozen/{{frozen:cabinet-alderbourne-2027-02}}/"
# Name of the page: who opens it, and where. `table:key` stands for the address of an item, `{table:key}` for its
# reference in an address.
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
    "appraisal": ("member", CHOICE),
    "appraisal, first list": ("finance officer", f"{CHOICE}?list=first"),
    "scores": ("finance officer", f"{CHOICE}scores/"),
    "scores tried out": ("member", f"{CHOICE}scores/?try-swing0=10&try-swing1=100"),
    "costs": ("finance officer", f"{CHOICE}costs/"),
    "costs tried out": ("member", f"{CHOICE}costs/?try-rates=long+horizon&try-inflation=3"),
    "costs tried out wrongly": ("member", f"{CHOICE}costs/?try-inflation=much"),
    "services": ("finance officer", f"{CHOICE}services/"),
    "benefits": ("finance officer", f"{CHOICE}benefits/"),
    "option": ("finance officer", f"{COSTS}option/{{options:managed-provider}}/"),
    "option of one's own": ("shared service", f"{COSTS}option/{{options:hybrid-shared-security}}/"),
    "cost line": ("finance officer", "cost_lines:CL-d-03"),
    "score sheet": ("finance officer", "score_sheets:ALD-SS-01"),
    "add an appraisal": ("client lead", f"{COSTS}record/appraisals/new/"),
    "add an option": ("client lead", f"{COSTS}record/options/new/?appraisal={{appraisals:future-ict}}"),
    "add a cost line": ("finance officer", f"{COSTS}record/cost_lines/new/?appraisal={{appraisals:future-ict}}"),
    "change a factor": ("shared service", f"{COSTS}record/{{factors:F-deliver}}/change/"),
    "amounts": ("finance officer", f"{COSTS}record/{{cost_lines:CL-d-03}}/amounts/"),
    "enter scores": ("client lead", f"{COSTS}record/{{score_sheets:ALD-SS-01}}/scores/"),
    "verdicts": ("shared service", f"{COSTS}record/{{gates:named-provider}}/verdicts/"),
    "points": ("shared service", f"{COSTS}record/{{options:hybrid}}/points/"),
    "withdraw": ("finance officer", f"{COSTS}record/{{cost_lines:CL-d-03}}/withdraw/"),
    "withdraw what is referred to": ("shared service", f"{COSTS}record/{{options:hybrid}}/withdraw/"),
    "workbench": ("client lead", SPLIT),
    "workbench, filtered": ("client lead", f"{SPLIT}?state=undecided&size=25"),
    "workbench, as a partner": ("partner", SPLIT),
    "workbench, as a supplier": ("supplier", SPLIT),
    "decide": ("client lead", f"{SPLIT}decide/{{contracts:C-004}}/alderbourne/"),
    "decide, as a member": ("member", f"{SPLIT}decide/{{contracts:C-004}}/stanmere/"),
    "answers": ("partner", f"{SPLIT}answers/"),
    "money of the programme": ("finance officer", f"{SPLIT}money/"),
    "register paper": ("shared service", f"{PAPERS}paper/{{papers:register-2026-12}}/"),
    "impact paper": ("client lead", f"{PAPERS}paper/{{papers:impact-alderbourne-2026-12}}/"),
    "contract's way": ("client lead", f"{SPLIT}contract/{{contracts:C-004}}/"),
    "contract's way, as a partner": ("partner", f"{SPLIT}contract/{{contracts:C-011}}/"),
    "contract's way, for print": ("client lead", f"{SPLIT}contract/{{contracts:C-004}}/print/"),
    "letters": ("shared service", f"{SPLIT}letters/"),
    "write letters": ("shared service", f"{SPLIT}letters/new/"),
    "letter": ("shared service", f"{SPLIT}letter/{{letters:L-001}}/"),
    "letter, as a supplier": ("supplier", f"{SPLIT}letter/{{letters:L-012}}/"),
    "letter, for print": ("client lead", f"{SPLIT}letter/{{letters:L-001}}/print/"),
    "agreements": ("client lead", f"{SPLIT}agreements/"),
    "agreement": ("client lead", f"{SPLIT}agreement/{{agreements:twinbridge-agreement}}/"),
    "sign a variation": ("client lead", f"{SPLIT}variation/{{variations:variation-end}}/sign/"),
    "timetable": ("client lead", f"{PLANNED}timetable/?scale=quarter&links=critical"),
    "waves": ("shared service", f"{PLANNED}waves/"),
    "go or no go": ("client lead", f"{PLANNED}cut-over/{{cut_over_rules:rule-identity}}/"),
    "workload": ("client lead", f"{PLANNED}workload/"),
    "waits": ("client lead", f"{PLANNED}dependencies/"),
    "budget of a plan": ("finance officer", f"{PLANNED}budget/"),
    "progress": ("client lead", f"{PLANNED}progress/"),
    "how sure a plan is": ("finance officer", f"{PLANNED}confidence/"),
    "path to confidence": ("shared service", f"{PLANNED}path/"),
    "plan": ("client lead", f"{PLANNED}plan/{{plans:split}}/"),
    "register of risks": ("finance officer", RISKS),
    "heat map": ("member", f"{RISKS}heat/"),
    "risk": ("partner", f"{RISKS}risk/{{risks:r-identity}}/"),
    "cells of a matrix": ("shared service", f"{RISKS}matrix/{{risk_matrices:matrix-5x5}}/"),
    "papers": ("member", PAPERS),
    "papers, asked": ("partner", PAPERS),
    "papers of a supplier": ("supplier", PAPERS),
    "add a paper": ("finance officer", f"{PAPERS}new/?about={{appraisals:future-ict}}"),
    "write a paper": ("finance officer", f"{PAPERS}paper/{OWN}/write/"),
    "paper, as its keeper": ("finance officer", f"{PAPERS}paper/{OWN}/"),
    "paper, as a partner": ("partner", f"{PAPERS}paper/{OWN}/"),
    "paper, as a supplier": ("supplier", f"{PAPERS}paper/{OWN}/"),
    "frozen paper": ("member", FROZEN),
    "frozen paper, as its keeper": ("finance officer", FROZEN),
    "frozen paper, as a supplier": ("supplier", FROZEN),
    "check a paper": ("member", f"{PAPERS}check/"),
    "a council's own part": ("partner", f"{PAPERS}paper/{QUARTER}/part/"),
    "progress report": ("shared service", f"{PAPERS}paper/{QUARTER}/"),
    "posts in a transfer": ("client lead", f"{SPLIT}people/"),
    "operating model": ("client lead", f"{SPLIT}operating-model/?begins=2027-01-01"),
    "licences in the split": ("finance officer", f"{SPLIT}licences/"),
    "bridges": ("finance officer", f"{SPLIT}bridges/"),
    "readiness": ("client lead", f"{SPLIT}readiness/?date=2028-01-01"),
    "on a date": ("partner", f"{SPLIT}on/?date=2027-12-31"),
    "decisions": ("client lead", DECIDED),
    "body": ("partner", f"{DECIDED}body/{{bodies:twin-committee}}/"),
    "meetings": ("client lead", f"{DECIDED}meetings/"),
    "meeting": ("client lead", f"{DECIDED}meeting/{{meetings:sta-cabinet-2026-12-08}}/"),
    "matter": ("client lead", f"{DECIDED}matter/{{matters:ald-choice-2027}}/"),
    "resolution": ("member", f"{DECIDED}resolution/{{resolutions:sta-mere-road-approved}}/"),
    "actions and promises": ("partner", f"{DECIDED}commitments/"),
    "common cores": ("supplier", f"{DECIDED}cores/"),
    "common core": ("partner", CORE),
    "amend a core": ("partner", f"{CORE}amend/"),
    "delegations": ("client lead", f"{DECIDED}delegations/"),
    "delegation": ("client lead", f"{DECIDED}delegations/{{delegations:ald-d-contracts}}/"),
    "holds": ("partner", f"{DECIDED}holds/"),
    "decision routes": ("client lead", f"{DECIDED}routes/"),
    "notice for a meeting": ("client lead", f"{DECIDED}notice/"),
    "when it can be decided": ("partner", f"{DECIDED}when/"),
    "history, replayed": ("client lead", f"{DECIDED}replay/"),
    "what changed since the board": ("member", f"{DECIDED}changed/?since=2026-01-01"),
    "forward plan": ("client lead", f"{DECIDED}forward-plan/?all=yes"),
    "decision register": ("supplier", f"{DECIDED}decisions/"),
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
        return re.sub(r"\{(\w+):([^}]+)\}", lambda found: site.ref(found[1], found[2]), where)
    name, _, rest = where.partition(" ")
    table, _, key = name.partition(":")
    return site.item(table, key) + rest


# What another width can change: everything else is said of the same elements a second time.
BY_LAYOUT = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block", "empty-table-header"]


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds wrong with the page as it is, by all its rules or by some."""
    if page.evaluate("!window.axe"):
        page.evaluate(AXE)
    options: dict[str, object] = {"resultTypes": ["violations"]}  # of what is in order it would name every element
    options |= {"rules": {"target-size": {"enabled": True}}} if rules is None else {"runOnly": rules}
    found = page.evaluate("async options => (await axe.run(document, options)).violations", options)
    return [f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']][:3]}" for one in found]


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways, if it does."""
    if page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
        return []
    wide = page.evaluate(OVER_THE_EDGE)
    return [f"the page scrolls sideways: {wide}"]


def missing_without_scripts(sent: str) -> list[str]:
    """What a reader without scripts lacks: all they get is what the server sent."""
    main = lxml.html.document_fromstring(sent).find(".//main")
    if main is None:
        return ["the page has no main part"]
    found = [] if len(main.findall(".//h1")) == 1 else ["the page has no heading, or several"]
    found += [] if len(main.text_content().split()) > 4 else ["the page is empty"]
    forms = main.xpath(".//form[not(@hidden) and not(.//button) and not(.//input[@type='submit'])]")
    return found + [f"a form cannot be sent: {form.get('action') or form.get('id') or 'unnamed'}" for form in forms]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_narrow_quiet_and_whole(
    name: str, site: Site, open_as: Callable[..., BrowserContext]
) -> None:
    who, where = PAGES[name]
    page = open_as(who).new_page()
    heard = watched(page)
    answer = page.goto(address(site, where), wait_until="load")
    assert answer is not None
    found = [f"without scripts: {one}" for one in missing_without_scripts(answer.text())]
    found += [f"at 1280 pixels: {one}" for one in violations(page)]
    page.set_viewport_size(NARROW)
    found += [f"at 320 pixels: {one}" for one in violations(page, BY_LAYOUT)]
    found += [] if name in WIDE_PAGES else too_wide(page)
    found += [f"the browser says: {one}" for one in heard if not any(word in one for word in QUIET_ABOUT)]
    assert not found, f"{name}:\n" + "\n".join(found)


def test_what_is_said_of_a_checked_paper_is_accessible(site: Site, open_as: Callable[..., BrowserContext]) -> None:
    page = open_as("member").new_page()
    body = FrozenPaper.objects.get(pk=site.ref("frozen", "cabinet-alderbourne-2027-02")).body
    for words, sent in (("kept here", body), ("What differs", body.replace("Twinbridge", "Twinbrook", 1))):
        page.set_viewport_size(WIDE)
        page.goto(f"{PAPERS}check/")
        file = {"name": "paper.json", "mimeType": "application/json", "buffer": sent.encode()}
        page.set_input_files("[name=file]", file)
        page.get_by_label("The digest that was published").fill(digest_of(body.encode()))
        with page.expect_navigation():
            page.get_by_role("button", name="Check it").click()
        assert words in page.locator("main").inner_text(), f"The page does not say {words!r}."
        found = violations(page)
        page.set_viewport_size(NARROW)
        found += violations(page, BY_LAYOUT) + too_wide(page)
        assert not found, f"{words}:\n" + "\n".join(found)


LONG = {"with spaces": "Very long words of a very long name, " * 5, "without": "x" * 180}
HOLDING_NAMES = (
    "appraisal",
    "scores",
    "costs",
    "services",
    "benefits",
    "option",
    "enter scores",
    "paper, as its keeper",
)


@pytest.mark.parametrize("kind", LONG)
def test_a_very_long_name_makes_no_page_scroll_sideways(
    kind: str, site: Site, open_as: Callable[..., BrowserContext]
) -> None:  # fmt: skip
    named = ("options", "factors", "gates", "cost_lines", "sourcings", "benefits", "envelopes", "papers", "appraisals")
    items = list(Item.objects.filter(case=site.case, table__in=named))
    page = open_as("finance officer").new_page()
    page.set_viewport_size(NARROW)
    client = open_as("client lead").new_page()
    client.set_viewport_size(NARROW)
    Item.objects.filter(pk__in=[one.pk for one in items]).update(name=LONG[kind].strip())
    found = []
    for name in HOLDING_NAMES:
        shown = client if PAGES[name][0] == "client lead" else page
        shown.goto(address(site, PAGES[name][1]))
        found += [f"{name}: {one}" for one in too_wide(shown)]
    Item.objects.bulk_update(items, ["name"])
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["scores", "costs", "appraisal, first list"])
def test_nobody_is_led_to_a_form_that_refuses(name: str, site: Site, open_as: Callable[..., BrowserContext]) -> None:
    page = open_as("finance officer").new_page()
    page.goto(address(site, PAGES[name][1]))
    links = page.locator("main a[href*='/record/']")
    addresses = {str(links.nth(place).get_attribute("href")) for place in range(links.count())}
    answers = {one: page.request.get(one).status for one in addresses}
    assert addresses, f"{name} leads to no form."
    assert set(answers.values()) == {200}, f"{name} leads to forms that refuse: {answers}"


def test_a_paper_is_no_endless_roll_on_a_telephone(site: Site, open_as: Callable[..., BrowserContext]) -> None:
    """Each cell of its tables had a line of its own, and the paper was 76 telephones long."""
    page = open_as("member").new_page()
    page.set_viewport_size(NARROW)
    page.goto(address(site, FROZEN))
    height = page.evaluate(FIRST_SCORES)
    assert 0 < height < 120, f"A row of eight short cells is {height} pixels high."
    assert page.evaluate("document.documentElement.scrollHeight") < 44_000


def test_a_printed_paper_has_no_tall_rows_for_links(site: Site, open_as: Callable[..., BrowserContext]) -> None:
    page = open_as("member").new_page()
    page.set_viewport_size({"width": 688, "height": 972})  # what A4 leaves between its margins
    page.emulate_media(media="print")
    page.goto(address(site, FROZEN))
    height = page.evaluate(FIRST_SCORES)
    assert 0 < height < 26, f"A row of one line is {height} pixels high on paper."
    assert page.evaluate("document.documentElement.scrollWidth") <= 688, "A table is cut off at the edge of the paper."


def test_the_number_of_a_slip_stands_beside_its_unit(browser: Browser) -> None:
    style = Path(web.__file__).with_name("static") / "web" / "severalty.css"
    page = browser.new_page(viewport=WIDE)
    page.set_content(
        f"<style>{style.read_text(encoding='utf-8')}</style><form class='sev-slip'>"
        "<input class='govuk-input govuk-input--width-2'><select class='govuk-select'><option>weeks</option></select>"
        "<button class='govuk-button'>What if?</button></form>"
    )
    tops = page.eval_on_selector_all(".sev-slip > *", "all => all.map(one => one.getBoundingClientRect().top)")
    widths = page.eval_on_selector_all(".sev-slip > *", "all => all.map(one => one.getBoundingClientRect().width)")
    page.close()
    assert max(tops) - min(tops) < 20, "They stand below one another."
    assert widths[0] < 100, "A number of two digits has a field for a sentence."


def test_registers_of_a_split_and_its_risks_fit_a_screen(site: Site, open_as: Callable[..., BrowserContext]) -> None:
    """Their last column lay beyond the edge of a table that scrolls sideways."""
    page = open_as("client lead").new_page()
    page.set_viewport_size(WIDE)
    for where in (RISKS, f"{RISKS}effects/", f"{PLANNED}teams/", f"{PLANNED}packages/", f"{PLANNED}timetable/"):
        page.goto(address(site, where))
        over = page.eval_on_selector_all(".sev-scroller", "all => all.map(one => one.scrollWidth - one.clientWidth)")
        assert max(over) <= 1, f"{where}: a table is {max(over)} pixels wider than its place."


def test_what_is_folded_on_a_screen_is_whole_on_paper(browser: Browser) -> None:
    style = Path(web.__file__).with_name("static") / "web" / "severalty.css"
    page = browser.new_page(viewport=WIDE)
    page.set_content(
        f"<style>{style.read_text(encoding='utf-8')}</style><details class='sev-more'><summary>More</summary>"
        "<p>Folded</p></details>"
    )
    heights = []
    for media in ("screen", "print"):
        page.emulate_media(media=media)  # type: ignore[arg-type]
        heights.append(page.evaluate("document.querySelector('details').getBoundingClientRect().height"))
    page.close()
    assert heights[1] > heights[0] + 15, "A printed page leaves out what is folded."
