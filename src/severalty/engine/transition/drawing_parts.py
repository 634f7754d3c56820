"""What a plan is drawn into: pieces of work in slots, and every constraint with its sentence and its records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from severalty.engine.transition.calendar import WorkCalendar
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.scheduling.problem import Activity, Aim, Choice, Link, Problem, Quota, Resource


class Form(StrEnum):
    """How a constraint binds: what its slots, link, quota or resource mean."""

    EARLIEST = "earliest"  # starts no earlier than the first slot
    LATEST = "latest"  # has ended by the first slot
    FIXED = "fixed"  # starts in the first slot
    CLOSED = "closed"  # does not overlap the slots
    LINK = "link"
    TOGETHER = "together"
    APART = "apart"
    CAPACITY = "capacity"
    QUOTA = "quota"
    CHOICE = "choice"


@dataclass(frozen=True)
class Constraint:
    """One thing that a plan must keep: in a sentence, with the handles of the records that it comes from.

    `activities` are places of pieces of work, `slots` what the form says of them; `resource` is the place of a team.
    `chosen` are the options of a choice in words, in the order of `choice.options`.
    """

    kind: ConstraintKind
    form: Form
    sentence: str
    records: tuple[str, ...]
    activities: tuple[int, ...]
    slots: tuple[int, int] = (0, 0)
    link: Link | None = None
    quota: Quota | None = None
    resource: int | None = None
    choice: Choice | None = None
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Piece:
    """A package as it is to be dated: its working days, what it asks of each team, and from when it runs.

    `begun` is the slot in which it was begun, if it was; `days` are then those that are left. With `weekend` it is done
    on the Saturday and Sunday before the slot that it starts in, and has no days there.
    """

    package: str
    name: str
    days: int
    uses: tuple[tuple[int, int], ...] = ()
    begun: int | None = None
    closing: bool = False
    weekend: bool = False


@dataclass(frozen=True)
class Settled:
    """A package that has been done: the slot it began in and the slot at which it had ended."""

    package: str
    begin: int
    end: int


class LackKind(StrEnum):
    """What is not defined, so that something gets no date."""

    ESTIMATE = "estimate"
    MILESTONE = "day of a milestone"
    DECISION = "day of a decision"
    PROMISE = "day of a promise"
    SKILL = "skill of a team"
    USER = "day on which a user leaves"
    OTHER = "day of something else"


@dataclass(frozen=True)
class Lack:
    """What is not defined: its handle and name, and who could define it: a post or an organisation, blank if unknown.

    `more` says what is lacking, where the record says more of it.
    """

    kind: LackKind
    what: str
    name: str
    who: str = ""
    more: str = ""


@dataclass(frozen=True)
class Undated:
    """A package that gets no date, and why; no number is invented for it.

    `lack` is what is undefined in the end; `through` the name of the package that this one waits for or goes with,
    where the lack is that one's.
    """

    package: str
    name: str
    sentence: str
    lack: Lack
    through: str = ""


@dataclass(frozen=True)
class Note:
    """Something that was taken in one way where another was possible, and the records that it is about."""

    sentence: str
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drawn:
    """A plan drawn for a solver: what is dated, what is done, what cannot be dated, what holds, and what is wanted.

    `horizon` is the slot by which everything must have ended; `now` the slot of today. `first` is the first slot in
    which anything could start if the plan started sooner: today's, below nought where the plan starts later.
    """

    calendar: WorkCalendar
    pieces: tuple[Piece, ...]
    constraints: tuple[Constraint, ...]
    aims: tuple[Aim, ...]
    horizon: int
    now: int = 0
    resources: tuple[Resource, ...] = ()
    settled: tuple[Settled, ...] = ()
    undated: tuple[Undated, ...] = ()
    notes: tuple[Note, ...] = ()
    first: int = 0

    @property
    def problem(self) -> Problem:
        """The problem that a solver takes."""
        return problem_with(self, self.constraints)

    @property
    def place(self) -> dict[str, int]:
        """The place of every package that is dated."""
        return {piece.package: number for number, piece in enumerate(self.pieces)}


@dataclass
class _Limits:
    earliest: int = 0
    latest: int | None = None
    fixed: int | None = None
    closed: list[tuple[int, int]] = field(default_factory=list)

    def take(self, form: Form, slots: tuple[int, int], days: int) -> None:
        """Draw the limits tighter; a second fixed slot that differs leaves nothing between earliest and latest."""
        if form is Form.CLOSED:
            self.closed.append(slots)
            return
        if form is Form.FIXED and self.fixed is None:
            self.fixed = slots[0]
        if form in (Form.EARLIEST, Form.FIXED):
            self.earliest = max(self.earliest, slots[0])
        if form in (Form.LATEST, Form.FIXED):
            end = slots[0] if form is Form.LATEST else slots[0] + days
            self.latest = end if self.latest is None else min(self.latest, end)


def problem_with(drawn: Drawn, constraints: Iterable[Constraint]) -> Problem:
    """The problem that keeps these constraints and no others."""
    held = tuple(constraints)
    limits = [_Limits() for _ in drawn.pieces]
    for one in held:
        if one.form in (Form.EARLIEST, Form.LATEST, Form.FIXED, Form.CLOSED):
            for number in one.activities:
                limits[number].take(one.form, one.slots, drawn.pieces[number].days)
    limited = {one.resource for one in held if one.form is Form.CAPACITY}
    activities = tuple(
        Activity(
            piece.package,
            piece.days,
            tuple(use for use in piece.uses if use[0] in limited),
            limit.earliest,
            limit.latest,
            limit.fixed,
            without_overlap(limit.closed),
        )
        for piece, limit in zip(drawn.pieces, limits, strict=True)
    )
    return Problem(
        activities,
        tuple(one.link for one in held if one.link is not None),
        drawn.resources,
        tuple(one.activities for one in held if one.form is Form.TOGETHER),
        tuple(one.activities for one in held if one.form is Form.APART),
        tuple(one.quota for one in held if one.quota is not None),
        drawn.aims,
        drawn.horizon,
        tuple(one.choice for one in held if one.choice is not None),
    )


def with_choices_made(drawn: Drawn, starts: Sequence[int]) -> Drawn:
    """The same with what these starts have chosen as first and last days, after all other constraints.

    Of two options that both hold the first is told; where none holds nothing is added.
    """
    made: list[Constraint] = []
    for one in drawn.constraints:
        if one.choice is None:
            continue
        for option, told in zip(one.choice.options, one.chosen, strict=True):
            if all(low <= starts[at] < high for at, (low, high) in zip(one.activities, option, strict=True)):
                made += _made(drawn, one, option, told)
                break
    return replace(drawn, constraints=(*drawn.constraints, *made))


def _made(drawn: Drawn, one: Constraint, option: Sequence[tuple[int, int]], told: str) -> Iterable[Constraint]:
    for number, (low, high) in zip(one.activities, option, strict=True):
        sentence = f"{one.sentence.rstrip('.')}; the plan takes {told}."
        end = high - 1 + drawn.pieces[number].days
        yield Constraint(one.kind, Form.EARLIEST, sentence, one.records, (number,), (low, 0))
        yield Constraint(one.kind, Form.LATEST, sentence, one.records, (number,), (end, 0))


def without_overlap(closed: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Closed intervals in order, those that overlap made one. Where two touch, work of no length has its place."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(closed):
        if found and first < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        elif first < last:
            found.append((first, last))
    return tuple(found)


def after_last_day(drawn: Drawn, group: Sequence[Constraint]) -> int:
    """The slot after the last day that a group of last days names, whose slots differ by kind of piece.

    A milestone that opens a day is there when that day begins, all other work has ended when it is over.
    """
    undefined = {one.package for one in drawn.undated}
    found = []
    for one in group:
        for number in one.activities if one.form is Form.LATEST else ():
            piece = drawn.pieces[number]
            opens = not (piece.days or piece.closing or piece.weekend or piece.package in undefined)
            found.append(one.slots[0] + opens)
    return max(found, default=group[0].slots[0])


def listed(names: Sequence[str], most: int = 12) -> str:
    """Names with semicolons between; of very many the first, and how many more there are."""
    more = len(names) - most
    return "; ".join(names[:most]) + (f"; and {more:,} more" if more > 0 else "")


def merged(spells: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Half-open intervals in order, those that touch or overlap made one."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(spells):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        elif first < last:
            found.append((first, last))
    return tuple(found)
