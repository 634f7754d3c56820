"""Whether a plan makes its date and what moved: the sentences a programme manager reads first. Nothing is simulated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from severalty.engine.dates import day
from severalty.engine.transition.confidence.kept import Kept
from severalty.engine.transition.record import GateFact
from severalty.engine.transition.workload import TeamLoad, Workload
from severalty.transition.queries.kept import Keeping
from severalty.transition.reports.confidence_table import per_cent
from severalty.transition.reports.pictures_look import Look

WEEK = timedelta(days=6)
"""Figures kept at least so long ago are those of last week."""
TIGHT = 5
"""Working days: work that can bear fewer is at risk from the decision it waits for."""
MOST = 2
ENOUGH = 80
"""Per cent that are enough where a plan does not say."""
_POINT = 0.005


@dataclass(frozen=True)
class Standing:
    """A sentence, and the name of the page where it is dealt with; `gate` is the handle of the decision it tells of."""

    sentence: str
    page: str
    gate: str = ""


def standing_of(look: Look, keepings: Sequence[Keeping], names: dict[str, str], load: Workload) -> Iterator[Standing]:
    """The chance of the date and its change, what the end hangs on, decisions at risk, teams asked for too much.

    `names` are those of packages that take time, by the reference that figures are kept under; no other is told.
    """
    yield _chance(look, keepings)
    if not look.dates:
        return
    if keepings:
        yield from _critical(keepings[-1].kept, names)
    yield from decisions_at_risk(look)
    yield from _pressed(look, load)


def last_week(keepings: Sequence[Keeping]) -> Kept | None:
    """What to hold the newest figures against: the newest of a week before them, else the oldest of all others."""
    if len(keepings) < 2:
        return None
    newest, earlier = keepings[-1].kept, [one.kept for one in keepings[:-1]]
    return next((one for one in reversed(earlier) if newest.on - one.on >= WEEK), earlier[0])


def _chance(look: Look, keepings: Sequence[Keeping]) -> Standing:
    plan = look.record.plan
    if not look.dates:
        return Standing(f"“{plan.name}” has no dates yet. Have it worked out.", "plan")
    if not keepings:
        ends = day(max(one.ends for one in look.dates.values()))
        return Standing(
            f"“{plan.name}” ends on {ends} by its dates. How sure that is has not been worked out.", "confidence"
        )
    now, before = keepings[-1].kept, last_week(keepings)
    when = f"as worked out on {day(now.on)}"
    if now.fixed_end is None:
        many = len(now.undefined)
        why = f"{many:,} {'package has' if many == 1 else 'packages have'} no estimate" if many else "no day is fixed"
        return Standing(f"“{plan.name}”: the chance to make the date cannot be said, {when}: {why}.", "confidence")
    by = f"end by {day(plan.ends_by.last)}" if plan.ends_by else "make the fixed end"
    end = now.whole.at(80)
    p80 = f" In 80 of 100 draws all has ended by {day(end)}." if end else ""
    moved = f", {_moved(before.fixed_end, now.fixed_end, before.on)}" if before else ""
    enough = float(plan.agreed_chance or ENOUGH)
    less = f" That is less than the {enough:g}% that is enough." if round(100 * now.fixed_end) < enough else ""
    return Standing(
        f"“{plan.name}”: the chance to {by} is {per_cent(now.fixed_end)}, {when}{moved}.{less}{p80}", "confidence"
    )


def _moved(then: float | None, now: float, on: date) -> str:
    if then is None:
        return f"and could not be said on {day(on)}"
    points = round(100 * now) - round(100 * then)
    if abs(then - now) < _POINT or not points:
        return f"the same as on {day(on)}"
    return f"{abs(points)} point{'' if abs(points) == 1 else 's'} {'more' if points > 0 else 'less'} than on {day(on)}"


def _critical(kept: Kept, names: dict[str, str]) -> Iterator[Standing]:
    found = [(f"on “{names[ref]}”", per_cent(share)) for ref, share in kept.critical if ref in names][:MOST]
    if found:
        told = " and ".join([f"{found[0][0]} in {found[0][1]} of the draws", *(f"{a} in {b}" for a, b in found[1:])])
        yield Standing(f"The end hangs {told}.", "confidence")


def decisions_at_risk(look: Look) -> Iterator[Standing]:
    """Decisions to come that have no day, or whose work can bear less than a week; at most two, the tightest first."""
    found: list[tuple[int, date, str, str]] = []
    waits: dict[str, list[str]] = {}
    for one in look.record.waits:
        waits.setdefault(one.follows, []).append(one.package)
    for gate in look.record.gates:
        waiting = [one for one in waits.get(gate.key, ()) if one in look.dates]
        undecided = gate.latest is None or gate.latest > look.record.on
        if waiting and undecided:
            found += [(*one, gate.key) for one in _at_risk(look, gate, waiting)]
    for _, _, sentence, gate_key in sorted(found)[:MOST]:
        yield Standing(sentence, "timetable", gate_key)


def _at_risk(look: Look, gate: GateFact, waiting: Sequence[str]) -> Iterator[tuple[int, date, str]]:
    if gate.earliest is None:
        many = f"{len(waiting):,} {'package waits' if len(waiting) == 1 else 'packages wait'}"
        yield -1, date.min, f"“{gate.name}” has no day on which it counts, and {many} for it."
        return
    spare = min((look.floats[one] for one in waiting if one in look.floats), default=TIGHT)
    if spare < TIGHT:
        room = f"only {spare} working day{'' if spare == 1 else 's'}" if spare else "no day"
        yield (
            spare, gate.earliest,
            f"“{gate.name}” counts from {day(gate.earliest)}; work that waits for it can bear {room} of delay.",
        )  # fmt: skip


def _pressed(look: Look, load: Workload) -> Iterator[Standing]:
    over = sorted((one for one in load.teams if one.weeks_over), key=lambda one: -len(one.weeks_over))
    for one in over[:MOST]:
        yield Standing(_over(look, one), "workload")


def _over(look: Look, load: TeamLoad) -> str:
    weeks = load.weeks_over
    many = f"{len(weeks):,} weeks, first in that" if len(weeks) > 1 else "the week"
    return f"“{look.name(load.team)}” is asked for more than it can give in {many} of {day(weeks[0].monday)}."
