"""The pages that freeze papers, ask councils for their part, and check a file: what they take and what they say."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from severalty.decisions.models import Clearance, FrozenPaper, Paper
from severalty.engine.estate.parties import Audience
from severalty.formats.paper_verify import verify_paper
from tests.decisions.conftest import Desk, address, entries, main_of, said
from tests.decisions.looking import (
    DONE,
    FORMS,
    FREEZE,
    GONE,
    OK,
    PLANS,
    SUMMARY,
    greeted,
    problems,
    status,
    typed,
    typed_of,
)

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
