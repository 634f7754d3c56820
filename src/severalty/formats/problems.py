"""What is wrong in a file, said so that a person can find it and mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

SHOWN = 80
"""Characters of a found text that a sentence repeats."""


@dataclass(frozen=True)
class Problem:
    """One fault of a file.

    `row` is the number a person sees beside the row (the first row is 1), `column` the letter above it or, in files
    without letters, the path of the field. `found` and `expected` are noun phrases, `mend` an order without full stop.
    """

    sheet: str
    row: int | None
    column: str | None
    found: str
    expected: str
    mend: str

    def where(self) -> str:
        """The place in words, such as `Sheet "Contracts", cell C14`."""
        parts = [f'sheet "{self.sheet}"'] if self.sheet else []
        lettered = bool(self.column) and str(self.column).isalpha() and str(self.column).isupper()
        if self.row is not None and lettered:
            parts.append(f"cell {self.column}{self.row}")
        else:
            parts += [f"row {self.row}"] if self.row is not None else []
            parts += [f"column {self.column}" if lettered else str(self.column)] if self.column else []
        return ", ".join(parts)

    def __str__(self) -> str:
        """One sentence: where, what was found, what was expected, how to mend it."""
        start = f"{self.where()}: found" if self.where() else "found"
        sentence = f"{start} {clipped(self.found)}, expected {self.expected}; {self.mend}."
        return sentence[0].upper() + sentence[1:]

    def as_dict(self) -> dict[str, str | int | None]:
        """The fields and the sentence, ready for JSON."""
        return {**asdict(self), "sentence": str(self)}


class Unreadable(Exception):
    """Nothing of a file can be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def clipped(text: str, most: int = SHOWN) -> str:
    """The text on one line, cut with an ellipsis when it is longer than `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def unreadable(name: str, found: str, expected: str, mend: str) -> Unreadable:
    """An `Unreadable` about a whole file called `name`."""
    return Unreadable(Problem(sheet="", row=None, column=f'file "{name}"', found=found, expected=expected, mend=mend))
