"""Parts of a paper that the public does not read: one digest, two renditions, and no word of them in public."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from tests.formats.papers import paper
from tests.formats.test_documents import files

from severalty.engine.evidence import Evidence
from severalty.formats.documents import Paragraph, Table, TableColumn, number_document
from severalty.formats.paper_face import document_of
from severalty.formats.paper_files import paper_file_of
from severalty.formats.paper_json import Unprintable, digest_of, paper_bytes, read_paper
from severalty.formats.paper_verify import verify_paper
from severalty.formats.paper_withheld import (
    digest_of_part,
    marking,
    parts_bytes,
    read_parts,
    read_rendition,
    rendition_bytes,
    rendition_json,
)
from severalty.formats.papers import FIRST_SCHEMA, ExemptText, Figures, Rendition, Withheld
from severalty.formats.problems import Unreadable
from severalty.formats.word_embed import embedded_in

KEPT = Path(__file__).parents[1] / "data" / "papers"
MARKER = "Quillfeather"
SALT, OTHER_SALT = "8f14e45fceea167a5a36dedd4bea2543", "c9f0f895fb98ab9159f51fd0297e236d"


def private(**changes: object) -> Rendition:
    """The paper with a passage and a table withheld."""
    figures = Figures(mark="E")
    price = figures.money("Price of lot 2", 41_200_000, Evidence.QUOTED, f"letter of {MARKER}")
    words = ExemptText(SALT, (Paragraph(f"{MARKER} asks {price} for lot 2.", numbered=True),), tuple(figures.found))
    table = ExemptText(OTHER_SALT, (Table(f"Bids, {MARKER} first", (TableColumn("Bidder"),), ((MARKER,),)),))
    withheld = (
        Withheld(1, 2, (3,), False, "The councils are still to negotiate", digest_of_part(words)),
        Withheld(2, 0, (3, 5), False, "", digest_of_part(table)),
    )
    return Rendition(paper(withheld=withheld, **changes), (words, table))


def insides(data: bytes, form: str) -> str:
    """Everything that a file holds, unpacked: each member of Word, and text, properties and attachments of a PDF."""
    if form == "docx":
        members = files(data)
        return "\n".join(one.decode("utf-8", "replace") for one in [*members.values(), *embedded_in(members)])
    if form == "pdf":
        reader = pypdf.PdfReader(io.BytesIO(data))
        attached = [one.decode() for held in reader.attachments.values() for one in held]
        return "\n".join([*(page.extract_text() for page in reader.pages), str(reader.metadata), *attached])
    return data.decode()


# --------------------------------------------------------------------------------------------------- papers of before
def test_paper_of_the_first_schema_opens_and_keeps_its_digest() -> None:
    data = (KEPT / "schema-1.json").read_bytes()
    content = read_paper(data)
    assert content.schema == FIRST_SCHEMA
    assert digest_of(content) == "8f6d1c23c74709bfa14a03e397ab55479c60407b7169e5289f285414beb9621c"
    assert rendition_json(Rendition(content)) == data, "It is not written as it was."


@pytest.mark.parametrize("name", ["schema-1.json", "schema-1.docx"])
def test_paper_of_the_first_schema_is_verified(name: str) -> None:
    verdict = verify_paper((KEPT / name).read_bytes(), name)
    assert verdict.unchanged, verdict.differences


def test_paper_of_the_first_schema_is_printed_as_it_was() -> None:
    content = read_paper((KEPT / "schema-1.json").read_bytes())
    assert paper_file_of(content, "docx") == (KEPT / "schema-1.docx").read_bytes()


def test_first_schema_knows_no_withheld_parts() -> None:
    with pytest.raises(Unprintable, match="none in a paper of schema"):
        paper_bytes(private(schema=FIRST_SCHEMA).content)


# --------------------------------------------------------------------------------------------------------- one digest
def test_both_renditions_have_the_digest_of_the_public_one() -> None:
    held = private()
    public = verify_paper(rendition_json(Rendition(held.content)), "public.json")
    whole = verify_paper(rendition_json(held), "private.json")
    assert public.unchanged, public.differences
    assert whole.unchanged, whole.differences
    assert public.digest == whole.digest == digest_of(held.content)
    assert (public.exempt_parts, whole.exempt_parts) == (0, 2)


def test_renditions_are_read_back_byte_for_byte() -> None:
    held = private()
    assert read_rendition(rendition_bytes(held)) == held
    assert read_paper(paper_bytes(held.content)) == held.content
    assert read_parts(parts_bytes(held.parts)) == held.parts


def test_same_words_under_another_salt_have_another_digest() -> None:
    words = private().parts[0]
    assert digest_of_part(words) != digest_of_part(replace(words, salt=OTHER_SALT))


def test_altered_exempt_part_is_named_with_its_section() -> None:
    data = rendition_json(private()).replace(b"asks", b"gets", 1)
    verdict = verify_paper(data, "private.json")
    assert any("Exempt part 1, in the section “Recommendations”" in one for one in verdict.differences)


def test_exempt_part_that_was_taken_out_is_told() -> None:
    held = private()
    data = json.loads(rendition_json(held))
    data["parts"].pop()
    with pytest.raises(Unreadable, match="1 exempt parts"):
        verify_paper(json.dumps(data).encode(), "private.json")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"section": 9}, "section 9"),
        ({"after": 7}, "a place after block 7"),
        ({"under": (8,)}, "paragraphs"),
        ({"under": ()}, "paragraphs"),
        ({"confidential": True}, "paragraphs"),
        ({"digest": "12"}, "SHA-256"),
    ],
)
def test_withheld_part_that_cannot_be_so_is_refused(change: dict[str, object], words: str) -> None:
    content = private().content
    content = replace(content, withheld=(replace(content.withheld[0], **change),))  # type: ignore[arg-type]
    with pytest.raises(Unprintable, match=words):
        paper_bytes(content)


# ------------------------------------------------------------------------------------------------------- what is told
@pytest.mark.parametrize("form", ["json", "docx", "pdf"])
def test_no_word_of_an_exempt_part_is_in_a_public_file(form: str) -> None:
    inside = insides(paper_file_of(private().content, form), form)
    assert MARKER not in inside
    assert "412,000" not in inside
    assert "41200000" not in inside
    assert SALT not in inside


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_file_with_exempt_parts_is_verified_and_marked(form: str) -> None:
    data = paper_file_of(private(), form)
    assert "NOT FOR PUBLICATION by virtue of paragraphs 3 and 5" in " ".join(insides(data, form).split())
    verdict = verify_paper(data, form)
    assert verdict.unchanged, verdict.differences
    assert verdict.exempt_parts == 2
    if form == "pdf":
        pages = pypdf.PdfReader(io.BytesIO(data)).pages
        assert all("NOT FOR PUBLICATION" in page.extract_text() for page in pages), "A page is not marked."


def test_public_face_gives_place_and_reason_and_counts_no_exempt_figure() -> None:
    held = private()
    said = [getattr(block, "text", "") for section in document_of(held.content).sections for block in section.blocks]
    note = next(one for one in said if "not for publication" in one)
    assert "by virtue of paragraph 3 of Part 1 of Schedule 12A" in note
    assert "The councils are still to negotiate." in note
    assert "Of 3 figures" in dict(document_of(held.content).summary_facts)["What the figures rest on"]


def test_private_face_has_text_and_figures_of_its_own() -> None:
    document = document_of(private())
    assert "£412,000 [E1]" in str(document.sections[0].blocks)
    listed = next(one for one in document.sections if one.heading.startswith("Figures in the exempt parts"))
    assert listed.blocks[0].rows[0][0] == "E1"  # type: ignore[union-attr]


def test_paragraphs_have_one_number_whoever_reads_them() -> None:
    """An exempt paragraph took a number, so that those after it had another in each rendition."""
    both = [document_of(one) for one in (Rendition(private().content), private())]
    public, whole = ([label for each in number_document(one) for label in each.blocks if "." in label] for one in both)
    assert public == whole


def test_confidential_is_told_apart_from_exempt() -> None:
    content = private().content
    secret = replace(content.withheld[0], under=(), confidential=True)
    assert "confidential information" in marking(replace(content, withheld=(secret,)))
    assert "paragraph" not in marking(replace(content, withheld=(secret,)))
