"""A council's own paper embeds what all councils decide in common."""

from severalty.formats.documents import Paragraph, Table
from tests.conftest import Cast
from tests.decisions.approving import SECRET, make_chamber
from tests.decisions.conftest import Desk

HEADING = "What the councils decide in common"


def section_of(desk: Desk, who: str) -> list[str]:
    """The section of one council's paper, line by line."""
    paper = desk.save(f"paper-{who}", who=who, subject="common@north" if who != "north" else "common")
    found = [one for one in desk.content(paper, who).sections if one.heading == HEADING]
    texts = []
    for block in (block for one in found for block in one.blocks):
        texts += [block.text] if isinstance(block, Paragraph) else []
        texts += [" | ".join(row) for row in block.rows] if isinstance(block, Table) else []
    return texts


def test_the_papers_of_both_councils_embed_the_same_words_and_digest(desk: Desk, cast: Cast) -> None:
    chamber = make_chamber(cast, exempt_terms=SECRET, exempt_under="3")
    version = chamber.freeze()
    chamber.resolve("south")
    north, south = section_of(desk, "north"), section_of(desk, "south")
    assert north == south
    text = "\n".join(north)
    assert version.digest in text
    assert "Costing | North pays £52,000.\nSouth pays £48,000." in text
    assert "South Thornton has approved version 1, which is still in call-in" in text
    assert "South Thornton | approved, in call-in |" in text
    assert "Zyzzyva" not in text


def test_what_is_not_frozen_cannot_be_approved_and_says_so(desk: Desk, cast: Cast) -> None:
    make_chamber(cast)
    assert "not frozen yet" in section_of(desk, "north")[0]


def test_a_paper_about_something_else_has_no_such_section(desk: Desk, cast: Cast) -> None:
    make_chamber(cast).freeze()
    paper = desk.save()
    assert HEADING not in {one.heading for one in desk.content(paper).sections}
