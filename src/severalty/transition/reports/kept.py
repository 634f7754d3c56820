"""How sure a plan is beside what was kept of it: does it still hold, and what has moved. It simulates nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from severalty.engine.effects.events import RiskEvent
from severalty.engine.freeze import digest
from severalty.engine.transition.calendar import WorkCalendar, calendar_of, start_day
from severalty.engine.transition.confidence.kept import Kept, Moved, PartChanged, RunConfidence, changed, moved
from severalty.engine.transition.confidence.network import NetworkError, digest_of
from severalty.engine.transition.confidence.parts import parts_of
from severalty.engine.transition.network_of import network_of
from severalty.engine.transition.path import PathQuestion
from severalty.engine.transition.record import PlanError, PlanRecord
from severalty.transition.queries.kept import NOTHING, Keeping, confidence_of_run, keepings_of, names_now
from severalty.transition.queries.record import SeenPlan
from severalty.transition.queries.threats import risk_events

DRAWS, SEED = 5_000, 1
"""How often a page simulates, and by which seed."""
WAY = 1
"""Of the way in which figures are worked out: another number where the same record would give other ones."""


@dataclass(frozen=True)
class PartNamed:
    """Something that changed between two simulations, by the name that the viewer may read."""

    changed: PartChanged
    name: str
    handle: str = ""
    gone: bool = False


@dataclass(frozen=True)
class Since:
    """How sure a plan is against what was kept before: figures then and now, and what they were made from.

    `changes` are of what the viewer may see; `only_the_day` is whether nothing at all of the record differs, so that
    what has not begun is but later by the days in between.
    """

    then: Kept
    now: Kept
    moved: tuple[Moved, ...]
    changes: tuple[PartNamed, ...]
    only_the_day: bool


class KeptLook:
    """A plan beside what its own council kept of how sure it was: `keepings`, the oldest first."""

    def __init__(self, seen: SeenPlan) -> None:
        self.seen = seen
        self.keepings: tuple[Keeping, ...] = keepings_of(seen.viewer, seen.case, seen.row.pk)

    @cached_property
    def risks(self) -> tuple[RiskEvent, ...]:
        """The risks that the plan is simulated with."""
        return risk_events(self.seen)

    @cached_property
    def fingerprint(self) -> str:
        """That of the plan as it stands; empty where it cannot be simulated."""
        try:
            return fingerprint_of(self.seen.record, self.risks)
        except (PlanError, NetworkError):
            return ""

    @property
    def last(self) -> Kept | None:
        """What was kept last."""
        return self.keepings[-1].kept if self.keepings else None

    @cached_property
    def held(self) -> RunConfidence:
        """All that is kept with the run of the last of them."""
        one = self.keepings[-1] if self.keepings else None
        return confidence_of_run(self.seen.viewer, self.seen.case, one.run) if one else NOTHING

    @property
    def holds(self) -> bool:
        """Whether what was kept last is how sure the plan is now: nothing that it rests on has changed since."""
        return self.last is not None and self.last.fingerprint == self.fingerprint and self.held.found is not None

    def narrows(self, question: PathQuestion) -> Mapping[str, int | None] | None:
        """By how much each step narrows a band, where that is kept and holds; else None."""
        return self.held.narrows if self.holds and self.held.steps == steps_digest(question) else None

    def since(self, now: Kept) -> Since | None:
        """What differs from what was kept before `now`; nothing where there is none."""
        if self.holds and now == self.last:
            then, before, after = self.held.then, self.held.then_parts, self.held.parts
        else:
            then, before, after = self.last, self.held.parts, parts_by_ref(self.seen, self.risks)
        if then is None or then.fingerprint == now.fingerprint:
            return None
        found = changed(before, after) if before else ()
        only_the_day = bool(before) and not found and then.on != now.on
        return Since(then, now, moved(then, now), self._named(found), only_the_day)

    def _named(self, found: tuple[PartChanged, ...]) -> tuple[PartNamed, ...]:
        here = {one.ref: self.seen.handles[one.ref] for one in found if one.ref in self.seen.handles}
        risks = {one.key: one.name for one in self.risks}
        gone = names_now(
            self.seen.viewer, self.seen.case, [one.ref for one in found if one.ref not in here and one.ref not in risks]
        )  # fmt: skip
        named = []
        for one in found:
            if one.ref in here:
                named.append(PartNamed(one, self.seen.name_of(here[one.ref]), here[one.ref]))
            elif one.ref in risks or one.ref in gone:
                named.append(PartNamed(one, risks.get(one.ref) or gone[one.ref], gone=one.ref in gone))
        return tuple(named)


def fingerprint_of(record: PlanRecord, risks: tuple[RiskEvent, ...], draws: int = DRAWS, seed: int = SEED) -> str:
    """The fingerprint of all that a simulation and its days rest on. Raises PlanError and NetworkError."""
    network = network_of(record, record.previous, risks)
    return digest([WAY, digest_of(network, seed, draws), start_day(record), record.closed])


def parts_by_ref(seen: SeenPlan, risks: tuple[RiskEvent, ...]) -> dict[str, dict[str, str]]:
    """What a plan is simulated from, by kind and by the references of items."""
    return {
        kind: {seen.refs.get(handle, handle): part for handle, part in parts.items()}
        for kind, parts in parts_of(seen.record, risks).items()
    }


def steps_digest(question: PathQuestion) -> str:
    """The fingerprint of what steps to confidence say of estimates."""
    return digest([[one.key, one.package, one.moves_to, one.done_on] for one in question.steps])


def day_in(calendar: WorkCalendar, slot: float | None) -> date | None:
    """The day on which something ends *at* a slot; None where it cannot be said or lies too far away."""
    if slot is None:
        return None
    try:
        return calendar.day_of(-int(-slot // 1) - 1)
    except PlanError:
        return None


def days_of(record: PlanRecord) -> Callable[[float | None], date | None]:
    """A function from the slots of a simulation of a record to days."""
    calendar = calendar_of(record)
    return lambda slot: day_in(calendar, slot)
