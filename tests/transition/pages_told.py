"""A simulation by hand, for pages and papers: what it says is written here, so that what is shown can be compared."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from severalty.engine.transition.confidence.results import (
    Band,
    Chance,
    Confidence,
    CurvePoint,
    Driver,
    Engine,
    Joint,
    Merge,
    Percentile,
    Simulated,
    SinglePath,
    Stopped,
)

FIRST = date(2027, 1, 1)


def band(key: str, name: str, begin: float, **more: Any) -> Band:
    """A band of which each percentile lies ten slots after the one before."""
    points = tuple(Percentile(one, begin + one, 0.5) for one in range(10, 100, 10))
    return Band(key, name, points, **more)


def lacking(key: str, name: str, *undefined: str) -> Band:
    """A band without a date."""
    return Band(key, name, (), undefined=undefined)


WHOLE = band("", "", 100.0)
FOUND = Confidence(
    engine=Engine.RESOURCES, seed=1, draws=5_000, digest="d", stopped=Stopped.DRAWN, whole=WHOLE,
    workstreams=(band("north", "Work of North", 20.0), lacking("south", "Work of South", "s-build")), activities=(),
    cost=Band("cost", "", (Percentile(50, 100_00.0, 1.0), Percentile(80, 250_00.0, 1.0)), mean=120_00.0),
    curve=tuple(CurvePoint(100.0 + 10 * one, one / 10) for one in range(1, 10)),
    fixed_end=Chance("fixed", "Fixed end", 185.0, 0.714, 0.006),
    deadlines=(Chance("d1", "Notice on Mail", 60.0, 0.42, 0.01), Chance("d2", "Always kept", 300.0, 1.0, 0.0)),
    in_budget=Chance("b", "Budget", None, 0.6, 0.01),
    joint=Joint(0.714, 0.6, 0.55, 0.01, 0.43),
    drivers=(Driver("a", "Firewalls", 0.8, 0.5, 0.61), Driver("b", "Never", 0.0)),
    merges=(Merge("", ("north", "south"), 150.0, 158.0, 8.0, 0.31),),
    single_path=SinglePath(118.0, 110.0, 0.18, ("a",), 120.0, 130.0, 30.0, 50.0), undefined=(),
    warnings=("Mind the gap.",),
    after=None,
)  # fmt: skip
MITIGATED = replace(
    FOUND,
    after=Simulated(**{
        name: getattr(FOUND, name) for name in Simulated.__dataclass_fields__
    } | {"whole": band("", "", 80.0), "workstreams": FOUND.workstreams,
         "cost": Band("cost", "", (Percentile(50, 130_00.0, 1.0), Percentile(80, 140_00.0, 1.0)), mean=130_00.0)}),
)  # fmt: skip
UNDEFINED = replace(
    FOUND, whole=lacking("", "", "s-build"), curve=(), undefined=("s-build",), single_path=None, joint=None,
    fixed_end=Chance("fixed", "Fixed end", 185.0, None, None, 0.9),
)  # fmt: skip


@dataclass(frozen=True)
class Laid:
    """What turns slots into days: one slot is one day."""

    def day_at(self, slot: float | None) -> date | None:
        """The day of a slot."""
        return None if slot is None else FIRST + timedelta(days=round(slot))


def simulated(record: Any, risks: Any = (), stop: Any = None) -> tuple[Laid, Confidence]:
    """In place of the simulation."""
    return Laid(), MITIGATED
