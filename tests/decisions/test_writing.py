"""What a paper says: its words with every figure entered, its headings pruned, and a part for each council."""

import pytest

from severalty.decisions.binding import PASSAGES
from severalty.decisions.reports.passages import blocks_of, with_figures
from severalty.decisions.reports.writing import facts_of, part_about
from severalty.engine.dates import read_date
from severalty.engine.decisions.papers import TREES, Paper, PaperKind, Passage, SectionKey
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from severalty.formats.documents import Bullets, Note, Paragraph, Section, Table
from severalty.formats.paper_face import FIGURES, document_of
from severalty.formats.paper_json import part_digest
from severalty.formats.papers import Figures
from tests.conftest import TODAY
from tests.decisions.conftest import Desk

pytestmark = pytest.mark.sqlite_enough

SUMMARY, PLANS, LEGAL, BUDGET = SectionKey.SUMMARY, SectionKey.PLANS, SectionKey.LEGAL, SectionKey.BUDGET


def passage(text: str, about: str = "", source: str = "S3 4.1") -> Passage:
    return Passage(paper="cabinet", section=SUMMARY, about=about, text=text, evidence=Evidence.REPORTED, source=source)


def entered(text: str) -> tuple[str, list[tuple[str, int | None, str]]]:
    """The text as it is printed, and its figures: as they read, in value and unit."""
    figures = Figures()
    printed = with_figures(passage(text), "Summary", figures)
    return printed, [(one.shown, one.value, one.unit) for one in figures.found]


def texts_of(sections: tuple[Section, ...]) -> dict[str, list[str]]:
    """Every heading with the texts beneath it."""
    return {
        section.heading: [text for block in section.blocks for text in _texts(block)]
        for section in sections
    }  # fmt: skip


def _texts(block: object) -> list[str]:
    match block:
        case Bullets():
            return list(block.items)
        case Table():
            return [block.caption, *(cell for row in block.rows for cell in row)]
        case Paragraph() | Note():
            return [block.text]
    raise AssertionError(f"A block that no test reads: {block}")


# ------------------------------------------------------------------------------------------------------------- figures


@pytest.mark.parametrize(
    ("words", "shown", "value", "unit"),
    [
        ("It costs £52k a year.", "£52k", 5_200_000, "pence"),
        ("It costs £52 k a year.", "£52 k", 5_200_000, "pence"),
        ("About £1.5m in all.", "£1.5m", 150_000_000, "pence"),
        ("About £4 million in all.", "£4 million", 400_000_000, "pence"),
        ("About £1.2bn in all.", "£1.2bn", 120_000_000_000, "pence"),
        ("About £2 billion in all.", "£2 billion", 200_000_000_000, "pence"),
        ("Exactly £1,234,567.89 then.", "£1,234,567.89", 123_456_789, "pence"),
        ("It is £750, or so.", "£750", 75_000, "pence"),
        ("It ends with £12.", "£12", 1_200, "pence"),
        ("About £52K a year.", "£52K", 5_200_000, "pence"),
        ("About £1.5M in all.", "£1.5M", 150_000_000, "pence"),
        ("About £3 thousand in all.", "£3 thousand", 300_000, "pence"),
        ("Between £5–6m in all.", "£5–6m", None, "pence"),
        ("Up by 1,200% since.", "1,200%", None, "per cent"),
        ("Up by 7 percent since.", "7 percent", None, "per cent"),
        ("A saving of 40% is made.", "40%", None, "per cent"),
        ("A saving of 2.5 % is made.", "2.5 %", None, "per cent"),
        ("A saving of 7 per cent is made.", "7 per cent", None, "per cent"),
    ],
)
def test_every_amount_and_percentage_is_entered(words: str, shown: str, value: int | None, unit: str) -> None:
    printed, found = entered(words)
    assert found == [(shown, value, unit)]
    assert printed == words.replace(shown, f"{shown} [1]")


@pytest.mark.parametrize(
    "words",
    ["In 2026/27 there are 78 posts.", "Section 40 and paragraph 4.1", "£ and % by themselves", "Version 2.5", "£k"],
)
def test_what_is_no_amount_and_no_percentage_is_left_alone(words: str) -> None:
    assert entered(words) == (words, [])


def test_a_figure_that_comes_back_in_the_same_words_is_listed_once() -> None:
    printed, found = entered("It costs £52k.\n\nIt costs £52k.")
    assert printed == "It costs £52k [1].\n\nIt costs £52k [1]."
    assert len(found) == 1


def test_equal_amounts_of_different_things_are_two_figures() -> None:
    printed, found = entered("Desk: £52k. Network: £52k.")
    assert printed == "Desk: £52k [1]. Network: £52k [2]."
    assert len(found) == 2


def test_the_same_words_of_two_councils_are_two_figures_each_with_its_own_source() -> None:
    figures = Figures()
    for about, source in (("north", "Budget of North"), ("south", "Budget of South")):
        with_figures(passage("It costs £52k.", about, source), "Plans", figures)
    assert [one.source for one in figures.found] == ["Budget of North", "Budget of South"]


def test_a_figure_says_what_it_is_of_and_what_it_rests_on() -> None:
    figures = Figures()
    with_figures(passage("In the year before last the desk cost £52k.", "south"), "Financial implications", figures)
    figure = figures.found[0]
    assert figure.label == "Financial implications (south): year before last the desk cost £52k"
    assert (figure.evidence, figure.source) == (Evidence.REPORTED, "S3 4.1")
    assert figure.inputs == ("passages:cabinet/summary/south",)


def test_a_blank_line_parts_paragraphs_and_dashes_make_a_list_with_the_source_behind() -> None:
    text = "One\nand more.\n\n \n\nTwo:\n- first\n – second\n\nThree."
    assert list(blocks_of([passage(text)], "Summary", Figures())) == [
        Paragraph("One and more.", numbered=True),
        Paragraph("Two:", numbered=True),
        Bullets(("first", "second")),
        Paragraph("Three. (S3 4.1)", numbered=True),
    ]
    assert list(blocks_of([passage("- a\n- b")], "Summary", Figures())) == [Bullets(("a", "b (S3 4.1)"))]
    assert list(blocks_of([passage("Bare.", source="")], "Summary", Figures())) == [Paragraph("Bare.", numbered=True)]


def test_a_line_that_begins_with_a_negative_number_is_no_item_of_a_list() -> None:
    assert list(blocks_of([passage("-5 degrees", source="")], "Summary", Figures())) == [
        Paragraph("-5 degrees", numbered=True)
    ]


def test_every_number_in_the_text_stands_in_the_list_of_figures_and_on_the_face(desk: Desk) -> None:
    content = desk.content(desk.save(words={(SUMMARY, ""): "It costs £52k and saves 40%.", (LEGAL, ""): "£9 for it."}))
    assert [(one.number, one.shown) for one in content.figures] == [(1, "£52k"), (2, "40%"), (3, "£9")]
    assert {one.evidence for one in content.figures} == {Evidence.ESTIMATED}
    face = dict(document_of(content).summary_facts)
    assert "estimated" in face["What the figures rest on"]


# ------------------------------------------------------------------------------------------------------------ headings


def test_empty_headings_are_left_out_and_those_that_must_speak_say_that_nothing_is_stated(desk: Desk) -> None:
    said = texts_of(desk.content(desk.save()).sections)
    assert said["Summary"] == ["The service costs £52k [1] a year. (Budget book 4.1)"]
    for left_out in ("Recommendations", "Options considered", "What the options cost", "Other implications"):
        assert left_out not in said, f"{left_out} stands there with nothing beneath it."
    silent = [one.words for one in TREES[PaperKind.COMMITTEE] if one.if_silent]
    assert len(silent) > 10
    assert {heading: said[heading] for heading in silent} == {
        heading: ["Nothing has been stated."] for heading in silent
    }
    assert said["Implications"] == [], "The heading over what follows is gone."


def test_words_take_the_place_of_nothing_stated(desk: Desk) -> None:
    said = texts_of(desk.content(desk.save(words={(LEGAL, ""): "A deed."})).sections)
    assert said["Legal and governance implications"] == ["A deed. (Budget book 4.1)"]


def test_a_heading_over_written_ones_stays_and_over_empty_ones_goes(desk: Desk) -> None:
    said = texts_of(desk.content(desk.save(words={(SectionKey.GATES, ""): "All pass."})).sections)
    assert said["Options considered"] == []
    assert "How the options compare by factor" not in said
    assert list(said).index("Options considered") + 1 == list(said).index("What every option must meet")


def test_every_section_that_words_can_be_written_for_is_printed_in_the_order_of_its_kind(desk: Desk) -> None:
    for kind, key in ((PaperKind.COMMITTEE, "cabinet"), (PaperKind.PROGRESS, "quarter")):
        tree = [one for one in TREES[kind] if one.key is not None]
        paper = desk.save(key, {(one.key, ""): f"Words of {one.key}." for one in tree}, kind=kind)
        said = texts_of(desk.content(paper).sections)
        assert [heading for heading in said if heading != "Implications"] == [one.words for one in tree]
        for one in tree:
            assert said[one.words][0].startswith(f"Words of {one.key}.")


def test_the_head_gives_what_is_known_and_leaves_out_what_nobody_said() -> None:
    bare = Paper(key="a", name="A", kind=PaperKind.COMMITTEE)
    assert list(facts_of(bare)) == [("Purpose", "For decision")]
    full = Paper(
        key="a", name="A", kind=PaperKind.PROGRESS, body="Cabinet", meeting_on=read_date("2026-12-16"),
        period_from=read_date("2026-04"), period_to=read_date("2026-06"), key_decision=Known.YES,
        key_reason="Over £50,000", call_in=Known.NO,
    )  # fmt: skip
    assert dict(facts_of(full)) == {
        "Report to": "Cabinet", "Date": "16 December 2026", "Period": "April 2026 to June 2026",
        "Purpose": "For decision", "Key decision": "Yes: Over £50,000", "Subject to call-in": "No",
    }  # fmt: skip


# ------------------------------------------------------------------------------------------------- council by council

COUNCILS = {
    (PLANS, ""): "Both are ready.",
    (PLANS, "north"): "North has £10k.",
    (PLANS, "south"): "South has £20k.",
    (SUMMARY, "south"): "South leads.",
    (LEGAL, ""): "A deed.",
}


def test_each_council_has_a_heading_of_its_own_under_what_is_told_by_council(desk: Desk) -> None:
    content = desk.content(desk.progress(COUNCILS))
    places = [(one.heading, one.level) for one in content.sections]
    start = places.index(("Plans and confidence", 1))
    assert places[start : start + 3] == [
        ("Plans and confidence", 1), ("North Thornton", 2), ("South Thornton", 2),
    ]  # fmt: skip
    assert ("South Thornton", 2) not in places[:start]
    said = [_texts(one.blocks[0])[0] for one in content.sections[start : start + 3]]
    assert [text.partition(" (")[0] for text in said] == [
        "Both are ready.", "North has £10k [1].", "South has £20k [2].",
    ]  # fmt: skip


def test_a_council_with_nothing_to_tell_has_no_heading(desk: Desk) -> None:
    content = desk.content(desk.progress({(PLANS, "north"): "Ready."}))
    assert "South Thornton" not in texts_of(content.sections)


def test_words_about_a_council_stand_under_the_heading_itself_where_councils_have_none(desk: Desk) -> None:
    said = texts_of(desk.content(desk.progress(COUNCILS)).sections)
    assert said["Summary"] == ["South leads. (Budget book 4.1)"]


@pytest.mark.parametrize("about", ["service", "supplier"])
def test_words_about_one_that_is_no_partner_council_are_printed_all_the_same(desk: Desk, about: str) -> None:
    """A file may bring words about anybody; what was written must not be missing in print without a word."""
    content = desk.content(desk.progress({(PLANS, about): "We are ready."}))
    assert any("We are ready." in text for texts in texts_of(content.sections).values() for text in texts)


def test_the_part_about_a_council_is_what_the_paper_prints_of_it(desk: Desk) -> None:
    desk.charge("desk", 84_000, borne_by=desk.cast.south)
    desk.charge("own", 77_700, borne_by=desk.cast.north)
    paper = desk.progress(COUNCILS)
    part = texts_of(part_about(desk.cast.viewer("north"), desk.cast.case, desk.draft(paper), TODAY, "south"))
    assert set(part) == {"Summary", "Plans and confidence", "Budget", FIGURES}
    told = " ".join(text for texts in part.values() for text in texts)
    assert "South leads." in told
    assert "£840" in told
    for other in ("North", "£777", "£10k", "Both are ready", "A deed"):
        assert other not in told, f"The part about South tells {other}."


def test_the_part_about_a_council_moves_with_its_words_and_figures_alone(desk: Desk) -> None:
    paper = desk.progress(COUNCILS)
    before = desk.part(paper)
    desk.progress({(PLANS, "north"): "North is late.", (PLANS, ""): "Neither is.", (LEGAL, ""): ""})
    assert desk.part(paper) == before
    desk.charge("own", 77_700, borne_by=desk.cast.north)
    assert desk.part(paper) == before
    desk.charge("desk", 84_000, borne_by=desk.cast.south)
    moved = desk.part(paper)
    assert moved != before
    desk.progress({(SUMMARY, "south"): ""})
    assert desk.part(paper) not in (before, moved)


def test_the_part_about_a_council_lists_what_its_figures_rest_on(desk: Desk) -> None:
    desk.charge("desk", 84_000, borne_by=desk.cast.south)
    paper = desk.progress(COUNCILS | {(SUMMARY, "south"): "South saves £3k."})
    part = part_about(desk.cast.viewer("north"), desk.cast.case, desk.draft(paper), TODAY, "south")
    table = part[-1].blocks[0]
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == ["1", "2", "3"], "Two figures of a part have one number."
    assert {row[3] for row in table.rows} == {"estimated", "reported"}
    for number, row in enumerate(table.rows, start=1):
        assert any(f"{row[2]} [{number}]" in text for texts in texts_of(part).values() for text in texts)


def test_the_part_moves_when_only_the_evidence_of_a_figure_changes(desk: Desk) -> None:
    """What a council had agreed to as reported could become an estimate behind its back."""
    paper = desk.progress(COUNCILS)
    before = desk.part(paper)
    PASSAGES.model._default_manager.filter(about=desk.cast.north).update(evidence="reported")
    assert desk.part(paper) == before, "It moves with a figure of somebody else."
    PASSAGES.model._default_manager.filter(about=desk.cast.south).update(evidence="reported")
    assert desk.part(paper) != before


def test_nothing_told_of_a_council_is_an_empty_part(desk: Desk) -> None:
    paper = desk.save()
    assert part_about(desk.cast.viewer("north"), desk.cast.case, desk.draft(paper), TODAY, "south") == ()
    assert desk.part(paper) == part_digest(())


# ------------------------------------------------------------------------------------------------------- whose eyes


def test_words_of_another_organisation_under_ones_paper_are_not_printed(desk: Desk) -> None:
    paper = desk.save(audience=Audience.PARTNERS)
    before = desk.content(paper)
    PASSAGES.model._default_manager.create(
        case=desk.cast.case, paper=paper, section=SUMMARY, text="South says £9m.", recorded_by=desk.cast.south
    )
    for who in ("north", "south"):
        assert "£9m" not in str(desk.content(paper, who))
    assert desk.content(paper) == before


def test_each_reader_of_a_draft_gets_the_figures_that_it_may_see(desk: Desk) -> None:
    desk.charge("secret", 84_000, borne_by=desk.cast.south, audience=Audience.HOLDERS)
    paper = desk.progress({}, audience=Audience.PARTNERS)
    assert "£840" in str(desk.content(paper).sections)
    theirs = str(desk.content(paper, "south"))
    assert "£840" not in theirs
    assert "secret" not in theirs


def test_a_hidden_record_changes_nothing_that_another_reads_of_a_draft(desk: Desk) -> None:
    """The paper names a digest of what it was made from: that must not tell of what is hidden."""
    paper = desk.progress(COUNCILS, audience=Audience.PARTNERS)
    before = {who: desk.content(paper, who) for who in ("north", "south")}
    desk.charge("secret", 84_000, borne_by=desk.cast.south, audience=Audience.HOLDERS)
    desk.cast.item(desk.cast.north, "hidden")
    desk.save("other", {(SUMMARY, ""): "Hidden."})
    assert desk.content(paper, "south") == before["south"]
    assert desk.content(paper) != before["north"]


def test_a_paper_says_with_whose_eyes_it_was_made_and_on_which_day(desk: Desk) -> None:
    content = desk.content(desk.save(audience=Audience.PARTNERS), "south")
    assert content.inputs[0] == ("Records of the case as seen by", "South Thornton")
    assert (content.prepared_on, content.illustrative, content.case_name) == (
        "2026-11-22", True, "North and South share ICT",
    )  # fmt: skip
    assert content.organisation_name == "North Thornton"
