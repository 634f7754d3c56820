"""The workbench: what stands on it, for whom, that its sums are those of its rows, and how many are decided there."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from severalty.dispositions.actions import propose
from severalty.dispositions.models import Disposition
from severalty.dispositions.views.heads import headline, tabs_of
from severalty.dispositions.views.panels import prompts
from severalty.engine.decisions.papers import PaperKind
from severalty.engine.dispositions.dispositions import Answer, Route
from severalty.engine.dispositions.register import totals_of
from severalty.engine.estate.parties import Audience
from severalty.estate.models import Contract, Service
from severalty.tenancy.models import Holding
from tests.conftest import NOON, TODAY
from tests.decisions.conftest import Desk, main_of
from tests.dispositions.conftest import Hands, address

pytestmark = pytest.mark.sqlite_enough

WORKBENCH = "/dispositions/thornton/"
PAGES = ("", "answers/", "?export=csv", "?export=json")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(hours=1))


def rows_in(client: Client, query: str = "") -> list[dict[str, str]]:
    """The rows of the CSV of the workbench."""
    response = client.get(f"{WORKBENCH}?export=csv{query}")
    body = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(body)))


def sum_of(rows: list[dict[str, str]], column: str) -> int:
    """A column of the file in pence, added up by itself."""
    return int(sum(Decimal(row[column]) * 100 for row in rows if row[column]))


# ------------------------------------------------------------------------------------------------ what stands there


def test_the_head_says_how_many_are_undecided_by_council_and_in_all(hands: Hands, six: list[str]) -> None:
    page = main_of(hands.cast.client_of("north"), WORKBENCH)
    assert "6 of 6 contracts still undecided" in page
    assert "for North Thornton 3 of 6" in page
    assert "for South Thornton 6 of 6" in page
    whole = hands.cast.client_of("north").get(WORKBENCH).content.decode()
    assert 'href="?table=contracts&amp;route=undecided">6 of 6' in whole, "the count leads to no rows that it counts"


def service(hands: Hands) -> str:
    """A service that both councils hold; its key."""
    item = hands.cast.item(hands.cast.service, "desk", Audience.PARTNERS, table="services", name="Help desk")
    Service.objects.create(item=item)
    hands.share(item.pk, hands.cast.north, hands.cast.service)
    hands.share(item.pk, hands.cast.south, hands.cast.service)
    return "Help desk"


def test_contracts_come_first_and_every_kind_has_its_count(hands: Hands, six: list[str]) -> None:
    """The head counted posts, items and contracts in one sum: nobody saw how far the contracts were."""
    other = service(hands)
    client = hands.cast.client_of("north")
    bare = main_of(client, WORKBENCH)
    assert "Contracts: 6 of 6" in bare
    assert "Everything: 7 of 7" in bare
    assert "6 of 6 contracts still undecided" in bare
    assert other not in bare
    whole = main_of(client, f"{WORKBENCH}?table=all&size=25")
    assert "7 of 7 shared things still undecided" in whole
    assert other in whole
    assert other in main_of(client, f"{WORKBENCH}?route=undecided"), "A saved filter leaves other kinds out."
    nonsense = main_of(client, f"{WORKBENCH}?table=nonsense")
    assert other in nonsense
    assert "“nonsense” is not a kind of thing; everything is shown." in nonsense
    assert [tab.words for tab in tabs_of(hands.bench(), "all") if tab.here] == ["Everything"]
    assert len(rows_in(client, "")) == 14, "A file without a kind is of everything."


QUERIES = (
    "", "&state=undecided", "&council=south", "&route=split", "&q=C-1", "&table=contracts", "&act=365", "&act=none",
    "&consent=outstanding", "&seen=joint", "&look=mine", "&sort=-annual_now&size=25",
)  # fmt: skip
SUMMED = {
    "one_off": "One-off cost (£)",
    "annual_now": "Cost a year now (£)",
    "annual_after": "Cost a year afterwards (£)",
}


def test_totals_are_those_of_the_rows_to_the_penny_under_any_filter(hands: Hands, six: list[str]) -> None:
    client = hands.cast.client_of("north")
    for query in QUERIES:
        rows = rows_in(client, query)
        told = json.loads(client.get(f"{WORKBENCH}?export=json{query}").content)
        for name, column in SUMMED.items():
            assert told["totals"][name]["pence"] == sum_of(rows, column)
            assert told["totals"][name]["unknown"] == sum(1 for row in rows if not row[column])
        assert len(told["rows"]) == len(rows)
        page = client.get(f"{WORKBENCH}?{query.removeprefix('&')}").content.decode()
        pounds = sum_of(rows, SUMMED["one_off"])
        known = any(row[SUMMED["one_off"]] for row in rows)
        assert (f"£{pounds // 100:,}.{pounds % 100:02d}" if known else "not known" if rows else "matches") in page


def test_the_councils_shares_of_a_charge_add_up_to_it(hands: Hands, six: list[str]) -> None:
    total = totals_of([place.row for place in hands.bench().places]).all.annual_now
    assert total.pence == sum(Contract.objects.values_list("annual_charge", flat=True))


def test_a_filter_lets_cells_through_and_not_whole_rows(hands: Hands, six: list[str]) -> None:
    page = main_of(hands.cast.client_of("north"), f"{WORKBENCH}?state=agreed")
    assert "6 shared things, 1 shown after filters; 1 outcome, one for each" in page
    assert "outside the filters" in page


def test_what_is_held_by_one_council_is_no_shared_thing(hands: Hands) -> None:
    ref = hands.contract("C-1", shared="no")
    Holding.objects.filter(item=ref, organisation=hands.cast.south).delete()
    assert not hands.bench().places
    hands.propose(ref)
    assert [place.row.standing.state.value for place in hands.bench().places] == ["agreed"]


def test_a_contract_marked_as_shared_is_decided_for_every_partner(hands: Hands) -> None:
    ref = hands.contract("C-1")
    Holding.objects.filter(item=ref).delete()
    assert [place.council.key for place in hands.bench().places] == ["north", "south"]


# ---------------------------------------------------------------------------------------------------- who sees what


def test_each_sees_what_is_theirs_to_see(hands: Hands, six: list[str]) -> None:
    partners = dict.fromkeys(("north", "south", "service", "scrutiny"), (200, 200))
    for who, (status, decide) in (partners | {"supplier": (200, 404), "stranger": (404, 404),
                                              "anonymous": (302, 302)}).items():  # fmt: skip
        client = hands.cast.client_of(who)
        assert {client.get(f"{WORKBENCH}{page}").status_code for page in PAGES} == {status}, who
        assert client.get(address("decide", six[0], "north")).status_code == decide, who
    assert "0 of 0 shared things still undecided" in main_of(hands.cast.client_of("supplier"), WORKBENCH)


def test_who_may_not_propose_finds_no_form_and_no_way_around_it(hands: Hands, six: list[str]) -> None:
    for who in ("scrutiny", "supplier", "finance"):
        client = hands.cast.client_of(who)
        assert "Apply to the ticked" not in client.get(WORKBENCH).content.decode()
        assert {client.post(address(name)).status_code for name in ("check", "apply", "answer")} == {403}
        assert client.post(address("decide", six[4], "north"), {"route": "split"}).status_code == 404
    assert Disposition.objects.count() == 3


def test_totals_sum_what_the_viewer_sees_and_joint_ones_what_all_partners_see(hands: Hands, six: list[str]) -> None:
    hands.propose(six[3], route=Route.SPLIT, one_off_cost=77_31, audience=Audience.HOLDERS)
    hidden = hands.contract("C-hidden", "north", Audience.HOLDERS)
    Holding.objects.filter(item=hidden, organisation=hands.cast.south).delete()
    mine = headline(hands.bench())
    assert (mine.undecided, mine.whole, mine.kept) == (10, 14, 3)
    theirs = headline(hands.bench("south"))
    assert (theirs.undecided, theirs.whole, theirs.kept) == (9, 12, 0)
    assert (mine.joint_undecided, mine.joint_whole) == (theirs.joint_undecided, theirs.joint_whole) == (9, 12)
    page = main_of(hands.cast.client_of("north"), WORKBENCH)
    assert "on the joint record it is 9 of 12 undecided" in page
    said_to_south = hands.cast.client_of("south").get(WORKBENCH).content.decode()
    assert "77.31" not in said_to_south
    assert "C-hidden" not in said_to_south


def test_a_search_tells_nothing_of_what_becomes_of_a_hidden_thing(hands: Hands) -> None:
    """A disposition for the partners to see, of a thing that they do not, was found by its name."""
    ref = hands.contract("C-1", "north", Audience.HOLDERS)
    Holding.objects.filter(item=ref, organisation=hands.cast.south).delete()
    made = hands.propose(ref, audience=Audience.PARTNERS)
    for who, found in (("north", True), ("south", False)):
        client = hands.cast.client_of(who)
        for page in ("search/?q=Contract", "completeness/", f"item/{made.pk}/"):
            told = client.get(f"/estate/thornton/{page}").content.decode()
            assert ("Contract C-1" in told) is found, (who, page)


def prompted(hands: Hands, who: str) -> Iterator[str]:
    return (one.sentence for one in prompts(hands.cast.viewer(who), hands.cast.case, TODAY))


def test_the_morning_says_what_waits(hands: Hands, six: list[str]) -> None:
    assert list(prompted(hands, "south")) == [
        "2 dispositions wait for your answer.", "For you, 6 shared things are still undecided."
    ]  # fmt: skip
    assert list(prompted(hands, "supplier")) == []
    hands.answer([hands.reply(six[1], said=Answer.DISPUTED, reason="No")])
    assert "1 disposition is disputed or in conflict." in list(prompted(hands, "north"))


def test_the_page_of_a_thing_says_what_becomes_of_it(hands: Hands, six: list[str]) -> None:
    page = main_of(hands.cast.client_of("north"), f"/estate/thornton/item/{six[0]}/")
    assert "What becomes of it" in page
    assert "re-procure agreed" in page
    alone = hands.contract("C-9", shared="no")
    Holding.objects.filter(item=alone, organisation=hands.cast.south).delete()
    assert (
        f"/decide/{alone}" not in hands.cast.client_of("north").get(f"/estate/thornton/item/{alone}/").content.decode()
    )


def test_what_changes_after_the_register_was_frozen_is_said(hands: Hands, six: list[str]) -> None:
    desk = Desk(hands.cast)
    paper = desk.save("register", {}, kind=PaperKind.DISPOSITIONS, name="The register for the boards")
    made = desk.freeze(paper)
    client, body = hands.cast.client_of("north"), made.body
    assert "nothing changed since" in main_of(client, WORKBENCH)
    for number, ref in enumerate(six[:2], start=1):
        later = NOON + timedelta(minutes=number)
        propose(
            by=hands.cast.viewer("north"), at=later, why="a test", case=hands.cast.case, on=TODAY,
            choices=[hands.choice(ref, route=Route.TERMINATE if number == 2 else Route.NOVATE)],
        )  # fmt: skip
    hands.propose(six[4], audience=Audience.HOLDERS)
    assert "changed since 2 dispositions written to" in main_of(client, WORKBENCH)
    made.refresh_from_db()
    assert made.body == body


def test_nobody_is_told_that_something_waits_for_them_who_may_not_answer(hands: Hands) -> None:
    """Scrutiny read that answers wait for it, and a supplier that all is undecided, though it is only not shown."""
    hands.propose(hands.contract("C-1"))
    hands.propose(hands.contract("C-2"), "south", "south")
    assert "Answers: 1 wait for you" in main_of(hands.cast.client_of("north"), WORKBENCH)
    scrutiny = main_of(hands.cast.client_of("scrutiny"), WORKBENCH)
    assert "wait for you" not in scrutiny
    assert "waits for you" not in scrutiny
    assert "do not show you counts as undecided" not in scrutiny
    supplier = main_of(hands.cast.client_of("supplier"), WORKBENCH)
    assert "What the councils propose and do not show you counts as undecided here." in supplier
    assert "joint record" not in supplier, "What it does not see is told as if it were the joint record."
