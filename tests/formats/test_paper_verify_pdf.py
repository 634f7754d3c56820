"""Whether a PDF is an unchanged paper, and what is no paper at all."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from pypdf.annotations import FreeText
from tests.formats.alterations import DIGEST, JSON, OTHER, PAPER, PDF, WORD, pdf_with, verdict_of, word_with
from tests.formats.papers import SVG, paper
from tests.formats.test_documents import altered, files

from severalty.formats import paper_pdf as pdf
from severalty.formats.documents import Paragraph, Picture
from severalty.formats.paper_face import document_of
from severalty.formats.paper_json import digest_of, paper_bytes
from severalty.formats.paper_pdf import paper_pdf, printed
from severalty.formats.paper_verify import verify_paper
from severalty.formats.papers import PaperContent
from severalty.formats.problems import Unreadable
from severalty.formats.word_template import default_template, pack


# ---------------------------------------------------------------------------------------------------------- PDF altered
def forged(content: PaperContent, inside: PaperContent) -> bytes:
    """A PDF that says one thing and carries the data of another."""
    return printed(document_of(content), paper_bytes(inside), date(2026, 11, 26), draft=False)


def test_pdf_saved_anew_is_unchanged_and_says_so() -> None:
    verdict = verdict_of(pdf_with(lambda writer: None), DIGEST)
    assert verdict.unchanged, verdict.differences
    assert "saved anew" in verdict.notes[0], "It is not said that the bytes are others."


def test_text_changed_in_pdf_is_named_with_its_page() -> None:
    verdict = verdict_of(forged(OTHER, PAPER), DIGEST)
    assert not verdict.unchanged, "A changed figure passes."
    assert any(one.startswith("Page 1: ") and "£53,000" in one and "£52,000" in one for one in verdict.differences), (
        verdict.differences
    )
    assert any("Page 3" in one for one in verdict.differences), "The list of figures is not compared."


def test_pdf_with_other_data_than_its_text_is_told() -> None:
    verdict = verdict_of(forged(PAPER, OTHER))
    assert verdict.digest == digest_of(OTHER), "The digest of the data inside is not said."
    assert any(DIGEST[:8] in one and "printed" in one for one in verdict.differences), "The printed digest passes."


def test_words_added_or_taken_out_in_pdf_are_named() -> None:
    more = forged(paper(Paragraph("Signed in secret.")), PAPER)
    assert any("Signed in secret." in one for one in verdict_of(more).differences), "Added words pass."
    less = forged(PAPER, paper(Paragraph("Signed in secret.")))
    assert any("expected" in one and "secret." in one for one in verdict_of(less).differences), "Lost words pass."


def test_box_laid_over_a_page_is_told() -> None:
    note = FreeText(text="£1", rect=(50, 550, 200, 650))
    verdict = verdict_of(pdf_with(lambda writer: writer.add_annotation(0, note)), DIGEST)
    assert any("Page 1: something is laid over it" in one for one in verdict.differences), "A covered figure passes."


def test_page_drawn_otherwise_is_told_though_its_words_are_the_same() -> None:
    other = replace(PAPER, sections=tuple(
        replace(section, blocks=tuple(
            replace(block, image=SVG.replace(b'width="300"', b'width="100"')) if isinstance(block, Picture) else block
            for block in section.blocks))
        for section in PAPER.sections))  # fmt: skip
    document = replace(document_of(PAPER), sections=document_of(other).sections)
    data = printed(document, JSON, date(2026, 11, 26), draft=False)
    assert any("drawn otherwise" in one for one in verdict_of(data).differences), "Another picture passes."


def test_pages_taken_out_of_a_pdf_are_told() -> None:
    verdict = verdict_of(pdf_with(lambda writer: writer.remove_page(1)), DIGEST)
    assert any("Table 2: Cost by year" in one for one in verdict.differences), "A lost page passes."


def test_pdf_of_another_version_is_compared_by_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    old = replace(PAPER, software="Severalty 0.0.1")
    other = replace(old, title="Future of a shared service")
    usual = pdf._template()
    with monkeypatch.context() as patch:
        patch.setattr(pdf, "_template", lambda: usual.replace(b"size: 11pt,", b"size: 11.5pt,"))
        data, changed, recent = paper_pdf(old), forged(other, old), paper_pdf(PAPER)
    assert data != paper_pdf(old), "This proves nothing."
    verdict = verdict_of(data, digest_of(old))
    assert verdict.unchanged, verdict.differences
    assert "word by word" in verdict.notes[0], "It is not said how it was compared."
    assert any("a shared service" in one for one in verdict_of(changed).differences), "A changed word passes."
    assert not verdict_of(recent).unchanged, "A file of this version that is drawn otherwise passes."


# ------------------------------------------------------------------------------------------------------------- no paper
def with_part(name: str, content: bytes) -> bytes:
    return pack({**files(WORD), name: content})


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def locked() -> bytes:
    return pdf_with(lambda writer: writer.encrypt("secret", algorithm="RC4-128"))


NO_PAPER = {
    "nothing": (b"", "no paper"),
    "words": (b"Dear all", "no paper"),
    "old Word": (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "no paper"),
    "other JSON": (b'{"a":1}', "no paper"),
    "Word without data": (default_template(), "without the data"),
    "damaged data": (word_with("<data ", "<data x", "customXml/item1.xml"), "without the data"),
    "data no base64": (word_with("</data>", "*</data>", "customXml/item1.xml"), "without the data"),
    "cut zip": (WORD[:-40], "damaged"),
    "other zip": (zipped("a.txt", b"x"), "no Word document"),
    "bomb": (with_part("word/media/a.png", bytes(130_000_000)), "packed to less|MB once it is unpacked"),
    "entity": (
        altered("word/document.xml", b"<w:document", b"<!DOCTYPE a [<!ENTITY b 'c'>]><w:document", WORD),
        "document type",
    ),
    "broken text": (altered("word/document.xml", b"</w:body>", b"", WORD), "damage in"),
    "cut PDF": (PDF[:2000], "damaged|without the data"),
    "PDF of nothing": (b"%PDF-1.7\n", "damaged"),
    "PDF without data": (pdf_with(lambda w: w._root_object.pop("/Names")), "without the data"),
    "locked PDF": (locked(), "password"),
}  # fmt: skip


@pytest.mark.parametrize("kind", NO_PAPER)
def test_what_is_no_paper_is_refused_in_a_sentence(kind: str) -> None:
    data, words = NO_PAPER[kind]
    with pytest.raises(Unreadable, match=words) as refusal:
        verify_paper(data, "some file")
    assert str(refusal.value).startswith('File "some file": found '), "The sentence does not name the file."


def test_bytes_of_a_pdf_changed_at_random_never_break_the_check() -> None:
    for place in range(200, len(PDF) - 200, len(PDF) // 12):
        data = PDF[:place] + b"\x00<<[" + PDF[place + 4 :]
        try:
            verdict_of(data)
        except Unreadable:
            continue
