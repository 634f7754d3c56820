"""What is kept of a simulation, so that it can be compared with a later one: days, chances, what the end hung on.

References are texts that whoever keeps it chooses (those of items). What one viewer simulated is kept for that viewer's
organisation alone: it is made of everything that they may see, private work among it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from severalty.engine.transition.confidence.results import Band, Confidence

MOST_CRITICAL = 10
"""So many of the most critical packages are kept."""
MOST_DRIVERS = 20
"""So many packages are kept of those that the end hangs on, with all that is said of them."""
Parts = Mapping[str, Mapping[str, str]]
"""What a simulation was made from: by kind and reference a text that differs where the thing does."""


@dataclass(frozen=True)
class KeptBand:
    """By which day something had ended, by percentile, P10 to P90; none where no day could be said.

    `key` is the reference of a workstream, empty for decisions, which stand in none.
    """

    key: str
    days: tuple[tuple[int, date | None], ...] = ()

    def at(self, percent: int) -> date | None:
        """The day of a percentile; none where it could not be said."""
        return next((on for one, on in self.days if one == percent), None)


@dataclass(frozen=True)
class Kept:
    """How sure a plan was: simulated at a moment from the record as it stood on a day.

    `fingerprint` is that of everything the figures rest on: the same fingerprint, the same figures. Chances are shares
    of the draws, from 0 to 1; None is a chance that could not be told. `both` is date and budget at once. `critical`
    are references of packages with the share of draws in which the end hung on them, `undefined` those without an
    estimate.
    """

    at: datetime
    on: date
    fingerprint: str
    draws: int
    seed: int
    whole: KeptBand
    streams: tuple[KeptBand, ...] = ()
    fixed_end: float | None = None
    in_budget: float | None = None
    both: float | None = None
    critical: tuple[tuple[str, float], ...] = ()
    undefined: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunConfidence:
    """All that is kept with one run of the planner: `kept`, the oldest first, and more of the newest of them.

    `found` is the whole result of the newest, `parts` what it was made from, `narrows` by how many working days each
    step to confidence narrows its band, by the key of the step, for the steps of which `steps` is the digest. `then` is
    what was kept before it, in this run or the one before, with `then_parts`.
    """

    kept: tuple[Kept, ...] = ()
    found: Confidence | None = None
    parts: Parts = field(default_factory=dict)
    narrows: Mapping[str, int | None] = field(default_factory=dict)
    steps: str = ""
    then: Kept | None = None
    then_parts: Parts = field(default_factory=dict)


@dataclass(frozen=True)
class Moved:
    """One band then and now; None where there was none, or is none any more."""

    then: KeptBand | None
    now: KeptBand | None
    is_whole: bool = False

    @property
    def key(self) -> str:
        """Whose band it is."""
        band = self.now or self.then
        return band.key if band else ""

    def day(self, percent: int, *, then: bool = False) -> date | None:
        """The day of a percentile now, or then."""
        band = self.then if then else self.now
        return None if band is None else band.at(percent)

    def later(self, percent: int) -> int | None:
        """By how many days a percentile moved out, below nought where it came nearer; None where a day is lacking."""
        before, after = self.day(percent, then=True), self.day(percent)
        return None if before is None or after is None else (after - before).days


@dataclass(frozen=True)
class PartChanged:
    """Something that two simulations were made from, which differs between them; None where it was in but one."""

    kind: str
    ref: str
    then: str | None
    now: str | None


def kept_of(
    found: Confidence, day_of: Callable[[float | None], date | None], refs: Mapping[str, str], at: datetime, on: date,
    fingerprint: str,
) -> Kept:  # fmt: skip
    """What is kept of a result; `refs` are references by the keys that the result has, `day_of` gives a slot's day."""
    return Kept(
        at, on, fingerprint, found.draws, found.seed, _band(found.whole, "", day_of),
        tuple(_band(one, refs.get(one.key, one.key), day_of) for one in found.workstreams),
        found.fixed_end.chance if found.fixed_end else None, found.in_budget.chance if found.in_budget else None,
        found.joint.both if found.joint else None,
        tuple((refs[one.key], round(one.criticality, 4)) for one in found.drivers
              if one.criticality > 0 and one.key in refs)[:MOST_CRITICAL],
        tuple(refs[one] for one in found.undefined if one in refs),
    )  # fmt: skip


def _band(band: Band, key: str, day_of: Callable[[float | None], date | None]) -> KeptBand:
    return KeptBand(key, tuple((one.percent, day_of(one.value)) for one in band.percentiles) if band.defined else ())


def trimmed(found: Confidence) -> Confidence:
    """A result without what nobody is told of it: bands of single activities, and most of what is mitigated."""
    after = found.after
    if after is not None:
        after = replace(after, activities=(), deadlines=(), drivers=(), merges=())
    drivers = tuple(one for one in found.drivers if one.criticality > 0)[:MOST_DRIVERS]
    return replace(found, activities=(), drivers=drivers, after=after)


def moved(then: Kept, now: Kept) -> tuple[Moved, ...]:
    """How everything and each workstream moved: the whole first, then as they stand now, then what is gone."""
    before, after = ({one.key: one for one in side.streams} for side in (then, now))
    return (
        Moved(then.whole, now.whole, is_whole=True),
        *(Moved(before.get(key), band) for key, band in after.items()),
        *(Moved(band, None) for key, band in before.items() if key not in after),
    )


def changed(then: Parts, now: Parts) -> tuple[PartChanged, ...]:
    """What differs between what two simulations were made from, by kind, in the order of now."""
    found: list[PartChanged] = []
    for kind in dict.fromkeys((*now, *then)):
        before, after = then.get(kind, {}), now.get(kind, {})
        found += [
            PartChanged(kind, ref, before.get(ref), after.get(ref))
            for ref in dict.fromkeys((*after, *before))
            if before.get(ref) != after.get(ref)
        ]
    return tuple(found)
