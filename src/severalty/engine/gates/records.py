"""What the lattice of meetings asks for, and what it answers. Nothing here knows bodies or papers but by their keys.

A day that is not known to the day stays a range: the answer then is one as well, from the earliest outcome that can be
to the latest. `None` in place of a day means that nobody knows; it is never read as a good sign.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from severalty.engine.clear_days import Closures, Effect
from severalty.engine.dates import PartialDate


class GateError(ValueError):
    """A question about meetings that cannot be answered at all; the message says why, and how to mend it."""


class Unit(StrEnum):
    """How the days of a step are counted backwards."""

    WORKING = "working days"
    CALENDAR = "days"
    CLEAR_WORKING = "clear working days"
    CLEAR_CALENDAR = "clear days"


@dataclass(frozen=True)
class Step:
    """One step before a meeting: so many days before the meeting, or before the step named in `before`.

    `count` is None where nobody has stated it. `rule` says in words what gives the number.
    """

    name: str
    count: int | None
    unit: Unit = Unit.WORKING
    before: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Lead:
    """What a body needs before a meeting, and what follows it until a decision takes effect.

    A step that counts back from another stands after that one. `notice` is the notice of a key decision. `publish` are
    working days from the meeting to the publication of its decisions, `call_in` those of call-in; each None where
    unknown. A body whose decisions cannot be called in has `call_in` 0.
    """

    steps: tuple[Step, ...] = ()
    notice: Step | None = None
    publish: int | None = 0
    call_in: int | None = 0
    effect: Effect | None = Effect.DAY_AFTER


@dataclass(frozen=True)
class Sitting:
    """One meeting of a body that stands in its calendar; one that is off, or put off, takes nothing."""

    key: str
    on: PartialDate | None
    stands: bool = True


@dataclass(frozen=True)
class Calendar:
    """The meetings of one body and what it needs before them; `known` is False where its calendar is not open to us."""

    body: str
    lead: Lead = Lead()
    sittings: tuple[Sitting, ...] = ()
    known: bool = True
    name: str = ""

    @property
    def words(self) -> str:
        """The body's name, or its key where it has none."""
        return self.name or self.body


@dataclass(frozen=True)
class Link:
    """One body of a chain. It meets later than the body before it; where `waits` names one of its own steps, that step
    can also not begin before the body before it has met."""

    body: str
    waits: str = ""


@dataclass(frozen=True)
class Pause:
    """A hold on what is decided: it goes on from `free` on; None where no end is known."""

    words: str
    free: PartialDate | None = None


@dataclass(frozen=True)
class Chain:
    """What one council must pass, body by body, from the day on which its paper is ready.

    `noticed` is the day of the notice of a key decision, the day of readiness where none is given; `key` says whether
    one is needed at all, None where nobody knows.
    """

    council: str
    links: tuple[Link, ...]
    ready: PartialDate | None
    key: bool | None = False
    noticed: PartialDate | None = None
    pauses: tuple[Pause, ...] = ()
    name: str = ""

    @property
    def words(self) -> str:
        """The council's name, or its key where it has none."""
        return self.name or self.council


@dataclass(frozen=True)
class Gate:
    """What must be decided: the chain of each council, the calendars of all bodies, and the bank holidays."""

    chains: tuple[Chain, ...]
    calendars: tuple[Calendar, ...]
    closures: Closures


@dataclass(frozen=True)
class Window:
    """The earliest day on which something can be, and the latest; None where that side is not known."""

    first: date | None = None
    last: date | None = None

    @property
    def is_known(self) -> bool:
        """Whether both sides are known."""
        return self.first is not None and self.last is not None

    @property
    def is_day(self) -> bool:
        """Whether it is one known day."""
        return self.first is not None and self.first == self.last


@dataclass(frozen=True)
class StepDay:
    """The last day of one step: a range where the meeting's day is one; None on both sides where it is not known."""

    name: str
    last_day: Window
    rule: str = ""


@dataclass(frozen=True)
class Passed:
    """A meeting that cannot take it: the step whose last day is missed, and by how many days.

    Where the meeting comes too early after the body before it, `step` is empty and `days` counts up to that meeting;
    `by_body` says that the paper itself would have been in time.
    """

    meeting: str
    on: PartialDate
    step: str
    last_day: date | None
    days: int
    by_body: bool = False


@dataclass(frozen=True)
class Taken:
    """The first meeting of a body that can take it, with all last days, and the meetings that cannot."""

    body: str
    meeting: str
    on: Window
    last_days: tuple[StepDay, ...] = ()
    passed: tuple[Passed, ...] = ()


@dataclass(frozen=True)
class OneDay:
    """The cost of one day: by how many days everything may be ready later and come to the same, the last such day (of
    the council that is ready last), and what the day after it costs.

    `days` is None where no meeting on record could take it then.
    """

    slack: int
    keeps: date
    days: int | None


@dataclass(frozen=True)
class Reached:
    """When a chain comes to its end: the meetings on the way, the day of effect, the cost of a day, what is missing."""

    council: str
    ready: Window
    taken: tuple[Taken, ...]
    effective: Window
    one_day: OneDay | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class GateAnswer:
    """When each council can decide alone, and all of them together, where every one is known."""

    alone: tuple[Reached, ...]
    together: tuple[Reached, ...]
    jointly: Window
    one_day: OneDay | None = None
    missing: tuple[str, ...] = ()
