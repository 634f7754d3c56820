"""The workbench: what stands on it, for whom, that its sums are those of its rows, and how many are decided there."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from severalty.dispositions.actions import propose
from severalty.dispositions.models import Disposition, DispositionAnswer
from severalty.dispositions.views.heads import headline, tabs_of
from severalty.dispositions.views.panels import prompts
from severalty.engine.decisions.papers import PaperKind
from severalty.engine.dispositions.dispositions import Answer, Route
from severalty.engine.dispositions.register import totals_of
from severalty.engine.estate.parties import Audience
from severalty.estate.models import Contract, Service
from severalty.tenancy.models import Holding
from tests.conftest import NOON, TODAY
from tests.decisions.conftest import Desk, main_of, said
from tests.dispositions.conftest import Hands, address

WORKBENCH = "/dispositions/thornton/"
PAGES = ("", "answers/", "?export=csv", "?export=json")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(hours=1))


@pytest.fixture
def six(hands: Hands) -> list[str]:
    """Six contracts, three of them decided by North at different cost, one of which South accepts."""
    refs = [hands.contract(f"C-{number}", annual_charge=100_01 + number) for number in range(6)]
    decided = zip(refs, (Route.REPROCURE, Route.SPLIT, Route.EXPIRE), (33_33, 66_66, 99_99), strict=False)
    hands.write([
        hands.choice(ref, route=route, one_off_cost=cost, annual_cost=50_00 if route is Route.REPROCURE else None)
        for ref, route, cost in decided
    ])  # fmt: skip
    hands.answer([hands.reply(refs[0])])
    return refs


def rows_in(client: Client, query: str = "") -> list[dict[str, str]]:
    """The rows of the CSV of the workbench."""
    response = client.get(f"{WORKBENCH}?export=csv{query}")
    body = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(body)))


def sum_of(rows: list[dict[str, str]], column: str) -> int:
    """A column of the file in pence, added up by itself."""
    return int(sum(Decimal(row[column]) * 100 for row in rows if row[column]))


def token(page: str, name: str) -> str:
    """What a form carries along."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"The page carries no {name}."
    return found[1].replace("&#x27;", "'")


# ------------------------------------------------------------------------------------------------ what stands there


def test_the_head_says_how_many_are_undecided_by_council_and_in_all(hands: Hands, six: list[str]) -> None:
    page = main_of(hands.cast.client_of("north"), WORKBENCH)
    assert "6 of 6 contracts still undecided" in page
    assert "for North Thornton 3 of 6" in page
    assert "for South Thornton 6 of 6" in page


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
    assert other in main_of(client, f"{WORKBENCH}?table=nonsense")
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


# ------------------------------------------------------------------------------------------------------ many at once


def test_boxes_that_were_changed_are_looked_at_then_written_and_undone(hands: Hands, six: list[str]) -> None:
    client = hands.cast.client_of("north")
    page = client.get(WORKBENCH).content.decode()
    boxes = {f"become-{six[3]}-north": "split", f"become-{six[4]}-south": "let expire"}
    form = {"was": token(page, "was"), "do": "boxes", "filters": ""} | boxes
    looked = client.post(address("check"), form).content.decode()
    assert "2 dispositions would be written, 0 are refused" in said(looked)
    assert Disposition.objects.count() == 3, "Nothing is written before it was looked at."
    order = {name: token(looked, name) for name in ("order", "seen")}
    assert client.post(address("apply"), order).status_code == 302
    assert dict(Disposition.objects.values_list("thing_id", "route"))[six[4]] == "let expire"
    undo = re.search(r"/undo/(\w+)/", client.get(WORKBENCH).content.decode())
    assert undo
    assert client.get(address("undo", undo[1])).status_code == 200
    client.post(address("undo", undo[1]))
    assert Disposition.objects.filter(item__withdrawn=False).count() == 3


def test_one_choice_for_the_ticked_says_what_is_refused_and_writes_the_rest(hands: Hands) -> None:
    refs = [hands.contract(f"C-{number}", assignable=word) for number, word in enumerate(("no", "yes", "yes"))]
    client = hands.cast.client_of("north")
    form = {"tick": refs[:2], "do": "ticked", "route": "assign", "council": "north", "owner": "Contracts manager"}
    looked = client.post(address("check"), form).content.decode()
    assert "1 disposition would be written, 1 is refused" in said(looked)
    assert "not assignable" in looked
    client.post(address("apply"), {name: token(looked, name) for name in ("order", "seen")})
    row = Disposition.objects.get()
    assert (row.thing_id, row.owner) == (refs[1], "Contracts manager")


def test_all_that_match_the_filters_are_meant_and_counted(hands: Hands, six: list[str]) -> None:
    client = hands.cast.client_of("north")
    assert "To all 6 shared things that match" in main_of(client, f"{WORKBENCH}?state=undecided")
    form = {"all": "yes", "filters": "state=undecided&council=south", "do": "ticked", "route": "keep shared"}
    looked = client.post(address("check"), form).content.decode()
    assert "6 dispositions would be written" in said(looked)
    assert set(re.findall(r"Contract C-\d for (\w+)", looked)) == {"South"}


def test_somebody_who_was_quicker_is_shown_beside_and_kept(hands: Hands, six: list[str]) -> None:
    client = hands.cast.client_of("north")
    was = token(client.get(WORKBENCH).content.decode(), "was")
    hands.propose(six[3], route=Route.NOVATE)
    form = {"was": was, "do": "boxes", f"become-{six[3]}-north": "split"}
    looked = said(client.post(address("check"), form).content.decode())
    assert "1 was changed by somebody else" in looked
    assert "novate split" in looked
    assert Disposition.objects.get(thing=six[3]).route == "novate"


def test_what_changes_between_looking_and_writing_is_looked_at_again(hands: Hands, six: list[str]) -> None:
    client = hands.cast.client_of("north")
    looked = client.post(address("check"), {"tick": six[3:], "do": "ticked", "route": "split"}).content.decode()
    hands.propose(six[3], route=Route.NOVATE)
    again = client.post(address("apply"), {name: token(looked, name) for name in ("order", "seen")})
    assert "The record has changed since you looked" in again.content.decode()
    assert Disposition.objects.count() == 4


def test_nothing_chosen_is_said_and_an_altered_order_is_refused(hands: Hands, six: list[str]) -> None:
    client = hands.cast.client_of("north")
    for form in ({"do": "boxes", "was": "a|b"}, {"do": "ticked"}, {"do": "ticked", "route": "split"}):
        assert "Nothing is chosen yet" in client.post(address("check"), form, follow=True).content.decode()
    for order in ("", "junk", "eyJ:a:b"):
        page = client.post(address("apply"), {"order": order}, follow=True).content.decode()
        assert "cut short or altered" in page


# -------------------------------------------------------------------------------------------------- one, and answers


def decided(page: str, **values: str) -> dict[str, str]:
    """The form of one disposition as it stands on a page, with something changed."""
    return {"version": token(page, "version"), "route": "split", "audience": "partners", "consent": "unknown",
            "evidence": "attested"} | values  # fmt: skip


def test_one_is_decided_on_its_page_with_every_route_and_why_not(hands: Hands) -> None:
    ref = hands.contract("C-1", assignable="no")
    client, url = hands.cast.client_of("north"), address("decide", ref, "north")
    page = client.get(url).content.decode()
    assert "not assignable" in page
    refused = client.post(url, decided(page, route="assign"))
    assert (refused.status_code, Disposition.objects.count()) == (422, 0)
    assert client.post(url, decided(page, by_when="2027-03-31", one_off_cost="12.50")).status_code == 302
    row = Disposition.objects.get()
    assert (row.route, row.one_off_cost, str(row.by_when)) == ("split", 12_50, "31 March 2027")


def test_who_saves_what_a_colleague_changed_sees_both_and_loses_nothing(hands: Hands) -> None:
    ref = hands.contract("C-1")
    client, url = hands.cast.client_of("north"), address("decide", ref, "north")
    page = client.get(url).content.decode()
    hands.propose(ref, route=Route.NOVATE, owner="Head of ICT")
    again = client.post(url, decided(page, owner="Contracts manager")).content.decode()
    assert "Somebody else of your organisation changed it meanwhile" in again
    assert "Head of ICT Contracts manager" in said(again)
    assert Disposition.objects.get().route == "novate"
    assert client.post(url, decided(again, owner="Contracts manager")).status_code == 302
    assert Disposition.objects.get().owner == "Contracts manager"


def test_many_are_answered_at_once_and_a_dispute_is_on_the_list(hands: Hands, six: list[str]) -> None:
    client = hands.cast.client_of("south")
    page = client.get(address("answers")).content.decode()
    assert "2 dispositions wait for your answer" in page
    ticks = re.findall(r'name="answered" value="([^"]+)"', page)
    silent = client.post(address("answer"), {"answered": ticks, "do": "dispute"}, follow=True).content.decode()
    assert "say why it is disputed" in silent.replace("&#x27;", "'")
    client.post(address("answer"), {"answered": ticks, "do": "dispute", "reason": "Not before April"})
    assert DispositionAnswer.objects.filter(answer="disputed").count() == 2
    for who in ("north", "south"):
        assert "South Thornton disputes it: Not before April" in main_of(hands.cast.client_of(who), address("answers"))


def test_an_answer_leads_back_to_where_it_was_given_and_nowhere_else(hands: Hands, six: list[str]) -> None:
    client, url = hands.cast.client_of("south"), address("decide", six[1], "north")
    tick = token(client.get(url).content.decode(), "answered")
    form = {"answered": tick, "do": "accept"}
    assert client.post(address("answer"), form | {"next": url})["Location"] == url
    assert client.post(address("answer"), form | {"next": "//elsewhere.example/"})["Location"] == address("answers")


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


def test_before_it_is_written_the_page_warns_of_a_partner_who_proposes_otherwise(hands: Hands) -> None:
    """Many at once wrote over what was agreed, and for the other council against its own word, without a warning."""
    ref, calm = hands.contract("C-1"), hands.contract("C-2")
    hands.propose(ref, "south", "south", route=Route.SPLIT)
    hands.reply(ref, "south", "north", "south")
    hands.answer([hands.reply(ref, "south", "north", "south")], "north")
    client = hands.cast.client_of("north")
    bench = main_of(client, f"{WORKBENCH}?table=contracts")
    assert bench.count("we propose nothing") == 1, "The box reads as if the thing were undecided."
    ticked = {"do": "ticked", "route": "novate", "council": "south", "tick": [ref, calm], "filters": ""}
    page = client.post(address("check"), ticked).content.decode()
    assert "1 disposition would go against what is agreed or what a partner proposes" in page
    assert page.count("South Thornton proposes split: the two would conflict.") == 1
    assert page.count("It is agreed now, and would not be any more.") == 1


def test_a_day_that_does_not_exist_is_said_once_in_plain_words(hands: Hands) -> None:
    """The page said that the day must be one that does not exist, and said it twice."""
    ref = hands.contract("C-1")
    ticked = {"do": "ticked", "route": "novate", "by_when": "31/13/2027", "tick": [ref], "filters": ""}
    response = hands.cast.client_of("north").post(address("check"), ticked)
    page = said(response.content.decode())
    assert response.status_code == 422
    assert "By when: '31/13/2027' is not a date that exists." in page
    assert page.count("is not a date that exists") == 1


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
