"""How sure a plan is, and what a supposition does to that: simulated. Only what simulates loads it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from severalty.engine.effects.events import RiskEvent
from severalty.engine.transition.calendar import WorkCalendar, calendar_of
from severalty.engine.transition.confidence.confidence import confidence_of
from severalty.engine.transition.confidence.results import Band, Chance, Confidence
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing import drawn_of
from severalty.engine.transition.drawing_parts import Constraint, Form
from severalty.engine.transition.network_of import network_of
from severalty.engine.transition.record import ContractFact, PlanError, PlanRecord
from severalty.transition.reports.what_if import Bridge, Deadline, GateMoved, Range, WhatIf, extension_words

DRAWS, SUPPOSED_DRAWS, SEED = 5_000, 2_000, 1
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
        if slot is None:
            return None
        try:
            return self.calendar.day_of(-int(-slot // 1) - 1)
        except PlanError:
            return None

    def range_of(self, band: Band) -> tuple[tuple[int, date | None], ...]:
        """The percentiles of a band as days; nothing where it is not defined."""
        return tuple((percent, self.day_at(band.at(percent))) for percent in PERCENTS) if band.defined else ()


def simulated(
    record: PlanRecord, risks: Sequence[RiskEvent] = (), draws: int = DRAWS, seed: int = SEED, stop: Stop | None = None
) -> tuple[Simulated, Confidence]:
    """The confidence of a plan record, in the order of the run that counts, with what turns its slots into days.

    Raises PlanError and NetworkError where it cannot be worked out.
    """
    found = confidence_of(network_of(record, record.previous, risks), draws=draws, seed=seed, stop=stop)
    drawn = drawn_of(record)
    last_days = [
        (f"{number}:{drawn.pieces[place].package}", drawn.pieces[place].package, one)
        for number, one in enumerate(drawn.constraints)
        for place in (one.activities if one.form is Form.LATEST and one.kind in WORDS else ())
    ]
    return Simulated(record, calendar_of(record), found, tuple(last_days)), found


def what_if_of(
    before: PlanRecord, after: PlanRecord, title: str, risks: Sequence[RiskEvent] = (), draws: int = SUPPOSED_DRAWS
) -> WhatIf:
    """What comes of it when one record is supposed in place of another; both drawn by the same seed."""
    now = [replace(one, then=None) for one in risks]  # mitigation is not what is asked about
    (old, _), (new, _) = simulated(before, now, draws), simulated(after, now, draws)
    olds, news = _lasts(old), _lasts(new)
    return WhatIf(
        title, tuple(_ranges(old, new)), tuple(_deadlines(olds, news, after)), tuple(_bridges(olds, news, after)),
        tuple(_gates(before, after)), _fixed(old), _fixed(new), new.found.draws, new.found.seed, new.found.warnings,
    )  # fmt: skip


def _fixed(one: Simulated) -> float | None:
    return one.found.fixed_end.chance if one.found.fixed_end else None


def _ranges(old: Simulated, new: Simulated) -> list[Range]:
    names = {one.key: one.name for one in new.record.workstreams}
    packages = {one.key: one.name for one in new.record.packages}
    befores = {one.key: one for one in old.found.workstreams}
    pairs = [("", "Everything", old.found.whole, new.found.whole)]
    pairs += [
        (one.key, names[one.key], befores[one.key], one)
        for one in new.found.workstreams
        if one.key in befores and one.key in names
    ]
    return [
        Range(key, name, old.range_of(first), new.range_of(second),
              tuple(packages.get(one, one) for one in second.undefined))
        for key, name, first, second in pairs
    ]  # fmt: skip


Lasts = dict[tuple[str, str, tuple[str, ...]], tuple[Constraint, Chance, date | None]]


def _lasts(one: Simulated) -> Lasts:
    """Each last day with its chance, and the day by which its package has ended in half of the draws."""
    chances = {each.key: each for each in one.found.deadlines}
    bands = {each.key: each for each in one.found.activities}
    found: Lasts = {}
    for key, package, constraint in one.last_days:
        band = bands.get(package)
        half = one.day_at(band.at(50)) if band is not None and band.defined else None
        if key in chances:
            found[constraint.kind.value, package, constraint.records] = (constraint, chances[key], half)
    return found


def _deadlines(olds: Lasts, news: Lasts, record: PlanRecord) -> list[Deadline]:
    names = {one.key: one.name for one in record.packages}
    found = []
    for key, (constraint, chance, half) in news.items():
        old, package = olds.get(key), key[1]
        last_day = _day_of(record, constraint, package)
        if last_day is not None:
            found.append(Deadline(
                package, names[package], WORDS[constraint.kind], last_day, old[2] if old else None, half,
                old[1].chance if old else None, chance.chance,
            ))  # fmt: skip
    return found


def _day_of(record: PlanRecord, one: Constraint, package: str) -> date | None:
    """The last day as the record has it; of papers the slot's own."""
    contract = next((each for each in record.contracts if each.key in one.records), None)
    if one.kind is ConstraintKind.NOTICE:
        return contract.act_by if contract else None
    if one.kind is ConstraintKind.DRAFT:
        return calendar_of(record).day_of(one.slots[0] - 1)
    promise = next((each for each in record.promises if each.key in one.records), None)
    work = next(each for each in record.packages if each.key == package)
    stated = {
        ConstraintKind.CONTRACT: contract.ends if contract else None,
        ConstraintKind.OWN_PROMISE: promise.latest if promise else None,
        ConstraintKind.MUST_END: work.must_end_by,
    }[one.kind]
    return stated.first if stated else None


def _bridges(olds: Lasts, news: Lasts, after: PlanRecord) -> list[Bridge]:
    """The contracts that end before the work which replaces them has, in half of the draws, before or after."""
    found = []
    for contract in after.contracts:
        if contract.ends is None:
            continue
        days = [_past(lasts, contract) for lasts in (olds, news)]
        if max(days) > 0:
            costs = [None if contract.daily_cost is None else contract.daily_cost * one for one in days]
            found.append(Bridge(
                contract.key, contract.name, contract.ends.first, days[0], days[1], costs[0], costs[1],
                _extension(contract, days[1]),
            ))  # fmt: skip
    return sorted(found, key=lambda one: (one.days_before - one.days_after, one.ends, one.name))


def _past(lasts: Lasts, contract: ContractFact) -> int:
    ends = contract.ends.first if contract.ends else date.max
    done = [
        half for one, _, half in lasts.values()
        if one.kind is ConstraintKind.CONTRACT and contract.key in one.records and half is not None
    ]  # fmt: skip
    return max([0, *((one - ends).days for one in done)])


def _extension(contract: ContractFact, days: int) -> str:
    """The shortest extension on record that is long enough."""
    enough = [one for one in contract.extensions if one.months * 30 >= days]
    best = min(enough, key=lambda one: one.months, default=None)
    return extension_words(best.months, best.cost) if best and days > 0 else ""


def _gates(before: PlanRecord, after: PlanRecord) -> list[GateMoved]:
    olds = {one.key: one for one in before.gates}
    return [
        GateMoved(one.name, olds[one.key].latest, one.latest)
        for one in after.gates
        if one.key in olds and olds[one.key].latest != one.latest
    ]
