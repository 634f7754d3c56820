"""Marks of the published reports, with which the guard of wording compares our text, and how they are made.

The reports belong to their councils and are not in this repository. Of each, every run of eight words was hashed with a
salt, and the first six bytes of each hash were kept, sorted. A mark tells that eight words in a row are a report's, not
which report or where. Half a million words of ours meet one by chance once in thirty thousand times.

Add the marks of another report, from its text in UTF-8, to those that are kept:

    python -m tests.guards.wording REPORT.txt
"""

import base64
import re
import sys
import textwrap
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

MARKS = Path(__file__).with_name("report_marks.txt")
RUN = 8
BESIDE = 3
"""So many words of a run may stand beside names; with more it is not a name that was copied."""

_BYTES = 6
_SALT = "a run of words in a report: "
_LINE = 120


def words(text: str) -> list[str]:
    """The words of a text, without case, punctuation and apostrophes."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(r"[^\W_]+", re.sub(r"(?<=\w)['’](?=\w)", "", plain))


def mark(run: Sequence[str]) -> bytes:
    """The mark of a run of words."""
    return sha256((_SALT + " ".join(run)).encode()).digest()[:_BYTES]


def runs(found: Sequence[str]) -> Iterator[Sequence[str]]:
    """Every run of eight words, each begun one word after the last."""
    return (found[place : place + RUN] for place in range(len(found) - RUN + 1))


@cache
def kept() -> frozenset[bytes]:
    """The marks of all reports."""
    data = base64.urlsafe_b64decode("".join(MARKS.read_text(encoding="ascii").split())) if MARKS.exists() else b""
    return frozenset(data[place : place + _BYTES] for place in range(0, len(data), _BYTES))


def write(marks: Collection[bytes]) -> None:
    """Keep these marks."""
    text = base64.urlsafe_b64encode(b"".join(sorted(marks))).decode()
    MARKS.write_text("\n".join(textwrap.wrap(text, _LINE, break_on_hyphens=False)) + "\n", encoding="ascii")


def copied(text: str, names: Collection[str] = ()) -> Iterator[str]:
    """What stands in a text as in a report: runs of eight words or more, but those made of names."""
    found, hits = _hits(text)
    named = _named(found, names) if hits else set()
    hits = [place for place in hits if len(set(range(place, place + RUN)) - named) > BESIDE]
    while hits:
        length = next((step for step, place in enumerate(hits) if place != hits[0] + step), len(hits))
        yield " ".join(found[hits[0] : hits[0] + length + RUN - 1])
        hits = hits[length:]


@lru_cache(maxsize=256)
def _hits(text: str) -> tuple[list[str], list[int]]:
    """The words of a text, and where a run begins that has a mark."""
    found = words(text)
    return found, [place for place, run in enumerate(runs(found)) if mark(run) in kept()]


def _named(found: Sequence[str], names: Collection[str]) -> set[int]:
    """The places of words that belong to a name."""
    places: set[int] = set()
    begins: dict[str, list[int]] = {}
    for place, word in enumerate(found):
        begins.setdefault(word, []).append(place)
    for name in map(words, names):
        for place in begins.get(name[0], ()):
            if found[place : place + len(name)] == name:
                places.update(range(place, place + len(name)))
    return places


if __name__ == "__main__":
    texts = [Path(name).read_text(encoding="utf-8") for name in sys.argv[1:]]
    write(kept() | {mark(run) for text in texts for run in runs(words(text))})
