"""Background sections of real papers are long: 20,000 characters go through form, files, Word and PDF."""

import io
import re
import time
from pathlib import Path

import docx
import pytest

from severalty.decisions.models import Passage
from severalty.engine.decisions.papers import MOST_PASSAGE, TREES, PaperKind, SectionKey
from severalty.engine.decisions.papers import Passage as PassageRecord
from severalty.engine.evidence import Evidence
from severalty.engine.fields import MOST_TEXT, FieldError, columns_of, read
from severalty.estate.reports.takeaway import export_for
from severalty.formats.case import read_case
from severalty.formats.case_writing import workbook_of, zip_of
from severalty.formats.paper_files import paper_file_of
from severalty.formats.paper_json import digest_of
from severalty.formats.paper_verify import verify_paper
from severalty.formats.papers import Figures
from severalty.tenancy.access import operator_for
from tests.decisions.conftest import Desk, address, said
from tests.decisions.looking import AGAIN, DONE, OK, typed

pytestmark = pytest.mark.sqlite_enough

BACKGROUND = SectionKey.BACKGROUND
SLOW = 10  # seconds; comparing each with all took minutes
LINE = "The partnership’s service desk cost £52k a year, and 40% of its calls were about passwords.\n\n"


def words(length: int = MOST_PASSAGE) -> str:
    """As many characters of paragraphs as a passage may have."""
    return (LINE * (length // len(LINE) + 1))[: length - 1] + "."


def test_twenty_thousand_characters_are_saved_by_the_form_and_one_more_is_refused(desk: Desk) -> None:
    """More than 4,000 were refused, which is two pages."""
    paper = desk.save(words={})
    client, url = desk.cast.client_of("north"), address("write", paper.pk)
    sent = typed(client, url) | {"text-3": words().replace("\n", "\r\n"), "why": "The story so far"}
    assert client.post(url, sent).status_code == DONE, "A browser's ends of lines count twice."
    assert Passage.objects.get().text == words()
    assert Passage.objects.get().section == BACKGROUND
    assert typed(client, url)["text-3"] == words(), "The form does not give back what it took."
    answer = client.post(url, typed(client, url) | {"text-3": words() + "!", "why": "More"})
    assert answer.status_code == AGAIN
    assert re.search("20,?000 characters", said(answer.content.decode()))
    assert answer.content.decode().count("service desk cost") > 200, "What was typed is lost."
    assert Passage.objects.get().text == words()


def test_a_file_may_bring_as_much_and_no_more() -> None:
    shape = next(one for one in columns_of(PassageRecord) if one.name == "text")
    assert read(shape, words()) == words()
    with pytest.raises(FieldError, match="at most 20,000 characters"):
        read(shape, words() + "!")
    other = next(one for one in columns_of(PassageRecord) if one.name == "source")
    with pytest.raises(FieldError, match="at most 300"):
        read(other, "x" * 301)
    assert MOST_TEXT == 4_000, "Descriptions elsewhere stay short."


@pytest.mark.parametrize("form", ["xlsx", "zip"])
def test_a_long_passage_goes_out_and_comes_in_again(desk: Desk, tmp_path: Path, form: str) -> None:
    desk.save(words={(BACKGROUND, ""): words()})
    about, rows = export_for(operator_for(), desk.cast.case)
    path = tmp_path / f"case.{form}"
    path.write_bytes(workbook_of(rows) if form == "xlsx" else zip_of(about, rows))
    found = read_case(path)
    assert not found.problems, found.problems
    assert [record.text for _, record in found.tables["passages"].records] == [words()]


@pytest.mark.parametrize("text", [words(), "word " * 3_999 + "ends.", "x" * MOST_PASSAGE], ids=["many", "one", "word"])
def test_word_and_pdf_hold_a_long_passage_whole(desk: Desk, text: str) -> None:
    content = desk.content(desk.save(words={(BACKGROUND, ""): text}))
    for form in ("docx", "pdf", "json"):
        verdict = verify_paper(paper_file_of(content, form), f"p.{form}", digest_of(content))
        assert verdict.unchanged, (form, verdict.differences)
    said_in_word = "\n".join(one.text for one in docx.Document(io.BytesIO(paper_file_of(content, "docx"))).paragraphs)
    assert text[-40:].rstrip(".").split("\n")[-1] in said_in_word


def test_every_section_of_a_paper_may_be_long(desk: Desk) -> None:
    """The whole of a paper has a limit of its own, and its sections together must not reach it."""
    every = {(one, ""): words() for one in SectionKey}
    paper = desk.save(words=every)
    assert len(desk.freeze(paper).body) > len(TREES[PaperKind.COMMITTEE]) * MOST_PASSAGE * 0.9


def test_a_paper_with_more_figures_than_a_file_holds_says_so_in_words(desk: Desk) -> None:
    """Its page, its files and freezing it failed without a word."""
    dense = " ".join(f"£{number}." for number in range(1_000, 4_200))
    paper = desk.save(words={(BACKGROUND, ""): dense, (SectionKey.SUMMARY, ""): dense})
    client = desk.cast.client_of("north")
    form = {"audience": "partners", "why": "For Cabinet"}
    for answer in (client.get(address("paper", paper.pk)), client.get(address("paper-file", paper.pk, "pdf")),
                   client.post(address("freeze", paper.pk), form)):  # fmt: skip
        assert answer.status_code == AGAIN
        assert "cells, expected at most 20,000" in said(answer.content.decode())
        assert "Write it shorter" in said(answer.content.decode())
    assert client.get(address("write", paper.pk)).status_code == OK


def test_a_thousand_figures_are_entered_at_once() -> None:
    """Every figure was compared with all before it."""
    figures, start = Figures(), time.perf_counter()
    for number in range(20_000):
        assert figures.count(f"Posts of {number}", number, Evidence.REPORTED) == f"{number:,} [{number + 1}]"
        assert figures.count("Posts of 0", 0, Evidence.REPORTED) == "0 [1]"
    assert time.perf_counter() - start < SLOW
