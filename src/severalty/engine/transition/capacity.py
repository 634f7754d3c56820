"""What a team can give a plan on a working day: its people less leave and day-to-day work, and a council's share of it.

A shared team is shared by allotments, which every council sees. A plan of one council may ask for that council's
allotment; in a time of leave every allotment shrinks with the team, so that together they never ask for more than is
there. A plan of all together, or of the council whose team it is, has what is allotted to nobody.
"""

from datetime import date
from decimal import Decimal

from severalty.engine.transition.record import PlanRecord
from severalty.engine.transition.resources import Team, TeamAllotment


def capacity_of(record: PlanRecord, team: Team, on: date) -> int | None:
    """What a plan may ask of a team on a day, in whole per cent of one person; None where nobody has said."""
    if (team.starts is not None and on < team.starts.last) or (team.ends is not None and on > team.ends.first):
        return 0
    shares = [one for one in record.allotments if one.team == team.key and _runs(one, on)]
    own = [one for one in shares if record.plan.council and one.organisation == record.plan.council]
    share = Decimal(100) - Decimal(team.day_to_day or "0")
    whole = None if team.units is None else max(Decimal(0), team.units * share / 100)
    there = None if team.units is None else max(Decimal(0), (team.units - _away(record, team, on)) * share / 100)
    if own:
        return _allotted(sum(one.units or 0 for one in own), whole, there)
    if there is None or whole is None:
        return None
    if not shares:
        return 0 if _is_only_allotted(record, team) else int(there)
    if record.plan.council not in ("", team.council):
        return 0
    left = max(Decimal(0), whole - sum(one.units or 0 for one in shares))
    return int(left * there / whole) if whole else 0


def _allotted(units: int, whole: Decimal | None, there: Decimal | None) -> int:
    """An allotment, shrunk as the team shrinks."""
    if whole is None or there is None:
        return units
    return int(min(Decimal(units), whole) * there / whole) if whole else 0


def _away(record: PlanRecord, team: Team, on: date) -> int:
    """What is missing of a team on a day."""
    units = team.units or 0
    away = 0
    for one in record.leave:
        if one.team != team.key or one.starts is None:
            continue
        if one.starts.first <= on <= (one.ends or one.starts).last:
            away += units if one.units is None else one.units
    return min(units, away)


def _runs(one: TeamAllotment, on: date) -> bool:
    starts, ends = one.starts, one.ends
    return (starts is None or starts.last <= on) and (ends is None or on <= ends.first)


def _is_only_allotted(record: PlanRecord, team: Team) -> bool:
    """Whether a team works for a council that it does not belong to by allotments alone, none of which runs."""
    return record.plan.council not in ("", team.council) and any(one.team == team.key for one in record.allotments)
