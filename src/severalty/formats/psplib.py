"""Instances of resource-constrained scheduling as the literature shares them: `.sm` of PSPLIB, `.rcp`, and `.sch`.

`.sm` is the single-mode form of Kolisch and Sprecher (1996), `.rcp` that of Patterson, `.sch` that of ProGen/max with
minimal and maximal time lags between starts. All become a `Problem` whose one aim is to finish early. The first and
the last activity of an instance, which take no time, stay in it, so that starts can be compared with published ones.
Raises `Unreadable`, with the line.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from severalty.engine.transition.scheduling.problem import Activity, Link, LinkKind, Problem, Resource
from severalty.formats.problems import Problem as Fault
from severalty.formats.problems import Unreadable, unreadable

SUFFIXES = (".sm", ".rcp", ".sch")
MOST_BYTES = 5_000_000
MOST_ACTIVITIES, MOST_LINKS, MOST_RESOURCES = 5_000, 200_000, 64
MOST = 1_000_000
"""The longest duration or lag and the most units that are read."""
MOST_SLOTS = 100_000_000


@dataclass(frozen=True)
class _Line:
    number: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    """One activity as its lines give it: number, duration, units of each resource, and (successor, lag or None)."""

    number: int
    duration: int
    units: tuple[int, ...]
    successors: tuple[tuple[int, int | None], ...]


def read_instance(data: bytes, name: str) -> Problem:
    """The problem in a file; its suffix says in which form it is written."""
    form = "." + name.rpartition(".")[2].lower()
    if form not in SUFFIXES:
        raise unreadable(name, f"the suffix {form}", " or ".join(SUFFIXES), "rename the file for the form it has")
    if len(data) > MOST_BYTES:
        raise unreadable(
            name, f"{len(data):,} bytes", f"no more than {MOST_BYTES:,}", "check that it is one single instance"
        )
    try:
        text = data.removeprefix(BOM_UTF8).decode("ascii")
    except UnicodeDecodeError as error:
        raise unreadable(
            name, f"byte {data[error.start]:#04x} at place {error.start}", "plain ASCII text", "give the original file"
        ) from error
    reader = _Reader(name, text)
    return {".sm": reader.psplib, ".rcp": reader.patterson, ".sch": reader.progen_max}[form]()


class _Reader:
    """Reads one file; every complaint names the line."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines = [
            _Line(number, tuple(line.split())) for number, line in enumerate(text.splitlines(), start=1) if line.split()
        ]
        if not self.lines:
            raise unreadable(name, "nothing", "an instance", "give the original file")

    def wrong(
        self, line: _Line | None, found: str, expected: str, mend: str = "compare it with the original"
    ) -> NoReturn:
        """Stop with the line, or with the end of the file."""
        where = f'line {line.number} of "{self.name}"' if line else f'the end of "{self.name}"'
        raise Unreadable(Fault("", None, where, found, expected, mend))

    def number(self, line: _Line, word: str, what: str, least: int = 0, most: int = MOST) -> int:
        """A whole number within its limits."""
        if not re.fullmatch(r"-?\d{1,9}", word) or not least <= int(word) <= most:
            self.wrong(line, f"{word!r}", f"{what}, a whole number from {least:,} to {most:,}")
        return int(word)

    def numbers(self, line: _Line, words: Sequence[str], what: str, count: int) -> tuple[int, ...]:
        """Exactly so many numbers from nought."""
        if len(words) != count:
            self.wrong(line, f"{len(words)} numbers", f"{count} for {what}")
        return tuple(self.number(line, word, what) for word in words)

    # ------------------------------------------------------------------------------------------------ .sm
    def psplib(self) -> Problem:
        """Sections with headings between rows of stars; only jobs, renewable resources and single modes are known."""
        count = self._stated("jobs", r"jobs.*:\s*(-?\d{1,9})\s*$", 1, MOST_ACTIVITIES)
        renewable = self._stated("renewable resources", r"-\s*renewable\s*:\s*(-?\d{1,9})", 0, MOST_RESOURCES)
        for kind in ("nonrenewable", "doubly constrained"):
            if self._stated(f"{kind} resources", rf"-\s*{kind}\s*:\s*(-?\d{{1,9}})", 0, MOST):
                self.wrong(
                    self.lines[0], f"{kind} resources", "renewable ones alone", "such instances are not read here"
                )
        follows = self._relations(count)
        needs = self._requests(count, renewable)
        for job in range(count):
            if job not in follows or job not in needs:
                self.wrong(None, f"no row for job {job + 1}", f"one for each of the {count} jobs in both sections")
        [capacities] = self._section("RESOURCEAVAILABILITIES", "R", one=True)
        amounts = self.numbers(capacities, capacities.words, "units at hand", renewable)
        return self._problem([_Row(job + 1, *needs[job], follows[job]) for job in range(count)], amounts)

    def _relations(self, count: int) -> dict[int, tuple[tuple[int, int | None], ...]]:
        follows: dict[int, tuple[tuple[int, int | None], ...]] = {}
        for line in self._section("PRECEDENCE RELATIONS", "jobnr."):
            if len(line.words) < 3:
                self.wrong(line, " ".join(line.words), "job, modes, number of successors and the successors")
            job = self._place(line, line.words[0], count, follows)
            self._one_mode(line, line.words[1])
            successors = self._successors(line, line.words[2], line.words[3:], count)
            follows[job] = tuple((successor, None) for successor in successors)
        return follows

    def _requests(self, count: int, renewable: int) -> dict[int, tuple[int, tuple[int, ...]]]:
        needs: dict[int, tuple[int, tuple[int, ...]]] = {}
        for line in self._section("REQUESTS/DURATIONS", "jobnr."):
            if len(line.words) != 3 + renewable:
                self.wrong(line, f"{len(line.words)} words", f"{3 + renewable}: job, mode, duration and the units")
            job = self._place(line, line.words[0], count, needs)
            self._one_mode(line, line.words[1])
            duration, *units = self.numbers(line, line.words[2:], "duration and units", 1 + renewable)
            needs[job] = (duration, tuple(units))
        return needs

    def _stated(self, what: str, pattern: str, least: int, most: int) -> int:
        found = ((line, re.search(pattern, " ".join(line.words))) for line in self.lines)
        line, match = next((one for one in found if one[1]), (None, None))
        if line is None or match is None:
            self.wrong(None, f"no line for {what}", "the heading of a PSPLIB file in single mode")
        return self.number(line, match[1], what, least, most)

    def _section(self, title: str, head: str, *, one: bool = False) -> list[_Line]:
        """The lines below a title and its column heads, down to the stars."""
        title = title.replace(" ", "")
        at = next((place for place, line in enumerate(self.lines) if "".join(line.words).startswith(title)), None)
        if at is None:
            self.wrong(None, f"no section {title}", "the sections of a PSPLIB file in single mode")
        found: list[_Line] = []
        for line in self.lines[at + 1 :]:
            if line.words[0].startswith("*"):
                break
            if not found and (line.words[0].startswith(("-", head))):
                continue
            found.append(line)
        if not found or (one and len(found) != 1):
            self.wrong(self.lines[at], f"{len(found)} rows below it", "one row" if one else "a row for each job")
        return found

    # ------------------------------------------------------------------------------------------------ .rcp
    def patterson(self) -> Problem:
        """Numbers alone: jobs and resources, what is at hand, then for each job duration, units and successors."""
        words = self._words()
        line, word = next(words)
        count = self.number(line, word, "the number of jobs", 1, MOST_ACTIVITIES)
        resources = self._next(words, "the number of resources", 0, MOST_RESOURCES)
        amounts = tuple(self._next(words, "units at hand") for _ in range(resources))
        rows = []
        for job in range(count):
            duration = self._next(words, "a duration")
            units = tuple(self._next(words, "units") for _ in range(resources))
            after = self._next(words, "a number of successors", 0, count)
            follows = tuple((self._next(words, "a successor", 1, count) - 1, None) for _ in range(after))
            rows.append(_Row(job + 1, duration, units, follows))
        left = next(words, None)
        if left is not None:
            self.wrong(left[0], f"{left[1]!r}", f"the end of the file after {count} jobs")
        return self._problem(rows, amounts)

    def _words(self) -> Iterator[tuple[_Line, str]]:
        for line in self.lines:
            for word in line.words:
                yield line, word

    def _next(self, words: Iterator[tuple[_Line, str]], what: str, least: int = 0, most: int = MOST) -> int:
        found = next(words, None)
        if found is None:
            self.wrong(None, "nothing more", what)
        return self.number(found[0], found[1], what, least, most)

    # ------------------------------------------------------------------------------------------------ .sch
    def progen_max(self) -> Problem:
        """Links with lags between starts first, then durations and units, then what is at hand."""
        first = self.lines[0]
        if len(first.words) != 4:
            self.wrong(first, f"{len(first.words)} numbers", "four: activities, resources, and two noughts")
        count = self.number(first, first.words[0], "activities", 0, MOST_ACTIVITIES - 2) + 2
        resources = self.number(first, first.words[1], "renewable resources", 0, MOST_RESOURCES)
        for word in first.words[2:]:
            self.number(first, word, "nonrenewable and doubly constrained resources, which are not read here", 0, 0)
        if len(self.lines) != 2 * count + 2:
            self.wrong(None, f"{len(self.lines)} lines", f"{2 * count + 2} for {count - 2} activities")
        rows = []
        for place in range(count):
            links, needs = self.lines[1 + place], self.lines[1 + count + place]
            follows = self._lagged(links, place, count)
            given = self.numbers(needs, needs.words, "activity, mode, duration and units", 3 + resources)
            if given[0] != place:
                self.wrong(needs, f"activity {given[0]}", f"activity {place}: they come in order")
            self._one_mode(needs, needs.words[1])
            rows.append(_Row(place, given[2], given[3:], follows))
        last = self.lines[-1]
        return self._problem(rows, self.numbers(last, last.words, "units at hand", resources))

    def _lagged(self, line: _Line, place: int, count: int) -> tuple[tuple[int, int | None], ...]:
        if len(line.words) < 3:
            self.wrong(line, " ".join(line.words), "activity, modes, number of successors, successors and lags")
        if self.number(line, line.words[0], "an activity", 0, count - 1) != place:
            self.wrong(line, f"activity {line.words[0]}", f"activity {place}: they come in order")
        self._one_mode(line, line.words[1])
        after = self.number(line, line.words[2], "the number of successors", 0, count)
        if len(line.words) != 3 + 2 * after:
            self.wrong(line, f"{len(line.words)} words", f"{3 + 2 * after}: {after} successors and a lag for each")
        follows = []
        for word, lag in zip(line.words[3 : 3 + after], line.words[3 + after :], strict=True):
            if not (lag.startswith("[") and lag.endswith("]")):
                self.wrong(line, lag, "a lag in square brackets, such as [-3]; several modes are not read here")
            follows.append((
                self.number(line, word, "a successor", 0, count - 1),
                self.number(line, lag[1:-1], "a lag", -MOST),
            ))  # fmt: skip
        return tuple(follows)

    # ------------------------------------------------------------------------------------------------ all
    def _place(self, line: _Line, word: str, count: int, known: object) -> int:
        place = self.number(line, word, "a job", 1, count) - 1
        if isinstance(known, dict) and place in known:
            self.wrong(line, f"job {word} once more", "one row for each job")
        return place

    def _one_mode(self, line: _Line, word: str) -> None:
        if word != "1":
            self.wrong(line, f"{word} modes", "one mode", "instances with several modes are not read here")

    def _successors(self, line: _Line, stated: str, words: Sequence[str], count: int) -> list[int]:
        after = self.number(line, stated, "the number of successors", 0, count)
        if len(words) != after:
            self.wrong(line, f"{len(words)} successors", f"the {after} that the line states")
        return [self.number(line, word, "a successor", 1, count) - 1 for word in words]

    def _problem(self, rows: list[_Row], amounts: Sequence[int]) -> Problem:
        links = [
            Link(place, after) if lag is None else Link(place, after, LinkKind.START_START, lag)
            for place, row in enumerate(rows)
            for after, lag in row.successors
        ]
        if len(links) > MOST_LINKS:
            self.wrong(None, f"{len(links):,} links", f"no more than {MOST_LINKS:,}")
        slots = sum(max([row.duration, *(lag or 0 for _, lag in row.successors)]) for row in rows)
        if slots > MOST_SLOTS:
            self.wrong(None, f"durations of {slots:,} slots", f"no more than {MOST_SLOTS:,} in all", "use longer slots")
        return Problem(
            activities=tuple(
                Activity(
                    str(row.number), row.duration, tuple((at, units) for at, units in enumerate(row.units) if units)
                )
                for row in rows
            ),
            links=tuple(links),
            resources=tuple(Resource(f"R{place}", amount) for place, amount in enumerate(amounts, start=1)),
            horizon=max(slots, 1),
        )
