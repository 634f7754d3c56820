"""Letters to suppliers: written in bulk, drawn from the record, followed to an answer that the proposals take over."""

import io
import zipfile
from functools import partial
from pathlib import Path

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from severalty.dispositions import actions
from severalty.dispositions.models import Disposition, Letter
from severalty.dispositions.queries.drafted import Letters, Recorded
from severalty.engine.dates import day, read_date
from severalty.engine.dispositions.correspondence import Reply
from severalty.engine.dispositions.letters import LetterKind, LetterState
from severalty.formats.word_template import default_template
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.audit import verify
from severalty.tenancy.models import AuditEntry, Item, WordTemplate
from tests.conftest import NOON, TODAY, Cast, make_cast
from tests.dispositions.powers import resting
from tests.dispositions.split import import_split
from tests.tenancy.test_hardening import at_once

pytestmark = pytest.mark.sqlite_enough  # pages over queries that the engine of the database does not change


@pytest.fixture
def split(cast: Cast, tmp_path: Path) -> dict[str, Item]:
    return import_split(cast, tmp_path)


def address(cast: Cast, name: str, *args: str) -> str:
    return reverse(f"dispositions:{name}", args=[cast.case.key, *args])


def reply(cast: Cast, item: Item, said: Reply, *, carry: bool = True, who: str = "north", version: int = 0) -> int:
    recorded = Recorded(item.pk, version or Item.objects.get(pk=item.pk).version, said, carry)
    return actions.record_reply(
        by=cast.viewer(who), at=NOON, on=day(TODAY), case=cast.case, recorded=recorded, resting=resting(cast, who)
    )


def test_everyone_sees_the_letters_that_are_theirs_to_see(cast: Cast, split: dict[str, Item]) -> None:
    seen = {}
    for who in ("north", "south", "supplier"):
        text = cast.client_of(who).get(address(cast, "letters")).content.decode()
        seen[who] = {name for name in ("Consent to novate", "Asked for facts", "Quiet notice") if name in text}
    assert seen == {
        "north": {"Consent to novate", "Asked for facts", "Quiet notice"},
        "south": set(),
        "supplier": {"Asked for facts"},
    }
    assert cast.client_of("stranger").get(address(cast, "letters")).status_code == 404
    assert cast.client_of("anonymous").get(address(cast, "letters")).status_code == 302


@pytest.mark.parametrize("page", ["letter", "letter-word", "letter-print"])
def test_a_letter_that_is_not_shared_does_not_exist_for_others(cast: Cast, split: dict[str, Item], page: str) -> None:
    answers = {
        who: cast.client_of(who).get(address(cast, page, split["L-1"].pk)).status_code
        for who in ("north", "south", "supplier", "stranger", "anonymous")
    }
    assert answers == {"north": 200, "south": 404, "supplier": 404, "stranger": 404, "anonymous": 302}
    assert cast.client_of("supplier").get(address(cast, page, split["L-2"].pk)).status_code == 200


def test_what_is_said_to_the_legal_adviser_stays_with_the_writer(cast: Cast, split: dict[str, Item]) -> None:
    where = address(cast, "letter", split["L-2"].pk)
    assert "For the legal adviser" in cast.client_of("north").get(where).content.decode()
    for who in ("supplier",):
        text = cast.client_of(who).get(where).content.decode()
        assert "For the legal adviser: take" not in text
        assert "Record what became of it" not in text


def test_the_record_fills_the_letter_and_gaps_are_marked(cast: Cast, split: dict[str, Item]) -> None:
    body = cast.client_of("north").get(address(cast, "letter-word", split["L-1"].pk)).content
    word = docx.Document(io.BytesIO(body))
    text = "\n".join(
        [*(p.text for p in word.paragraphs), *(c.text for t in word.tables for r in t.rows for c in r.cells)]
    )
    for known in ("Acme Ltd", "Ledger", "REF-1", "North Thornton", "Thornton Shared ICT", "31 January 2099"):
        assert known in text, f"The letter does not say {known}, which is on record."
    assert "[to fill in: clause, or other ground in procurement law, for a change of party]" in text
    assert "draft for the council’s legal adviser" in text
    assert "Illustrative: the contract and everybody named here are invented" in text


def test_the_pages_of_items_lead_to_letter_contract_and_agreement(cast: Cast, split: dict[str, Item]) -> None:
    client = cast.client_of("north")
    for key, page in (("L-1", "letter"), ("C-1", "contract"), ("ict", "agreement")):
        text = client.get(reverse("estate:item", args=[cast.case.key, split[key].pk])).content.decode()
        assert address(cast, page, split[key].pk) in text


def test_letters_for_all_ticked_contracts_come_as_one_zip(cast: Cast, split: dict[str, Item]) -> None:
    client = cast.client_of("north")
    response = client.post(address(cast, "letters-zip"), {"letter": [split[key].pk for key in ("L-1", "L-2", "L-3")]})
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.namelist() == ["l-1.docx", "l-2.docx", "l-3.docx"]
    response = cast.client_of("supplier").post(
        address(cast, "letters-zip"), {"letter": [split["L-1"].pk, split["L-2"].pk]}
    )
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.namelist() == ["l-2.docx"], "A zip held a letter that its reader may not see."
    response = client.post(address(cast, "letters-zip"), {"letter": ["nothing"]}, follow=True)
    assert "Tick at least one letter" in response.content.decode()


def test_ticked_contracts_get_drafts_once(cast: Cast, split: dict[str, Item]) -> None:
    client, where = cast.client_of("north"), address(cast, "letters-new")
    sent = {"kind": "notice to end", "council": "north", "audience": "partners", "answer_due": "29 January 2099",
            "takes_effect": "", "contract": [split["C-1"].pk, split["C-2"].pk, split["C-3"].pk]}  # fmt: skip
    first = client.post(where, sent, follow=True).content.decode()
    assert "2 drafts are on record." in first
    assert "Left out, for such a letter is under way already: Quiet deal." in first
    made = Letter.objects.filter(state="draft", kind="notice to end")
    assert {one.contract_id for one in made} == {split["C-1"].pk, split["C-3"].pk}
    assert {one.item.audience for one in made} == {"partners"}
    assert {one.item.key for one in made} == {"C-1 notice to end", "C-3 notice to end"}, "a key of a council goes out"
    client.post(where, sent)
    assert made.count() == 2, "A form that was sent twice wrote twice."
    assert AuditEntry.objects.filter(item__in=[one.pk for one in made]).count() == 2


def test_wrong_entries_are_told_and_ticks_are_kept(cast: Cast, split: dict[str, Item]) -> None:
    client, where = cast.client_of("north"), address(cast, "letters-new")
    sent = {"kind": "notice to end", "council": "north", "audience": "holders", "answer_due": "soon",
            "contract": [split["C-3"].pk]}  # fmt: skip
    response = client.post(where, sent)
    assert response.status_code == 422
    assert "is not a date; write" in response.content.decode()
    assert f'id="tick-{split["C-3"].pk}" checked' in response.content.decode()
    response = client.post(where, sent | {"answer_due": "", "contract": []})
    assert "Tick at least one contract." in response.content.decode()


def test_all_contracts_that_a_filter_leaves_are_ticked_with_one_link(cast: Cast, split: dict[str, Item]) -> None:
    text = (
        cast.client_of("north").get(address(cast, "letters-new"), {"route": "novate", "tick": "all"}).content.decode()
    )
    assert f'id="tick-{split["C-1"].pk}" checked' in text
    assert f'id="tick-{split["C-3"].pk}"' not in text, "The filter let a contract through that is not to be novated."


@pytest.mark.parametrize(("who", "status"), [("south", 200), ("supplier", 403), ("scrutiny", 403), ("stranger", 404)])
def test_only_officers_write_letters(cast: Cast, split: dict[str, Item], who: str, status: int) -> None:
    response = cast.client_of(who).get(address(cast, "letters-new"))
    assert response.status_code == status
    assert "Quiet deal" not in response.content.decode()


def test_nobody_writes_about_what_they_may_not_see_nor_for_another_council(cast: Cast, split: dict[str, Item]) -> None:
    for wish, words in (
        (Letters(LetterKind.NOTICE, (split["C-2"].pk,), "south"), "are not on record any more"),
        (Letters(LetterKind.NOTICE, (split["C-1"].pk,), "north"), "writes on its own behalf"),
    ):
        with pytest.raises(Refused, match=words):
            actions.write_letters(by=cast.viewer("south"), at=NOON, case=cast.case, letters=wish)
    made, _ = actions.write_letters(
        by=cast.viewer("service"),
        at=NOON,
        case=cast.case,
        letters=Letters(LetterKind.NOTICE, (split["C-1"].pk,), "south"),
    )
    assert Letter.objects.get(pk=made[0]).council == cast.south


def test_a_shared_service_writes_for_all_councils_and_a_council_for_itself(cast: Cast, split: dict[str, Item]) -> None:
    wish, councils = Letters(LetterKind.EXTENSION, (split["C-1"].pk,)), {}
    for who in ("service", "south"):
        for _ in range(2):
            made, left_out = actions.write_letters(by=cast.viewer(who), at=NOON, case=cast.case, letters=wish)
            if made:
                councils[who] = Letter.objects.get(pk=made[0]).council
        assert left_out == ["Ledger"], f"{who} wrote the same letter twice."
    assert councils == {"service": None, "south": cast.south}
    sent = {"kind": "notice to end", "council": "*", "audience": "partners", "contract": [split["C-3"].pk]}
    client, where = cast.client_of("service"), address(cast, "letters-new")
    assert "All councils that use the contract" in client.get(where).content.decode()
    assert client.post(where, sent).status_code == 302
    assert Letter.objects.get(kind="notice to end", contract=split["C-3"].pk).council is None
    sent |= {"council": "north", "kind": "request to novate"}
    assert client.post(where, sent).status_code == 302
    made = Letter.objects.get(kind="request to novate", contract=split["C-3"].pk)
    assert made.item.key == f"C-3 request to novate for {cast.north.name}"


def test_letters_stand_in_the_councils_own_template(cast: Cast, split: dict[str, Item]) -> None:
    template = docx.Document(io.BytesIO(default_template()))
    template.sections[0].footer.add_paragraph("North Thornton, The Moot Hall")
    file = io.BytesIO()
    template.save(file)
    WordTemplate.objects.create(organisation=cast.north, name="letter.docx", body=file.getvalue(), changed_at=NOON)
    body = cast.client_of("north").post(address(cast, "letters-zip"), {"letter": [split["L-1"].pk]}).content
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        word = docx.Document(io.BytesIO(archive.read("l-1.docx")))
    assert "The Moot Hall" in "".join(paragraph.text for paragraph in word.sections[0].footer.paragraphs)
    assert any("asks Acme Ltd to agree" in paragraph.text for paragraph in word.paragraphs)


def test_an_answer_is_carried_into_the_proposals_of_the_same_council(cast: Cast, split: dict[str, Item]) -> None:
    assert reply(cast, split["L-1"], Reply(LetterState.SENT, read_date("2026-11-02"), "", read_date("2026-12-01"))) == 1
    mine = Disposition.objects.get(pk=split["D-1"].pk)
    assert (mine.consent, str(mine.consent_on)) == ("asked", "2 November 2026")
    assert reply(cast, split["L-1"], Reply(LetterState.AGREED, read_date("2026-11-20"), "They agree")) == 1
    mine.refresh_from_db()
    assert (mine.consent, str(mine.consent_on)) == ("given", "20 November 2026")
    assert Disposition.objects.get(pk=split["D-2"].pk).consent == "not needed", "Another council's was changed too."
    letter = Letter.objects.get(pk=split["L-1"].pk)
    assert (letter.state, str(letter.answered_on), letter.answer) == ("agreed", "20 November 2026", "They agree")


def test_conditions_are_no_consent_and_refusal_is_carried(cast: Cast, split: dict[str, Item]) -> None:
    reply(cast, split["L-1"], Reply(LetterState.SENT, read_date("2026-11-02")))
    reply(cast, split["L-1"], Reply(LetterState.AGREED_WITH_CONDITIONS, read_date("2026-11-10"), "If paid up"))
    assert Disposition.objects.get(pk=split["D-1"].pk).consent == "asked"
    reply(cast, split["L-1"], Reply(LetterState.REFUSED, read_date("2026-11-11"), "Not paid up"))
    assert Disposition.objects.get(pk=split["D-1"].pk).consent == "refused"
    reply(cast, split["L-1"], Reply(LetterState.AGREED, read_date("2026-11-12")), carry=False)
    assert Disposition.objects.get(pk=split["D-1"].pk).consent == "refused", (
        "It was carried though nobody asked for it."
    )


def test_a_letter_for_all_councils_is_carried_into_each_proposal(cast: Cast, split: dict[str, Item]) -> None:
    said = Reply(LetterState.AGREED, read_date("2026-11-20"))
    assert reply(cast, split["L-4"], said, who="service") == 1
    assert Disposition.objects.get(pk=split["S-1"].pk).consent == "given"
    assert Disposition.objects.get(pk=split["D-1"].pk).consent == "to ask", "Another organisation's was changed too."


def test_nothing_is_carried_where_the_letter_cannot_be_written(cast: Cast, split: dict[str, Item]) -> None:
    with pytest.raises(Refused, match="is still to come"):
        reply(cast, split["L-1"], Reply(LetterState.SENT, read_date("2099-11-02")))
    assert Disposition.objects.get(pk=split["D-1"].pk).consent == "to ask"


def test_the_second_of_two_who_record_an_answer_is_told(cast: Cast, split: dict[str, Item]) -> None:
    version = split["L-1"].version
    reply(cast, split["L-1"], Reply(LetterState.SENT, read_date("2026-11-02")), version=version)
    with pytest.raises(Stale, match="Somebody else changed this letter"):
        reply(cast, split["L-1"], Reply(LetterState.WITHDRAWN, read_date("2026-11-03")), version=version)
    sent = {"version": version, "state": "sent", "on": "3 November 2026", "answer": "By courier", "carry": "on"}
    text = cast.client_of("north").post(address(cast, "letter-reply", split["L-1"].pk), sent).content.decode()
    assert "Somebody else changed this letter" in text
    assert "By courier" in text, "What was typed is lost."


def test_of_two_answers_at_once_one_is_recorded_and_carried(committed: None, tmp_path: Path) -> None:
    cast = make_cast()
    split = import_split(cast, tmp_path)
    reply(cast, split["L-1"], Reply(LetterState.SENT, read_date("2026-11-02")))
    version = Item.objects.get(pk=split["L-1"].pk).version
    answers = [
        Reply(state, read_date("2026-11-20"), "So they say") for state in (LetterState.AGREED, LetterState.REFUSED)
    ]
    found = at_once(*[partial(reply, cast, split["L-1"], one, version=version) for one in answers])
    assert sorted(type(one).__name__ for one in found) == ["Stale", "int"], found
    letter, move = Letter.objects.get(pk=split["L-1"].pk), Disposition.objects.get(pk=split["D-1"].pk)
    assert (letter.state, move.consent) in (("agreed", "given"), ("refused", "refused"))
    assert verify().broken is None


def test_only_the_writer_records_what_became_of_a_letter(cast: Cast, split: dict[str, Item]) -> None:
    with pytest.raises(Refused, match="Only the organisation that wrote"):
        reply(cast, split["L-2"], Reply(LetterState.ACKNOWLEDGED, read_date("2026-11-02")), who="supplier")
    where = address(cast, "letter-reply", split["L-2"].pk)
    codes = {who: cast.client_of(who).post(where, {"state": "agreed"}).status_code for who in ("south", "supplier")}
    assert codes == {"south": 404, "supplier": 403}


def test_the_page_records_an_answer_and_says_what_is_wrong(cast: Cast, split: dict[str, Item]) -> None:
    client, where = cast.client_of("north"), address(cast, "letter-reply", split["L-2"].pk)
    sent = {"version": split["L-2"].version, "state": "refused", "on": "5 January 2020", "answer": ""}
    text = client.post(where, sent).content.decode()
    assert "is before the letter was sent, 6 January 2020" in text
    assert "Enter the reason that the supplier gave" in text
    response = client.post(where, sent | {"on": "7 January 2020", "answer": "No time"}, follow=True)
    assert "The letter is refused." in response.content.decode()


def test_overdue_answers_are_counted_and_found(cast: Cast, split: dict[str, Item]) -> None:
    text = cast.client_of("north").get(address(cast, "letters"), {"late": "yes"}).content.decode()
    assert "2 answers are overdue." in text
    assert "Asked for facts" in text
    assert "Consent to novate" not in text


def test_the_number_of_queries_does_not_grow(cast: Cast, split: dict[str, Item]) -> None:
    client = cast.client_of("north")
    pages = {
        "letters": lambda: client.get(address(cast, "letters")),
        "new": lambda: client.get(address(cast, "letters-new")),
        "zip": lambda: client.post(address(cast, "letters-zip"), {"letter": refs}),
    }
    counts = []
    for _ in range(2):
        refs = list(Letter.objects.values_list("pk", flat=True))
        for page in pages.values():
            with CaptureQueriesContext(connection) as queries:
                page()
            counts.append(len(queries))
        for kind in (LetterKind.CONSENT, LetterKind.EXTENSION):
            wish = Letters(kind, tuple(split[key].pk for key in ("C-1", "C-2", "C-3")), "north")
            actions.write_letters(by=cast.viewer("north"), at=NOON, case=cast.case, letters=wish)
    assert counts[:3] == counts[3:]
