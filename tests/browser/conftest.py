"""A browser, and a server with the demonstration case for one module at a time; the policy on scripts stays on."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils.text import slugify
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from severalty.cli.keep import empty, unsealed
from severalty.decisions.actions import papers as actions
from severalty.decisions.models import FrozenPaper
from severalty.decisions.queries import papers as queries
from severalty.decisions.reports.writing import content_of
from severalty.engine.estate.parties import Audience
from severalty.estate.importing import import_case
from severalty.formats.paper_json import digest_of, paper_bytes
from severalty.tenancy.access import operator_for, standing_for
from severalty.tenancy.actions import add_person, appoint
from severalty.tenancy.models import Case, Item, Organisation, Person
from severalty.tenancy.permissions import Role
from tests import database

CASES = Path(__file__).resolve().parents[2] / "cases"
PASSWORD = "four words are enough"
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
# Playwright drives the browser from an event loop, in whose thread Django would refuse the tests their database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@dataclass
class Site:
    """The server, the case, and everyone who signs in."""

    url: str
    case: Case
    people: dict[str, Person]
    cookies: dict[str, str] = field(default_factory=dict)

    def ref(self, table: str, key: str) -> str:
        """The reference of an item; a frozen paper goes by the key of the paper that it was made from."""
        if table == "frozen":
            return FrozenPaper.objects.filter(paper__item__key=key).order_by("-number")[0].pk
        return Item.objects.get(case=self.case, table=table, key=key).pk

    def item(self, table: str, key: str) -> str:
        """The address of an item."""
        return f"/estate/{self.case.key}/item/{self.ref(table, key)}/"

    def freeze(self, key: str, at: datetime) -> None:
        """Freeze a paper as it stands, for the whole partnership."""
        keeper = standing_for(Item.objects.get(case=self.case, table="papers", key=key).recorded_by, at.date())
        draft = queries.draft_for(keeper, self.case, self.ref("papers", key))
        body = paper_bytes(content_of(keeper, self.case, draft, at.date(), is_draft=False))
        freezing = actions.Freezing(draft.row, draft.token, body.decode(), digest_of(body), Audience.PARTNERSHIP)
        actions.freeze_paper(by=keeper, at=at, why="for Cabinet", case=self.case, freezing=freezing)

    def ask(self, key: str, councils: tuple[str, ...], at: datetime) -> None:
        """Ask councils to look at what a paper tells of them."""
        keeper = standing_for(Item.objects.get(case=self.case, table="papers", key=key).recorded_by, at.date())
        paper = queries.draft_for(keeper, self.case, self.ref("papers", key)).row
        asked = Organisation.objects.filter(case=self.case, key__in=councils)
        actions.ask_councils(by=keeper, at=at, case=self.case, paper=paper, councils=asked)

    def cookie_of(self, who: str) -> dict[str, Any]:
        """The cookie of somebody who has signed in."""
        client = Client()
        client.force_login(self.people[who])
        return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.url}


PLACES = {
    "client lead": ("alderbourne", Role.CLIENT_LEAD),
    "colleague": ("alderbourne", Role.RECORDS_ADMINISTRATOR),
    "partner": ("stanmere", Role.CLIENT_LEAD),
    "finance officer": ("alderbourne", Role.FINANCE_OFFICER),
    "supplier": ("fernlight", Role.SUPPLIER),
    "shared service": ("twinbridge", Role.SHARED_SERVICE_LEAD),
    "member": ("alderbourne", Role.SCRUTINY_READER),
}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window; a folder of its own for what it keeps."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("No Chromium is installed.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*ARGUMENTS])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """The demonstration case behind a server."""
    with django_db_blocker.unblock():
        at = datetime.now(UTC)
        with transaction.atomic():
            case, people = database.written_once(
                database.folder_of(request.config), f"site-{at:%Y-%m-%d}", CASES / "demonstration", lambda: _written(at)
            )
        server = LiveServer("127.0.0.1")
        found = Person.objects.in_bulk(people.values())
        yield Site(server.url, Case.objects.get(pk=case), {who: found[pk] for who, pk in people.items()})
        server.stop()
        with transaction.atomic(), unsealed():
            empty()
        connections.close_all()


def _written(at: datetime) -> tuple[int, dict[str, int]]:
    """The case and who signs in, by primary key."""
    case = import_case(source=CASES / "demonstration", by=operator_for(), at=at)
    people = {}
    for who, (organisation, role) in PLACES.items():
        email, by = f"{slugify(who)}@browser.example", operator_for()
        person = add_person(by=by, at=at, email=email, name=who.capitalize(), password=PASSWORD, administrator=False)
        place = Organisation.objects.get(case=case, key=organisation)
        appoint(by=operator_for(), at=at, person=person, organisation=place, role=role)
        people[who] = person.pk
    site = Site("", case, {})
    site.freeze("cabinet-alderbourne-2027-02", at)
    site.ask("joint-committee-2026-12", ("stanmere",), at)
    return case.pk, people


@pytest.fixture
def open_as(browser: Browser, site: Site, transactional_db: None) -> Iterator[Callable[..., BrowserContext]]:
    """A fresh browser for somebody; closed after the test."""
    contexts: list[BrowserContext] = []

    def open_as(who: str = "", **options: Any) -> BrowserContext:
        context = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 900}, **options)
        context.set_default_timeout(20_000)
        if who:
            context.add_cookies([site.cookie_of(who)])
        contexts.append(context)
        return context

    yield open_as
    for context in contexts:
        context.close()


def go(page: Page, role: Any, name: str, said: str = "") -> None:
    """Press a button or follow a link, and wait for the page that it leads to, which says `said`.

    Without waiting, what comes next may look at a page that is on its way out.
    """
    with page.expect_navigation(wait_until="load"):
        page.locator("main").get_by_role(role, name=name).first.click()
    if said:
        page.wait_for_selector(f"text={said}")


def watched(page: Page) -> list[str]:
    """What the browser complains of from now on: errors, scripts that the policy stops, files that are not there."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard
