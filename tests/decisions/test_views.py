"""The pages of papers: who opens them, that hidden ones look like none, and that no form loses what was typed."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from severalty.decisions.models import Clearance, FrozenPaper, Paper, Passage
from severalty.engine.decisions.papers import SectionKey
from severalty.engine.estate.parties import Audience
from severalty.formats.paper_verify import verify_paper
from severalty.tenancy.models import AuditEntry
from tests.decisions.conftest import MISSING, Desk, address, entries, main_of, said

OK, DONE, FORBIDDEN, GONE, AGAIN = 200, 302, 403, 404, 422
EVERYBODY = ("north", "south", "service", "supplier", "stranger", "finance", "scrutiny", "records", "anonymous")
PLANS, SUMMARY = SectionKey.PLANS, SectionKey.SUMMARY
FORMS = ("json", "docx", "pdf")
NEW = {
    "key": "cabinet", "name": "ICT to be shared", "kind": "committee", "purpose": "for decision",
    "audience": "holders", "key_decision": "unknown", "call_in": "unknown", "exempt": "unknown",
    "evidence": "reported", "why": "For the meeting of December",
}  # fmt: skip
FREEZE = {"audience": "partners", "why": "For Cabinet"}


def pages_of(paper: Paper, made: FrozenPaper) -> Iterator[str]:
    """Every page that tells of one paper, and its files."""
    yield address("paper", paper.pk)
    yield address("write", paper.pk)
    yield address("part", paper.pk)
    yield address("frozen", made.pk)
    for form in FORMS:
        yield address("paper-file", paper.pk, form)
        yield address("frozen-file", made.pk, form)


def status(desk: Desk, who: str, url: str) -> int:
    return desk.cast.client_of(who).get(url).status_code


def problems(response: Any) -> str:
    """What a form says that it did not take."""
    assert response.status_code == AGAIN, f"The form was taken, or failed: {response.status_code}."
    return said(response.content.decode())


def greeted(client: Client, url: str) -> str:
    """The whole next page, messages too, in plain words."""
    return html.unescape(client.get(url).content.decode())


def typed(client: Client, url: str) -> dict[str, str]:
    """What a form holds when it is opened, as a browser would send it back."""
    page = client.get(url).content.decode()
    found = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checked" in tag or 'type="radio"' not in tag):
            found[name[1]] = html.unescape(value[1]) if value else ""
    for name, inside in re.findall(r'<textarea\b[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        found[name] = html.unescape(inside).lstrip("\n")
    for name, inside in re.findall(r'<select\b[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', inside)
        found[name] = html.unescape(chosen[1]) if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


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


def typed_of(response: Any) -> dict[str, str]:
    class Once:
        def get(self, _: str) -> Any:
            return response

    return typed(Once(), "")  # type: ignore[arg-type]


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


# ------------------------------------------------------------------------------------------------------------ freezing


def frozen_by(desk: Desk, paper: Paper, **more: str) -> Any:
    """Freeze a paper by its page as it was opened."""
    client = desk.cast.client_of("north")
    boxes = typed(client, address("paper", paper.pk))
    return client.post(address("freeze", paper.pk), {"token": boxes["token"]} | FREEZE | more)


def test_a_paper_is_frozen_by_its_page_and_its_files_verify(desk: Desk) -> None:
    paper = desk.save()
    response = frozen_by(desk, paper)
    made = FrozenPaper.objects.get()
    assert response["Location"] == address("frozen", made.pk)
    assert made.item.audience == "partners"
    client = desk.cast.client_of("south")
    shown = main_of(client, address("frozen", made.pk))
    assert made.digest in shown
    assert "as it was frozen" in shown
    assert "changed since it was frozen" not in shown
    for form in FORMS:
        body = client.get(address("frozen-file", made.pk, form)).content
        verdict = verify_paper(body, f"paper.{form}", made.digest)
        assert verdict.unchanged, f"{form}: {verdict.differences}"
        assert not verdict.content.draft


def test_frozen_twice_by_a_double_click_is_one_version(desk: Desk) -> None:
    paper = desk.save()
    assert frozen_by(desk, paper)["Location"] == frozen_by(desk, paper)["Location"]
    assert FrozenPaper.objects.count() == 1


def test_the_files_of_an_old_version_verify_after_the_paper_moved_on(desk: Desk) -> None:
    paper = desk.save()
    frozen_by(desk, paper)
    first = FrozenPaper.objects.get()
    desk.save(words={(SUMMARY, ""): "It costs £60k."}, name="Another title")
    frozen_by(desk, paper)
    client = desk.cast.client_of("north")
    for form in FORMS:
        verdict = verify_paper(client.get(address("frozen-file", first.pk, form)).content, f"old.{form}", first.digest)
        assert verdict.unchanged, f"{form}: {verdict.differences}"
    shown = main_of(client, address("frozen", first.pk))
    assert "£52k" in shown
    assert "£60k" not in shown
    assert "version 1 (this one)" in shown
    assert "version 2" in shown


def test_the_draft_of_a_paper_says_so_in_every_form(desk: Desk) -> None:
    paper = desk.save()
    client = desk.cast.client_of("north")
    for form in FORMS:
        verdict = verify_paper(client.get(address("paper-file", paper.pk, form)).content, f"draft.{form}")
        assert verdict.unchanged, f"{form}: {verdict.differences}"
        assert verdict.content.draft, form


@pytest.mark.parametrize("more", [{"why": ""}, {"audience": "everybody"}])
def test_nothing_is_frozen_without_saying_who_may_see_it_and_why(desk: Desk, more: dict[str, str]) -> None:
    paper = desk.save()
    client = desk.cast.client_of("north")
    response = client.post(address("freeze", paper.pk), {"token": desk.token(paper)} | FREEZE | more)
    assert "Nothing is frozen yet" in greeted(client, response["Location"])
    assert not FrozenPaper.objects.exists()


def test_the_page_says_why_a_paper_is_not_frozen_and_freezes_it_with_a_reason(desk: Desk) -> None:
    paper = desk.progress({(PLANS, "south"): "South is ready."})
    desk.ask(paper)
    client = desk.cast.client_of("north")
    token = {"token": desk.token(paper)}
    response = client.post(address("freeze", paper.pk), token | FREEZE)
    assert "South Thornton has not agreed" in greeted(client, response["Location"])
    assert not FrozenPaper.objects.exists()
    client.post(address("freeze", paper.pk), token | FREEZE | {"override": "The meeting is tomorrow."})
    assert FrozenPaper.objects.count() == 1
    assert entries()[-1]["after"]["although a council has not agreed"] == "The meeting is tomorrow."


def test_a_record_that_moved_since_the_page_was_opened_is_looked_at_again(desk: Desk) -> None:
    desk.charge("desk", 84_000, borne_by=desk.cast.north)
    paper = desk.progress({(PLANS, "north"): "North is ready."})
    client = desk.cast.client_of("north")
    boxes = typed(client, address("paper", paper.pk)) | FREEZE | {"override": "Nobody else is told of."}
    desk.charge("more", 99_000, borne_by=desk.cast.north)
    response = client.post(address("freeze", paper.pk), boxes)
    assert "Look at it again" in greeted(client, response["Location"])
    assert not FrozenPaper.objects.exists()
    client.post(
        address("freeze", paper.pk), typed(client, address("paper", paper.pk)) | FREEZE | {"override": "As above."}
    )
    assert FrozenPaper.objects.count() == 1


def test_an_agreement_given_by_the_page_lets_the_page_freeze(desk: Desk) -> None:
    """The council reads its part with the eyes of the keeper; the digests must be the same."""
    desk.charge("hidden", 84_000, borne_by=desk.cast.south, audience=Audience.HOLDERS)
    paper = desk.progress({(PLANS, "south"): "South is ready."})
    desk.ask(paper)
    client = desk.cast.client_of("south")
    boxes = typed(client, address("part", paper.pk))
    client.post(address("part", paper.pk), {"shown": boxes["shown"], "agreed": "yes"})
    assert Clearance.objects.get().agreed
    frozen_by(desk, paper)
    assert FrozenPaper.objects.count() == 1


def test_a_frozen_paper_is_shared_by_its_page(desk: Desk) -> None:
    made = desk.freeze(desk.save())
    assert status(desk, "south", address("frozen", made.pk)) == GONE
    client = desk.cast.client_of("north")
    response = client.post(address("share", made.pk), {"audience": "partners", "why": "Agreed"})
    assert response["Location"] == address("frozen", made.pk)
    assert status(desk, "south", address("frozen", made.pk)) == OK
    assert status(desk, "south", address("paper", made.paper_id)) == GONE, "Sharing a version shared the draft."
    assert status(desk, "supplier", address("frozen", made.pk)) == GONE


# -------------------------------------------------------------------------------------------------------- ones own part


def asked(desk: Desk) -> Paper:
    paper = desk.progress(
        {
            (SUMMARY, ""): "Secret of all.",
            (PLANS, ""): "Secret of the partnership.",
            (PLANS, "north"): "Secret of North.",
            (PLANS, "south"): "South is ready.",
        },
        lead="Secret portfolio holder",
    )
    desk.ask(paper)
    return paper


def test_a_council_sees_its_own_part_and_nothing_else_of_the_paper(desk: Desk) -> None:
    paper = asked(desk)
    client = desk.cast.client_of("south")
    page = client.get(address("part", paper.pk)).content.decode()
    assert "South is ready." in page
    assert "Secret" not in page
    for url in (address("paper", paper.pk), address("write", paper.pk), address("paper-file", paper.pk, "json")):
        assert client.get(url).status_code == GONE
    assert "waits for you" in main_of(client, address("papers"))


@pytest.mark.parametrize("who", ["north", "service", "supplier", "stranger", "anonymous"])
def test_nobody_else_sees_the_part_or_answers(desk: Desk, who: str) -> None:
    paper = asked(desk)
    client = desk.cast.client_of(who)
    expected = DONE if who == "anonymous" else GONE
    assert client.get(address("part", paper.pk)).status_code == expected
    answer = {"agreed": "yes", "shown": desk.part(paper)}
    assert client.post(address("part", paper.pk), answer).status_code == expected
    assert Clearance.objects.get().answered_at is None


def test_a_council_answers_by_the_page_and_its_keeper_reads_it(desk: Desk) -> None:
    paper = asked(desk)
    client = desk.cast.client_of("south")
    boxes = typed(client, address("part", paper.pk))
    client.post(address("part", paper.pk), {"shown": boxes["shown"], "agreed": "no", "note": "We are late."})
    assert Clearance.objects.get().agreed is False
    shown = main_of(desk.cast.client_of("north"), address("paper", paper.pk))
    assert "objected" in shown
    assert "We are late." in shown


def test_an_objection_without_a_reason_is_asked_for_one(desk: Desk) -> None:
    paper = asked(desk)
    client = desk.cast.client_of("south")
    response = client.post(address("part", paper.pk), {"shown": desk.part(paper), "agreed": "no"})
    assert "Say what is wrong with it" in problems(response)
    assert Clearance.objects.get().answered_at is None


def test_an_answer_to_words_that_changed_meanwhile_is_not_taken(desk: Desk) -> None:
    paper = asked(desk)
    client = desk.cast.client_of("south")
    boxes = typed(client, address("part", paper.pk))
    desk.progress({(PLANS, "south"): "South is late."})
    response = client.post(address("part", paper.pk), {"shown": boxes["shown"], "agreed": "yes", "note": "Fine."})
    text = problems(response)
    assert "was changed since you opened it" in text
    assert "South is late." in text
    assert Clearance.objects.get().answered_at is None
    again = typed_of(response)
    assert "Fine." in again["note"], "What was typed is gone."
    assert client.post(address("part", paper.pk), again | {"agreed": "yes"}).status_code == DONE
    assert Clearance.objects.get().agreed


def test_an_answer_goes_stale_when_the_part_changes(desk: Desk) -> None:
    paper = asked(desk)
    desk.answer(paper)
    client = desk.cast.client_of("south")
    assert "changed since you answered" not in main_of(client, address("part", paper.pk))
    desk.progress({(PLANS, "south"): "South is late."})
    assert "changed since you answered" in main_of(client, address("part", paper.pk))


def test_the_keeper_is_told_that_an_agreement_went_stale(desk: Desk) -> None:
    paper = asked(desk)
    desk.answer(paper)
    client = desk.cast.client_of("north")
    assert "changed since" not in main_of(client, address("paper", paper.pk))
    desk.progress({(PLANS, "south"): "South is late."})
    assert "changed since" in main_of(client, address("paper", paper.pk))


def test_a_reader_of_the_council_reads_the_part_and_does_not_answer_it(desk: Desk) -> None:
    paper = desk.save("of-south", {(SUMMARY, "north"): "North is ready."}, "south")
    desk.ask(paper, ("north",), "south")
    client = desk.cast.client_of("scrutiny")
    assert "North is ready." in main_of(client, address("part", paper.pk))
    data = {"shown": typed(desk.cast.client_of("north"), address("part", paper.pk))["shown"], "agreed": "yes"}
    assert "may read this and not answer it" in problems(client.post(address("part", paper.pk), data))
    assert Clearance.objects.get().answered_at is None


def test_councils_are_asked_by_the_page_and_only_those_of_the_case(desk: Desk) -> None:
    paper = desk.progress({(PLANS, "south"): "South is ready."})
    client = desk.cast.client_of("north")
    response = client.post(address("ask", paper.pk), {"council": ["south", "stranger", "supplier"]})
    assert "They are asked." in greeted(client, response["Location"])
    assert [one.organisation.key for one in Clearance.objects.all()] == ["south"]
    response = client.post(address("ask", paper.pk), {})
    assert "Choose whom to ask." in greeted(client, response["Location"])


# --------------------------------------------------------------------------------------------------- is it unchanged


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_checked_by_its_page(desk: Desk, form: str) -> None:
    made = desk.freeze(desk.save())
    client = desk.cast.client_of("north")
    body = client.get(address("frozen-file", made.pk, form)).content
    digest = " ".join(re.findall(".{8}", made.digest.upper()))

    def checked(data: bytes, expected: str) -> str:
        file = SimpleUploadedFile(f"paper.{form}", data)
        response = desk.cast.client_of("south").post(address("check"), {"file": file, "digest": expected})
        assert response.status_code == OK
        return said(response.content.decode())

    assert "This paper is unchanged: it has the digest that was published." in checked(body, digest)
    assert "Compare its digest with the one published" in checked(body, "")
    assert "This is not the paper as it was made" in checked(body, "0" * 64)


@pytest.mark.parametrize("data", [b"", b"no paper", b"{}", b"PK\x03\x04broken", b"%PDF-1.7 broken"])
def test_what_is_no_paper_is_said_to_be_none(desk: Desk, data: bytes) -> None:
    response = desk.cast.client_of("north").post(address("check"), {"file": SimpleUploadedFile("x.json", data)})
    assert "There is a problem" in problems(response)


def test_a_changed_word_in_the_json_is_found(desk: Desk) -> None:
    made = desk.freeze(desk.save())
    file = SimpleUploadedFile("paper.json", made.body.replace("£52k", "£25k").encode())
    response = desk.cast.client_of("north").post(address("check"), {"file": file, "digest": made.digest})
    assert "This is not the paper as it was made" in said(response.content.decode())
