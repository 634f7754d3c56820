"""Whether a paper is unchanged, told of files that were altered in every way that the tests can think of."""

import io
import json
from copy import deepcopy
from typing import Any

import docx
import pytest
from docx.text.run import Run
from tests.formats.alterations import (
    DIGEST,
    FILE,
    JSON,
    OTHER,
    PAPER,
    PDF,
    WORD,
    edited,
    verdict_of,
    with_json,
    word_with,
)
from tests.formats.papers import SVG, paper, png
from tests.formats.test_documents import altered, files, opened, plain_template

from severalty.formats.documents import Paragraph
from severalty.formats.paper_face import document_of
from severalty.formats.paper_json import digest_of, paper_bytes, paper_json
from severalty.formats.paper_pdf import paper_pdf
from severalty.formats.paper_withheld import grouped
from severalty.formats.paper_word import paper_word
from severalty.formats.problems import Unreadable
from severalty.formats.word import write_word
from severalty.formats.word_template import pack


# ------------------------------------------------------------------------------------------------------------ unchanged
@pytest.mark.parametrize("data", [JSON, WORD, PDF], ids=["JSON", "Word", "PDF"])
def test_paper_as_it_was_made_is_unchanged(data: bytes) -> None:
    verdict = verdict_of(data, grouped(DIGEST).upper())
    assert verdict.unchanged, verdict.differences
    assert verdict.sentence == "This paper is unchanged: it has the digest that was published.", (
        "The verdict is unclear."
    )
    facts = dict(verdict.facts)
    assert facts["Paper"] == "Future of the shared service", "It is not said which paper it is."
    assert facts["Made for"] == "Northmere Borough Council", "It is not said for whom it was made."
    assert facts["Made on"] == "26 November 2026", "It is not said when it was made."
    assert facts["SHA-256"] == grouped(DIGEST), "The digest is not said."
    assert json.loads(json.dumps(verdict.as_dict()))["digest"] == DIGEST, "The digest is not in the JSON."


@pytest.mark.parametrize("data", [FILE, WORD, PDF], ids=["JSON", "Word", "PDF"])
def test_without_a_published_digest_a_verdict_claims_no_more_than_it_knows(data: bytes) -> None:
    verdict = verdict_of(data)
    assert verdict.unchanged, verdict.differences
    assert "Compare its digest with the one published" in verdict.sentence, "It claims that this is the same paper."


@pytest.mark.parametrize("data", [JSON, WORD, PDF], ids=["JSON", "Word", "PDF"])
def test_another_paper_than_the_published_one_is_told(data: bytes) -> None:
    verdict = verdict_of(data, "0" * 64)
    assert not verdict.unchanged, "Another digest passes."
    assert any("00000000" in one and "another paper" in one for one in verdict.differences), "It is not said why."


@pytest.mark.parametrize(
    "template",
    [
        plain_template("{{ title }}", "{{ content }}", "The end"),
        plain_template("Cover of the council"),
        plain_template("Report by {{ organisation }} of {{ prepared_on }} about {{ title }}, page 1", "{{ content }}"),
        altered("word/footer1.xml", b"Page ", b"Sheet "),
    ],
)
def test_paper_in_any_template_is_unchanged(template: bytes) -> None:
    data = paper_word(PAPER, template)
    assert data == paper_word(PAPER, template), "The same paper has two files."
    assert verdict_of(data, DIGEST).unchanged, verdict_of(data).differences


def test_council_template_with_its_own_styles_headers_and_sections_is_undamaged() -> None:
    word = docx.Document()
    word.styles["Heading 1"].font.name = "Gill Sans"
    word.add_paragraph("Cover")
    word.add_section()
    word.add_paragraph("{{ title }}", style="Title")
    word.add_paragraph("{{ content }}")
    word.add_section()
    word.add_paragraph("Back page")
    word.sections[0].header.paragraphs[0].text = "{{ organisation }}"
    out = io.BytesIO()
    word.save(out)
    template = pack({**files(out.getvalue()), "customXml/item1.xml": b"<own/>"})
    template = altered("word/_rels/document.xml.rels", b"</Relationships>",
                       b'<Relationship Id="rIdOwn" Type="http://schemas.openxmlformats.org/officeDocument/2006/relations'
                       b'hips/customXml" Target="../customXml/item1.xml"/></Relationships>', template)  # fmt: skip
    data = paper_word(PAPER, template)
    made = opened(data)
    assert files(data)["customXml/item1.xml"] == b"<own/>", "The data of the template are overwritten."
    assert made.styles["Heading 1"].font.name == "Gill Sans", "A style of the council is lost."
    assert made.sections[0].header.paragraphs[0].text == "Northmere Borough Council", "The header is not filled."
    texts = [paragraph.text for paragraph in made.paragraphs]
    assert (texts[0], texts[-1]) == ("Cover", "Back page"), "Pages of the council are lost."
    assert verdict_of(data, DIGEST).unchanged, verdict_of(data).differences


def test_word_knows_the_part_that_holds_the_paper() -> None:
    parts = files(WORD)
    assert b'PartName="/customXml/itemProps1.xml"' in parts["[Content_Types].xml"], "Word calls the file damaged."
    assert b"customXml/item1.xml" in parts["word/_rels/document.xml.rels"], "Word leaves the part out when it saves."
    assert b"itemProps1.xml" in parts["customXml/_rels/item1.xml.rels"], "The part has no properties."


def test_word_file_saved_anew_is_unchanged() -> None:
    def settle(word: Any) -> None:
        for run in [run for paragraph in word.paragraphs for run in paragraph.runs if len(run.text) > 4]:
            later = Run(deepcopy(run._r), run._parent)
            run._r.addnext(later._r)
            run.text, later.text = run.text[:3], run.text[3:]  # Word cuts texts into pieces when it checks spelling

    assert verdict_of(edited(settle), DIGEST).unchanged, verdict_of(edited(settle)).differences


# --------------------------------------------------------------------------------------------------------- JSON altered
def test_json_with_other_spaces_is_changed_and_says_so() -> None:
    for data in (JSON + b"\n", json.dumps(json.loads(JSON), indent=1).encode(), JSON.replace(b"{", b'{"case":"x",', 1)):
        verdict = verdict_of(data)
        assert not verdict.unchanged, "Bytes with another digest pass."
        assert digest_of(data)[:8] in verdict.differences[0], "The digest of the bytes is not said."
        assert verdict.digest == DIGEST, "The paper in it has another digest than the paper."


def test_another_json_is_another_paper() -> None:
    data = paper_json(OTHER)
    verdict = verdict_of(data)
    assert verdict.unchanged, "It is sound in itself."
    assert verdict.digest == digest_of(OTHER) != DIGEST, "It has the digest of the paper that it was."
    assert not verdict_of(data, DIGEST).unchanged, "It passes for the published one."


@pytest.mark.parametrize(
    ("old", "new"), [(b"52,000", b"25,000"), (b'"draft":false', b'"draft":true'), (b"Cabinet", b"C")]
)
def test_edited_json_does_not_have_the_digest_that_it_states(old: bytes, new: bytes) -> None:
    assert old in FILE, "The paper of the test has lost what is edited."
    verdict = verdict_of(FILE.replace(old, new, 1))
    assert not verdict.unchanged, f"{new.decode()} was put in the place of {old.decode()}, and nobody noticed."
    assert any(grouped(DIGEST) in one for one in verdict.differences), "The digest that it states is not named."


def test_json_without_its_digest_cannot_pass_for_unchanged() -> None:
    verdict = verdict_of(JSON)
    assert not verdict.unchanged, "Who takes the digest away can change the rest."
    assert "does not carry its digest" in verdict.differences[0]
    assert verdict_of(JSON, DIGEST).unchanged, "With the published digest there is nothing to miss."


def test_json_laid_out_otherwise_is_read_and_said_to_be() -> None:
    verdict = verdict_of(json.dumps(json.loads(FILE), indent=1).encode())
    assert "not in its one form" in verdict.differences[0]


# --------------------------------------------------------------------------------------------------------- Word altered
CELL_ENDS = "</w:t></w:r></w:p></w:tc>"
KEEP = '<w:t xml:space="preserve">Keep the service'
BOX = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Or not.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
WORD_CHANGES = {
    "figure in a table": (
        word_with(f">£52,000 [1]{CELL_ENDS}</w:tr><w:tr>", f">£53,000 [1]{CELL_ENDS}</w:tr><w:tr>"),
        "Section 2, Financial implications, table 1, row 1, Cost: found “£53,000 [1]”, expected “£52,000 [1]”.",
    ),
    "paragraph": (
        word_with("Keep the service together.", "Divide the service."),
        "Section 1, Recommendations, paragraph 1.1: found “Divide the service.”, expected “Keep the service",
    ),
    "heading": (word_with(">Detail<", ">Retail<"), "Section 2, Financial implications, Detail, heading"),
    "head": (word_with(">Cabinet<", ">Council<"), "Head of the paper, “Report to”: found “Council”, expected “Cab"),
    "empty cell": (
        word_with("<w:r/></w:p></w:tc></w:tr></w:tbl>", f"<w:r><w:t>£9{CELL_ENDS}</w:tr></w:tbl>"),
        "found “£9”, expected nothing",
    ),
    "caption": (word_with("Cost by year", "Cost by month"), "table 2, caption"),
    "note": (word_with("Nothing is decided yet.", "All is decided."), "note: found “All is decided.”"),
    "list": (word_with(">Two<", ">Three<"), "Recommendations, list, item 2: found “Three”, expected “Two”."),
    "notes of a table": (word_with("Before inflation.", "After inflation."), "table 1, notes"),
    "title": (edited(lambda word: word.paragraphs[1].runs[0].__setattr__("text", "Future")), "Title: found “Future”"),
    "footer": (
        word_with("Future of the shared", "End of the shared", "word/footer1.xml"),
        "Title: found “End of the shared service",
    ),
    "organisation": (word_with(">Northmere Borough Council<", ">Southmere<"), "Organisation: found “Southmere”"),
    "alternative text": (word_with("Keeping costs less.", "Keeping costs more."), "figure 1, text alternative"),
    "picture": (
        pack({**files(WORD), "word/media/figure1.svg": SVG.replace(b"300", b"100")}),
        "Figure 1, Costs: the picture is another",
    ),
    "stand-in": (pack({**files(WORD), "word/media/image1.png": png(8, 8)}), "Figure 1, Costs: the picture is another"),
    "digest": (word_with(grouped(DIGEST), grouped("f" * 64)), "The digest printed on the paper is ffffffff"),
    "hidden": (
        word_with(f"<w:r>{KEEP}", f"<w:r><w:rPr><w:vanish/></w:rPr>{KEEP}"),
        "paragraph 1.1: missing, expected “Keep the service together.”",
    ),
    "deleted under tracking": (
        word_with(f"<w:r>{KEEP} together.</w:t></w:r>", '<w:del w:id="1"><w:r><w:delText>A</w:delText></w:r></w:del>'),
        "paragraph 1.1: missing",
    ),
    "footnote": (
        word_with(f"<w:r>{KEEP}", f'<w:r><w:footnoteReference w:id="2"/></w:r><w:r>{KEEP}'),
        "a footnote was added",
    ),
    "text box": (
        word_with(f"<w:r>{KEEP}", f"{BOX}<w:r>{KEEP}"),
        "After Section 1, Recommendations, paragraph 1.1: added “Or not.”",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", WORD_CHANGES)
def test_text_changed_in_word_is_named_with_its_place(kind: str) -> None:
    data, words = WORD_CHANGES[kind]
    verdict = verdict_of(data, DIGEST)
    assert not verdict.unchanged, f"A changed {kind} passes."
    assert any(words in one for one in verdict.differences), f"{kind}: {verdict.differences}"
    assert len(verdict.differences) <= 3, f"One change is told {len(verdict.differences)} times."


def test_paragraph_added_or_taken_out_in_word_is_named() -> None:
    def add(word: Any) -> None:
        next(p for p in word.paragraphs if p.text == "The money is in the budget.").insert_paragraph_before("Not yet.")

    def take(word: Any) -> None:
        gone = next(p for p in word.paragraphs if p.text == "The money is in the budget.")
        gone._p.getparent().remove(gone._p)

    def at_end(word: Any) -> None:
        mark = word.element.body.xpath('.//w:bookmarkStart[@w:name="severalty_end"]')[0]
        docx.text.paragraph.Paragraph(mark.getparent(), word).insert_paragraph_before("Signed.")

    assert "added “Not yet.”" in verdict_of(edited(add)).differences[0], "An added paragraph passes."
    assert "paragraph 2.2: missing" in verdict_of(edited(take)).differences[0], "A lost paragraph passes."
    assert "added “Signed.”" in verdict_of(edited(at_end)).differences[0], "A paragraph added at the end passes."


def test_swapped_cells_are_both_named() -> None:
    def swap(word: Any) -> None:
        table = word.tables[1]
        one, other = table.cell(1, 1).paragraphs[0].runs[0], table.cell(2, 1).paragraphs[0].runs[0]
        one.text, other.text = other.text, one.text

    differences = verdict_of(edited(swap)).differences
    assert any("row 1, Cost" in one for one in differences), differences
    assert any("row 2, Cost" in one for one in differences), differences


def test_data_changed_and_text_left_is_told() -> None:
    verdict = verdict_of(with_json(OTHER))
    assert verdict.digest == digest_of(OTHER), "The digest of the data inside is not said."
    assert any("found “£52,000 [1]”, expected “£53,000 [1]”" in one for one in verdict.differences), "The text passes."
    assert any(DIGEST[:8] in one and "printed" in one for one in verdict.differences), "The printed digest passes."


def test_data_and_text_changed_alike_show_in_the_printed_digest() -> None:
    data = write_word(document_of(OTHER), None, paper_bytes(OTHER))
    data = word_with(grouped(digest_of(OTHER)), grouped(DIGEST), data=data)
    verdict = verdict_of(data)
    assert verdict.digest == digest_of(OTHER), "The digest of the data inside is not said."
    assert verdict.printed == (DIGEST,), "The printed digest is not said."
    assert len(verdict.differences) == 2, verdict.differences
    assert dict(verdict.facts)["SHA-256 printed on it"] == grouped(DIGEST), "The printed digest is not shown."


def test_paper_forged_throughout_is_another_paper_with_another_digest() -> None:
    for data in (paper_word(OTHER), paper_pdf(OTHER)):
        verdict = verdict_of(data)
        assert verdict.unchanged, "It agrees with itself."
        assert verdict.digest == digest_of(OTHER), "It passes for the paper that it was."
        assert not verdict_of(data, DIGEST).unchanged, "It passes for the published paper."


def test_lost_marks_are_told_and_the_text_is_still_compared() -> None:
    data = word_with('w:name="severalty_begin"', 'w:name="other"')
    assert "marks" in verdict_of(data).differences[0], "Without marks nothing can be told apart, and it is not said."
    assert len(verdict_of(data).differences) == 1, "Every text of the template is named."
    both = word_with("Keep the service together.", "Divide it.", data=data)
    assert any("Keep the service" in one for one in verdict_of(both).differences), "A changed text passes."


def test_no_more_than_fifty_differences_are_listed() -> None:
    content = paper(*(Paragraph(f"Paragraph {number}.") for number in range(80)))
    data = altered("word/document.xml", b">Paragraph ", b">Sentence ", paper_word(content))
    verdict = verdict_of(data)
    assert (len(verdict.differences), verdict.more) == (50, 30), "The list is endless or its end is not said."
    assert "80 things differ" in verdict.sentence, "The number of differences is wrong."


def test_long_texts_are_shown_around_the_change() -> None:
    content = paper(Paragraph("Many words. " * 60 + "It costs £5. " + "And more. " * 60))
    data = altered("word/document.xml", "It costs £5.".encode(), "It costs £6.".encode(), paper_word(content))
    assert "…" in verdict_of(data).differences[0], "A whole page is repeated."
    assert "costs £6." in verdict_of(data).differences[0], "The change itself is cut off."


def test_word_file_with_two_papers_is_refused() -> None:
    data = pack({**files(WORD), "customXml/item2.xml": files(paper_word(OTHER))["customXml/item1.xml"]})
    with pytest.raises(Unreadable, match="2 papers"):
        verdict_of(data)
