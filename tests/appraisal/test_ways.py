"""The ways between the pages of an appraisal: what the menu marks, and that nothing is out of reach."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from severalty.appraisal.urls import urlpatterns
from tests.appraisal.choice import Choice, make_choice
from tests.conftest import Cast

pytestmark = pytest.mark.sqlite_enough

OK, ELSEWHERE = 200, 302
RECORD_PAGES = sorted(
    str(one.name) for one in urlpatterns if "/record/" in str(one.pattern) and one.name != "record-new"
)


@pytest.fixture
def choice(cast: Cast) -> Choice:
    return make_choice(cast).filled()


def marked(client: Client, url: str) -> list[str]:
    """The entries of the menu of the stage that say one is there."""
    page = client.get(url)
    assert page.status_code == OK, url
    return re.findall(r'sev-nav__link--current" href="[^"]+" aria-current="page">([^<]+)<', page.content.decode())


def record_of(choice: Choice, name: str) -> str:
    rows = {"amounts-change": choice.line, "scores-change": choice.sheet, "verdicts-change": choice.gate}
    return str(rows.get(name, choice.insource).pk)


@pytest.mark.parametrize("name", RECORD_PAGES)
def test_the_page_of_a_record_stands_under_options(choice: Choice, name: str) -> None:
    url = reverse(f"appraisal:{name}", args=["thornton", record_of(choice, name)])
    assert marked(choice.cast.client_of("north"), url) == ["Options"], "The menu says that one is elsewhere."


def test_a_new_record_stands_under_options_and_who_pays_under_itself(choice: Choice) -> None:
    client = choice.cast.client_of("north")
    assert marked(client, reverse("appraisal:record-new", args=["thornton", "gates"])) == ["Options"]
    assert marked(client, reverse("appraisal:who-pays", args=["thornton"])) == ["Who pays"]
    assert marked(client, reverse("appraisal:option", args=["thornton", choice.insource.pk])) == ["Options"]


def test_with_one_appraisal_another_can_be_added(choice: Choice) -> None:
    listed, new = (reverse(f"appraisal:{name}", args=["thornton", *rest])
                   for name, rest in (("appraisals", []), ("record-new", ["appraisals"])))  # fmt: skip
    client = choice.cast.client_of("north")
    assert client.get(listed).status_code == ELSEWHERE
    for url in (f"{listed}?all=yes", reverse("appraisal:appraisal", args=["thornton", choice.appraisal.pk])):
        assert f'href="{new}"' in client.get(url).content.decode(), f"No second appraisal can be added from {url}."
    page = client.get(reverse("appraisal:appraisal", args=["thornton", choice.appraisal.pk])).content.decode()
    assert f'href="{listed}?all=yes"' in page, "The way back to the list leads to the same page again."


def test_readers_are_offered_no_other_appraisal(choice: Choice) -> None:
    page = choice.cast.client_of("scrutiny").get(reverse("appraisal:appraisal", args=["thornton", choice.appraisal.pk]))
    assert "Add another appraisal" not in page.content.decode()
