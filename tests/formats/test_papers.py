"""Papers as canonical JSON and back, and what stands on their face."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.formats.papers import SVG, paper, png

from severalty.engine.evidence import Evidence
from severalty.formats.documents import Paragraph, Picture, Section, Table, TableColumn
from severalty.formats.paper_face import FIGURES, MADE_FROM, document_of, printed_digests, resting
from severalty.formats.paper_json import digest_of, paper_bytes, part_digest, read_paper
from severalty.formats.paper_withheld import grouped
from severalty.formats.papers import Figure, Figures, PaperContent
from severalty.formats.problems import Unreadable

ODD = "# * _ $ \\ \" ' <script> {{ title }} \x00\x07 😀 עברית \u202eevil é"


def figures(**counts: int) -> tuple[Figure, ...]:
    classes = [Evidence(name) for name, count in counts.items() for _ in range(count)]
    return tuple(Figure(number, "A", "1", 1, "count", one) for number, one in enumerate(classes, start=1))


def changed(change: Callable[[dict[str, Any]], Any], content: PaperContent | None = None) -> bytes:
    """The JSON of a paper after something was done to it."""
    held = json.loads(paper_bytes(content or paper()))
    change(held)
    return json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


# ------------------------------------------------------------------------------------------------------------ the JSON
@pytest.mark.parametrize(
    "content",
    [
        paper(),
        paper(draft=True, illustrative=True, sections=(), figures=(), facts=(), inputs=()),
        paper(Paragraph(ODD), Picture(png(), "A grey field.", "Grey")),
        paper(Table("T", (TableColumn("A", "centre", 2), TableColumn("B", "right", 0.25)), ((ODD, ""),))),
        paper(title=ODD, figures=(Figure(1, ODD, "not known", None, "pence", Evidence.CONTRADICTED),)),
    ],
)
def test_paper_is_read_back_as_it_was_written(content: PaperContent) -> None:
    data = paper_bytes(content)
    assert read_paper(data) == content, "Something of the paper is lost or changed."
    assert paper_bytes(read_paper(data)) == data, "The same paper has two JSON texts."


def test_drawing_is_kept_as_text_and_png_in_base64() -> None:
    held = json.loads(paper_bytes(paper()))
    picture = next(block for block in held["sections"][1]["blocks"] if block["block"] == "picture")
    assert picture["svg"] == SVG.decode(), "Nobody can read what the drawing holds."
    assert picture["stand_in"].startswith("iVBOR"), "The stand-in is not in base64."


def test_digest_follows_every_word_and_figure() -> None:
    first = digest_of(paper())
    assert len(first) == 64, "It is no SHA-256."
    assert digest_of(paper_bytes(paper())) == first, "The bytes have another digest than the paper."
    for other in (paper(pence=5_200_100), paper(title="Another"), paper(draft=True), paper(Paragraph("More."))):
        assert digest_of(other) != first, "Two papers that differ have one digest."


def test_part_has_the_same_digest_whatever_else_the_paper_says() -> None:
    sections = paper().sections
    assert part_digest(sections) == part_digest(paper(title="Another").sections), "The same part has two digests."
    assert part_digest(sections) != part_digest(sections[:1]), "Another part has the same digest."


def test_spaces_and_order_of_json_do_not_matter_for_reading() -> None:
    pretty = json.dumps(json.loads(paper_bytes(paper())), indent=2).encode()
    assert read_paper(pretty) == paper(), "A paper with spaces cannot be read."


def drawing(inner: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" xmlns:x="http://www.w3.org/1999/xlink">{inner}</svg>'


def with_drawing(text: str) -> Callable[[dict[str, Any]], None]:
    def change(held: dict[str, Any]) -> None:
        next(block for block in held["sections"][1]["blocks"] if block["block"] == "picture")["svg"] = text

    return change


DRAWINGS = {
    "script": drawing("<script>1</script>"),
    "fetches": drawing('<image x:href="file:///etc/passwd"/>'),
    "repeats": drawing('<use x:href="#a"/>'),
    "foreign": drawing("<foreignObject/>"),
    "event": drawing('<rect onclick="a()"/>'),
    "outside paint": drawing("<rect fill=\"url('https://example.org/a')\"/>"),
    "nested": drawing('<pattern id="a"><rect fill="url(#a)"/></pattern>'),
    "entity": f'<!DOCTYPE svg [<!ENTITY a "b">]>{drawing("&a;")}',
    "broken": "<svg",
    "other": "<html/>",
    "many": drawing("<g/>" * 20_001),
}


@pytest.mark.parametrize("kind", DRAWINGS)
def test_drawing_that_could_fetch_run_or_grow_is_refused(kind: str) -> None:
    with pytest.raises(Unreadable, match="draw"):
        read_paper(changed(with_drawing(DRAWINGS[kind])))


def test_drawing_that_cannot_be_frozen_is_told_when_the_paper_is_made() -> None:
    picture = Picture(drawing("<script/>").encode(), "A", "Costs")
    with pytest.raises(ValueError, match=r"Costs.*script"):
        paper_bytes(paper(picture))


def set_to(*path: Any) -> Callable[[dict[str, Any]], None]:
    *names, last, value = path

    def change(held: Any) -> None:
        for name in names:
            held = held[name]
        held[last] = value

    return change


WRONG = {
    "kind of title": (set_to("title", 5), "title: 5.*a text"),
    "missing": (lambda held: held.pop("figures"), "no field “figures”"),
    "unknown": (set_to("surprise", 1), "surprise"),
    "evidence": (set_to("figures", 0, "evidence", "hearsay"), "figures.1..evidence.*hearsay"),
    "number": (set_to("figures", 0, "value", 1.5), "a whole number"),
    "truth as number": (set_to("figures", 0, "value", True), "a whole number"),
    "huge number": (set_to("figures", 0, "value", 10**30), "a whole number"),
    "block": (set_to("sections", 0, "blocks", 0, {"block": "script"}), "a block “script”"),
    "block without kind": (set_to("sections", 0, "blocks", 0, 7), "a block"),
    "level": (set_to("sections", 0, "level", 3), "heading level 3"),
    "ragged row": (set_to("sections", 1, "blocks", 1, "rows", 0, ["a"]), "row 1: found 1 cells"),
    "share": (set_to("sections", 1, "blocks", 1, "columns", 0, "width_share", 0), "above zero"),
    "align": (set_to("sections", 1, "blocks", 1, "columns", 0, "align", "up"), "one of left"),
    "pair": (set_to("facts", 0, ["a"]), "2 entries"),
    "date": (set_to("prepared_on", "yesterday"), "a date such as"),
    "title empty": (set_to("title", " "), "no title"),
    "base64": (set_to("sections", 1, "blocks", 2, "stand_in", "*"), "base64"),
    "alt": (set_to("sections", 1, "blocks", 2, "alt", ""), "no alternative text"),
    "schema of later": (set_to("schema", "severalty paper 9"), "severalty paper 9.*severalty paper 2"),
    "schema of others": (set_to("schema", "invoice"), "no paper"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_json_of_anything_else_is_refused_with_its_place(kind: str) -> None:
    change, words = WRONG[kind]
    with pytest.raises(Unreadable, match=words) as refusal:
        read_paper(changed(change), "some.json")
    assert "some.json" in str(refusal.value), "The sentence does not name the file."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no JSON"),
        (b"Dear all", "no JSON"),
        (b"\xff\xfe{}", "no JSON"),
        (b"[]", "no paper"),
        (b"{}", "no paper"),
        (b"[" * 100_000, "no JSON"),
        (b'{"a":NaN}', "no JSON"),
        (b'{"a":' + b"9" * 5_000 + b"}", "no JSON"),
        (b'{"a":"' + b"x" * 20_000_001, "20 MB"),
    ],
)
def test_what_is_no_paper_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_paper(data)


def test_picture_bomb_and_endless_table_are_refused() -> None:
    with pytest.raises(ValueError, match="pixels"):
        paper_bytes(paper(Picture(png()[:16] + b"\x00\x01\x00\x00" * 2, "A", "C")))
    wide = Table("T", tuple(TableColumn("A") for _ in range(200)), (("",) * 200,) * 200)
    with pytest.raises(ValueError, match="cells"):
        paper_bytes(paper(wide))
    with pytest.raises(ValueError, match=r"1,000,\d* letters"):
        paper_bytes(paper(Paragraph("x" * 1_000_000)))


def test_half_a_character_is_refused() -> None:
    with pytest.raises((ValueError, Unreadable)):
        paper_bytes(paper(title="A\ud800"))
    with pytest.raises(Unreadable, match="half a character"):
        read_paper(paper_bytes(paper(title="QQQ")).replace(b"QQQ", b"\\ud800"))


# ------------------------------------------------------------------------------------------------------------ the face
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reported": 30, "estimated": 4}, "Of 34 figures, 30 are reported (88%) and 4 estimated (12%)."),
        ({"attested": 1, "quoted": 1, "unknown": 2},
         "Of 4 figures, 1 is attested (25%), 1 quoted (25%) and 2 of unknown evidence (50%)."),
        ({"reported": 5}, "All 5 figures are reported."),
        ({"illustrative": 1}, "The one figure is illustrative."),
        ({}, "This paper holds no figures."),
        ({"reported": 399, "contradicted": 1},
         "Of 400 figures, 399 are reported (over 99%) and 1 contradicted by their own source (under 1%)."),
    ],
)  # fmt: skip
def test_paper_says_what_share_of_its_figures_rests_on_what(given: dict[str, int], words: str) -> None:
    assert resting(figures(**given)) == words, "The statement on the face of the paper is wrong."


@pytest.mark.parametrize(
    ("reported", "counted", "words"),
    [
        (3, 1, "All 3 figures are reported. 1 more is counted from the record."),
        (1, 7, "The one figure is reported. 7 more are counted from the record."),
        (0, 7, "All 7 figures are counted from the record."),
        (0, 1, "The one figure is counted from the record."),
    ],
)
def test_counts_of_rows_are_no_reported_figures(reported: int, counted: int, words: str) -> None:
    """Counts of the record's own rows made it look as if more was reported than was."""
    found = Figures(list(figures(reported=reported)))
    for number in range(counted):
        found.rows(f"Posts of {number}", 7, Evidence.REPORTED, ["posts"])
    content = paper(figures=tuple(found.found))
    assert dict(document_of(content).summary_facts)["What the figures rest on"] == words
    table = next(one for one in document_of(content).sections if one.heading == FIGURES).blocks[0]
    assert isinstance(table, Table)
    assert [row[3] for row in table.rows] == ["reported"] * reported + ["counted from the record"] * counted
    assert read_paper(paper_bytes(content)) == content


def test_face_carries_title_head_evidence_and_digest() -> None:
    content = paper()
    document = document_of(content)
    facts = dict(document.summary_facts)
    assert (document.title, document.subtitle) == (content.title, content.case_name), "Title or case is missing."
    assert document.prepared_on == "26 November 2026", "The date is not in words."
    assert facts["Report to"] == "Cabinet", "The head is lost."
    assert facts["What the figures rest on"].startswith("Of 3 figures, 2 are reported (67%)"), (
        "The evidence is not said."
    )
    assert facts["SHA-256 of this paper"] == grouped(digest_of(content)), "The digest is not printed."
    assert "Status" not in facts, "A frozen paper calls itself a draft."


def test_draft_and_illustrative_are_said_plainly() -> None:
    document = document_of(paper(draft=True, illustrative=True))
    facts = dict(document.summary_facts)
    assert "DRAFT" in document.subtitle, "The first line does not say that it is a draft."
    assert facts["Status"].startswith("DRAFT"), "The head does not say that it is a draft."
    assert "invented" in facts["About the case"], "The head does not say that the case is invented."


def test_each_figure_is_listed_with_its_evidence_and_origin() -> None:
    sections = {section.heading: section for section in document_of(paper()).sections}
    table = sections[FIGURES].blocks[0]
    assert isinstance(table, Table)
    assert table.rows[0] == ("1", "Cost of keeping", "£52,000", "reported", "S3 9.1", "cost lines keep"), "It is wrong."
    made = sections[MADE_FROM].blocks[0]
    assert isinstance(made, Table)
    assert made.rows == (("Records", "a1b2c3"), ("Software", "Severalty 0.1.0")), "What it was made from is wrong."
    bare = document_of(replace(paper(), figures=(), inputs=(), software=""))
    assert [section.heading for section in bare.sections][-1] == "Detail", "Empty lists are printed."


def test_printed_digest_is_found_across_line_ends() -> None:
    digest = digest_of(b"x")
    text = "SHA-256 of this paper\n" + grouped(digest).replace(" ", "\n", 3) + "\nMade from " + digest_of(b"y")
    assert printed_digests(text) == (digest,), "The digest of an input is taken for that of the paper."


def test_empty_paper_can_be_printed() -> None:
    document = document_of(paper(sections=(Section("One"),), figures=(), facts=()))
    assert document.summary_facts[0][1] == "This paper holds no figures.", "An empty paper says nothing of its figures."
