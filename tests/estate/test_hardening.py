"""What somebody would try who wants to see, change or break more than they should."""

from dataclasses import replace
from typing import Any

import pytest

from severalty.engine.appraisal.charges import CostKey, KeyCount, Unit
from severalty.engine.dates import read_date
from severalty.engine.estate.attestation import Attestation as AttestationRecord
from severalty.engine.estate.holdings import Basis, Holding
from severalty.engine.estate.items import Contract
from severalty.engine.estate.parties import Audience
from severalty.estate import actions, importing, queries
from severalty.estate.models import Attestation
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.models import Holding as HoldingRow
from severalty.tenancy.models import Item
from severalty.tenancy.permissions import HELD, Permission, Role
from tests.conftest import NOON, Cast
from tests.estate.test_importing import bring, effects, file_of

pytestmark = pytest.mark.sqlite_enough

BASE = "/estate/thornton/"


def _save(cast: Cast, who: str, table: str, record: Any, **more: Any) -> tuple[str, list[Any]]:
    return actions.save_record(
        by=cast.viewer(who), at=NOON, why="a test", case=cast.case, binding=queries.binding_of(table), record=record,
        **more,
    )  # fmt: skip


def test_a_withdrawn_record_that_comes_back_is_not_shared_as_it_was_before(cast: Cast) -> None:
    """Who was named before the withdrawal would see a record that names somebody else."""
    secret = Contract(key="C-9", name="First", audience=Audience.NAMED, shared_with=("south",))
    ref, _ = _save(cast, "north", "contracts", secret)
    actions.withdraw(by=cast.viewer("north"), at=NOON, why="gone", item=Item.objects.get(pk=ref))
    again, _ = _save(cast, "north", "contracts", replace(secret, name="Second", shared_with=("supplier",)), version=0)
    named = set(Item.objects.get(pk=again).shared_with.values_list("key", flat=True))
    assert named == {"supplier"}, f"The record names the supplier alone, and is shared with {named}."


def test_two_clicks_at_the_same_moment_save_once(cast: Cast, estate: dict[str, Item]) -> None:
    """Both requests read the record before either wrote: the second was told that somebody else had changed it."""
    item, record = estate["C-1"], Contract(key="C-1", name="Saved in haste")
    for _ in range(2):
        ref, refusals = _save(cast, "north", "contracts", record, version=item.version)
        assert (ref, refusals) == (item.pk, []), "The second click is refused."
    assert Item.objects.get(pk=item.pk).version == item.version + 1, "It was written twice."


def test_a_share_recorded_twice_on_anothers_item_is_one_share(cast: Cast, estate: dict[str, Item]) -> None:
    """A double click would leave the same claim twice, and a changed weight a claim that disputes one's own."""
    south, ref, before = cast.client_of("south"), estate["desk"].pk, HoldingRow.objects.count()
    data = {"organisation": "south", "weight": "300", "basis": "users", "claimed_by": "south", "evidence": "estimated",
            "why": "counted"}  # fmt: skip
    for weight in ("300", "300", "310"):
        assert south.post(f"{BASE}item/{ref}/share/", data | {"weight": weight}).status_code == 302
    assert HoldingRow.objects.count() == before + 1, "The second click recorded the share a second time."
    assert HoldingRow.objects.get(recorded_by=cast.south, item=ref).weight == 310


def test_two_spellings_of_one_item_are_one_share(cast: Cast, estate: dict[str, Item]) -> None:
    """A file could write the same share twice by writing the item in two ways."""
    share = Holding(item="desk", organisation="south", weight=300, basis=Basis.USERS, claimed_by="south")
    file = file_of(holdings=[share, replace(share, item="services:desk@service")])
    assert effects(cast.viewer("south"), cast.case, file) == {"new": 1, "refused": 1}
    bring(cast.viewer("south"), cast.case, file_of(holdings=[share]))
    long = file_of(holdings=[replace(share, item="services:desk@service")])
    assert effects(cast.viewer("south"), cast.case, long) == {"same": 1}, "The long spelling made a second share."


def test_undoing_asks_for_the_permission_of_writing(cast: Cast, estate: dict[str, Item]) -> None:
    """A finance officer may bring files in, yet not change contracts; undoing must not be a way round that."""
    changes = bring(cast.viewer("north"), cast.case, file_of(contracts=[Contract(key="C-7", name="Seven")]))
    with pytest.raises(Refused):
        importing.undo(by=cast.viewer("finance"), at=NOON, case=cast.case, change_set=changes)
    assert not Item.objects.get(key="C-7").withdrawn


def test_who_may_not_change_charges_may_not_withdraw_them(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Withdrawing a money record is a change like any other: a role without MONEY_EDIT has no way to it."""
    monkeypatch.setitem(HELD, Role.SHARED_SERVICE_LEAD, HELD[Role.SHARED_SERVICE_LEAD] - {Permission.MONEY_EDIT})
    item = cast.item(cast.service, "M-1", table="charges", evidence="reported")
    queries.binding_of("charges").model._default_manager.create(item=item, year=2026, amount=1)
    lead = cast.client_of("service")
    assert lead.get(f"{BASE}item/{item.pk}/edit/").status_code == 403
    assert lead.post(f"{BASE}item/{item.pk}/withdraw/", {"why": "why not"}).status_code == 403
    item.refresh_from_db()
    assert not item.withdrawn


@pytest.mark.parametrize("who", ["scrutiny", "supplier", "anonymous"])
def test_beliefs_are_for_those_who_may_see_beliefs(cast: Cast, estate: dict[str, Item], who: str) -> None:
    """The page of a belief, the search and the completeness list must ask for the permission that their list asks."""
    type(cast.case).objects.filter(pk=cast.case.pk).update(public=True)
    Item.objects.filter(key="B-1").update(audience="public")
    client, ref = cast.client_of(who), estate["B-1"].pk
    assert client.get(f"{BASE}item/{ref}/").status_code == 404
    assert b"South&#x27;s plan" not in client.get(f"{BASE}search/?q=plan").content
    assert b"South&#x27;s plan" not in client.get(f"{BASE}completeness/").content
    counts = queries.counts_for(cast.viewer(who), cast.case)
    assert "assumptions" not in counts


def test_a_save_is_held_against_the_version_that_the_form_was_opened_on(cast: Cast, estate: dict[str, Item]) -> None:
    """A change that lands between the check of the form and the writing would be lost."""
    opened = Item.objects.get(pk=estate["C-2"].pk).version
    record = Contract(key="C-2", name="Mine")
    _save(cast, "north", "contracts", replace(record, name="Theirs"))
    with pytest.raises(Stale):
        _save(cast, "north", "contracts", record, version=opened)
    assert Item.objects.get(key="C-2").name == "Theirs"


def test_a_count_that_is_there_by_another_hand_is_refused_in_words(cast: Cast) -> None:
    """The database holds one count of an organisation under a key; running into that was a fault of ours."""
    key = file_of(
        cost_keys=[CostKey(key="users", name="Users", unit=Unit.USERS, audience=Audience.PARTNERS)],
        key_counts=[KeyCount(cost_key="users", organisation="south", count=341)],
    )
    bring(cast.viewer("north"), cast.case, key)
    file = file_of(key_counts=[KeyCount(cost_key="users@north", organisation="south", count=1)])
    look = importing.preview(cast.viewer("south"), cast.case, file, NOON)
    assert look.problems, "The preview promised what the database refuses."


def test_asking_again_keeps_the_confirmation(cast: Cast, estate: dict[str, Item]) -> None:
    """Asking a second time for the same day would wipe out what the owner has confirmed."""
    ask = AttestationRecord(item="C-1", owner="Head of ICT", due_on=read_date("2026-12-31"))
    _save(cast, "north", "attestations", ask)
    Attestation.objects.update(attested_on=read_date("2026-11-20"), note="checked")
    data = {"owner": "Head of ICT", "due_on": "2026-12-31", "why": "again"}
    cast.client_of("north").post(f"{BASE}item/{estate['C-1'].pk}/confirm/", data)
    assert [row.note for row in Attestation.objects.all()] == ["checked"]


@pytest.mark.parametrize("ends", ["9999-12-31", "9999-12", "9999", "0001-01-01", "2020-01-01"])
@pytest.mark.parametrize("extensions", ["", "2 x 12 months"])
def test_no_date_breaks_the_pages(cast: Cast, estate: dict[str, Item], ends: str, extensions: str) -> None:
    """The ends of the calendar, and an end before the start, must give a message or a page."""
    data = {"key": "C-99", "name": "Edge", "starts": "2026-01-01", "ends": ends, "notice": "12 months",
            "extensions": extensions, "renewal": "renews unless stopped", "audience": "holders",
            "evidence": "reported", "why": "edge"}  # fmt: skip
    north = cast.client_of("north")
    response = north.post(f"{BASE}register/contracts/new/", data)
    assert response.status_code in (302, 422)
    shown = Item.objects.filter(key="C-99").first() or estate["C-1"]
    for page in ("register/contracts/", "runway/", f"item/{shown.pk}/"):
        assert north.get(BASE + page).status_code == 200


@pytest.mark.parametrize("text", ["9" * 40, "-1", "1e9", "٣"])
def test_no_number_breaks_the_form(cast: Cast, estate: dict[str, Item], text: str) -> None:
    """A number that no database column holds must be refused in words."""
    data = {"organisation": "south", "weight": text, "basis": "users", "evidence": "estimated", "why": "counted"}
    response = cast.client_of("north").post(f"{BASE}item/{estate['desk'].pk}/share/", data)
    assert response.status_code in (302, 422)


def test_messages_for_hidden_and_for_missing_references_are_the_same(cast: Cast, estate: dict[str, Item]) -> None:
    """Any difference tells that a hidden record exists."""
    words = []
    for key in ("hush", "nope", "suppliers:hush@north", "suppliers:nope@north"):
        _, refusals = _save(cast, "south", "contracts", Contract(key="X-1", name="X", supplier=key))
        words.append(str(refusals).replace(key, "…"))
    assert len(set(words)) == 1, words


def test_a_key_used_again_does_not_inherit_who_saw_the_old_record(cast: Cast, estate: dict[str, Item]) -> None:
    """South holds a share in C-1; North withdraws it and keeps a new C-1 to itself."""
    _save(cast, "north", "holdings", Holding(item="contracts:C-1@north", organisation="south", weight=1,
                                             basis=Basis.AGREEMENT))  # fmt: skip
    actions.withdraw(by=cast.viewer("north"), at=NOON, why="gone", item=estate["C-1"])
    _save(cast, "north", "contracts", Contract(key="C-1", name="Secret successor"), version=0)
    rows = queries.register_for(cast.viewer("south"), cast.case, queries.CONTRACTS)
    assert not {row.item.name for row in rows} & {"Secret successor", "Ledger"}
