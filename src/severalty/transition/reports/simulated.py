"""How sure a plan is: simulated. Only what simulates loads it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from severalty.engine.effects.events import RiskEvent
from severalty.engine.transition.calendar import WorkCalendar
from severalty.engine.transition.confidence.confidence import confidence_of
from severalty.engine.transition.confidence.results import Band, Confidence
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing import drawn_of
from severalty.engine.transition.drawing_parts import Constraint, Drawn, Form
from severalty.engine.transition.network_of import network_of
from severalty.engine.transition.record import PlanRecord
from severalty.engine.transition.weekends import weekend_at, works_weekends
from severalty.transition.reports import kept

DRAWS, SEED = kept.DRAWS, kept.SEED
PERCENTS = (10, 20, 30, 40, 50, 60, 70, 80, 90)
WORDS = {
    ConstraintKind.NOTICE: "last day for notice", ConstraintKind.CONTRACT: "end of a contract",
    ConstraintKind.MUST_END: "must end by", ConstraintKind.OWN_PROMISE: "promise at the latest",
    ConstraintKind.DRAFT: "papers ready for the meeting",
}  # fmt: skip
Stop = Callable[[], bool]


@dataclass(frozen=True)
class Simulated:
    """A simulation of a plan record, with what turns its slots back into days."""

    record: PlanRecord
    calendar: WorkCalendar
    found: Confidence
    last_days: tuple[tuple[str, str, Constraint], ...]

    def day_at(self, slot: float | None) -> date | None:
        """The day on which something ends *at* a slot; None where it cannot be said or lies too far away."""
        return kept.day_in(self.calendar, slot)

    def end_of(self, package: str, slot: float | None) -> date | None:
        """The day on which a package ends that ends *at* a slot: the Sunday of what is done at a weekend."""
        work = next((one for one in self.record.packages if one.key == package), None)
        if slot is not None and slot < self.calendar.last and work is not None and works_weekends(work):
            weekend = weekend_at(self.calendar, -int(-slot // 1))
            return weekend[1] if weekend is not None else self.day_at(slot)
        return self.day_at(slot)

    def range_of(self, band: Band) -> tuple[tuple[int, date | None], ...]:
        """The percentiles of a band as days; nothing where it is not defined."""
        return tuple((percent, self.day_at(band.at(percent))) for percent in PERCENTS) if band.defined else ()


def simulated(
    record: PlanRecord, risks: Sequence[RiskEvent] = (), draws: int = DRAWS, seed: int = SEED, stop: Stop | None = None,
    drawn: Drawn | None = None,
) -> tuple[Simulated, Confidence]:  # fmt: skip
    """The confidence of a plan record, in the order of the run that counts, with what turns its slots into days.
    `drawn` is the record drawn already.

    Raises PlanError and NetworkError where it cannot be worked out.
    """
    drawn = drawn or drawn_of(record)
    network = network_of(record, record.previous, risks, drawn=drawn)
    found = confidence_of(network, draws=draws, seed=seed, stop=stop)
    last_days = [
        (f"{number}:{drawn.pieces[place].package}", drawn.pieces[place].package, one)
        for number, one in enumerate(drawn.constraints)
        for place in (one.activities if one.form is Form.LATEST and one.kind in WORDS else ())
    ]
    return Simulated(record, drawn.calendar, found, tuple(last_days)), found
