"""Partner packs in a real browser: made, given, compared and answered, accessible at each step and without scripts."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import BrowserContext, Page

from severalty.formats.pack import Envelope, Party, pack_file
from severalty.formats.pack_signing import Signer, fingerprint
from severalty.packs.queries.packs import seen_by, shared_rows
from severalty.tenancy.models import Organisation
from tests.browser.conftest import Site, watched
from tests.browser.test_pages import NARROW, WIDE, too_wide, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PACKS = "/packs/demonstration/"


def given(site: Site, signer: Signer) -> bytes:
    """A pack that Stanmere made on an installation of its own, with one name that is another now."""
    parties = {one.key: one for one in Organisation.objects.filter(case=site.case)}
    on, made_at = datetime.now(UTC).date(), datetime.now(UTC).isoformat(timespec="seconds")
    rows = {
        table: (columns, [tuple(cell.replace("Stanmere", "Stanmere-on-Sea") for cell in row) for row in held])
        for table, (columns, held) in shared_rows(
            seen_by(parties["stanmere"], on), site.case, parties["alderbourne"], on
        ).items()
    }
    names = [Party(key, parties[key].name) for key in ("stanmere", "alderbourne")]
    envelope = Envelope(Party("demonstration", site.case.name), *names, made_at, "Severalty 0.1.0")
    return pack_file(envelope, rows, signer.sign)[0]


def faults(page: Page) -> list[str]:
    """What is wrong with the page on a desk and on a telephone."""
    page.set_viewport_size(WIDE)
    found = violations(page)
    page.set_viewport_size(NARROW)
    found += [*violations(page), *too_wide(page)]
    page.set_viewport_size(WIDE)
    return found


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_pack_is_made_and_one_that_was_given_is_answered(
    scripts: bool, site: Site, open_as: Callable[..., BrowserContext]
) -> None:
    page = open_as("client lead", java_script_enabled=scripts).new_page()
    signer = Signer(f"theirs {scripts}", "demonstration", "stanmere")
    heard, found = watched(page), dict[str, list[str]]()

    def look(name: str) -> None:
        found[name] = faults(page) if scripts else []

    page.goto(PACKS)
    look("packs")
    page.get_by_role("link", name="For Stanmere").first.click()
    look("what goes in")
    page.get_by_role("button", name="Make the pack").click()
    page.wait_for_selector("text=Download the pack")
    look("made")
    page.goto(PACKS)
    page.set_input_files(
        "[name=file]", {"name": "x.pack", "mimeType": "application/zip", "buffer": given(site, signer)}
    )
    page.get_by_role("button", name="Look at it").click()
    page.wait_for_selector("text=Anybody can sign a file")
    look("given")
    page.get_by_role("button", name="Bring it in").click()
    page.wait_for_selector("text=There is a problem")
    look("not compared")
    page.get_by_label("The fingerprint of its key").fill(fingerprint(signer.key))
    page.get_by_role("button", name="Bring it in").click()
    page.wait_for_selector("text=are written")
    look("brought in")
    page.locator("[name=row]").first.check()
    page.get_by_label("Dispute", exact=True).check()
    page.get_by_role("button", name="Answer").click()
    page.wait_for_selector("text=Say why it is disputed")
    page.get_by_label("Why, if you dispute them").fill("Ours ended")
    page.get_by_role("button", name="Answer").click()
    page.wait_for_selector("text=1 row is answered")
    look("answered")
    assert not {name: faults for name, faults in found.items() if faults}
    assert not [one for one in heard if "422" not in one]
