"""Leaving a supplier: one page for the councils, the supplier's own part for the supplier, and its word on that."""

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from severalty.cli.main import main
from severalty.dispositions.models import ExitItem, ExitWord
from severalty.dispositions.queries.leaving import leaving_for
from severalty.dispositions.views.morning import exit_prompts
from severalty.dispositions.views.panels import prompts
from severalty.engine.dates import read_date
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.estate.parties import Audience
from severalty.estate.models import Post, Supplier
from severalty.tenancy.models import AuditEntry, Item
from tests.conftest import TODAY, Cast
from tests.decisions.conftest import said
from tests.dispositions.conftest import Hands, address

pytestmark = pytest.mark.sqlite_enough  # pages over queries that the engine of the database does not change

SHOWN, KEPT = Audience.NAMED, Audience.PARTNERS


@pytest.fixture
def fenbrook(cast: Cast, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> Supplier:
    """The supplier with its own contract, two that it holds for the councils, and what is to be seen to."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    item = cast.item(cast.service, "fenbrook", Audience.PARTNERSHIP, table="suppliers", name="Fenbrook Systems Ltd")
    supplier = Supplier.objects.create(item=item, organisation=cast.supplier)
    desk = hands.contract("desk", supplier_id=supplier.pk, ends=read_date("2027-06-30"))
    hold(hands, range(2))
    note(cast, supplier, "export", SHOWN, contract_id=desk, owner=cast.supplier, due=read_date("2026-10-31"))
    note(cast, supplier, "shadowing", SHOWN, kind="exit plan item", owner=cast.supplier, jointly_with=cast.service)
    note(cast, supplier, "ours", KEPT, kind="exit plan item", owner=cast.service)
    note(cast, supplier, "together", KEPT, kind="co-operation", owner=cast.service)
    return supplier


def hold(hands: Hands, numbers: range) -> None:
    """Contracts that the supplier holds for both councils."""
    for number in numbers:
        hands.contract(f"held-{number:02}", holder=hands.cast.supplier, annual_charge=3_000_00 + number)


def note(cast: Cast, supplier: Supplier, key: str, audience: Audience, **values: Any) -> ExitItem:
    """One exit item of the shared service's; shown to both councils and the supplier, or to partners only."""
    item = cast.item(cast.service, key, audience, table="exit_items", name=f"Item {key}")
    if audience is SHOWN:
        item.shared_with.set([cast.north, cast.south, cast.supplier])
    return ExitItem.objects.create(item=item, supplier=supplier, **values)


def exported(client: Client, supplier: Supplier, sheet: str) -> list[dict[str, str]]:
    response: Any = client.get(address("leaving", supplier.pk), {"export": sheet})
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def words_of(client: Client, name: str, *more: str) -> str:
    """What a page says in its main part."""
    response = client.get(address(name, *more))
    assert response.status_code == 200, f"{name} answers {response.status_code}."
    return said(response.content.decode())


def say(cast: Cast, who: str, key: str, **values: str) -> int:
    """The status of a word by the page."""
    ref = Item.objects.get(table="exit_items", key=key)
    data = {"version": str(ref.version), "progress": "on course", "note": ""} | values
    return cast.client_of(who).post(address("leaving-say", ref.pk), data).status_code


def test_every_contract_that_it_holds_stands_there_with_its_way_and_the_totals_agree(
    cast: Cast, hands: Hands, fenbrook: Supplier
) -> None:
    hold(hands, range(2, 40))
    refs = {one.key: one.pk for one in Item.objects.filter(table="contracts")}
    hands.write([
        hands.choice(refs[f"held-{n:02}"], route=Route.NOVATE if n < 2 else Route.REPROCURE, annual_cost=2_000_00 + n)
        for n in range(6)
    ])  # fmt: skip
    client = cast.client_of("north")
    held, routes = exported(client, fenbrook, "held"), exported(client, fenbrook, "held-by-route")
    assert len(held) == 80, "forty contracts for two councils"
    assert {row["What becomes of them"]: row["Contracts, a council at a time"] for row in routes} == {
        "undecided": "74", "novate": "2", "re-procure": "4",
    }  # fmt: skip
    for column in ("A year now (£)", "A year after (£)"):
        whole = sum(float(row[column] or 0) for row in held)
        assert round(sum(float(row[column]) for row in routes), 2) == round(whole, 2) > 0, column
    assert [row["Contract"] for row in exported(client, fenbrook, "own")] == ["Contract desk"] * 2
    told = words_of(client, "leaving", fenbrook.pk)
    assert "0 of 83 things are as they must be" in told
    assert "its last day is 30 June 2027" in told
    assert "Nothing is decided for 74 contracts" in told


def test_the_supplier_sees_its_part_and_nothing_of_the_rest(cast: Cast, fenbrook: Supplier) -> None:
    Post.objects.create(
        item=cast.item(cast.service, "lead", KEPT, table="posts", name="Desk lead"), employer=cast.supplier
    )
    told = words_of(cast.client_of("supplier"), "leaving", fenbrook.pk)
    assert "Item export" in told
    assert "Item shadowing" in told
    for hidden in ("Item ours", "Item together", "Co-operation", "Desk lead"):
        assert hidden not in told, f"The supplier is told of {hidden}."
    assert "undecided" not in told, "what councils decide among themselves looks as if it were not decided"
    assert "0 of 2 things are" in told, "it counts what the supplier does not see"
    before = told
    Item.objects.filter(key__in=("ours", "together", "lead")).update(withdrawn=True)
    assert words_of(cast.client_of("supplier"), "leaving", fenbrook.pk) == before


def test_in_the_morning_the_supplier_is_asked_for_what_is_late_and_for_it_to_do(cast: Cast, fenbrook: Supplier) -> None:
    """The first page of a supplier did not answer what was asked of it."""
    note(cast, fenbrook, "late", SHOWN, owner=cast.supplier, due=read_date("2026-01-31"))
    note(cast, fenbrook, "of-others", SHOWN, owner=cast.service, due=read_date("2026-01-31"))
    note(cast, fenbrook, "kept", KEPT, owner=cast.supplier, due=read_date("2026-01-31"))
    told = [(one.sentence, one.url) for one in prompts(cast.viewer("supplier"), cast.case, TODAY)]
    words = "Of what you are to do on leaving, 2 overdue: say how far it is."
    assert told == [(words, address("leaving", fenbrook.pk))]
    with CaptureQueriesContext(connection) as few:
        list(exit_prompts(cast.viewer("supplier"), cast.case, TODAY))
    for number in range(5):
        note(cast, fenbrook, f"late-{number}", SHOWN, owner=cast.supplier, due=read_date("2026-01-31"))
    with CaptureQueriesContext(connection) as many:
        assert [one.sentence for one in exit_prompts(cast.viewer("supplier"), cast.case, TODAY)] != [words]
    assert len(many) == len(few)


def test_the_supplier_says_how_far_its_own_is_and_both_sides_read_it(cast: Cast, fenbrook: Supplier) -> None:
    assert say(cast, "supplier", "export", progress="done", note="Sent today") == 302
    word = ExitWord.objects.get()
    assert (word.organisation, word.recorded_by, str(word.said_on)) == (
        cast.supplier, cast.supplier, "22 November 2026",
    )  # fmt: skip
    assert "exit_words" in AuditEntry.objects.order_by("number").last().body
    [row] = exported(cast.client_of("north"), fenbrook, "commitments")
    assert row["State"] == "overdue", "the supplier's word alone made it done"
    assert row["Last word of each side"] == "Fenbrook Systems, 22 November 2026: done. Sent today"
    assert say(cast, "supplier", "export", progress="at risk", note="Ten files are missing") == 302
    assert ExitWord.objects.get().progress == "at risk", "two words of one day"


@pytest.mark.parametrize(
    ("who", "key", "status"),
    [
        ("supplier", "ours", 404), ("supplier", "together", 404), ("north", "export", 404), ("stranger", "export", 404),
        ("scrutiny", "export", 403), ("anonymous", "export", 302), ("service", "shadowing", 302),
    ],
)  # fmt: skip
def test_only_those_who_own_it_have_a_word(cast: Cast, fenbrook: Supplier, who: str, key: str, status: int) -> None:
    assert say(cast, who, key) == status
    assert ExitWord.objects.count() == (who == "service")


def test_a_supplier_does_not_score_its_own_co_operation_though_it_was_shown_and_named(
    cast: Cast, fenbrook: Supplier
) -> None:
    note(cast, fenbrook, "told", SHOWN, kind="co-operation", owner=cast.supplier)
    assert say(cast, "supplier", "told", likelihood="very low", consequence="negligible") == 404
    assert say(cast, "service", "told", likelihood="high", consequence="unknown") == 422
    assert say(cast, "service", "told", likelihood="high", consequence="critical") == 302
    assert leaving_for(cast.viewer("north"), cast.case, fenbrook.pk, TODAY).worked.scores[0].score == 15


def test_a_word_without_its_reason_or_on_what_changed_meanwhile_is_not_taken(cast: Cast, fenbrook: Supplier) -> None:
    assert say(cast, "supplier", "export", progress="at risk") == 422
    Item.objects.filter(key="export").update(version=7)
    assert say(cast, "supplier", "export", version="1") == 422
    assert not ExitWord.objects.exists()


def test_what_others_put_into_a_suppliers_mouth_does_not_count(cast: Cast, fenbrook: Supplier) -> None:
    item = ExitItem.objects.get(item__key="export")
    for by in (cast.south, cast.service):
        ExitWord.objects.create(
            case=cast.case, recorded_by=by, exit_item=item, organisation=cast.supplier, progress="done", note=by.name,
            said_on=read_date("2026-11-20"),
        )  # fmt: skip
    words = leaving_for(cast.viewer("north"), cast.case, fenbrook.pk, TODAY).question.words
    assert [one.note for one in words] == [cast.service.name], "only whoever recorded the item wrote it down"
    for by in (cast.south, cast.supplier):  # South does not own it, and came by a file
        ExitWord.objects.create(
            case=cast.case, recorded_by=by, exit_item=item, organisation=by, progress="at risk", note=f"own {by.name}",
            said_on=read_date("2026-11-20"),
        )  # fmt: skip
    words = leaving_for(cast.viewer("north"), cast.case, fenbrook.pk, TODAY).question.words
    assert [one.note for one in words] == [cast.service.name, f"own {cast.supplier.name}"]


def test_twice_as_much_takes_as_many_queries(cast: Cast, hands: Hands, fenbrook: Supplier) -> None:
    client = cast.client_of("north")
    client.get(address("leaving", fenbrook.pk))
    with CaptureQueriesContext(connection) as few:
        client.get(address("leaving", fenbrook.pk))
    for number in range(10):
        hands.contract(f"more-{number}", holder=cast.supplier)
        note(cast, fenbrook, f"more-{number}", SHOWN, owner=cast.supplier)
    with CaptureQueriesContext(connection) as many:
        assert "Item more-9" in client.get(address("leaving", fenbrook.pk)).content.decode()
    assert len(many) == len(few)


def test_the_list_names_those_that_hold_contracts_or_have_exit_items(cast: Cast, fenbrook: Supplier) -> None:
    other = cast.item(cast.service, "other", Audience.PARTNERSHIP, table="suppliers", name="Other Ltd")
    Supplier.objects.create(item=other)
    told = words_of(cast.client_of("north"), "outgoing")
    assert "Fenbrook Systems Ltd 2 4" in told
    assert "Other Ltd" not in told


def test_the_command_tells_councils_all_and_the_supplier_its_part(
    cast: Cast, hands: Hands, fenbrook: Supplier, capsys: pytest.CaptureFixture[str]
) -> None:
    hands.propose(Item.objects.get(key="held-00").pk, one_off_cost=7_00, annual_cost=9_00)
    assert say(cast, "service", "together", likelihood="high", consequence="critical") == 302

    def told(who: str) -> dict[str, Any]:
        asked = ["dispositions", "thornton", "--leaving", "fenbrook", "--as", who, "--on", str(TODAY), "--json"]
        capsys.readouterr()
        assert main(asked) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    ours, theirs = told("south"), told("supplier")
    assert (len(ours["contracts"]), ours["leaves"], ours["scores"][0]["score"]) == (4, "30 June 2027", 15)
    for column in ("one_off_pence", "annual_after_pence"):
        whole = sum(one[column] or 0 for one in ours["contracts"])
        assert sum(one[column] for one in ours["by_route"]) == whole > 0, column
    assert {one["key"] for one in theirs["items"]} == {"export", "shadowing"}
    assert (theirs["contracts"], theirs["by_route"], theirs["scores"], theirs["needed"]) == ([], [], [], 2)
