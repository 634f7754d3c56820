"""A plan while it is being drawn: pieces of work, what is done, what gets no date, and constraints as found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from severalty.engine.dates import PartialDate
from severalty.engine.transition.calendar import (
    WorkCalendar,
    closing_milestones,
    is_vague,
    safe_from,
    safe_until,
    words,
)
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing_parts import Constraint, Form, Lack, LackKind, Note, Piece, Settled
from severalty.engine.transition.packages import Maturity, PackageKind, WorkPackage
from severalty.engine.transition.record import PlanRecord
from severalty.engine.transition.scheduling.problem import Resource
from severalty.engine.transition.weekends import first_from, last_by, weekend_at, works_weekends

_ALL_DONE = 100


@dataclass
class Sketch:
    """What has been drawn so far. `why_not` says of a package why it has no date, `lacks` what is undefined there.

    Drawn `soonest`, nothing is left out: what is undefined counts as no work, or as little as its record says.
    """

    record: PlanRecord
    calendar: WorkCalendar
    soonest: bool = False
    horizon: int = 0
    now: int = 0
    pieces: list[Piece] = field(default_factory=list)
    place: dict[str, int] = field(default_factory=dict)
    settled: dict[str, Settled] = field(default_factory=dict)
    why_not: dict[str, str] = field(default_factory=dict)
    lacks: dict[str, Lack] = field(default_factory=dict)
    through: dict[str, str] = field(default_factory=dict)
    constraints: list[Constraint] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.packages = {package.key: package for package in self.record.packages}
        self.closing = closing_milestones(self.record)
        self.now = max(0, self.calendar.next_slot(self.record.on))
        named: list[tuple[str, str]] = list(self.record.names.items())
        for rows in (
            self.record.packages, self.record.teams, self.record.freezes, self.record.promises, self.record.contracts,
            self.record.supports, self.record.gates, self.record.elsewhere, self.record.rules, self.record.waves,
        ):  # fmt: skip
            named += [(row.key, row.name) for row in rows]
        self.names = dict(named)

    def name(self, handle: str) -> str:
        """What people call a record."""
        return self.names.get(handle) or handle.partition(":")[2].partition("@")[0] or handle

    def who_plans(self, package: str) -> str:
        """Who could say more of a package: its owner, else who leads its workstream, else the council it is for."""
        one = self.packages[package]
        stream = next((row for row in self.record.workstreams if row.key == one.workstream), None)
        organisations = (one.council, stream.council if stream else "", one.recorded_by, self.record.plan.council)
        named = [self.name(handle) for handle in organisations if handle]
        return next((who for who in (one.owner, stream.lead if stream else "", *named) if who), "")

    def leave_out(self, package: str, why: str, lack: Lack, through: str = "") -> None:
        """Say why a package gets no date; the first reason counts."""
        if package not in self.why_not:
            self.why_not[package], self.lacks[package] = why, lack
            self.through[package] = self.name(through) if through else ""

    def hold(
        self,
        kind: ConstraintKind,
        form: Form,
        sentence: str,
        records: Sequence[str],
        activities: Iterable[int],
        slots: tuple[int, int] = (0, 0),
    ) -> None:
        """Enter a constraint that is told by slots; one that binds nothing is left out."""
        bound = tuple(activities)
        if bound:
            self.constraints.append(Constraint(kind, form, sentence, tuple(records), bound, slots))

    def from_slot(self, package: str, value: date) -> int:
        """The first slot in which a package may start that may not start before a day."""
        if self.at_weekend(package):
            return first_from(self.calendar, value)
        return self.calendar.next_slot(value) + (package in self.closing)

    def end_slot(self, package: str, value: date) -> int:
        """The slot by which a package must have ended that may last until a day."""
        if self.at_weekend(package):
            return last_by(self.calendar, value)
        is_milestone = self.pieces[self.place[package]].days == 0 and package not in self.why_not
        opens = is_milestone and package not in self.closing
        return self.calendar.last_slot(value) + (not opens)

    def at_weekend(self, package: str) -> bool:
        """Whether a package is dated here and lies at a weekend."""
        number = self.place.get(package)
        return number is not None and self.pieces[number].weekend

    def ready(self, value: PartialDate, what: str, records: Sequence[str]) -> date:
        """The day from which on one can count on a date; a vague one is told."""
        self._tell(value, what, safe_from(value), records)
        return safe_from(value)

    def until(self, value: PartialDate, what: str, records: Sequence[str]) -> date:
        """The day until which one can count on a date; a vague one is told."""
        self._tell(value, what, safe_until(value), records)
        return safe_until(value)

    def _tell(self, value: PartialDate, what: str, taken: date, records: Sequence[str]) -> None:
        if is_vague(value):
            self.note(f"{what} is on record as {value}; the plan counts on {words(taken)}.", records)

    def note(self, sentence: str, records: Sequence[str] = ()) -> None:
        """Say how something was taken; once is enough."""
        note = Note(sentence, tuple(records))
        if note not in self.notes:
            self.notes.append(note)


def days_of(package: WorkPackage) -> int | None:
    """The working days of a package: the most likely figure, nought for a milestone, None where nobody has said."""
    if package.kind is PackageKind.MILESTONE:
        return package.likely or 0
    return package.likely


def days_left(package: WorkPackage, worked: int) -> int | None:
    """The working days left of a package that has run for so many: forecast, else by per cent done, else the rest.

    At least one day, since it is not finished.
    """
    whole = days_of(package)
    if package.days_left is not None:
        return max(1, package.days_left)
    if whole is None:
        return None
    if package.percent_done is not None:
        return max(1, -(-whole * (100 - min(100, package.percent_done)) // 100))
    return max(1, whole - max(0, worked))


def draw_pieces(sketch: Sketch) -> None:
    """Enter what is done, what is under way and what is to come; what has no estimate is told."""
    for package in sketch.record.packages:
        if package.finished_on is not None:
            _settle(sketch, package, package.finished_on)
            continue
        begun = None
        if package.started_on is not None:
            begun = sketch.calendar.next_slot(package.started_on.first)
        days = days_of(package) if begun is None else days_left(package, sketch.now - begun)
        if days is None and package.percent_done == _ALL_DONE:
            _settle_undated(sketch, package)
            continue
        if days is None:
            lack = Lack(LackKind.ESTIMATE, package.key, package.name, sketch.who_plans(package.key))
            sketch.leave_out(package.key, "its estimate is undefined", lack)
            if not sketch.soonest:
                continue
            days = (package.low or 0) if begun is None else 1
        weekend = works_weekends(package) and (begun is None or _goes_on_today(sketch, begun))
        days = 0 if weekend else days
        if package.maturity is Maturity.UNDEFINED and days:
            sketch.note(
                f"{package.name} has {days} working days on record, but the maturity of the estimate is not said.",
                (package.key,),
            )
        sketch.place[package.key] = len(sketch.pieces)
        sketch.pieces.append(
            Piece(
                package.key, package.name, days, begun=begun,
                closing=days == 0 and package.key in sketch.closing, weekend=weekend,
            )
        )  # fmt: skip


def _goes_on_today(sketch: Sketch, begun: int) -> bool:
    """Whether weekend work that has begun is in its own weekend still; what it has not done by then it does on
    working days."""
    weekend = weekend_at(sketch.calendar, sketch.now)
    return begun == sketch.now and weekend is not None and sketch.record.on in weekend


def _settle_undated(sketch: Sketch, package: WorkPackage) -> None:
    """What is on record as done without a day was done by now; no length is needed of it any more."""
    sketch.note(f"{package.name} is on record as 100 per cent done, without the day on which it was.", (package.key,))
    sketch.settled[package.key] = Settled(package.key, sketch.now, sketch.now)


def _settle(sketch: Sketch, package: WorkPackage, finished: PartialDate) -> None:
    if finished.first > sketch.record.on:
        sketch.note(f"{package.name} is on record as finished on {finished}, which has not come yet.", (package.key,))
    end = sketch.calendar.last_slot(finished.last) + 1
    begun = package.started_on or finished
    sketch.settled[package.key] = Settled(package.key, min(end, sketch.calendar.next_slot(begun.first)), end)


def drop_undated(sketch: Sketch) -> None:
    """Take out again what has no date for some reason, and renumber what stays. Nothing may be held yet."""
    kept = [piece for piece in sketch.pieces if piece.package not in sketch.why_not]
    sketch.pieces[:] = kept
    sketch.place = {piece.package: number for number, piece in enumerate(kept)}
