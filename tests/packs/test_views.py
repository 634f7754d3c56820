"""The pages of partner packs, as owner, partner, supplier, stranger and the public."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from severalty.engine.estate.parties import Audience
from severalty.estate.models import Contract
from severalty.formats.pack import Envelope, Party, pack_file
from severalty.formats.pack_signing import Signer, fingerprint
from severalty.packs.models import PartnerPack, RowAnswer
from severalty.packs.queries.packs import nothing_shared
from severalty.tenancy.models import Appointment, Item
from severalty.tenancy.permissions import Role
from tests.conftest import Cast

pytestmark = [pytest.mark.sqlite_enough, pytest.mark.django_db, pytest.mark.slow]

COLUMNS = ("key", "name", "annual_charge", "audience", "recorded_by")
THEIRS = Signer("theirs", "thornton", "north")
ClientOf = Callable[[str], Client]


def address(name: str, *more: object) -> str:
    return reverse(f"packs:{name}", args=["thornton", *more])


@pytest.fixture
def apart(cast: Cast) -> None:
    """North keeps its rows on an installation of its own; those of its people who are here write none of them."""
    held = Appointment.objects.filter(organisation=cast.north).exclude(role=Role.SCRUTINY_READER.value)
    held.update(role=Role.FINANCE_OFFICER.value)


def given(count: int = 3, made_at: str = "2026-11-20T10:00:00+00:00", cost: str = "12.00") -> bytes:
    """A pack that North made on an installation of its own, for South."""
    rows = [(f"N-{number}", f"Contract {number}", cost, "partners", "north") for number in range(count)]
    envelope = Envelope(Party("thornton", "Thornton"), Party("north", "North"), Party("south", "South"), made_at, "S 1")
    return pack_file(envelope, {"contracts": (COLUMNS, rows)}, THEIRS.sign)[0]


def between(sender: str, reader: str) -> bytes:
    """An empty pack of one organisation for another."""
    parties = Party(sender, sender.title()), Party(reader, reader.title())
    return pack_file(Envelope(Party("t", "T"), *parties, "2026-11-20T10:00:00+00:00", ""), {}, THEIRS.sign)[0]


def upload(client: Client, body: bytes) -> str:
    """The reference under which a pack was laid down."""
    response = client.post(address("packs"), {"file": SimpleUploadedFile("given.pack", body)})
    assert response.status_code == 302, response.content.decode()
    return str(response.url.rstrip("/").rsplit("/", 1)[-1])


def text_of(client: Client, where: str) -> str:
    response = client.get(where)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def contract(cast: Cast, key: str, audience: Audience) -> Item:
    item = cast.item(cast.north, key, audience, name=f"Contract {key}")
    Contract.objects.create(item=item)
    return item


@pytest.mark.usefixtures("apart")
def test_who_may_open_the_pages(cast: Cast, client_of: ClientOf) -> None:
    ref = upload(client_of("south"), given())
    asked = [address("packs"), address("prepare", "south"), address("pack", ref), address("file", ref)]
    found = {who: [client_of(who).get(one).status_code for one in asked]
             for who in ("north", "south", "finance", "scrutiny", "supplier", "stranger", "anonymous")}  # fmt: skip
    assert found["south"] == [200, 404, 200, 200], "South makes no pack for itself."
    assert found["north"] == [200, 403, 404, 404], "A pack is for the organisation that it was given to."
    assert found["finance"] == [200, 403, 404, 404]
    assert found["scrutiny"] == found["supplier"] == [403, 403, 403, 403]
    assert found["stranger"] == [404, 404, 404, 404]
    assert found["anonymous"] == [302, 302, 302, 302]


def test_a_council_sees_what_goes_in_before_it_is_made(cast: Cast, client_of: ClientOf) -> None:
    north = client_of("north")
    nothing = nothing_shared(cast.north, cast.south)
    assert nothing in text_of(north, address("prepare", "south"))
    contract(cast, "open", Audience.PARTNERS)
    contract(cast, "quiet", Audience.HOLDERS)
    page = text_of(north, address("prepare", "south"))
    assert "Contract open" in page
    assert "Contract quiet" not in page
    assert f'Recorded by: <span class="sev-digest">{cast.north.name}</span>' in page, "A key where a name is known."
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
    contract(cast, "late", Audience.PARTNERS)
    north.post(address("prepare", "south"), {"seen": seen})
    assert not PartnerPack.objects.exists(), "A pack holds something that nobody was shown."
    seen = re.findall(r'name="seen" value="(\w+)"', text_of(north, address("prepare", "south")))[0]
    response = north.post(address("prepare", "south"), {"seen": seen})
    assert "Contracts: 2 rows" in text_of(north, response.url)
    body = north.get(f"{response.url}file/")
    assert "thornton-north-for-south" in body["Content-Disposition"]
    assert b"Contract open" in body.content
    assert b"quiet" not in body.content
    assert fingerprint(PartnerPack.objects.get().key) in text_of(north, address("packs"))


@pytest.mark.usefixtures("apart")
def test_a_pack_is_looked_at_compared_brought_in_and_answered(cast: Cast, client_of: ClientOf) -> None:
    south = client_of("south")
    ref = upload(south, given())
    page = text_of(south, address("pack", ref))
    assert "3 rows would be new or changed" in page
    assert not Item.objects.filter(case=cast.case).exists(), "Looking wrote something."
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
    for told, words in (("", "have not compared"), ("1234", "Do not bring it in")):
        response = south.post(address("bring-in", ref), {"seen": seen, "fingerprint": told})
        assert response.status_code == 422
        assert words in response.content.decode()
    told = fingerprint(THEIRS.key)
    assert south.post(address("bring-in", ref), {"seen": seen, "fingerprint": told}).status_code == 302
    assert Item.objects.filter(case=cast.case, recorded_by=cast.north).count() == 3

    where = address("answer", ref)
    response = south.post(where, {"row": ["contracts:2"], "answer": "disputed"})
    assert response.status_code == 422
    assert "Say why it is disputed" in response.content.decode()
    assert "checked" in response.content.decode(), "What was ticked is lost."
    assert south.post(where, {"answer": "accepted"}).status_code == 422, "Nothing was ticked."
    south.post(where, {"row": ["contracts:2"], "answer": "disputed", "reason": "Ours ended"})
    south.post(where, {"every": "on", "show": "unanswered", "answer": "accepted"})
    assert sorted(RowAnswer.objects.values_list("line", "answer")) == [
        (2, "disputed"), (3, "accepted"), (4, "accepted"),
    ]  # fmt: skip
    assert "Ours ended" in text_of(south, f"{address('pack', ref)}?show=disputed")
    assert client_of("scrutiny").post(where, {"every": "on", "answer": "accepted"}).status_code == 403
    assert client_of("service").post(where, {"every": "on", "answer": "accepted"}).status_code == 404


@pytest.mark.usefixtures("apart")
def test_a_changed_pack_shows_before_and_after(cast: Cast, client_of: ClientOf) -> None:
    south = client_of("south")
    for made_at, cost in (("2026-11-20T10:00:00+00:00", "12.00"), ("2026-11-21T10:00:00+00:00", "15.00")):
        ref = upload(south, given(2, made_at, cost))
        page = text_of(south, address("pack", ref))
        if cost == "15.00":
            assert "<del>12.00</del> → <ins>15.00</ins>" in page
            assert "You have not compared" not in page
        seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
        south.post(address("bring-in", ref), {"seen": seen, "fingerprint": fingerprint(THEIRS.key)})
    old = upload(south, given(2))
    assert "would set its rows back" in text_of(south, address("pack", old))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"no pack", "expected"),
        (given().replace(b"12.00", b"13.00", 1), "row 2, annual_charge"),
        (between("north", "ashby"), "for Ashby"),
        (between("ashby", "south"), "no partner of yours"),
    ],
    ids=["no pack", "altered", "for another", "of a stranger"],
)  # fmt: skip
def test_a_wrong_file_is_refused_in_a_sentence(cast: Cast, client_of: ClientOf, body: bytes, words: str) -> None:
    response = client_of("south").post(address("packs"), {"file": SimpleUploadedFile("x", body)})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not PartnerPack.objects.exists()


@pytest.mark.usefixtures("apart")
def test_more_rows_take_no_more_queries(cast: Cast, client_of: ClientOf) -> None:
    south, counts = client_of("south"), []
    for count, day in ((3, "20"), (60, "21")):
        ref = upload(south, given(count, f"2026-11-{day}T10:00:00+00:00"))
        with CaptureQueriesContext(connection) as queries:
            page = text_of(south, address("pack", ref))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "page 1 of 2" in page
    assert "Contract 59" in text_of(south, f"{address('pack', ref)}?page=2")


@pytest.mark.usefixtures("apart")
def test_a_pack_opens_on_what_is_to_look_at(cast: Cast, client_of: ClientOf) -> None:
    """The page began with hundreds of rows of which nothing was new; the few that differ stood pages further down."""
    south = client_of("south")
    ref = upload(south, given(2))
    first = text_of(south, address("pack", ref))
    assert '<strong aria-current="true">To look at</strong>: 2' in first
    seen = re.findall(r'name="seen" value="(\w+)"', first)[0]
    south.post(address("bring-in", ref), {"seen": seen, "fingerprint": fingerprint(THEIRS.key)})
    later = text_of(south, address("pack", upload(south, given(2, "2026-11-21T10:00:00+00:00"))))
    assert '<strong aria-current="true">All</strong>: 2' in later, "Nothing is to look at, and the page is empty."


@pytest.mark.usefixtures("apart")
def test_what_is_shared_no_more_is_withdrawn_and_a_pack_undone_from_the_page(cast: Cast, client_of: ClientOf) -> None:
    south, ref = client_of("south"), ""
    for count, day in ((3, "20"), (1, "21")):
        ref = upload(south, given(count, f"2026-11-{day}T10:00:00+00:00"))
        page = text_of(south, address("pack", ref))
        if count == 3:
            assert "as your partner told you (optional)" not in page, "What is needed is called optional."
            assert south.post(address("bring-in", ref), {"seen": "x", "fingerprint": ""}).status_code == 422
        seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
        south.post(address("bring-in", ref), {"seen": seen, "fingerprint": fingerprint(THEIRS.key)})
    page = text_of(south, address("pack", ref))
    assert "In an earlier pack, and not in this: 2" in page
    first = re.findall(r'name="gone" value="([\w:]+)"', page)[0]
    refused = south.post(address("withdraw", ref), {"gone": first, "why": ""})
    assert refused.status_code == 422
    assert f'value="{first}" checked' in refused.content.decode(), "What was ticked is lost."
    assert client_of("scrutiny").post(address("withdraw", ref), {"gone": first, "why": "x"}).status_code == 403
    assert south.post(address("withdraw", ref), {"gone": first, "why": "ended"}).status_code == 302
    assert south.post(address("withdraw", ref), {"all_gone": "on", "why": "ended"}).status_code == 302
    assert Item.objects.filter(case=cast.case, recorded_by=cast.north, withdrawn=False).count() == 1

    row = re.findall(r'name="row" value="([\w:]+)"', text_of(south, f"{address('pack', ref)}?show=all"))[0]
    south.post(address("answer", ref), {"row": row, "answer": "disputed", "reason": "Ours ended"})
    listed = text_of(south, address("disputed"))
    assert "What you dispute: 1" in listed
    assert "Ours ended" in listed
    assert "Ours ended" not in text_of(client_of("north"), address("disputed")), "It is told before it was sent."
    assert "so there is nothing to undo" not in text_of(south, address("undo", ref))
    assert client_of("north").get(address("undo", ref)).status_code == 404
    south.post(address("undo", ref))
    assert PartnerPack.objects.get(pk=ref).brought_in_at is None
    assert "so there is nothing to undo" in text_of(south, address("undo", ref))
