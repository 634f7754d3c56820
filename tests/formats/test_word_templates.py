"""A council's own Word template: filled in where it can be used, refused in words where it cannot."""

import io

import docx
import pytest
from tests.formats.test_documents import (
    W,
    altered,
    columns,
    files,
    opened,
    paragraph_texts,
    plain_template,
    report,
    with_body,
    with_link,
    with_text,
)

from severalty.formats.documents import (
    Paragraph,
    Section,
    Table,
)
from severalty.formats.word import write_word
from severalty.formats.word_check import TemplateError, advise_template, check_template
from severalty.formats.word_template import default_template, pack


def test_default_template_passes_its_own_check() -> None:
    assert check_template(default_template()) == (), "The default template is refused."
    assert advise_template(default_template()) == (), "The default template needs advice."


def test_placeholders_cut_into_pieces_are_filled_everywhere() -> None:
    word = docx.Document()
    cut = word.add_paragraph("For ")
    for piece in ("{", "{ ti", "tle }} of {{organisation", "}}"):
        cut.add_run(piece)
    word.add_paragraph("{{ content }}")
    word.add_paragraph("The end")
    word.sections[0].header.paragraphs[0].text = "{{ prepared_on }}"
    out = io.BytesIO()
    word.save(out)
    made = opened(write_word(report(), out.getvalue()))
    texts = paragraph_texts(made)
    assert texts[0] == "For Future of the service of Northmere Borough Council", "A placeholder is not filled."
    assert made.sections[0].header.paragraphs[0].text == "14 March 2025", "The header is not filled."
    assert texts[-1] == "The end", "The report is not where the template wants it."
    assert "Recommendations" in texts, "The report is missing."
    assert not any("{{" in text for text in texts), "A placeholder is left."


def test_template_without_styles_still_gives_headings_and_bullets() -> None:
    parts = files(default_template())
    bare = b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    template = pack({**parts, "word/styles.xml": bare})
    word = opened(write_word(report(), template))
    levels = {p.text: p._p.find(f"{W}pPr/{W}outlineLvl") for p in word.paragraphs}
    assert levels["Detail"].get(f"{W}val") == "1", "Without a heading style the heading is not a heading."
    assert word.tables[1]._tbl.tblPr.find(f"{W}tblBorders") is not None, "Without a table style there are no lines."
    assert "Heading 1" in advise_template(template)[0], "The council is not told which style is missing."


def test_template_without_place_gets_the_report_at_its_end_with_a_notice() -> None:
    template = plain_template("Council cover")
    texts = paragraph_texts(opened(write_word(report(), template)))
    assert texts[:2] == ["Council cover", "Future of the service"], "The cover is lost or the title is missing."
    assert any("does not say where the report goes" in text for text in texts), "The officer is not told."
    assert "{{ content }}" in advise_template(template)[0], "The person who gives the template is not told."


def test_makers_of_the_template_are_forgotten() -> None:
    word = docx.Document()
    word.core_properties.author = "A Person"
    word.core_properties.comments = "A Person's words"
    out = io.BytesIO()
    word.save(out)
    parts = files(write_word(report(), out.getvalue()))
    assert not any(b"A Person" in content for content in parts.values()), "A person's name is published."
    assert "docProps/app.xml" not in parts, "The program's record of the template is published."


LONG_INSTRUCTION = (
    '<w:p><w:r><w:instrText xml:space="preserve"> DDE</w:instrText></w:r>'
    "<w:r><w:instrText>AUTO c:\\x</w:instrText></w:r></w:p>"
)
HOSTILE = {
    "text": (b"Not a zip", "not a Word document"),
    "old form": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "older .doc"),
    "too large": (b"PK\x03\x04" + b"\x00" * 5_000_001, "at most 5 MB"),
    "cut short": (default_template()[:-40], "damaged or cut-short"),
    "other zip": (pack({"a.txt": b"x"}), "not a Word document"),
    "macro parts": (pack({**files(default_template()), "word/vbaProject.bin": b"x"}), "macros"),
    "macro type": (altered("[Content_Types].xml", b"</Types>", b"<!-- macroEnabled --></Types>"), "macros"),
    "embedded": (pack({**files(default_template()), "word/embeddings/a.bin": b"x"}), "embedded file"),
    "bomb": (pack({**files(default_template()), "word/media/a.png": bytes(31_000_000)}), "can be read"),
    "remote template": (with_link("attachedTemplate", "https://example.org/a.dotm"), "attached to another template"),
    "remote picture": (with_link("image", "https://example.org/a.png"), "fetches something from outside"),
    "script link": (with_link("hyperlink", "file:///c:/x.exe"), "not a web or e-mail address"),
    "entity": (
        altered("word/document.xml", b"<w:document", b"<!DOCTYPE a [<!ENTITY b 'c'>]><w:document"),
        "document type",
    ),
    "broken part": (altered("word/styles.xml", b"</w:styles>", b""), "damaged in ‘word/styles.xml’"),
    "lost part": (
        pack({n: c for n, c in files(default_template()).items() if n != "word/footer1.xml"}),
        "list of parts",
    ),
    "loop": (with_text("{% for a in b %}"), "instruction"),
    "expression": (with_text("{{ ''.__class__ }}"), "instruction"),
    "unknown name": (with_text("{{ author }}"), "not known"),
    "twice": (with_text("{{ content }}"), "2 times"),
    "in table": (
        with_body("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{ content }}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"),
        "header, footer, note, table or text box",
    ),
    "strict form": (
        altered("word/document.xml", b"http://schemas.openxmlformats.org/word", b"http://purl.oclc.org/ooxml/word"),
        "Strict Open XML",
    ),
    "in footer": (
        altered("word/footer1.xml", b"{{ title }}", b"{{ content }}"),
        "header, footer, note, table or text box",
    ),
    "field": (with_body(LONG_INSTRUCTION), "(DDEAUTO)"),
    "other document": (with_body('<w:altChunk r:id="rId9"/>'), "another document"),
    "tracked": (with_body('<w:p><w:ins w:id="1" w:author="A"><w:r/></w:ins></w:p>'), "tracked changes"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_template_that_cannot_be_used_is_refused_in_words(kind: str) -> None:
    data, words = HOSTILE[kind]
    problems = check_template(data)
    assert any(words in problem for problem in problems), f"The {kind} template: {problems or 'accepted'}"
    assert all(problem.endswith(".") for problem in problems), "A refusal is not a sentence."
    with pytest.raises(TemplateError) as refusal:
        write_word(report(), data)
    assert refusal.value.problems == problems, "Writing refuses for other reasons than checking."


def test_harmless_links_and_hyperlink_fields_are_welcome() -> None:
    assert check_template(with_link("hyperlink", "https://www.example.gov.uk/")) == (), "A web address is refused."
    field = '<w:p><w:r><w:instrText> HYPERLINK "https://www.example.gov.uk" </w:instrText></w:r></w:p>'
    assert check_template(with_body(field)) == (), "A hyperlink field is refused."


def test_wide_table_between_other_sections_of_the_template() -> None:
    word = docx.Document()
    word.add_paragraph("Cover")
    word.add_section()
    word.add_paragraph("{{ content }}")
    word.add_section()
    word.add_paragraph("Back page")
    word.sections[0].footer.paragraphs[0].text = "Footer"
    word.sections[1].different_first_page_header_footer = True
    out = io.BytesIO()
    word.save(out)
    wide = Table("Wide", columns(*"ABCDEFGH"), (tuple("12345678"),))
    made = opened(write_word(report(sections=(Section("S", 1, (Paragraph("Text"), wide)),)), out.getvalue()))
    turned = [section.page_width > section.page_height for section in made.sections]
    assert turned.count(True) == 1, "Not just the wide table is turned."
    assert turned[0] is False, "The cover was turned."
    assert turned[-1] is False, "The back page was turned."
    assert {section.footer.paragraphs[0].text for section in made.sections} == {"Footer"}, "A footer is lost."
    firsts = [section.different_first_page_header_footer for section in made.sections]
    assert firsts.count(True) == 1, "The first page of a section is repeated where the page turns."
