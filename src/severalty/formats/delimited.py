"""Text files with delimiters: encoding and delimiter found out, every record numbered as a person sees it."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from severalty.formats.problems import Problem, Unreadable, unreadable

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_RECORDS = 50
SAMPLE_CHARACTERS = 200_000
CLOSING = "\ue000closing"
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OTHER_KINDS = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a word-processor document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"7z\xbc\xaf", "a packed archive"),
    (b"Rar!", "a packed archive"),
    (b"BZh9", "a packed archive"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format", "a database"),
)


@dataclass(frozen=True)
class Text:
    """Decoded text and what had to be assumed to decode it."""

    text: str
    notices: tuple[str, ...]


def decoded(data: bytes, name: str) -> Text:
    """The text of a file in UTF-8, UTF-16 or, with a notice, Windows-1252; raises Unreadable when it is no text."""
    for start, kind in OTHER_KINDS:
        if data.startswith(start):
            raise _not_text(name, kind)
    encoding = next((encoding for mark, encoding in BYTE_ORDER_MARKS if data.startswith(mark)), "") or _unmarked(data)
    notices: list[str] = []
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding:
            raise _not_text(name, "a damaged text file") from None
        text = data.decode("cp1252", errors="replace")
        notices.append(
            f'"{name}" is not in UTF-8; it was read as Windows-1252. Look at names with accents and at pound signs.'
        )
    if "\x00" in text:
        notices.append(f'{text.count(chr(0)):,} null characters in "{name}" were left out.')
        text = text.replace("\x00", "")
    controls = sum(1 for character in text[:SAMPLE_CHARACTERS] if character < " " and character not in "\t\r\n\f\v")
    if controls > 8 + len(text[:SAMPLE_CHARACTERS]) // 50:
        raise _not_text(name, "a file that is not text")
    return Text(text, tuple(notices))


def records(text: str, delimiter: str, name: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Each record with its number, blank ones counted; a fault that ends the reading is added to `problems`."""
    reader = csv.reader(_lines_and_closing(text), delimiter=delimiter)
    number, waiting = 0, None
    try:
        for fields in reader:
            if waiting is not None:
                yield waiting
            number += 1
            waiting = (number, fields)
    except csv.Error as fault:
        problems.append(
            Problem(
                name,
                number + 1,
                None,
                f"a record that cannot be read ({fault})",
                "fields in closed quotes",
                f"look for a missing quote at or above row {number + 1}",
            )
        )
        return
    if waiting is not None and waiting[1] != [CLOSING]:
        problems.append(
            Problem(
                name,
                waiting[0],
                None,
                "a quote that is never closed",
                "a quote at each end of the field",
                f"close the quote that opens in row {waiting[0]}; what follows it was not read",
            )
        )


def delimiter_of(text: str) -> str:
    """The delimiter that gives most records the same number of fields; a comma for a single column."""
    first, _, _ = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip("\r\n")) == 5:
        return first.strip("\r\n")[-1]
    sample = text[:SAMPLE_CHARACTERS]
    best = max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))
    return best if _evenness(sample, best)[0] > 0 else ","


def without_separator_line(text: str) -> str:
    """The text after a first line such as `sep=;`, which spreadsheet programs hide."""
    first, _, rest = text.partition("\n")
    return rest if first.strip().lower().startswith("sep=") and len(first.strip("\r\n")) == 5 else text


def _lines_and_closing(text: str) -> Iterator[str]:
    yield from io.StringIO(text if text.endswith(("\n", "\r")) or not text else text + "\n", newline="")
    yield CLOSING


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    widths: list[int] = []
    try:
        for fields in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(fields):
                widths.append(len(fields))
            if len(widths) >= SAMPLE_RECORDS:
                break
    except csv.Error:
        return (0.0, 0)
    if not widths or max(widths) < 2:
        return (0.0, 0)
    width, count = Counter(width for width in widths if width > 1).most_common(1)[0]
    return (count / len(widths), width)


def _unmarked(data: bytes) -> str:
    """UTF-16 without a mark shows itself by a null in every second byte of Latin text."""
    sample = data[:2000]
    if len(sample) < 4 or sample.count(0) < len(sample) * 0.4:
        return ""
    return "utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"


def _not_text(name: str, kind: str) -> Unreadable:
    return unreadable(name, kind, "a spreadsheet (.xlsx, .ods) or a text file (.csv)", "save the data as .xlsx or .csv")
