"""Partner packs in a real browser: made, given, compared and answered, accessible at each step and without scripts."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import BrowserContext, Page

from severalty.formats.pack import Envelope, Party, pack_file
from severalty.formats.pack_signing import Signer, fingerprint
from severalty.packs.queries.packs import seen_by, shared_rows
from severalty.tenancy.models import Appointment, Organisation
from severalty.tenancy.permissions import Role
from tests.browser.conftest import Site, go, watched
from tests.browser.test_pages import BY_LAYOUT, NARROW, WIDE, too_wide, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PACKS = "/packs/demonstration/"


def given(site: Site, signer: Signer) -> bytes:
    """A pack that Stanmere made on an installation of its own, with one name that is another now; a few tables of it,
    as each look compares every row."""
    parties = {one.key: one for one in Organisation.objects.filter(case=site.case)}
    Appointment.objects.filter(organisation=parties["stanmere"]).update(role=Role.SCRUTINY_READER.value)
    on, made_at = datetime.now(UTC).date(), datetime.now(UTC).isoformat(timespec="seconds")
    shared = shared_rows(seen_by(parties["stanmere"], on), site.case, parties["alderbourne"], on)
    rows = {
        table: (columns, [tuple(cell.replace("Stanmere", "Stanmere-on-Sea") for cell in row) for row in held])
        for table, (columns, held) in shared.items()
        if table in ("contracts", "assumptions")
    }
    names = [Party(key, parties[key].name) for key in ("stanmere", "alderbourne")]
    envelope = Envelope(Party("demonstration", site.case.name), *names, made_at, "Severalty 0.1.0")
    return pack_file(envelope, rows, signer.sign)[0]


def faults(page: Page, rules: list[str] | None = None) -> list[str]:
    """What is wrong with the page on a desk, and what a telephone makes wrong of it."""
    page.set_viewport_size(WIDE)
    found = violations(page, rules)
    page.set_viewport_size(NARROW)
    found += [*violations(page, BY_LAYOUT), *too_wide(page)]
    page.set_viewport_size(WIDE)
    return found


def lay_down(page: Page, body: bytes) -> None:
    """Upload a pack."""
    page.goto(PACKS)
    page.set_input_files("[name=file]", {"name": "x.pack", "mimeType": "application/zip", "buffer": body})
    go(page, "button", "Look at it", "Anybody can sign a file")


def test_a_pack_is_made_and_one_that_was_given_is_answered(site: Site, open_as: Callable[..., BrowserContext]) -> None:
    """Each page is held to all rules once, and to those of layout whenever it says something else."""
    page = open_as("client lead").new_page()
    signer = Signer("theirs", "demonstration", "stanmere")
    heard, found = watched(page), dict[str, list[str]]()
    page.goto(PACKS)
    found["packs"] = faults(page)
    go(page, "link", "For Stanmere", "What goes in")
    found["what goes in"] = faults(page)
    go(page, "button", "Make the pack", "Download the pack")
    found["made"] = faults(page)
    lay_down(page, given(site, signer))
    found["given"] = faults(page)
    go(page, "button", "Bring it in", "There is a problem")
    found["not compared"] = faults(page, BY_LAYOUT)
    page.get_by_label("The fingerprint of its key").fill(fingerprint(signer.key))
    go(page, "button", "Bring it in", "are written")
    page.locator("[name=row]").first.check()
    page.get_by_label("Dispute", exact=True).check()
    go(page, "button", "Answer", "Say why it is disputed")
    page.get_by_label("Why, if you dispute them").fill("Ours ended")
    go(page, "button", "Answer", "1 row is answered")
    found["answered"] = faults(page, BY_LAYOUT)
    assert not {name: faults for name, faults in found.items() if faults}
    assert not [one for one in heard if "422" not in one]


def test_a_pack_is_brought_in_and_answered_without_scripts(
    site: Site, open_as: Callable[..., BrowserContext]
) -> None:  # fmt: skip
    page = open_as("client lead", java_script_enabled=False).new_page()
    signer = Signer("theirs, plainly", "demonstration", "stanmere")
    lay_down(page, given(site, signer))
    page.get_by_label("The fingerprint of its key").fill(fingerprint(signer.key))
    go(page, "button", "Bring it in", "are written")
    page.locator("[name=row]").first.check()
    page.get_by_label("Accept", exact=True).check()
    go(page, "button", "Answer", "1 row is answered")
