"""Some of what templates would make: packages left out, with the order of the others kept, and what it comes to."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from severalty.engine.transition.packages import PackageWait, WaitKind
from severalty.engine.transition.templates import Drafts

_PERSON = 100


@dataclass(frozen=True)
class TeamAsked:
    """What packages ask of a team, in days of one person; `team` is its key. The figure is whole, rounded up."""

    team: str
    packages: int
    days: int


@dataclass(frozen=True)
class DraftTotals:
    """What drafts come to: packages, their working days added up (None of a package counts as none), teams."""

    packages: int
    low: int
    likely: int
    high: int
    without_estimate: int
    teams: tuple[TeamAsked, ...]
    without_team: int


def without(drafts: Drafts, left_out: Collection[str]) -> Drafts:
    """The drafts but for some packages, by key. What waited for one of these waits for what that waited for.

    Lags add up over what is left out; its own days fall away with it.
    """
    gone = set(left_out) & {one.key for one in drafts.packages}
    waits = {(one.package, one.follows): one for one in drafts.waits}
    for key in gone:
        after = [one for one in waits.values() if one.follows == key]
        before = [one for one in waits.values() if one.package == key]
        waits = {pair: one for pair, one in waits.items() if key not in pair}
        for late in after:
            for soon in before:
                joined = _joined(soon, late)
                known = waits.get((joined.package, joined.follows))
                if known is None or _lag(known) < _lag(joined):
                    waits[joined.package, joined.follows] = joined
    return replace(
        drafts,
        packages=tuple(one for one in drafts.packages if one.key not in gone),
        waits=tuple(waits.values()),
        needs=tuple(one for one in drafts.needs if one.package not in gone),
    )


def totals_of(drafts: Drafts) -> DraftTotals:
    """What drafts come to; days of a person are most likely days times per cent of a person."""
    days = {one.key: one.likely or 0 for one in drafts.packages}
    teams: dict[str, list[int]] = {}
    for need in drafts.needs:
        teams.setdefault(need.team, []).append(days.get(need.package, 0) * (need.units or 0))
    served = {need.package for need in drafts.needs}
    return DraftTotals(
        len(drafts.packages),
        sum(one.low or one.likely or 0 for one in drafts.packages),
        sum(days.values()),
        sum(one.high or one.likely or 0 for one in drafts.packages),
        sum(1 for one in drafts.packages if one.likely is None),
        tuple(TeamAsked(team, len(asked), -(-sum(asked) // _PERSON)) for team, asked in sorted(teams.items())),
        sum(1 for one in drafts.packages if one.key not in served),
    )


def _lag(wait: PackageWait) -> int:
    return (wait.lag or 0) - (wait.overlap or 0)


def _joined(soon: PackageWait, late: PackageWait) -> PackageWait:
    lag = _lag(soon) + _lag(late)
    return replace(
        late,
        follows=soon.follows,
        kind=WaitKind.FINISH_START,
        lag=lag if lag > 0 else None,
        overlap=-lag if lag < 0 else None,
    )
