"""Papers as tagged PDF: what a screen reader finds, and texts that try to be instructions."""

import io
import subprocess
import sys
from datetime import date
from typing import Any

import pypdf
import pytest
from tests.formats.papers import SVG, paper, png

from severalty.formats import paper_pdf as pdf
from severalty.formats.documents import Bullets, Document, Note, Paragraph, Picture, Section, Table, TableColumn
from severalty.formats.paper_json import digest_of, paper_bytes
from severalty.formats.paper_letters import _held, printable
from severalty.formats.paper_pdf import paper_pdf
from severalty.formats.paper_pdf_text import attached_to, pdf_text

HOSTILE = (
    '#eval("1") * _ $x$ \\ \' <script> `raw` @ref [b] {c} // /* \x00\x07 😀 👩‍👧 العربية עברית \u202eevil\u202c 中文 '
    + "Q" * 300
)


def words(data: bytes) -> str:
    return " ".join(" ".join(pdf_text(data, "x.pdf").pages).split())


def tags(data: bytes) -> list[Any]:
    """The kinds of structure in a PDF, in reading order."""
    found = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict) and "/S" in node:
            found.append((str(node["/S"]), str(node.get("/Alt", ""))))
            walk(node.get("/K", []))

    root = pypdf.PdfReader(io.BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]
    walk(root["/K"])
    return found


def test_same_paper_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; sys.path[:0] = ['.', 'src']\n"
        "from tests.formats.papers import paper\nfrom severalty.formats.paper_pdf import paper_pdf\n"
        "from severalty.formats.paper_json import digest_of\nprint(digest_of(paper_pdf(paper())))"
    )
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"TZ": "Asia/Tokyo"}
    )
    assert other.stdout.strip() == digest_of(paper_pdf(paper())), "Place, time or chance got into the file."


def test_pdf_says_its_title_language_standard_and_date() -> None:
    reader = pypdf.PdfReader(io.BytesIO(paper_pdf(paper())))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB", "It would be read aloud in another language."
    assert root["/MarkInfo"]["/Marked"] is not False, "It is not tagged."
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] is not False, "The window shows the name of the file."
    assert b"pdfuaid" in root["/Metadata"].get_data(), "It does not claim PDF/UA."
    assert reader.metadata.title == "Future of the shared service", "The title is missing."
    assert reader.metadata.author == "Northmere Borough Council", "The organisation is missing."
    assert reader.metadata.creation_date.isoformat().startswith("2026-11-26"), "It has another date than the paper."


def test_screen_reader_finds_headings_header_cells_and_text_of_pictures() -> None:
    found = tags(paper_pdf(paper()))
    kinds = [kind for kind, _ in found]
    assert kinds.count("/H1") == 4, "The headings are not headings."
    assert kinds.count("/H2") == 1, "The headings are not headings."
    assert kinds.count("/TH") == 2 + 8 + 6 + 2, "The heads of tables are not header cells."
    assert kinds.count("/Caption") == 5, "Tables and pictures have no captions."
    assert kinds.count("/LI") == 2, "The list is no list."
    assert ("/Figure", "Keeping costs less.") in found, "The picture has no text."


def test_bookmarks_are_the_headings() -> None:
    outline = pypdf.PdfReader(io.BytesIO(paper_pdf(paper()))).outline
    titles = [one.title for one in outline if not isinstance(one, list)]
    assert titles[:2] == ["1 Recommendations", "2 Financial implications"], "A long paper cannot be leafed through."


def test_text_stands_in_reading_order_with_its_numbers() -> None:
    text = words(paper_pdf(paper()))
    order = [
        "Northmere Borough Council", "Future of the shared service", "Of 3 figures", "SHA-256 of this paper",
        "1 Recommendations", "1.1 Keep the service together.", "2 Financial implications", "2.1 It employs 78 [3]",
        "Table 1: Cost of each option", "£52,000 [1]", "Figure 1: Costs", "Table 2: Cost by year", "2.2 The money is",
        "Detail", "3 Figures and what they rest on", "4 What this paper was made from",
    ]  # fmt: skip
    places = [text.find(one) for one in order]
    assert -1 not in places, f"Missing: {order[places.index(-1)] if -1 in places else ''}"
    assert places == sorted(places), "It is read in another order."


def test_each_page_has_its_number_and_the_digest() -> None:
    content = paper(draft=True)
    pages = pdf_text(paper_pdf(content), "x").pages
    for number, page in enumerate(pages, start=1):
        flat = "".join(page.split())
        assert f"SHA-256{digest_of(content)}" in flat, f"Page {number} lacks the digest."
        assert f"Page{number}of{len(pages)}" in flat, f"Page {number} lacks its number."
        assert "DRAFT" in page, f"Page {number} does not say that it is a draft."


def test_wide_table_lies_on_its_side_and_the_rest_stands() -> None:
    pages = pypdf.PdfReader(io.BytesIO(paper_pdf(paper()))).pages
    turned = [page.mediabox.width > page.mediabox.height for page in pages]
    assert turned == [False, True, False], "Only the page of the wide table is turned."


def test_head_of_a_long_table_is_repeated() -> None:
    long = Table("Long", (TableColumn("Name"), TableColumn("Ref")), tuple((f"row {n}", "x") for n in range(120)))
    pages = [page for page in pdf_text(paper_pdf(paper(long)), "x").pages if "row " in page]
    assert len(pages) > 2, "The table is too short to prove anything."
    assert all("Name" in page and "Ref" in page for page in pages), "A page has no head of the table."


def test_json_is_attached() -> None:
    content = paper()
    assert attached_to(paper_pdf(content), "x") == (paper_bytes(content),), "The paper does not carry its data."


def test_text_is_never_taken_for_an_instruction() -> None:
    blocks = (
        Paragraph(HOSTILE, numbered=True), Note(HOSTILE), Bullets((HOSTILE,)),
        Table(HOSTILE, (TableColumn(HOSTILE), TableColumn("B")), ((HOSTILE, HOSTILE),), notes=HOSTILE),
        Picture(SVG, HOSTILE, HOSTILE),
    )  # fmt: skip
    content = paper(*blocks, title=HOSTILE, case_name=HOSTILE, organisation_name=HOSTILE, facts=((HOSTILE, HOSTILE),))
    text = words(paper_pdf(content))
    assert text.count('#eval("1") * _ $x$ \\ \' <script> `raw` @ref [b] {c} // /*') >= 8, "A text was changed or run."
    assert "[U+1F600]" in text, "A letter without a font is left out instead of named."
    assert "[U+202E]evil" in text, "A mark turns the text around."


def test_long_words_stay_on_the_page() -> None:
    content = paper(
        Paragraph("W" * 400), Table("T", tuple(TableColumn("W" * 40) for _ in range(7)), (("W" * 60,) * 7,))
    )
    beyond = []

    def see(text: str, _cm: Any, matrix: list[float], _font: Any, _size: float) -> None:
        if text.strip() and matrix[4] > 595:
            beyond.append(text)

    for page in pypdf.PdfReader(io.BytesIO(paper_pdf(content))).pages:
        if page.mediabox.width < page.mediabox.height:
            page.extract_text(visitor_text=see)
    assert not beyond, "A word runs off the page."


def test_every_letter_that_is_said_to_be_held_can_be_set() -> None:
    letters = " ".join(map(chr, sorted(_held())))
    assert "[U+" not in printable(letters), "A letter of the fonts is named instead of shown."
    assert paper_pdf(paper(Paragraph(letters))).startswith(b"%PDF-"), "A letter that is said to be held is not."


def test_marks_that_no_font_puts_together_do_not_stop_the_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "printable", lambda text, _longest=24: text)
    assert "A [U+4E2D] é" in words(paper_pdf(paper(Paragraph("A 中 é")))), "The letter is not named."


def test_picture_without_alternative_text_is_refused_by_the_typesetter() -> None:
    picture = Picture(SVG, "A", "Costs")
    object.__setattr__(picture, "alt", "")
    document = Document("T", "", "", "", sections=(Section("S", 1, (picture,)),))
    with pytest.raises(ValueError, match="cannot be set as PDF"):
        pdf.printed(document, b"{}", date(2026, 11, 26), draft=False)


def test_picture_without_a_size_is_told() -> None:
    bare = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'
    with pytest.raises(ValueError, match="how large"):
        paper_pdf(paper(Picture(bare, "A", "Costs")))


def test_png_and_tall_pictures_fit() -> None:
    data = paper_pdf(paper(Picture(png(30, 4000), "Tall.", "Tall"), Picture(png(3000, 20), "Wide.", "Wide")))
    assert "Figure 3: Wide" in words(data), "A picture is lost."
