"""How much of a stranger's file this program is willing to read."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """Bounds that keep a hostile or runaway file from filling the memory.

    `cells` bounds the filled rectangle of all sheets together (rows times columns), `text_bytes` the text of all cells
    once repeated texts are written out, and `ratio` how far a member above 10 MB may be compressed.
    """

    file_bytes: int = 50 * MEGABYTE
    unpacked_bytes: int = 200 * MEGABYTE
    members: int = 2_000
    ratio: int = 200
    sheets: int = 150
    rows: int = 200_000
    columns: int = 200
    cells: int = 4_000_000
    text_bytes: int = 200 * MEGABYTE
    cell_characters: int = 32_767


LIMITS = Limits()
