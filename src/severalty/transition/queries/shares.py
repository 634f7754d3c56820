"""Shared teams in a plan of all together: each council's work draws on its own allotment, and on no other's (note 20).

A plan record knows teams. Where several councils' work stands in one plan, a team that is allotted stands in it once
for each of those whose work the viewer sees, with what is allotted to them; what nobody asks for is left to nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from severalty.engine.dates import PartialDate, day
from severalty.engine.transition.packages import PackageNeed, WorkPackage, Workstream
from severalty.engine.transition.resources import Team, TeamAllotment, TeamLeave

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Shared:
    """Teams, needs, allotments and leave of a record, and which team each part of one stands for, by handle."""

    teams: tuple[Team, ...]
    needs: tuple[PackageNeed, ...]
    allotments: tuple[TeamAllotment, ...]
    leave: tuple[TeamLeave, ...]
    parts: Mapping[str, str]


def shares_of(
    streams: Sequence[Workstream], packages: Sequence[WorkPackage], held: Shared, names: Mapping[str, str]
) -> Shared:
    """The same for a plan of all together: what is allotted stands in parts. `names` are those of organisations."""
    allotted = {one.team for one in held.allotments}
    whose = _whose(streams, packages)
    parts: dict[tuple[str, str], Team] = {}
    needs = []
    teams = {one.key: one for one in held.teams}
    for need in held.needs:
        if need.team in allotted and need.team in teams:
            key = (need.team, whose.get(need.package, ""))
            parts.setdefault(key, _part(teams[need.team], key[1], held.allotments, names))
            need = replace(need, team=parts[key].key)
        needs.append(need)
    leave = [one for one in held.leave if one.team not in allotted]
    for (team, organisation), part in parts.items():
        leave += _leave(teams[team], part, organisation, held)
    return Shared(
        (*(one for one in held.teams if one.key not in allotted), *parts.values()), tuple(needs),
        tuple(one for one in held.allotments if one.team not in allotted), tuple(leave),
        {part.key: team for (team, _), part in parts.items()},
    )  # fmt: skip


def _whose(streams: Sequence[Workstream], packages: Sequence[WorkPackage]) -> dict[str, str]:
    """Whose allotment the work of a package draws on: its workstream's council, else whoever keeps the workstream."""
    of_stream = {one.key: one.council or one.recorded_by for one in streams}
    return {one.key: of_stream.get(one.workstream, one.recorded_by) for one in packages}


def _own(team: str, organisation: str, allotments: Iterable[TeamAllotment]) -> list[TeamAllotment]:
    return [one for one in allotments if one.team == team and one.organisation == organisation]


def _part(team: Team, organisation: str, allotments: Iterable[TeamAllotment], names: Mapping[str, str]) -> Team:
    """The part of a team that is allotted to an organisation, at its most; nothing where none is."""
    own = _own(team.key, organisation, allotments)
    starts = [one.starts for one in own if one.starts is not None] if all(one.starts for one in own) else []
    ends = [one.ends for one in own if one.ends is not None] if all(one.ends for one in own) else []
    return replace(
        team, key=f"{team.key} for {organisation}", name=f"{team.name}, for {names.get(organisation, organisation)}",
        units=max((one.units or 0 for one in own), default=0), day_to_day="",
        starts=max([*([team.starts] if team.starts else []), *([min(starts)] if starts else [])], default=None),
        ends=min([*([team.ends] if team.ends else []), *([max(ends)] if ends else [])], default=None),
    )  # fmt: skip


def _leave(team: Team, part: Team, organisation: str, held: Shared) -> list[TeamLeave]:
    """When a part gives less: outside of its allotments, when less is allotted, and when the team is on leave."""
    most, found = part.units or 0, []
    own = _own(team.key, organisation, held.allotments)
    for one in own:
        if (one.units or 0) < most and one.starts is not None:
            ends = one.ends or day(one.starts.first + _DAY * 3650)
            missing = most - (one.units or 0)
            found.append(TeamLeave(team=part.key, starts=one.starts, ends=ends, units=missing, reason="Allotment"))
    found += [TeamLeave(team=part.key, starts=a, ends=b, units=None, reason="Nothing allotted") for a, b in _gaps(own)]
    for away in held.leave:
        if away.team == team.key:
            whole = team.units or 0
            units = None if away.units is None or not whole else -(-away.units * most // whole)
            found.append(replace(away, team=part.key, units=units))
    return found


def _gaps(own: Sequence[TeamAllotment]) -> list[tuple[PartialDate, PartialDate]]:
    """The days between allotments."""
    known = sorted((one.starts.last, one.ends.first) for one in own if one.starts and one.ends)
    pairs = [(ended + _DAY, begins - _DAY) for (_, ended), (begins, _) in pairwise(known)]
    return [(day(first), day(last)) for first, last in pairs if first <= last]
