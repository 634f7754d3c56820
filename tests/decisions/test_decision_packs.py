"""Decision packs of frozen papers: what goes in for whom, and that they verify without the installation."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from severalty.decisions.models import FrozenPaper
from severalty.decisions.reports import decision_packs
from severalty.engine.estate.parties import Audience
from severalty.formats.decision_verify import DecisionVerdict, verify_decision
from tests.conftest import NOON
from tests.decisions.conftest import MISSING, Desk, address, said
from tests.decisions.test_exempt_parts import MARKER, WORDS
from tests.formats.test_pack import members

pytestmark = pytest.mark.sqlite_enough


@pytest.fixture
def made(desk: Desk) -> FrozenPaper:
    """A paper about a charge with an exempt part, frozen for everybody."""
    desk.charge("desk-staff", 5_200_000)
    paper = desk.save(audience=Audience.PARTNERS)
    desk.exempt(paper, WORDS)
    return desk.freeze(paper, audience=Audience.PUBLIC)


def pack(desk: Desk, made: FrozenPaper, who: str, whose: str) -> tuple[bytes, DecisionVerdict]:
    response = desk.cast.client_of(who).get(address("pack", made.pk, whose))
    assert response.status_code == 200
    return response.content, verify_decision(response.content, "x.zip", made.digest)


def test_public_pack_verifies_and_holds_nothing_that_the_public_may_not_see(desk: Desk, made: FrozenPaper) -> None:
    data, verdict = pack(desk, made, "north", "public")
    assert verdict.unchanged, verdict.faults
    assert verdict.manifest.made_for == "the public"
    assert not [one.table for one in verdict.manifest.tables], "A row of the draft is in the public pack."
    assert not [row for run in verdict.trail.runs for row in run.rows if row.body], "The trail names somebody."
    for name, held in members(data).items():
        assert MARKER.encode() not in held, name


def test_pack_for_ourselves_holds_exempt_parts_rows_and_the_trail(desk: Desk, made: FrozenPaper) -> None:
    data, verdict = pack(desk, made, "north", "own")
    assert verdict.unchanged, verdict.faults
    assert verdict.manifest.paper.exempt_parts == 1
    assert "passages" in [one.table for one in verdict.manifest.tables]
    assert any('"act":"freeze"' in row.body for run in verdict.trail.runs for row in run.rows)
    assert MARKER.encode() in members(data)["paper.json"]


def test_partner_gets_no_exempt_part_whichever_pack_it_asks_for(desk: Desk, made: FrozenPaper) -> None:
    data, verdict = pack(desk, made, "south", "own")
    assert verdict.manifest.paper.exempt_parts == 0
    assert not [name for name, held in members(data).items() if MARKER.encode() in held]


@pytest.mark.parametrize(("who", "whose"), [("stranger", "own"), ("north", "theirs"), ("anonymous", "own")])
def test_pack_that_is_not_for_the_viewer_is_not_there(desk: Desk, made: FrozenPaper, who: str, whose: str) -> None:
    response = desk.cast.client_of(who).get(address("pack", made.pk, whose))
    assert response.status_code in (302, 404)
    assert desk.cast.client_of("north").get(address("pack", MISSING, "public")).status_code == 404


def test_pack_is_checked_by_the_page_for_papers(desk: Desk, made: FrozenPaper) -> None:
    data, _ = pack(desk, made, "north", "public")
    for body, words in (
        (data, "This decision pack is unchanged"),
        (data.replace(b"Negotiations are not", b"Negotiations are now", 1), "This decision pack is not as it was made"),
    ):
        file = SimpleUploadedFile("decision.zip", body)
        response = desk.cast.client_of("south").post(address("check"), {"file": file, "digest": made.digest})
        text = said(response.content.decode())
        assert words in text or "damaged" in text
        assert "kept here" in text or words != "This decision pack is unchanged"


def test_same_pack_has_the_same_bytes(desk: Desk, made: FrozenPaper) -> None:
    def again() -> bytes:
        viewer = desk.cast.viewer("north")
        row = FrozenPaper.objects.select_related("item").get(pk=made.pk)
        return decision_packs.pack_of(viewer, desk.cast.case, row, NOON, None, own=True)

    assert again() == again()
