"""A paper in every form, and ways to alter its files."""

import base64
import io
from collections.abc import Callable
from typing import Any

import pypdf
from tests.formats.papers import paper
from tests.formats.test_documents import altered, opened

from severalty.formats.paper_json import digest_of, paper_bytes, paper_json
from severalty.formats.paper_pdf import paper_pdf
from severalty.formats.paper_verify import PaperVerdict, verify_paper
from severalty.formats.paper_word import paper_word
from severalty.formats.papers import PaperContent

PAPER = paper()
WORD, PDF, JSON = paper_word(PAPER), paper_pdf(PAPER), paper_bytes(PAPER)
FILE = paper_json(PAPER)
DIGEST = digest_of(PAPER)
OTHER = paper(pence=5_300_000)


def verdict_of(data: bytes, expected: str | None = None) -> PaperVerdict:
    return verify_paper(data, "file", expected)


def word_with(old: str, new: str, part: str = "word/document.xml", data: bytes = WORD) -> bytes:
    return altered(part, old.encode(), new.encode(), data)


def edited(change: Callable[[Any], None], data: bytes = WORD) -> bytes:
    """The Word file after something was done to it as in Word, saved by another program."""
    word = opened(data)
    change(word)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def with_json(content: PaperContent, data: bytes = WORD) -> bytes:
    """The Word file with the JSON of another paper inside it."""
    inside = base64.b64encode(paper_bytes(PAPER)).decode()
    return word_with(inside, base64.b64encode(paper_bytes(content)).decode(), "customXml/item1.xml", data)


def pdf_with(change: Callable[[pypdf.PdfWriter], None], data: bytes = PDF) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
