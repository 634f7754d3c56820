"""The text that stands on the pages of a PDF, and the JSON that it carries."""

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdf
from pypdf.errors import PyPdfError

from severalty.formats.limits import MEGABYTE
from severalty.formats.paper_compare import focused, plain_text, spans
from severalty.formats.paper_letters import BREAK
from severalty.formats.paper_pdf import ATTACHMENT
from severalty.formats.problems import unreadable

MOST_BYTES = 30 * MEGABYTE
MOST_PAGES = 600

_FAULTS = (
    PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OverflowError,
    NotImplementedError, AssertionError, OSError, struct.error, zlib.error,
)  # fmt: skip
_FOOT = re.compile(r"SHA-256\s+(?:[0-9a-f]{8}\s+){8}\s*Page\s+\d+\s+of\s+\d+")
_AROUND = 3  # words shown on each side of those that differ

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports on each fault of a damaged file by itself


@dataclass(frozen=True)
class PdfText:
    """The pages of a PDF: their texts, how each is drawn, how many things lie over each, and which program made it."""

    pages: tuple[str, ...]
    drawn: tuple[bytes, ...]
    over: tuple[int, ...]
    maker: str


def attached_to(data: bytes, name: str) -> tuple[bytes, ...]:
    """The papers that a PDF carries as JSON, each once; raises Unreadable when it is damaged, locked or too large."""
    reader: Any = _opened(data, name)
    try:
        return tuple(dict.fromkeys(reader.attachments.get(ATTACHMENT, [])))
    except _FAULTS as fault:
        raise _damaged(name) from fault


def pdf_text(data: bytes, name: str) -> PdfText:
    """What stands on the pages; raises Unreadable when they are damaged or too many."""
    reader = _opened(data, name)
    try:
        count = len(reader.pages)
        if count > MOST_PAGES:
            raise unreadable(name, f"{count:,} pages", f"at most {MOST_PAGES:,}", "choose the PDF of a paper")
        pages = list(reader.pages)
        return PdfText(
            pages=tuple(page.extract_text().replace(BREAK, "") for page in pages),
            drawn=tuple(_drawn(page) for page in pages),
            over=tuple(len(page.get("/Annots") or ()) for page in pages),
            maker=str(getattr(reader.metadata, "creator", "")),
        )
    except _FAULTS as fault:
        raise _damaged(name) from fault


def page_differences(expected: Sequence[str], found: Sequence[str]) -> Iterator[str]:
    """A sentence for each run of words that differs, with its page; where lines and pages end makes no difference."""
    wanted, standing = list(_words(expected)), list(_words(found))
    left, right = [word for _, word in wanted], [word for _, word in standing]
    for first, last, begin, end in _joined(spans(left, right)):
        page = standing[min(begin, len(standing) - 1)][0] if standing else 1
        around = slice(max(0, first - _AROUND), last + _AROUND), slice(max(0, begin - _AROUND), end + _AROUND)
        texts = " ".join(right[around[1]]), " ".join(left[around[0]])
        yield f"Page {page}: {focused(*texts)}."


def _joined(found: Iterable[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Differences with fewer than `_AROUND` equal words between them are one."""
    whole: list[tuple[int, int, int, int]] = []
    for first, last, begin, end in found:
        if whole and first - whole[-1][1] < _AROUND:
            first, _, begin, _ = whole.pop()
        whole.append((first, last, begin, end))
    return whole


def _words(pages: Sequence[str]) -> Iterator[tuple[int, str]]:
    for number, page in enumerate(pages, start=1):
        for word in plain_text(_FOOT.sub(" ", page)).split():
            yield number, word


def _drawn(page: Any) -> bytes:
    contents = page.get_contents()
    return b"" if contents is None else bytes(contents.get_data())


def _opened(data: bytes, name: str) -> pypdf.PdfReader:
    if len(data) > MOST_BYTES:
        raise unreadable(name, f"{len(data) / MEGABYTE:,.0f} MB", "at most 30 MB", "choose the PDF of a paper")
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted
    except _FAULTS as fault:
        raise _damaged(name) from fault
    if locked:
        raise unreadable(name, "a PDF with a password", "a PDF that opens without one", "ask for the paper again")
    return reader


def _damaged(name: str) -> Exception:
    return unreadable(name, "a damaged PDF", "a whole PDF", "download it again, or ask for the paper again")
