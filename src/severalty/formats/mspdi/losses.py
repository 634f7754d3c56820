"""What of a file has no place here, by path and count, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from severalty.formats.problems import Problem

MOST_PROBLEMS = 1_000


class Fate(StrEnum):
    """What becomes of something that no field holds."""

    CARRIED = "not read here; goes back unchanged"
    UNKNOWN = "not in the MSPDI schema; goes back unchanged"
    DROPPED = "cannot be kept"
    RIDES = "MS Project does not act on it; it rides along and comes back"


@dataclass(frozen=True)
class Loss:
    """Elements of one path, how many there were, and what becomes of them."""

    path: str
    count: int
    fate: Fate

    def __str__(self) -> str:
        times = "once" if self.count == 1 else f"{self.count:,} times"
        return f"{self.path}, {times}: {self.fate.value}."


@dataclass(frozen=True)
class Losses:
    """The loss report of a file.

    `losses` by path; `problems` keep it from being taken over; what `remarks` name is taken as not said, and goes back
    as it stood.
    """

    losses: tuple[Loss, ...] = ()
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()

    def of(self, fate: Fate) -> tuple[Loss, ...]:
        """The losses of one fate."""
        return tuple(one for one in self.losses if one.fate is fate)


@dataclass
class Tally:
    """Losses and problems as they are met."""

    counts: Counter[tuple[str, Fate]] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    def lose(self, path: str, fate: Fate) -> None:
        """Count one element."""
        self.counts[path, fate] += 1

    def blame(self, place: str, found: str, expected: str, mend: str) -> None:
        """Note a problem, unless there are very many."""
        _append(self.problems, Problem("", None, place, found, expected, mend))

    def remark(self, place: str, found: str, expected: str, mend: str) -> None:
        """Note something that is wrong and keeps nobody from reading the plan, unless there are very many."""
        _append(self.remarks, Problem("", None, place, found, expected, mend))

    def closed(self) -> Losses:
        """The report, losses by path."""
        found = sorted(self.counts.items(), key=lambda pair: (pair[0][0], pair[0][1].value))
        return Losses(
            tuple(Loss(path, count, fate) for (path, fate), count in found), tuple(self.problems), tuple(self.remarks)
        )


def _append(problems: list[Problem], problem: Problem) -> None:
    if len(problems) < MOST_PROBLEMS:
        problems.append(problem)
