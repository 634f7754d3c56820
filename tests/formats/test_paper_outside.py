"""Words in a Word file outside the paper itself: those of the council's template stay, and others are named."""

import io
import re
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml.parser import parse_xml
from tests.formats.papers import SVG, paper, png
from tests.formats.test_documents import W, altered, files, opened

from severalty.formats.paper_json import digest_of
from severalty.formats.paper_verify import PaperVerdict, verify_paper
from severalty.formats.paper_word import paper_word
from severalty.formats.word_template import pack
from severalty.formats.word_xml import NAMESPACES

PAPER = paper()
DIGEST = digest_of(PAPER)
BOX = (
    f'<w:p {NAMESPACES} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p>'
    "<w:r><w:t>Not agreed.</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
)
MARK = (
    f'<w:p {NAMESPACES} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape>'
    '<v:textpath string="WITHDRAWN"/></v:shape></w:pict></w:r></w:p>'
)


def house_template() -> bytes:
    """A council's template with a cover, a header with a picture, a footer with fields, and a last page."""
    word = docx.Document()
    word.add_paragraph("Thornton House, the council’s seat")
    word.add_paragraph("{{ title }}")
    _field(word.add_paragraph("Printed on "), "DATE \\@ dd/MM", "1 May")
    word.add_paragraph("{{ content }}")
    word.add_paragraph("Published by the clerk.")
    header = word.sections[0].header.paragraphs[0]
    header.text = "Working together"
    header.add_run().add_picture(io.BytesIO(png()))
    _field(word.sections[0].footer.paragraphs[0], "PAGE", "1")
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _field(paragraph: Any, code: str, shown: str) -> None:
    """A field in the pieces in which Word writes it."""
    for xml in (
        '<w:fldChar w:fldCharType="begin"/>', f"<w:instrText> {code} </w:instrText>",
        '<w:fldChar w:fldCharType="separate"/>', f"<w:t>{shown}</w:t>", '<w:fldChar w:fldCharType="end"/>',
    ):  # fmt: skip
        paragraph._p.append(parse_xml(f"<w:r {NAMESPACES}>{xml}</w:r>"))


HOUSE = house_template()
WORD, PLAIN = paper_word(PAPER, HOUSE), paper_word(PAPER)
Change = Callable[[Any], None]


def verdict_of(data: bytes) -> PaperVerdict:
    return verify_paper(data, "file", DIGEST)


def edited(change: Change, data: bytes = WORD) -> bytes:
    """The file after something was done to it as in Word, saved by another program."""
    word = opened(data)
    change(word)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def with_story(kind: str, text: str, data: bytes = WORD) -> bytes:
    """The file with a part of notes or comments that it had not."""
    part = f'<w:{kind} {NAMESPACES}><w:{kind[:-1]} w:id="2"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind[:-1]}>'
    return pack({**files(data), f"word/{kind}.xml": f"{part}</w:{kind}>".encode()})


def without_record(data: bytes) -> bytes:
    """The file as earlier versions made it."""
    parts = files(data)
    name = next(one for one in parts if b"<outside>" in parts[one])
    return pack({**parts, name: re.sub(rb"<outside>.*</outside>", b"", parts[name])})


def before(word: Any) -> None:
    word.paragraphs[0].insert_paragraph_before("For the meeting of 3 December")


def cover(word: Any) -> None:
    word.paragraphs[0].runs[0].text = "Thornton Cottage"


def behind(word: Any) -> None:
    word.add_paragraph("Signed by nobody.")


def gone(word: Any) -> None:
    word.paragraphs[-1]._p.getparent().remove(word.paragraphs[-1]._p)


def header(word: Any) -> None:
    word.sections[0].header.add_paragraph("Agenda item 7")


def first_header(word: Any) -> None:
    word.sections[0].different_first_page_header_footer = True
    word.sections[0].first_page_header.paragraphs[0].text = "Superseded"


def page_words(word: Any) -> None:
    element = next(one for one in word.sections[0].footer._element.iter(f"{W}t") if one.text == "1")
    element.text = "not for decision"


def table_before(word: Any) -> None:
    table = word.add_table(1, 1)
    table.cell(0, 0).text = "Cost: nil"
    word.paragraphs[0]._p.addprevious(table._tbl)


def boxed(word: Any) -> None:
    word.paragraphs[0]._p.addprevious(parse_xml(BOX))


def boxed_in_header(word: Any) -> None:
    word.sections[0].header._element.append(parse_xml(BOX))


def watermarked(word: Any) -> None:
    word.sections[0].header._element.append(parse_xml(MARK))


def pictured(word: Any) -> None:
    word.paragraphs[0].runs[0].add_picture(io.BytesIO(png(9, 9)))


def fielded(word: Any) -> None:
    _field(word.paragraphs[0], "TIME", "The vote is void")


ADDED = {
    "paragraph before": (before, "before the paper: added “For the meeting of 3 December”"),
    "cover": (cover, "before the paper: found “Thornton Cottage”, expected “Thornton House"),
    "paragraph after": (behind, "after the paper: added “Signed by nobody.”"),
    "paragraph taken out": (gone, "after the paper: missing, expected “Published by the clerk.”"),
    "header": (header, "in a header: added “Agenda item 7”"),
    "header of the first page": (first_header, "in a header: added “Superseded”"),
    "words in the place of a page number": (page_words, "in a footer: found “not for decision”, expected “{PAGE}”"),
    "table": (table_before, "before the paper: added “Cost: nil”"),
    "text box": (boxed, "before the paper: added “Not agreed.”"),
    "text box in the header": (boxed_in_header, "in a header: added “Not agreed.”"),
    "watermark": (watermarked, "in a header: added “WITHDRAWN”"),
    "picture": (pictured, "before the paper: found “Thornton House, the council’s seat[picture"),
    "field that hides words": (fielded, "before the paper: found “Thornton House, the council’s seat{TIME}”"),
}


@pytest.mark.parametrize("kind", ADDED)
def test_what_is_added_outside_the_paper_is_named(kind: str) -> None:
    """Until now words before and behind the paper, in headers and in footers passed for the template's."""
    change, words = ADDED[kind]
    verdict = verdict_of(edited(change))
    assert not verdict.unchanged, f"A {kind} passes."
    assert any(f"Outside the paper, {words}" in one for one in verdict.differences), verdict.differences
    assert len(verdict.differences) == 1, f"One change is told {len(verdict.differences)} times."


@pytest.mark.parametrize(("kind", "place"), [("comments", "a comment"), ("footnotes", "a footnote")])
def test_notes_and_comments_are_named(kind: str, place: str) -> None:
    verdict = verdict_of(with_story(kind, "I would not"))
    assert f"Outside the paper, in {place}: added “I would not”." in verdict.differences


def test_words_in_a_chart_are_named() -> None:
    chart = b'<c:chart xmlns:c="urn:c" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:t>Up</a:t>'
    data = pack({**files(WORD), "word/charts/chart1.xml": chart + b"</c:chart>"})
    assert verdict_of(data).differences == ("Outside the paper, in a chart or diagram: added “Up”.",)


def test_another_document_that_word_takes_in_is_named() -> None:
    """It stands in no paragraph, so it was not even found within the paper."""
    data = altered("word/document.xml", b"<w:body>", b'<w:body><w:altChunk r:id="rId1"/>', WORD)
    assert "In the text of the paper: another document was added." in verdict_of(data).differences


@pytest.mark.parametrize("template", [None, HOUSE], ids=["default", "house"])
def test_the_template_s_own_words_are_no_change(template: bytes | None) -> None:
    data = paper_word(PAPER, template)
    assert data == paper_word(PAPER, template), "The same paper has two files."
    verdict = verdict_of(edited(lambda word: None, data))
    assert verdict.unchanged, verdict.differences
    assert "was compared with what was written down" in verdict.notes[0], "It is not said what was compared."
    assert "digest does not speak for any of it" in verdict.notes[0], "It claims more than it can know."


def test_what_word_works_out_by_itself_is_no_change() -> None:
    def reckon(word: Any) -> None:
        for root, old, new in ((word.element, "1 May", "2 June 2027"), (word.sections[0].footer._element, "1", "xiv")):
            next(one for one in root.iter(f"{W}t") if one.text == old).text = new

    data = edited(reckon)
    assert b"2 June 2027" in files(data)["word/document.xml"], "This proves nothing."
    assert verdict_of(data).unchanged, verdict_of(data).differences


def test_headers_written_several_times_and_cut_into_pieces_are_no_change() -> None:
    parts = files(WORD)
    name = next(one for one in parts if one.startswith("word/header"))
    twice = parts[name].replace(b"Working together", b'Working </w:t></w:r><w:r><w:t xml:space="preserve">together')
    links = f"word/_rels/{name.removeprefix('word/')}.rels"
    data = pack({**parts, name: twice, "word/header9.xml": twice, "word/_rels/header9.xml.rels": parts[links]})
    assert verdict_of(data).unchanged, verdict_of(data).differences


def test_a_title_changed_on_the_cover_is_told_once() -> None:
    def retitle(word: Any) -> None:
        next(one for one in word.paragraphs if one.text == PAPER.title).runs[0].text = "End of the service"

    verdict = verdict_of(edited(retitle))
    assert verdict.differences == ("Title: found “End of the service”, expected “Future of the shared service”.",)


@pytest.mark.parametrize("change", [None, before, header])
def test_files_of_earlier_versions_are_checked_as_before_and_say_what_was_not(change: Change | None) -> None:
    data = without_record(WORD)
    verdict = verdict_of(edited(change, data) if change else data)
    assert verdict.unchanged, verdict.differences
    assert "was not compared" in verdict.notes[0], "It is not said that the cover was not compared."
    assert not verdict_of(altered("word/document.xml", b"Keep the service", b"Divide the service", data)).unchanged


@pytest.mark.parametrize("record", [b"*", b"bm8=", b"W10=", b"eyJhIjoxfQ==", b"eyJhIjpbMV19"])
def test_a_damaged_record_is_told(record: bytes) -> None:
    parts = files(WORD)
    name = next(one for one in parts if b"<outside>" in parts[one])
    data = re.sub(rb"<outside>.*</outside>", b"<outside>" + record + b"</outside>", parts[name])
    verdict = verdict_of(pack({**parts, name: data}))
    assert not verdict.unchanged


def test_the_digest_of_a_paper_does_not_depend_on_the_template() -> None:
    assert verify_paper(PLAIN, "file").digest == verify_paper(WORD, "file").digest == DIGEST


def test_a_broken_picture_of_the_template_does_not_break_the_check() -> None:
    data = pack({**files(WORD), "word/media/other.svg": SVG[:40]})
    assert verdict_of(data).unchanged, verdict_of(data).differences
