"""The pages of papers: who opens them, that hidden ones look like none, and that no form loses what was typed."""

import re
from typing import Any

import pytest

from severalty.decisions.models import Clearance, FrozenPaper, Paper, Passage
from severalty.engine.decisions.papers import SectionKey
from severalty.engine.estate.parties import Audience
from severalty.tenancy.models import AuditEntry
from tests.decisions.conftest import MISSING, Desk, address, entries, main_of, said
from tests.decisions.looking import (
    DONE,
    EVERYBODY,
    FORBIDDEN,
    FREEZE,
    GONE,
    NEW,
    OK,
    PLANS,
    SUMMARY,
    pages_of,
    problems,
    status,
    typed,
    typed_of,
)

pytestmark = pytest.mark.sqlite_enough

# ------------------------------------------------------------------------------------------------------ who opens what


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_lists_and_the_check_open_to_those_who_may_open_the_case(desk: Desk, who: str) -> None:
    closed = {"stranger": GONE, "anonymous": DONE}
    for name in ("papers", "check"):
        assert status(desk, who, address(name)) == closed.get(who, OK), f"{who} and {name}"


@pytest.mark.parametrize("who", EVERYBODY)
def test_those_who_write_add_papers_and_nobody_else(desk: Desk, who: str) -> None:
    expected = {"supplier": FORBIDDEN, "scrutiny": FORBIDDEN, "stranger": GONE, "anonymous": DONE}.get(who, OK)
    assert status(desk, who, address("new")) == expected
    desk.cast.client_of(who).post(address("new"), NEW)
    assert Paper.objects.count() == (1 if expected == OK else 0)


SIGHT = {
    "north": (OK, OK), "finance": (OK, OK), "records": (OK, OK), "scrutiny": (OK, FORBIDDEN), "south": (OK, GONE),
    "service": (OK, GONE), "supplier": (GONE, FORBIDDEN), "stranger": (GONE, GONE), "anonymous": (DONE, DONE),
}  # fmt: skip


@pytest.mark.parametrize("who", SIGHT)
def test_a_paper_for_partners_is_read_by_them_and_written_by_its_keeper(desk: Desk, who: str) -> None:
    paper = desk.save(audience=Audience.PARTNERS)
    made = desk.freeze(paper, audience=Audience.PARTNERS)
    reading, writing = SIGHT[who]
    for url in (address("paper", paper.pk), address("frozen", made.pk), address("frozen-file", made.pk, "json"),
                address("paper-file", paper.pk, "json")):  # fmt: skip
        assert status(desk, who, url) == reading, f"{who} and {url}"
    assert status(desk, who, address("write", paper.pk)) == writing


@pytest.mark.parametrize("who", ["stranger", "anonymous"])
def test_the_public_reads_what_is_public_in_an_open_case_and_is_offered_nothing(desk: Desk, who: str) -> None:
    desk.cast.case.public = True
    desk.cast.case.save()
    hidden = desk.save("hidden", name="Only for North")
    paper = desk.save(audience=Audience.PUBLIC)
    made = desk.freeze(paper, audience=Audience.PUBLIC)
    client = desk.cast.client_of(who)
    listed = main_of(client, address("papers"))
    assert "ICT to be shared" in listed
    assert "Only for North" not in listed
    for url in (address("paper", paper.pk), address("frozen", made.pk)):
        assert "<form" not in client.get(url).content.decode().partition("<main")[2].partition("</main>")[0]
    assert client.get(address("paper", hidden.pk)).status_code == GONE


@pytest.mark.parametrize("who", ["south", "service", "supplier"])
def test_a_hidden_paper_looks_like_one_that_does_not_exist(desk: Desk, who: str) -> None:
    paper = desk.save(name="Only for North")
    made = desk.freeze(paper)
    client = desk.cast.client_of(who)
    for url in pages_of(paper, made):
        nothing = url.replace(paper.pk, MISSING).replace(made.pk, MISSING)
        answers = [(one.status_code, stable(one, ref)) for one, ref in (
            (client.get(url), url), (client.get(nothing), nothing),
        )]  # fmt: skip
        assert answers[0] == answers[1], f"{who} can tell that there is something at {url}"
        assert answers[0][0] in (GONE, FORBIDDEN)
    assert "Only for North" not in main_of(client, address("papers"))


def stable(response: Any, url: str) -> str:
    text = response.content.decode().replace(url, "here")
    return re.sub(r'value="[^"]{64}"|nonce="[^"]*"', "", text)


@pytest.mark.parametrize("who", ["south", "service", "supplier", "scrutiny"])
@pytest.mark.parametrize("name", ["write", "freeze", "ask", "share"])
def test_nobody_but_the_keepers_officers_changes_anything(desk: Desk, who: str, name: str) -> None:
    paper = desk.progress({(PLANS, "south"): "Ready."}, audience=Audience.PARTNERS)
    made = desk.freeze(paper, audience=Audience.PARTNERS, override="South is asked elsewhere.")
    count = AuditEntry.objects.count()
    ref = made.pk if name == "share" else paper.pk
    data = NEW | FREEZE | {"audience": "public", "token": desk.token(paper), "council": "south"}
    desk.cast.client_of(who).post(address(name, ref), data)
    assert AuditEntry.objects.count() == count, f"{who} changed something by {name}."
    made.item.refresh_from_db()
    assert (made.item.audience, FrozenPaper.objects.count(), Clearance.objects.count()) == ("partners", 1, 0)


@pytest.mark.parametrize("name", ["freeze", "ask", "share"])
def test_what_changes_something_is_not_done_by_following_a_link(desk: Desk, name: str) -> None:
    assert status(desk, "north", address(name, desk.save().pk)) == 405


def test_a_file_of_a_form_that_there_is_none_of_is_missing(desk: Desk) -> None:
    paper = desk.save()
    made = desk.freeze(paper)
    for url in (address("paper-file", paper.pk, "odt"), address("frozen-file", made.pk, "odt")):
        assert status(desk, "north", url) == GONE


# ------------------------------------------------------------------------------------------------------------- writing


def test_a_paper_is_begun_then_written(desk: Desk) -> None:
    client = desk.cast.client_of("north")
    response = client.post(address("new"), NEW)
    paper = Paper.objects.get()
    assert response["Location"] == address("write", paper.pk)
    boxes = typed(client, response["Location"])
    assert boxes["name"] == "ICT to be shared"
    response = client.post(
        response["Location"], boxes | {"text-0": "It costs £52k.\r\n\r\n- One\r\n- Two", "why": "Words"}
    )
    assert response["Location"] == address("paper", paper.pk)
    assert Passage.objects.get().text == "It costs £52k.\n\n- One\n- Two"
    shown = main_of(client, address("paper", paper.pk))
    assert "It costs £52k [1] . One Two" in shown


def test_a_form_that_is_sent_back_as_it_was_opened_changes_nothing(desk: Desk) -> None:
    paper = desk.save(words={(SUMMARY, ""): "One.\n\nTwo.", (SectionKey.LEGAL, ""): "- A\n- B"}, meeting_on=None)
    before, count = desk.token(paper), AuditEntry.objects.count()
    client = desk.cast.client_of("north")
    response = client.post(address("write", paper.pk), typed(client, address("write", paper.pk)) | {"why": "Nothing"})
    assert response.status_code == DONE, said(response.content.decode())
    assert (desk.token(paper), AuditEntry.objects.count()) == (before, count)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Title"),
        ({"why": ""}, "Enter why, in one sentence"),
        ({"meeting_on": "when the moon is full"}, "Meeting"),
        ({"kind": "sermon"}, "Kind of paper"),
        ({"audience": "everybody"}, "Who may see it"),
        ({"organisation": "farleigh"}, "Whose paper"),
        ({"subject": MISSING}, "About"),
    ],
)
def test_a_wrong_entry_is_told_where_it_stands_and_nothing_is_lost(
    desk: Desk, wrong: dict[str, str], words: str
) -> None:
    response = desk.cast.client_of("north").post(address("new"), NEW | {"body": "Cabinet and Council"} | wrong)
    assert words in problems(response)
    assert "Cabinet and Council" in response.content.decode(), "What was typed is gone."
    assert not Paper.objects.exists()


def test_what_a_paper_is_about_is_offered_by_name_and_only_what_one_sees(desk: Desk) -> None:
    shown = desk.cast.item(desk.cast.north, "future-it", Audience.PARTNERS, table="appraisals", name="Future IT")
    hidden = desk.cast.item(desk.cast.north, "secret", table="appraisals", name="Secret plans")
    client = desk.cast.client_of("south")
    page = client.get(address("new")).content.decode()
    assert "Future IT" in page
    assert "Secret plans" not in page
    answers = [problems(client.post(address("new"), NEW | {"subject": ref})) for ref in (hidden.pk, MISSING)]
    assert answers[0].replace(hidden.pk, "") == answers[1].replace(MISSING, "")
    assert client.post(address("new"), NEW | {"subject": shown.pk}).status_code == DONE
    assert Paper.objects.get().subject_id == shown.pk


def test_a_form_that_was_opened_too_early_shows_both_texts_and_loses_nothing(desk: Desk) -> None:
    paper = desk.save()
    client = desk.cast.client_of("north")
    mine = typed(client, address("write", paper.pk)) | {"text-0": "Mine: £1.5m.", "body": "Cabinet", "why": "Mine"}
    desk.save(words={(SUMMARY, ""): "Theirs: £40k."}, who="north")
    response = client.post(address("write", paper.pk), mine)
    text = problems(response)
    assert "was changed by somebody else since you opened it" in text
    assert "Summary Theirs: £40k. Mine: £1.5m." in text
    assert Passage.objects.get().text == "Theirs: £40k.", "The other's words are lost."
    again = typed_of(response) | {"why": "Mine"}
    assert (again["text-0"], again["body"]) == ("Mine: £1.5m.", "Cabinet")
    assert client.post(address("write", paper.pk), again).status_code == DONE
    assert Passage.objects.get().text == "Mine: £1.5m."


def test_what_differs_is_told_in_words_and_never_by_a_key(desk: Desk) -> None:
    cast = desk.cast
    refs = [cast.item(cast.north, key, table="appraisals", name=f"About {key}").pk for key in ("desks", "phones")]
    paper = desk.save(subject="desks")
    client = cast.client_of("north")
    mine = typed(client, address("write", paper.pk)) | {"subject": refs[1], "organisation": "south", "why": "Mine"}
    desk.save(subject="desks", name="Another title")
    text = problems(client.post(address("write", paper.pk), mine))
    assert "About About desks About phones" in text
    assert "Whose paper North Thornton South Thornton" in text
    assert not [ref for ref in refs if ref in text]


@pytest.mark.parametrize("change", [{"text-0": "Other words."}, {"body": "Council"}])
def test_a_subject_that_its_keeper_may_no_longer_see_stays_and_leaves_no_trace(
    desk: Desk, change: dict[str, str]
) -> None:
    """Saving anything else of the paper took the subject off it."""
    cast = desk.cast
    item = cast.item(cast.south, "theirs", Audience.PARTNERS, table="appraisals", name="The hidden choice")
    paper = desk.save(subject="theirs")
    item.audience = Audience.HOLDERS
    item.save()
    client, url = cast.client_of("north"), address("write", paper.pk)
    page = client.get(url).content.decode()
    assert "The hidden choice" not in page
    assert item.pk not in page
    assert client.post(url, typed(client, url) | change | {"why": "Mine"}).status_code == DONE
    paper.refresh_from_db()
    assert paper.subject_id == item.pk
    assert "subject" not in entries()[-1]["before"] | entries()[-1]["after"]


def test_a_subject_that_the_form_would_not_offer_stays(desk: Desk) -> None:
    """A file may say that a paper is about anything; the form offered appraisals only, and saving took it off."""
    cast = desk.cast
    item = cast.item(cast.north, "C-1", name="Ledger contract")
    paper = desk.save(subject="C-1")
    client, url = cast.client_of("north"), address("write", paper.pk)
    form = typed(client, url)
    assert form["subject"] == item.pk
    assert client.post(url, form | {"body": "Council", "why": "Mine"}).status_code == DONE
    paper.refresh_from_db()
    assert paper.subject_id == item.pk
    assert client.post(url, typed(client, url) | {"subject": "", "why": "Mine"}).status_code == DONE
    paper.refresh_from_db()
    assert paper.subject_id is None, "It can no longer be taken off."


def test_a_paper_sent_twice_is_added_once(desk: Desk) -> None:
    client = desk.cast.client_of("north")
    first, second = client.post(address("new"), NEW), client.post(address("new"), NEW)
    assert first.status_code == DONE
    assert "keeps a paper cabinet already" in problems(second)
    assert Paper.objects.count() == 1


def test_a_change_sent_twice_is_made_once(desk: Desk) -> None:
    paper = desk.save()
    client = desk.cast.client_of("north")
    mine = typed(client, address("write", paper.pk)) | {"text-0": "Mine.", "why": "Mine"}
    assert client.post(address("write", paper.pk), mine).status_code == DONE
    count = AuditEntry.objects.count()
    assert client.post(address("write", paper.pk), mine).status_code == DONE
    assert AuditEntry.objects.count() == count
