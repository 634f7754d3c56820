"""What a supposition does to a plan: simulated in the order that counts, and planned again. Loads the planner."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from severalty.engine.effects.events import RiskEvent
from severalty.engine.fields import Known
from severalty.engine.transition.confidence.results import Chance
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing import drawn_of
from severalty.engine.transition.drawing_parts import Constraint, Drawn
from severalty.engine.transition.record import ContractFact, Dated, PlanRecord
from severalty.transition.reports.loads import Peak, peaks_of, wave_on, waves_on
from severalty.transition.reports.simulated import SEED, WORDS, Simulated, simulated
from severalty.transition.reports.solving import Effort, WorkedOut, worked_out
from severalty.transition.reports.standing import last_day
from severalty.transition.reports.what_if import (
    WORK,
    Again,
    Bridge,
    ContractMoved,
    Deadline,
    GateMoved,
    Moved,
    Range,
    Side,
    TeamPeak,
    WhatIf,
    extension_words,
    pounds,
)

SUPPOSED_DRAWS = 2_000
Sides = Mapping[Side, Simulated]
Last = tuple[Constraint, Chance, date | None]
Lasts = dict[tuple[str, str, tuple[str, ...]], Last]


@dataclass(frozen=True)
class AsItStands:
    """A plan as it stands, drawn and simulated once, against which suppositions are held. Mitigation of risks is not
    what is asked about, and left out."""

    record: PlanRecord
    risks: tuple[RiskEvent, ...] = ()
    draws: int = SUPPOSED_DRAWS
    seed: int = SEED

    @cached_property
    def base(self) -> PlanRecord:
        """The record with the dates that count; where none does, with those of a plan that is worked out like the
        others, so that what is supposed has something to move against."""
        if self.record.previous:
            return self.record
        return replace(self.record, previous=worked_out(self.record, Effort(self.seed, WORK), _never).dates)

    @cached_property
    def now(self) -> Simulated:
        """The plan that counts, simulated. Raises PlanError and NetworkError where it cannot be."""
        return self._simulated(self.base, drawn_of(self.base))

    @cached_property
    def control(self) -> Mapping[str, Dated]:
        """The dates of the plan that counts, planned again with nothing supposed: it moves where it no longer holds, or
        where more work finds a better one."""
        planned = worked_out(self.base, Effort(self.seed, WORK), _never)
        return {one.package: one for one in planned.dates}

    @cached_property
    def peaks(self) -> Mapping[str, Peak]:
        """How hard each team is pressed by the dates that count."""
        return peaks_of(self.base, self.base.previous)

    def what_if(self, supposed: PlanRecord, title: str) -> WhatIf:
        """What comes of it when this record is supposed in place of the one that stands.

        Raises PlanError and NetworkError where it cannot be worked out.
        """
        before, after = self.base, replace(supposed, previous=self.base.previous)
        drawn = drawn_of(after)
        sides = {Side.NOW: self.now, Side.KEPT: self._simulated(after, drawn)}
        planned = worked_out(after, Effort(self.seed, WORK), _never, in_slots=drawn)
        again = _told(before, after, planned)
        if again.moved:
            again = replace(again, moved=tuple(_beside(one, self.control) for one in again.moved))
        if again.exists:
            moves = bool(again.moved or again.lost or not after.previous)
            then = replace(after, previous=planned.dates)
            sides[Side.AGAIN] = self._simulated(then, drawn) if moves else sides[Side.KEPT]
        lasts = {side: _lasts(one) for side, one in sides.items()}
        dates = {Side.NOW: before.previous} | ({Side.AGAIN: planned.dates} if again.exists else {})
        return WhatIf(
            title,
            ranges=tuple(_ranges(sides)),
            deadlines=tuple(_deadlines(lasts, after, drawn)),
            bridges=tuple(_bridges(lasts, before, after)),
            gates=tuple(_gates(before, after)),
            contracts=tuple(_contracts(before, after)),
            teams=tuple(self._teams(after, dates)),
            chances={side: one.found.fixed_end.chance for side, one in sides.items() if one.found.fixed_end},
            own_ends={side: last_day(one) for side, one in dates.items()},
            waves={side: _waves(before if side is Side.NOW else after, one) for side, one in dates.items()},
            again=again,
            draws=self.now.found.draws,
            seed=self.now.found.seed,
            warnings=sides[Side.KEPT].found.warnings,
        )

    def _simulated(self, record: PlanRecord, drawn: Drawn) -> Simulated:
        risks = [replace(one, then=None) for one in self.risks]
        return simulated(record, risks, self.draws, self.seed, drawn=drawn)[0]

    def _teams(self, after: PlanRecord, dates: Mapping[Side, Sequence[Dated]]) -> Iterator[TeamPeak]:
        peaks = {Side.NOW: self.peaks}
        if Side.AGAIN in dates:
            peaks[Side.AGAIN] = peaks_of(after, dates[Side.AGAIN])
        for one in after.teams:
            found = {side: known[one.key] for side, known in peaks.items() if one.key in known}
            if any(peak.share is not None for peak in found.values()):
                yield TeamPeak(one.key, one.name, found)


def _never() -> bool:
    return False


def _waves(record: PlanRecord, dates: Sequence[Dated]) -> int:
    return len(set(waves_on(record, dates).values()) - {None})


def _told(before: PlanRecord, after: PlanRecord, planned: WorkedOut) -> Again:
    packages = {one.key: one for one in after.packages}
    old = {one.package: one for one in before.previous if one.package in packages}
    moved = []
    for one in planned.dates:
        was, package = old.get(one.package), packages[one.package]
        if was is not None and package.finished_on is None:
            found = (wave_on(before, package, was), wave_on(after, package, one))
            if (was.starts, was.ends) != (one.starts, one.ends) or found[0] != found[1]:
                moved.append(Moved(one.package, package.name, was, one, found))
    kept = {one.package for one in planned.dates}
    lost = [packages[key].name for key in old if key not in kept] if planned.dates else []
    moved.sort(key=lambda one: (-abs(one.days), one.before.starts, one.name))
    return Again(planned.state, tuple(moved), tuple(sorted(lost)), planned.told, planned.work)


def _beside(one: Moved, control: Mapping[str, Dated]) -> Moved:
    """What moves, with whether it moves just so with nothing supposed."""
    other = control.get(one.package)
    return replace(one, anyway=other is not None and (other.starts, other.ends) == (one.after.starts, one.after.ends))


def _ranges(sides: Sides) -> Iterator[Range]:
    kept = sides[Side.KEPT]
    names = {one.key: one.name for one in kept.record.workstreams}
    packages = {one.key: one.name for one in kept.record.packages}
    bands = {side: {one.key: one for one in each.found.workstreams} for side, each in sides.items()}
    wholes = {side: one.found.whole for side, one in sides.items()}
    rows = [("", "Everything", wholes)]
    rows += [
        (key, names[key], {side: known[key] for side, known in bands.items() if key in known})
        for key in bands[Side.KEPT]
        if key in bands[Side.NOW] and key in names
    ]
    for key, name, found in rows:
        lacking = tuple(packages.get(one, one) for one in found[Side.KEPT].undefined)
        yield Range(key, name, {side: sides[side].range_of(band) for side, band in found.items()}, lacking)


def _lasts(one: Simulated) -> Lasts:
    """Each last day with its chance, and the day by which its package has ended in half of the draws."""
    chances = {each.key: each for each in one.found.deadlines}
    bands = {each.key: each for each in one.found.activities}
    found: Lasts = {}
    for key, package, constraint in one.last_days:
        band = bands.get(package)
        half = one.end_of(package, band.at(50)) if band is not None and band.defined else None
        if key in chances:
            found[constraint.kind.value, package, constraint.records] = (constraint, chances[key], half)
    return found


def _deadlines(lasts: Mapping[Side, Lasts], record: PlanRecord, drawn: Drawn) -> Iterator[Deadline]:
    names = {one.key: one.name for one in record.packages}
    contracts = {one.key: one for one in record.contracts}
    for key, (constraint, _, _) in lasts[Side.KEPT].items():
        found = {side: known[key] for side, known in lasts.items() if key in known}
        last_day_of = _day_of(record, constraint, key[1], drawn)
        if last_day_of is not None:
            is_notice = constraint.kind is ConstraintKind.NOTICE
            contract = next((contracts[one] for one in constraint.records if one in contracts), None)
            yield Deadline(
                key[1], names[key[1]], WORDS[constraint.kind], last_day_of,
                {side: half for side, (_, _, half) in found.items()},
                {side: chance.chance for side, (_, chance, _) in found.items()},
                contract.name if contract else "", is_notice,
                *(_if_missed(contract) if is_notice and contract else ("", None)),
            )  # fmt: skip


def _if_missed(contract: ContractFact) -> tuple[str, int | None]:
    """What becomes of a contract whose notice is missed, and what that costs: the first term that it may run on for."""
    if contract.renews is not Known.YES:
        ends = f"it ends on {contract.ends}" if contract.ends else "it ends"
        return (ends if contract.renews is Known.NO else "whether it renews is not known"), None
    term = next(iter(contract.extensions), None)
    if term is None:
        return "it renews; for how long is not on record", None
    price = "at a price not on record" if term.cost is None else f"for {pounds(term.cost)}"
    return f"it renews for {term.months} months {price}", term.cost


def _day_of(record: PlanRecord, one: Constraint, package: str, drawn: Drawn) -> date | None:
    """The last day as the record has it; of papers the slot's own."""
    contract = next((each for each in record.contracts if each.key in one.records), None)
    if one.kind is ConstraintKind.NOTICE:
        return contract.act_by if contract else None
    if one.kind is ConstraintKind.DRAFT:
        return drawn.calendar.day_of(one.slots[0] - 1)
    promise = next((each for each in record.promises if each.key in one.records), None)
    work = next(each for each in record.packages if each.key == package)
    stated = {
        ConstraintKind.CONTRACT: contract.ends if contract else None,
        ConstraintKind.OWN_PROMISE: promise.latest if promise else None,
        ConstraintKind.MUST_END: work.must_end_by,
    }[one.kind]
    return stated.first if stated else None


def _bridges(lasts: Mapping[Side, Lasts], before: PlanRecord, after: PlanRecord) -> list[Bridge]:
    """The contracts that end before the work which replaces them has, in half of the draws, on one of the sides."""
    olds = {one.key: one for one in before.contracts}
    found = []
    for contract in after.contracts:
        if contract.ends is None:
            continue
        facts = {side: olds.get(contract.key, contract) if side is Side.NOW else contract for side in lasts}
        days = {side: _past(known, facts[side]) for side, known in lasts.items()}
        if max(days.values()) > 0:
            costs = {side: None if contract.daily_cost is None else contract.daily_cost * one
                     for side, one in days.items()}  # fmt: skip
            extension = _extension(contract, max(days[side] for side in days if side is not Side.NOW))
            found.append(Bridge(contract.key, contract.name, contract.ends.first, days, costs, extension))
    return sorted(found, key=lambda one: (one.days[Side.NOW] - one.days[Side.KEPT], one.ends, one.name))


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


def _gates(before: PlanRecord, after: PlanRecord) -> Iterator[GateMoved]:
    olds = {one.key: one for one in before.gates}
    for one in after.gates:
        if one.key in olds and olds[one.key].latest != one.latest:
            yield GateMoved(one.name, olds[one.key].latest, one.latest)


def _contracts(before: PlanRecord, after: PlanRecord) -> Iterator[ContractMoved]:
    """The contracts whose end or last day for notice is supposed to be another."""
    olds = {one.key: one for one in before.contracts}
    for one in after.contracts:
        old = olds.get(one.key)
        if old is not None and (old.ends, old.act_by) != (one.ends, one.act_by):
            ends = (old.ends.first if old.ends else None, one.ends.first if one.ends else None)
            days = (ends[1] - ends[0]).days if ends[0] and ends[1] else None
            price = None if days is None or one.daily_cost is None else days * one.daily_cost
            yield ContractMoved(one.key, one.name, ends, (old.act_by, one.act_by), price)
