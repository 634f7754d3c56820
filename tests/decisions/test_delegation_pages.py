"""Delegations and holds on their pages: who sees them, how they stand, passing on, revoking, placing, lifting."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from severalty.decisions.models import AuthorisedAct, Delegation, Hold
from severalty.engine.dates import read_date
from severalty.engine.decisions.delegations import Act
from severalty.engine.estate.parties import Audience
from severalty.estate.models import Contract
from severalty.tenancy.actions import Refused
from severalty.tenancy.models import AuditEntry, Item
from tests.conftest import TODAY, Cast
from tests.decisions.conftest import Desk
from tests.dispositions.powers import HEAD, standing

pytestmark = pytest.mark.sqlite_enough  # pages over queries that the engine of the database does not change
VIEWERS = ("north", "south", "supplier", "stranger", "anonymous")


def address(name: str, *more: str) -> str:
    """The address of a page of this stage."""
    return reverse(f"decisions:{name}", args=["thornton", *more])


def text(response: Any) -> str:
    """What a page says."""
    return str(response.content.decode())


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)


def act(cast: Cast, rests_on: str, audience: Audience = Audience.PARTNERS) -> str:
    """A contract of North's that was awarded under an authority; the reference of the contract."""
    thing = cast.item(cast.north, "C-1", Audience.PARTNERS, name="Desk contract")
    Contract.objects.create(item=thing)
    item = cast.item(cast.north, "A-1", audience, table="authorised_acts", name="Desk awarded")
    AuthorisedAct.objects.create(
        item=item, act=Act.BUY, about=thing, rests_on_id=rests_on, officer=HEAD, amount=42_000_00,
        done_on=read_date("2026-11-02"), organisation=cast.north,
    )  # fmt: skip
    return str(thing.pk)


def test_each_sees_the_delegations_that_are_theirs_to_see(cast: Cast) -> None:
    ref = standing(cast)
    quiet = standing(cast, "south")
    Item.objects.filter(pk=quiet).update(audience=Audience.HOLDERS)
    codes = {who: cast.client_of(who).get(address("delegation", ref)).status_code for who in VIEWERS}
    assert codes == {"north": 200, "south": 200, "supplier": 404, "stranger": 404, "anonymous": 302}
    assert "All acts of South Thornton" in text(cast.client_of("south").get(address("delegations")))
    assert "All acts of South Thornton" not in text(cast.client_of("north").get(address("delegations")))
    assert cast.client_of("north").get(address("delegation", quiet)).status_code == 404


def test_a_delegation_says_how_it_stands_and_which_acts_rested_on_it(cast: Cast) -> None:
    ref = standing(cast, may_pass_on="yes")
    thing = act(cast, ref)
    page = text(cast.client_of("north").get(address("delegation", ref)))
    for words in ("stands today", "Desk awarded", "£42,000", "covered", "Revoke it", "Pass it on"):
        assert words in page, f"The page does not say “{words}”."
    assert "Revoke it" not in text(cast.client_of("south").get(address("delegation", ref)))
    item = reverse("estate:item", args=["thornton", thing])
    assert "All acts of North Thornton" in text(cast.client_of("south").get(item))
    Item.objects.filter(pk=ref).update(audience=Audience.HOLDERS)
    shown = text(cast.client_of("south").get(item))
    assert "authority not shown" in shown
    assert "All acts of North Thornton" not in shown


def test_revoking_stands_in_the_history_and_what_was_passed_on_falls_with_it(cast: Cast) -> None:
    ref, client = standing(cast, may_pass_on="yes"), cast.client_of("north")
    sent = {"key": "child", "name": "Passed on", "holder": "Team leader", "acts": [Act.BUY.value], "limit": "500",
            "starts": "2 November 2026", "may_pass_on": "no"}  # fmt: skip
    assert client.post(address("delegation-pass-on", ref), sent).status_code == 302
    child = Delegation.objects.get(holder="Team leader")
    assert (child.parent_id, child.limit, child.acts) == (ref, 500_00, "award a contract")
    assert "stands today" in text(client.get(address("delegation", child.pk)))
    response = client.post(address("delegation-revoke", ref), {"version": "1", "revoked_on": "20 November 2026"})
    assert response.status_code == 302
    assert "does not stand today" in text(client.get(address("delegation", child.pk)))
    assert AuditEntry.objects.filter(item=ref).count() == 1
    again = client.post(address("delegation-revoke", ref), {"version": "1", "revoked_on": "21 November 2026"})
    assert "Somebody else changed this delegation" in text(again)
    assert cast.client_of("south").post(address("delegation-revoke", ref), {"version": "2"}).status_code == 422


def test_nothing_wider_is_passed_on(cast: Cast) -> None:
    ref = standing(cast, may_pass_on="yes", limit=100_00, acts="award a contract; end a contract")
    sent = {"key": "child", "name": "Passed on", "holder": "Team leader", "acts": [Act.BUY.value], "limit": "500",
            "starts": "2 November 2026", "may_pass_on": "no"}  # fmt: skip
    response = cast.client_of("north").post(address("delegation-pass-on", ref), sent)
    assert response.status_code == 422
    assert "goes up to £100. Enter that or less." in text(response)
    beyond = text(cast.client_of("north").post(address("delegation-pass-on", ref), sent | {"acts": [Act.SPEND.value]}))
    assert "Select a valid choice" in beyond
    stranger = cast.client_of("south").post(address("delegation-pass-on", ref), sent | {"limit": "50"})
    assert "Only the council that gave a delegation" in text(stranger)
    assert Delegation.objects.count() == 1


def test_a_hold_is_placed_seen_beside_its_thing_and_lifted(cast: Cast) -> None:
    thing = act(cast, standing(cast))
    client = cast.client_of("north")
    sent = {"key": "h", "name": "Pause of the desk", "thing": "C-1", "placed_by": "Section 151 Officer",
            "starts": "10 November 2026", "until": "8 December 2026", "description": "No business case",
            "audience": "partners", "acts": [Act.BUY.value]}  # fmt: skip
    wrong = client.post(address("hold-new"), sent | {"thing": "nowhere", "starts": ""})
    assert wrong.status_code == 422
    assert client.post(address("hold-new"), sent).status_code == 302
    ref = Hold.objects.get().pk
    item = reverse("estate:item", args=["thornton", thing])
    assert "Held by the Section 151 Officer until 8 December 2026." in text(cast.client_of("south").get(item))
    codes = {who: cast.client_of(who).get(address("hold-lift", ref)).status_code for who in VIEWERS}
    assert codes == {"north": 200, "south": 404, "supplier": 403, "stranger": 404, "anonymous": 302}
    lifted = {"version": "1", "lifted_on": "22 November 2026", "lifted_by": "Section 151 Officer"}
    assert client.post(address("hold-lift", ref), lifted).status_code == 302
    assert "lifted on 22 November 2026 by the Section 151 Officer" in text(client.get(address("holds")))
    assert client.get(address("hold-lift", ref)).status_code == 404


def test_each_sees_the_holds_that_are_theirs_to_see_and_a_lapsed_one_says_so(cast: Cast) -> None:
    item = cast.item(cast.north, "h", Audience.HOLDERS, table="holds", name="Quiet pause")
    Hold.objects.create(item=item, placed_by="Section 151 Officer", until=read_date("2026-11-01"))
    seen = {who: "Quiet pause" in text(cast.client_of(who).get(address("holds"))) for who in VIEWERS}
    assert seen == {"north": True, "south": False, "supplier": False, "stranger": False, "anonymous": False}
    assert ">lapsed<" in text(cast.client_of("north").get(address("holds")))


def test_the_pages_cost_no_more_with_many_rows(cast: Cast) -> None:
    ref = standing(cast)
    client = cast.client_of("north")

    def counted() -> list[int]:
        counts = []
        for where in (address("delegations"), address("delegation", ref), address("holds")):
            with CaptureQueriesContext(connection) as queries:
                client.get(where)
            counts.append(len(queries))
        return counts

    one = cast.item(cast.north, "h-0", table="holds", name="Pause")
    Hold.objects.create(item=one, placed_by="Section 151 Officer")
    before = counted()
    for number in range(6):
        item = cast.item(cast.north, f"d-{number}", table="delegations", name=f"Delegation {number}")
        Delegation.objects.create(item=item, holder=HEAD, acts="award a contract", parent_id=ref)
        held = cast.item(cast.north, f"h-{number + 1}", table="holds", name="Pause")
        Hold.objects.create(item=held, placed_by="Section 151 Officer")
    assert counted() == before


def test_a_paper_that_is_held_is_not_put_forward(desk: Desk) -> None:
    paper, cast = desk.save(), desk.cast
    item = cast.item(cast.north, "h", Audience.PARTNERS, table="holds", name="Pause", description="No case")
    Hold.objects.create(item=item, thing_id=paper.pk, placed_by="Section 151 Officer", organisation=cast.north)
    with pytest.raises(Refused, match="Held by the Section 151 Officer until it is lifted"):
        desk.freeze(paper)
    Hold.objects.update(acts="award a contract")
    assert desk.freeze(paper).number == 1
