"""A report on a page: numbered as in Word and PDF, its figures linked, and nothing in it that runs."""

import pytest

from severalty.formats.documents import Bullets, Document, Note, Paragraph, Picture, Section, Table, TableColumn
from severalty.web.documents import Chapter, chapters_of, referring

pytestmark = pytest.mark.sqlite_enough

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>x</title></svg>'
COLUMNS = (TableColumn("Option"), TableColumn("Cost", "right"))


def chapters(*blocks: object, figures: int = 0) -> tuple[Chapter, ...]:
    document = Document(
        title="ICT", subtitle="", organisation="North", prepared_on="26 November 2026",
        sections=(Section("What it costs", 1, blocks), Section("By year", 2)),  # type: ignore[arg-type]
    )  # fmt: skip
    return chapters_of(document, figures)


def test_chapters_carry_their_numbers_and_stand_below_the_heading_of_the_page() -> None:
    first, second = chapters(Paragraph("One.", numbered=True), Paragraph("Two.", numbered=True))
    assert [(one.heading, one.level, one.number, one.ident) for one in (first, second)] == [
        ("What it costs", 2, "1", "s-what-it-costs"), ("By year", 3, "", "s-by-year"),
    ]  # fmt: skip
    assert [one.number for one in first.pieces] == ["1.1", "1.2"]


def test_every_kind_of_block_is_made_ready() -> None:
    table = Table("Costs", COLUMNS, (("A", "£1 [1]"), ("Total", "£1")), total_row=True, notes="In pounds.")
    picture = Picture(SVG, "A bar", "A picture")
    [chapter, _] = chapters(Paragraph("A"), Bullets(("b", "c [1]")), table, picture, Note("d"), figures=1)
    assert [one.kind for one in chapter.pieces] == ["paragraph", "bullets", "table", "picture", "note"]
    bullets, held, drawn = (chapter.pieces[place].body for place in (1, 2, 3))
    assert bullets[1] == 'c <a class="sev-ref" href="#figure-1">[1]</a>'
    assert (held["caption"], held["notes"], held["total"]) == ("Costs", "In pounds.", True)
    assert held["rows"][0][1][1][1] == '£1 <a class="sev-ref" href="#figure-1">[1]</a>'
    assert drawn == {"svg": SVG.decode(), "caption": "A picture"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("£52k [3]", '£52k <a class="sev-ref" href="#figure-3">[3]</a>'),
        ("£52k [4]", "£52k [4]"),
        ("as of [0]", "as of [0]"),
        ("in [2026]", "in [2026]"),
        ("<b>[1]</b>", '&lt;b&gt;<a class="sev-ref" href="#figure-1">[1]</a>&lt;/b&gt;'),
    ],
)
def test_only_a_number_of_a_figure_is_a_link(text: str, shown: str) -> None:
    assert referring(text, 3) == shown


def test_the_list_of_figures_is_what_the_numbers_lead_to() -> None:
    listed = Table("Figures", (TableColumn("No."), TableColumn("Figure")), (("1", "Cost [1]"), ("2", "Users")))
    [chapter, _] = chapters(listed, figures=2)
    rows = chapter.pieces[0].body["rows"]
    assert [ident for ident, _ in rows] == ["figure-1", "figure-2"]
    assert rows[0][1][1][1] == "Cost [1]", "The list leads to itself."


def test_headings_of_one_name_are_led_to_one_by_one() -> None:
    document = Document(
        title="ICT", subtitle="", organisation="North", prepared_on="26 November 2026",
        sections=tuple(Section("North", 1, (Paragraph(text),)) for text in "ab"),
    )  # fmt: skip
    assert [one.ident for one in chapters_of(document)] == ["s-north", "s-north-2"]


@pytest.mark.parametrize(
    "image",
    [
        b"<svg><script>alert(1)</script></svg>", b"<svg onload=alert(1)></svg>", b"<svg/onload=alert(1)></svg>",
        b'<svg><a href="javascript:alert(1)">x</a></svg>', b"<svg><foreignObject/></svg>",
        b"<svg><image xlink:href='http://elsewhere.example/x.png'/></svg>",
    ],
)  # fmt: skip
def test_a_picture_that_could_run_or_call_is_told_in_words(image: bytes) -> None:
    [chapter, _] = chapters(Picture(image, "A <bar>", "Costs"))
    assert chapter.pieces[0].body["svg"] == "<p>A &lt;bar&gt;</p>"
