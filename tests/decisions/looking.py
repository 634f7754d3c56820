"""What the tests of the pages of papers look with."""

import html
import re
from collections.abc import Iterator
from typing import Any

from django.test import Client

from severalty.decisions.models import FrozenPaper, Paper
from severalty.engine.decisions.papers import SectionKey
from tests.decisions.conftest import Desk, address, said

OK, DONE, FORBIDDEN, GONE, AGAIN = 200, 302, 403, 404, 422
EVERYBODY = ("north", "south", "service", "supplier", "stranger", "finance", "scrutiny", "records", "anonymous")
PLANS, SUMMARY = SectionKey.PLANS, SectionKey.SUMMARY
FORMS = ("json", "docx", "pdf")
NEW = {
    "key": "cabinet", "name": "ICT to be shared", "kind": "committee", "purpose": "for decision",
    "audience": "holders", "key_decision": "unknown", "call_in": "unknown", "exempt": "unknown",
    "evidence": "reported", "why": "For the meeting of December",
}  # fmt: skip
FREEZE = {"audience": "partners", "why": "For Cabinet"}


def pages_of(paper: Paper, made: FrozenPaper) -> Iterator[str]:
    """Every page that tells of one paper, and its files."""
    yield address("paper", paper.pk)
    yield address("write", paper.pk)
    yield address("part", paper.pk)
    yield address("frozen", made.pk)
    for form in FORMS:
        yield address("paper-file", paper.pk, form)
        yield address("frozen-file", made.pk, form)


def status(desk: Desk, who: str, url: str) -> int:
    return desk.cast.client_of(who).get(url).status_code


def problems(response: Any) -> str:
    """What a form says that it did not take."""
    assert response.status_code == AGAIN, f"The form was taken, or failed: {response.status_code}."
    return said(response.content.decode())


def greeted(client: Client, url: str) -> str:
    """The whole next page, messages too, in plain words."""
    return html.unescape(client.get(url).content.decode())


def typed(client: Client, url: str) -> dict[str, str]:
    """What a form holds when it is opened, as a browser would send it back."""
    page = client.get(url).content.decode()
    found = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checked" in tag or 'type="radio"' not in tag):
            found[name[1]] = html.unescape(value[1]) if value else ""
    for name, inside in re.findall(r'<textarea\b[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        found[name] = html.unescape(inside).lstrip("\n")
    for name, inside in re.findall(r'<select\b[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', inside)
        found[name] = html.unescape(chosen[1]) if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


def typed_of(response: Any) -> dict[str, str]:
    """What a form holds in an answer that was given."""

    class Once:
        def get(self, _: str) -> Any:
            return response

    return typed(Once(), "")  # type: ignore[arg-type]
