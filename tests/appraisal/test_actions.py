"""Writing keys and charges: counts only, own records only, and nobody's change is lost unseen."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from severalty.appraisal.actions import Edit, save_key, save_record
from severalty.appraisal.binding import CHARGES, COST_KEYS, KEY_COUNTS
from severalty.appraisal.models import Charge, CostKey, KeyCount
from severalty.appraisal.queries.books import record_behind, row_of
from severalty.appraisal.queries.editing import own_counts, token_of
from severalty.engine.appraisal.charges import Charge as ChargeRecord
from severalty.engine.appraisal.charges import CostKey as KeyRecord
from severalty.engine.appraisal.charges import KeyCount as KeyCountRecord
from severalty.engine.appraisal.charges import Unit
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.tenancy.access import operator_for
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.audit import read_body
from severalty.tenancy.drafts import Drafting, Effect
from severalty.tenancy.models import AuditEntry, Item
from tests.appraisal.conftest import YEAR, Money
from tests.conftest import NOON, Cast

OK, MISSING, FORBIDDEN, DONE = 200, 404, 403, 302
KEY = {"key": "K-1", "name": "Active users", "unit": "users", "counted_on": "31 March 2026", "audience": "partners",
       "evidence": "estimated", "count-0": "499", "count-1": "341", "why": "The count of March"}  # fmt: skip
CHARGE = {"key": "C-1", "name": "Service desk", "year": "2026/27", "amount": "1,420,000.50", "funding": "revenue",
          "recurrence": "recurring", "state": "budget", "in_headline": "yes", "purpose": "cost", "audience": "partners",
          "evidence": "estimated", "why": "The budget of February"}  # fmt: skip


def address(name: str, *more: str) -> str:
    return reverse(f"appraisal:{name}", args=["thornton", *more])


def said(client: Client, url: str, data: dict[str, str]) -> str:
    """What a page answers to a form that it does not take."""
    response = client.post(url, data)
    assert response.status_code == OK, f"The form was taken, or failed: {response.status_code}."
    return response.content.decode()


def test_a_key_and_its_counts_are_written_with_a_trace(cast: Cast) -> None:
    response = cast.client_of("finance").post(address("key-new"), KEY)
    assert response.status_code == DONE, response.content.decode()
    row = CostKey.objects.get()
    assert (row.item.name, row.unit, row.item.audience) == ("Active users", "users", "partners")
    assert own_counts(row) == {"north": 499, "south": 341}
    bodies = [read_body(entry) for entry in AuditEntry.objects.order_by("number")]
    assert [(body["table"], body["why"]) for body in bodies] == [
        ("cost_keys", "The count of March"), ("key_counts", "The count of March"), ("key_counts", "The count of March"),
    ]  # fmt: skip


@pytest.mark.parametrize("count", ["46.7%", "46.7", "half", "-3", "1e3", "²"])
def test_a_percentage_is_refused_with_the_reason(cast: Cast, count: str) -> None:
    page = said(cast.client_of("finance"), address("key-new"), KEY | {"count-0": count})
    assert "shares are worked out from the counts" in page
    assert not CostKey.objects.exists()


def test_a_key_that_counts_nothing_is_refused(cast: Cast) -> None:
    page = said(cast.client_of("finance"), address("key-new"), KEY | {"count-0": "0", "count-1": ""})
    assert "Enter a count above nought for at least one organisation" in page


def test_counts_are_changed_and_taken_away(cast: Cast) -> None:
    client = cast.client_of("finance")
    client.post(address("key-new"), KEY)
    row = CostKey.objects.get()
    token = token_of(row.item.version, own_counts(row))
    data = KEY | {"count-0": "500", "count-1": "", "token": token, "why": "South counts elsewhere"}
    assert client.post(address("key-change", row.pk), data).status_code == DONE
    assert own_counts(row) == {"north": 500}
    acts = [read_body(entry)["act"] for entry in AuditEntry.objects.order_by("number")][3:]
    assert acts == ["change", "change", "remove"]


def test_a_charge_is_written_to_the_penny(money: Money) -> None:
    data = CHARGE | {"cost_key": money.users.pk}
    assert money.cast.client_of("finance").post(address("charge-new"), data).status_code == DONE
    row = Charge.objects.get()
    assert (row.year, row.amount, row.cost_key_id, row.item.recorded_by_id) == (
        YEAR, 142_000_050, money.users.pk, money.cast.north.pk,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "answer"),
    [
        ({"amount": "a lot"}, "is not an amount in pounds"),
        ({"year": "2026"}, "is not a financial year"),
        ({"why": ""}, "Enter why, in one sentence"),
        ({"name": ""}, "Enter the name"),
        ({"audience": "named"}, "Name at least one organisation"),
        ({"value_evidence": "amount is sure"}, "is not evidence for a column"),
    ],
)
def test_what_is_wrong_is_said_beside_the_box(money: Money, entry: dict[str, str], answer: str) -> None:
    assert answer in said(money.cast.client_of("finance"), address("charge-new"), CHARGE | entry)
    assert not Charge.objects.exists()


def test_a_charge_has_a_key_or_a_bearer(money: Money) -> None:
    data = CHARGE | {"cost_key": money.users.pk, "borne_by": "north"}
    assert "but not both" in said(money.cast.client_of("finance"), address("charge-new"), data)


@pytest.mark.parametrize("name", ["charge-new", "key-new"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("scrutiny", FORBIDDEN),
        ("supplier", FORBIDDEN),
        ("stranger", MISSING),
        ("anonymous", DONE),
    ],
)
def test_only_those_who_may_change_costs_open_the_forms(cast: Cast, name: str, who: str, status: int) -> None:
    client = cast.client_of(who)
    data = CHARGE if name == "charge-new" else KEY
    assert client.get(address(name)).status_code == status
    assert client.post(address(name), data).status_code == status
    assert not Item.objects.exists(), f"{who} wrote a record."


def test_another_organisations_record_cannot_be_changed(money: Money) -> None:
    theirs = money.charge("C-1", 84_000)
    client = money.cast.client_of("south")
    assert client.get(address("charge-change", theirs.pk)).status_code == FORBIDDEN
    assert client.post(address("charge-change", theirs.pk), CHARGE).status_code == FORBIDDEN
    assert client.post(address("key-change", money.users.pk), KEY).status_code == FORBIDDEN
    assert Charge.objects.get().amount == 84_000


def test_a_second_persons_change_is_seen_before_saving(money: Money) -> None:
    row = money.charge("C-1", 84_000)
    client, url = money.cast.client_of("finance"), address("charge-change", row.pk)
    opened = token_of(row.item.version, {})
    data = {name: text for name, text in CHARGE.items() if name != "key"} | {"token": opened}
    assert client.post(url, data | {"amount": "900"}).status_code == DONE
    response = client.post(url, data | {"amount": "950", "name": "Desk"})
    page = response.content.decode()
    assert response.status_code == OK
    assert "was changed by somebody else" in page
    assert {"900.00", "950"} <= set(re.findall(r">([\d.]+)<", page)), "The two versions are not side by side."
    assert Charge.objects.get().amount == 90_000
    token = response.context["form"]["token"].value()
    assert client.post(url, data | {"amount": "950", "token": token}).status_code == DONE
    assert Charge.objects.get().amount == 95_000


def test_a_second_persons_count_is_seen_before_saving(money: Money) -> None:
    viewer, case = money.cast.viewer("north"), money.cast.case
    row = row_of(viewer, case, COST_KEYS, money.users.pk)
    record = record_behind(viewer, case, COST_KEYS, row)
    edit = Edit(record, row.pk, token_of(row.item.version, own_counts(row)), {"north": 499, "south": 341})
    KeyCount.objects.filter(organisation=money.cast.south).update(count=342)
    with pytest.raises(Stale):
        save_key(by=viewer, at=NOON, why="the same again", case=case, edit=edit)
    assert own_counts(row)["south"] == 342


def test_a_new_record_cannot_take_the_place_of_an_old_one(money: Money) -> None:
    money.charge("C-1", 84_000)
    page = said(money.cast.client_of("finance"), address("charge-new"), CHARGE)
    assert "keeps C-1 already" in page
    assert Charge.objects.get().amount == 84_000


def test_a_change_that_names_another_key_is_refused(money: Money) -> None:
    row = money.charge("C-1", 84_000)
    record = ChargeRecord(key="C-2", name="x", year=YEAR)
    edit = Edit(record, row.pk, token_of(row.item.version, {}))
    with pytest.raises(Refused, match="cannot be changed"):
        save_record(by=money.cast.viewer("north"), at=NOON, why="x", case=money.cast.case, binding=CHARGES, edit=edit)


def test_a_charge_is_no_part_of_itself(money: Money) -> None:
    whole = money.charge("whole", 84_000)
    part = money.charge("part", 84_000, part_of=whole)
    record = ChargeRecord(key="whole", name="whole", year=YEAR, part_of="part")
    edit = Edit(record, whole.pk, token_of(whole.item.version, {}))
    with pytest.raises(Refused, match="whole is part of part, which is part of whole"):
        save_record(by=money.cast.viewer("north"), at=NOON, why="x", case=money.cast.case, binding=CHARGES, edit=edit)
    assert Charge.objects.get(pk=part.pk).part_of_id == whole.pk


def test_a_hidden_key_cannot_be_chosen(money: Money) -> None:
    hidden = money.key("hidden", {money.cast.north: 1}, Audience.HOLDERS)
    client = money.cast.client_of("south")
    assert hidden.item.name not in client.get(address("charge-new")).content.decode()
    assert "Select a valid choice" in said(client, address("charge-new"), CHARGE | {"cost_key": hidden.pk})


def test_a_key_of_two_is_all_or_nothing(cast: Cast) -> None:
    record = KeyRecord(key="K-1", name="Users", unit=Unit.USERS, evidence=Evidence.REPORTED)
    with pytest.raises(Refused):
        save_key(by=cast.viewer("north"), at=NOON, why="x", case=cast.case, edit=Edit(record, counts={"nobody": 1}))
    assert not CostKey.objects.exists(), "The key was written although a count was refused."


def test_two_organisations_do_not_count_one_and_the_same_in_one_file(money: Money) -> None:
    """Only one count stands under a key for each organisation; the second is refused in words, by whomever."""
    drafting = Drafting(operator_for(), money.cast.case)
    rows = [
        KeyCountRecord(cost_key="users@north", organisation="service", count=7, recorded_by=by)
        for by in ("north", "south")
    ]
    first, second = drafting.claim(KEY_COUNTS, list(enumerate(rows, start=2)))
    drafting.settle()
    assert (first.effect, second.effect) == (Effect.NEW, Effect.REFUSED), first.refusals
    assert second.refusals[0].mend == "Another organisation recorded it already; ask them to change it."
