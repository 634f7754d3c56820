"""Writing on the workbench: boxes and ticks, one on its page, and the answers of councils."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from severalty.dispositions.models import Disposition, DispositionAnswer
from severalty.engine.dispositions.dispositions import Route
from tests.conftest import NOON
from tests.decisions.conftest import main_of, said
from tests.dispositions.conftest import Hands, address

pytestmark = pytest.mark.sqlite_enough

WORKBENCH = "/dispositions/thornton/"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(hours=1))


def token(page: str, name: str) -> str:
    """What a form carries along."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"The page carries no {name}."
    return found[1].replace("&#x27;", "'")


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
    odd = {"do": "boxes", "was": f"{six[3]}|north|undecided|²", f"become-{six[3]}-north": "split"}
    nobody = {"do": "boxes", "was": "a b||undecided|0", "become-a b-": "split"}
    for form in (odd, nobody, {"do": "boxes", "was": "a|b"}, {"do": "ticked"}, {"do": "ticked", "route": "split"}):
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
    every = client.get(f"{address('answers')}?tick=all").content.decode()
    assert every.count(" checked>") == every.count('name="answered"') >= 1, "Not all are ticked."
    form = {"answered": tick, "do": "accept"}
    assert client.post(address("answer"), form | {"next": url})["Location"] == url
    assert client.post(address("answer"), form | {"next": "//elsewhere.example/"})["Location"] == address("answers")
    other = client.post(address("answer"), form | {"do": "dispute", "reason": "No."}, follow=True).content.decode()
    assert "your council said meanwhile that it is accepted" in other, "A colleague's answer was written over unseen."


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
    hands.propose(calm, "south", "south", route=Route.SPLIT)
    hands.propose(calm, "south", "south", route=Route.UNDECIDED)
    again = client.post(address("check"), ticked).content.decode()
    assert "proposes undecided" not in again, "To say that nothing is decided yet is no proposal to stand against."


def test_a_day_that_does_not_exist_is_said_once_in_plain_words(hands: Hands) -> None:
    """The page said that the day must be one that does not exist, and said it twice."""
    ref = hands.contract("C-1")
    ticked = {"do": "ticked", "route": "novate", "by_when": "31/13/2027", "tick": [ref], "filters": ""}
    response = hands.cast.client_of("north").post(address("check"), ticked)
    page = said(response.content.decode())
    assert response.status_code == 422
    assert "By when: '31/13/2027' is not a date that exists." in page
    assert page.count("is not a date that exists") == 1
