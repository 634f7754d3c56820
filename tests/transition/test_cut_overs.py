"""Go or no go: each council gives its own word and nobody else's, one no stops all, and only who shares it sees it."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from severalty.engine.dates import day
from severalty.engine.fields import Known
from severalty.engine.transition.cut_overs import CRITERIA, GoState
from severalty.engine.transition.resources import CutOverMember, GoWord
from severalty.tenancy.access import operator_for
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.drafts import Drafting
from severalty.tenancy.models import AuditEntry, Item
from severalty.transition.actions.cut_overs import GivenWord, Unfit, give_word
from severalty.transition.binding import CUT_OVER_MEMBERS
from severalty.transition.queries.cut_overs import cut_over_for
from tests.conftest import NOON, TODAY
from tests.transition.planned import TAIL, Desk, address
from tests.transition.test_secrets import bring

pytestmark = pytest.mark.sqlite_enough
TABLES = {
    "cut_over_rules": f"key,name,plan,kind,rollback,{TAIL}"
    'tie,Both leave at one time,split,all at one time,"Sunday, 12:00",partners,service,reported\n'
    "apart,Phones one by one,split,one at a time,,partners,service,reported\n",
    "work_packages": f"key,name,workstream,kind,council,{TAIL}"
    "n-cut,North cuts over,handover,cut-over,north,partners,service,reported\n"
    "s-cut,South cuts over,handover,cut-over,south,partners,service,reported\n",
    "cut_over_members": "rule,package,recorded_by,evidence\n"
    + "".join(f"{rule},{one},service,reported\n" for rule in ("tie", "apart") for one in ("n-cut", "s-cut")),
}
YES = dict.fromkeys(CRITERIA, Known.YES)
SAID = {"said_by": "Chief Information Officer", "said_on": day(TODAY)}


@pytest.fixture
def joint(desk: Desk, tmp_path: Path) -> Desk:
    """The plan with a cut-over that North and South make at one time, kept by their shared service."""
    bring(tmp_path, **TABLES)
    return desk


def rule(key: str = "tie") -> str:
    return str(Item.objects.get(table="cut_over_rules", key=key).pk)


def say(desk: Desk, who: str, go: GoWord = GoWord.GO, at: datetime = NOON, **more: Any) -> None:
    """Give a word as one of the cast, who looks at it just before."""
    viewer, ref = desk.cast.viewer(who), rule()
    values = {"seen": cut_over_for(viewer, desk.cast.case, ref).fingerprint(viewer), "answers": YES, **SAID, **more}
    given = GivenWord(ref, go=go, **values)
    give_word(by=viewer, at=at, on=TODAY, case=desk.cast.case, given=given)


def state(desk: Desk, who: str = "north") -> tuple[GoState, str]:
    found = cut_over_for(desk.cast.viewer(who), desk.cast.case, rule())
    return found.standing.state, found.named(found.standing.missing)


def test_it_goes_when_every_council_has_said_go_and_one_no_stops_all(joint: Desk) -> None:
    assert state(joint) == (GoState.WAITING, "North Thornton and South Thornton")
    say(joint, "north")
    assert state(joint, "south") == (GoState.WAITING, "South Thornton")
    with pytest.raises(Unfit, match="Say why not"):
        say(joint, "south", GoWord.NO_GO)
    say(joint, "south", GoWord.NO_GO, reason="The rehearsal ran over", answers={"checks": Known.NO})
    assert state(joint) == (GoState.NO_GO, "")
    with pytest.raises(Unfit, match="yes to each"):
        say(joint, "south", answers=YES | {"desk": Known.UNKNOWN})
    say(joint, "south")
    assert state(joint) == (GoState.GO, "")
    with pytest.raises(Unfit, match="takes this back"):
        say(joint, "north", GoWord.UNKNOWN)
    with pytest.raises(Unfit, match="still to come"):
        say(joint, "north", said_on=day(TODAY.replace(year=2027)))


def test_a_word_given_twice_is_written_once_and_one_that_was_overtaken_not_at_all(joint: Desk) -> None:
    viewer, case = joint.cast.viewer("north"), joint.cast.case
    seen = cut_over_for(viewer, case, rule()).fingerprint(viewer)
    for _ in range(2):
        say(joint, "north", seen=seen)
    assert AuditEntry.objects.filter(body__contains="go was said").count() == 1, "A double click wrote twice."
    with pytest.raises(Stale, match="was changed"):
        say(joint, "north", GoWord.NO_GO, reason="Too late", seen=seen)
    later = NOON + timedelta(hours=1)
    say(joint, "north", GoWord.NO_GO, later, reason="The desk is not ready", answers=YES | {"desk": Known.NO})
    words = said(joint.cast.client_of("north"), address("cut-over", rule()))
    assert "What your council said before" in words
    assert "The desk is not ready" in words
    assert "What your council said before" not in said(joint.cast.client_of("south"), address("cut-over", rule()))


def test_nobody_gives_the_word_of_another(joint: Desk) -> None:
    with pytest.raises(Refused, match="No package of your own"):
        say(joint, "service")
    with pytest.raises(Refused, match="Your role may not"):
        say(joint, "finance")
    row = CutOverMember(rule="tie@service", package="s-cut@service", go=GoWord.GO, **SAID, **YES)
    for viewer, recorder in ((joint.cast.viewer("north"), "north"), (operator_for(joint.cast.service), "service")):
        drafting = Drafting(viewer, joint.cast.case)
        made = drafting.claim(CUT_OVER_MEMBERS, [(1, replace(row, recorded_by=recorder))])
        drafting.settle()
        assert "only the council whose package" in made[0].refusals[0].expected, f"A file of {recorder} says go."
    drafting = Drafting(joint.cast.viewer("south"), joint.cast.case)
    [own, bare] = drafting.claim(CUT_OVER_MEMBERS, [
        (1, replace(row, recorded_by="south")), (2, replace(row, rule="apart@service", desk=Known.NO)),
    ])  # fmt: skip
    drafting.settle()
    assert (own.refusals, [one.column for one in bare.refusals]) == ([], ["desk"])


def said(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, f"{url} answers {response.status_code}."
    page = response.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")]).split())


def sent(client: Client, url: str, **more: str) -> Any:
    """The form of the page, filled in and sent."""
    seen = re.search(r'name="word-seen" value="(\w+)"', client.get(url).content.decode())
    values = dict.fromkeys(CRITERIA, "yes") | {"go": "go", "said_by": "CIO", "said_on": "2026-11-20"} | more
    form = {f"word-{name}": value for name, value in values.items()}
    return client.post(url, {"do": "word", "word-seen": seen[1] if seen else "x", **form})


def test_the_board_and_its_page_say_who_is_missing_and_take_ones_own_word(joint: Desk) -> None:
    url, north = address("cut-over", rule()), joint.cast.client_of("north")
    assert "It waits for the word of North Thornton and South Thornton." in said(north, address("waves"))
    wrong = sent(north, url, desk="unknown", said_on="1900-01-01")
    assert wrong.status_code == 422
    assert "1 January 1900 lies before 1990" in wrong.content.decode()
    lacking = sent(north, url, desk="unknown")
    assert 'id="id_word-desk_error"' in lacking.content.decode(), "The box that must change has no error of its own."
    assert sent(north, url, funding_shown="Capital programme, line 14").status_code == 302
    service = joint.cast.client_of("service")
    for client in (joint.cast.client_of("south"), service):
        words = said(client, url)
        assert "Capital programme, line 14" in words, "Who shares the cut-over does not see North's word."
        assert "waits for the word of South Thornton" in words
    assert sent(service, url).status_code == 403
    assert "waits for South Thornton" in said(service, address("waves"))
    assert "1 waits for a word" in said(service, address("progress"))


def test_who_does_not_share_the_cut_over_sees_and_says_nothing(joint: Desk) -> None:
    say(joint, "north", shown={"funding": "Capital programme, line 14"})
    url, never = address("cut-over", rule()), address("cut-over", "never2never3")
    for who in ("supplier", "stranger", "anonymous"):
        client = joint.cast.client_of(who)
        assert [client.get(one).status_code for one in (url, never)] in ([404, 404], [302, 302]), who
    supplier = joint.cast.client_of("supplier")
    assert {supplier.post(one, {"do": "word"}).status_code for one in (url, never)} == {404}
    assert "Both leave" not in supplier.get(address("waves")).content.decode(), "A supplier reads of it on the board."
    Item.objects.filter(table="work_packages", key="s-cut").update(audience="holders")
    assert state(joint) == (GoState.GO, ""), "North counts a council whose package it may not see."
    assert "you may see" in said(joint.cast.client_of("north"), url)
