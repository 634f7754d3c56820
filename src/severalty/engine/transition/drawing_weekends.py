"""What holds weekend work to its weekends, and the edges at which a count of slots would take one to the wrong side."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise

from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing_parts import Form
from severalty.engine.transition.drawing_sketch import Sketch
from severalty.engine.transition.weekends import Weekend, weekend_at, weekends_between

SENTENCE = "It is done at weekends only, on a Saturday and Sunday."
Held = tuple[ConstraintKind, str, tuple[str, ...]]


def draw_weekends(sketch: Sketch) -> None:
    """Close what lies between two weekends, so that weekend work has its place at the slot after each and nowhere else.

    Work of no length may lie at the edge of what is closed, and not in the inside of it.
    """
    numbers = [n for n, piece in enumerate(sketch.pieces) if piece.weekend and piece.begun is None]
    first = min(0, sketch.calendar.next_slot(sketch.record.on)) - 1
    slots = [slot for slot, _ in weekends_between(sketch.calendar, first, sketch.horizon)]
    for edges in pairwise([first - 1, *slots, sketch.horizon + 1]):
        records = tuple(sketch.pieces[one].package for one in numbers)
        sketch.hold(ConstraintKind.WEEKEND, Form.CLOSED, SENTENCE, records, numbers, edges)


def weekends_among(sketch: Sketch, numbers: Iterable[int]) -> tuple[list[int], list[int]]:
    """Those of some pieces that lie on working days, and those that lie at weekends."""
    rows = list(numbers)
    return [one for one in rows if not sketch.pieces[one].weekend], [one for one in rows if sketch.pieces[one].weekend]


def stopped_between(sketch: Sketch, first: date, last: date) -> tuple[int, int]:
    """The slots that days close to weekend work: weekends that these days touch lie in the inside of them."""
    since, until = sketch.calendar.next_slot(first), sketch.calendar.last_slot(last) + 1
    before, after = weekend_at(sketch.calendar, since), weekend_at(sketch.calendar, until)
    return since - (before is not None and first <= before[1]), until + (after is not None and last >= after[0])


def bar_weekends(sketch: Sketch, held: Held, numbers: Sequence[int], barred: Callable[[int, Weekend], bool]) -> None:
    """Close every weekend of which `barred` says so (by its slot and days) to some pieces; those in a row together."""
    kind, sentence, records = held
    run: list[int] = []
    for slot, weekend in weekends_between(sketch.calendar, 0, sketch.horizon) if numbers else ():
        if barred(slot, weekend):
            run.append(slot)
        elif run:
            sketch.hold(kind, Form.CLOSED, sentence, records, numbers, (run[0] - 1, run[-1] + 1))
            run = []
    if run:  # it reaches to the last weekend, and so to the horizon
        sketch.hold(kind, Form.CLOSED, sentence, records, numbers, (run[0] - 1, max(sketch.horizon, run[-1] + 1)))


def bar_edges(sketch: Sketch, held: Held, numbers: Iterable[int], window: tuple[date, date]) -> None:
    """Keep weekend work off the weekends that a window of days counts on one side and its slots on the other.

    What is counted in slots (money of a year, cut-overs of a wave) counts a weekend on the working day after it.
    """
    first, last = window
    since, until = sketch.calendar.next_slot(first), sketch.calendar.last_slot(last) + 1
    _, at_weekends = weekends_among(sketch, numbers)
    fresh = [one for one in at_weekends if sketch.pieces[one].begun is None]
    bar_weekends(sketch, held, fresh, lambda slot, days: (since <= slot < until) is not (first <= days[0] <= last))
