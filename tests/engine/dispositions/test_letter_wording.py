"""Wordings of letters: merge fields are filled or marked as gaps, and what cannot be used is refused by name."""

import pytest

from severalty.engine.dispositions.letter_wording import (
    MERGE_FIELDS,
    STANDARD,
    Wording,
    changed_values,
    fields_of,
    gaps_of,
    merged,
    with_gaps_filled,
    wording_faults,
)
from severalty.engine.dispositions.letters import LetterKind
from severalty.formats.documents import Bullets, Document, Note, Paragraph, Section
from severalty.formats.sent_letters import SentText, read_sent, sent_digest, sent_json

OWN = Wording(
    "A word about {contract}", "Dear {supplier},\nwe write.\n\n- Answer by {answer_due}.\n- Say [to fill in: x].\n\nEnd"
)


def test_every_kind_has_a_standard_wording_without_faults_that_uses_fields_and_asks() -> None:
    assert set(STANDARD) == set(LetterKind)
    for kind, wording in STANDARD.items():
        assert wording_faults(wording) == (), kind
        assert {"council", "holding", "answer_due"} <= set(fields_of(wording)), kind
        assert len(merged(wording, {}).asked) >= 3, kind
    assert set(MERGE_FIELDS) - {name for one in STANDARD.values() for name in fields_of(one)} == {
        "contract", "reference", "our_reference", "sent_on",
    }, "a field stands in no letter, and in its head neither"  # fmt: skip


def test_fields_are_filled_once_and_what_is_not_known_is_a_gap() -> None:
    worded = merged(OWN, {"supplier": "Acme {council}", "contract": "Ledger"})
    assert worded.subject == "A word about Ledger"
    assert worded.said == ("Dear Acme {council}, we write.", "End"), "a value was read as a field"
    assert worded.asked == ("Answer by [to fill in: day by which an answer is asked for].", "Say [to fill in: x].")
    assert gaps_of(worded.asked) == ("day by which an answer is asked for", "x")
    assert with_gaps_filled(worded.asked[1], {"x": "yes", "y": "no"}) == "Say yes."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Dear {suplier}",
            "Line 1 of the text has the merge field {suplier}, which there is not. The fields are {council}",
        ),
        ("One\n{supplier", "Line 2 of the text has a brace without its other half."),
        ("  ", "The text is empty."),
        ("x" * 8001, "The text has 8,001 characters; it may have 8,000."),
    ],
)
def test_a_wording_that_cannot_be_used_is_refused_by_name(text: str, words: str) -> None:
    wording = Wording("About it", text)
    assert any(words in one for one in wording_faults(wording)), wording_faults(wording)
    with pytest.raises(ValueError, match=r"."):
        merged(wording, {})


def test_what_has_changed_since_is_named_with_then_and_now() -> None:
    then = {"supplier": "Acme", "contract": "Ledger"}
    assert changed_values(then, {"supplier": "Acme", "contract": "Ledger", "notice": "new"}) == ()
    assert changed_values(then, {"supplier": "Beta"}) == (
        ("name of the supplier", "Acme", "Beta"), ("name of the contract", "Ledger", ""),
    )  # fmt: skip


def test_a_sent_letter_is_read_back_as_it_was_kept() -> None:
    sections = (Section("Notice", 1, (Note("n"), Paragraph("p"))), Section("Asked", 1, (Bullets(("a", "b")),)))
    document = Document("T", "S", "North", "1 January 2027", (("To", "Acme"),), sections)
    text = SentText(document, {"supplier": "Acme"}, {"x": "y"}, ("r1",), True)
    body = sent_json(text)
    assert read_sent(body) == text
    assert sent_digest(body) != sent_digest(body.replace("Acme", "Acne"))
    with pytest.raises(ValueError, match="not of the schema"):
        read_sent("{}")
