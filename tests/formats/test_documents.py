"""Reports written as Word documents, and the templates that councils give for them."""

import io
import struct
import zipfile
import zlib
from datetime import UTC, datetime

import docx
import pytest

from severalty.formats.documents import (
    Bullets,
    Document,
    Note,
    Paragraph,
    Picture,
    Section,
    Table,
    TableColumn,
    number_document,
)
from severalty.formats.word import write_word
from severalty.formats.word_template import default_template, pack

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 240"><rect width="9" height="9"/></svg>'


def png(width: int = 40, height: int = 20) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    lines = zlib.compress((b"\x00" + b"\x80" * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def columns(*labels: str) -> tuple[TableColumn, ...]:
    return tuple(TableColumn(label) for label in labels)


COSTS = Table(
    "Cost of each option",
    (TableColumn("Option", width_share=3), TableColumn("Cost", "right")),
    (("Keep", "12,400"), ("Split", "15,000"), ("All", "27,400")),
    total_row=True,
    notes="Illustrative figures.",
)


def report(*blocks: object, **changes: object) -> Document:
    sections = (
        Section("Recommendations", 1, (Paragraph("Approve it.", numbered=True), Bullets(("One", "Two")))),
        Section("Reasons", 1, (Paragraph("Because.", numbered=True), COSTS, *blocks)),  # type: ignore[arg-type]
        Section("Detail", 2, (Paragraph("More.", numbered=True), Note("Illustrative."))),
    )
    fields = {
        "title": "Future of the service",
        "subtitle": "Options appraisal",
        "organisation": "Northmere Borough Council",
        "prepared_on": "14 March 2025",
        "summary_facts": (("Decision", "Approve"),),
        "sections": sections,
    }
    return Document(**{**fields, **changes})  # type: ignore[arg-type]


def opened(data: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(data))


def files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def altered(part: str, old: bytes, new: bytes, template: bytes | None = None) -> bytes:
    """The template with one text changed in one of its parts."""
    parts = files(template or default_template())
    assert old in parts[part], f"{part} no longer holds {old!r}, so this test would prove nothing"
    return pack({**parts, part: parts[part].replace(old, new)})


def with_text(text: str) -> bytes:
    return altered("word/document.xml", b"{{ subtitle }}", text.encode())


def with_body(xml: str) -> bytes:
    return altered("word/document.xml", b"<w:sectPr>", f"{xml}<w:sectPr>".encode())


def with_link(kind: str, target: str) -> bytes:
    link = f'<Relationship Id="rIdX" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    return altered("word/_rels/document.xml.rels", b"</Relationships>", link.encode())


def plain_template(*lines: str) -> bytes:
    """A template as another program makes it, without a place for the report unless the lines give one."""
    word = docx.Document()
    for line in lines:
        word.add_paragraph(line)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def paragraph_texts(word: docx.document.Document) -> list[str]:
    return [paragraph.text for paragraph in word.paragraphs]


# ------------------------------------------------------------------------------------------------- the document
def test_headings_are_real_headings_in_order() -> None:
    headings = [(p.style.name, p.text) for p in opened(write_word(report())).paragraphs if "Heading" in p.style.name]
    assert headings == [("Heading 1", "Recommendations"), ("Heading 1", "Reasons"), ("Heading 2", "Detail")], (
        "A screen reader would not find the sections."
    )


def test_numbered_paragraphs_use_the_list_of_their_heading() -> None:
    word = opened(write_word(report()))
    numbers = {}
    for paragraph in word.paragraphs:
        found = paragraph._p.find(f"{W}pPr/{W}numPr")
        if found is not None:
            numbers[paragraph.text] = (found[1].get(f"{W}val"), found[0].get(f"{W}val"))
    outline = numbers["Recommendations"][0]
    assert numbers["Reasons"] == (outline, "0"), "Headings are not counted together."
    assert numbers["Because."] == numbers["More."] == (outline, "1"), "Paragraphs are not numbered under their heading."
    assert numbers["One"][0] != outline, "Bullets take part in the numbering of paragraphs."


def test_labels_for_html_are_those_of_word() -> None:
    labels = number_document(report(Picture(png(), "A bar.", "Costs")))
    assert [label.heading for label in labels] == ["1", "2", ""], "Heading numbers differ."
    assert labels[1].blocks == ("2.1", "Table 1", "Figure 1"), "Block labels differ."
    assert labels[2].blocks == ("2.2", ""), "Numbers start again under a second-level heading."


def test_table_repeats_its_header_keeps_rows_whole_and_has_a_text_alternative() -> None:
    table = opened(write_word(report())).tables[1]
    rows = table._tbl.findall(f"{W}tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False, False], (
        "The header row must repeat on each page, and no other row."
    )
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows), "A row could split across pages."
    properties = table._tbl.tblPr
    assert properties.find(f"{W}tblCaption").get(f"{W}val") == "Cost of each option", "No title for screen readers."
    assert "Option, Cost" in properties.find(f"{W}tblDescription").get(f"{W}val"), "No description of the table."
    assert [cell.text for cell in table.rows[3].cells] == ["All", "27,400"], "The total row has gone."
    assert table.rows[3].cells[0].paragraphs[0].runs[0].bold, "The total row does not stand out."
    assert not table.rows[1].cells[0].paragraphs[0].runs[0].bold, "Every row stands out."


def test_caption_is_numbered_and_stays_with_its_table() -> None:
    word = opened(write_word(report()))
    caption = next(p for p in word.paragraphs if p.style.name == "Caption")
    assert "".join(t.text for t in caption._p.iter(f"{W}t")) == "Table 1: Cost of each option", "The caption is wrong."
    assert caption._p.getnext().tag == f"{W}tbl", "The caption does not stand before its table."
    assert caption._p.find(f"{W}pPr/{W}keepNext") is not None, "A page could end between caption and table."


@pytest.mark.parametrize("image", [png(), SVG])
def test_picture_has_its_alternative_text(image: bytes) -> None:
    data = write_word(report(Picture(image, 'Keep is "shorter" than <split>.', "Costs")))
    shape = opened(data).inline_shapes[0]._inline
    assert shape.docPr.get("descr") == 'Keep is "shorter" than <split>.', "The alternative text is lost."


def test_vector_picture_is_kept_beside_its_stand_in() -> None:
    parts = files(write_word(report(Picture(SVG, "A bar.", "Costs", stand_in=png()))))
    assert parts["word/media/figure1.svg"] == SVG, "The drawing itself is not in the document."
    assert png() in parts.values(), "The stand-in is not in the document."
    assert b"svgBlip" in parts["word/document.xml"], "Word is not told of the drawing."


def test_picture_is_no_wider_than_the_page() -> None:
    word = opened(write_word(report(Picture(png(4000, 1000), "A bar.", "Costs"))))
    section, shape = word.sections[0], word.inline_shapes[0]
    room = section.page_width - section.left_margin - section.right_margin
    assert shape.width <= room, "The picture runs over the margin."
    assert shape.width == pytest.approx(shape.height * 4, rel=0.01), "The picture is distorted."


def test_language_and_properties_come_from_the_report() -> None:
    word = opened(write_word(report()))
    core = word.core_properties
    assert (core.title, core.subject) == ("Future of the service", "Options appraisal"), "Title or subject is missing."
    assert core.author == core.last_modified_by == "Northmere Borough Council", "The author is not the organisation."
    assert core.created == core.modified == datetime(2025, 3, 14, tzinfo=UTC), "The dates are not the prepared date."
    assert core.language == "en-GB", "The properties do not name the language."
    languages = {mark.get(f"{W}val") for mark in word.styles.element.iter(f"{W}lang")}
    assert languages == {"en-GB"}, "Text would be read aloud in another language."


def test_language_replaces_that_of_the_template() -> None:
    word = opened(write_word(report(language="cy-GB"), plain_template("{{ content }}")))
    assert {mark.get(f"{W}val") for mark in word.styles.element.iter(f"{W}lang")} == {"cy-GB"}, "Old language left."


def test_same_report_gives_same_bytes() -> None:
    template = plain_template("{{ title }}", "{{ content }}")
    assert write_word(report()) == write_word(report()), "The default template gives differing bytes."
    assert write_word(report(), template) == write_word(report(), template), (
        "A council's template gives differing bytes."
    )
    assert write_word(report(title="Other")) != write_word(report()), "Differing reports give the same bytes."


def test_zip_holds_no_clock() -> None:
    with zipfile.ZipFile(io.BytesIO(write_word(report()))) as archive:
        dates = {entry.date_time for entry in archive.infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}, "The time of writing is in the file."


def test_unreadable_date_leaves_no_dates() -> None:
    core = opened(write_word(report(prepared_on="Spring 2025"))).core_properties
    assert core.created is None, "A date was made up."
    assert core.modified is None, "A date was made up."


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    text = "A\x00B\x0b<&>\ud800\uffffC\nD\tE"
    word = opened(write_word(report(sections=(Section("H\x07", 1, (Paragraph(text), Note("=1+1"))),), title="T\x1b")))
    assert "AB<&>C\nD\tE" in paragraph_texts(word), "Text was lost or a control character was kept."
    assert "=1+1" in paragraph_texts(word), "Text beginning with = was changed."
    assert word.core_properties.title == "T", "The title keeps a control character."


def test_words_of_the_report_are_never_placeholders() -> None:
    word = opened(write_word(report(sections=(Section("S", 1, (Paragraph("Write {{ title }} here."),)),))))
    assert "Write {{ title }} here." in paragraph_texts(word), "Text of the report was taken for a placeholder."


def test_wide_table_lies_on_its_side_and_the_rest_stands() -> None:
    wide = Table("Wide", columns(*"ABCDEFGH"), (tuple("12345678"),))
    word = opened(write_word(report(wide)))
    turned = [section.page_width > section.page_height for section in word.sections]
    assert turned == [False, True, False], "Only the pages of the wide table are turned."
    assert all("Page" in section.footer.paragraphs[0].text for section in word.sections), "A footer is lost."
    last = opened(write_word(report(sections=(Section("S", 1, (wide,)),))))
    assert [s.page_width > s.page_height for s in last.sections] == [False, True], "An empty page follows the table."


def test_table_without_rows_says_so() -> None:
    word = opened(write_word(report(Table("Empty", columns("A", "B"), (), total_row=True))))
    assert word.tables[2].rows[1].cells[0].text == "No entries.", "An empty table looks like a fault."


def test_long_table_is_whole() -> None:
    rows = tuple((str(place), "text") for place in range(2_000))
    table = opened(write_word(report(Table("Long", columns("A", "B"), rows)))).tables[2]
    found = table._tbl.findall(f"{W}tr")
    assert len(found) == 2_001, "Rows are missing."
    assert [text.text for text in found[-1].iter(f"{W}t")] == ["1999", "text"], "The last row is not the last."


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Picture(png(), " ", "C"), "no alternative text"),
        (lambda: Picture(b"GIF89a", "A", "C"), "neither PNG nor SVG"),
        (lambda: Picture(SVG, "A", "C", stand_in=b"GIF"), "not PNG"),
        (lambda: Table("T", columns("A", "B"), (("1", "2"), ("1",))), "row 2: found 1 cells, expected 2"),
        (lambda: Table("", columns("A"), ()), "no caption"),
        (lambda: Table("T", (), ()), "no columns"),
        (lambda: TableColumn("A", width_share=0), "above zero"),
        (lambda: Section("", 1), "no heading"),
        (lambda: Section("S", 5), "level 5"),
        (lambda: report(sections=(Section("S", 2),)), "expected at most 1"),
        (lambda: report(title=" "), "no title"),
        (lambda: write_word(report(Picture(b"<svg></svg>", "A", "C"))), "how large"),
    ],
)
def test_records_refuse_what_cannot_be_printed(make: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()  # type: ignore[operator]


# ------------------------------------------------------------------------------------------------- the template
