"""What holds even where a day is not known: a decision without a day does not count before its papers are ready."""

from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing_gates import drafts_of
from severalty.engine.transition.drawing_parts import Constraint, Form
from severalty.engine.transition.drawing_sketch import Sketch
from severalty.engine.transition.drawing_waits import lag_of
from severalty.engine.transition.packages import PackageWait, WaitKind
from severalty.engine.transition.record import GateFact
from severalty.engine.transition.scheduling.problem import Link

_TO_START = (WaitKind.FINISH_START, WaitKind.START_START)


def draw_soonest(sketch: Sketch) -> None:
    """Hold what waits for a decision without a day to the packages that make its papers, whenever it is taken."""
    for gate in sketch.record.gates:
        if not (gate.earliest or gate.latest or gate.steps):
            for wait in sketch.record.waits:
                number = sketch.place.get(wait.package)
                is_open = number is not None and sketch.pieces[number].begun is None
                if wait.follows == gate.key and is_open and wait.kind in _TO_START:
                    _hold(sketch, gate, wait)


def _hold(sketch: Sketch, gate: GateFact, wait: PackageWait) -> None:
    after = sketch.place[wait.package]
    for number in drafts_of(sketch, gate):
        told = (
            f"{sketch.name(wait.package)} waits for the decision “{gate.name}”, of which no day is known; it does not "
            f"count before its papers are ready: {sketch.pieces[number].name}."
        )
        link, records = Link(number, after, lag=lag_of(wait)), (wait.package, gate.key)
        sketch.constraints.append(
            Constraint(ConstraintKind.DECISION, Form.LINK, told, records, (number, after), link=link)
        )
