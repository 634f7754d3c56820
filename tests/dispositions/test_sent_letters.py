"""A sent letter keeps its text; a council keeps wordings of its own; what waits is told in the morning."""

import importlib
import io
from pathlib import Path
from typing import Any

import docx
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from severalty.dispositions import actions
from severalty.dispositions.models import Letter, LetterWording, SentLetter, VariationSignature
from severalty.dispositions.queries.drafted import Letters
from severalty.dispositions.views.morning import letter_prompts, signature_prompts
from severalty.engine.dates import read_date
from severalty.engine.dispositions.letter_wording import Wording
from severalty.engine.dispositions.letters import LetterKind
from severalty.estate.models import Contract
from severalty.tenancy.actions import Stale
from severalty.tenancy.models import AuditEntry, Item
from tests.conftest import NOON, TODAY, Cast
from tests.dispositions.powers import boxes
from tests.dispositions.split import import_split


@pytest.fixture
def split(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Item]:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    return import_split(cast, tmp_path)


def address(cast: Cast, name: str, *args: str) -> str:
    return reverse(f"dispositions:{name}", args=[cast.case.key, *args])


def post(cast: Cast, name: str, ref: str, **values: Any) -> str:
    version = Item.objects.get(pk=ref).version
    sent = {"version": version, **boxes(cast), **values}
    return cast.client_of("north").post(address(cast, name, ref), sent, follow=True).content.decode()


def page(cast: Cast, ref: str, who: str = "north") -> str:
    return cast.client_of(who).get(address(cast, "letter", ref)).content.decode()


def send(cast: Cast, ref: str) -> str:
    text = page(cast, ref)
    gap = "gap-clause-or-other-ground-in-procurement-law-for-a-change-of-party"
    assert f'name="{gap}"' in text, "The form does not ask for the gaps of the letter."
    return post(cast, "letter-reply", ref, state="sent", on="20 November 2026", **{gap: "clause 7 <b>"})


def test_a_sent_letter_stays_as_it_was_sent_and_says_what_has_changed(cast: Cast, split: dict[str, Item]) -> None:
    ref = split["L-1"].pk
    text = send(cast, ref)
    assert "The letter as it was sent" in text
    assert "What it draws on stands on record today as it did then." in text
    assert "clause 7 &lt;b&gt;." in text
    Contract.objects.filter(pk=split["C-1"].pk).update(reference="REF-NEW")
    text = page(cast, ref)
    assert "The record has changed since" in text
    heads = text[text.index("The letter as it was sent") :]
    assert heads.count("REF-NEW") == 1, "The letter that was sent says today’s reference."
    assert heads.count("REF-1") == 2
    body = cast.client_of("north").get(address(cast, "letter-word", ref)).content
    cells = [cell.text for table in docx.Document(io.BytesIO(body)).tables for row in table.rows for cell in row.cells]
    assert ("REF-1" in cells, "REF-NEW" in cells) == (True, False)
    kept = SentLetter.objects.get()
    assert AuditEntry.objects.filter(item=ref, body__contains=kept.digest).exists(), "The trail does not know the text."


def test_the_database_refuses_to_change_what_was_sent(cast: Cast, split: dict[str, Item]) -> None:
    SentLetter.objects.create(letter_id=split["L-1"].pk, number=1, digest="0", kept_at=NOON, body="{}")
    with pytest.raises(DatabaseError, match="stays as it was sent"), transaction.atomic():
        SentLetter.objects.update(body="{ }")
    with pytest.raises(DatabaseError, match="stays as it was sent"), transaction.atomic():
        SentLetter.objects.all().delete()
    if connection.vendor == "sqlite":
        again = "INSERT OR REPLACE INTO dispositions_sentletter SELECT * FROM dispositions_sentletter"
        with pytest.raises(DatabaseError, match="stays as it was sent"), transaction.atomic():
            connection.cursor().execute(again)


@pytest.mark.sqlite_enough
def test_who_may_not_see_what_it_was_drawn_from_does_not_read_it(cast: Cast, split: dict[str, Item]) -> None:
    ref = split["L-1"].pk
    send(cast, ref)
    Item.objects.filter(pk=ref).update(audience="partners")
    assert "clause 7" in page(cast, ref, "south"), "South sees the contract and the proposal that it was drawn from."
    Item.objects.filter(pk=split["D-1"].pk).update(audience="holders")
    text = page(cast, ref, "south")
    assert "You may not see all that it was drawn from" in text
    assert "clause 7" not in text
    assert "clause 7" in page(cast, ref), "The writer does not read its own letter."
    Item.objects.filter(pk=split["D-1"].pk).update(audience="partners")
    Item.objects.filter(pk=split["acme"].pk).update(audience="holders")
    text = page(cast, ref, "south")
    assert "Acme" not in text, "The letter names a supplier that South may not see."
    assert "clause 7" not in text


@pytest.mark.sqlite_enough
def test_a_sent_letter_is_withdrawn_with_a_reason_and_keeps_its_text(cast: Cast, split: dict[str, Item]) -> None:
    ref = split["L-1"].pk
    send(cast, ref)
    assert "enter why it is withdrawn" in post(cast, "letter-reply", ref, state="withdrawn", on="21 November 2026")
    text = post(cast, "letter-reply", ref, state="withdrawn", on="21 November 2026", answer="Sent in error")
    assert "The letter is withdrawn." in text
    assert "clause 7" in text


@pytest.mark.sqlite_enough
def test_a_council_puts_its_letters_in_its_own_words(cast: Cast, split: dict[str, Item]) -> None:
    client, where = cast.client_of("north"), address(cast, "letter-wording", "request-to-novate")
    sent = {"version": "0", "subject": "A wish", "text": "Dear {supplier}, please.\n- Answer by {answr}."}
    response = client.post(where, sent)
    assert response.status_code == 422
    assert "Line 2 of the text has the merge field {answr}, which there is not." in response.content.decode()
    good = sent | {"text": "Dear {supplier}, please.\n- Answer by {answer_due}."}
    assert "Dear Acme Ltd, please." in client.post(where, good | {"preview": "yes"}).content.decode()
    assert not LetterWording.objects.exists(), "A preview was kept."
    assert "now use your own wording" in client.post(where, good, follow=True).content.decode()
    assert "Dear Acme Ltd, please." in page(cast, split["L-1"].pk)
    assert "standard" in cast.client_of("south").get(where).content.decode(), "Another council got the wording."
    again = good | {"subject": "A second wish"}
    stale = client.post(where, again).content.decode()
    assert "What it says now" in stale
    assert 'name="version" value="1"' in stale, "Whoever was told cannot keep their own in its place."
    assert "A wish" in stale
    with pytest.raises(Stale, match="Somebody else changed this wording"):
        actions.set_wording(by=cast.viewer("north"), at=NOON, case=cast.case, kind=LetterKind.NOVATION,
                            wording=Wording("x", "y"), version=0)  # fmt: skip
    client.post(where, {"version": "1", "forget": "yes"})
    assert "Dear Acme" not in page(cast, split["L-1"].pk)


@pytest.mark.sqlite_enough
def test_ticking_all_loses_nothing_that_was_typed(cast: Cast, split: dict[str, Item]) -> None:
    where = address(cast, "letters-new")
    sent = {"kind": "notice to end", "answer_due": "29 January 2099", "audience": "partners", "tick": "all"}
    text = cast.client_of("north").post(where, sent).content.decode()
    assert 'value="29 January 2099"' in text
    assert '<option value="notice to end" selected' in text
    assert text.count('name="contract"') == text.count(' checked><label class="govuk-label govuk-checkboxes__label"')
    assert "There is a problem" not in text
    assert Letter.objects.count() == 4, "Ticking wrote letters."


def test_the_morning_tells_of_letters_and_signatures(cast: Cast, split: dict[str, Item]) -> None:
    def told(who: str) -> list[str]:
        viewer = cast.viewer(who)
        found = [*letter_prompts(viewer, cast.case, TODAY), *signature_prompts(viewer, cast.case, TODAY)]
        for one in found:
            assert cast.client_of(who).get(one.url).status_code == 200, one
        return [one.sentence for one in found]

    waits = "A variation of “ICT agreement” waits for your signature."
    assert told("north") == ["2 answers to letters of yours are overdue.", waits]
    assert told("south") == [waits]
    wish = Letters(LetterKind.NOTICE, (split["C-1"].pk, split["C-3"].pk), "north")
    actions.write_letters(by=cast.viewer("north"), at=NOON, case=cast.case, letters=wish)
    Contract.objects.filter(pk=split["C-1"].pk).update(act_by=read_date("2026-12-12"))
    Contract.objects.filter(pk=split["C-3"].pk).update(act_by=read_date("2020-12-12"))
    assert told("north")[1:3] == [
        "1 draft of a letter was not sent by the contract’s last day to act.",
        "1 draft of a letter is to be sent by the contract’s last day to act, the first by 12 December 2026.",
    ]
    text = cast.client_of("north").get(address(cast, "letters"), {"send": "soon"}).content.decode()
    assert ("Ledger" in text, "Desk tool" in text) == (True, False)


def test_the_wording_of_a_signature_moves_to_its_column(cast: Cast, split: dict[str, Item]) -> None:
    migration = importlib.import_module("severalty.dispositions.migrations.0004_wordings_and_sent_letters_stay")
    row = VariationSignature.objects.create(
        case=cast.case, variation_id=split["V-1"].pk, organisation=cast.north, recorded_by=cast.north,
        source="Signed on the page, wording 0123456789ab",
    )  # fmt: skip
    migration.to_column(apps, None)
    row.refresh_from_db()
    assert (row.wording, row.source) == ("0123456789ab", "Signed on the page")
    migration.to_source(apps, None)
    row.refresh_from_db()
    assert row.source == "Signed on the page, wording 0123456789ab"
