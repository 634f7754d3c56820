"""How hard teams are pressed by the dates of a plan, and in which waves its cut-overs stand: for comparing plans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from severalty.engine.transition.packages import PackageKind, WorkPackage
from severalty.engine.transition.record import Dated, PlanRecord
from severalty.engine.transition.workload import TeamLoad, WorkloadQuestion, workload_of

FULL = 0.9
"""From which share of what it can give in a week a team counts as full."""


@dataclass(frozen=True)
class Peak:
    """The week in which a team is pressed most: its Monday, and the share of what it can give that is asked for then
    (None: what it can give is not known, or nothing is asked). `full` are the Mondays of the weeks in which it is full;
    `over` in how many weeks there is a day with more asked for than it can give."""

    share: float | None = None
    monday: date | None = None
    full: tuple[date, ...] = ()
    over: int = 0


def peaks_of(record: PlanRecord, dates: Sequence[Dated]) -> dict[str, Peak]:
    """How hard each team is pressed from today on, by its handle."""
    known = {one.key for one in record.packages}
    found = workload_of(WorkloadQuestion(record, tuple(one for one in dates if one.package in known)))
    return {one.team: _peak(record, one) for one in found.teams}


def _peak(record: PlanRecord, load: TeamLoad) -> Peak:
    weeks = [one for one in load.weeks if one.used and one.room is not None and (record.on - one.monday).days < 7]
    shares = {one.monday: one.used / one.room if one.room else float("inf") for one in weeks}
    most = max(shares, key=lambda one: shares[one], default=None)
    if most is None:
        return Peak()
    full = tuple(monday for monday, share in shares.items() if share >= FULL)
    return Peak(shares[most], most, full, sum(1 for one in weeks if one.days_over))


def wave_on(record: PlanRecord, package: WorkPackage, dated: Dated) -> int | None:
    """The wave that a package goes in: as its date has it, else as it is pinned; a cut-over in none of both goes in
    that on whose days it begins."""
    number = dated.wave if dated.wave is not None else package.wave
    if number is not None or package.kind is not PackageKind.CUT_OVER:
        return number
    for one in record.waves:
        if one.starts is not None and one.ends is not None and one.starts.last <= dated.starts <= one.ends.first:
            return one.number
    return None


def waves_on(record: PlanRecord, dates: Sequence[Dated]) -> Mapping[str, int | None]:
    """The waves of the cut-overs that have a date, by their handle; None for one in none."""
    packages = {one.key: one for one in record.packages if one.kind is PackageKind.CUT_OVER}
    return {one.package: wave_on(record, packages[one.package], one) for one in dates if one.package in packages}
