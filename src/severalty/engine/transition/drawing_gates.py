"""Decisions as gates: which meeting a plan reckons with, what it waits for then, and by when papers must be ready.

Where packages of the plan make the papers for a matter ready, the plan takes the first meeting that they can reach if
nobody is short of people; otherwise it counts on the latest day on which the decision can count, or the earliest where
the latest is not known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from severalty.engine.transition.calendar import words
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing_parts import Form
from severalty.engine.transition.drawing_sketch import Sketch
from severalty.engine.transition.drawing_waits import Moment, draw_moment
from severalty.engine.transition.drawing_weekends import weekends_among
from severalty.engine.transition.packages import PackageKind
from severalty.engine.transition.record import GateFact
from severalty.engine.transition.scheduling.problem import Link, LinkKind
from severalty.engine.transition.weekends import last_by


@dataclass(frozen=True)
class Reckoned:
    """The day from which a decision counts in a plan, and the day by which its papers must be ready, if any make them.

    `told` says in words which meeting that is.
    """

    counts_from: date
    ready_by: date | None
    told: str


def draw_gates(sketch: Sketch) -> None:
    """Hold what waits for a decision to it, and what makes its papers ready to the meeting that is reckoned with."""
    for gate in _in_order(sketch):
        waits = [one for one in sketch.record.waits if one.follows == gate.key and one.package in sketch.place]
        drafts = drafts_of(sketch, gate)
        if not waits and not drafts:
            continue
        starts = earliest_starts(sketch)
        ready = max(
            (starts[one] + sketch.pieces[one].days + sketch.pieces[one].weekend for one in drafts), default=None
        )
        reckoned = _reckoned(sketch, gate, ready)
        if reckoned is None:
            continue
        _hold_drafts(sketch, gate, reckoned, drafts)
        slot = sketch.calendar.next_slot(reckoned.counts_from)
        for wait in waits:
            if sketch.pieces[sketch.place[wait.package]].begun is None:
                at = slot + (wait.package in sketch.closing)
                told = f"the decision “{gate.name}”, {reckoned.told}"
                days = (reckoned.counts_from, reckoned.counts_from)
                draw_moment(sketch, wait, Moment(ConstraintKind.DECISION, at, at, told, days, (False, False)))


def drafts_of(sketch: Sketch, gate: GateFact) -> list[int]:
    """The places of the packages that make the papers for a matter ready."""
    return [
        sketch.place[one.key]
        for one in sketch.record.packages
        if one.thing == gate.key and one.key in sketch.place and one.kind is not PackageKind.MILESTONE
    ]


def earliest_starts(sketch: Sketch) -> list[int]:
    """The first slot in which each piece can start by all that is drawn so far but for teams, sizes and closures.

    Around a cycle the figures stop rising after as many rounds as there are pieces.
    """
    starts = [0] * len(sketch.pieces)
    links = [one.link for one in sketch.constraints if one.link is not None]
    for one in sketch.constraints:
        if one.form in (Form.EARLIEST, Form.FIXED):
            for number in one.activities:
                starts[number] = max(starts[number], one.slots[0])
    for _ in sketch.pieces:
        if not _raised(sketch, starts, links):
            break
    return starts


def _raised(sketch: Sketch, starts: list[int], links: Sequence[Link]) -> bool:
    changed = False
    for link in links:
        least = starts[link.before] + link.lag
        if link.kind in (LinkKind.FINISH_START, LinkKind.FINISH_FINISH):
            least += sketch.pieces[link.before].days
        if link.kind in (LinkKind.FINISH_FINISH, LinkKind.START_FINISH):
            least -= sketch.pieces[link.after].days
        if least > starts[link.after]:
            starts[link.after] = least
            changed = True
    return changed


def _in_order(sketch: Sketch) -> list[GateFact]:
    """Gates whose papers wait for other decisions come after these, as far as that can be told from waits."""
    left = list(sketch.record.gates)
    found: list[GateFact] = []
    while left:
        free = [gate for gate in left if not any(_rests_on(sketch, gate, other) for other in left if other != gate)]
        taken = free or left[:1]
        found += taken
        left = [gate for gate in left if gate not in taken]
    return found


def _rests_on(sketch: Sketch, gate: GateFact, other: GateFact) -> bool:
    """Whether papers for one matter wait, over however many packages, for another matter."""
    before: dict[str, list[str]] = {}
    for wait in sketch.record.waits:
        before.setdefault(wait.package, []).append(wait.follows)
    seen: set[str] = set()
    ahead = [one.key for one in sketch.record.packages if one.thing == gate.key]
    while ahead:
        one = ahead.pop()
        if one not in seen:
            seen.add(one)
            ahead += before.get(one, ())
    return other.key in seen


def _reckoned(sketch: Sketch, gate: GateFact, ready: int | None) -> Reckoned | None:
    """The day that a plan reckons with; None where none is known (what waits for it has then no date either)."""
    if ready is not None:
        for ready_by, counts_from in gate.steps:
            if ready_by >= sketch.record.on and sketch.calendar.last_slot(ready_by) + 1 >= ready:
                told = f"which counts from {words(counts_from)} if its papers are ready by {words(ready_by)}"
                return Reckoned(counts_from, ready_by, told)
    value = gate.latest or gate.earliest or (gate.steps[0][1] if gate.steps else None)
    if value is None:
        return None
    if ready is not None and gate.steps:
        sketch.note(
            f"No meeting on record takes “{gate.name}” so late that its papers can be ready; the plan counts on "
            f"{words(value)} all the same.",
            (gate.key,),
        )
    elif gate.latest is None:
        sketch.note(
            f"The latest day for “{gate.name}” is not known; the plan counts on the earliest, {words(value)}.",
            (gate.key,),
        )
    return Reckoned(value, gate.steps[-1][0] if ready is not None and gate.steps else None, _told(gate, value))


def _told(gate: GateFact, value: date) -> str:
    side = ", at the latest" if gate.latest == value and gate.earliest != value else ""
    side = side or (", at the earliest: its latest day is not known" if gate.latest is None else "")
    return f"which counts from {words(value)}{side}"


def _hold_drafts(sketch: Sketch, gate: GateFact, reckoned: Reckoned, drafts: Sequence[int]) -> None:
    if reckoned.ready_by is None:
        return
    slot = sketch.calendar.last_slot(reckoned.ready_by) + 1
    sentence = f"Papers for “{gate.name}” must be ready by {words(reckoned.ready_by)}."
    at_work, at_weekends = weekends_among(sketch, (one for one in drafts if sketch.pieces[one].begun is None))
    for numbers, end in ((at_work, slot), (at_weekends, last_by(sketch.calendar, reckoned.ready_by))):
        sketch.hold(ConstraintKind.DRAFT, Form.LATEST, sentence, (gate.key,), numbers, (end, 0))
