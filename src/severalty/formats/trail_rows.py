"""Rows of the audit trail that a file carries: each shows that it is as it was written, also where others are withheld.

The chain is that of the trail itself: `body_digest` is SHA-256 of salt and body, `digest` that of number, the digest of
the row before, and `body_digest`. A row whose body is withheld carries its digests alone, so the chain still holds.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class TrailRow:
    """One row: its number and digests, and its body with its salt where they are not withheld."""

    number: int
    body_digest: str
    digest: str
    body: str = ""
    salt: str = ""


@dataclass(frozen=True)
class TrailRun:
    """Rows that follow one another without a gap, after the row with the digest `before`."""

    before: str
    rows: tuple[TrailRow, ...]


def trail_faults(runs: tuple[TrailRun, ...]) -> Iterator[tuple[int, str]]:
    """The number of each row that does not hold, and why; of one run no row after the first that does not follow."""
    last = 0
    for run in runs:
        previous = run.before
        for place, row in enumerate(run.rows):
            if row.number <= last or (place and row.number != last + 1):
                yield row.number, "it stands where it does not belong"
                break
            last = row.number
            if (row.body or row.salt) and _hash(row.salt + row.body) != row.body_digest:
                yield row.number, "its text was altered"
            if _hash(f"{row.number}|{previous}|{row.body_digest}") != row.digest:
                yield row.number, "it does not follow from the row before"
                break
            previous = row.digest


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
